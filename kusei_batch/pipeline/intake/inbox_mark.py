"""A mark in the inbox, by which an inbox that was emptied is told from one whose share is not connected."""

from __future__ import annotations

from contextlib import suppress

from kusei_batch.collect.inbox import MARK
from kusei_batch.config import Workspace
from kusei_batch.disk import write_atomic
from kusei_batch.errors import CannotRunError
from kusei_batch.ledger import Ledger

_WORDS = """このファイルは、夜間処理が置いた目印です。消さずに残してください。
受付フォルダの中身が全て見えなくなったとき、整理して空にしたのか、共有フォルダにつながっていないのかを、これで見分けます。
"""


def require_connected(workspace: Workspace, ledger: Ledger) -> None:
    """Raise CannotRunError when nothing at all is in an inbox, not even the mark, where files lay the last time."""
    if ledger.inbox_files() and not any(workspace.inbox.iterdir()):
        raise CannotRunError(
            f"受付フォルダ「{workspace.inbox}」に何もありません。前回はファイルがあったので、処理を始めませんでした。",
            "共有フォルダにつながっているかを確かめて、もう一度実行してください。"
            f"わざと空にしたのであれば、受付フォルダに「{MARK}」という名前の空のファイルを置くと、先へ進みます。",
        )


def mark_inbox(workspace: Workspace) -> None:
    """Put the mark into the inbox where there is none; where that may only be read, it goes without."""
    mark = workspace.inbox / MARK
    if not workspace.is_rehearsal and not mark.exists():
        with suppress(CannotRunError):
            write_atomic(mark, _WORDS.encode())
