"""What a cell shows of its number, held to what LibreOffice in Japanese showed (number_formats.csv)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kusei_batch.xlsx.formats import Meaning, NumberFormat, built_in_code, number_format, parse_stored
from tests.xlsx.format_book import VALUES, ShownFormat, read_shown

# Where LibreOffice shows what Excel does not, or what is not told here.
OTHERWISE = {
    **dict.fromkeys(("G/標準", "午前/午後 h:mm", "[$-ja-JP]yyyy/m/d;@"), "LibreOffice does not understand it"),
    **dict.fromkeys(
        ('[$-ja-JP-x-gannen]ggge"年"m"月"d"日"', '[$-ja-JP-x-gannen]ggge"年"m"月"d"日";@'),
        "LibreOffice does not understand it",
    ),
    **dict.fromkeys(("[青]0", "[黒]0;[赤]-0", "[色3]0"), "a file never holds a colour's Japanese name"),
    **dict.fromkeys(("[DBNum1]0", "[DBNum1]General", "[DBNum1][$-411]General", "[DBNum2][$-411]General"), "not told"),
    **dict.fromkeys(
        ("[DBNum3][$-411]0", "[DBNum3][$-411]#,##0", "[$-D000411]h:mm"), "digits of other scripts: not told"
    ),
    **dict.fromkeys(("dd-mmm-yy", "d-mmm", "mmm-yy", "mmmm", "mmmmm", "mmm", "ddd", "dddd"), "Excel's are English"),
    **dict.fromkeys(("h:mm AM/PM", "h:mm:ss AM/PM", 'AM/PM h"時"', "#18", "#19"), "Excel's are English"),
    **dict.fromkeys(("#15", "#16", "#17", "#73", "#74", "#75"), "Excel's are English"),
    **dict.fromkeys((r"[$-F800]dddd\,\ mmmm\ dd\,\ yyyy", "[$-F400]h:mm:ss AM/PM"), "the system's own"),
    "0%%": "Excel multiplies by a hundred for each sign",
}
# Before 1 March 1900 the two count days differently; negative ones Excel does not show; LibreOffice ends 令和 at 62.
DAYS = ("46113", "46113.604166666664")
TIMES = (*DAYS, "0.98")


def formats() -> list[ShownFormat]:
    return [known for known in read_shown() if not OTHERWISE.get(known.code)]


def form_of(known: ShownFormat) -> NumberFormat:
    return number_format(known.code if known.built_in is None else built_in_code(known.built_in))


def aligned(text: str) -> str:
    """Without the blanks that only align."""
    return " ".join(text.split()).replace("- ", "-")


@pytest.mark.parametrize("known", formats(), ids=lambda known: known.code)
def test_a_number_is_shown_as_libreoffice_shows_it(known: ShownFormat):
    form = form_of(known)
    for value, shown in zip(VALUES, known.shown, strict=True):
        number = parse_stored(value)
        assert number is not None
        meaning = form.meaning_of(number)
        if meaning is Meaning.DATE and value not in (TIMES if form.letters_of(number) <= set("hmsa") else DAYS):
            continue
        if meaning is Meaning.ELAPSED and not 0 <= number < 100_000:
            continue
        if known.built_in in range(5, 9) or known.built_in in (42, 44, 63, 64, 65, 66):
            number = abs(number)  # the sign stands before ¥ in one, after it in the other
            shown = shown.lstrip("-")  # noqa: PLW2901
        assert same(form.show(number), shown, built_in=known.built_in is not None), value


def same(ours: str | None, theirs: str, *, built_in: bool) -> bool:
    if ours is None:
        return False
    if built_in:
        ours, theirs = unpadded(ours), unpadded(theirs)
    return aligned(ours) == aligned(theirs)


def unpadded(text: str) -> str:
    """Without the zeros LibreOffice puts before the days of built-in formats."""
    for sign in "/月年.":
        text = text.replace(f"{sign}0", sign)
    return text.lstrip("0")


@pytest.mark.parametrize(
    ("code", "number", "shown"),
    [
        ("yyyy/m/d", "15", "1900/1/15"),  # Excel's days, not LibreOffice's
        ("yyyy/m/d", "-3", None),
        ("mmm-yy", "46113", "Apr-26"),
        ("ddd", "46113", "Wed"),
        ("h:mm AM/PM", "0.75", "6:00 PM"),
        ("[$-ja-JP]yyyy/m/d;@", "46113", "2026/4/1"),
        ('[$-ja-JP-x-gannen]ggge"年"m"月"d"日"', "43586", "令和元年5月1日"),
        ('[$-411]ggge"年"m"月"d"日"', "43586", "令和1年5月1日"),
        ("[DBNum1]0", "15", None),
        ("G/標準", "15", "15"),
        ("[$-F800]dddd", "46113", "2026年4月1日"),
        ("0%%", "0.5", "5000%%"),
        ("0.00", "1.1", "1.10"),
        ("0000-00-00", "20260401", "2026-04-01"),
        ("#,##0", "123456", "123,456"),
        ("0,000,000", "12", "0,000,012"),
        ("#,#", "1234567", "1,234,567"),
        ("[>5]0", "3", None),
    ],
)
def test_what_excel_shows_otherwise(code: str, number: str, shown: str | None):
    assert number_format(code).show(Decimal(number)) == shown


@pytest.mark.parametrize(
    ("code", "text", "shown"),
    [
        ("0;0;0;@", "甲", "甲"),
        (";;;", "甲", ""),
        (";;", "甲", "甲"),
        ('@"様"', "甲", "甲様"),
        ("yyyy/m/d;@", "甲", "甲"),
    ],
)
def test_a_text_is_shown_by_the_section_for_texts(code: str, text: str, shown: str):
    assert number_format(code).show_text(text) == shown


@pytest.mark.parametrize(
    ("code", "number", "meaning"),
    [
        ('[=0]"";General', "20", Meaning.QUANTITY),
        ('"約"0"名"', "20", Meaning.QUANTITY),
        ("0名", "20", Meaning.QUANTITY),
        ("yyyy/m/d;;0", "0", Meaning.QUANTITY),
        ("[<1]0%;yyyy/m/d", "0.5", Meaning.PERCENTAGE),
        ("[<1]0%;yyyy/m/d", "46113", Meaning.DATE),
        ("[h]:mm", "1.5", Meaning.ELAPSED),
        ('0"%"', "20", Meaning.QUANTITY),
        ("0.00E+00", "20", Meaning.QUANTITY),
    ],
)
def test_a_number_means_what_its_own_section_says(code: str, number: str, meaning: Meaning):
    assert number_format(code).meaning_of(Decimal(number)) is meaning


@pytest.mark.parametrize(
    ("code", "thousands"), [('#,##0,"千円"', 1), ("#,##0,,", 2), ("0.0,", 1), ("#,##0", 0), ("0,0", 0), ('"A,"0', 0)]
)
def test_commas_after_the_digits_divide_by_a_thousand(code: str, thousands: int):
    assert number_format(code).thousands_of(Decimal(1_200_000)) == thousands
