"""References follow the rows they name, whatever a formula looks like."""

from __future__ import annotations

import pytest

from kusei_batch.core.text.columns import column_letters, column_number
from kusei_batch.xlsx.block import Block
from kusei_batch.xlsx.compile.rowmap import RowMap, Shift
from kusei_batch.xlsx.reference import Area, parse_areas, translate

# Row 6 of 様式 is repeated three times more, row 20 once more.
SHIFT = Shift({"様式": RowMap({Block(6): 3, Block(20): 1}), "It's 1": RowMap({Block(2): 10})})


@pytest.mark.parametrize(
    ("formula", "moved"),
    [
        ("A5+A6+A7", "A5+A6+A10"),
        ("$A$7*A$7*$A7", "$A$10*A$10*$A10"),
        ("SUM(D6:D6)", "SUM(D6:D9)"),
        ("SUM(D1:D6)", "SUM(D1:D9)"),
        ("SUM(D6:D7)", "SUM(D6:D10)"),
        ("SUM(D1:D30)", "SUM(D1:D34)"),
        ("SUM(7:8)", "SUM(10:11)"),
        ("SUM(D:D)", "SUM(D:D)"),
        ('IF(A7="A7","「A8」",A8)', 'IF(A10="A7","「A8」",A11)'),
        ('"say ""A7"""&A7', '"say ""A7"""&A10'),
        ("LOG10(A7)+LOG10(100)", "LOG10(A10)+LOG10(100)"),
        ("1.5E10+2E7+A7", "1.5E10+2E7+A10"),
        ("税率A7+ABCD7+A7B", "税率A7+ABCD7+A7B"),
        ("別紙!A7+様式!A7", "別紙!A7+様式!A10"),
        ("'様式'!A7:B8", "'様式'!A10:B11"),
        ("'It''s 1'!A3", "'It''s 1'!A13"),
        ("'It''s 1'!A2:A2", "'It''s 1'!A2:A12"),
        ("[1]様式!A7+'[book.xlsx]様式'!A7", "[1]様式!A7+'[book.xlsx]様式'!A7"),
        ("表1[A7]+表1[[#This Row],[A7]]+A7", "表1[A7]+表1[[#This Row],[A7]]+A10"),
        ("SUM(様式:別紙!A7)", "SUM(様式:別紙!A7)"),
        ("様式!A6:様式!A7+INDEX(A:A,1):A7+別紙!B1", "様式!A6:様式!A10+INDEX(A:A,1):A10+別紙!B1"),
        ("A7#+@A7", "A10#+@A10"),
        ("XFD1048576", "XFD1048576"),
        ("A21", "A25"),
        ("目標_7+_A7", "目標_7+_A7"),
    ],
)
def test_a_reference_moves_and_nothing_else_does(formula, moved):
    assert SHIFT.formula(formula, "様式") == moved


def test_a_formula_in_the_repeated_row_speaks_of_its_own_row():
    assert SHIFT.formula("SUM(C6:F6)/D7", "様式", row=6) == "SUM(C6:F6)/D10"
    assert SHIFT.formula("SUM(C6:F6)", "様式", row=7) == "SUM(C6:F9)"


def test_a_sheet_without_tables_follows_the_others_only():
    assert SHIFT.formula("A7+様式!A7", "別紙") == "A7+様式!A10"


@pytest.mark.parametrize(
    ("formula", "filled"),
    [
        ("A6+$A6+A$6+$A$6", "A8+$A8+A$6+$A$6"),
        ('別紙!B6&"B6"', '別紙!B8&"B6"'),
        ("SUM(E$6:E6)", "SUM(E$6:E8)"),
        ("SUM(6:6)+SUM($6:6)", "SUM(8:8)+SUM($6:8)"),
    ],
)
def test_a_repeated_formula_is_filled_down_as_excel_does(formula, filled):
    assert translate(formula, 2) == filled


def test_a_list_of_ranges_grows_where_rows_are_repeated():
    assert SHIFT.map_of("様式").areas("B6 C5:C7 D7 A1:B6") == "B6:B9 C5:C10 D10 A1:B9"


def test_columns_are_numbered_from_one():
    assert [column_letters(n) for n in (1, 26, 27, 702, 703, 16384)] == ["A", "Z", "AA", "ZZ", "AAA", "XFD"]
    assert all(column_number(column_letters(n)) == n for n in range(1, 1000))


def test_whole_columns_and_rows_are_areas_too():
    assert parse_areas("B:C") == [Area(1, 2, 1_048_576, 3)]
    assert parse_areas("3:4 $B$2") == [Area(3, 1, 4, 16384), Area(2, 2, 2, 2)]
