"""The ledger keeps what it is told, seals every row of it, and is looked at without being changed."""

import datetime as dt
import hmac
import json
import sqlite3
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal

import pytest

from kusei_batch.core.made import Made, RoundRequest
from kusei_batch.core.period import Round
from kusei_batch.core.row_key import RowKey
from kusei_batch.core.run import Outcome, Run
from kusei_batch.core.submission import IssuedSheet
from kusei_batch.errors import CannotRunError
from kusei_batch.ledger import FILE, Fault, Written, open_ledger, read_ledger

KEY = bytes(range(32))

JST = dt.timezone(dt.timedelta(hours=9))
DAY = dt.date(2026, 10, 21)
OLD = IssuedSheet(
    "R08-1303-1-25", "目標設定", "目標設定", "1", 2026, "13", "1303", "a.xlsx", dt.date(2026, 4, 1), {"区名": ("見本区",)}
)  # fmt: skip
NEW = IssuedSheet(
    "R08-1303-2-92", "中間報告", "中間報告", "1", 2026, "13", "1303", "b.xlsx", dt.date(2026, 10, 1), {},
    {"目標": (RowKey("目標", "R08-1303-1-25-目標1"), RowKey("目標", "R08-1303-1-25-目標2"))},
    {"目標.単位": ("件", None), "目標.値": (Decimal("4.50"), dt.date(2027, 3, 31)), "目標.場面": (("電話", "窓口"), True)},
)  # fmt: skip


def make(state, script):
    state.mkdir(exist_ok=True)
    connection = sqlite3.connect(state / FILE)
    connection.executescript(script)
    connection.close()


def test_a_new_ledger_keeps_rows_and_the_values_they_were_issued_with_by_their_types(tmp_path):
    with open_ledger(tmp_path, KEY) as ledger:
        ledger.add_issued([NEW], "key")
        assert ledger.issued() == {NEW.sheet_id: NEW}
        sheet = ledger.issued()[NEW.sheet_id]
        assert [sheet.value("目標.単位", n) for n in (0, 1, 5)] == ["件", None, None]
        assert (str(sheet.value("目標.値", 0)), sheet.value("目標.場面", 0)) == ("4.50", ("電話", "窓口"))
        assert sheet.value("目標.無い", 0) is None


def test_documents_written_are_known_by_their_path(tmp_path):
    with open_ledger(tmp_path, KEY) as ledger:
        ledger.add_written({"a.docx": Written("aa", DAY)})
    with open_ledger(tmp_path, KEY) as ledger:
        assert (ledger.written("a.docx"), ledger.written("b.docx")) == ([Written("aa", DAY)], [])
        assert list(ledger.entries.damages()) == []


@pytest.mark.parametrize("answers", ["", "ab" * 32], ids=["document", "answer"])
def test_what_a_document_was_made_from_comes_back_as_it_was_entered(tmp_path, answers):
    asked = (RoundRequest("実績報告", 1), RoundRequest("", 0, sheet="決定"))
    one = Made("a/b.docx", "cd" * 32, "paper", "a/b.docx", {"a/b.docx": (1, 2, 3, 4), "c": None}, asked, answers)
    with open_ledger(tmp_path, KEY) as ledger:
        ledger.add_made([one])
    with open_ledger(tmp_path, KEY) as ledger:
        assert ledger.made() == {one.plan: one}


def test_a_run_keeps_its_beginning_and_its_end_by_the_clock(tmp_path):
    began, ended = (dt.datetime(2026, 10, 21, 2, 0, second, tzinfo=JST) for second in (0, 37))
    with open_ledger(tmp_path, KEY) as ledger:
        killed = ledger.start_run(DAY, began)
        run = ledger.start_run(DAY, began)
        ledger.finish_run(run, ended, Outcome.PARTLY, {"files": 3})
    with read_ledger(tmp_path, KEY) as ledger:
        assert ledger.last_runs(5) == [
            Run(run, DAY, began, ended, Outcome.PARTLY, {"files": 3}),
            Run(killed, DAY, began),
        ]
        assert ledger.last_runs(1)[0].id == run


def test_the_edition_issued_last_stands_last_in_the_register(tmp_path):
    other = replace(OLD, sheet_id="R08-1304-1-61", department_code="1304", path="c.xlsx")
    newer = replace(OLD, form_version="2", issued_on=DAY)
    with open_ledger(tmp_path, KEY) as ledger:
        ledger.add_issued([OLD, other], "key")
        assert list(ledger.issued().values()) == [OLD, other]
        ledger.add_issued([newer], "key 2")
        assert list(ledger.issued().values()) == [other, newer]
        assert [sheet.form_version for sheet, _ in ledger.editions()] == ["1", "1", "2"]
        ledger.add_issued([other], "key")
        assert list(ledger.issued().values()) == [newer, other]


ROUND = Round("目標設定", "目標", 2026, dt.date(2026, 4, 1), dt.date(2026, 4, 24), frozenset({"1303", "1304"}))


def test_the_round_entered_last_speaks_and_the_same_is_not_entered_twice(tmp_path):
    later = replace(ROUND, due=dt.date(2026, 5, 8), departments=frozenset())
    next_year = replace(ROUND, fiscal_year=2027, opens=dt.date(2027, 4, 1), due=dt.date(2027, 4, 23))
    with open_ledger(tmp_path, KEY) as ledger:
        for round_ in (ROUND, ROUND, later, next_year, later):
            ledger.add_round(round_)
        assert ledger.rounds() == {(2026, "目標設定"): later, (2027, "目標設定"): next_year}
        assert sorted(ledger.entries.sound("rounds")) == [1, 2, 3]
        ledger.add_round(ROUND)
    with read_ledger(tmp_path, KEY) as ledger:
        assert ledger.rounds()[2026, "目標設定"] == ROUND
        assert list(ledger.entries.damages()) == []


@pytest.mark.parametrize(("version", "words"), [(7, "前の版のプログラム"), (0, "前の版のプログラム"), (99, "新しい版")])
def test_a_ledger_of_another_version_is_refused_by_its_name_and_left_as_it_is(tmp_path, version, words):
    make(tmp_path, f"CREATE TABLE runs (id INTEGER PRIMARY KEY); PRAGMA user_version = {version};")
    before = (tmp_path / FILE).read_bytes()
    for opened in (open_ledger(tmp_path, KEY), read_ledger(tmp_path), read_ledger(tmp_path, KEY)):
        with pytest.raises(CannotRunError, match=words) as refused, opened:
            pass
        assert f"台帳の版 {version}）" in refused.value.message
        assert "壊れて" not in refused.value.message
        assert refused.value.remedy
    assert (tmp_path / FILE).read_bytes() == before


def test_a_version_changed_behind_the_ledgers_back_is_damage(kept):
    state, connection = kept
    connection.executescript("PRAGMA user_version = 1")
    with pytest.raises(CannotRunError, match="壊れています"), read_ledger(state, KEY):
        pass


LOOK_AS_NOBODY = """
import hmac, os, sys
from pathlib import Path
from kusei_batch.ledger import read_ledger
if os.geteuid() == 0:
    os.setegid(65534)
    os.seteuid(65534)
with read_ledger(Path(sys.argv[1])) as ledger:
    print(len(ledger.issued()))
"""
DIE_WRITING = """
import os, sqlite3, sys
db = sqlite3.connect(sys.argv[1], isolation_level=None)
db.execute("PRAGMA cache_size = 1")
db.execute("BEGIN IMMEDIATE")
db.execute("UPDATE register SET stamped = hex(zeroblob(200000))")
db.execute("UPDATE runs SET counts = hex(zeroblob(200000))")
os._exit(9)
"""


@pytest.fixture
def kept(tmp_path):
    """A ledger with a few entries, closed, and a connection of somebody else's."""
    with open_ledger(tmp_path, KEY) as ledger:
        ledger.add_round(ROUND)
        ledger.add_issued([OLD, NEW, replace(OLD, sheet_id="R08-1304-1-61", department_code="1304")], "key")
        ledger.start_run(DAY, dt.datetime(2026, 10, 21, 2, tzinfo=JST))
    connection = sqlite3.connect(tmp_path / FILE)
    yield tmp_path, connection
    connection.close()


def damages(state):
    with read_ledger(state, KEY) as ledger:
        return [(damage.fault, damage.table, damage.number) for damage in ledger.entries.damages()]


@pytest.mark.parametrize(
    ("change", "seen"),
    [
        ("UPDATE register SET stamped = '{}' WHERE id = 1", [(Fault.CHANGED, "register", 1)]),
        ("UPDATE register SET fiscal_year = 2027 WHERE id = 3", [(Fault.CHANGED, "register", 3)]),
        ("DELETE FROM register WHERE id = 2", [(Fault.MISSING, "register", 2)]),
        ("DELETE FROM register WHERE id = 3", [(Fault.MISSING, "register", 3)]),
        ("DELETE FROM runs", [(Fault.MISSING, "runs", 1)]),
        (
            "INSERT INTO runs SELECT 2, as_of, started, ended, outcome, counts, seal FROM runs",
            [(Fault.ADDED, "runs", 2)],
        ),
        (
            "UPDATE register SET id = -id WHERE id < 3; UPDATE register SET id = 3 + id WHERE id < 0",
            [(Fault.CHANGED, "register", 1), (Fault.CHANGED, "register", 2)],
        ),
        ("UPDATE rounds SET due = '2027-04-24'", [(Fault.CHANGED, "rounds", 1)]),
        ("DELETE FROM rounds", [(Fault.MISSING, "rounds", 1)]),
        ("UPDATE head SET counts = '{}'", [(Fault.HEAD, "", 0)]),
        ("UPDATE head SET key = 'another'", [(Fault.HEAD, "", 0)]),
        ("DELETE FROM head", [(Fault.HEAD, "", 0)]),
        ("UPDATE runs SET as_of = CAST(X'FF' AS TEXT)", [(Fault.CHANGED, "runs", 1)]),
    ],
)
def test_whatever_is_changed_behind_the_ledgers_back_is_seen(kept, change, seen):
    state, connection = kept
    assert damages(state) == []
    connection.executescript(change)
    assert damages(state) == seen


def test_a_row_is_sealed_as_json_of_its_table_number_and_values(kept):
    _, connection = kept
    connection.row_factory = sqlite3.Row
    for table in ("register", "runs", "rounds"):
        for row in map(dict, connection.execute(f"SELECT * FROM {table}")):  # noqa: S608
            number, seal = row.pop("id"), row.pop("seal")
            told = "ledger\n" + json.dumps([table, number, sorted(row.items())])
            assert seal == hmac.digest(KEY, told.encode(), "sha256").hex()


def test_a_ledger_begun_with_another_key_says_so(kept):
    state, _ = kept
    with read_ledger(state, bytes(32)) as ledger:
        assert not ledger.entries.knows_key()
    with read_ledger(state, KEY) as ledger:
        assert ledger.entries.knows_key()


def test_looking_makes_and_changes_nothing(kept, tmp_path):
    state, connection = kept
    connection.close()
    before = (state / FILE).read_bytes()
    with read_ledger(state, KEY) as ledger:
        assert set(ledger.issued()) == {OLD.sheet_id, NEW.sheet_id, "R08-1304-1-61"}
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            ledger.start_run(DAY, dt.datetime(2026, 10, 21, 2, tzinfo=JST))
    assert [p.name for p in state.iterdir()] == [FILE]
    assert (state / FILE).read_bytes() == before
    with read_ledger(tmp_path / "never") as ledger:
        assert (ledger.issued(), ledger.last_runs(1)) == ({}, [])
    assert not (tmp_path / "never").exists()


@pytest.mark.parametrize("content", [b"", b"no ledger" * 200])
def test_an_empty_or_foreign_file_is_refused_and_left_as_it_is(tmp_path, content):
    (tmp_path / FILE).write_bytes(content)
    for opened in (open_ledger(tmp_path, KEY), read_ledger(tmp_path), read_ledger(tmp_path, KEY)):
        with pytest.raises(CannotRunError, match="壊れています"), opened:
            pass
    assert (tmp_path / FILE).read_bytes() == content


def test_somebody_without_the_right_to_write_may_look(kept):
    state, connection = kept
    connection.close()
    state.chmod(0o555)
    (state / FILE).chmod(0o444)
    for folder in [state, *state.parents][:4]:
        folder.chmod(folder.stat().st_mode | 0o055)
    done = subprocess.run(
        [sys.executable, "-c", LOOK_AS_NOBODY, str(state)], capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.stderr) == ("3\n", "")


def test_what_a_killed_run_had_begun_is_not_seen(kept):
    state, connection = kept
    connection.close()
    # A killed writer: its pages are in the file, its journal lies beside it.
    subprocess.run([sys.executable, "-c", DIE_WRITING, str(state / FILE)], check=False)
    assert (state / f"{FILE}-journal").stat().st_size
    state.chmod(0o555)
    assert damages(state) == []
    state.chmod(0o755)
    with open_ledger(state, KEY) as ledger:
        assert list(ledger.entries.damages()) == []
