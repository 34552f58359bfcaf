"""組織改正: a department that is abolished owes nothing any more, and what it did belongs to its successor."""

from __future__ import annotations

import datetime as dt

import pytest

from kusei_batch.config.master import read_master
from kusei_batch.core.row_key import RowKey
from kusei_batch.core.submission import State
from kusei_batch.pipeline.session import open_session
from kusei_batch.pipeline.status.history import History
from tests.pipeline.year import FIRST, GOOD, KEPT, MASTER, ON, PLAN, REPORT, SECOND, A, B, verdicts

NEW, NEWER = "103", "104"
HEADINGS = (*MASTER["部署"][0], "終了日", "引継先")


def reorganise(year, *departments):
    """Write the master with these departments: code, name, last day and successors."""
    rows = [(code, "1", "総務部", name, n, None, end, to) for n, (code, name, end, to) in enumerate(departments, 1)]
    year.write_master({**MASTER, "部署": [HEADINGS, *rows]})
    year.reread()


@pytest.fixture
def ended(reporting):
    """Department B has reported on two targets, one of which goes on; the next year has begun."""
    reporting.hand_in(REPORT, B, {"目標": [GOOD, ON], "基準": KEPT})
    assert set(verdicts(reporting.night()).values()) <= {"accepted", "accepted_with_warnings", "unchanged"}
    return reporting


LAST_DAY = dt.date(2027, 3, 31)


@pytest.mark.parametrize(
    ("departments", "heirs"),
    [
        ([(A, "総務課", None, None), (B, "区民課", LAST_DAY, NEW), (NEW, "戸籍住民課", None, None)], [NEW]),
        ([(A, "総務課", None, None), (B, "区民課", LAST_DAY, NEW), (NEW, "区民課", None, None)], [NEW]),
        ([(A, "総務課", None, None), (B, "区民課", LAST_DAY, A)], [A]),
        (
            [(A, "総務課", LAST_DAY, NEW), (B, "区民課", LAST_DAY, NEW), (NEW, "総合窓口課", None, None)],
            [NEW],
        ),
        (
            [(A, "総務課", None, None), (B, "区民課", LAST_DAY, f"{A}、{NEW}"), (NEW, "戸籍住民課", None, None)],
            [A, NEW],
        ),
        (
            [
                (A, "総務課", None, None),
                (B, "区民課", LAST_DAY, NEW),
                (NEW, "戸籍住民課", LAST_DAY, NEWER),
                (NEWER, "窓口課", None, None),
            ],
            [NEWER],
        ),
    ],
)
def test_the_successor_begins_with_what_goes_on(ended, departments, heirs):
    reorganise(ended, *departments)
    ended.begin("R9")
    issued = {s.department_code: s for s in ended.issue(PLAN).issued}
    assert B not in issued
    for heir in heirs:
        assert [str(text)[:4] for text in issued[heir].values["目標.目標"]] == [SECOND["目標"][:4]]
        assert (
            issued[heir].rows["目標"] == (RowKey("目標", "R08-102-1-82-目標2"),) or len(issued[heir].rows["目標"]) == 1
        )
        assert issued[heir].stamped["目標.前年度の達成度"] == ("一部達成",)
    for code, sheet in issued.items():
        if code not in heirs:
            assert sheet.rows["目標"] == ()


def test_its_own_standards_go_to_the_successor(ended):
    reorganise(ended, (A, "総務課", None, None), (B, "区民課", LAST_DAY, NEW), (NEW, "戸籍住民課", None, None))
    ended.begin("R9")
    issued = {s.department_code: s for s in ended.issue(REPORT).issued}
    assert RowKey("基準", f"{NEW}-B-1") in issued[NEW].rows["基準"]
    assert not [i for i in issued[A].rows["基準"] if "B-1" in i.row_id]


def test_one_abolished_in_the_middle_of_a_round_is_not_late_and_its_answer_counts(year):
    year.issue(PLAN)
    year.hand_in(PLAN, B, {"目標": [FIRST]})
    year.night(dt.date(2026, 4, 20))
    reorganise(year, (A, "総務課", dt.date(2026, 4, 30), B), (B, "区民課", dt.date(2026, 4, 30), None))
    report = year.night(dt.date(2026, 6, 1))
    states = {c.department.code: (c.state, c.days_late) for c in report.coverage if c.round == PLAN}
    assert states[A] == (State.ABOLISHED, 0)
    assert states[B][0] is State.ACCEPTED


def test_a_successor_that_is_not_there_is_a_fault_of_its_cell(year):
    reorganise(year, (A, "総務課", LAST_DAY, "999"), (B, "区民課", None, None))
    master, problems = read_master(year.folder / "templates_xlsx" / "マスタ.xlsx")
    assert [(p.code, p.location.cell) for p in problems] == [("master-unknown-department", "H2")]
    assert [(d.code, d.ends) for d in master.departments] == [(A, LAST_DAY), (B, None)]


MERGED = ((A, "総務課", LAST_DAY, NEW), (B, "区民課", LAST_DAY, NEW), (NEW, "総合窓口課", None, None))


def looked_back(year, name, department):
    """What a department sees of a round of R8, by table and row."""
    with open_session(year.workspace) as ledger:
        history = History(year.workspace, ledger)
        found = next(d for d in year.workspace.master.departments if d.code == department)
        return {(r.table, r.key.row_id): r.fields for r in history.of_department(2026, name, found)}


def test_a_merged_department_looks_back_on_what_both_said_alike(reporting):
    kept, broken = {"遵守状況": "遵守"}, {"遵守状況": "一部未遵守"}
    reporting.hand_in(REPORT, A, {"基準": [kept, kept]})
    reporting.hand_in(REPORT, B, {"目標": [GOOD, ON], "基準": [kept, broken, kept]})
    assert set(verdicts(reporting.night()).values()) <= {"accepted", "accepted_with_warnings", "unchanged"}
    reorganise(reporting, *MERGED)
    found = looked_back(reporting, REPORT, NEW)
    assert found["基準", f"{NEW}-A-1"]["遵守状況"] == "遵守"
    assert found["基準", f"{NEW}-A-2"]["遵守状況"] is None
    assert found["基準", f"{NEW}-A-2"]["本文"] == "3回以内の呼出しで受けます。"
    assert found["基準", f"{NEW}-B-1"]["遵守状況"] == "遵守"


def test_one_merged_into_another_leaves_that_ones_own_answer(reporting):
    kept, broken = {"遵守状況": "遵守"}, {"遵守状況": "一部未遵守"}
    reporting.hand_in(REPORT, A, {"基準": [kept, kept]}, {"記入者": "青木"})
    reporting.hand_in(REPORT, B, {"目標": [GOOD, ON], "基準": [broken, broken, broken]}, {"記入者": "馬場"})
    assert set(verdicts(reporting.night()).values()) <= {"accepted", "accepted_with_warnings", "unchanged"}
    reorganise(reporting, (A, "総務課", None, None), (B, "区民課", LAST_DAY, A))
    found = looked_back(reporting, REPORT, A)
    assert [found["基準", f"{A}-{i}"]["遵守状況"] for i in ("A-1", "A-2", "B-1")] == ["遵守", "遵守", "一部未遵守"]
    assert [fields["記入者"] for (table, _), fields in found.items() if table is None] == ["青木"]


def test_the_nearest_of_a_chain_speaks_and_the_head_follows_a_renaming(reporting):
    reporting.hand_in(REPORT, A, {"基準": [{"遵守状況": "一部未遵守"}] * 2}, {"記入者": "青木"})
    reporting.hand_in(REPORT, B, {"目標": [GOOD, ON], "基準": KEPT}, {"記入者": "馬場"})
    assert set(verdicts(reporting.night()).values()) <= {"accepted", "accepted_with_warnings", "unchanged"}
    chain = ((A, "総務課", LAST_DAY, B), (B, "区民課", LAST_DAY, NEW), (NEW, "総合窓口課", None, None))
    reorganise(reporting, *chain)
    found = looked_back(reporting, REPORT, NEW)
    assert found["基準", f"{NEW}-A-2"]["遵守状況"] == "遵守"
    assert [fields["記入者"] for (table, _), fields in found.items() if table is None] == ["馬場"]
