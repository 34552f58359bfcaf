"""Where the last backup of a workspace was put: noted in the state folder, for whoever takes over."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from kusei_batch.pipeline.backup_listing import spoken_path

NOTE = "last_backup.json"


class LastBackup(BaseModel):
    """Where a backup was put, and when."""

    model_config = ConfigDict(frozen=True)

    path: str
    taken: dt.datetime


def read_last_backup(state: Path) -> LastBackup | None:
    """Return the last backup of a workspace; None where none is known."""
    try:
        return LastBackup.model_validate_json((state / NOTE).read_bytes())
    except (OSError, ValidationError):
        return None


def write_backup_note(folder: Path, path: Path, taken: dt.datetime) -> Path:
    """Write in a folder what is to be noted of a backup, and return the note."""
    note = folder / NOTE
    note.write_text(LastBackup(path=spoken_path(path), taken=taken.astimezone()).model_dump_json(), encoding="utf-8")
    return note
