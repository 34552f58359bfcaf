"""Two rounds and two years: rows and values come from what was accepted before, and keep their IDs."""

import datetime as dt

import openpyxl

from kusei_batch.ledger import read_ledger
from kusei_batch.pipeline.status.history import History
from tests.pipeline.year import (
    FIRST,
    GOOD,
    KEPT,
    ON,
    PLAN,
    REPORT,
    SECOND,
    A,
    B,
    rows,
    told,
    verdicts,
)


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
    assert [r.key for r in planned] == [r.key for r in done]
    assert [(r.fields["本文"], r.fields["目標値"]) for r in done] == [
        (r.fields["目標"], r.fields["目標値"]) for r in planned
    ]
    assert done[0].fields["期限"] == dt.date(2027, 3, 31)
    assert [r.key.row_id for r in rows(reporting, REPORT, "基準")] == ["102-A-1", "102-A-2", "102-B-1"]


def test_a_row_left_blank_and_one_never_issued_are_told(reporting):
    reporting.hand_in(REPORT, B, {"目標": [GOOD, None, None, ON], "基準": KEPT})
    report = reporting.night()
    assert told(report) == [
        ("hidden-entry", "F5,G5,H5"),
        ("required-blank", "G3"),
        ("required-blank", "H3"),
        ("row-not-issued", "F5,G5,H5"),
    ]
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
    done = {r.key.row_id[-1]: (r.fields["達成度"], r.fields["目標値"], r.number) for r in rows(reporting, REPORT)}
    assert done == {"1": ("達成", 15, 2), "2": ("一部達成", 4.5, 1)}


def test_next_year_begins_with_what_goes_on(reporting):
    reporting.hand_in(REPORT, B, {"目標": [GOOD, ON], "基準": KEPT})
    reporting.night()
    before = {r.key.row_id for r in rows(reporting, PLAN)}
    reporting.begin("R9")
    assert [r.opens for r in reporting.workspace.rounds] == [dt.date(2027, 4, 1), dt.date(2028, 2, 1)]
    issued = reporting.issue(PLAN)
    (going_on,) = [key.row_id for key in reporting.issued(issued, B).rows["目標"]]
    assert going_on in before
    assert reporting.column(PLAN, B, "行ID")[:2] == [going_on, None]
    assert reporting.column(PLAN, B, "前年度の達成度")[0] == "一部達成"
    assert reporting.column(PLAN, B, "目標")[:2] == [SECOND["目標"], None]
    assert reporting.column(PLAN, B, "目標値")[0] == 4.5
    assert reporting.column(PLAN, B, "番号") == [1, 2, 3, 4, 5, 6]
    assert reporting.open(PLAN, B)[PLAN]["B3"].value == "川崎"
    assert reporting.column(PLAN, A, "前年度の達成度")[0] == "引き継ぐ目標はありません。"
    with read_ledger(reporting.workspace.state) as ledger:
        last = History(reporting.workspace, ledger).records(2026, REPORT)
    assert {r.key.row_id for r in last if r.table == "目標"} == before

    reporting.hand_in(PLAN, B, {"目標": [None, FIRST]}, file="新年度.xlsx")
    report = reporting.night()
    assert verdicts(report)["区民課/新年度.xlsx"] == "accepted"
    now = rows(reporting, PLAN)
    assert [r.key.row_id for r in now] == [going_on, f"{now[0].sheet_id}-目標2"]
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
    assert [r.key.row_id[-3:] for r in rows(reporting, PLAN)] == ["目標2", "目標3"]
