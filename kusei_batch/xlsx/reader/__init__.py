"""A workbook, read as it was typed: one guarded pass of our own (docs/analysis/reading.md says why)."""

from kusei_batch.xlsx.reader.reading import Sheet, Sheets, Workbook, read_workbook

__all__ = ["Sheet", "Sheets", "Workbook", "read_workbook"]
