"""What wards ask of bureaus and what comes back; the city's targets; each ward's own check; one ward on another."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest

from kusei_batch.pipeline.questions import read_records, read_status
from kusei_batch.pipeline.status.decisions import find_unfinished
from kusei_batch.sample.year import TableFilling
from tests.pipeline.bureau_year import (
    ANSWERS,
    BUILDINGS,
    CITIZENS,
    EAST,
    HEALTH,
    PLANNING,
    SOUTH,
    WEST,
    BureauCity,
    told_in,
)

SCREENS = "どの区の窓口でも、待ち時間を入口の画面で知らせます。"
LETTERS = "国民健康保険の通知の文を、全ての区で同じ分かりやすい文にします。"
MACHINE, ENVELOPE, LARGE = (
    "番号札の機械を、全区で同じものに替えてほしい。",
    "案内の封筒を同じにしてほしい。",
    "通知の文字を大きくしてほしい。",
)
COLOURS, PRAISE = "案内図の色を、全区で同じにしてほしい。", "数え方を、市の手引にしたい。"
CITY_TARGETS = {
    CITIZENS: {
        "場面": "対面対応",
        "目標": SCREENS,
        "評価指標": "待ち時間を知らせる窓口の割合",
        "目標値": 90,
        "単位": "%",
        "期限": "R9.2.26",
        "参加区": "東区・西区",
        "各区に求めること": "9月までに、知らせる窓口を決める。",
    },
    HEALTH: {
        "場面": "お知らせ",
        "目標": LETTERS,
        "各区に求めること": "問合せの多い言葉を知らせる。",
    },
}
DONE = {"状態": "完了", "回答": "6月に新しい機械を入れました。", "担当": "区政推進課"}
GOING = {"状態": "対応中", "回答": "封筒の案を作っています。", "担当": "区政推進課", "期限": "R8.8.31"}


@pytest.fixture(scope="module")
def summer(tmp_path_factory):
    """Bureaus have set the city's targets, departments have marked what they ask, and two bureaus have answered."""
    city = BureauCity(tmp_path_factory.mktemp("市と局"))
    april = city.sheets("全市目標")
    for code, target in CITY_TARGETS.items():
        city.fill(april[code], {"目標": TableFilling(new=(target,))})
    city.fill(april[BUILDINGS], {}, {"該当なしの確認": "はい"})
    assert not city.night(dt.date(2026, 4, 11)).failures
    plans = city.sheets("目標設定", EAST, WEST, SOUTH)
    city.ask(plans[EAST], "目標", "市民局", MACHINE)
    city.hand_in(plans[WEST])
    city.hand_in(plans[SOUTH])
    opinions = city.sheets("意見記録", WEST, SOUTH)
    city.ask(opinions[SOUTH], "意見", "市民局・健康福祉局", ENVELOPE)
    city.ask(opinions[WEST], "意見", "健康福祉局", LARGE)
    city.night(dt.date(2026, 5, 20))
    first = city.sheets(ANSWERS[0])
    keys = [key.row_id for key in first[CITIZENS].rows["事項"]]
    city.fill(first[CITIZENS], {"事項": TableFilling(rows={keys[0]: DONE, keys[1]: GOING})})
    city.fill(first[BUILDINGS], {})
    city.report = city.night(dt.date(2026, 7, 6))
    return city


def test_departments_see_the_city_s_targets_their_ward_takes_part_in(summer):
    assert summer.shown(summer.out["目標設定"][EAST], "目標", "全市") == [SCREENS, LETTERS]
    assert summer.shown(summer.out["目標設定"][EAST], "局", "全市") == ["市民局", "健康福祉局"]
    assert summer.shown(summer.out["目標設定"][SOUTH], "目標", "全市") == [LETTERS], "nobody named means every ward"
    assert summer.shown(summer.out["目標設定"][EAST], "目標値", "全市") == ["90%"]


def test_each_bureau_gets_what_was_marked_for_it_ward_by_ward(summer):
    asked = {
        code: [
            *zip(
                *(
                    summer.shown(summer.out[ANSWERS[0]][code], name, "事項")
                    for name in ("依頼区", "元", "局に求めること")
                ),
                strict=True,
            )
        ]
        for code in (CITIZENS, HEALTH)
    }
    assert asked[CITIZENS] == [("東区", "目標設定", MACHINE), ("南区", "意見記録", ENVELOPE)]
    assert asked[HEALTH] == [("西区", "意見記録", LARGE), ("南区", "意見記録", ENVELOPE)]
    assert summer.shown(summer.out[ANSWERS[0]][BUILDINGS], "依頼部署", "事項") == []
    assert summer.shown(summer.out[ANSWERS[0]][BUILDINGS], "事項", "事項") == [
        "この局に求められていることはありません。"
    ]


def test_the_conference_s_paper_tells_bureau_by_bureau_what_was_asked_and_answered(summer):
    assert not summer.report.failures
    told = told_in(summer.paper(ANSWERS[0], "区役所業務関係局連絡調整会議資料"))
    matters = [line.split("|") for line in told if MACHINE in line or ENVELOPE in line]
    assert [(m[0], m[2], m[5]) for m in matters if len(m) == 7] == [
        ("東区", "目標設定", "完了"),
        ("南区", "意見記録", "対応中"),
    ]
    assert any("期限　" not in line and "健康福祉局の、回答の期限" in line for line in told)
    assert any("完了1件、対応しない0件、終わっていないもの1件" in line for line in told)
    assert "依頼区＼局名|市民局|健康福祉局|まちづくり局|計" in told, "a bureau is no 区"


@pytest.fixture(scope="module")
def autumn(summer):
    """The middle of the year is told, wards say how far the city's targets are, bureaus answer once more."""
    city = summer
    middle = city.sheets("中間報告", EAST, SOUTH)
    city.hand_in(middle[EAST])
    city.ask(middle[SOUTH], "基準", "まちづくり局", COLOURS)
    parts = city.sheets("全市目標の取組（中間）", *PLANNING)
    for code, said in zip(PLANNING, (("順調", ""), ("遅れ", "場所が決まらない。"), ("完了", "")), strict=True):
        usual = {"区の取組": f"{code}の取組です。", "担当": "区民課", "進捗": said[0], "課題": said[1]}
        city.fill(parts[code], {"取組": TableFilling(usual=usual)})
    city.report = city.night(dt.date(2026, 10, 26))
    second = city.sheets(ANSWERS[1])
    city.fill(second[CITIZENS], {"事項": TableFilling(usual={"状態": "完了", "回答": "封筒を替えました。"})})
    large, envelope = (key.row_id for key in second[HEALTH].rows["事項"])
    looked_at = {"状態": "検討中", "回答": "文字の大きさを調べています。", "期限": "R9.1.29"}
    refused = {"状態": "対応しない", "回答": "市民局の封筒にそろえます。"}
    city.fill(second[HEALTH], {"事項": TableFilling(rows={large: looked_at, envelope: refused})})
    late = {"状態": "対応中", "回答": "色の見本を作っています。", "担当": "調整係", "期限": "R8.11.20"}
    city.fill(second[BUILDINGS], {"事項": TableFilling(usual=late)})
    city.night(dt.date(2026, 12, 2))
    return city


def columns(city, issued, table, *fields):
    return [*zip(*(city.shown(issued, field, table) for field in fields), strict=True)]


def test_who_asked_is_told_the_answer_in_its_next_sheet(autumn):
    middle = autumn.out["中間報告"]
    told = columns(autumn, middle[EAST], "局回答", "局", "局に求めること", "状態", "回答")
    assert told == [("市民局", MACHINE, "完了", DONE["回答"])]
    assert columns(autumn, middle[SOUTH], "局回答", "局", "状態", "期限") == [("市民局", "対応中", "令和8年8月31日")]


def test_what_is_done_comes_no_more_and_the_rest_goes_on_with_its_answer(autumn):
    second = autumn.out[ANSWERS[1]]
    told = columns(autumn, second[CITIZENS], "事項", "依頼区", "局に求めること", "前回の状態")
    assert told == [("南区", ENVELOPE, "対応中")]
    assert autumn.shown(second[CITIZENS], "回答", "事項") == [GOING["回答"]]
    assert autumn.shown(second[HEALTH], "局に求めること", "事項") == [LARGE, ENVELOPE], "not answered in summer"
    assert columns(autumn, second[BUILDINGS], "事項", "元", "局に求めること") == [("中間報告", COLOURS)]


def test_the_ward_s_parts_of_the_city_s_targets_stand_side_by_side(autumn):
    assert not autumn.report.failures
    told = told_in(autumn.paper("中間報告", "区民サービス部長会議資料"))
    assert "市の目標＼区名|東区|西区|南区" in told
    assert f"{SCREENS}|○|×|－" in told
    assert f"{LETTERS}|○|×|◎" in told
    assert any("市の目標のうち、遅れている2件（西区）への支援" in line for line in told)


def test_what_is_late_is_followed_up(autumn):
    told = told_in(autumn.paper(ANSWERS[1], "区役所業務関係局連絡調整会議資料"))
    assert any("終わっていないもの2件（うち期限を過ぎたもの1件）" in line for line in told)
    assert any(line.startswith("まちづくり局|期限超過|R8.11.20|12|") for line in told)
    assert any("対応しないとした1件" in line for line in told)
    late = next(
        m for m in find_unfinished(autumn.workspace, read_status(autumn.workspace, dt.date(2026, 12, 2))) if m.late
    )
    assert [(one.department, one.owner, one.days) for one in late.late] == [("区役所調整課", "調整係", 12)]


@pytest.fixture(scope="module")
def spring(autumn):
    """The year is over: each ward has checked itself, and looked at another."""
    city = autumn
    results = city.sheets("実績報告", EAST, WEST, SOUTH)
    for sheet in results.values():
        city.hand_in(sheet)
    city.night(dt.date(2027, 3, 6))
    checks = city.sheets("区の自己点検", *PLANNING)
    first = city.workspace.master.lists(2026)["基準"][0]["基準ID"]
    fails = {"評価": "不適合", "根拠": "言葉の一覧を4月に作ります。"}
    for code in PLANNING[:2]:
        broken = {f"{code}-{first}": fails} if code == PLANNING[1] else {}
        city.fill(checks[code], {"点検": TableFilling(usual={"評価": "適合"}, rows=broken)})
    reviews = city.sheets("相互評価", *PLANNING)
    key = reviews[PLANNING[0]].rows["目標"][0].row_id
    praise = {"評価": "特に優れている", "講評": PRAISE}
    city.fill(
        reviews[PLANNING[0]], {"目標": TableFilling(rows={key: praise})}, {"総評": "待ち時間の知らせ方が分かりやすい。"}
    )
    city.report = city.night(dt.date(2027, 3, 18))
    return city


def test_a_ward_s_check_shows_what_its_departments_answered(spring):
    """The program's counts against a count of the records of the ward's departments."""
    sheet = spring.out["区の自己点検"][PLANNING[1]]
    ward = [
        r for r in read_records(spring.workspace, "実績報告") if r.table == "基準" and r.department.ward.name == "西区"
    ]
    by_text = Counter((r.fields["本文"], r.fields["遵守状況"]) for r in ward)
    shown = columns(spring, sheet, "点検", "本文", "遵守の数", "一部の数", "未遵守の数", "該当なしの数")
    assert len(shown) > 15
    for text, *counts in shown:
        assert list(map(int, counts)) == [by_text[text, word] for word in ("遵守", "一部未遵守", "未遵守", "該当なし")]
    assert sum(int(row[1]) for row in shown) > 10


def test_the_checks_of_the_wards_stand_beside_what_departments_said(spring):
    assert not spring.report.failures
    told = told_in(spring.paper("実績報告", "区民サービス部長会議資料"))
    assert any("一部適合と不適合は延べ1件" in line for line in told)
    shares = {
        r.fields["本文"]: r.fields["守られた割合"]
        for r in read_records(spring.workspace, "区の自己点検")
        if r.table and r.department.ward.name == "西区"
    }
    head = told.index("基準＼区名|東区|西区") + 1
    rows = [line.split("|") for line in told[head : head + len(shares)]]
    assert {cell[0] for _, *cells in rows for cell in cells} == {"○", "×"}
    for text, _, west in rows:
        share = shares[text]
        assert west[1:].strip() == ("" if share is None else f"{share:.1f}")


def test_a_ward_sees_the_results_of_the_one_it_is_paired_with(spring):
    reviews = spring.out["相互評価"]
    assert set(spring.shown(reviews[PLANNING[0]], "対象区", "目標")) == {"西区"}
    assert set(spring.shown(reviews[PLANNING[1]], "対象区", "目標")) == {"南区"}
    told = told_in(spring.paper("実績報告", "区民サービス部長会議資料"))
    assert any(PRAISE in line and line.startswith("東区|西区|区民課|") for line in told)


def test_the_ward_evaluated_has_its_own_part_of_a_paper(spring):
    """East has judged West; nobody has judged the others yet."""
    told = told_in(spring.paper("相互評価", "相互評価の結果"))
    (first,) = (number for number, line in enumerate(told) if line.endswith("が受けた評価"))
    assert told[first].endswith("西区が受けた評価")
    assert any("5件の目標のうち、1件が評価を受けました" in line for line in told[first:])
    assert any(line.startswith("東区|西区|待ち時間の知らせ方") for line in told[first:])
    assert [line.split("|")[-1] for line in told[first:] if line.startswith("東区|西区|区民課|")] == [PRAISE]


def test_the_next_year_begins_with_what_is_open_and_what_others_said(spring):
    spring.turn(2027)
    plans = spring.sheets("目標設定", EAST, WEST, SOUTH)
    assert columns(spring, plans[WEST], "相互", "局", "評価", "講評") == [("東区", "特に優れている", PRAISE)]
    assert spring.shown(plans[EAST], "目標", "相互") == ["前年度の目標への、ほかの区の評価はありません。"]
    assert columns(spring, plans[SOUTH], "局回答", "局", "状態") == [("まちづくり局", "対応中")]
    assert columns(spring, plans[WEST], "局回答", "局", "局に求めること") == [("健康福祉局", LARGE)]
    first = spring.sheets(ANSWERS[0])
    assert columns(spring, first[BUILDINGS], "事項", "依頼区", "局に求めること", "前回の状態") == [
        ("南区", COLOURS, "対応中")
    ]
    assert spring.shown(first[CITIZENS], "依頼区", "事項") == []
