"""The lists of the master as they were revised by what is decided in 決定.xlsx."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from kusei_batch.core.decision_book import FILE
from kusei_batch.core.decision_list import ID, DecisionList
from kusei_batch.core.period import Era, parse_fiscal_year
from kusei_batch.core.problem import Location, Problem
from kusei_batch.core.revision import (
    FIRST_YEAR,
    WORDS,
    Revision,
    RevisionError,
    Step,
    current_texts,
    revise,
    revised_id,
    said_for,
)
from kusei_batch.core.text.hint import suggest
from kusei_batch.core.text.notation import comparable
from kusei_batch.core.ward import MasterListRow

Lists = Mapping[str, tuple[MasterListRow, ...]]


@dataclass
class Revising:
    """What revising the lists needs to know, and the faults that were found in doing so."""

    headings: Mapping[str, tuple[str, ...]]
    """Those of every list of the master, the ID's first."""
    eras: tuple[Era, ...]
    problems: list[Problem] = field(default_factory=list)

    def revise(self, lists: Lists, defined: Mapping[str, DecisionList]) -> dict[str, tuple[MasterListRow, ...]]:
        """Return the lists with every revision that is decided, the earlier ones first."""
        revised = dict(lists)
        for one in defined.values():
            if one.revises in self.headings:
                self._revise_list(revised, one)
        return revised

    def _revise_list(self, lists: dict[str, tuple[MasterListRow, ...]], defined: DecisionList) -> None:
        name, headings = defined.revises, self.headings[defined.revises]
        own = lists.get(name, ())
        rows = [
            _Asked(row, defined, headings, self.eras, revised_id(defined, row.texts, own))
            for row in lists.get(defined.name, ())
        ]
        lists[defined.name] = tuple(one.with_current(own) for one in rows)
        asked = sorted((one for one in rows if one.row.adopted and one.step), key=lambda one: one.year or 0)
        seen: set[tuple[str, int | None]] = set()
        for one in asked:
            faults = list(one.faults(seen))
            seen.add((comparable(one.id), one.year))
            if not faults and one.step and one.year:
                try:
                    lists[name] = revise(lists.get(name, ()), headings, one.revision(one.step, one.year))
                except RevisionError as wrong:
                    hint = suggest(one.id, [row.id for row in lists.get(name, ())])
                    faults = [one.fault(wrong.code, headings[0], value=one.id, list=name, hint=hint)]
            self.problems += faults


@dataclass(frozen=True, slots=True)
class _Asked:
    """A decided row of a sheet by which a list is revised."""

    row: MasterListRow
    defined: DecisionList
    headings: tuple[str, ...]
    eras: tuple[Era, ...]
    id: str
    """That of the list's row."""

    @property
    def step(self) -> Step | None:
        """What is to become of the list's row; None where the word says nothing of it."""
        return WORDS.get(comparable(self.row.texts[self.defined.decision.name]))

    def said(self, heading: str) -> str:
        """Return the text that the row gives below a heading of the list."""
        return said_for(self.defined, heading, self.row.texts)

    def with_current(self, rows: Sequence[MasterListRow]) -> MasterListRow:
        """Return the row of the sheet with what the list says now: in the year before the revision."""
        told = current_texts(self.defined, self.row.texts, rows, (self.year or 0) - 1)
        return replace(self.row, texts={**self.row.texts, **told})

    @property
    def year(self) -> int | None:
        """The year from which it is in force: the one after the row's own where none is said."""
        if said := self.said(FIRST_YEAR):
            return parse_fiscal_year(said, self.eras)
        return (self.row.first_year or 0) + 1

    def texts(self) -> dict[str, str]:
        """Return the new texts by the list's heading."""
        told = {heading: self.said(heading) for heading in self.headings[1:] if heading != FIRST_YEAR}
        return {heading: text for heading, text in told.items() if text}

    def revision(self, step: Step, year: int) -> Revision:
        """Return what is decided."""
        sources = {heading: self.defined.revising(heading) for heading in self.headings}
        cells = {
            heading: self.row.cells[column.name]
            for heading, columns in sources.items()
            for column in reversed(columns)
            if self.row.texts.get(column.name) and column.name in self.row.cells
        }
        return Revision(step, self.id, year, self.texts(), cells, self.row.file)

    def faults(self, seen: set[tuple[str, int | None]]) -> Iterator[Problem]:
        """Report what is missing or cannot be read; `seen` are the rows that others revise, with the year."""
        if not self.id:
            yield self.fault("revision-without-id", self.headings[0], step=str(self.step), list=self.defined.revises)
        elif self.year is None:
            yield self.fault("master-bad-year", FIRST_YEAR, value=self.said(FIRST_YEAR))
        elif (comparable(self.id), self.year) in seen:
            yield self.fault("revision-twice", self.headings[0], value=self.id, year=str(self.year))
        elif self.step is not Step.ABOLISHED and not self.texts():
            yield self.fault("revision-without-text", self.headings[-1], step=str(self.step), value=self.id)

    def fault(self, code: str, heading: str, **words: str) -> Problem:
        """Return a fault at the cell that gives the text below a heading of the list."""
        columns = [c.name for h in (heading, *self.headings[1:]) for c in self.defined.revising(h)]
        name = next((name for name in columns if name in self.row.cells), ID)
        where = Location(sheet=self.defined.name, cells=(self.row.cells.get(name, ""),), field=name, file=FILE)
        return Problem.of(code, where, **words, row=self.row.texts[ID])
