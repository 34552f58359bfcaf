"""Numbers written out by a section's digits: `#,##0.0`, `0000`, `0,"千円"`, `0.0E+0`, `# ?/?`."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from itertools import takewhile

from kusei_batch.xlsx.formats.stored import plain
from kusei_batch.xlsx.formats.tokens import Section, Token, TokenKind

_EXACT = Context(prec=400, rounding=ROUND_HALF_UP)
_THOUSAND, _GROUP = 1000, 3
_MOST_DECIMALS = 30


@dataclass(frozen=True, slots=True)
class DigitLayout:
    """A section's digits: which of its tokens stand before and after the point, and what scales the number."""

    whole: tuple[int, ...]
    decimals: tuple[int, ...]
    grouped: bool
    thousands: int
    percents: int

    @property
    def factor(self) -> Decimal:
        """What the number is multiplied by before it is shown."""
        return Decimal(100) ** self.percents / Decimal(_THOUSAND) ** self.thousands


def lay_out(tokens: tuple[Token, ...]) -> DigitLayout:
    """Return where the digits of a section stand."""
    digits = [i for i, token in enumerate(tokens) if token.part is TokenKind.DIGIT]
    point = next((i for i, token in enumerate(tokens) if token.part is TokenKind.POINT), len(tokens))
    commas = [i for i, token in enumerate(tokens) if token.part is TokenKind.COMMA]
    whole = tuple(i for i in digits if i < point)
    # A comma divides what follows by a thousand where no digit of its own side comes after it.
    grouping = [i for i in commas if whole and whole[0] < i < whole[-1]]
    scaling = [i for i in commas if digits and i > digits[0] and i not in grouping]
    return DigitLayout(
        whole=whole,
        decimals=tuple(i for i in digits if i > point),
        grouped=bool(grouping),
        thousands=len(scaling),
        percents=sum(token.part is TokenKind.PERCENT for token in tokens),
    )


def show_digits(number: Decimal, section: Section) -> str | None:
    """Return a number that is not negative as a section's digits show it; None where they are not known."""
    layout = lay_out(section.tokens)
    if len(layout.decimals) > _MOST_DECIMALS:
        return None
    scaled = _EXACT.multiply(number, layout.factor)
    if section.has(TokenKind.EXPONENT):
        return _scientific(scaled, section.tokens)
    if section.has(TokenKind.SLASH) and layout.whole and not layout.decimals:
        return _fraction(scaled, section.tokens)
    return _fixed(scaled, section.tokens, layout)


def general(number: Decimal) -> str:
    """Return a number as General shows it in a wide cell."""
    return plain(number)


def _fixed(number: Decimal, tokens: tuple[Token, ...], layout: DigitLayout) -> str:
    rounded = _EXACT.quantize(number, Decimal(1).scaleb(-len(layout.decimals)))
    whole, _, decimals = format(rounded, "f").partition(".")
    shown = dict(zip(layout.decimals, _decimals(decimals, [tokens[i].text for i in layout.decimals]), strict=True))
    shown |= _whole(whole if whole != "0" else "", tokens, layout)
    has_decimals = any(shown[i] for i in layout.decimals) or not layout.decimals
    return "".join(_piece(i, token, shown, point=has_decimals) for i, token in enumerate(tokens))


def _piece(index: int, token: Token, shown: dict[int, str], *, point: bool) -> str:
    match token.part:
        case TokenKind.DIGIT:
            return shown.get(index, "")
        case TokenKind.COMMA:
            return ""
        case TokenKind.POINT:
            return "." if point else ""
        case _:
            return token.text


def _decimals(digits: str, slots: list[str]) -> list[str]:
    """Return the digits after the point: a zero at the end only where a 0 asks for it."""
    shown = list(digits)
    for index in range(len(slots) - 1, -1, -1):
        if slots[index] == "0" or shown[index] != "0":
            break
        shown[index] = " " if slots[index] == "?" else ""
    return shown


def _whole(digits: str, tokens: tuple[Token, ...], layout: DigitLayout) -> dict[int, str]:
    """Return by token the digits before the point that stand there; the first holds all that have no token."""
    slots = layout.whole
    if not slots:
        return {}
    padded = digits.rjust(len(slots), "\0")
    extra, own = padded[: len(padded) - len(slots)], padded[len(padded) - len(slots) :]
    shown = {
        i: sign if sign != "\0" else {"0": "0", "?": " "}.get(tokens[i].text, "")
        for i, sign in zip(slots, own, strict=True)
    }
    if layout.grouped:
        _group(shown, slots)
        extra = "".join(
            ("," if (len(slots) + len(extra) - n) % _GROUP == 0 else "") + sign for n, sign in enumerate(extra)
        ).lstrip(",")
        if extra and shown[slots[0]] and len(slots) % _GROUP == 0 and not shown[slots[0]].startswith(","):
            shown[slots[0]] = "," + shown[slots[0]]
    shown[slots[0]] = extra + shown[slots[0]]
    return shown


def _group(shown: dict[int, str], slots: tuple[int, ...]) -> None:
    """Put a comma before every third digit from the right that has another before it."""
    for place, index in enumerate(slots):
        left = len(slots) - place
        before = place and shown[slots[place - 1]].strip(" ,")
        if left % _GROUP == 0 and before and shown[index].strip():
            shown[index] = "," + shown[index]


def _scientific(number: Decimal, tokens: tuple[Token, ...]) -> str | None:
    at = next(i for i, token in enumerate(tokens) if token.part is TokenKind.EXPONENT)
    mantissa, power_slots = tokens[:at], tokens[at + 1 :]
    layout = lay_out(mantissa)
    step = max(len(layout.whole), 1)
    power = number.adjusted() // step * step if number else 0
    digits = _EXACT.quantize(number.scaleb(-power, _EXACT), Decimal(1).scaleb(-len(layout.decimals)))
    if digits and digits.adjusted() >= step:
        power, digits = power + step, digits.scaleb(-step, _EXACT)
    width = sum(1 for _ in takewhile(lambda t: t.part is TokenKind.DIGIT, power_slots))
    sign = "-" if power < 0 else tokens[at].text[1].replace("-", "")
    rest = "".join(token.text for token in power_slots[width:] if token.part is TokenKind.LITERAL)
    return f"{_fixed(digits, mantissa, layout)}E{sign}{abs(power):0{width}d}{rest}"


def _fraction(number: Decimal, tokens: tuple[Token, ...]) -> str:
    """Return `2 1/2`; blanks that only align numerators are not kept."""
    at = next(i for i, token in enumerate(tokens) if token.part is TokenKind.SLASH)
    below = "".join(takewhile(lambda text: text.strip() and text in "0#?123456789", (t.text for t in tokens[at + 1 :])))
    stated = "".join(t.text for t in tokens[at + 1 :]).strip()
    exact = Fraction(number)
    mixed = _has_whole(tokens[:at])
    rest = exact - int(exact) if mixed else exact
    if stated.isdecimal() and stated.strip("0"):
        bottom = int(stated)
        top = int(rest * bottom + Fraction(1, 2))
    else:
        near = rest.limit_denominator(10 ** max(1, len(below)) - 1)
        top, bottom = near.numerator, near.denominator
    if not mixed:
        return f"{top}/{bottom}"
    whole = int(exact) + (1 if top == bottom else 0)
    if top in (0, bottom):
        return str(whole)
    joint = next((t.text for t in reversed(tokens[:at]) if t.part is TokenKind.LITERAL), " ")
    return f"{whole}{joint}{top}/{bottom}" if whole else f"{top}/{bottom}"


def _has_whole(before: tuple[Token, ...]) -> bool:
    """Return whether digits for the whole number stand apart from those of the numerator."""
    parts = [token.part for token in before]
    digits = [i for i, part in enumerate(parts) if part is TokenKind.DIGIT]
    return bool(digits) and TokenKind.LITERAL in parts[digits[0] : digits[-1]]
