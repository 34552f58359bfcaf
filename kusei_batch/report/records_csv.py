"""データ as CSV: UTF-8 with BOM, CRLF, every text quoted, the same values as the データ sheets."""

from __future__ import annotations

import csv
import datetime as dt
from decimal import Decimal
from pathlib import Path

from kusei_batch.disk import write_atomic
from kusei_batch.report.views.model import DataView, Datum, RoundView

_FORMULA_SIGNS = ("=", "+", "-", "@")


def write_records_csv(view: RoundView, path: Path, data: DataView | None = None) -> None:
    """Write one data table of the view to `path`, whole or not at all: the form's first unless `data` says which.

    What stands outside tables (who filled in the sheet) is not published unless asked for.
    """
    shown = data or next(iter(view.data), None)
    write_atomic(path, render_csv(shown) if shown else b"")


def render_csv(data: DataView) -> bytes:
    """The table as bytes that both Excel and other programs read."""
    # Imported when asked for: it is by far the largest library, and only this needs it.
    from pandas import DataFrame

    rows = [[_plain(datum) for datum in row] for row in data.rows]
    # Kept as objects: a code stays 0130 and a decimal keeps its digits.
    table = DataFrame(rows, columns=[column.name for column in data.columns], dtype=object)
    # Texts quoted and numbers bare: a code such as 0130 is told apart from a number.
    text = table.to_csv(index=False, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    return text.encode("utf-8-sig")


def _plain(datum: Datum) -> str | int | Decimal:
    if datum is None:
        return ""
    if isinstance(datum, dt.date):
        return datum.isoformat()
    return _harmless(datum) if isinstance(datum, str) else datum


def _harmless(text: str) -> str:
    """The text with an apostrophe before a sign that a spreadsheet would take for the start of a formula.

    The file is published and opened in Excel by anyone, and quoting does not keep Excel from computing it.
    Japanese sentences hardly ever begin so: the data stay as they are but for these. See docs/papers.md.
    """
    return f"'{text}" if len(text) > 1 and text.startswith(_FORMULA_SIGNS) else text
