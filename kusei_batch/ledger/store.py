"""The ledger: runs, rounds, 発行台帳, receipts with their problems and records, documents written."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from pydantic_core import from_json

from kusei_batch.core.hand_up import HandUp, News
from kusei_batch.core.inbox_file import InboxFile
from kusei_batch.core.made import Made
from kusei_batch.core.period import Round
from kusei_batch.core.problem import Problem
from kusei_batch.core.record import Record
from kusei_batch.core.run import Outcome, Run
from kusei_batch.core.submission import IssuedSheet, Receipt
from kusei_batch.core.ward import Department
from kusei_batch.ledger.damage import translated, unpacking
from kusei_batch.ledger.hand_up_entries import HandUpEntries
from kusei_batch.ledger.packing import (
    INBOX_FILE,
    MADE,
    NO_RECORDS,
    RECEIPT,
    REGISTER,
    ROUND,
    Unpack,
    dump,
    inbox_file,
    issued_sheet,
    made,
    pack_inputs,
    pack_problem,
    pictures_in,
    receipt,
    receipt_row,
    register_row,
    round_of,
    round_row,
    run_of,
    unpack_problem,
    unpack_records,
)
from kusei_batch.ledger.sealed_entries import Entries, Values


class Written(NamedTuple):
    """A document as it was written: its content's hash, the day it is dated, of a paper the digest of what it says."""

    sha256: str
    as_of: dt.date
    says: str = ""


PastPart = tuple[IssuedSheet, str, Receipt, Sequence[Problem], str]
"""A sheet of an earlier year with its kept template, and its answer with its problems and packed records."""


class Ledger:
    """What is known of every sheet issued and every file received. Each call is one transaction.

    Entries that cannot be unpacked raise CannotRunError.
    """

    def __init__(self, path: Path, connection: sqlite3.Connection, key: bytes | None) -> None:
        self._path = path
        self._db = connection
        self.entries = Entries(connection, key)
        self.hand_ups = HandUpEntries(path, connection, self.entries)
        self._issues: list[tuple[IssuedSheet, str]] | None = None

    def copy_to(self, target: Path) -> None:
        """Copy the ledger to another file, for a rehearsal that must leave no trace."""
        with closing(sqlite3.connect(target)) as connection:
            self._db.backup(connection)

    def start_run(self, as_of: dt.date, started: dt.datetime) -> int:
        """Enter the beginning of a run, by the clock, and return its id."""
        with self.entries.transaction():
            row = {"as_of": as_of.isoformat(), "started": _clock(started), "counts": "{}"}
            return self.entries.insert("runs", [row])

    def finish_run(self, run: int, ended: dt.datetime, outcome: Outcome, counts: Mapping[str, int]) -> None:
        """Enter the end of the newest run, by the clock, how it ended and what it counted."""
        row = {"ended": _clock(ended), "outcome": outcome.value, "counts": dump(counts)}
        with self.entries.transaction():
            self.entries.change("runs", run, row)

    def last_runs(self, number: int) -> list[Run]:
        """Return the newest runs, at most so many, newest first."""
        rows = self._db.execute(
            "SELECT id, as_of, started, ended, outcome, counts FROM runs ORDER BY id DESC LIMIT ?", (number,)
        )
        with unpacking(self._path):
            return [run_of(*row) for row in rows]

    def add_round(self, round_: Round) -> None:
        """Enter a round as it is when its sheets are issued, unless it was last entered the same."""
        if self.rounds().get((round_.fiscal_year, round_.name)) != round_:
            with self.entries.transaction():
                self.entries.insert("rounds", [round_row(round_)])

    def rounds(self) -> dict[tuple[int, str], Round]:
        """Return every round of which sheets were issued, by fiscal year and name, as it was entered last."""
        rows = self._db.execute(f"SELECT {ROUND} FROM rounds ORDER BY id")  # noqa: S608  a constant
        with unpacking(self._path):
            return {(round_.fiscal_year, round_.name): round_ for round_ in map(round_of, rows)}

    def add_issued(self, sheets: Iterable[IssuedSheet], template: str) -> None:
        """Enter issued sheets with the kept template they were stamped from.

        A sheet issued again in the same version replaces that edition; in a new version it adds one, since
        copies of the old one are still out.
        """
        rows = [register_row(sheet, template) for sheet in sheets]
        with self.entries.transaction():
            self.entries.insert("register", rows)
        self._issues = None

    def add_hand_up(self, run: int, handed: HandUp, news: News, own: tuple[Receipt, Sequence[Problem]]) -> None:
        """Enter what a ward handed up, with all that it brings and its `own` receipt, together or not at all."""
        self.hand_ups.add(run, handed, news, own)
        self._issues = None

    def editions(self) -> list[tuple[IssuedSheet, str]]:
        """Return every edition of every sheet with its kept template, in the order of issue."""
        newest: dict[tuple[str, str], tuple[IssuedSheet, str]] = {}
        for sheet, template in self.issues():
            newest.pop((sheet.sheet_id, sheet.form_version), None)
            newest[sheet.sheet_id, sheet.form_version] = sheet, template
        return list(newest.values())

    def issues(self) -> Sequence[tuple[IssuedSheet, str]]:
        """Return every sheet with its kept template as often as it was issued, in the order of issue."""
        if self._issues is None:
            rows = self._db.execute(f"SELECT {REGISTER}, template FROM register ORDER BY id")  # noqa: S608  a constant
            with unpacking(self._path):
                self._issues = [(issued_sheet(row[:-1]), row[-1]) for row in rows]
        return self._issues

    def issued(self) -> dict[str, IssuedSheet]:
        """Return the register: by sheet id the edition issued last, in the order of their issue."""
        register: dict[str, IssuedSheet] = {}
        for sheet, _ in self.editions():
            register.pop(sheet.sheet_id, None)
            register[sheet.sheet_id] = sheet
        return register

    def first_issued(self) -> dict[str, dt.date]:
        """Return the day on which each sheet, by its id, was first issued."""
        rows = self._db.execute("SELECT sheet_id, min(issued_on) FROM register GROUP BY sheet_id")
        return {sheet_id: dt.date.fromisoformat(day) for sheet_id, day in rows}

    def known_content(self, hashes: Sequence[str]) -> dict[str, list[tuple[Receipt, frozenset[str]]]]:
        """Return, for each content seen before, its receipts with the codes found, oldest first."""
        known: dict[str, list[tuple[Receipt, frozenset[str]]]] = {}
        rows = self._db.execute(
            f"SELECT {RECEIPT}, problems FROM receipts"  # noqa: S608  a constant
            " WHERE sha256 IN (SELECT value FROM json_each(?)) ORDER BY id",
            (json.dumps(list(hashes)),),
        )
        with unpacking(self._path):
            for row in rows:
                codes = frozenset(p[0] for p in from_json(row[-1]))
                known.setdefault(row[0], []).append((receipt(row[:-1]), codes))
        return known

    def add_receipts(self, run: int, results: Iterable[tuple[Receipt, Sequence[Problem], str]]) -> None:
        """Enter the verdicts of a batch of files with all their problems and packed records, together or not at all."""
        rows = [receipt_row(run, one, problems, packed) for one, problems, packed in results]
        with self.entries.transaction():
            self.entries.insert("receipts", rows)

    def add_import(self, run: int, rounds: Iterable[Round], parts: Iterable[PastPart]) -> None:
        """Enter rounds of earlier years with their sheets and answers, together or not at all."""
        entered, parts = self.rounds(), list(parts)
        news = [round_row(one) for one in rounds if entered.get((one.fiscal_year, one.name)) != one]
        answers = [(one, told, packed) for _, _, one, told, packed in parts]
        with self.entries.transaction():
            self.entries.insert("rounds", news)
            self.entries.insert("register", [register_row(sheet, template) for sheet, template, *_ in parts])
            self.entries.insert("receipts", [receipt_row(run, *answer) for answer in answers])
        self._issues = None

    def receipts(self) -> list[tuple[Receipt, list[Problem]]]:
        """Return every receipt with its problems, oldest first."""
        rows = self._db.execute(f"SELECT {RECEIPT}, problems FROM receipts ORDER BY id")  # noqa: S608  a constant
        with unpacking(self._path):
            return [(receipt(row[:-1]), [unpack_problem(p) for p in from_json(row[-1])]) for row in rows]

    def pictures(self) -> dict[str, str]:
        """Return the files with what documents show of every picture received, each with where its workbook lay."""
        rows = self._db.execute("""SELECT path, records FROM receipts WHERE records LIKE '%"picture"%' ORDER BY id""")
        with unpacking(self._path):
            return {picture.file: path for path, records in rows for picture in pictures_in(records)}

    def answers(self) -> list[Receipt]:
        """Return every receipt that tells which sheet it answers, oldest first, without its problems."""
        rows = self._db.execute(f"SELECT {RECEIPT} FROM receipts WHERE sheet_id IS NOT NULL ORDER BY id")  # noqa: S608
        with unpacking(self._path):
            return [receipt(row) for row in rows]

    def add_inbox_files(self, run: int, came: Iterable[InboxFile], gone: Iterable[str]) -> None:
        """Enter the files of the inbox that changed since a run, and the paths at which no file lies any more."""
        rows: list[Values] = [
            {"run": one.run, "path": one.path, "since": one.since.isoformat(), "sha256": one.sha256,
             "skip": dump(one.skip and pack_problem(one.skip)), "looks": dump([one.look, one.kept]), "gone": 0}
            for one in came
        ]  # fmt: skip
        rows += [
            {"run": run, "path": path, "since": "", "skip": "null", "looks": "[null,null]", "gone": 1} for path in gone
        ]
        with self.entries.transaction():
            self.entries.insert("inbox", rows)

    def inbox_files(self) -> Mapping[str, InboxFile]:
        """Return what lay in the inbox on the last night, by path."""
        rows = self._db.execute(
            f"SELECT {INBOX_FILE} FROM inbox"  # noqa: S608  a constant
            " WHERE id IN (SELECT max(id) FROM inbox GROUP BY path) AND gone = 0 ORDER BY path"
        )
        with unpacking(self._path):
            return {row[0]: inbox_file(row) for row in rows}

    def knows_inbox(self) -> bool:
        """Return whether it was ever entered what lies in the inbox."""
        return self._db.execute("SELECT 1 FROM inbox LIMIT 1").fetchone() is not None

    def add_written(self, documents: Mapping[str, Written]) -> None:
        """Enter what is about to be written for people, by its path below the outbox."""
        rows = [
            {"path": path, "sha256": one.sha256, "as_of": one.as_of.isoformat(), "says": one.says}
            for path, one in documents.items()
        ]
        # These documents wait for this entry: what SQLite refuses costs them alone, and is reported as what it is.
        with translated(self._path), self.entries.transaction():
            self.entries.insert("written", rows)

    def written(self, path: str) -> list[Written]:
        """Return what was ever written at a path below the outbox, oldest first."""
        rows = self._db.execute("SELECT sha256, as_of, says FROM written WHERE path = ? ORDER BY id", (path,))
        with unpacking(self._path):
            return [Written(sha256, dt.date.fromisoformat(day), says) for sha256, day, says in rows]

    def newest_written(self) -> dict[str, str]:
        """Return the hash of what was written last of every document, by its path below the outbox."""
        rows = self._db.execute("SELECT path, sha256 FROM written ORDER BY id")
        with unpacking(self._path):
            return {str(path): str(sha256) for path, sha256 in rows}

    def add_made(self, documents: Iterable[Made]) -> None:
        """Enter what documents were made from."""
        rows: list[Values] = [
            {"plan": one.plan, "inputs": pack_inputs(one), "kind": one.kind, "path": one.path, "files": dump(one.files),
             "asked": dump([[asked.name, asked.years_ago, asked.sheet, asked.level] for asked in one.asked])}
            for one in documents
        ]  # fmt: skip
        with self.entries.transaction():
            self.entries.insert("made", rows)

    def made(self) -> dict[str, Made]:
        """Return what every document was last made from, by the file it was planned as."""
        rows = self._db.execute(
            f"SELECT {MADE} FROM made"  # noqa: S608  a constant
            " WHERE id IN (SELECT max(id) FROM made GROUP BY plan)"
        )
        with unpacking(self._path):
            return {row[0]: made(row) for row in rows}

    def records(
        self, contents: Mapping[str, str], departments: Mapping[str, Department], unpack: Unpack = unpack_records
    ) -> list[Record]:
        """Return the records of the counting contents (sheet id -> sha256) that `unpack` gives, in their order."""
        found: dict[str, list[Record]] = {}
        rows = self._db.execute(
            "SELECT sheet_id, sha256, records FROM receipts"
            " WHERE sheet_id IN (SELECT value FROM json_each(?)) ORDER BY id",
            (json.dumps(list(contents)),),
        )
        with unpacking(self._path):
            for sheet_id, sha256, packed in rows:
                if contents.get(sheet_id) == sha256 and packed != NO_RECORDS:
                    found[sheet_id] = unpack(packed, departments)
        return [record for sheet_id in contents for record in found.get(sheet_id, [])]


def _clock(moment: dt.datetime) -> str:
    return moment.isoformat(timespec="seconds")
