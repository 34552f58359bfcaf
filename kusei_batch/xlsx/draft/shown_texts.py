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
from kusei_batch.xlsx.draft.printed_blanks import is_date_blank, is_month_blank
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
            said = _SAID.fullmatch(text.strip())
            day = said[2] if said and said[2] else text
            if is_date_blank(day) and self.sheet.area_at(*at) not in self.sheet.boxes:
                yield self._day(at, said[1] if said else "提出年月日")
                continue
            if is_month_blank(day) and self.sheet.area_at(*at) not in self.sheet.boxes:
                yield self._month(at, said[1] if said else "対象年月")
                continue
            item, written = self._shown_in(at, text)
            if item:
                self.texts[at] = written
                yield ProposedField(item, self.sheet.name, at, kind=FieldKind.DISPLAY)

    def _day(self, at: Position, called: str) -> ProposedField:
        """Return the field of a day printed without a box; it takes the place of the text."""
        name = self.names.field(called, None)
        look = "要らなければ、目印と _項目 の行を消してください。"
        self._remark(at, f"様式の日付の欄を、{name}の項目にしました。", look)
        asked = "提出する日" if called == "提出年月日" else called
        return ProposedField(name, self.sheet.name, at, FieldType.DATE, help=f"{asked}を書いてください。例：R8.5.20")

    def _month(self, at: Position, called: str) -> ProposedField:
        """Return the field of the month that a form is about, of whatever year; it takes the place of the text."""
        name = self.names.field(called, None)
        look = "回が月ごとなら、目印を {{回}} に替えて、プログラムが書く欄にできます。"
        self._remark(at, f"様式の年月の欄を、{name}の項目にしました。", look)
        return ProposedField(
            name, self.sheet.name, at, FieldType.TEXT, help="いつの分かを、年と月で書いてください。例：令和8年5月分"
        )

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
