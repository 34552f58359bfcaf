"""Numbers as they are stored, and the formats that are known by a number alone.

Numbers are stored as binary fractions with up to 17 digits (63.8 becomes 63.799999999999997), but
Excel takes and shows 15. Fifteen digits therefore give back what was typed.
"""

from __future__ import annotations

import re
from decimal import Decimal

_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,4})?", re.ASCII)
_PLAIN_DIGITS = 15
_EXACT_BELOW = 2**53
_LONGEST = 400  # 1E308 written out in full

# ECMA-376 Part 1, 18.8.30: the formats a file does not spell out, as Excel in Japanese shows them.
_BUILT_IN: dict[int, str] = {
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    5: '"¥"#,##0;"¥"-#,##0',
    6: '"¥"#,##0;[Red]"¥"-#,##0',
    7: '"¥"#,##0.00;"¥"-#,##0.00',
    8: '"¥"#,##0.00;[Red]"¥"-#,##0.00',
    14: "yyyy/m/d",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "yyyy/m/d h:mm",
    23: "$#,##0_);($#,##0)",
    24: "$#,##0_);($#,##0)",
    25: "$#,##0.00_);($#,##0.00)",
    26: "$#,##0.00_);($#,##0.00)",
    **dict.fromkeys((27, 36, 50, 57), "[$-411]ge.m.d"),
    **dict.fromkeys((28, 29, 51, 54, 58), '[$-411]ggge"年"m"月"d"日"'),
    30: "m/d/yy",
    31: 'yyyy"年"m"月"d"日"',
    32: 'h"時"mm"分"',
    33: 'h"時"mm"分"ss"秒"',
    **dict.fromkeys((34, 52, 55), 'yyyy"年"m"月"'),
    **dict.fromkeys((35, 53, 56), 'm"月"d"日"'),
    37: "#,##0;-#,##0",
    38: "#,##0;[Red]-#,##0",
    39: "#,##0.00;-#,##0.00",
    40: "#,##0.00;[Red]-#,##0.00",
    **dict.fromkeys((41, 42), '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ '),
    **dict.fromkeys((43, 44), '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ '),
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mm:ss.0",
    48: "##0.0E+0",
    49: "@",
    59: "0",
    60: "0.00",
    61: "#,##0",
    62: "#,##0.00",
    67: "0%",
    68: "0.00%",
    69: "# ?/?",
    70: "# ??/??",
    **dict.fromkeys((71, 72), "yyyy/m/d"),
    73: "d-mmm-yy",
    74: "d-mmm",
    75: "mmm-yy",
    76: "h:mm",
    77: "h:mm:ss",
    78: "yyyy/m/d h:mm",
    79: "mm:ss",
    80: "[h]:mm:ss",
    81: "mm:ss.0",
}
for _currency, _plain in ((42, 41), (44, 43)):
    _BUILT_IN[_currency] = _BUILT_IN[_plain].replace("* ", '"¥"* ')
for _baht, _yen in ((63, 5), (64, 6), (65, 7), (66, 8)):
    _BUILT_IN[_baht] = _BUILT_IN[_yen]


def built_in_code(number: int) -> str:
    """Return the code of a built-in format; General for one that is not known."""
    return _BUILT_IN.get(number, "General")


def parse_stored(text: str) -> Decimal | None:
    """Return the number as typed, from its stored form; None when it is not a number (or infinite)."""
    if len(text) <= _PLAIN_DIGITS and text.isascii() and text.isdecimal():
        return Decimal(text)
    if len(text) > _LONGEST or not _NUMBER.fullmatch(text):
        return None
    value = float(text)
    if value.is_integer() and abs(value) < _EXACT_BELOW:
        return Decimal(int(value))
    number = Decimal(f"{value:.{_PLAIN_DIGITS}g}")
    return number if number.is_finite() else None


def plain(number: Decimal) -> str:
    """Return the number without exponent or idle zeros: `98`, `0.5`, `-1200`."""
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text
