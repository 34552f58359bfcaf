"""見本区の一年: who hands in what on which day, what the coordinator decides, and when the nights are.

A file of the folder `year/` holds `[[sheet]]` entries (round, department, day, head, tables). A table says what is
typed in `usual` (every row that came with the sheet), in `rows` (those whose ID ends so, on top of what is usual) and
in `new` (rows of the department's own). What is not said is left as it is, so that a correction names the changed
cells alone.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from importlib import resources
from typing import Any

from kusei_batch.sample import Filling, SampleSheet, Schedule, Value, Variant, read_schedule, read_sheets

_AGAIN = " (1)"
_MENDING = (Variant.ERRORS, Variant.VAGUE)


@dataclass(frozen=True, slots=True)
class TableFilling:
    """What a department types into one table."""

    usual: Mapping[str, Value] = field(default_factory=dict)
    rows: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)
    new: tuple[Mapping[str, Value], ...] = ()


@dataclass(frozen=True, slots=True)
class HandIn:
    """One file a department saves in its folder; without words it is the sheet as it was sent.

    `pictures` names, by field outside tables, the drawing that is put over its cell.
    """

    round: str
    department: str
    day: dt.date
    head: Mapping[str, Value] = field(default_factory=dict)
    tables: Mapping[str, TableFilling] = field(default_factory=dict)
    pictures: Mapping[str, str] = field(default_factory=dict)
    ending: str | None = None


@dataclass(frozen=True, slots=True)
class SampleDecision:
    """What the coordinator writes: `write` into rows of 決定.xlsx that hold the words of `where`, or new `rows`.

    New rows stand in 決定.xlsx where the sheet is one that the city defines, else in the master.
    """

    day: dt.date
    sheet: str
    where: Mapping[str, Value] = field(default_factory=dict)
    write: Mapping[str, Value] = field(default_factory=dict)
    rows: tuple[Mapping[str, Value], ...] = ()


@dataclass(frozen=True, slots=True)
class Reissue:
    """A sheet the coordinator issues once more."""

    day: dt.date
    round: str
    department: str


@dataclass(frozen=True, slots=True)
class Year:
    """Everything that people do in the sample's year, and the days on which a night is run."""

    hand_ins: tuple[HandIn, ...]
    decisions: tuple[SampleDecision, ...]
    reissues: tuple[Reissue, ...]
    nights: tuple[dt.date, ...]


def read_year() -> Year:
    """Read the year as it is played, the sheets of targets.toml first."""
    folder = resources.files("kusei_batch.sample") / "year"
    files = sorted((f for f in folder.iterdir() if f.name.endswith(".toml")), key=lambda f: f.name)
    found = [tomllib.loads(f.read_text(encoding="utf-8")) for f in files]
    schedule = read_schedule()
    sheets = [_hand_in(entry) for tree in found for entry in tree.get("sheet", ())]
    return Year(
        hand_ins=(*(h for s in read_sheets() for h in _planned(schedule, s)), *sheets),
        decisions=tuple(
            SampleDecision(**{**entry, "rows": tuple(entry.get("rows", ()))})
            for tree in found
            for entry in tree.get("decision", ())
        ),
        reissues=tuple(Reissue(**entry) for tree in found for entry in tree.get("reissue", ())),
        nights=tuple(sorted(day for tree in found for day in tree.get("nights", ()))),
    )


def _planned(schedule: Schedule, sheet: SampleSheet) -> Iterator[HandIn]:
    """Yield the files with which a department hands in its sheet: a first one and, where that has faults, a better."""
    untouched = sheet.variant is Variant.UNTOUCHED
    yield _filled(schedule, schedule.first, sheet, None if untouched else sheet.draft)
    if sheet.variant is Variant.TWICE:
        yield replace(_filled(schedule, schedule.first, sheet, sheet.final), ending=_AGAIN)
    elif untouched:
        yield _filled(schedule, schedule.late, sheet, sheet.final)
    elif sheet.variant in _MENDING:
        yield _filled(schedule, schedule.mended, sheet, sheet.final)


def _filled(schedule: Schedule, day: dt.date, sheet: SampleSheet, filling: Filling | None) -> HandIn:
    if filling is None:
        return HandIn(schedule.round, sheet.department, day, ending="")
    tables = {name: TableFilling(new=rows) for name, rows in filling.tables.items()}
    return HandIn(schedule.round, sheet.department, day, filling.head, tables)


def _hand_in(entry: dict[str, Any]) -> HandIn:
    tables = {
        name: TableFilling(words.get("usual", {}), words.get("rows", {}), tuple(words.get("new", ())))
        for name, words in entry.pop("tables", {}).items()
    }
    return HandIn(tables=tables, **entry)
