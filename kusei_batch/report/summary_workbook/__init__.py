"""The ward's summary workbook, written whole from the view with XlsxWriter."""

from __future__ import annotations

from pathlib import Path

from kusei_batch.disk import replace_atomic
from kusei_batch.report.views.model import RoundView

DEFAULT_FONT = "BIZ UDゴシック"


def write_summary_workbook(view: RoundView, path: Path, font: str = DEFAULT_FONT) -> None:
    """Write the workbook to `path`, whole or not at all; the same view gives the same bytes."""
    # XlsxWriter is loaded where it is used, so that the command line starts quickly.
    from kusei_batch.report.summary_workbook.contents import render_workbook

    replace_atomic(path, lambda temporary: render_workbook(view, temporary, font))


__all__ = ["DEFAULT_FONT", "write_summary_workbook"]
