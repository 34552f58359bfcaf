"""The paper read back, and held against the workbook and against a count by hand."""

from __future__ import annotations

import re
import unicodedata
import zipfile
from dataclasses import replace
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.oxml.ns import qn

from kusei_batch.core.problem import Location, Problem, Severity
from kusei_batch.report.views import RoundView, build_round_view
from kusei_batch.report.ward_report import make_ward_report
from tests.report import independent
from tests.report.conftest import HEAD, TEMPLATE
from tests.report.sample import SCENES, make_facts, make_records, sha

SCENES_TABLE, GOALS, MONEY, COVERAGE = range(1, 5)  # which table of the paper is which


@pytest.fixture(scope="module")
def paper(paper_path: Path):
    return docx.Document(str(paper_path))


def text_of(document) -> str:
    return "\n".join(paragraph.text for paragraph in document.paragraphs)


def rows_of(document, number: int) -> list[list[str]]:
    """The rows of the n-th table; read by element, since python-docx looks cells up slowly."""
    table = document.tables[number]._tbl
    return [["".join(t.text or "" for t in tc.iter(qn("w:t"))) for tc in tr.tc_lst] for tr in table.tr_lst]


def test_its_head_and_sections_are_those_of_a_conference_paper(paper) -> None:
    texts = [p.text for p in paper.paragraphs]
    assert texts[:2] == ["資料１", "令和8年5月1日"]
    assert HEAD.title in texts
    chapters = [p.text for p in paper.paragraphs if p.style.name == "Heading 1"]
    assert chapters == [
        "第1　提出状況",
        "第2　区の方針",
        "第3　目標の概要",
        "第4　前年度からの継続",
        "第5　部署別目標",
        "第6　論点",
        "参考　部署別の提出状況",
    ]
    assert "前年度の実績の報告がないため、前年度から続く目標はありません。" in texts


def test_its_figures_are_those_counted_by_hand(paper) -> None:
    text = text_of(paper)
    assert f"{independent.EXPECTED}部署に提出を求め、" in text
    assert f"{independent.RECEIVED}部署から提出がありました" in text
    assert f"受理したもの（該当がないとの申告を含みます。）は、{independent.ACCEPTED}部署（85.7％）です" in text
    assert f"受理した{independent.ACCEPTED}部署の目標は、{len(independent.targets())}件です。" in text
    assert {label: int(n) for label, n in rows_of(paper, SCENES_TABLE)[1:-2]} == independent.scene_totals()
    money = [(row[0], row[3]) for row in rows_of(paper, MONEY)[1:] if len(row) > 1]
    assert money == independent.in_need_of_money()
    assert f"次の{len(money)}件について" in text


def test_its_figures_are_those_of_the_workbook(paper, workbook_path: Path) -> None:
    book = openpyxl.load_workbook(workbook_path)
    in_book = {row[0]: row for row in book["場面別"].iter_rows(min_row=5, values_only=True)}
    for label, total in rows_of(paper, SCENES_TABLE)[1:]:
        assert in_book[label][-1] == int(total), label
    rows = list(book["提出状況"].iter_rows(values_only=True))
    coverage = [row for row in rows if isinstance(row[0], int)]
    count = next(row for row in rows if row[0] == "番号").index("件数")
    in_paper = [row for row in rows_of(paper, COVERAGE)[1:] if len(row) > 1]
    assert [(row[2], row[3], row[4] or "") for row in coverage] == [tuple(row[:3]) for row in in_paper]
    assert [str(row[count]) for row in coverage] == [row[3] for row in in_paper]
    listed = [row for row in book["目標一覧"].iter_rows(values_only=True) if isinstance(row[1], int)]
    goals = [tuple(row) for row in rows_of(paper, GOALS)[1:] if len(row) > 1]
    assert [(r[0], str(r[1]), r[2], r[3].replace("\n", "")) for r in listed] == goals


def test_who_is_missing_is_named(paper) -> None:
    texts = [p.text for p in paper.paragraphs]
    after = {text: texts[i + 1] for i, text in enumerate(texts) if re.match(r"\(\d\)　", text)}
    assert after["(1)　期限を過ぎて提出のない部署"].startswith("道路公園センター（1部署）")
    assert after["(2)　期限前でまだ提出のない部署"] == "該当する部署はありません。"
    assert after["(3)　差し戻している部署"].startswith("保護課（1部署）")


def test_every_table_of_departments_names_their_division(paper) -> None:
    for number in (COVERAGE, GOALS):
        spanning = [row[0] for row in rows_of(paper, number) if len(row) == 1]
        assert spanning[:3] == ["部に属さない部署", "まちづくり推進部", "区民サービス部"]
    assert "まちづくり推進部" in [row[0] for row in rows_of(paper, MONEY) if len(row) == 1]


def test_the_clauses_of_the_policy_stay_on_one_page(paper) -> None:
    clauses = [p for p in paper.paragraphs if re.match(r"\d　", p.text) and p.style.name == "項目"]
    assert [bool(p.paragraph_format.keep_with_next) for p in clauses] == [True, True, True, False]


def test_what_the_office_only_handles_is_no_point_at_issue(tmp_path: Path) -> None:
    changed = Problem(
        "shown-changed", Severity.WARNING, Location("目標設定", ("B1",), "年度"), {"stamped": "令和8年度"}
    )
    facts = make_facts()
    view = build_round_view(replace(facts, problems={**facts.problems, sha("1301"): [changed]}))
    (tmp_path / "a.docx").write_bytes(make_ward_report(view, TEMPLATE).content)
    assert "書き換えられています" not in text_of(docx.Document(str(tmp_path / "a.docx")))
    assert "shown-changed" in {p.code for p in view.problems}


def test_scenes_that_are_equally_frequent_are_told_as_such(tmp_path: Path) -> None:
    records = [replace(r, fields={**r.fields, "場面": SCENES[1:3]}) if r.table else r for r in make_records()]
    (tmp_path / "a.docx").write_bytes(make_ward_report(build_round_view(make_facts(records=records)), TEMPLATE).content)
    assert "電話対応、庁舎案内（各41件）です。" in text_of(docx.Document(str(tmp_path / "a.docx")))


def test_warnings_that_matter_are_named_by_department(paper) -> None:
    text = text_of(paper)
    assert "(1)　表の件数が目安を超えているもの（3件）\n企画課、地域振興課、区民課" in text
    assert "地域振興課（1行目）、区民課（1行目）" in text
    assert "評価指標が空欄です" not in text  # it was sent back and is no longer the conference's affair
    assert "読み取りました" not in text  # what was merely understood is no point at issue


def test_charts_tell_in_words_what_they_show(paper, view: RoundView) -> None:
    told = [element.get("descr") for element in paper.element.iter(qn("wp:docPr"))]
    assert told == [view.crosstabs[0].chart.alt_text, view.crosstabs[1].chart.alt_text]


def test_headings_of_tables_are_repeated_and_rows_are_not_split(paper) -> None:
    for table in paper.tables:
        first, *others = table._tbl.tr_lst
        assert first.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
        assert all(row.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for row in others)


def test_it_is_a4_upright_in_japanese_fonts(paper) -> None:
    section = paper.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    fonts = {
        s.name: s.element.rPr.rFonts.get(qn("w:eastAsia")) for s in paper.styles if s.name in ("Normal", "Heading 1")
    }
    assert fonts == {"Normal": "BIZ UD明朝", "Heading 1": "BIZ UDゴシック"}


def test_it_holds_no_english_word(paper) -> None:
    everything = "".join(t.text or "" for t in paper.element.iter(qn("w:t")))
    everything += "".join(e.get("descr") + e.get("name") for e in paper.element.iter(qn("wp:docPr")))
    assert not re.findall(r"[A-Za-z]{2,}", unicodedata.normalize("NFKC", everything))


def test_what_departments_write_is_never_taken_for_markup_or_tags(view: RoundView, tmp_path: Path) -> None:
    text = "Ａ＆Ｂ <b>&amp; {{ 区名 }} {% if %} \x0b\x07\x0c髙﨑𠮷\n改行"
    records = [replace(r, fields={**r.fields, "目標": text}) if r.table else r for r in make_records()]
    (tmp_path / "a.docx").write_bytes(make_ward_report(build_round_view(make_facts(records=records)), TEMPLATE).content)
    document = docx.Document(str(tmp_path / "a.docx"))
    assert not document.element.xpath("//w:br[@w:type='page']")  # what a form feed would become
    cell = rows_of(document, GOALS)[2][3]
    assert "Ａ＆Ｂ <b>&amp; {{ 区名 }} {% if %} 髙﨑𠮷改行" in cell


def test_a_blank_is_no_other_value_and_can_be_asked_for(tmp_path: Path) -> None:
    template = docx.Document()
    for tag in ('{{ 選ぶ("目標", "予算措置", "不要", 以外=True)|件数 }}', '{{ 選ぶ("目標", "予算措置", "")|件数 }}'):
        template.add_paragraph(tag)
    template.save(str(tmp_path / "ひな形.docx"))
    records = [replace(r, fields={**r.fields, "予算措置": None}) if r.number == 1 else r for r in make_records()]
    view = build_round_view(make_facts(records=records))
    (tmp_path / "a.docx").write_bytes(make_ward_report(view, tmp_path / "ひな形.docx").content)
    others, blank = (int(p.text) for p in docx.Document(str(tmp_path / "a.docx")).paragraphs)
    values = [r.fields["予算措置"] for r in records if r.table]
    assert (others, blank) == (sum(v not in ("不要", None) for v in values), values.count(None))


def test_the_same_figures_make_the_same_bytes(view: RoundView, paper_path: Path, tmp_path: Path) -> None:
    (tmp_path / "again.docx").write_bytes(make_ward_report(build_round_view(make_facts()), TEMPLATE, HEAD).content)
    assert (tmp_path / "again.docx").read_bytes() == paper_path.read_bytes()


def test_a_ward_that_returned_nothing_gets_a_paper_that_says_so(tmp_path: Path) -> None:
    facts = make_facts(records=[], problems={}, policies=[])
    empty = build_round_view(facts)
    (tmp_path / "a.docx").write_bytes(make_ward_report(empty, TEMPLATE).content)
    text = text_of(docx.Document(str(tmp_path / "a.docx")))
    for said in (
        "方針は登録されていません。",
        "受理した目標はありません。",
        "該当する目標はありません。",
        "該当する事項はありません。",
    ):
        assert said in text


def test_a_hundred_pages_bear_every_row(tmp_path: Path) -> None:
    records = make_records()
    many = [replace(r, key=r.key._replace(row_id=f"{r.key.row_id}-{n}")) for n in range(10) for r in records]
    view = build_round_view(make_facts(records=many))
    (tmp_path / "a.docx").write_bytes(make_ward_report(view, TEMPLATE).content)
    with zipfile.ZipFile(tmp_path / "a.docx") as package:
        assert package.read("word/document.xml").count(b"<w:tr>") + 1 > 400
