"""The fields outside tables: each entry box with the label beside or above it, as people read a form."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from kusei_batch.core.form import FieldKind, FieldType
from kusei_batch.core.text.notation import half_width
from kusei_batch.xlsx.draft.draft import ProposedField, Remark
from kusei_batch.xlsx.draft.entry_boxes import EntryBoxes
from kusei_batch.xlsx.draft.field_guess import propose_field
from kusei_batch.xlsx.draft.heading_words import HeadingWords, parse_heading, unit_of
from kusei_batch.xlsx.draft.names import Names
from kusei_batch.xlsx.draft.offered_choices import parse_row
from kusei_batch.xlsx.draft.shown_items import shown_item
from kusei_batch.xlsx.reference import Area, address

TOTAL = re.compile(r"(?:小|合|総|累|支出|収入|歳入|歳出)?計(?:[(（].*[)）])?|総合計")
_CONNECTORS = ("~", "〜", "～", "から", "-", "―", "→", "至", "自", "/")
_OFFICE = re.compile(r"事務局|受付欄|処理欄|審査欄|記入不要|記入しない")
_TITLES = re.compile(
    r"(?:副?区長|副?市長|局長|部長|次長|課長|課長補佐|係長|主幹|主査|主任|担当|係員|起案|決裁|供覧|合議|回覧|館長|所長|館員)"
)
_FARTHEST_GAP = 2
_MANY = 8


@dataclass(frozen=True, slots=True)
class Labelled:
    """An entry box with what speaks of it: the label left of it, the heading above, the label of a group.

    `shared` tells that the label speaks of other boxes too, `behind` that one of them stands between.
    """

    box: Area
    left: Area | None
    above: Area | None
    group: Area | None = None
    shared: bool = False
    behind: bool = False


@dataclass
class HeadReader:
    """Reads what is filled in once on a sheet: everything but what `taken` covers."""

    boxes: EntryBoxes
    names: Names
    taken: Sequence[Area]
    remarks: list[Remark] = field(default_factory=list)

    def read(self) -> Iterator[ProposedField]:
        """Yield the fields row by row; what is left out or was not sure stands in the remarks then."""
        found = [self._labelled(box) for box in self.boxes.entries if not self._is_taken(box)]
        counts = {one.left: sum(other.left == one.left for other in found) for one in found if one.left}
        found = [replace(one, shared=counts.get(one.left, 0) > 1) if one.left else one for one in found]
        seals = self._seal_boxes(found)
        wanted = [one for one in found if one.box not in seals and not self._is_left_out(one)]
        matrix = [one for one in wanted if one.shared and one.above]
        for one in wanted:
            proposed = self._propose(one)
            if proposed:
                yield proposed
        if len(matrix) >= _MANY:
            first, last = matrix[0].box, matrix[-1].box
            self._remark(
                f"{address(first.top, first.left)}～{address(last.bottom, last.right)}",
                "決まった行の並ぶ表です。欄を一つずつの項目にしました。",
                "部署ごとに行を並べて集計したいときは、行の名前をマスタの一覧にし、くり返す表に直します（様式の作り方の「前の回や一覧から写す」）。",
            )

    def _is_taken(self, box: Area) -> bool:
        return any(
            area.top <= box.bottom and box.top <= area.bottom and area.left <= box.right and box.left <= area.right
            for area in self.taken
        )

    def _text(self, area: Area | None) -> str:
        return self.boxes.sheet.text_of(area).strip() if area else ""

    def _labelled(self, box: Area) -> Labelled:
        left, behind = self._left_of(box)
        above = self._above(box)
        group = self._left_of(left)[0] if left else None
        is_group = group is not None and left is not None and group.bottom - group.top > left.bottom - left.top
        if left and above and left.bottom > box.bottom and self._same_columns(above, box):
            # A tall label beside boxes that have a heading each.
            return Labelled(box, above, None, left)
        return Labelled(box, left, above, group if is_group else None, behind=behind)

    def _same_columns(self, one: Area, other: Area) -> bool:
        return (one.left, one.right) == (other.left, other.right)

    def _left_of(self, box: Area) -> tuple[Area | None, bool]:
        """Return the nearest label left of a box in its row, and whether another entry stands between them."""
        sheet, column, gap, behind = self.boxes.sheet, box.left - 1, 0, False
        while column >= 1:
            area = sheet.area_at(box.top, column)
            if self.boxes.is_label(area) and not self._is_small_word(area):
                return area, behind
            if area in self.boxes.entries:
                behind, gap = True, 0
            elif not self._text(area) and area not in sheet.boxes:
                gap += 1
                if gap > _FARTHEST_GAP:
                    return None, False
            column = area.left - 1
        return None, False

    def _is_small_word(self, area: Area) -> bool:
        """Return whether a text says nothing by itself: a unit, a connector, a number that counts the rows."""
        text = half_width(self._text(area))
        return bool(unit_of(text)) or text in _CONNECTORS or self.boxes.is_number(area)

    def _above(self, box: Area) -> Area | None:
        """Return the label above a box, beyond other entries of the same columns."""
        sheet, row = self.boxes.sheet, box.top - 1
        while row >= 1:
            area = sheet.area_at(row, box.left)
            if self.boxes.is_label(area):
                covers = area.left <= box.left and area.right >= box.right
                return area if covers or area not in sheet.boxes else None
            if area not in self.boxes.entries and not sheet.has_formula(area):
                return None
            row = area.top - 1
        return None

    def _seal_boxes(self, found: Sequence[Labelled]) -> set[Area]:
        """Return the boxes where officers set their seals: empty ones under two or more titles in a row."""
        under: dict[int, list[Labelled]] = {}
        for one in found:
            if (
                one.above
                and _TITLES.fullmatch("".join(self._text(one.above).split()))
                and one.above in self.boxes.sheet.boxes
            ):
                under.setdefault(one.box.top, []).append(one)
        seals = {one.box for row in under.values() if len(row) > 1 for one in row}
        if seals:
            cells = "、".join(address(box.top, box.left) for box in sorted(seals, key=lambda box: (box.top, box.left)))
            self._remark(
                cells, "押印の欄とみて、そのままにしました。", "職名と氏名を書かせる欄なら、目印を置いてください。"
            )
        return seals

    def _is_left_out(self, one: Labelled) -> bool:
        speaking = [self._text(area) for area in (one.left, one.above, one.group) if area]
        cell = address(one.box.top, one.box.left)
        if any(_OFFICE.search(text) for text in speaking):
            self._remark(cell, "事務局の欄とみて、そのままにしました。", "部署に書かせる欄なら、目印を置いてください。")
            return True
        if any(self.boxes.is_seal(area) for area in (one.left, one.above) if area):
            return True
        row_label = "".join(self._text(one.left).split())
        if TOTAL.fullmatch(row_label) and (one.above or one.shared):
            self._remark(cell, "計の欄とみて、項目にしていません。", "自動で計算させるなら、数式を書いてください。")
            return True
        return False

    def _propose(self, one: Labelled) -> ProposedField | None:
        cell, said = address(one.box.top, one.box.left), self._said(one)
        printed = self.boxes.printed_in(one.box)
        if said is None and printed and printed.offered and len(printed.offered.choices) == 1:
            said = parse_heading(printed.offered.choices[0])
        if said is None:
            self._remark(
                cell, "見出しのない欄です。項目にしていません。", "書かせる欄なら、見出しと目印を置いてください。"
            )
            return None
        shown = shown_item(said.name) if not printed or not printed.offered else ""
        if shown:
            if self.names.is_free(shown, None):
                self.names.take(shown, None)
            at = (one.box.top, one.box.left)
            return ProposedField(shown, self.boxes.sheet.name, at, kind=FieldKind.DISPLAY)
        groups = [parse_heading(self._text(area)).name for area in (one.group, one.above) if self._text(area)]
        others = [f"{group}の{said.name}" for group in groups if group != said.name]
        name = self.names.field(said.name, None, others)
        said = replace(said, unit=said.unit or self._unit_behind(one.box))
        if said.unit and said.type not in (FieldType.INTEGER, FieldType.NUMBER):
            said = replace(said, type=FieldType.NUMBER)
        return propose_field(said, one.box, self.boxes, name)

    def _said(self, one: Labelled) -> HeadingWords | None:
        if one.left and one.shared and one.above:
            row, column = parse_heading(self._text(one.left)), parse_heading(self._text(one.above))
            return replace(
                column,
                name=f"{row.name}の{column.name}",
                unit=column.unit or row.unit,
                type=column.type or row.type,
                offered=column.offered or row.offered,
            )
        speaking = one.left or one.above
        if speaking is None:
            return None
        said = parse_heading(self._text(speaking))
        if one.left and one.shared and self._is_period(one):
            return replace(said, name=f"{said.name}の{'終わり' if one.behind else '始め'}")
        return said

    def _is_period(self, one: Labelled) -> bool:
        """Return whether a box is one of two with 「～」 between them."""
        sheet, row = self.boxes.sheet, one.box.top
        beside = (sheet.area_at(row, max(1, one.box.left - 1)), sheet.area_at(row, one.box.right + 1))
        return any(half_width(self._text(area)) in _CONNECTORS for area in beside if self._text(area))

    def _unit_behind(self, box: Area) -> str:
        area = self.boxes.sheet.area_at(box.top, box.right + 1)
        return unit_of(self._text(area)) if self._text(area) and not parse_row(self._text(area)) else ""

    def _remark(self, cell: str, assumed: str, look: str = "") -> None:
        self.remarks.append(Remark(self.boxes.sheet.name, cell, assumed, look))
