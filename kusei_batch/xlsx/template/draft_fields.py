"""`_項目`: one row makes one field, not yet knowing its cells."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from kusei_batch.core.dates import parse_day
from kusei_batch.core.form import Bound, Field, FieldKind, FieldType, Necessity
from kusei_batch.core.form_year import parse_day_of_year, parse_year_word
from kusei_batch.core.problem import Severity
from kusei_batch.core.text.lengths import CELL_TEXT, VALIDATION_ERROR, VALIDATION_PROMPT, units
from kusei_batch.core.text.notation import fold
from kusei_batch.core.text.placeholder import find_malformed, find_placeholders, is_only_placeholder
from kusei_batch.xlsx.template.bounds import parse_count, parse_number
from kusei_batch.xlsx.template.definitions import DefinitionRow, Rows
from kusei_batch.xlsx.template.lint import Lint, hint
from kusei_batch.xlsx.template.row_sources import read_reference

Word = TypeVar("Word", bound=StrEnum)

WITH_CHOICES = (FieldType.CHOICE, FieldType.CHOICES)
_TEXTS = (FieldType.TEXT, FieldType.LONG_TEXT)
SEVERITIES = {"エラー": Severity.ERROR, "警告": Severity.WARNING}
_USUAL_MEGABYTES = Decimal(10)
"""The largest file of a 写真 field that says no 最大."""
_NOT_IN_NAMES = re.compile(r"[{}.|｜=＝≠、\r\n]")
_LIMITED = (
    ("エラー文", VALIDATION_ERROR, "error-text-too-long"),
    ("説明", VALIDATION_PROMPT, "help-too-long"),
)


@dataclass(frozen=True, slots=True)
class DraftField:
    """A field without its cells, and the row that defines it.

    `certain` is False where 区分 or 型 could not be read: the field is known by its name alone.
    """

    field: Field
    row: DefinitionRow
    certain: bool = True


def read_items(rows: Rows, lint: Lint) -> dict[str, DraftField]:
    """Return the fields `_項目` defines, by qualified name, in its order."""
    items: dict[str, DraftField] = {}
    for row in rows:
        item = _read_item(row, lint)
        if item is None:
            continue
        name = item.field.qualified
        if name in items:
            first = items[name].row.place("項目名").cells[0]
            lint.report("item-twice", row.place("項目名", name), name=name, first=first)
        else:
            items[name] = item
    return items


def _read_item(row: DefinitionRow, lint: Lint) -> DraftField | None:
    name, table = row.text("項目名"), row.text("表") or None
    if not name:
        lint.report("item-without-name", row.place("項目名"))
        return None
    for heading in ("項目名", "表"):
        if _NOT_IN_NAMES.search(row.text(heading)):
            lint.report("item-bad-name", row.place(heading, name), name=row.text(heading))
            return None
    if table is None and parse_year_word(name):
        lint.report("item-named-as-year", row.place("項目名", name), name=name)
        return None
    kind, type_ = (
        read_word(row, "区分", {str(k): k for k in FieldKind}, None, lint),
        read_word(row, "型", {str(t): t for t in FieldType}, None, lint),
    )
    if kind is None or type_ is None:
        return DraftField(_bare(name, table, kind, type_), row, certain=False)
    return DraftField(_read_rules(_bare(name, table, kind, type_), row, lint), row)


def _bare(name: str, table: str | None, kind: FieldKind | None, type_: FieldType | None) -> Field:
    return Field(
        name=name,
        table=table,
        kind=kind or FieldKind.ENTRY,
        type=type_ or FieldType.TEXT,
        necessity=Necessity.OPTIONAL,
        severity=Severity.ERROR,
        sheet="",
        cells=(),
    )


def _read_rules(bare: Field, row: DefinitionRow, lint: Lint) -> Field:
    type_ = bare.type
    necessities = {str(n): n for n in Necessity}
    necessity = read_word(row, "必須", necessities, Necessity.OPTIONAL, lint) or Necessity.OPTIONAL
    minimum, maximum = _read_bound(row, "最小", type_, lint), _read_bound(row, "最大", type_, lint)
    if type_ is FieldType.PICTURE:
        maximum = maximum or _USUAL_MEGABYTES
        if bare.kind is not FieldKind.ENTRY:
            lint.report("picture-not-entered", row.place("区分", row.text("項目名")), kind=str(bare.kind))
    _check_order(minimum, maximum, row, lint)
    name = row.text("項目名")
    for heading, limit, code in _LIMITED:
        text = row.text(heading)
        for wrong in find_malformed(text):
            lint.report("placeholder-malformed", row.place(heading, name), text=wrong.text, reason=wrong.reason)
        length = units(text)
        if length > limit:
            lint.report(code, row.place(heading, name), length=str(length))
    unit_from = _read_unit_field(row.text("単位"), bare.table)
    said = read_word(row, "文字可", {"はい": True, "いいえ": False}, default=False, lint=lint)
    if said and not type_.is_number:
        lint.report("rule-unused", row.place("文字可", row.text("項目名")), heading="文字可", type=str(type_))
    return Field(
        name=bare.name,
        table=bare.table,
        kind=bare.kind,
        type=type_,
        necessity=necessity,
        severity=read_word(row, "重要度", SEVERITIES, Severity.ERROR, lint) or Severity.ERROR,
        sheet="",
        cells=(),
        reference=read_reference(row, bare.kind, lint),
        choice_list=_read_choice_list(row, type_, lint),
        minimum=minimum,
        maximum=maximum,
        max_length=_read_length(row, type_, lint),
        unit="" if unit_from else row.text("単位"),
        unit_from=unit_from,
        takes_words=bool(said) and type_.is_number,
        goes_on_from=row.text("続きの元").removeprefix(f"{bare.table}."),
        help=row.text("説明"),
        error_text=row.text("エラー文"),
    )


Meaning = TypeVar("Meaning")


def read_word(
    row: DefinitionRow, heading: str, words: Mapping[str, Meaning], default: Meaning | None, lint: Lint
) -> Meaning | None:
    """Return what the word below a heading means, `default` where it is blank; report an unknown word."""
    text = unicodedata.normalize("NFKC", row.text(heading))
    if text in words:
        return words[text]
    if text or default is None:
        code = "item-unknown-word" if text else "item-word-missing"
        params = {"heading": heading, "known": "、".join(words), "value": text, "hint": hint(text, words)}
        lint.report(code, row.place(heading, row.text("項目名") or None), **params)
    return default


def _read_choice_list(row: DefinitionRow, type_: FieldType, lint: Lint) -> str | None:
    name, place = row.text("選択肢"), row.place("選択肢", row.text("項目名"))
    if type_ in WITH_CHOICES:
        if not name:
            lint.report("choice-list-not-named", place, type=str(type_))
        return name or None
    if name:
        lint.report("rule-unused", place, heading="選択肢", type=str(type_))
    return None


def _read_bound(row: DefinitionRow, heading: str, type_: FieldType, lint: Lint) -> Bound | None:
    text, place = row.text(heading), row.place(heading, row.text("項目名"))
    if not text:
        return None
    if not type_.is_stored_as_number and (type_, heading) != (FieldType.PICTURE, "最大"):
        lint.report("rule-unused", place, heading=heading, type=str(type_))
        return None
    written = parse_day_of_year(text) if type_ is FieldType.DATE else None
    if written:
        return lint.year.day(written)
    bound: Bound | None
    if type_ is FieldType.DATE:
        bound = parse_day(row.day(heading), lint.year.calendar)
    else:
        bound = parse_number(_without_percent(text.removesuffix("MB"), row.text("単位")))
    if bound is None or (type_ is FieldType.INTEGER and bound != int(Decimal(str(bound)))):
        expected = {FieldType.DATE: "日付", FieldType.INTEGER: "整数"}.get(type_, "数値")
        lint.report("bound-malformed", place, heading=heading, value=text, expected=expected)
        return None
    return bound


def _without_percent(text: str, unit: str) -> str:
    """Return a bound of a field counted in ％ or without a unit, without its %: entries, too, read 100% as 100."""
    return text.rstrip("%％ ") if fold(unit) in ("", "%") or _read_unit_field(unit, None) else text


def _check_order(minimum: Bound | None, maximum: Bound | None, row: DefinitionRow, lint: Lint) -> None:
    if minimum is None or maximum is None:
        return
    if isinstance(minimum, dt.date) or isinstance(maximum, dt.date):
        wrong = isinstance(minimum, dt.date) and isinstance(maximum, dt.date) and minimum > maximum
    else:
        wrong = minimum > maximum
    if wrong:
        place = row.place("最小", row.text("項目名"))
        lint.report("bounds-reversed", place, minimum=row.text("最小"), maximum=row.text("最大"))


def _read_length(row: DefinitionRow, type_: FieldType, lint: Lint) -> int | None:
    text, place = row.text("最大文字数"), row.place("最大文字数", row.text("項目名"))
    if not text:
        return None
    if type_ not in _TEXTS:
        lint.report("rule-unused", place, heading="最大文字数", type=str(type_))
        return None
    length = parse_count(text, CELL_TEXT)
    if not length:
        lint.report("length-malformed", place, value=text)
    return length or None


def _read_unit_field(text: str, table: str | None) -> str:
    """Return the item that a 単位 leads to, by its bare name where it stands in `table`; empty where it is a word."""
    if not is_only_placeholder(text):
        return ""
    (found,) = find_placeholders(text)
    return found.name if found.table in (None, table) else found.qualified
