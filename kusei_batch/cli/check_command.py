"""kusei check: what the night would say of one filled sheet."""

from __future__ import annotations

from pathlib import Path

import click

from kusei_batch.cli.helping import JapaneseCommand
from kusei_batch.cli.options import Invocation, with_place


@click.command(cls=JapaneseCommand)
@click.argument("file", metavar="ファイル", type=click.Path(path_type=Path))
@with_place
def check(place: Invocation, file: Path) -> int:
    """記入した様式を1枚、提出せずにその場で調べ、夜間処理と同じ判定を示します。"""
    from kusei_batch.cli.check_screen import show_check
    from kusei_batch.pipeline.checking import check_file

    workspace = place.workspace()
    return show_check(place.json, check_file(workspace, file), workspace.calendar)
