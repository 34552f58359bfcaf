"""What the template asks for now and the sheets that are out do not have: empty, with the reason in words."""

from __future__ import annotations

from kusei_batch.core.expression import ExpressionError, parse_condition
from kusei_batch.core.row_filter import names_of
from kusei_batch.core.totals import CrosstabSpec, TrendSpec
from kusei_batch.core.totals_reading import crosstab_specs, list_specs, trend_specs
from kusei_batch.report.templating.arithmetic import MISSING
from kusei_batch.report.templating.empty_round import empty_crosstab
from kusei_batch.report.templating.shown import ORIGIN, Shown, Unknown, show_crosstab, show_trend
from kusei_batch.report.views.figures import TrendView
from kusei_batch.report.views.model import ListView, RoundView


def find_lacking(view: RoundView, name: str) -> ListView | None:
    """Return the reason, in place of rows, for a 一覧, クロス集計 or 推移 that only the newer form has; else None."""
    if view.newer is None:
        return None
    form = view.newer.form
    names = {spec.sheet: spec.sheet for spec in list_specs(form)}
    figures: list[CrosstabSpec | TrendSpec] = [*crosstab_specs(form), *trend_specs(form)]
    for figure in figures:
        names |= {figure.sheet: figure.sheet, figure.title: figure.sheet}
    if name not in names:
        return None
    version, item = view.labels.form_version, view.newer.lacking.get(names[name], name)
    reason = f"この回の様式（第{version}版）には「{item}」がないため、作っていません。"
    return ListView(name, note=reason)


def show_lacking_crosstab(lacking: ListView) -> Shown:
    """Return a クロス集計 that is lacking."""
    shown = show_crosstab(empty_crosstab(lacking.name, lacking.note))
    return shown | {"行": Unknown(), ORIGIN: lacking}


def show_lacking_trend(lacking: ListView) -> Shown:
    """Return a 推移 that is lacking."""
    shown = show_trend(TrendView(lacking.name, lacking.name, notes=(lacking.note,)))
    return shown | {"行": Unknown(), "件数": MISSING, ORIGIN: lacking}


def is_newer_table(view: RoundView, table: str) -> bool:
    """Return whether only the newer form has the table."""
    return view.newer is not None and table in {known.name for known in view.newer.form.tables}


def is_newer_field(view: RoundView, table: str, field: str) -> bool:
    """Return whether the newer form has the field."""
    fields = view.newer.form.fields if view.newer else ()
    return any(known.name == field and known.table in (table, None) for known in fields)


def is_newer_condition(view: RoundView, table: str, condition: str) -> bool:
    """Return whether the newer form has what a 条件 looks at."""
    try:
        newer = view.newer.form if view.newer else None
        return newer is not None and bool(parse_condition(condition, names_of(newer, table), newer.year))
    except ExpressionError:
        return False
