"""The tables of the ledger: what each keeps, and how a new ledger is made."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from types import MappingProxyType

from kusei_batch.ledger.damage import ledger_of_another_version

VERSION = 11
"""Raised with every change of the tables and of what they hold; since 11 wards may hand up what they have taken in."""

TABLES = MappingProxyType({
    "runs": """as_of TEXT NOT NULL, started TEXT NOT NULL, ended TEXT, outcome TEXT, counts TEXT NOT NULL""",
    "rounds": """fiscal_year INTEGER NOT NULL, name TEXT NOT NULL, form TEXT NOT NULL, opens TEXT NOT NULL,
        due TEXT NOT NULL, departments TEXT NOT NULL""",
    "register": """sheet_id TEXT NOT NULL, round TEXT NOT NULL, form TEXT NOT NULL, form_version TEXT NOT NULL,
        fiscal_year INTEGER NOT NULL, ward_code TEXT NOT NULL, department_code TEXT NOT NULL, path TEXT NOT NULL,
        issued_on TEXT NOT NULL, template TEXT NOT NULL, stamped TEXT NOT NULL, rows TEXT NOT NULL,
        "values" TEXT NOT NULL, origin TEXT NOT NULL""",
    "receipts": """run INTEGER NOT NULL REFERENCES runs, sha256 TEXT NOT NULL, path TEXT NOT NULL,
        received TEXT NOT NULL, verdict TEXT NOT NULL, sheet_id TEXT, none_to_report INTEGER NOT NULL,
        problems TEXT NOT NULL, records TEXT NOT NULL, origin TEXT NOT NULL""",
    "hand_ups": """run INTEGER NOT NULL REFERENCES runs, sha256 TEXT NOT NULL, path TEXT NOT NULL,
        ward_code TEXT NOT NULL, fiscal_year INTEGER NOT NULL, made TEXT NOT NULL, states TEXT NOT NULL,
        lists TEXT NOT NULL""",
    "inbox": """run INTEGER NOT NULL REFERENCES runs, path TEXT NOT NULL, since TEXT NOT NULL, sha256 TEXT,
        skip TEXT NOT NULL, looks TEXT NOT NULL, gone INTEGER NOT NULL""",
    "written": "path TEXT NOT NULL, sha256 TEXT NOT NULL, as_of TEXT NOT NULL, says TEXT NOT NULL",
    "made": """plan TEXT NOT NULL, inputs TEXT NOT NULL, kind TEXT NOT NULL, path TEXT NOT NULL,
        files TEXT NOT NULL, asked TEXT NOT NULL""",
})  # fmt: skip
"""Table -> its columns. Each has a number `id` and a `seal` besides; `Entries.insert` takes rows by column name.

A table or column added here is numbered, sealed and verified without further ado. Nothing entered is ever deleted, and
nothing changed but the end of the newest run: what is newer is entered after what it replaces.
"""

_INDEXES = """
CREATE INDEX receipts_by_content ON receipts (sha256);
CREATE INDEX receipts_by_sheet ON receipts (sheet_id);
CREATE INDEX written_by_path ON written (path);
CREATE INDEX made_by_plan ON made (plan);
"""
_HEAD = """
CREATE TABLE head (id INTEGER PRIMARY KEY CHECK (id = 1), key TEXT NOT NULL, counts TEXT NOT NULL, seal TEXT NOT NULL);
"""


SCHEMA = "\n".join(
    [
        *(
            f"CREATE TABLE {name} (id INTEGER PRIMARY KEY, {columns}, seal TEXT NOT NULL);"
            for name, columns in TABLES.items()
        ),
        _HEAD,
        _INDEXES,
    ]
)


def make_tables(connection: sqlite3.Connection) -> None:
    """Make the tables, all or none. Raises sqlite3.Error."""
    connection.executescript(f"BEGIN; {SCHEMA} PRAGMA user_version = {VERSION}; COMMIT;")


def has_its_tables(connection: sqlite3.Connection) -> bool:
    """Return whether the ledger's tables and indexes are defined as a new ledger's are. Raises sqlite3.Error."""
    with closing(sqlite3.connect(":memory:")) as new:
        make_tables(new)
        return _definitions(connection) == _definitions(new)


def _definitions(connection: sqlite3.Connection) -> list[tuple[str, ...]]:
    return connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY name").fetchall()


def check_version(connection: sqlite3.Connection, path: Path) -> None:
    """Raise CannotRunError for a ledger of another version, sqlite3.DatabaseError for one that is damaged."""
    try:
        connection.execute("SELECT 1 FROM head")
    except UnicodeDecodeError as error:  # Python's, of what SQLite says of a definition that is no text any more
        msg = "表の定義を読み取れません"
        raise sqlite3.DatabaseError(msg) from error
    except sqlite3.OperationalError as error:
        if "no such table" not in str(error):  # of an earlier program, see its version
            raise
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if version == VERSION:
        return
    if has_its_tables(connection):
        msg = f"版の番号が {version} に変わっています"
        raise sqlite3.DatabaseError(msg)
    raise ledger_of_another_version(path, version, is_older=version < VERSION)
