"""What a document has for its template beside the round: how it draws, its numbers, and the other rounds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from kusei_batch.report.templating.grid import TableLayout, Tabular
from kusei_batch.report.templating.numbering import Numbering
from kusei_batch.report.templating.shown import ORIGIN
from kusei_batch.report.views.figures import ChartView, PictureView
from kusei_batch.report.views.rounds import NO_OTHERS, OtherRounds

Draw = Callable[[ChartView | PictureView, int], object]
Tabulate = Callable[[Tabular, TableLayout], object]
DEFAULT_PHOTOGRAPH = 80  # millimetres, either way
DEFAULT_CHART_WIDTH = 150  # millimetres: the text width of A4 with usual margins is 160


@dataclass(frozen=True, slots=True)
class Means:
    """What all names of one document share, whichever round they are of.

    `draw` draws a chart or a photograph, its width given in millimetres; `tabulate` makes a whole table. `finish` makes
    of a whole part that is filled in what could not be known before.
    """

    draw: Draw
    tabulate: Tabulate
    rounds: OtherRounds = NO_OTHERS
    numbering: Numbering = field(default_factory=Numbering)
    finish: Callable[[str], str] = str


def finish(text: str, names: Mapping[str, object]) -> str:
    """Return a whole part that was filled in with these names, with what hangs on where in it something stands."""
    means = names.get(ORIGIN)
    return means.finish(text) if isinstance(means, Means) else text


def settle(text: str, names: Mapping[str, object]) -> str:
    """Return a part of a document that was filled in with these names, with the numbers that it refers to."""
    means = names.get(ORIGIN)
    return means.numbering.settled(text) if isinstance(means, Means) else text
