"""The day's log in the outbox, to which every run appends."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from kusei_batch.disk import cannot_write, write_atomic

RECORD_FOLDER = "記録"


def append_log(outbox: Path, day: dt.date, text: str) -> None:
    """Append to the log of a day. Raise CannotRunError when the disk refuses."""
    log = outbox / RECORD_FOLDER / f"{day.isoformat()}.log"
    # Notepad takes a file without the mark at its head for one in the old encoding.
    try:
        before = log.read_bytes() if log.is_file() else "\ufeff".encode()
    except OSError as error:
        raise cannot_write(log, error) from error
    write_atomic(log, before + text.encode())
