"""Axes of time: fiscal years, rounds of one form, and quarters and months of the fiscal year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from kusei_batch.core.period import APRIL, Calendar, fiscal_year_of
from kusei_batch.core.record import Record
from kusei_batch.core.succession import Succession

YEAR_AXIS = "年度"
ROUND_AXIS = "回"
TIME_AXES = (YEAR_AXIS, ROUND_AXIS)
"""What sets several collections side by side: they are compared, never added up."""
OUTSIDE_YEAR = "（年度外）"
_QUARTER = 3
_MONTHS = (*range(APRIL, 13), *range(1, APRIL))


class PeriodUnit(StrEnum):
    """What follows the name of a date field on an axis: `受付日:四半期`."""

    QUARTER = "四半期"
    MONTH = "月"


class Grouping(StrEnum):
    """What follows the name of any field on an axis: `施設名:行` counts by row, `本文:値` by what is written."""

    ROW = "行"
    VALUE = "値"


AxisUnit = PeriodUnit | Grouping


@dataclass(frozen=True, slots=True)
class Collected:
    """One of several collections set side by side: the same round in a year, or a round of the same form.

    `lacking` are the departments of whose sheets nothing counts.
    """

    label: str
    year: int
    records: Sequence[Record] = ()
    lacking: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class YearSpan:
    """A fiscal year, and the counting records of the same round in earlier years, as far as there was one.

    `succession` says who carries on the work of departments that only earlier years have; `lacking` are the departments
    of earlier years of whose sheets nothing counts. `rounds` are the earlier rounds of the same form, the first one
    first, `round_label` what this round is called beside them.
    """

    year: int
    calendar: Calendar = field(default_factory=Calendar)
    earlier: Mapping[int, Sequence[Record]] = field(default_factory=dict)
    succession: Succession = field(default_factory=Succession)
    lacking: Mapping[int, Sequence[str]] = field(default_factory=dict)
    rounds: Sequence[Collected] = ()
    round_label: str = ""

    def side_by_side(self, axis: str | None, records: Sequence[Record]) -> tuple[Collected, ...]:
        """Return what an axis of time sets side by side, this year's round last; without one, this round alone.

        `records` are those that count in this round.
        """
        if axis == ROUND_AXIS:
            return (*self.rounds, Collected(self.round_label, self.year, records))
        before = self.years[:-1] if axis == YEAR_AXIS else ()
        earlier = (Collected(self.label(y), y, self.earlier.get(y, ()), self.lacking.get(y, ())) for y in before)
        return (*earlier, Collected(self.label(self.year), self.year, records))

    @property
    def years(self) -> tuple[int, ...]:
        """Every year from the first to this one, also years without the round, so that no gap closes."""
        return tuple(range(min(self.earlier, default=self.year), self.year + 1))

    def label(self, year: int) -> str:
        """Return `令和8年度`."""
        return self.calendar.fiscal_label(year)

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels of `years`."""
        return tuple(map(self.label, self.years))


def split_axis(axis: str) -> tuple[str, AxisUnit | None]:
    """Return the field of an axis, and whether its dates' period, its row or its value counts (None: not said)."""
    name, colon, unit = axis.replace("：", ":").rpartition(":")
    for kind in (PeriodUnit, Grouping):
        if colon and unit.strip() in list(kind):
            return name.strip(), kind(unit.strip())
    return axis, None


def names_year(field: str, unit: str) -> bool:
    """Return whether the numbers of a field are years, which are names: 2004 is not grouped by three."""
    return unit in (YEAR_AXIS, "年") or field.endswith(YEAR_AXIS)


def axis_title(axis: str) -> str:
    """Return an axis as printed: `受付日（四半期）`."""
    name, unit = split_axis(axis)
    return f"{name}（{unit}）" if isinstance(unit, PeriodUnit) else name


def period_labels(unit: PeriodUnit) -> tuple[str, ...]:
    """Return every quarter or month of a fiscal year in order: `第1四半期（4〜6月）`, `4月`."""
    if unit is PeriodUnit.MONTH:
        return tuple(f"{month}月" for month in _MONTHS)
    quarters = [_MONTHS[start : start + _QUARTER] for start in range(0, len(_MONTHS), _QUARTER)]
    return tuple(f"第{n}四半期（{months[0]}〜{months[-1]}月）" for n, months in enumerate(quarters, start=1))


def periods_to_come(unit: PeriodUnit, day: dt.date, fiscal_year: int) -> frozenset[str]:
    """Return the labels of the quarters or months of a fiscal year that begin after a day."""
    labels = period_labels(unit)
    length = len(_MONTHS) // len(labels)
    starts = (dt.date(fiscal_year + (month < APRIL), month, 1) for month in _MONTHS[::length])
    return frozenset(label for label, start in zip(labels, starts, strict=True) if start > day)


def period_label(unit: PeriodUnit, day: dt.date, fiscal_year: int) -> str:
    """Return where a day is counted; one outside the fiscal year in neither of its quarters or months."""
    if fiscal_year_of(day) != fiscal_year:
        return OUTSIDE_YEAR
    place = _MONTHS.index(day.month)
    return period_labels(unit)[place if unit is PeriodUnit.MONTH else place // _QUARTER]
