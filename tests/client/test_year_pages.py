"""The forms of the year as printed, empty, filled in and filled to the brim; and that each is sound as it ships."""

from __future__ import annotations

import datetime as dt
import re

import openpyxl
import pytest

from kusei_batch.config import read_workspace
from kusei_batch.core.form import ROW_ID
from kusei_batch.pipeline.issuing import issue_round, order_round
from kusei_batch.pipeline.outputs.putting_away import issued_path
from kusei_batch.pipeline.workspace.form_check import check_form, list_forms
from kusei_batch.pipeline.workspace.init import init_workspace
from tests.client.one_year import DEPARTMENT, Sheet, play_year, shown_texts
from tests.client.pages import overlapping, page_count, page_texts, pdf_text, pdf_text_boxes
from tests.client.test_form_pages import check_paper, flat, printed

# The sheet, its worked example, 記入要領 and 確認事項. LibreOffice prints every row a form has: of the register
# seventeen pages for its 300 rows, where Excel prints the usual ones and those in use.
PAGES = {"意見記録": 41, "来庁者アンケート（前期）": 12, "成果指標": 6}

# 中間報告: 20 standards on two pages, the targets on one, what others do on one, two examples, 記入要領 on two,
# 確認事項. 実績報告: two sheets and their examples more, 記入要領 on four; what is filled in takes a page more. The next
# year's 目標設定: its ten targets on three pages, five further sheets on one each, four examples, 記入要領 on five,
# 確認事項. Each has 決定・指示 and its example beside.
PAGES_OF_THE_YEAR = {
    "中間報告": {"空": 11, "記入": 11},
    "実績報告": {"空": 17, "記入": 18},
    "R09": {"空": 18, "記入": 18},
}
FOOT = 0.93  # of the page's height: below it stands the sheet's name


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    folder = tmp_path_factory.mktemp("年") / "作業"
    init_workspace(folder, dry_run=False)
    return read_workspace(folder)


@pytest.fixture(scope="module")
def issued(workspace):
    def issue(name):
        order = order_round(workspace, name, department=DEPARTMENT, again=False)
        (sheet,) = issue_round(workspace, order, dt.date(2026, 4, 1)).issued
        return issued_path(workspace, sheet)

    return {name: issue(name) for name in PAGES}


@pytest.mark.client
@pytest.mark.parametrize("name", PAGES)
def test_a_form_prints_on_its_pages_with_nothing_cut(office, workspace, issued, name, tmp_path):
    pdf = printed(office, issued[name], tmp_path)
    assert page_count(pdf) == PAGES[name]
    check_paper(pdf)
    assert overlapping(pdf) == []
    text = pdf_text(pdf)
    assert "{{" not in text
    form = next(listing.form for listing in list_forms(workspace) if name in listing.rounds)
    book = openpyxl.load_workbook(issued[name])
    seen = [field for field in form.fields if field.cells and not is_hidden(book, field)]
    assert [field.name for field in seen if flat(field.heading) not in text] == []


def is_hidden(book, field):
    """Whether a field stands in a column that nobody reads, as a 行ID does."""
    column = re.match("[A-Z]+", field.cells[0])[0]
    return book[field.sheet].column_dimensions[column].hidden


@pytest.fixture(scope="module")
def year(tmp_path_factory):
    return play_year(tmp_path_factory.mktemp("一年") / "作業")


@pytest.fixture(scope="module")
def on_paper(office, year, tmp_path_factory):
    folder = tmp_path_factory.mktemp("紙")
    made = {}

    def print_once(name, state):
        if (name, state) not in made:
            source = year[name].files[state]
            made[name, state] = office.convert(source, folder / f"{name}_{state}.pdf")
        return made[name, state]

    return print_once


def pages_of(pdf, sheet):
    """The numbers of the pages, from 1, on which a sheet is printed: its name stands at their foot."""
    feet = [box for box in pdf_text_boxes(pdf) if box.top > FOOT * box.page_height]
    return sorted({box.page for box in feet if flat(box.text).endswith(flat(sheet))})


def headings_of(sheet: Sheet, name):
    """What stands above a sheet's tables; the 行ID is in a hidden column."""
    fields = [f for f in sheet.form.fields if f.table and f.cells and f.sheet == name]
    return [flat(f.heading) for f in fields if f.name != ROW_ID]


@pytest.mark.client
@pytest.mark.parametrize("state", ["空", "記入"])
@pytest.mark.parametrize("name", PAGES_OF_THE_YEAR)
def test_a_sheet_of_the_year_takes_the_pages_it_is_made_for(on_paper, name, state):
    pdf = on_paper(name, state)
    assert page_count(pdf) == PAGES_OF_THE_YEAR[name][state]
    check_paper(pdf)


def is_clipped_number(text, other):
    """Whether it is the number of a record that goes on from the page before, which is drawn but not seen there."""
    return "番号" in (text, other) and (text + other).replace("番号", "").isdecimal()


@pytest.mark.client
@pytest.mark.parametrize("state", ["空", "記入", "満杯"])
@pytest.mark.parametrize("name", PAGES_OF_THE_YEAR)
def test_every_text_on_it_is_read_whole(year, on_paper, name, state):
    pdf = on_paper(name, state)
    text = pdf_text(pdf)
    shown = [flat(line) for entry in shown_texts(year[name], state) for line in entry.split("\n")]
    assert len(shown) > 50
    assert [line for line in shown if line not in text] == []
    assert [told for told in overlapping(pdf) if not is_clipped_number(*told[1:])] == []
    assert "##" not in text, "a number or a day wider than its column"
    assert "{{" not in text


@pytest.mark.client
@pytest.mark.parametrize("state", ["空", "記入", "満杯"])
@pytest.mark.parametrize("name", PAGES_OF_THE_YEAR)
def test_the_headings_stand_on_every_page_of_a_table(year, on_paper, name, state):
    pdf = on_paper(name, state)
    texts = page_texts(pdf)
    taken = {}
    for sheet in {f.sheet for f in year[name].form.fields if f.table and f.cells}:
        taken[sheet] = pages_of(pdf, sheet)
        assert taken[sheet], sheet
        for page in taken[sheet]:
            assert [h for h in headings_of(year[name], sheet) if h not in texts[page - 1]] == [], (sheet, page)
    assert max(map(len, taken.values())) > 1, "no table goes on to a second page"
    most = max(PAGES_OF_THE_YEAR[name].values())
    assert (page_count(pdf) > most) is (state == "満杯"), taken


def test_every_form_that_ships_is_sound(workspace):
    found = {
        listing.path.stem: [p.code for p in check_form(workspace.root, listing.path) if p.severity.value != "info"]
        for listing in list_forms(workspace)
    }
    assert {round_.form for round_ in workspace.rounds} <= set(found)
    assert {name: codes for name, codes in found.items() if codes} == {}
