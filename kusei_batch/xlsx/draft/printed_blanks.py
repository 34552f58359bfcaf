"""What is printed in a box to be filled in: `令和　年　月　日`, `午前・午後　時　分`, `〒`, `自宅（　　）`, `□`."""

from __future__ import annotations

import re

from kusei_batch.core.text.notation import half_width

_ERA = r"(?:令和|平成|昭和|大正|明治|西暦|[RHSTM令平昭大明](?:[・/／\s　]*[RHSTM令平昭大明])*)"
_WEEKDAY = r"(?:\s*[(（]\s*曜?日?\s*[)）])"
_DATE = re.compile(rf"(?:{_ERA}?\s*年)?\s*月\s*日{_WEEKDAY}?")
_MONTH = re.compile(rf"{_ERA}\s*年\s*月\s*分?")
_YEAR = re.compile(rf"{_ERA}?\s*年度?")
_WORD = re.compile(
    rf"{_ERA}|年度?|月|日間?|曜日?|午前|午後|AM|PM|時間?|分間?|秒|頃|泊|歳|夜|第|号|様|殿|課|係|〒|TEL|FAX|電話|携帯|自宅|内線"
    r"|約|金|円|内容|理由|具体的に|から|まで|自|至|[-~〜～ー―:：/／・,、.()（）＿_\s　]"
)
_ROOM = re.compile(
    r"[\s　＿_]{2,}|[(（][\s　＿_]*[)）]|[^\s0-9A-Za-z][\s　]+[年月日時分](?![^\s　年月日時分曜頃()（）])"
)
_SPACED = re.compile(r"[^第]\s+\S")
"""A heading of two letters, drawn apart: 「月　日」."""

_BLANK = re.compile(r"[\s　]")
_ROOMLESS = re.compile(r"〒|[:：]|[-‐ー－](?:\s*[-‐ー－])+")
_TICK = re.compile(r"[□☐◻▢]")


def is_date_blank(text: str) -> bool:
    """Return whether a text is a date to be filled in: `令和　年　月　日`, `S・H・R　年　月　日`, `　月　日`."""
    plain = half_width(text).strip()
    return _DATE.fullmatch(plain) is not None and ("年" in plain or text[:1] in " 　") and bool(_BLANK.search(text))


def is_month_blank(text: str) -> bool:
    """Return whether a text is a month to be filled in, of which the form tells: `令和　年　月分`."""
    return _MONTH.fullmatch(half_width(text).strip()) is not None and bool(_BLANK.search(text))


def is_text_blank(text: str) -> bool:
    """Return whether a text leaves room for words, a period, a time or a number: `（　　）`, `　時　分`, `〒`."""
    plain = half_width(text).strip()
    has_room = text[:1] in " 　" or (_ROOM.search(text) is not None and not _SPACED.fullmatch(plain))
    if _YEAR.fullmatch(plain):
        return has_room
    return _ROOMLESS.fullmatch(plain) is not None or (has_room and not _WORD.sub("", plain))


def is_tick(text: str) -> bool:
    """Return whether a text is one box to tick, and nothing else."""
    return _TICK.fullmatch(text.strip()) is not None


def lead_of(text: str) -> str:
    """Return the word before the room in a text that leaves room: 自宅 of `自宅（　　）`; empty without one."""
    found = re.match(r"[\s　]*([^\s　()（）:：・\d]{2,6})[\s　]*[(（:：]", text)
    return found[1] if found else ""
