"""What is reported of a file whose owner is not proven: what was decided of it, and what would become of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kusei_batch.core.problem import Problem, Severity, merge_equal
from kusei_batch.core.submission_decision import Word

_MOST = 3


def tell_ruling(word: Word, sheet_id: str, path: str) -> Problem:
    """Return what is reported of a file whose owner is not proven, by what the coordinator has decided of it."""
    codes = {Word.ADMITTED: "admission-granted", Word.REFUSED: "admission-refused"}
    code = codes.get(word, "admission-asked")
    return Problem.of_file(code, path, sheet_id=sheet_id)


def foretell(judged: Iterable[Problem], doubts: Iterable[Problem], path: str) -> Iterator[Problem]:
    """Warn that a file would be sent back if it were admitted, where the coordinator is asked about it.

    `judged` is what would be found in it, `doubts` why it is not taken now.
    """
    errors = merge_equal(problem for problem in judged if problem.severity is Severity.ERROR)
    if errors and any(doubt.code == "admission-asked" for doubt in doubts):
        told = "".join(dict.fromkeys(problem.message for problem in errors[:_MOST]))
        yield Problem.of_file("admission-would-return", path, count=str(len(errors)), errors=told)
