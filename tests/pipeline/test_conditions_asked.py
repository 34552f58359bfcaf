"""What 行の条件 may ask beside the columns of a row, and how many departments of a ward answered so."""

from __future__ import annotations

import pytest

from kusei_batch.pipeline.workspace.form_check import check_form
from tests.pipeline.test_of_others import ELSEWHERE, GENERAL, MASTER_WITH_GROUP, brought, shown
from tests.pipeline.year import (
    GOOD,
    PLAN,
    PLAN_ITEMS,
    PLAN_SETTINGS,
    REPORT,
    REPORT_ITEMS,
    REPORT_SETTINGS,
    Year,
    write_form,
)

AGAIN = "再報告"
MORE = f'[[rounds]]\nname = "{AGAIN}"\nform = "{REPORT}"\nopens = "3月15日"\ndue = "3月25日"'
MASTER = MASTER_WITH_GROUP | {"相互評価": [("組", "区コード", "相手の区"), ("S-1", "1", "西区")]}
ITEMS = [
    *REPORT_ITEMS,
    ("相手の区", None, "前回値", "文字", None, None, None, "マスタ.相互評価.相手の区"),
    ("前回の遵守", "基準", "前回値", "文字", None, None, None, "直前.遵守状況"),
    ("遵守の数", "基準", "前回値", "整数", None, None, None, f"区:{REPORT}.行数[遵守状況 = 遵守]"),
    *brought("相手", "元の回", "目標"),
    *brought("名指し", "目標"),
]
SETTINGS = REPORT_SETTINGS | {
    "基準.行の条件": "この種別 = 部署 かつ (前回の遵守 = 空欄 または 前回の遵守 ≠ 遵守)",
    "相手.最大行数": 9,
    "相手.行の元": "ほかの区:目標設定.目標",
    "相手.行の条件": "区名 = 相手の区",
    "名指し.最大行数": 9,
    "名指し.行の元": "ほかの区:目標設定.目標",
    "名指し.行の条件": "目標 = この区",
}


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """西区 has two targets, one of which is the name of 東区; two departments of 東区 have reported once."""
    year = Year(tmp_path_factory.mktemp("条件"))
    year.write_master(MASTER)
    write_form(year.folder / "templates_xlsx" / f"{PLAN}.xlsx", PLAN, PLAN_ITEMS, PLAN_SETTINGS)
    write_form(year.folder / "templates_xlsx" / f"{REPORT}.xlsx", REPORT, ITEMS, SETTINGS)
    year.begin("R8", MORE)
    year.reread()
    year.issue(PLAN)
    year.hand_in(PLAN, ELSEWHERE, {"目標": [{"目標": "東区"}, {"目標": "電話を3回で取ります。"}]})
    year.hand_in(PLAN, GENERAL, {"目標": [{"目標": "受付を3分で終えます。"}]})
    year.night()
    year.issue(REPORT)
    kept, broken = {"遵守状況": "遵守"}, {"遵守状況": "一部未遵守"}
    year.hand_in(REPORT, GENERAL, {"目標": [GOOD], "基準": [kept, broken]})
    year.hand_in(REPORT, "102", {"基準": [kept, kept, kept]})
    year.night()
    year.issue(AGAIN)
    return year


def again(year, department, field):
    """What the second round of the form shows in a field of the standards."""
    return year.column(REPORT, department, field, "基準", year.open(AGAIN, department))


def test_a_row_is_compared_with_what_the_sheet_shows_outside_tables(told):
    assert shown(told, GENERAL, "相手", "目標") == ["東区", "電話を3回で取ります。"]
    assert shown(told, GENERAL, "相手", "元の回") == [PLAN, PLAN]
    assert shown(told, ELSEWHERE, "相手", "目標") == [None], "it is paired with nobody"


def test_a_row_is_compared_with_the_unit_the_sheet_is_for(told):
    assert shown(told, GENERAL, "名指し", "目標") == ["東区"]
    assert shown(told, ELSEWHERE, "名指し", "目標") == [None]


def test_a_row_is_compared_with_what_was_answered_of_it_in_the_last_round(told):
    assert again(told, GENERAL, "本文") == ["3回以内の呼出しで受けます。"]
    assert again(told, GENERAL, "前回の遵守") == ["一部未遵守"]


def test_answers_of_the_ward_are_counted_row_by_row(told):
    assert again(told, GENERAL, "遵守の数") == [1], "the other department kept it"
    assert again(told, ELSEWHERE, "遵守の数") == [None, None], "nobody of 西区 has answered"


@pytest.mark.parametrize(
    ("items", "settings", "code"),
    [
        ([], {"相手.行の条件": "区名 = 相手"}, None),
        ([], {"相手.行の条件": "相手 = 区名"}, "row-condition-unknown-column"),
        (
            [("数", "基準", "前回値", "整数", None, None, None, f"区:{REPORT}.行数[状況 = 遵守]")],
            {},
            "reference-unknown-field",
        ),
        ([("数", "基準", "前回値", "整数", None, None, None, f"区:{REPORT}.行数")], {}, "reference-unknown-field"),
    ],
)
def test_what_is_not_there_is_told_before_the_issue(told, tmp_path, items, settings, code):
    year = told.copy_to(tmp_path / "年度")
    path = year.folder / "templates_xlsx" / f"{REPORT}.xlsx"
    write_form(path, REPORT, [*ITEMS, *items], SETTINGS | settings)
    assert code is None or code in {p.code for p in check_form(year.folder, path)}
