"""会議資料: what a paper is made of, and from which day it is left as its meeting saw it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kusei_batch.core.made import RoundRequest
from kusei_batch.core.period import Round
from kusei_batch.core.text.label import date_label
from kusei_batch.core.ward import Ward
from kusei_batch.pipeline.outputs.rendering import FilledIn, OtherFacts, PaperJob, Renderer
from kusei_batch.pipeline.outputs.writing import Making
from kusei_batch.report.paper.paper_names import PaperHead
from kusei_batch.report.views import RoundFacts
from kusei_batch.report.ward_report import WardReport


@dataclass(frozen=True)
class Paper:
    """One paper of a ward's round: of what, from which template, and where it is written."""

    ward: Ward
    facts: RoundFacts
    template: Path
    head: PaperHead
    rounds: OtherFacts
    outbox: Path
    path: Path
    renderer: Renderer
    asked: Sequence[RoundRequest] = ()
    held_from: dt.date | None = None
    kind: str = "paper"
    _made: dict[dt.date, FilledIn] = field(default_factory=dict)

    @property
    def as_of(self) -> dt.date:
        """The day of its figures."""
        return self.facts.as_of

    @property
    def is_held(self) -> bool:
        """Whether its meeting is over, so that the file is what the meeting saw."""
        return self.held_from is not None and self.as_of >= self.held_from

    @property
    def looked_into(self) -> tuple[RoundRequest, ...]:
        """The other rounds it shows: where it was not made, those it showed last."""
        asked = [one for made in self._made.values() for one in made.asked] if self._made else self.asked
        return tuple(dict.fromkeys(asked))

    def date_label(self, day: dt.date) -> str:
        """Return a day as the paper prints it."""
        return date_label(day, self.facts.calendar)

    def on(self, day: dt.date) -> Making[WardReport]:
        """Return the paper with what is known now, dated as of a day; it is made once."""
        if day not in self._made:
            job = PaperJob(self.renderer.view(self.facts), day, self.template, self.head)
            self._made[day] = yield from self.renderer.paper(job, self.rounds, self.asked)
        return self._made[day].report


def held_from(date: dt.date | None, round_: Round, rounds: Sequence[Round]) -> dt.date | None:
    """Return the day from which a paper is left as it is: the day after its meeting.

    Where config.toml does not tell the day of the meeting, it is over when the next round begins: the first one to open
    after the round's due day. None where there is none this year.
    """
    if date is not None:
        return date + dt.timedelta(days=1)
    return min((other.opens for other in rounds if other.opens > round_.due), default=None)
