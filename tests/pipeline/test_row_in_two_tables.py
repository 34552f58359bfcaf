"""A row of a list that two tables of a sheet show: what is said of it in one is not what is said of it in the other."""

import datetime as dt

import pytest

from kusei_batch.cli.answers_screen import answers_json
from tests.pipeline.year import HEAD, PLAN, A, Year, write_form

NIGHT = dt.date(2026, 4, 20)
REMARK = ("備考", "記入", "文字", None, None, None, None)
ITEMS = [
    *HEAD,
    *(
        item
        for table in ("遵守", "改善")
        for item in (
            ("行ID", table, "表示", "文字", None, None, None, None),
            ("本文", table, "前回値", "長文", None, None, None, "本文"),
            (REMARK[0], table, *REMARK[1:]),
        )
    ),
]
SETTINGS = {
    f"{table}.{name}": value
    for table in ("遵守", "改善")
    for name, value in {"最大行数": 5, "行の元": "マスタ.基準"}.items()
}


@pytest.fixture
def year(tmp_path):
    made = Year(tmp_path / "作業フォルダ")
    write_form(made.folder / "templates_xlsx" / f"{PLAN}.xlsx", PLAN, ITEMS, SETTINGS)
    made.reread()
    made.issue(PLAN)
    return made


def say(year, kept, mended, file="様式.xlsx"):
    return year.hand_in(PLAN, A, {"遵守": [{"備考": kept}], "改善": [{"備考": mended}]}, file=file)


@pytest.mark.parametrize(
    ("now", "told"),
    [
        (("守った", "直した"), []),
        (("守れず", "直した"), [("遵守", "遵守 101-A-1", "守った", "守れず")]),
        (("守った", "直さず"), [("改善", "改善 101-A-1", "直した", "直さず")]),
        (("", "直した"), [("遵守", "遵守 101-A-1", "守った", "")]),
        (
            ("直した", "守った"),
            [("遵守", "遵守 101-A-1", "守った", "直した"), ("改善", "改善 101-A-1", "直した", "守った")],
        ),
    ],
)
def test_a_correction_tells_what_it_changes_in_each(year, now, told):
    say(year, "守った", "直した")
    year.night(NIGHT)
    say(year, *now)
    report = year.night(NIGHT + dt.timedelta(1))
    changes = [change for found in answers_json(report).get("replaced", []) for change in found["changes"]]
    assert [(c["table"], c["row"], c["old"], c["new"]) for c in changes] == told


def test_an_older_answer_that_came_back_is_known_by_both(year):
    """The second exchanges the remarks of the first, so that it is another."""
    for day, remarks in enumerate([("甲", "乙"), ("乙", "甲"), ("甲", "乙")]):
        say(year, *remarks)
        report = year.night(NIGHT + dt.timedelta(day))
    (found,) = report.replaced
    assert (found.same_as is not None, len(found.changes)) == (True, 2)


def test_of_two_files_what_one_says_in_the_other_table_is_not_said(year):
    say(year, "甲", "", "一.xlsx")
    say(year, "", "甲", "二.xlsx")
    report = year.night(NIGHT)
    notices = {problem.code: problem for covered in report.coverage for problem in covered.notices}
    assert "遵守 101-A-1「備考」（甲）" in notices["rival-answers"].params["dropped"]
