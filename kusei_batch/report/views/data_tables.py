"""データ and データ定義: tidy tables by the rules for machine-readable statistics.

総務省「統計表における機械判読可能なデータの表記方法の統一ルール」(2020-12): one datum a cell, numbers as
numbers, 西暦 dates, no line breaks. A 複数選択 field therefore becomes one 0/1 column per choice.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from kusei_batch.core.form import Choice, Field, FieldType, Form
from kusei_batch.core.picture import PICTURE_WORDS, Picture
from kusei_batch.core.record import Record
from kusei_batch.core.values import TypedValue
from kusei_batch.report.views.facts import RoundFacts
from kusei_batch.report.views.model import DataColumn, DataView, Datum, RowView

MOST_CHOICES = 60
"""A field with more choices, such as the departments of a city, has a column for those alone that anybody chose."""

_BREAKS = re.compile(r"\s*[\r\n\v\f\t\u2028\u2029]+\s*")

BEFORE = (
    DataColumn("年度", "整数", "年", "", "", "4月の属する西暦年"),
    DataColumn("回", "文字", "", "", "", "提出を求めた回の名称"),
    DataColumn("区コード", "文字", "", "", "", "マスタの区コード"),
    DataColumn("区名", "文字", "", "", "", "マスタの区名"),
    DataColumn("部名", "文字", "", "", "", "部に属さない部署は空欄"),
    DataColumn("部署コード", "文字", "", "", "", "マスタの部署コード"),
    DataColumn("部署名", "文字", "", "", "", "マスタの課名。課のほか、担当や所も1部署とする"),
    DataColumn("管理番号", "文字", "", "", "", "配布した様式ごとの番号"),
)
ROW_COLUMNS = (
    DataColumn("行ID", "文字", "", "", "", "行ごとに決まり、変わらない番号"),
    DataColumn("番号", "整数", "", "", "", "様式の中での順番"),
)
AFTER = (
    DataColumn("元ファイル", "文字", "", "", "", "読み取ったファイルの名前。選ぶとファイルの記入箇所が開く"),
    DataColumn("元シート", "文字", "", "", "", "読み取ったシートの名前"),
    DataColumn("元セル", "文字", "", "", "", "読み取ったセルの範囲"),
)


def build_data(facts: RoundFacts, rows: Mapping[str | None, Sequence[RowView]]) -> tuple[DataView, ...]:
    """Return one data table for each table of the form, then one for what stands outside tables."""
    names = data_names(facts.form)
    return tuple(_data(facts, table, rows.get(table, ()), name) for table, name in names.items())


def data_names(form: Form) -> dict[str | None, str]:
    """Return what the data table of each table of a form is called; None stands for what is outside tables."""
    tables: list[str | None] = [t.name for t in form.tables if form.entries_of(t.name)]
    if form.entries_of(None):
        tables.append(None)
    return {table: f"データ_{table or '共通'}" if nth else "データ" for nth, table in enumerate(tables)}


def _data(facts: RoundFacts, table: str | None, rows: Sequence[RowView], name: str) -> DataView:
    records = [r for r in facts.records if r.table == table]
    fields = [_FieldColumns(field, facts.form, records) for field in facts.form.recorded_of(table)]
    # A form may call a field 番号 itself: the later column then gets a name of its own.
    words = facts.words
    before = [replace(one, name=words.heading(one.name), help=words.sentence(one.help)) for one in BEFORE]
    columns = _distinct([*before, *(ROW_COLUMNS if table else ()), *(c for f in fields for c in f.columns), *AFTER])
    data = tuple(
        (
            *_before(facts, record),
            *[datum for field in fields for datum in field.data(record.fields.get(field.field.name))],
            row.source.file,
            row.source.sheet,
            row.source.cell,
        )
        for record, row in zip(records, rows, strict=True)
    )
    return DataView(name, table, columns, data, tuple(row.source for row in rows))


def _origin(field: Field) -> str:
    """Return 必須, 任意 or 条件 of an entry; of what nobody enters, its 区分."""
    if field.is_entry:
        return field.necessity.value
    return field.kind.value


def _before(facts: RoundFacts, record: Record) -> tuple[Datum, ...]:
    d = record.department
    place = (
        facts.round.fiscal_year,
        facts.round.name,
        d.ward.code,
        d.ward.name,
        d.division,
        d.code,
        d.name,
        record.sheet_id,
    )
    return place if record.table is None else (*place, record.key.row_id, record.number)


class _FieldColumns:
    """The columns one field becomes: one, or for 複数選択 one per choice."""

    def __init__(self, field: Field, form: Form, records: Sequence[Record]) -> None:
        self.field, self.is_short = field, False
        offered = form.choices_of(field)
        names: dict[str, None] = {}
        if field.type is FieldType.CHOICES:
            names |= dict.fromkeys(choice.value for choice in offered)
            chosen = dict[str, None]()
            for record in records:
                value = record.fields.get(field.name)
                chosen |= dict.fromkeys(value if isinstance(value, tuple) else ())
            names |= chosen
            self.is_short = len(names) > MOST_CHOICES
            if self.is_short:
                names = dict.fromkeys([name for name in names if name in chosen] or list(names)[:1])
        self.choices = tuple(names)
        self.columns = tuple(self._columns(offered))

    def _columns(self, offered: Sequence[Choice]) -> list[DataColumn]:
        field = self.field
        own_unit = f"単位は{field.unit_words}です。" if field.unit_from else ""
        words = "数の決まっていないものは、書かれた文のままです。" if field.takes_words else ""
        help_text = without_breaks(field.help) + own_unit + words
        if field.type is FieldType.CHOICES:
            necessity, said = _origin(field), f"「{field.name}」に選んでいれば1、いなければ0。"
            said += f"選択肢が{MOST_CHOICES}より多いので、選ばれたものだけを列にしています。" if self.is_short else ""
            return [
                # What the field is about stands with the first of its columns, once.
                DataColumn(
                    f"{field.name}_{without_breaks(c)}",
                    "整数",
                    "",
                    necessity,
                    "0か1",
                    said + (help_text if i == 0 else ""),
                )
                for i, c in enumerate(self.choices)
            ]
        listed = [without_breaks(choice.value) for choice in offered]
        choices = (" ／ " if any("。" in text or "、" in text for text in listed) else "、").join(listed)
        return [DataColumn(field.name, field.type.value, field.unit, _origin(field), choices, help_text)]

    def data(self, value: TypedValue) -> list[Datum]:
        if self.field.type is FieldType.CHOICES:
            chosen = value if isinstance(value, tuple) else ()
            return [int(choice in chosen) for choice in self.choices]
        return [datum_of(value)]


def datum_of(value: TypedValue) -> Datum:
    """Return a typed value as one datum: texts in one line, はい・いいえ as words."""
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, tuple):
        return without_breaks("、".join(value))
    if isinstance(value, Picture):
        return PICTURE_WORDS
    return without_breaks(value) if isinstance(value, str) else value


def without_breaks(text: str) -> str:
    """Return the text with every line break or tab made one space."""
    return _BREAKS.sub(" ", text.strip())


def _distinct(columns: Sequence[DataColumn]) -> tuple[DataColumn, ...]:
    taken: set[str] = set()
    distinct = []
    for column in columns:
        name, number = column.name, 2
        while name.casefold() in taken:
            name, number = f"{column.name}_{number}", number + 1
        taken.add(name.casefold())
        distinct.append(DataColumn(name, column.type, column.unit, column.necessity, column.choices, column.help))
    return tuple(distinct)
