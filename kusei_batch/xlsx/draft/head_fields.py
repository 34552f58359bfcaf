"""The fields outside tables: each entry box with the label beside or above it, as people read a form."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from kusei_batch.core.form import FieldKind, FieldType
from kusei_batch.core.text.columns import column_letters
from kusei_batch.core.text.notation import comparable
from kusei_batch.xlsx.draft.draft import ProposedField, Remark
from kusei_batch.xlsx.draft.entry_boxes import NUMBER_HEADINGS, EntryBoxes, Prefilled
from kusei_batch.xlsx.draft.field_guess import is_number, plain_unit, propose_field
from kusei_batch.xlsx.draft.heading_words import HeadingWords, parse_heading
from kusei_batch.xlsx.draft.labels import LabelFinder, Labelled
from kusei_batch.xlsx.draft.names import Names
from kusei_batch.xlsx.draft.offered_choices import has_boxes
from kusei_batch.xlsx.draft.printed_blanks import lead_of
from kusei_batch.xlsx.draft.shown_items import shown_item
from kusei_batch.xlsx.reader.plain_cells import Position
from kusei_batch.xlsx.reference import Area, address

TOTAL = re.compile(r"(?:支出|収入|歳入|歳出|経費)?(?:小|合|総|累|総合)?計(?:額|数|点)?(?:[(（].*[)）])?")
_OFFICE = re.compile(r"事務局|受付欄|処理欄|審査欄|記入不要|記入しない")
_TITLES = re.compile(
    r"(?:副?区長|副?市長|局長|部長|次長|課長|課長補佐|係長|主幹|主査|主任|担当|係員|起案|決裁|供覧|合議|回覧|館長|所長|館員)"
)
_COUNTED = ("人", "名", "世帯", "件", "団体", "校")
_MARKED = ("はい", "いいえ", "有", "無", "適", "否", "不適", "良", "不良", "該当", "非該当", "実施", "未実施")
"""Headings of columns in which a mark is put."""

_MANY = 8
_FEWEST_SEALS = 2


@dataclass
class HeadReader:
    """Reads what is filled in once on a sheet: everything but what `taken` covers.

    `texts` are the labels and the empty boxes of totals that say more than they did.
    """

    boxes: EntryBoxes
    names: Names
    taken: Sequence[Area]
    remarks: list[Remark] = field(default_factory=list)
    texts: dict[Position, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Find the labels beforehand."""
        self._labels = LabelFinder(self.boxes)

    def read(self) -> list[ProposedField]:
        """Return the fields row by row; what is left out or was not sure stands in the remarks then."""
        found = self._labels.of(box for box in self.boxes.entries if not self._is_taken(box))
        seals = self._seal_boxes(found)
        wanted = [one for one in found if one.box not in seals and not self._is_left_out(one)]
        totals = [
            one
            for one in wanted
            if TOTAL.fullmatch("".join(self._labels.text(one.left).split())) and (one.above or one.shared)
        ]
        fields = [one for label in wanted if label not in totals for one in self._propose(label)]
        self._add_up([one.box for one in totals], fields)
        self._remark_on_printed(found)
        crossing = [one.box for one in wanted if one.crosses and one not in totals]
        if len(crossing) >= _MANY:
            self._remark(
                crossing,
                "決まった行の並ぶ表です。欄を一つずつの項目にしました。",
                "行の名前をマスタの一覧にすると、行を並べて集計できます（様式の作り方の「前の回や一覧から写す」）。",
            )
        return fields

    def _is_taken(self, box: Area) -> bool:
        return any(
            area.top <= box.bottom and box.top <= area.bottom and area.left <= box.right and box.left <= area.right
            for area in self.taken
        )

    def _remark_on_printed(self, found: Sequence[Labelled]) -> None:
        """Note the texts that stand where an answer would, behind a label without any or behind a box to tick."""
        sheet = self.boxes.sheet
        speaking = {area for one in found for area in (one.left, one.group) if area}
        speaking |= {area for one in found if not one.left or one.shared for area in one.above}
        silent = {
            box
            for box in sheet.boxes
            if self.boxes.is_label(box)
            and box not in speaking
            and not self._is_taken(box)
            and not self.boxes.is_number(box)
        }
        labels = {box for box in silent if comparable(sheet.text_of(box)) not in NUMBER_HEADINGS}
        # The heading over a column of labels is no heading of an answer.
        said = {box for box in silent if sheet.area_at(box.bottom + 1, box.left) not in speaking}
        answers = {box for box in said if box.left > 1 and sheet.area_at(box.top, box.left - 1) in labels}
        places = {sheet.area_at(*at) for at, text in sheet.texts.items() if has_boxes(text)}
        answers |= {area for area in places if area not in sheet.boxes and area not in self.boxes.entries}
        if answers:
            look = "部署に書かせる欄なら、文を消して目印を置き、_項目 に加えてください。"
            self._remark(
                sorted(answers, key=lambda area: (area.top, area.left)),
                "印字された文とみて、項目にしていません。",
                look,
            )

    def _seal_boxes(self, found: Sequence[Labelled]) -> set[Area]:
        """Return the boxes where officers set their seals: empty ones under two or more titles in a row."""
        under: dict[int, list[Labelled]] = {}
        for one in found:
            if one.above and one.above[0] in self.boxes.sheet.boxes:
                under.setdefault(one.box.top, []).append(one)
        seals = [box for row in under.values() for box in self._seals_of(row)]
        if seals:
            look = "職名と氏名を書かせる欄なら、目印を置いてください。"
            self._remark(seals, "押印の欄とみて、そのままにしました。", look)
        return set(seals)

    def _seals_of(self, row: Sequence[Labelled]) -> list[Area]:
        """Return the boxes of a row that stand side by side with two under titles, all under headings of one row."""
        titled = [one for one in row if _TITLES.fullmatch("".join(self._labels.text(one.above[0]).split()))]
        if len(titled) < _FEWEST_SEALS:
            return []
        seals = {one.box for one in titled}
        for one in (*row, *reversed(row)):
            beside = any(box.right + 1 == one.box.left or one.box.right + 1 == box.left for box in seals)
            if beside and one.above[0].top == titled[0].above[0].top:
                seals.add(one.box)
        return sorted(seals, key=lambda box: box.left)

    def _is_left_out(self, one: Labelled) -> bool:
        speaking = [area for area in (one.left, *one.above, one.group) if area]
        if any(_OFFICE.search(self._labels.text(area)) for area in speaking):
            look = "部署に書かせる欄なら、目印を置いてください。"
            self._remark([one.box], "事務局の欄とみて、そのままにしました。", look)
            return True
        return any(self.boxes.is_seal(area) for area in speaking)

    def _add_up(self, totals: Sequence[Area], fields: Sequence[ProposedField]) -> None:
        """Let an empty total add up the numbers above it; tell of those that cannot."""
        numbers = {one.at for one in fields if is_number(one.type)}
        left = []
        for box in totals:
            row = box.top
            while (row - 1, box.left) in numbers:
                row -= 1
            if box.top - row > 1:
                letters = column_letters(box.left)
                self.texts[box.top, box.left] = f"=SUM({letters}{row}:{letters}{box.top - 1})"
            else:
                left.append(box)
        added = [box for box in totals if box not in left]
        if added:
            self._remark(added, "計の欄に、合計の数式を入れました。", "要らなければ消してください。")
        if left:
            self._remark(left, "計の欄とみて、項目にしていません。", "計算させるなら、数式を書いてください。")

    def _propose(self, one: Labelled) -> Iterator[ProposedField]:
        printed = self.boxes.printed_in(one.box) or Prefilled()
        said = self._said(one, printed)
        if said is None:
            look = "書かせる欄なら、見出しと目印を置いてください。"
            self._remark([one.box], "見出しのない欄です。項目にしていません。", look)
            return
        shown = "" if printed.offered else shown_item(said.name)
        if shown:
            at = (one.box.top, one.box.left)
            yield ProposedField(shown, self.boxes.sheet.name, at, kind=FieldKind.DISPLAY)
            return
        groups = [parse_heading(self._labels.text(area)).name for area in (one.group, *one.above) if area]
        others = [f"{group}の{said.name}" for group in groups if group != said.name]
        lead = lead_of(printed.text)
        name = self.names.field(said.name, None, [*([f"{said.name}の{lead}"] if lead else []), *others])
        said = replace(said, unit=printed.unit or said.unit or self._labels.unit_behind(one.box))
        if said.unit and not is_number(said.type):
            said = replace(said, type=FieldType.NUMBER)
        label = next(iter(one.above), None) if one.crosses else one.left or next(iter(one.above), None)
        if printed.unit and label and (one.crosses or not one.shared) and printed.unit not in self._labels.text(label):
            # The unit was printed in the box, where the answer comes to stand.
            self.texts[label.top, label.left] = f"{self._labels.text(label)}（{printed.unit}）"
        proposed = propose_field(said, one.box, self.boxes, name)
        if proposed.type is FieldType.NUMBER and not proposed.unit and one.crosses:
            proposed = replace(proposed, unit=plain_unit(self.boxes.sheet, one.box.top))
        yield proposed

    def _said(self, one: Labelled, printed: Prefilled) -> HeadingWords | None:
        """Return what a box is called; None where nothing says so."""
        if printed.offered and len(printed.offered.choices) == 1:
            return parse_heading(printed.offered.choices[0])
        said = self._labels.words([one.left] if one.left else one.above)
        return self._said_of_several(one, printed, said) if said and one.shared else said

    def _said_of_several(self, one: Labelled, printed: Prefilled, said: HeadingWords) -> HeadingWords | None:
        """Return what one of several boxes behind a label is called."""
        column = self._labels.words(one.above)
        if one.crosses and column:
            if column.name in _MARKED:
                column = replace(column, type=FieldType.YES_NO)
            crossed = replace(column, name=f"{said.name}の{column.name}", unit=column.unit or said.unit)
            return replace(crossed, type=column.type or said.type, offered=column.offered or said.offered)
        if self._labels.is_period(one.box):
            ends = one.behind or self._labels.ends_period(one.box)
            return replace(said, name=f"{said.name}の{'終わり' if ends else '始め'}")
        if not one.behind:
            return said
        unit = self._labels.unit_behind(one.box) or printed.unit
        if unit:
            return replace(said, name=f"{said.name}の{unit}数" if unit in _COUNTED else said.name, unit=unit)
        chosen = self.boxes.printed_in(self.boxes.sheet.area_at(one.box.top, one.box.left - 1))
        if chosen is None or not chosen.offered:
            return None
        self._remark([one.box], "見出しのない欄です。選んだ理由の欄とみました。", "見出しを書き足してください。")
        return replace(said, name=f"{said.name}の理由", type=FieldType.LONG_TEXT)

    def _remark(self, boxes: Sequence[Area], assumed: str, look: str = "") -> None:
        cells = [address(box.top, box.left) for box in sorted(boxes, key=lambda box: (box.top, box.left))]
        named = "、".join(cells) if len(cells) <= 4 else f"{cells[0]}～{cells[-1]}"  # noqa: PLR2004 - still read at a glance
        self.remarks.append(Remark(self.boxes.sheet.name, named, assumed, look))
