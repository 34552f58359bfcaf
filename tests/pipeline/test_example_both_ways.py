"""examples/市と区 played both ways: all in one workspace, and two wards in their own that hand up to the city's."""

from __future__ import annotations

import datetime as dt
from functools import partial

import docx
import openpyxl
import pytest

from kusei_batch.core.problem import Severity
from kusei_batch.core.submission import Verdict
from kusei_batch.errors import UsageError
from kusei_batch.pipeline.handing_up import hand_up, order_hand_up
from kusei_batch.pipeline.issuing import order_round
from kusei_batch.pipeline.workspace.doctor import examine_workspace
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
from tests.pipeline.same_documents import documents, parts_of
from tests.pipeline.towns import add_settings, clock, collect

OWN = {"1": "東区", "2": "西区"}
"""The wards with workspaces of their own; the third is issued to by the city."""
SECRET = "見本市と{}だけの長い合言葉 13"
SUMMER, AUTUMN, WINTER, SPRING = dt.date(2026, 7, 6), dt.date(2026, 10, 26), dt.date(2026, 12, 2), dt.date(2027, 3, 18)
PARTS = ("全市目標の取組（中間）", "全市目標の取組（実績）")
REVIEWS = "相互評価"
FROM_CITY = {"全市目標", *ANSWERS, *PARTS, REVIEWS}
SURVEYED = {"1303": (120, 60, 20), "1304": (80, 10, 10), "2303": (90, 90, 20), "2304": (60, 20, 20),
            "3303": (10, 9, 1), "3304": (12, 4, 4)}  # fmt: skip
PAPERS = {
    "区と局の役割分担と会議の一覧",
    "区役所業務関係局連絡調整会議資料",
    "区民サービス部長会議資料",
    "区民サービス部長会議資料（来庁者アンケート）",
    "区民サービス部長会議資料（成果指標）",
    "全市の区役所サービス基準の候補（新旧対照表）",
    "区総合行政推進会議資料",
    "相互評価の結果",
    "受けた相互評価",
}


class BothWays:
    """The example in one workspace (`whole`), and parted into the city's and those of two wards."""

    def __init__(self, folder):
        self.whole, self.city = BureauCity(folder / "一つ"), BureauCity(folder / "市")
        self.wards = {code: BureauCity(folder / name) for code, name in OWN.items()}
        wards = [f'[[hand_up.wards]]\nward = "{name}"\nsecret = "{SECRET.format(name)}"' for name in OWN.values()]
        add_settings(self.city, *wards)
        for code, name in OWN.items():
            add_settings(self.wards[code], f'[hand_up]\nward = "{name}"\nsecret = "{SECRET.format(name)}"')
        for town in (self.city, *self.wards.values()):
            town.reread()

    def issuer_of(self, name, code):
        """Who issues a round to a department where wards have workspaces of their own."""
        return self.city if name in FROM_CITY else self.wards.get(code[0], self.city)

    def play(self, name, answers):
        """Issue a round in each workspace that issues it, and have some departments answer: calls by code."""
        for town in (self.whole, self.city, *(() if name in FROM_CITY else self.wards.values())):
            town.sheets(name)
        for code, answer in answers.items():
            for town in (self.whole, self.issuer_of(name, code)):
                assert answer(town, town.out[name][code])

    def take_in(self, day):
        """Take in everywhere what was handed in, and hand up, without any document."""
        for code, own in self.wards.items():
            assert refused(collect(own, day)) == []
            target = self.city.workspace.inbox / OWN[code] / f"提出{day:%m%d}.kusei"
            target.parent.mkdir(parents=True, exist_ok=True)
            if own.out:
                hand_up(own.workspace, order_hand_up(own.workspace, None, None, day, clock(day)), target)
        for town in (self.whole, self.city):
            assert refused(collect(town, day)) == []

    def night(self, day):
        """Take in everywhere, and have the two cities make their documents."""
        self.take_in(day)
        for town in (self.whole, self.city):
            town.reread()
            town.report = town.night(day)
            assert not town.report.failures


def refused(results):
    """What does not count of what was taken in, with why."""
    found = [one for one in results.values() if not one.verdict.counts and one.verdict is not Verdict.UNCHANGED]
    return [(one.path, [problem.message for problem in one.problems]) for one in found]


def filled(tables, head=None):
    return lambda town, sheet: town.fill(sheet, {name: TableFilling(**said) for name, said in tables.items()}, head)


def asking(table, bureaus, text):
    return lambda town, sheet: town.ask(sheet, table, bureaus, text)


def as_usual(town, sheet):
    return town.hand_in(sheet)


def surveyed(given):
    usual = dict(zip(("満足", "やや満足", "不満"), given, strict=True))
    return filled({"設問": {"usual": usual}}, {"配布数": 2 * sum(given), "回収数": sum(given)})


@pytest.fixture(scope="module")
def ways(tmp_path_factory):
    return BothWays(tmp_path_factory.mktemp("二通り"))


@pytest.fixture(scope="module")
def year(ways):
    """A year of a few departments: bureaus, three wards, survey, indicators, checks and reviews."""
    target = {
        "場面": "対面対応",
        "目標": "待ち時間を、どの区でも入口の画面で知らせます。",
        "期限": "R9.2.26",
        "各区に求めること": "窓口を決める。",
    }
    ways.play(
        "全市目標", {CITIZENS: filled({"目標": {"new": (target,)}}), HEALTH: filled({}, {"該当なしの確認": "はい"})}
    )
    ways.take_in(dt.date(2026, 4, 11))
    plan = partial(asking, "目標")
    ways.play("目標設定", {EAST: plan("市民局", "番号札の機械を替えてほしい。"), WEST: as_usual, SOUTH: as_usual})
    opinion = partial(asking, "意見")
    ways.play("意見記録", {WEST: opinion("健康福祉局", "通知の字を大きくしてほしい。"), SOUTH: as_usual})
    ways.take_in(dt.date(2026, 5, 20))
    going = {"状態": "対応中", "回答": "機械を比べています。", "担当": "区政推進課", "期限": "R8.8.31"}
    ways.play(ANSWERS[0], {CITIZENS: filled({"事項": {"usual": going}})})
    ways.night(SUMMER)
    middle = partial(asking, "基準")
    ways.play(
        "中間報告", {EAST: as_usual, WEST: middle("まちづくり局", "案内図の色をそろえてほしい。"), SOUTH: as_usual}
    )
    said = {"区の取組": "画面を置く場所を決めました。", "担当": "区民課", "進捗": "順調"}
    ways.play(PARTS[0], dict.fromkeys(PLANNING, filled({"取組": {"usual": said}})))
    ways.night(AUTUMN)
    refused = {"状態": "対応しない", "回答": "区ごとの色に意味があります。"}
    ways.play(ANSWERS[1], {BUILDINGS: filled({"事項": {"usual": refused}})})
    ways.night(WINTER)
    ways.play("来庁者アンケート（後期）", {code: surveyed(given) for code, given in SURVEYED.items()})
    ways.play("実績報告", dict.fromkeys((EAST, WEST, SOUTH), as_usual))
    ways.play(PARTS[1], dict.fromkeys(PLANNING, filled({"取組": {"usual": said | {"進捗": "完了"}}})))
    ways.take_in(dt.date(2027, 3, 6))
    ways.play(
        "成果指標", dict.fromkeys((EAST, WEST, SOUTH), filled({"指標": {"usual": {"実績値": 81, "値の区分": "確定"}}}))
    )
    ways.play("区の自己点検", dict.fromkeys(PLANNING, filled({"点検": {"usual": {"評価": "適合"}}})))
    praise = {"評価": "優れている", "講評": "数え方が分かりやすい。"}
    ways.play(REVIEWS, dict.fromkeys(PLANNING, filled({"目標": {"usual": praise}}, {"総評": "続けてほしい。"})))
    ways.night(SPRING)
    own = ways.wards["1"]
    own.reread()
    assert not own.night(SPRING).failures
    return ways


def test_doctor_finds_nothing_in_a_ward_s_own_workspace(ways):
    """The city's master as it is, and one line of config.toml."""
    for town in (ways.city, *ways.wards.values()):
        assert [p for p in examine_workspace(town.folder) if p.severity is not Severity.INFO] == []


def test_a_ward_s_own_workspace_is_of_that_ward_alone(ways):
    workspace = ways.wards["1"].workspace
    assert {d.ward.name for d in workspace.master.departments} == {"東区"}
    assert {unit.name for round_ in workspace.rounds for unit in workspace.units(round_)} == {"東区"}
    assert FROM_CITY.isdisjoint(round_.name for round_ in workspace.rounds)
    with pytest.raises(UsageError, match="回「相互評価」は、東区の作業フォルダでは配りません。"):
        order_round(workspace, REVIEWS)


def test_the_city_issues_its_own_rounds_alone_to_wards_that_hand_up(ways):
    orders = {name: order_round(ways.city.workspace, name) for name in ("区の自己点検", REVIEWS)}
    assert {name: [d.code for d in order.departments] for name, order in orders.items()} == {
        "区の自己点検": ["3202"],
        REVIEWS: list(PLANNING),
    }


def test_each_ward_s_sheet_and_documents_show_its_own_present_value(year):
    """58.4, 60.3 and 54.1 % are the wards' own rows of the master; 57.6 % stands in the row for all."""
    asked = {"1203": "58.4", "2203": "60.3", "3203": "54.1"}
    own = {"1203": year.wards["1"], "2203": year.wards["2"], "3203": year.city}
    for code, value in asked.items():
        for town in (year.whole, own[code]):
            issued = town.out["成果指標"][code]
            assert (issued.stamped["指標.現状値"][0], issued.stamped["指標.現状年度"][0]) == (value, "令和7年度")
    for town in (year.whole, year.wards["1"]):
        page = documents(town)["R08/成果指標/05_公表/東区/公開用/成果指標/index.html"]
        assert "79.5％" in page.read_text(encoding="utf-8")


def test_the_city_s_documents_show_the_wards_present_values_side_by_side(year):
    (path,) = (
        p for name, p in documents(year.whole).items() if name.endswith("見本市_集計.xlsx") and "成果指標" in name
    )
    rows = list(openpyxl.load_workbook(path)["区別の現状値"].iter_rows(values_only=True))
    (measured,) = (row for row in rows if row[0] == "区役所の窓口に満足した方の割合")
    assert [value for value in measured if isinstance(value, (int, float))] == [79.5, 76.8, 78.3]


def test_a_ward_s_march_paper_shows_what_was_said_of_it_alone(year):
    """東区 was reviewed by 南区; in its own workspace nothing of another ward is known."""
    told = "\n".join(told_in(the_paper(year.whole, "R08_実績報告_東区_区企画調整会議資料（マネジメントレビュー）")))
    assert "南区から、東区の目標" in told
    assert "続けてほしい。" in told
    assert "数え方が分かりやすい。" in told
    assert "西区から、" not in told
    own = "\n".join(told_in(the_paper(year.wards["1"], "R08_実績報告_東区_区企画調整会議資料（マネジメントレビュー）")))
    assert "相互評価" not in own


def test_the_city_makes_each_ward_a_document_of_what_was_said_of_it(year):
    by_whom = {"東区": "南区", "西区": "東区", "南区": "西区"}
    for town in (year.whole, year.city):
        for ward, reviewer in by_whom.items():
            tables = docx.Document(the_paper(town, f"R08_相互評価_{ward}_受けた相互評価")).tables
            assert [[cell.text for cell in row.cells] for row in tables[0].rows[1:]] == [[reviewer, "続けてほしい。"]]
            assert {row.cells[0].text for row in tables[1].rows[1:]} == {reviewer}
    assert not [name for name in documents(year.wards["1"]) if "受けた相互評価" in name]


def the_paper(town, name):
    (path,) = (path for place, path in documents(town).items() if place.endswith(f"{name}.docx"))
    return path


def test_every_document_of_the_city_is_the_same_both_ways(year):
    ours, theirs = documents(year.whole), documents(year.city)
    assert {name for name in PAPERS if any(f"_{name}.docx" in path for path in ours)} == PAPERS
    assert ours.keys() == theirs.keys()
    assert [name for name, path in ours.items() if parts_of(path) != parts_of(theirs[name])] == []
