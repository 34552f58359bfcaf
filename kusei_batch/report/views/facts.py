"""All that is known of one ward's round, before anything is laid out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kusei_batch.core.axes import Collected, YearSpan
from kusei_batch.core.decision import Waiting
from kusei_batch.core.form import Form
from kusei_batch.core.office import Office
from kusei_batch.core.open_matter import OpenMatter
from kusei_batch.core.own_words import OwnWords
from kusei_batch.core.period import Calendar, Round
from kusei_batch.core.policy import Policy
from kusei_batch.core.problem import Problem
from kusei_batch.core.record import Coverage, Record
from kusei_batch.core.shown_lists import ListedRows
from kusei_batch.core.succession import Succession
from kusei_batch.core.totals import Crosstab, department_labels
from kusei_batch.core.ward import Ward


@dataclass(frozen=True, slots=True)
class UnidentifiedLine:
    """A file in the inbox that answers no sheet: its path below inbox/, what was decided (`隔離`), and why.

    The codes are those its folder names, as far as recognisable; `link` is its path as seen from the summary
    workbook (None: no link).
    """

    path: str
    verdict: str
    problems: Sequence[Problem]
    ward_code: str | None = None
    department_code: str | None = None
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Newer:
    """The form as its template is now, for a round whose sheets are of an older edition.

    `lacking` are the sheets of its `_集計` that cannot be made of them: by name, what they would need.
    """

    form: Form
    lacking: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RoundFacts:
    """All that is known of one ward's round.

    `coverage` has one entry a department in printing order; `records` are those that count; `problems`
    and `links` go by sha256, a link being the path of the file as seen from the summary workbook. `unidentified`
    are files that were put aside: those of this ward, of one of its departments, or of nobody known. `earlier` are
    the records that count of the same round in earlier years, by year; one without that round is not among them.
    `succession` tells which of the round's departments carry on the work of those that are gone. `newer` is what the
    template asks of the round now, where its sheets are of an older edition. `lacking` are, by earlier year, the names
    of departments that had a sheet of which nothing counts. `rounds` are the earlier rounds of the same form, and
    `round_label` is what this one is called beside them. `office` is the ward's, `master` are the master's lists as
    they are in force for the ward and the round's year. `pictures` are the files, by name, that records refer to.
    `matters` are the rows that are followed up and not done, in the order in which they are listed. `words` are those
    for 区, 部 and 部署. `handed` tells, by the code of a department, the day as of which its ward handed up.
    """

    city: str
    ward: Ward
    round: Round
    form: Form
    as_of: dt.date
    coverage: Sequence[Coverage]
    records: Sequence[Record]
    crosstabs: Sequence[Crosstab]
    policies: Sequence[Policy] = ()
    problems: Mapping[str, Sequence[Problem]] = field(default_factory=dict)
    links: Mapping[str, str] = field(default_factory=dict)
    calendar: Calendar = field(default_factory=Calendar)
    unidentified: Sequence[UnidentifiedLine] = ()
    decisions: Sequence[Waiting] = ()
    decision_faults: Sequence[Problem] = ()
    earlier: Mapping[int, Sequence[Record]] = field(default_factory=dict)
    succession: Succession = field(default_factory=Succession)
    newer: Newer | None = None
    lacking: Mapping[int, Sequence[str]] = field(default_factory=dict)
    rounds: Sequence[Collected] = ()
    round_label: str = ""
    office: Office = field(default_factory=Office)
    master: Mapping[str, ListedRows] = field(default_factory=dict)
    pictures: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    matters: Sequence[OpenMatter] = ()
    words: OwnWords = field(default_factory=OwnWords)
    handed: Mapping[str, dt.date] = field(default_factory=dict)

    @property
    def span(self) -> YearSpan:
        """The round's year and the earlier ones, and the rounds of the same form before it."""
        return YearSpan(
            self.round.fiscal_year,
            self.calendar,
            self.earlier,
            self.succession,
            self.lacking,
            self.rounds,
            self.round_label or self.round.name,
        )

    def labels_of_departments(self) -> dict[str, str]:
        """Return department code -> its name, with its 部 where two of the ward share it."""
        return department_labels([covered.department for covered in self.coverage])
