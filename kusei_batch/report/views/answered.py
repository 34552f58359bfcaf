"""What is not known yet: departments whose sheet was not accepted are no zeros in a cross-tab."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from kusei_batch.core.record import Coverage
from kusei_batch.core.submission import State
from kusei_batch.core.totals import BUILT_IN_AXES, Crosstab, Figure, department_labels, place_label

ACCEPTED = (State.ACCEPTED, State.NONE_TO_REPORT)


@dataclass(frozen=True, slots=True)
class Answers:
    """Who has answered: `missing` departments have not, `absent` are the labels of each axis without any answer."""

    missing: tuple[str, ...] = ()
    absent: Mapping[str, frozenset[str]] | None = None
    nobody: bool = False

    def lacks(self, axis: str | None, label: str) -> bool:
        """Whether nothing is known of a label: its axis is one of places, and no department there was accepted."""
        return self.nobody or label in (self.absent or {}).get(axis or "", ())


def find_answers(coverage: Sequence[Coverage]) -> Answers:
    """Who has answered of those covered."""
    labels = department_labels([covered.department for covered in coverage])
    missing = tuple(labels[c.department.code] for c in coverage if c.state not in ACCEPTED)
    absent = {}
    for axis in BUILT_IN_AXES:
        answered = {place_label(c.department, axis, labels) for c in coverage if c.state in ACCEPTED}
        absent[axis] = frozenset(place_label(c.department, axis, labels) for c in coverage) - answered
    return Answers(missing, absent, nobody=len(missing) == len(coverage))


def without_absent(tab: Crosstab, answers: Answers) -> Crosstab:
    """The cross-tab with None for every figure of which nothing is known."""
    rows = [answers.lacks(tab.spec.row, label) for label in tab.rows]
    columns = [answers.lacks(tab.spec.column, label) for label in tab.columns]
    return replace(
        tab,
        values=tuple(
            tuple(None if gone or hidden else value for value, hidden in zip(values, columns, strict=True))
            for values, gone in zip(tab.values, rows, strict=True)
        ),
        row_distinct=_hidden(tab.row_distinct, rows),
        column_distinct=_hidden(tab.column_distinct, columns),
    )


def _hidden(figures: Sequence[Figure], hidden: Sequence[bool]) -> tuple[Figure, ...]:
    return tuple(None if gone else figure for figure, gone in zip(figures, hidden, strict=True))
