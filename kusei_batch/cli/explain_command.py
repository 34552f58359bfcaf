"""kusei explain: a problem's code in plain words."""

from __future__ import annotations

import click

from kusei_batch.cli.exits import DONE
from kusei_batch.cli.helping import JapaneseCommand
from kusei_batch.cli.options import Invocation, with_place
from kusei_batch.cli.screen import answer, say
from kusei_batch.errors import UsageError


@click.command(cls=JapaneseCommand)
@click.argument("code", metavar="コード")
@with_place
def explain(place: Invocation, code: str) -> int:
    """確認事項のコード（行の終わりの [ ] の中）の意味、理由、部署と事務局がすることを示します。"""
    from dataclasses import asdict

    from kusei_batch.core.explanation import explain as find
    from kusei_batch.core.explanation import find_like
    from kusei_batch.manual import FOLDER, PROBLEMS

    like = find_like(code)
    word = code.strip().lower().strip("[]［］`")
    try:
        told = find(word)
    except KeyError:
        near = f"近いもの: {'、'.join(like)}" if like else "手引きの索引に、全てのコードがあります。"
        raise UsageError(f"コード「{code}」はありません。", near) from None
    if place.json:
        answer(asdict(told))
        return DONE
    say(f"{told.code}　{told.label}（{told.section}）", colour="yellow")
    for title, text in (
        ("意味", told.meaning),
        ("なぜ", told.why),
        ("部署", told.department),
        ("事務局", told.office),
    ):
        say(f"{title}: {text}")
    page = place.folder / FOLDER / PROBLEMS
    if page.is_file():
        say(f"手引き: {page}#{told.code}")
    return DONE
