"""kusei backup and kusei restore: a whole workspace in one file, and back."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kusei_batch.cli.exits import DONE, IN_PART
from kusei_batch.cli.helping import JapaneseCommand
from kusei_batch.cli.options import Invocation, dry_run_option, with_place
from kusei_batch.cli.screen import answer, say

if TYPE_CHECKING:
    from kusei_batch.pipeline.restoring import Restored

_FILE = click.Path(path_type=Path)
_STATE = "状態フォルダを、控えを取ったときと違う場所に戻します（config.toml の state も書き換えます）。例：.kusei"


@click.command(cls=JapaneseCommand)
@click.argument("file", metavar="ファイル", type=_FILE)
@dry_run_option
@with_place
def backup(place: Invocation, file: Path, dry_run: bool) -> int:
    """作業フォルダの控えを、1個のファイルに取ります（フォルダを指定すると、その中に日時の名前で）。"""
    from kusei_batch.pipeline.backups import back_up

    made = back_up(place.workspace(), file, _now(), dry_run=dry_run)
    if place.json:
        told = {"path": str(made.path), "files": made.files, "left_out": list(made.left_out), "links": list(made.links)}
        answer(told)
        return IN_PART if made.left_out else DONE
    if dry_run:
        say(f"{made.files}個のファイルの控えを「{made.path}」に取ります。")
    else:
        say(f"{made.files}個のファイルの控えを取りました: {made.path}", colour="green")
        say(
            "鍵と、受け取った原本が入っています。作業フォルダと同じように、見てよい人だけが開ける場所に置いてください。"
        )
    for name, reason in made.left_out.items():
        say(f"読めないため、入っていません（{reason}）: {name}", colour="yellow")
    for name, target in made.links.items():
        say(f"リンクなので、入っていません（先は {target}）: {name}")
    return IN_PART if made.left_out else DONE


@click.command(cls=JapaneseCommand)
@click.argument("file", metavar="ファイル", type=_FILE)
@click.option("--state", metavar="場所", help=_STATE)
@dry_run_option
@with_place
def restore(place: Invocation, file: Path, state: str | None, dry_run: bool) -> int:
    """控えから、作業フォルダを戻します（今あるフォルダは、名前を変えて残します）。"""
    from kusei_batch.pipeline.restoring import restore as put_back

    done = put_back(file, place.folder, state=state, dry_run=dry_run)
    if place.json:
        answer(
            {
                "folder": str(done.places.folder),
                "state": str(done.places.state),
                "taken": done.listing.taken.isoformat(),
                "files": len(done.listing.files),
                "aside": [str(path) for path in done.aside.values()],
                "left_out": list(done.listing.left_out),
                "notes": [*_losses(done), *_notes(done)],
            }
        )
        return DONE
    days = (_now().date() - done.listing.taken.date()).days
    age = f"（{days}日前）" if days else "（今日）"
    say(
        f"控えを取ったのは、{done.listing.taken:%Y年%m月%d日 %H:%M}{age}です。取った場所は「{done.listing.root}」です。"
    )
    for told in _losses(done):
        say(told, colour="yellow")
    tense, left = ("戻します", "残します") if dry_run else ("戻しました", "残しました")
    say(f"{len(done.listing.files)}個のファイルを「{done.places.folder}」に{tense}。", colour="green")
    if done.places.state_words != done.listing.state:
        say(f"状態フォルダは「{done.places.state}」に{tense}。")
    for home, kept in done.aside.items():
        say(f"今{'ある' if dry_run else 'あった'}「{home}」は、「{kept}」という名前で{left}。")
    for told in _notes(done):
        say(told, colour="yellow")
    if not dry_run:
        if done.aside:
            say(
                "間違えて戻したときは、戻したものの名前を変えてから、残したフォルダの名前を元に直せば、前のとおりです。"
            )
        say(f"次は: {place.command('verify')}　で、記録のとおりかを確かめてください。")
    return DONE


def _now() -> dt.datetime:
    return dt.datetime.fromtimestamp(time.time()).astimezone()


def _losses(done: Restored) -> Iterator[str]:
    """Yield what the workspace that is there now has and the backup has not."""
    now, then = done.now, done.listing.ledger
    if now is not None and not done.is_of_another:
        issued, received = (
            here - (getattr(then, key) if then else 0)
            for key, here in (("issued", now.issued), ("received", now.received))
        )
        last = now.last_run if then is None or now.last_run != then.last_run else None
        if issued > 0 or received > 0 or last:
            yield (
                f"今の台帳には、控えの後の記録があります: 配った様式 {max(issued, 0)}枚、受け取ったファイル "
                f"{max(received, 0)}件{f'、最後の夜間処理 {last:%Y年%m月%d日}分' if last else ''}。"
            )
            yield "戻した台帳にはこれらがなく、控えの後に配った様式は、提出されても見分けられません。"
    if done.waiting:
        yield (
            f"今の inbox には、控えにないファイルが {done.waiting}個あります。"
            "残したフォルダの inbox から、戻した inbox に写してください。"
        )
    if done.is_of_another:
        yield "今ある作業フォルダの鍵は、控えの鍵と違います。別の区の控えでないか、確かめてください。"


def _notes(done: Restored) -> Iterator[str]:
    """Yield what is to be done, or known, about what was restored."""
    listing, places = done.listing, done.places
    for name, reason in listing.left_out.items():
        yield f"控えを取ったときに読めず、控えに入っていません（{reason}）: {name.partition('/')[2]}"
    for name, target in listing.links.items():
        told = f"リンクだったので、戻していません（先は {target}）。要るときは作り直してください"
        yield f"{told}: {name.partition('/')[2]}"
    for name, here in done.renamed.items():
        yield f"このパソコンでは使えない名前なので、「{here}」という名前にしました: {name}"
    if places.runs_elsewhere:
        yield f"今の状態フォルダ「{places.state_now}」は、そのまま残っています。"
    if places.has_moved:
        yield (
            "控えを取ったときと違う場所です。config.toml の inbox や outbox が作業フォルダの外なら、"
            "元の作業フォルダと同じ場所を使います。両方で夜間処理を動かさないでください。"
        )
    for left in done.left:
        yield f"前に止まった戻しの途中のフォルダを消せません。鍵が入っていることがあるので、消してください: {left}"
