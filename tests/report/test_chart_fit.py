"""Charts of a paper stand on their pages whole, and every drawing of it has a number of its own."""

from __future__ import annotations

import io
from pathlib import Path

import docx
import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.shared import Mm
from docxtpl import DocxTemplate

from kusei_batch.core.totals import ChartKind
from kusei_batch.report.paper.chart_part import draw_chart
from kusei_batch.report.paper.word_template import WordTemplate
from tests.report.conftest import STARTER
from tests.report.test_word_charts import chart
from tests.report.written import make_ward_report

WARDS = tuple(f"第{number}区" for number in range(1, 81))
MANY = chart(ChartKind.BAR, ("計", tuple(range(80))), categories=WARDS)
FEW = chart(ChartKind.BAR, ("計", (1, 2, 3)))


def heights(template: DocxTemplate, *charts) -> list[float]:
    """Fill in `図` and return how many millimetres high each drawing is."""
    filled = template.fill({"図": [draw_chart(template, one, 150) for one in charts]})
    body = parse_xml(filled.entries["word/document.xml"])
    return [int(extent.get("cy")) / 36000 for extent in body.iter(qn("wp:extent"))]


@pytest.fixture
def template() -> WordTemplate:
    """A page upright, then one on its side, with two charts each."""
    document = docx.Document()
    upright = document.sections[0]
    upright.page_width, upright.page_height = Mm(210), Mm(297)
    document.add_paragraph("{{ 図[0] }}{{ 図[1] }}")
    aside = document.add_section()
    aside.orientation, aside.page_width, aside.page_height = WD_ORIENT.LANDSCAPE, Mm(297), Mm(210)
    document.add_paragraph("{{ 図[0] }}{{ 図[1] }}")
    for section in (upright, aside):
        section.top_margin = section.bottom_margin = Mm(25)
    saved = io.BytesIO()
    document.save(saved)
    return WordTemplate(saved.getvalue())


def test_a_chart_of_many_bars_is_no_higher_than_the_page_it_stands_on(template):
    high, low, high_aside, low_aside = heights(template, MANY, FEW)
    assert 200 < high <= 297 - 50 - 10
    assert 130 < high_aside <= 210 - 50 - 10
    assert low == low_aside < 50


def test_drawings_in_headers_have_numbers_of_their_own(view, tmp_path: Path):
    document = docx.Document(str(STARTER))
    document.sections[0].header.is_linked_to_previous = False
    document.sections[0].header.paragraphs[0].text = '{{ 図("場面別") }}{{ 図("場面別") }}'
    document.add_paragraph('{{ 図("場面別") }}')
    document.save(str(tmp_path / "頭.docx"))
    made = docx.Document(io.BytesIO(make_ward_report(view, tmp_path / "頭.docx").content))
    trees = [made.element, made.sections[0].header.part.element]
    numbers = [drawing.get("id") for tree in trees for drawing in tree.iter(qn("wp:docPr"))]
    assert len(numbers) >= 3
    assert len(set(numbers)) == len(numbers)
