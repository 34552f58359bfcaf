"""What commands have in common: where they work, how they answer, and the options they share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import update_wrapper
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from kusei_batch.config import Workspace
    from kusei_batch.core.period import Calendar


@dataclass(frozen=True)
class Invocation:
    """Where a command works, and how it answers."""

    folder: Path
    json: bool

    def workspace(self) -> Workspace:
        """Return the workspace, read and checked."""
        from kusei_batch.cli.screen import speak
        from kusei_batch.config import read_workspace

        workspace = read_workspace(self.folder)
        speak(workspace.settings.words.own())
        return workspace

    def command(self, *words: str) -> str:
        """Return a command as it is to be typed to work in the same place."""
        place = () if self.folder == Path() else ("-w", str(self.folder))
        return " ".join(f'"{word}"' if " " in word or "　" in word else word for word in ("kusei", *place, *words))


def folder_of(words: list[str]) -> Path:
    """Return the folder that the words of a command line name, wherever in them, without reading what else they say."""
    named = [word[2:] or following for word, following in pairwise([*words, "."]) if word.startswith("-w")]
    return Path(named[-1] if named else ".")


class JapaneseDay(click.ParamType[dt.date]):
    """A day as `2026-04-24`, `R8.4.24` or `令和8年4月24日`."""

    name = "日付"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> dt.date:  # noqa: ANN401  click's own signature
        """Return the day; fail on a word that is no day, and say what may be written."""
        if isinstance(value, dt.date):
            return value
        from kusei_batch.core.dates import parse_day

        calendar = _calendar(ctx)
        day = parse_day(str(value), calendar)
        if day is None:
            self.fail(
                f"「{value}」を日付として読み取れません。2026-04-24 や R8.4.24 のように書いてください。", param, ctx
            )
        if day < calendar.eras[0].start:
            self.fail(f"「{value}」は、元号の表（config.toml の eras）より前の日付です。", param, ctx)
        return day


class FiscalYear(click.ParamType[int]):
    """A fiscal year as `2026`, `R8` or `令和8年度`."""

    name = "年度"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:  # noqa: ANN401  click's own signature
        """Return the year; a word that is no year fails with what may be written."""
        from kusei_batch.core.period import parse_fiscal_year

        year = value if isinstance(value, int) else parse_fiscal_year(value, _calendar(ctx).eras)
        if year is None:
            self.fail(f"「{value}」を年度として読み取れません。2025 や R7 のように書いてください。", param, ctx)
        return year


def _calendar(context: click.Context | None) -> Calendar:
    """Return the calendar by the era table of the workspace in question."""
    from kusei_batch.config.lines import FILE
    from kusei_batch.config.settings_reading import read_eras
    from kusei_batch.core.period import Calendar

    # While options are being read, one that was not written holds click's own mark for that, not None.
    behind = context.params.get("folder") if context else None
    place = context.obj if context else None
    if isinstance(behind, Path):
        return Calendar(read_eras(behind / FILE))
    return Calendar(read_eras(place.folder / FILE)) if isinstance(place, Invocation) else Calendar()


def json_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add --json, which may stand before or behind the command's name."""
    return click.option("--json", "as_json", is_flag=True, help="結果を1個のJSONとして標準出力に書きます。")(command)


def folder_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add -w too; it is read first, since the era table of that folder tells what a date is."""
    kind = click.Path(path_type=Path)
    about = "コマンドの前に書いても同じです。"
    return click.option("-w", "folder", metavar="作業フォルダ", type=kind, is_eager=True, help=about)(command)


def dry_run_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add --dry-run, which every command has that writes."""
    return click.option("--dry-run", is_flag=True, help="何も書かずに、何が起こるかだけを示します。")(command)


def as_of_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add --as-of DATE; without it, the day is today."""
    return click.option("--as-of", type=JapaneseDay(), help="基準日（省略すると今日）。例：R8.4.24")(command)


def year_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add --year; without it, the year is that of config.toml."""
    return click.option("--year", type=FiscalYear(), help="年度（省略すると今の年度）。例：R7")(command)


def with_place(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give the command its Place, with -w and --json wherever they were written."""

    def run(*args: Any, as_json: bool, folder: Path | None, **options: Any) -> Any:  # noqa: ANN401  passes options on
        place: Invocation = click.get_current_context().obj
        return command(Invocation(folder or place.folder, place.json or as_json), *args, **options)

    return folder_option(json_option(update_wrapper(run, command)))
