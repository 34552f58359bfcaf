"""方針 with the day it was decided and the 組織目標 it goes with; and choices from a column that says a word twice."""

from __future__ import annotations

import datetime as dt

import docx
import pytest
from openpyxl import load_workbook

from kusei_batch.pipeline.workspace.form_check import read_form
from tests.pipeline.year import MASTER, PLAN, PLAN_ITEMS, PLAN_SETTINGS, Year, write_form

HEAD = ("年度", "区コード", "番号", "本文", "決定日", "組織目標")
DECIDED = ("R8", "1", "1", "待たせない窓口をつくります。", dt.date(2026, 3, 25), "待ち時間を減らす。")
DRAFT = ("R8", "1", "2", "言葉を改めます。", None, None)
ITEMS = [("方針", None, "表示", "長文", None, None, None, None), *PLAN_ITEMS]
CHOOSING = ("分野", "目標", "記入", "選択", None, None, "分野", None)


@pytest.fixture
def year(tmp_path):
    year = Year(tmp_path / "年度")
    year.write_master(MASTER | {"方針": [HEAD, DECIDED, DRAFT]})
    write_form(year.folder / "templates_xlsx" / f"{PLAN}.xlsx", PLAN, ITEMS, PLAN_SETTINGS)
    year.reread()
    return year


def test_a_clause_without_a_day_is_called_a_draft_on_the_sheet(year):
    year.issue(PLAN)
    known = read_form(year.workspace, PLAN).field("方針")
    printed = year.open(PLAN, "101")[known.sheet][known.cells[0]].value
    assert printed.splitlines() == ["1　待たせない窓口をつくります。", "2　言葉を改めます。（案）"]


def test_where_the_master_has_no_such_column_nothing_is_a_draft(year):
    year.write_master(MASTER | {"方針": [HEAD[:4], DECIDED[:4], DRAFT[:4]]})
    year.reread()
    assert [p.line[-1] for p in year.workspace.master.policies] == ["。", "。"]


def test_a_paper_may_tell_the_day_the_goal_and_the_draft(year):
    document = docx.Document()
    document.add_paragraph(
        "{% for 条 in 方針 %}{{ 条.番号 }}:{{ 条.決定日 }}:{{ 条.組織目標 }}:{{ '案' if 条.案 else '' }} {% endfor %}"
    )
    document.save(year.folder / "templates_docx" / "資料.docx")
    more = f'[[rounds]]\nname = "再"\nform = "{PLAN}"\nopens = "5月1日"\ndue = "5月9日"\n'
    year.begin("R8", f'{more}[[rounds.papers]]\ntemplate = "資料.docx"\nname = "資料"\n')
    year.issue("再")
    assert not year.night(dt.date(2026, 5, 8)).failures
    (path,) = (year.workspace.year_folder(2026, "再") / "04_会議資料").glob("*.docx")
    assert docx.Document(path).paragraphs[0].text.split() == ["1:令和8年3月25日:待ち時間を減らす。:", "2:::案"]


def test_a_word_that_a_list_says_in_many_rows_is_one_choice(year):
    topics = [("ID", "分野"), ("1", "福祉"), ("2", "福祉"), ("3", "環境")]
    year.write_master(MASTER | {"分野": topics})
    path = year.folder / "templates_xlsx" / f"{PLAN}.xlsx"
    write_form(path, PLAN, [*PLAN_ITEMS, CHOOSING], PLAN_SETTINGS)
    book = load_workbook(path)
    book["_選択肢"].append(("分野", "{{分野.分野}}"))
    book.save(path)
    year.reread()
    form = read_form(year.workspace, PLAN)
    assert [choice.value for choice in form.choice_lists["分野"]] == ["福祉", "環境"]
