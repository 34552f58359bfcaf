"""The ledger: runs, 発行台帳, receipts with their problems and records, papers written, in one local SQLite file."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, NamedTuple

from kusei_batch.errors import CannotRunError
from kusei_batch.ledger.packing import (
    NO_RECORDS,
    RECEIPT,
    REGISTER,
    dump,
    issued_sheet,
    pack_problem,
    pack_records,
    receipt,
    unpack_problem,
    unpack_records,
)
from kusei_batch.ledger.schema import prepare

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from kusei_batch.core.problem import Problem
    from kusei_batch.core.record import Record
    from kusei_batch.core.submission import IssuedSheet, Receipt
    from kusei_batch.core.ward import Department

FILE = "ledger.sqlite"


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
            prepare(connection)
            yield connection
    except sqlite3.Error as error:
        raise _unusable(state, error) from error


def _unusable(state: Path, error: Exception) -> CannotRunError:
    return CannotRunError(
        f"台帳「{state / FILE}」を使えません（{error}）。",
        "空き容量と書込み権限を確かめ、もう一度実行してください。受け取ったファイルは inbox に残っています。",
    )


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
             s.issued_on.isoformat(), template, dump(s.stamped), dump(s.rows), dump(s.carried))
            for s in sheets
        ]  # fmt: skip
        with self._transaction():
            self._db.executemany("INSERT OR REPLACE INTO register VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)", rows)

    def editions(self) -> list[tuple[IssuedSheet, str]]:
        """Every edition of every sheet with its kept template, in the order of issue."""
        rows = self._db.execute(f"SELECT {REGISTER}, template FROM register ORDER BY rowid")  # noqa: S608  a constant
        return [(issued_sheet(row[:-1]), row[-1]) for row in rows]

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
            f"SELECT {RECEIPT}, problems FROM receipts"  # noqa: S608  a constant
            " WHERE sha256 IN (SELECT value FROM json_each(?)) ORDER BY id",
            (json.dumps(list(hashes)),),
        )
        for row in rows:
            codes = frozenset(p[0] for p in json.loads(row[-1]))
            known.setdefault(row[0], []).append((receipt(*row[:-1]), codes))
        return known

    def add_receipts(self, run: int, results: Iterable[tuple[Receipt, Sequence[Problem], str]]) -> None:
        """Enter the verdicts of a batch of files with all their problems and packed records, together or not at all."""
        rows = [
            (run, r.sha256, r.path, r.received.isoformat(), r.verdict.value, r.sheet_id, int(r.nothing_to_report),
             dump([pack_problem(p) for p in problems]), packed)
            for r, problems, packed in results
        ]  # fmt: skip
        with self._transaction():
            self._db.executemany(
                f"INSERT INTO receipts (run, {RECEIPT}, problems, records) VALUES (?,?,?,?,?,?,?,?,?)",  # noqa: S608
                rows,
            )

    def receipts(self) -> list[tuple[Receipt, list[Problem]]]:
        """Every receipt with its problems, oldest first."""
        rows = self._db.execute(f"SELECT {RECEIPT}, problems FROM receipts ORDER BY id")  # noqa: S608  a constant
        return [(receipt(*row[:-1]), [unpack_problem(p) for p in json.loads(row[-1])]) for row in rows]

    def answers(self) -> list[Receipt]:
        """Every receipt that tells which sheet it answers, oldest first, without its problems."""
        rows = self._db.execute(f"SELECT {RECEIPT} FROM receipts WHERE sheet_id IS NOT NULL ORDER BY id")  # noqa: S608
        return [receipt(*row) for row in rows]

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
                found[sheet_id] = unpack_records(packed, departments)
        return [record for sheet_id in contents for record in found.get(sheet_id, [])]


__all__ = ["FILE", "NO_RECORDS", "Ledger", "Written", "open_ledger", "pack_records", "read_ledger", "unpack_records"]
