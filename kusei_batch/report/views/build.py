"""The whole view of a round, from its facts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from kusei_batch.core.own_words import OwnWords
from kusei_batch.core.problem import Problem
from kusei_batch.core.text.label import date_label
from kusei_batch.core.totals import Crosstab
from kusei_batch.core.ward import WARD_LEVEL
from kusei_batch.report.views.answered import WITHOUT, WITHOUT_TAKEN, find_answers
from kusei_batch.report.views.coverage_table import build_coverage_view
from kusei_batch.report.views.crosstabs import build_crosstab
from kusei_batch.report.views.data_tables import build_data
from kusei_batch.report.views.facts import RoundFacts
from kusei_batch.report.views.figures import ChartView, CrosstabView
from kusei_batch.report.views.list_views import build_lists, build_record_rows
from kusei_batch.report.views.model import Labels, RoundView
from kusei_batch.report.views.policy_view import PolicyView
from kusei_batch.report.views.problem_list import build_problem_groups, build_problem_rows, is_sent_back
from kusei_batch.report.views.trends import build_trends
from kusei_batch.report.views.wording import WITHOUT_ACCEPTED

_APART = "＼"
_PHRASES = (WITHOUT, WITHOUT_TAKEN, WITHOUT_ACCEPTED, "廃止された部署の前の", "とある部署は、", "（部署や行ごとの率")
"""What notes of tables say of 部署; names and answers of people stand beside it and stay as they are."""
MARK = "※"


def build_round_view(facts: RoundFacts) -> RoundView:
    """Return all that the documents of one ward's round show."""
    records = build_record_rows(facts)
    answers = find_answers(facts.coverage, facts.as_of, facts.round.fiscal_year)
    problems = build_problem_rows(facts)
    levels = {covered.department.ward.level for covered in facts.coverage}
    level = levels.pop() if len(levels) == 1 else WARD_LEVEL
    view = RoundView(
        form=facts.form,
        calendar=facts.calendar,
        labels=build_labels(facts),
        as_of=facts.as_of,
        policies=tuple(
            PolicyView(
                p.number, p.text, facts.calendar.date_label(p.decided_on) if p.decided_on else "", p.goal, p.is_draft
            )
            for p in facts.policies
        ),
        coverage=build_coverage_view(facts),
        records=records,
        lists=build_lists(facts, records),
        crosstabs=tuple(mark_few(build_crosstab(tab, facts.form, answers, level), tab) for tab in facts.crosstabs),
        problems=problems,
        groups=build_problem_groups([row for row in problems if row.counts], facts.words),
        sent_back_groups=build_problem_groups([row for row in problems if is_sent_back(row)], facts.words),
        data=build_data(facts, records),
        trends=build_trends(facts, answers),
        decisions=(
            *(decision.text for decision in facts.decisions),
            *_tell_decision_faults(facts.decision_faults, facts.words),
        ),
        newer=facts.newer,
        master=facts.master,
        pictures=facts.pictures,
    )
    return in_own_words(view, facts.words)


def _tell_decision_faults(decision_faults: Iterable[Problem], words: OwnWords) -> Iterator[str]:
    for fault in decision_faults:
        message, remedy = fault.told_in(words)
        yield f"{fault.location.file} のシート「{fault.location.sheet}」の {fault.location.cell}　{message}"
        yield f"→ {remedy}"


def build_labels(facts: RoundFacts) -> Labels:
    """Return names and dates as printed: `令和8年度（2026年度）`, `令和8年5月29日`."""
    year, calendar = facts.round.fiscal_year, facts.calendar
    return Labels(
        city=facts.city,
        ward=facts.ward.name,
        round=facts.round.name,
        form_title=facts.form.title,
        form_number=facts.form.number,
        form_version=facts.form.version,
        fiscal_year=f"{calendar.fiscal_label(year)}（{year}年度）",
        year=calendar.fiscal_label(year),
        as_of=date_label(facts.as_of, calendar),
        opens=date_label(facts.round.opens, calendar),
        due=date_label(facts.round.due, calendar),
        committee=facts.office.committee,
        contact=facts.office.contact,
        submit_to=facts.office.submit_to,
        words=facts.words,
    )


def in_own_words(view: RoundView, words: OwnWords) -> RoundView:
    """Return the view with headings and notes in the office's own words."""
    if words == OwnWords():
        return view
    return replace(
        view,
        crosstabs=tuple(_crosstab(tab, words) for tab in view.crosstabs),
        trends=tuple(replace(trend, notes=_notes(trend.notes, words)) for trend in view.trends),
    )


def _crosstab(tab: CrosstabView, words: OwnWords) -> CrosstabView:
    chart = replace(tab.chart, axis_title=words.heading(tab.chart.axis_title))
    corner = _APART.join(words.heading(part) for part in tab.corner.split(_APART))
    notes, chart_notes = _notes(tab.notes, words), _notes(tab.chart_notes, words)
    return replace(tab, corner=corner, chart=chart, notes=notes, chart_notes=chart_notes)


def _notes(notes: Iterable[str], words: OwnWords) -> tuple[str, ...]:
    def said(note: str) -> str:
        for phrase in _PHRASES:
            note = note.replace(phrase, words.sentence(phrase))
        return note

    return tuple(map(said, notes))


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
