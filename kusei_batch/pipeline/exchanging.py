"""Folders that change their names: what is new comes whole, what was there is put aside and never deleted."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from kusei_batch.disk import TEMPORARY, cannot_write, make_folder, move
from kusei_batch.errors import CannotRunError, KuseiError, reason_of
from kusei_batch.system import make_own_folder, remove_folder


@contextmanager
def fresh_folders(homes: Sequence[Path]) -> Iterator[dict[Path, Path]]:
    """Give an empty folder beside each home, for its owner alone; what is not exchanged by then is removed again.

    Raise CannotRunError when the disk refuses, or does not let go of one: a key may lie in it.
    """
    made: dict[Path, Path] = {}
    try:
        for home in homes:
            try:
                make_folder(home.parent)
                place = home.with_name(f"{_prefix(home)}{secrets.token_hex(4)}")
                make_own_folder(place)
                made[home] = place
            except OSError as error:
                raise cannot_write(home, error) from error
        yield made
    except BaseException as error:
        stay = [place for place in made.values() if not _discard(place)]
        if stay and isinstance(error, KuseiError):
            raise CannotRunError(f"{error.message}{_tell_left(stay)}", error.remedy) from error
        raise


def remove_leftovers(homes: Sequence[Path]) -> list[Path]:
    """Remove what killed attempts left beside the homes, and return what cannot be removed."""
    return [
        place
        for home in homes
        if home.parent.is_dir()
        for place in sorted(home.parent.iterdir())
        if place.name.startswith(_prefix(home)) and not _discard(place)
    ]


def exchange_folders(fresh: Mapping[Path, Path]) -> dict[Path, Path]:
    """Give each new folder the name of its home, and return where what stood there is now.

    The workspace, which is first, is the first to go and the last to come: without it nobody can begin a run. Raise
    CannotRunError when the system refuses, and all is as it was; what cannot be taken back is reported.
    """
    moves: list[tuple[Path, Path]] = []
    aside = {home: free_name(home) for home in fresh if os.path.lexists(home)}
    try:
        for before, after in [*aside.items(), *((fresh[home], home) for home in reversed(list(fresh)))]:
            moves.append((before, after))
            move(before, after)
    except OSError as error:
        stuck = {before: after for before, after in reversed(moves) if not _take_back(before, after)}
        if not stuck:
            raise cannot_write(before if before in aside else after, error) from error
        steps = "、".join(
            f"「{after}」の名前を「{before.name}」に" for before, after in stuck.items() if before in aside
        )
        undo = steps and f"元のまま使うときは、{steps}直してください。"
        raise CannotRunError(
            f"「{before}」の名前を変えられず（{reason_of(error)}）、元の名前に戻すこともできませんでした。"
            "前からあったものは、何も消えていません。",
            f"フォルダを開いている人がいないか確かめて、もう一度実行してください。{undo}",
        ) from error
    return aside


def _take_back(before: Path, after: Path) -> bool:
    """Give a folder the name it had before, where it has another by now; return whether it has it."""
    with suppress(OSError):
        if os.path.lexists(after) and not os.path.lexists(before):
            move(after, before)
    return os.path.lexists(before)


def free_name(home: Path) -> Path:
    """Return a name for what stands in a place that is to be another's."""
    number = 1
    while os.path.lexists(name := home.with_name(f"{home.name}_戻す前{number}")):
        number += 1
    return name


def _prefix(home: Path) -> str:
    return f"{TEMPORARY}戻す_{home.name}_"


def _discard(place: Path) -> bool:
    """Remove a folder whatever rights its files have; return whether it is gone."""
    for folder, _, files in os.walk(place):
        for path in (Path(folder), *(Path(folder, name) for name in files)):
            with suppress(OSError):
                path.chmod(0o700)
    return remove_folder(place)


def _tell_left(places: Sequence[Path]) -> str:
    told = "」と「".join(map(str, places))
    return f"途中まで戻したフォルダ「{told}」を消せませんでした。鍵が入っていることがあるので、必ず消してください。"
