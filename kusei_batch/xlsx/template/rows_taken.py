"""What 式, 条件 and _検査 take of the rows of tables, against the cells the layout has for it."""

from __future__ import annotations

from collections.abc import Sequence

from kusei_batch.core.check import Check
from kusei_batch.core.expression import PLACE
from kusei_batch.core.expression.nodes import RowName, walk
from kusei_batch.xlsx.template.definitions import Rows
from kusei_batch.xlsx.template.expressions import Items
from kusei_batch.xlsx.template.layout import LayoutSheet
from kusei_batch.xlsx.template.lint import Lint


def check_rows_taken(
    items: Items, checks: Sequence[Check], rows: Rows, sheets: Sequence[LayoutSheet], lint: Lint
) -> None:
    """Report what a formula in the sheet could not take: items without cells, and records of unequal heights."""
    heights = {spot.placeholder.qualified: sheet.block_of(spot).height for sheet in sheets for spot in sheet.spots}
    places = {row.text("検査名"): row.place("条件") for row in rows}
    asking = [
        (item.row.place(heading, item.field.qualified), expression)
        for item in items.values()
        for heading, expression in (("条件", item.field.condition), ("式", item.field.formula))
        if expression is not None
    ]
    for place, expression in [*asking, *((places[check.name], check.condition) for check in checks)]:
        for node in expression.over_rows:
            taken = [inner for inner in walk(node) if isinstance(inner, RowName) and inner.table == node.table]
            asked = [f"{value.table}.{value.name}" for value in taken if value.name != PLACE]
            for name in dict.fromkeys(name for name in asked if name not in heights):
                lint.report("rows-item-without-cell", place, name=name)
            if len({heights[name] for name in asked if name in heights}) > 1:
                lint.report("rows-of-unequal-height", place, names="、".join(dict.fromkeys(asked)))
