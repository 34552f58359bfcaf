"""A Word template: opening it, filling it in, and telling its faults in the coordinator's language."""

from __future__ import annotations

import datetime as dt
import html
import io
import re
import zipfile
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from docxtpl import DocxTemplate
from jinja2 import TemplateSyntaxError

from kusei_batch.core.problem import Problem
from kusei_batch.report.kept_templates import TemplateFile
from kusei_batch.report.paper.word_places import places_in_document
from kusei_batch.report.templating.tags import FAILURES, PaperError, fault_of, make_environment, syntax_fault
from kusei_batch.report.templating.template_faults import paper_problem
from kusei_batch.report.templating.template_places import Places

if TYPE_CHECKING:
    from docx.document import Document
    from jinja2.sandbox import SandboxedEnvironment

_TAG = re.compile(r"\{[{%].*?[%}]\}")
_TAG_BEGINS = re.compile(r"\{[{%]")
_KEPT = 64
"""Parts of templates that a process remembers: a template has some five, and a city a few dozen templates."""


def open_template(path: TemplateFile) -> DocxTemplate:
    """The template ready to be filled in once; raises PaperError where it is no Word document."""
    if not path.is_file():
        raise PaperError(paper_problem("paper-missing", path.name))
    try:
        template = _Template(io.BytesIO(path.read_bytes()))
        template.init_docx()
    # What python-docx raises on a file that is none comes from many layers, and all mean the same.
    except Exception as error:
        raise PaperError(paper_problem("paper-unreadable", path.name)) from error
    return template


class _Template(DocxTemplate):  # type: ignore[misc] # docxtpl carries no types
    """A template in which every tag is computed once.

    Word keeps a text box twice, for itself and (`mc:Fallback`) for programs of before 2010: a table's number in it
    would be given out twice. What is kept for those programs alone is left out where it holds tags.
    """

    def patch_xml(self, src_xml: str) -> str:
        """The part's markup as docxtpl prepares it, without the second copies of tags."""
        return _prepared(src_xml)


@lru_cache(maxsize=_KEPT)
def _prepared(markup: str) -> str:
    """Return what tags are read from; it follows from the markup alone, so a process prepares a part once."""
    return without_tagged_fallbacks(DocxTemplate("").patch_xml(markup))


@cache
def _environment() -> SandboxedEnvironment:
    """Return the sandbox of this process, which compiles the tags of a part once."""
    environment = make_environment()
    compiled = lru_cache(maxsize=_KEPT)(environment.from_string)
    environment.from_string = compiled  # type: ignore[method-assign,assignment] # docxtpl hands over the text alone
    return environment


_FALLBACK = re.compile(r"<mc:Fallback(?:\s[^>]*)?(/)?>|</mc:Fallback>")


def without_tagged_fallbacks(xml: str) -> str:
    """The markup without every outermost mc:Fallback that holds a tag."""
    kept, at, depth, start = [], 0, 0, 0
    for found in _FALLBACK.finditer(xml):
        if found[1]:
            continue
        if not found[0].startswith("</"):
            start = found.start() if depth == 0 else start
            depth += 1
        elif depth:
            depth -= 1
            if depth == 0 and _TAG_BEGINS.search(xml, start, found.end()):
                kept.append(xml[at:start])
                at = found.end()
    return "".join([*kept, xml[at:]])


def fill_template(template: DocxTemplate, names: Mapping[str, object], file: str) -> Document:
    """The document with every tag replaced; raises PaperError for a tag that cannot be."""
    try:
        template.render(dict(names), _environment(), autoescape=True)
    except TemplateSyntaxError as error:
        raise PaperError(syntax_problem(error, file, places_in_document(template.template_file))) from error
    except FAILURES as error:
        problem, name = fault_of(error, names, file)
        near = name or _failing_tag(error, template)
        raise PaperError(places_in_document(template.template_file).located(problem, near)) from error
    document: Document = template.docx
    return document


def syntax_problem(error: TemplateSyntaxError, file: str, places: Places) -> Problem:
    """The fault of a tag that cannot be read, with the tag or text near it."""
    return places.located(*syntax_fault(error, file, _tag_on_line(error.source or "", error.lineno)))


def _failing_tag(error: Exception, template: DocxTemplate) -> str:
    """The tag that was being computed, as the traceback tells by the line of the template."""
    line, frame = 0, error.__traceback__
    while frame is not None:
        if frame.tb_frame.f_code.co_filename == "<template>":
            line = frame.tb_lineno
        frame = frame.tb_next
    fresh = _Template(template.template_file)
    fresh.init_docx()
    # As docxtpl does before it renders: a paragraph a line.
    source = re.sub(r"<w:p([ >])", r"\n<w:p\1", fresh.patch_xml(fresh.get_xml()))
    return _tag_on_line(source, line)


def _tag_on_line(source: str, number: int) -> str:
    lines = source.splitlines()
    line = lines[number - 1] if 0 < number <= len(lines) else ""
    text = html.unescape(re.sub(r"<[^>]+>", "", line))
    tag = _TAG.search(text)
    return tag[0] if tag else text.strip()


def document_bytes(document: Document, title: str, as_of: dt.date) -> bytes:
    """The document as .docx; dated by the figures, so that the same figures make the same bytes."""
    stamp = dt.datetime.combine(as_of, dt.time())
    properties = document.core_properties
    properties.title, properties.created, properties.modified = title, stamp, stamp
    properties.last_modified_by, properties.revision = "", 1
    saved = io.BytesIO()
    document.save(saved)
    # The same parts in the same order, without the clock in the archive's entries.
    fixed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(saved.getvalue())) as source, zipfile.ZipFile(fixed, "w") as target:
        for entry in source.infolist():
            plain = zipfile.ZipInfo(entry.filename)
            plain.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(plain, source.read(entry))
    return fixed.getvalue()
