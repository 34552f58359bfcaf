"""What a form draws on: it must be there, and what is not is told with what was meant."""

import datetime as dt
import shutil

import pytest

from kusei_batch.cli.round_screens import show_status
from kusei_batch.core.problem import SettingsError
from kusei_batch.errors import UsageError
from kusei_batch.pipeline.questions import read_status
from kusei_batch.pipeline.workspace.doctor import examine_workspace
from kusei_batch.pipeline.workspace.form_check import check_form, read_form
from tests.pipeline.year import (
    HEAD,
    KEPT,
    MASTER,
    ON,
    PLAN,
    PLAN_ITEMS,
    PLAN_SETTINGS,
    REPORT,
    A,
    B,
    begin_surveys,
    write_form,
)


def test_more_rows_than_fit_are_refused_with_the_number_needed(reporting):
    settings = PLAN_SETTINGS | {"目標.最大行数": 1, "版": 2}
    reporting.hand_in(REPORT, B, {"目標": [ON, ON], "基準": KEPT})
    reporting.night()
    reporting.begin("R9")
    write_form(reporting.folder / "templates_xlsx" / f"{PLAN}.xlsx", PLAN, PLAN_ITEMS, settings)
    with pytest.raises(SettingsError) as refused:
        reporting.issue(PLAN)
    (problem,) = refused.value.problems
    assert (problem.code, problem.params["count"], problem.params["limit"]) == ("rows-do-not-fit", "2", "1")


@pytest.mark.parametrize(
    ("change", "code", "hint"),
    [
        ({"目標.行の元": "マスタ.規準"}, "row-source-unknown-list", "基準"),
        ({"目標.行の元": "前年度:実積報告.目標"}, "row-source-unknown-round", "実績報告"),
        ({"目標.行の元": "前年度:実績報告.目票"}, "row-source-unknown-table", "目標"),
        ({"目標.行の条件": "次年度の取扱い = 継続"}, "row-condition-unknown-column", "次年度の扱い"),
    ],
)
def test_what_a_form_draws_on_must_be_there(year, change, code, hint):
    path = year.folder / "templates_xlsx" / f"{PLAN}.xlsx"
    assert [p.code for p in check_form(year.folder, path) if p.severity.value != "info"] == []
    write_form(path, PLAN, PLAN_ITEMS, PLAN_SETTINGS | change)
    found = [p for p in check_form(year.folder, path) if p.code == code]
    assert [hint in p.message for p in found] == [True]


def test_a_round_that_is_merely_not_held_is_no_slip(year):
    templates = year.folder / "templates_xlsx"
    path = templates / f"{PLAN}.xlsx"
    items = [(*i[:7], "前年度:結果報告.達成度") if i[0] == "前年度の達成度" else i for i in PLAN_ITEMS]
    write_form(path, PLAN, items, PLAN_SETTINGS | {"目標.行の元": "前年度:結果報告.目標"})

    def told():
        found = [p for p in check_form(year.folder, path) if p.code.endswith("-unknown-round")]
        return {(p.severity.value, "もしかして" in p.message) for p in found}

    assert told() == {("warning", True)}
    shutil.copy(templates / f"{REPORT}.xlsx", templates / "結果報告.xlsx")
    assert told() == {("info", False)}


@pytest.mark.parametrize(
    ("reference", "code"),
    [
        ("前年度:実績報告.達成土", "reference-unknown-field"),
        ("前年度:実積報告.達成度", "reference-unknown-round"),
        ("達成土", "reference-unknown-column"),
        ("直前.達成度", "reference-unknown-field"),
        ("前年度:実績報告.達成度[本分 = この行.本文]", "reference-unknown-field"),
        ("前年度:実績報告.達成度[本文 = この行.本分]", "reference-unknown-column"),
        ("前年度:実績報告.達成度[本文]", "reference-bad-condition"),
        ("区:実績報告.達成度[本文 = この行.本文]", "reference-no-figure"),
        ("達成度、実積報告.達成度", "reference-unknown-round"),
    ],
)
def test_a_value_a_form_refers_to_must_be_there(year, reference, code):
    path = year.folder / "templates_xlsx" / f"{PLAN}.xlsx"
    items = [(*i[:7], reference) if i[0] == "前年度の達成度" else i for i in PLAN_ITEMS]
    write_form(path, PLAN, items, PLAN_SETTINGS)
    assert [p.code for p in check_form(year.folder, path) if p.severity.value != "info"] == [code]
    if code != "reference-unknown-round":
        with pytest.raises(SettingsError):
            year.issue(PLAN)


def test_a_round_a_form_asks_for_in_many_places_is_told_once(year):
    path = year.folder / "templates_xlsx" / f"{PLAN}.xlsx"
    chain = "達成度、実積報告.達成度、前年度:実積報告.達成度"
    items = [(*i[:7], chain) if i[0] == "前年度の達成度" else i for i in PLAN_ITEMS]
    write_form(path, PLAN, items, PLAN_SETTINGS)
    (told,) = [p for p in check_form(year.folder, path) if p.severity.value != "info"]
    assert (told.code, "実積報告.達成度 ほか1か所" in told.message) == ("reference-unknown-round", True)


def test_a_round_may_be_for_some_departments_only(year):
    year.begin("R8", 'departments = ["区民課"]')
    year.issue(PLAN)
    assert [s.department_code for s in year.issue(REPORT).issued] == [B]
    status = read_status(year.workspace, dt.date(2027, 3, 10))
    assert [[c.department.code for c in r.coverage] for r in status.rounds] == [[A, B], [B]]
    with pytest.raises(UsageError) as refused:
        year.issue(REPORT, department=A)
    assert "対象ではありません" in refused.value.message


def test_an_unknown_department_of_a_round_is_told_with_what_was_meant(year):
    year.begin("R8", 'departments = ["区民科"]')
    (problem,) = [fault for fault in year.workspace.faults if fault.severity.value == "error"]
    assert problem.code == "config-unknown-department"
    assert "区民課" in problem.message


def test_a_list_gone_from_the_master_is_told_and_stops_no_night(reporting):
    reporting.write_master({n: r for n, r in MASTER.items() if n != "所属基準"})
    reporting.reread()
    assert {p.params["changes"] for _, p in reporting.night().changed} == {"マスタの一覧「所属基準」がなくなった"}
    assert read_form(reporting.workspace, REPORT).draws_on_others


def test_every_round_is_told_at_a_glance_then_what_is_open(reporting, capsys):
    show_status(False, reporting.workspace, read_status(reporting.workspace, dt.date(2027, 3, 13)))
    lines = capsys.readouterr().out.splitlines()
    assert lines[1] == "夜間処理は、まだ行っていません。"
    table = [line.split() for line in lines[2:5]]
    assert table == [
        ["回", "期限", "対象", "受理", "該当なし", "差戻し中", "受け取れず", "未提出", "期限超過", "未発行"],
        ["目標設定", "令和8年4月24日", "2", "1", "0", "0", "0", "0", "1", "0"],
        ["実績報告", "令和9年3月12日", "2", "0", "0", "0", "0", "0", "2", "0"],
    ]
    assert lines[6:] == [
        "目標設定　全2部署: 受理 1、期限超過 1",
        "  期限超過　東区 総務部: 総務課（323日超過）",
        "実績報告　全2部署: 期限超過 2",
        "  期限超過　東区 総務部: 総務課（1日超過）、区民課（1日超過）",
    ]


def test_the_round_before_is_that_of_the_same_form(year):
    """直前: two rounds of one form in a year, and the last of the year before."""
    more = begin_surveys(year, ("調査2", "9月1日"), ("調査1", "5月1日"))
    for name, who in (("調査1", "一"), ("調査2", "二")):
        year.issue(name)
        year.hand_in_head(name, B, who)
        year.night()
    assert shown(year, "調査1") is None
    assert shown(year, "調査2") == "一"
    year.begin("R9", more)
    year.issue("調査1")
    assert shown(year, "調査1") == "二"
    # Nobody has answered this year's yet.
    year.issue("調査2")
    assert shown(year, "調査2") is None


def test_of_a_form_asked_once_a_year_the_round_before_is_of_the_last_year_that_asked(year):
    """直前 goes back over a year in which nobody was asked; 前年度 is that year, and has nothing to show."""
    more = begin_surveys(year, ("調査1", "5月1日"))
    items = [
        *HEAD,
        ("前回の記入者", None, "前回値", "文字", None, None, None, "直前.記入者"),
        ("前年度の記入者", None, "前回値", "文字", None, None, None, "前年度:調査1.記入者"),
    ]
    write_form(year.folder / "templates_xlsx" / "調査.xlsx", "調査", items, {})
    year.issue("調査1")
    year.hand_in_head("調査1", B, "一")
    year.night()
    for this_year, before, last_year in (("R9", "一", "一"), ("R10", "一", None)):
        later = year.copy_to(year.folder.with_name(this_year))
        later.begin(this_year, more)
        later.issue("調査1")
        sheet = later.open("調査1", B)["調査"]
        assert [sheet[cell].value for cell in ("B3", "B4")] == [before, last_year], this_year


def shown(year, name):
    return year.open(name, B)["調査"]["B3"].value


def test_a_damaged_ledger_does_not_keep_the_doctor_from_looking_at_the_rest(reporting):
    (reporting.workspace.state / "ledger.sqlite").write_bytes(b"no ledger" * 200)
    codes = {p.code for p in examine_workspace(reporting.folder)}
    assert "state-unusable" in codes
    path = reporting.folder / "templates_xlsx" / f"{PLAN}.xlsx"
    assert [p.code for p in check_form(reporting.folder, path) if p.severity.value == "error"] == []
