"""Values of the master's lists against the 項目 that show them: what cannot be read there calculates nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kusei_batch.config.sheets import FILE
from kusei_batch.core.dates import DateReader
from kusei_batch.core.hint import suggest
from kusei_batch.core.problem import Location, Problem, Severity
from kusei_batch.core.sources import Origin
from kusei_batch.core.values import text_cell
from kusei_batch.validate.parse import CellReader, ChoiceIndex, parse_cell

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from kusei_batch.core.form import Field, Form

    Lists = Mapping[str, Sequence[Mapping[str, str]]]


def check_list_values(form: Form, lists: Lists, dates: DateReader) -> Iterator[Problem]:
    """A warning for every value in force that is none of the 型 or the choices of the field it is shown in.

    `lists` are the rows in force by list. A value left blank says that it is not settled yet.
    """
    for table in form.tables:
        shown = [f for f in form.fields_of(table.name) if f.reference and f.reference.origin is Origin.OWN]
        for name in (source.name for source in table.sources if source.origin is Origin.MASTER):
            for field in shown:
                choices = form.choice_lists.get(field.choice_list or "", ())
                reader = CellReader(dates, ChoiceIndex(choices))
                for words in _check_column(field, lists.get(name, ()), reader):
                    hint = suggest(words["value"], [choice.value for choice in choices])
                    place = Location(sheet=name, field=words["column"], file=FILE)
                    yield Problem("list-value-unread", Severity.WARNING, place, {**words, "hint": hint})


def _check_column(field: Field, rows: Sequence[Mapping[str, str]], reader: CellReader) -> Iterator[dict[str, str]]:
    """Yield the words of each value that is none: its row's ID, the value, the 型 and the column."""
    column = field.reference.field if field.reference else ""
    for row in rows:
        text = row.get(column, "")
        if text and parse_cell(text_cell(text), field, reader)[0] is None:
            yield {"id": next(iter(row.values())), "value": text, "type": field.type.value, "column": column}
