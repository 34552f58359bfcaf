"""`_集計`: what the summary workbook shows of a form, checked against the form's fields."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping

from kusei_batch.core.axes import TIME_AXES, Grouping, PeriodUnit, split_axis
from kusei_batch.core.expression import ExpressionError, UnknownFieldError, parse_condition
from kusei_batch.core.follow_up import DAYS_LATE, STATE
from kusei_batch.core.form import Field, FieldType, TotalsRow
from kusei_batch.core.ratio import Ratio, is_rate, parse_ratio, parse_share, units_of
from kusei_batch.core.row_filter import BUILT_IN_NAMES
from kusei_batch.core.text.lengths import SHEET_NAME, units
from kusei_batch.core.text.placeholder import find_malformed, find_placeholders
from kusei_batch.core.totals import BUILT_IN_AXES, WORDS_OF_ROUND, ChartKind, TotalsKind, ValueKind
from kusei_batch.core.totals_reading import FEW, LISTS, UNADDED, parse_few, parse_width, split_names
from kusei_batch.xlsx.template.definitions import DefinitionRow, Rows
from kusei_batch.xlsx.template.draft_fields import DraftField
from kusei_batch.xlsx.template.lint import Lint, hint

BUILT_IN_WORDS = (*BUILT_IN_AXES, "番号", "行ID")
_AXES = (*BUILT_IN_AXES, *TIME_AXES)
_NOT_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\]|^'|'$")
_TREND_NUMBERS = ("値", "目標", "現状値")
_CARRIED_ON = ("シート名", "種類", "表")


def read_totals(
    rows: Rows, items: Mapping[str, DraftField], followed: Collection[str], lint: Lint
) -> tuple[TotalsRow, ...]:
    """Return the rows of `_集計`; where シート名 is blank the row carries on the sheet above it.

    `followed` are the tables whose rows are followed up.
    """
    totals: list[TotalsRow] = []
    above: Mapping[str, str] = {}
    first: dict[str, tuple[str, str]] = {}
    for row in rows:
        words = dict(row.texts)
        if not words.get("シート名"):
            words |= {key: above[key] for key in _CARRIED_ON if key in above and not words.get(key)}
        above = words
        if _check_row(row, words, items, lint):
            is_list = words["種類"] in LISTS
            said = (words["種類"], words.get("表", "") if is_list else "")
            if words["種類"] == TotalsKind.FOLLOWED and words.get("表") not in followed:
                lint.report("totals-not-followed", row.place("表"), table=words.get("表", ""))
            if first.setdefault(words["シート名"], said) != said:
                lint.report("totals-mixed-sheet", row.place("シート名"), name=words["シート名"])
            elif is_list and words.get("条件"):
                key, condition = f"{words['シート名']}\n条件", words["条件"]
                if first.setdefault(key, (condition, "")) != (condition, ""):
                    lint.report("totals-two-conditions", row.place("条件"), name=words["シート名"], first=first[key][0])
            totals.append(TotalsRow(words["シート名"], words["種類"], words))
    return tuple(totals)


def sheet_name_fault(name: str) -> str | None:
    """Return why Excel does not take a text as a sheet's name, in Japanese; None when it does."""
    if units(name) > SHEET_NAME:
        counted = "（𠮷などは2文字と数えます）" if units(name) > len(name) else ""
        return f"{SHEET_NAME}文字を超えています{counted}"
    if _NOT_IN_SHEET_NAMES.search(name):
        return "使えない記号（[ ] : * ? / \\ と前後の '）が入っています"
    return "Excelが使う名前です" if name.lower() in ("history", "履歴") else None


def _check_row(row: DefinitionRow, words: dict[str, str], items: Mapping[str, DraftField], lint: Lint) -> bool:
    """Return whether the row's sheet and kind are known, so that the rest of it could be checked and was."""
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
    _CHECKS[TotalsKind(kind)](row, words, items, lint)
    # An expression over the fields of the table, of the head, and what is known of every row.
    known = _known(words, items, BUILT_IN_NAMES)
    try:
        if words.get("条件"):
            parse_condition(words["条件"], known, lint.year)
    except UnknownFieldError as error:
        lint.report("totals-unknown-item", row.place("条件"), name=error.name, hint=hint(error.name, known))
    except ExpressionError as error:
        lint.report("totals-bad-condition", row.place("条件"), value=words["条件"], reason=str(error))
    return bool(sheet)


def _check_column(row: DefinitionRow, words: dict[str, str], items: Mapping[str, DraftField], lint: Lint) -> None:
    if not words.get("見出し"):
        lint.report("totals-incomplete", row.place("見出し"), heading="見出し")
    if words.get("幅") and parse_width(words["幅"]) is None:
        lint.report("totals-bad-width", row.place("幅"), value=words["幅"])
    of_state = (STATE, DAYS_LATE) if words["種類"] == TotalsKind.FOLLOWED else ()
    _check_text(row, "内容", words, _known(words, items, (*BUILT_IN_WORDS, *of_state)), lint)
    for heading in (heading for heading in ("題名", "前文") if words.get(heading)):
        _check_text(row, heading, words, list(WORDS_OF_ROUND), lint)
    if words.get("値"):
        _check_value(row, words, items, (ValueKind.SUM, ValueKind.RATIO), lint)


def _check_text(row: DefinitionRow, heading: str, words: dict[str, str], known: list[str], lint: Lint) -> None:
    """Check a text with {{項目}}, and write its placeholders without the row's own table."""
    content = words.get(heading, "")
    for wrong in find_malformed(content):
        lint.report("placeholder-malformed", row.place(heading), text=wrong.text, reason=wrong.reason)
    for placeholder in reversed(find_placeholders(content)):
        name = _own(placeholder.qualified, words)
        content = f"{content[: placeholder.start]}{{{{{name}}}}}{content[placeholder.end :]}"
        _check_known(row, heading, name, known, lint)
    words[heading] = content


def _check_trend(row: DefinitionRow, words: dict[str, str], items: Mapping[str, DraftField], lint: Lint) -> None:
    known = _known(words, items, BUILT_IN_WORDS)
    for heading in ("行", "値"):
        if not words.get(heading):
            lint.report("totals-incomplete", row.place(heading), heading=heading)
    if "{{" in words.get("行", ""):
        _check_text(row, "行", words, known, lint)
    for heading, other in (("現状値", "現状年度"), ("現状年度", "現状値")):
        if words.get(other) and not words.get(heading):
            lint.report("totals-incomplete", row.place(heading), heading=heading)
    asked = ["行", "値", "目標", "目標年度", "向き", "現状値", "現状年度"]
    if words.get("値", "").replace("：", ":").partition(":")[0].strip() == ValueKind.RATIO:
        _check_value(row, words, items, (ValueKind.RATIO,), lint)
        asked.remove("値")
    for heading in asked:
        if words.get(heading) and "{{" not in words[heading]:
            words[heading] = _own(words[heading], words)
            is_number = heading in _TREND_NUMBERS and not (heading == "値" and _is_state(words, items))
            if _check_known(row, heading, words[heading], known, lint) and is_number:
                _check_numeric(row, heading, words[heading], words, items, lint)


def _check_crosstab(row: DefinitionRow, words: dict[str, str], items: Mapping[str, DraftField], lint: Lint) -> None:
    if not words.get("行"):
        lint.report("totals-incomplete", row.place("行"), heading="行")
    for heading in ("行", "列"):
        if words.get(heading):
            words[heading] = _own(words[heading], words)
            _check_axis(row, heading, words, items, lint)
    if words.get("行") in TIME_AXES and words.get("列") in TIME_AXES:
        lint.report("totals-same-axis", row.place("列"), name=words["列"])
    words["値"] = words.get("値") or ValueKind.COUNT
    _check_value(row, words, items, tuple(ValueKind), lint)
    axes = [split_axis(words[heading])[0] for heading in ("行", "列") if words.get(heading)]
    for name in split_names(words.get(UNADDED, "")):
        _check_known(row, UNADDED, name, axes, lint)
    if words.get(FEW) and not parse_few(words[FEW]):
        _report_word(row, FEW, words[FEW], ["30", "50"], lint)
    if words.get("図") and words["図"] not in list(ChartKind):
        _report_word(row, "図", words["図"], [str(c) for c in ChartKind], lint)


def _check_axis(
    row: DefinitionRow, heading: str, words: Mapping[str, str], items: Mapping[str, DraftField], lint: Lint
) -> None:
    known, axis = _known(words, items, _AXES), words[heading]
    if axis in known:
        return
    name, unit = split_axis(axis)
    stem, colon, word = axis.replace("：", ":").rpartition(":")
    if unit is None and colon and stem.strip() in known:
        _report_word(row, heading, word.strip(), [str(u) for u in (*PeriodUnit, *Grouping)], lint)
    elif _check_known(row, heading, name, known, lint) and not isinstance(unit, Grouping):
        item = _item(name, words, items)
        if item is None or (item.certain and item.field.type is not FieldType.DATE):
            lint.report("totals-not-date", row.place(heading), name=name)


def _item(name: str, words: Mapping[str, str], items: Mapping[str, DraftField]) -> DraftField | None:
    table = words.get("表") or None
    return (items.get(f"{table}.{name}") if table else None) or items.get(name)


def _is_state(words: Mapping[str, str], items: Mapping[str, DraftField]) -> bool:
    """Return whether a 推移 shows what was chosen year by year, which has nothing to reach."""
    item = _item(words["値"], words, items)
    return item is not None and item.field.type is FieldType.CHOICE and not words.get("目標")


def _check_numeric(
    row: DefinitionRow,
    heading: str,
    name: str,
    words: Mapping[str, str],
    items: Mapping[str, DraftField],
    lint: Lint,
) -> None:
    item = _item(name, words, items)
    if item is None or (item.certain and not item.field.type.is_number):
        kind = str(item.field.type) if item else "数ではない項目"
        lint.report("totals-not-numeric", row.place(heading), name=name, type=kind)


def _check_value(
    row: DefinitionRow,
    words: dict[str, str],
    items: Mapping[str, DraftField],
    allowed: tuple[ValueKind, ...],
    lint: Lint,
) -> None:
    kind, _, summed = words["値"].replace("：", ":").partition(":")
    kind, summed = kind.strip(), summed.strip()
    summed = summed if kind == ValueKind.HOLDING else _own(summed, words)
    words["値"] = f"{kind}:{summed}" if summed else kind
    if kind not in allowed or ValueKind(kind).of_field != bool(summed):
        made = {ValueKind.HOLDING: "条件"}
        known = [f"{k}:{made.get(k, '項目名')}" if k.of_field else str(k) for k in allowed]
        _report_word(row, "値", words["値"], known, lint)
    elif kind == ValueKind.RATIO:
        _check_ratio(row, summed, _seen(words, items), parse_ratio, lint)
    elif kind == ValueKind.HOLDING:
        _check_ratio(row, summed, _seen(words, items), parse_share, lint)
    elif summed and _check_known(row, "値", summed, _known(words, items, ()), lint):
        _check_numeric(row, "値", summed, words, items, lint)
        seen = _seen(words, items)
        if is_rate(seen[summed], seen):
            lint.report("totals-of-rate", row.place("値"), name=summed, kind=kind)
        for unit in units_of((summed,), seen):
            axes = [split_axis(words.get(heading) or "")[0] for heading in ("行", "列")]
            if unit not in axes and unit not in (words.get("条件") or ""):
                lint.report("totals-of-mixed-units", row.place("値"), name=summed, kind=kind, unit=unit)


def _seen(words: Mapping[str, str], items: Mapping[str, DraftField]) -> dict[str, Field]:
    """Return the fields that a row of the table may name; its own before those of the head."""
    own = sorted((item.field for item in items.values()), key=lambda field: field.table is not None)
    return {field.name: field for field in own if field.table in (words.get("表") or None, None)}


def _check_ratio(
    row: DefinitionRow, text: str, seen: Mapping[str, Field], parse: Callable[..., Ratio], lint: Lint
) -> None:
    try:
        parse(text, seen, lint.year)
    except UnknownFieldError as error:
        lint.report("totals-unknown-item", row.place("値"), name=error.name, hint=hint(error.name, seen))
    except ExpressionError as error:
        lint.report("totals-bad-ratio", row.place("値"), value=text, reason=str(error))


def _known(words: Mapping[str, str], items: Mapping[str, DraftField], built_in: tuple[str, ...]) -> list[str]:
    table = words.get("表") or None
    return [i.field.name for i in items.values() if i.field.table in (table, None)] + list(built_in)


def _own(name: str, words: Mapping[str, str]) -> str:
    """Return a name without the row's own table before it: `{{目標.場面}}` says no more than `{{場面}}` here."""
    return name.removeprefix(f"{words.get('表')}.")


def _check_known(row: DefinitionRow, heading: str, name: str, known: list[str], lint: Lint) -> bool:
    if name not in known:
        lint.report("totals-unknown-item", row.place(heading), name=name, hint=hint(name, known))
    return name in known


def _report_word(row: DefinitionRow, heading: str, value: str, known: list[str], lint: Lint) -> None:
    code = "totals-unknown-word" if value else "totals-incomplete"
    params = {"heading": heading, "value": value, "known": "、".join(known), "hint": hint(value, known)}
    lint.report(code, row.place(heading), **params)


_CHECKS = {
    **dict.fromkeys(LISTS, _check_column),
    TotalsKind.CROSSTAB: _check_crosstab,
    TotalsKind.TREND: _check_trend,
}
