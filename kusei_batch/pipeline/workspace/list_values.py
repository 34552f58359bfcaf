"""Values of the master's lists against the 項目 that show them: what cannot be read there calculates nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from kusei_batch.config.master_sheet import FILE
from kusei_batch.core.dates import DateReader
from kusei_batch.core.form import Field, Form
from kusei_batch.core.problem import Location, Problem
from kusei_batch.core.sources import Origin
from kusei_batch.core.text.hint import suggest
from kusei_batch.core.values import text_cell
from kusei_batch.core.ward import MasterListRow
from kusei_batch.validate.parse import CellReader, ChoiceIndex, parse_cell
from kusei_batch.validate.row_units import counted, counts_percent

if TYPE_CHECKING:
    Lists = Mapping[str, Sequence[MasterListRow]]

_SLIPS = ("number-with-words", "wrong-unit", "not-an-integer")
_FEW = 100  # letters of choices that a remedy names


def check_list_values(form: Form, lists: Lists, dates: DateReader) -> Iterator[Problem]:
    """Yield a warning for every value in force that does not fit the 型 or the choices of the field it is shown in.

    `lists` are the rows in force by list. A value left blank says that it is not settled yet.
    """
    for table in form.tables:
        sources = [source.name for source in table.sources if source.origin is Origin.MASTER]
        own = {row.id: row for name in sources for row in lists.get(name, ())}
        for field in form.fields_of(table.name):
            reader = CellReader(dates, ChoiceIndex(form.choice_lists.get(field.choice_list or "", ())))
            named = form.field(field.unit_from, field.table) if field.unit_from else None
            for column, name in _columns_shown(field, sources):
                for row in (own_row for listed in lists.get(name, ()) for own_row in (listed, *listed.of_wards)):
                    # The row of the list may say the unit; of another list, the table's own row of that ID.
                    unit = own.get(row.id, row).texts.get(_column(named), "") if named else ""
                    yield from _check_value(counted(field, unit) if named else field, column, row, name, reader)


def _columns_shown(field: Field, sources: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield the column and the list of each value of the master that a field may show."""
    for one in field.reference.chain if field.reference else ():
        if one.origin is Origin.MASTER:
            yield one.field, one.round
        for name in sources if one.origin is Origin.OWN else ():
            yield one.field, name


def _column(field: Field) -> str:
    return field.reference.field if field.reference else ""


def _check_value(field: Field, column: str, row: MasterListRow, sheet: str, reader: CellReader) -> Iterator[Problem]:
    text = row.texts.get(column, "")
    value, note = parse_cell(text_cell(text), field, reader)
    place = Location(sheet, tuple(c for c in [row.cells.get(column)] if c), column, row.file or FILE)
    words = {"id": row.id, "value": text, "column": column}
    # Words alone are meant where a field takes them; a number with words, or in another unit, may be a slip.
    is_slip = isinstance(value, str) and note is not None and note.code in _SLIPS
    if text and (value is None or is_slip):
        hint = suggest(text, reader.choices.values)
        known = "、".join(reader.choices.values)
        allowed = f"書けるもの：{known}。" if known and len(known) <= _FEW else ""
        unit = f"（単位「{field.unit}」）" if note and note.code == "wrong-unit" else ""
        more = {"hint": hint, "type": f"{field.type.value}{unit}", "allowed": allowed}
        yield Problem.of("list-value-unread", place, **(words | more))
    elif isinstance(value, Decimal) and counts_percent(field) and 0 < abs(value) < 1 and text[-1] not in "%％":
        meant = f"{(value * 100).normalize():f}"
        yield Problem.of("list-value-fraction", place, **(words | {"unit": field.unit, "meant": meant}))
