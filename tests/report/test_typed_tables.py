"""Tables that a coordinator types into a template: what stays whole on paper, whatever is filled in."""

from __future__ import annotations

from pathlib import Path

import pytest
from docx.oxml.ns import qn
from docx.shared import Mm

from kusei_batch.report.views import RoundView
from tests.report.conftest import fill_paper

LONG = "窓口の待ち時間を短くするための手順を改める。" * 40


@pytest.fixture
def typed(view: RoundView, tmp_path: Path):
    """Fill in a template with one typed table: its rows as texts, the first of them repeated as a heading."""

    def fill(*rows: tuple[str, ...], widths: tuple[int, ...] = (60, 20)):
        def add(document) -> None:
            table = document.add_table(len(rows), len(widths))
            table.autofit = False
            for row, texts in zip(table.rows, rows, strict=True):
                for cell, text, width in zip(row.cells, texts, widths, strict=False):
                    cell.width, cell.text = Mm(width), text
                if len(texts) < len(widths):
                    row.cells[0].merge(row.cells[-1])
            properties = table.rows[0]._tr.get_or_add_trPr()
            properties.append(properties.makeelement(qn("w:tblHeader")))

        return fill_paper(view, tmp_path, [], change=add).tables[0]

    return fill


def whole(table) -> list[bool]:
    """Tell of each row but the heading whether it stays on one page."""
    return [row._tr.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for row in table.rows][1:]


def kept(table) -> list[bool]:
    """Tell of each row but the heading whether it stays with the next."""
    return [row.cells[0].paragraphs[0].paragraph_format.keep_with_next is True for row in table.rows][1:]


def test_a_heading_that_does_not_fit_is_broken_before_its_unit(typed) -> None:
    table = typed(("使途（内訳）", "概算額（千円）"), ("案内板", "300"))
    assert [cell.text for cell in table.rows[0].cells] == ["使途（内訳）", "概算額\n（千円）"]


def test_a_low_table_stays_on_one_page(typed) -> None:
    table = typed(("事項", "数"), *[("案内板", "3")] * 9)
    assert kept(table) == [True] * 8 + [False]
    assert all(whole(table))


def test_of_a_long_table_the_first_rows_and_the_last_ones_stay_together(typed) -> None:
    assert kept(typed(("事項", "数"), *[("案内板", "3")] * 60)) == [True, *[False] * 57, True, False]


def test_only_a_high_row_goes_on_on_the_next_page(typed) -> None:
    table = typed(("事項", "数"), *[("案内板", "3")] * 40, (LONG, "1"), ("案内板\n掲示\nちらし", "3"))
    assert whole(table) == [True] * 40 + [False, True]


def test_a_row_over_the_whole_width_stays_with_what_it_is_over(typed) -> None:
    rows = [("案内板", "3")] * 30
    table = typed(("事項", "数"), *rows, ("見本区　区民課",), *rows)
    assert kept(table)[30] is True


@pytest.mark.parametrize(
    ("told", "set_"),
    [
        ("60以上（令和9年度）", "60以上\n（令和9年度）"),
        ("4（見込み）（令和9年2月末）", "4（見込み）\n（令和9年2月末）"),
        ("7以上（9年）", "7以上（9年）"),
        ("案内板（総合案内の横）を付け替える。", "案内板（総合案内の横）を付け替える。"),
        ("案内（総合案内の横と、出口の横と、駐車場）", "案内（総合案内の横と、出口の横と、駐車場）"),
    ],
)
def test_a_value_that_does_not_fit_is_broken_before_its_brackets(typed, told: str, set_: str) -> None:
    table = typed(("使途", "概算額"), ("案内板", told), widths=(60, 36))
    assert table.rows[1].cells[1].text == set_
