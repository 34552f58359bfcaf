"""A form that takes pictures, its copies, and the ways people put pictures into them."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass
from pathlib import Path

import openpyxl
from openpyxl.drawing.image import Image as Inserted
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, OneCellAnchor, TwoCellAnchor
from PIL import Image

from kusei_batch.collect.extract import Printed, build_printed, extract_submission
from kusei_batch.collect.row_keys import key_rows
from kusei_batch.core.form import Form
from kusei_batch.core.identity import seal
from kusei_batch.core.period import Calendar
from kusei_batch.core.problem import Problem
from kusei_batch.core.record import Record
from kusei_batch.core.submission import IssuedSheet, Submission
from kusei_batch.validate import validate_submission
from kusei_batch.xlsx.compile import compile_template
from kusei_batch.xlsx.reader import read_workbook
from kusei_batch.xlsx.stamp import CompiledForm, Stamp, stamp_sheet
from tests.collect.copies import DEPARTMENTS, KEY, SHEET_ID
from tests.xlsx.template_book import TemplateBook

SHEET = "取組例"
HEAD, FIRST, SECOND = "E2", "D6", "D8"
"""The cells of the head's picture and of those of the first two records."""

EMU, INCH = 9525, 914_400


@dataclass(frozen=True)
class PictureForm:
    """The form with its compiled template, and the register's entry of one copy."""

    form: Form
    compiled: CompiledForm
    printed: Printed
    entry: IssuedSheet

    def blank(self) -> bytes:
        sealed = seal(KEY, SHEET_ID, self.form.id, self.form.version)
        return stamp_sheet(self.compiled, Stamp(SHEET_ID, sealed, {"管理番号": SHEET_ID}))

    def extract(self, data: bytes) -> tuple[Submission, list[Problem]]:
        submission, problems = extract_submission(read_workbook(data), self.form, "0" * 64, self.printed)
        submission, unknown = key_rows(self.form, submission, self.entry)
        return submission, [*problems, *unknown]

    def read(self, data: bytes) -> tuple[list[Record], list[Problem]]:
        """The records of a workbook, the head first, and everything told of it."""
        submission, problems = self.extract(data)
        records, found = validate_submission(self.form, submission, self.entry, DEPARTMENTS[0], Calendar())
        return records, [*problems, *found]


def picture_book() -> TemplateBook:
    """A head with a picture beside it and a table of two rows a record, a picture in each."""
    book = TemplateBook()
    layout = book.layout
    for row in layout.iter_rows():
        for cell in row:
            cell.value = None
    layout.title = SHEET
    for address, text in {
        "A1": "代表的な取組例　{{管理番号}}",
        "A2": "題",
        "B2": "{{題}}",
        "D2": "会場の写真",
        "E2": "{{会場の写真}}",
        "A5": "番号",
        "B5": "取組",
        "D5": "写真",
        "A6": "{{取組例.番号}}",
        "B6": "{{取組例.取組}}",
        "D6": "{{取組例.写真}}",
        "B7": "{{取組例.説明}}",
    }.items():
        layout[address] = text
    layout["A1"], layout["C1"] = "代表的な取組例", "{{管理番号}}"
    layout.merge_cells("E2:E3")
    layout.merge_cells("A6:A7")
    layout.merge_cells("D6:D7")
    for column, width in {"B": 30, "D": 24, "E": 30}.items():
        layout.column_dimensions[column].width = width
    for row in (2, 3, 6, 7):
        layout.row_dimensions[row].height = 60
    for sheet in ("_項目", "_選択肢", "_設定", "_集計"):
        book.workbook[sheet].delete_rows(2, 40)
    book.add("_項目", 項目名="管理番号", 区分="表示", 型="文字")
    book.add("_項目", 項目名="題", 区分="記入", 型="文字")
    book.add("_項目", 項目名="会場の写真", 区分="記入", 型="写真", 必須="必須", 最大=2)
    book.add("_項目", 項目名="番号", 表="取組例", 区分="表示", 型="整数")
    book.add("_項目", 項目名="取組", 表="取組例", 区分="記入", 型="文字")
    book.add("_項目", 項目名="写真", 表="取組例", 区分="記入", 型="写真")
    book.add("_項目", 項目名="説明", 表="取組例", 区分="記入", 型="文字")
    for key, stated in {"様式ID": "取組例", "様式名": "取組例", "版": 1, "取組例.最大行数": 3}.items():
        book.add("_設定", 設定名=key, 値=stated)
    return book


def issue_pictures(folder: Path) -> PictureForm:
    form, problems = picture_book().read(folder)
    assert form is not None, problems
    compiled = compile_template((folder / "様式.xlsx").read_bytes(), form)
    stamped = {"管理番号": (SHEET_ID,)}
    entry = IssuedSheet(SHEET_ID, "取組例", form.id, form.version, 2026, "13", "1303", "", dt.date(2026, 4, 1), stamped)
    return PictureForm(form, compiled, build_printed(compiled, form), entry)


def drawn(width: int = 80, height: int = 60, kind: str = "PNG", mode: str = "RGB", **told: object) -> bytes:
    """A picture whose left half is red and whose right half is blue."""
    image = Image.new(mode, (width, height), "blue")
    image.paste("red", (0, 0, width // 2, height))
    written = io.BytesIO()
    image.save(written, kind, **told)
    return written.getvalue()


def with_pictures(data: bytes, *placed: tuple[str | TwoCellAnchor | OneCellAnchor, bytes]) -> bytes:
    """The workbook as openpyxl saves it with pictures over its cells: at a cell, 200 pixels wide, or as anchored."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    for place, content in placed:
        picture = Inserted(io.BytesIO(content))
        picture.width, picture.height = 100, 75
        if isinstance(place, str):
            book[SHEET].add_image(picture, place)
        else:
            picture.anchor = place
            book[SHEET].add_image(picture)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def between(left: float, top: float, right: float, bottom: float) -> TwoCellAnchor:
    """A two-cell anchor from column `left` and row `top`, from 0, to others; what is behind the point is in inches."""
    start, end = (
        AnchorMarker(int(c), int(c % 1 * INCH), int(r), int(r % 1 * INCH)) for c, r in ((left, top), (right, bottom))
    )
    return TwoCellAnchor("oneCell", start, end)


def colours(content: bytes) -> tuple[tuple[int, int], bytes, bytes]:
    """Size of a picture, and the colours (RGB) of its left and right ends."""
    image = Image.open(io.BytesIO(content)).convert("RGB")
    middle = image.height // 2
    ends = (image.crop((x, middle, x + 1, middle + 1)).tobytes() for x in (1, image.width - 2))
    return image.size, next(ends), next(ends)
