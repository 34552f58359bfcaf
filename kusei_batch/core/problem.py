"""Problem: one finding about one place; its Japanese text is made only when it is printed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from kusei_batch.core.catalog import lookup
from kusei_batch.errors import KuseiError

if TYPE_CHECKING:
    from kusei_batch.core.own_words import OwnWords

UNKNOWN_WORD = "（不明）"


class Severity(StrEnum):
    """How grave: an error sends the sheet back, a warning asks, an info tells what was understood."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def label(self) -> str:
        """The Japanese word printed for it."""
        return {"error": "エラー", "warning": "警告", "info": "お知らせ"}[self.value]


@dataclass(frozen=True, slots=True)
class Location:
    """Where: a file, a sheet, cells (A1 notation, top to bottom) and the field's name, as far as known."""

    sheet: str | None = None
    cells: tuple[str, ...] = ()
    field: str | None = None
    file: str | None = None

    @property
    def cell(self) -> str | None:
        """The cells as Excel's name box writes them: `E12` or `E12,E15`."""
        return ",".join(self.cells) or None


@dataclass(frozen=True, slots=True)
class Problem:
    """A code of the catalog, its severity and place, and the words its message is filled with."""

    code: str
    severity: Severity
    location: Location = Location()
    params: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, code: str, location: Location = Location(), /, **params: str) -> Problem:
        """Return the problem with the severity its code usually has."""
        return cls(code, Severity(lookup(code).severity), location, params)

    @classmethod
    def of_file(cls, code: str, file: str | None, /, **params: str) -> Problem:
        """Return the problem of a file as a whole, with the severity its code usually has."""
        return cls.of(code, Location(file=file), **params)

    @property
    def message(self) -> str:
        """What is wrong, in Japanese, from the catalog."""
        return lookup(self.code).message.format_map(_Words(self))

    @property
    def remedy(self) -> str:
        """What to do about it, in Japanese: the param `remedy` (a form's own words), else the catalog's."""
        return self.params.get("remedy") or lookup(self.code).remedy.format_map(_Words(self))

    def told_in(self, words: OwnWords, *, to_sender: bool = False) -> tuple[str, str]:
        """Return message and remedy (the sender's, if it is for them) in an office's own words.

        What people have typed stays as it is.
        """
        entry, slots = lookup(self.code), _Words(self)
        sender = words.message(entry.sender or "").format_map(slots) if to_sender else ""
        remedy = self.params.get("remedy") or words.message(entry.remedy).format_map(slots)
        return words.message(entry.message).format_map(slots), sender or remedy

    def as_json(self) -> dict[str, str | None]:
        """Return the object P of the command line's JSON."""
        return {
            "code": self.code,
            "severity": self.severity.value,
            "sheet": self.location.sheet,
            "cell": self.location.cell,
            "field": self.location.field,
            "message": self.message,
            "remedy": self.remedy,
        }


class _Words(dict[str, str]):
    """The words a message may use: the problem's place, then its params, which speak louder.

    A word that a message asks for and that was not given is printed as `（不明）`, so that no night ends over it.
    """

    def __init__(self, problem: Problem) -> None:
        place = problem.location
        words = {"sheet": place.sheet, "cell": place.cell, "field": place.field, "file": place.file}
        super().__init__({**{name: text or "" for name, text in words.items()}, **problem.params})

    def __missing__(self, name: str) -> str:
        return UNKNOWN_WORD


def merge_equal(problems: Iterable[Problem]) -> list[Problem]:
    """Return the problems, those that say the same of several cells of a sheet as one, in the place of the first.

    One wrong code in twelve rows has one cause and is mended once.
    """
    merged: dict[object, Problem] = {}
    for problem in problems:
        place = problem.location
        told = (problem.code, problem.severity, replace(place, cells=()), tuple(sorted(problem.params.items())))
        # What stands in no cell may well be said twice: of two files of one name, say.
        key = told if place.cells else (*told, len(merged))
        first = merged.get(key)
        cells = (*first.location.cells, *place.cells) if first else place.cells
        merged[key] = replace(first or problem, location=replace(place, cells=tuple(dict.fromkeys(cells))))
    return list(merged.values())


class SettingsError(KuseiError):
    """config.toml, the master workbook or a template is faulty; carries every fault at once (exit 2)."""

    exit_code = 2

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("設定に誤りがあります。", "下に示す箇所を直して、もう一度実行してください。")
        self.problems = tuple(merge_equal(problems))


class PartFailedError(KuseiError):
    """One part of a run, such as a document, could not be done; the others were (exit 1).

    `problems` are the faults that are to be mended first, where they are known.
    """

    exit_code = 1

    def __init__(self, message: str, remedy: str = "", problems: Sequence[Problem] = ()) -> None:
        super().__init__(message, remedy)
        self.problems = tuple(merge_equal(problems))
