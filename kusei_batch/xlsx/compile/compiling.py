"""A template made ready once, so that a copy costs little more than copying a file."""

from __future__ import annotations

from collections.abc import Sequence

from kusei_batch.core.form import Form
from kusei_batch.xlsx.book import SheetPart
from kusei_batch.xlsx.compile.conditional_formats import BLANK_MARKUP, ERROR_MARKUP, WARNING_MARKUP, ConditionalFormats
from kusei_batch.xlsx.compile.entry_formats import add_conditional_formats, add_rules, open_sheet, protect
from kusei_batch.xlsx.compile.entry_slots import FormattingContext, format_entry_cells
from kusei_batch.xlsx.compile.guide import write_guide
from kusei_batch.xlsx.compile.identity_sheet import (
    choices_sheet,
    define_local_name,
    define_names,
    entitle,
    identity_sheet,
    mark_identity_sheet,
    put_first_when_sent_back,
    retitle,
)
from kusei_batch.xlsx.compile.placeholder_cells import Strings, find_placeholder_cells
from kusei_batch.xlsx.compile.printed_rows import limit_printed_rows
from kusei_batch.xlsx.compile.repeat import repeat_template
from kusei_batch.xlsx.compile.rules import ChoiceLists, ListRange
from kusei_batch.xlsx.copy_names import (
    CHOICES_SHEET,
    FINDINGS_SHEET,
    GUIDE_SHEET,
    IDENTITY_SHEET,
)
from kusei_batch.xlsx.markup import main, strip_attributes
from kusei_batch.xlsx.reference import parse_address, quote_sheet
from kusei_batch.xlsx.stamp.added_formats import Palette, make_palette
from kusei_batch.xlsx.stamp.copy_content import Stamp
from kusei_batch.xlsx.stamp.findings import HEADING_ROW, FindingsSheet
from kusei_batch.xlsx.stamp.segments import SlotTable
from kusei_batch.xlsx.stamp.stamping import CompiledForm
from kusei_batch.xlsx.stamp.styles import Styles
from kusei_batch.xlsx.zipping import lay_out, pack

_SMALL = 9


def compile_template(data: bytes, form: Form) -> CompiledForm:
    """Return the form's workbook with rules, names and protection, cut at what differs from copy to copy.

    `form` must be what `read_template` made of the same bytes. Raise UnreadableError for what is no workbook
    and ValueError for a form that does not fit it.
    """
    return _Compiler(data, form).compile()


class _Compiler:
    """The steps in order, on one book."""

    def __init__(self, data: bytes, form: Form) -> None:
        self._made = repeat_template(data, form)
        self._book = self._made.book
        self._form = form
        self._slots: dict[str, SlotTable] = {}

    def compile(self) -> CompiledForm:
        strings, styles, first_blocks = self._made.strings, self._made.styles, self._made.first_blocks
        limit_printed_rows(self._made)
        properties = self._book.workbook.find(main("workbookPr"))
        date1904 = properties is not None and properties.get("date1904") in ("1", "true")
        context = FormattingContext(self._form, styles, self._form.entry_color, date1904, first_blocks)
        formats = ConditionalFormats(*map(styles.differential, (BLANK_MARKUP, ERROR_MARKUP, WARNING_MARKUP)))
        layout = self._made.layout
        for number, sheet in enumerate(layout, start=1):
            self._format_sheet(sheet, number, context, strings, formats)
        strings.forget_unused()
        for sheet in layout:
            cells = [
                parse_address(c) for f in self._form.fields if f.is_entry and f.sheet == sheet.name for c in f.cells
            ]
            slots = self._slots[sheet.part] if sheet is layout[0] else None
            open_sheet(self._book.tree(sheet.part), slots, min(cells, default=None))
        return self._finish(styles, make_palette(styles, self._form.entry_color), layout)

    def _format_sheet(
        self, sheet: SheetPart, number: int, context: FormattingContext, strings: Strings, formats: ConditionalFormats
    ) -> None:
        root = self._book.tree(sheet.part)
        slots = self._slots.setdefault(sheet.part, SlotTable())
        spots = find_placeholder_cells(self._book, sheet, strings)
        entries = format_entry_cells(root, spots, context, slots)
        fields = [f for f in self._form.fields if f.is_entry and f.sheet == sheet.name]
        stated = sorted(cell for field in fields for cell in field.cells)
        if stated != sorted(entries):
            raise ValueError(f"{sheet.name}: the form's cells are not the template's: {stated} / {entries}")
        choices = ChoiceLists(self._form)
        add_rules(root, self._form, fields, choices, date1904=context.date1904)
        add_conditional_formats(root, self._form, sheet.name, formats, number)
        protect(root, fields)
        # Drop the results that formulas had in the template; they were made from placeholders.
        for cell in root.iter(main("c")):
            value = cell.find(main("v"))
            if cell.find(main("f")) is not None and value is not None:
                cell.remove(value)
                strip_attributes(cell, "t")

    def _finish(self, styles: Styles, palette: Palette, layout: list[SheetPart]) -> CompiledForm:
        book, form = self._book, self._form
        done = styles.differential('<font><strike/><color rgb="FF8A94A0"/></font>')
        findings = FindingsSheet(palette, done, {s.name: i for i, s in enumerate(layout, start=1)}, form.title)
        guide, heading = write_guide(form, palette)
        book.add_sheet(GUIDE_SHEET, guide)
        findings_part = book.add_sheet(FINDINGS_SHEET, findings.write(Stamp("", "")))
        lists = ChoiceLists(form).ranges
        if lists:
            book.add_sheet(CHOICES_SHEET, choices_sheet(lists, palette.plain_text), "hidden")
        identity = book.add_sheet(IDENTITY_SHEET, identity_sheet(form, palette.plain_text), "veryHidden")
        self._slots[identity], self._slots[book.workbook_part] = SlotTable(), SlotTable()
        mark_identity_sheet(book.tree(identity), self._slots[identity])
        self._write_workbook(lists, heading)
        parts = self._book.parts()
        cut = {part: slots.cut(part, parts.pop(part)) for part, slots in self._slots.items() if slots}
        empty = pack(findings_part, parts.pop(findings_part), _SMALL)
        fixed = lay_out(pack(name, content, _SMALL) for name, content in parts.items())
        return CompiledForm(fixed, tuple(cut.values()), findings, empty)

    def _write_workbook(self, lists: Sequence[ListRange], guide_heading: int) -> None:
        book, slots = self._book, self._slots[self._book.workbook_part]
        names = [sheet.name for sheet in book.sheets]
        define_names(book.workbook, self._form, lists, slots)
        for name, row in ((GUIDE_SHEET, guide_heading), (FINDINGS_SHEET, HEADING_ROW)):
            rows = f"{quote_sheet(name)}!${row}:${row}"
            define_local_name(book.workbook, "_xlnm.Print_Titles", names.index(name), rows)
        put_first_when_sent_back(book.workbook, names.index(FINDINGS_SHEET), slots)
        for part in book.linked("", "extended-properties"):
            book.revise(part, lambda root: retitle(root, self._made.before, names))
        for part in book.linked("", "core-properties"):
            book.revise(part, lambda root: entitle(root, self._form))
