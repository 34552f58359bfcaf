"""The ledger in one local SQLite file: sealed rows, opened for a run or to look."""

from __future__ import annotations

from kusei_batch.ledger.damage import ledger_damaged
from kusei_batch.ledger.opening import FILE, mend_ledger, open_ledger, read_ledger
from kusei_batch.ledger.packing import (
    NO_RECORDS,
    Unpack,
    pack_records,
    unpack_records,
    unpack_rows_of,
    unpack_withheld,
)
from kusei_batch.ledger.sealed_entries import Damage, Fault
from kusei_batch.ledger.store import Ledger, Written

__all__ = [
    "FILE",
    "NO_RECORDS",
    "Damage",
    "Fault",
    "Ledger",
    "Unpack",
    "Written",
    "ledger_damaged",
    "mend_ledger",
    "open_ledger",
    "pack_records",
    "read_ledger",
    "unpack_records",
    "unpack_rows_of",
    "unpack_withheld",
]
