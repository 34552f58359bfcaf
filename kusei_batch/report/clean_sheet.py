"""A worksheet of XlsxWriter that writes no text a workbook cannot hold, wherever it comes from."""

from __future__ import annotations

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from kusei_batch.core.text.cleaning import clean_text
from kusei_batch.core.text.lengths import CELL_TEXT, clip


class CleanSheet(Worksheet):  # type: ignore[misc] # XlsxWriter carries no types
    """Texts without control characters and no longer than a cell holds: XlsxWriter leaves longer ones out."""

    def _write_string(self, row: int, col: int, string: str, cell_format: Format | None = None) -> int:
        return int(super()._write_string(row, col, clip(clean_text(string), CELL_TEXT), cell_format))

    def _write_url(
        self,
        row: int,
        col: int,
        url: str,
        cell_format: Format | None = None,
        string: str | None = None,
        tip: str | None = None,
    ) -> int:
        shown = None if string is None else clean_text(string)
        done = int(super()._write_url(row, col, url, cell_format, shown, tip))
        # A link that is too long, or one more than a sheet holds, would be left out with its text.
        return done if done >= 0 else self._write_string(row, col, string or url, cell_format)
