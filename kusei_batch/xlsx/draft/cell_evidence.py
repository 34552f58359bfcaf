"""What a box says of its field by itself: its validation, its number format, the choices printed in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from kusei_batch.core.form import FieldType
from kusei_batch.xlsx.draft.entry_boxes import EntryBoxes
from kusei_batch.xlsx.draft.offered_choices import Offered
from kusei_batch.xlsx.formats import Meaning, number_format
from kusei_batch.xlsx.reference import Area

_QUOTED = re.compile(r'"[^"]*"|\[[^\]]*\]')
_DAY = re.compile(r"[ydge]", re.IGNORECASE)
"""What a format has that shows a day; a time of day has none."""

_PLAIN = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Guess:
    """What a box of a form is taken for, before it has a name."""

    type: FieldType
    offered: Offered | None = None
    unit: str = ""
    most: int | None = None
    minimum: str = ""
    maximum: str = ""


def guess_choice(offered: Offered) -> Guess:
    """Return what a box with those choices is."""
    if set(offered.choices) == {"はい", "いいえ"} or len(offered.choices) == 1:
        return Guess(FieldType.YES_NO, offered)
    return Guess(FieldType.CHOICES if offered.several else FieldType.CHOICE, offered)


def guess_by_rules(area: Area, boxes: EntryBoxes) -> Guess | None:
    """Return what the validation of a box says; None where there is none, or it says nothing."""
    for rule in boxes.sheet.rules_at(area):
        low, high = (rule.first, rule.second) if rule.operator == "between" else ("", "")
        bounds = tuple(bound if _PLAIN.fullmatch(bound) else "" for bound in (low, high))
        if rule.kind == "list" and rule.choices:
            return guess_choice(Offered(rule.choices))
        if rule.kind in ("whole", "decimal"):
            return Guess(FieldType.INTEGER if rule.kind == "whole" else FieldType.NUMBER, None, "", None, *bounds)
        if rule.kind == "date":
            return Guess(FieldType.DATE)
        if rule.kind == "textLength" and (most := rule.second or rule.first).isdecimal():
            return Guess(FieldType.TEXT, most=int(most))
    return None


def type_by_format(area: Area, boxes: EntryBoxes) -> FieldType | None:
    """Return the type that the number format of a box is for; None where it tells nothing."""
    code = boxes.sheet.look_at(area.top, area.left).number
    if code in ("", "General", "@"):
        return None
    meaning = number_format(code).meaning_of(Decimal(1))
    if meaning in (Meaning.DATE, Meaning.ELAPSED):
        return FieldType.DATE if _DAY.search(_QUOTED.sub("", code)) else FieldType.TEXT
    return FieldType.NUMBER if meaning is Meaning.PERCENTAGE or "0" in code or "#" in code else None
