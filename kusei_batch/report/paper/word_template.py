"""A Word template: opening it, filling it in, and telling its faults in the coordinator's language."""

from __future__ import annotations

import hashlib
import html
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import Any

from docx.document import Document
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.coreprops import CoreProperties
from docx.opc.oxml import serialize_part_xml
from docx.opc.part import Part
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from docxtpl import DocxTemplate
from jinja2 import Template, TemplateSyntaxError
from jinja2.sandbox import SandboxedEnvironment
from lxml import etree
from lxml.etree import _Element

from kusei_batch.core.problem import Problem
from kusei_batch.report.kept_templates import TemplateFile
from kusei_batch.report.paper.filled_paper import (
    FilledPaper,
    content_types,
    entries_of,
    name_of,
    relations_of,
)
from kusei_batch.report.paper.fitted_charts import fit_charts
from kusei_batch.report.paper.tracked_changes import accept_changes, tracks_changes
from kusei_batch.report.paper.typed_tables import mend_typed_tables
from kusei_batch.report.paper.word_places import places_in_document
from kusei_batch.report.templating.marked_changes import underline_in_word
from kusei_batch.report.templating.means import finish, settle
from kusei_batch.report.templating.printed_day import computes_with_day
from kusei_batch.report.templating.tags import FAILURES, PaperError, fault_of, make_environment, syntax_fault
from kusei_batch.report.templating.template_faults import UnknownNameError, paper_problem
from kusei_batch.report.templating.template_places import Places

_TAG = re.compile(r"\{[{%].*?[%}]\}")
_TAG_BEGINS = re.compile(r"\{[{%]")
_PARAGRAPH = re.compile(r"<w:p(?: [^>]*)?>.*?</w:p>", re.DOTALL)
_BROKEN = re.compile(r"[\t\a\n\f]")
_PROPERTIES = ("author", "comments", "identifier", "language", "subject", "title")
_OPENED = 32
"""Templates that a process keeps open, a few megabytes each."""
_KEPT = 64
"""Parts of templates whose tags a process keeps compiled."""


def open_template(path: TemplateFile) -> WordTemplate:
    """Return the template ready to be filled in; raise PaperError for a file that is not a Word document."""
    if not path.is_file():
        raise PaperError(paper_problem("paper-missing", path.name))
    try:
        return _template_of(path.read_bytes())
    # What python-docx raises on other files comes from many layers, and all mean the same.
    except Exception as error:
        raise PaperError(paper_problem("paper-unreadable", path.name)) from error


def tell_tracked_changes(template: WordTemplate, file: str) -> list[Problem]:
    """Return a problem for a template with tracked changes that are neither accepted nor rejected."""
    return [paper_problem("paper-tracked-changes", file)] if template.tracks_changes else []


class WordTemplate(DocxTemplate):  # type: ignore[misc] # docxtpl carries no types
    """A template that is opened once and filled in any number of times, in which every tag is computed once.

    Word keeps a text box twice, for itself and (`mc:Fallback`) for programs of before 2010: a table's number in it
    would be given out twice. What is kept for those programs alone is left out where it holds tags.
    """

    def __init__(self, content: bytes) -> None:
        super().__init__(io.BytesIO(accept_changes(content)))
        self.tracks_changes = tracks_changes(content)
        self._sha256 = hashlib.sha256(content).hexdigest()
        self.init_docx()
        self._package = self.docx.part.package
        mark_latin_as_english(self.docx)
        own = self.docx.core_properties  # makes the part where a document has none
        self._told = {name: getattr(own, name) for name in _PROPERTIES}
        self._properties: Part = self._package.part_related_by(RELATIONSHIP_TYPE.CORE_PROPERTIES)
        uris = (self.HEADER_URI, self.FOOTER_URI)
        self._edges = dict.fromkeys(part for uri in uris for _, part in self.get_headers_footers(uri))
        parts = list(self._package.iter_parts())
        self._notes = [part for part in parts if part.content_type == CONTENT_TYPE.WML_FOOTNOTES]
        self._kept = {part: entries_of(part) for part in parts}

    @cached_property
    def markups(self) -> Mapping[Part, str]:
        """What tags are read from, a paragraph a line, so that a fault's line names its place."""
        body = self._frame[1]
        edges = {part: self.get_part_xml(part) for part in self._edges}
        notes = {part: part.blob.decode() for part in self._notes}
        markups = {self.docx.part: body, **edges, **notes}
        return {part: re.sub(r"<w:p([ >])", r"\n<w:p\1", self.patch_xml(xml)) for part, xml in markups.items()}

    @cached_property
    def prints_day_alone(self) -> bool:
        """Whether its tags only print the day; False also where they cannot be read, which filling in tells."""
        texts = (*self.markups.values(), *self._told.values())
        try:
            return not any(compile_tags(text).compute_with_day for text in texts)
        except FAILURES:
            return False

    @cached_property
    def _frame(self) -> tuple[str, str, str]:
        """The document's markup: what stands before its body, the body, and what stands behind it."""
        whole = etree.tostring(self.docx.element, encoding="unicode")
        start, end = whole.index("<w:body"), whole.rindex("</w:body>") + len("</w:body>")
        return whole[:start], whole[start:end], whole[end:]

    def patch_xml(self, src_xml: str) -> str:
        """Return the part's markup as docxtpl prepares it, without the second copies of tags."""
        return without_tagged_fallbacks(super().patch_xml(src_xml))

    def resolve_listing(self, xml: str) -> str:
        """Return the markup with line ends and tabs of texts as Word has them."""

        def resolved(found: re.Match[str]) -> str:
            return str(super(WordTemplate, self).resolve_listing(found[0])) if _BROKEN.search(found[0]) else found[0]

        return _PARAGRAPH.sub(resolved, xml)

    def fill(self, names: Mapping[str, object]) -> FilledPaper:
        """Return the document with every tag replaced; the template stays as it was opened."""
        self.docx_ids_index = 1000  # docxtpl's, by which drawings are numbered
        known = {part: set(part.rels) for part in self.markups}
        try:
            filled = self._fill(names)
            entries, written = self._entries(filled), frozenset(map(name_of, filled))
            kept = frozenset(name for part, own in self._kept.items() if part not in filled for name in own)
            return FilledPaper(entries, written, kept, name_of(self._properties), self._sha256)
        finally:
            for part, before in known.items():
                for relation in set(part.rels) - before:
                    del part.rels[relation]

    def _entries(self, filled: Mapping[Part, bytes]) -> dict[str, bytes]:
        """Return every entry of the document's archive, those without tags as they are kept."""
        parts = list(self._package.iter_parts())
        entries = {"[Content_Types].xml": content_types(parts), **relations_of(self._package)}
        for part in parts:
            if part in filled:
                entries |= {name_of(part): filled[part], **relations_of(part)}
            else:
                entries |= self._kept.get(part) or entries_of(part)
        return entries

    def _fill(self, names: Mapping[str, object]) -> dict[Part, bytes]:
        before, _, behind = self._frame
        body = self.docx.part
        rendered = {part: self._written(part, names) for part in self.markups}
        # Only now every place has its number.
        written = {part: settle(xml, names) for part, xml in rendered.items()}
        tree = self.fix_tables(f"{before}{written[body]}{behind}")
        mend_nesting(tree)
        mend_typed_tables(tree)
        fit_charts(tree)
        self.fix_docpr_ids(tree)
        filled = {body: serialize_part_xml(tree)}
        for part in self._edges:
            edge = parse_xml(written[part])
            for drawing in edge.iter(qn("wp:docPr")):  # after those of the body
                self.docx_ids_index += 1
                drawing.set("id", str(self.docx_ids_index))
            filled[part] = serialize_part_xml(edge)
        filled[self._properties] = self._tell_properties(names)
        return filled | {part: written[part].encode() for part in self._notes}

    def _written(self, part: Part, names: Mapping[str, object]) -> str:
        self.current_rendering_part = part  # docxtpl's, to which drawings are related
        written = finish(compile_tags(self.markups[part]).template.render(names), names)
        written = underline_in_word(re.sub(r"\n<w:p([ >])", r"<w:p\1", written))
        for mark in ("{_{", "}_}", "{_%", "%_}"):
            written = written.replace(mark, mark.replace("_", ""))
        return self.resolve_listing(written)

    def _tell_properties(self, names: Mapping[str, object]) -> bytes:
        element: Any = parse_xml(self._properties.blob)
        for name, told in self._told.items():
            setattr(CoreProperties(element), name, settle(compile_tags(told).template.render(names), names))
        return bytes(serialize_part_xml(element))


def mend_nesting(tree: _Element) -> None:
    """Give every cell the paragraph that Word wants last in it; raise UnknownNameError for a table within a text."""
    for cell in tree.iter(qn("w:tc")):
        if cell[-1].tag != qn("w:p"):
            cell.append(cell.makeelement(qn("w:p")))
    if any(next(table.iterancestors(qn("w:r")), None) is not None for table in tree.iter(qn("w:tbl"))):
        raise UnknownNameError("paper-table-in-line", name="表")


_template_of = lru_cache(maxsize=_OPENED)(WordTemplate)


@dataclass(frozen=True, slots=True)
class CompiledTags:
    """The tags of a text, compiled, and whether they do anything with the day but print it."""

    template: Template
    compute_with_day: bool


@lru_cache(maxsize=_KEPT)
def compile_tags(source: str) -> CompiledTags:
    """Return the tags of a text, which a process parses and compiles once; raise TemplateSyntaxError."""
    try:
        tree = _sandbox().parse(source)
        by_day = computes_with_day(tree)  # asked first: compiling folds constants in the tree
        return CompiledTags(_sandbox().from_string(tree), by_day)
    except TemplateSyntaxError as error:
        error.source = source  # the message names it where a text of the settings is compiled
        raise


@cache
def _sandbox() -> SandboxedEnvironment:
    return make_environment()


def mark_latin_as_english(document: Document) -> None:
    """Set the language of figures and Latin letters to English.

    LibreOffice breaks a line within a number of a Japanese text (1|5分). Japanese text has an attribute of its own,
    `w:eastAsia`.
    """
    for language in document.styles.element.iter(qn("w:lang")):
        if language.get(qn("w:val"), "").startswith("ja"):
            language.set(qn("w:val"), "en-US")


_FALLBACK = re.compile(r"<mc:Fallback(?:\s[^>]*)?(/)?>|</mc:Fallback>")


def without_tagged_fallbacks(xml: str) -> str:
    """Return the markup without every outermost mc:Fallback that holds a tag."""
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


def fill_template(template: WordTemplate, names: Mapping[str, object], file: str) -> FilledPaper:
    """Return the document with every tag replaced; raise PaperError for a tag that cannot be."""
    try:
        return template.fill(names)
    except TemplateSyntaxError as error:
        raise PaperError(syntax_problem(error, file, places_in_document(template.template_file))) from error
    except FAILURES as error:
        problem, name = fault_of(error, names, file)
        near = name or _failing_tag(error, template)
        raise PaperError(places_in_document(template.template_file).located(problem, near)) from error


def syntax_problem(error: TemplateSyntaxError, file: str, places: Places) -> Problem:
    """Return the fault of a tag that cannot be read, with the tag or text near it."""
    return places.located(*syntax_fault(error, file, _tag_on_line(error.source or "", error.lineno)))


def _failing_tag(error: Exception, template: WordTemplate) -> str:
    """Return the tag that was being computed, as the traceback tells by the line of the template."""
    line, frame = 0, error.__traceback__
    while frame is not None:
        if frame.tb_frame.f_code.co_filename == "<template>":
            line = frame.tb_lineno
        frame = frame.tb_next
    return _tag_on_line(template.markups[template.current_rendering_part], line)


def _tag_on_line(source: str, number: int) -> str:
    lines = source.splitlines()
    line = lines[number - 1] if 0 < number <= len(lines) else ""
    text = html.unescape(re.sub(r"<[^>]+>", "", line))
    tag = _TAG.search(text)
    return tag[0] if tag else text.strip()
