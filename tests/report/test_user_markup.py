"""Texts of departments hold the markup of many libraries; in every document they stay text."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import Path

import docx
import openpyxl
import pytest
import xlsxwriter
from lxml import etree

from kusei_batch.report.clean_sheet import CleanSheet
from kusei_batch.report.paper.word_template import without_tagged_fallbacks
from kusei_batch.report.records_csv import render_csv
from kusei_batch.report.views import RoundView, build_round_view
from tests.report.conftest import fill_paper
from tests.report.sample import make_facts
from tests.report.written import write_summary_workbook

WORDS = "\x00=1+1 {_{目標}_} {_%x%_} {{ 1 }} \x1b[31m <b>&amp; _x0041_ [red]赤[/red] &P $x$ \ufffe"


@pytest.fixture(scope="module")
def marked() -> RoundView:
    facts = make_facts()
    records = [
        replace(r, fields={k: WORDS if isinstance(v, str) and k == "目標" else v for k, v in r.fields.items()})
        for r in facts.records
    ]
    return build_round_view(replace(facts, records=records))


def test_word(marked: RoundView, tmp_path: Path) -> None:
    paper = fill_paper(marked, tmp_path, ["{% for 行 in 記録('目標') %}{{ 行.目標 }}{% endfor %}"])
    text = "".join(p.text for p in paper.paragraphs)
    assert "=1+1 {_{目標}_} {_%x%_} {{ 1 }} [31m <b>&amp; _x0041_" in text


def test_workbook_and_its_links(marked: RoundView, tmp_path: Path) -> None:
    path = tmp_path / "集計.xlsx"
    write_summary_workbook(marked, path)
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if name.endswith((".xml", ".rels")):
                etree.fromstring(archive.read(name))
    values = [c.value for s in openpyxl.load_workbook(path) for row in s.iter_rows() for c in row if c.value]
    assert any(isinstance(v, str) and "=1+1 {_{目標}_}" in v for v in values)


@pytest.mark.parametrize("ward", ["A&B区" * 70, "&" * 121 + "区", "𠮷" * 200 + "&"])
def test_a_long_name_of_a_ward_leaves_the_footer_whole(marked: RoundView, tmp_path: Path, ward: str) -> None:
    path = tmp_path / "集計.xlsx"
    write_summary_workbook(replace(marked, labels=replace(marked.labels, ward=ward)), path)
    with zipfile.ZipFile(path) as archive:
        root = etree.fromstring(archive.read("xl/worksheets/sheet1.xml"))
    footer = root.findtext("{*}headerFooter/{*}oddFooter")
    assert len(footer.encode("utf-16-le")) // 2 <= 255
    shown = footer.rpartition('標準"')[2]
    assert shown.endswith("　&A")
    assert "&" not in shown.removesuffix("　&A").replace("&&", "")


@pytest.mark.filterwarnings("ignore:Ignoring URL")
@pytest.mark.parametrize("url", ["external:" + "a" * 2100 + ".xlsx", "external:" + "提出" * 1200])
def test_a_text_whose_link_excel_does_not_take_stays(tmp_path: Path, url: str) -> None:
    with xlsxwriter.Workbook(tmp_path / "表.xlsx") as book:
        sheet = book.add_worksheet("表", CleanSheet)
        sheet.write_url(0, 0, url, None, "様式.xlsx")
        sheet.write_url(1, 0, "external:様式.xlsx", None, "様式")
    found = openpyxl.load_workbook(tmp_path / "表.xlsx")["表"]
    assert [(cell.value, bool(cell.hyperlink)) for cell in found["A"]] == [("様式.xlsx", False), ("様式", True)]


def test_csv(marked: RoundView) -> None:
    text = render_csv(marked.data[0]).decode("utf-8-sig")
    assert "\x00" not in text
    assert "\x1b" not in text
    assert "\"'=1+1" in text


def test_a_text_box_is_computed_once() -> None:
    box = "<w:t>{{ 番号(&quot;表&quot;) }}</w:t>"
    xml = (
        f"<mc:AlternateContent><mc:Choice Requires='wps'>{box}</mc:Choice><mc:Fallback><w:pict>"
        f"<mc:AlternateContent><mc:Choice/><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>{box}</w:pict>"
        "</mc:Fallback></mc:AlternateContent><mc:Fallback><w:pict/></mc:Fallback><mc:Fallback/>"
    )
    once = without_tagged_fallbacks(xml)
    assert once.count("番号") == 1
    assert once.endswith("<mc:Fallback><w:pict/></mc:Fallback><mc:Fallback/>")


def test_numbers_in_a_text_box_of_body_and_header_go_on_after_it(marked: RoundView, tmp_path: Path) -> None:
    def write(paragraph) -> None:
        run = paragraph.add_run()
        box = (
            '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
            'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
            '<mc:Choice Requires="wps"><w:t>表{{ 番号("表") }}</w:t></mc:Choice>'
            '<mc:Fallback><w:t>表{{ 番号("表") }}</w:t></mc:Fallback></mc:AlternateContent>'
        )
        run._r.append(etree.fromstring(box))

    template = docx.Document()
    write(template.add_paragraph())
    write(template.sections[0].header.paragraphs[0])
    template.add_paragraph('表{{ 番号("表") }}')
    template.save(str(tmp_path / "ひな形.docx"))
    from kusei_batch.report.views import OtherRounds
    from kusei_batch.report.ward_report import make_ward_report

    (tmp_path / "資料.docx").write_bytes(
        make_ward_report(marked, tmp_path / "ひな形.docx", None, OtherRounds()).content
    )
    with zipfile.ZipFile(tmp_path / "資料.docx") as archive:
        body = archive.read("word/document.xml").decode()
        head = "".join(archive.read(n).decode() for n in archive.namelist() if n.startswith("word/header"))
    found = [n for n in ("表1", "表2", "表3", "表4") if n in body + head]
    assert found == ["表1", "表2", "表3"]
