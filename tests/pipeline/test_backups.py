"""A backup holds a whole workspace, and what is restored from it goes on as if nothing had been."""

from __future__ import annotations

import datetime as dt
import errno
import hashlib
import json
import shutil
import zipfile

import pytest

from kusei_batch.config import read_workspace
from kusei_batch.disk import TEMPORARY
from kusei_batch.errors import CannotRunError, UsageError
from kusei_batch.ledger import read_ledger
from kusei_batch.pipeline.backup_listing import LISTING
from kusei_batch.pipeline.backups import back_up
from kusei_batch.pipeline.last_backup import NOTE, read_last_backup
from kusei_batch.pipeline.restoring import restore
from kusei_batch.pipeline.session import BusyError, hold
from kusei_batch.pipeline.workspace.verifying import verify_workspace
from tests.pipeline.desk import TARGET, Desk
from tests.pipeline.faulty_disk import Fault, run_on

pytestmark = pytest.mark.in_processes

NOW = dt.datetime(2026, 4, 21, 9, 5)
A = "1303"
NOTED = f".kusei/{NOTE}"


@pytest.fixture(scope="module")
def used(tmp_path_factory):
    """A workspace after a night, and a backup of it."""
    desk = Desk(tmp_path_factory.mktemp("控え") / "作業")
    desk.begin_issued(A)
    desk.hand_in(A, [TARGET])
    desk.night()
    root = desk.workspace.root
    made = back_up(desk.workspace, root.parent, NOW)
    return root, made.path


@pytest.fixture
def copy(used, tmp_path):
    """A copy of the workspace that a test may spoil."""
    return shutil.copytree(used[0], tmp_path / "作業", copy_function=shutil.copy2)


def files_of(root):
    """What lies in a workspace, by name; of the ledger what it holds."""
    found: dict[str, object] = {}
    for path in sorted(root.rglob("*")):
        # What a killed run worked in goes with the next one.
        passed = any(part.startswith(TEMPORARY) for part in path.parts)
        if path.is_file() and not passed and path.name != "lock" and not path.name.startswith("ledger.sqlite"):
            found[path.relative_to(root).as_posix()] = hashlib.sha256(path.read_bytes()).hexdigest()
    if (root / ".kusei" / "ledger.sqlite").is_file():
        with read_ledger(root / ".kusei") as ledger:
            found["ledger"] = [
                sorted(ledger.issued()),
                [r.sha256 for r, _ in ledger.receipts()],
                len(ledger.last_runs(9)),
            ]
    return found


def test_what_is_restored_is_what_was_there_and_goes_on(used, tmp_path):
    root, backup = used
    assert backup.name == "控え_20260421_0905.zip"
    done = restore(backup, tmp_path / "戻した")
    assert done.aside == {}
    assert files_of(tmp_path / "戻した") == files_of(root)
    assert len(done.listing.files) == len(files_of(root))
    workspace = read_workspace(tmp_path / "戻した")
    assert list(verify_workspace(workspace)) == []
    told = run_on(workspace.root, ["--json", "nightly", "--as-of", "2026-04-21"], Fault(), tmp_path)
    assert told.code == 0
    assert {
        file["verdict"] for file in json.loads(told.told.partition("{")[1] + told.told.partition("{")[2])["files"]
    } == {"unchanged"}


def test_what_stood_there_is_put_aside_whole(used, copy):
    (copy / ".kusei" / "ledger.sqlite").write_bytes(b"lost")
    (copy / "メモ.txt").write_text("今日のメモ", encoding="utf-8")
    done = restore(used[1], copy)
    (aside,) = done.aside.values()
    assert aside.name == "作業_戻す前1"
    assert (aside / ".kusei" / "ledger.sqlite").read_bytes() == b"lost"
    assert (aside / "メモ.txt").read_text(encoding="utf-8") == "今日のメモ"
    assert files_of(copy) == files_of(used[0])
    assert [path.name for path in restore(used[1], copy).aside.values()] == ["作業_戻す前2"]


def test_a_rehearsal_writes_nothing(used, copy):
    before = sorted(copy.parent.rglob("*"))
    assert restore(used[1], copy, dry_run=True).aside == {copy: copy.with_name("作業_戻す前1")}
    assert back_up(read_workspace(copy), copy.parent / "控え.zip", NOW, dry_run=True).files > 10
    assert sorted(copy.parent.rglob("*")) == before


def test_a_state_folder_that_lies_elsewhere_comes_and_goes_with_it(used, copy):
    state = copy.parent / "状態" / "kusei"
    shutil.copytree(copy / ".kusei", state)
    shutil.rmtree(copy / ".kusei")
    config = copy / "config.toml"
    config.write_text(
        config.read_text(encoding="utf-8").replace('state = ".kusei"', f'state = "{state}"'), encoding="utf-8"
    )
    workspace = read_workspace(copy)
    assert workspace.state == state
    backup = back_up(workspace, copy.parent / "控え.zip", NOW).path
    key = (state / "key").read_bytes()
    shutil.rmtree(state)
    shutil.rmtree(copy)
    restore(backup, copy)
    assert (state / "key").read_bytes() == key
    assert list(verify_workspace(read_workspace(copy))) == []


def test_a_link_in_the_inbox_leads_nothing_into_the_backup(copy):
    secret = copy.parent / "秘密.txt"
    secret.write_text("秘密", encoding="utf-8")
    (copy / "inbox" / "近道.xlsx").symlink_to(secret)
    (copy / "inbox" / "近道").symlink_to(copy.parent)
    with zipfile.ZipFile(back_up(read_workspace(copy), copy.parent / "控え.zip", NOW).path) as package:
        assert not any("近道" in name or "秘密" in name for name in package.namelist())


def test_what_others_have_open_is_told_and_the_rest_kept(copy, monkeypatch):
    held = next((copy / "outbox").rglob("*.xlsx"))
    refuse_reading(monkeypatch, held)
    made = back_up(read_workspace(copy), copy.parent / "控え.zip", NOW)
    assert list(made.left_out) == [held.relative_to(copy).as_posix()]
    assert "許可されていない" in made.left_out[held.relative_to(copy).as_posix()]
    refuse_reading(monkeypatch, next((copy / ".kusei" / "archive").rglob("*.xlsx")))
    with pytest.raises(CannotRunError, match="控えは作りませんでした"):
        back_up(read_workspace(copy), copy.parent / "別の控え.zip", NOW)
    assert not (copy.parent / "別の控え.zip").exists()


def refuse_reading(monkeypatch, held):
    """Let a file be somebody else's alone; the superuser may read whatever its rights say."""
    real = type(held).open

    def opening(path, *args, **kwargs):
        if path == held:
            raise PermissionError(13, "Permission denied", str(path))
        return real(path, *args, **kwargs)

    monkeypatch.setattr(type(held), "open", opening)


def test_no_backup_lies_in_what_it_is_of(copy):
    with pytest.raises(UsageError, match="作業フォルダの中"):
        back_up(read_workspace(copy), copy / "控え.zip", NOW)


def test_neither_is_done_while_a_run_is_at_work(used, copy):
    workspace = read_workspace(copy)
    with hold(workspace):
        with pytest.raises(BusyError):
            back_up(workspace, copy.parent / "控え.zip", NOW)
        with pytest.raises(BusyError):
            restore(used[1], copy)


def rewritten(backup, target, change):
    """Copy a backup with one change: of the listing, or of a content."""
    with zipfile.ZipFile(backup) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            content = change(name, old.read(name))
            if content is not None:
                new.writestr(name, content)
    return target


def listing_with(**changes):
    return lambda name, content: json.dumps(json.loads(content) | changes).encode() if name == LISTING else content


@pytest.mark.parametrize(
    "change",
    [
        lambda name, content: content + b"x" if name.endswith("config.toml") else content,
        lambda name, content: None if name.endswith("key") else content,
        lambda name, content: None if name == LISTING else content,
        listing_with(format=99),
        listing_with(files={"作業フォルダ/../../外.txt": "0"}),
        listing_with(files={"作業フォルダ/C:\\外.txt": "0"}),
        listing_with(files={"よそ/a.txt": "0"}),
        listing_with(files=3),
    ],
)
def test_a_backup_that_is_not_whole_changes_nothing(used, copy, change):
    before = files_of(copy)
    damaged = rewritten(used[1], copy.parent / "壊れ.zip", change)
    with pytest.raises(CannotRunError, match="今あるものは変えていません"):
        restore(damaged, copy)
    assert files_of(copy) == before


@pytest.mark.parametrize("cut", [0, 10, 5000, -100])
def test_a_backup_that_was_cut_changes_nothing(used, copy, cut):
    cut_off = copy.parent / "途中.zip"
    cut_off.write_bytes(used[1].read_bytes()[:cut])
    with pytest.raises(CannotRunError, match="今あるものは変えていません"):
        restore(cut_off, copy)
    assert sorted(path.name for path in copy.parent.iterdir()) == ["作業", "途中.zip"]


FAULTS = {"killed": (0,), "refused once": (errno.EIO, errno.EACCES), "full": (errno.ENOSPC,)}


def chosen(operations, how):
    """The first and last operations, all renames of folders, and some between."""
    numbers = list(range(1, len(operations) + 1))
    folders = [n for n in numbers if operations[n - 1].startswith("os.rename") and operations[n - 1].endswith("業")]
    picked = sorted({*numbers[:3], *numbers[-8:], *folders, *numbers[:: max(1, len(numbers) // 8)]})
    return [Fault(at, FAULTS[how][at % len(FAULTS[how])], stays=how == "full") for at in picked]


@pytest.mark.parametrize("how", FAULTS)
def test_a_backup_that_fails_leaves_the_one_before(used, tmp_path, how):
    root, home = shutil.copytree(used[0], tmp_path / "a" / "作業", copy_function=shutil.copy2), tmp_path / "a"
    backup, scratch = home / "控え.zip", tmp_path
    words = ["backup", str(backup), "-w", str(root)]
    operations = run_on(home, words, Fault(), scratch).operations
    for fault in chosen(operations, how):
        run_on(home, words, fault, scratch)
        with zipfile.ZipFile(backup) as package:
            assert package.testzip() is None
            assert LISTING in package.namelist()
        # Which backup is the last one is all that changes, and the note of it is always whole.
        assert {**files_of(root), NOTED: ""} == {**files_of(used[0]), NOTED: ""}, str(fault)
        assert read_last_backup(root / ".kusei").path == str(backup.resolve())
    assert run_on(home, words, Fault(), scratch).code == 0
    assert not list(root.rglob(f"{TEMPORARY}*"))


@pytest.mark.parametrize("how", FAULTS)
def test_after_a_restore_that_fails_all_is_old_or_new_and_it_can_be_run_again(used, tmp_path, how):
    home = tmp_path / "a"
    root = home / "作業"
    words = ["restore", str(used[1]), "-w", str(root)]

    def begin():
        shutil.rmtree(home, ignore_errors=True)
        shutil.copytree(used[0], root, copy_function=shutil.copy2)
        (root / "メモ.txt").write_text("古い", encoding="utf-8")
        return files_of(root)

    old, new = begin(), files_of(used[0])
    operations = run_on(home, words, Fault(), tmp_path).operations
    for fault in chosen(operations, how):
        begin()
        done = run_on(home, words, fault, tmp_path)
        aside = home / "作業_戻す前1"
        if root.exists():
            assert files_of(root) in (old, new), str(fault)
        else:
            # Between the two renames, and nothing can be taken back: the old one is whole beside it.
            assert files_of(aside) == old, str(fault)
            assert how != "refused once", str(fault)
        assert done.code != 0 or files_of(root) == new, str(fault)
        assert run_on(home, words, Fault(), tmp_path).code == 0, str(fault)
        assert files_of(root) == new, str(fault)
        assert files_of(aside) == old, str(fault)
        assert not any(path.name.startswith(TEMPORARY) for path in home.iterdir()), str(fault)
