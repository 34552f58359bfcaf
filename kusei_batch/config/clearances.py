"""The master's sheet 個人情報の確認, where the coordinator decides on texts that are withheld; it may be missing."""

from __future__ import annotations

from kusei_batch.config.master_sheet import MasterLine, MasterSheet, find_columns, read_sheet, sheets_named, tell_twice
from kusei_batch.core.clearance import DEPARTMENT, FINGERPRINT, HEADINGS, JUDGMENT, SHEET, Clearance, Judgment
from kusei_batch.core.problem import Problem
from kusei_batch.core.text.hint import suggest
from kusei_batch.xlsx.reader import Workbook

_WORDS = {str(judgment): judgment for judgment in Judgment}


def read_clearances(workbook: Workbook) -> tuple[tuple[Clearance, ...], list[Problem]]:
    """Every row of the sheet, and its faults; no rows where there is no such sheet."""
    sheets = sheets_named(workbook, SHEET)
    if not sheets:
        return (), []
    columns, faults = find_columns(SHEET, HEADINGS, sheets[0].cells)
    twice = list(tell_twice(SHEET, sheets))
    if faults:
        return (), [*twice, *faults]
    sheet = read_sheet(SHEET, columns, sheets[0])
    clearances = tuple(_read(sheet, line) for line in sheet.lines)
    return clearances, [*twice, *sheet.problems]


def _read(sheet: MasterSheet, line: MasterLine) -> Clearance:
    word = sheet.word(line, JUDGMENT)
    if word not in _WORDS:
        # No guess at what was meant: a wrong one would make personal data public.
        choices = suggest("", [known for known in _WORDS if known])
        sheet.fault("master-bad-judgment", line, JUDGMENT, value=word, hint=choices)
    judgment = _WORDS.get(word, Judgment.OPEN)
    return Clearance(sheet.text(line, DEPARTMENT), sheet.text(line, FINGERPRINT), judgment)
