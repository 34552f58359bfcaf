"""Rows from what the other departments of the ward handed in: a committee's targets and its members, and sharing."""

from __future__ import annotations

import pytest

from kusei_batch.pipeline.workspace.form_check import check_form
from tests.pipeline.year import (
    MASTER,
    PLAN,
    PLAN_ITEMS,
    PLAN_SETTINGS,
    REPORT,
    REPORT_ITEMS,
    REPORT_SETTINGS,
    Year,
    rows,
    write_form,
)

GENERAL, CITIZENS, GROUP, ELSEWHERE = "101", "102", "901", "201"
SHARED = [
    ("場面", "目標", "記入", "選択", None, None, "場面", None),
    ("参加部署", "目標", "記入", "複数選択", None, None, "部署", None),
]


def brought(table, *fields):
    """The items of a table to be read: whose row it is, and fields of it."""
    built_in = [(name, table, "表示", kind, *[None] * 4) for name, kind in (("番号", "整数"), ("行ID", "文字"))]
    kinds = {"場面": ("選択", "場面"), "参加部署": ("複数選択", "部署")}
    return [
        *built_in,
        *((f, table, "前回値", *_typed(kinds.get(f)), f) for f in ("部署名", *fields)),
        ("出典", table, "表示", "文字", *[None] * 4),
    ]


def _typed(kind):
    return (kind[0] if kind else "長文", None, None, kind[1] if kind else None)


MASTER_WITH_GROUP = MASTER | {
    "区": [("区コード", "区名"), ("1", "東区"), ("2", "西区")],
    "部署": [
        ("部署コード", "区コード", "部名", "課名", "表示順", "連絡先", "種別"),
        (GENERAL, "1", "総務部", "総務課", 1, None, None),
        (CITIZENS, "1", "総務部", "区民課", 2, None, "部署"),
        (GROUP, "1", None, "待ち時間改善部会", 9, None, "委員会・部会"),
        (ELSEWHERE, "2", "総務部", "区民課", 1, None, None),
    ],
}
ITEMS = [
    *REPORT_ITEMS,
    *brought("参加", "目標", "参加部署"),
    *brought("共有", "場面", "目標"),
    *brought("記入", "記入者"),
]
SETTINGS = REPORT_SETTINGS | {
    "基準.行の条件": "この種別 = 部署",
    "基準.空のときの文": "答える基準はありません。",
    "参加.最大行数": 3,
    "参加.行の元": "ほかの部署:目標設定.目標",
    "参加.行の条件": "参加部署 = この部署",
    "参加.空のときの文": "参加する目標はありません。",
    "共有.最大行数": 9,
    "共有.行の元": "ほかの部署:目標設定.目標",
    "共有.行の並び": "場面",
    "記入.最大行数": 4,
    "記入.行の元": "ほかの部署:目標設定.表の外",
}


@pytest.fixture(scope="module")
def planned(tmp_path_factory):
    """A year in which two departments and a group have set their targets, and a department of another ward as well."""
    year = Year(tmp_path_factory.mktemp("部会"))
    year.write_master(MASTER_WITH_GROUP)
    write_form(year.folder / "templates_xlsx" / f"{PLAN}.xlsx", PLAN, [*PLAN_ITEMS, *SHARED], PLAN_SETTINGS)
    write_form(year.folder / "templates_xlsx" / f"{REPORT}.xlsx", REPORT, ITEMS, SETTINGS)
    year.reread()
    year.issue(PLAN)
    year.hand_in(PLAN, GENERAL, {"目標": [{"目標": "受付を3分で終えます。", "場面": "窓口"}]}, {"記入者": "山"})
    year.hand_in(PLAN, CITIZENS, {"目標": [{"目標": "電話を3回で取ります。", "場面": "電話"}]}, {"記入者": "川"})
    shared = {"目標": "順番を画面で知らせます。", "場面": "窓口", "参加部署": "区民課・総務課"}
    alone = {"目標": "会を月に1回開きます。", "場面": "電話", "参加部署": "総務課"}
    year.hand_in(PLAN, GROUP, {"目標": [shared, alone]}, {"記入者": "谷"})
    year.hand_in(PLAN, ELSEWHERE, {"目標": [{"目標": "西区の目標です。", "場面": "窓口"}]}, {"記入者": "西"})
    report = year.night()
    assert {f.verdict.value for f in report.files} == {"accepted"}
    year.issue(REPORT)
    return year


def shown(year, department, table, field):
    return year.column(REPORT, department, field, table)


def test_departments_that_take_part_find_the_groups_targets_in_their_own_sheet(planned):
    assert shown(planned, CITIZENS, "参加", "目標") == ["順番を画面で知らせます。"]
    assert shown(planned, CITIZENS, "参加", "部署名") == ["待ち時間改善部会"]
    assert shown(planned, CITIZENS, "参加", "参加部署") == ["区民課・総務課"]
    assert shown(planned, GENERAL, "参加", "目標") == ["順番を画面で知らせます。", "会を月に1回開きます。"]


def test_who_takes_part_in_nothing_is_told_so(planned):
    assert shown(planned, GROUP, "参加", "部署名") == ["参加する目標はありません。"]
    assert shown(planned, ELSEWHERE, "参加", "部署名") == ["参加する目標はありません。"], (
        "another ward has a 区民課 too"
    )


def test_what_the_others_of_the_ward_aim_at_stands_by_scene_as_the_scenes_are_listed(planned):
    targets = [*zip(shown(planned, GENERAL, "共有", "場面"), shown(planned, GENERAL, "共有", "目標"), strict=True)]
    assert targets == [
        ("電話", "電話を3回で取ります。"),
        ("電話", "会を月に1回開きます。"),
        ("窓口", "順番を画面で知らせます。"),
    ]
    assert shown(planned, GENERAL, "共有", "出典") == ["区民課", "待ち時間改善部会", "待ち時間改善部会"]


def test_the_head_of_the_others_sheets_is_a_row_of_each(planned):
    assert shown(planned, GROUP, "記入", "記入者") == ["山", "川"]


def test_a_group_is_not_asked_for_the_standards_of_departments(planned):
    assert shown(planned, GROUP, "基準", "本文") == ["答える基準はありません。"]
    assert len(shown(planned, GENERAL, "基準", "本文")) == 2


def test_what_others_hand_in_later_asks_nobody_for_the_sheet_again(planned, tmp_path):
    year = planned.copy_to(tmp_path / "年度")
    more = [{}, {"目標": "申請書を2枚減らします。", "場面": "窓口", "参加部署": "区民課"}]
    year.hand_in(
        PLAN, GENERAL, {"目標": [{"目標": "受付を2分で終えます。", "場面": "窓口"}, *more[1:]]}, file="改.xlsx"
    )
    changed = [problem for _, problem in year.night().changed]
    assert [p.params["department"] for p in changed] == [GENERAL], "its own targets changed"
    year.issue(REPORT, again=True, department=CITIZENS)
    assert shown(year, CITIZENS, "参加", "目標") == ["申請書を2枚減らします。", "順番を画面で知らせます。"]


def test_a_round_for_departments_leaves_groups_out(planned, tmp_path):
    year = planned.copy_to(tmp_path / "年度")
    year.begin(
        "R8", f'[[rounds]]\nname = "再"\nform = "{PLAN}"\nopens = "5月1日"\ndue = "5月9日"\ndepartments = ["部署"]'
    )
    assert {s.department_code for s in year.issue("再").issued} == {GENERAL, CITIZENS, ELSEWHERE}


@pytest.mark.parametrize(
    ("setting", "value", "code"),
    [
        ("共有.行の元", "ほかの部署:目標設定.目的", "row-source-unknown-table"),
        ("共有.行の元", "ほかの部署:目標.目標", "row-source-unknown-round"),
        ("共有.行の元", "ほかの部署:マスタ.基準", "row-source-malformed"),
        ("共有.行の並び", "場所", "row-order-unknown-field"),
        ("参加.行の条件", "参加課 = この部署", "row-condition-unknown-column"),
    ],
)
def test_what_is_not_there_is_told_before_the_night(planned, tmp_path, setting, value, code):
    year = planned.copy_to(tmp_path / "年度")
    path = year.folder / "templates_xlsx" / f"{REPORT}.xlsx"
    write_form(path, REPORT, ITEMS, SETTINGS | {setting: value})
    problems = check_form(year.folder, path)
    assert code in {p.code for p in problems}


def test_records_of_what_was_read_are_the_readers_own(planned):
    assert {r.department.code for r in rows(planned, PLAN)} == {GENERAL, CITIZENS, GROUP, ELSEWHERE}
