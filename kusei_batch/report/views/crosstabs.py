"""クロス集計 with their margins and notes."""

from __future__ import annotations

from decimal import Decimal

from kusei_batch.core.form import Form
from kusei_batch.core.totals import Crosstab, CrosstabSpec, Number, ValueKind, percent
from kusei_batch.report.views.charts import build_chart
from kusei_batch.report.views.model import CrosstabRow, CrosstabView

_OVERLAP = (
    "{field}は一つの{row}に複数選べるため、選択肢ごとに1件と数えています（延べ）。"
    "実数は、{row}を重複なく数えたものです。"
)


def build_crosstab(crosstab: Crosstab, form: Form) -> CrosstabView:
    """The cross-tab as printed: 計 is the sum of what is shown, 実数 counts each record once."""
    if crosstab.spec.value is ValueKind.SHARE:
        columns, rows, margin_rows = _share_margins(crosstab)
    else:
        columns, rows, margin_rows = _sum_margins(crosstab)
    spec = crosstab.spec
    unit = _unit(spec, form)
    return CrosstabView(
        name=spec.sheet,
        title=spec.title,
        corner=f"{spec.row}＼{spec.column}" if spec.column else spec.row,
        unit=unit,
        decimals=_decimals(crosstab),
        columns=crosstab.columns,
        margin_columns=columns,
        rows=rows,
        margin_rows=margin_rows,
        distinct=crosstab.distinct,
        summed=plain(sum(map(sum, crosstab.values), start=Decimal(0))),
        overlaps=crosstab.rows_overlap or crosstab.columns_overlap,
        notes=_notes(crosstab),
        chart=build_chart(crosstab, unit),
        wants_chart=spec.chart is not None and bool(crosstab.rows and crosstab.columns),
    )


def plain(value: Number) -> Number:
    """A whole number as int, so that 3 is not printed as 3.0."""
    return int(value) if value == int(value) else value


Margins = tuple[tuple[str, ...], tuple[CrosstabRow, ...], tuple[CrosstabRow, ...]]


def _sum_margins(tab: Crosstab) -> Margins:
    several = len(tab.columns) > 1
    names: tuple[str, ...] = ("計（延べ）" if tab.columns_overlap else "計",) if several else ()
    names += ("実数",) if tab.columns_overlap else ()

    def margins(values: tuple[Number, ...], distinct: Number) -> tuple[Number, ...]:
        summed = (plain(sum(values, start=Decimal(0))),) if several else ()
        return summed + ((plain(distinct),) if tab.columns_overlap else ())

    rows = tuple(
        CrosstabRow(label, tuple(map(plain, values)), margins(values, distinct))
        for label, values, distinct in zip(tab.rows, tab.values, tab.row_distinct, strict=True)
    )
    sums = tuple(plain(sum(column, start=Decimal(0))) for column in _columns(tab))
    total = CrosstabRow("計（延べ）" if tab.rows_overlap else "計", sums, margins(sums, tab.distinct))
    if not tab.rows_overlap:
        return names, rows, (total,)
    distinct = tuple(map(plain, tab.column_distinct))
    blank: tuple[Number | None, ...] = (plain(sum(distinct, start=Decimal(0))),) if several else ()
    blank += (plain(tab.distinct),) if tab.columns_overlap else ()
    return names, rows, (total, CrosstabRow("実数", distinct, blank))


def _share_margins(tab: Crosstab) -> Margins:
    rows = tuple(
        CrosstabRow(label, values, (n,))
        for label, values, n in zip(tab.rows, tab.values, tab.row_distinct, strict=True)
    )
    overall = tuple(percent(column, tab.distinct) for column in tab.column_distinct)
    return ("件数",), rows, (CrosstabRow("全体（実数）", overall, (tab.distinct,)),)


def _columns(tab: Crosstab) -> list[tuple[Number, ...]]:
    return [tuple(row[i] for row in tab.values) for i in range(len(tab.columns))]


def _unit(spec: CrosstabSpec, form: Form) -> str:
    if spec.value is ValueKind.SHARE:
        return "％"
    if spec.value is ValueKind.COUNT:
        return "件"
    for field in form.fields:
        if field.name == spec.summed and field.table in (spec.table, None):
            return field.unit
    return ""


def _decimals(tab: Crosstab) -> int:
    """The most decimals that any shown number has."""
    if tab.spec.value is ValueKind.SHARE:
        return 1
    numbers = [plain(value) for row in tab.values for value in row]
    return max((-int(n.as_tuple().exponent) for n in numbers if isinstance(n, Decimal)), default=0)


def _notes(tab: Crosstab) -> tuple[str, ...]:
    spec = tab.spec
    row = spec.table or "提出"
    fields = [name for name, overlaps in ((spec.row, tab.rows_overlap), (spec.column, tab.columns_overlap)) if overlaps]
    notes = [_OVERLAP.format(field="・".join(map(str, fields)), row=row)] if fields else []
    if spec.value is ValueKind.SHARE:
        base = f"それぞれの{spec.row}の件数" if spec.column else "全体の件数"
        notes.append(f"割合は、{base}を100％としたものです。四捨五入のため、合計が100％にならないことがあります。")
    if tab.unfilled:
        notes.append(f"{spec.summed}が記入されていない{tab.unfilled}件は、合計に含めていません。")
    return tuple(notes)
