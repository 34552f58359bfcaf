"""The ward's summary workbook, written whole from the view with XlsxWriter."""

from __future__ import annotations

from kusei_batch.report.views.model import RoundView

DEFAULT_FONT = "BIZ UDゴシック"


def make_summary_workbook(view: RoundView, font: str = DEFAULT_FONT) -> bytes:
    """Return the workbook; the same view gives the same bytes."""
    # XlsxWriter is loaded where it is used, so that the command line starts quickly.
    from kusei_batch.report.summary_workbook.contents import render_workbook

    return render_workbook(view, font)


__all__ = ["DEFAULT_FONT", "make_summary_workbook"]
