"""How wide the columns of a plain form are."""

from __future__ import annotations

from collections.abc import Sequence

from kusei_batch.core.form import ROW_NUMBER, FieldType
from kusei_batch.xlsx.draft.field_list import ListedField

CORNER = 26.0
"""Room for what stands in the upper right corner."""

_WIDTHS = {
    FieldType.LONG_TEXT: 44.0,
    FieldType.TEXT: 22.0,
    FieldType.CHOICES: 22.0,
    FieldType.CHOICE: 14.0,
    FieldType.DATE: 16.0,
    FieldType.YES_NO: 10.0,
}
_USUAL, _NUMBER_WIDTH, _PAGE_WIDTH, _LABEL_WIDTH = 13.0, 6.0, 136.0, 20.0
_FEWEST_COLUMNS = 3


def column_widths(fields: Sequence[ListedField]) -> list[float]:
    """Return how wide the columns are: as wide as the widest field in each, long texts sharing what a page has left."""
    tables = list(dict.fromkeys(one.table for one in fields if one.table))
    columns = [
        [
            _NUMBER_WIDTH if one.name == ROW_NUMBER else _WIDTHS.get(one.type, _USUAL)
            for one in fields
            if one.table == table
        ]
        for table in tables
    ]
    count = max([_FEWEST_COLUMNS, *map(len, columns)])
    widths = [max([0.0, *(own[n] for own in columns if n < len(own))]) for n in range(count)]
    if any(not one.table for one in fields):
        widths[0] = max(widths[0], _LABEL_WIDTH)
    widths = [width or CORNER for width in widths]
    longest = [n for n, width in enumerate(widths) if width >= _WIDTHS[FieldType.LONG_TEXT]] or [count - 2]
    spare = max(0.0, _PAGE_WIDTH - sum(widths)) / len(longest)
    return [width + spare if n in longest else width for n, width in enumerate(widths)]
