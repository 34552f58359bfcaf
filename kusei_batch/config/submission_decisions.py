"""The sheet 提出の確認, where the coordinator decides on files that answer a sheet."""

from __future__ import annotations

from kusei_batch.config.master_sheet import MasterSheet
from kusei_batch.core.submission_decision import (
    JUDGMENT,
    MARK,
    QUESTION,
    SHEET_ID,
    SubmissionDecision,
    Word,
    words_for,
)


def read_choices(sheet: MasterSheet) -> tuple[SubmissionDecision, ...]:
    """Return every row of the sheet; faults are noted in it."""
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
    return tuple(rows)
