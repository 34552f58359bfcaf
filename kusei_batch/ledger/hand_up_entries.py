"""What wards have handed up, in the ledger: the files, and the sheets and answers that came with them."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from pydantic_core import from_json

from kusei_batch.core.hand_up import HandedAnswer, HandUp, News
from kusei_batch.core.policy import Policy
from kusei_batch.core.problem import Problem
from kusei_batch.core.submission import Receipt, State
from kusei_batch.core.ward import MasterListRow
from kusei_batch.ledger.damage import unpacking
from kusei_batch.ledger.packing import RECEIPT, dump, receipt, receipt_row, register_row, unpack_problem
from kusei_batch.ledger.sealed_entries import Entries, Values


class HandUpEntries:
    """The table `hand_ups`, and the rows of other tables that hand-ups brought. Each call is one transaction."""

    def __init__(self, path: Path, connection: sqlite3.Connection, entries: Entries) -> None:
        self._path = path
        self._db = connection
        self._entries = entries

    def all(self) -> list[HandUp]:
        """Return every hand-up that was taken, in the order in which they were."""
        rows = self._db.execute(
            "SELECT sha256, path, ward_code, fiscal_year, made, states, lists FROM hand_ups ORDER BY id"
        ).fetchall()
        with unpacking(self._path):
            return [_hand_up(*row) for row in rows]

    def answers(self, sheet_ids: Iterable[str]) -> dict[str, list[HandedAnswer]]:
        """Return all that answers these sheets, by sheet id, oldest first, with its records as they are packed."""
        found: dict[str, list[HandedAnswer]] = {}
        rows = self._db.execute(
            f"SELECT {RECEIPT}, problems, records FROM receipts"  # noqa: S608  a constant
            " WHERE sheet_id IN (SELECT value FROM json_each(?)) ORDER BY id",
            (json.dumps(list(sheet_ids)),),
        )
        with unpacking(self._path):
            for *row, problems, records in rows:
                one = receipt(row)
                told = tuple(unpack_problem(p) for p in from_json(problems))
                found.setdefault(one.sheet_id or "", []).append(HandedAnswer(one, told, records))
        return found

    def add(self, run: int, handed: HandUp, news: News, own: tuple[Receipt, Sequence[Problem]]) -> None:
        """Enter a hand-up with all that it brings, and its `own` receipt, together or not at all."""
        answers = [receipt_row(run, one.receipt, one.problems, one.records) for one in news.answers]
        with self._entries.transaction():
            self._entries.insert("register", [register_row(sheet, key) for sheet, key in news.sheets])
            self._entries.insert("receipts", [*answers, receipt_row(run, *own, "[]")])
            self._entries.insert("hand_ups", [hand_up_row(run, handed)])


def hand_up_row(run: int, handed: HandUp) -> Values:
    """Return a hand-up as a row of its table."""
    return {
        "run": run, "sha256": handed.sha256, "path": handed.path, "ward_code": handed.ward_code,
        "fiscal_year": handed.fiscal_year, "made": handed.made.isoformat(),
        "states": dump({sheet_id: state.value for sheet_id, state in handed.states.items()}),
        "lists": pack_lists(handed.policies, handed.rows),
    }  # fmt: skip


def _hand_up(sha256: str, path: str, ward_code: str, year: int, made: str, states: str, lists: str) -> HandUp:
    stood = {sheet_id: State(state) for sheet_id, state in from_json(states).items()}
    policies, rows = unpack_lists(from_json(lists), ward_code, year)
    return HandUp(sha256, path, ward_code, year, dt.datetime.fromisoformat(made), stood, policies, rows)


def pack_lists(policies: Iterable[Policy], rows: Iterable[tuple[str, MasterListRow]]) -> str:
    """Return what a ward's lists say of itself as the ledger keeps it, and as it is handed up."""
    clauses = [[p.number, p.text, p.decided_on and p.decided_on.isoformat(), p.goal, p.is_draft] for p in policies]
    listed = [
        [name, dict(row.texts), sorted(row.department_codes), row.first_year, row.last_year] for name, row in rows
    ]
    return dump([clauses, listed])


def unpack_lists(
    packed: Sequence[Sequence[Any]], ward_code: str, year: int
) -> tuple[tuple[Policy, ...], tuple[tuple[str, MasterListRow], ...]]:
    """Return a ward's policies of a year, and its rows of lists by the list's name, as they were packed."""
    policies = [
        Policy(year, ward_code, number, text, dt.date.fromisoformat(day) if day else None, goal, is_draft)
        for number, text, day, goal, is_draft in packed[0]
    ]
    rows = [
        (name, MasterListRow(texts, ward_code, frozenset(codes), first, last))
        for name, texts, codes, first, last in packed[1]
    ]
    return tuple(policies), tuple(rows)
