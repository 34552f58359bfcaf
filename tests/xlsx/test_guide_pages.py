"""記入要領: what stands together is not parted by the end of a page."""

from __future__ import annotations

import re

import pytest

from kusei_batch.xlsx.stamp.plainsheet import PlainSheet, SheetColumn, breaks_markup

# A4 across with its margins is 769.9 points wide and 508.9 high: of rows of 50 points, ten stand on a page.
_ROWS = 50.0


def breaks(rows: int, *kept: range, points: float = 769.9) -> list[int]:
    sheet = PlainSheet([SheetColumn(points)], ("標準", 11), ("標準", 11))
    for _ in range(rows):
        sheet.add([], _ROWS)
    return [int(row) for row in re.findall(r'<brk id="(\d+)"', breaks_markup(sheet, 1, kept))]


@pytest.mark.parametrize(
    ("kept", "expected"),
    [
        (range(9, 11), []),  # the last two of the first page
        (range(10, 12), [9]),  # one on the first page, one on the next
        (range(11, 13), []),  # the first of the second page
        (range(19, 21), [18]),  # of which nine have room, below the heading that stands there again
    ],
)
def test_rows_that_stay_together_begin_a_page_where_they_would_be_parted(kept: range, expected: list[int]) -> None:
    assert breaks(40, kept) == expected


def test_pages_are_counted_from_the_break_before() -> None:
    # After the break before row 10 nine rows follow on the second page: 10 to 18.
    assert breaks(40, range(10, 12), range(18, 20)) == [9, 17]


def test_a_wide_sheet_is_made_smaller_and_more_rows_stand_on_its_pages() -> None:
    assert breaks(40, range(10, 12), points=2 * 769.9) == []


def test_a_sheet_of_one_page_has_no_break() -> None:
    assert breaks(8, range(2, 4)) == []
