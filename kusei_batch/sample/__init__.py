"""見本区: the filled-in sheets of the sample ward, as data, for the demo and the tests.

Fields go by the names the templates use; this module knows none of them.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib import resources
from typing import Any

Value = str | int | float | dt.date
Values = dict[str, Value]


class Variant(StrEnum):
    """How a department of the sample fills in its sheet."""

    GOOD = "good"
    UNTOUCHED = "untouched"
    ERRORS = "errors"
    AS_TYPED = "as_typed"
    TWICE = "twice"
    VAGUE = "vague"
    MANY = "many"


@dataclass(frozen=True, slots=True)
class Filling:
    """What stands in the entry cells: of the head by field, of each table row by row; `""` is a blank cell.

    Numbers are meant as numbers and dates as dates; everything else is text as typed.
    """

    head: Mapping[str, Value]
    tables: Mapping[str, tuple[Mapping[str, Value], ...]]


@dataclass(frozen=True, slots=True)
class SampleSheet:
    """One department's sheet: `draft` is what it hands in first, `final` what it means or mends it to.

    Both are equal where nothing was mistaken. An untouched sheet is handed in without either; one saved
    twice is handed in as both, the draft first.
    """

    department: str
    variant: Variant
    draft: Filling
    final: Filling


@dataclass(frozen=True, slots=True)
class Schedule:
    """To which round the sheets belong, and when they come: the first time, mended, late."""

    round: str
    first: dt.date
    mended: dt.date
    late: dt.date


def read_schedule() -> Schedule:
    """Read when the departments' sheets are handed in."""
    return Schedule(**_read("targets.toml")["hand_in"])


def read_sheets() -> tuple[SampleSheet, ...]:
    """Read every department's sheet, in the order of the ward's list."""
    return tuple(_parse_sheet(entry) for entry in _read("targets.toml")["sheet"])


def _parse_sheet(entry: dict[str, Any]) -> SampleSheet:
    head, tables = entry["head"], entry["tables"]
    draft = Filling(_drafted(head), {name: tuple(map(_drafted, rows)) for name, rows in tables.items()})
    final = Filling(_final(head), {name: tuple(map(_final, rows)) for name, rows in tables.items()})
    return SampleSheet(entry["department"], Variant(entry["variant"]), draft, final)


def _final(values: dict[str, Any]) -> Values:
    return {name: value for name, value in values.items() if name != "draft"}


def _drafted(values: dict[str, Any]) -> Values:
    mistaken: Values = values.get("draft", {})
    return _final(values) | mistaken


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((resources.files(__name__) / name).read_text(encoding="utf-8"))
