"""The names a Word paper may use: those of every template, drawn for Word, and what config.toml says of the paper."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from kusei_batch.core.text.cleaning import clean_text
from kusei_batch.report.paper.placed_tables import PlacedTables
from kusei_batch.report.templating.means import Draw, Means
from kusei_batch.report.templating.shown import Shown
from kusei_batch.report.templating.template_names import build_names
from kusei_batch.report.views.model import RoundView
from kusei_batch.report.views.rounds import NO_OTHERS, OtherRounds

THIS_ROW = "この行"
"""What a template calls the row its paper is for."""


@dataclass(frozen=True, slots=True)
class PaperHead:
    """What config.toml says of a paper: 資料番号, title (blank: the template's own), date (None: as_of), meeting.

    `row` is the row of a list that the paper is for, where there is one for each.
    """

    number: str = ""
    title: str = ""
    date: dt.date | None = None
    meeting: str = ""
    row: Mapping[str, str] | None = None


def paper_names(view: RoundView, head: PaperHead, draw: Draw, rounds: OtherRounds = NO_OTHERS) -> Shown:
    """Return what a template may use; `draw` makes the picture of a chart, its width given in millimetres."""
    date = view.date_label(head.date) if head.date else view.labels.as_of
    own: Shown = {"資料番号": head.number, "題名": head.title, "日付": date, "会議": head.meeting}
    if head.row is not None:
        own[THIS_ROW] = {name: clean_text(text) for name, text in head.row.items()}
    tables = PlacedTables(view.calendar)
    return build_names(view, Means(draw, tables.place, rounds, finish=tables.laid_out)) | own
