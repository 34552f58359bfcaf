"""Sealed entries: every row bears a seal under the workspace's key, and a sealed head tells how many rows there are.

A row's seal is over its table, its number and all its values, so a row that was changed, exchanged with another or
brought in from elsewhere is seen. Numbers run from 1 without gaps and the head keeps each table's last one, so a row
that was deleted is seen as well, also at the end.
"""

from __future__ import annotations

import hmac
import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum

from kusei_batch.ledger.schema import TABLES, has_its_tables

Values = Mapping[str, str | int | None]
"""A row by the names of its columns."""


class Fault(StrEnum):
    """What is wrong with an entry."""

    CHANGED = "changed"
    MISSING = "missing"
    ADDED = "added"
    HEAD = "head"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Damage:
    """One entry that is not as it was made: its table and number, and its values as they stand there now.

    A fault of the head or of the file as a whole has no table; `detail` is what SQLite says of it.
    """

    fault: Fault
    table: str = ""
    number: int = 0
    values: Values | None = None
    detail: str = ""


class Entries:
    """The rows of the ledger's tables. Without a key they can be read, but neither made nor verified."""

    def __init__(self, connection: sqlite3.Connection, key: bytes | None) -> None:
        self._db = connection
        self._key = key
        self._columns: dict[str, list[str]] = {}

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Enter all that is done within together, or not at all."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._db.execute("COMMIT")
        except BaseException:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise

    def begin(self) -> None:
        """Write the head of a new ledger."""
        self._db.execute("INSERT INTO head VALUES (1, ?, '{}', '')", (self.fingerprint,))
        self._write_head(dict.fromkeys(TABLES, 0))

    def insert(self, table: str, rows: Sequence[Values]) -> int:
        """Enter rows, within a transaction, and return the number of the last one (0: the table is empty)."""
        counts = self._counts()
        first = counts[table] + 1
        for number, values in enumerate(rows, first):
            self._put("INSERT", table, number, values)
        counts[table] += len(rows)
        if rows:
            self._write_head(counts)
        return counts[table]

    def change(self, table: str, number: int, changes: Values) -> None:
        """Change the newest row of a table, within a transaction."""
        values = self.row(table, number)
        self._put("REPLACE", table, number, {**values, **changes})

    def sound(self, table: str) -> dict[int, Values]:
        """Return the rows of a table that are as they were made, by their number."""
        rows = self._db.execute(f"SELECT * FROM {table} ORDER BY id")  # noqa: S608  a name of ours
        names = [column[0] for column in rows.description]
        parts = [_parts(names, row) for row in rows]
        return {number: values for number, seal, values in parts if self._seal(table, number, values) == seal}

    def mend_head(self) -> bool:
        """Write the head again where its seal is that of the rows as they stand; return whether it is whole now."""
        counts = {
            table: int(self._db.execute(f"SELECT coalesce(max(id), 0) FROM {table}").fetchone()[0])  # noqa: S608
            for table in TABLES
        }
        try:
            self._verified_counts()
        except (ValueError, TypeError, sqlite3.Error):
            text = json.dumps(counts, sort_keys=True)
            if self._seal("head", 1, {"counts": text}) != self._head()[2]:
                return False
            self._db.execute("UPDATE head SET key = ?", (self.fingerprint,))
            self._write_head(counts)
        return True

    def mend(self, table: str, number: int, values: Values) -> None:
        """Put a rebuilt row where one was lost or changed, within a transaction."""
        self._put("REPLACE", table, number, values)

    def drop(self, table: str, number: int) -> None:
        """Take out a row that nobody entered, within a transaction."""
        self._db.execute(f"DELETE FROM {table} WHERE id = ?", (number,))  # noqa: S608  a name of ours

    def begin_anew(self, table: str, rows: Sequence[Values]) -> None:
        """Replace a whole table, within a transaction."""
        self._db.execute(f"DELETE FROM {table}")  # noqa: S608  a name of ours
        self._write_head(self._counts() | {table: 0})
        self.insert(table, rows)

    def row(self, table: str, number: int) -> Values:
        """Return one row as it stands there."""
        rows = self._db.execute(f"SELECT * FROM {table} WHERE id = ?", (number,))  # noqa: S608  a name of ours
        names = [column[0] for column in rows.description]
        return _parts(names, rows.fetchone())[2]

    def knows_key(self) -> bool:
        """Return whether the key is the one the ledger was begun with.

        Where the seal of the head holds, the key is right and the fingerprint beside it is damaged.
        """
        key, counts, seal = self._head()
        return self.fingerprint == key or self._seal("head", 1, {"counts": counts}) == seal

    @property
    def fingerprint(self) -> str:
        """By what the ledger knows its key again, without containing it."""
        return self._seal("key", 0, {})

    def damages(self) -> Iterator[Damage]:
        """Yield every entry that is not as it was made, and what SQLite finds wrong with the file; needs the key."""
        yield from self._damages_of_file()
        before = self._db.text_factory
        # A text that is no text any more is to be named, not to end the search.
        self._db.text_factory = lambda raw: raw.decode(errors="surrogateescape")
        try:
            yield from self._damages_of_rows()
        finally:
            self._db.text_factory = before

    def _damages_of_rows(self) -> Iterator[Damage]:
        try:
            counts = self._verified_counts()
        except (ValueError, TypeError, sqlite3.Error):
            yield Damage(Fault.HEAD)
            counts = {}
        for table in TABLES:
            count = counts.get(table)
            expected = 1
            try:
                rows = self._db.execute(f"SELECT * FROM {table} ORDER BY id")  # noqa: S608  a name of ours
                names = [column[0] for column in rows.description]
                for row in rows:
                    number, seal, values = _parts(names, row)
                    yield from (Damage(Fault.MISSING, table, lost) for lost in range(expected, number))
                    expected = number + 1
                    if count is not None and number > count:
                        yield Damage(Fault.ADDED, table, number, values)
                    elif self._seal(table, number, values) != seal:
                        yield Damage(Fault.CHANGED, table, number, values)
            except (sqlite3.Error, UnicodeDecodeError) as error:
                yield Damage(Fault.FILE, table, detail=str(error))
            yield from (Damage(Fault.MISSING, table, lost) for lost in range(expected, (count or 0) + 1))

    def _damages_of_file(self) -> Iterator[Damage]:
        try:
            for (text,) in self._db.execute("PRAGMA integrity_check"):
                if text != "ok":
                    yield Damage(Fault.FILE, detail=text)
            if not has_its_tables(self._db):
                yield Damage(Fault.FILE, detail="表の定義が変わっています")
        except (sqlite3.Error, UnicodeDecodeError) as error:
            yield Damage(Fault.FILE, detail=str(error))

    def _put(self, how: str, table: str, number: int, values: Values) -> None:
        # Sealed as SQLite will give it back: with every column, blank ones too.
        if table not in self._columns:
            names = [row[1] for row in self._db.execute(f"PRAGMA table_info({table})")]
            self._columns[table] = [name for name in names if name not in ("id", "seal")]
        named = {**dict.fromkeys(self._columns[table]), **values}
        row = {"id": number, **named, "seal": self._seal(table, number, named)}
        marks = ",".join("?" * len(row))
        self._db.execute(f"{how} INTO {table} ({','.join(map(_quoted, row))}) VALUES ({marks})", tuple(row.values()))

    def _head(self) -> tuple[str, str, str]:
        # As bytes: a text that is no text any more is damage to be reported, too.
        columns = ",".join(f"CAST({name} AS BLOB)" for name in ("key", "counts", "seal"))
        row = self._db.execute(f"SELECT {columns} FROM head").fetchone()  # noqa: S608  names of ours
        if row is None or None in row:
            raise sqlite3.DatabaseError("台帳の見出しがありません")
        key, counts, seal = (bytes(part).decode(errors="surrogateescape") for part in row)
        return key, counts, seal

    def _counts(self) -> dict[str, int]:
        return {**dict.fromkeys(TABLES, 0), **json.loads(self._head()[1])}

    def _verified_counts(self) -> dict[str, int]:
        key, counts, seal = self._head()
        if self.fingerprint != key or self._seal("head", 1, {"counts": counts}) != seal:
            raise ValueError(seal)
        return self._counts()

    def _write_head(self, counts: Mapping[str, int]) -> None:
        text = json.dumps(counts, sort_keys=True)
        self._db.execute("UPDATE head SET counts = ?, seal = ?", (text, self._seal("head", 1, {"counts": text})))

    def _seal(self, table: str, number: int, values: Values) -> str:
        if self._key is None:
            raise ValueError("entries cannot be sealed without a key")
        # As JSON of all would be: of a text alone it is made at once, and there are tens of thousands a night.
        parts = ", ".join([f"[{_json(name)}, {_json(values[name])}]" for name in sorted(values)])
        text = f"[{_json(table)}, {number}, [{parts}]]"
        return hmac.digest(self._key, f"ledger\n{text}".encode(), "sha256").hex()


_json = json.JSONEncoder(default=repr).encode


def _quoted(name: str) -> str:
    return f'"{name}"'


def _parts(names: Sequence[str], row: Sequence[object]) -> tuple[int, str, dict[str, str | int | None]]:
    """Return the number, the seal and the other values of a row.

    Raises sqlite3.DatabaseError for a row without a number or a seal: then the definition of its table is damaged.
    """
    values = dict(zip(names, row, strict=True))
    number, seal = values.pop("id", None), values.pop("seal", None)
    if not isinstance(number, int):
        raise sqlite3.DatabaseError("行の番号を読み取れません")
    return number, str(seal), values  # type: ignore[return-value]
