"""The master workbook as it lies there, read once for settings, sheets that are defined and lists."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from kusei_batch.xlsx.reader import Workbook, forget_positions, read_workbook


def read_master_book(path: Path) -> Workbook:
    """Return the workbook at a path; the same content is read once. Raise OSError or UnreadableError."""
    return _read(path.read_bytes())


def forget_master_book() -> None:
    """Give back the memory of the workbook that was read last; a city's is some 20 megabytes.

    With it go the addresses of its cells: no other sheet has as many rows.
    """
    _read.cache_clear()
    forget_positions()


@lru_cache(maxsize=1)
def _read(content: bytes) -> Workbook:
    return read_workbook(content)
