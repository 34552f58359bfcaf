"""What stands in a row under a name: the number or day that was typed where there is one, else the text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from kusei_batch.report.templating.shown import ORIGIN
from kusei_batch.report.templating.template_faults import UnknownNameError, hint, listing
from kusei_batch.report.views.model import RowView


def value_in(row: object, name: str) -> object:
    """Return what a row has under a name, `前.達成度` being that of its 前; raise UnknownNameError where it is not."""
    for part in name.split("."):
        if not isinstance(row, Mapping):
            raise TypeError
        origin = row.get(ORIGIN)
        typed = origin.typed.get(part) if isinstance(origin, RowView) else None
        shown = row[part] if part in row or hasattr(row, "__missing__") else _raise_unknown(row, part)
        row = typed if isinstance(typed, int | Decimal | dt.date) else shown
    return row


def _raise_unknown(row: Mapping[str, object], name: str) -> object:
    known = [key for key in row if key != ORIGIN]
    raise UnknownNameError("paper-unknown-part", name=name, owner="行", hint=hint(name, known) + listing(known))
