"""A round that the year does not have: whatever a paper asks of it is there, and empty."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from kusei_batch.core.submission import State
from kusei_batch.core.totals import NO_FIGURE, ChartKind
from kusei_batch.report.paper.shown import Shown, show_crosstab, show_list, show_trend
from kusei_batch.report.views.figures import ChartView, CrosstabView, TrendView
from kusei_batch.report.views.model import CoverageView, ListView, RoundView


def view_of_nothing(view: RoundView, name: str, fiscal_year: str) -> RoundView:
    """A round of that name of which nothing was issued, in the ward and on the day of `view`."""
    labels = replace(view.labels, round=name, fiscal_year=fiscal_year, form_title="", form_number="", opens="", due="")
    return replace(
        view,
        labels=labels,
        coverage=CoverageView((), dict.fromkeys(State, 0), 0, 0, 0, NO_FIGURE),
        records={},
        lists=(),
        crosstabs=(),
        problems=(),
        groups=(),
        sent_back_groups=(),
        data=(),
        trends=(),
    )


def calls_of_nothing(tabulate: Callable[[ListView], object]) -> Shown:
    """The functions of a template, which find something empty under every name: no form says which names there are."""
    return {
        "一覧": lambda name: show_list(empty_list(name)),
        "記録": lambda _table=None: [],
        "選ぶ": lambda _table, *_words, **_options: [],
        "集計": lambda name: show_crosstab(empty_crosstab(name)),
        "図": lambda _name, _width=0: "",
        "表": lambda name: tabulate(empty_list(str(name))),
        "推移": lambda name: show_trend(empty_trend(name)),
    }


def empty_list(name: str) -> ListView:
    """Return a 一覧 without rows or columns."""
    return ListView(name, (), (), ())


def empty_trend(name: str) -> TrendView:
    """Return a 推移 without rows or years."""
    return TrendView(name, name, (), "", "", "", "", 0, (), ())


def empty_crosstab(name: str) -> CrosstabView:
    """Return a クロス集計 without rows or columns."""
    chart = ChartView(ChartKind.BAR, name, "", "", "", (), by_rows=True, series=(), alt_text="")
    return CrosstabView(
        name=name,
        title=name,
        corner="",
        unit="",
        decimals=0,
        columns=(),
        margin_columns=(),
        rows=(),
        margin_rows=(),
        distinct=None,
        summed=None,
        overlaps=False,
        notes=(),
        chart=chart,
        wants_chart=False,
    )
