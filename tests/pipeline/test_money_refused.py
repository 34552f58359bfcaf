"""The forms of money refuse what cannot be put in order or is not there to give: each refusal with real workbooks."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from tests.pipeline.shipped_office import Office

PROPOSED, GRANTED, SPENT = "地域課題対応事業提案", "即応の配当", "地域課題対応事業"
CARE, PLANNING, WORKS = "1401", "1202", "1501"
PROJECT = {
    "分野": "環境まちづくり",
    "課題": "秋の落ち葉が、12の公園で溝をふさぐ。",
    "目的": "落ち葉を、雨の前に集める。",
    "取組": "町内会と、10月から12月に月2回集める。",
}
GRANT = {"決めた日": dt.date(2026, 5, 20), "担当課": "企画課", "課題と取組": "歩道が狭くなったので、柵を置く。"}


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    office = Office(tmp_path_factory.mktemp("予算") / "見本")
    office.issue(PROPOSED, CARE)
    office.issue(GRANTED, PLANNING)
    office.issue(SPENT, CARE, WORKS)
    return office


def propose(office, *places):
    """Hand in proposals with these 優先順位: the project that goes on, then new ones."""
    going_on, *new = places
    rows = [{"優先順位": going_on, "概算額": 860, "積算": "会場 86回×10千円"}]
    rows += [PROJECT | {"事業名": f"落ち葉の会{n}", "優先順位": p, "概算額": 300} for n, p in enumerate(new, 1)]
    office.hand_in(PROPOSED, CARE, {"事業": rows})
    return judged(office, dt.date(2026, 7, 9))


def grant(office, *amounts, remarks=()):
    """Hand in grants of these amounts, row by row; None leaves a row empty."""
    told = [*remarks, *[None] * len(amounts)]
    rows = [
        None if amount is None else GRANT | {"事業名": f"柵{n}", "配当額": amount, "備考": told[n]}
        for n, amount in enumerate(amounts)
    ]
    office.hand_in(GRANTED, PLANNING, {"事業": rows})
    return judged(office, dt.date(2026, 10, 8))


def judged(office, day):
    """Verdict and errors of the one file that came."""
    (file,) = [f for f in office.night(day).files if f.verdict.value != "unchanged"]
    return file.verdict.value, [p for p in file.problems if p.severity.value == "error"]


def test_two_proposals_of_one_place_are_sent_back_and_both_are_pointed_at(office):
    verdict, problems = propose(office, 1, 2, 2, 3)
    assert verdict == "sent_back"
    (problem,) = problems
    assert "優先順位2が、ほかの行と重なっています" in problem.message
    assert "事業2・3" in problem.message
    priorities = office.form(PROPOSED).field("優先順位", "事業")
    assert set(problem.location.cells) == {priorities.cells[1], priorities.cells[2]}


def test_places_of_their_own_are_taken_whatever_their_order(office):
    assert propose(office, 4, 2, 1, 3)[0].startswith("accepted")
    places = [r.fields["優先順位"] for r in office.records(PROPOSED, CARE, "事業")]
    assert places == [4, 2, 1, 3]


def test_a_grant_over_the_frame_is_refused_from_the_row_that_exceeds_it(office):
    """The frame is 5,000: 2,000 + 2,900 fits, 150 more does not, nor what comes after."""
    verdict, problems = grant(office, 2000, 2900, 150, 10)
    assert verdict == "sent_back"
    amounts = office.form(GRANTED).field("配当額", "事業")
    assert {c for p in problems for c in p.location.cells} == {amounts.cells[2], amounts.cells[3]}
    assert any("累計（5050千円）が、区の枠（5000千円）を超えています" in p.message for p in problems)


def test_up_to_the_frame_it_is_taken(office):
    assert grant(office, 2000, 2900, 100)[0].startswith("accepted")
    last = office.records(GRANTED, PLANNING, "事業")[-1].fields
    assert (last["配当額の累計"], last["枠の残額"]) == (5000, 0)


def test_with_a_reason_it_is_taken_over_the_frame_and_the_reason_is_kept(office):
    verdict, problems = grant(office, 2000, 2900, 150, remarks=(None, None, "補正予算の200千円を加えて配当します。"))
    assert (verdict[:8], problems) == ("accepted", [])
    rows = [r.fields for r in office.records(GRANTED, PLANNING, "事業")]
    assert [r["枠の残額"] for r in rows] == [3000, 100, -50]


def test_a_reason_in_another_row_is_none_for_this_one(office):
    verdict, problems = grant(office, 2000, 2900, 150, remarks=("補正予算を加えます。",))
    assert (verdict, len(problems)) == ("sent_back", 1)


def test_rows_left_empty_between_count_nothing(office):
    assert grant(office, 2000, None, 3000)[0].startswith("accepted")
    rows = [r.fields for r in office.records(GRANTED, PLANNING, "事業")]
    assert [r["配当額の累計"] for r in rows] == [2000, 5000]


@pytest.mark.parametrize("typed", ["－", "約150", "未定", ""])
def test_what_is_no_number_is_told_as_such_and_raises_no_false_alarm_of_the_frame(office, typed):
    """The sum is not known, so nobody is told that it is too high."""
    verdict, problems = grant(office, 2000, typed, 4000)
    assert verdict == "sent_back"
    amounts = office.form(GRANTED).field("配当額", "事業")
    assert {c for p in problems for c in p.location.cells} >= {amounts.cells[1]}
    over = [p for p in problems if "枠" in p.message]
    # A blank adds nothing, and the others alone are over the frame.
    assert bool(over) is (typed == "")


@pytest.mark.parametrize(
    ("spent", "expected", "rate"),
    [(700, 700, Decimal("89.7")), (None, None, None), ("－", None, None), (0, 0, Decimal("0.0"))],
)
def test_what_was_spent_is_summed_over_what_is_known(office, spent, expected, rate):
    """坂の上の買い物の集い was given 780: 700 of it are 89.7 ％, and of nothing told there is no rate."""
    said = {"実施内容": "70回開きました。", "成果": "655人が参加しました。", "値の区分": "確定"}
    office.hand_in(SPENT, CARE, {"事業": [said | {"決算額": spent}]})
    verdict, _ = judged(office, dt.date(2027, 3, 4))
    if spent in (None, "－"):
        assert verdict == "sent_back"
        return
    assert verdict.startswith("accepted")
    (head,) = office.records(SPENT, CARE, None)
    assert (head.fields["決算額の計"], head.fields["全体の執行率"]) == (expected, rate)
