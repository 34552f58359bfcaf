"""What differs from copy to copy: places in a part's bytes, and what is written there."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from kusei_batch.core.text.lengths import CELL_TEXT, clip
from kusei_batch.core.values import Cell, CellKind
from kusei_batch.xlsx.markup import escape_text
from kusei_batch.xlsx.stamp.copy_content import ROWS, Stamp
from kusei_batch.xlsx.stamp.row_heights import HIGHEST, TextRoom
from kusei_batch.xlsx.stamp.styles import serial_of

_DAYS_APART = 2.5
_SECONDS = 86400
_DAYS_1904 = 1462

OWN = "{"
"""Stands among the names of what a slot depends on where every copy has something of its own."""
_NOTHING: frozenset[str] = frozenset()


class Slot(Protocol):
    """A place in a part."""

    @property
    def depends_on(self) -> frozenset[str]:
        """What two copies without entries and findings may differ in here, by the names `Stamp.told` knows, or OWN."""

    def write(self, stamp: Stamp) -> str:
        """Return the markup that stands here in the copy."""


@dataclass(frozen=True, slots=True)
class DisplayCell:
    """A cell of display placeholders: `names` stand between the `markup` (and, for measuring, between `texts`)."""

    address: str
    style: str
    names: tuple[str, ...]
    index: int
    markup: tuple[str, ...]
    texts: tuple[str, ...]
    number: bool

    @property
    def depends_on(self) -> frozenset[str]:
        """What empty copies may differ in here."""
        return frozenset(self.names)

    def text(self, stamp: Stamp) -> str:
        """Return what the cell shows."""
        return _interleave(self.texts, [stamp.shown(name, self.index) for name in self.names])

    def write(self, stamp: Stamp) -> str:
        """Return the cell's markup."""
        shown = [stamp.shown(name, self.index) for name in self.names]
        text = _interleave(self.texts, shown)
        head = f'<c r="{self.address}"{self.style}'
        if not text:
            return f"{head}/>"
        if self.number and re.fullmatch(r"\s*-?[0-9]{1,15}(\.[0-9]{1,15})?\s*", text) is not None:
            return f"{head}><v>{text.strip()}</v></c>"
        inside = _interleave(self.markup, [escape_text(text) for text in shown])
        return f'{head} t="inlineStr"><is>{inside}</is></c>'


@dataclass(frozen=True, slots=True)
class EntryStyles:
    """Formats of one entry cell: as issued, and for values of another kind than the field's."""

    usual: int
    date: int
    number: int
    percent: int
    exact_percent: int


@dataclass(frozen=True, slots=True)
class EntryCell:
    """A cell the department fills in."""

    address: str
    styles: EntryStyles
    name: str
    index: int
    date1904: bool = False

    @property
    def depends_on(self) -> frozenset[str]:
        """What empty copies may differ in here."""
        return _NOTHING

    def text(self, stamp: Stamp) -> str:
        """Return what was entered, as typed."""
        return stamp.entered(self.name, self.index).text

    def write(self, stamp: Stamp) -> str:
        """Return the cell's markup, of the same kind as it was entered; a formula's text is kept as text."""
        cell = stamp.entered(self.name, self.index)
        value = self._value(cell)
        if not value:
            return f'<c r="{self.address}" s="{self.styles.usual}"/>'
        return f'<c r="{self.address}" s="{self._style(cell)}"{value}</c>'

    def _value(self, cell: Cell) -> str:
        match cell.kind:
            case CellKind.BLANK:
                return ""
            case CellKind.NUMBER if cell.number is not None:
                return f"><v>{cell.number:f}</v>"
            case CellKind.DATE:
                return f"><v>{self._serial(cell)}</v>"
            case CellKind.BOOLEAN:
                return f' t="b"><v>{int(cell.text.upper() in ("TRUE", "1"))}</v>'
            case CellKind.ERROR:
                return f' t="e"><v>{escape_text(cell.text)}</v>'
            case _:
                return f' t="inlineStr"><is>{text_markup(cell.text)}</is>' if cell.text else ""

    def _style(self, cell: Cell) -> int:
        if cell.kind is CellKind.DATE:
            return self.styles.date
        if cell.kind is not CellKind.NUMBER:
            return self.styles.usual
        if cell.text.endswith("%"):
            whole = cell.number is not None and (cell.number * 100) % 1 == 0
            return self.styles.percent if whole else self.styles.exact_percent
        return self.styles.number

    def _serial(self, cell: Cell) -> str:
        try:
            moment = dt.datetime.fromisoformat(cell.text)
        except ValueError:
            return f"{cell.number or 0:f}"
        days = serial_of(moment.date()) - (_DAYS_1904 if self.date1904 else 0)
        # What was stored, unless it was counted by another date system; Excel's 1900 has a day that never was.
        if cell.number is not None and abs(cell.number - days) < _DAYS_APART:
            return f"{cell.number:f}"
        seconds = moment.hour * 3600 + moment.minute * 60 + moment.second
        return repr(days + seconds / _SECONDS) if seconds else str(days)


@dataclass(frozen=True, slots=True)
class RowHeight:
    """A row's height: the template's (`usual` where it states none), or more where its long texts need it.

    `merged` are those of its texts that stand in merged cells: programs make no row higher for these.
    """

    height: float | None
    usual: float
    custom: bool
    texts: tuple[tuple[DisplayCell | EntryCell, TextRoom], ...]
    merged: tuple[tuple[DisplayCell | EntryCell, TextRoom], ...]
    depends_on: frozenset[str] = field(init=False)
    shown: frozenset[tuple[str, int]] = field(init=False)
    """The display fields, each with its row in the table, that stand in its cells."""
    entered: frozenset[tuple[str, int]] = field(init=False)
    """The entry fields likewise."""
    blank: str = field(init=False)
    """The attributes where no cell shows anything of the copy's: those of most rows of a round's copies."""

    def __post_init__(self) -> None:
        """Find out what the height depends on."""
        object.__setattr__(self, "depends_on", _NOTHING.union(*(cell.depends_on for cell, _ in self.texts)))
        shown = {(name, c.index) for c, _ in self.texts if isinstance(c, DisplayCell) for name in c.names}
        object.__setattr__(self, "shown", frozenset(shown))
        entered = {(c.name, c.index) for c, _ in self.texts if isinstance(c, EntryCell)}
        object.__setattr__(self, "entered", frozenset(entered))
        object.__setattr__(self, "blank", self._fitting(Stamp("", "")))

    def write(self, stamp: Stamp) -> str:
        """Return the row's attributes."""
        has_text = any(stamp.shown(name, index) for name, index in self.shown) or (
            bool(stamp.entries) and any(stamp.entered(name, index).text for name, index in self.entered)
        )
        return self._fitting(stamp) if has_text else self.blank

    def _fitting(self, stamp: Stamp) -> str:
        given = self.height or self.usual
        needed = max(room.height_for(cell.text(stamp)) for cell, room in self.texts)
        if needed <= given:
            return self._attributes(self.height, custom=self.custom)
        fixed = self.custom or any(room.height_for(cell.text(stamp)) > given for cell, room in self.merged)
        return self._attributes(min(HIGHEST, round(needed * 4) / 4), custom=fixed)

    def _attributes(self, height: float | None, *, custom: bool) -> str:
        if not height:
            return ""
        return f' ht="{height:g}" customHeight="1"' if custom else f' ht="{height:g}"'


@dataclass(frozen=True, slots=True)
class SurplusRow:
    """A row of a table that can show fewer: hidden beyond those a copy has; its first row is always there."""

    table: str
    index: int
    height: RowHeight | None

    @property
    def depends_on(self) -> frozenset[str]:
        """What empty copies may differ in here."""
        return frozenset((ROWS + self.table,)).union(self.height.depends_on if self.height else ())

    def write(self, stamp: Stamp) -> str:
        """Return the row's attributes."""
        hidden = self.index and self.index >= stamp.rows.get(self.table, self.index + 1)
        return (self.height.write(stamp) if self.height else "") + (' hidden="1"' if hidden else "")


@dataclass(frozen=True, slots=True)
class Identity:
    """The sheet id (or the seal) as text of an element."""

    seal: bool = False
    quoted: bool = False

    @property
    def depends_on(self) -> frozenset[str]:
        """What empty copies may differ in here."""
        return frozenset((OWN,))

    def write(self, stamp: Stamp) -> str:
        """Return the text, in double quotes where it is a formula's constant."""
        text = escape_text(stamp.seal if self.seal else stamp.sheet_id)
        return f'"{text}"' if self.quoted else text


@dataclass(frozen=True, slots=True)
class Either:
    """One markup in a copy without findings, another in one that is sent back with some."""

    issued: str
    sent_back: str

    @property
    def depends_on(self) -> frozenset[str]:
        """What empty copies may differ in here."""
        return _NOTHING

    def write(self, stamp: Stamp) -> str:
        """Return the one or the other."""
        return self.sent_back if stamp.findings else self.issued


def text_markup(text: str) -> str:
    """Return a plain text inside `is`."""
    return f'<t xml:space="preserve">{escape_text(clip(text, CELL_TEXT))}</t>'


def _interleave(fixed: Sequence[str], between: Sequence[str]) -> str:
    if len(between) == 1:
        return f"{fixed[0]}{between[0]}{fixed[1]}"
    pieces = [fixed[0]]
    for text, after in zip(between, fixed[1:], strict=True):
        pieces += text, after
    return "".join(pieces)
