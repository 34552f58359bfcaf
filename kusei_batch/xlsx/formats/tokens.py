"""The code of a number format taken apart: sections, their conditions, and the pieces of each."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

LONGEST_CODE = 2000
"""Excel itself takes 255 characters; other programs have been seen to write more."""

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|[\\](?P<escaped>.)|(?P<space>_.)|(?P<fill>\*.)|\[(?P<bracket>[^\]]*)\]?'
    r"|(?P<general>General|G/標準)|(?P<exponent>E[+-])|(?P<half>AM/PM|A/P)"
    r"|(?P<digit>[0#?])|(?P<date>y+|m+|d+|h+|s+|g+|e+|aaaa?|b+)|(?P<sign>[.,%/@])|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_SPLIT = re.compile(r'(?:"[^"]*"?|[\\_*].|\[[^\]]*\]?|[^;])+|;', re.DOTALL)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?[0-9]{1,15}(?:\.[0-9]{1,15})?)")
_ELAPSED = re.compile(r"h+|m+|s+", re.IGNORECASE)
_LOCALE = re.compile(r"\$(?P<symbol>[^-]*)(?:-(?P<locale>[^,]*))?.*", re.DOTALL)
_INKS = {name: code for code, names in {
    "FFFFFF": ("white", "白", "color2", "色2", "色 2"), "000000": ("black", "黒", "color1", "色1", "色 1"),
    "FFFF00": ("yellow", "黄", "color6", "色6", "色 6"), "00FFFF": ("cyan", "水", "color8", "色8", "色 8"),
}.items() for name in names}  # fmt: skip
_COMPARED: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "=": operator.eq, "<>": operator.ne,
}  # fmt: skip


class TokenKind(Enum):
    """What a piece of a section stands for."""

    LITERAL = "literal"
    GENERAL = "general"
    DIGIT = "digit"
    POINT = "point"
    COMMA = "comma"
    PERCENT = "percent"
    EXPONENT = "exponent"
    SLASH = "slash"
    DATE = "date"
    ELAPSED = "elapsed"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a section: a literal's text, or the letters that stand for something."""

    part: TokenKind
    text: str


@dataclass(frozen=True, slots=True)
class Condition:
    """`[>=1000]`."""

    sign: str
    limit: Decimal

    def holds(self, number: Decimal) -> bool:
        """Return whether a number fulfils it."""
        return _COMPARED[self.sign](number, self.limit)

    @property
    def is_negative_only(self) -> bool:
        """Whether it holds for negative numbers alone, whose sign the section then shows itself."""
        return (self.limit <= 0 and self.sign == "<") or (self.limit < 0 and self.sign in ("<=", "="))


@dataclass(frozen=True, slots=True)
class Section:
    """One of a format's sections; `locale` is the language it asks for (`411`), `known` False where we know it not.

    `ink` is the colour (`FFFFFF`) it asks for, "" for that of the font and for one that is seen on any ground.
    """

    tokens: tuple[Token, ...]
    condition: Condition | None = None
    locale: str = ""
    known: bool = True
    ink: str = ""

    def has(self, part: TokenKind) -> bool:
        """Return whether any of its pieces is such a one."""
        return any(token.part is part for token in self.tokens)


def split_sections(code: str) -> list[Section]:
    """Return the sections of a format's code, at least one."""
    texts = [""]
    for piece in _SPLIT.findall(code):
        if piece == ";":
            texts.append("")
        else:
            texts[-1] = piece
    return [_section(text) for text in texts]


def _section(text: str) -> Section:
    tokens: list[Token] = []
    condition, locale, known, ink = None, "", True, ""
    for found in _TOKEN.finditer(text):
        if found.lastgroup != "bracket":
            tokens += _tokens(found)
            continue
        inside = found["bracket"]
        if stated := _CONDITION.fullmatch(inside):
            condition = Condition(stated[1], Decimal(stated[2]))
        elif _ELAPSED.fullmatch(inside):
            tokens.append(Token(TokenKind.ELAPSED, inside.lower()))
        elif spoken := _LOCALE.fullmatch(inside):
            tokens += [Token(TokenKind.LITERAL, spoken["symbol"])] if spoken["symbol"] else []
            locale = (spoken["locale"] or locale).lower()
        elif inside.lower().startswith(("dbnum", "natnum")):
            known = False
        else:
            ink = _INKS.get(inside.lower(), ink)
    return Section(tuple(_joined(tokens)), condition, locale, known and not _counts_otherwise(locale), ink)


def _counts_otherwise(locale: str) -> bool:
    """Return whether a locale asks for other digits than 0 to 9 (bits 24 to 31) or another calendar (16 to 23)."""
    if not re.fullmatch(r"[0-9a-f]{5,8}", locale) or locale in ("f800", "f400"):
        return False
    value = int(locale, 16)
    return value >> 24 > 1 or (value >> 16) & 0xFF not in (0, 1, 3)


_SIGNS = {".": TokenKind.POINT, ",": TokenKind.COMMA, "%": TokenKind.PERCENT, "/": TokenKind.SLASH, "@": TokenKind.TEXT}


def _tokens(found: re.Match[str]) -> Iterator[Token]:
    kind, text = found.lastgroup, found[0]
    if kind is None:  # an empty pair of quotation marks
        return
    match kind:
        case "quoted" | "escaped":
            yield Token(TokenKind.LITERAL, found[kind])
        case "space":
            yield Token(TokenKind.LITERAL, " ")
        case "fill":
            pass
        case "other":
            yield Token(TokenKind.LITERAL, text)
        case "sign":
            yield Token(_SIGNS[text], text)
        case "half" | "date":
            yield Token(TokenKind.DATE, text.lower())
        case _:
            yield Token(TokenKind(kind), text)


def _joined(tokens: list[Token]) -> Iterator[Token]:
    """Yield the pieces, literals side by side as one; E alone is the year of an era, beside digits a power's sign."""
    literal = ""
    for token in tokens:
        if token.part is TokenKind.LITERAL:
            literal += token.text
            continue
        if literal:
            yield Token(TokenKind.LITERAL, literal)
            literal = ""
        yield token
    if literal:
        yield Token(TokenKind.LITERAL, literal)
