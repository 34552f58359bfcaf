"""The mark of places with few answers: what they say is not to be compared with the others as it stands."""

from __future__ import annotations

from dataclasses import replace

from kusei_batch.core.totals import Crosstab
from kusei_batch.report.views.figures import ChartView, CrosstabView

MARK = "※"


def mark_few(view: CrosstabView, tab: Crosstab) -> CrosstabView:
    """Return the cross-tab with its places of few answers marked, and a note of what the mark says."""
    if not tab.few:
        return view
    names = tab.spec.ratio.denominator.names if tab.spec.ratio else ()
    what = names[0] if len(names) == 1 else "割合の元になる数"
    note = (
        f"{MARK}は、{what}が{tab.spec.few}に満たないものです。"
        "少ない答えから求めた割合なので、ほかと比べるときは注意してください。"
    )
    marks = {label: label + MARK for label in tab.few}
    return replace(
        view,
        columns=tuple(marks.get(label, label) for label in view.columns),
        rows=tuple(replace(row, label=marks.get(row.label, row.label)) for row in view.rows),
        notes=(*view.notes, note),
        chart_notes=(*view.chart_notes, note),
        chart=_marked_chart(view.chart, marks),
    )


def _marked_chart(chart: ChartView, marks: dict[str, str]) -> ChartView:
    return replace(
        chart,
        categories=tuple(marks.get(label, label) for label in chart.categories),
        series=tuple(replace(one, name=marks.get(one.name, one.name)) for one in chart.series),
    )
