"""What came late or was corrected: told each night, and issued again with what was typed."""

import datetime as dt

import openpyxl
import pytest

from kusei_batch.pipeline.questions import read_problems, read_status
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
    verdicts,
)


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
    assert problem.params["changes"] == f"「目標」の「目標値」が変わった（{rows(reporting, PLAN)[0].key.row_id}）"


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


def test_own_rows_keep_their_ids_when_the_sheet_is_issued_again(reporting):
    """The report of last year comes late: its rows stand before those already accepted this year."""
    reporting.begin("R9")
    reporting.issue(PLAN)
    reporting.hand_in(PLAN, B, {"目標": [FIRST]}, file="新年度.xlsx")
    reporting.night()
    (own,) = [r.key.row_id for r in rows(reporting, PLAN)]
    reporting.begin("R8")
    reporting.hand_in(REPORT, B, {"目標": [GOOD, ON], "基準": KEPT}, file="遅れた実績.xlsx")
    reporting.night()
    reporting.begin("R9")
    assert [p.code for _, p in reporting.night().changed] == ["source-changed"]
    again = reporting.issue(PLAN, again=True, department=B)
    (sheet,) = again.issued
    assert sheet.rows["目標"][1].row_id == own
    assert reporting.column(PLAN, B, "目標")[:3] == [SECOND["目標"], FIRST["目標"], None]
    assert reporting.night().changed == []
    reporting.hand_in(
        PLAN, B, {"目標": [None, None, {"目標": "案内板を10月末までに取り替えます。"}]}, file="もう一度.xlsx"
    )
    reporting.night()
    assert [r.key.row_id for r in rows(reporting, PLAN)] == [
        sheet.rows["目標"][0].row_id,
        own,
        f"{sheet.sheet_id}-目標3",
    ]


def test_issuing_again_makes_the_same_bytes_where_nothing_came_back(reporting):
    before = reporting.sheet_path(REPORT, B).read_bytes()
    again = reporting.issue(REPORT, again=True)
    assert again.kept == ()
    assert reporting.sheet_path(REPORT, B).read_bytes() == before
