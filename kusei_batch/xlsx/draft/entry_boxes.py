"""Which boxes of a drawn sheet are to be filled in, and what is printed in them already."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cached_property

from kusei_batch.core.form import FieldType
from kusei_batch.core.text.notation import comparable, half_width
from kusei_batch.xlsx.draft.drawn_sheet import DrawnSheet
from kusei_batch.xlsx.draft.heading_words import unit_blank, unit_of
from kusei_batch.xlsx.draft.offered_choices import Offered, parse_boxes, parse_numbered, parse_row
from kusei_batch.xlsx.draft.printed_blanks import is_date_blank, is_text_blank, is_tick
from kusei_batch.xlsx.draft.type_words import type_by_words
from kusei_batch.xlsx.reader.plain_cells import Position
from kusei_batch.xlsx.reference import Area, parse_area

SEALS = re.compile(r"[(（]?(?:公?印|㊞|公印省略|職印|認印|検印|受付印|収受印|確認印)[)）]?")
_SUMMED = re.compile(r"(?<![A-Z.])SUM\(((?:\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?,?)+)\)", re.IGNORECASE)
_NUMBERED = re.compile(r"[(（]?[0-9０-９]{1,3}[)）.．]?|[①-⑳]")
NUMBER_HEADINGS = {"番号", "no", "no.", "№", "連番", "項番", "通し番号", "通番", "#"}


@dataclass(frozen=True, slots=True)
class Prefilled:
    """What is printed in a box that is to be filled in: nothing, choices, a unit, the blanks of a date, a tick box."""

    offered: Offered | None = None
    unit: str = ""
    is_date: bool = False
    is_tick: bool = False
    text: str = ""


@dataclass(frozen=True)
class EntryBoxes:
    """The boxes of a sheet, told apart."""

    sheet: DrawnSheet
    _known: dict[Area, Prefilled | None] = field(default_factory=dict)

    def printed_in(self, area: Area) -> Prefilled | None:
        """Return what is printed in a box that is to be filled in; None of a box that says or shows something."""
        if area not in self._known:
            shows = self.sheet.has_formula(area) or self.sheet.look_at(area.top, area.left).crossed
            self._known[area] = None if shows else self._look(area)
        return self._known[area]

    @cached_property
    def _goes_by_locks(self) -> bool:
        """Whether the sheet is protected and has boxes left open: those are to be filled in, and no others."""
        return self.sheet.protected and any(self.sheet.look_at(box.top, box.left).open for box in self.sheet.boxes)

    def is_label(self, area: Area) -> bool:
        """Return whether an area says what stands beside or below it."""
        return bool(self.sheet.text_of(area).strip()) and self.printed_in(area) is None and not self.is_seal(area)

    def is_seal(self, area: Area) -> bool:
        """Return whether a seal is put there."""
        return SEALS.fullmatch("".join(self.sheet.text_of(area).split())) is not None

    def is_number(self, area: Area) -> bool:
        """Return whether a box holds a number that counts the rows."""
        return _NUMBERED.fullmatch(half_width(self.sheet.text_of(area)).strip()) is not None

    def is_under_number(self, area: Area) -> bool:
        """Return whether a box stands under the heading of the numbers that count the rows."""
        above = self.sheet.area_at(max(1, area.top - 1), area.left)
        return comparable(self.sheet.text_of(above)) in NUMBER_HEADINGS

    @cached_property
    def entries(self) -> Collection[Area]:
        """The boxes to be filled in, row by row; quick to look up in."""
        sheet = self.sheet
        others = {
            sheet.area_at(row, column)
            for rule in sheet.rules
            for area in rule.areas
            for row in range(area.top, min(area.bottom, sheet.last_row) + 1)
            for column in range(area.left, min(area.right, max(area.left, sheet.last_column)) + 1)
        }
        others |= {area for at in (*sheet.looks, *sheet.texts) if self._is_open_place(area := sheet.area_at(*at))}
        if sheet.protected:
            others |= {sheet.area_at(*at) for at, look in sheet.looks.items() if look.open}
        seen = {area for area in others if sheet.is_seen(area.top, area.left)}
        found = sorted({*sheet.boxes, *seen}, key=lambda area: (area.top, area.left))
        return dict.fromkeys(area for area in found if self.printed_in(area) is not None)

    @cached_property
    def _label_colours(self) -> frozenset[str]:
        """The colours behind texts, and that of cells without one."""
        return frozenset({"", *(self.sheet.look_at(*at).colour for at in self.sheet.texts)})

    def _is_open_place(self, area: Area) -> bool:
        """Return whether an empty cell behind a label is underlined, or has a colour that no text stands on."""
        sheet = self.sheet
        if area.left == 1 or area in sheet.boxes:
            return False
        before, below = sheet.area_at(area.top, area.left - 1), sheet.area_at(area.bottom + 1, area.left)
        if not sheet.text_of(before).strip():
            return False
        if sheet.text_of(area).strip():
            printed = self.printed_in(area)
            return printed is not None and self.printed_in(before) is None and not printed.is_tick
        look = sheet.look_at(area.top, area.left)
        return look.colour not in self._label_colours or (bool(look.bottom) and below not in sheet.boxes)

    def _look(self, area: Area) -> Prefilled | None:
        text = self.sheet.text_of(area)
        if self._goes_by_locks and not self.sheet.look_at(area.top, area.left).open:
            return None
        if not text.strip():
            return Prefilled()
        if is_date_blank(text) or is_tick(text):
            return Prefilled(is_date=is_date_blank(text), is_tick=is_tick(text), text=text)
        unit = unit_blank(text) or (unit_of(text) if self._is_under_count(area) else "")
        if unit:
            return Prefilled(unit=unit, text=text)
        offered = parse_boxes(text) or (self._choices_in(text) if self._is_answer(area) else None)
        if offered or is_text_blank(text):
            return Prefilled(offered, text=text)
        # What an open box holds was written by whoever used the form last.
        return Prefilled() if self._goes_by_locks else None

    @cached_property
    def summed(self) -> Collection[Position]:
        """The cells that a formula of the sheet adds up."""
        ranges = (found for formula in self.sheet.formulas.values() for found in _SUMMED.findall(formula))
        areas = (parse_area(part.replace("$", "")) for found in ranges for part in found.split(","))
        return {
            (row, column)
            for area in areas
            for row in range(area.top, min(area.bottom, self.sheet.last_row) + 1)
            for column in range(area.left, min(area.right, self.sheet.last_column) + 1)
        }

    def _is_under_count(self, area: Area) -> bool:
        """Return whether the heading over a box asks for a number, so that a unit printed in it stands for one."""
        sheet, row = self.sheet, area.top - 1
        while row >= 1 and sheet.text_of(above := sheet.area_at(row, area.left)) == sheet.text_of(area):
            row = above.top - 1
        above = sheet.area_at(max(1, row), area.left)
        is_own = (above.left, above.right) == (area.left, area.right) and above.bottom < area.top
        return is_own and type_by_words(sheet.text_of(above)) in (FieldType.INTEGER, FieldType.NUMBER)

    @staticmethod
    def _choices_in(text: str) -> Offered | None:
        return parse_row(text) or parse_numbered(text)

    def _is_answer(self, area: Area) -> bool:
        """Return whether what stands left of a box, or the same text below or above it, makes it an answer."""
        sheet, text = self.sheet, self.sheet.text_of(area)
        left = sheet.area_at(area.top, area.left - 1) if area.left > 1 else None
        beside = left is not None and left.bottom >= area.bottom and bool(sheet.text_of(left).strip())
        others = (sheet.area_at(area.bottom + 1, area.left), sheet.area_at(max(1, area.top - 1), area.left))
        return any(other != area and sheet.text_of(other) == text for other in others) or (
            beside and left is not None and not self._choices_in(sheet.text_of(left))
        )
