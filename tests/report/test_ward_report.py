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

from kusei_batch.core.form import Choice
from kusei_batch.core.problem import Location, Problem, Severity
from kusei_batch.report import check_paper_template
from kusei_batch.report.views import RoundView, build_round_view
from tests.report import independent
from tests.report.conftest import HEAD, TEMPLATE
from tests.report.sample import SCENES, make_facts, make_records, sha
from tests.report.written import make_ward_report

SCENES_TABLE, GOALS, MONEY, COVERAGE = range(4)  # which table of the paper is which


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
    chapters = [p.text for p in paper.paragraphs if p.style.name in ("Heading 1", "別紙の題")]
    assert chapters == [
        "第1　提出の趣旨",
        "第2　判断を求める事項",
        "第3　結果の概要",
        "第4　区の方針",
        "第5　目標の数",
        "別紙1　令和8年度（2026年度）区役所サービス向上目標の一覧",
        "別紙2　予算措置を求める目標",
        "別紙3　部署別の提出状況",
    ]
    assert "前年　前年度の実績の報告がないため、前年度から続く目標はありません。" in texts


def test_its_figures_are_those_counted_by_hand(paper) -> None:
    text = text_of(paper)
    assert f"{independent.EXPECTED}部署に提出を求め、" in text
    assert f"{independent.RECEIVED}部署から提出がありました" in text
    base = f"提出を求めた{independent.EXPECTED}部署の85.7％"
    assert (
        f"このうち{independent.ACCEPTED}部署（{base}）を受理しました。受理には、該当がないとの申告を含みます。" in text
    )
    assert f"{independent.EXPECTED}部署のうち{independent.ACCEPTED}部署の提出を受理しました（別紙3）。" in text
    assert f"受理した目標は{len(independent.targets())}件で、" in text
    assert {label: int(n) for label, n in rows_of(paper, SCENES_TABLE)[1:-2]} == independent.scene_totals()
    kind, money = "", []
    for row in rows_of(paper, MONEY)[1:]:
        kind = row[0].partition("　")[0] if len(row) == 1 else kind
        money += [(row[0], kind)] if len(row) > 1 else []
    wanted = independent.in_need_of_money()
    assert money == sorted(wanted, key=lambda found: found[1] != "緊急対応")
    assert {kind for _, kind in wanted} == {"地域課題対応事業"}
    assert f"地域課題対応事業{len(wanted)}件（概算" in text


def test_its_figures_are_those_of_the_workbook(paper, workbook_path: Path) -> None:
    book = openpyxl.load_workbook(workbook_path)
    lines = [row for row in book["場面別"].iter_rows(values_only=True) if row[0]]
    (head,) = [row for row in lines if row[0] == "部署名＼場面"]
    (sums,) = [row for row in lines if row[0] == "計"]
    in_book = dict(zip(head[1:], sums[1:], strict=True))
    for label, total in rows_of(paper, SCENES_TABLE)[1:-2]:
        assert in_book[label] == int(total), label
    rows = list(book["提出状況"].iter_rows(values_only=True))
    coverage = [row for row in rows if isinstance(row[0], int)]
    count = next(row for row in rows if row[0] == "番号").index("件数")
    in_paper = rows_of(paper, COVERAGE)[1:]
    assert [(row[1] or "", row[2]) for row in coverage] == [tuple(row[:2]) for row in in_paper]
    assert [row[3] for row in coverage] == [row[2].partition("（")[0] for row in in_paper]
    assert [str(row[count]) for row in coverage] == [row[4] for row in in_paper]
    listed = [row for row in book["目標一覧"].iter_rows(values_only=True) if isinstance(row[1], int)]
    goals = [row for row in rows_of(paper, GOALS)[1:] if len(row) > 1]
    assert [(str(row[1]), row[2]) for row in listed] == [tuple(row[:2]) for row in goals]


def test_who_is_missing_is_named(paper) -> None:
    text = text_of(paper)
    assert "道路公園センター（1部署）には、速やかな提出を求めています。" in text
    assert "保護課（1部署）には、直したものの提出を求めています。" in text
    assert "以下はその件数です。" in text


def test_the_targets_stand_below_their_department_and_its_division(paper) -> None:
    spanning = [row[0] for row in rows_of(paper, GOALS) if len(row) == 1]
    assert spanning[:2] == ["危機管理担当", "まちづくり推進部　総務課"]


def test_a_target_is_told_with_what_measures_it(paper) -> None:
    told = [row[3] for row in rows_of(paper, GOALS)[1:] if len(row) > 1]
    assert len([text for text in told if "目標値　" in text]) == len(independent.targets())
    assert any("目標値　95％以上期限　R9.3.31" in text for text in told)


def test_the_clauses_of_the_policy_stay_on_one_page(paper) -> None:
    clauses = [p for p in paper.paragraphs if re.match(r"\d　", p.text) and p.style.name == "項目"]
    assert [bool(p.paragraph_format.keep_with_next) for p in clauses] == [True, True, True, False]


def test_what_the_office_only_handles_is_no_point_at_issue(tmp_path: Path) -> None:
    changed = Problem(
        "shown-changed",
        Severity.WARNING,
        Location("目標設定", ("B1",), "年度"),
        {"stamped": "令和8年度", "typed": "令和7年度"},
    )
    facts = make_facts()
    view = build_round_view(replace(facts, problems={**facts.problems, sha("1301"): [changed]}))
    (tmp_path / "a.docx").write_bytes(make_ward_report(view, TEMPLATE).content)
    assert "書き換えられています" not in text_of(docx.Document(str(tmp_path / "a.docx")))
    assert "shown-changed" in {p.code for p in view.problems}


def test_scenes_that_are_equally_frequent_are_told_as_such(tmp_path: Path) -> None:
    records = [replace(r, fields={**r.fields, "場面": SCENES[1:3]}) if r.table else r for r in make_records()]
    (tmp_path / "a.docx").write_bytes(make_ward_report(build_round_view(make_facts(records=records)), TEMPLATE).content)
    assert "最も多い場面は電話対応、庁舎案内（各41件）です" in text_of(docx.Document(str(tmp_path / "a.docx")))


def test_warnings_that_matter_are_asked_of_the_committee(view: RoundView, tmp_path: Path) -> None:
    template = TEMPLATE.with_name("目標設定（委員会）.docx")
    (tmp_path / "a.docx").write_bytes(make_ward_report(view, template).content)
    document = docx.Document(str(tmp_path / "a.docx"))
    (told,) = [t for t in document.tables if t.rows[0].cells[0].text == "内容"]
    rows = [[cell.text for cell in row.cells] for row in told.rows[1:]]
    assert ["表の件数が目安を超えているもの", "3", "企画課、地域振興課、区民課"] in [[r[0], r[1], r[2]] for r in rows]
    assert any("地域振興課（1行目）、区民課（1行目）" in row[2] for row in rows)
    everything = str(rows)
    assert "評価指標が空欄です" not in everything  # it was sent back and is no longer the meeting's affair
    assert "読み取りました" not in everything  # what was merely understood is no point at issue


def test_what_a_table_tells_is_not_drawn_again(paper, view: RoundView, tmp_path: Path) -> None:
    assert not list(paper.element.iter(qn("wp:docPr")))
    (tmp_path / "a.docx").write_bytes(make_ward_report(view, TEMPLATE.with_name("目標設定（委員会）.docx")).content)
    told = [e.get("descr") for e in docx.Document(str(tmp_path / "a.docx")).element.iter(qn("wp:docPr"))]
    assert told == [view.crosstabs[1].chart.alt_text]


def test_headings_of_tables_are_repeated_and_rows_of_a_few_lines_stay_whole(paper) -> None:
    for table in paper.tables:
        first, *others = table._tbl.tr_lst
        assert first.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
        assert all(row.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for row in others)


def test_it_is_a4_upright_in_japanese_fonts(paper) -> None:
    section = paper.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    annexes = paper.sections[1]
    assert (round(annexes.page_width.mm), round(annexes.page_height.mm)) == (297, 210)
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
    cell = rows_of(document, GOALS)[2][2]
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


def test_a_template_that_names_a_choice_as_it_was_called_before_finds_its_rows(tmp_path: Path) -> None:
    """The older name stays among the 別名 of a choice; records of then and of now are both found by either name."""
    template = docx.Document()
    for name in ("不要", "かからない"):
        template.add_paragraph(f'{{{{ 選ぶ("目標", "予算措置", "{name}")|件数 }}}}')
    template.save(str(tmp_path / "ひな形.docx"))
    facts = make_facts()
    choices = {**facts.form.choice_lists, "予算措置": (Choice("かからない", ("不要",)), Choice("要る"))}
    form = replace(facts.form, choice_lists=choices)
    records = [replace(r, fields={**r.fields, "予算措置": "かからない"}) if r.number == 1 else r for r in facts.records]
    assert check_paper_template(tmp_path / "ひな形.docx", form) == []
    view = build_round_view(replace(facts, form=form, records=records))
    (tmp_path / "a.docx").write_bytes(make_ward_report(view, tmp_path / "ひな形.docx").content)
    was = {r.key: r.fields.get("予算措置") for r in facts.records}
    expected = sum(r.table is not None and (r.number == 1 or was[r.key] == "不要") for r in facts.records)
    assert [p.text for p in docx.Document(str(tmp_path / "a.docx")).paragraphs] == [str(expected)] * 2


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
        "受理した目標がないため、判断を求める事項はありません。",
        "受理した目標は、まだありません。",
    ):
        assert said in text


def test_a_hundred_pages_bear_every_row(tmp_path: Path) -> None:
    records = make_records()
    many = [replace(r, key=r.key._replace(row_id=f"{r.key.row_id}-{n}")) for n in range(10) for r in records]
    view = build_round_view(make_facts(records=many))
    (tmp_path / "a.docx").write_bytes(make_ward_report(view, TEMPLATE).content)
    with zipfile.ZipFile(tmp_path / "a.docx") as package:
        assert package.read("word/document.xml").count(b"<w:tr>") + 1 > 400
