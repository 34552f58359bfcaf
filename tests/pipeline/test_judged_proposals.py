"""市民提案型: proposals, several judges' points on each, their mean and the rank, by the definition of two forms alone."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import openpyxl
import pytest

from tests.pipeline.year import PLAN, REPORT, B, Year, rows, write_form

PROPOSALS = [
    ("番号", "提案", "表示", "整数", *[None] * 4),
    ("行ID", "提案", "表示", "文字", *[None] * 4),
    ("提案名", "提案", "記入", "文字", "必須", None, None, None),
    ("団体", "提案", "記入", "文字", "必須", None, None, None),
]
JUDGED = [
    ("番号", "提案", "表示", "整数", *[None] * 4),
    ("行ID", "提案", "表示", "文字", *[None] * 4),
    ("提案名", "提案", "前回値", "文字", None, None, None, "提案名"),
    ("平均点", "提案", "計算", "数値", *[None] * 4),
    ("審査員の数", "提案", "計算", "整数", *[None] * 4),
    ("順位", "提案", "計算", "整数", *[None] * 4),
    ("採否", "提案", "計算", "文字", *[None] * 4),
    ("講評", "提案", "記入", "文字", "任意", None, None, None),
    ("番号", "採点", "表示", "整数", *[None] * 4),
    ("審査員", "採点", "記入", "文字", "必須", None, None, None),
    ("提案の番号", "採点", "記入", "整数", "必須", None, None, None),
    ("点", "採点", "記入", "数値", "任意", None, None, None),
]
FORMULAS = {
    "平均点": "四捨五入(平均(採点.点、提案の番号 = この行.番号)、1)",
    "審査員の数": "件数(採点.点、提案の番号 = この行.番号)",
    "順位": "もし(平均点 = 空欄、平均点、件数(提案、平均点 > この行.平均点) + 1)",
    "採否": "もし(平均点 ≧ 60 かつ 順位 ≦ 2、「採択」、「不採択」)",
}
# By hand: 畑 (80 + 71 + 70) / 3 = 73.7; 灯り (90 + 56) / 2 = 73.0, one judge having stood aside;
# 朝市 (50 + 60 + 55) / 3 = 55.0; 歌 the same 73.7 as 畑 (74 + 73 + 74); 川 nobody judged.
POINTS = {1: (80, 71, 70), 2: (90, 56, None), 3: (50, 60, 55), 4: (74, 73, 74)}
MEANS = [Decimal("73.7"), Decimal("73.0"), Decimal("55.0"), Decimal("73.7"), None]
NAMES = ("畑", "灯り", "朝市", "歌", "川")


def with_formulas(path):
    book = openpyxl.load_workbook(path)
    items = book["_項目"]
    last = items.max_column + 1
    items.cell(1, last).value = "式"
    for row in items.iter_rows(min_row=2):
        items.cell(row[0].row, last).value = FORMULAS.get(row[0].value)
    book.save(path)


@pytest.fixture(scope="module")
def judged(tmp_path_factory):
    year = Year(tmp_path_factory.mktemp("審査"))
    folder = year.folder / "templates_xlsx"
    write_form(folder / f"{PLAN}.xlsx", PLAN, PROPOSALS, {"提案.最小行数": 1, "提案.最大行数": 6})
    settings = {"提案.行の元": f"{PLAN}.提案", "提案.最大行数": 6, "採点.最小行数": 1, "採点.最大行数": 40}
    write_form(folder / f"{REPORT}.xlsx", REPORT, JUDGED, settings)
    with_formulas(folder / f"{REPORT}.xlsx")
    year.reread()
    year.issue(PLAN)
    year.hand_in(PLAN, B, {"提案": [{"提案名": name, "団体": f"{name}の会"} for name in NAMES]})
    year.night(dt.date(2026, 4, 20))
    year.issue(REPORT)
    points = [
        {"審査員": judge, "提案の番号": number, "点": points[n]}
        for n, judge in enumerate(("甲", "乙", "丙"))
        for number, points in POINTS.items()
    ]
    remarks = [{"講評": "地域の方と続けられる。"}, {}, {"講評": "費用の見積りが足りない。"}]
    year.hand_in(REPORT, B, {"採点": points, "提案": remarks}, file="採点.xlsx")
    report = year.night()
    assert {f.verdict.value for f in report.files} <= {"accepted", "accepted_with_warnings", "unchanged"}
    return [r.fields for r in rows(year, REPORT, "提案") if r.department.code == B]


def test_the_mean_is_of_the_judges_who_gave_points(judged):
    assert [row["平均点"] for row in judged] == MEANS
    assert [row["審査員の数"] for row in judged] == [3, 2, 3, 3, 0]


def test_equal_means_share_a_place_and_what_nobody_judged_has_none(judged):
    assert [row["順位"] for row in judged] == [1, 3, 4, 1, None]


def test_what_is_granted_follows_from_the_mean_and_the_place(judged):
    assert [row["採否"] for row in judged] == ["採択", "不採択", "不採択", "採択", None]
