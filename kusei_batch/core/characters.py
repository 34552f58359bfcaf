"""機種依存文字: characters that not every machine shows alike, and how public data write them instead."""

from __future__ import annotations

import re
import unicodedata

_ENCLOSED = "①-⓿"
# Kanji are no part of these: names such as 髙﨑 must survive, and every machine of today shows them.
_DEPENDENT = re.compile(
    rf"[{_ENCLOSED}❶-➓"
    "№℡™Ⅰ-ↈ"  # №, ℡, Roman numerals
    "㈀-㏿"  # (株), 昭和, ミリ and other signs made of several
    "｡-ﾟ"  # half-width katakana
    "\N{SQUARED LATIN CAPITAL LETTER A}-\N{SQUARED LATIN CAPITAL LETTER Z}"
    "\ue000-\uf8ff]"  # characters of one office's own
)
_VOICED = re.compile(r"[｡-ﾟ]+")
_GETA = "〓"


def dependent_characters(text: str) -> list[str]:
    """Those in the text, each once, in order."""
    return list(dict.fromkeys(_DEPENDENT.findall(text)))


def without_dependent_characters(text: str) -> str:
    """The text in characters that every machine shows alike: (1) for ①, (株) for ㈱, 〓 for an office's own."""
    text = _VOICED.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)
    return _DEPENDENT.sub(lambda found: _plain(found[0]), text)


def _plain(character: str) -> str:
    if "\ue000" <= character <= "\uf8ff":
        return _GETA
    plain = unicodedata.normalize("NFKC", character)
    if plain == character:  # ❶ and its like have a number and no other form
        return f"({unicodedata.numeric(character, 0):g})"
    ringed = re.match(f"[{_ENCLOSED}㊀-㊿]", character) and not plain.startswith("(")
    return f"({plain.rstrip('.')})" if ringed else plain
