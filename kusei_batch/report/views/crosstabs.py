"""クロス集計 with their margins and notes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from kusei_batch.core.axes import axis_title, split_axis
from kusei_batch.core.form import Form
from kusei_batch.core.totals import (
    DEPARTMENT_AXIS,
    ENDED,
    NO_FIGURE,
    WARD_AXIS,
    ChartKind,
    Crosstab,
    CrosstabSpec,
    Figure,
    ValueKind,
    add_figures,
    percent,
    plain_number,
)
from kusei_batch.core.ward import WARD_LEVEL
from kusei_batch.report.views.answered import Answers, without_absent
from kusei_batch.report.views.charts import build_chart
from kusei_batch.report.views.figures import CrosstabRow, CrosstabView
from kusei_batch.report.views.wording import collected_notes

_OVERLAP = "{field}は一つの{row}に複数選べるため、選択肢ごとに1件と数えています（延べ）。"
_DISTINCT = "実数は、{row}を重複なく数えたものです。"
"""What follows where 実数 is shown: in a table, not in its chart."""


def build_crosstab(crosstab: Crosstab, form: Form, answers: Answers, level: str = WARD_LEVEL) -> CrosstabView:
    """Return the cross-tab as printed: 計 is the sum of what is shown, 実数 counts each record once.

    A figure is None where nothing is known: no department was accepted, or a share has nothing to be taken of.
    Years and rounds are set side by side, never added up. `level` is what the units are called that 区名 stands for.
    """
    answers = answers.of(crosstab)
    tab = without_absent(crosstab, answers)
    columns, rows, margin_rows = _added(
        tab.spec, _MARGINS[tab.spec.value](tab, None if answers.nobody else tab.distinct)
    )
    unit, (distinct, summed) = _unit(tab.spec, form), _wholes(tab, answers)
    chart = build_chart(tab, unit, answers)
    axes = filter(None, (tab.spec.row, tab.spec.column))
    corner = [f"{level}名" if axis == WARD_AXIS else axis_title(axis) for axis in axes]
    return CrosstabView(
        name=tab.spec.sheet,
        title=tab.spec.title,
        corner="＼".join(corner),
        unit=unit,
        decimals=_decimals(tab),
        columns=tab.columns,
        margin_columns=columns,
        rows=rows,
        margin_rows=() if tab.spec.compares_rows else margin_rows,
        margin_counts=int(tab.spec.value in (ValueKind.SHARE, ValueKind.RATIO) and bool(columns)),
        distinct=distinct,
        summed=summed,
        overlaps=tab.rows_overlap or tab.columns_overlap,
        notes=_notes(tab, answers, _DISTINCT),
        chart_notes=_notes(tab, answers),
        chart=chart,
        wants_chart=_is_drawn(tab) and chart.has_figures,
        current=_current(tab),
        years=_years(tab),
        is_shaded=tab.spec.chart is ChartKind.HEAT,
        is_by_unit=tab.spec.row in (DEPARTMENT_AXIS, WARD_AXIS),
    )


def _is_drawn(tab: Crosstab) -> bool:
    return tab.spec.chart not in (None, ChartKind.HEAT) and bool(tab.rows and tab.columns) and len(_years(tab)) != 1


def _years(tab: Crosstab) -> tuple[str, ...]:
    """Return the years or rounds set side by side; none where no axis is one of time."""
    if tab.now is None:
        return ()
    return tab.columns if tab.spec.compares_columns else tab.rows


def _current(tab: Crosstab) -> int | None:
    """Return the index of this collection's column where columns are years or rounds."""
    return tab.columns.index(tab.now) if tab.now is not None and tab.spec.compares_columns else None


def _wholes(tab: Crosstab, answers: Answers) -> tuple[Figure, Figure]:
    """Return 実数 and 延べ of the whole table; over years or rounds, of this one. A mean or ratio is its own 延べ.

    Where an axis is not to be added up there is no whole.
    """
    if not (tab.spec.adds_rows and tab.spec.adds_columns):
        return None, None
    values, distinct = tab.values, tab.distinct
    column = _current(tab)
    if column is not None:
        values, distinct = tuple((line[column],) for line in values), tab.column_distinct[column]
    elif tab.now is not None:
        row = tab.rows.index(tab.now)
        values, distinct = (values[row],), tab.row_distinct[row]
    whole = None if answers.nobody else distinct
    if tab.spec.value in (ValueKind.MEAN, ValueKind.RATIO):
        return whole, whole
    return whole, _added_up(tab, [value for line in values for value in line], distinct)


Margins = tuple[tuple[str, ...], tuple[CrosstabRow, ...], tuple[CrosstabRow, ...]]


def _added(spec: CrosstabSpec, margins: Margins) -> Margins:
    """Return the margins without those that would take together what cannot be added up."""
    columns, rows, margin_rows = margins
    if not spec.adds_columns:
        columns, rows = (), tuple(replace(row, margins=()) for row in rows)
        margin_rows = tuple(replace(row, margins=()) for row in margin_rows)
    return columns, rows, margin_rows if spec.adds_rows else ()


def _plain(figures: Iterable[Figure]) -> tuple[Figure, ...]:
    return tuple(None if figure is None else plain_number(figure) for figure in figures)


def _sum_margins(tab: Crosstab, whole: Figure) -> Margins:
    several = len(tab.columns) > 1 and not tab.spec.compares_columns
    names: tuple[str, ...] = ("計（延べ）" if tab.columns_overlap else "計",) if several else ()
    names += ("実数",) if tab.columns_overlap else ()

    def margins(values: Sequence[Figure], distinct: Figure) -> tuple[Figure, ...]:
        summed = (_added_up(tab, values, distinct),) if several else ()
        return summed + (_plain([distinct]) if tab.columns_overlap else ())

    rows = tuple(
        CrosstabRow(label, _plain(values), margins(values, distinct))
        for label, values, distinct in zip(tab.rows, tab.values, tab.row_distinct, strict=True)
    )
    sums = tuple(_added_up(tab, *pair) for pair in zip(_columns(tab), tab.column_distinct, strict=True))
    total = CrosstabRow("計（延べ）" if tab.rows_overlap else "計", sums, margins(sums, whole))
    if not tab.rows_overlap:
        return names, rows, (total,)
    distinct = _plain(tab.column_distinct)
    return names, rows, (total, CrosstabRow("実数", distinct, margins(distinct, whole)))


def _added_up(tab: Crosstab, values: Sequence[Figure], distinct: Figure) -> Figure:
    """Return 計 of what is shown; None where it would take different units together."""
    return None if tab.mixed and distinct is None else add_figures(values)


def _mean_margins(tab: Crosstab, whole: Figure) -> Margins:
    """Return 全体 as the mean of each record's number, not that of the means shown."""
    several = len(tab.columns) > 1 and not tab.spec.compares_columns
    rows = tuple(
        CrosstabRow(label, values, (overall,) if several else ())
        for label, values, overall in zip(tab.rows, tab.values, tab.row_distinct, strict=True)
    )
    overall = CrosstabRow("全体", tab.column_distinct, (whole,) if several else ())
    return ("全体",) if several else (), rows, (overall,)


def _ratio_margins(tab: Crosstab, whole: Figure) -> Margins:
    """Return 全体 as the ratio of all sums, not the mean of the ratios; what the ratios are of stands beside them."""
    over = tab.spec.compares_columns
    several = len(tab.columns) > 1 and not over
    # What the ratios are of, as a heading: the field, or 分母 where it is made of several.
    names = tab.spec.ratio.denominator.names if tab.spec.ratio else ()
    base = names[0] if len(names) == 1 else "件数" if tab.spec.ratio and tab.spec.ratio.condition else "分母"
    sums = zip(tab.rows, tab.values, tab.row_distinct, tab.row_bases, strict=True)
    rows = tuple(
        CrosstabRow(label, values, () if over else (*((ratio,) if several else ()), number))
        for label, values, ratio, number in sums
    )
    overall = CrosstabRow("全体", tab.column_distinct, () if over else (*((whole,) if several else ()), tab.base))
    if over:
        return (), rows, (overall, CrosstabRow(base, tab.column_bases, (), counts=True))
    return (*(("全体",) if several else ()), base), rows, (overall,)


def _share_margins(tab: Crosstab, whole: Figure) -> Margins:
    if tab.spec.compares_columns:
        rows = tuple(CrosstabRow(label, values, ()) for label, values in zip(tab.rows, tab.values, strict=True))
        return (), rows, (CrosstabRow("件数", tab.column_distinct, (), counts=True),)
    rows = tuple(
        CrosstabRow(label, values, (n,))
        for label, values, n in zip(tab.rows, tab.values, tab.row_distinct, strict=True)
    )
    overall = tuple(percent(column, whole) for column in tab.column_distinct)
    return ("件数",), rows, (CrosstabRow("全体（実数）", overall, (whole,)),)


_MARGINS: Mapping[ValueKind, Callable[[Crosstab, Figure], Margins]] = {
    ValueKind.COUNT: _sum_margins,
    ValueKind.SUM: _sum_margins,
    ValueKind.MEAN: _mean_margins,
    ValueKind.SHARE: _share_margins,
    ValueKind.RATIO: _ratio_margins,
}


def _columns(tab: Crosstab) -> list[tuple[Figure, ...]]:
    return [tuple(row[i] for row in tab.values) for i in range(len(tab.columns))]


def _unit(spec: CrosstabSpec, form: Form) -> str:
    if spec.ratio:
        return spec.ratio.unit
    if spec.value is ValueKind.SHARE:
        return "％"
    if spec.value is ValueKind.COUNT:
        return "件"
    for field in form.fields:
        if field.name == spec.summed and field.table in (spec.table, None):
            return field.unit
    return ""


def _decimals(tab: Crosstab) -> int:
    """Return the most decimals that any shown number has."""
    if tab.spec.ratio:
        return tab.spec.ratio.digits
    if tab.spec.value in (ValueKind.SHARE, ValueKind.MEAN):
        return 1
    numbers = [plain_number(value) for row in tab.values for value in row if value is not None]
    return max((-int(n.as_tuple().exponent) for n in numbers if isinstance(n, Decimal)), default=0)


def _notes(tab: Crosstab, answers: Answers, of_distinct: str = "") -> tuple[str, ...]:
    spec = tab.spec
    row = spec.table or "提出"
    fields = [name for name, overlaps in ((spec.row, tab.rows_overlap), (spec.column, tab.columns_overlap)) if overlaps]
    notes = [spec.said or f"「{spec.condition}」に当てはまるものを集計しています。"] if spec.condition else []
    notes += [(_OVERLAP + of_distinct).format(field="・".join(map(str, fields)), row=row)] if fields else []
    if spec.value is ValueKind.SHARE:
        notes.append(
            f"割合は、{_base(spec)}を100％としたものです。四捨五入のため、合計が100％にならないことがあります。"
        )
    if spec.value is ValueKind.MEAN:
        notes.append(f"平均は、{spec.summed}が記入された{_numbers(tab)}のものです。")
    if spec.ratio and spec.ratio.condition:
        notes.append(f"割合は、{row}のうち「{spec.ratio.condition}」に当てはまるものの割合です。")
    elif spec.ratio:
        made = f"{spec.ratio.numerator.in_japanese()}の計を{spec.ratio.denominator.in_japanese()}の計で割ったもの"
        notes.append(f"比率は、{made}です（部署や行ごとの率の平均ではありません）。")
    unadded = [axis_title(axis) for axis in (spec.row, spec.column) if axis and split_axis(axis)[0] in spec.unadded]
    if unadded:
        notes.append(f"{'・'.join(unadded)}をまたいだ計は、足しても意味がないため出していません。")
    if tab.mixed:
        notes.append("単位の違う行をまたぐ計や平均は、意味がないため「－」としています。")
    if tab.unfilled:
        lacking = "・".join(spec.ratio.names) if spec.ratio and spec.ratio.condition else spec.summed
        notes.append(f"{lacking}が記入されていない{tab.unfilled}件は、{spec.value}に含めていません。")
    if spec.chart is ChartKind.HEAT:
        notes.append("色が濃いほど、数が大きいことを示します。")
    notes += _notes_on_answers(tab, answers)
    if any(value is None for values in tab.values for value in values):
        is_ahead = answers.to_come_on(tab.spec.row) or answers.to_come_on(tab.spec.column)
        begun = "まだ始まっていない期間か、" if is_ahead else ""
        notes.append(f"「{NO_FIGURE}」は、{begun}{_lacking(spec)}がないことを示します（0ではありません）。")
    return tuple(notes)


def _base(spec: CrosstabSpec) -> str:
    """Return what 100 percent is."""
    axis = axis_title((spec.compares_columns and spec.column) or spec.row)
    return f"それぞれの{axis}の件数" if spec.column else "全体の件数"


def _numbers(tab: Crosstab) -> str:
    """Return how many numbers the means were made of: of all, or of each year or round."""
    counted = {tab.spec.column: (tab.columns, tab.column_numbers), tab.spec.row: (tab.rows, tab.row_numbers)}
    if tab.now is None:
        return f"{tab.numbers}件"
    return "、".join(f"{label} {count}件" for label, count in zip(*counted[tab.spec.compared], strict=True))


def _notes_on_answers(tab: Crosstab, answers: Answers) -> list[str]:
    about = f"{tab.now}は、" if tab.now else ""
    notes = [about + answers.note] if answers.note else []
    if len(_years(tab)) == 1:
        notes.append(f"比べられる前の{tab.spec.compared}の提出はありません。")
    if tab.joined:
        notes.append(f"廃止された部署の前の{tab.spec.compared}は、引継先に含みます（{'、'.join(tab.joined)}）。")
    if any(label.endswith(ENDED) for label in (*tab.rows, *tab.columns)):
        notes.append(f"「{ENDED.strip('（）')}」とある部署は、引継先が一つでないため、廃止前の名前で示しています。")
    return [*notes, *collected_notes(tab.collected)]


def _lacking(spec: CrosstabSpec) -> str:
    """Return what there is none of where no figure stands."""
    if spec.value is ValueKind.SHARE:
        return "割合の元になる件数"
    if spec.value is ValueKind.RATIO:
        return "割合の元になる数"
    if spec.value is ValueKind.SUM:
        return "受理した提出か、記入された数値"
    return "平均する数値" if spec.value is ValueKind.MEAN else "受理した提出"
