"""A department at its desk: types into a sheet it was sent, by a program that is not ours, and hands it in."""

from __future__ import annotations

import io
import os
import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from kusei_batch.core.form import Field, Form
from kusei_batch.core.submission import IssuedSheet
from kusei_batch.demo.drawings import draw_picture
from kusei_batch.report.summary_workbook.column_widths import TALLEST, row_height
from kusei_batch.sample import Value
from kusei_batch.sample.year import HandIn

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

_PULLED = 270  # pixels of Excel's
_MEASURED_SIZE = 10  # points of the text that row_height measures

Typed = tuple[str, str, "Value", bool]
"""Sheet, cell, what is typed there, and whether the row is pulled down to fit."""


def fill_sheet(form: Form, issued: IssuedSheet, hand_in: HandIn, blank: Path, target: Path) -> None:
    """Save `blank` at `target` with a department's words typed in; as it is where it has none."""
    if not hand_in.head and not hand_in.tables:
        target.write_bytes(blank.read_bytes())
        return
    from openpyxl import load_workbook

    with warnings.catch_warnings():
        # The printed area grows by a formula, which this library reads over and drops: so do programs of people.
        warnings.filterwarnings("ignore", "Print area cannot be set")
        book = load_workbook(blank)
    for sheet, address, value, in_table in typed_cells(form, issued, hand_in):
        book[sheet][address].value = None if value == "" else value
        if in_table:
            _stretch(book[sheet], book[sheet][address])
    for name, drawing in hand_in.pictures.items():
        _insert(book, form.field(name), drawing)
    book.save(target)


def _insert(book: Workbook, field: Field, drawing: str) -> None:
    """Put a drawing over a field's cell, its corner a little inside, as large as a person would pull it."""
    from openpyxl.drawing.image import Image

    picture = Image(io.BytesIO(draw_picture(drawing)))
    picture.width, picture.height = picture.width * _PULLED // picture.height, _PULLED
    book[field.sheet].add_image(picture, field.cells[0])


def age(path: Path, seconds: int) -> None:
    """Let a file have been saved that long ago."""
    saved = path.stat().st_mtime - seconds
    os.utime(path, (saved, saved))


def typed_cells(form: Form, issued: IssuedSheet, hand_in: HandIn) -> Iterator[Typed]:
    """Yield where a department types into its sheet and what, field by field."""
    for field in form.entries_of(None):
        if field.name in hand_in.head:
            yield field.sheet, field.cells[0], hand_in.head[field.name], False
    for table, filling in hand_in.tables.items():
        # By their place from 0: rows that came with the sheet by their ID, then free ones.
        keys = issued.rows.get(table, ())
        rows: dict[int, Mapping[str, Value]] = {
            n: {
                **filling.usual,
                **next((values for ending, values in filling.rows.items() if key.row_id.endswith(ending)), {}),
            }
            for n, key in enumerate(keys)
        }
        rows |= {len(keys) + n: values for n, values in enumerate(filling.new)}
        for field in form.entries_of(table):
            for index, values in rows.items():
                if field.name in values:
                    yield field.sheet, field.cells[index], values[field.name], True


def _stretch(sheet: Worksheet, cell: Cell) -> None:
    """Stretch the row down until the cell's text is seen whole, as a person would."""
    columns = sheet.column_dimensions.values()
    width = next(
        (c.width for c in columns if (c.min or 0) <= cell.column <= (c.max or 0)),
        sheet.sheet_format.defaultColWidth or 8,
    )
    size = cell.font.sz or _MEASURED_SIZE
    needed = row_height([str(cell.value)], [width]) * size / _MEASURED_SIZE
    row = sheet.row_dimensions[cell.row]
    row.height = min(TALLEST, max(row.height or 0, needed))
