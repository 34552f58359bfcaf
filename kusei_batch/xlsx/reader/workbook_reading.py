"""Reading a workbook: one guarded pass of our own that is itself the read.

Why not calamine or openpyxl is measured in docs/analysis/reading.md. Nothing is executed or fetched.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from kusei_batch.core.values import BLANK, Cell
from kusei_batch.xlsx.package import DEFAULT_LIMITS, Limits, open_parts
from kusei_batch.xlsx.reader.authored import Authored
from kusei_batch.xlsx.reader.cells_xml import parse_cells
from kusei_batch.xlsx.reader.conventions import NO_STRINGS, Conventions, SharedStrings
from kusei_batch.xlsx.reader.hidden import NOTHING_HIDDEN, Hidden, find_hidden
from kusei_batch.xlsx.reader.plain_cells import Position
from kusei_batch.xlsx.reader.sheet_objects import Beside
from kusei_batch.xlsx.reader.structure import CellStyles, SheetEntry, parse_structure, parse_styles
from kusei_batch.xlsx.reader.veils import find_veiled, parse_veils
from kusei_batch.xlsx.reference import Area


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: the cells that hold something by (row, column) from 1, and its merged areas.

    `state` is visible, hidden or veryHidden; `hidden` are the rows and columns nobody sees, `veiled` the cells that a
    conditional format may hide.
    """

    name: str
    state: str
    cells: Mapping[Position, Cell]
    merged: tuple[Area, ...] = ()
    hidden: Hidden = NOTHING_HIDDEN
    veiled: tuple[Area, ...] = ()

    def cell(self, row: int, column: int) -> Cell:
        """Return the cell there, BLANK when it holds nothing."""
        return self.cells.get((row, column), BLANK)


class Sheets(Mapping[str, Sheet]):
    """The sheets by name, in the workbook's order; one that was not asked for at first is read when it is."""

    def __init__(self, unread: dict[str, Callable[[], Sheet]]) -> None:
        self._unread = unread
        self._read: dict[str, Sheet] = {}

    def __getitem__(self, name: str) -> Sheet:
        if name not in self._read:
            self._read[name] = self._unread[name]()
        return self._read[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._unread)

    def __len__(self) -> int:
        return len(self._unread)

    def __contains__(self, name: object) -> bool:
        return name in self._unread


@dataclass(frozen=True, slots=True)
class OpenedParts:
    """The parts of a workbook, with the names of those of its sheets and of its styles."""

    parts: Mapping[str, bytes]
    sheets: Mapping[str, str]
    styles: str | None


@dataclass(frozen=True, slots=True)
class Workbook:
    """A workbook: its sheets, its defined names with what each refers to (without `=`), its date system.

    Of a name that has several scopes, the workbook's own is given. `beside` is what stands beside a sheet's cells,
    `authored` how a sheet was made; `opened` are the parts it was read from.
    """

    sheets: Sheets
    names: Mapping[str, str] = field(default_factory=dict)
    beside: Beside = field(default_factory=lambda: Beside({}, {}))
    authored: Authored = field(default_factory=lambda: Authored({}, {}, None))
    opened: OpenedParts = field(default_factory=lambda: OpenedParts({}, {}, None))


def read_workbook(
    data: bytes, limits: Limits = DEFAULT_LIMITS, sheets: Callable[[str], bool] | None = None
) -> Workbook:
    """Read a workbook, at once the sheets whose name `sheets` accepts (None: all), the others when asked for.

    Raise UnreadableError: not-a-workbook, encrypted-workbook, macro-workbook, hostile-workbook or
    broken-workbook; for a sheet read later, when it is asked for.
    """
    return open_workbook(open_parts(data, limits), limits, sheets)


def open_workbook(
    parts: Mapping[str, bytes], limits: Limits = DEFAULT_LIMITS, sheets: Callable[[str], bool] | None = None
) -> Workbook:
    """Read a workbook of which the parts have been taken apart already, as read_workbook does."""
    structure = parse_structure(parts)
    conventions = Conventions(
        strings=SharedStrings(parts[structure.strings], limits) if structure.strings else NO_STRINGS,
        styles=parse_styles(parts[structure.styles]) if structure.styles else CellStyles(),
        date1904=structure.date1904,
        limits=limits,
    )
    veils = parse_veils(parts[structure.styles]) if structure.styles else frozenset()
    found = Sheets({e.name: _reading(parts[e.part], e, conventions, veils) for e in structure.sheets})
    for name in found:
        if sheets is None or sheets(name):
            found[name]
    contents = {e.name: e.part for e in structure.sheets}
    authored = Authored(parts, contents, structure.styles)
    opened = OpenedParts(parts, contents, structure.styles)
    return Workbook(found, structure.names, Beside(parts, contents), authored, opened)


def _reading(content: bytes, entry: SheetEntry, conventions: Conventions, veils: frozenset[str]) -> Callable[[], Sheet]:
    def read() -> Sheet:
        found = parse_cells(content, conventions)
        hidden, veiled = find_hidden(found.frame), find_veiled(content, veils)
        return Sheet(entry.name, entry.state, found.cells, found.merged, hidden, veiled)

    return read
