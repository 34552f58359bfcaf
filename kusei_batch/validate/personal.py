"""Personal data in free text: telephone numbers, e-mail addresses, and postal codes with an address.

It is reported by place and kind, never by content. Taken for personal data are:

- ten or eleven digits from 0 on (or from +81) that are grouped as a telephone number is, with whatever hyphens,
  brackets or spaces, in any width or in kanji; without an area code only right behind a word such as 電話;
- an e-mail address, its @ also written out;
- 〒 or a postal code beside an address that goes down to 丁目, 番 or 番地.

Not taken for it are: extensions (内線), dates, years, amounts, the numbers of documents, sheets and rows, a postal
code by itself, and a place, however exact, without a postal code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

from kusei_batch.core.problem import Problem
from kusei_batch.validate.privacy import MASK as NUMBER_MASK
from kusei_batch.validate.privacy import mask_text

MASK = "＊＊＊"


class PersonalKind(StrEnum):
    """What a piece of a text looks like."""

    TELEPHONE = "電話番号"
    EMAIL = "メールアドレス"
    ADDRESS = "住所"


@dataclass(frozen=True, slots=True)
class Piece:
    """Personal data in a text: what it looks like, and where it begins and ends."""

    kind: PersonalKind
    start: int
    end: int


# One sign for one sign, so that places in the plain text are places in the text.
_WIDTHS = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0xA0: 0x20, ord("\t"): 0x20}
_HYPHENS = dict.fromkeys(map(ord, "‐‑‒–—―−ーｰ─━⁃﹣－"), "-")
_BRACKETS = dict.fromkeys(map(ord, "〔【［[「"), "(") | dict.fromkeys(map(ord, "〕】］]」"), ")")
_PLAIN: dict[int, str | int] = {**_WIDTHS, **_HYPHENS, **_BRACKETS}
_KANJI = {ord(c): str(i) for i, c in enumerate("〇一二三四五六七八九")} | {ord("零"): "0"}

_S = r"(?:[ \n]?[-.・の()]{1,2}[ \n]?|[ ])"
_O = rf"{_S}?"
_TELEPHONE = re.compile(
    rf"""(?<!\d)(?<!\d[-.:])(?:
      0[5-9]0{_O}\d{{4}}{_O}\d{{4}}
    | 0[5-9]0{_S}\d{{3}}{_S}\d{{5}}
    | 0800{_O}\d{{3}}{_O}\d{{4}}
    | 0(?:120|170|180|570|990){_O}(?:\d{{3}}{_O}\d{{3}}|\d\d{_O}\d{{4}})
    | 0[1-9]{_S}\d{{4}}{_O}\d{{4}}
    | 0[1-9]\d{_S}\d{{3}}{_O}\d{{4}}
    | 0[1-9]\d\d{_S}\d\d{_O}\d{{4}}
    | 0[1-9]\d{{3}}{_S}\d{_O}\d{{4}}
    | 0[1-9]\d{{8}}
    | \+81{_O}(?:\(?0\)?{_O})?(?:[5-9]0{_O}\d{{4}}{_O}\d{{4}}|[1-9]\d{{0,3}}{_S}\d{{1,4}}{_S}\d{{4}}|[1-9]\d{{8}})
    )(?!\d)(?![-.:]\d)""",
    re.VERBOSE,
)
_SPOKEN_OF = re.compile(
    r"(?:電話|携帯|でんわ|ケータイ|連絡先|tel|fax|phone|ファクス|ファックス|☎|℡|📞)(?:番号)?"
    r"(?:[:は./)] ?|の?番号は ?| )?"
    r"\(?(\d{2,4}-\d{4})(?!\d)(?![-.:]\d)",
    re.IGNORECASE,
)
_YEARS = re.compile(r"(?:19|20)\d\d")
# A number that says of itself what it numbers; 電話番号 and the like are told apart by the word before.
_NUMBERED = re.compile(
    r"(?<!電話)(?<!携帯)(?<!連絡先)(?<!ファクス)(?<!ファックス)(?<!fax)(?<!tel)"
    r"(?:番号|[nN]o\.?|№|コード|ID)[ :はがの第(]{0,3}\Z"
)
_LETTERS = re.compile(r"[A-Za-z]+\Z")
_CALLED = frozenset(("tel", "fax", "phone", "mobile", "telephone", "ph", "t", "f", "m"))
_NEAR = 16

_LOCAL = r"[A-Za-z0-9](?:[A-Za-z0-9._%+-]*[A-Za-z0-9_+-])?"
_AT = r"(?: ?@ ?| ?\( ?(?:at|@|アット(?:マ-ク)?|あっと) ?\) ?| at | ?(?:アットマ-ク|アット|あっと) ?)"
_DOT = r"(?:\.| ?\( ?dot ?\) ?| dot | ?ドット ?)"
_EMAIL = re.compile(
    rf"(?<![A-Za-z0-9._%+-]){_LOCAL}{_AT}(?!www\.)[A-Za-z0-9-]+(?:{_DOT}[A-Za-z0-9-]+)*{_DOT}[A-Za-z]{{2,24}}(?![A-Za-z0-9])",
    re.IGNORECASE,
)

_CODE = r"(?:\d{3}-\d{4}|\d{7})"
_POSTAL = re.compile(
    rf"〒[ :]?(?:{_CODE})?(?!\d)|(?<!\d)(?<!\d-)\d{{3}}-\d{{4}}(?!\d)(?!-\d)|郵便番号[ :は]{{0,2}}{_CODE}(?!\d)"
)
_COUNT = r"(?:\d+|[一二三四五六七八九十百〇]+)"
_NAME = r"[^\n。、,;:()をへ\d]"
_PLACE = rf"{_NAME}{{0,24}}[都道府県市区町村郡字]{_NAME}{{0,24}}?"
_ADDRESS = re.compile(
    rf"(?:{_PLACE}{_COUNT}(?:丁目|番地?(?!窓口)|号|-(?=\d))|{_NAME}{{1,12}}?{_COUNT}(?:丁目|-\d+-(?=\d)))"
    rf"(?:[ ]?の?{_COUNT}(?:丁目|番地?|号室?|-(?=\d))?)*"
)
_BEFORE_ADDRESS = re.compile(r"[)\s:にの]{0,4}(?:[、,]?住所[:は ]{0,2})?")
_REACH = 60

# The rest of a piece that a message cut off in the middle.
_CUT = re.compile(r"(?:(?<!\d)[+(]{0,2}0[\d\-() ]{3,}|(?:[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]*)|〒[^。、…]*)(?=…\Z)")


# The same words come again and again in the messages of many sheets.
@lru_cache(maxsize=4096)
def find_personal(text: str) -> tuple[Piece, ...]:
    """Return the personal data in a text from left to right, none over another."""
    plain = text.translate(_PLAIN)
    found = [
        *_addresses(plain),
        *(Piece(PersonalKind.EMAIL, *email.span()) for email in _EMAIL.finditer(plain)),
        *_telephones(plain),
    ]
    apart: list[Piece] = []
    for piece in sorted(found, key=lambda p: (p.start, -p.end)):
        if not apart or piece.start >= apart[-1].end:
            apart.append(piece)
    return tuple(apart)


# Asked twice of every text of a sheet: by the check, and when its records are finished.
@lru_cache(maxsize=1024)
def name_kinds(text: str) -> str:
    """Return the kinds of personal data in a text as printed (`電話番号、住所`), empty when there are none."""
    return "、".join(dict.fromkeys(piece.kind.value for piece in find_personal(text)))


def mask_personal(text: str) -> str:
    """Return the text with every piece of personal data struck out, also one that was cut off at the end."""
    if not text:
        return text
    for piece in reversed(find_personal(text)):
        text = text[: piece.start] + MASK + text[piece.end :]
    cut = _CUT.search(text.translate(_PLAIN)) if text.endswith("…") else None
    return text[: cut.start()] + MASK + "…" if cut else text


def mask_private(text: str) -> str:
    """Return what people typed, the name of a file included, as it may be shown and kept.

    It is without a 個人番号 or personal data then.
    """
    return mask_personal(mask_text(text))


def is_masked(name: str) -> bool:
    """Return whether something was struck out of a name, so that no file is called so."""
    return MASK in name or NUMBER_MASK in name


def mask_personal_words(problem: Problem) -> Problem:
    """Return the problem with no personal data in the words it quotes, nor in its file's name."""
    words = {name: mask_personal(word) for name, word in problem.params.items()}
    place, file = problem.location, mask_personal(problem.location.file or "")
    if (words, file) == (problem.params, place.file or ""):
        return problem
    return replace(problem, params=words, location=replace(place, file=file or None))


def _telephones(plain: str) -> Iterator[Piece]:
    digits = plain.translate(_KANJI)
    for found in _TELEPHONE.finditer(digits):
        if _is_telephone(digits, found) and _is_of_one_kind(plain[found.start() : found.end()]):
            yield Piece(PersonalKind.TELEPHONE, *found.span())
    for found in _SPOKEN_OF.finditer(plain):
        if not all(_YEARS.fullmatch(group) for group in found[1].split("-")):
            yield Piece(PersonalKind.TELEPHONE, *found.span(1))


def _is_telephone(text: str, found: re.Match[str]) -> bool:
    """Return whether what stands around a number does not say that it numbers something else."""
    before, behind = text[max(0, found.start() - _NEAR) : found.start()], text[found.end() : found.end() + 1]
    letters = _LETTERS.search(before)
    if letters and letters[0].casefold() not in _CALLED:
        return False
    if behind == "号" or _NUMBERED.search(before):
        return False
    groups = re.findall(r"\d+", found[0])
    return not (len(groups) > 1 and all(_YEARS.fullmatch(group) for group in groups[1:]))


def _is_of_one_kind(written: str) -> bool:
    """Return whether no digit is kanji, or all are and in groups: a 〇 at the head of a line is a mark."""
    kanji = sum(ord(sign) in _KANJI for sign in written)
    if kanji == 0:
        return True
    return kanji < len(written) and not any(sign.isdecimal() for sign in written)


def _addresses(plain: str) -> Iterator[Piece]:
    for postal in _POSTAL.finditer(plain):
        after = _ADDRESS.match(plain, _BEFORE_ADDRESS.match(plain, postal.end()).end())  # type: ignore[union-attr]
        if after:
            yield Piece(PersonalKind.ADDRESS, postal.start(), after.end())
        elif postal[0][-1].isdecimal():
            before = _address_before(plain[max(0, postal.start() - _REACH) : postal.start()])
            if before:
                yield Piece(PersonalKind.ADDRESS, postal.start() - before, postal.end())


def _address_before(text: str) -> int:
    """Return how many signs before a postal code its address begins; 0 when none stands there."""
    line = re.split(r"[。、\n]", text)[-1]
    for found in _ADDRESS.finditer(line):
        if re.fullmatch(r"[ (]*", line[found.end() :]):
            return len(line) - found.start()
    return 0
