"""A table that somebody made, checked in a process of its own: no file can hold up or end this one."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from kusei_batch.core.period import DEFAULT_ERAS, Era
from kusei_batch.core.problem import Problem
from kusei_batch.engine import Failure, LocalEngine, WorkLimits, do_one
from kusei_batch.publish.table_file import check_table_data, read_table_file, unreadable_table

_SECONDS = 60.0
"""How long a table may take to be read and checked."""


def lint_table(path: Path, eras: tuple[Era, ...] = DEFAULT_ERAS) -> list[Problem]:
    """Return every finding of a table file.

    Raise UsageError when there is none, CannotRunError when it cannot be opened.
    """
    data = read_table_file(path)
    work = partial(check_table_data, path, eras=eras)
    outcome: list[Problem] | Failure = do_one(LocalEngine(1), work, WorkLimits(_SECONDS), data)
    if not isinstance(outcome, Failure):
        return outcome
    slow = f"{_SECONDS:g}秒たっても読み終わりません。使っていない行や列の書式を消して保存し直してください"
    return [unreadable_table(slow if outcome.code == "reader-too-slow" else "中身が大きすぎるか、壊れています")]
