"""`_集計` as typed, read into what it asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kusei_batch.core.axes import ROUND_AXIS, TIME_AXES, YEAR_AXIS, split_axis
from kusei_batch.core.expression import UnknownFieldError, parse_condition, parse_formula
from kusei_batch.core.follow_up import DAYS_LATE, STATE
from kusei_batch.core.form import Form, TotalsRow
from kusei_batch.core.form_year import FormYear
from kusei_batch.core.ratio import Ratio, parse_ratio, parse_share, units_of
from kusei_batch.core.row_filter import names_of
from kusei_batch.core.text.placeholder import placeholder_names
from kusei_batch.core.totals import (
    BUILT_IN_AXES,
    ChartKind,
    CrosstabSpec,
    ListColumn,
    ListSpec,
    TotalsKind,
    TrendSpec,
    ValueKind,
)

UNADDED, FEW = "足さない項目", "少ない件数"
"""The column of `_集計` that names the axes over which no total is shown."""
LISTS = (TotalsKind.LIST, TotalsKind.FOLLOWED)
"""種類 that make a list, a row of `_集計` for each of its columns."""
_TREND_FIELDS = ("向き", "目標年度", "現状値", "現状年度")


def list_specs(form: Form) -> tuple[ListSpec, ...]:
    """Return the 一覧 and 追跡 of a form in the order of `_集計`."""
    grouped: dict[str, list[TotalsRow]] = {}
    for row in form.totals:
        if row.kind in LISTS:
            grouped.setdefault(row.sheet, []).append(row)
    return tuple(_list_spec(sheet, rows, form) for sheet, rows in grouped.items())


def _list_spec(sheet: str, rows: Sequence[TotalsRow], form: Form) -> ListSpec:
    condition, title, preface = (
        next((said for row in rows if (said := _word(row, heading))), "") for heading in ("条件", "題名", "前文")
    )
    columns = tuple(_list_column(row, form) for row in rows)
    is_followed = rows[0].kind == TotalsKind.FOLLOWED
    return ListSpec(sheet, _word(rows[0], "表"), columns, condition, title, preface, is_followed)


def crosstab_specs(form: Form) -> tuple[CrosstabSpec, ...]:
    """Return the クロス集計 of a form in the order of `_集計`."""
    return tuple(_crosstab_spec(row, form) for row in form.totals if row.kind == TotalsKind.CROSSTAB)


def trend_specs(form: Form) -> tuple[TrendSpec, ...]:
    """Return the 推移 of a form in the order of `_集計`."""
    return tuple(_trend_spec(row, form) for row in form.totals if row.kind == TotalsKind.TREND)


def spans_years(form: Form) -> bool:
    """Return whether anything of `_集計` shows earlier years."""
    return bool(trend_specs(form)) or _compares(form, YEAR_AXIS)


def compares_rounds(form: Form) -> bool:
    """Return whether anything of `_集計` shows other rounds of the form."""
    return _compares(form, ROUND_AXIS)


def _compares(form: Form, axis: str) -> bool:
    return any(spec.compared == axis for spec in crosstab_specs(form))


def _list_column(row: TotalsRow, form: Form) -> ListColumn:
    kind, summed = _value(row)
    ratio = _ratio(kind, summed, row, form)
    heading, content = _word(row, "見出し") or "", row.words.get("内容", "")
    width, units = parse_width(_word(row, "幅")), _units(row, form, summed, ratio)
    return ListColumn(heading, content, width, None if ratio else summed, ratio, units)


def _units(row: TotalsRow, form: Form, summed: str | None, ratio: Ratio | None) -> tuple[str, ...]:
    """Return the fields in which each row says the unit of what the row of `_集計` adds up."""
    names = ratio.names if ratio else (summed,) if summed else ()
    return units_of(names, form.seen_from(_word(row, "表")))


def _ratio(kind: str, text: str | None, row: TotalsRow, form: Form) -> Ratio | None:
    made = {ValueKind.RATIO: parse_ratio, ValueKind.HOLDING: parse_share}
    return made[ValueKind(kind)](text or "", form.seen_from(_word(row, "表")), form.year) if kind in made else None


def _value(row: TotalsRow) -> tuple[str, str | None]:
    """Return 値 as typed: its kind (blank where nothing is written), and the field it is made of."""
    kind, _, summed = (_word(row, "値") or "").replace("：", ":").partition(":")
    return kind.strip(), summed.strip() or None


def parse_few(text: str | None) -> int:
    """Return below which number of answers a place is marked; 0 where none is, and for what is no such number."""
    return int(text) if text and text.isdecimal() else 0


def parse_width(text: str | None) -> float | None:
    """Return a column width as typed, None where it is blank or no positive number."""
    try:
        width = float(text or "")
    except ValueError:
        return None
    return width if 0 < width <= 255 else None  # noqa: PLR2004 - Excel's widest column


def _crosstab_spec(row: TotalsRow, form: Form) -> CrosstabSpec:
    kind, summed = _value(row)
    chart, ratio = _word(row, "図"), _ratio(kind, summed, row, form)
    return CrosstabSpec(
        sheet=row.sheet,
        title=_word(row, "見出し") or row.sheet,
        table=_word(row, "表"),
        row=_word(row, "行") or "",
        column=_word(row, "列"),
        value=ValueKind.RATIO if ratio else ValueKind(kind or ValueKind.COUNT),
        summed=summed,
        chart=ChartKind(chart) if chart else None,
        condition=_word(row, "条件") or "",
        ratio=ratio,
        unadded=frozenset(split_names(_word(row, UNADDED) or "")),
        few=parse_few(_word(row, FEW)),
        units=_units(row, form, summed, ratio),
        said=_word(row, "前文") or "",
    )


def _trend_spec(row: TotalsRow, form: Form) -> TrendSpec:
    kind, divided = _value(row)
    ratio = _ratio(kind, divided, row, form)
    return TrendSpec(
        sheet=row.sheet,
        title=_word(row, "見出し") or row.sheet,
        table=_word(row, "表"),
        label=_word(row, "行") or "",
        value=(divided if ratio else _word(row, "値")) or "",
        target=_word(row, "目標"),
        direction=_word(row, "向き"),
        base=_word(row, "現状値"),
        base_year=_word(row, "現状年度"),
        condition=_word(row, "条件") or "",
        ratio=ratio,
        target_year=_word(row, "目標年度"),
    )


def _word(row: TotalsRow, heading: str) -> str | None:
    return row.words.get(heading, "").strip() or None


def fit_totals(totals: Sequence[TotalsRow], form: Form) -> tuple[tuple[TotalsRow, ...], dict[str, str]]:
    """Return the rows that a form can answer, and of each sheet it cannot the first name it does not know.

    `_集計` is that of the template as it is now, the form may be an older edition of it.
    """
    unknown: dict[str, str] = {}
    for row in totals:
        name = _unknown_name(row, form)
        if name is not None:
            unknown.setdefault(row.sheet, name)
    return tuple(row for row in totals if row.sheet not in unknown), unknown


def _unknown_name(row: TotalsRow, form: Form) -> str | None:
    table = _word(row, "表")
    if table and table not in {known.name for known in form.tables}:
        return table
    known = (*names_of(form, table), *BUILT_IN_AXES, *TIME_AXES)
    if row.kind == TotalsKind.FOLLOWED:
        if table not in {follow_up.table for follow_up in form.follow_ups}:
            return str(TotalsKind.FOLLOWED)
        known = (*known, STATE, DAYS_LATE)
    try:
        asked = list(_asked_names(row, known, form.year))
    except UnknownFieldError as error:
        return error.name
    return next((name for name in asked if name not in known), None)


def _asked_names(row: TotalsRow, known: Sequence[str], year: FormYear) -> Iterator[str]:
    """Yield every name a row asks for. Raise UnknownFieldError for one within an expression."""
    for heading in ("内容", "行", "列", "目標", *_TREND_FIELDS):
        text = _word(row, heading) or ""
        yield from placeholder_names(text) if "{{" in text else (split_axis(text)[0],) if text else ()
    kind, made = _value(row)
    if kind == ValueKind.RATIO:
        yield from parse_formula(made or "", known, year).names
    elif kind == ValueKind.HOLDING:
        yield from parse_condition(made or "", known, year).names
    elif made or row.kind == TotalsKind.TREND:
        yield made or kind
    if condition := _word(row, "条件"):
        yield from parse_condition(condition, known, year).names


def split_names(text: str) -> list[str]:
    """Return the names written one after the other in a cell: `設問、部署名`."""
    return [name.strip() for name in re.split(r"[、,，\n]", text) if name.strip()]
