"""From sheets as they are drawn to a form: pure, so that what is shown beforehand is what is written."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace

from kusei_batch.core.text.columns import column_letters
from kusei_batch.xlsx.draft.draft import FormDraft, ProposedField, ProposedTable, Remark, SheetDraft
from kusei_batch.xlsx.draft.drawn_sheet import DrawnSheet
from kusei_batch.xlsx.draft.entry_boxes import EntryBoxes
from kusei_batch.xlsx.draft.example_rows import find_examples, with_example, without
from kusei_batch.xlsx.draft.free_place import with_sheet_id
from kusei_batch.xlsx.draft.head_fields import TOTAL, HeadReader
from kusei_batch.xlsx.draft.names import Names
from kusei_batch.xlsx.draft.placed_fields import placed_fields
from kusei_batch.xlsx.draft.printed_head import form_number, form_title, form_year
from kusei_batch.xlsx.draft.renamed_sheets import new_names
from kusei_batch.xlsx.draft.repeated_rows import RepeatedRows, find_repeated
from kusei_batch.xlsx.draft.shown_items import SHOWN, YEAR
from kusei_batch.xlsx.draft.shown_texts import ShownTexts
from kusei_batch.xlsx.draft.table_fields import TableFinding, TableReader
from kusei_batch.xlsx.reader.plain_cells import Position
from kusei_batch.xlsx.reference import Area, address

_LAST_COLUMN = 16_384
_EXAMPLE = re.compile(r"記入例|記載例|記入要領|記載要領|作成要領|注意事項|リスト|選択肢|プルダウン")

_FIGURE = re.compile(r"[0-9]{4,}")
"""A name that is hardly a heading: nobody calls an item 4000."""


def propose_form(name: str, sheets: Sequence[DrawnSheet]) -> FormDraft:
    """Return what a workbook's sheets make of a form of that name."""
    title, number = form_title(sheets), form_number(sheets)
    names = Names(frozenset({name, title}), SHOWN, form_year(sheets))
    drafts = [_SheetReader(sheet, names).read() for sheet in sheets if not _EXAMPLE.search(sheet.name)]
    drafts = [one for one in drafts if one.fields]
    kept = [sheet.name for sheet in sheets if sheet.name not in {one.name for one in drafts}]
    remarks = [
        Remark(sheet, "", "記入欄のないシートとみて、そのまま残しました。", "配らないなら消してください。")
        for sheet in kept
    ]
    for sheet_name, new_name in new_names([sheet.name for sheet in sheets]).items():
        assumed = f"プログラムが同じ名前のシートを加えるので、「{new_name}」としました。"
        remarks.append(Remark(sheet_name, "", assumed, "配らないなら消してください。"))
    if any(sheet.issued for sheet in sheets):
        look = "もとのひな形が templates_xlsx にあれば、それを写すほうが確かです。"
        remarks.insert(0, Remark("", "", "このプログラムが配った用紙から作りました。", look))
    drafts = with_sheet_id(drafts, sheets)
    return FormDraft(name, title or name, number, tuple(drafts), tuple(remarks))


@dataclass
class _SheetReader:
    """Reads one sheet, step by step: tables, then what is filled in once, then what the program writes."""

    sheet: DrawnSheet
    names: Names
    texts: dict[Position, str] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)

    def read(self) -> SheetDraft:
        placed = placed_fields(self.sheet, self.names)
        if placed:
            return placed
        examples = find_examples(self.sheet)
        self.sheet = without(self.sheet, examples)
        boxes = EntryBoxes(self.sheet)
        fields: list[ProposedField] = []
        tables: list[ProposedTable] = []
        merges: list[Area] = []
        taken: list[Area] = []
        for rows in find_repeated(boxes):
            finding = self._lines(rows) or TableReader(rows, boxes, self.names).read()
            if isinstance(finding, Area):
                merges.append(finding)
            elif finding:
                tables.append(finding.table)
                for at, place in move_notes(rows, self.sheet, self.texts):
                    self.texts[place], self.texts[at] = self.sheet.texts[at], ""
                    assumed, look = "表の横の注記を、ここへ移しました。", "行とともにくり返さないためです。"
                    self.remarks.append(Remark(self.sheet.name, address(*place), assumed, look))
                fields += finding.fields
                self.remarks += finding.remarks
                taken += [
                    Area(rows.block.top, 1, rows.bottom, _LAST_COLUMN),
                    *finding.headings,
                    *self._totals(rows, finding),
                ]
        boxes = EntryBoxes(replace(self.sheet, merged=(*self.sheet.merged, *merges)))
        heads = HeadReader(boxes, self.names, taken)
        fields += heads.read()
        shown = ShownTexts(self.sheet, self.names, self.texts, self.remarks)
        repeated = {row for area in taken for row in range(area.top, area.bottom + 1) if area.right == _LAST_COLUMN}
        beside = {at for at in self.sheet.texts if at[0] in repeated}
        fields += shown.read({*beside, *(one.at for one in fields)})
        fields = [with_example(one, examples) for one in fields]
        if examples:
            first = min(examples)
            assumed = "記入例の行を、1件目の行にしました。例は説明に移しました。"
            self.remarks.append(Remark(self.sheet.name, address(*first), assumed, "説明の文を確かめてください。"))
        for one in fields:
            self.texts[one.at] = self.texts.get(one.at) or one.placeholder
        self.texts |= heads.texts
        self.remarks += heads.remarks
        self._remark_on_words(fields)
        ordered = sorted(fields, key=lambda one: one.at)
        return SheetDraft(
            self.sheet.name, tuple(ordered), tuple(tables), self.texts, tuple(merges), tuple(self.remarks)
        )

    def _remark_on_words(self, fields: Sequence[ProposedField]) -> None:
        """Note the words that go stale or are none of the form's: years in texts, and figures taken for headings."""
        for at in (at for at, text in sorted(self.sheet.texts.items()) if at not in self.texts and YEAR.search(text)):
            look = "毎年度使うなら {{前年度4月1日:年度}} のように書き直してください。"
            self.remarks.append(Remark(self.sheet.name, address(*at), "年度の入った文です。", look))
        for one in (one for one in fields if _FIGURE.fullmatch(one.name)):
            look = "記入済みの様式なら、記入を消した様式から作り直してください。"
            self.remarks.append(Remark(self.sheet.name, one.cell, "書き込まれた数を、見出しとみました。", look))

    def _lines(self, rows: RepeatedRows) -> Area | None:
        """Return the area of ruled lines to write one long text on: rows of one box each beside one label."""
        label = next((side for side in rows.sides if side.right < rows.left and self.sheet.text_of(side)), None)
        if len(rows.boxes) > 1 or label is None:
            return None
        area = Area(rows.block.top, rows.left, rows.bottom, rows.right)
        self.remarks.append(
            Remark(
                self.sheet.name,
                str(area),
                "罫線の行を、一つの長文の欄にまとめました。",
                "行ごとに別の欄なら、結合を解いてください。",
            )
        )
        return area

    def _is_total(self, box: Area, numbers: Collection[int]) -> bool:
        """Return whether a box below a table says that its row is a total, or calculates under one of its numbers."""
        calculates = self.sheet.has_formula(box) and box.left in numbers
        return calculates or TOTAL.fullmatch("".join(self.sheet.text_of(box).split())) is not None

    def _totals(self, rows: RepeatedRows, finding: TableFinding) -> Iterator[Area]:
        """Yield the boxes of the totals below a table; where one is empty under a number, let it add up."""
        row = rows.bottom + 1
        numbers = {one.at[1] for one in finding.fields if one.type.is_number}
        below = self.sheet.boxes_in(row)
        while any(self._is_total(box, numbers) for box in below):
            yield from below
            below = self.sheet.boxes_in(below[0].bottom + 1)
        below = self.sheet.boxes_in(row)
        for box in below if any(self._is_total(one, ()) for one in below) else ():
            if box.left in numbers and not self.sheet.text_of(box) and not self.sheet.has_formula(box):
                letters = column_letters(box.left)
                self.texts[box.top, box.left] = f"=SUM({letters}{rows.block.top}:{letters}{rows.bottom})"
                self.remarks.append(
                    Remark(
                        self.sheet.name,
                        address(box.top, box.left),
                        "計の欄に、合計の数式を入れました。",
                        "要らなければ消してください。",
                    )
                )


def move_notes(
    rows: RepeatedRows, sheet: DrawnSheet, taken: Collection[Position]
) -> Iterator[tuple[Position, Position]]:
    """Yield where each note beside a table stands, and the free place beside its headings or below it."""
    used = set(taken)
    for at in sorted(sheet.texts):
        row, column = at
        beside = column < rows.left or column > rows.right
        is_side = any(side.holds(*at) for side in rows.sides)
        if not (rows.block.top <= row <= rows.bottom) or not beside or is_side or sheet.area_at(*at) in sheet.boxes:
            continue
        above = range(rows.block.top - 1, max(0, rows.block.top - 4), -1)
        below = range(rows.bottom + 1, sheet.last_row + 60)
        free = ((r, column) for r in (*above, *below) if sheet.area_at(r, column).is_cell)
        filled = {*sheet.texts, *sheet.formulas, *used}
        place = next(p for p in free if p not in filled and sheet.area_at(*p) not in sheet.boxes)
        used.add(place)
        yield at, place
