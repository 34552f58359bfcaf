"""verify --repair makes the rows that hand-ups brought again from the kept files, or says what file it wants."""

from __future__ import annotations

import datetime as dt
import shutil
import sqlite3

import pytest

from kusei_batch.ledger import FILE
from kusei_batch.pipeline.handing_up import hand_up, order_hand_up
from kusei_batch.pipeline.repairing import repair_workspace
from kusei_batch.pipeline.session import look_into
from kusei_batch.pipeline.workspace.verifying import verify_workspace
from tests.pipeline.city import WARDS, City
from tests.pipeline.test_hand_up import reword
from tests.pipeline.test_hand_up_trust import await_ward, copied
from tests.pipeline.test_repair import change, codes, content
from tests.pipeline.towns import DAY, ROUND, add_settings, clock, collect, forge, keep_ward, offer_all

TABLES = ("runs", "rounds", "register", "receipts", "hand_ups", "inbox")
LATER, LAST = DAY + dt.timedelta(2), DAY + dt.timedelta(4)
NOW = 2.1e9


@pytest.fixture(scope="module")
def taken(tmp_path_factory):
    """A city of three wards: the first hands up twice and has one file refused, the second once, the third is issued to."""
    folder = tmp_path_factory.mktemp("市と区")
    city = City(folder / "市", (ROUND,))
    add_settings(city, *(f'[[hand_up.wards]]\nward = "{ward}"' for ward in WARDS[:2]))
    offer_all(city)
    city.reread()
    for sheet in city.issue(ROUND):
        assert city.hand_in(sheet)
    first, second = (own_town(folder, ward) for ward in WARDS[:2])
    offer(first, city, WARDS[0], DAY)
    collect(city, DAY)
    with look_into(first.workspace) as ledger:
        sheet = next(s for s in ledger.issued().values() if s.department_code == "1303")
    assert first.hand_in(sheet, change=reword)
    collect(first, LATER)
    offer(first, city, WARDS[0], LATER)
    offer(second, city, WARDS[1], LATER)
    collect(city, LATER)
    forge(offer(first, city, WARDS[0], LAST), lambda _, head: head.update(fiscal_year=2027))
    found = collect(city, LAST)
    assert sum(one.verdict.value == "quarantined" for one in found.values()) == 1
    rows = content(city, *TABLES)
    assert [len(rows[table]) for table in ("register", "receipts", "hand_ups")] == [9, 14, 3]
    assert verify_workspace(city.workspace) == []
    return city


def own_town(folder, ward):
    town = City(folder / ward, (ROUND,))
    offer_all(town)
    keep_ward(town, ward)
    town.reread()
    for sheet in town.issue(ROUND):
        assert town.hand_in(sheet)
    collect(town, DAY)
    return town


def offer(town, city, ward, day):
    path = city.workspace.inbox / ward / f"提出{day:%m%d}.kusei"
    path.parent.mkdir(parents=True, exist_ok=True)
    return hand_up(town.workspace, order_hand_up(town.workspace, None, None, day, clock(day)), path).path


@pytest.fixture
def city(taken, tmp_path):
    """One of its own for each test, to be spoilt."""
    return copied(taken, tmp_path)


def repair(city):
    return repair_workspace(city.workspace, NOW)


@pytest.mark.parametrize(
    "script",
    [
        "UPDATE receipts SET records = '[]' WHERE origin <> ''",
        "UPDATE receipts SET verdict = 'sent_back', received = '2020-01-01', path = 'x' WHERE origin <> ''",
        "DELETE FROM receipts WHERE origin <> ''",
        "DELETE FROM receipts WHERE path LIKE '%.kusei'",
        "DELETE FROM receipts WHERE id IN (5, 7, 10, 13)",
        "UPDATE receipts SET sheet_id = (SELECT sheet_id FROM register WHERE id = 9) WHERE id = 6",
        "DELETE FROM receipts",
        "DELETE FROM register WHERE origin <> ''",
        "UPDATE register SET department_code = '1304' WHERE origin <> ''",
        "DELETE FROM register WHERE id IN (4, 9)",
        "DELETE FROM hand_ups",
        "DELETE FROM hand_ups WHERE id = 2",
        "UPDATE hand_ups SET states = '{}', lists = '[[],[]]'",
        "UPDATE hand_ups SET sha256 = 'x' WHERE id = 1",
        "UPDATE hand_ups SET sha256 = (SELECT sha256 FROM hand_ups WHERE id = 1), run = 1 WHERE id = 3",
        "DELETE FROM hand_ups; DELETE FROM receipts WHERE origin <> ''; DELETE FROM rounds",
        "DELETE FROM rounds",
        "INSERT INTO hand_ups SELECT 9, run, sha256, path, ward_code, fiscal_year, made, states, lists, seal FROM hand_ups LIMIT 1",
    ],
)
def test_what_hand_ups_brought_is_made_again_from_the_kept_files(city, script):
    before = content(city, *TABLES)
    change(city, script)
    assert "ledger-entry-damaged" in codes(verify_workspace(city.workspace))
    done = repair(city)
    assert (codes(done.left), verify_workspace(city.workspace)) == (set(), [])
    assert content(city, *TABLES) == before
    if "receipts" in script and "kusei" not in script:
        assert {"hand-up-rebuilt"} <= {note.code for note in done.notes}


def test_the_next_night_goes_on_from_what_was_made_again(city):
    change(city, "DELETE FROM hand_ups; DELETE FROM register; DELETE FROM receipts WHERE origin <> ''")
    assert codes(repair(city).left) == set()
    assert {one.verdict.value for one in collect(city, LAST).values()} == {"unchanged"}


def test_a_file_that_is_gone_is_asked_for_and_what_depends_on_it_is_left(city):
    connection = sqlite3.connect(city.workspace.state / FILE)
    (sha256,) = connection.execute("SELECT sha256 FROM hand_ups WHERE id = 1").fetchone()
    connection.close()
    (city.workspace.archive / sha256[:2] / f"{sha256}.kusei").unlink()
    path = city.workspace.inbox / WARDS[0] / f"提出{DAY:%m%d}.kusei"
    kept = city.folder / "よそ.kusei"
    shutil.move(path, kept)
    before = content(city, *TABLES)
    change(city, "DELETE FROM receipts WHERE origin <> ''")
    done = repair(city)
    assert codes(done.left) == {"ledger-entry-damaged", "original-missing"}
    (told,) = (note for note in done.notes if note.code == "hand-up-not-rebuilt")
    assert (told.location.file, told.params["number"]) == (f"{WARDS[0]}/{path.name}", "1")
    assert content(city, "receipts")["receipts"] == [row for row in before["receipts"] if row[-2] == ""]
    # Put back where it lay, it is all that was wanted.
    shutil.move(kept, path)
    assert codes(repair(city).left) == set()
    assert content(city, *TABLES) == before


def test_where_nothing_tells_which_files_were_taken_that_is_said(city):
    """All four lay in the inbox; one of them was refused."""
    change(city, "DELETE FROM hand_ups; DELETE FROM receipts")
    done = repair(city)
    assert codes(done.left) == {"ledger-entry-damaged"}
    (told,) = (note for note in done.notes if note.code == "hand-up-not-rebuilt")
    assert "どのファイルだったか分からない" in told.message


def test_what_does_not_fit_the_sound_rows_is_not_entered(city):
    """The file of the second hand-up tells of an answer less than the rows of it that are left."""
    before = content(city, *TABLES)
    change(city, "DELETE FROM hand_ups WHERE id = 1; DELETE FROM receipts WHERE id = 4")
    (kept,) = (p for p in city.workspace.archive.rglob("*.kusei") if p.stem == before["hand_ups"][0][2])
    kept.unlink()
    shutil.rmtree(city.workspace.inbox)
    city.workspace.inbox.mkdir()
    done = repair(city)
    assert "ledger-entry-damaged" in codes(done.left)
    assert "hand-up-not-rebuilt" in {note.code for note in done.notes}
    whole = {row[0]: row for row in before["receipts"]}
    assert all(whole[row[0]] == row for row in content(city, "receipts")["receipts"])


def test_a_city_that_awaits_a_ward_has_nothing_to_make_again(taken, tmp_path):
    city = copied(taken, tmp_path)
    await_ward(city)
    assert repair(city).left == []
