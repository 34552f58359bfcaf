"""A round that the year does not have: whatever a template asks of it is there, and empty."""

from __future__ import annotations

from dataclasses import replace

from kusei_batch.core.totals import ChartKind
from kusei_batch.report.templating.grid import AS_USUAL
from kusei_batch.report.templating.means import Tabulate
from kusei_batch.report.templating.shown import Shown, show_crosstab, show_list, show_trend
from kusei_batch.report.views.figures import ChartView, CrosstabView, TrendView
from kusei_batch.report.views.model import CoverageView, ListView, RoundView

_LISTED = ("records", "lists", "crosstabs", "problems", "groups", "sent_back_groups", "data", "trends")


def view_of_nothing(view: RoundView, name: str, fiscal_year: str) -> RoundView:
    """Return a round of that name of which nothing was issued, in the ward and on the day of `view`."""
    labels = replace(view.labels, round=name, fiscal_year=fiscal_year, form_title="", form_number="", opens="", due="")
    nothing = {part: type(getattr(view, part))() for part in _LISTED}
    return replace(view, labels=labels, coverage=CoverageView(), **nothing)


def calls_of_nothing(tabulate: Tabulate) -> Shown:
    """Return a template's functions, which find something empty by any name: no form says which names there are."""
    return {
        "一覧": lambda name: show_list(ListView(name)),
        "記録": lambda _table=None: [],
        "選ぶ": lambda _table, *_words, **_options: [],
        "集計": lambda name: show_crosstab(empty_crosstab(name)),
        "図": lambda _name, _width=0: "",
        "写真": lambda *_words, **_options: "",
        "表": lambda name, **_options: tabulate(ListView(str(name)), AS_USUAL),
        "推移": lambda name: show_trend(TrendView(name, name)),
    }


def empty_crosstab(name: str, *notes: str) -> CrosstabView:
    """Return a クロス集計 without rows or columns."""
    return CrosstabView(name, name, ChartView(ChartKind.BAR, name), notes=notes)
