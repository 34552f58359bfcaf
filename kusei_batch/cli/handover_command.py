"""kusei handover: one page for whoever takes over from the coordinator."""

from __future__ import annotations

import datetime as dt
import time

import click

from kusei_batch.cli.exits import DONE
from kusei_batch.cli.helping import JapaneseCommand
from kusei_batch.cli.options import Invocation, as_of_option, dry_run_option, with_place
from kusei_batch.cli.screen import answer, say


@click.command(cls=JapaneseCommand)
@as_of_option
@dry_run_option
@with_place
def handover(place: Invocation, as_of: dt.date | None, dry_run: bool) -> int:
    """引継書（Word、1枚）を作ります。回の状況、待っていること、連絡先、控え、これからの予定が入ります。"""
    from contextlib import nullcontext

    from kusei_batch.cli.shapes import output_path
    from kusei_batch.pipeline.handing_over import Moment, hand_over
    from kusei_batch.pipeline.rehearsal import rehearse
    from kusei_batch.system import computer_name

    workspace = place.workspace()
    now = dt.datetime.fromtimestamp(time.time()).astimezone()
    with rehearse(workspace) if dry_run else nullcontext(workspace) as where:
        path = output_path(where, hand_over(where, Moment(computer_name(), now, as_of or now.date())))
    if place.json:
        answer({"path": str(path)})
    else:
        say(f"引継書を作{'ります' if dry_run else 'りました'}: {path}", colour="green")
        say("印刷するか Word で開いて、鍵とパスワードの所在、気をつけることを書き足してください。")
    return DONE
