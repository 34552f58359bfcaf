"""クロス集計 with their margins and notes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from kusei_batch.core.form import Form
from kusei_batch.core.totals import (
    NO_FIGURE,
    Crosstab,
    CrosstabSpec,
    Figure,
    ValueKind,
    add_figures,
    percent,
    plain_number,
)
from kusei_batch.report.views.answered import Answers, without_absent
from kusei_batch.report.views.charts import build_chart
from kusei_batch.report.views.model import CrosstabRow, CrosstabView

_OVERLAP = (
    "{field}は一つの{row}に複数選べるため、選択肢ごとに1件と数えています（延べ）。"
    "実数は、{row}を重複なく数えたものです。"
)


def build_crosstab(crosstab: Crosstab, form: Form, answers: Answers) -> CrosstabView:
    """The cross-tab as printed: 計 is the sum of what is shown, 実数 counts each record once.

    None stands where nothing is known: where no department was accepted, or a share has nothing to be taken of.
    """
    tab = without_absent(crosstab, answers)
    margins = _share_margins if tab.spec.value is ValueKind.SHARE else _sum_margins
    columns, rows, margin_rows = margins(tab, None if answers.nobody else tab.distinct)
    unit = _unit(tab.spec, form)
    return CrosstabView(
        name=tab.spec.sheet,
        title=tab.spec.title,
        corner=f"{tab.spec.row}＼{tab.spec.column}" if tab.spec.column else tab.spec.row,
        unit=unit,
        decimals=_decimals(tab),
        columns=tab.columns,
        margin_columns=columns,
        rows=rows,
        margin_rows=margin_rows,
        distinct=None if answers.nobody else tab.distinct,
        summed=add_figures(value for row in tab.values for value in row),
        overlaps=tab.rows_overlap or tab.columns_overlap,
        notes=_notes(tab, answers),
        chart=build_chart(tab, unit, answers),
        wants_chart=tab.spec.chart is not None and bool(tab.rows and tab.columns),
    )


Margins = tuple[tuple[str, ...], tuple[CrosstabRow, ...], tuple[CrosstabRow, ...]]


def _plain(figures: Iterable[Figure]) -> tuple[Figure, ...]:
    return tuple(None if figure is None else plain_number(figure) for figure in figures)


def _sum_margins(tab: Crosstab, whole: Figure) -> Margins:
    several = len(tab.columns) > 1
    names: tuple[str, ...] = ("計（延べ）" if tab.columns_overlap else "計",) if several else ()
    names += ("実数",) if tab.columns_overlap else ()

    def margins(values: Sequence[Figure], distinct: Figure) -> tuple[Figure, ...]:
        summed = (add_figures(values),) if several else ()
        return summed + (_plain([distinct]) if tab.columns_overlap else ())

    rows = tuple(
        CrosstabRow(label, _plain(values), margins(values, distinct))
        for label, values, distinct in zip(tab.rows, tab.values, tab.row_distinct, strict=True)
    )
    sums = tuple(map(add_figures, _columns(tab)))
    total = CrosstabRow("計（延べ）" if tab.rows_overlap else "計", sums, margins(sums, whole))
    if not tab.rows_overlap:
        return names, rows, (total,)
    distinct = _plain(tab.column_distinct)
    return names, rows, (total, CrosstabRow("実数", distinct, margins(distinct, whole)))


def _share_margins(tab: Crosstab, whole: Figure) -> Margins:
    rows = tuple(
        CrosstabRow(label, values, (n,))
        for label, values, n in zip(tab.rows, tab.values, tab.row_distinct, strict=True)
    )
    overall = tuple(percent(column, whole) for column in tab.column_distinct)
    return ("件数",), rows, (CrosstabRow("全体（実数）", overall, (whole,)),)


def _columns(tab: Crosstab) -> list[tuple[Figure, ...]]:
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
    numbers = [plain_number(value) for row in tab.values for value in row if value is not None]
    return max((-int(n.as_tuple().exponent) for n in numbers if isinstance(n, Decimal)), default=0)


def _notes(tab: Crosstab, answers: Answers) -> tuple[str, ...]:
    spec = tab.spec
    row = spec.table or "提出"
    fields = [name for name, overlaps in ((spec.row, tab.rows_overlap), (spec.column, tab.columns_overlap)) if overlaps]
    notes = [_OVERLAP.format(field="・".join(map(str, fields)), row=row)] if fields else []
    if spec.value is ValueKind.SHARE:
        base = f"それぞれの{spec.row}の件数" if spec.column else "全体の件数"
        notes.append(f"割合は、{base}を100％としたものです。四捨五入のため、合計が100％にならないことがあります。")
    if tab.unfilled:
        notes.append(f"{spec.summed}が記入されていない{tab.unfilled}件は、合計に含めていません。")
    if answers.missing:
        notes.append(f"未提出・差戻し中の部署（{'、'.join(answers.missing)}）を含みません。")
    if any(value is None for values in tab.values for value in values):
        why = "割合の元になる件数" if spec.value is ValueKind.SHARE else "受理した提出"
        notes.append(f"「{NO_FIGURE}」は、{why}がないことを示します（0ではありません）。")
    return tuple(notes)
