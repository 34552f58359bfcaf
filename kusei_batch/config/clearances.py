"""The sheet 個人情報の確認, where the coordinator decides on texts that are withheld."""

from __future__ import annotations

from kusei_batch.config.master_sheet import MasterSheet
from kusei_batch.core.clearance import DEPARTMENT, FINGERPRINT, JUDGMENT, Clearance, Judgment
from kusei_batch.core.text.hint import suggest

_WORDS = {str(judgment): judgment for judgment in Judgment}


def read_clearances(sheet: MasterSheet) -> tuple[Clearance, ...]:
    """Return every row of the sheet; faults are noted in it."""
    found: list[Clearance] = []
    for line in sheet.lines:
        word = sheet.word(line, JUDGMENT)
        if word not in _WORDS:
            # No guess at what was meant: a wrong one would make personal data public.
            choices = suggest("", [known for known in _WORDS if known])
            sheet.fault("master-bad-judgment", line, JUDGMENT, value=word, hint=choices)
        judgment = _WORDS.get(word, Judgment.OPEN)
        found.append(Clearance(sheet.text(line, DEPARTMENT), sheet.text(line, FINGERPRINT), judgment))
    return tuple(found)
