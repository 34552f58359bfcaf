"""A target measured by the visitors' survey: its value comes from the survey, and what is typed instead is told.

The shipped forms, filled in by hand; all figures are worked out here by hand.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import openpyxl
import pytest

from kusei_batch.pipeline.workspace.form_check import read_form
from tests.pipeline.shipped_office import Office

GENERAL, CITIZENS, INSURANCE = "1201", "1303", "1304"
PLAN, SURVEY, RESULT = "目標設定", "来庁者アンケート（後期）", "実績報告"
SIGNS, MANNERS, TIME = (
    "庁舎の案内は分かりやすかったですか。",
    "窓口の職員の応対は丁寧でしたか。",
    "手続が終わるまでの時間はいかがでしたか。",
)
PLAIN = {"場面": "庁舎案内", "単位": "%", "向き": "以上", "予算措置": "不要"}
TARGETS = {
    # The ward's own rate, since it surveys nobody itself; then one without a survey.
    GENERAL: [
        PLAIN
        | {
            "目標": "案内を分かりやすくし、70%の方が迷わないようにします。",
            "目標値": 75,
            "指標の出所": SIGNS,
            "取組範囲": "区",
        },
        PLAIN | {"目標": "苦情への返事を10日以内に返します。", "目標値": 90},
    ],
    # Its own rate; and the ward's, as the target is for the whole ward.
    CITIZENS: [
        PLAIN | {"目標": "丁寧だと答える方を8割にします。", "目標値": 80, "指標の出所": MANNERS, "取組範囲": "課"},
        PLAIN
        | {"目標": "区の手続の時間に満足する方を6割にします。", "目標値": 60, "指標の出所": TIME, "取組範囲": "区"},
    ],
}
# 満足, やや満足, どちらともいえない, やや不満, 不満 of Q1 to Q6; the others of those who came back gave no answer.
BACK = {CITIZENS: 100, INSURANCE: 40}
COUNTS = {
    CITIZENS: [
        (9, 9, 9, 9, 9),
        (60, 25, 10, 3, 2),
        (40, 30, 20, 6, 4),
        (50, 30, 10, 6, 4),
        (1, 1, 1, 1, 1),
        (3, 2, 1, 0, 0),
    ],
    INSURANCE: [
        (5, 5, 5, 5, 0),
        (10, 10, 10, 10, 0),
        (2, 4, 10, 2, 2),
        (6, 8, 4, 2, 0),
        (1, 0, 1, 0, 0),
        (9, 9, 1, 1, 0),
    ],
}
# 案内: 80/100 and 14/20, of the ward 94/120 = 78.3 (the mean of the two rates would be 75.0).
# 応対, 区民課 alone: 85/100 = 85.0. 時間, the ward: (70 + 6) / (100 + 20) = 63.3.
RATES = {GENERAL: [Decimal("78.3"), None], CITIZENS: [Decimal("85.0"), Decimal("63.3")]}
HEADINGS = ("満足", "やや満足", "どちらともいえない", "やや不満", "不満", "無回答")


@pytest.fixture(scope="module")
def surveyed(tmp_path_factory):
    """An office whose targets and whose survey are accepted, and whose results are asked for."""
    office = Office(tmp_path_factory.mktemp("満足率") / "見本")
    office.issue(PLAN, *TARGETS)
    for code, rows in TARGETS.items():
        office.hand_in(PLAN, code, {"目標": rows})
    assert {f.verdict.value for f in office.night(dt.date(2026, 4, 20)).files} <= {"accepted", "accepted_with_warnings"}
    office.issue(SURVEY, *COUNTS)
    for code, counts in COUNTS.items():
        rows = [dict(zip(HEADINGS, (*each, BACK[code] - sum(each)), strict=True)) for each in counts]
        days = {"実施期間の初日": dt.date(2027, 2, 1), "実施期間の末日": dt.date(2027, 2, 12)}
        office.hand_in(SURVEY, code, {"設問": rows}, {"配布数": 200, "回収数": BACK[code], **days})
    assert {f.verdict.value for f in office.night(dt.date(2027, 2, 25)).files} == {"accepted", "unchanged"}
    office.issue(RESULT, *TARGETS)
    return office


def test_the_value_is_in_the_sheet_and_beside_what_it_is_compared_with(surveyed):
    for code, rates in RATES.items():
        shown = surveyed.column(RESULT, code, "アンケートの満足率")[:2]
        assert numbers(shown) == rates
        assert numbers(surveyed.column(RESULT, code, "実績値")[:2]) == rates


def test_what_is_typed_instead_is_told_and_the_survey_judges(surveyed):
    """案内 came to 78.3 of 75: reached, whatever is typed; 応対 was left as it came, 時間 was wiped out."""
    said = {"実施結果": "表示を改めました。", "次年度の扱い": "終了", "値の区分": "確定"}
    short = {"達成度": "未達成", "理由": "届きませんでした。", "今後の対応方策": "5月までに、係長が表示を直します。"}
    rows = {
        GENERAL: [said | short | {"実績値": 70}, said | {"実績値": 92, "達成度": "達成"}],
        CITIZENS: [said | {"達成度": "達成"}, said | {"実績値": None, "達成度": "達成"}],
    }
    for code, targets in rows.items():
        standards = [{"遵守状況": "遵守"} for text in surveyed.column(RESULT, code, "本文", "基準") if text]
        surveyed.hand_in(RESULT, code, {"目標": targets, "基準": standards})
    files = surveyed.night(dt.date(2027, 3, 5)).files
    assert {f.verdict.value for f in files} <= {"accepted", "accepted_with_warnings", "unchanged"}
    told = {p.message for f in files for p in f.problems if p.code == "inconsistent"}
    assert [m for m in told if "満足率" in m] == [m for m in told if "78.3" in m or "63.3" in m]
    assert len([m for m in told if "実績値（70%）が、来庁者アンケートの満足率（78.3%）と違います。" in m]) == 1
    assert len([m for m in told if "満足率（63.3%）と違います。" in m]) == 1
    assert not any("85" in m for m in told)
    relation = {c: [r.fields["目標値との関係"] for r in surveyed.records(RESULT, c, "目標")] for c in rows}
    assert relation == {GENERAL: ["届いた", "届いた"], CITIZENS: ["届いた", "届いた"]}
    assert any("達成度は「未達成」ですが" in p.message for f in files for p in f.problems)
    assert numbers(r.fields["実績値"] for r in surveyed.records(RESULT, CITIZENS, "目標")) == [Decimal("85.0"), None]


def test_a_survey_that_changes_afterwards_is_told_of_and_issued_anew(surveyed):
    """Mended, 案内 is 84/100 in 区民課 and 98/120 in the ward: 81.7."""
    form = read_form(surveyed.workspace, "来庁者アンケート")
    good = form.field("満足", "設問")
    book = openpyxl.load_workbook(surveyed.folder / "inbox" / "見本区" / "区民課" / f"{SURVEY}.xlsx")
    book[good.sheet][good.cells[3]].value = 54
    book[good.sheet][form.field("やや不満", "設問").cells[3]].value = 2
    book.save(surveyed.folder / "inbox" / "見本区" / "区民課" / f"{SURVEY}.xlsx")
    surveyed.clock += 60
    changed = {p.params["department"]: p.params["changes"] for _, p in surveyed.night(dt.date(2027, 3, 8)).changed}
    assert {c: "アンケートの満足率" in said for c, said in changed.items()} == {GENERAL: True}
    surveyed.issue(RESULT, GENERAL, again=True)
    assert numbers(surveyed.column(RESULT, GENERAL, "アンケートの満足率")[:1]) == [Decimal("81.7")]
    assert numbers(surveyed.column(RESULT, GENERAL, "実績値")[:1]) == [70]


def numbers(values):
    return [None if value in (None, "") else Decimal(str(value)) for value in values]
