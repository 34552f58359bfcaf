"""A letter as plain text to be pasted into a mail or a chat: a template in Notepad, with the tags of the papers."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache

from jinja2 import TemplateSyntaxError, nodes
from jinja2.sandbox import SandboxedEnvironment

from kusei_batch.core.problem import Problem
from kusei_batch.core.text.cleaning import clean_text
from kusei_batch.report.kept_templates import TemplateFile
from kusei_batch.report.templating.tags import FAILURES, PaperError, fault_of, make_environment, syntax_fault
from kusei_batch.report.templating.template_faults import paper_problem
from kusei_batch.report.templating.template_places import Places, places_in_text
from kusei_batch.report.templating.texts import printed

_KEPT = 16
"""Texts whose tags are kept compiled: a template is filled in for every department, and for each twice."""


def read_letter_text(path: TemplateFile) -> str:
    """Return a template as Notepad saves it, in either of its encodings; raise PaperError where it is no text."""
    if not path.is_file():
        raise PaperError(paper_problem("paper-missing", path.name))
    content = path.read_bytes()
    for encoding in ("utf-8-sig", "cp932"):
        try:
            return content.decode(encoding).replace("\r\n", "\n")
        except UnicodeDecodeError:
            continue
    raise PaperError(paper_problem("letter-unreadable", path.name))


@cache
def text_environment() -> SandboxedEnvironment:
    """Return the sandbox of texts: nothing of them is markup, and a line of tags alone leaves none."""
    environment = make_environment()
    environment.autoescape = False
    environment.finalize = printed
    environment.trim_blocks = environment.lstrip_blocks = environment.keep_trailing_newline = True
    environment.from_string = lru_cache(maxsize=_KEPT)(environment.from_string)  # type: ignore[method-assign,assignment]
    return environment


def read_text_tags(text: str, file: str) -> tuple[list[nodes.Template], Places]:
    """Return the tags of a text as a syntax tree, with its places; raise PaperError for a tag that cannot be read."""
    places = places_in_text(text)
    try:
        text_environment().compile(text)  # filters are looked up only here
        return [text_environment().parse(text)], places
    except TemplateSyntaxError as error:
        raise PaperError(_syntax_problem(error, text, file)) from error


def _syntax_problem(error: TemplateSyntaxError, text: str, file: str) -> Problem:
    # Of a block that is not closed the end of the file is named: the last tag before it is nearer.
    before = [line.strip() for line in text.splitlines()[: error.lineno] if "{" in line]
    return places_in_text(text).located(*syntax_fault(error, file, before[-1] if before else ""))


def fill_text(text: str, names: Mapping[str, object], file: str) -> str:
    """Return the text with every tag replaced; raise PaperError for a tag that cannot be."""
    try:
        return clean_text(text_environment().from_string(text).render(names))
    except TemplateSyntaxError as error:
        raise PaperError(_syntax_problem(error, text, file)) from error
    except FAILURES as error:
        raise PaperError(places_in_text(text).located(*fault_of(error, names, file))) from error
