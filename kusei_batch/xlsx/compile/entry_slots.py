"""Placeholder cells become slots: entry cells with their formats, display cells, rows as high as their text."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lxml import etree

from kusei_batch.core.axes import names_year
from kusei_batch.core.form import ROW_NUMBER, Field, FieldType, Form
from kusei_batch.core.text.placeholder import find_placeholders, is_only_placeholder
from kusei_batch.xlsx.block import Block
from kusei_batch.xlsx.compile.excel import CopyCells, excel_formula
from kusei_batch.xlsx.compile.placeholder_cells import PlaceholderCell
from kusei_batch.xlsx.markup import cells_of, escape_text, local_parent, main, strip_attributes, text_of
from kusei_batch.xlsx.reference import Area, parse_address, parse_area
from kusei_batch.xlsx.stamp.row_heights import SheetGrid, TextRoom
from kusei_batch.xlsx.stamp.segments import SlotTable
from kusei_batch.xlsx.stamp.slots import DisplayCell, EntryCell, EntryStyles, RowHeight, SurplusRow
from kusei_batch.xlsx.stamp.styles import (
    EXACT_PERCENT,
    GENERAL,
    INTEGER,
    PERCENT,
    TEXT,
    Changes,
    Styles,
    era_date_format,
)

_FORMATS = {
    FieldType.INTEGER: INTEGER,
    FieldType.NUMBER: GENERAL,
    FieldType.YES_NO: GENERAL,
    FieldType.PICTURE: GENERAL,
}


@dataclass(frozen=True, slots=True)
class FormattingContext:
    """What dressing a form's sheets needs: the form, its styles, the fill of entry cells, the date system."""

    form: Form
    styles: Styles
    entry_fill: str
    date1904: bool
    first_blocks: Mapping[tuple[str, str], Block]
    entry_styles: dict[tuple[int, FieldType], EntryStyles] = dataclasses.field(default_factory=dict)
    """What has been worked out: entry cells with one style and one type are formatted alike."""

    def field(self, qualified: str) -> Field:
        """Return the field a placeholder names; raise ValueError where there is none."""
        found = next((f for f in self.form.fields if f.qualified == qualified), None)
        if found is None:
            raise ValueError(f"the form has no field {qualified}")
        return found

    def index(self, spot: PlaceholderCell) -> int:
        """Return in which record of its table a cell stands, from 0."""
        table = next((p.table for p in spot.found if p.table), None)
        if table is None:
            return 0
        first = self.first_blocks[spot.sheet, table]
        return (spot.row - first.top) // first.height


def format_entry_cells(
    root: etree._Element, spots: Sequence[PlaceholderCell], context: FormattingContext, slots: SlotTable
) -> list[str]:
    """Turn a sheet's placeholder cells into slots, and return the addresses of its entry cells, as they stand."""
    merged = {(a.top, a.left): a for a in (parse_area(m.get("ref", "")) for m in root.iter(main("mergeCell")))}
    grid = SheetGrid(root, context.styles.default_font)
    cells = {parse_address(c.get("r", "A1")): c for c in cells_of(root)}
    by_row: dict[int, list[tuple[DisplayCell | EntryCell, TextRoom, Area]]] = {}
    entries: list[str] = []
    for spot in spots:
        if context.field(spot.found[0].qualified).is_computed:
            _calculate(spot, context)
            continue
        area = merged.get((spot.row, spot.column), Area(spot.row, spot.column, spot.row, spot.column))
        cell = _slot_of(spot, context)
        if isinstance(cell, EntryCell):
            entries.append(cell.address)
            _format_merged(cells, area, context.field(cell.name), context)
        slots.take_place_of(spot.cell, cell)
        style = cell.styles.usual if isinstance(cell, EntryCell) else int(spot.cell.get("s", "0"))
        # Excel does not grow a row for what stands in a hidden column.
        if context.styles.wraps(style) and grid.width(area):
            room = grid.room(area, context.styles.font_of(style))
            by_row.setdefault(area.bottom, []).append((cell, room, area))
    surplus = _surplus_rows(spots[0].sheet, context) if spots else {}
    for row in root.iterfind(f"{main('sheetData')}/{main('row')}"):
        number = int(row.get("r", "0"))
        height = _row_height(row, by_row[number], grid) if number in by_row else None
        if number in surplus:
            slots.add_attributes(row, SurplusRow(*surplus[number], height), ("ht", "customHeight", "hidden"))
        elif height:
            slots.add_attributes(row, height, ("ht", "customHeight"))
    return entries


def _calculate(spot: PlaceholderCell, context: FormattingContext) -> None:
    """Let a cell show what its field's 式 comes to, as the department types."""
    field = context.field(spot.found[0].qualified)
    for child in list(spot.cell):
        spot.cell.remove(child)
    strip_attributes(spot.cell, "t")
    style = int(spot.cell.get("s", "0"))
    if field.type is FieldType.DATE and not context.styles.shows_date(style):
        style = _formatted(context.styles, style, era_date_format(context.form.year.calendar))
    spot.cell.set("s", str(_grouped(style, field, context)))
    formula = etree.SubElement(spot.cell, main("f"))
    formula.text = excel_formula(field, CopyCells(context.form, field.table, spot.sheet, context.index(spot)))


def _grouped(style: int, field: Field, context: FormattingContext) -> int:
    """Return the style in which a shown whole number of a unit is grouped by threes, as what is typed beside it is.

    Years and the like, which have no unit, stay as they are.
    """
    general = context.styles.format_of(style)[0] == 0
    whole = _shown_as(field) is FieldType.INTEGER and bool(field.unit)
    return _formatted(context.styles, style, INTEGER) if general and whole else style


def _surplus_rows(sheet: str, context: FormattingContext) -> dict[int, tuple[str, int]]:
    """Return the rows of a sheet's tables that are hidden where nothing was issued in them: row -> table and index."""
    found: dict[int, tuple[str, int]] = {}
    for table in context.form.tables:
        block = context.first_blocks.get((sheet, table.name))
        if block and table.is_fixed:
            rows = range(block.top, block.top + block.height * table.max_rows)
            found |= {row: (table.name, (row - block.top) // block.height) for row in rows}
    return found


def _slot_of(spot: PlaceholderCell, context: FormattingContext) -> DisplayCell | EntryCell:
    field = context.field(spot.found[0].qualified)
    if field.is_entry:
        kind = int(spot.cell.get("s", "0")), _shown_as(field)
        if kind not in context.entry_styles:
            context.entry_styles[kind] = _entry_styles(*kind, context)
        styles = context.entry_styles[kind]
        return EntryCell(spot.cell.get("r", ""), styles, field.qualified, context.index(spot), context.date1904)
    index = context.index(spot)
    style = int(spot.cell.get("s", "0"))
    if field.type is FieldType.LONG_TEXT and not context.styles.wraps(style):
        style = context.styles.changed(style, Changes(wrap=True))
        spot.cell.set("s", str(style))
    if is_only_placeholder(text_of(spot.item)) and _grouped(style, field, context) != style:
        style = _grouped(style, field, context)
        spot.cell.set("s", str(style))
    names, markup, texts = _pieces(spot, index, context)
    number = is_only_placeholder(text_of(spot.item)) and (field.type.is_number or spot.found[0].name == ROW_NUMBER)
    stated = f' s="{style}"' if spot.cell.get("s") else ""
    return DisplayCell(spot.cell.get("r", ""), stated, names, index, markup, texts, number)


def _shown_as(field: Field) -> FieldType:
    """Return the type a field's cell is formatted by: a year is written without a comma, as other numbers may be."""
    is_year = field.type is FieldType.INTEGER and names_year(field.name, field.unit)
    return FieldType.NUMBER if is_year else field.type


def _entry_styles(style: int, type_: FieldType, context: FormattingContext) -> EntryStyles:
    styles = context.styles
    usual = styles.changed(style, _entry_changes(style, type_, context))
    date = usual if styles.shows_date(usual) else _formatted(styles, usual, era_date_format(context.form.year.calendar))
    odd = styles.shows_date(usual) or styles.shows_percent(usual)
    return EntryStyles(
        usual=usual,
        date=date,
        number=_formatted(styles, usual, GENERAL) if odd else usual,
        percent=usual if styles.shows_percent(usual) else _formatted(styles, usual, PERCENT),
        exact_percent=usual if styles.shows_percent(usual) else _formatted(styles, usual, EXACT_PERCENT),
    )


def _formatted(styles: Styles, style: int, code: str) -> int:
    return styles.changed(style, Changes(number_format=code))


def _entry_changes(style: int, type_: FieldType, context: FormattingContext) -> Changes:
    general = context.styles.format_of(style)[0] == 0
    # Text formats keep what is typed: `1/2` stays no date, `-案内` no formula.
    code = era_date_format(context.form.year.calendar) if type_ is FieldType.DATE else _FORMATS.get(type_, TEXT)
    return Changes(
        number_format=code if general and code != GENERAL else None,
        fill=context.entry_fill,
        unlocked=True,
        wrap=type_ is FieldType.LONG_TEXT,
    )


def _format_merged(
    cells: Mapping[tuple[int, int], etree._Element], area: Area, field: Field, context: FormattingContext
) -> None:
    # Excel asks every cell of a merge whether it is locked.
    for row in range(area.top, area.bottom + 1):
        for column in range(area.left, area.right + 1):
            cell = cells.get((row, column))
            if cell is not None and (row, column) != (area.top, area.left):
                style = int(cell.get("s", "0"))
                cell.set("s", str(context.styles.changed(style, _entry_changes(style, _shown_as(field), context))))


def _row_height(
    row: etree._Element, texts: Sequence[tuple[DisplayCell | EntryCell, TextRoom, Area]], grid: SheetGrid
) -> RowHeight:
    stated = row.get("ht")
    # A height that is fixed would hide what is typed beyond it; programs let no row grow with merged cells anyway.
    grows = any(isinstance(cell, EntryCell) and area.is_cell for cell, _, area in texts)
    return RowHeight(
        height=float(stated) if stated else None,
        usual=grid.height(int(row.get("r", "0"))),
        custom=row.get("customHeight") in ("1", "true") and not grows,
        texts=tuple((cell, room) for cell, room, _ in texts),
        merged=tuple((cell, room) for cell, room, area in texts if not area.is_cell),
    )


def _pieces(
    spot: PlaceholderCell, index: int, context: FormattingContext
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Return the names, the markup around them and the texts.

    Where a placeholder lies in one run, the markup has the runs' own fonts.
    """
    texts = [t for t in spot.item.iter(main("t")) if local_parent(t) != "rPh"]
    runs = [(t.text or "", _run_properties(t)) for t in texts]
    if sum(len(find_placeholders(text)) for text, _ in runs) != len(spot.found):
        runs = [(text_of(spot.item), None)]
    names: list[str] = []
    markup, plain = [""], [""]
    for text, properties in runs:
        markup[-1] += '<t xml:space="preserve">' if properties is None else f'<r>{properties}<t xml:space="preserve">'
        at = 0
        for found in find_placeholders(text):
            _extend(markup, plain, text[at : found.start])
            at = found.end
            if found.table and found.name == ROW_NUMBER and not context.form.table(found.table).is_fixed:
                _extend(markup, plain, str(index + 1))
            else:
                names.append(found.qualified)
                markup.append("")
                plain.append("")
        _extend(markup, plain, text[at:])
        markup[-1] += "</t>" if properties is None else "</t></r>"
    return tuple(names), tuple(markup), tuple(plain)


def _extend(markup: list[str], plain: list[str], text: str) -> None:
    markup[-1] += escape_text(text)
    plain[-1] += text


def _run_properties(text: etree._Element) -> str | None:
    run = text.getparent()
    if run is None or local_parent(text) != "r":
        return None
    properties = run.find(main("rPr"))
    return etree.tostring(properties, encoding="unicode", with_tail=False) if properties is not None else ""
