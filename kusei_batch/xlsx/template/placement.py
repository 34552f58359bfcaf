"""Fields and placeholders must find one another: the faults of a layout, and the fields with their cells."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from kusei_batch.core.form import ROW_ID, ROW_NUMBER, Field, Table
from kusei_batch.core.text.notation import comparable
from kusei_batch.core.text.placeholder import find_malformed, find_single_braced
from kusei_batch.xlsx.block import Block
from kusei_batch.xlsx.copy_names import RESERVED_SHEETS
from kusei_batch.xlsx.reference import address
from kusei_batch.xlsx.template.draft_fields import DraftField
from kusei_batch.xlsx.template.layout import LayoutSheet, PlaceholderSpot, heading_of, issued_cells
from kusei_batch.xlsx.template.lint import Lint, TemplatePlace, nearest

Items = Mapping[str, DraftField]


@dataclass
class _Placed:
    """Placeholders by the field they name, and the fields that misspelt ones were probably meant for."""

    spots: dict[str, list[PlaceholderSpot]] = field(default_factory=lambda: defaultdict(list))
    meant: set[str] = field(default_factory=set)


def check_layout(sheets: Sequence[LayoutSheet], items: Items, lint: Lint) -> None:
    """Report placeholders without a field, fields without a cell, and tables that cannot be repeated."""
    if not sheets:
        lint.report("layout-missing", TemplatePlace())
        return
    placed = _Placed()
    for sheet in sheets:
        if comparable(sheet.title) in RESERVED_SHEETS:
            lint.report("layout-reserved-sheet", TemplatePlace(sheet.title), name=sheet.title)
        for position, text in sheet.texts.items():
            place = TemplatePlace(sheet.title, (address(*position),))
            for wrong in find_malformed(text):
                lint.report("placeholder-malformed", place, text=wrong.text, reason=wrong.reason)
            for word in find_single_braced(text):
                if word in items:
                    reason = "波括弧が一つずつしかありません"
                    lint.report("placeholder-malformed", place, text=f"{{{word}}}", reason=reason)
        _check_spots(sheet, items, placed, lint)
        _check_tables(sheet, items, lint)
    _check_fields(items, placed, lint)


def place_fields(sheets: Sequence[LayoutSheet], items: Items, tables: Mapping[str, Table]) -> tuple[Field, ...]:
    """Return the fields with their cells in the issued copy and their headings; the layout must be sound.

    A display field standing in several places is given the first where nothing stands beside it; a calculation that
    stands nowhere has no cells.
    """
    most = {name: table.max_rows for name, table in tables.items()}
    places: dict[str, tuple[PlaceholderSpot, LayoutSheet]] = {}
    for sheet in sheets:
        for spot in sheet.spots:
            known = places.get(spot.placeholder.qualified)
            if known is None or (spot.alone and not known[0].alone):
                places[spot.placeholder.qualified] = (spot, sheet)
    # The cells of 行ID and 番号 on the sheets where they do not have their place, by qualified name and
    # sheet.
    elsewhere: dict[str, dict[str, tuple[str, ...]]] = defaultdict(dict)
    for sheet in sheets:
        for spot in sheet.spots:
            name = spot.placeholder.qualified
            is_mark = spot.placeholder.table is not None and spot.placeholder.name in (ROW_ID, ROW_NUMBER)
            if is_mark and name in places and places[name][1] is not sheet:
                elsewhere[name].setdefault(sheet.title, issued_cells(spot, sheet, most))
    return tuple(
        replace(_place(item.field, *places[name], most), elsewhere=tuple(elsewhere.get(name, {}).items()))
        if name in places
        else item.field
        for name, item in items.items()
    )


def _place(bare: Field, spot: PlaceholderSpot, sheet: LayoutSheet, most: Mapping[str, int]) -> Field:
    cells = issued_cells(spot, sheet, most)
    heading = heading_of(spot, sheet, most)
    block = sheet.block_of(spot)
    return replace(
        bare,
        sheet=sheet.title,
        cells=cells,
        heading=heading.text,
        heading_cell=heading.cell,
        block_height=block.height,
        block_row=spot.row - block.top,
    )


def _check_spots(sheet: LayoutSheet, items: Items, placed: _Placed, lint: Lint) -> None:
    for spot in sheet.spots:
        name = spot.placeholder.qualified
        place = TemplatePlace(sheet.title, (spot.address,), name)
        item = items.get(name)
        if item is None:
            placed.meant |= _report_unknown(spot, items, place, lint)
            continue
        placed.spots[name].append(spot)
        if item.certain and (item.field.is_entry or item.field.is_computed) and not spot.alone:
            lint.report("entry-with-text", place, name=name)


def _report_unknown(spot: PlaceholderSpot, items: Items, place: TemplatePlace, lint: Lint) -> set[str]:
    name = spot.placeholder.qualified
    # Right word, wrong table: likelier than any misspelling.
    same = [i.field.qualified for i in items.values() if i.field.name == spot.placeholder.name]
    near = same[0] if same else nearest(name, items)
    if near:
        lint.report("placeholder-unknown", place, name=name, hint=f"もしかして「{near}」ではありませんか。")
        return {near}
    lint.report("cell-without-item", place, name=name)
    return set()


def _check_fields(items: Items, placed: _Placed, lint: Lint) -> None:
    for name, item in items.items():
        spots = placed.spots.get(name, [])
        if not spots and name not in placed.meant and not item.field.is_computed:
            lint.report("item-without-cell", item.row.place("項目名", name), name=name)
        if item.certain and item.field.is_entry and len(spots) > 1:
            first, *others = spots
            for spot in others:
                where = f"「{first.sheet}」の{first.address}"
                lint.report(
                    "item-placed-twice", TemplatePlace(spot.sheet, (spot.address,), name), name=name, first=where
                )


def _check_tables(sheet: LayoutSheet, items: Items, lint: Lint) -> None:
    owners: dict[int, str] = {}
    blocks = {
        table: block
        for table, block in sheet.blocks.items()
        if any(item.field.table == table for item in items.values())
    }
    for table, block in blocks.items():
        _check_whole(sheet, table, block, lint)
        for row in range(block.top, block.bottom + 1):
            if owners.setdefault(row, table) != table:
                place = TemplatePlace(sheet.title, (f"A{row}",))
                lint.report("tables-share-row", place, one=owners[row], two=table, row=str(row))
    for spot in sheet.spots:
        item = items.get(spot.placeholder.qualified)
        if spot.row in owners and item and item.field.table is None:
            place = TemplatePlace(sheet.title, (spot.address,), item.field.name)
            lint.report("head-item-in-table-row", place, name=item.field.name, table=owners[spot.row])
    for merge in sheet.read.merged:
        within = [row for row in range(merge.top, merge.bottom + 1) if row in owners]
        if within and not blocks[owners[within[0]]].holds(merge):
            place = TemplatePlace(sheet.title, (str(merge),))
            lint.report("table-row-merged", place, table=owners[within[0]], row=str(within[0]))


def _check_whole(sheet: LayoutSheet, table: str, block: Block, lint: Lint) -> None:
    """Tell of a table whose rows are no block: between them is one that has nothing of it."""
    spots = [spot for spot in sheet.spots if spot.placeholder.table == table]
    rows = {spot.row for spot in spots}
    for merge in sheet.read.merged:
        rows |= set(range(merge.top, merge.bottom + 1)) if merge.top in rows else set()
    if any(row not in rows for row in range(block.top, block.bottom + 1)):
        cells = tuple(spot.address for spot in spots)
        lint.report("table-rows-differ", TemplatePlace(sheet.title, cells), table=table)
