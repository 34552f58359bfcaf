"""Choices as people print them: 「□新規　□継続」, 「有・無」, 「A～D」; one of numbered words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kusei_batch.core.text.notation import half_width

_BOXES = re.compile(r"[□☐■☑☒◻▢]")
_BLANK = re.compile(r"[\s　]")
_BRACKETED = re.compile(
    r"[(（][\s　＿_]*(?:内容|理由|具体的に|氏名|名称)?[:：]?[\s　＿_]*(?:[千万]?円|[%％人件日回時年月])?[\s　]*[)）]"
)
_ASIDE = re.compile(r"[(（][^()（）]*(?:複数|すべて|全て|該当)[^()（）]*[)）]")
_NUMBERED = re.compile(r"(?:^|[\s　])[(]?([1-9])[).．:\s　]\s*(?=\S)|([①-⑨])\s*")
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
_LONGEST = 20


@dataclass(frozen=True, slots=True)
class Offered:
    """Choices in the order printed; `several` may be taken."""

    choices: tuple[str, ...]
    several: bool = False


def has_boxes(text: str) -> bool:
    """Return whether a text has a box to tick in it."""
    return _BOXES.search(text) is not None


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
    return Offered(tuple(dict.fromkeys(words)), several)


def parse_row(text: str) -> Offered | None:
    """Return choices in a row, one of which is to be ringed: signs, or words known to stand so."""
    text = _BRACKETED.sub("", half_width(text)).strip()
    words = [word for word in _SEPARATORS.split(text) if word]
    if len(words) < 2 or len(set(words)) < len(words):  # noqa: PLR2004 - one is no choice
        return None
    known = any(set(words) >= pair for pair in _PAIRS) or _is_denied(words)
    if known or all(_SIGNS.fullmatch(word) for word in words):
        return Offered(tuple(words)) if all(len(word) <= _LONGEST for word in words) else None
    spaced = re.search(r"[\s　][・/／]|[・/／][\s　]", text) is not None
    return Offered(tuple(words)) if spaced and all(len(word) <= 8 for word in words) else None  # noqa: PLR2004


def parse_numbered(text: str) -> Offered | None:
    """Return the words behind numbers from 1 up, as `１ 戸建　２ 賃貸　３ その他（　　）` has them."""
    plain = half_width(text).strip()
    found = list(_NUMBERED.finditer(plain))
    numbers = [int(one[1]) if one[1] else "①②③④⑤⑥⑦⑧⑨".index(one[2]) + 1 for one in found]
    if len(found) < 2 or numbers != list(range(1, len(found) + 1)) or found[0].start():  # noqa: PLR2004 - one is no choice
        return None
    ends = [*(one.start() for one in found[1:]), len(plain)]
    words = [_BRACKETED.sub("", plain[one.end() : end]) for one, end in zip(found, ends, strict=True)]
    words = ["".join(word.split()).strip("・、/") for word in words]
    fits = all(word and len(word) <= _LONGEST and "。" not in word for word in words)
    return Offered(tuple(words)) if fits and len(set(words)) == len(words) else None


def _is_denied(words: Sequence[str]) -> bool:
    """Return whether one of the words denies another: 希望する, 希望しない."""
    stems = {re.sub(r"(?:する|ある|いる|た|だ)$", "", word) for word in words}
    return any(re.sub(r"(?:しない|しなかった|していない|ない|なし)$", "", word) in stems - {word} for word in words)


def parse_range(text: str) -> Offered | None:
    """Return the choices that `A～D` stands for."""
    found = _RANGE.fullmatch(half_width(text).strip())
    if found is None or found[1].isdigit() != found[2].isdigit() or found[1] >= found[2]:
        return None
    return Offered(tuple(chr(code) for code in range(ord(found[1]), ord(found[2]) + 1)))
