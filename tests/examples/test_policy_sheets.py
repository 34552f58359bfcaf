"""examples/施策評価: goal, indicators over three periods and projects by year on one paper, from two rounds."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.examples.example import Example, tables_of, text_of

PROJECTS, INDICATORS = "事務事業", "成果指標"
TOGETHER, TOLD, WARDS = (
    "多様な主体との協働・連携のしくみづくり",
    "広報・広聴と情報共有の推進",
    "地域づくりに向けた区役所機能の強化",
)


def project(name: str, policy: str, now: str, this: str, following: str, later: str):
    texts = {"現状": now, "今年度の取組": this, "次年度の取組": following, "次々年度以降の取組": later}
    return {"事務事業名": name, "施策": policy, "事業の内容": f"{name}を進めます。"} | texts


PLANS = {
    "101": [
        project("地域振興事業", TOGETHER, "・会館の調査", "・会館の設計\n・補助の実施", "・会館の工事\n→", "→"),
        project("市民活動支援事業", TOGETHER, "・団体 647", "・団体 650 以上", "→", "事業推進"),
    ],
    "102": [project("広報事業", TOLD, "・冊子の改訂", "・閲覧 488万回", "・閲覧 493万回", "事業推進")],
    "103": [project("区役所サービス向上事業", WARDS, "・土曜の窓口", "・土曜の窓口", "→", "→")],
}
MEASURED = {
    2016: {"101": [20.5, 63.5, 11], "102": [4.9, 38.0], "103": [97.5, None]},
    2017: {"101": [21.3, 63.1, 15], "102": [4.8, 39.2], "103": [98.2, 9.4]},
}


@pytest.fixture(scope="module")
def two_years(tmp_path_factory):
    example = Example("施策評価", tmp_path_factory.mktemp("施策") / "作業")
    for year, measured in MEASURED.items():
        example.begin(year)
        for code, sheet in example.issue(PROJECTS).items():
            later = [{"次々年度以降の取組": "事業推進"} for _ in PLANS[code]]
            example.hand_in(sheet, {"事務事業": PLANS[code] if year == 2016 else later})
        example.night(dt.date(year, 7, 5))
        for code, sheet in example.issue(INDICATORS).items():
            rows = [{"実績値": figure, "値の区分": "確定"} if figure else {} for figure in measured[code]]
            example.hand_in(sheet, {"指標": rows})
        example.night(dt.date(year + 1, 3, 20))
    return example


def sheets(example, year):
    """The tables of the paper, in its order: how many, then indicators and projects of each policy."""
    return tables_of(example.found("*_施策シート.docx", year))


def test_one_paper_shows_three_policies_from_two_rounds(two_years):
    paper = text_of(two_years.found("*_施策シート.docx", 2016))
    assert [paper.count(f"別紙{n}　施策5-1-{n}") for n in (1, 2, 3)] == [1, 1, 1]
    counted, *rest = sheets(two_years, 2016)
    assert [row[1:] for row in counted[1:]] == [
        ["0", "3", "0", "0", "2"],
        ["0", "2", "0", "0", "1"],
        ["0", "1", "0", "1", "1"],
    ]
    assert len(rest) == 6


def test_the_three_periods_stand_side_by_side_as_the_plan_says_them(two_years):
    indicators = sheets(two_years, 2016)[1]
    assert indicators[1][1:] == [
        "19.8％\n（平成27年度）",
        "21％以上\n（平成29年度）",
        "23％以上\n（平成33年度）",
        "25％以上\n（平成37年度）",
        "20.5％",
        "目標年度前",
    ]
    cards = sheets(two_years, 2016)[5][2]
    assert cards[1] == "平成28年1月から交付開始\n（平成27年度）"
    assert cards[3:] == ["第1期の状況を踏まえて定める", "第1期の状況を踏まえて定める", "－", "未把握"]


def test_nothing_is_missed_before_the_year_in_which_it_is_due(two_years):
    counted = sheets(two_years, 2017)[0]
    assert [row[1:5] for row in counted[1:]] == [["2", "0", "1", "0"], ["1", "0", "1", "0"], ["2", "0", "0", "0"]]
    assert "届かなかった2件への対応を決定すること" in text_of(two_years.found("*_施策シート.docx", 2017))


def test_an_arrow_is_what_stood_in_the_year_before(two_years):
    projects = {row[0].splitlines()[0]: row[1:] for row in sheets(two_years, 2016)[2][1:]}
    assert projects["地域振興事業（協働推進課）"] == [
        "・会館の調査",
        "・会館の設計\n・補助の実施",
        "・会館の工事\n・補助の実施",
        "・会館の工事\n・補助の実施",
    ]


def test_the_plan_rolls_on_by_a_year(two_years):
    heading, first, *_ = sheets(two_years, 2017)[2]
    assert first[1] == "・会館の設計\n・補助の実施"
    assert heading[2:] == ["平成29年度（2017年度）", "平成30年度", "令和元年度以降"]
    assert first[2:] == ["・会館の工事\n・補助の実施", "・会館の工事\n・補助の実施", "事業推進"]
