"""個人番号: found by shape and check digit in any notation, reported by place alone.

Digits of every kind are read: full width, kanji, circled, those of other scripts. Twelve of them are a number
when their check digit is right and they look like one:

- side by side, whatever signs nobody sees stand between them, and not part of more than twelve;
- in groups of four (or four and eight), joined by spaces and at most three signs or line breaks;
- in groups of three (or three, six and nine), singly or in pairs, joined by what joins no list;
- in any groups right after a word such as 「個人番号」.

Not taken for one: what 、 or a comma and a space join, which is a list; groups that go on before or behind, which
are a longer number; years that follow one another, and groups that are a date (2000 to 2050).
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from kusei_batch.core.text.characters import shows_nothing
from kusei_batch.core.values import Cell, CellKind

_DIGITS = 12
_KANJI = {c: str(i) for i, c in enumerate("〇一二三四五六七八九")} | {"零": "0"}
_KANJI_CLASS = "".join(_KANJI)
# Digits that are no decimals: ² ₂ ② ⑵ ⒉ and the like; written out, as asking every character takes 30 ms a start.
DIGIT_SIGNS = (
    "\u00b2\u00b3\u00b9\u1369-\u1371\u19da\u2070\u2074-\u2079\u2080-\u2089\u2460-\u2468\u2474-\u247c"
    "\u2488-\u2490\u24ea\u24f5-\u24fd\u24ff\u2776-\u277e\u2780-\u2788\u278a-\u2792"
    "\U00010a40-\U00010a43\U00010e60-\U00010e68\U00011052-\U0001105a\U0001f100-\U0001f10a"
)
# A change of kind ends a group: the 一 of 統一 is no part of the digits behind it.
_GROUP = re.compile(rf"\d+|[{_KANJI_CLASS}]+|[{DIGIT_SIGNS}]+")
# What is typed for a digit by slip or to hide it: letters, and kanji between others.
_ZEROS, _ONES = "OoＯｏОоΟο○◯〇零", "lIiｌＩ|｜ІΙ"
_LIKE = str.maketrans({**dict.fromkeys(_ZEROS, "0"), **dict.fromkeys(_ONES, "1"), **_KANJI})
_LIKE_CLASS = "".join(map(re.escape, dict.fromkeys(_ZEROS + _ONES + _KANJI_CLASS)))
_AMONG_DIGITS = re.compile(rf"[\d{_LIKE_CLASS}]{{2,}}")
_LIKE_A_DIGIT = re.compile(rf"[\d{_LIKE_CLASS}{DIGIT_SIGNS}]")
_AMOUNT = re.compile(r"\s?(?:[千万億]|百万)?円")
_PRICED = re.compile(r"(?:[¥￥]|金)\s?\Z")
_INVISIBLE = frozenset(("Mn", "Me"))
_WAVES = "~〜～∼∿⁓"
_DASHES = "ー−⁃─━‐"
_JOINING = frozenset(_WAVES + _DASHES + "|億万")
_JOINING_CATEGORIES = frozenset(("Sk", "So", "Cc"))
_MOST_SIGNS = 3
_LIST = frozenset("、;")
_RELATION = frozenset("~/.:")
_WEIGHED = 500
_SHORT_TEXT = 500  # longer ones are remembered by nobody: hardly two departments write the same
_COUNTED = 60  # a multiple of every number of groups; more neighbours than that change nothing
_NAMED = re.compile(r"(?:個人番号|マイナンバー|ﾏｲﾅﾝﾊﾞｰ|個人ナンバー|my\s?number)\D{0,12}\Z", re.IGNORECASE)
_NEAR = 30
_MONTH = r"20[0-5]\d(?:0[1-9]|1[0-2])"
_DATED = re.compile(rf"{_MONTH} {_MONTH}|(?:\d{{4}} )?{_MONTH}(?:0[1-9]|[12]\d|3[01])(?: \d{{4}})?")
_FOURS, _THREES, _PAIRS, _SINGLES = (4,) * 3, (3,) * 4, (2,) * 6, (1,) * 12
_ROUND = 1000
_LONG, _SHORT = 11, 10  # exponents of twelve digits, and of the eleven that Excel leaves when the first is 0


def find_numbers(text: str) -> list[tuple[int, int]]:
    """Return where individual numbers begin and end in a text, from left to right, none over another."""
    # Nearly every text ends here.
    if len(text) < _DIGITS or len(_LIKE_A_DIGIT.findall(text)) < _DIGITS:
        return []
    seen = [i for i, c in enumerate(text) if not _is_invisible(c)]
    plain = "".join([text[i] for i in seen])
    merged: list[tuple[int, int]] = []
    readings = dict.fromkeys((plain, _with_digits(plain)))
    for start, end in sorted({span for reading in readings for span in _plainfind_numbers(reading)}):
        first, last = seen[start], seen[end - 1] + 1
        if merged and first < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return merged


def holds_individual_number(cell: Cell) -> bool:
    """Return whether a cell holds twelve digits that are a valid 個人番号, in any notation.

    Of a number eleven digits suffice, since Excel drops a leading 0; full thousands are an amount then.
    """
    if cell.kind is CellKind.TEXT:
        return len(cell.text) >= _DIGITS and text_holds_individual_number(cell.text)
    if cell.kind is CellKind.NUMBER and cell.number is not None:
        return _is_in_number(cell.number * 100 if cell.text.endswith("%") else cell.number)
    return cell.kind is CellKind.UNCOMPUTED and text_holds_individual_number(cell.text)


def value_is_individual_number(value: object) -> bool:
    """Return whether a value as understood (1234億5678万…) is a number of twelve digits that is a valid 個人番号."""
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
        return False
    number = Decimal(value)
    return number.is_finite() and number.adjusted() == _LONG and _is_in_number(number)


def text_holds_individual_number(text: str) -> bool:
    """Return whether a text holds a valid 個人番号, see holds_individual_number.

    Remembered of a short text, since the copies of one form have hundreds in common.
    """
    return _remembered(text) if len(text) <= _SHORT_TEXT else bool(find_numbers(text))


@lru_cache(maxsize=2048)
def _remembered(text: str) -> bool:
    return bool(find_numbers(text))


def _is_in_number(number: Decimal) -> bool:
    if not number.is_finite() or number.adjusted() not in (_LONG, _SHORT):
        return False
    if number.adjusted() == _LONG:
        return _has_check_digit(str(abs(int(number))))
    return number % _ROUND != 0 and number == int(number) and _has_check_digit(f"0{abs(int(number))}")


def _has_check_digit(number: str) -> bool:
    # Imported where twelve digits stand together: the library loads half of what opens connections.
    from stdnum.jp import in_

    return in_.is_valid(number)


def _with_digits(text: str) -> str:
    """Return the text with kanji and letters that stand among digits in place of digits made digits, sign for sign."""

    def digits(found: re.Match[str]) -> str:
        word = found[0]
        plain = sum(sign.isdecimal() for sign in word)
        return word.translate(_LIKE) if 0 < plain < len(word) <= 2 * plain else word

    return _AMONG_DIGITS.sub(digits, text)


@lru_cache(maxsize=4096)
def _is_invisible(character: str) -> bool:
    return (shows_nothing(character) and not character.isspace()) or unicodedata.category(character) in _INVISIBLE


@dataclass(frozen=True, slots=True)
class _Groups:
    """Groups of digits in a text and the signs that join each to the next."""

    text: str
    found: list[re.Match[str]]
    digits: list[str]
    joints: Sequence[frozenset[str] | None]


def _plainfind_numbers(text: str) -> Iterator[tuple[int, int]]:
    found = list(_GROUP.finditer(text))
    joints = [_joint_signs(text[a.end() : b.start()]) for a, b in itertools.pairwise(found)]
    # The stretches of groups that are all joined.
    ends = [i + 1 for i, joint in enumerate(joints) if joint is None]
    for first, last in itertools.pairwise([0, *ends, len(joints) + 1]):
        stretch = found[first:last]
        if stretch and stretch[-1].end() - stretch[0].start() >= _DIGITS:
            groups = _Groups(text, stretch, [_ascii(g[0]) for g in stretch], joints[first : last - 1])
            valid = ((s, e) for s, e in _twelves(groups.digits) if _has_check_digit("".join(groups.digits[s:e])))
            for number, (start, end) in enumerate(valid):
                # A text of so many is no text: what stands around each is not weighed any more, and all are struck out.
                if number >= _WEIGHED or _is_one(groups, start, end):
                    yield groups.found[start].start(), groups.found[end - 1].end()


def _twelves(digits: list[str]) -> Iterator[tuple[int, int]]:
    """Yield the stretches of groups that have twelve digits together."""
    sizes = [len(group) for group in digits]
    for start in range(len(sizes)):
        end, count = start, 0
        while count < _DIGITS and end < len(sizes):
            count += sizes[end]
            end += 1
        if count == _DIGITS:
            yield start, end


def _ascii(digits: str) -> str:
    if digits.isascii():
        return digits
    return "".join(_KANJI.get(c) or str(unicodedata.digit(c)) for c in digits)


@lru_cache(maxsize=1024)
def _joint_signs(joint: str) -> frozenset[str] | None:
    """Return the kinds of signs two groups are joined by.

    Return None when words, or too much, stand between them.
    """
    marks = [c for c in joint if not c.isspace()]
    breaks = len(joint.replace("\r\n", "\n").splitlines()) - 1 if joint.strip(" \t") else 0
    if len(marks) + max(breaks, joint.count("\n")) > _MOST_SIGNS or not all(map(_joins, marks)):
        return None
    signs = frozenset(_sign(c) for c in marks)
    if "," in signs and len(marks) < len(joint):
        return frozenset("、")
    return signs or frozenset("\n" if len((joint + ".").splitlines()) > 1 else joint[:1] and " ")


def _joins(mark: str) -> bool:
    if mark in _JOINING:
        return True
    category = unicodedata.category(mark)
    joins = category[0] == "P" or category in _JOINING_CATEGORIES
    return joins and not any(c.isalnum() for c in unicodedata.normalize("NFKC", mark))


def _sign(mark: str) -> str:
    if mark in _WAVES:
        return "~"
    if mark in _DASHES or unicodedata.category(mark) == "Pd":
        return "-"
    return "・" if mark in "·•" else unicodedata.normalize("NFKC", mark)[:1]


def _is_one(groups: _Groups, start: int, end: int) -> bool:
    """Return whether twelve digits with a right check digit are grouped as one number is, and stand by themselves."""
    sizes = tuple(map(len, groups.digits[start:end]))
    at = groups.found[start].start()
    if _NAMED.search(groups.text, max(0, at - _NEAR), at):
        return True
    if _AMOUNT.match(groups.text, groups.found[end - 1].end()) or _PRICED.search(groups.text, max(0, at - 2), at):
        return False
    if len(sizes) == 1:
        return True
    within = [joint or frozenset() for joint in groups.joints[start : end - 1]]
    return (
        not frozenset().union(*within) & _not_between(sizes)
        and _step(sizes) > 0
        and not _is_time(groups.digits[start:end])
        and not _goes_on(groups, start, end)
    )


def _step(sizes: tuple[int, ...]) -> int:
    """Return the size that all groups are multiples of, 4 or 3, else the one they all have; 0 where there is none."""
    alike = sizes[0] if len(set(sizes)) == 1 else 0
    return next((step for step in (4, 3) if all(size % step == 0 for size in sizes)), alike)


def _not_between(sizes: tuple[int, ...]) -> frozenset[str]:
    """Return the signs that make a list, a range, a time or a fraction of groups of these sizes."""
    if sizes == _FOURS:
        return _LIST
    if sizes == _THREES:
        return _LIST | _RELATION
    if sizes == _PAIRS:
        return _LIST | _RELATION | frozenset(",・\n")
    return _LIST | _RELATION | frozenset(",・") if sizes == _SINGLES else _LIST | _RELATION | frozenset(",")


def _is_time(groups: list[str]) -> bool:
    """Return whether the groups are years that follow one another, months, or hold a date."""
    if tuple(map(len, groups)) == _FOURS:
        first, second, third = map(int, groups)
        return 1900 <= first <= 2100 and abs(second - first) == 1 and third - second == second - first  # noqa: PLR2004
    return _DATED.fullmatch(" ".join(groups)) is not None


def _goes_on(groups: _Groups, start: int, end: int) -> bool:
    """Return whether like groups stand before or behind in the same way, so that the number is a longer one.

    Of groups of four, three times as many are several numbers side by side.
    """
    within = set(groups.joints[start : end - 1])
    sizes = tuple(map(len, groups.digits[start:end]))
    if frozenset(",") in within and start and groups.joints[start - 1] in within:
        return True
    before = _count(groups, range(start - 1, -1, -1), 0, within, _step(sizes))
    behind = _count(groups, range(end, len(groups.digits)), -1, within, _step(sizes))
    each = len(_FOURS) if sizes == _FOURS else _COUNTED + 1
    return before % each != 0 or behind % each != 0


def _count(groups: _Groups, places: range, joint: int, within: set[frozenset[str] | None], step: int) -> int:
    """Return how many groups on one side are joined as those within and of a size that fits them."""
    fits = itertools.takewhile(
        lambda g: groups.joints[g + joint] in within and _fits(len(groups.digits[g]), step), places[:_COUNTED]
    )
    return sum(1 for _ in fits)


def _fits(size: int, step: int) -> bool:
    return size % step == 0 if step in (3, 4) else size == step
