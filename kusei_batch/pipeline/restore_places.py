"""Where a backup is put back: only in the place of what it is a backup of, or where there is nothing."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath

from kusei_batch.config.lines import FILE
from kusei_batch.config.settings import Folders
from kusei_batch.config.settings_reading import read_settings
from kusei_batch.errors import CannotRunError, UsageError, reason_of
from kusei_batch.ledger import FILE as LEDGER_FILE
from kusei_batch.pipeline.backup_listing import KEY_NAME, Listing, spoken_path
from kusei_batch.pipeline.session import ARCHIVE_FOLDER, KEY_BYTES, KEY_FILE, LOCK_FILE
from kusei_batch.system import is_link

_OTHER_PLACE = (
    "状態フォルダを置く場所を --state で指定してください（作業フォルダの中なら --state .kusei）。"
    "config.toml の state も、その場所に書き換えます。"
)


@dataclass(frozen=True)
class RestorePlaces:
    """Where the workspace and its state folder are put back, and the state folder of the workspace that is there now.

    `state_words` are what config.toml is to say; `has_moved` tells that the backup was taken elsewhere.
    """

    folder: Path
    state: Path
    state_words: str
    state_now: Path
    folders_now: Folders
    has_moved: bool

    @property
    def homes(self) -> tuple[Path, ...]:
        """The folders that are exchanged, the workspace first."""
        return (self.folder,) if self.state.is_relative_to(self.folder) else (self.folder, self.state)

    @property
    def runs_elsewhere(self) -> bool:
        """Whether the workspace that is there now keeps its state in a place that stays as it is."""
        return self.state_now.exists() and not any(self.state_now.is_relative_to(home) for home in self.homes)


def find_places(listing: Listing, folder: Path, asked: str | None) -> RestorePlaces:
    """Return where a backup goes in a folder, with the state folder where config.toml, or who asks, says.

    Raise UsageError for a place where something else would be put aside: no workspace, or the state folder of another.
    """
    folder = Path(os.path.abspath(folder))  # noqa: PTH100 -- without following links: the folder itself is replaced
    _require_workspace(folder)
    words = asked or listing.state
    has_moved = os.path.normcase(spoken_path(folder)) != os.path.normcase(listing.root)
    if asked is None and ".." in PureWindowsPath(words).parts and has_moved:
        raise other_place(f"「{words}」が、控えを取ったときと違う場所を指します")
    if any(kind(words).is_absolute() for kind in (PureWindowsPath, PurePosixPath)) and not Path(words).is_absolute():
        raise other_place(f"「{words}」は、このパソコンにはない場所です")
    state = Path(os.path.normpath(folder / words))
    if not Path(state.anchor).exists():
        raise other_place(f"「{state.anchor}」が、このパソコンにはありません")
    if folder.is_relative_to(state) or not state.name:
        raise other_place(f"「{state}」は、作業フォルダかディスクの全体です")
    within = [path for path in (state, *state.parents) if path.is_relative_to(folder)] or [state]
    linked = next((path for path in within if os.path.lexists(path) and is_link(path.lstat())), None)
    if linked is not None:
        raise other_place(f"「{linked}」はリンクで、ほかの場所を指します")
    settings = read_settings(folder / FILE)[0]
    folders_now = settings.folders if settings else Folders()
    places = RestorePlaces(folder, state, words, folder / folders_now.state, folders_now, has_moved)
    if len(places.homes) > 1:
        _require_own(places, listing)
    return places


def is_of_another(state: Path, listing: Listing) -> bool:
    """Return whether a state folder has a key, and another one than the backup."""
    key = state / KEY_FILE
    try:
        content = key.read_bytes() if key.is_file() else b""
    except OSError:
        return False
    kept = listing.files.get(KEY_NAME)
    return len(content) == KEY_BYTES and (kept is None or hashlib.sha256(content).hexdigest() != kept.sha256)


def _require_workspace(folder: Path) -> None:
    """Raise UsageError for a folder that is not to be put aside, such as the one people happen to be in."""
    if not folder.name:
        raise UsageError(
            f"「{folder}」はディスクの全体なので、戻せません。",
            "その中のフォルダを -w で指定してください（なければ作ります）。",
        )
    if not os.path.lexists(folder):
        return
    if is_link(folder.lstat()):
        raise UsageError(
            f"作業フォルダ「{folder}」はリンクです。", f"リンクの先「{folder.resolve()}」を -w で指定してください。"
        )
    known = (FILE, *Folders().model_dump().values())
    if not folder.is_dir() or (any(folder.iterdir()) and not any((folder / name).exists() for name in known)):
        raise UsageError(
            f"「{folder}」は作業フォルダではないので、戻しませんでした。",
            "戻す作業フォルダを -w で指定してください（なければ作ります）。",
        )


def _require_own(places: RestorePlaces, listing: Listing) -> None:
    """Raise UsageError where the state folder outside the workspace may be another's that lives on."""
    state = places.state
    try:
        if not state.exists() or (state.is_dir() and not any(state.iterdir())):
            return
        known = (LEDGER_FILE, KEY_FILE, LOCK_FILE, ARCHIVE_FOLDER)
        is_state = state.is_dir() and any((state / name).exists() for name in known)
    except OSError as error:
        raise CannotRunError(
            f"状態フォルダ「{state}」を開けません（{reason_of(error)}）。今あるものは変えていません。", _OTHER_PLACE
        ) from error
    if not is_state:
        raise other_place(f"「{state}」は、状態フォルダではないものに使われています")
    if is_of_another(state, listing):
        raise other_place(f"「{state}」には、別の作業フォルダの台帳と鍵があります")
    if places.has_moved and state.resolve() != places.state_now.resolve():
        raise other_place(f"「{state}」は、控えを取った作業フォルダ「{listing.root}」が今も使っているかもしれません")


def other_place(reason: str) -> UsageError:
    """Return the error told where the state folder cannot be put back where it was."""
    return UsageError(f"状態フォルダを戻せません。{reason}。今あるものは変えていません。", _OTHER_PLACE)
