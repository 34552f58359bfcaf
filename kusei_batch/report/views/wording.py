"""Values as people read them: 和暦 dates, はい・いいえ, choices joined by 、."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import PurePosixPath, PureWindowsPath

from kusei_batch.core.axes import Collected, names_year
from kusei_batch.core.form import Field
from kusei_batch.core.period import Calendar
from kusei_batch.core.record import Record
from kusei_batch.core.text.cleaning import clean_words
from kusei_batch.core.text.columns import column_number
from kusei_batch.core.text.label import date_label, grouped_number, plain_number, value_text
from kusei_batch.core.values import TypedValue
from kusei_batch.report.views.model import SourceRef

WITHOUT_ACCEPTED = "受理した提出のない部署"

_ADDRESS = re.compile(r"([A-Z]+)(\d+)")


def field_label(value: TypedValue, field: Field | None, calendar: Calendar) -> str:
    """Return the text printed for a field's value: as `value_label`, but a year is a name, not grouped by three.

    What is rounded to decimals shows all of them.
    """
    is_number = isinstance(value, int | Decimal) and not isinstance(value, bool)
    places = field.formula.places if field is not None and field.formula else 0
    if places and is_number:
        return f"{value:,.{places}f}"  # all of a column with the same decimals
    said = field is not None and (names_year(field.name, field.unit))
    if said and isinstance(value, int | Decimal) and is_number:
        return plain_number(value)
    return value_label(value, calendar)


def value_label(value: TypedValue, calendar: Calendar) -> str:
    """Return the text printed for a typed value; of a blank one, nothing."""
    return clean_words(value_text(value, day=lambda day: date_label(day, calendar), number=grouped_number))


def collected_notes(collected: Sequence[Collected]) -> list[str]:
    """Return what earlier years or rounds leave out: those without any answer, and departments of the others."""
    without = [one.label for one in collected[:-1] if not one.records]
    notes = [f"{'、'.join(without)}は、受理した提出がありません。"] if without else []
    lacking = [one for one in collected[:-1] if one.records and one.lacking]
    return notes + [f"{x.label}は、{WITHOUT_ACCEPTED}（{'、'.join(x.lacking)}）を含みません。" for x in lacking]


def source_of(record: Record, files: Mapping[str, str], links: Mapping[str, str]) -> SourceRef:
    """Return where a record stands: the cells of its main sheet as one range where they lie in one row."""
    source = record.source
    here = [address for address in source.cells.values() if "!" not in address]
    return SourceRef(file_name(files.get(source.sha256, "")), links.get(source.sha256), source.sheet, span(here))


def span(addresses: list[str]) -> str:
    """Return `B12:L12` for cells of one row; else the first cell."""
    found = [(column_number(m[1]), m[1], int(m[2])) for a in addresses if (m := _ADDRESS.fullmatch(a))]
    if not found:
        return ""
    if len({row for _, _, row in found}) > 1 or len(found) == 1:
        return addresses[0]
    first, last = min(found), max(found)
    return f"{first[1]}{first[2]}:{last[1]}{last[2]}"


def file_name(path: str) -> str:
    """Return the last part of a path of either kind."""
    return PureWindowsPath(PurePosixPath(path).name).name
