"""What an issued copy of a layout would contradict or hide: other books, placeholders outside cells, hidden entries."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from kusei_batch.core.text.placeholder import find_placeholders
from kusei_batch.xlsx.copy_names import is_definition
from kusei_batch.xlsx.links import relationships, sheet_parts
from kusei_batch.xlsx.package import parse_xml
from kusei_batch.xlsx.reader.structure import VISIBLE
from kusei_batch.xlsx.reference import address
from kusei_batch.xlsx.template.draft_fields import DraftField
from kusei_batch.xlsx.template.layout import LayoutSheet
from kusei_batch.xlsx.template.lint import Lint, TemplatePlace

# Not `テーブル1[列]`, which stays in the book.
_OTHER_BOOK = re.compile(r"'[^']*\[[^\]]+\][^']*'!|(?<![\w.])\[[^\]]+\][\w.]+!")
_PLACES = {"drawing": "テキストボックスや図形", "comments": "メモ（コメント）"}


def check_table_headings(sheets: Sequence[LayoutSheet], lint: Lint) -> None:
    """Tell of placeholders in the heading row of an Excel table: filled in, it no longer says what the table lists."""
    for sheet in sheets:
        for table in sheet.tables:
            spots = [s for s in sheet.spots if s.row == table.area.top and table.area.holds(s.row, s.column)]
            if spots and table.has_headings:
                cells = tuple(dict.fromkeys(spot.address for spot in spots))
                lint.report("layout-table-heading", TemplatePlace(sheet.title, cells), table=table.name)


def check_tags_among_headings(sheets: Sequence[LayoutSheet], lint: Lint) -> None:
    """Warn of placeholders in a row of headings: it is taken for the first row of every record, and repeated with it.

    Told by its words, most of which stand right above the placeholders of the same table. A record of several rows may
    have words of its own, but then few above and many placeholders beside them.
    """
    for sheet in sheets:
        for table, block in sheet.blocks.items():
            cells = {(s.row, s.column): s.address for s in sheet.spots if s.placeholder.table == table}
            for row in range(block.top, block.bottom):
                tags = tuple(address for (at, _), address in cells.items() if at == row)
                words = {c for at, c in sheet.texts if at == row and not {(at, c)} & {*cells, *sheet.formulas}}
                if tags and sum((row + 1, column) in cells for column in words) > len(tags):
                    place = TemplatePlace(sheet.title, tags)
                    lint.report("tag-among-headings", place, table=table, row=str(row))


def check_other_books(sheets: Sequence[LayoutSheet], lint: Lint) -> None:
    """Warn of formulas that look into another workbook, which no department has."""
    for sheet in sheets:
        cells = tuple(
            address(row, column)
            for (row, column), cell in sorted(sheet.formulas.items())
            if _OTHER_BOOK.search(cell.formula)
        )
        if cells:
            lint.report("layout-other-book", TemplatePlace(sheet.title, cells))


def check_outside_cells(parts: Mapping[str, bytes], lint: Lint) -> None:
    """Tell of placeholders outside cells: they would be issued as they stand."""
    for name, part in sheet_parts(parts).items():
        if not is_definition(name):
            for where, text in _texts(parts, part):
                for placeholder in find_placeholders(text):
                    lint.report(
                        "placeholder-outside-cell", TemplatePlace(name), name=placeholder.qualified, where=where
                    )


def _texts(parts: Mapping[str, bytes], part: str) -> Iterator[tuple[str, str]]:
    head = re.search(rb"<headerFooter.*?</headerFooter>", parts[part], re.DOTALL)
    if head:
        yield "ヘッダーやフッター", head[0].decode("utf-8", "replace")
    for link in relationships(parts, part):
        where = next((words for kind, words in _PLACES.items() if link.is_a(kind)), None)
        content = parts.get(link.target)
        if where and content and b"{{" in content:
            yield where, "".join(str(text) for text in parse_xml(content).itertext())


def check_unseen(sheets: Sequence[LayoutSheet], items: Mapping[str, DraftField], lint: Lint) -> None:
    """Warn of entries in hidden rows, columns and sheets, once a sheet with all their cells."""
    for sheet in sheets:
        cells = tuple(
            spot.address
            for spot in sheet.spots
            if spot.placeholder.qualified in items
            and items[spot.placeholder.qualified].field.is_entry
            and (sheet.read.state != VISIBLE or sheet.read.hidden.holds(spot.row, spot.column))
        )
        if cells:
            lint.report("layout-field-hidden", TemplatePlace(sheet.title, cells))
