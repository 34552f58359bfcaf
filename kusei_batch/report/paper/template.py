"""A Word template: opening it, filling it in, and telling its faults in the coordinator's language."""

from __future__ import annotations

import datetime as dt
import html
import io
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING
from xml.sax.saxutils import quoteattr

from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage
from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, UndefinedError
from jinja2.sandbox import SandboxedEnvironment

from kusei_batch.core.problem import Problem
from kusei_batch.report.paper.lookup import UnknownNameError, hint, listing, paper_problem
from kusei_batch.report.paper.names import FILTERS, known_names
from kusei_batch.report.paper.picture import draw_chart
from kusei_batch.report.paper.places import Places
from kusei_batch.report.paper.texts import printed
from kusei_batch.report.views.model import ChartView

if TYPE_CHECKING:
    from docx.document import Document

_TAG = re.compile(r"\{[{%].*?[%}]\}")
_MARKS = re.compile(r"[^}%]*[}%]")


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


def open_template(path: Path) -> DocxTemplate:
    """The template ready to be filled in once; raises PaperError where it is no Word document."""
    if not path.is_file():
        raise PaperError(paper_problem("paper-missing", path.name))
    template = DocxTemplate(path)
    try:
        template.init_docx()
    # What python-docx raises on a file that is none comes from many layers, and all mean the same.
    except Exception as error:
        raise PaperError(paper_problem("paper-unreadable", path.name)) from error
    return template


def make_environment() -> SandboxedEnvironment:
    """Tags are read in a sandbox: no attribute of Python, every unknown name an error, text escaped."""
    environment = SandboxedEnvironment(autoescape=True, undefined=_NamedUndefined, finalize=printed)
    environment.filters.update(FILTERS)
    return environment


def draw_into(template: DocxTemplate, chart: ChartView, width: int) -> object:
    """The chart as an inline picture with its alt text."""
    return _DescribedImage(template, io.BytesIO(draw_chart(chart, width)), Mm(width), chart)


class _DescribedImage(InlineImage):  # type: ignore[misc] # docxtpl carries no types
    """An inline picture that tells in words what it shows, for readers who do not see it."""

    def __init__(self, template: DocxTemplate, image: io.BytesIO, width: Mm, chart: ChartView) -> None:
        super().__init__(template, image, width=width)
        self._chart = chart

    def _insert_image(self) -> str:
        told = f"name={quoteattr(self._chart.title)} descr={quoteattr(self._chart.alt_text)}"
        return re.sub(r'(<wp:docPr [^>]*?)name="[^"]*"', rf"\1{_escaped(told)}", super()._insert_image(), count=1)


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\")


def fill_template(template: DocxTemplate, names: Mapping[str, object], file: str) -> Document:
    """The document with every tag replaced; raises PaperError for a tag that cannot be."""
    try:
        template.render(dict(names), make_environment(), autoescape=True)
    except UnknownNameError as error:
        problem = error.problem(file)
        told = Places(template.template_file).located(problem, problem.params["name"])
        raise PaperError(told) from error
    except UndefinedError as error:
        name = error.message or ""
        told = paper_problem("paper-unknown-name", file, name=name, hint=hint(name, known_names(names)))
        raise PaperError(Places(template.template_file).located(told, name)) from error
    except TemplateSyntaxError as error:
        raise PaperError(syntax_problem(error, file, Places(template.template_file))) from error
    except (TemplateError, TypeError, ValueError, ArithmeticError, LookupError, AttributeError) as error:
        told = paper_problem("paper-value-unusable", file, reason=_reason(error))
        raise PaperError(Places(template.template_file).located(told, _failing_tag(error, template))) from error
    document: Document = template.docx
    return document


def syntax_problem(error: TemplateSyntaxError, file: str, places: Places) -> Problem:
    """The fault of a tag that cannot be read, with the tag or text near it."""
    unknown = re.match(r"No filter named '(.+?)'", error.message or "")
    if unknown:
        hints = hint(unknown[1], FILTERS) + listing(FILTERS)
        return places.located(paper_problem("paper-unknown-name", file, name=unknown[1], hint=hints), unknown[1])
    near = _tag_on_line(error.source or "", error.lineno)
    return places.located(paper_problem("paper-tag-broken", file, near=near[:40]), near)


def _failing_tag(error: Exception, template: DocxTemplate) -> str:
    """The tag that was being computed, as the traceback tells by the line of the template."""
    line, frame = 0, error.__traceback__
    while frame is not None:
        if frame.tb_frame.f_code.co_filename == "<template>":
            line = frame.tb_lineno
        frame = frame.tb_next
    fresh = DocxTemplate(template.template_file)
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


def _reason(error: Exception) -> str:
    """Which kind of thing went wrong; Python's own words are English and are left out."""
    kinds: tuple[tuple[type[Exception], str], ...] = (
        (TypeError, "渡すものの数か種類が違います"),
        (ValueError, "渡す値が違います"),
        (ArithmeticError, "計算ができません"),
        (LookupError, "ないものを求めています"),
    )
    return next((text for kind, text in kinds if isinstance(error, kind)), "使えない書き方です")


def document_bytes(document: Document, title: str, as_of: dt.date) -> bytes:
    """The document as .docx; dated by the figures, so that the same figures make the same bytes."""
    stamp = dt.datetime.combine(as_of, dt.time())
    properties = document.core_properties
    properties.title, properties.created, properties.modified = title, stamp, stamp
    properties.last_modified_by, properties.revision = "", 1
    saved = io.BytesIO()
    document.save(saved)
    return _with_fixed_times(saved.getvalue())


def _with_fixed_times(data: bytes) -> bytes:
    """The same parts in the same order, without the clock in the archive's entries."""
    fixed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(fixed, "w") as target:
        for entry in source.infolist():
            plain = zipfile.ZipInfo(entry.filename)
            plain.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(plain, source.read(entry))
    return fixed.getvalue()
