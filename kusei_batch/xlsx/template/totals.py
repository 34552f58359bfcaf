"""`_集計`: what the summary workbook shows of a form, checked against the form's fields."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from kusei_batch.core.form import FieldType, TotalsRow
from kusei_batch.core.totals import BUILT_IN_AXES, ChartKind, TotalsKind, ValueKind, parse_width
from kusei_batch.xlsx.placeholder import find_malformed, find_placeholders
from kusei_batch.xlsx.template.lint import Lint, hint

if TYPE_CHECKING:
    from kusei_batch.xlsx.template.definitions import DefinitionRow, Rows
    from kusei_batch.xlsx.template.items import Item

BUILT_IN_WORDS = (*BUILT_IN_AXES, "番号", "行ID")
_SHEET_CHARACTERS = 31
_NOT_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\]|^'|'$")
_NUMERIC = (FieldType.INTEGER, FieldType.NUMBER)
_CARRIED_ON = ("シート名", "種類", "表")


def read_totals(rows: Rows, items: Mapping[str, Item], lint: Lint) -> tuple[TotalsRow, ...]:
    """The rows of `_集計`; where シート名 is blank the row carries on the sheet above it."""
    totals: list[TotalsRow] = []
    above: Mapping[str, str] = {}
    first: dict[str, tuple[str, str]] = {}
    for row in rows:
        words = dict(row.texts)
        if not words.get("シート名"):
            words |= {key: above[key] for key in _CARRIED_ON if key in above and not words.get(key)}
        above = words
        if _check_row(row, words, items, lint):
            _check_same(row, words, first, lint)
            totals.append(TotalsRow(words["シート名"], words["種類"], words))
    return tuple(totals)


def sheet_name_fault(name: str) -> str | None:
    """Why Excel does not take a text as a sheet's name, in Japanese; None when it does."""
    if len(name) > _SHEET_CHARACTERS:
        return f"{_SHEET_CHARACTERS}文字を超えています"
    if _NOT_IN_SHEET_NAMES.search(name):
        return "使えない記号（[ ] : * ? / \\ と前後の '）が入っています"
    return "Excelが使う名前です" if name.lower() in ("history", "履歴") else None


def _check_row(row: DefinitionRow, words: dict[str, str], items: Mapping[str, Item], lint: Lint) -> bool:
    """Whether the row's sheet and kind are known, so that the rest of it could be checked and was."""
    sheet, kind = words.get("シート名", ""), words.get("種類", "")
    fault = sheet_name_fault(sheet)
    if not sheet:
        lint.report("totals-incomplete", row.place("シート名"), heading="シート名")
    elif fault:
        lint.report("totals-bad-sheet", row.place("シート名"), name=sheet, reason=fault)
    if kind not in list(TotalsKind):
        _report_word(row, "種類", kind, [str(k) for k in TotalsKind], lint)
        return False
    tables = {i.field.table for i in items.values() if i.field.table}
    table = words.get("表") or None
    if table and table not in tables:
        lint.report("totals-unknown-table", row.place("表"), name=table, hint=hint(table, tables))
        return False
    if kind == TotalsKind.LIST:
        _check_column(row, words, items, lint)
    else:
        _check_crosstab(row, words, items, lint)
    return bool(sheet)


def _check_same(row: DefinitionRow, words: Mapping[str, str], first: dict[str, tuple[str, str]], lint: Lint) -> None:
    said = (words["種類"], words.get("表", "") if words["種類"] == TotalsKind.LIST else "")
    if first.setdefault(words["シート名"], said) != said:
        lint.report("totals-mixed-sheet", row.place("シート名"), name=words["シート名"])


def _check_column(row: DefinitionRow, words: dict[str, str], items: Mapping[str, Item], lint: Lint) -> None:
    if not words.get("見出し"):
        lint.report("totals-incomplete", row.place("見出し"), heading="見出し")
    if words.get("幅") and parse_width(words["幅"]) is None:
        lint.report("totals-bad-width", row.place("幅"), value=words["幅"])
    content = words.get("内容", "")
    for wrong in find_malformed(content):
        lint.report("placeholder-malformed", row.place("内容"), text=wrong.text, reason=wrong.reason)
    known = _known(words, items, BUILT_IN_WORDS)
    for placeholder in reversed(find_placeholders(content)):
        name = _own(placeholder.qualified, words)
        content = f"{content[: placeholder.start]}{{{{{name}}}}}{content[placeholder.end :]}"
        _check_known(row, "内容", name, known, lint)
    words["内容"] = content


def _check_crosstab(row: DefinitionRow, words: dict[str, str], items: Mapping[str, Item], lint: Lint) -> None:
    known = _known(words, items, BUILT_IN_AXES)
    if not words.get("行"):
        lint.report("totals-incomplete", row.place("行"), heading="行")
    for heading in ("行", "列"):
        if words.get(heading):
            words[heading] = _own(words[heading], words)
            _check_known(row, heading, words[heading], known, lint)
    _check_value(row, words, items, lint)
    if words.get("図") and words["図"] not in list(ChartKind):
        _report_word(row, "図", words["図"], [str(c) for c in ChartKind], lint)


def _check_value(row: DefinitionRow, words: dict[str, str], items: Mapping[str, Item], lint: Lint) -> None:
    kind, _, summed = words.get("値", "").replace("：", ":").partition(":")
    kind, summed = kind.strip() or ValueKind.COUNT, _own(summed.strip(), words)
    words["値"] = f"{kind}:{summed}" if summed else kind
    if kind not in list(ValueKind) or (kind == ValueKind.SUM) != bool(summed):
        known = [ValueKind.COUNT.value, f"{ValueKind.SUM.value}:項目名", ValueKind.SHARE.value]
        _report_word(row, "値", words["値"], known, lint)
    elif summed and _check_known(row, "値", summed, _known(words, items, ()), lint):
        table = words.get("表") or None
        item = items.get(f"{table}.{summed}" if table else summed) or items[summed]
        if item.certain and item.field.type not in _NUMERIC:
            lint.report("totals-not-numeric", row.place("値"), name=summed, type=str(item.field.type))


def _known(words: Mapping[str, str], items: Mapping[str, Item], built_in: tuple[str, ...]) -> list[str]:
    table = words.get("表") or None
    return [i.field.name for i in items.values() if i.field.table in (table, None)] + list(built_in)


def _own(name: str, words: Mapping[str, str]) -> str:
    """A name without the row's own table before it: `{{目標.場面}}` says no more than `{{場面}}` here."""
    return name.removeprefix(f"{words.get('表')}.")


def _check_known(row: DefinitionRow, heading: str, name: str, known: list[str], lint: Lint) -> bool:
    if name not in known:
        lint.report("totals-unknown-item", row.place(heading), name=name, hint=hint(name, known))
    return name in known


def _report_word(row: DefinitionRow, heading: str, value: str, known: list[str], lint: Lint) -> None:
    code = "totals-unknown-word" if value else "totals-incomplete"
    params = {"heading": heading, "value": value, "known": "、".join(known), "hint": hint(value, known)}
    lint.report(code, row.place(heading), **params)
