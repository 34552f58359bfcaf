"""Records of every ward as one table, for whoever goes on with them in Excel or another program."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from kusei_batch.core.record import Record, rows_of
from kusei_batch.core.text.cleaning import clean_datum
from kusei_batch.core.text.label import value_text
from kusei_batch.core.text.width import text_width
from kusei_batch.core.values import TypedValue

if TYPE_CHECKING:  # by far the largest library: imported where a table is asked for
    from pandas import DataFrame

Datum = str | int | Decimal | dt.date
SUFFIXES = (".xlsx", ".csv")
_SHEET = "データ"
_FIRST_DAY = dt.date(1900, 3, 1)
"""Excel has a 29 February 1900, and no day before that year."""
_DIGITS = 15
_WIDEST, _LINE, _TALLEST = 44, 14, 409
"""A column in half-width characters; a line and the tallest row that Excel knows in points."""
_BEFORE = ("回", "区コード", "区名", "部名", "部署コード", "部署名", "管理番号", "表", "行ID", "番号")
_AFTER = ("元シート", "元セル", "元ファイルのSHA-256")


def render_records(rounds: Mapping[str, Sequence[Record]], suffix: str, font: str) -> bytes:
    """Return the records of rounds as one table: a row for each of `rows_of`, its place before it and its cells behind.

    The fields of heads and of all tables are columns; those a row lacks are blank.
    `suffix` is one of SUFFIXES, `font` what a workbook is written in.
    """
    from pandas import DataFrame

    rows = [(name, *row) for name, records in rounds.items() for row in rows_of(records)]
    fields = [_fields(record, head) for _, record, head in rows]
    columns = [*_BEFORE, *dict.fromkeys(name for of_row in fields for name in of_row), *_AFTER]
    places = [_place(name, record) for name, record, _ in rows]
    lines = [[(p | f).get(column, "") for column in columns] for p, f in zip(places, fields, strict=True)]
    # Kept as objects: a code stays 0130, a whole number whole, and a decimal keeps its digits.
    table = DataFrame(lines, columns=columns, dtype=object)
    return _csv(table) if suffix == ".csv" else _xlsx(table, font)


def _place(round_name: str, record: Record) -> dict[str, Datum]:
    department, ward, source = record.department, record.department.ward, record.source
    cells = " ".join(f"{name}:{cell}" for name, cell in source.cells.items())
    before = (round_name, ward.code, ward.name, department.division, department.code, department.name, record.sheet_id)
    row = (record.table or "", record.key.row_id if record.table else "", record.number or "")
    return dict(zip((*_BEFORE, *_AFTER), (*before, *row, source.sheet, cells, source.sha256), strict=True))


def _fields(record: Record, head: Record | None) -> dict[str, Datum]:
    """Return the values of a row by its columns; a field that bears the name of another column says its table."""
    of_head = {} if head is None or head is record else head.fields
    taken = {*_BEFORE, *_AFTER}
    values = {f"{name}（記入）" if name in taken else name: _datum(value) for name, value in of_head.items()}
    for name, value in record.fields.items():
        own = f"{name}（{record.table or '記入'}）" if name in taken or name in values else name
        values[own] = _datum(value)
    return values


def _datum(value: TypedValue) -> Datum:
    if isinstance(value, int | Decimal | dt.date) and not isinstance(value, bool):
        return value
    return value_text(value)


def _csv(table: DataFrame) -> bytes:
    texts = table.rename(columns=clean_datum).map(lambda datum: clean_datum(datum) if isinstance(datum, str) else datum)
    return texts.to_csv(index=False, lineterminator="\r\n").encode("utf-8-sig")


def _xlsx(table: DataFrame, font: str) -> bytes:
    from pandas import ExcelWriter

    from kusei_batch.report.clean_sheet import CleanSheet

    made = io.BytesIO()
    plain: dict[str, object] = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    plain |= {"default_format_properties": {"font_name": font, "font_size": 10}}
    with ExcelWriter(made, "xlsxwriter", date_format="yyyy-mm-dd", engine_kwargs={"options": plain}) as writer:
        sheet = writer.book.add_worksheet(_SHEET, CleanSheet)
        table.map(_in_excel).to_excel(writer, sheet_name=_SHEET, index=False, freeze_panes=(1, 0), autofilter=True)
        wrapped = writer.book.add_format({"text_wrap": True, "valign": "top"})
        texts = [[str(datum) for datum in row] for row in table.itertuples(index=False)]
        widths = [
            min(_WIDEST, 2 + max(map(text_width, column))) for column in zip(map(str, table), *texts, strict=True)
        ]
        for position, width in enumerate(widths):
            # Where each value stood is one long line, to be looked up and not read.
            sheet.set_column(position, position, width, None if table.columns[position] in _AFTER else wrapped)
        for number, row in enumerate(texts, 1):
            lines = max(map(_lines, row[: -len(_AFTER)], widths))
            sheet.set_row(number, min(_TALLEST, _LINE * lines))
        sheet.set_row(0, None, writer.book.add_format({"bold": True, "bg_color": "#E7E6E6", "valign": "top"}))
        # Several A3 pages wide: on one, its letters could not be read.
        sheet.set_landscape()
        sheet.set_paper(8)
        sheet.repeat_rows(0)
        sheet.print_area(0, 0, len(texts), len(widths) - len(_AFTER) - 1)
    return made.getvalue()


def _lines(text: str, width: int) -> int:
    return sum(-(-max(1, text_width(line)) // (width - 2)) for line in text.split("\n"))


def _in_excel(datum: Datum) -> Datum:
    """Return a value as a workbook can hold it: days it does not know and numbers it would round are texts."""
    if isinstance(datum, dt.date):
        return datum.isoformat() if datum < _FIRST_DAY else datum
    if isinstance(datum, int | Decimal) and len(Decimal(datum).normalize().as_tuple().digits) > _DIGITS:
        return value_text(datum)
    return datum
