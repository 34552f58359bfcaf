"""What is not known yet is no zero in a cross-tab: departments that have not answered, and months still to come."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from kusei_batch.core.axes import AxisUnit, PeriodUnit, periods_to_come, split_axis
from kusei_batch.core.record import Coverage
from kusei_batch.core.submission import ANSWERED, State
from kusei_batch.core.totals import BUILT_IN_AXES, Crosstab, Figure, department_labels, place_label
from kusei_batch.core.ward import Department

WITHOUT, WITHOUT_TAKEN = "未提出・差戻し中の部署", "未提出・受け取れず・差戻し中の部署"


@dataclass(frozen=True, slots=True)
class Answers:
    """Who has answered: `missing` departments have not, `absent` are the labels of each axis without any answer.

    `unissued` tells that nobody was asked; `without` names the states of the missing; `to_come` are the quarters and
    months that have not begun.
    """

    missing: tuple[str, ...] = ()
    absent: Mapping[str, frozenset[str]] | None = None
    nobody: bool = False
    unissued: bool = False
    without: str = WITHOUT
    to_come: Mapping[AxisUnit, frozenset[str]] = field(default_factory=dict)

    @property
    def note(self) -> str:
        """Whose answers a figure leaves out, as printed below it; blank where it leaves out nobody's."""
        if self.unissued:
            return "この回の様式は発行されていません。"
        return f"{self.without}（{'、'.join(self.missing)}）を含みません。" if self.missing else ""

    def lacks(self, axis: str | None, label: str) -> bool:
        """Return whether nothing is known of a label: no department there was accepted, or its month has not begun."""
        return self.nobody or label in (self.absent or {}).get(axis or "", ()) or label in self.to_come_on(axis)

    def to_come_on(self, axis: str | None) -> frozenset[str]:
        """Return the quarters or months of an axis that have not begun."""
        unit = split_axis(axis)[1] if axis else None
        return self.to_come.get(unit, frozenset()) if unit else frozenset()

    def of(self, tab: Crosstab) -> Answers:
        """Return what is known of a cross-tab: one that counts anything in a month to come shows planned dates."""
        counted = {
            label
            for label, n in (
                *zip(tab.rows, tab.row_numbers, strict=True),
                *zip(tab.columns, tab.column_numbers, strict=True),
            )
            if n
        }
        planned = counted & (self.to_come_on(tab.spec.row) | self.to_come_on(tab.spec.column))
        return replace(self, to_come={}) if planned else self


def find_answers(coverage: Sequence[Coverage], as_of: dt.date, fiscal_year: int) -> Answers:
    """Return who has answered of those covered by a day; a department that was abolished is not asked."""
    coverage = [covered for covered in coverage if covered.state is not State.ABOLISHED]
    labels = department_labels([covered.department for covered in coverage])
    silent = [covered.department for covered in coverage if covered.state not in ANSWERED]
    absent = {}
    for axis in BUILT_IN_AXES:
        answered = {place_label(c.department, axis, labels) for c in coverage if c.state in ANSWERED}
        absent[axis] = frozenset(place_label(c.department, axis, labels) for c in coverage) - answered
    unissued = all(covered.state is State.NOT_ISSUED for covered in coverage)
    without = WITHOUT_TAKEN if any(c.state is State.NOT_TAKEN for c in coverage) else WITHOUT
    to_come: dict[AxisUnit, frozenset[str]] = {unit: periods_to_come(unit, as_of, fiscal_year) for unit in PeriodUnit}
    return Answers(_named(silent, coverage, labels), absent, len(silent) == len(coverage), unissued, without, to_come)


def _named(silent: Sequence[Department], coverage: Sequence[Coverage], labels: Mapping[str, str]) -> tuple[str, ...]:
    """Return the names of departments; of those of several wards, how many there are in each."""
    if len({covered.department.ward.code for covered in coverage}) < 2:  # noqa: PLR2004 - several
        return tuple(labels[department.code] for department in silent)
    return tuple(f"{ward}{count}" for ward, count in Counter(d.ward.name for d in silent).items())


def without_absent(tab: Crosstab, answers: Answers) -> Crosstab:
    """Return the cross-tab with None for every figure of which nothing is known; figures of earlier years stay."""
    rows = [answers.lacks(tab.spec.row, label) for label in tab.rows]
    columns = [answers.lacks(tab.spec.column, label) for label in tab.columns]
    values = tuple(
        tuple(
            None if (gone or hidden) and tab.now in (None, row, column) else value
            for value, hidden, column in zip(line, columns, tab.columns, strict=True)
        )
        for line, gone, row in zip(tab.values, rows, tab.rows, strict=True)
    )
    if tab.now is not None:
        rows = [all(value is None for value in line) for line in values]
        columns = [all(line[i] is None for line in values) for i in range(len(tab.columns))]
    return replace(
        tab,
        values=values,
        row_distinct=_hidden(tab.row_distinct, rows),
        column_distinct=_hidden(tab.column_distinct, columns),
        row_bases=_hidden(tab.row_bases, rows) if tab.row_bases else (),
        column_bases=_hidden(tab.column_bases, columns) if tab.column_bases else (),
        base=None if answers.nobody and tab.now is None else tab.base,
    )


def _hidden(figures: Sequence[Figure], hidden: Sequence[bool]) -> tuple[Figure, ...]:
    return tuple(None if gone else figure for figure, gone in zip(figures, hidden, strict=True))
