"""Whatever two writers write, our reader agrees with two other readers, save where it is meant to know better."""

from __future__ import annotations

import datetime as dt
import io
import math
from decimal import Decimal
from typing import Any

import openpyxl
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900
from python_calamine import CalamineWorkbook

from kusei_batch.core.values import Cell, CellKind
from kusei_batch.xlsx.reader import read_workbook

SHEETS = ("目標設定", "It's 2枚目")
TEXTS = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Cn", "Co"]) | st.sampled_from("\n\t&<>\"'_x000D_　髙﨑𠮷神か゛"), min_size=1, max_size=40
).filter(lambda text: text.strip() == text and not text.startswith(("=", "{=")))  # fmt: skip
NUMBERS = (
    st.integers(-(10**15) + 1, 10**15 - 1)
    | st.decimals(-(10**9), 10**9, places=2, allow_nan=False).map(float)
    | st.floats(allow_nan=False, allow_infinity=False, min_value=-1e200, max_value=1e200)
)
DATES = st.datetimes(dt.datetime(1900, 3, 1), dt.datetime(9999, 12, 30)).map(lambda d: d.replace(microsecond=0))
VALUES = TEXTS | NUMBERS | st.booleans() | DATES
POSITIONS = st.tuples(st.integers(1, 60), st.integers(1, 40))
WORKBOOKS = st.fixed_dictionaries({name: st.dictionaries(POSITIONS, VALUES, max_size=25) for name in SHEETS})
WRITTEN = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def by_xlsxwriter(sheets: dict[str, dict[tuple[int, int], Any]], date1904: bool) -> bytes:
    buffer = io.BytesIO()
    options = {"in_memory": True, "date_1904": date1904, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        date = book.add_format({"num_format": '[$-411]ggge"年"m"月"d"日" h:mm:ss'})
        for name, cells in sheets.items():
            sheet = book.add_worksheet(name)
            for (row, column), value in cells.items():
                write(sheet, row - 1, column - 1, value, date)
    return buffer.getvalue()


def write(sheet: Any, row: int, column: int, value: Any, date: Any) -> None:
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, dt.datetime):
        sheet.write_datetime(row, column, value, date)
    elif isinstance(value, str):
        sheet.write_string(row, column, value)
    else:
        sheet.write_number(row, column, value)


def by_openpyxl(sheets: dict[str, dict[tuple[int, int], Any]], date1904: bool) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    book.epoch = CALENDAR_MAC_1904 if date1904 else CALENDAR_WINDOWS_1900
    for name, cells in sheets.items():
        sheet = book.create_sheet(name)
        for (row, column), value in cells.items():
            sheet.cell(row, column).value = value
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def check(data: bytes, sheets: dict[str, dict[tuple[int, int], Any]]) -> None:
    ours = read_workbook(data)
    calamine = CalamineWorkbook.from_filelike(io.BytesIO(data))
    theirs = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    assert list(ours.sheets) == list(sheets)
    for name, cells in sheets.items():
        read = ours.sheets[name].cells
        assert set(read) == set(cells)
        rows = calamine.get_sheet_by_name(name).to_python(skip_empty_area=False)
        for position, value in cells.items():
            row, column = position
            agree(read[position], value, theirs[name].cell(row, column).value, rows[row - 1][column - 1])


def agree(cell: Cell, written: Any, openpyxl_read: Any, calamine_read: Any) -> None:
    if isinstance(written, bool):
        assert (cell.kind, cell.text) == (CellKind.BOOLEAN, str(written).upper())
        assert openpyxl_read is calamine_read is written
    elif isinstance(written, str):
        assert (cell.kind, cell.text) == (CellKind.TEXT, written)
        assert cell.text == openpyxl_read
        assert cell.text == calamine_read
    elif isinstance(written, dt.datetime):
        assert cell.kind is CellKind.DATE
        moment = dt.datetime.fromisoformat(cell.text)
        assert abs(moment - written) < dt.timedelta(milliseconds=2)
        assert abs(as_moment(openpyxl_read) - moment) < dt.timedelta(seconds=1)
        assert abs(as_moment(calamine_read) - moment) < dt.timedelta(seconds=1)
    else:
        assert cell.kind is CellKind.NUMBER
        # To the 15 digits that Excel itself takes and shows.
        assert cell.number == Decimal(cell.text)
        for other in (written, openpyxl_read, calamine_read):
            assert math.isclose(float(cell.text), float(other), rel_tol=1e-14, abs_tol=1e-300)
        if isinstance(written, int):
            assert cell.text == str(written)


def as_moment(value: Any) -> dt.datetime:
    if isinstance(value, dt.datetime):
        return value
    return dt.datetime.combine(value, dt.time())


@WRITTEN
@given(WORKBOOKS, st.booleans())
def test_what_xlsxwriter_writes(sheets, date1904):
    sheets = only_possible(sheets, date1904)
    check(by_xlsxwriter(sheets, date1904), sheets)


@WRITTEN
@given(WORKBOOKS, st.booleans())
def test_what_openpyxl_writes(sheets, date1904):
    sheets = only_possible(sheets, date1904)
    check(by_openpyxl(sheets, date1904), sheets)


def only_possible(
    sheets: dict[str, dict[tuple[int, int], Any]], date1904: bool
) -> dict[str, dict[tuple[int, int], Any]]:
    """Without days before the date system begins."""
    first = dt.datetime(1904, 1, 2) if date1904 else dt.datetime(1900, 3, 1)
    return {
        name: {p: v for p, v in cells.items() if not (isinstance(v, dt.datetime) and v < first)}
        for name, cells in sheets.items()
    }


def test_where_we_know_better_than_calamine():
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet("様式")
        sheet.write_string("A1", "  前後の空白  ")
        sheet.write_formula("A2", "=1+1", None, "")
        sheet.write_formula("A3", "=NA()", None, "#N/A")
        sheet.write_number("A4", 0.98, book.add_format({"num_format": "0%"}))
    data = buffer.getvalue()
    ours = read_workbook(data).sheets["様式"]
    theirs = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name("様式").to_python()
    assert [ours.cell(row, 1).text for row in (1, 2, 3, 4)] == ["  前後の空白  ", "=1+1", "#N/A", "98%"]
    assert [ours.cell(row, 1).kind for row in (2, 3)] == [CellKind.UNCOMPUTED, CellKind.ERROR]
    assert [row[0] for row in theirs] != [ours.cell(row, 1).text for row in (1, 2, 3, 4)]
