"""What documents show: frozen rows, tables and charts, without a word of how they are drawn."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from kusei_batch.core.catalog.entry import About
from kusei_batch.core.form import Form
from kusei_batch.core.own_words import OwnWords
from kusei_batch.core.period import Calendar
from kusei_batch.core.problem import Severity
from kusei_batch.core.row_key import RowKey
from kusei_batch.core.shown_lists import ListedRows
from kusei_batch.core.submission import ANSWERED, State
from kusei_batch.core.totals import NO_FIGURE, Figure, ListColumn, Number, percent
from kusei_batch.core.values import TypedValue
from kusei_batch.report.views.facts import Newer
from kusei_batch.report.views.figures import CrosstabView, TrendView
from kusei_batch.report.views.policy_view import PolicyView

Datum = str | Number | dt.date | None
SUM = "計"


@dataclass(frozen=True, slots=True)
class SourceRef:
    """Where something was read: the file's name as received, the link to it (None: no link), sheet and cells."""

    file: str
    link: str | None
    sheet: str
    cell: str


@dataclass(frozen=True, slots=True)
class Labels:
    """What a round is called and dated, as printed, and the words for its units; `year` is 年度 without 西暦."""

    city: str
    ward: str
    round: str
    form_title: str
    form_number: str
    form_version: str
    fiscal_year: str
    year: str
    as_of: str
    opens: str
    due: str
    committee: str = ""
    contact: str = ""
    submit_to: str = ""
    words: OwnWords = field(default_factory=OwnWords)


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """提出状況 of one department, as printed; `rows` is None until its sheet is accepted, `table_rows` those by table.

    `received` is the day of its first accepted file, before that of its last file; `corrected` that of a correction.
    `aside` tells the office, not the conference, of its files that were put aside. `handed` is the day as of which its
    ward has handed up what is known of it; blank: it came here directly.
    """

    number: int
    division: str
    department: str
    full_name: str
    state: State
    state_label: str
    received: dt.date | None
    received_label: str
    corrected: dt.date | None
    corrected_label: str
    days_late: int
    errors: int
    warnings: int
    rows: int | None
    table_rows: Mapping[str, int]
    source: SourceRef | None
    note: str
    aside: str
    contact: str
    ward: str = ""
    handed: str = ""


@dataclass(frozen=True, slots=True)
class CoverageView:
    """提出状況 of the ward.

    Of `expected` departments, `received` have returned something and `accepted` something that counts (also
    that there is nothing to report); `rate` is the share of the accepted in percent with one decimal.
    """

    rows: tuple[CoverageRow, ...] = ()
    counts: Mapping[State, int] = field(default_factory=lambda: dict.fromkeys(State, 0))
    expected: int = 0
    received: int = 0
    accepted: int = 0
    rate: str = NO_FIGURE

    @classmethod
    def of(cls, rows: tuple[CoverageRow, ...]) -> CoverageView:
        """Return the view with its figures."""
        counts = {state: sum(row.state is state for row in rows) for state in State}
        expected = len(rows) - counts[State.NOT_ISSUED] - counts[State.ABOLISHED]
        received = sum(row.received is not None for row in rows)
        accepted = sum(counts[state] for state in ANSWERED)
        rate = percent(accepted, expected)
        return cls(rows, counts, expected, received, accepted, NO_FIGURE if rate is None else str(rate))

    def by_ward(self) -> dict[str, CoverageView]:
        """Return the view of each ward alone, by its name."""
        wards = dict.fromkeys(row.ward for row in self.rows)
        return {ward: self.of(tuple(row for row in self.rows if row.ward == ward)) for ward in wards}

    def names(self, *states: State) -> tuple[str, ...]:
        """Return the departments in one of these states."""
        return tuple(row.department for row in self.rows if row.state in states)


@dataclass(frozen=True, slots=True)
class RowView:
    """A row as it is shown: every field's text by its name; `typed` are the values that conditions look at.

    `earlier_keys` are those it may have had in departments whose work its own carries on; `texts`, in a 一覧 alone,
    what stands under its headings.
    """

    division: str
    department: str
    full_name: str
    number: int | None
    key: RowKey
    values: Mapping[str, str]
    choices: Mapping[str, tuple[str, ...]]
    source: SourceRef
    typed: Mapping[str, TypedValue] = field(default_factory=dict)
    earlier_keys: tuple[RowKey, ...] = ()
    texts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ListView:
    """一覧: headings, widths as the form asks (None: to be chosen), rows.

    `sums` are those of the columns to be summed (`summed`), by their index; None where no row has a number. `note`
    stands in place of rows that cannot be known. `fields` are those that a column shows alone, by its index.
    `title` (blank: the name is) and `preface` stand above it where it is printed.
    """

    name: str
    headings: tuple[str, ...] = ()
    widths: tuple[float | None, ...] = ()
    rows: tuple[RowView, ...] = ()
    sums: Mapping[int, Figure] = field(default_factory=dict)
    summed: Mapping[int, ListColumn] = field(default_factory=dict)
    note: str = ""
    fields: Mapping[int, str] = field(default_factory=dict)
    title: str = ""
    preface: str = ""

    def sum_row(self, label: str = SUM) -> tuple[str | Number, ...]:
        """Return what stands below the rows, the label in the first column without a sum; nothing where none is asked.

        The label is 計 where no other is given.
        """
        if not self.sums or not self.rows:
            return ()
        place = next((i for i in range(len(self.headings)) if i not in self.sums), None)
        cells: list[str | Number] = []
        for index in range(len(self.headings)):
            figure = self.sums.get(index)
            missing = NO_FIGURE if index in self.sums else label if index == place else ""
            cells.append(missing if figure is None else figure)
        return tuple(cells)


@dataclass(frozen=True, slots=True)
class ProblemRow:
    """One finding with its department and place; `row` is what it says of its row (`目標2`), may be blank."""

    department: str
    severity: Severity
    severity_label: str
    code: str
    about: About
    field: str
    row: str
    message: str
    remedy: str
    counts: bool
    file_status: str
    source: SourceRef


@dataclass(frozen=True, slots=True)
class ProblemGroup:
    """Findings of one kind: how many, and how many in each department that has them."""

    code: str
    about: About
    severity: Severity
    severity_label: str
    summary: str
    count: int
    departments: tuple[tuple[str, int], ...]
    rows: tuple[ProblemRow, ...]


@dataclass(frozen=True, slots=True)
class DataColumn:
    """A column of データ and what データ定義 says of it."""

    name: str
    type: str
    unit: str
    necessity: str
    choices: str
    help: str


@dataclass(frozen=True, slots=True)
class DataView:
    """データ of one table: one datum a cell, numbers as numbers, dates as dates, no line breaks."""

    name: str
    table: str | None
    columns: tuple[DataColumn, ...]
    rows: tuple[tuple[Datum, ...], ...]
    sources: tuple[SourceRef, ...]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """How many rows a page does not show: those its condition does not pick, and of the others those held back.

    A row is held back for what looks like personal data in it: `waiting` while nobody has decided, `hidden` for good.
    """

    others: int = 0
    waiting: int = 0
    hidden: int = 0


@dataclass(frozen=True, slots=True)
class RoundView:
    """Everything the documents of one ward's round show.

    `groups` are the findings in the files that count, `sent_back_groups` those in files that were sent back;
    `decisions` tell the office what waits for its word in the master. `newer` is what documents may ask for as well,
    though the sheets that are out do not have it. `left_out` are the rows that a page does not show. `pictures` are the
    files, by name, that rows refer to.
    """

    form: Form
    calendar: Calendar
    labels: Labels
    as_of: dt.date
    policies: tuple[PolicyView, ...]
    coverage: CoverageView
    records: Mapping[str | None, tuple[RowView, ...]]
    lists: tuple[ListView, ...]
    crosstabs: tuple[CrosstabView, ...]
    problems: tuple[ProblemRow, ...]
    groups: tuple[ProblemGroup, ...]
    sent_back_groups: tuple[ProblemGroup, ...]
    data: tuple[DataView, ...]
    decisions: tuple[str, ...] = ()
    trends: tuple[TrendView, ...] = ()
    newer: Newer | None = None
    left_out: LeftOut = LeftOut()
    master: Mapping[str, ListedRows] = field(default_factory=dict)
    pictures: Mapping[str, bytes] = field(default_factory=dict, repr=False)

    @property
    def held(self) -> bool:
        """Whether the round is for any department of the ward."""
        return bool(self.coverage.rows)

    @property
    def issued(self) -> bool:
        """Whether any department was sent a sheet."""
        return any(row.state is not State.NOT_ISSUED for row in self.coverage.rows)

    def date_label(self, day: dt.date) -> str:
        """Return `令和8年4月1日`."""
        return self.calendar.date_label(day)

    def dated(self, day: dt.date) -> RoundView:
        """Return the same view, told as of another day."""
        return replace(self, as_of=day, labels=replace(self.labels, as_of=self.date_label(day)))
