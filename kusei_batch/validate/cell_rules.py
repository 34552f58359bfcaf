"""Rules of single cells: 型, 必須, 条件, 最小, 最大, 最大文字数 and 選択肢, as the form defines them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

from kusei_batch.core.elsewhere import leads_elsewhere
from kusei_batch.core.form import Bound, Field, FieldType, Necessity
from kusei_batch.core.picture import Picture
from kusei_batch.core.problem import Problem, Severity
from kusei_batch.core.text.label import western_day
from kusei_batch.core.text.lengths import units
from kusei_batch.core.values import CellKind
from kusei_batch.validate.draft_record import TEXTS, DraftRecord, ReadEntry, ReadSheet
from kusei_batch.validate.going_on import CARRIED_ON, NOTHING_BEFORE
from kusei_batch.validate.parse import number_text
from kusei_batch.validate.problem_location import breach, item_problem
from kusei_batch.validate.reading_notes import is_mere_sign, quote, says_nothing

_MEGABYTE = Decimal(1024 * 1024)
_UNTYPED = ("error-value", "uncomputed-formula")


def check_reading(item: ReadEntry, _row: DraftRecord, _sheet: ReadSheet) -> Iterator[Problem]:
    """Report what could not be read, and what was read otherwise than typed."""
    if item.note is None:
        return
    kept = item.field.takes_words and isinstance(item.value, str)
    words = {"unit": item.field.unit, "kept": "書かれたとおりに受け取りました。" if kept else "", **item.note.params}
    if kept:
        yield item_problem(item, item.note.code, Severity.WARNING, **words)
    elif item.value is not None:
        yield item_problem(item, item.note.code, **words)
    elif item.note.code in _UNTYPED:
        yield item_problem(item, item.note.code, item.field.severity, **words)
    else:
        yield breach(item, item.note.code, **words)


def check_required(item: ReadEntry, _row: DraftRecord, _sheet: ReadSheet) -> Iterator[Problem]:
    """Report a 必須 entry that is blank; エラー文 is meant for wrong entries and does not answer a blank."""
    if item.is_blank and item.field.necessity is Necessity.REQUIRED:
        code = "picture-missing" if item.field.type is FieldType.PICTURE else "required-blank"
        yield item_problem(item, code, item.field.severity)


def check_condition(item: ReadEntry, row: DraftRecord, sheet: ReadSheet) -> Iterator[Problem]:
    """Report an entry that is blank although its 条件 holds; silent where an unread entry leaves that open."""
    condition = item.field.condition
    if condition is None or not item.is_blank or item.field.necessity is not Necessity.CONDITIONAL:
        return
    if condition.holds(sheet.lookup(row)):
        code = "picture-missing" if item.field.type is FieldType.PICTURE else "required-by-condition"
        yield item_problem(item, code, item.field.severity, condition=condition.in_japanese())


def check_says_something(item: ReadEntry, row: DraftRecord, sheet: ReadSheet) -> Iterator[Problem]:
    """Report a text that has to be given and is a mere dash; where a 条件 asks for it, also one that says 「なし」."""
    if item.private or item.cell.kind is not CellKind.TEXT or not says_nothing(item.cell.text):
        return
    if item.note is not None and item.note.code in (CARRIED_ON, NOTHING_BEFORE):
        return
    condition = item.field.condition
    asked = condition is not None and bool(condition.holds(sheet.lookup(row)))
    if asked or (item.field.necessity is Necessity.REQUIRED and is_mere_sign(item.cell.text)):
        yield item_problem(item, "says-nothing", item.field.severity, text=quote(item.cell.text))


def check_bounds(item: ReadEntry, _row: DraftRecord, _sheet: ReadSheet) -> Iterator[Problem]:
    """Report a number or a date outside 最小 and 最大."""
    field, value = item.field, item.value
    if isinstance(value, (bool, str, tuple, Picture)) or value is None:
        return
    words = {"value": _bound_text(value, field)}
    low, high = ("date-too-early", "date-too-late") if isinstance(value, dt.date) else ("too-small", "too-large")
    if field.minimum is not None and _is_less(value, field.minimum):
        yield breach(item, low, **words, limit=_bound_text(field.minimum, field))
    if field.maximum is not None and _is_less(field.maximum, value):
        yield breach(item, high, **words, limit=_bound_text(field.maximum, field))


def check_length(item: ReadEntry, _row: DraftRecord, _sheet: ReadSheet) -> Iterator[Problem]:
    """Report a text longer than 最大文字数, white space at its ends and the line feeds of Windows not counted.

    Letters count as where the text is typed, so that nothing is refused there and taken here: 𠮷 is two.
    """
    limit = item.field.max_length
    if limit is None or item.private or item.cell.kind is not CellKind.TEXT or item.field.type not in TEXTS:
        return
    text = item.cell.text.strip().replace("\r\n", "\n")
    length = units(text)
    if length > limit:
        counted = "。「𠮷」のような字は、Excelと同じく2文字と数えます" if length > len(text) else ""
        words = {"length": str(length), "limit": str(limit), "excess": str(length - limit), "counted": counted}
        yield breach(item, "too-long", **words)


def check_picture_size(item: ReadEntry, _row: DraftRecord, _sheet: ReadSheet) -> Iterator[Problem]:
    """Report a picture whose file is larger than 最大, in megabytes."""
    limit = item.field.maximum
    for found in item.cell.pictures:
        size = Decimal(len(found.data)) / _MEGABYTE
        if found.picture and isinstance(limit, Decimal) and size > limit:
            yield breach(item, "picture-too-large", size=f"{size:.1f}", limit=f"{limit:f}")


def check_formula_as_text(item: ReadEntry, _row: DraftRecord, _sheet: ReadSheet) -> Iterator[Problem]:
    """Report a text that looks like a formula nobody computed."""
    text = item.cell.text.lstrip()
    if item.cell.kind is CellKind.TEXT and text[:1] in ("=", "＝") and item.field.type in TEXTS and not item.private:
        yield item_problem(item, "formula-as-text", text=quote(text))


def check_leads_elsewhere(item: ReadEntry, _row: DraftRecord, _sheet: ReadSheet) -> Iterator[Problem]:
    """Report a text that leads to another paper, sheet or time: what stands there is not read."""
    carried = item.note is not None and item.note.code in (CARRIED_ON, NOTHING_BEFORE)
    if not item.private and not carried and leads_elsewhere(item.cell.text):
        yield item_problem(item, "leads-elsewhere", text=quote(item.cell.text))


def _is_less(left: Bound | int, right: Bound | int) -> bool:
    """Return whether left < right; a date and a number are not compared."""
    if isinstance(left, dt.date) and isinstance(right, dt.date):
        return left < right
    if isinstance(left, dt.date) or isinstance(right, dt.date):
        return False
    return left < right


def _bound_text(value: Bound | int, field: Field) -> str:
    if isinstance(value, dt.date):
        return western_day(value)
    return number_text(value) + field.unit
