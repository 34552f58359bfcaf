"""Find what was typed where nothing is collected, so that it is not lost in silence."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from kusei_batch.collect.field_pictures import FieldPictures, check_astray
from kusei_batch.collect.form_layout import FormLayout
from kusei_batch.collect.uncollected import Furnished, build_furnished, check_beside
from kusei_batch.core.form import Form
from kusei_batch.core.problem import Location, Problem
from kusei_batch.core.submission import Entry
from kusei_batch.core.text.notation import comparable, one_line
from kusei_batch.core.values import Cell
from kusei_batch.xlsx.reader import Workbook, read_workbook
from kusei_batch.xlsx.reader.plain_cells import Position
from kusei_batch.xlsx.reference import Area, address, parse_address
from kusei_batch.xlsx.stamp import CompiledForm, Stamp, stamp_sheet

_MOST_CELLS = 20
_QUOTED_LENGTH = 30


@dataclass(frozen=True, slots=True)
class Printed:
    """What a blank copy prints: sheet -> (row, column) -> text, "" where copies differ; and `keys`, to compare.

    `furnished` is what it brings on all its sheets and beside their cells; `bare` what the cell of a display field
    outside tables shows, by qualified name, where there is nothing to display. `veiled` are the cells
    that a conditional format of the template may hide, by sheet.
    """

    texts: Mapping[str, Mapping[Position, str]]
    keys: Mapping[str, frozenset[str]]
    furnished: Furnished
    bare: Mapping[str, str]
    veiled: Mapping[str, tuple[Area, ...]]


def build_printed(compiled: CompiledForm, form: Form) -> Printed:
    """Return what every copy of a form prints besides its entries: titles, headings, units, notes. Costs two stamps."""
    shown = {f.qualified: ("○",) * len(f.cells) if f.table else "○" for f in form.fields if not f.is_entry}
    stamps = Stamp("", ""), Stamp("", "", shown)
    bare, filled = (read_workbook(stamp_sheet(compiled, stamp)) for stamp in stamps)
    texts = {
        name: _same_in_both(bare.sheets[name].cells, filled.sheets[name].cells)
        for name in dict.fromkeys(f.sheet for f in form.fields if f.cells)
    }
    keys = {name: frozenset(comparable(text) for text in found.values()) for name, found in texts.items()}
    heads = [f for f in form.fields if f.table is None and f.cells and not (f.is_entry or f.is_computed)]
    empty = {f.qualified: bare.sheets[f.sheet].cell(*parse_address(f.cells[0])).text for f in heads}
    veiled = {name: bare.sheets[name].veiled for name in texts}
    return Printed(texts, keys, build_furnished((bare, filled)), empty, veiled)


def _same_in_both(one: Mapping[Position, Cell], other: Mapping[Position, Cell]) -> dict[Position, str]:
    texts = {}
    for position in {**one, **other}:
        text = one[position].text if position in one else ""
        texts[position] = text if position in other and other[position].text == text else ""
    return texts


def check_outside(
    workbook: Workbook, layout: FormLayout, printed: Printed, pictures: FieldPictures, untold: Sequence[Entry]
) -> Iterator[Problem]:
    """Warn of labels that changed, and of words and objects outside the fields; `pictures` are those of the fields.

    Of what is `untold`, in rows that no record has, is reported by itself.
    """
    told = {(entry.sheet, parse_address(entry.address)) for entry in untold}
    yield from check_beside(workbook, layout, printed.furnished, pictures)
    yield from check_astray(pictures, printed.furnished.known)
    for issued_as in printed.texts:
        shifts = _shifts_of(layout, issued_as)
        for name in shifts.sheets:
            sheet = workbook.sheets[name]
            own, known = layout.own[name], printed.keys[issued_as]
            strange = sorted(
                position
                for position, cell in sheet.cells.items()
                if position not in own
                and comparable(cell.text) not in known
                and (name, position) not in told
                and not cell.is_blank
            )
            if strange:
                texts = printed.texts[issued_as]
                outside = []
                for position in strange:
                    was = texts.get(shifts.issued(position))
                    if was is None:
                        outside.append(address(*position))
                    elif was and not was.startswith("="):  # what a formula shows is the program's that saved the file
                        place = Location(sheet=sheet.name, cells=(address(*position),))
                        yield Problem.of("label-changed", place, stamped=one_line(was, _QUOTED_LENGTH))
                if outside:
                    yield Problem.of("typed-outside", Location(sheet=sheet.name, cells=tuple(outside[:_MOST_CELLS])))


class _Shifts:
    """Find where a cell stood before rows and columns were inserted or deleted, by the fields around it.

    The fields are those issued on one sheet; `sheets` are those they stand on now.
    """

    def __init__(self, layout: FormLayout, issued_as: str) -> None:
        rows, columns, sheets = {}, {}, {}
        for field in layout.form.fields:
            if field.sheet == issued_as and field.qualified in layout.field_cells:
                sheet, positions = layout.field_cells[field.qualified]
                sheets[sheet] = True
                for cell, position in ((field.cells[0], positions[0]), (field.cells[-1], positions[-1])):
                    row, column = parse_address(cell)
                    rows[position[0]] = row
                    columns[position[1]] = column
        self.sheets = tuple(sheets)
        self._rows, self._columns = sorted(rows.items()), sorted(columns.items())

    def issued(self, position: Position) -> Position:
        """Return the position in the issued copy."""
        return _back(self._rows, position[0]), _back(self._columns, position[1])


_shifts_of = lru_cache(maxsize=64)(_Shifts)


def _back(anchors: list[tuple[int, int]], now: int) -> int:
    index = bisect_right(anchors, (now, 1 << 30)) - 1
    if index < 0:
        return now
    at, was = anchors[index]
    return was + now - at
