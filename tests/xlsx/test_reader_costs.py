"""What costs more to read than any form does is refused at once, as too much, not after a minute as a failure."""

from __future__ import annotations

import pytest

from kusei_batch.config.limits import LimitSettings
from kusei_batch.core.problem import Problem, Severity
from kusei_batch.xlsx.package import Limits, UnreadableError
from kusei_batch.xlsx.reader import read_workbook
from tests.xlsx.handmade import MAIN, handmade, styles_of

CELL = '<row r="1"><c r="A1" s="1"><v>1</v></c></row>'
RUNS = '<row r="1"><c r="A1" t="inlineStr"><is>{}</is></c></row>'


def merges(count: int) -> str:
    refs = "".join(f'<mergeCell ref="A1:Z{n + 2}"/>' for n in range(count))
    return f"<mergeCells>{refs}</mergeCells>"


MILLION = 1_000_000
HOSTILE = {
    "a number format of a million signs": lambda: handmade(CELL, styles=styles_of("0" * MILLION)),
    "a number format of 100,000 quotation marks": lambda: handmade(CELL, styles=styles_of('"' * 100_000)),
    "very many number formats": lambda: handmade(CELL, styles=styles_of(*[f'"{n:05d}"0' * 20 for n in range(5000)])),
    "a text of a million blanks": lambda: handmade(
        '<row r="1"><c r="A1" t="s"><v>0</v></c></row>', strings=f"<si><t>2026/4/1{' ' * MILLION}x</t></si>"
    ),
    "0- half a million times": lambda: handmade(
        f'<row r="1"><c r="A1" t="inlineStr"><is><t>{"0-" * (MILLION // 2)}</t></is></c></row>'
    ),
    "a computed text without end": lambda: handmade(
        f'<row r="1"><c r="A1" t="str"><f>A2</f><v>{"あ" * MILLION}</v></c></row>'
    ),
    "a million runs in one cell": lambda: handmade(RUNS.format("<r><t>あ</t></r>" * MILLION)),
    "a million runs in one shared string": lambda: handmade(
        '<row r="1"><c r="A1" t="s"><v>0</v></c></row>', strings=f"<si>{'<r><t>あ</t></r>' * MILLION}</si>"
    ),
    "400,000 merges over one another": lambda: handmade(CELL, after=merges(400_000)),
}


@pytest.mark.parametrize("make", HOSTILE.values(), ids=HOSTILE)
def test_it_is_refused_as_too_much(make):
    with pytest.raises(UnreadableError) as told:
        read_workbook(make())
    assert told.value.code in ("hostile-workbook", "oversized-workbook", "overlong-text")
    assert told.value.detail


def test_sheets_may_not_share_a_part():

    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    sheets = "".join(f'<sheet name="{n}" sheetId="{n}" r:id="rId1"/>' for n in range(1, 51))
    book = f'<workbook xmlns="{MAIN}" xmlns:r="{office}"><sheets>{sheets}</sheets></workbook>'
    with pytest.raises(UnreadableError) as told:
        read_workbook(handmade(CELL, styles=styles_of("0"), extra={"xl/workbook.xml": book.encode()}))
    assert told.value.code == "hostile-workbook"


@pytest.mark.parametrize("text", ["あ" * 32_767, "_x000D_" * 32_767])
def test_the_longest_text_of_excel_is_read(text):
    cell = read_workbook(handmade(f'<row r="1"><c r="A1" t="str"><v>{text}</v></c></row>')).sheets["様式"].cell(1, 1)
    assert len(cell.text) == 32_767


LONG = "長い文です。" * 6_000


@pytest.mark.parametrize("walked", [False, True])
@pytest.mark.parametrize(
    ("cell", "strings"),
    [
        ('<c r="A1" t="s"><v>0</v></c>', f"<si><t>{LONG}</t></si>"),
        (f'<c r="A1" t="inlineStr"><is><t>{LONG}</t></is></c>', ""),
        (f'<c r="A1" t="str"><f>A2</f><v>{LONG}</v></c>', ""),
    ],
)
def test_a_text_that_no_cell_of_excel_holds_is_told_as_what_it_is(cell, strings, walked):
    # A cell that does not state its address has the part walked element by element.
    beside = '<c t="n"><v>1</v></c>' if walked else ""
    row = f'<row r="1">{cell}{beside}</row>'
    with pytest.raises(UnreadableError) as told:
        read_workbook(handmade(row, strings=strings)).sheets["様式"]
    assert told.value.code == "overlong-text"
    assert told.value.detail == f"「{LONG[:15]}…」で始まる文、36,000文字"
    assert "32,767" in Problem("overlong-text", Severity.ERROR, params={"detail": told.value.detail}).message


def test_how_many_cells_and_merges_a_sheet_may_have_is_a_setting():
    rows = "".join(f'<row r="{i}"><c r="A{i}"><v>1</v></c></row>' for i in range(1, 6))
    merges = '<mergeCells count="3">' + "".join(f'<mergeCell ref="C{i}:D{i}"/>' for i in (1, 2, 3)) + "</mergeCells>"
    book = handmade(rows, after=merges)
    for limits in (LimitSettings().workbook, Limits(cells=5, merges=3)):
        assert len(read_workbook(book, limits).sheets["様式"].cells) == 5
    for limits in (Limits(cells=3), Limits(merges=2)):
        with pytest.raises(UnreadableError) as told:
            read_workbook(book, limits)
        assert told.value.code == "oversized-workbook"
    settings = LimitSettings(cells=10_000, merges=100).workbook
    assert (settings.cells, settings.merges) == (10_000, 100)
