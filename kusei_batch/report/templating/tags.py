"""The tags of a template, whatever it makes: the sandbox they are read in, and the fault told when one fails."""

from __future__ import annotations

import re
from collections.abc import Mapping

from jinja2 import BaseLoader, StrictUndefined, TemplateError, TemplateSyntaxError, UndefinedError
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment, SandboxedEnvironment

from kusei_batch.core.problem import Problem
from kusei_batch.report.templating.arithmetic import SIGNS, compute, negate
from kusei_batch.report.templating.filters import FILTERS
from kusei_batch.report.templating.ordering import MIXED
from kusei_batch.report.templating.tag_slips import slips_in, unmatched_tag
from kusei_batch.report.templating.template_faults import UnknownNameError, hint, listing, paper_problem
from kusei_batch.report.templating.template_names import known_names
from kusei_batch.report.templating.texts import written

FAILURES = (
    UnknownNameError,
    TemplateError,
    TypeError,
    ValueError,
    ArithmeticError,
    LookupError,
    AttributeError,
    RuntimeError,
    AssertionError,
    MemoryError,
    SyntaxError,
    OSError,
)
"""What filling in a template may raise through a fault of the template."""


class _NamedUndefined(StrictUndefined):
    """An unknown name whose error says the name alone; the sentence around it is the catalog's."""

    @property
    def _undefined_message(self) -> str:
        return str(self._undefined_name)


class PaperError(Exception):
    """The template cannot be filled in; carries the fault."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


class _Sandbox(ImmutableSandboxedEnvironment):
    """The sandbox, which computes as `arithmetic` does."""

    intercepted_binops = SIGNS
    intercepted_unops = frozenset("+-")

    def call_binop(self, context: Context, operator: str, left: object, right: object) -> object:  # noqa: ARG002 -- jinja2's interface
        """Return what two values come to."""
        return compute(operator, left, right)

    def call_unop(self, context: Context, operator: str, arg: object) -> object:  # noqa: ARG002 -- jinja2's interface
        """Return a value with its sign."""
        return negate(operator, arg)


def make_environment(loader: BaseLoader | None = None) -> SandboxedEnvironment:
    """Return the sandbox of tags: no attribute of Python, every unknown name an error, text escaped.

    No tag changes a list or a table: the documents of a worker share what they show.
    """
    environment = _Sandbox(autoescape=True, undefined=_NamedUndefined, finalize=written, loader=loader)
    environment.filters.update(FILTERS)
    environment.filters.update(MIXED)
    return environment


def fault_of(error: Exception, names: Mapping[str, object], file: str) -> tuple[Problem, str]:
    """Return the fault of a tag that failed while it was filled in, and the name in it to blame (may be blank)."""
    if isinstance(error, UnknownNameError):
        problem = error.problem(file)
        return problem, problem.params["name"]
    if isinstance(error, UndefinedError):
        name = error.message or ""
        return paper_problem("paper-unknown-name", file, name=name, hint=hint(name, known_names(names))), name
    # Python's own words are English and are left out.
    kinds: tuple[tuple[type[Exception], str], ...] = (
        (SecurityError, "値を書き換えることや、Pythonの内部のものを使うことはできません"),
        (RecursionError, "自分自身を呼び続けていて、終わりません"),
        (MemoryError, "大きすぎて、メモリに入りません"),
        (SyntaxError, "差し込んだ文字が、文書の書き方になっていません"),
        (OSError, "読み込むファイルを開けません"),
        (TypeError, "渡すものの数か種類が違います"),
        (ValueError, "渡す値が違います"),
        (ArithmeticError, "計算ができません"),
        (LookupError, "ないものを求めています"),
    )
    reason = next((text for kind, text in kinds if isinstance(error, kind)), "使えない書き方です")
    return paper_problem("paper-value-unusable", file, reason=reason), ""


def syntax_fault(error: TemplateSyntaxError, file: str, near: str) -> tuple[Problem, str]:
    """Return the fault of a tag that cannot be read and stands near `near`, and what to look for to find its place.

    Where a block has no end, or an end no block, that is reported, and where it stands.
    """
    unknown = re.match(r"No filter named '(.+?)'", error.message or "")
    if unknown:
        hints = hint(unknown[1], FILTERS) + listing(FILTERS)
        return paper_problem("paper-unknown-name", file, name=unknown[1], hint=hints), unknown[1]
    slips = slips_in(near)
    words, lacking = ("", "") if slips else unmatched_tag(error.source or "")
    return paper_problem("paper-tag-broken", file, near=(words or near)[:40], hint=slips or lacking), words or near
