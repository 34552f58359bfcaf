"""kusei import: what was written before there was the tool."""

from __future__ import annotations

import datetime as dt
import time
from contextlib import nullcontext
from pathlib import Path

import click

from kusei_batch.cli.helping import JapaneseCommand
from kusei_batch.cli.options import Invocation, as_of_option, dry_run_option, with_place


@click.command("import", cls=JapaneseCommand)
@click.argument("files", metavar="ファイル...", type=click.Path(path_type=Path), nargs=-1, required=True)
@click.option(
    "--map",
    "list_name",
    metavar="シート",
    help="どの見出しを何にするかを書いた、マスタ.xlsx のシートの名前。",
)
@as_of_option
@dry_run_option
@with_place
def import_files(
    place: Invocation, files: tuple[Path, ...], list_name: str | None, as_of: dt.date | None, dry_run: bool
) -> int:
    """前年度の一覧や、この仕組みの前に記入されたブックを、前年度に受理したものとして取り込みます。

    取り込めない部署があれば、終了コードを1にします（ほかの部署のものは取り込みます）。
    """
    from kusei_batch.cli.import_screen import show_import
    from kusei_batch.pipeline.importing import import_past
    from kusei_batch.pipeline.intake.import_map import ImportOrder
    from kusei_batch.pipeline.rehearsal import rehearse

    if list_name is None:
        raise click.UsageError("--map に、見出しを何にするかを書いた、マスタ.xlsx のシートの名前を書いてください。")
    workspace, now = place.workspace(), dt.datetime.fromtimestamp(time.time()).astimezone()
    with rehearse(workspace) if dry_run else nullcontext(workspace) as where:
        report = import_past(where, ImportOrder(files, list_name, as_of or now.date(), now))
    return show_import(place.json, workspace.calendar, report, dry_run=dry_run)
