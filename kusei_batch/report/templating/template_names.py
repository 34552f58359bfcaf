"""The names a template may use: every value of the view under a Japanese name, nothing computed a second time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Self

from kusei_batch.core.period import Calendar, parse_fiscal_year
from kusei_batch.core.submission import State
from kusei_batch.core.text.cleaning import clean_text
from kusei_batch.report.templating.call_options import read_option
from kusei_batch.report.templating.empty_round import calls_of_nothing, view_of_nothing
from kusei_batch.report.templating.filters import FILTERS
from kusei_batch.report.templating.means import Means
from kusei_batch.report.templating.named_views import NamedViews
from kusei_batch.report.templating.reckoning import RECKONINGS
from kusei_batch.report.templating.shown import (
    ORIGIN,
    Shown,
    show_coverage_row,
    show_crosstab,
    show_list,
    show_trend,
    show_ward_coverage,
)
from kusei_batch.report.templating.side_by_side import set_side_by_side
from kusei_batch.report.templating.template_faults import UnknownNameError, hint, listing
from kusei_batch.report.views.model import RoundView
from kusei_batch.report.views.policy_view import PolicyView
from kusei_batch.report.views.rounds import OtherRounds

_OPTIONAL, _LEVEL = "任意", "階層"


def build_names(view: RoundView, means: Means) -> Shown:
    """Return what a template may use.

    回 and 前年度 give the same names of another round, with 階層 as it is of the unit above of that level; one that the
    year does not have is a fault, unless asked for as 任意.
    """
    asked = NamedViews(view, means)

    def other(fiscal_year: str, means: Means, name: str, **options: bool | str) -> Shown:
        optional = read_option(options, _OPTIONAL, (_OPTIONAL, _LEVEL))
        level = str(options.get(_LEVEL, ""))
        if level and means.rounds.levels and level not in means.rounds.levels:
            known = means.rounds.levels
            raise UnknownNameError("paper-unknown-name", name=level, hint=hint(level, known) + listing(known))
        rounds = means.rounds.above(level) if level else means.rounds
        means = replace(means, rounds=rounds)
        # A form that cannot be read and was never issued has nothing to tell either.
        if optional and (name not in rounds.names or rounds.view(name) is None):
            nothing = build_names(view_of_nothing(view, name, fiscal_year), means)
            return nothing | calls_of_nothing(means.tabulate)
        return build_names(_round(rounds, name), means)

    def earlier(name: str, years: int = 1, **options: bool | str) -> Shown:
        if years < 1:
            raise ValueError
        return other("", replace(means, rounds=means.rounds.earlier(years)), name, **options)

    return {
        **_stated(view),
        "回": RoundName(view.labels.round, partial(other, view.labels.fiscal_year, means)),
        "前年度": earlier,
        "確認事項": asked.problems,
        "一覧": asked.listed,
        "記録": asked.records,
        "選ぶ": asked.chosen,
        "集計": asked.crosstab,
        "図": asked.chart,
        "写真": asked.photograph,
        "表": asked.table,
        "推移": asked.trend,
        "マスタ": asked.master,
        "決定": asked.decisions,
        "横並び": set_side_by_side,
        "番号": means.numbering,
        "参照": means.numbering.refer,
        "短い日付": view.calendar.shortened,
        **RECKONINGS,
        ORIGIN: means,
    }


def _stated(view: RoundView) -> Shown:
    """Return what the view states of the round, its ward and its form, which nothing need be asked for."""
    labels = view.labels
    return {
        "市名": labels.city,
        "区名": labels.ward,
        "年度": RoundYear(labels.fiscal_year, labels.year, view.calendar),
        "次年度": RoundYear(labels.fiscal_year, labels.year, view.calendar) + 1,
        "実施": view.held,
        "発行済": view.issued,
        "様式名": labels.form_title,
        "様式番号": labels.form_number,
        "基準日": labels.as_of,
        "配布日": labels.opens,
        "提出期限": labels.due,
        "委員会": labels.committee,
        "呼び名": labels.words.named(),
        "問合せ先": labels.contact,
        "提出先": labels.submit_to,
        "方針": [_show_policy(policy) for policy in view.policies],
        "提出状況": _coverage(view),
        "すべての一覧": [show_list(shown) for shown in view.lists],
        "すべての集計": [show_crosstab(tab) for tab in view.crosstabs],
        "すべての推移": [show_trend(shown) for shown in view.trends],
    }


def _show_policy(policy: PolicyView) -> dict[str, object]:
    told = {"番号": policy.number, "本文": clean_text(policy.text), "決定日": policy.decided, "案": policy.is_draft}
    return told | {"組織目標": clean_text(policy.goal)}


class RoundYear(str):
    """The round's fiscal year as printed, which more or less a number is another year: 年度 + 2 is 令和10年度."""

    __slots__ = ("_calendar", "_year")
    _calendar: Calendar
    _year: str

    def __new__(cls, printed: str, year: str, calendar: Calendar) -> Self:
        """The year as `printed`, and as it is known without 西暦."""
        made = super().__new__(cls, printed)
        made._year, made._calendar = year, calendar
        return made

    def __add__(self, years: object) -> str:
        """Return the year so many years on."""
        year = parse_fiscal_year(self._year, self._calendar.eras)
        if not isinstance(years, int) or year is None:
            return f"{self}{years}"
        return self._calendar.fiscal_label(year + years)

    def __sub__(self, years: int) -> str:
        """Return the year so many years back."""
        return self + -years


class RoundName(str):
    """The name of the round, which asked for another round gives its names: 回("意見記録")."""

    __slots__ = ("_other",)
    _other: Callable[..., Shown]

    def __new__(cls, name: str, other: Callable[..., Shown]) -> Self:
        """The name with what finds another round."""
        made = super().__new__(cls, name)
        made._other = other
        return made

    def __call__(self, name: str, **options: bool | str) -> Shown:
        """The names of another round of this ward and year."""
        return self._other(name, **options)


def _round(rounds: OtherRounds, name: str) -> RoundView:
    if name not in rounds.names:
        raise UnknownNameError("paper-unknown-round", name=name, hint=hint(name, rounds.names) + listing(rounds.names))
    view = rounds.view(name)
    if view is None:
        raise UnknownNameError("paper-round-unread", name=name)
    return view


def _coverage(view: RoundView) -> Shown:
    coverage = view.coverage
    names_by_label = {state.label: coverage.names(state) for state in State}

    def names(*labels: str) -> list[str]:
        for label in labels:
            if label not in names_by_label:
                raise UnknownNameError(
                    "paper-unknown-name", name=label, hint=hint(label, names_by_label) + listing(names_by_label)
                )
        return [name for label in labels for name in names_by_label[label]]

    return {
        "対象": coverage.expected,
        "受付済": coverage.received,
        "受理済": coverage.accepted,
        "受理率": coverage.rate,
        **{state.label: count for state, count in coverage.counts.items()},
        "行": [show_coverage_row(row) for row in coverage.rows],
        "部署": names,
        "区別": [show_ward_coverage(ward, own) for ward, own in coverage.by_ward().items()],
    }


def known_names(names: Mapping[str, object]) -> list[str]:
    """Return every name a template may begin with, for hints."""
    return [*(name for name in names if name != ORIGIN), *FILTERS]
