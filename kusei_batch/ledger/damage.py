"""The errors of the ledger: it cannot be used, it is damaged, or it is of another version."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType

from kusei_batch.errors import CannotRunError

_REASONS = MappingProxyType({
    "SQLITE_BUSY": "ほかの処理が使っています",
    "SQLITE_CANTOPEN": "開けません",
    "SQLITE_CORRUPT": "中身が崩れています",
    "SQLITE_FULL": "空き容量がありません",
    "SQLITE_IOERR": "読み書きの途中で失敗しました",
    "SQLITE_LOCKED": "ほかの処理が使っています",
    "SQLITE_NOTADB": "台帳のファイルではありません",
    "SQLITE_PERM": "権限がありません",
    "SQLITE_READONLY": "書き込めません",
})  # fmt: skip
"""Why SQLite refused, by the first two parts of its names for errors (https://sqlite.org/rescode.html)."""

_DAMAGE = ("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_MISMATCH", "SQLITE_ERROR", "SQLITE_CONSTRAINT")


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Raise what SQLite and the disk raise within as CannotRunError."""
    try:
        yield
    except sqlite3.Error as error:
        # An error without a name is Python's own, of a text or a version that cannot be.
        name = getattr(error, "sqlite_errorname", "")
        reason = _REASONS.get("_".join(name.split("_")[:2]), str(error))
        raise (ledger_damaged if not name or name.startswith(_DAMAGE) else _unusable)(path, reason) from error


@contextmanager
def unpacking(path: Path) -> Iterator[None]:
    """Raise CannotRunError for entries that cannot be unpacked within."""
    try:
        yield
    except (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError) as error:
        raise ledger_damaged(path, "読み取れない行があります") from error


def ledger_damaged(path: Path, detail: str) -> CannotRunError:
    """Return the error for a ledger that is not as it was written."""
    return CannotRunError(
        f"台帳「{path}」が壊れています（{detail}）。そのまま進めると、提出されたものを取り違えるため、止めました。",
        "kusei verify で、どこが壊れているかを確かめ、kusei verify --repair で直してください。"
        "直らないものがあれば、バックアップから .kusei フォルダを戻してください。"
        "受け取ったファイルは inbox と .kusei/archive に残っています。",
    )


def ledger_of_another_version(path: Path, version: int, *, is_older: bool) -> CannotRunError:
    """Return the error for a ledger that another version of the program made."""
    if is_older:
        return CannotRunError(
            f"台帳「{path}」は、いまより前の版のプログラムで作られています（台帳の版 {version}）。"
            "表の形が違うため、このプログラムでは使えません。台帳には手を付けていません。",
            "発行した様式を受け取り終えるまでは、台帳を作った版のプログラムを使ってください。"
            "このプログラムでは、kusei init で作る新しい作業フォルダから始めてください。",
        )
    return CannotRunError(
        f"台帳「{path}」は、このプログラムより新しい版で作られています（台帳の版 {version}）。"
        "台帳には手を付けていません。",
        "台帳を作ったものと同じ版か、それより新しい版のプログラムを入れて、もう一度実行してください。",
    )


def _unusable(path: Path, detail: str) -> CannotRunError:
    return CannotRunError(
        f"台帳「{path}」を使えません（{detail}）。",
        "空き容量と、読み書きの権限を確かめ、もう一度実行してください。受け取ったファイルは inbox に残っています。",
    )
