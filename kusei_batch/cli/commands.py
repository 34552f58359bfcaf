"""The commands: options -> one pipeline call -> print -> exit code.

Modules are imported inside the commands, so that `kusei --help` answers at once.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kusei_batch import __version__
from kusei_batch.cli.backup_commands import backup, restore
from kusei_batch.cli.check_command import check
from kusei_batch.cli.explain_command import explain
from kusei_batch.cli.form_commands import form
from kusei_batch.cli.handover_command import handover
from kusei_batch.cli.helping import JapaneseGroup
from kusei_batch.cli.import_command import import_files
from kusei_batch.cli.options import Invocation, as_of_option, dry_run_option, with_place, year_option
from kusei_batch.cli.starting_commands import demo, init, move_settings
from kusei_batch.errors import KuseiError

if TYPE_CHECKING:
    from kusei_batch.config import Workspace


_EXITS = (
    "終了コード: 0 実行した（差戻しや未提出があっても0）、1 一部ができなかった、2 設定か使い方の誤り、"
    "3 フォルダやディスクの都合で動けない、4 プログラムの不具合"
)


@click.group(
    cls=JapaneseGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=_EXITS,
)
@click.option(
    "-w",
    "folder",
    metavar="作業フォルダ",
    type=click.Path(path_type=Path),
    default=".",
    help="省略すると今いるフォルダ。",
)
@click.option("--json", "as_json", is_flag=True, help="結果を1個のJSONとして標準出力に書きます。")
@click.version_option(
    __version__, "-V", "--version", prog_name="kusei", help="版を表示します。", message="%(prog)s %(version)s"
)
@click.pass_context
def cli(context: click.Context, folder: Path, as_json: bool) -> None:
    """様式を発行・回収・検証・集計し、会議資料を作ります。"""
    context.obj = Invocation(folder, as_json)


cli.add_command(init)
cli.add_command(demo)
cli.add_command(form)
cli.add_command(check)
cli.add_command(explain)
cli.add_command(handover)
cli.add_command(backup)
cli.add_command(import_files)
cli.add_command(move_settings)
cli.add_command(restore)


@cli.command()
@as_of_option
@with_place
def doctor(place: Invocation, as_of: dt.date | None) -> int:
    """設定、マスタ、ひな形、フォルダを点検します。夜間処理の前にどうぞ。"""
    from kusei_batch.cli.workspace_screens import show_doctor
    from kusei_batch.core.problem import Severity
    from kusei_batch.pipeline.workspace.doctor import examine_workspace, next_words

    problems = examine_workspace(place.folder, dt.datetime.fromtimestamp(time.time()).astimezone(), as_of)
    faulty = any(problem.severity is Severity.ERROR for problem in problems)
    following = "" if faulty else place.command(*next_words(place.workspace(), as_of or dt.date.today()))
    return show_doctor(place.json, problems, following)


@cli.command()
@click.argument("round_name", metavar="回")
@click.option("--ward", metavar="区", help="この区だけ（区コードか区名）。")
@click.option("--department", metavar="部署", help="この部署だけ（部署コードか課名）。")
@click.option("--again", is_flag=True, help="発行済みの部署にも、同じ管理番号でもう一度発行します。")
@as_of_option
@dry_run_option
@with_place
def issue(
    place: Invocation,
    round_name: str,
    ward: str | None,
    department: str | None,
    again: bool,
    as_of: dt.date | None,
    dry_run: bool,
) -> int:
    """その回の様式を、全ての部署に発行します。"""
    from kusei_batch.cli.round_screens import show_issue
    from kusei_batch.cli.screen import progress_bar
    from kusei_batch.pipeline.issuing import issue_round, order_round

    with _writable(place.workspace(), dry_run=dry_run) as workspace, progress_bar() as progress:
        order = order_round(workspace, round_name, ward=ward, department=department, again=again)
        report = issue_round(workspace, order, as_of or dt.date.today(), progress)
        return show_issue(place.json, workspace, report, dry_run=dry_run)


@cli.command()
@as_of_option
@dry_run_option
@with_place
def nightly(place: Invocation, as_of: dt.date | None, dry_run: bool) -> int:
    """夜間処理: 回収、検証、集計、資料と公表ページの作成を、続けて行います。"""
    from kusei_batch.cli.round_screens import show_night
    from kusei_batch.cli.screen import progress_bar
    from kusei_batch.config.master_book import forget_master_book
    from kusei_batch.manual import FOLDER as MANUAL
    from kusei_batch.pipeline.failure_log import part_failed
    from kusei_batch.pipeline.night import run_night
    from kusei_batch.pipeline.outputs.telling import told_when_it_fails
    from kusei_batch.pipeline.workspace.manual import refresh_manual

    day = as_of or dt.date.today()
    watch = nullcontext() if dry_run else told_when_it_fails(place.folder, day, time.time)
    with watch, _writable(place.workspace(), dry_run=dry_run) as workspace, progress_bar() as progress:
        forget_master_book()
        report = run_night(workspace, day, time.time(), progress, clock=time.time)
        if not dry_run:
            try:
                refresh_manual(workspace.root)
            except (KuseiError, OSError) as error:  # the night itself is done and told
                report = replace(report, failures=[*report.failures, part_failed(MANUAL, error, workspace.state)])
    return show_night(place.json, workspace, report, dry_run=dry_run)


@cli.command()
@as_of_option
@click.option(
    "--check",
    is_flag=True,
    help="期限超過、差戻し中、受け取れずの部署や、期限を過ぎた決定があれば、終了コードを1にします。",
)
@year_option
@with_place
def status(place: Invocation, as_of: dt.date | None, check: bool, year: int | None) -> int:
    """提出状況を示します。"""
    from kusei_batch.cli.round_screens import show_status
    from kusei_batch.pipeline.questions import read_last_run, read_status
    from kusei_batch.pipeline.status.decisions import find_unfinished, find_waiting
    from kusei_batch.pipeline.status.letters_due import find_letters

    workspace = place.workspace()
    status = read_status(workspace, as_of or dt.date.today(), year)
    decisions, unfinished = find_waiting(workspace, status), find_unfinished(workspace, status)
    letters = [letter for letter in find_letters(workspace, status) if letter.is_open]
    last = read_last_run(workspace)
    return show_status(place.json, workspace, status, decisions, letters, unfinished, check=check, last=last)


@cli.command()
@click.argument("word", metavar="[管理番号または部署]", required=False)
@year_option
@with_place
def problems(place: Invocation, word: str | None, year: int | None) -> int:
    """確認事項を示します（管理番号を付けるとその1枚分、部署コードか課名を付けるとその部署の分）。"""
    from kusei_batch.cli.round_screens import show_problems
    from kusei_batch.pipeline.questions import read_problems

    workspace = place.workspace()
    return show_problems(place.json, workspace.calendar, read_problems(workspace, word, year))


@cli.command()
@click.argument("form_name", metavar="様式")
@click.option(
    "--table",
    metavar="ファイル",
    type=click.Path(path_type=Path),
    help="全ての区の分を1つの表にして、Excel（.xlsx）か CSV（.csv）に書き出します。",
)
@year_option
@with_place
def records(place: Invocation, form_name: str, table: Path | None, year: int | None) -> int:
    """その様式で受理した内容を、出どころのセルとともに示します。"""
    from kusei_batch.cli.records_screen import show_records, show_table
    from kusei_batch.pipeline.questions import read_records, write_records

    workspace = place.workspace()
    if table:
        return show_table(place.json, form_name, table, write_records(workspace, form_name, year, table))
    return show_records(place.json, form_name, read_records(workspace, form_name, year), workspace.calendar)


@cli.command()
@click.argument("words", metavar="言葉")
@click.option(
    "--note", metavar="ファイル", type=click.Path(path_type=Path), help="Word の回答の案（1枚）を書き出します。"
)
@as_of_option
@with_place
def find(place: Invocation, words: str, note: Path | None, as_of: dt.date | None) -> int:
    """全ての年度と区から、その言葉のある取組と、近い内容の取組を、出どころとともに探します。"""
    from kusei_batch.cli.find_screen import show_found
    from kusei_batch.pipeline.finding import find_words, write_note

    workspace = place.workspace()
    found = find_words(workspace, words)
    if note and found:
        write_note(workspace, words, found, note, as_of or dt.date.today())
    return show_found(place.json, words, found, workspace.calendar, note)


@cli.command()
@click.option("--repair", is_flag=True, help="原本、発行した様式、inbox から作り直せるものを、作り直します。")
@dry_run_option
@with_place
def verify(place: Invocation, repair: bool, dry_run: bool) -> int:
    """台帳、受け取った原本、様式の控え、作った資料が、記録のとおりかを確かめます。"""
    from kusei_batch.cli.round_screens import show_repair, show_verify
    from kusei_batch.pipeline.repairing import repair_workspace
    from kusei_batch.pipeline.workspace.verifying import verify_workspace

    workspace = place.workspace()
    if not repair:
        return show_verify(place.json, verify_workspace(workspace))
    with _writable(workspace, dry_run=dry_run) as where:
        # Repairing writes nothing in the outbox, but reads there what was issued.
        done = repair_workspace(replace(where, outbox=workspace.outbox), time.time())
    return show_repair(place.json, done, dry_run=dry_run)


@cli.command("hand-up")
@click.argument("file", metavar="[ファイル]", type=click.Path(path_type=Path), required=False)
@click.option("--ward", metavar="区", help="提出する区（区コードか区名）。作業フォルダの区が1つなら、いりません。")
@year_option
@as_of_option
@dry_run_option
@with_place
def hand_up(
    place: Invocation, file: Path | None, ward: str | None, year: int | None, as_of: dt.date | None, dry_run: bool
) -> int:
    """区で受理した内容を、市に提出する1つのファイルにまとめます。"""
    from kusei_batch.cli.hand_up_screen import show_hand_up
    from kusei_batch.pipeline.handing_up import hand_up as write
    from kusei_batch.pipeline.handing_up import order_hand_up

    workspace, now = place.workspace(), dt.datetime.fromtimestamp(time.time()).astimezone()
    order = order_hand_up(workspace, ward, year, as_of or now.date(), now)
    report = write(workspace, order, file, dry_run=dry_run)
    return show_hand_up(place.json, workspace, report, dry_run=dry_run)


@cli.command("lint-table")
@click.argument("file", metavar="ファイル", type=click.Path(path_type=Path))
@with_place
def lint_table(place: Invocation, file: Path) -> int:
    """公表する表（.xlsx、.csv）が機械で読めるかを、総務省の統一ルールで点検します。"""
    from kusei_batch.cli.table_screens import show_table_check
    from kusei_batch.config.lines import FILE
    from kusei_batch.config.settings_reading import read_eras
    from kusei_batch.pipeline.workspace.linting import lint_table as check

    return show_table_check(place.json, file, check(file, read_eras(place.folder / FILE)))


@contextmanager
def _writable(workspace: Workspace, *, dry_run: bool) -> Iterator[Workspace]:
    """Open the workspace itself, or its scratch copy for a rehearsal."""
    if not dry_run:
        yield workspace
        return
    from kusei_batch.pipeline.rehearsal import rehearse

    with rehearse(workspace) as scratch:
        yield scratch
