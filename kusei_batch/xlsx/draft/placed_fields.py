"""Fields whose placeholders stand on a sheet already: each is taken as it is called there."""

from __future__ import annotations

from dataclasses import replace

from kusei_batch.core.form import ROW_ID, ROW_NUMBER, ROW_ORIGIN, FieldKind, FieldType
from kusei_batch.core.form_year import parse_year_word
from kusei_batch.core.text.placeholder import find_placeholders, is_only_placeholder
from kusei_batch.xlsx.block import find_block
from kusei_batch.xlsx.draft.draft import ProposedField, ProposedTable, Remark, SheetDraft
from kusei_batch.xlsx.draft.drawn_sheet import DrawnSheet
from kusei_batch.xlsx.draft.entry_boxes import EntryBoxes
from kusei_batch.xlsx.draft.field_guess import propose_field
from kusei_batch.xlsx.draft.heading_words import parse_heading
from kusei_batch.xlsx.draft.names import Names
from kusei_batch.xlsx.draft.shown_items import SHOWN
from kusei_batch.xlsx.reader.plain_cells import Position

_RECORDS = 10
_BUILT_IN = {ROW_NUMBER: FieldType.INTEGER, ROW_ID: FieldType.TEXT, ROW_ORIGIN: FieldType.TEXT}


def placed_fields(sheet: DrawnSheet, names: Names) -> SheetDraft | None:
    """Return the draft of a sheet that has placeholders of items to be filled in; None where it has none."""
    fields: list[ProposedField] = []
    texts = {at: text for at, text in sheet.texts.items() if at not in sheet.formulas and find_placeholders(text)}
    empty = replace(sheet, texts={at: text for at, text in sheet.texts.items() if at not in texts})
    for at, text in sorted(texts.items()):
        for placeholder in find_placeholders(text):
            if placeholder.table is None and parse_year_word(placeholder.name):
                continue
            fields.append(_field(placeholder.name, placeholder.table, at, empty, alone=is_only_placeholder(text)))
    entries = [one for one in fields if one.kind is FieldKind.ENTRY]
    if not entries:
        return None
    for one in entries:
        names.take(one.name, one.table)
    cells: dict[str, set[Position]] = {}
    for one in fields:
        if one.table:
            cells.setdefault(one.table, set()).add(one.at)
    tables = [ProposedTable(name, sheet.name, find_block(at, sheet.merged), _RECORDS) for name, at in cells.items()]
    assumed = "置いてある目印を、そのまま項目にしました。"
    look = "型、選択肢、区分（前回値や計算）と、表の行数を確かめてください。"
    remark = Remark(sheet.name, entries[0].cell, assumed, look)
    return SheetDraft(sheet.name, tuple(fields), tuple(tables), texts, (), (remark,))


def _field(name: str, table: str | None, at: Position, empty: DrawnSheet, *, alone: bool) -> ProposedField:
    if (table is None and name in SHOWN) or (table and name in _BUILT_IN) or not alone:
        type_ = _BUILT_IN.get(name, FieldType.TEXT) if table else FieldType.TEXT
        return ProposedField(name, empty.name, at, type_, table, FieldKind.DISPLAY)
    return propose_field(parse_heading(name), empty.area_at(*at), EntryBoxes(empty), name, table)
