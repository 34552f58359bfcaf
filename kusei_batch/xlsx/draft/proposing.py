"""From sheets as they are drawn to a form: pure, so that what is shown beforehand is what is written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from kusei_batch.core.form import FieldKind, FieldType
from kusei_batch.core.text.columns import column_letters
from kusei_batch.core.text.placeholder import find_placeholders
from kusei_batch.xlsx.draft.draft import FormDraft, ProposedField, ProposedTable, Remark, SheetDraft
from kusei_batch.xlsx.draft.drawn_sheet import DrawnSheet
from kusei_batch.xlsx.draft.entry_boxes import EntryBoxes
from kusei_batch.xlsx.draft.free_place import find_free_place
from kusei_batch.xlsx.draft.head_fields import TOTAL, HeadReader
from kusei_batch.xlsx.draft.names import Names
from kusei_batch.xlsx.draft.offered_choices import is_date_blank
from kusei_batch.xlsx.draft.printed_years import year_printed
from kusei_batch.xlsx.draft.repeated_rows import RepeatedRows, find_repeated
from kusei_batch.xlsx.draft.shown_items import NUMBERED, SHOWN, YEAR, shown_item
from kusei_batch.xlsx.draft.table_fields import TableFinding, TableReader
from kusei_batch.xlsx.reader.plain_cells import Position
from kusei_batch.xlsx.reference import Area, address

SHEET_ID, FORM_NUMBER, YEAR_ITEM = "管理番号", "様式番号", "年度"
_LAST_COLUMN = 16_384
_HEAD_ROWS, _LONGEST_TITLE, _SHORTEST_TITLE = 10, 40, 3
_SAID = re.compile(r"([^\s　:：]{2,7})[\s　]*[:：][\s　]*(\S.*)?", re.DOTALL)
_EXAMPLE = re.compile(r"記入例|記載例|記入要領|記載要領|作成要領|注意事項|リスト|選択肢|プルダウン")


def propose_form(name: str, sheets: Sequence[DrawnSheet]) -> FormDraft:
    """Return what a workbook's sheets make of a form of that name."""
    title, number = _title(sheets), _form_number(sheets)
    names = Names(frozenset({name, title}), SHOWN, _year(sheets))
    drafts = [_SheetReader(sheet, names).read() for sheet in sheets if not _EXAMPLE.search(sheet.name)]
    drafts = [one for one in drafts if one.fields]
    kept = [sheet.name for sheet in sheets if sheet.name not in {one.name for one in drafts}]
    remarks = [
        Remark(sheet, "", "記入欄のないシートとみて、そのまま残しました。", "配らないなら消してください。")
        for sheet in kept
    ]
    drafts = _with_sheet_id(drafts, sheets)
    return FormDraft(name, title or name, number, tuple(drafts), tuple(remarks))


@dataclass
class _SheetReader:
    """Reads one sheet, step by step: tables, then what is filled in once, then what the program writes."""

    sheet: DrawnSheet
    names: Names
    texts: dict[Position, str] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)

    def read(self) -> SheetDraft:
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
        fields += self._shown_texts(fields)
        for one in fields:
            self.texts[one.at] = self.texts.get(one.at) or one.placeholder
        self.texts |= heads.formulas
        self.remarks += heads.remarks
        for at in (at for at, text in sorted(self.sheet.texts.items()) if at not in self.texts and YEAR.search(text)):
            look = "毎年度使うなら {{前年度4月1日:年度}} のように書き直してください。"
            self._remark(at, "年度の入った文です。", look)
        ordered = sorted(fields, key=lambda one: one.at)
        return SheetDraft(
            self.sheet.name, tuple(ordered), tuple(tables), self.texts, tuple(merges), tuple(self.remarks)
        )

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

    def _totals(self, rows: RepeatedRows, finding: TableFinding) -> Iterator[Area]:
        """Yield the boxes of the total below a table; where one is empty under a number, let it add up."""
        row = rows.bottom + 1
        below = self.sheet.boxes_in(row)
        if not any(TOTAL.fullmatch("".join(self.sheet.text_of(box).split())) for box in below):
            return
        numbers = {one.at[1] for one in finding.fields if one.type in (FieldType.INTEGER, FieldType.NUMBER)}
        for box in below:
            yield box
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

    def _shown_texts(self, known: Iterable[ProposedField]) -> Iterator[ProposedField]:
        """Yield what the program writes where a text says so itself: the form's number, its year, `提出先：…`."""
        taken = {one.at for one in known}
        for at, text in sorted(self.sheet.texts.items()):
            if at in taken or at in self.sheet.formulas or find_placeholders(text):
                continue
            if is_date_blank(text) and self.sheet.area_at(*at) not in self.sheet.boxes:
                yield self._day_handed_in(at)
                continue
            item, written = self._shown_in(at, text)
            if item:
                self.texts[at] = written
                yield ProposedField(item, self.sheet.name, at, kind=FieldKind.DISPLAY)

    def _day_handed_in(self, at: Position) -> ProposedField:
        look = "要らなければ、目印と _項目 の行を消してください。"
        self._remark(at, "様式の日付の欄を、提出年月日の項目にしました。", look)
        name, said = self.names.field("提出年月日", None), "提出する日を書いてください。例: R8.5.20"
        return ProposedField(name, self.sheet.name, at, FieldType.DATE, help=said)

    def _shown_in(self, at: Position, text: str) -> tuple[str, str]:
        if at[0] <= _HEAD_ROWS and NUMBERED.fullmatch(text.strip()):
            return FORM_NUMBER, "{{様式番号}}"
        said = _SAID.fullmatch(text.strip())
        item = shown_item(said[1]) if said else ""
        if said and item and item != YEAR_ITEM:
            self._remark(at, f"「{said[1]}」の文を、プログラムが書く欄にしました。")
            return item, f"{said[1]}：{{{{{item}}}}}"
        if YEAR.search(text) and self.sheet.area_at(*at) not in self.sheet.boxes and at[0] <= _HEAD_ROWS:
            if any(sign.isdigit() for sign in YEAR.findall(text)[0]):
                look = "翌年度のことなら、{{翌年度4月1日:年度}} と書きます。"
                self._remark(at, "年度を、配る年度が入る欄にしました。", look)
            return YEAR_ITEM, YEAR.sub("{{年度}}", text, count=1)
        return "", ""

    def _remark(self, at: Position, assumed: str, look: str = "") -> None:
        self.remarks.append(Remark(self.sheet.name, address(*at), assumed, look))


def _title(sheets: Sequence[DrawnSheet]) -> str:
    """Return what is printed largest near the top of the first sheet that says so, without its year."""
    for sheet in sheets:
        found = [
            (sheet.look_at(*at).size, -at[0], YEAR.sub("", text))
            for at, text in sheet.texts.items()
            if at[0] <= _HEAD_ROWS and sheet.area_at(*at) not in sheet.boxes and not NUMBERED.fullmatch(text.strip())
        ]
        titles = [one for one in found if _SHORTEST_TITLE <= len("".join(one[2].split())) <= _LONGEST_TITLE]
        titles = [one for one in titles if not re.search(r"[:：。※]|^[(（]|宛$|[様殿]$", one[2].strip())]
        if titles:
            return "".join(max(titles)[2].split())
    return ""


def _year(sheets: Sequence[DrawnSheet]) -> tuple[str, int] | None:
    """Return the fiscal year that the head of the form is printed for."""
    heads = (text for sheet in sheets for at, text in sorted(sheet.texts.items()) if at[0] <= _HEAD_ROWS)
    return next((year for text in heads if YEAR.search(text) and (year := year_printed(text))), None)


def _form_number(sheets: Sequence[DrawnSheet]) -> str:
    found = (
        text.strip()
        for sheet in sheets
        for at, text in sorted(sheet.texts.items())
        if at[0] <= _HEAD_ROWS and NUMBERED.fullmatch(text.strip())
    )
    return next(found, "")


def _with_sheet_id(drafts: list[SheetDraft], sheets: Sequence[DrawnSheet]) -> list[SheetDraft]:
    """Return the drafts with a cell for 管理番号, which every form must show, on the first sheet."""
    if not drafts or any(one.name == SHEET_ID for draft in drafts for one in draft.fields):
        return drafts
    first, *others = drafts
    drawn = next(sheet for sheet in sheets if sheet.name == first.name)
    area = find_free_place(drawn, set(first.texts))
    at = (area.top, area.left)
    shown = ProposedField(SHEET_ID, first.name, at, kind=FieldKind.DISPLAY)
    remark = Remark(
        first.name,
        address(*at),
        "管理番号の欄を、空いている所に置きました。",
        "見やすい所に動かせます。それだけのセルにしてください。",
    )
    merges = first.merges if area.is_cell else (*first.merges, area)
    return [
        replace(
            first,
            fields=(shown, *first.fields),
            texts={**first.texts, at: shown.placeholder},
            merges=merges,
            remarks=(*first.remarks, remark),
        ),
        *others,
    ]
