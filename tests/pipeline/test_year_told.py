"""What changed behind a sheet, what a re-issue tells, and which round comes next."""

import datetime as dt
import json

import click.testing

from kusei_batch.cli.commands import cli
from kusei_batch.pipeline.issuing import issue_round, order_round
from kusei_batch.pipeline.workspace.doctor import next_words
from kusei_batch.validate import personal, privacy
from tests.pipeline.test_year_sources import shown
from tests.pipeline.year import (
    FIRST,
    GOOD,
    KEPT,
    ON,
    PLAN,
    PLAN_ITEMS,
    PLAN_SETTINGS,
    REPORT,
    SECOND,
    B,
    begin_surveys,
    verdicts,
    write_form,
)
from tests.pipeline.year import HEAD as HEAD_ITEMS


def test_what_is_entered_beforehand_and_what_the_head_shows_are_compared_too(year):
    """引継 in a row and in the head, and 前回値 in the head: each is told where it is corrected in last year's report."""
    carried = [
        ("昨年の実績", "目標", "引継", "数値", None, None, None, "前年度:実績報告.実績値"),
        ("担当", None, "引継", "文字", None, None, None, "前年度:実績報告.記入者"),
    ]
    write_form(year.folder / "templates_xlsx" / f"{PLAN}.xlsx", PLAN, [*PLAN_ITEMS, *carried], PLAN_SETTINGS)
    year.issue(PLAN)
    year.hand_in(PLAN, B, {"目標": [SECOND]})
    year.night()
    year.issue(REPORT)
    year.hand_in(REPORT, B, {"目標": [ON], "基準": KEPT}, file="実績.xlsx")
    year.night()
    year.begin("R9")
    year.issue(PLAN)
    assert year.column(PLAN, B, "昨年の実績")[0] == 3
    assert year.night().changed == []
    year.begin("R8")
    year.hand_in(REPORT, B, {"目標": [ON | {"実績値": 4}], "基準": KEPT}, head={"記入者": "幸"}, file="訂正.xlsx")
    assert verdicts(year.night())["区民課/訂正.xlsx"] == "accepted"
    year.begin("R9")
    ((sheet, problem),) = year.night().changed
    assert (sheet.department_code, sheet.round) == (B, PLAN)
    (key,) = sheet.rows["目標"]
    assert set(problem.params["changes"].split("、")) == {
        "「前年度の記入者」が変わった",
        "「担当」が変わった",
        f"「目標」の「昨年の実績」が変わった（{key.row_id}）",
    }


NUMBER, CALL = "123456789018", "044-999-0101"


def test_personal_data_in_rows_without_a_place_is_struck_out_wherever_they_are_told(reporting):
    typed = [GOOD | {"実績値": f"{NUMBER}の方と{CALL}の件"}, ON]
    reporting.hand_in(REPORT, B, {"目標": typed, "基準": KEPT})
    assert verdicts(reporting.night())["区民課/様式.xlsx"] == "sent_back"
    reporting.hand_in(PLAN, B, {"目標": [dict.fromkeys(FIRST), SECOND]}, file="訂正.xlsx")
    reporting.night()
    said = f"{privacy.MASK}の方と{personal.MASK}の件"
    for words, stream in ((("--json",), "stdout"), ((), "output")):
        result = click.testing.CliRunner().invoke(
            cli, ["-w", str(reporting.folder), *words, "issue", REPORT, "--department", B, "--again"]
        )
        assert result.exit_code == 0
        told = getattr(result, stream)
        assert said in told
        assert NUMBER not in result.output
        assert CALL not in result.output
        if words:
            answer = json.loads(told)
            (sheet_id,) = answer["kept"]
            ((row,),) = answer["without_room"].values()
            assert list(answer["without_room"]) == [sheet_id] == [s["sheet_id"] for s in answer["issued"]]
            assert row.startswith("目標1　")
            assert "達成度: 達成" in row


def test_an_issue_in_which_nothing_came_back_tells_of_nothing_kept(reporting):
    result = click.testing.CliRunner().invoke(cli, ["-w", str(reporting.folder), "--json", "issue", REPORT, "--again"])
    answer = json.loads(result.stdout)
    assert set(answer) == {"issued", "letters", "already"}
    assert len(answer["issued"]) == 2


def test_the_round_before_is_the_one_that_opened_before_whenever_it_was_issued(year):
    """A round that is issued late, or once more, has its place in the year all the same."""
    begin_surveys(year, ("調査1", "5月1日"), ("調査2", "9月1日"))
    issue_round(year.workspace, order_round(year.workspace, "調査1"), dt.date(2026, 10, 5))
    year.hand_in_head("調査1", B, "一")
    year.night()
    year.issue("調査2")
    assert shown(year, "調査2") == "一"
    year.hand_in_head("調査2", B, "二")
    assert year.night().changed == []
    year.issue("調査1", again=True)
    assert shown(year, "調査1") is None


def test_what_comes_next_is_the_round_that_has_opened_else_the_night(year):
    spring, winter = dt.date(2026, 4, 20), dt.date(2027, 2, 1)
    assert next_words(year.workspace, dt.date(2026, 3, 1)) == ("issue", PLAN)
    assert next_words(year.workspace, spring) == ("issue", PLAN)
    year.issue(PLAN)
    assert next_words(year.workspace, spring) == ("nightly",)
    assert next_words(year.workspace, winter) == ("issue", REPORT)
    year.issue(REPORT)
    assert next_words(year.workspace, winter) == ("nightly",)
    year.begin("R9")
    spring, winter = spring.replace(year=2027), winter.replace(year=2028)
    assert next_words(year.workspace, spring) == ("issue", PLAN)
    year.issue(PLAN)
    assert next_words(year.workspace, spring) == ("nightly",)
    assert next_words(year.workspace, winter) == ("issue", REPORT)


def test_of_several_rounds_that_have_opened_the_first_comes_next_wherever_it_stands(year):
    write_form(year.folder / "templates_xlsx" / "調査.xlsx", "調査", HEAD_ITEMS, {})
    year.begin("R8", '[[rounds]]\nname = "調査"\nform = "調査"\nopens = "12月1日"\ndue = "12月25日"\n')
    assert next_words(year.workspace, dt.date(2027, 3, 1)) == ("issue", PLAN)
    year.issue(PLAN)
    assert next_words(year.workspace, dt.date(2027, 3, 1)) == ("issue", "調査")
