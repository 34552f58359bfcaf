"""Tables for the public: CSV and Excel by the rules for machine-readable statistics, one table a file.

総務省「統計表における機械判読可能なデータの表記方法の統一ルール」(2020-12): one datum a cell, numbers as numbers,
units in the heading, no layout by spaces or line ends, no signs that other machines cannot show, 西暦, area code and
name.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from dataclasses import replace
from decimal import Decimal

from kusei_batch.core.text.characters import without_dependent_characters
from kusei_batch.report.clean_sheet import CleanSheet
from kusei_batch.report.records_csv import render_csv
from kusei_batch.report.views.model import DataColumn, DataView

_SPACES = re.compile(r"\s+")
_WIDEST = 60


def plain_table(data: DataView) -> DataView:
    """Return the table with headings that state their unit, and every text in signs that any machine shows."""
    columns = tuple(_heading(column) for column in data.columns)
    rows = tuple(tuple((plain_text(datum) if isinstance(datum, str) else datum) for datum in row) for row in data.rows)
    return replace(data, columns=columns, rows=rows)


def _heading(column: DataColumn) -> DataColumn:
    unit = f"（{column.unit}）"
    name = column.name if not column.unit or unit in column.name else f"{column.name}{unit}"
    return replace(column, name=plain_text({"年度（年）": "年度（西暦）"}.get(name, name)))


def plain_text(text: str) -> str:
    """Return the text in one line, without vendors' signs: `①` as `(1)`, `㎡` as `m2`; names such as 髙﨑 stay."""
    return _SPACES.sub(" ", without_dependent_characters(text)).strip()


def public_csv(data: DataView) -> bytes:
    """Return the table as a CSV in UTF-8 with BOM, lines ended by CRLF."""
    return render_csv(data)


def public_xlsx(data: DataView, day: dt.date) -> bytes:
    """Return a sheet with nothing but the table, dated `day`, so that the same figures make the same bytes."""
    import xlsxwriter

    made = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(made, options)
    book.set_properties({"created": dt.datetime.combine(day, dt.time())})
    dated = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet(data.name, CleanSheet)
    for position, column in enumerate(data.columns):
        sheet.write_string(0, position, column.name)
        texts = [str(row[position] or "") for row in data.rows]
        sheet.set_column(
            position, position, min(_WIDEST, max(10, *(2 * len(text) + 2 for text in [column.name, *texts])))
        )
    for number, row in enumerate(data.rows, 1):
        for position, datum in enumerate(row):
            if isinstance(datum, dt.date):
                sheet.write_datetime(number, position, dt.datetime.combine(datum, dt.time()), dated)
            elif isinstance(datum, int | Decimal):
                sheet.write_number(number, position, float(datum))
            elif datum:
                sheet.write_string(number, position, datum)
    sheet.freeze_panes(1, 0)
    book.close()
    return made.getvalue()
