"""examples/学校: a board of education, its schools and what is in them; made from the manual alone, in its own words."""

from __future__ import annotations

import datetime as dt
import re

import openpyxl
import pytest

from tests.commands import run_command
from tests.examples.example import Example, table_headed, text_of

PLAN, MIDYEAR, END = "重点目標", "中間評価", "年度末評価"
CLASS: dict[str, object] = {
    "分野": "学習指導",
    "重点目標": "授業が分かると答える児童を9割にします。",
    "成果指標": "児童アンケート（12月）",
    "現状値": 82,
    "目標値": 90,
    "単位": "％",
    "手立て": "週に1回、学年で授業を見合います。",
    "担当": "学年主任",
    "期限": dt.date(2026, 12, 25),
}
TALK: dict[str, object] = {
    "分野": "地域連携",
    "重点目標": "学校の様子を毎月知らせます。",
    "手立て": "学校だよりを毎月15日に出します。",
}
GOOD: dict[str, object] = {
    "今の値": 91,
    "評価": "A",
    "今後の扱い": "続ける",
    "成果と課題": "見合った日に、書かせ方がそろいました。",
}
POOR: dict[str, object] = {
    "評価": "C",
    "今後の扱い": "改める",
    "成果と課題": "6月が遅れました。",
    "改善策": "下書きを10日に出します。毎月です。",
}
ITEMS: list[dict[str, object]] = [{"自己評価": grade} for grade in "ABBA"]
GOALS: dict[str, list[dict[str, object]]] = {"10101": [CLASS, TALK], "10102": [CLASS], "20101": [TALK]}
WARD_WORDS = r".{0,12}(?:区(?![分切別])|部署|市民の).{0,12}"


@pytest.fixture(scope="module")
def year(tmp_path_factory):
    """Two of the schools: their goals, both reviews, and what the nights made."""
    example = Example("学校", tmp_path_factory.mktemp("学校") / "作業", units=("101", "201"))
    assert example.faults() == []
    sheets = example.issue(PLAN)
    for code, rows in GOALS.items():
        example.hand_in(sheets[code], {"目標": rows}, {"記入者": "主任"})
    assert example.verdicts(example.night(dt.date(2026, 4, 28))) == {"accepted"}
    for name, day in ((MIDYEAR, dt.date(2026, 10, 12)), (END, dt.date(2027, 2, 18))):
        sheets = example.issue(name)
        for code, goals in GOALS.items():
            rows = [GOOD if goal is CLASS else POOR for goal in goals]
            example.hand_in(sheets[code], {"目標": rows, "項目": ITEMS})
        assert example.verdicts(example.night(day)) == {"accepted"}
    return example


def test_the_committee_is_shown_what_has_to_be_mended(year):
    (path,) = year.workspace.year_folder(2026, MIDYEAR).rglob("*_東小学校_学校評価委員会資料.docx")
    paper = text_of(path)
    assert "「改善の要る目標」の1件について、意見を伺うこと" in paper
    assert "低学年部　学校の様子を毎月知らせます。（目標 －、今 －、評価 C）下書きを10日に出します。" in paper
    assert "提出　4組織のうち2組織の提出を受理しました" in paper
    assert table_headed(path, "組織名＼評価")[0] == ["低学年部", "1", "0", "1", "0", "2"]


def test_the_board_sees_its_schools_side_by_side(year):
    (path,) = year.workspace.year_folder(2026, MIDYEAR).rglob("*_見本市教育委員会_校長会資料.docx")
    rows = table_headed(path, "学校名＼評価")
    assert [row[:4] for row in rows[:2]] == [["東小学校", "2", "0", "1"], ["北中学校", "0", "0", "1"]]


def test_the_public_reads_the_goals_under_the_aims_of_the_school(year):
    page = year.found("05_公表/東小学校/公開用/重点目標/index.html").read_text(encoding="utf-8")
    assert re.findall(r"<h2[^>]*>(.*?)</h2>", page)[:2] == ["学校教育目標", "重点目標"]
    assert "<p>目標の値：90％</p>" in page
    assert "学年主任" not in page


def test_a_page_that_names_no_field_shows_what_is_public(year):
    page = year.found("05_公表/東小学校/公開用/自己評価/index.html").read_text(encoding="utf-8")
    assert re.findall(r"<h2[^>]*>(.*?)</h2>", page)[:4] == [
        "東小学校の学校改善方針",
        "評価一覧",
        "改善の要る目標",
        "数で見る年度末評価",
    ]
    assert "4組織のうち2組織の内容をお知らせします。" in page
    assert POOR["改善策"] in page
    assert "共通の評価項目の評価" not in page, "what is counted of fields that are not public is left out"


def test_what_goes_on_is_in_the_plan_of_the_next_year(year):
    year.begin(2027)
    sheets = year.issue(PLAN)
    shown = {
        name: year.column(sheets["10101"], name, "目標")[:2] for name in ("重点目標", "手立て", "目標値", "現状値")
    }
    year.begin(2026)
    assert shown["重点目標"] == [CLASS["重点目標"], None]
    assert (shown["手立て"][0], shown["目標値"][0], shown["現状値"][0]) == (CLASS["手立て"], 90, None)


def said_in(path):
    if path.suffix == ".docx":
        return text_of(path)
    if path.suffix == ".xlsx":
        book = openpyxl.load_workbook(path)
        return "\n".join(str(c.value) for s in book for row in s.iter_rows() for c in row if c.value is not None)
    return re.sub(r"<style.*?</style>", "", path.read_text(encoding="utf-8-sig"), flags=re.DOTALL)


@pytest.mark.filterwarnings("ignore:Print area cannot be set")
def test_nothing_made_speaks_of_wards(year):
    """The definitions of the data alone name the master's sheets and headings as they are."""
    made = [
        p for p in year.workspace.outbox.rglob("*") if p.suffix in {".docx", ".xlsx", ".html", ".txt", ".csv", ".log"}
    ]
    assert {p.suffix for p in made} >= {".docx", ".xlsx", ".html", ".txt", ".csv"}
    found = {p.name: re.findall(WARD_WORDS, said_in(p)) for p in made}
    found = {name: [word for word in words if "マスタの" not in word] for name, words in found.items()}
    assert {name: words for name, words in found.items() if words} == {}


def test_the_screen_counts_in_the_words_of_the_office(year):
    said = run_command(year.folder, "status", "--as-of", "R8.10.12")
    assert "中間評価　全8組織: 受理 3、" in said.out
    assert "部署" not in said.out
