"""Numbers as people type them: ▲１，２００, 1万2千, 98％, 30件."""

from __future__ import annotations

import re
from decimal import Context, Decimal

from kusei_batch.core.text.characters import seen_only
from kusei_batch.core.text.notation import half_width
from kusei_batch.core.values import Cell, CellKind
from kusei_batch.validate.reading_notes import APOSTROPHES, ReadingNote, quote
from kusei_batch.validate.row_units import COUNTERS, RATIOS, is_same_unit, spellings, unit_name
from kusei_batch.validate.shown_rules import compare_figures

_EXCEL_DIGITS = Context(prec=15)  # Excel itself keeps 15; more are the noise of binary fractions
_LONGEST = 40
_DIGITS = r"(?:[0-9]{1,3}(?:[,、][0-9]{3})+(?![0-9])|[0-9]+)(?:\.[0-9]+)?|\.[0-9]+"
_NUMBER = re.compile(
    rf"(?:(?P<sign>[-+‐‑‒–—―−ー△▲▽▼])\s*)?(?:¥\s*)?"
    rf"(?P<body>(?:{_DIGITS})(?:\s*[兆億万千百十](?:{_DIGITS})?)*)\s*(?P<unit>.*)",
)
_BLANK = "[ \t\u00a0\u2000-\u200a\u202f\u205f]"
# 1 200 is one number; 80 90 is two, and so are two numbers in two lines.
_THOUSANDS = re.compile(rf"(?<![0-9.,、])(?<![0-9]{_BLANK})[0-9]{{1,3}}(?:{_BLANK}[0-9]{{3}})+(?![0-9]|{_BLANK}[0-9])")
_PLAIN = re.compile(_DIGITS)
_TOKEN = re.compile(rf"{_DIGITS}|[兆億万千百十]")
_SMALL = {"千": 1000, "百": 100, "十": 10}
_SCALE = re.compile("[兆億万千百十]")
_LARGE = {"兆": 10**12, "億": 10**8, "万": 10**4}
_WORDS = re.compile(
    "約|およそ|おおよそ|概ね|おおむね|以上|以下|以内|未満|超|程度|前後|ほど|くらい|ぐらい|弱|強|[~〜]|から|→|増|減"
)

# 平成28年1月から交付開始 says when, not how many: a year of an era or of four digits, perhaps with month and day.
_WHEN = re.compile(
    r"(?:(?:明治|大正|昭和|平成|令和|[MTSHR])\s*(?:[0-9]+|元)|[0-9]{4})\s*年度?\s*(?:[0-9]+\s*月\s*(?:[0-9]+\s*日)?)?"
)


def parse_number(cell: Cell, unit: str = "") -> tuple[Decimal | None, ReadingNote | None]:
    """Return the number in a cell of a field counted in `unit`; percentages as people see them: 98% is 98."""
    value, note = _parse_stored(cell, unit)
    if value is None or cell.look is None:
        return value, note
    read, told = compare_figures(cell, value, _read(cell.shown, unit)[0], unit)
    return read, told or note


def _parse_stored(cell: Cell, unit: str) -> tuple[Decimal | None, ReadingNote | None]:
    if cell.kind is CellKind.NUMBER and cell.number is not None and not cell.text.endswith("%"):
        return _plain(_EXCEL_DIGITS.create_decimal(cell.number)), None
    if cell.kind is CellKind.DATE:
        return None, ReadingNote("date-for-number", {"text": quote(cell.shown)})
    if cell.kind not in (CellKind.TEXT, CellKind.NUMBER):
        return None, ReadingNote("not-a-number", {"text": quote(cell.text)})
    return _read(cell.text, unit)


def parse_integer(cell: Cell, unit: str = "") -> tuple[int | None, ReadingNote | None]:
    """Parse as parse_number does, for whole numbers: 3.0 is one, 3.5 is not."""
    value, note = parse_number(cell, unit)
    if value is None:
        return None, note
    if value != value.to_integral_value():
        return None, ReadingNote("not-an-integer", {"text": quote(cell.text)})
    return int(value), note


def number_text(value: Decimal | int) -> str:
    """Return the number in digits, without an exponent."""
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def _read(text: str, unit: str) -> tuple[Decimal | None, ReadingNote | None]:
    typed = half_width(seen_only(text)).strip().lstrip(APOSTROPHES)
    # Before the digits are read: 千 of 千円 belongs to the unit, not to the number.
    for said in spellings(half_width(seen_only(unit))):
        typed = typed.removesuffix(said).rstrip()
    rest = _THOUSANDS.sub(_joined, typed)
    words = _WORDS.search(rest)
    if words and any(c in "0123456789" for c in _WHEN.sub("", rest)):
        return None, ReadingNote("number-with-words", {"text": quote(text), "word": words[0]})
    found = _NUMBER.fullmatch(rest) if len(rest) <= _LONGEST else None
    value = _amount("".join(found["body"].split())) if found else None
    if found is None or value is None:
        return None, ReadingNote("not-a-number", {"text": quote(text)})
    fault = _misfit(text, found, unit)
    if fault:
        return None, fault
    if found["sign"] not in (None, "+"):
        value = -value
    plain = number_text(value)
    return value, None if text.strip() == plain else ReadingNote("number-read", {"text": quote(text), "value": plain})


def _joined(thousands: re.Match[str]) -> str:
    return "".join(thousands[0].split())


def _misfit(text: str, found: re.Match[str], unit: str) -> ReadingNote | None:
    """Return why what stands around the digits does not go with the field's unit, None when it does."""
    typed, scale = found["unit"].strip("()（）"), _SCALE.search(found["body"])
    name = unit_name(typed)
    if scale and not typed and unit[:1] in _SMALL | _LARGE:  # 5万 in a field of 万円 may be five or fifty thousand
        return ReadingNote("number-with-words", {"text": quote(text), "word": scale[0]})
    if not typed or (is_same_unit(typed, unit) if unit else name in COUNTERS):
        return None
    if unit and (name in COUNTERS or name in RATIOS):
        return ReadingNote("wrong-unit", {"text": quote(text), "typed_unit": typed, "unit": unit})
    if typed[0] in RATIOS:
        return ReadingNote("number-with-words", {"text": quote(text), "word": typed[0]})
    return ReadingNote("not-a-number", {"text": quote(text)})


def _amount(body: str) -> Decimal | None:
    """Return the value of digits mixed with 千, 万 and the like, None when they are out of order."""
    if _PLAIN.fullmatch(body):
        return _digits(body)
    total = section = Decimal(0)
    pending: Decimal | None = None
    large, small = 10**16, 10**4
    for token in _TOKEN.findall(body):
        if token in _LARGE and _LARGE[token] < large:
            large, small = _LARGE[token], 10**4
            total, section, pending = total + (section + (pending or 0)) * large, Decimal(0), None
        elif token in _SMALL and _SMALL[token] < small:
            small = _SMALL[token]
            section, pending = section + (1 if pending is None else pending) * small, None
        elif pending is None and token not in _LARGE and token not in _SMALL:
            pending = _digits(token)
        else:
            return None
    return _plain(total + section + (pending or 0))


def _digits(text: str) -> Decimal:
    return Decimal(text.replace(",", "").replace("、", ""))


def _plain(value: Decimal) -> Decimal:
    return value.quantize(Decimal(1)) if value == value.to_integral_value() and value.adjusted() < 28 else value  # noqa: PLR2004 - precision of the default context
