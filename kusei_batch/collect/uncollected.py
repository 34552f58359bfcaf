"""What a returned workbook holds beside what is read: one warning names it, so that nothing is lost in silence.

Beside the cells (text boxes, pictures, comments, embedded files) and on sheets that hold no entry cell (those added, a
copy of an issued one, the example). Only what a blank copy does not have is reported.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kusei_batch.collect.field_pictures import FieldPictures, PictureMark
from kusei_batch.collect.form_layout import FormLayout
from kusei_batch.core.problem import Location, Problem
from kusei_batch.core.text.notation import comparable, one_line
from kusei_batch.core.values import Cell
from kusei_batch.xlsx.copy_names import CHOICES_SHEET, FINDINGS_SHEET, IDENTITY_SHEET
from kusei_batch.xlsx.package import MEBI, UnreadableError
from kusei_batch.xlsx.reader import Sheet, Workbook
from kusei_batch.xlsx.reader.plain_cells import Position
from kusei_batch.xlsx.reader.sheet_objects import ObjectKind, Thing
from kusei_batch.xlsx.reference import address

_READ_BYTES = 16 * MEBI
"""So many bytes of sheets without entry cells are read; of larger ones it is reported only that they are there."""

_MOST_TOLD = 10
_MOST_PLACES = 5
_QUOTED_LENGTH = 20
_COPY_SHARE = 0.5
_FINDINGS_TICK, _FINDINGS_LAST = 7, 10
_DONE = ("済", "対応")


@dataclass(frozen=True, slots=True)
class Furnished:
    """What a blank copy brings: the texts of its cells as compared, by sheet; how many things of each kind.

    `known` are all its texts, and the hashes of its pictures.
    """

    texts: Mapping[str, frozenset[str]]
    known: frozenset[str]
    counts: Mapping[ObjectKind, int]


def build_furnished(copies: Sequence[Workbook]) -> Furnished:
    """Return what all the blank copies of one form have, each stamped with other words."""
    texts: dict[str, frozenset[str]] = {}
    for name in copies[0].sheets:
        keys = (comparable(cell.text) for copy in copies for cell in copy.sheets[name].cells.values())
        texts[name] = frozenset(keys)
    things = [thing for name in copies[0].sheets for thing in copies[0].beside[name]]
    beside = frozenset(key for thing in things for key in (comparable(thing.text), thing.content) if key)
    return Furnished(texts, beside.union(*texts.values()), Counter(thing.kind for thing in things))


def check_beside(
    workbook: Workbook, layout: FormLayout, furnished: Furnished, pictures: FieldPictures
) -> Iterator[Problem]:
    """Report one warning that names everything a workbook holds and nobody reads, with its place.

    `pictures` are read, or reported of themselves.
    """
    read = pictures.marks.union(mark for mark, _ in pictures.astray)
    found = [*_find_things(workbook, furnished, read), *_find_sheets(workbook, layout, furnished)]
    if found:
        told = [one.words for one in found[:_MOST_TOLD]]
        rest = f"、ほか{len(found) - _MOST_TOLD}件" if len(found) > _MOST_TOLD else ""
        first = next((one for one in found if one.sheet in layout.own), found[0])
        cells = dict.fromkeys(cell for one in found if one.sheet == first.sheet for cell in one.cells)
        place = Location(sheet=first.sheet, cells=tuple(cells))
        yield Problem.of("beside-entries", place, things="、".join(told) + rest)


def other_sheets(workbook: Workbook, entry_sheets: Collection[str]) -> Iterator[tuple[str, Sheet | None]]:
    """Yield the sheets without entry cells, the program's own hidden ones left out; None for one too costly to read."""
    left = _READ_BYTES
    for name in workbook.sheets:
        if name in entry_sheets or name in (IDENTITY_SHEET, CHOICES_SHEET):
            continue
        sheet = None
        try:
            left -= workbook.beside.size(name)
            sheet = workbook.sheets[name] if left >= 0 else None
        except UnreadableError:
            pass  # what cannot be read on a sheet that holds no entry costs no answer
        yield name, sheet


@dataclass(frozen=True, slots=True)
class _Found:
    """What is reported of one sheet and kind: where, and in which words."""

    sheet: str
    cells: tuple[str, ...]
    words: str


def _find_things(workbook: Workbook, furnished: Furnished, read: frozenset[PictureMark]) -> Iterator[_Found]:
    things_by_sheet = {
        name: [t for t in workbook.beside[name] if not read or PictureMark(name, t.cell, t.content) not in read]
        for name in workbook.sheets
    }
    surplus = Counter(thing.kind for things in things_by_sheet.values() for thing in things)
    surplus.subtract(furnished.counts)
    for name, found in things_by_sheet.items():
        if name in (IDENTITY_SHEET, CHOICES_SHEET):
            continue
        kinds: dict[ObjectKind, list[Thing]] = {}
        for thing in found:
            if _is_added(thing, furnished, surplus):
                kinds.setdefault(thing.kind, []).append(thing)
        for kind, things in kinds.items():
            cells = tuple(dict.fromkeys(thing.cell for thing in things if thing.cell))
            places = [f"{t.cell}{_quoted(t.text)}" for t in things if t.cell or t.text]
            yield _Found(name, cells, f"シート「{name}」の{kind.value}{_listed(places, len(things))}")


def _is_added(thing: Thing, furnished: Furnished, surplus: Counter[ObjectKind]) -> bool:
    """Return whether a blank copy does not bring it; of what has no text, whether there is more of it."""
    if thing.kind in (ObjectKind.TEXT, ObjectKind.COMMENT, ObjectKind.HEADER):
        return bool(thing.text) and comparable(thing.text) not in furnished.known
    if (thing.content and thing.content in furnished.known) or surplus[thing.kind] <= 0:
        return False
    surplus[thing.kind] -= 1
    return True


def _find_sheets(workbook: Workbook, layout: FormLayout, furnished: Furnished) -> Iterator[_Found]:
    for name, sheet in other_sheets(workbook, layout.own):
        if sheet is None:
            yield _Found(name, (), f"シート「{name}」（大きいか壊れているため、中は見ていません）")
            continue
        strange = [p for p, cell in sheet.cells.items() if _is_strange(name, p, cell, furnished)]
        original = _original(sheet, layout, furnished) if strange and name not in furnished.texts else ""
        if original:
            entries, shown = workbook.sheets[original].cells, _shown_keys(workbook, layout)
            strange = [p for p in strange if p not in entries or entries[p].text != sheet.cells[p].text]
            strange = [p for p in strange if comparable(sheet.cells[p].text) not in shown]
        if strange:
            yield _tell_sheet(sheet, sorted(strange), original, furnished)


def _is_strange(name: str, position: Position, cell: Cell, furnished: Furnished) -> bool:
    """Return whether a cell on a sheet without entries holds what no blank copy brings."""
    if name == FINDINGS_SHEET:
        # What the program does not write there stands beside 済, or beyond its columns.
        column = position[1]
        return bool(cell.text.strip()) and (
            (column == _FINDINGS_TICK and cell.text not in _DONE) or column > _FINDINGS_LAST
        )
    # Nearly every cell ends here.
    if comparable(cell.text) in furnished.known or cell.is_blank:
        return False
    # What a formula of an issued sheet shows is the program's that saved the file.
    return not (cell.formula and name in furnished.texts)


def _tell_sheet(sheet: Sheet, strange: Sequence[Position], original: str, furnished: Furnished) -> _Found:
    cells = tuple(address(*position) for position in strange)
    places = [f"{cell}{_quoted(sheet.cells[p].text)}" for cell, p in zip(cells, strange, strict=True)]
    if original:
        kind = f"「{original}」を写したシート「{sheet.name}」"
    elif sheet.name in furnished.texts:
        kind = f"シート「{sheet.name}」に書き足された文"
    else:
        kind = f"配布していないシート「{sheet.name}」"
    return _Found(sheet.name, cells[:_MOST_PLACES], kind + _listed(places, len(places)))


def _shown_keys(workbook: Workbook, layout: FormLayout) -> set[str]:
    """Return what the display cells show: a copy of the sheet shows it too."""
    columns = [(workbook.sheets[column.sheet].cells, column.places) for column in layout.shown.values()]
    return {comparable(cells[p].text) for cells, places in columns for p in places if p in cells}


def _original(sheet: Sheet, layout: FormLayout, furnished: Furnished) -> str:
    """Return the name of the entry sheet that a sheet is a copy of, empty when there is no such sheet."""
    keys = {comparable(cell.text) for cell in sheet.cells.values()}
    for field in layout.form.fields:
        printed = furnished.texts.get(field.sheet, frozenset()) - {""}
        if printed and len(printed & keys) > len(printed) * _COPY_SHARE and field.qualified in layout.field_cells:
            return layout.field_cells[field.qualified][0]
    return ""


def _listed(places: Sequence[str], count: int) -> str:
    if not places:
        return f"（{count}個）" if count > 1 else ""
    rest = f"ほか{count - _MOST_PLACES}か所" if count > _MOST_PLACES else ""
    return f"（{'・'.join(places[:_MOST_PLACES])}{rest}）"


def _quoted(text: str) -> str:
    line = one_line(text, _QUOTED_LENGTH)
    return f"「{line}」" if line else ""
