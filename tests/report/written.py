"""Documents of a view, written where a test opens them."""

from __future__ import annotations

from pathlib import Path

from kusei_batch.report.records_csv import render_csv
from kusei_batch.report.summary_workbook import DEFAULT_FONT, make_summary_workbook
from kusei_batch.report.views.model import DataView, RoundView


def write_summary_workbook(view: RoundView, path: Path, font: str = DEFAULT_FONT) -> None:
    """Write the view's summary workbook to `path`."""
    path.write_bytes(make_summary_workbook(view, font))


def write_records_csv(data: DataView, path: Path) -> None:
    """Write a data table to `path`."""
    path.write_bytes(render_csv(data))
