"""A view in the office's own words: its tables, charts and notes say 病棟 where the program says 部署."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from kusei_batch.core.own_words import OwnWords
from kusei_batch.report.views.answered import WITHOUT, WITHOUT_TAKEN
from kusei_batch.report.views.figures import CrosstabView
from kusei_batch.report.views.model import RoundView
from kusei_batch.report.views.wording import WITHOUT_ACCEPTED

_APART = "＼"
_PHRASES = (WITHOUT, WITHOUT_TAKEN, WITHOUT_ACCEPTED, "廃止された部署の前の", "とある部署は、", "（部署や行ごとの率")
"""What notes of tables say of 部署; names and answers of people stand beside it and stay as they are."""


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
