"""The master's sheet 提出の確認, where the coordinator decides on files that answer a sheet; it may be missing."""

from __future__ import annotations

from kusei_batch.config.master_sheet import find_columns, read_sheet, sheets_named, tell_twice
from kusei_batch.core.problem import Problem
from kusei_batch.core.submission_decision import (
    JUDGMENT,
    MARK,
    QUESTION,
    SHEET,
    SHEET_ID,
    SubmissionDecision,
    SubmissionDecisions,
    Word,
    words_for,
)
from kusei_batch.xlsx.reader import Workbook

_NEEDED = (SHEET_ID, QUESTION, MARK, JUDGMENT)


def read_choices(workbook: Workbook) -> tuple[SubmissionDecisions, list[Problem]]:
    """Return every row of the sheet, and its faults; no rows where there is no such sheet."""
    sheets = sheets_named(workbook, SHEET)
    if not sheets:
        return SubmissionDecisions(), []
    columns, faults = find_columns(SHEET, _NEEDED, sheets[0].cells)
    twice = list(tell_twice(SHEET, sheets))
    if faults:
        return SubmissionDecisions(), [*twice, *faults]
    sheet = read_sheet(SHEET, columns, sheets[0])
    rows: list[SubmissionDecision] = []
    first: dict[str, tuple[Word, str]] = {}
    for line in sheet.lines:
        text = sheet.word(line, JUDGMENT)
        sheet_id, question, mark = (sheet.text(line, heading) for heading in (SHEET_ID, QUESTION, MARK))
        known = {str(word): word for word in words_for(question)}
        if text and text not in known:
            # No guess at what was meant: it may be a note that the file shall not count.
            sheet.fault("master-bad-choice", line, JUDGMENT, value=text, words="」か「".join(known))
        row = SubmissionDecision(sheet_id, question, mark, known.get(text, Word.OPEN))
        word, place = first.get(row.question, (Word.OPEN, ""))
        if place and row.word and (row.word is Word.CHOSEN or row.word is not word):
            sheet.fault("master-two-choices", line, JUDGMENT, value=row.word, first=place)
        elif row.word:
            first[row.question] = row.word, sheet.place(line, JUDGMENT)
        rows.append(row)
    return SubmissionDecisions(tuple(rows)), [*twice, *sheet.problems]
