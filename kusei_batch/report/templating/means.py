"""What a document has for its template beside the round: how it draws, its numbers, and the other rounds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from kusei_batch.report.templating.grid import Tabular
from kusei_batch.report.templating.numbering import Numbering
from kusei_batch.report.views.figures import ChartView
from kusei_batch.report.views.rounds import NO_OTHERS, OtherRounds

Draw = Callable[[ChartView, int], object]
Tabulate = Callable[[Tabular], object]
DEFAULT_CHART_WIDTH = 150  # millimetres: the text width of A4 with usual margins is 160


@dataclass(frozen=True, slots=True)
class Means:
    """What all names of one document share, whichever round they are of.

    `draw` makes the picture of a chart, its width given in millimetres; `tabulate` makes a whole table.
    """

    draw: Draw
    tabulate: Tabulate
    rounds: OtherRounds = NO_OTHERS
    numbering: Numbering = field(default_factory=Numbering)
