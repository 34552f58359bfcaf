"""What wards ask of bureaus and what comes back; the city's targets; each ward's own check; one ward on another."""

from __future__ import annotations

import datetime as dt

import pytest

from kusei_batch.sample.year import TableFilling
from tests.pipeline.bureau_year import (
    ANSWERS,
    BUILDINGS,
    CITIZENS,
    EAST,
    HEALTH,
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
        "参加区": "東区・西区・南区",
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
    assert summer.shown(summer.out["目標設定"][SOUTH], "目標", "全市") == [LETTERS]


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
