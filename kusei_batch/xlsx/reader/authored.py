"""What the author of a form put into its sheets beside what they show: formulas, formats, validations, Excel tables.

Of a submission nobody asks for it, so it costs nothing there: a sheet's part is taken apart when it is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from lxml import etree

from kusei_batch.xlsx.formats import built_in_code
from kusei_batch.xlsx.links import relationships
from kusei_batch.xlsx.package import UnreadableError, parse_xml
from kusei_batch.xlsx.reader.plain_cells import Position, position_at
from kusei_batch.xlsx.reader.stream import unescape
from kusei_batch.xlsx.reference import Area, address, parse_area, translate

_NO_CELL = (0, 0)


@dataclass(frozen=True, slots=True)
class AuthoredCell:
    """How a cell is made: the number of its style, and its formula with `=`, "" where it has none.

    `spills` tells that the formula is entered for an area (配列数式).
    """

    style: int
    formula: str = ""
    spills: bool = False


@dataclass(frozen=True, slots=True)
class ExcelTable:
    """A range made a table of Excel's (テーブル): its name, where it lies, whether its first row is headings."""

    name: str
    area: Area
    has_headings: bool


@dataclass(frozen=True, slots=True)
class CellFormat:
    """A cell style as its author set it: the code of its number format, whether its cells are locked."""

    code: str
    is_locked: bool


class AuthoredSheet:
    """One sheet as it was made. Raise UnreadableError (broken-workbook) where its part cannot be made sense of."""

    def __init__(self, parts: Mapping[str, bytes], part: str) -> None:
        self._parts, self._part = parts, part

    @cached_property
    def cells(self) -> Mapping[Position, AuthoredCell]:
        """The cells that hold something, by (row, column) from 1."""
        try:
            return dict(_cells(self._root))
        except ValueError as error:
            raise UnreadableError("broken-workbook", "セルの番地か書式の番号が誤っています") from error

    @property
    def formulas(self) -> Mapping[Position, AuthoredCell]:
        """Those of the cells that have a formula."""
        return {position: cell for position, cell in self.cells.items() if cell.formula}

    @cached_property
    def validations(self) -> tuple[tuple[str, ...], ...]:
        """What its data validations (入力規則) say, in an order of their own: cells, type, operator, both formulas."""
        return tuple(sorted(_validation(e) for e in self._root.iter("{*}dataValidation")))

    @property
    def tables(self) -> Iterator[ExcelTable]:
        """Its Excel tables."""
        for link in relationships(self._parts, self._part):
            if link.is_a("table") and not link.external and link.target in self._parts:
                root = parse_xml(self._parts[link.target])
                try:
                    area = parse_area(root.get("ref", ""))
                except ValueError as error:
                    raise UnreadableError("broken-workbook", "テーブルの範囲が誤っています") from error
                yield ExcelTable(root.get("displayName", ""), area, root.get("headerRowCount", "1") != "0")

    @cached_property
    def _root(self) -> etree._Element:
        return parse_xml(self._parts[self._part])


class Authored(Mapping[str, AuthoredSheet]):
    """By the name of a sheet, how it was made; `formats` are the workbook's cell styles by their number."""

    def __init__(self, parts: Mapping[str, bytes], sheets: Mapping[str, str], styles: str | None) -> None:
        self._parts, self._parts_of, self._styles = parts, sheets, styles
        self._sheets: dict[str, AuthoredSheet] = {}

    def __getitem__(self, name: str) -> AuthoredSheet:
        if name not in self._sheets:
            self._sheets[name] = AuthoredSheet(self._parts, self._parts_of[name])
        return self._sheets[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._parts_of)

    def __len__(self) -> int:
        return len(self._parts_of)

    @cached_property
    def formats(self) -> tuple[CellFormat, ...]:
        """The cell styles, empty where the workbook has none."""
        return tuple(_formats(parse_xml(self._parts[self._styles]))) if self._styles else ()

    def format_of(self, cell: AuthoredCell) -> CellFormat:
        """Return the cell's style, Excel's usual one where the workbook does not have it."""
        return self.formats[cell.style] if cell.style < len(self.formats) else _USUAL_FORMAT


_USUAL_FORMAT = CellFormat(built_in_code(0), is_locked=True)


def _cells(root: etree._Element) -> Iterator[tuple[Position, AuthoredCell]]:
    shared: dict[str, tuple[str, Position]] = {}
    row = 0
    for line in root.iterfind("{*}sheetData/{*}row"):
        # Both row numbers and addresses may be left out: what follows then stands next to what went before.
        row, column = int(line.get("r", row + 1)), 0
        for cell in line.iterchildren("{*}c"):
            row, column = position_at(cell.get("r") or address(row, column + 1))
            style = int(cell.get("s", "0"))
            if len(cell):
                formula = cell.find("{*}f")
                text = "" if formula is None else "=" + _formula(formula, (row, column), shared)
                spills = formula is not None and formula.get("t") in ("array", "dataTable")
                yield (row, column), AuthoredCell(style, text, spills)


def _formula(formula: etree._Element, at: Position, shared: dict[str, tuple[str, Position]]) -> str:
    """Return the formula's text; of a formula that shares another cell's, as Excel shows it there."""
    text = unescape(formula.text or "")
    group = formula.get("si") if formula.get("t") == "shared" else None
    if group is None:
        return text
    if text:
        shared.setdefault(group, (text, at))
        return text
    first, (row, column) = shared.get(group, ("", _NO_CELL))
    return translate(first, at[0] - row, at[1] - column)


def _validation(rule: etree._Element) -> tuple[str, ...]:
    """Return a rule as tuples compare; in Excel 2010's extension, elements of their own hold cells and formulas."""
    cells, *formulas = (
        "".join("".join(map(str, element.itertext())) for element in rule.iterfind(f"{{*}}{name}"))
        for name in ("sqref", "formula1", "formula2")
    )
    areas = sorted((rule.get("sqref") or cells).split())
    return " ".join(areas), rule.get("type", "none"), rule.get("operator", "between"), *formulas


def _formats(root: etree._Element) -> Iterator[CellFormat]:
    codes = {e.get("numFmtId"): unescape(e.get("formatCode", "")) for e in root.iterfind("{*}numFmts/{*}numFmt")}
    for xf in root.iterfind("{*}cellXfs/{*}xf"):
        number, protection = xf.get("numFmtId", "0"), xf.find("{*}protection")
        code = codes.get(number) or built_in_code(int(number) if number.isdecimal() else 0)
        yield CellFormat(code, protection is None or protection.get("locked", "1") not in ("0", "false"))
