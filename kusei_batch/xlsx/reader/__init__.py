"""A workbook, read as it was typed: one guarded pass of our own (docs/analysis/reading.md says why)."""

from kusei_batch.xlsx.reader.plain_cells import forget_positions
from kusei_batch.xlsx.reader.workbook_reading import Sheet, Sheets, Workbook, open_workbook, read_workbook

__all__ = ["Sheet", "Sheets", "Workbook", "forget_positions", "open_workbook", "read_workbook"]
