"""The ledger keeps what a sheet was issued with, also one written by an earlier version of the program."""

import datetime as dt
import sqlite3
from dataclasses import replace

import pytest

from kusei_batch.core.submission import IssuedSheet
from kusei_batch.errors import CannotRunError
from kusei_batch.ledger import FILE, Written, open_ledger

VERSION_1 = """
CREATE TABLE runs (id INTEGER PRIMARY KEY, as_of TEXT NOT NULL, finished INTEGER NOT NULL DEFAULT 0);
CREATE TABLE register (
    sheet_id TEXT NOT NULL, round TEXT NOT NULL, form TEXT NOT NULL, form_version TEXT NOT NULL,
    fiscal_year INTEGER NOT NULL, ward_code TEXT NOT NULL, department_code TEXT NOT NULL, path TEXT NOT NULL,
    issued_on TEXT NOT NULL, template TEXT NOT NULL, stamped TEXT NOT NULL,
    PRIMARY KEY (sheet_id, form_version), UNIQUE (fiscal_year, round, department_code, form_version)
);
CREATE TABLE receipts (
    id INTEGER PRIMARY KEY, run INTEGER NOT NULL REFERENCES runs, sha256 TEXT NOT NULL, path TEXT NOT NULL,
    received TEXT NOT NULL, verdict TEXT NOT NULL, sheet_id TEXT, none_to_report INTEGER NOT NULL,
    problems TEXT NOT NULL, records TEXT NOT NULL
);
INSERT INTO register VALUES ('R08-1303-1-25', '目標設定', '目標設定', '1', 2026, '13', '1303', 'a.xlsx', '2026-04-01',
    'key', '{"区名":["見本区"]}');
PRAGMA user_version = 1;
"""
DAY = dt.date(2026, 10, 21)
OLD = IssuedSheet(
    "R08-1303-1-25", "目標設定", "目標設定", "1", 2026, "13", "1303", "a.xlsx", dt.date(2026, 4, 1), {"区名": ("見本区",)}
)  # fmt: skip
NEW = IssuedSheet(
    "R08-1303-2-92", "中間報告", "中間報告", "1", 2026, "13", "1303", "b.xlsx", dt.date(2026, 10, 1), {},
    {"目標": ("R08-1303-1-25-目標1", "R08-1303-1-25-目標2")}, {"目標.単位": ("件", "")},
)  # fmt: skip


def make(state, script):
    state.mkdir(exist_ok=True)
    connection = sqlite3.connect(state / FILE)
    connection.executescript(script)
    connection.close()


def test_a_ledger_of_version_1_is_brought_up_to_date_and_keeps_everything(tmp_path):
    make(tmp_path, VERSION_1)
    with open_ledger(tmp_path) as ledger:
        assert ledger.issued() == {OLD.sheet_id: OLD}
        ledger.add_issued([NEW], "key")
        ledger.add_written("a.docx", Written("aa", DAY))
    with open_ledger(tmp_path) as ledger:
        assert ledger.issued() == {OLD.sheet_id: OLD, NEW.sheet_id: NEW}
        assert (ledger.written("a.docx"), ledger.written("b.docx")) == ([Written("aa", DAY)], [])
        assert ledger.check() == []


def test_a_new_ledger_keeps_rows_and_carried_values(tmp_path):
    with open_ledger(tmp_path) as ledger:
        ledger.add_issued([NEW], "key")
        assert ledger.issued() == {NEW.sheet_id: NEW}
        assert ledger.issued()[NEW.sheet_id].carried_text("目標.単位", 0) == "件"
        assert ledger.issued()[NEW.sheet_id].carried_text("目標.単位", 5) == ""


def test_the_edition_issued_last_stands_last_in_the_register(tmp_path):
    other = replace(OLD, sheet_id="R08-1304-1-61", department_code="1304", path="c.xlsx")
    newer = replace(OLD, form_version="2", issued_on=DAY)
    with open_ledger(tmp_path) as ledger:
        ledger.add_issued([OLD, other], "key")
        assert list(ledger.issued().values()) == [OLD, other]
        ledger.add_issued([newer], "key 2")
        assert list(ledger.issued().values()) == [other, newer]
        assert [sheet.form_version for sheet, _ in ledger.editions()] == ["1", "1", "2"]
        ledger.add_issued([other], "key")
        assert list(ledger.issued().values()) == [newer, other]


def test_a_migration_that_fails_leaves_the_ledger_as_it_was(tmp_path):
    # A column of the same name that is not ours: the second step cannot be taken.
    make(tmp_path, VERSION_1 + "ALTER TABLE register ADD COLUMN carried TEXT;")
    with pytest.raises(CannotRunError), open_ledger(tmp_path):
        pass
    connection = sqlite3.connect(tmp_path / FILE)
    assert connection.execute("PRAGMA user_version").fetchone() == (1,)
    assert "rows" not in [row[1] for row in connection.execute("PRAGMA table_info(register)")]
    connection.close()


def test_a_ledger_of_a_later_program_is_refused(tmp_path):
    make(tmp_path, "PRAGMA user_version = 99;")
    with pytest.raises(CannotRunError) as refused, open_ledger(tmp_path):
        pass
    assert "99" in refused.value.message
