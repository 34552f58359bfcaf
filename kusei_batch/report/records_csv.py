"""データ as CSV: UTF-8 with BOM, CRLF, every text quoted, the same values as the データ sheets."""

from __future__ import annotations

import csv
import datetime as dt
import io
from decimal import Decimal

from kusei_batch.core.form import Form
from kusei_batch.core.text.cleaning import clean_datum
from kusei_batch.report.views.data_tables import data_names
from kusei_batch.report.views.model import DataView, Datum


def csv_names(form: Form) -> list[str]:
    """Return the names of the data tables that become files: those of the form's tables, else all it has.

    What stands outside its tables (who filled in the sheet) is in the summary workbook alone.
    """
    names = data_names(form)
    return [name for table, name in names.items() if table is not None] or list(names.values())[:1]


def render_csv(data: DataView) -> bytes:
    """Return the table as bytes that both Excel and other programs read."""
    text = io.StringIO(newline="")
    # Texts quoted and numbers bare: a code such as 0130 is told apart from a number.
    writer = csv.writer(text, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    writer.writerow([clean_datum(column.name) for column in data.columns])
    writer.writerows([_plain(datum) for datum in row] for row in data.rows)
    return text.getvalue().encode("utf-8-sig")


def _plain(datum: Datum) -> str | int | Decimal:
    if datum is None:
        return ""
    if isinstance(datum, dt.date):
        return datum.isoformat()
    return clean_datum(datum) if isinstance(datum, str) else datum
