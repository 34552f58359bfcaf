"""Characters nobody sees, and 機種依存文字: characters that not every machine shows alike."""

from __future__ import annotations

import re
import unicodedata

_CONTROLS = "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f"  # those that are no white space
# Unicode's format characters (Cf), other ignorable ones, and fillers.
_FORMAT = (
    "\u00ad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160\u17b4\u17b5\u180e"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ufeff\uffa0\ufff0-\ufffb"
    "\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff"
)
_VARIATIONS = "\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef"
UNSEEN = f"[{_CONTROLS}{_FORMAT}{_VARIATIONS}]"
"""A pattern of one character nobody sees."""

_UNSEEN = re.compile(UNSEEN)
_OF_NO_WIDTH = re.compile(f"[{_FORMAT}]")
_NOTHING_SEEN = re.compile(rf"(?:\s|{UNSEEN})*")
_NAMES = {
    "\u00ad": "改行位置の指定",
    "\u115f": "ハングルの空き",
    "\u1160": "ハングルの空き",
    "\u200b": "幅のない空白",
    "\u200c": "幅のない区切り",
    "\u200d": "幅のないつなぎ",
    "\u200e": "文字の向きの指定",
    "\u200f": "文字の向きの指定",
    "\u2060": "幅のないつなぎ",
    "\u2800": "点字の空き",
    "\u3164": "ハングルの空き",
    "\ufeff": "幅のない空白",
    "\uffa0": "ハングルの空き",
}

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


def seen_only(text: str) -> str:
    """Return the text without the characters nobody sees: what every key, code, number and date is read from."""
    return text if text.isascii() and text.isprintable() else _UNSEEN.sub("", text)


def tidied(text: str) -> str:
    """Return the text without characters of no width, for names and texts that are shown.

    Variation selectors stay, which choose the shape of the kanji before them.
    """
    return text if text.isascii() and text.isprintable() else _OF_NO_WIDTH.sub("", text)


def shows_nothing(text: str) -> bool:
    """Return whether a text holds white space and characters nobody sees, and nothing else."""
    return _NOTHING_SEEN.fullmatch(text) is not None


def unseen_characters(text: str) -> list[str]:
    """Return the characters of a text that nobody sees, each once, in order."""
    return list(dict.fromkeys(_UNSEEN.findall(text)))


def name_unseen(character: str) -> str:
    """Return what a character nobody sees is called: `幅のない空白（U+200B）`."""
    word = "制御文字" if unicodedata.category(character) == "Cc" else "書式の指定"
    word = "異体字の指定" if re.match(f"[{_VARIATIONS}]", character) else word
    return f"{_NAMES.get(character, word)}（U+{ord(character):04X}）"


def dependent_characters(text: str) -> list[str]:
    """Return the platform-dependent characters of a text, each once, in order."""
    return list(dict.fromkeys(_DEPENDENT.findall(text)))


def without_dependent_characters(text: str) -> str:
    """Return the text in characters that every machine shows alike: (1) for ①, (株) for ㈱, 〓 for an office's own."""
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
