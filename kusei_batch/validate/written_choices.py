"""Choices as people write them: other widths, aliases, ② in front, several in one cell."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Hashable, Iterable, Iterator
from functools import cached_property
from typing import TypeVar

from kusei_batch.core.form import YES_NO, Choice
from kusei_batch.core.text.characters import seen_only
from kusei_batch.core.text.hint import nearest
from kusei_batch.core.text.notation import close_up, fold, half_width
from kusei_batch.core.values import Cell, CellKind
from kusei_batch.validate.reading_notes import ReadingNote, loosen, quote

_K = TypeVar("_K", bound=Hashable)
_CIRCLED = "①-⑳㉑-㉟㊱-㊿⓪❶-❿"
_ENUMERATOR = re.compile(rf"\s*(?:([{_CIRCLED}])|\(([0-9]{{1,2}})\)|([0-9]{{1,2}})(?=[、:)\s]|\.(?![0-9])))[.、:)\s]*")
_BARE_NUMBER = re.compile(rf"[{_CIRCLED}]|\(?[0-9]{{1,2}}\)?")
_SEPARATOR = re.compile(r"[、・･/,;&+，／；＆＋\s]+")
_MARK = re.compile(r"([、・･/,;&+，／；＆＋])")
_CONJUNCTION = re.compile("及び|および|並びに|ならびに|と")
_BEFORE_CIRCLED = re.compile(rf"(?<=[^\s])(?=[{_CIRCLED}])")
_LIKE = 0.6
_SHORTEST = 2  # letters of a spelling that may stand beside another without a sign between them
_LONGEST = 500  # characters; more is a sentence, not a choice
_YES_MARKS = Choice("はい", ("◯", "◎", "レ", "✓", "✔", "☑", "該当", "する", "y", "t"))
_NO_MARKS = Choice("いいえ", ("✕", "✖", "☓", "☐", "非該当", "しない", "無し", "n", "f"))


_EITHER = frozenset(("有", "無", "有り", "無し", "あり", "なし", "該当", "非該当"))


class ChoiceIndex:
    """How one choice list answers to what people write; made once per form."""

    def __init__(self, choices: tuple[Choice, ...]) -> None:
        self.values = tuple(c.value for c in choices)
        self._known = frozenset(self.values)
        spellings = [(spelling, c.value) for c in choices for spelling in (c.value, *c.aliases)]
        self._numbers = _unique(
            (n, value) for spelling, value in spellings if (n := _enumerated(spelling)[0]) is not None
        )
        self._keys: dict[str, str] = {}
        for level in _levels(choices):
            self._keys |= {k: v for k, v in _unique(level).items() if k not in self._keys}
        self.most_parts = max((len(spelling) for spelling, _ in spellings), default=1)

    def find(self, text: str) -> str | None:
        """Return the choice a text means, None when it means no choice or could mean two."""
        if text in self._known:
            return text
        text = seen_only(text)
        key = fold(text)
        return self._keys.get(key) or self._keys.get(loosen(key)) or self._find_numbered(text)

    def _find_numbered(self, text: str) -> str | None:
        number, rest = _enumerated(text if not text.strip().isdecimal() else f"({text.strip()})")
        if number is None:
            return None
        named = self._numbers.get(number)
        if not rest:
            return named
        if _is_number(rest) or _enumerated(rest)[0] is not None:
            return None  # ④② are two, and so are 2、4
        found = self._keys.get(fold(rest)) or self._keys.get(loosen(fold(rest)))
        # ③電話対応 in a list that calls ②電話対応 so contradicts itself: ask.
        return found if not self._numbers or named == found else None

    def begins(self, text: str) -> bool:
        """Return whether some choice begins with the text."""
        start = fold(text)
        return bool(start) and any(key.startswith(start) for key in self._keys)

    def run_together(self, text: str) -> list[str]:
        """Return the choices whose spellings, one after the other, are the whole text (電話対面対応), else none.

        電話応対 is not run together: it has the letters of 電話対応, which was rather meant.
        """
        ways: dict[int, list[str]] = {0: []}
        key = fold(text)
        if "".join(sorted(key)) in self._letters:
            return []
        for end in range(_SHORTEST, len(key) + 1):
            for start in sorted(ways):
                value = self._keys.get(key[start:end]) if end - start >= _SHORTEST else None
                if value is not None:
                    ways.setdefault(end, [*ways[start], value])
        return ways.get(len(key), [])

    def complete(self, text: str, companions: Iterable[str]) -> str | None:
        """Return 電話対応 for 電話 beside 対面対応: the one choice that starts so and ends as a companion does."""
        start, ends = fold(text), [fold(c) for c in companions]
        found = {
            value
            for value, key in self._unnumbered
            if key.startswith(start) and len(key) > len(start) > 0 and any(e.endswith(key[len(start) :]) for e in ends)
        }
        return found.pop() if len(found) == 1 else None

    @cached_property
    def _letters(self) -> frozenset[str]:
        """The letters of each spelling in order."""
        return frozenset("".join(sorted(known)) for known in self._keys)

    @cached_property
    def _unnumbered(self) -> list[tuple[str, str]]:
        """The choices, each with what it is compared by without the number in front."""
        return [(value, fold(_enumerated(value)[1])) for value in self.values]

    def suggestion(self, text: str) -> str:
        """Return もしかして…, empty when no choice is near."""
        near = nearest(text, self._keys, _LIKE)
        return f"もしかして「{quote(self._keys[near])}」ではありませんか。" if near else ""


def parse_choice(cell: Cell, index: ChoiceIndex) -> tuple[str | None, ReadingNote | None]:
    """Return the one choice a cell means."""
    text = cell.text
    value = index.find(text) if len(text) <= _LONGEST else None
    if value is not None:
        return value, None if value == text.strip() else _read(text, value)
    several, unknown = _split(seen_only(text), index)
    if len(several) > 1 and not unknown:
        return None, ReadingNote("several-choices", {"text": quote(text), "values": "、".join(map(quote, several))})
    return None, _unknown(text, index)


def parse_choices(cell: Cell, index: ChoiceIndex) -> tuple[tuple[str, ...] | None, ReadingNote | None]:
    """Return the choices a cell means, in the order written, each once."""
    values, unknown = _split(seen_only(cell.text), index)
    if unknown or not values:
        return None, _unknown(unknown[0] if unknown else cell.text, index)
    text = cell.text.strip()
    plain = text in values or any(
        all(p in values for p in parts) for parts in (_SEPARATOR.split(text), text.split("\n"))
    )
    return tuple(values), None if plain else _read(cell.text, "、".join(map(quote, values)))


def parse_yes_no(cell: Cell) -> tuple[bool | None, ReadingNote | None]:
    """Return True for はい and False for いいえ; ticks and circles are read too."""
    if cell.kind is CellKind.BOOLEAN:
        return cell.text.strip().upper() in ("TRUE", "1"), None
    value = _YES_NO_INDEX.find(cell.text) if len(cell.text) <= _LONGEST else None
    if value is None:
        return None, ReadingNote("not-yes-no", {"text": quote(cell.text)})
    return value == "はい", None if value == cell.text.strip() else _read(cell.text, value)


def parse_nothing(cell: Cell) -> tuple[bool | None, ReadingNote | None]:
    """Parse as parse_yes_no does, for the field that confirms 該当なし; 有 and なし could mean either there: asked."""
    if fold(cell.text) in _EITHER:
        return None, ReadingNote("not-yes-no", {"text": quote(cell.text)})
    return parse_yes_no(cell)


def _read(text: str, value: str) -> ReadingNote:
    return ReadingNote("choice-read", {"text": quote(text), "value": quote(value)})


def _unknown(text: str, index: ChoiceIndex) -> ReadingNote:
    return ReadingNote("unknown-choice", {"text": quote(text), "hint": index.suggestion(text)})


def _split(text: str, index: ChoiceIndex) -> tuple[list[str], list[str]]:
    """Return the choices in a text in order, and the parts that are no choices."""
    if len(text) > _LONGEST:
        return [], [text]
    lines = [index.find(line) for line in text.splitlines() if line.strip()]
    if len(lines) > 1 and None not in lines:
        return list(dict.fromkeys(filter(None, lines))), []
    # The text with no white space in parts that are a choice, or the start of one, without it (庁 内 体 制).
    pieces = _MARK.split(_BEFORE_CIRCLED.sub("、", text.strip()))
    for place in range(0, len(pieces), 2):
        close = close_up(pieces[place])
        if index.find(close) or index.begins(close) or index.run_together(close):
            pieces[place] = close
    found = list(_parts("".join(pieces), index))
    known = [value for _, value in found if value]
    values: list[str] = []
    unknown: list[str] = []
    for part, value in found:
        whole = value or index.complete(part, known)
        if whole is None:
            unknown.append(part)
        elif whole not in values:
            values.append(whole)
    return values, unknown


def _parts(text: str, index: ChoiceIndex) -> Iterator[tuple[str, str | None]]:
    """Yield the parts between separators with the choice each means; the longest that is a choice wins."""
    edges = [0, *(edge for found in _SEPARATOR.finditer(text) for edge in found.span()), len(text)]
    spans = [(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if a < b]
    start = 0
    while start < len(spans):
        for end in range(min(len(spans), start + index.most_parts), start, -1):
            part = text[spans[start][0] : spans[end - 1][1]]
            value = index.find(part)
            if value is not None:
                misleads = _is_number(part) and _names_another(text, spans[end - 1 :], value, index)
                yield part, None if misleads else value
                break
        else:
            end = start + 1
            yield from _conjoined(text[spans[start][0] : spans[start][1]], index)
        start = end


def _names_another(text: str, spans: list[tuple[int, int]], value: str, index: ChoiceIndex) -> bool:
    """Return whether the number in the first span is that of a list (1 電話 2 対面): a blank, then a choice."""
    if len(spans) < 2 or text[spans[0][1] : spans[1][0]].strip():  # noqa: PLR2004 - the number and what follows
        return False
    following = text[spans[1][0] : spans[1][1]]
    numbered = _is_number(following) or _enumerated(following)[0] is not None
    return not numbered and index.find(following) not in (None, value)


def _is_number(text: str) -> bool:
    """Return whether a text is a number and nothing else: 4, ④, (4)."""
    return _BARE_NUMBER.fullmatch(half_width(text).strip()) is not None


def _conjoined(part: str, index: ChoiceIndex) -> Iterator[tuple[str, str | None]]:
    """Yield the two parts of 電話と対面 or 電話対面 when each is a choice, else the whole as none."""
    pieces = [(p, index.find(p)) for p in _CONJUNCTION.split(part)]
    known = [value for _, value in pieces if value]
    if known and all(value or index.complete(p, known) for p, value in pieces):
        yield from pieces
    else:
        together = index.run_together(part)
        yield from ((value, value) for value in together) if together else [(part, None)]


def _enumerated(text: str) -> tuple[int | None, str]:
    """Return the number in front of a text (None: none) and the rest: ②電話対応 gives 2 and 電話対応."""
    plain = half_width(text)
    found = _ENUMERATOR.match(plain)
    if found is None:
        return None, plain
    number = unicodedata.numeric(found[1]) if found[1] else int(found[2] or found[3])
    return int(number), plain[found.end() :]


def _levels(choices: tuple[Choice, ...]) -> Iterator[list[tuple[str, str]]]:
    """Yield the spellings with the choice they mean, the surer ones first."""
    yield [(fold(c.value), c.value) for c in choices]
    yield [(fold(a), c.value) for c in choices for a in c.aliases]
    yield [(fold(_enumerated(c.value)[1]), c.value) for c in choices if _enumerated(c.value)[1]]
    yield [(loosen(fold(s)), c.value) for c in choices for s in (c.value, _enumerated(c.value)[1], *c.aliases)]


def _unique(pairs: Iterable[tuple[_K, str]]) -> dict[_K, str]:
    found: dict[_K, set[str]] = {}
    for key, value in pairs:
        found.setdefault(key, set()).add(value)
    return {key: next(iter(values)) for key, values in found.items() if key and len(values) == 1}


_YES_NO_INDEX = ChoiceIndex(
    tuple(
        Choice(choice.value, choice.aliases + marks.aliases)
        for choice, marks in zip(YES_NO, (_YES_MARKS, _NO_MARKS), strict=True)
    )
)
