"""What a paper shows beside its round: lists of the master, decisions, earlier years, names of its ward."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import docx
import pytest

from kusei_batch.config import read_workspace
from kusei_batch.core.decision_book import TypedSheet
from kusei_batch.core.office import Office
from kusei_batch.core.problem import SettingsError
from kusei_batch.core.shown_lists import KnownLists, ListedRows
from kusei_batch.core.ward import Ward
from kusei_batch.pipeline.status.known_lists import decision_lists
from kusei_batch.report import check_page_template, check_paper_template
from kusei_batch.report.views import OtherRounds, RoundView, build_round_view
from kusei_batch.report.views.public_rows import Published
from tests.report.conftest import fill_paper
from tests.report.years import FORM, make_facts

STANDARDS = ListedRows(
    ("基準ID", "場面", "本文"),
    (
        {"基準ID": "B-1", "場面": "電話対応", "本文": "<3回>で受ける。"},
        {"基準ID": "A-1", "場面": "共通", "本文": "名のる。"},
    ),
)
ADOPTIONS = ListedRows(("所属基準ID", "採否"), ({"所属基準ID": "1", "採否": "採用"}, {"所属基準ID": "2", "採否": ""}))
_ORDERS = [
    ("R8か", "2026", "未完了"),
    ("済み", "2026", "完了"),
    ("R7か", "2025", "期限超過"),
    ("R7済み", "2025", "完了"),
]
_ORDERS += [("古い", "2023", "未完了"), ("未定", "2025", "未決定"), ("先の", "2027", "未完了")]
ORDERS = ListedRows(("内容", "年度", "状況"), tuple({"内容": a, "年度": b, "状況": c} for a, b, c in _ORDERS))
DECISIONS = {"所属基準": ADOPTIONS, "指示": ORDERS}
LISTS = KnownLists({"基準": STANDARDS, "場面": ListedRows(("場面ID", "場面"))}, DECISIONS)
OFFICE = Office("北区向上委員会", "総務課（内線 1）", "総務課の窓口")


@pytest.fixture(scope="module")
def view() -> RoundView:
    return build_round_view(replace(make_facts(), master=LISTS.master, office=OFFICE))


@pytest.fixture
def said(view: RoundView, tmp_path: Path):
    years = {years: build_round_view(make_facts(year=2026 - years)) for years in (1, 2)}

    def find(_name: str, years_ago: int) -> RoundView | None:
        return years.get(years_ago, view)

    rounds = OtherRounds(("実績報告",), find, lambda: LISTS.decisions)

    def fill(*paragraphs: str) -> list[str]:
        return [p.text for p in fill_paper(view, tmp_path, paragraphs, rounds).paragraphs if p.text]

    return fill


def check(folder: Path, text: str):
    document = docx.Document()
    document.add_paragraph(text)
    document.save(str(folder / "ひな形.docx"))
    return check_paper_template(folder / "ひな形.docx", FORM, {"実績報告": FORM}, LISTS)


def test_a_list_of_the_master_is_shown_by_its_headings(said) -> None:
    loop = '{% for 行 in マスタ("基準")|並べ替え("基準ID") %}{{ 行.基準ID }}{{ 行.場面 }}「{{ 行.本文 }}」{% endfor %}'
    assert said(loop, '{{ マスタ("場面")|件数 }}') == ["A-1共通「名のる。」B-1電話対応「<3回>で受ける。」", "0"]


def test_decisions_are_shown_and_counted(said) -> None:
    text = '{% for 群 in 決定("所属基準")|まとめる("採否") %}{{ 群.見出し }}{{ 群.件数 }} {% endfor %}'
    assert said(text) == ["採用1 （未記入）1 "]


def test_the_ward_has_its_own_names(said) -> None:
    assert said("{{ 委員会 }}/{{ 問合せ先 }}/{{ 提出先 }}") == ["北区向上委員会/総務課（内線 1）/総務課の窓口"]


def test_a_ward_that_says_nothing_has_the_names_of_the_city() -> None:
    usual = Office("委員会", "内線 9", "共有フォルダ")
    assert Office(contact="内線 1").over(usual) == Office("委員会", "内線 1", "共有フォルダ")


def test_years_further_back_stand_side_by_side(said) -> None:
    text = '{{ 前年度("実績報告", 2).年度 }}{{ 前年度("実績報告", 2).記録("指標")|件数 }}件、{{ 前年度("実績報告").記録("指標")|件数 }}件'
    assert said(text) == ["令和6年度（2024年度）4件、2件"]
    further = '{{ 前年度("実績報告").前年度("実績報告").年度 }}{{ 前年度("実績報告").回("実績報告").年度 }}'
    assert said(further) == ["令和6年度（2024年度）令和7年度（2025年度）"]


def test_rows_stand_beside_those_of_another_year_though_these_are_missing(said) -> None:
    loop = (
        "{%% for 行 in 記録('指標')|続く(前年度('実績報告').記録('指標')%s) %%}"
        "{{ 行.指標名 }}{{ 行.前.実績値 }}→{{ 行.実績値 }}{%% if not 行.前 %%}（新規）{%% endif %%} {%% endfor %%}"
    )
    assert said(loop % "") == ["窓口の満足度95.0→96.25 出前説明会→14 "]
    assert said(loop % ", すべて=True") == [
        "窓口の満足度95.0→96.25 待ち時間→12（新規） 出前説明会→14 案内の書換え→8（新規） "
    ]
    lists = "{% for 行 in 一覧('課題一覧').行|続く(前年度('実績報告', 2).一覧('課題一覧').行) %}{{ 行.前.部署名 }} {% endfor %}"
    assert said(lists) == ["区民課 "]


@pytest.mark.parametrize(
    ("asked", "rows"),
    [
        ('決定("指示", 年度=0)', ["R8か", "済み"]),
        ('決定("指示", 年度=-1)', ["R7か", "R7済み", "未定"]),
        ('決定("指示", 未完了=True)', ["R8か", "R7か", "古い"]),
        ('決定("指示", 年度=-1, 未完了=True)', ["R7か", "古い"]),
        ('決定("指示", 年度=-9)', []),
        ('前年度("実績報告").決定("指示", 年度=0)', ["R7か", "R7済み", "未定"]),
        ('前年度("実績報告").決定("指示", 未完了=True)', ["R7か", "古い"]),
    ],
)
def test_decisions_of_a_year_and_those_not_yet_done_are_asked_for(said, asked: str, rows: list[str]) -> None:
    assert said("{% for 行 in " + asked + " %}{{ 行.内容 }} {% endfor %}。") == [
        "".join(f"{row} " for row in rows) + "。"
    ]


@pytest.mark.parametrize(
    ("text", "code", "name", "near"),
    [
        ('{{ マスタ("基順")|件数 }}', "paper-unknown-list", "基順", "もしかして「基準」"),
        ('{{ 決定("所属規準")|件数 }}', "paper-unknown-list", "所属規準", "もしかして「所属基準」"),
        ('{% for 行 in マスタ("基準") %}{{ 行.本分 }}{% endfor %}', "paper-unknown-part", "本分", "もしかして「本文」"),
        (
            '{% for 行 in 決定("所属基準") %}{{ 行.裁否 }}{% endfor %}',
            "paper-unknown-part",
            "裁否",
            "もしかして「採否」",
        ),
        ('{{ 決定("指示", 年=-1)|件数 }}', "paper-unknown-name", "年", "もしかして「年度」"),
        ('{{ 決定("所属基準", 年度=-1)|件数 }}', "paper-decisions-lack-column", "所属基準", "「年度」の列"),
        ('{{ 決定("所属基準", 未完了=True)|件数 }}', "paper-decisions-lack-column", "所属基準", "「年度」の列"),
        ("{{ 委員 }}", "paper-unknown-name", "委員", "もしかして「委員会」"),
        ('{{ 前年度("実積報告", 2).年度 }}', "paper-unknown-round", "実積報告", "もしかして「実績報告」"),
        ('{{ 前年度("実績報告", 0).年度 }}', "paper-value-unusable", "", ""),
        ("{{ 記録('指標')|続く(記録('指標'), 全て=True)|件数 }}", "paper-unknown-name", "全て", "すべて"),
    ],
)
def test_a_slip_is_told_before_the_night(tmp_path: Path, text: str, code: str, name: str, near: str) -> None:
    (problem,) = check(tmp_path, text)
    assert (problem.code, problem.params.get("name", "")) == (code, name)
    assert near in problem.remedy


def test_what_is_there_is_accepted(tmp_path: Path) -> None:
    text = '{% for 行 in マスタ("基準") %}{{ 行.本文 }}{% endfor %}{{ 決定("所属基準")|件数 }}{{ 前年度("実績報告", 2).年度 }}'
    assert check(tmp_path, text) == []


def test_a_page_shows_the_master_and_no_decisions(tmp_path: Path) -> None:
    page = tmp_path / "頁.html"
    page.write_text(
        '{% for 行 in マスタ("基準") %}{{ 行.本文 }}{% endfor %}{{ 委員会 }}{{ 問合せ先 }}', encoding="utf-8"
    )
    assert check_page_template(page, FORM, Published(), LISTS) == []
    page.write_text('{{ 決定("所属基準")|件数 }}', encoding="utf-8")
    assert [p.params["name"] for p in check_page_template(page, FORM, Published(), LISTS)] == ["決定"]


def test_at_night_a_list_that_is_gone_stops_the_paper(said) -> None:
    with pytest.raises(SettingsError) as stopped:
        said('{{ マスタ("理念")|件数 }}')
    assert [p.code for p in stopped.value.problems] == ["paper-unknown-list"]


def test_a_decision_for_one_ward_or_for_departments_of_it_is_shown_there_alone() -> None:
    workspace = read_workspace(Path(__file__).parents[2])
    (here,), there = workspace.master.wards, Ward("99", "北区")
    own = workspace.master.departments_of(here)[0].code
    rows = [
        {"基準ID": "1", "区コード": "", "部署コード": ""},
        {"基準ID": "2", "区コード": here.code, "部署コード": ""},
        {"基準ID": "3", "区コード": there.code, "部署コード": ""},
        {"基準ID": "4", "区コード": "", "部署コード": f"9901, {own}"},
        {"基準ID": "5", "区コード": "", "部署コード": "9901"},
    ]
    found = {"区の基準": TypedSheet(("基準ID", "区コード", "部署コード", "採否"), tuple(rows))}
    workspace = replace(workspace, decisions=replace(workspace.decisions, found=found))
    for ward, ids in ((here, ["1", "2", "4"]), (there, ["1", "3"])):
        assert [row["基準ID"] for row in decision_lists(workspace, ward)["区の基準"].rows] == ids
