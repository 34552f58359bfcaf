"""The fields of a table that a form repeats: each entry box of its first record with the heading that speaks of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from kusei_batch.core.form import ROW_NUMBER, FieldKind, FieldType
from kusei_batch.core.text.columns import column_letters
from kusei_batch.core.text.notation import comparable
from kusei_batch.xlsx.draft.draft import ProposedField, ProposedTable, Remark
from kusei_batch.xlsx.draft.entry_boxes import NUMBER_HEADINGS, EntryBoxes
from kusei_batch.xlsx.draft.field_guess import is_number, plain_unit, propose_field
from kusei_batch.xlsx.draft.heading_words import HeadingWords, is_heading, parse_heading
from kusei_batch.xlsx.draft.names import Names
from kusei_batch.xlsx.draft.repeated_rows import RepeatedRows
from kusei_batch.xlsx.draft.row_formulas import in_words
from kusei_batch.xlsx.draft.table_titles import table_title, titles_over
from kusei_batch.xlsx.reader.plain_cells import Position
from kusei_batch.xlsx.reference import Area, address

_HIGHEST_HEADINGS = 6
_NUMBER_WIDTH = 6.0
_MONEY = ("額", "費", "予算", "決算", "金", "単価", "収入", "支出", "差引", "増減", "残高")
_USUAL_RECORDS = 10


@dataclass(frozen=True, slots=True)
class TableFinding:
    """A table with its fields, and what was assumed of it."""

    table: ProposedTable
    fields: tuple[ProposedField, ...]
    remarks: tuple[Remark, ...]
    headings: tuple[Area, ...]


@dataclass(frozen=True)
class TableReader:
    """Reads one table of a sheet."""

    rows: RepeatedRows
    boxes: EntryBoxes
    names: Names

    def read(self) -> TableFinding | None:
        """Return the table; None where nothing is written above or beside its boxes that could name them."""
        heading_rows = self._heading_rows()
        entries = [box for box in self.rows.boxes if self._takes(box)]
        headings = {box: self._headings_of(box, heading_rows) for box in entries}
        entries = [box for box in entries if not any(self.boxes.is_seal(area) for area in headings[box])]
        if not any(headings[box] for box in entries):
            return None
        name = self.names.table(table_title(self.rows, self.boxes.sheet, heading_rows, self.names.titles))
        fields = [field for box in entries if (field := self._field(box, headings[box], name))]
        fields = [*fields, *self._computed(fields, name, heading_rows)]
        sheet = self.boxes.sheet.name
        records = self.rows.count if self.rows.count > 1 else _USUAL_RECORDS
        table = ProposedTable(name, sheet, self.rows.block, records, self.rows.count)
        above = {heading for row in heading_rows for heading in self.boxes.sheet.boxes_in(row)}
        return TableFinding(
            table,
            tuple(fields),
            tuple(self._remarks(table, fields, {box: headings[box] for box in entries})),
            tuple(above),
        )

    def _takes(self, box: Area) -> bool:
        is_number = self.boxes.is_number(box) or (box.left == self.rows.left and self.boxes.is_under_number(box))
        return self.boxes.printed_in(box) is not None or is_number

    def _heading_rows(self) -> list[int]:
        """Return the rows above that hold headings and nothing else, from the lowest up."""
        found: list[int] = []
        row = self.rows.block.top - 1
        while row >= 1 and len(found) < _HIGHEST_HEADINGS:
            own = [
                box
                for box in self.boxes.sheet.boxes_in(row)
                if box not in self.rows.sides and box.left <= self.rows.right and box.right >= self.rows.left
            ]
            first = min((box.left for box in own if self._text(box)), default=0)
            # An empty box left of all headings is a corner; behind one it is filled in.
            heads = all(
                self.boxes.is_label(box) or self.boxes.is_seal(box) or (not self._text(box) and box.left < first)
                for box in own
            )
            several = len({box.left for box in self.rows.boxes}) > 1
            is_title = len(own) == 1 and own[0].left <= self.rows.left and own[0].right >= self.rows.right
            if not own or not first or not heads or (several and is_title):
                break
            top = min(box.top for box in own)
            found += range(row, top - 1, -1)
            row = top - 1
        return found

    def _text(self, area: Area) -> str:
        return self.boxes.sheet.text_of(area).strip()

    def _headings_of(self, box: Area, heading_rows: Sequence[int]) -> list[Area]:
        """Return what speaks of a box, the nearest first: a label in the record, or the headings over its columns."""
        sheet, block = self.boxes.sheet, self.rows.block
        label = self._label_in_record(box)
        if label:
            sharing = [one for one in self.rows.boxes if self._takes(one) and self._label_in_record(one) == label]
            above = self._above(box, block.top - 1, heading_rows) if len(sharing) > 1 else []
            return [label, *above]
        alike = sheet.area_at(max(1, box.top - block.height), box.left)
        lies_alike = (alike.left, alike.right, alike.bottom - alike.top) == (box.left, box.right, box.bottom - box.top)
        if block.height > 1 and alike.top in heading_rows and self._text(alike) and lies_alike:
            return [alike, *self._above(box, alike.top - 1, heading_rows)]
        return self._above(box, block.top - 1, heading_rows)

    def _label_in_record(self, box: Area) -> Area | None:
        """Return the nearest label left of a box in its row of the record."""
        beside = [
            other
            for other in self.rows.boxes
            if not self.boxes.sheet.issued
            and other.top <= box.top
            and box.bottom <= other.bottom
            and other.right < box.left
            and self.boxes.is_label(other)
            and not self.boxes.is_number(other)
        ]
        return max(beside, key=lambda other: other.right, default=None)

    def _above(self, box: Area, row: int, heading_rows: Sequence[int]) -> list[Area]:
        sheet = self.boxes.sheet
        found: list[Area] = []
        for one in (r for r in heading_rows if r <= row):
            area = sheet.area_at(one, box.left)
            if self._text(area) and area not in found:
                found.append(area)
        if not found and row == self.rows.block.top - 1:
            area = sheet.area_at(max(1, row), box.left)
            found = [area] if self.boxes.is_label(area) and not self._text(area).startswith(("※", "（", "(")) else []
        return found

    def _field(self, box: Area, headings: Sequence[Area], table: str) -> ProposedField | None:
        said = self._said(headings)
        is_number = self.boxes.is_number(box) or comparable(said.name) in NUMBER_HEADINGS
        if is_number or (
            not headings and self.boxes.sheet.width_of(box) < _NUMBER_WIDTH and box.left == self.rows.left
        ):
            if not self.names.is_free(ROW_NUMBER, table):
                return None
            at, kind = (box.top, box.left), FieldKind.DISPLAY
            self.names.take(ROW_NUMBER, table)
            return ProposedField(ROW_NUMBER, self.boxes.sheet.name, at, FieldType.INTEGER, table, kind)
        titles = titles_over(box, self.rows, self.boxes.sheet, self.names.titles)
        name = self.names.field(said.name, table, [f"{title}の{said.name}" for title in titles])
        return propose_field(said, box, self.boxes, name, table)

    def _said(self, headings: Sequence[Area]) -> HeadingWords:
        if not headings:
            return HeadingWords("項目")
        said = parse_heading(self._text(headings[0]))
        if headings[0].top >= self.rows.block.top and len(headings) > 1:
            column = parse_heading(self._text(headings[1]))
            return replace(said, name=f"{said.name}の{column.name}", unit=said.unit or column.unit)
        wider = [
            area
            for area in headings[1:]
            if area.right - area.left > headings[0].right - headings[0].left and is_heading(self._text(area))
        ]
        parent = next((area for area in wider if area.left > self.rows.left or area.right < self.rows.right), None)
        if parent:
            over = parse_heading(self._text(parent))
            whole = parse_heading(f"{over.name}{said.name}")
            said = replace(
                said,
                name=f"{over.name}の{said.name}",
                type=said.type or over.type or whole.type,
                unit=said.unit or over.unit,
                offered=said.offered or over.offered,
            )
        is_money = said.type is FieldType.NUMBER and not said.unit and any(word in said.name for word in _MONEY)
        return replace(said, unit=plain_unit(self.boxes.sheet, self.rows.block.top)) if is_money else said

    def _computed(
        self, fields: Sequence[ProposedField], table: str, heading_rows: Sequence[int]
    ) -> Iterator[ProposedField]:
        """Yield the fields that the form calculates within a record, from formulas of fields of it."""
        counted = (FieldType.INTEGER, FieldType.NUMBER, FieldType.DATE)
        known: dict[Position, str] = {field.at: field.name for field in fields if field.type in counted}
        for box in self.rows.boxes:
            formula = self.boxes.sheet.formulas.get((box.top, box.left))
            words = in_words(formula, known) if formula else ""
            headings = self._headings_of(box, heading_rows)
            if words and headings:
                said = self._said(headings)
                name = self.names.field(said.name, table)
                proposed = propose_field(said, box, self.boxes, name, table)
                type_ = proposed.type if is_number(proposed.type) else FieldType.NUMBER
                known[box.top, box.left] = name
                yield replace(proposed, kind=FieldKind.COMPUTED, formula=words, help="", type=type_)

    def _remarks(
        self, table: ProposedTable, fields: Sequence[ProposedField], headings: dict[Area, list[Area]]
    ) -> Iterator[Remark]:
        top, height = self.rows.block.top, self.rows.block.height
        whole = f"{address(top, self.rows.left)}～{address(self.rows.bottom, self.rows.right)}"
        rows = f"1件を{height}行として、" if height > 1 else ""
        assumed = f"{rows}表「{table.name}」（{table.records}件まで）としました。"
        yield Remark(table.sheet, whole, assumed, "表の名前と、_設定 の行数を確かめてください。")
        for box, above in headings.items():
            if not above and not any(f.at == (box.top, box.left) and f.name == ROW_NUMBER for f in fields):
                look = "見出しを書き足し、目印と _項目 の項目名を直してください。"
                yield Remark(table.sheet, address(box.top, box.left), "見出しのない欄です。", look)
        shown = [box for box in self.rows.boxes if self.boxes.is_label(box) and not self._takes(box)]
        if self.boxes.sheet.issued and shown:
            cells = "、".join(address(box.top, box.left) for box in shown)
            look = "マスタや前の回から写すなら、区分を前回値にした項目の目印を置いてください。"
            yield Remark(table.sheet, cells, "プログラムが写した値の列です。1件目の値を残しました。", look)
        placed = {one.at for one in fields}
        kept = [b for b in self.rows.boxes if self.boxes.sheet.has_formula(b) and (b.top, b.left) not in placed]
        if kept:
            cells = "、".join(address(box.top, box.left) for box in kept)
            look = "集めるなら、数式を目印に替え、_項目 で区分を計算にして式を書いてください。"
            yield Remark(table.sheet, cells, "読み取れない数式です。そのまま残し、項目にしていません。", look)
        edges = sorted((box.left, box.right) for box in self.rows.boxes)
        for (_, right), (left, _) in pairwise(edges):
            if left > right + 1 and not any(
                side.left <= right + 1 and side.right >= left - 1 for side in self.rows.sides
            ):
                gap = f"{column_letters(right + 1)}列"
                look = "横に並んだ別々の表なら、上下に並べ直してから作り直してください。"
                yield Remark(table.sheet, whole, f"枠のない{gap}をまたいで、一つの表としました。", look)
        for side in self.rows.sides:
            if not self._text(side):
                yield Remark(
                    table.sheet, str(side), "表の行にまたがる空欄です。項目にしていません。", "表の外へ移してください。"
                )
