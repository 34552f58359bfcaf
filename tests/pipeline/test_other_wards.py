"""ほかの区の取組: what other wards aim at, most like one's own first, in the sheet of each department."""

import pytest

from bench.alike_texts import read_targets
from kusei_batch.core.record import WITHHELD
from kusei_batch.pipeline.workspace.form_check import check_form
from tests.pipeline.test_of_others import ELSEWHERE, GENERAL, MASTER_WITH_GROUP, brought, shown
from tests.pipeline.year import PLAN, PLAN_ITEMS, PLAN_SETTINGS, REPORT, REPORT_ITEMS, REPORT_SETTINGS, Year, write_form

NUMBER = "044-999-0101"
ITEMS = [*REPORT_ITEMS, *brought("他区", "区名", "目標")]
SETTINGS = REPORT_SETTINGS | {
    "他区.最大行数": 3,
    "他区.行の元": "ほかの区:目標設定.目標",
    "他区.行の並び": "近い順",
    "他区.行の上限": 3,
    "他区.空のときの文": "ほかの区の取組はありません。",
}


def text(kind, writer):
    return next(t["text"] for t in read_targets() if (t["kind"], t["writer"]) == (kind, str(writer)))


@pytest.fixture(scope="module")
def planned(tmp_path_factory):
    """東区 will keep people waiting less, 西区 has several targets, one of them of that kind in other words."""
    year = Year(tmp_path_factory.mktemp("ほかの区"))
    year.write_master(MASTER_WITH_GROUP)
    write_form(year.folder / "templates_xlsx" / f"{PLAN}.xlsx", PLAN, PLAN_ITEMS, PLAN_SETTINGS)
    write_form(year.folder / "templates_xlsx" / f"{REPORT}.xlsx", REPORT, ITEMS, SETTINGS)
    year.reread()
    year.issue(PLAN)
    year.hand_in(PLAN, GENERAL, {"目標": [{"目標": text("K08", 1)}]})
    others = [text("K40", 2), text("K01", 2), text("K08", 2), f"{text('K09', 2)}電話は{NUMBER}です。"]
    year.hand_in(PLAN, ELSEWHERE, {"目標": [{"目標": other} for other in others]})
    year.night()
    year.issue(REPORT)
    return year


def test_the_row_most_like_the_department_s_own_comes_first_and_no_more_than_asked_for(planned):
    told = shown(planned, GENERAL, "他区", "目標")
    assert told[0] == text("K08", 2)
    assert len(told) == 3
    assert set(shown(planned, GENERAL, "他区", "区名")) == {"西区"}
    assert shown(planned, GENERAL, "他区", "出典")[0] == "西区　区民課"


def test_every_ward_sees_the_others_and_not_its_own(planned):
    assert shown(planned, ELSEWHERE, "他区", "目標") == [text("K08", 1)]


def test_what_waits_to_be_cleared_is_shown_to_nobody_elsewhere(planned, tmp_path):
    year = planned.copy_to(tmp_path / "年度")
    write_form(
        year.folder / "templates_xlsx" / f"{REPORT}.xlsx",
        REPORT,
        ITEMS,
        SETTINGS | {"版": 2, "他区.行の上限": 9, "他区.最大行数": 9},
    )
    year.reread()
    year.issue(REPORT, again=True, department=GENERAL)
    told = shown(year, GENERAL, "他区", "目標")
    assert len(told) == 4
    assert WITHHELD in told
    assert not any(NUMBER in str(one) for one in told)


@pytest.mark.parametrize(
    ("setting", "value", "code"),
    [
        ("他区.行の元", "ほかの区:目標.目標", "row-source-unknown-round"),
        ("他区.行の並び", "近い", "row-order-unknown-field"),
        ("他区.行の上限", "たくさん", "row-at-most-malformed"),
        ("他区.行の上限", "0", "row-at-most-malformed"),
    ],
)
def test_what_cannot_be_read_is_told_before_the_issue(planned, tmp_path, setting, value, code):
    year = planned.copy_to(tmp_path / "年度")
    path = year.folder / "templates_xlsx" / f"{REPORT}.xlsx"
    write_form(path, REPORT, ITEMS, SETTINGS | {setting: value})
    assert code in {p.code for p in check_form(year.folder, path)}
