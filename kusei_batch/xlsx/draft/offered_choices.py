"""Choices as people print them: 「□新規　□継続」, 「有・無」, 「A～D」; and cells with blanks to be filled in."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kusei_batch.core.text.notation import half_width

_BOXES = re.compile(r"[□☐■☑☒◻▢]")
_BLANK = re.compile(r"[\s　]")
_BRACKETED = re.compile(r"[(（][\s　＿_]*(?:内容|理由|具体的に)?[:：]?[\s　＿_]*[)）]")
_ASIDE = re.compile(r"[(（][^()（）]*(?:複数|すべて|全て|該当)[^()（）]*[)）]")
_SEPARATORS = re.compile(r"[・/／｜|]|[\s　]{1,}")
_SIGNS = re.compile(r"[A-EＡ-Ｅ]|[1-5１-５]|[◎○〇△▲×✕●]|[SＳ]")
_PAIRS = (
    {"有", "無"},
    {"あり", "なし"},
    {"はい", "いいえ"},
    {"要", "不要"},
    {"可", "否"},
    {"良", "否"},
    {"済", "未"},
    {"適", "否"},
    {"男", "女"},
    {"適", "不適"},
    {"良", "不良"},
    {"新規", "継続"},
    {"内", "外"},
)
_RANGE = re.compile(r"([A-Z]|[1-9])\s*[~〜～\-ー]\s*([A-Z]|[1-9])(?:段階|評価|の\d段階)?")
_DATE = re.compile(r"(?:令和|平成|昭和|R|H)?\s*年\s*月\s*日(?:\s*[(（]\s*曜?日?\s*[)）])?")
_YEAR = re.compile(r"(?:令和|平成)?\s*年度")
_PERIOD = re.compile(rf"{_DATE.pattern}\s*(?:から|[~〜～\-ー])\s*(?:{_DATE.pattern})(?:\s*まで)?")
_TIME = re.compile(r"(?:午前|午後|午前・午後)?\s*時\s*分(?:\s*[~〜～]\s*時\s*分)?")
_LONGEST = 20


@dataclass(frozen=True, slots=True)
class Offered:
    """Choices in the order printed; `several` may be taken, `other` tells of a blank to write another in."""

    choices: tuple[str, ...]
    several: bool = False
    other: bool = False


def parse_boxes(text: str) -> Offered | None:
    """Return the choices behind boxes to tick; None where the text is something else."""
    lead, *rest = _BOXES.split(text)
    if not rest or lead.strip("・ 　\n"):
        return None
    words = [_BRACKETED.sub("", _ASIDE.sub("", word)).strip(" 　\n・、/／") for word in rest]
    words = ["".join(word.split()) for word in words]
    if not all(words) or any(len(word) > _LONGEST for word in words):
        return None
    several = bool(re.search("複数|すべて|全て", text))
    return Offered(tuple(dict.fromkeys(words)), several, any(_BRACKETED.search(word) for word in rest))


def parse_row(text: str) -> Offered | None:
    """Return choices in a row, one of which is to be ringed: signs, or words known to stand so."""
    words = [word for word in _SEPARATORS.split(half_width(text).strip()) if word]
    if len(words) < 2 or len(set(words)) < len(words):  # noqa: PLR2004 - one is no choice
        return None
    if all(_SIGNS.fullmatch(word) for word in words) or any(set(words) >= pair for pair in _PAIRS):
        return Offered(tuple(words)) if all(len(word) <= _LONGEST for word in words) else None
    spaced = re.search(r"[\s　][・/／]|[・/／][\s　]", text) is not None
    return Offered(tuple(words)) if spaced and all(len(word) <= 8 for word in words) else None  # noqa: PLR2004


def parse_range(text: str) -> Offered | None:
    """Return the choices that `A～D` stands for."""
    found = _RANGE.fullmatch(half_width(text).strip())
    if found is None or found[1].isdigit() != found[2].isdigit() or found[1] >= found[2]:
        return None
    return Offered(tuple(chr(code) for code in range(ord(found[1]), ord(found[2]) + 1)))


def is_date_blank(text: str) -> bool:
    """Return whether a text is a date to be filled in: `令和　年　月　日`."""
    return _DATE.fullmatch(half_width(text).strip()) is not None


def is_text_blank(text: str) -> bool:
    """Return whether a text leaves room for words, a period or a time: `（　　）`, `　時　分`."""
    plain = half_width(text).strip()
    has_room = text[:1] in " 　" or re.search(r"[\s　]{2}|[和成][\s　]", text) is not None
    if _YEAR.fullmatch(plain):
        return has_room
    return any(pattern.fullmatch(plain) for pattern in (_PERIOD, _TIME, _BRACKETED))
