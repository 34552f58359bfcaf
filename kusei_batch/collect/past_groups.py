"""Whose each line of a past list is: the year, round and department that it says, or that the lines above say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from kusei_batch.collect.past_list import PastLine
from kusei_batch.core.import_rule import ImportRule, Taking
from kusei_batch.core.period import Calendar, Round, parse_fiscal_year
from kusei_batch.core.problem import Location, Problem
from kusei_batch.core.text.hint import suggest
from kusei_batch.core.text.notation import comparable, one_line
from kusei_batch.core.ward import Department

_QUOTED = 40


class PastPlace(NamedTuple):
    """A department's sheet of a round of a year, which a part of a past list stands for."""

    form: str
    fiscal_year: int
    round: str
    department: str


@dataclass(frozen=True)
class Whereabouts:
    """What a line may belong to: the rounds of this year, the departments, and the year where the map says none.

    That is last year, the latest that a list from before may be of.
    """

    rounds: Sequence[Round]
    departments: Sequence[Department]
    calendar: Calendar
    usual_year: int
    list_name: str


@dataclass
class PastGroups:
    """The lines of a list by whose they are; what is nobody's is found and left out."""

    where: Whereabouts
    lines: dict[PastPlace, list[PastLine]] = field(default_factory=dict)
    found: list[Problem] = field(default_factory=list)

    def add(self, form: str, rules: Sequence[ImportRule], lines: Sequence[PastLine]) -> None:
        """Enter the lines for one form; what a line leaves blank is as in the line above.

        Not so the department of a line that is neither merged with the one above nor numbered: a note below the list
        is nobody's. Where the map knows no numbers, that is reported.
        """
        above: dict[tuple[str, Taking], str] = {}
        for line in lines:
            excluding = ((rule, line.entry(rule)) for rule in rules if rule.taking is Taking.EXCLUDE)
            if any(entry and comparable(entry.cell.shown) in rule.words for rule, entry in excluding):
                continue
            if not any(line.entry(rule) for rule in rules if rule.taking is Taking.COPY):
                for rule in rules:
                    self._told(rule, line, above)
                continue
            told: dict[Taking, str] = {
                rule.taking: self._told(rule, line, above) for rule in rules if rule.taking is not Taking.COPY
            }
            told[Taking.DEPARTMENT] = self._carried(rules, line, told.get(Taking.DEPARTMENT, ""))
            place = self._place(form, rules, line, told)
            if place:
                self.lines.setdefault(place, []).append(line)

    def _told(self, rule: ImportRule, line: PastLine, above: dict[tuple[str, Taking], str]) -> str:
        if not rule.heading:
            return rule.constant
        entry = line.entry(rule)
        if entry:
            text = entry.cell.shown.strip()
            above[line.sheet, rule.taking] = rule.words.get(comparable(text), text)
        return above.get((line.sheet, rule.taking), "")

    def _carried(self, rules: Sequence[ImportRule], line: PastLine, word: str) -> str:
        """Return the department told of a line, blank where it is that of the line above and may not be its own."""
        own = [rule for rule in rules if rule.taking is Taking.DEPARTMENT]
        if not word or any(not r.heading or r.heading in line.merged or line.entry(r) for r in own):
            return word
        numbers = [rule for rule in rules if rule.taking is Taking.ROW]
        if numbers:
            return word if any(line.entry(rule) for rule in numbers) else ""
        self.found.append(Problem.of("past-department-above", _row(line), value=one_line(word, _QUOTED)))
        return word

    def _place(
        self, form: str, rules: Sequence[ImportRule], line: PastLine, told: Mapping[Taking, str]
    ) -> PastPlace | None:
        """Return whose a line is; None where that is not known, which is found."""
        cells: dict[Taking, Location] = {
            rule.taking: Location(line.sheet, (entry.address,))
            for rule in rules
            if (entry := line.entry(rule)) and rule.taking is not Taking.COPY
        }
        year = self._year(told, cells, line)
        round_ = self._round(form, told, cells, line)
        department = self._department(told, cells, line)
        if year is None or round_ is None or department is None:
            return None
        return PastPlace(form, year, round_.name, department.code)

    def _year(self, told: Mapping[Taking, str], cells: Mapping[Taking, Location], line: PastLine) -> int | None:
        word = told.get(Taking.YEAR, "")
        if not word:
            return self.where.usual_year
        year = parse_fiscal_year(word, self.where.calendar.eras)
        if year is None:
            place = cells.get(Taking.YEAR, _row(line))
            self.found.append(Problem.of("past-year-unknown", place, value=one_line(word, _QUOTED)))
        elif year > self.where.usual_year:
            place, label = cells.get(Taking.YEAR, _row(line)), self.where.calendar.fiscal_label
            words = {"value": one_line(word, _QUOTED), "year": label(year), "now": label(self.where.usual_year + 1)}
            self.found.append(Problem.of("past-year-not-past", place, **words, map=self.where.list_name))
            return None
        return year

    def _round(
        self, form: str, told: Mapping[Taking, str], cells: Mapping[Taking, Location], line: PastLine
    ) -> Round | None:
        own, word = [r for r in self.where.rounds if r.form == form], told.get(Taking.ROUND, "")
        if not word and len(own) == 1:
            return own[0]
        known = next((r for r in own if comparable(r.name) == comparable(word)), None)
        if known is None:
            place, hint = cells.get(Taking.ROUND, _row(line)), suggest(word, [r.name for r in own])
            words = {"value": one_line(word, _QUOTED), "form": form, "hint": f"{hint}。" if hint else ""}
            self.found.append(Problem.of("past-round-unknown", place, **words))
        return known

    def _department(
        self, told: Mapping[Taking, str], cells: Mapping[Taking, Location], line: PastLine
    ) -> Department | None:
        word, ward = told.get(Taking.DEPARTMENT, ""), comparable(told.get(Taking.WARD, ""))
        here = [d for d in self.where.departments if ward in ("", comparable(d.ward.name), comparable(d.ward.code))]
        fits = [d for d in here if comparable(word) in words_of_department(d)]
        if len(fits) == 1:
            return fits[0]
        place = cells.get(Taking.DEPARTMENT, _row(line))
        if not word:
            self.found.append(Problem.of("past-department-blank", place))
            return None
        several = f"{len(fits)}つの区に同じ名前の課があります。「区」の行を足してください。" if fits else ""
        hint = suggest(word, [d.name for d in here])
        words = {"value": one_line(word, _QUOTED), "hint": several or (f"{hint}。" if hint else "")}
        self.found.append(Problem.of("past-department-unknown", place, **words, map=self.where.list_name))
        return None


def _row(line: PastLine) -> Location:
    return Location(line.sheet, tuple(entry.address for entry in line.entries.values())[:1])


def words_of_department(department: Department) -> Iterator[str]:
    """Yield what a list may call a department."""
    full = f"{department.division}{department.name}"
    names = (department.code, department.name, full, department.full_name, f"{department.ward.name}{department.name}")
    yield from map(comparable, names)
