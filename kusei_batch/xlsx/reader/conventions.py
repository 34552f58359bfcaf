"""What a workbook says once and every sheet relies on: its strings, what its styles mean, its date system."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from lxml import etree

from kusei_batch.core.text.lengths import CELL_TEXT
from kusei_batch.core.text.notation import one_line
from kusei_batch.core.values import BLANK, Cell, CellKind, Look
from kusei_batch.xlsx.formats import NumberFormat
from kusei_batch.xlsx.package import DEFAULT_LIMITS, Limits, UnreadableError, parse_xml
from kusei_batch.xlsx.reader.colours import colour_of, is_lost
from kusei_batch.xlsx.reader.stored_numbers import iso_cell, number_cell
from kusei_batch.xlsx.reader.stream import SPREADSHEET, unescape
from kusei_batch.xlsx.reader.structure import CellStyles, adds_digits, is_raised, is_struck

_SHOWN = 15
"""So much of a text that is too long is shown, by which it is found."""


class SharedStrings:
    """The shared strings by index, each put together when it is first asked for; furigana (rPh) is no part of them.

    A sheet uses some of a workbook's strings, so a tree that is looked into beats a stream of all of them.
    """

    def __init__(self, content: bytes, limits: Limits = DEFAULT_LIMITS) -> None:
        limit_number(content.count(b"</") // 2, "文字列", limits.cells)
        root = parse_xml(content)
        namespace, brace, name = root.tag.rpartition("}")
        if name != "sst" or namespace.lstrip("{") not in SPREADSHEET:
            raise UnreadableError("broken-workbook", "文字列の部品が壊れています")
        self._items = list(root.iterchildren(f"{namespace}{brace}si"))
        self._text, self._run = f"{namespace}{brace}t", f"{namespace}{brace}r"

    def text(self, index: int) -> str | None:
        """Return the string at that index from 0, None when there is none."""
        if index >= len(self._items):
            return None
        item = self._items[index]
        if len(item) == 1 and item[0].tag == self._text:
            return unescape(_own_text(item[0]))
        return unescape("".join(_own_text(t) for t in self._text_elements(item)))

    def look(self, index: int) -> Look | None:
        """Return how a string's runs are set, where that matters: struck through, raised digits, another colour."""
        if len(self._items[index]) == 1:
            return None
        runs = list(self._items[index].iterchildren(self._run))
        texts = ["".join(_own_text(t) for t in run.iterchildren(self._text)) for run in runs]
        look = Look(
            struck=any(is_struck(part) for run in runs for part in run.iterchildren("{*}rPr")),
            raised=any(is_raised(run) and adds_digits("".join(texts[:at]), texts[at]) for at, run in enumerate(runs)),
            inks=frozenset(_inks(runs, texts)) - {""},
        )
        return None if look == Look() else look

    def _text_elements(self, item: etree._Element) -> Iterator[etree._Element]:
        for element in item:
            if element.tag == self._text:
                yield element
            elif element.tag == self._run:
                yield from element.iterchildren(self._text)


def _inks(runs: Sequence[etree._Element], texts: Sequence[str]) -> Iterator[str]:
    for run, text in zip(runs, texts, strict=True):
        if text.strip():
            yield from map(colour_of, run.iterfind("{*}rPr/{*}color"))


def limit_number(number: int, what: str, most: int) -> None:
    """Raise oversized-workbook when there are more of a thing than `most`."""
    if number > most:
        raise UnreadableError("oversized-workbook", f"{what}の数が多すぎます（上限{most:,}）")


def _own_text(element: etree._Element) -> str:
    # Comments may stand in a text; what follows one is its tail.
    text = element.text or ""
    return text + "".join(child.tail or "" for child in element) if len(element) else text


NO_STRINGS = SharedStrings(b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>')


@dataclass(slots=True)
class Conventions:
    """What a workbook says once and every sheet relies on: strings, what each style means, the date system."""

    strings: SharedStrings
    styles: CellStyles
    date1904: bool
    limits: Limits = DEFAULT_LIMITS
    text_cells: dict[str, Cell] = field(default_factory=dict)
    known_cells: dict[str, Cell] = field(default_factory=dict)
    """By what stands after a cell's address: most of a sheet's cells are written as others are."""
    _form_by_style: dict[str | None, NumberFormat] = field(default_factory=dict)

    def shared(self, index: str) -> Cell:
        """Return the cell of a shared string, from now on in `text_cells`; raise UnreadableError if it is missing."""
        cell = stored_text(self._string(index))
        look = None if cell is BLANK else self.strings.look(int(index))
        if look:
            cell = cell._replace(look=look)
        self.text_cells[index] = cell
        return cell

    def formatted(self, cell: Cell, style: str | None) -> Cell:
        """Return the cell as its style shows it; a style that alters texts or a cell with its own look needs it."""
        number, look = int(style or 0), cell.look or Look()
        known = self.styles.at(number)
        if cell.kind is CellKind.TEXT:
            shown = known.form.show_text(cell.text)
            inks = look.inks or known.form.inks_of_texts
            look = look._replace(shown=None if shown.strip() == cell.text.strip() else shown, inks=inks)
        unseen = known.unseen or any(is_lost(ink, known.ground) for ink in look.inks)
        look = look._replace(struck=look.struck or known.struck, unseen=unseen, inks=frozenset())
        return cell._replace(look=None if look == Look() else look)

    def cell(self, kind: str | None, value: str, style: str | None, *, formula: bool) -> Cell:
        """Return the cell of a stored value by its type (the t of a c element)."""
        match kind:
            case None | "n":
                pass
            case "s":
                return Cell(CellKind.TEXT, self._string(value), None, formula)
            case "str" | "inlineStr":
                return Cell(CellKind.TEXT, limit_text(unescape(value)), None, formula)
            case "b":
                return Cell(CellKind.BOOLEAN, "TRUE" if value.strip() in ("1", "true") else "FALSE", None, formula)
            case "e":
                return Cell(CellKind.ERROR, value.strip(), None, formula)
            case "d":
                return iso_cell(value, self._form(style), date1904=self.date1904, formula=formula)
        return number_cell(value, self._form(style), date1904=self.date1904, formula=formula)

    def _string(self, index: str) -> str:
        place = index.strip()
        text = self.strings.text(int(place)) if place.isascii() and place.isdecimal() else None
        if text is None:
            raise UnreadableError("broken-workbook", "セルの文字列が失われています")
        return limit_text(text)

    def _form(self, style: str | None) -> NumberFormat:
        known = self._form_by_style.get(style)
        if known is None:
            # A cell that states no style has the first.
            index = int(style) if style and style.isdecimal() else 0
            known = self.styles.at(index).form
            self._form_by_style[style] = known
        return known


def limit_text(text: str, most: int = CELL_TEXT) -> str:
    """Return the text; raise overlong-text where it is longer than a cell of Excel holds."""
    if len(text) > most:
        raise UnreadableError("overlong-text", f"「{one_line(text, _SHOWN)}」で始まる文、{len(text):,}文字")
    return text


def stored_text(text: str, *, formula: bool = False) -> Cell:
    """Return the cell of a text; of an empty text only where a formula gave it."""
    return Cell(CellKind.TEXT, limit_text(text), None, formula) if text or formula else BLANK


def without_value(formula: str | None, *, has_text: bool) -> Cell:
    """Return the cell of a formula (None: of nothing) without a value; with `has_text` its value is an empty text."""
    # A formula that gave "" is computed; one that was never calculated has no value at all.
    if formula is None:
        return BLANK
    return stored_text("", formula=True) if has_text else Cell(CellKind.UNCOMPUTED, "=" + unescape(formula))
