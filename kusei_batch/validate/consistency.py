"""検査: rows that contradict themselves by the form's `_検査`; a reason in the field for it answers the finding."""

from __future__ import annotations

from collections.abc import Iterator

from kusei_batch.core.check import Check
from kusei_batch.core.problem import Problem
from kusei_batch.core.text.label import value_text, western_day
from kusei_batch.core.text.placeholder import fill_placeholders
from kusei_batch.validate.draft_record import DraftRecord, ReadEntry, ReadSheet
from kusei_batch.validate.problem_location import item_problem
from kusei_batch.validate.reading_notes import quote, says_nothing

_ROW_NUMBER = "番号"
_NOTHING = "空欄"


def check_consistency(sheet: ReadSheet) -> Iterator[Problem]:
    """Report every row in which a 検査 of the form holds; what is blank or unread contradicts nothing."""
    for check in sheet.form.checks:
        for row in [sheet.head] if check.table is None else sheet.rows.get(check.table, ()):
            marked = sheet.item(row, check.marked)
            if marked is not None and check.condition.holds(sheet.lookup(row)):
                yield _finding(check, row, marked, sheet)


def _finding(check: Check, row: DraftRecord, marked: ReadEntry, sheet: ReadSheet) -> Problem:
    words = {"check": check.name, "text": _ended(_filled(check.message, row, sheet))}
    reason = sheet.item(row, check.reason) if check.reason else None
    if reason is not None and not reason.is_blank and not says_nothing(reason.cell.text):
        # Whole, on one line: whether it holds can only be judged by all of it.
        told = "" if reason.private else " ".join(reason.cell.text.split())
        said = {"reason": reason.field.name, "said": told}
        return item_problem(marked, "inconsistent-explained", **words, **said)
    own = {"remedy": _ended(_filled(check.remedy, row, sheet))} if check.remedy else {}
    answer = f"間違いでなければ、「{check.reason}」に理由を記入してください。" if check.reason else ""
    return item_problem(marked, "inconsistent", check.severity, **words, **own, answer=answer)


def _filled(text: str, row: DraftRecord, sheet: ReadSheet) -> str:
    """Return the text with the row's own values for its {{項目}}."""
    return fill_placeholders(text, lambda found: _printed(found.qualified, row, sheet))


def _printed(name: str, row: DraftRecord, sheet: ReadSheet) -> str:
    item = sheet.item(row, name)
    if item is None:
        return str(row.number or "") if name == _ROW_NUMBER else _NOTHING
    text = quote(value_text(item.value, day=western_day))
    is_number = item.field.type.is_number and not isinstance(item.value, str)
    return f"{text}{item.field.unit}" if text and is_number else text or _NOTHING


def _ended(text: str) -> str:
    return text if not text or text.endswith(("。", "）")) else f"{text}。"
