"""examples/川崎型: a reform reviewed by image and heading, opinions by chapter, themes by term and ward, judged proposals."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest

from tests.examples.example import Example, read_issued, table_headed, tables_of, text_of

REVIEW, OPINIONS, THEMES, PROPOSALS, JUDGED = "取組の検証", "意見の整理", "区民会議", "提案の受付", "審査"
EAST, WEST, BUREAU = "102", "202", "9101"

COUNTER = {
    "見出し": "窓口サービスの向上",
    "名称": "土曜の窓口",
    "始めた年度": "H19年度",
    "取組": "毎月2回、土曜に窓口を開けました。",
    "成果": "平日に来られない方の手続が進みました。",
    "課題": "混む月の待ち時間が長いままです。案内の人手も足りません。",
    "総括のテーマ": "専門知識と技術の継承",
}
PARKS = {
    "見出し": "まちづくりの拠点",
    "名称": "道路公園センター",
    "始めた年度": "H22年度",
    "取組": "道路と公園の維持を一つにしました。",
    "成果": "連絡から補修までが早くなりました。",
    "課題": "受け持ちの境が分かりにくい所があります。",
    "総括のテーマ": "局と区の役割分担、専門知識と技術の継承",
    "局": "建設局",
    "会議": "区課題調整会議",
    "局がすること": "大きな改修の計画を立てます。",
    "区がすること": "日々の点検と小さな補修をします。",
}
CHILDREN = PARKS | {
    "見出し": "子ども支援の拠点",
    "名称": "こども支援室",
    "始めた年度": "H20年度",
    "局": "健康福祉局",
    "総括のテーマ": "局と区の役割分担",
}
EVENTS = [
    {"見出し": "窓口サービスの向上", "年": 2010, "月": 4, "出来事": "日曜の時間を延ばしました。"},
    {"見出し": "窓口サービスの向上", "年": 2004, "月": 3, "出来事": "混む月に臨時の窓口を開けました。"},
    {"見出し": "窓口サービスの向上", "年": 2007, "月": 10, "出来事": "土曜の窓口を始めました。"},
]
SAID = [
    {"場": "市民との意見交換", "題": "区役所サービスの向上", "意見": "待つ目安が知りたい。", "反映": "反映した"},
    {"場": "検討部会", "題": "職員の育成", "意見": "地域に長く関わる職員がほしい。", "反映": "これから検討"},
    {"場": "検討部会", "題": "地域づくりに向けた取組", "意見": "小さな集まりを支えてほしい。", "反映": "反映した"},
    {"場": "意見募集", "題": "職員の育成", "意見": "笑顔の応対を続けてほしい。", "反映": "参考にする"},
]
CATEGORIES = {
    "地域コミュニティ": 28,
    "まちの魅力づくり": 14,
    "子育て支援": 12,
    "安全・安心": 18,
    "福祉・健康": 20,
    "環境": 13,
    "その他": 6,
}
"""111 themes of five terms in seven wards; the first three are the source's counts, the others make up the sum."""
TERMS = [f"第{n}期" for n in range(1, 6)]
OFFERED = [
    {"提案名": name, "団体": f"{name}の会", "内容": f"{name}を開きます。", "概算額": 300 + 10 * n}
    for n, name in enumerate(("畑", "灯り", "朝市", "歌", "川"))
]
POINTS = {1: (80, 71, 70), 2: (90, 56, None), 3: (50, 60, 55), 4: (74, 73, 74)}


def themes(ward: int) -> list[dict[str, str]]:
    """What a ward (from 0) writes: every seventh of all themes, the terms one after the other."""
    every = [category for category, count in CATEGORIES.items() for _ in range(count)]
    own = [(place, category) for place, category in enumerate(every) if place % 7 == ward]
    return [
        {"期": TERMS[place // 7 % 5], "分類": category, "テーマ": f"{category}を考える {place}"}
        for place, category in own
    ]


@pytest.fixture(scope="module")
def reform(tmp_path_factory):
    example = Example("川崎型", tmp_path_factory.mktemp("改革") / "作業")
    reviews, forums, offered = (example.issue(name) for name in (REVIEW, THEMES, PROPOSALS))
    example.hand_in(reviews[EAST], {"取組": [COUNTER, PARKS], "経過": EVENTS})
    example.hand_in(reviews[WEST], {"取組": [CHILDREN]})
    for nth, sheet in enumerate(forums.values()):
        example.hand_in(sheet, {"テーマ": themes(nth)})
    example.hand_in(offered[EAST], {"提案": OFFERED})
    assert example.verdicts(example.night(dt.date(2015, 7, 6))) == {"accepted"}
    opinions, judged = example.issue(OPINIONS), example.issue(JUDGED)
    assert set(opinions) == {BUREAU}
    example.hand_in(opinions[BUREAU], {"意見": SAID})
    points = [
        {"審査員": judge, "提案の番号": number, "点": given[n]}
        for n, judge in enumerate(("委員A", "委員B", "委員C"))
        for number, given in POINTS.items()
    ]
    example.hand_in(
        judged[EAST], {"採点": points, "提案": [{"講評": "続けられる形です。"}, {}, {"講評": "見積りが足りません。"}]}
    )
    assert example.verdicts(example.night(dt.date(2015, 8, 10))) == {"accepted"}
    return example


def test_measures_stand_under_image_and_heading_in_the_order_of_the_plan(reform):
    paper = text_of(reform.found("*_東区_取組の検証.docx"))
    said = (
        "（1）地域の課題を見つけ",
        "ア　まちづくりの拠点",
        "道路公園センター（H22年度、東区）",
        "（3）便利で快適な",
        "土曜の窓口（H19年度",
    )
    places = [paper.index(words) for words in said]
    assert places == sorted(places)
    assert "（2）市民協働" not in paper
    city = text_of(reform.found("*_見本市_取組の検証（市）.docx"))
    assert (
        city.index("道路公園センター（H22年度、東区）")
        < city.index("こども支援室（H20年度、西区）")
        < city.index("土曜の窓口")
    )


def test_the_chronology_goes_by_year_and_month(reform):
    rows = table_headed(reform.found("*_東区_取組の検証.docx"), "年月", "取組")
    assert [row[0] for row in rows] == ["2004年3月", "2007年10月", "2010年4月"]


def test_a_year_is_typed_and_told_without_a_comma(reform):
    sheet = next(s for s in read_issued(reform) if (s.round, s.department_code) == (REVIEW, EAST))
    book = reform.open(sheet)
    assert book["経過"]["E3"].number_format == "General"
    assert "1990以上2100以下" in "".join(str(cell.value) for row in book["記入要領"].iter_rows() for cell in row)


def test_what_remains_is_summed_up_by_theme(reform):
    city = text_of(reform.found("*_見本市_取組の検証（市）.docx"))
    assert "（1）局と区の役割分担（2件）" in city
    assert "（2）専門知識と技術の継承（2件）" in city
    assert "・混む月の待ち時間が長いままです。（東区　土曜の窓口）" in city


def test_who_does_what_is_a_table_of_bureaus_and_wards(reform):
    rows = table_headed(reform.found("*_見本市_取組の検証（市）.docx"), "局", "取組", "局がすること")
    assert sorted((row[0], row[1], row[3]) for row in rows) == [
        ("健康福祉局", "こども支援室", "西区"),
        ("建設局", "道路公園センター", "東区"),
    ]


def test_each_conference_shows_what_is_brought_before_it(reform):
    rows = table_headed(reform.found("*_見本市_取組の検証（市）.docx"), "会議", "何を調整するか")
    assert len(rows) == 7
    assert {row[0]: row[2] for row in rows if row[2] != "－"} == {"区課題調整会議": "道路公園センター、こども支援室"}


def test_opinions_and_what_the_city_thinks_are_published(reform):
    (page,) = reform.workspace.outbox.rglob("公開用/意見/index.html")
    text = page.read_text(encoding="utf-8")
    assert "4件の意見" in text
    assert (
        text.index("区役所サービスの向上（第4章1(2)）") < text.index("笑顔の応対") > text.index("職員の育成（第5章3）")
    )
    assert "広報・広聴（第5章5）" not in text
    assert "見本市見本市" not in text
    assert "検討部会" not in text  # where it was said is not among the public columns


def test_each_opinion_stands_under_the_chapter_that_answers_it(reform):
    paper = text_of(reform.found("*_見本市_意見と市の考え方.docx"))
    places = [paper.index(words) for words in ("職員の育成（第5章3で答えます）", "笑顔の応対", "広報・広聴（第5章5で")]
    assert places == sorted(places)
    assert "4件の意見を" in paper
    assert paper.count("意見はありません。") == 4


def test_the_111_themes_of_five_terms_come_out(reform):
    path = reform.found("*_見本市_区民会議の審議テーマと委員.docx")
    paper = text_of(path)
    assert "7区で、111件のテーマが審議されました。" in paper
    assert "地域コミュニティ（28件）、福祉・健康（20件）、安全・安心（18件）" in paper
    by_term, by_ward, _ = ([row for row in table if row[0] != "計"] for table in tables_of(path)[:3])
    written = [row for ward in range(7) for row in themes(ward)]
    counts = Counter((row["分類"], row["期"]) for row in written)
    for row in by_term[1:]:
        assert [int(figure) for figure in row[1:6]] == [counts[row[0], term] for term in TERMS]
        assert int(row[6]) == CATEGORIES[row[0]]
    assert {row[0]: int(row[-1]) for row in by_ward[1:]} == CATEGORIES
    assert tables_of(path)[0][-1][-1] == "111"


def test_several_judges_decide_by_their_mean(reform):
    """By hand: 畑 221 ÷ 3 = 73.7 and 歌 221 ÷ 3 = 73.7 share the first place; 灯り 146 ÷ 2 = 73.0; 川 nobody judged."""
    rows = table_headed(reform.found("*_東区_審査の結果.docx"), "順位")
    assert [row[:5] for row in rows] == [
        ["1", "畑\n（畑の会）", "73.7", "3人", "採択"],
        ["1", "歌\n（歌の会）", "73.7", "3人", "採択"],
        ["3", "灯り\n（灯りの会）", "73.0", "2人", "不採択"],
        ["4", "朝市\n（朝市の会）", "55.0", "3人", "不採択"],
        ["－", "川\n（川の会）", "－", "0人", "－"],
    ]
    assert "採択する2件（概算額の計630千円）" in text_of(reform.found("*_東区_審査の結果.docx"))


def test_nobody_judges_one_proposal_twice(reform):
    (sheet,) = (s for s in read_issued(reform) if (s.round, s.department_code) == (JUDGED, EAST))
    reform.hand_in(sheet, {"採点": [{"審査員": "委員A", "提案の番号": 1, "点": point} for point in (80, 90)]})
    report = reform.night(dt.date(2015, 8, 11))
    (file,) = (f for f in report.files if f.verdict.value == "sent_back")
    assert {p.params["text"] for p in file.problems if p.severity.value == "error"} == {
        "委員Aは、提案1を二度採点しています。"
    }
