"""Collecting the faults of a template, all at once, each with its place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from kusei_batch.core.form_year import FormYear
from kusei_batch.core.problem import Location, Problem, Severity
from kusei_batch.core.text.hint import nearest as most_like
from kusei_batch.core.text.notation import comparable

_SHORT = 3


@dataclass(frozen=True, slots=True)
class TemplatePlace:
    """Where in the template: a sheet and cells in A1 notation, and the field meant, as far as known."""

    sheet: str | None = None
    cells: tuple[str, ...] = ()
    field: str | None = None


@dataclass
class Lint:
    """The faults found so far in one template, whose days go by `year`; the catalog says how grave each is."""

    file: str
    problems: list[Problem] = field(default_factory=list)
    year: FormYear = field(default_factory=FormYear)

    def report(self, code: str, place: TemplatePlace, **params: str) -> None:
        """Note one fault; `params` are the words of the catalog's message."""
        location = Location(place.sheet, place.cells, place.field, self.file)
        self.problems.append(Problem.of(code, location, **params))

    @property
    def has_errors(self) -> bool:
        """Whether something was found that keeps the form from being used."""
        return any(p.severity is Severity.ERROR for p in self.problems)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word most like a misspelt one, None when none is like it."""
    return most_like(word, known, likeness(word))


def likeness(word: str) -> float:
    """Return how much of a word another must have in common to be what was meant by it."""
    # Of two characters one wrong leaves half alike.
    return 0.5 if len(comparable(word)) <= _SHORT else 0.6


def hint(word: str, known: Iterable[str]) -> str:
    """Return `もしかして「場面」ではありませんか。` for a misspelt word, empty when nothing is like it."""
    near = nearest(word, known)
    return f"もしかして「{near}」ではありませんか。" if near else ""
