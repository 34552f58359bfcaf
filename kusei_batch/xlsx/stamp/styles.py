"""styles.xml: appending fonts, fills, borders, formats; what is there keeps its number."""

from __future__ import annotations

import copy
import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from lxml import etree

from kusei_batch.core.period import Calendar
from kusei_batch.xlsx.formats import Meaning, built_in_code, number_format
from kusei_batch.xlsx.markup import fragments, main

# ECMA-376 Part 1, 18.8.39: the children of styleSheet in order.
_ORDER = (
    *("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs"),
    *("tableStyles", "colors", "extLst"),
)
_FIRST_CUSTOM_FORMAT = 164
_ANY_NUMBER = Decimal(1)
GENERAL, TEXT = "General", "@"
INTEGER, PERCENT, EXACT_PERCENT = "#,##0", "0%", "0.00%"
_BUILT_IN = {GENERAL: 0, "0": 1, INTEGER: 3, PERCENT: 9, EXACT_PERCENT: 10, TEXT: 49}


@dataclass(frozen=True, slots=True)
class Changes:
    """What a cell's format becomes; None leaves it. `fill` is RRGGBB and only fills what has no fill."""

    number_format: str | None = None
    fill: str | None = None
    unlocked: bool = False
    wrap: bool = False


class Styles:
    """The style sheet of a book.

    What a cell format looks like stays as it is, while others are added: it is worked out once.
    """

    def __init__(self, root: etree._Element) -> None:
        self._root = root
        self._fonts: dict[int, tuple[str, float]] = {}
        self._formats: dict[int, tuple[int, str]] = {}
        self._wrapping: dict[int, bool] = {}
        self._made: dict[tuple[int, Changes], int] = {}
        self._appended: dict[tuple[str, str], int] = {}

    @property
    def default_font(self) -> tuple[str, float]:
        """Name and size in points of the font of cells without a format."""
        return self.font_of(0)

    def font_of(self, style: int) -> tuple[str, float]:
        """Return name and size in points of a cell format's font."""
        if style not in self._fonts:
            self._fonts[style] = self._read_font(style)
        return self._fonts[style]

    def _read_font(self, style: int) -> tuple[str, float]:
        font = self._list("fonts")[int(self._xf(style).get("fontId", "0"))]
        name, size = font.find(main("name")), font.find(main("sz"))
        return (
            name.get("val", "") if name is not None else "",
            float(size.get("val", "11")) if size is not None else 11.0,
        )

    def format_of(self, style: int) -> tuple[int, str]:
        """Return number and code of a cell format's number format; the code of a built-in one is empty or known."""
        if style not in self._formats:
            self._formats[style] = self._read_format(style)
        return self._formats[style]

    def _read_format(self, style: int) -> tuple[int, str]:
        number = int(self._xf(style).get("numFmtId", "0"))
        formats = self._root.find(main("numFmts"))
        codes = (
            {int(e.get("numFmtId", "0")): e.get("formatCode", "") for e in formats if e.tag}
            if formats is not None
            else {}
        )
        built_in = {n: code for code, n in _BUILT_IN.items()}
        return number, codes.get(number, built_in.get(number, ""))

    def shows_date(self, style: int) -> bool:
        """Return whether numbers in that format read as dates."""
        return self._meaning(style) in (Meaning.DATE, Meaning.ELAPSED)

    def shows_percent(self, style: int) -> bool:
        """Return whether numbers in that format read as percentages."""
        return self._meaning(style) is Meaning.PERCENTAGE

    def _meaning(self, style: int) -> Meaning:
        number, code = self.format_of(style)
        return number_format(code or built_in_code(number)).meaning_of(_ANY_NUMBER)

    def wraps(self, style: int) -> bool:
        """Return whether text in that format breaks at the cell's edge."""
        if style not in self._wrapping:
            alignment = self._xf(style).find(main("alignment"))
            self._wrapping[style] = alignment is not None and alignment.get("wrapText") in ("1", "true")
        return self._wrapping[style]

    def is_drawn(self, style: int) -> bool:
        """Return whether a blank cell in that format is seen in print, by its fill or its borders."""
        xf = self._xf(style)
        sides = self._list("borders")[int(xf.get("borderId", "0"))]
        return self._is_filled(xf) or any(side.get("style", "none") != "none" for side in sides)

    def changed(self, style: int, changes: Changes) -> int:
        """Return the number of a format that is `style` with those changes."""
        key = (style, changes)
        if key not in self._made:
            xf = copy.deepcopy(self._xf(style))
            if changes.number_format is not None:
                xf.set("numFmtId", str(self._format(changes.number_format)))
                xf.set("applyNumberFormat", "1")
            if changes.fill is not None and not self._is_filled(xf):
                xf.set("fillId", str(self._fill(changes.fill)))
                xf.set("applyFill", "1")
            if changes.wrap:
                _child(xf, "alignment", 0).set("wrapText", "1")
                xf.set("applyAlignment", "1")
            if changes.unlocked:
                _child(xf, "protection", 1).set("locked", "0")
                xf.set("applyProtection", "1")
            self._made[key] = self._append("cellXfs", etree.tostring(xf, encoding="unicode"))
        return self._made[key]

    def cell_format(self, font: str, fill: str | None = None, border: str | None = None, rest: str = "") -> int:
        """Add a format of `font` and `border` insides, a fill RRGGBB and `xf` children, and return its number."""
        parent = 'xfId="0" ' if len(self._list("cellStyleXfs")) else ""
        xf = (
            f'<xf numFmtId="0" fontId="{self._append("fonts", f"<font>{font}</font>")}" '
            f'fillId="{self._fill(fill) if fill else 0}" '
            f'borderId="{self._append("borders", f"<border>{border}</border>") if border else 0}" '
            f'{parent}applyFont="1" applyFill="1" applyBorder="1" '
            f'applyAlignment="1" applyProtection="1">{rest}</xf>'
        )
        return self._append("cellXfs", xf)

    def differential(self, markup: str) -> int:
        """Add a format for conditional formatting, and return its number."""
        return self._append("dxfs", f"<dxf>{markup}</dxf>")

    def _is_filled(self, xf: etree._Element) -> bool:
        fill = self._list("fills")[int(xf.get("fillId", "0"))]
        pattern = fill.find(main("patternFill"))
        return pattern is None or pattern.get("patternType", "none") != "none"

    def _fill(self, colour: str) -> int:
        return self._append(
            "fills",
            f'<fill><patternFill patternType="solid"><fgColor rgb="FF{colour}"/>'
            '<bgColor indexed="64"/></patternFill></fill>',
        )

    def _format(self, code: str) -> int:
        if code in _BUILT_IN:
            return _BUILT_IN[code]
        formats = self._list("numFmts")
        known = {e.get("formatCode"): int(e.get("numFmtId", "0")) for e in formats}
        if code not in known:
            element = etree.SubElement(formats, main("numFmt"))
            known[code] = max([_FIRST_CUSTOM_FORMAT - 1, *known.values()]) + 1
            element.set("numFmtId", str(known[code]))
            element.set("formatCode", code)
            formats.set("count", str(len(formats)))
        return known[code]

    def _xf(self, style: int) -> etree._Element:
        return self._list("cellXfs")[style]

    def _list(self, tag: str) -> etree._Element:
        found = self._root.find(main(tag))
        if found is not None:
            return found
        made = etree.Element(main(tag))
        rank = _ORDER.index(tag)
        before = [e for e in self._root if e.tag in {main(t) for t in _ORDER[:rank]}]
        if before:
            before[-1].addnext(made)
        else:
            self._root.insert(0, made)
        return made

    def _append(self, tag: str, markup: str) -> int:
        key = (tag, markup)
        if key not in self._appended:
            group = self._list(tag)
            group.extend(fragments(markup))
            group.set("count", str(len(group)))
            self._appended[key] = len(group) - 1
        return self._appended[key]


def era_date_format(calendar: Calendar) -> str:
    """Return `令和8年4月1日`; a plain format shows the latest era's first year as 1年 before Excel 2019, not 元年."""
    era = calendar.eras[-1]
    first, second = serial_of(era.start), serial_of(era.start.replace(year=era.start.year + 1, month=1, day=1))
    rest = 'm"月"d"日"'
    usual = f'[$-411]ggge"年"{rest}'
    return f'[>={second}]{usual};[>={first}][$-411]ggg"元年"{rest};{usual}'


def serial_of(day: dt.date) -> int:
    """Return Excel's number of a day in the 1900 system (from March 1900 on)."""
    return (day - dt.date(1899, 12, 30)).days


def _child(xf: etree._Element, tag: str, index: int) -> etree._Element:
    found = xf.find(main(tag))
    if found is None:
        found = etree.Element(main(tag))
        xf.insert(min(index, len(xf)), found)
    return found
