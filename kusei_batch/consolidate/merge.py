"""The records that count, in the order they are printed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kusei_batch.core.record import Coverage, Record
from kusei_batch.core.submission import ANSWERED


def merge_records(records: Iterable[Record], coverage: Sequence[Coverage]) -> list[Record]:
    """Return those of `records` that are of counting files: by department, head first, then table and row number."""
    counting = {(c.sheet_id, c.sha256) for c in coverage if c.state in ANSWERED}
    place = {c.department.code: i for i, c in enumerate(coverage)}
    merged = [r for r in records if (r.sheet_id, r.source.sha256) in counting]
    return sorted(merged, key=lambda r: (place[r.department.code], r.sheet_id, r.table or "", r.number or 0))
