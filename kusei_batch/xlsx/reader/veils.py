"""Conditional formats (条件付き書式) under which nobody sees an entry, or sees it struck through.

Whether a rule holds is Excel's to say; a cell in its range may be lost, and that is reported. Where a rule names the
letters' colour or the ground's alone, the other is taken for the usual one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

from lxml import etree

from kusei_batch.xlsx.formats import number_format
from kusei_batch.xlsx.formats.tokens import LONGEST_CODE
from kusei_batch.xlsx.package import parse_xml
from kusei_batch.xlsx.reader.colours import BLACK, WHITE, colour_of, ink_of, is_lost
from kusei_batch.xlsx.reader.stream import unescape
from kusei_batch.xlsx.reader.structure import is_struck
from kusei_batch.xlsx.reference import Area, parse_areas

_BEGIN_OF_CELLS, _END_OF_CELLS = re.compile(rb"<sheetData[\s>]"), b"</sheetData>"
_KEPT_BYTES = 256 * 1024


def parse_veils(styles: bytes) -> frozenset[str]:
    """Return the numbers of the formats of a workbook's rules that hide what is in a cell or strike it through.

    Remembered, since the copies of one form share their styles byte for byte.
    """
    return _remembered(styles) if len(styles) <= _KEPT_BYTES else _veils(styles)


def _veils(styles: bytes) -> frozenset[str]:
    formats = parse_xml(styles).iterfind("{*}dxfs/{*}dxf")
    return frozenset(str(number) for number, one in enumerate(formats) if _veils_cells(one))


_remembered = lru_cache(maxsize=16)(_veils)


def find_veiled(content: bytes, veils: frozenset[str]) -> tuple[Area, ...]:
    """Return the cells of a sheet's part that have such a rule; for most workbooks, which have none, one look tells.

    The rules are remembered without the cells, since the copies of one form share them.
    """
    if not veils and b":dxf" not in content:
        return ()
    begin, end = _BEGIN_OF_CELLS.search(content), content.rfind(_END_OF_CELLS)
    if begin is None or end < begin.start():
        rules = content
    else:
        rules = content[: begin.start()] + content[end + len(_END_OF_CELLS) :]
    return _remembered_rules(rules, veils) if len(rules) <= _KEPT_BYTES else _veiled(rules, veils)


def _veiled(content: bytes, veils: frozenset[str]) -> tuple[Area, ...]:
    formats = parse_xml(content).iter("{*}conditionalFormatting")
    return tuple(area for one in formats if _has_veil(one, veils) for area in _areas(one))


_remembered_rules = lru_cache(maxsize=64)(_veiled)


def _has_veil(formatting: etree._Element, veils: frozenset[str]) -> bool:
    rules = formatting.iterfind("{*}cfRule")
    # A rule of Excel 2010's extension carries its format itself.
    return any(rule.get("dxfId") in veils or any(map(_veils_cells, rule.iterfind("{*}dxf"))) for rule in rules)


def _areas(formatting: etree._Element) -> Iterator[Area]:
    sqref = formatting.get("sqref") or "".join(e.text or "" for e in formatting.iterfind("{*}sqref"))
    try:
        yield from parse_areas(sqref)
    except ValueError:
        return


def _veils_cells(form: etree._Element) -> bool:
    """Return whether a rule's format hides what is in a cell, or strikes it through."""
    font = form.find("{*}font")
    ground = form.find("{*}fill/{*}patternFill/{*}bgColor")  # a rule's plain fill is its bgColor
    ink = "" if font is None or font.find("{*}color") is None else ink_of(font)
    behind = "" if ground is None else colour_of(ground)
    lost = bool(ink or behind) and is_lost(ink or BLACK, behind or WHITE)
    codes = [unescape(e.get("formatCode", ""))[:LONGEST_CODE] for e in form.iterfind("{*}numFmt")]
    return lost or (font is not None and is_struck(font)) or any(map(_shows_nothing, codes))


def _shows_nothing(code: str) -> bool:
    form = number_format(code)
    return not form.show_text("文").strip() or not (form.show(Decimal(1)) or "-").strip()
