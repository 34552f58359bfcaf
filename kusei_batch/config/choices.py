"""The master's sheet 提出の確認, where the coordinator decides between files for one sheet; it may be missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kusei_batch.config.sheets import MasterSheet, find_columns, read_lines
from kusei_batch.core.characters import seen_only
from kusei_batch.core.choice import JUDGMENT, MARK, QUESTION, SHEET, SHEET_ID, Choice, Choices, Word

if TYPE_CHECKING:
    from kusei_batch.config.sheets import MasterLine
    from kusei_batch.core.problem import Problem
    from kusei_batch.xlsx.reader import Workbook

_NEEDED = (SHEET_ID, QUESTION, MARK, JUDGMENT)
_WORDS = {str(word): word for word in Word}


def read_choices(workbook: Workbook) -> tuple[Choices, list[Problem]]:
    """Return every row of the sheet, and its faults; no rows where there is no such sheet."""
    found = workbook.sheets.get(SHEET)
    if found is None:
        return Choices(), []
    columns, faults = find_columns(SHEET, _NEEDED, found.cells)
    if faults:
        return Choices(), faults
    sheet = MasterSheet(SHEET, columns, read_lines(columns, found.cells))
    rows: list[Choice] = []
    first: dict[str, str] = {}
    for line in sheet.lines:
        row = _read(sheet, line)
        if row.word is Word.CHOSEN and row.question in first:
            sheet.fault("master-two-choices", line, JUDGMENT, value=row.word, first=first[row.question])
        elif row.word is Word.CHOSEN:
            first[row.question] = sheet.place(line, JUDGMENT)
        rows.append(row)
    return Choices(tuple(rows)), sheet.problems


def _read(sheet: MasterSheet, line: MasterLine) -> Choice:
    word = seen_only(sheet.text(line, JUDGMENT, needed=False))
    if word not in _WORDS:
        # No guess at what was meant: it may be a note that the file shall not count.
        sheet.fault("master-bad-choice", line, JUDGMENT, value=word)
    sheet_id, question, mark = (sheet.text(line, heading) for heading in (SHEET_ID, QUESTION, MARK))
    return Choice(sheet_id, question, mark, _WORDS.get(word, Word.OPEN))
