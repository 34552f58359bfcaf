"""Placeholders in a template's texts: `{{項目}}` and `{{表.項目}}`. Pure text, no workbook."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from kusei_batch.core.form_year import (
    STYLES,
    DayOfYear,
    FormYear,
    RelativeYear,
    is_meant_as_day_of_year,
    parse_year_word,
)
from kusei_batch.core.text.characters import UNSEEN, seen_only, shows_nothing

_PLACEHOLDER = re.compile(rf"\{{{UNSEEN}*\{{([^{{}}]*)\}}{UNSEEN}*\}}")
_FULL_WIDTH = re.compile(r"[｛{]\s?[｛{][^｛{}｝]*[｝}]\s?[｝}]")
_SINGLE = re.compile(r"(?<!\{)\{([^{}]+)\}(?!\})")
_NO_DAY = "年度やその中の日になっていません。{{年度12月28日:略}} や {{年度+2}} のように書きます（「:」の後は "
_NO_DAY += "、".join(STYLES) + "）"
_LOOSE = re.compile(r"\{\{|\}\}|｛｛|｝｝")


@dataclass(frozen=True, slots=True)
class Placeholder:
    """One placeholder: the field's name, its table (None: outside tables), and where it stands in the text."""

    name: str
    table: str | None
    start: int
    end: int

    @property
    def qualified(self) -> str:
        """`目標.評価指標`, or the bare name outside tables."""
        return f"{self.table}.{self.name}" if self.table else self.name


@dataclass(frozen=True, slots=True)
class Malformed:
    """Something meant as a placeholder that cannot be read: the text concerned and, in Japanese, why."""

    text: str
    reason: str


@lru_cache(maxsize=1024)  # the texts of a form are filled in for every row
def find_placeholders(text: str) -> tuple[Placeholder, ...]:
    """Return the well-formed placeholders of a text from left to right.

    Blanks and unseen characters in them do not matter.
    """
    found = ((_names(match[1]), match) for match in _PLACEHOLDER.finditer(text))
    return tuple(Placeholder(names[-1], names[-2], *match.span()) for names, match in found if names)


def placeholder_names(text: str) -> list[str]:
    """Return the names of the fields in a text, without their tables."""
    return [placeholder.name for placeholder in find_placeholders(text)]


def fill_placeholders(text: str, word: Callable[[Placeholder], str]) -> str:
    """Return the text with the word of each placeholder in its place."""
    for placeholder in reversed(find_placeholders(text)):
        text = text[: placeholder.start] + word(placeholder) + text[placeholder.end :]
    return text


def is_only_placeholder(text: str) -> bool:
    """Return whether a text is exactly one placeholder and nothing else but white space."""
    found = find_placeholders(text)
    return len(found) == 1 and shows_nothing(text[: found[0].start] + text[found[0].end :])


def find_days(text: str) -> list[tuple[Placeholder, DayOfYear | RelativeYear]]:
    """Return the placeholders that name a day of the fiscal year or another year, and what each names."""
    found = ((p, parse_year_word(p.name)) for p in find_placeholders(text) if p.table is None)
    return [(placeholder, day) for placeholder, day in found if day]


def fill_days(text: str, year: FormYear) -> str:
    """Return the text with the days of the fiscal year, and other years, in it written out."""
    for placeholder, day in reversed(find_days(text)):
        text = text[: placeholder.start] + year.word(day) + text[placeholder.end :]
    return text


def find_malformed(text: str) -> list[Malformed]:
    """Return what looks like a placeholder in a text and cannot be read, from left to right."""
    text = seen_only(text)
    if not _LOOSE.search(text) and not _FULL_WIDTH.search(text):
        return []
    rest = _PLACEHOLDER.sub("", text)
    wrong = [
        Malformed(
            m[0],
            "「.」の使い方が違います（「表.項目」の形で一つだけ使えます）"
            if m[1].strip()
            else "項目名が書かれていません",
        )
        for m in _PLACEHOLDER.finditer(text)
        if not _names(m[1])
    ]
    days = [m for m in _PLACEHOLDER.finditer(text) if is_meant_as_day_of_year(m[1]) and not parse_year_word(m[1])]
    wrong += [Malformed(m[0], _NO_DAY) for m in days]
    wide = [Malformed(m[0], "波括弧が全角か、間に空白があります") for m in _FULL_WIDTH.finditer(rest)]
    if not wide and _LOOSE.search(rest):
        wide = [Malformed(rest.strip()[:40], "「{{」と「}}」の数が合いません")]
    return wrong + wide


def find_single_braced(text: str) -> list[str]:
    """Return the words in single braces, `{区名}`: a slip when such a field exists, plain text otherwise."""
    return [match.strip() for match in _SINGLE.findall(seen_only(text))]


def _names(inside: str) -> tuple[str | None, str] | None:
    words = [word.strip() for word in seen_only(inside).split(".")]
    if not all(words) or len(words) > 2:  # noqa: PLR2004 - 表.項目
        return None
    return (words[0], words[1]) if len(words) > 1 else (None, words[0])
