"""What speaks of an entry box outside tables: the label left of it, the heading above it, units, a group's label."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from kusei_batch.core.text.notation import half_width
from kusei_batch.xlsx.draft.entry_boxes import EntryBoxes
from kusei_batch.xlsx.draft.heading_words import HeadingWords, is_heading, parse_heading, unit_of
from kusei_batch.xlsx.reference import Area

_CONNECTORS = ("~", "〜", "～", "から", "-", "―", "→", "至", "自", "/")
_BEGINS = ("金", "約", "¥", "￥", "〒", "第")
"""What stands before an answer and belongs to it."""
_FARTHEST_GAP = 2


@dataclass(frozen=True, slots=True)
class Labelled:
    """An entry box with the label left of it, the headings above it (the nearest first), the label of a group.

    `shared` tells that the label speaks of other boxes of the row too, `behind` that one of them stands between.
    `crosses` tells that each of those has a heading above it, all in one row.
    """

    box: Area
    left: Area | None
    above: tuple[Area, ...] = ()
    group: Area | None = None
    shared: bool = False
    behind: bool = False
    crosses: bool = False


@dataclass(frozen=True)
class LabelFinder:
    """Finds the labels on one sheet."""

    boxes: EntryBoxes

    def of(self, entries: Iterable[Area]) -> list[Labelled]:
        """Return each box with what speaks of it."""
        found = [self._beside(box) for box in entries]
        sharing = Counter(one.left for one in found if one.left)
        headed = Counter((one.left, one.above[0].bottom) for one in found if one.left and one.above)
        return [
            replace(
                one,
                shared=sharing[one.left] > 1,
                crosses=bool(one.above) and headed[one.left, one.above[0].bottom] == sharing[one.left] > 1,
            )
            if one.left
            else one
            for one in found
        ]

    def text(self, area: Area | None) -> str:
        """Return what is written in an area, without blanks around it."""
        return self.boxes.sheet.text_of(area).strip() if area else ""

    def words(self, areas: Iterable[Area]) -> HeadingWords | None:
        """Return what headings one above the other say: the name of the nearest, what the wider ones add to it."""
        said: HeadingWords | None = None
        for area in areas:
            wider = parse_heading(self.text(area))
            if said is not None:
                type_, unit, offered = said.type or wider.type, said.unit or wider.unit, said.offered or wider.offered
                wider = replace(said, type=type_, unit=unit, offered=offered)
            said = wider
        return said

    def unit_behind(self, box: Area) -> str:
        """Return the unit written behind a box."""
        area = self.boxes.sheet.area_at(box.top, box.right + 1)
        return unit_of(self.text(area)) if self.boxes.printed_in(area) is None or area not in self.boxes.entries else ""

    def ends_period(self, box: Area) -> bool:
        """Return whether a box stands behind 「至」."""
        return self.text(self.boxes.sheet.area_at(box.top, max(1, box.left - 1))) == "至"

    def is_period(self, box: Area) -> bool:
        """Return whether a box is one of two with 「～」 between them."""
        sheet = self.boxes.sheet
        beside = (sheet.area_at(box.top, max(1, box.left - 1)), sheet.area_at(box.top, box.right + 1))
        return any(half_width(self.text(area)) in _CONNECTORS for area in beside if self.text(area))

    def _beside(self, box: Area) -> Labelled:
        left, behind = self.left_of(box)
        above = self.above(box, behind=left is not None)
        group = self.left_of(left)[0] if left else None
        is_group = group is not None and left is not None and group.bottom - group.top > left.bottom - left.top
        if left and above and left.bottom > box.bottom and (above[0].left, above[0].right) == (box.left, box.right):
            # A tall label beside boxes that have a heading each.
            return Labelled(box, above[0], above[1:], left)
        return Labelled(box, left, above, group if is_group else None, behind=behind)

    def left_of(self, box: Area) -> tuple[Area | None, bool]:
        """Return the nearest label left of a box in its row, and whether another entry stands between them."""
        sheet, column, gap, behind = self.boxes.sheet, box.left - 1, 0, False
        while column >= 1:
            area = sheet.area_at(box.top, column)
            text = half_width(self.text(area))
            behind_entry = area.left > 1 and sheet.area_at(box.top, area.left - 1) in self.boxes.entries
            is_unit = behind_entry and bool(unit_of(text))
            says_little = is_unit or text in (*_CONNECTORS, *_BEGINS) or self.boxes.is_number(area)
            if self.boxes.is_label(area) and not says_little:
                return area, behind
            if area in self.boxes.entries:
                behind, gap = True, 0
            elif not text and area not in sheet.boxes:
                gap += 1
                if gap > _FARTHEST_GAP:
                    return None, False
            column = area.left - 1
        return None, False

    def above(self, box: Area, *, behind: bool = False) -> tuple[Area, ...]:
        """Return the labels above a box beyond other entries of its columns: the nearest, and wider ones over it.

        Of a box `behind` a label, the names of sections are no headings.
        """
        sheet, row = self.boxes.sheet, box.top - 1
        found: list[Area] = []
        while row >= 1:
            area = sheet.area_at(row, box.left)
            covers = area.left <= box.left and area.right >= box.right
            if self.boxes.is_label(area):
                if area in sheet.boxes and not covers:
                    break
                if area.left < box.left and sheet.boxes_in(area.top) == (area,) and behind:
                    # The name of a section, over all the columns of the rows below it.
                    row = area.top - 1
                    continue
                narrower = found and area.right - area.left <= found[-1].right - found[-1].left
                speaks_aside = sheet.area_at(area.top, area.right + 1) in self.boxes.entries
                is_sentence = not is_heading(self.text(area))
                if found and (area not in sheet.boxes or narrower or speaks_aside or is_sentence):
                    break
                found.append(area)
                if area not in sheet.boxes:
                    break
            elif found or (area not in self.boxes.entries and not sheet.has_formula(area)) or not covers:
                break
            elif (area.left, area.right) != (box.left, box.right) and self.left_of(area)[0]:
                # A row of its own, with a label of its own.
                break
            row = area.top - 1
        return tuple(found)
