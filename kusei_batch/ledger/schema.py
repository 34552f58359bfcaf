"""The tables of the ledger, and how one written by an earlier version is brought up to date."""

from __future__ import annotations

import sqlite3

_VERSION = 3
_WRITTEN = """CREATE TABLE written (
    id INTEGER PRIMARY KEY, path TEXT NOT NULL, sha256 TEXT NOT NULL, as_of TEXT NOT NULL
)"""
_SCHEMA = """
CREATE TABLE runs (
    id INTEGER PRIMARY KEY, as_of TEXT NOT NULL, finished INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE register (
    sheet_id TEXT NOT NULL, round TEXT NOT NULL, form TEXT NOT NULL, form_version TEXT NOT NULL,
    fiscal_year INTEGER NOT NULL, ward_code TEXT NOT NULL, department_code TEXT NOT NULL, path TEXT NOT NULL,
    issued_on TEXT NOT NULL, template TEXT NOT NULL, stamped TEXT NOT NULL,
    rows TEXT NOT NULL DEFAULT '{}', carried TEXT NOT NULL DEFAULT '{}',
    PRIMARY KEY (sheet_id, form_version), UNIQUE (fiscal_year, round, department_code, form_version)
);
CREATE TABLE receipts (
    id INTEGER PRIMARY KEY, run INTEGER NOT NULL REFERENCES runs, sha256 TEXT NOT NULL, path TEXT NOT NULL,
    received TEXT NOT NULL, verdict TEXT NOT NULL, sheet_id TEXT, none_to_report INTEGER NOT NULL,
    problems TEXT NOT NULL, records TEXT NOT NULL
);
CREATE INDEX receipts_by_content ON receipts (sha256);
CREATE INDEX receipts_by_sheet ON receipts (sheet_id);
"""
_SCHEMA += f"{_WRITTEN};"
# What each version lacks of the next one.
_MIGRATIONS = {
    1: (
        "ALTER TABLE register ADD COLUMN rows TEXT NOT NULL DEFAULT '{}'",
        "ALTER TABLE register ADD COLUMN carried TEXT NOT NULL DEFAULT '{}'",
    ),
    2: (_WRITTEN,),
}


def prepare(connection: sqlite3.Connection) -> None:
    """Make or update the tables. Raises sqlite3.Error, also for a ledger of a later version of the program."""
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    if _version_of(connection) == 0:
        connection.executescript(f"BEGIN; {_SCHEMA} PRAGMA user_version = {_VERSION}; COMMIT;")
    elif _version_of(connection) in _MIGRATIONS:
        _migrate(connection)
    if _version_of(connection) != _VERSION:
        msg = f"台帳の版 {_version_of(connection)} は、このプログラムの版 {_VERSION} と合いません"
        raise sqlite3.DatabaseError(msg)


def _version_of(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _migrate(connection: sqlite3.Connection) -> None:
    """Bring an older ledger up to date, whole or not at all."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Asked again under the lock: another run may have done it meanwhile.
        for version in range(_version_of(connection), _VERSION):
            for statement in _MIGRATIONS[version]:
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {version + 1}")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")
