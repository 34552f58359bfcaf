"""kusei backup and kusei restore: a whole workspace in one file, and back."""

from __future__ import annotations

import datetime as dt
import time
from pathlib import Path

import click

from kusei_batch.cli.exits import DONE, IN_PART
from kusei_batch.cli.options import Invocation, dry_run_option, with_place
from kusei_batch.cli.screen import answer, say

_FILE = click.Path(path_type=Path)


@click.command()
@click.argument("file", metavar="ファイル", type=_FILE)
@dry_run_option
@with_place
def backup(place: Invocation, file: Path, dry_run: bool) -> int:
    """作業フォルダの控えを、1個のファイルに取ります（フォルダを指定すると、その中に日時の名前で）。"""
    from kusei_batch.pipeline.backups import back_up

    made = back_up(place.workspace(), file, dt.datetime.fromtimestamp(time.time()).astimezone(), dry_run=dry_run)
    if place.json:
        answer({"path": str(made.path), "files": made.files, "left_out": list(made.left_out)})
    elif dry_run:
        say(f"{made.files}個のファイルの控えを「{made.path}」に取ります。")
    else:
        say(f"{made.files}個のファイルの控えを取りました: {made.path}", colour="green")
        say(
            "鍵と、受け取った原本が入っています。作業フォルダと同じように、見てよい人だけが開ける場所に置いてください。"
        )
        for name in made.left_out:
            say(f"ほかの人が開いているため、入っていません: {name}", colour="yellow")
    return IN_PART if made.left_out else DONE


@click.command()
@click.argument("file", metavar="ファイル", type=_FILE)
@dry_run_option
@with_place
def restore(place: Invocation, file: Path, dry_run: bool) -> int:
    """控えから、作業フォルダを戻します（今あるフォルダは、名前を変えて残します）。"""
    from kusei_batch.pipeline.backups import restore as put_back

    done = put_back(file, place.folder, dry_run=dry_run)
    if place.json:
        answer({"folder": str(done.folder), "files": done.files, "aside": [str(path) for path in done.aside]})
        return DONE
    say(f"{done.files}個のファイルを「{done.folder}」に戻し{'ます' if dry_run else 'ました'}。", colour="green")
    for path in done.aside:
        say(f"{'名前を変えて残すフォルダ' if dry_run else '今まであったフォルダを残した場所'}: {path}")
    if not dry_run:
        say(f"次は: {place.command('verify')}　で、記録のとおりかを確かめてください。")
    return DONE
