"""Forms as ward and city offices hand them out, drawn as people draw them in Excel: merged, ruled, with seals and notes.

Layouts follow what such forms look like in public; every word is written afresh.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.worksheet.datavalidation import DataValidation

THIN, HAIR, MEDIUM = Side("thin"), Side("hair"), Side("medium")


@dataclass
class Drawn:
    """A sheet under the pen."""

    title: str
    widths: tuple[float, ...]
    workbook: Workbook = field(default_factory=Workbook)

    def __post_init__(self):
        self.sheet = self.workbook.active
        self.sheet.title = self.title
        for number, width in enumerate(self.widths, start=1):
            self.sheet.column_dimensions[get_column_letter(number)].width = width
        self.sheet.page_setup.paperSize = 9

    def text(self, cell, text, size=11.0, align="left"):
        first = cell.partition(":")[0]
        self.sheet[first] = text
        self.sheet[first].font = Font("ＭＳ 明朝", size)
        self.sheet[first].alignment = Alignment(align, "center", wrap_text=False)
        if ":" in cell:
            self.sheet.merge_cells(cell)

    def box(self, area, text=None, *, vertical=False, align="center", side=THIN):
        left, top, right, bottom = range_boundaries(area)
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                self.sheet.cell(row, column).border = Border(left=side, right=side, top=side, bottom=side)
                self.sheet.cell(row, column).font = Font("ＭＳ 明朝", 10.5)
        first = self.sheet.cell(top, left)
        first.value = text
        first.alignment = Alignment(align, "center", wrap_text=True, text_rotation=255 if vertical else 0)
        if (left, top) != (right, bottom):
            self.sheet.merge_cells(area)

    def boxes(self, **contents):
        for area, text in contents.items():
            self.box(area.replace("_", ":"), text)

    def offer(self, cells, formula):
        rule = DataValidation("list", formula1=formula)
        rule.add(cells)
        self.sheet.add_data_validation(rule)


def opinions() -> Workbook:
    """苦情・要望受付簿: one row a record under headings, a few choices by validation, notes below."""
    d = Drawn("受付簿", (5, 12, 10, 12, 40, 40, 12, 10))
    d.text("A1:H1", "令和　　年度　苦情・要望等受付簿", 16, "center")
    d.text("A2", "課名")
    d.box("B2:C2")
    for column, text in zip(
        "ABCDEFGH", ("№", "受付日", "方法", "区分", "内　容", "対応の状況", "処理日", "担当者"), strict=True
    ):
        d.box(f"{column}4", text)
    for row in range(5, 20):
        for column in "ABCDEFGH":
            d.box(f"{column}{row}")
        d.sheet[f"A{row}"] = row - 4
    d.offer("C5:C19", '"窓口,電話,文書,メール"')
    d.offer("D5:D19", '"苦情,要望,提案,お礼"')
    d.text("A21", "※　個人が特定される内容は記入しないでください。")
    return d.workbook
