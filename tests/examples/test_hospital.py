"""examples/病院: no city at all; two hospitals of one body, their safety plan and its two half-yearly reports."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.examples.example import Example, read_issued, table_headed, tables_of, text_of

PLAN, FIRST, SECOND = "安全計画", "安全報告（上半期）", "安全報告（下半期）"
FALLS = {
    "領域": "転倒・転落",
    "目標": "夜間の転倒を減らします。",
    "測るもの": "夜間の転倒の件数",
    "目標値": 4,
    "単位": "件",
}
DRUGS = {"領域": "薬", "目標": "渡し間違いをなくします。", "測るもの": "渡し間違いの件数", "目標値": 0, "単位": "件"}
LATE = {"実績値": 1, "進み具合": "遅れ", "理由": "忙しい時間に起きています。渡す人を分けます。", "次年度": "終える"}
GOOD = {"実績値": 3, "進み具合": "順調", "次年度": "続ける"}
PATIENTS = {"101": 7200, "102": 6900, "201": 2500}
FALLEN = {"101": 12, "102": 5, "201": 4}


def counted(*numbers):
    return [{"報告件数": number, "重い件数": 0} for number in numbers]


@pytest.fixture(scope="module")
def year(tmp_path_factory):
    example = Example("病院", tmp_path_factory.mktemp("病院") / "作業")
    sheets = example.issue(PLAN)
    goals = {"101": [FALLS, DRUGS], "102": [FALLS], "201": [DRUGS]}
    for code, rows in goals.items():
        example.hand_in(sheets[code], {"目標": rows})
    example.night(dt.date(2026, 4, 20))
    for name, day in ((FIRST, dt.date(2026, 10, 20)), (SECOND, dt.date(2027, 3, 20))):
        sheets = example.issue(name)
        for code, goal in goals.items():
            events = counted(FALLEN[code], 6, 2, 1)
            if code == "101":
                events[0] |= {"重い件数": 1, "気付き": "見回りの間に起きました。足元灯を増やしました。"}
            progress = [GOOD, LATE] if len(goal) > 1 else [GOOD if goal[0] is FALLS else {"進み具合": "順調"}]
            example.hand_in(sheets[code], {"出来事": events, "目標": progress}, {"延べ患者数": PATIENTS[code]})
        assert example.verdicts(example.night(day)) == {"accepted"}
    return example


def test_rates_of_hospital_and_body_divide_sums(year):
    """By hand: (12 + 5) ÷ 14100 = 1.21, 4 ÷ 2500 = 1.60; together 21 ÷ 16600 = 1.27, not the mean of the two."""
    rows = [row for table in tables_of(year.found("*_見本会_*.docx")) for row in table]
    assert ["転倒・転落", "1.21", "1.60", "1.27", "16,600"] in rows


def test_what_is_late_and_what_was_grave_is_put_before_the_committee(year):
    (path,) = year.workspace.year_folder(2026, SECOND).rglob("*_本院_*資料.docx")
    paper = text_of(path)
    assert "遅れた目標とやめた目標1件の、これからの進め方を決定すること" in paper
    assert "治療を要した出来事1件について" in paper
    assert table_headed(path, "領域＼回")[0] == ["転倒・転落", "1.21", "1.21"]


def test_each_hospital_names_its_own_office(year):
    sheets = {s.department_code: s for s in read_issued(year)}
    assert [year.column(sheets[code], "問合せ先") for code in ("101", "201")] == [
        ["本院 医療安全管理室（内線 1100）"],
        ["分院 医療安全管理室（内線 2100）"],
    ]


def test_what_goes_on_is_in_the_plan_of_the_next_year(year):
    year.begin(2027)
    sheets = year.issue(PLAN)
    assert year.column(sheets["101"], "目標", "目標")[:2] == [FALLS["目標"], None]
    assert year.column(sheets["201"], "目標", "目標")[0] is None
