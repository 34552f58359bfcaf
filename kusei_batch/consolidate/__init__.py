"""集計: which file counts for each department, the records that count, and the cross-tabs of them. Pure."""

from __future__ import annotations

from kusei_batch.consolidate.coverage import build_coverage, counting_contents, newest_answers
from kusei_batch.consolidate.crosstab import total_crosstab, total_crosstabs
from kusei_batch.consolidate.merge import merge_records

__all__ = [
    "build_coverage",
    "counting_contents",
    "merge_records",
    "newest_answers",
    "total_crosstab",
    "total_crosstabs",
]
