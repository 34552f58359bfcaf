"""Rows, lists, tables and findings of the view under the Japanese names that a paper asks for.

What a list or table was made from stands under ORIGIN, for `表` and `図` to draw it; its name is no paper's affair.
"""

from __future__ import annotations

from kusei_batch.core.axes import OUTSIDE_YEAR
from kusei_batch.core.submission import ANSWERED, State
from kusei_batch.core.text.cleaning import clean_text
from kusei_batch.core.totals import UNFILLED, Figure
from kusei_batch.report.templating.arithmetic import MISSING
from kusei_batch.report.views.figures import CrosstabRow, CrosstabView, TrendView
from kusei_batch.report.views.model import CoverageRow, CoverageView, ListView, ProblemGroup, RowView

Shown = dict[str, object]
ORIGIN = "_"


class Unknown(list[Shown]):
    """Rows that cannot be known: none to be shown, but a template must not say that there are none."""

    def __bool__(self) -> bool:
        """Return True, so that what stands for no rows is not printed."""
        return True


def show_coverage_row(row: CoverageRow) -> Shown:
    """Return a row of 提出状況."""
    return {
        "番号": row.number,
        "部名": row.division,
        "部署名": row.department,
        "所属": row.full_name,
        "状態": row.state_label,
        "受付日": row.received_label,
        "修正日": row.corrected_label,
        "遅れ": row.days_late,
        "件数": _figure(row.rows),
        "エラー": row.errors,
        "警告": row.warnings,
        "備考": row.note,
        "時点": row.handed,
    }


def show_ward_coverage(ward: str, coverage: CoverageView) -> Shown:
    """Return 提出状況 of one ward; its departments are named without it."""
    silent = [row for row in coverage.rows if row.state not in (*ANSWERED, State.NOT_ISSUED, State.ABOLISHED)]
    return {
        "区名": ward,
        "対象": coverage.expected,
        "受付済": coverage.received,
        "受理済": coverage.accepted,
        "受理率": coverage.rate,
        "未受理": len(silent),
        "時点": next((row.handed for row in coverage.rows if row.handed), ""),
        "未受理の部署": [row.department.removeprefix(f"{ward}　") for row in silent],
        **{state.label: count for state, count in coverage.counts.items()},
    }


def show_list(shown: ListView) -> Shown:
    """Return a 一覧; its rows go by its headings."""
    rows = [
        {
            "部名": row.division,
            "部署名": row.department,
            **dict(zip(shown.headings, map(clean_text, row.texts), strict=True)),
            "値": [clean_text(text) for text in row.texts],
            "所属": row.full_name,
            ORIGIN: row,
        }
        for row in shown.rows
    ]
    sums = {shown.headings[index]: _figure(figure) for index, figure in shown.sums.items()}
    return {
        "名前": shown.name,
        "見出し": list(shown.headings),
        "行": Unknown() if shown.note else rows,
        "件数": _figure(None if shown.note else len(rows)),
        "注": [shown.note] if shown.note else [],
        "計": sums,
        ORIGIN: shown,
    }


def show_record(row: RowView) -> Shown:
    """Return a record; it goes by the names of its fields."""
    return {
        **{name: clean_text(text) for name, text in row.values.items()},
        "所属": row.full_name,
        "ファイル": row.source.file,
        "シート": row.source.sheet,
        "セル": row.source.cell,
        ORIGIN: row,
    }


def show_crosstab(tab: CrosstabView) -> Shown:
    """Return a クロス集計."""
    totals = {row.label: _total(row, tab.current) for row in tab.rows}
    named = {label: total for label, total in totals.items() if label not in (UNFILLED, OUTSIDE_YEAR)}
    most = max((total for total in named.values() if total is not None), default=0)
    return {
        "題名": tab.title,
        "単位": tab.unit,
        "項目": tab.corner,
        "部署別": tab.is_by_unit,
        "年度": list(tab.years),
        "列": [*tab.columns, *tab.margin_columns],
        "行": [_crosstab_row(row, tab.current) for row in tab.rows],
        "計": [_crosstab_row(row, tab.current) for row in tab.margin_rows],
        "延べ": _figure(tab.summed),
        "実数": _figure(tab.distinct),
        "重複あり": tab.overlaps,
        "最多": [label for label, total in named.items() if most and total == most],
        "最多の値": most,
        "注": list(tab.notes),
        "図の注": list(tab.chart_notes),
        "図あり": tab.wants_chart,
        ORIGIN: tab,
    }


def _crosstab_row(row: CrosstabRow, current: int | None) -> Shown:
    figures = [_figure(value) for value in (*row.values, *row.margins)]
    return {"見出し": row.label, "値": figures, "計": _figure(_total(row, current))}


def show_trend(shown: TrendView) -> Shown:
    """Return a 推移; its rows go to 図 one by one."""
    rows = [
        {
            "見出し": row.label,
            "部署名": row.department,
            "行ID": row.key.row_id,
            "値": [_figure(value) for value in row.told],
            "目標": [_figure(target) for target in row.targets],
            "向き": row.direction,
            "最新の値": _figure(row.told[row.current]),
            "最新の目標": _figure(row.aim),
            "目標年度": row.aim_year,
            "前年の値": _figure(row.told[row.current - 1] if row.current else None),
            "図あり": row.wants_chart,
            ORIGIN: row,
        }
        for row in shown.rows
    ]
    return {
        "題名": shown.title,
        "単位": shown.unit,
        "年度": list(shown.years),
        "値の名前": shown.value_title,
        "目標の名前": shown.target_title,
        "行": rows,
        "件数": len(rows),
        "注": list(shown.notes),
        ORIGIN: shown,
    }


def _figure(value: Figure | str) -> Figure | str:
    """Return the number or the words, or 「－」 where there are none."""
    return MISSING if value is None else value


def _total(row: CrosstabRow, current: int | None) -> Figure:
    """Return the 計 of a row: its only value, or that of this year; None where nothing is added up."""
    if current is not None:
        return row.values[current]
    if len(row.values) > 1:
        return row.margins[0] if row.margins else None
    return row.values[0] if row.values else 0


def show_group(group: ProblemGroup) -> Shown:
    """Return findings of one kind."""
    return {
        "重要度": group.severity_label,
        "内容": clean_text(group.summary),
        "件数": group.count,
        "部署": [
            {"名前": name, "件数": count, "場所": [r.row for r in group.rows if r.row and r.department == name]}
            for name, count in group.departments
        ],
        "行": [
            {
                "所属": row.department,
                "項目": row.field,
                "内容": clean_text(row.message),
                "直し方": clean_text(row.remedy),
                "ファイル": row.source.file,
                "シート": row.source.sheet,
                "セル": row.source.cell,
            }
            for row in group.rows
        ],
    }
