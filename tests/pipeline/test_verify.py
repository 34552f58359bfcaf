"""Whatever was changed behind the program's back is named by verify, and stops a run where it would do harm."""

from __future__ import annotations

import os
import sqlite3

import pytest

from kusei_batch.errors import CannotRunError
from kusei_batch.ledger import FILE
from kusei_batch.pipeline.questions import read_status
from kusei_batch.pipeline.workspace.doctor import examine_workspace
from kusei_batch.pipeline.workspace.verifying import verify_workspace
from tests.pipeline.desk import IN_TIME, TARGET


def flip(path, place=-1):
    """Change one bit of a file."""
    data = bytearray(path.read_bytes())
    data[place] ^= 1
    path.write_bytes(data)


def told(desk):
    found = verify_workspace(desk.workspace)
    assert all(problem.message and problem.remedy for problem in found)
    return {problem.code for problem in found}


def test_verify_names_whatever_differs_and_a_damaged_ledger_stops_every_command(issued):
    issued.hand_in("1303", [TARGET])
    report = issued.night()
    workspace, state = issued.workspace, issued.workspace.state
    assert told(issued) == set()

    for kind in ("summary_workbook", "records_csv", "page"):
        path = next(output.path for output in report.outputs if output.kind == kind)
        kept = path.read_bytes()
        flip(path)
        assert told(issued) == {"output-changed"}, kind
        path.write_bytes(kept)
    for suffix in ("xlsx", "json"):
        path = next((state / "forms").glob(f"*.{suffix}"))
        kept = path.read_bytes()
        flip(path)
        assert told(issued) == {"kept-form-damaged"}
        issued.issue(again=True, department="1304")
        assert path.read_bytes() == kept
    original = next(workspace.archive.rglob("*.xlsx"))
    flip(original)
    assert told(issued) == {"original-damaged"}
    issued.night()
    assert told(issued) == set()

    whole = (state / FILE).read_bytes()
    for change in (
        "UPDATE receipts SET records = replace(records, '電話', '窓口')",
        "UPDATE receipts SET verdict = 'sent_back'",
        "DELETE FROM receipts",
        "DELETE FROM register WHERE id = 3",
        "UPDATE written SET sha256 = 'x' WHERE id = 1",
    ):
        connection = sqlite3.connect(state / FILE)
        connection.execute(change)
        connection.commit()
        connection.close()
        assert "ledger-entry-damaged" in told(issued), change
        for run in (issued.night, lambda: read_status(workspace, IN_TIME), issued.issue):
            with pytest.raises(CannotRunError, match="台帳"):
                run()
        (state / FILE).write_bytes(whole)

    key = (state / "key").read_bytes()
    for other, code in ((bytes(32), "key-changed"), (key[:-1] + bytes([key[-1] ^ 1]), "key-changed")):
        (state / "key").write_bytes(other)
        assert code in told(issued)
        with pytest.raises(CannotRunError, match="鍵"):
            issued.night()
    (state / "key").write_bytes(b"")
    for run in (issued.night, lambda: verify_workspace(workspace), lambda: read_status(workspace, IN_TIME)):
        with pytest.raises(CannotRunError, match="鍵"):
            run()
    (state / "key").write_bytes(key)
    os.truncate(state / FILE, 0)
    for run in (issued.night, lambda: verify_workspace(workspace), lambda: read_status(workspace, IN_TIME)):
        with pytest.raises(CannotRunError, match="壊れています"):
            run()
    assert (state / FILE).stat().st_size == 0


def test_doctor_tells_a_key_that_others_can_read(issued):
    (issued.workspace.state / "key").chmod(0o644)
    assert "key-readable" in {problem.code for problem in examine_workspace(issued.workspace.root)}
    (issued.workspace.state / "key").chmod(0o600)
    assert "key-readable" not in {problem.code for problem in examine_workspace(issued.workspace.root)}
