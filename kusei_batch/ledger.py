"""The ledger: runs, 発行台帳, receipts with their problems and records, papers written, in one local SQLite file."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from contextlib import closing, contextmanager
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from kusei_batch.core.problem import Location, Problem, Severity
from kusei_batch.core.record import Record, Source
from kusei_batch.core.submission import IssuedSheet, Receipt, Verdict
from kusei_batch.errors import CannotRunError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from kusei_batch.core.values import TypedValue
    from kusei_batch.core.ward import Department

FILE = "ledger.sqlite"
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


class Written(NamedTuple):
    """A document as it was written: its content's hash and the day it was dated."""

    sha256: str
    as_of: dt.date


@contextmanager
def open_ledger(state: Path) -> Iterator[Ledger]:
    """The ledger in the state folder, made when there is none. Raises CannotRunError when it cannot be used."""
    try:
        state.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unusable(state, error) from error
    with _connection(state, state / FILE) as connection:
        yield Ledger(connection)


@contextmanager
def read_ledger(state: Path) -> Iterator[Ledger]:
    """The ledger for questions only; an empty one, kept nowhere, where nothing was ever issued."""
    path = state / FILE
    with _connection(state, path if path.is_file() else ":memory:") as connection:
        yield Ledger(connection)


@contextmanager
def _connection(state: Path, place: Path | str) -> Iterator[sqlite3.Connection]:
    try:
        with closing(sqlite3.connect(place, isolation_level=None, timeout=30)) as connection:
            _prepare(connection)
            yield connection
    except sqlite3.Error as error:
        raise _unusable(state, error) from error


def _unusable(state: Path, error: Exception) -> CannotRunError:
    return CannotRunError(
        f"台帳「{state / FILE}」を使えません（{error}）。",
        "空き容量と書込み権限を確かめ、もう一度実行してください。受け取ったファイルは inbox に残っています。",
    )


def _prepare(connection: sqlite3.Connection) -> None:
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


class Ledger:
    """What is known of every sheet issued and every file received. Each call is one transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    def copy_to(self, state: Path) -> None:
        """A copy of the ledger in another state folder, for a rehearsal that must leave no trace."""
        with closing(sqlite3.connect(state / FILE)) as target:
            self._db.backup(target)

    def start_run(self, as_of: dt.date) -> int:
        """The id of a new run."""
        return int(self._db.execute("INSERT INTO runs (as_of) VALUES (?)", (as_of.isoformat(),)).lastrowid or 0)

    def finish_run(self, run: int) -> None:
        """Mark a run as having come to its end."""
        self._db.execute("UPDATE runs SET finished = 1 WHERE id = ?", (run,))

    def add_issued(self, sheets: Iterable[IssuedSheet], template: str) -> None:
        """Enter issued sheets with the kept template they were stamped from.

        A sheet issued again in the same version replaces that edition; in a new version it adds one, since
        copies of the old one are still out.
        """
        rows = [
            (s.sheet_id, s.round, s.form, s.form_version, s.fiscal_year, s.ward_code, s.department_code, s.path,
             s.issued_on.isoformat(), template, _dump(s.stamped), _dump(s.rows), _dump(s.carried))
            for s in sheets
        ]  # fmt: skip
        with self._transaction():
            self._db.executemany("INSERT OR REPLACE INTO register VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)", rows)

    def editions(self) -> list[tuple[IssuedSheet, str]]:
        """Every edition of every sheet with its kept template, in the order of issue."""
        rows = self._db.execute(f"SELECT {_REGISTER}, template FROM register ORDER BY rowid")  # noqa: S608  a constant
        return [(_issued_sheet(row[:-1]), row[-1]) for row in rows]

    def issued(self) -> dict[str, IssuedSheet]:
        """The register: of every sheet, by its id, the edition issued last, in the order of their issue."""
        register: dict[str, IssuedSheet] = {}
        for sheet, _ in self.editions():
            register.pop(sheet.sheet_id, None)
            register[sheet.sheet_id] = sheet
        return register

    def known_content(self, hashes: Sequence[str]) -> dict[str, list[tuple[Receipt, frozenset[str]]]]:
        """For each content seen before, its receipts with the codes found, oldest first."""
        known: dict[str, list[tuple[Receipt, frozenset[str]]]] = {}
        rows = self._db.execute(
            f"SELECT {_RECEIPT}, problems FROM receipts"  # noqa: S608  a constant
            " WHERE sha256 IN (SELECT value FROM json_each(?)) ORDER BY id",
            (json.dumps(list(hashes)),),
        )
        for row in rows:
            codes = frozenset(p[0] for p in json.loads(row[-1]))
            known.setdefault(row[0], []).append((_receipt(*row[:-1]), codes))
        return known

    def add_receipts(self, run: int, results: Iterable[tuple[Receipt, Sequence[Problem], str]]) -> None:
        """Enter the verdicts of a batch of files with all their problems and packed records, together or not at all."""
        rows = [
            (run, r.sha256, r.path, r.received.isoformat(), r.verdict.value, r.sheet_id, int(r.nothing_to_report),
             _dump([_pack_problem(p) for p in problems]), packed)
            for r, problems, packed in results
        ]  # fmt: skip
        with self._transaction():
            self._db.executemany(
                f"INSERT INTO receipts (run, {_RECEIPT}, problems, records) VALUES (?,?,?,?,?,?,?,?,?)",  # noqa: S608
                rows,
            )

    def receipts(self) -> list[tuple[Receipt, list[Problem]]]:
        """Every receipt with its problems, oldest first."""
        rows = self._db.execute(f"SELECT {_RECEIPT}, problems FROM receipts ORDER BY id")  # noqa: S608  a constant
        return [(_receipt(*row[:-1]), [_unpack_problem(p) for p in json.loads(row[-1])]) for row in rows]

    def answers(self) -> list[Receipt]:
        """Every receipt that tells which sheet it answers, oldest first, without its problems."""
        rows = self._db.execute(f"SELECT {_RECEIPT} FROM receipts WHERE sheet_id IS NOT NULL ORDER BY id")  # noqa: S608
        return [_receipt(*row) for row in rows]

    def add_written(self, path: str, written: Written) -> None:
        """Enter what is about to be written for people at a path below the outbox."""
        row = (path, written.sha256, written.as_of.isoformat())
        self._db.execute("INSERT INTO written (path, sha256, as_of) VALUES (?,?,?)", row)

    def written(self, path: str) -> list[Written]:
        """What was ever written at a path below the outbox, oldest first."""
        rows = self._db.execute("SELECT sha256, as_of FROM written WHERE path = ? ORDER BY id", (path,))
        return [Written(sha256, dt.date.fromisoformat(day)) for sha256, day in rows]

    def check(self) -> list[str]:
        """What SQLite finds wrong with the file itself; empty when it is whole."""
        return [row[0] for row in self._db.execute("PRAGMA integrity_check") if row[0] != "ok"]

    def records(self, contents: Mapping[str, str], departments: Mapping[str, Department]) -> list[Record]:
        """The records of the counting contents (sheet id -> sha256), in the order of `contents`."""
        found: dict[str, list[Record]] = {}
        rows = self._db.execute(
            "SELECT sheet_id, sha256, records FROM receipts"
            " WHERE sheet_id IN (SELECT value FROM json_each(?)) ORDER BY id",
            (json.dumps(list(contents)),),
        )
        for sheet_id, sha256, packed in rows:
            if contents.get(sheet_id) == sha256 and packed != NO_RECORDS:
                found[sheet_id] = [_unpack_record(r, departments) for r in json.loads(packed)]
        return [record for sheet_id in contents for record in found.get(sheet_id, [])]


def pack_records(records: Sequence[Record]) -> str:
    """Records as the ledger keeps them. Workers pack them: a text is handed on for much less than the records are."""
    return _dump([_pack_record(r) for r in records])


NO_RECORDS = "[]"
_RECEIPT = "sha256, path, received, verdict, sheet_id, none_to_report"


def _receipt(sha256: str, path: str, day: str, verdict: str, sheet_id: str | None, nothing: int) -> Receipt:
    return Receipt(sha256, path, dt.date.fromisoformat(day), Verdict(verdict), sheet_id, bool(nothing))


# In the order of IssuedSheet.
_REGISTER = "sheet_id, round, form, form_version, fiscal_year, ward_code, department_code, path, issued_on"
_REGISTER += ", stamped, rows, carried"


def _issued_sheet(row: Sequence[Any]) -> IssuedSheet:
    plain, day, packed = row[:8], row[8], row[9:]
    stamped, rows, carried = map(_unpack_texts, packed)
    sheet_id, round_, form, version, year, ward, department, path = plain
    issued_on = dt.date.fromisoformat(day)
    return IssuedSheet(sheet_id, round_, form, version, year, ward, department, path, issued_on, stamped, rows, carried)


def _unpack_texts(packed: str) -> dict[str, tuple[str, ...]]:
    return {name: tuple(lines) for name, lines in json.loads(packed).items()} if packed != "{}" else {}


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=dict)


def _pack_problem(p: Problem) -> list[Any]:
    place = p.location
    return [p.code, p.severity.value, place.sheet, place.cells, place.field, place.file, dict(p.params)]


def _unpack_problem(row: list[Any]) -> Problem:
    code, severity, sheet, cells, field, file, params = row
    return Problem(code, Severity(severity), Location(sheet, tuple(cells), field, file), params)


def _pack_record(r: Record) -> list[Any]:
    fields = {name: _pack_value(value) for name, value in r.fields.items()}
    source = [r.source.sha256, r.source.sheet, dict(r.source.cells)]
    place = [r.sheet_id, r.department.code, r.form, r.table, r.number, r.row_id]
    return [*place, fields, dict(r.typed), source, dict(r.withheld)]


def _unpack_record(row: list[Any], departments: Mapping[str, Department]) -> Record:
    sheet_id, department, form, table, number, row_id, fields, typed, source, *withheld = row
    values = {name: _unpack_value(value) for name, value in fields.items()}
    place = Source(*source)
    return Record(sheet_id, departments[department], form, table, number, row_id, values, typed, place, *withheld)


def _pack_value(value: TypedValue) -> Any:  # noqa: ANN401  what JSON can hold
    if isinstance(value, Decimal):
        return {"number": str(value)}
    if isinstance(value, dt.date):
        return {"date": value.isoformat()}
    return list(value) if isinstance(value, tuple) else value


def _unpack_value(value: Any) -> TypedValue:  # noqa: ANN401  what JSON can hold
    if isinstance(value, dict):
        return Decimal(value["number"]) if "number" in value else dt.date.fromisoformat(value["date"])
    return tuple(value) if isinstance(value, list) else value
