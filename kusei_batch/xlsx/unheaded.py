"""Lists with headings in their first row: what stands in columns without one."""

from __future__ import annotations

from collections.abc import Mapping

from kusei_batch.core.values import Cell


def find_unheaded(cells: Mapping[tuple[int, int], Cell]) -> list[tuple[int, int]]:
    """Return the first filled cell of each column without a heading that lies among the headed ones or beside them."""
    headed = {column for (row, column), cell in cells.items() if row == 1 and not cell.is_blank}
    last = max(headed, default=0)
    first: dict[int, tuple[int, int]] = {}
    for (row, column), cell in sorted(cells.items()):
        if column not in headed and column <= last + 1 and not cell.is_blank:
            first.setdefault(column, (row, column))
    return [first[column] for column in sorted(first)]
