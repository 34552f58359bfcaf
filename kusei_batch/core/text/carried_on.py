"""「→」 in a plan of several years: the text of the year before goes on, whole or line by line."""

from __future__ import annotations

import re
import unicodedata

from kusei_batch.core.text.characters import seen_only

_ARROW = re.compile(r"[ー-]*(?:→|⇒|➡|⟶|⇨|➔)+")
_SAME = re.compile(r"同[左上前]|〃+|(?:前年度?|左)(?:と|に)?同じ|継続|[\"”″]+")
_BULLET = re.compile(r"^[●○・◆■□\-*]\s*")


def goes_on(text: str) -> bool:
    """Return whether a text says, whole or in one of its lines, that what stood before goes on."""
    return _says_so(text) or any(_ARROW.fullmatch(_plain(line)) for line in text.splitlines())


def carry_on(text: str, before: str) -> str | None:
    """Return a text with what stood before in the place of its 「→」; None where nothing stood there.

    Alone it stands for the whole text, among several lines each stands for the line in its own place.
    """
    lines, said = _lines(text), _lines(before)
    if not said:
        return None
    if _says_so(text) or (len(lines) == 1 and _ARROW.fullmatch(_plain(lines[0]))):
        return before
    if any(_ARROW.fullmatch(_plain(line)) for line in lines[len(said) :]):
        return None
    pairs = zip(lines, [*said, *lines[len(said) :]], strict=False)
    return "\n".join(old if _ARROW.fullmatch(_plain(line)) else line for line, old in pairs)


def _says_so(text: str) -> bool:
    plain = _plain(text)
    return bool(_SAME.fullmatch(plain) or _ARROW.fullmatch(plain)) and "\n" not in text.strip()


def _lines(text: str) -> list[str]:
    """Return the lines that say something; arrows side by side stand for one line each."""
    found: list[str] = []
    for line in filter(str.strip, text.splitlines()):
        parts = line.split()
        is_row = len(parts) > 1 and all(_ARROW.fullmatch(_plain(part)) for part in parts)
        found += parts if is_row else [line]
    return found


def _plain(text: str) -> str:
    return _BULLET.sub("", "".join(unicodedata.normalize("NFKC", seen_only(text)).split()).strip("。（）()"))
