"""The command line: options -> one pipeline call -> print -> exit code; the only place that prints or exits.

Modules are imported inside the commands, so that `kusei --help` answers at once.
"""

from __future__ import annotations

import datetime as dt
import logging
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import update_wrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kusei_batch import __version__
from kusei_batch.errors import KuseiError

if TYPE_CHECKING:
    from kusei_batch.config import Workspace

DONE, ATTENTION, SETTINGS, CANNOT_RUN, INTERNAL = 0, 1, 2, 3, 4
TODAY = "今日"


@dataclass(frozen=True)
class Place:
    """Where a command works, and how it answers."""

    folder: Path
    json: bool

    def workspace(self) -> Workspace:
        """The workspace, read and checked."""
        from kusei_batch.config import read_workspace

        return read_workspace(self.folder)


class JapaneseDay(click.ParamType[dt.date]):
    """A day as `2026-04-24`, `R8.4.24` or `令和8年4月24日`."""

    name = "日付"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> dt.date:  # noqa: ANN401  click's own signature
        """The day; a word that is none fails with what may be written."""
        if isinstance(value, dt.date):
            return value
        from kusei_batch.core.period import Calendar

        day = Calendar().parse_day(value)
        if day is None:
            self.fail(
                f"「{value}」を日付として読み取れません。2026-04-24 や R8.4.24 のように書いてください。", param, ctx
            )
        return day


def json_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """--json may stand before or behind the command's name."""
    return click.option("--json", "as_json", is_flag=True, help="結果を1個のJSONとして標準出力に書きます。")(command)


def dry_run_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """--dry-run, on every command that writes."""
    return click.option("--dry-run", is_flag=True, help="何も書かずに、何が起こるかだけを示します。")(command)


def as_of_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """--as-of DATE; without it, today."""
    return click.option("--as-of", type=JapaneseDay(), help="基準日（省略すると今日）。例: R8.4.24")(command)


def with_place(command: Callable[..., Any]) -> Callable[..., Any]:
    """Hand the command its Place, with --json wherever it was written."""

    def run(*args: Any, as_json: bool, **options: Any) -> Any:  # noqa: ANN401  passes options on
        context = click.get_current_context()
        place: Place = context.obj
        return command(Place(place.folder, place.json or as_json), *args, **options)

    return json_option(update_wrapper(run, command))


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "-w", "folder", type=click.Path(path_type=Path), default=".", help="作業フォルダ（省略すると今いるフォルダ）。"
)
@click.option("--json", "as_json", is_flag=True, help="結果を1個のJSONとして標準出力に書きます。")
@click.version_option(__version__, prog_name="kusei")
@click.pass_context
def cli(context: click.Context, folder: Path, as_json: bool) -> None:
    """区役所サービス向上の様式を発行・回収・検証・集計し、会議資料を作ります。"""
    context.obj = Place(folder, as_json)


@cli.command()
@click.argument("directory", metavar="DIR", type=click.Path(path_type=Path))
@dry_run_option
@with_place
def init(place: Place, directory: Path, dry_run: bool) -> int:
    """新しい作業フォルダ DIR を作ります（設定、ひな形、受付箱、出力先）。"""
    from kusei_batch.cli.screen import show_init
    from kusei_batch.pipeline.starting import init_workspace

    return show_init(place.json, directory, init_workspace(directory, dry_run=dry_run), dry_run=dry_run)


@cli.command()
@click.argument("directory", metavar="DIR", type=click.Path(path_type=Path))
@dry_run_option
@with_place
def demo(place: Place, directory: Path, dry_run: bool) -> int:
    """見本の区で、発行から会議資料までを DIR で演じて見せます。"""
    from kusei_batch.cli.screen import progress_bar, show_demo, show_init
    from kusei_batch.demo import play
    from kusei_batch.pipeline.starting import init_workspace

    if dry_run:
        return show_init(place.json, directory, init_workspace(directory, dry_run=True), dry_run=True)
    with progress_bar() as progress:
        story = play(directory, progress)
    return show_demo(place.json, directory, story)


@cli.command()
@with_place
def doctor(place: Place) -> int:
    """設定、マスタ、ひな形、フォルダを点検します。夜間処理の前にどうぞ。"""
    from kusei_batch.cli.screen import show_doctor
    from kusei_batch.pipeline.doctor import examine_workspace

    return show_doctor(place.json, examine_workspace(place.folder))


@cli.group()
def form() -> None:
    """様式のひな形を一覧・表示・点検・新規作成します。"""


@form.command("list")
@with_place
def form_list(place: Place) -> int:
    """使える様式を一覧にします。"""
    from kusei_batch.cli.screen import show_forms
    from kusei_batch.pipeline.forms import list_forms

    return show_forms(place.json, list_forms(place.workspace()))


@form.command("show")
@click.argument("name", metavar="FORM")
@with_place
def form_show(place: Place, name: str) -> int:
    """様式 FORM の項目と、そのセルを示します。"""
    from kusei_batch.cli.screen import show_form
    from kusei_batch.pipeline.forms import read_form

    return show_form(place.json, read_form(place.workspace(), name))


@form.command("check")
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
@with_place
def form_check(place: Place, path: Path) -> int:
    """ひな形 FILE を点検し、直すところをセル番地で示します。"""
    from kusei_batch.cli.screen import show_form_check
    from kusei_batch.pipeline.forms import check_form

    return show_form_check(place.json, path, check_form(place.folder, path))


@form.command("new")
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
@dry_run_option
@with_place
def form_new(place: Place, path: Path, dry_run: bool) -> int:
    """そのまま使える、ひな形の出発点 FILE を作ります。"""
    from kusei_batch.cli.screen import show_form_new
    from kusei_batch.pipeline.forms import new_form

    return show_form_new(place.json, new_form(path, dry_run=dry_run), dry_run=dry_run)


@cli.command()
@click.argument("round_name", metavar="ROUND")
@click.option("--ward", help="この区だけ（区コードか区名）。")
@click.option("--department", help="この部署だけ（部署コードか課名）。")
@click.option("--again", is_flag=True, help="発行済みの部署にも、同じ管理番号でもう一度発行します。")
@as_of_option
@dry_run_option
@with_place
def issue(
    place: Place,
    round_name: str,
    ward: str | None,
    department: str | None,
    again: bool,
    as_of: dt.date | None,
    dry_run: bool,
) -> int:
    """回 ROUND の様式を、すべての部署に発行します。"""
    from kusei_batch.cli.screen import progress_bar, show_issue
    from kusei_batch.pipeline.issuing import issue_round, order_round

    with _writable(place.workspace(), dry_run=dry_run) as workspace, progress_bar() as progress:
        order = order_round(workspace, round_name, (ward, department), again=again)
        report = issue_round(workspace, order, as_of or dt.date.today(), progress)
        return show_issue(place.json, workspace, report, dry_run=dry_run)


@cli.command()
@as_of_option
@dry_run_option
@with_place
def nightly(place: Place, as_of: dt.date | None, dry_run: bool) -> int:
    """夜間処理: 回収、検証、集計、資料の作成を、続けて行います。"""
    from kusei_batch.cli.screen import progress_bar, show_night
    from kusei_batch.pipeline.night import run_night

    with _writable(place.workspace(), dry_run=dry_run) as workspace, progress_bar() as progress:
        report = run_night(workspace, as_of or dt.date.today(), time.time(), progress)
        return show_night(place.json, workspace, report, dry_run=dry_run)


@cli.command()
@as_of_option
@with_place
def status(place: Place, as_of: dt.date | None) -> int:
    """提出状況を示します。"""
    from kusei_batch.cli.screen import show_status
    from kusei_batch.pipeline.questions import read_status

    workspace = place.workspace()
    return show_status(place.json, workspace, read_status(workspace, as_of or dt.date.today()))


@cli.command()
@click.argument("sheet_id", metavar="[SHEET_ID]", required=False)
@with_place
def problems(place: Place, sheet_id: str | None) -> int:
    """確認事項を示します（管理番号 SHEET_ID を付けると、その1枚分）。"""
    from kusei_batch.cli.screen import show_problems
    from kusei_batch.pipeline.questions import read_problems

    return show_problems(place.json, read_problems(place.workspace(), sheet_id))


@cli.command()
@click.argument("form_name", metavar="FORM")
@with_place
def records(place: Place, form_name: str) -> int:
    """様式 FORM で受理した内容を、出どころのセルとともに示します。"""
    from kusei_batch.cli.screen import show_records
    from kusei_batch.pipeline.questions import read_records

    return show_records(place.json, form_name, read_records(place.workspace(), form_name))


@cli.command()
@with_place
def verify(place: Place) -> int:
    """台帳と、保存した原本を突き合わせます。"""
    from kusei_batch.cli.screen import show_verify
    from kusei_batch.pipeline.questions import verify_workspace

    return show_verify(place.json, verify_workspace(place.workspace()))


@contextmanager
def _writable(workspace: Workspace, *, dry_run: bool) -> Iterator[Workspace]:
    """The workspace itself, or its scratch copy for a rehearsal."""
    if not dry_run:
        yield workspace
        return
    from kusei_batch.pipeline.rehearsal import rehearse

    with rehearse(workspace) as scratch:
        yield scratch


def main() -> None:
    """Run the command line and leave with its exit code; a traceback goes into a log, never to the user."""
    _speak_utf8()
    logging.getLogger("kusei_batch").addHandler(logging.NullHandler())
    try:
        code = cli(standalone_mode=False)
    except click.ClickException as error:
        code = _refuse(error)
    except click.exceptions.Abort:
        click.echo("中断しました。もう一度実行すれば、続きから始まります。", err=True)
        code = CANNOT_RUN
    except KuseiError as error:
        from kusei_batch.cli.faults import show_error

        show_error(error)
        code = error.exit_code
    except Exception as error:  # noqa: BLE001  the last line of defence
        from kusei_batch.cli.faults import show_bug

        show_bug(error)
        code = INTERNAL
    sys.exit(code if isinstance(code, int) else DONE)


def _refuse(error: click.ClickException) -> int:
    """A wrong word on the command line, told in Japanese with what exists."""
    from kusei_batch.cli.faults import show_usage

    show_usage(error)
    return SETTINGS


def _speak_utf8() -> None:
    # A Windows console redirected to a file would otherwise write cp932 and fail at 髙 and 𠮷.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
