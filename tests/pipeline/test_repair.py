"""verify --repair makes again what originals, issued files and the inbox vouch for, and names what nothing does."""

from __future__ import annotations

import re
import shutil
import sqlite3
from copy import copy
from dataclasses import replace

import openpyxl
import pytest

from kusei_batch.config import read_workspace
from kusei_batch.errors import CannotRunError
from kusei_batch.ledger import FILE, open_ledger, read_ledger
from kusei_batch.pipeline.rehearsal import rehearse
from kusei_batch.pipeline.repairing import repair_workspace
from kusei_batch.pipeline.session import read_key
from kusei_batch.pipeline.workspace.verifying import verify_workspace
from tests.pipeline.desk import TARGET, Desk
from tests.pipeline.test_confirmation_night import NEXT, Confirming
from tests.pipeline.test_verify import flip

TABLES = ("runs", "rounds", "register", "receipts", "inbox", "written")


@pytest.fixture(scope="module")
def begun(tmp_path_factory):
    """Three departments have their sheets; one has answered twice, one once, over two nights."""
    desk = Desk(tmp_path_factory.mktemp("作業") / "作業フォルダ")
    for department in ("1303", "1304", "1401"):
        desk.issue(department=department)
    desk.hand_in("1303", [TARGET])
    desk.night()
    desk.hand_in("1304", [TARGET | {"目標値": 5}])
    desk.hand_in("1303", [TARGET | {"目標値": 3}], name="様式（改）.xlsx")
    desk.night()
    return desk


@pytest.fixture
def handed_in(begun, tmp_path):
    """A copy of its own, to be spoilt."""
    desk = copy(begun)
    shutil.copytree(begun.workspace.root, tmp_path / "作業フォルダ")
    desk.workspace = read_workspace(tmp_path / "作業フォルダ")
    return desk


def change(desk, script):
    connection = sqlite3.connect(desk.workspace.state / FILE)
    connection.executescript(script)
    connection.close()


def content(desk, *tables):
    """What the ledger says, without the clock."""
    connection = sqlite3.connect(desk.workspace.state / FILE)
    found = {
        table: connection.execute(f"SELECT * FROM {table} ORDER BY id").fetchall()  # noqa: S608
        for table in tables
    }
    connection.close()
    return found


def repair(desk):
    return repair_workspace(desk.workspace, desk.clock + 3600)


def codes(problems):
    return {problem.code for problem in problems if problem.severity.value == "error"}


@pytest.mark.parametrize(
    "script",
    [
        "UPDATE receipts SET records = replace(records, '電話', '窓口') WHERE id = 1",
        "UPDATE receipts SET verdict = 'sent_back', problems = '[]'",
        "UPDATE receipts SET received = '2020-01-01', none_to_report = 1 WHERE id = 2",
        "UPDATE receipts SET sheet_id = (SELECT sheet_id FROM register WHERE id = 3) WHERE id = 2",
        "UPDATE receipts SET sha256 = (SELECT sha256 FROM receipts WHERE id = 1) WHERE id = 2",
        "UPDATE receipts SET records = CAST(x'ff00' AS TEXT) WHERE id = 2",
        "DELETE FROM receipts WHERE id = 2",
        "DELETE FROM receipts",
        "INSERT INTO receipts SELECT 9, run, sha256, path, '', verdict, sheet_id, 0, '[]', '[]', '', seal FROM receipts LIMIT 1",
        "UPDATE head SET counts = '{}'",
        "UPDATE head SET key = 'x'",
    ],
)
def test_receipts_are_read_anew_from_their_originals(handed_in, script):
    before = content(handed_in, *TABLES)
    change(handed_in, script)
    with pytest.raises(CannotRunError):
        handed_in.night()
    done = repair(handed_in)
    assert (codes(done.left), verify_workspace(handed_in.workspace)) == (set(), [])
    assert done.mended
    assert content(handed_in, *TABLES) == before
    assert content(handed_in, "made")["made"] == []  # what was made from wrong entries is made again


@pytest.mark.parametrize(
    "script", ["DELETE FROM register WHERE id = 3", "UPDATE register SET department_code = '1401' WHERE id = 2"]
)
def test_the_register_is_read_back_from_the_issued_files(handed_in, script):
    before = content(handed_in, "register", "receipts")
    change(handed_in, script)
    done = repair(handed_in)
    assert codes(done.left) == set()
    assert {note.code for note in done.notes} == {"register-rebuilt"}
    stripped = [
        {table: [row[:9] + row[10:-1] if table == "register" else row for row in rows] for table, rows in one.items()}
        for one in (before, content(handed_in, "register", "receipts"))
    ]
    assert stripped[0] == stripped[1]


def test_the_sheet_of_a_head_is_read_back_only_where_it_shows_what_was_accepted_on_its_day(tmp_path):
    desk = Confirming(tmp_path / "作業")
    desk.issue(ward="見本区")
    desk.hand_in("1303", [TARGET])
    desk.night()
    desk.hand_in("1304", [TARGET])
    desk.confirm({"区民課": "確認する"})
    desk.night(NEXT)
    before = content(desk, "register", "receipts")
    assert [row[7] for row in before["register"]][-2:] == ["B1303", "B1303"]
    last = "DELETE FROM register WHERE id = (SELECT max(id) FROM register)"
    (own,) = desk.bundles()
    kept, book = own.read_bytes(), openpyxl.load_workbook(own)
    book["部長確認"]["H9"] = "別の内容"
    book.save(own)
    change(desk, last)
    assert codes(repair(desk).left) == {"ledger-entry-damaged"}
    own.write_bytes(kept)
    assert codes(repair(desk).left) == set()
    assert [row[:-1] for row in content(desk, "register")["register"]] == [row[:-1] for row in before["register"]]
    assert content(desk, "receipts") == {"receipts": before["receipts"]}


@pytest.mark.parametrize(
    "script",
    [
        "DELETE FROM rounds",
        "UPDATE rounds SET due = '2030-04-24'",
        "UPDATE rounds SET departments = CAST(x'ff' AS TEXT)",
        "DELETE FROM rounds; DELETE FROM register",
    ],
)
def test_this_years_rounds_are_entered_anew_from_the_settings(handed_in, script):
    before = content(handed_in, "rounds")
    change(handed_in, script)
    with pytest.raises(CannotRunError):
        handed_in.night()
    done = repair(handed_in)
    assert (codes(done.left), content(handed_in, "rounds")) == (set(), before)
    note = next(note for note in done.notes if note.code == "round-rebuilt")
    assert (note.params["round"], note.params["source"]) == ("目標設定", "設定")


def test_an_earlier_years_round_is_entered_anew_from_its_sheets_or_stays_lost(handed_in):
    path = handed_in.workspace.root / "config.toml"
    text = path.read_text(encoding="utf-8")
    years = re.sub(r"(fiscal_year = |opens = |due = )2026", r"\g<1>2027", text)
    with read_ledger(handed_in.workspace.state) as ledger:
        issued = ledger.rounds()[2026, "目標設定"]
    path.write_text(years, encoding="utf-8")
    handed_in.workspace = read_workspace(path.parent)
    change(handed_in, "UPDATE rounds SET due = '2030-04-24'")
    done = repair(handed_in)
    assert codes(done.left) == set()
    with read_ledger(handed_in.workspace.state) as ledger:
        found = ledger.rounds()[2026, "目標設定"]
    assert (found.due, found.form) == (issued.due, issued.form)
    assert found.departments == {"1303", "1304", "1401"}
    # Without a day on the sheets nothing tells it.
    key = read_key(handed_in.workspace.state)
    with open_ledger(handed_in.workspace.state, key) as ledger, ledger.entries.transaction():
        for number, values in ledger.entries.sound("register").items():
            ledger.entries.mend("register", number, {**values, "stamped": "{}"})
    change(handed_in, "DELETE FROM rounds")
    assert [p.params["table"] for p in repair(handed_in).left if p.severity.value == "error"] == ["発行した回"]


def test_what_nothing_vouches_for_is_named_and_runs_stay_stopped(handed_in):
    change(
        handed_in,
        "DELETE FROM receipts WHERE id = 3; DELETE FROM register WHERE id = 1",
    )
    with read_ledger(handed_in.workspace.state) as ledger:
        kept = {sheet.path for sheet in ledger.issued().values()}
    for path in handed_in.workspace.outbox.rglob("01_配布/*/*.xlsx"):
        if f"{path.parent.name}/{path.name}" not in kept:
            path.unlink()
            break
    inbox = content(handed_in, "inbox")["inbox"]
    gone = content(handed_in, "receipts")["receipts"]
    sha256 = {row[4] for row in inbox} - {row[2] for row in gone}
    for original in handed_in.workspace.archive.rglob("*.xlsx"):
        if original.stem in sha256:
            original.unlink()
    kept_back = handed_in.workspace.root.parent / "よそ"
    shutil.move(handed_in.workspace.inbox, kept_back)
    handed_in.workspace.inbox.mkdir()
    done = repair(handed_in)
    assert codes(done.left) == {"ledger-entry-damaged"}
    assert len([p for p in done.left if p.severity.value == "error"]) == 2
    with pytest.raises(CannotRunError):
        handed_in.night()
    shutil.copytree(kept_back, handed_in.workspace.inbox, dirs_exist_ok=True)
    done = repair(handed_in)
    assert [p.params["table"] for p in done.left if p.severity.value == "error"] == ["発行台帳"]


@pytest.mark.parametrize(
    "script", ["DELETE FROM runs WHERE id = 1", "UPDATE runs SET as_of = '2020-01-01'", "UPDATE written SET sha256 = 'x'",
               "DELETE FROM written WHERE id = 2", "UPDATE inbox SET sha256 = 'x'", "DELETE FROM inbox WHERE id = 1"]
)  # fmt: skip
def test_what_the_next_night_fills_by_itself_is_left_to_it(handed_in, script):
    before = content(handed_in, "register", "receipts")
    change(handed_in, script)
    done = repair(handed_in)
    assert codes(done.left) == set()
    assert done.notes
    assert content(handed_in, "register", "receipts") == before
    if "UPDATE inbox" in script:
        assert handed_in.night().outcome.value == "done"
        assert content(handed_in, "register", "receipts") == before
        assert codes(verify_workspace(handed_in.workspace)) == set()


def test_kept_forms_and_originals_come_back_from_what_remains(handed_in):
    state = handed_in.workspace.state
    for suffix in ("xlsx", "json"):
        path = next((state / "forms").glob(f"*.{suffix}"))
        whole = path.read_bytes()
        for spoil in (flip, type(path).unlink):
            spoil(path)
            assert codes(repair(handed_in).left) == set()
            assert path.read_bytes() == whole
    original = next(handed_in.workspace.archive.rglob("*.xlsx"))
    for spoil in (flip, type(original).unlink):
        spoil(original)
        done = repair(handed_in)
        assert (codes(done.mended) & {"original-damaged", "original-missing"}, done.left) != (set(), [])
        assert codes(done.left) == set()
    shutil.rmtree(handed_in.workspace.inbox)
    original.unlink()
    assert codes(repair(handed_in).left) == {"original-missing"}


def test_a_rehearsed_repair_tells_the_same_and_changes_nothing(handed_in):
    change(handed_in, "UPDATE receipts SET verdict = 'sent_back'; DELETE FROM register WHERE id = 3")
    damaged = (handed_in.workspace.state / FILE).read_bytes()
    with rehearse(handed_in.workspace) as scratch:
        done = repair_workspace(replace(scratch, outbox=handed_in.workspace.outbox), handed_in.clock + 3600)
    assert (codes(done.left), codes(done.mended)) == (set(), {"ledger-entry-damaged"})
    assert (handed_in.workspace.state / FILE).read_bytes() == damaged
    assert sorted(p.name for p in handed_in.workspace.state.glob("*.sqlite*")) == [FILE]
