"""What `records` shows: what counts with its cells, or where it was written as a table."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kusei_batch.cli import shapes
from kusei_batch.cli.exits import DONE
from kusei_batch.cli.screen import answer, list_values, say
from kusei_batch.core.period import Calendar
from kusei_batch.core.record import Record


def show_records(as_json: bool, form: str, records: Sequence[Record], calendar: Calendar) -> int:
    """Show the records that count as they were read, each value with its cell."""
    if as_json:
        answer({"form": form, "records": shapes.records_json(records)})
        return DONE
    for record in records:
        if record.table is not None:
            say(f"{record.key.row_id}　{record.department.ward.name} {record.department.full_name}")
            list_values(record, calendar, indent="  ")
    say(f"{sum(r.table is not None for r in records)}件")
    return DONE


def show_table(as_json: bool, form: str, path: Path, rows: int) -> int:
    """Tell where the records were written, and how many rows they are."""
    if as_json:
        answer({"form": form, "table": str(path), "rows": rows})
    else:
        say(f"{rows}行を {path} に書き出しました。")
    return DONE
