"""What costs more to read than any form does is refused at once, as too much, not after a minute as a failure."""

from __future__ import annotations

import pytest

from kusei_batch.xlsx.package import UnreadableError
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
    assert told.value.code in ("hostile-workbook", "oversized-workbook")
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
