"""Texts in which the program writes: the form's number, its year, `提出先：…`, placeholders there already."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from kusei_batch.core.form import FieldKind, FieldType
from kusei_batch.core.text.placeholder import find_placeholders
from kusei_batch.xlsx.draft.draft import ProposedField, Remark
from kusei_batch.xlsx.draft.drawn_sheet import DrawnSheet
from kusei_batch.xlsx.draft.names import Names
from kusei_batch.xlsx.draft.printed_blanks import is_date_blank
from kusei_batch.xlsx.draft.printed_head import HEAD_ROWS
from kusei_batch.xlsx.draft.shown_items import NUMBERED, SHOWN, YEAR, shown_item
from kusei_batch.xlsx.reader.plain_cells import Position
from kusei_batch.xlsx.reference import address

FORM_NUMBER, YEAR_ITEM = "様式番号", "年度"
_SAID = re.compile(r"([^\s　:：]{2,7})[\s　]*[:：][\s　]*(\S.*)?", re.DOTALL)


@dataclass
class ShownTexts:
    """Reads the texts of one sheet, and writes down in `texts` what they become, in `remarks` what was assumed."""

    sheet: DrawnSheet
    names: Names
    texts: dict[Position, str]
    remarks: list[Remark]

    def read(self, taken: Collection[Position]) -> Iterator[ProposedField]:
        """Yield what a text outside the fields asks for; the cells of those are `taken`."""
        for at, text in sorted(self.sheet.texts.items()):
            if at in taken or at in self.sheet.formulas:
                continue
            found = [placeholder.name for placeholder in find_placeholders(text) if placeholder.name in SHOWN]
            yield from (ProposedField(item, self.sheet.name, at, kind=FieldKind.DISPLAY) for item in found)
            if found:
                self.texts[at] = text
                continue
            if is_date_blank(text) and self.sheet.area_at(*at) not in self.sheet.boxes:
                look = "要らなければ、目印と _項目 の行を消してください。"
                self._remark(at, "様式の日付の欄を、提出年月日の項目にしました。", look)
                name, said = self.names.field("提出年月日", None), "提出する日を書いてください。例: R8.5.20"
                yield ProposedField(name, self.sheet.name, at, FieldType.DATE, help=said)
                continue
            item, written = self._shown_in(at, text)
            if item:
                self.texts[at] = written
                yield ProposedField(item, self.sheet.name, at, kind=FieldKind.DISPLAY)

    def _shown_in(self, at: Position, text: str) -> tuple[str, str]:
        if at[0] <= HEAD_ROWS and NUMBERED.fullmatch(text.strip()):
            return FORM_NUMBER, "{{様式番号}}"
        said = _SAID.fullmatch(text.strip())
        item = shown_item(said[1]) if said else ""
        if said and item and item != YEAR_ITEM:
            self._remark(at, f"「{said[1]}」の文を、プログラムが書く欄にしました。")
            return item, f"{said[1]}：{{{{{item}}}}}"
        if YEAR.search(text) and self.sheet.area_at(*at) not in self.sheet.boxes and at[0] <= HEAD_ROWS:
            if any(sign.isdigit() for sign in YEAR.findall(text)[0]):
                look = "翌年度のことなら、{{翌年度4月1日:年度}} と書きます。"
                self._remark(at, "年度を、配る年度が入る欄にしました。", look)
            return YEAR_ITEM, YEAR.sub("{{年度}}", text, count=1)
        return "", ""

    def _remark(self, at: Position, assumed: str, look: str = "") -> None:
        self.remarks.append(Remark(self.sheet.name, address(*at), assumed, look))
