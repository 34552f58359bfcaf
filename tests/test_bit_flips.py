"""Whatever bit of the ledger's file flips, what the ledger says differently then is seen, and never as a bug."""

from __future__ import annotations

import datetime as dt
import random

import pytest

from kusei_batch.core.run import Outcome
from kusei_batch.core.submission import Receipt, Verdict
from kusei_batch.errors import CannotRunError
from kusei_batch.ledger import FILE, NO_RECORDS, Fault, Written, open_ledger, read_ledger
from tests.test_ledger import DAY, KEY, NEW, OLD, ROUND

FLIPS = 200
SEED = 20260401
NOON = dt.datetime(2026, 4, 20, 12, tzinfo=dt.timezone(dt.timedelta(hours=9)))


@pytest.fixture
def ledger_file(tmp_path):
    with open_ledger(tmp_path, KEY) as ledger:
        ledger.add_round(ROUND)
        ledger.add_issued([OLD, NEW], "form")
        run = ledger.start_run(DAY, NOON)
        for number in range(6):
            receipt = Receipt(f"{number:064x}", f"北区/総務課/様式{number}.xlsx", DAY, Verdict.ACCEPTED, OLD.sheet_id)
            ledger.add_receipts(run, [(receipt, [], NO_RECORDS)])
            ledger.add_written({f"R08/目標設定/{number}.xlsx": Written(f"{number:064x}", DAY)})
        ledger.finish_run(run, NOON, Outcome.DONE, {"accepted": 6})
    return tmp_path / FILE


def said(state):
    """Everything the ledger tells anybody who asks."""
    with read_ledger(state) as ledger:
        return (
            ledger.rounds(),
            ledger.editions(),
            ledger.receipts(),
            ledger.answers(),
            ledger.known_content([f"{number:064x}" for number in range(6)]),
            ledger.inbox_files(),
            ledger.newest_written(),
            [ledger.written(f"R08/目標設定/{number}.xlsx") for number in range(6)],
            ledger.last_runs(9),
        )


def is_seen(state):
    """Whether verify names anything; None where the ledger is refused."""
    try:
        with read_ledger(state, KEY) as ledger:
            return not ledger.entries.knows_key() or bool(list(ledger.entries.damages()))
    except CannotRunError:
        return None


def test_every_flip_that_changes_what_the_ledger_says_is_seen_or_refused(ledger_file):
    whole, before = ledger_file.read_bytes(), said(ledger_file.parent)
    chance = random.Random(SEED)
    used = [place for place, byte in enumerate(whole) if byte]
    # Half of them among what is written, half anywhere: most of the file is blank.
    places = [chance.choice(used) if number % 2 else chance.randrange(len(whole)) for number in range(FLIPS)]
    seen = 0
    for place in [*range(100), *places]:
        bit = chance.randrange(8)
        data = bytearray(whole)
        data[place] ^= 1 << bit
        ledger_file.write_bytes(data)
        found = is_seen(ledger_file.parent)
        seen += found is not False
        if found is False:
            assert said(ledger_file.parent) == before, (place, bit)
    assert seen > FLIPS / 4
    ledger_file.write_bytes(whole)
    assert is_seen(ledger_file.parent) is False


def test_rows_that_lost_their_numbers_are_damage_of_their_table(ledger_file):
    data = ledger_file.read_bytes()
    assert data.count(b"TABLE runs (id INTEGER PRIMARY") == 1
    ledger_file.write_bytes(data.replace(b"TABLE runs (id INTEGER PRIMARY", b"TABLE runs (id INTEGER PRIMAZY"))
    with read_ledger(ledger_file.parent, KEY) as ledger:
        found = [(damage.fault, damage.table) for damage in ledger.entries.damages()]
    assert (Fault.FILE, "runs") in found


def test_a_column_that_lost_its_name_is_damage_of_its_table(ledger_file):
    data = ledger_file.read_bytes()
    start = data.index(b"TABLE rounds (id INTEGER PRIMARY")
    place = data.index(b" seal ", start)
    ledger_file.write_bytes(data[:place] + b" sEbl " + data[place + 6 :])
    with read_ledger(ledger_file.parent, KEY) as ledger:
        found = {(damage.fault, damage.table) for damage in ledger.entries.damages()}
    assert (Fault.FILE, "") in found or any(table == "rounds" for _, table in found)


def test_a_run_that_would_write_refuses_what_cannot_be_read(ledger_file):
    whole = ledger_file.read_bytes()
    chance = random.Random(SEED)
    for place in [*range(100), *(chance.randrange(len(whole)) for _ in range(40))]:
        ledger_file.write_bytes(whole[:place] + bytes([whole[place] ^ 1 << chance.randrange(8)]) + whole[place + 1 :])
        try:
            with open_ledger(ledger_file.parent, KEY) as ledger:
                list(ledger.entries.damages())
        except CannotRunError:
            continue
