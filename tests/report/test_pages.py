"""The documents as LibreOffice prints them: pages, nothing cut, headings repeated."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from kusei_batch.report.views import RoundView
from tests.client.office import LibreOffice
from tests.client.pages import page_count, pdf_text, pdf_text_boxes
from tests.report.sample import GOALS

pytestmark = pytest.mark.client


@pytest.fixture(scope="module")
def paper_pdf(office: LibreOffice, paper_path: Path) -> Path:
    return office.convert(paper_path, paper_path.with_suffix(".pdf"))


@pytest.fixture(scope="module")
def workbook_pdf(office: LibreOffice, workbook_path: Path) -> Path:
    return office.convert(workbook_path, workbook_path.with_suffix(".pdf"))


@pytest.mark.parametrize("name", ["paper_pdf", "workbook_pdf"])
def test_every_line_is_printed_and_none_runs_off_the_paper(name: str, request: pytest.FixtureRequest) -> None:
    pdf = request.getfixturevalue(name)
    text = pdf_text(pdf)
    for goal, actions in GOALS:
        for line in (goal, *actions.split("\n")):
            assert re.sub(r"\s", "", line) in text
    boxes = pdf_text_boxes(pdf)
    # What is data alone is not made for paper: there a long text ends at the edge of its cell.
    data = {box.page for box in boxes if box.top > 0.9 * box.page_height and box.text.endswith("データ")}
    assert not [box for box in boxes if not box.inside and box.page not in data]


def test_no_row_of_a_list_is_too_low_for_its_text(workbook_pdf: Path) -> None:
    boxes = [box for box in pdf_text_boxes(workbook_pdf) if "【" in box.text]
    listed = [box for box in boxes if "【目標】" in box.text or "【評価指標】" in box.text]
    listed.sort(key=lambda box: (box.page, box.top))
    checked = 0
    for last, following in pairwise(listed):
        if "【評価指標】" in last.text and last.page == following.page:
            assert last.bottom <= following.top
            checked += 1
    assert checked > 25


def test_no_page_is_empty(paper_pdf: Path, workbook_pdf: Path) -> None:
    for pdf in (paper_pdf, workbook_pdf):
        boxes = pdf_text_boxes(pdf)
        filled = {box.page for box in boxes if len(box.text) > 8}
        filled |= {n for n, count in Counter(box.page for box in boxes).items() if count > 20}  # a chart
        assert filled == set(range(1, page_count(pdf) + 1))


def test_the_heading_of_a_long_table_is_on_every_page_it_runs_over(paper_pdf: Path) -> None:
    boxes = pdf_text_boxes(paper_pdf)
    goals = {box.page for box in boxes if "目標値　" in box.text and box.page_width > box.page_height}
    headings = {box.page for box in boxes if "評価指標、目標値、期限" in box.text}
    assert len(headings) > 3
    assert goals - headings <= {max(headings) + 1}, "the next annex begins there"


def test_what_is_to_be_decided_is_on_the_first_page(paper_pdf: Path) -> None:
    boxes = [box for box in pdf_text_boxes(paper_pdf) if box.page == 1]
    first = re.sub(r"\s", "", "".join(box.text for box in boxes))
    assert "判断を求める事項" in first
    assert re.search(r"1目標\d+件（\d+部署）を、本年度の目標として決定すること（別紙1）。", first)
    assert re.search(r"2地域課題対応事業\d+件（概算.*千円）の優先順位を決定すること（別紙2）。", first)
    assert "結果の概要" in first


def test_the_list_sheet_repeats_its_heading_and_stays_one_page_wide(workbook_pdf: Path) -> None:
    boxes = pdf_text_boxes(workbook_pdf)
    listed = {box.page for box in boxes if "【具体的な取組内容】" in box.text}
    assert listed == {box.page for box in boxes if "目標及び具体的な取組内容" in box.text}
    assert len(listed) < 15


def test_pages_are_numbered_in_the_middle_below(paper_pdf: Path) -> None:
    for page in range(1, page_count(paper_pdf) + 1):
        number = [b for b in pdf_text_boxes(paper_pdf) if b.page == page and b.text.strip("- ") == str(page)]
        below = [b for b in number if b.top > b.page_height * 0.9]
        assert len(below) == 1
        assert abs((below[0].left + below[0].right) / 2 - below[0].page_width / 2) < 10


def test_a_chart_is_on_the_page_of_its_table_or_where_both_would_be_too_small_on_the_next(
    workbook_pdf: Path, view: RoundView
) -> None:
    boxes = pdf_text_boxes(workbook_pdf)
    for tab in (tab for tab in view.crosstabs if tab.wants_chart):
        # Its title stands above the table and in the chart; the contents on the first page name it, too.
        pages = [box.page for box in boxes if box.text == tab.title and box.page > 1]
        assert len(pages) > 1, tab.title
        assert max(pages) - min(pages) == (tab.title == "場面別"), tab.title


def test_the_last_page_of_the_definitions_is_no_remnant(workbook_pdf: Path) -> None:
    number = page_count(workbook_pdf)
    last = [box for box in pdf_text_boxes(workbook_pdf) if box.page == number]
    assert any("データ定義" in box.text for box in last)
    assert max(box.bottom for box in last if box.top < box.page_height * 0.9) > last[0].page_height * 0.3
