"""What a paper may ask for by name, and the fault told when it asks for something else."""

from __future__ import annotations

from collections.abc import Iterable

from kusei_batch.core.expression import ExpressionError, UnknownFieldError
from kusei_batch.core.form import Form
from kusei_batch.core.problem import Problem
from kusei_batch.core.row_filter import names_of
from kusei_batch.core.text.hint import nearest

SOMEWHERE = "本文"
_MOST_LISTED = 24
_LIKE = 0.4


class UnknownNameError(Exception):
    """A template asks for something that is not there; carries the problem's code and words."""

    def __init__(self, code: str, **params: str) -> None:
        super().__init__(code)
        self.code = code
        self.params = params

    def problem(self, file: str) -> Problem:
        """Return the fault as told to the coordinator."""
        return paper_problem(self.code, file, **self.params)


def condition_fault(error: ExpressionError, condition: str, form: Form, table: str) -> UnknownNameError:
    """Return what is wrong with 条件 of 選ぶ."""
    if isinstance(error, UnknownFieldError):
        known = names_of(form, table)
        hints = hint(error.name, known) + listing(known)
        return UnknownNameError("paper-unknown-field", name=error.name, form=form.title, table=table, hint=hints)
    return UnknownNameError("paper-bad-condition", name=condition, reason=str(error))


def paper_problem(code: str, file: str, **params: str) -> Problem:
    """Return a problem of the template `file`."""
    return Problem.of_file(code, file, **{"where": SOMEWHERE, **params})


def listing(known: Iterable[str]) -> str:
    """Return `あるのは、「…」「…」です。`: what there is to choose from."""
    names = [name for name in dict.fromkeys(known) if name]
    if not names:
        return ""
    more = f"など{len(names)}個" if len(names) > _MOST_LISTED else ""
    return f"あるのは、{''.join(f'「{name}」' for name in names[:_MOST_LISTED])}{more}です。"


def hint(name: str, known: Iterable[str], like: float = _LIKE) -> str:
    """Return `もしかして「…」ですか。` where a known name is near, else nothing; `like` as `nearest` takes it."""
    near = nearest(name, known, like)
    return f"もしかして「{near}」ですか。" if near else ""
