"""What a field is, from everything that speaks of it: its heading, what is printed in its box, rules, format, room."""

from __future__ import annotations

import re
from dataclasses import replace

from kusei_batch.core.form import FieldKind, FieldType
from kusei_batch.core.text.notation import half_width
from kusei_batch.xlsx.draft.cell_evidence import Guess, guess_by_rules, guess_choice, type_by_format
from kusei_batch.xlsx.draft.draft import ProposedField
from kusei_batch.xlsx.draft.drawn_sheet import DrawnSheet
from kusei_batch.xlsx.draft.entry_boxes import EntryBoxes, Prefilled
from kusei_batch.xlsx.draft.heading_words import HeadingWords
from kusei_batch.xlsx.reference import Area

_NARROW, _WIDE, _ROOMY = 14.0, 40.0, 60.0
_COUNTED = (
    "件",
    "人",
    "名",
    "回",
    "団体",
    "世帯",
    "か所",
    "箇所",
    "校",
    "冊",
    "枚",
    "台",
    "個",
    "組",
    "歳",
    "日",
    "日間",
)
_SHORT = re.compile(
    r"(?:名|名称|件名|題名|氏名|者|場所|会場|日時|時刻|所在地|番号|期間|住所|電話|連絡先|年度|時間|単位)$"
)
_SENTENCE = 5
_HINTS = {
    FieldType.DATE: "日付を書いてください。例：R8.5.20",
    FieldType.CHOICE: "一覧から一つ選んでください。",
    FieldType.CHOICES: "当てはまるものを、「、」でつないで書いてください。",
    FieldType.YES_NO: "はい か いいえ を選んでください。",
}


def propose_field(
    said: HeadingWords, area: Area, boxes: EntryBoxes, name: str, table: str | None = None
) -> ProposedField:
    """Return the field of a box with that heading."""
    guess = _guess(said, area, boxes)
    return ProposedField(
        name=name,
        sheet=boxes.sheet.name,
        at=(area.top, area.left),
        type=guess.type,
        table=table,
        kind=FieldKind.ENTRY,
        choices=guess.offered.choices if guess.offered and guess.type is not FieldType.YES_NO else (),
        unit=guess.unit,
        required=said.required,
        most_letters=guess.most,
        minimum=guess.minimum,
        maximum=guess.maximum,
        help=_help(said, guess),
    )


def _guess(said: HeadingWords, area: Area, boxes: EntryBoxes) -> Guess:
    printed = boxes.printed_in(area) or Prefilled()
    ruled = guess_by_rules(area, boxes)
    if ruled and ruled.type is not FieldType.TEXT:
        return Guess(ruled.type, ruled.offered, printed.unit or said.unit, None, ruled.minimum, ruled.maximum)
    offered = printed.offered or said.offered
    if offered:
        return guess_choice(replace(offered, several=offered.several or said.several))
    if printed.is_date or printed.is_tick or said.type is FieldType.YES_NO:
        return Guess(FieldType.DATE if printed.is_date else FieldType.YES_NO)
    type_, unit = type_by_format(area, boxes), printed.unit or said.unit
    type_ = type_ or (FieldType.NUMBER if printed.unit else said.type)
    if type_ is None and (area.top, area.left) in boxes.summed:
        type_ = FieldType.NUMBER
    if type_ in (None, FieldType.TEXT, FieldType.LONG_TEXT):
        most = ruled.most if ruled else None
        width, rows = boxes.sheet.width_of(area), area.bottom - area.top + 1
        if _SHORT.search(said.name):
            return Guess(FieldType.TEXT, most=most or said.most)
        roomy = (width >= _WIDE and rows > 1) or width * rows >= _ROOMY or bool(said.most)
        by_words = said.type is FieldType.LONG_TEXT and (width >= _NARROW or rows > 1)
        return Guess(FieldType.LONG_TEXT if roomy or by_words else FieldType.TEXT, most=most or said.most)
    if type_ is FieldType.NUMBER and unit in _COUNTED:
        type_ = FieldType.INTEGER
    percent = "%" in boxes.sheet.look_at(area.top, area.left).number
    unit = unit or ("％" if percent and type_ is FieldType.NUMBER else "")
    return Guess(type_ or FieldType.TEXT, unit=unit if is_number(type_) else "")


def _help(said: HeadingWords, guess: Guess) -> str:
    if len(said.hint) >= _SENTENCE:
        return said.hint
    if is_number(guess.type):
        unit = f"（単位は{guess.unit}）" if guess.unit else ""
        return f"数だけを書いてください{unit}。"
    return _HINTS.get(guess.type, "")


def plain_unit(sheet: DrawnSheet, row: int) -> str:
    """Return the unit that the nearest `（単位：千円）` above a row states for what is below it; empty without one."""
    stated = [(at[0], _unit_stated(text)) for at, text in sorted(sheet.texts.items()) if at[0] < row]
    return next((unit for _, unit in reversed(stated) if unit), "")


def _unit_stated(text: str) -> str:
    plain = "".join(half_width(text).split()).strip("()（）")
    return plain.partition("単位:")[2] if plain.startswith("単位:") else ""


def is_unit_stated(text: str) -> bool:
    """Return whether a text states the unit of a table."""
    return bool(_unit_stated(text))


def is_number(type_: FieldType | None) -> bool:
    """Return whether a type is one of numbers."""
    return type_ is not None and type_.is_number
