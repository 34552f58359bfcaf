"""Two rounds and two years: rows and values come from what was accepted before, and keep their IDs."""

import datetime as dt
import json
from pathlib import Path

import click.testing
import openpyxl
import pytest

from kusei_batch.cli.commands import cli
from kusei_batch.cli.round_screens import show_status
from kusei_batch.core.problem import SettingsError
from kusei_batch.errors import UsageError
from kusei_batch.ledger import read_ledger
from kusei_batch.pipeline.doctor import examine_workspace, next_words
from kusei_batch.pipeline.forms import check_form, read_form
from kusei_batch.pipeline.history import counting_records
from kusei_batch.pipeline.issuing import issue_round, order_round
from kusei_batch.pipeline.questions import read_problems, read_records, read_status
from kusei_batch.validate import personal, privacy
from tests.pipeline.year import HEAD as HEAD_ITEMS
from tests.pipeline.year import MASTER, PLAN, PLAN_ITEMS, PLAN_SETTINGS, REPORT, Year, write_form

A, B = "101", "102"
FIRST = {"目標": "窓口の待ち時間を平均15分以内にします。", "目標値": 15, "期限": dt.date(2027, 3, 31)}
SECOND = {"目標": "電話を3回以内の呼出しで受けます。", "目標値": 4.5}
KEPT = [{"遵守状況": "遵守"}] * 3
GOOD = {"実績値": 14, "達成度": "達成", "次年度の扱い": "終了"}
ON = {"実績値": 3, "達成度": "一部達成", "次年度の扱い": "継続"}


@pytest.fixture
def year(tmp_path):
    return Year(tmp_path / "作業フォルダ")


@pytest.fixture
def reporting(year):
    """The plan of B is accepted, that of A is not, and the report is out."""
    year.issue(PLAN)
    year.hand_in(PLAN, B, {"目標": [FIRST, SECOND]})
    year.night()
    year.issue(REPORT)
    return year


def verdicts(report):
    return {Path(f.path).parent.name + "/" + Path(f.path).name: f.verdict.value for f in report.files}


def told(report, department=None):
    return [(p.code, p.location.cell) for f in report.files for p in f.problems if p.severity.value != "info"]


def rows(year, form, table="目標"):
    return [r for r in read_records(year.workspace, form) if r.table == table]


def test_rows_show_what_was_accepted_before_with_their_ids(reporting):
    sheet_id = rows(reporting, PLAN)[0].sheet_id
    assert reporting.column(REPORT, B, "行ID") == [f"{sheet_id}-目標1", f"{sheet_id}-目標2"]
    assert reporting.column(REPORT, B, "番号") == [1, 2]
    assert reporting.column(REPORT, B, "本文") == [FIRST["目標"], SECOND["目標"]]
    assert reporting.column(REPORT, B, "目標値") == [15, 4.5]
    assert reporting.column(REPORT, B, "期限") == ["令和9年3月31日", None]
    assert reporting.column(REPORT, B, "実績値") == [None, None]


def test_rows_come_from_lists_too_each_department_its_own(reporting):
    assert reporting.column(REPORT, B, "行ID", "基準") == ["102-A-1", "102-A-2", "102-B-1"]
    assert reporting.column(REPORT, B, "出典", "基準") == ["基準", "基準", "所属基準"]
    assert reporting.column(REPORT, A, "行ID", "基準") == ["101-A-1", "101-A-2"]
    assert reporting.column(REPORT, B, "本文", "基準")[2] == "待ち時間を15分以内にします。"


def test_a_department_without_rows_gets_a_sheet_that_says_so(reporting):
    assert reporting.column(REPORT, A, "本文") == ["受理された目標がありません。"]
    assert reporting.column(REPORT, A, "番号") == [None]
    book = reporting.open(REPORT, A)
    assert [r for r, d in book["目標の表"].row_dimensions.items() if d.hidden] == [3, 4, 5, 6, 7]
    assert [r for r, d in book["基準の表"].row_dimensions.items() if d.hidden] == [4, 5, 6]


def test_records_of_both_rounds_are_joined_by_their_ids(reporting):
    reporting.hand_in(REPORT, B, {"目標": [GOOD, ON], "基準": KEPT})
    report = reporting.night()
    assert verdicts(report)["区民課/様式.xlsx"] == "accepted"
    planned, done = rows(reporting, PLAN), rows(reporting, REPORT)
    assert [r.row_id for r in planned] == [r.row_id for r in done]
    assert [(r.fields["本文"], r.fields["目標値"]) for r in done] == [
        (r.fields["目標"], r.fields["目標値"]) for r in planned
    ]
    assert done[0].fields["期限"] == dt.date(2027, 3, 31)
    assert [r.row_id for r in rows(reporting, REPORT, "基準")] == ["102-A-1", "102-A-2", "102-B-1"]


def test_a_row_left_blank_and_one_never_issued_are_told(reporting):
    reporting.hand_in(REPORT, B, {"目標": [GOOD, None, None, ON], "基準": KEPT})
    report = reporting.night()
    assert told(report) == [("required-blank", "G3"), ("required-blank", "H3"), ("row-not-issued", "F5,G5,H5")]
    (answer,) = [o.path for o in report.outputs if o.kind == "sent_back"]
    book = openpyxl.load_workbook(answer)
    # What stands in no issued row is shown, to be seen to.
    assert reporting.column(REPORT, B, "達成度", book=book) == ["達成", None, "一部達成"]
    assert reporting.column(REPORT, B, "行ID", book=book)[2] is None
    reporting.hand_in(REPORT, B, {"目標": [None, ON, dict.fromkeys(ON)]}, source=answer, file="直しました.xlsx")
    assert verdicts(reporting.night())["区民課/直しました.xlsx"] == "accepted"


def test_rows_moved_in_the_sheet_keep_their_ids(reporting):
    path = reporting.hand_in(REPORT, B, {"目標": [GOOD, ON], "基準": KEPT})
    book = openpyxl.load_workbook(path)
    sheet = book["目標の表"]
    for column in range(2, 9):
        one, two = sheet.cell(2, column), sheet.cell(3, column)
        one.value, two.value = two.value, one.value
    book.save(path)
    report = reporting.night()
    assert told(report) == []
    done = {r.row_id[-1]: (r.fields["達成度"], r.fields["目標値"], r.number) for r in rows(reporting, REPORT)}
    assert done == {"1": ("達成", 15, 2), "2": ("一部達成", 4.5, 1)}


def test_next_year_begins_with_what_goes_on(reporting):
    reporting.hand_in(REPORT, B, {"目標": [GOOD, ON], "基準": KEPT})
    reporting.night()
    before = {r.row_id for r in rows(reporting, PLAN)}
    reporting.begin("R9")
    assert [r.opens for r in reporting.workspace.rounds] == [dt.date(2027, 4, 1), dt.date(2028, 2, 1)]
    issued = reporting.issue(PLAN)
    (going_on,) = reporting.issued(issued, B).rows["目標"]
    assert going_on in before
    assert reporting.column(PLAN, B, "行ID")[:2] == [going_on, None]
    assert reporting.column(PLAN, B, "前年度の達成度")[0] == "一部達成"
    assert reporting.column(PLAN, B, "目標")[:2] == [SECOND["目標"], None]
    assert reporting.column(PLAN, B, "目標値")[0] == 4.5
    assert reporting.column(PLAN, B, "番号") == [1, 2, 3, 4, 5, 6]
    assert reporting.open(PLAN, B)[PLAN]["B3"].value == "川崎"
    assert reporting.column(PLAN, A, "前年度の達成度")[0] == "引き継ぐ目標はありません。"
    with read_ledger(reporting.workspace.state) as ledger:
        last = counting_records(reporting.workspace, ledger, 2026, REPORT)
    assert {r.row_id for r in last if r.table == "目標"} == before

    reporting.hand_in(PLAN, B, {"目標": [None, FIRST]}, file="新年度.xlsx")
    report = reporting.night()
    assert verdicts(report)["区民課/新年度.xlsx"] == "accepted"
    now = rows(reporting, PLAN)
    assert [r.row_id for r in now] == [going_on, f"{now[0].sheet_id}-目標2"]
    assert now[0].fields["前年度の達成度"] == "一部達成"
    assert [r.fields["目標値"] for r in now] == [4.5, 15]


def test_a_sheet_with_nothing_but_what_was_carried_is_untouched_and_an_emptied_row_is_dropped(reporting):
    reporting.hand_in(REPORT, B, {"目標": [ON, ON], "基準": KEPT})
    reporting.night()
    reporting.begin("R9")
    reporting.issue(PLAN)
    reporting.hand_in(PLAN, B, head={"記入者": None}, file="未記入.xlsx")
    assert told(reporting.night()) == [("sheet-untouched", "B2")]
    empty = dict.fromkeys(FIRST)
    reporting.hand_in(PLAN, B, {"目標": [empty, None, FIRST]}, file="一つやめる.xlsx")
    report = reporting.night()
    assert verdicts(report)["区民課/一つやめる.xlsx"] == "accepted"
    assert [r.row_id[-3:] for r in rows(reporting, PLAN)] == ["目標2", "目標3"]


@pytest.mark.parametrize("name", ["遅れて.xlsx"])
def test_what_came_late_is_told_and_issuing_again_keeps_what_was_typed(reporting, name):
    assert reporting.night().changed == []
    reporting.hand_in(REPORT, A, {"基準": [{"遵守状況": "遵守"}, {"遵守状況": "一部未遵守"}]}, head={"記入者": "幸"})
    reporting.hand_in(PLAN, A, {"目標": [FIRST]}, file=name)
    report = reporting.night()
    ((sheet, problem),) = report.changed
    assert (sheet.department_code, sheet.round, problem.code) == (A, REPORT, "source-changed")
    assert "「目標」に1行が加わった" in problem.message
    assert f"kusei issue {REPORT} --department {A} --again" in problem.remedy
    assert [p.code for f in read_problems(reporting.workspace, None) for p in f.problems].count("source-changed") == 1
    assert [
        c.department.code for c in read_status(reporting.workspace, dt.date(2027, 3, 10)).coverage if c.changed
    ] == [A]
    (summary,) = [o.path for o in report.outputs if o.kind == "summary_workbook" and REPORT in o.path.name]
    texts = [c.value for s in openpyxl.load_workbook(summary) for row in s.iter_rows() for c in row if c.value]
    assert any("写したもとが変わりました" in str(t) for t in texts)
    assert any("写したもとの内容が変わりました" in str(t) for t in texts)

    again = reporting.issue(REPORT, again=True, department=A)
    assert [s.sheet_id for s in again.issued] == [s.sheet_id for s in again.kept] == [sheet.sheet_id]
    assert again.without_room == {}
    assert reporting.column(REPORT, A, "本文") == [FIRST["目標"]]
    assert reporting.column(REPORT, A, "遵守状況", "基準") == ["遵守", "一部未遵守"]
    assert reporting.open(REPORT, A)[REPORT]["B2"].value == "幸"
    assert reporting.night().changed == []
    reporting.hand_in(REPORT, A, {"目標": [GOOD]}, head={"記入者": "幸"}, file="二度目.xlsx")
    assert verdicts(reporting.night())["総務課/二度目.xlsx"] == "accepted"


def test_a_corrected_value_is_told_with_its_row(reporting):
    reporting.hand_in(PLAN, B, {"目標": [FIRST | {"目標値": 12}, SECOND]}, file="訂正.xlsx")
    ((_, problem),) = reporting.night().changed
    assert problem.params["changes"] == f"「目標」の「目標値」が変わった（{rows(reporting, PLAN)[0].row_id}）"


def test_rows_without_a_place_are_told_when_issued_again(reporting):
    reporting.hand_in(REPORT, B, {"目標": [GOOD, ON], "基準": KEPT})
    reporting.night()
    reporting.hand_in(PLAN, B, {"目標": [dict.fromkeys(FIRST), SECOND]}, file="訂正.xlsx")
    ((_, problem),) = reporting.night().changed
    assert "「目標」の1行がなくなった" in problem.message
    again = reporting.issue(REPORT, again=True, department=B)
    ((words,),) = again.without_room.values()
    assert "実績値: 14" in words
    assert reporting.column(REPORT, B, "実績値") == [3]


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
    (row_id,) = sheet.rows["目標"]
    assert set(problem.params["changes"].split("、")) == {
        "「前年度の記入者」が変わった",
        "「担当」が変わった",
        f"「目標」の「昨年の実績」が変わった（{row_id}）",
    }


NUMBER, CALL = "123456789018", "044-999-0101"


def test_personal_data_in_rows_without_a_place_is_struck_out_wherever_they_are_told(reporting):
    typed = [GOOD | {"実績値": f"{NUMBER}の方と{CALL}の件"}, ON]
    reporting.hand_in(REPORT, B, {"目標": typed, "基準": KEPT})
    assert verdicts(reporting.night())["区民課/様式.xlsx"] == "sent_back"
    reporting.hand_in(PLAN, B, {"目標": [dict.fromkeys(FIRST), SECOND]}, file="訂正.xlsx")
    reporting.night()
    said = f"{privacy.MASK}の方と{personal.MASK}の件"
    for words, shown in ((("--json",), "stdout"), ((), "output")):
        result = click.testing.CliRunner().invoke(
            cli, ["-w", str(reporting.folder), *words, "issue", REPORT, "--department", B, "--again"]
        )
        assert result.exit_code == 0
        told = getattr(result, shown)
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
    assert set(answer) == {"issued", "already"}
    assert len(answer["issued"]) == 2


def test_own_rows_keep_their_ids_when_the_sheet_is_issued_again(reporting):
    """The report of last year comes late: its rows stand before those already accepted this year."""
    reporting.begin("R9")
    reporting.issue(PLAN)
    reporting.hand_in(PLAN, B, {"目標": [FIRST]}, file="新年度.xlsx")
    reporting.night()
    (own,) = [r.row_id for r in rows(reporting, PLAN)]
    reporting.begin("R8")
    reporting.hand_in(REPORT, B, {"目標": [GOOD, ON], "基準": KEPT}, file="遅れた実績.xlsx")
    reporting.night()
    reporting.begin("R9")
    assert [p.code for _, p in reporting.night().changed] == ["source-changed"]
    again = reporting.issue(PLAN, again=True, department=B)
    (sheet,) = again.issued
    assert sheet.rows["目標"][1] == own
    assert reporting.column(PLAN, B, "目標")[:3] == [SECOND["目標"], FIRST["目標"], None]
    assert reporting.night().changed == []
    reporting.hand_in(
        PLAN, B, {"目標": [None, None, {"目標": "案内板を10月末までに取り替えます。"}]}, file="もう一度.xlsx"
    )
    reporting.night()
    assert [r.row_id for r in rows(reporting, PLAN)] == [sheet.rows["目標"][0], own, f"{sheet.sheet_id}-目標3"]


def test_issuing_again_makes_the_same_bytes_where_nothing_came_back(reporting):
    before = reporting.sheet_path(REPORT, B).read_bytes()
    again = reporting.issue(REPORT, again=True)
    assert again.kept == ()
    assert reporting.sheet_path(REPORT, B).read_bytes() == before


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


@pytest.mark.parametrize(
    ("reference", "code"),
    [
        ("前年度:実績報告.達成土", "reference-unknown-field"),
        ("前年度:実積報告.達成度", "reference-unknown-round"),
        ("達成土", "reference-unknown-column"),
        ("直前.達成度", "reference-unknown-field"),
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
    with pytest.raises(SettingsError) as refused:
        year.begin("R8", 'departments = ["区民科"]')
    (problem,) = refused.value.problems
    assert problem.code == "config-unknown-department"
    assert "区民課" in problem.message


def test_a_list_gone_from_the_master_is_told_and_stops_no_night(reporting):
    reporting.write_master({n: r for n, r in MASTER.items() if n != "所属基準"})
    reporting.reread()
    assert {p.params["changes"] for _, p in reporting.night().changed} == {"マスタの一覧「所属基準」がなくなった"}
    assert read_form(reporting.workspace, REPORT).draws_on_others


def test_every_round_is_told_at_a_glance_then_what_is_open(reporting, capsys):
    show_status(False, reporting.workspace, read_status(reporting.workspace, dt.date(2027, 3, 13)))
    lines = capsys.readouterr().err.splitlines()
    table = [line.split() for line in lines[1:4]]
    assert table == [
        ["回", "期限", "対象", "受理", "該当なし", "差戻し中", "未提出", "期限超過", "未発行"],
        ["目標設定", "令和8年4月24日", "2", "1", "0", "0", "0", "1", "0"],
        ["実績報告", "令和9年3月12日", "2", "0", "0", "0", "0", "2", "0"],
    ]
    assert any(line.startswith("  期限超過　東区 総務部　総務課（") for line in lines[5:])


def test_the_round_before_is_that_of_the_same_form(year):
    """直前: two rounds of one form in a year, and the last of the year before."""
    items = [*HEAD_ITEMS, ("前回の記入者", None, "前回値", "文字", None, None, None, "直前.記入者")]
    write_form(year.folder / "templates_xlsx" / "調査.xlsx", "調査", items, {})
    more = "".join(
        f'[[rounds]]\nname = "{name}"\nform = "調査"\nopens = "{opens}"\ndue = "3月31日"\n'
        for name, opens in (("調査2", "9月1日"), ("調査1", "5月1日"))
    )
    year.begin("R8", more)
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


def test_the_round_before_is_the_one_that_opened_before_whenever_it_was_issued(year):
    """A round that is issued late, or once more, has its place in the year all the same."""
    items = [*HEAD_ITEMS, ("前回の記入者", None, "前回値", "文字", None, None, None, "直前.記入者")]
    write_form(year.folder / "templates_xlsx" / "調査.xlsx", "調査", items, {})
    more = "".join(
        f'[[rounds]]\nname = "{name}"\nform = "調査"\nopens = "{opens}"\ndue = "3月31日"\n'
        for name, opens in (("調査1", "5月1日"), ("調査2", "9月1日"))
    )
    year.begin("R8", more)
    issue_round(year.workspace, order_round(year.workspace, "調査1", (None, None)), dt.date(2026, 10, 5))
    year.hand_in_head("調査1", B, "一")
    year.night()
    year.issue("調査2")
    assert shown(year, "調査2") == "一"
    year.hand_in_head("調査2", B, "二")
    assert year.night().changed == []
    year.issue("調査1", again=True)
    assert shown(year, "調査1") is None


def shown(year, name):
    return year.open(name, B)["調査"]["B3"].value


def test_a_damaged_ledger_does_not_keep_the_doctor_from_looking_at_the_rest(reporting):
    (reporting.workspace.state / "ledger.sqlite").write_bytes(b"no ledger" * 200)
    codes = {p.code for p in examine_workspace(reporting.folder)}
    assert "state-unusable" in codes
    path = reporting.folder / "templates_xlsx" / f"{PLAN}.xlsx"
    assert [p.code for p in check_form(reporting.folder, path) if p.severity.value == "error"] == []


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
