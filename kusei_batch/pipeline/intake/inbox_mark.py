"""A mark in the inbox, by which an inbox that was emptied is told apart from one whose share is not connected."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from kusei_batch.collect.inbox import MARK
from kusei_batch.config import Workspace
from kusei_batch.core.inbox_file import InboxFile
from kusei_batch.disk import TEMPORARY, write_atomic
from kusei_batch.errors import CannotRunError
from kusei_batch.system import remove_file

_WORDS = """このファイルは、夜間処理が置いた目印です。消さずに残してください。
受付フォルダの中身が全て見えなくなったとき、整理して空にしたのか、共有フォルダにつながっていないのかを、これで見分けます。
"""


def sweep_marks(workspace: Workspace) -> None:
    """Remove the half written marks of killed runs: the one thing that the program writes into an inbox of its own.

    What lies in its folders is not looked at, nor what ends otherwise: a ward may be handing up into it.
    """
    for left in () if workspace.is_rehearsal else workspace.inbox.glob(f"{TEMPORARY}*"):
        if left.suffix == Path(MARK).suffix and left.is_file():
            with suppress(OSError):
                remove_file(left)


def require_connected(workspace: Workspace, before: Mapping[str, InboxFile]) -> None:
    """Raise CannotRunError when nothing at all is in an inbox, not even the mark, where files lay the last time."""
    if before and not any(workspace.inbox.iterdir()):
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
