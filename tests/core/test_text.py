"""Widths, columns and values in print."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from openpyxl.utils import column_index_from_string, get_column_letter

from kusei_batch.core.text.columns import column_letters, column_number
from kusei_batch.core.text.label import grouped_number, value_text, western_day
from kusei_batch.core.text.width import text_width


@pytest.mark.parametrize(
    ("text", "width"), [("abc", 3), ("日本語", 6), ("ｶﾅ", 2), ("ＡＢ", 4), ("①…", 4), ("é©", 3), ("", 0), ("a\nあ", 4)]
)
def test_a_japanese_character_is_as_wide_as_two_latin_ones(text: str, width: int) -> None:
    assert text_width(text) == width


def test_columns_are_named_as_excel_names_them() -> None:
    numbers = range(1, 16_385)
    assert [column_letters(n) for n in numbers] == [get_column_letter(n) for n in numbers]
    assert [column_number(column_letters(n).lower()) for n in numbers] == list(numbers)
    assert column_index_from_string("XFD") == column_number("XFD")


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        (None, ""),
        (True, "はい"),
        (False, "いいえ"),
        (1200, "1200"),
        (Decimal("1E+3"), "1000"),
        (Decimal("97.50"), "97.50"),
        (("窓口", "電話"), "窓口、電話"),
        ((), ""),
        (dt.date(2026, 4, 1), "2026-04-01"),
        ("窓口", "窓口"),
    ],
)
def test_a_value_is_printed_plainly(value, printed) -> None:
    assert value_text(value) == printed


def test_a_value_is_printed_as_asked() -> None:
    assert value_text(dt.date(2026, 4, 1), day=western_day) == "2026/4/1"
    assert value_text(Decimal("1234567.5"), number=grouped_number) == "1,234,567.5"
    assert value_text(("窓口", "電話"), choices="・".join) == "窓口・電話"
    assert value_text(True, number=grouped_number) == "はい"
