"""The checks that the shipped survey brings along: counts that cannot be, days the wrong way round, told with their units."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from kusei_batch.config import read_workspace
from kusei_batch.core.row_key import RowKey
from kusei_batch.core.submission import Entry, IssuedSheet, Row, Submission
from kusei_batch.xlsx.template import read_template
from tests.validate.builders import cell, judge_submission

ROOT = Path(__file__).parents[2]
ANSWERS = {"満足": 60, "やや満足": 20, "どちらともいえない": 5, "やや不満": 5, "不満": 5, "無回答": 5}


@pytest.fixture(scope="module")
def form():
    workspace = read_workspace(ROOT)
    return read_template(ROOT / "templates_xlsx" / "来庁者アンケート.xlsx", workspace.master.lists(2026))[0]


def told(form, head, answers=ANSWERS):
    """What is found contradictory in a survey of one question."""
    ids = ("1303-Q1",)
    entered = {f.name: Entry(cell(head.get(f.name)), f.sheet, f.cells[0]) for f in form.entries_of(None)}
    row = {f.name: Entry(cell(answers.get(f.name)), f.sheet, f.cells[0]) for f in form.entries_of("設問")}
    row_id = form.field("行ID", "設問")
    shown = {row_id.qualified: (Entry(cell(ids[0]), row_id.sheet, row_id.cells[0]),)}
    submission = Submission("ab" * 32, Row(None, None, entered), {"設問": (Row("設問", 1, row),)}, shown)
    issued = IssuedSheet(
        "R08-1303-1-25",
        "アンケート",
        form.id,
        "1",
        2026,
        "13",
        "1303",
        "x",
        dt.date(2026, 9, 1),
        {},
        {"設問": (RowKey("設問", ids[0]),)},
    )
    problems = judge_submission(form, submission, issued)[1]
    return [(p.location.cell, p.message) for p in problems if p.code == "inconsistent"]


def test_a_survey_that_adds_up_is_not_asked(form):
    days = {"実施期間の初日": dt.date(2026, 9, 1), "実施期間の末日": dt.date(2026, 9, 1)}
    assert told(form, {"配布数": 100, "回収数": 100, **days}) == []
    assert told(form, {"回収数": 100}) == []


def test_answers_that_do_not_add_up_are_told_with_their_units_once(form):
    ((_, message),) = told(form, {"配布数": 200, "回収数": 120})
    assert "この設問の計（100人）が、回収数（120枚）と合いません。" in message


def test_no_more_sheets_come_back_than_were_handed_out(form):
    ((cell_, message),) = told(form, {"配布数": 50, "回収数": 100})
    assert cell_ == form.field("回収数").cells[0]
    assert "回収数（100枚）が、配布数（50枚）より多くなっています" in message


def test_a_survey_ends_after_it_began(form):
    days = {"実施期間の初日": dt.date(2026, 9, 30), "実施期間の末日": dt.date(2026, 9, 1)}
    ((cell_, message),) = told(form, {"回収数": 100, **days})
    assert cell_ == form.field("実施期間の末日").cells[0]
    assert "令和8年9月1日" in message or "2026" in message
