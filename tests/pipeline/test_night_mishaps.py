"""What goes wrong in a night costs nothing but itself: killed runs, bugs, full disks, lost originals and keys."""

import hashlib

import pytest

from kusei_batch.collect.extract import extract_submission
from kusei_batch.disk import TEMPORARY
from kusei_batch.errors import CannotRunError
from kusei_batch.pipeline import night
from kusei_batch.pipeline.intake import examining
from kusei_batch.pipeline.outputs.remaking import Documents
from kusei_batch.pipeline.rehearsal import rehearse
from kusei_batch.pipeline.workspace.verifying import verify_workspace
from tests.pipeline.desk import TARGET, codes, outputs, state, verdicts
from tests.pipeline.test_night import due_on, move_due_day

A, B, C = "1303", "1304", "1201"


def test_every_original_is_archived_and_verify_sees_damage(issued):
    path = issued.hand_in(A, [TARGET])
    issued.night()
    assert verify_workspace(issued.workspace) == []
    (kept,) = issued.workspace.archive.rglob("*.xlsx")
    assert kept.read_bytes() == path.read_bytes()
    kept.chmod(0o644)
    kept.write_bytes(b"damaged")
    assert [p.code for p in verify_workspace(issued.workspace)] == ["original-damaged"]
    kept.unlink()
    assert [p.code for p in verify_workspace(issued.workspace)] == ["original-missing"]


def test_a_killed_night_is_simply_run_again(issued, monkeypatch):
    issued.hand_in(A, [TARGET])
    issued.hand_in(B, [TARGET | {"目標": ""}])

    class Killed(BaseException):
        pass

    def die(*_args, **_kwargs):
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(night, "plan_returned", die)
        with pytest.raises(Killed):
            issued.night()
    report = issued.night()
    assert (state(report, A), state(report, B)) == ("accepted", "sent_back")
    assert outputs(report, "sent_back")
    assert outputs(report, "paper")


@pytest.mark.parametrize("place", ["before what it tells is entered", "before the documents"])
def test_what_a_killed_night_sent_back_tells_the_day_it_is_due_as_any_other(issued, monkeypatch, place):
    issued.hand_in(A, [TARGET | {"目標": ""}])

    def die(*_args, **_kwargs):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        if place == "before the documents":
            patch.setattr(night, "plan_documents", lambda _views: [filter(die, [None])])
        else:
            patch.setattr(Documents, "remember", die)
        with pytest.raises(KeyboardInterrupt):
            issued.night()
    (answer,) = issued.workspace.outbox.rglob("*_差戻し.xlsx")
    written = answer.read_bytes()
    issued.night()
    assert answer.read_bytes() == written
    answer.write_bytes(written + b"x")
    assert [p.code for p in verify_workspace(issued.workspace)] == ["output-changed"]
    answer.write_bytes(written)
    move_due_day(issued)
    issued.night()
    assert due_on(answer) == "令和8年5月15日（金）"
    assert not any(answer.parent.rglob("済"))


def test_a_rehearsal_of_the_night_tells_the_same_and_leaves_no_trace(issued):
    issued.hand_in(A, [TARGET])
    issued.hand_in(B, [TARGET | {"目標": ""}])
    root = issued.workspace.root

    def content():
        return {p: p.read_bytes() for p in root.rglob("*") if p.is_file() and not p.name.endswith(("-wal", "-shm"))}

    before = content()
    with rehearse(issued.workspace) as scratch:
        rehearsed = issued.night(workspace=scratch)
    assert content() == before
    real = issued.night()
    assert [(f.path, f.verdict, f.problems) for f in rehearsed.files] == [
        (f.path, f.verdict, f.problems) for f in real.files
    ]
    assert [o.path.name for o in rehearsed.outputs] == [o.path.name for o in real.outputs]


def test_a_bug_costs_its_file_alone_and_is_tried_again(issued, monkeypatch):
    issued.hand_in(A, [TARGET])
    issued.hand_in(B, [TARGET], name="虫.xlsx")
    real = extract_submission
    bad = hashlib.sha256((issued.folder(B) / "虫.xlsx").read_bytes()).hexdigest()

    def extract(workbook, form, sha256, printed):
        if sha256 == bad:
            msg = "a bug"
            raise ZeroDivisionError(msg)
        return real(workbook, form, sha256, printed)

    with monkeypatch.context() as patch:
        patch.setattr(examining, "extract_submission", extract)
        report = issued.night()
    assert verdicts(report) == {"様式.xlsx": "accepted", "虫.xlsx": "failed"}
    assert codes(next(f for f in report.files if f.path.endswith("虫.xlsx"))) == {"reader-failed"}
    assert "a bug" in next((issued.workspace.state / "log").iterdir()).read_text(encoding="utf-8")
    assert verdicts(issued.night()) == {"様式.xlsx": "unchanged", "虫.xlsx": "accepted"}


def test_what_cannot_be_written_does_not_cost_the_rest(issued):
    issued.hand_in(A, [TARGET])
    (summary,) = outputs(issued.night(), "summary_workbook")
    summary.unlink()
    summary.mkdir()
    (summary / "x").write_bytes(b"")
    report = issued.night()
    assert len(report.failures) == 1
    assert summary.name in report.failures[0].message
    assert outputs(report, "paper")
    assert outputs(report, "records_csv")


def test_a_lost_original_does_not_stop_the_night(issued):
    issued.hand_in(A, [TARGET | {"目標": ""}])
    (answer,) = outputs(issued.night(), "sent_back")
    answer.unlink()
    next(issued.workspace.archive.rglob("*.xlsx")).unlink()
    for path in issued.folder(A).iterdir():
        path.unlink()
    report = issued.night()
    assert ["原本の控え" in f.message for f in report.failures] == [True]
    assert outputs(report, "paper")


@pytest.mark.parametrize("lost", ["key", "ledger.sqlite"])
def test_a_lost_key_or_ledger_stops_the_night_before_it_does_harm(issued, lost):
    issued.hand_in(A, [TARGET])
    issued.night()
    path = issued.workspace.state / lost
    kept = path.read_bytes()
    path.unlink()
    with pytest.raises(CannotRunError, match=lost):
        issued.night()
    assert not path.exists()
    path.write_bytes(kept)
    assert verdicts(issued.night()) == {"様式.xlsx": "unchanged"}


def test_what_a_killed_run_left_half_written_is_swept_away(issued):
    left = [issued.blank(A).parent / f"{TEMPORARY}x.xlsx", issued.workspace.archive / "ab" / f"{TEMPORARY}y.tmp"]
    for path in left:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"half")
    issued.night()
    assert not [path for path in left if path.exists()]
