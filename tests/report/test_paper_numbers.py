"""The numbers of a paper: of chapters, sections, tables and annexes, and what refers to them."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest

from kusei_batch.core.problem import Problem, SettingsError
from kusei_batch.report import check_paper_template
from kusei_batch.report.page.page_template import fill_page
from kusei_batch.report.templating.filters import FILTERS
from kusei_batch.report.templating.means import Means
from kusei_batch.report.templating.template_names import build_names
from kusei_batch.report.views import RoundView
from tests.report.conftest import fill_paper
from tests.report.sample import FORM


@pytest.fixture
def write(view: RoundView, tmp_path: Path):
    return lambda *paragraphs: [p.text for p in fill_paper(view, tmp_path, paragraphs).paragraphs if p.text]


@pytest.fixture
def check(tmp_path: Path):
    def check_text(*paragraphs: str) -> list[Problem]:
        document = docx.Document()
        for text in paragraphs:
            document.add_paragraph(text)
        document.save(str(tmp_path / "ひな形.docx"))
        return check_paper_template(tmp_path / "ひな形.docx", FORM, {})

    return check_text


def test_a_reference_has_the_number_of_its_place_wherever_that_stands(write) -> None:
    assert write(
        '判断は第{{ 参照("章", "判断") }}の{{ 参照("節", "予算") }}、別紙{{ 参照("別紙", "一覧") }}（{{ 参照("章", "判断") }}）',
        '第{{ 番号("章") }}　概要',
        '別紙{{ 番号("別紙", "状況") }}',
        '第{{ 番号("章", "判断") }}　判断',
        '{{ 番号("節", ごと="章") }}　目標',
        '{{ 番号("節", "予算", ごと="章") }}　予算',
        '別紙{{ 番号("別紙", "一覧") }}（第{{ 参照("章", "判断") }}の{{ 参照("節", "予算") }}）',
    ) == ["判断は第2の2、別紙2（2）", "第1　概要", "別紙1", "第2　判断", "1　目標", "2　予算", "別紙2（第2の2）"]


def test_sections_begin_again_in_every_chapter_and_so_does_what_is_below_them(write) -> None:
    text = (
        '{% for _ in "二章" %}第{{ 番号("章") }}{% for _ in "二節" %}/{{ 番号("節", ごと="章") }}'
        '{% for _ in "二項" %}.{{ 番号("項", ごと="節") }}{% endfor %}{% endfor %} {% endfor %}'
    )
    assert write(text) == ["第1/1.1.2/2.1.2 第2/1.1.2/2.1.2 "]


def test_references_in_header_and_table_are_settled_too(view: RoundView, tmp_path: Path) -> None:
    def mark(document) -> None:
        document.add_table(1, 1).cell(0, 0).text = '別紙{{ 参照("別紙", "乙") }}'
        document.sections[0].header.paragraphs[0].text = '別紙{{ 参照("別紙", "乙") }}のとおり'
        for name in "甲乙":
            document.add_paragraph(f'別紙{{{{ 番号("別紙", "{name}") }}}}')

    filled = fill_paper(view, tmp_path, ["はじめに"], change=mark)
    assert filled.tables[0].cell(0, 0).text == "別紙2"
    assert filled.sections[0].header.paragraphs[0].text == "別紙2のとおり"


def test_a_reference_whose_place_is_left_out_stops_the_paper_with_the_reason(write) -> None:
    with pytest.raises(SettingsError) as stopped:
        write('第{{ 参照("章", "判断") }}のとおり', '{% if 区名 == "" %}第{{ 番号("章", "判断") }}{% endif %}')
    (problem,) = stopped.value.problems
    assert (problem.code, problem.params["name"]) == ("paper-reference-lost", "判断")
    assert "本文「第{{ 参照(" in problem.message


def test_the_check_tells_a_reference_without_a_place_and_the_likely_one(check) -> None:
    (problem,) = check(
        '第{{ 参照("章", "判談") }}のとおり', '第{{ 番号("章", "判断") }}　判断', '表{{ 番号("表", "談") }}'
    )
    assert (problem.code, problem.params["name"]) == ("paper-reference-lost", "判談")
    assert "もしかして「判断」ですか。あるのは、「判断」です。" in problem.remedy
    assert "の本文「第{{ 参照(" in problem.message


def test_the_check_tells_a_reference_to_a_place_that_not_every_round_has(check) -> None:
    (problem,) = check("第{{ 参照('章', '甲') }}", "{% if 記録('目標') %}第{{ 番号('章', '甲') }}{% endif %}")
    assert problem.code == "paper-reference-lost"
    text = "{% if 記録('目標') %}第{{ 参照('章', '甲') }}、第{{ 番号('章', '甲') }}{% endif %}"
    assert check(text) == []


def test_names_that_are_computed_may_be_any(check) -> None:
    loop = "{% for 集 in すべての集計 %}表{{ 番号('表', 集.題名) }}{% endfor %}"
    assert check(loop, "{% for 集 in すべての集計 %}表{{ 参照('表', 集.題名) }}{% endfor %}") == []


def test_an_unknown_option_is_told(check) -> None:
    (problem,) = check("{{ 番号('節', ごろ='章') }}")
    assert (problem.code, problem.params["name"]) == ("paper-unknown-name", "ごろ")


@pytest.mark.parametrize(
    ("paragraphs", "name"),
    [
        (("第2の3のとおり", "第１　甲", "第２　乙", "１　丙"), "第2の3"),
        (("第４の２とする。", "第１　甲", "１　丙"), "第4の2"),
        (("第3の{{ 記録('目標')|件数 }}件", "第1　甲", "第2　乙"), "第3"),
        (("判断は、第9のとおり", "第1　甲"), "第9"),
    ],
)
def test_a_typed_reference_to_a_chapter_that_is_not_there_is_warned_of(check, paragraphs, name) -> None:
    (problem,) = check(*paragraphs)
    assert (problem.code, problem.params["name"]) == ("paper-typed-number", name)
    assert problem.params["where"].startswith("本文「")


@pytest.mark.parametrize(
    "paragraphs",
    [
        ("第2の1のとおり", "第１　甲", "第２　乙", "１　丙"),
        ("第1の2のとおり", "第1　甲", "{{ 1 + 1 }}　丙"),
        ("第5条の2と第1号様式、第3四半期", "第1　甲"),
        ("章のない文書の第3の2",),
        ("代表2名と図面3枚", "表{{ 番号('表') }}　数", "図{{ 番号('図') }}　数"),
    ],
)
def test_what_is_there_or_is_no_reference_is_left_alone(check, paragraphs) -> None:
    assert check(*paragraphs) == []


@pytest.mark.parametrize(
    ("paragraphs", "name", "series"),
    [
        (("第2の1のとおり", "第{{ 番号('章') }}　甲", "{{ 番号('節', ごと='章') }}　乙"), "第2の1", "章"),
        (("表4のとおり", "表{{ 番号('表') }}　数"), "表4", "表"),
        (("別紙２に示す。", "別紙{{ 番号('別紙', '一覧') }}"), "別紙2", "別紙"),
    ],
)
def test_a_typed_number_beside_automatic_ones_is_warned_of(check, paragraphs, name, series) -> None:
    (problem,) = check(*paragraphs)
    assert (problem.code, problem.params["name"]) == ("paper-typed-beside-numbered", name)
    assert f'番号("{series}", ' in problem.remedy


def test_a_page_refers_forward_as_well(view: RoundView, tmp_path: Path) -> None:
    (tmp_path / "頁.html").write_text(
        '図{{ 参照("図", "乙") }}: {{ 番号("図") }} {{ 番号("図", "乙") }}', encoding="utf-8"
    )
    names = build_names(view, Means(lambda *_: "", lambda *_: ""))
    assert fill_page(tmp_path / "頁.html", names) == "図2: 1 2"


def test_a_first_sentence_is_whole(write):
    tags = ['{{ "待ち時間を、\\n短くします。次に、広げます。"|一文 }}', '{{ "句点のない目標"|一文 }}']
    assert write(*tags) == [
        "待ち時間を、 短くします。",
        "句点のない目標",
    ]


def test_what_two_tables_note_is_told_once(write):
    first, second = (
        {"注": ["延べです。", "甲課を含みません。"]},
        {"注": ["令和8年度は、甲課を含みません。", "延べです。"]},
    )
    assert FILTERS["注"]([first, second]) == ["延べです。", "令和8年度は、甲課を含みません。"]
    tag = '{% for 注 in [集計("場面別"), 集計("場面別")]|注 %}{{ 注 }}／{% endfor %}'
    (told,) = write(tag)
    assert told.count("複数選べるため") == 1


def test_a_note_is_told_below_its_first_table_alone_and_a_chart_explains_no_figure_it_does_not_show(write):
    again = '{% for 注 in [集計("場面別")]|注(済み=[集計("場面別")]) %}{{ 注 }}{% endfor %}'
    chart = '{% for 注 in [集計("場面別")]|注(図=True) %}{{ 注 }}{% endfor %}'
    whole = '{% for 注 in [集計("場面別")]|注 %}{{ 注 }}{% endfor %}'
    above, drawn, table = "".join(write(f"{again}／{chart}／{whole}")).split("／")
    assert above == ""
    assert ("複数選べるため" in drawn, "実数は、" in drawn) == (True, False)
    assert "実数は、" in table
