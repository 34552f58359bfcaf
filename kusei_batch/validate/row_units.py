"""Units: what people call them, and the one a row of a table says in a column of its own."""

from __future__ import annotations

import re
from dataclasses import replace

from kusei_batch.core.form import Field, Form
from kusei_batch.core.submission import IssuedSheet, Row
from kusei_batch.core.text.characters import seen_only
from kusei_batch.core.text.label import value_text
from kusei_batch.core.text.notation import fold
from kusei_batch.core.values import CellKind
from kusei_batch.validate.individual_number import holds_individual_number
from kusei_batch.validate.shown_rules import shown_text

RATIOS = ("倍", "割")
COUNTERS = frozenset(
    re.split(
        " ",
        "円 人 件 回 % 点 団体 世帯 か所 校 社 枚 冊 部 台 個 本 日 時間 分 秒 週 か月 年 歳 班 "
        "種類 言語 か国語 項目 ページ 問 票 施設 地区 区 課 階 店 室 席 箱 通 ポイント km m cm kg t",
    )
)
_SAME_UNITS = {
    "パーセント": "%",
    "名": "人",
    "pt": "ポイント",
    "平方メートル": "m2",
    "平米": "m2",
    "キロメートル": "km",
    "メートル": "m",
    "キログラム": "kg",
    "カ国語": "か国語",
    "ヵ国語": "か国語",
    "ヶ国語": "か国語",
    "箇所": "か所",
    "ヶ所": "か所",
    "ヵ所": "か所",
    "カ所": "か所",
    "ケ所": "か所",
    "箇月": "か月",
    "ヶ月": "か月",
    "ヵ月": "か月",
    "カ月": "か月",
    "ケ月": "か月",
}
_BRACKETED = re.compile(r"[(（\[［【](.*)[)）\]］】]")
_NAMED = re.compile(r"[^(（]+[(（](.*)[)）]")  # 割合（％）: what is counted, and in what
_REMARK = re.compile(r"(?<=.)([(（].*[)）]|以上|以下|以内|未満)$")
_LONGEST = 20  # what is longer is a sentence


def unit_name(unit: str) -> str:
    """Return the usual name of a unit: 名 is 人, パーセント is %."""
    name = fold(unit)
    return _SAME_UNITS.get(name, name)


def spellings(unit: str) -> tuple[str, ...]:
    """Return how a unit may be typed behind a number: as it is, and of 件/月 also 件 alone."""
    return unit, unit.split("/", maxsplit=1)[0].strip()


def is_same_unit(typed: str, unit: str) -> bool:
    """Return whether a unit typed behind a number is the field's."""
    return unit_name(typed) in map(unit_name, spellings(unit))


def counts_percent(field: Field) -> bool:
    """Return whether a field is a number counted in ％."""
    return field.type.is_number and unit_name(field.unit) == "%"


def plain_unit(text: str) -> str:
    """Return the unit a cell says, without what people add to it: （％）, ％以上, 円（税込）; empty of a sentence."""
    unit = " ".join(seen_only(text).split())
    bracketed = _BRACKETED.fullmatch(unit) or _NAMED.fullmatch(unit)
    if bracketed and (
        bracketed.re is _BRACKETED or unit_name(bracketed[1]).lstrip("十百千万億兆") in (*COUNTERS, *RATIOS)
    ):
        unit = bracketed[1]
    unit = _REMARK.sub("", unit).strip()
    return unit if len(unit) <= _LONGEST else ""


def counted(field: Field, unit_text: str) -> Field:
    """Return the field as it is counted in a row whose cell for the unit says `unit_text`."""
    return replace(field, unit=plain_unit(unit_text))


def field_in_row(field: Field, row: Row, form: Form, issued: IssuedSheet) -> Field:
    """Return the field as the row counts it: where the row says its own unit, with that unit."""
    return counted(field, _said(field, row, form, issued)) if field.unit_from else field


def _said(field: Field, row: Row, form: Form, issued: IssuedSheet) -> str:
    """Return what the row's cell for the unit says: as entered, else as it was issued with."""
    named = form.field(field.unit_from, field.table)
    if named.is_entry:
        cell = row.cell(named.name)
        is_word = cell.kind in (CellKind.TEXT, CellKind.NUMBER) and not holds_individual_number(cell)
        return shown_text(cell) if is_word else ""
    keys = issued.rows.get(field.table, ()) if field.table else (None,)
    index = keys.index(row.key) if row.key in keys else None
    return "" if index is None else value_text(issued.value(named.qualified, index))
