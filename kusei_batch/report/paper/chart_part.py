"""A chart in a Word paper: a chart part with the workbook of its figures, which Word opens at 「データの編集」."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

import xlsxwriter
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.shared import Mm

from kusei_batch.core.totals import NO_FIGURE, ChartKind
from kusei_batch.report.clean_sheet import CleanSheet
from kusei_batch.report.native_chart import Lettering, SeriesCells, add_chart, number_format
from kusei_batch.report.paper.chart_markup import chart_for_word
from kusei_batch.report.templating.texts import xml_text
from kusei_batch.report.views.figures import ChartView

if TYPE_CHECKING:
    from docxtpl import DocxTemplate

DATA_SHEET = "図のデータ"
_FONT = "BIZ UDゴシック"
_REMEMBERED = 64  # charts, some 15 kB each
_CREATED = dt.datetime(2000, 1, 1)
_BAR_MILLIMETRES = 5.2
_AROUND_MILLIMETRES = 18
_LEAST_MILLIMETRES = 34
_LEGEND_MILLIMETRES = 8
_LEGEND_CHARACTERS = 45  # full-width ones a line 150 mm long
_NOTHING = "該当するものはありません。"
_DRAWING_URI = "http://schemas.openxmlformats.org/drawingml/2006/"


@dataclass(frozen=True, slots=True)
class NativeChart:
    """A chart as parts of an Office document: its DrawingML without relationships, and the workbook of its figures."""

    xml: bytes
    workbook: bytes


def make_chart(chart: ChartView, font: str) -> NativeChart:
    """Return the chart lettered in `font`; the same chart gives the same bytes.

    Two papers of a round show the same charts: those made last are remembered.
    """
    return remembered_chart(chart, font, repr(chart))


@lru_cache(maxsize=_REMEMBERED)
def remembered_chart(chart: ChartView, font: str, _exactly: str) -> NativeChart:
    """Return the chart; figures of one value are equal, yet 50 and 50.0 are printed otherwise, as `_exactly` tells."""
    # What has no figure is a blank cell, of which programs write no label: its name says so.
    marked = tuple(
        f"{category}　{NO_FIGURE}" if gap else category
        for category, gap in zip(chart.categories, chart.gaps or (False,) * len(chart.categories), strict=True)
    )
    told = replace(chart, categories=marked, gaps=())
    drawn = zipfile.ZipFile(io.BytesIO(_write_workbook(told, font, drawn=True)))
    return NativeChart(chart_for_word(drawn.read("xl/charts/chart1.xml")), _write_workbook(told, font, drawn=False))


def _write_workbook(chart: ChartView, font: str, *, drawn: bool) -> bytes:
    """Return the workbook of the figures, a column a series; `drawn` with the chart beside them."""
    written = io.BytesIO()
    workbook = xlsxwriter.Workbook(written, {"in_memory": True})
    workbook.set_properties({"created": _CREATED})
    sheet = workbook.add_worksheet(DATA_SHEET, CleanSheet)
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, max(1, len(chart.series)), 16)
    for row, category in enumerate(chart.categories, start=1):
        sheet.write_string(row, 0, category)
    cells, last = [], len(chart.categories)
    for column, series in enumerate(chart.series, start=1):
        sheet.write_string(0, column, series.name)
        number = workbook.add_format({"num_format": number_format(series.values)})
        for row, value in enumerate(series.values, start=1):
            if value is not None:
                sheet.write_number(row, column, float(value), number)
        ranges = [[DATA_SHEET, 1, of, last, of] for of in (0, column)]
        cells.append(SeriesCells([DATA_SHEET, 0, column], *ranges))
    if drawn:
        sheet.insert_chart(0, len(cells) + 2, add_chart(workbook, chart, cells, Lettering(font, titled=False)))
    workbook.close()
    return written.getvalue()


def chart_height(chart: ChartView) -> float:
    """Return how high the chart is drawn, in millimetres: bars have a line each."""
    if chart.kind in (ChartKind.PIE, ChartKind.LINE):
        return 75
    clustered = len(chart.series) if chart.kind is ChartKind.BAR else 1
    names = sum(len(series.name) + 4 for series in chart.series)
    legend = _LEGEND_MILLIMETRES + 4 * (names // _LEGEND_CHARACTERS) if len(chart.series) > 1 else 0
    bars = len(chart.categories) * _BAR_MILLIMETRES * (0.4 + 0.6 * clustered)
    return max(_LEAST_MILLIMETRES, _AROUND_MILLIMETRES + bars) + legend


def draw_chart(template: DocxTemplate, chart: ChartView, width: int) -> object:
    """Return what a tag writes for a chart `width` millimetres wide; of nothing, that there is nothing."""
    parts = any((value or 0) > 0 for series in chart.series for value in series.values)
    if not chart.categories or (chart.kind is ChartKind.PIE and not parts):
        return _NOTHING
    return _InlineChart(template, chart, width)


@dataclass(frozen=True, slots=True)
class _InlineChart:
    """A chart that is put into the part of the document which is being filled in when its tag is written."""

    template: DocxTemplate
    chart: ChartView
    width: int

    def __html__(self) -> str:
        """Return the markup that takes the place of the tag in its run."""
        holder = self.template.current_rendering_part
        # Charts are lettered in the face of the paper's headings.
        found = self.template.docx.styles.element.xpath('w:style[w:name/@w:val="heading 1"]/w:rPr/w:rFonts/@w:eastAsia')
        made = make_chart(self.chart, str(found[0]) if found else _FONT)
        package = holder.package
        # A name is free once the part that bears it is related to.
        book = Part(
            PackURI(str(package.next_partname("/word/embeddings/Microsoft_Excel_Sheet%d.xlsx"))),
            CONTENT_TYPE.SML_SHEET,
            made.workbook,
            package,
        )
        part = Part(package.next_partname("/word/charts/chart%d.xml"), CONTENT_TYPE.DML_CHART, made.xml, package)
        part.relate_to(book, RELATIONSHIP_TYPE.PACKAGE)
        return f"</w:t></w:r><w:r>{self._inline(holder.relate_to(part, RELATIONSHIP_TYPE.CHART))}</w:r><w:r><w:t>"

    __str__ = __html__

    def _inline(self, relation: str) -> str:
        size = f'cx="{Mm(self.width)}" cy="{int(Mm(chart_height(self.chart)))}"'
        told = f'name="{xml_text(self.chart.title)}" descr="{xml_text(self.chart.alt_text)}"'
        return (
            f'<w:drawing><wp:inline xmlns:wp="{_DRAWING_URI}wordprocessingDrawing" distT="0" distB="0" distL="0" '
            f'distR="0"><wp:extent {size}/><wp:docPr id="1" {told}/><wp:cNvGraphicFramePr/>'
            f'<a:graphic xmlns:a="{_DRAWING_URI}main"><a:graphicData uri="{_DRAWING_URI}chart">'
            f'<c:chart xmlns:c="{_DRAWING_URI}chart" '
            f'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:id="{relation}"/>'
            "</a:graphicData></a:graphic></wp:inline></w:drawing>"
        )
