"""A backup goes back to where it belongs, whole, or nothing changes: what people and systems can do to it."""

from __future__ import annotations

import datetime as dt
import errno
import json
import os
import shutil
import stat
import subprocess
import sys
import tempfile
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest

from kusei_batch import system
from kusei_batch.config import read_workspace
from kusei_batch.disk import TEMPORARY
from kusei_batch.ledger import read_ledger
from kusei_batch.pipeline import session
from tests.commands import run_command
from tests.pipeline.desk import TARGET, Desk
from tests.pipeline.faulty_disk import Fault, run_on

LISTING = "控え.json"
A, B = "1303", "1304"


@pytest.fixture(scope="module")
def issued(tmp_path_factory):
    """A workspace whose sheets are out, and in whose inbox one lies."""
    desk = Desk(tmp_path_factory.mktemp("控え") / "作業")
    desk.begin_issued(A)
    desk.hand_in(A, [TARGET])
    return desk.workspace.root


@pytest.fixture
def root(issued, tmp_path):
    """A copy of the workspace that a test may spoil."""
    return shutil.copytree(issued, tmp_path / "作業", copy_function=shutil.copy2)


def put_state(root, state, words=None):
    """Let the state folder lie elsewhere, and config.toml say so."""
    shutil.move(root / ".kusei", state)
    say_state(root, words or state)
    return state


def say_state(root, words):
    config = root / "config.toml"
    text = config.read_text(encoding="utf-8").replace('state = ".kusei"', f"state = '{words}'")
    config.write_text(text, encoding="utf-8")


def back_up(root, target=None):
    done = run_command(root, "backup", target or root.parent / "控え.zip")
    assert done.code == 0, done.err
    return target or root.parent / "控え.zip"


def tree(root):
    return {p.relative_to(root): p.read_bytes() if p.is_file() else None for p in root.rglob("*") if p.name != "lock"}


def change(backup, target, change_listing, contents=None):
    """Copy a backup with another listing, and other contents where they are given."""
    with zipfile.ZipFile(backup) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            content = (contents or {}).get(name, old.read(name))
            if name == LISTING:
                listing = json.loads(content)
                change_listing(listing)
                content = json.dumps(listing).encode()
            new.writestr(name, content)
    return target


# 1: where the state folder goes


def test_the_state_folder_of_a_workspace_that_lives_on_is_never_put_aside(root):
    state = put_state(root, root.parent / "状態")
    backup = back_up(root)
    before = tree(root.parent)
    done = run_command(root.parent / "試し", "restore", backup)
    assert done.code == 2
    assert "今も使っているかもしれません" in done.err
    assert "--state" in done.err
    assert tree(root.parent) == before
    assert state.is_dir()


def test_another_place_for_the_state_folder_is_written_into_config_toml(root):
    state = put_state(root, root.parent / "状態")
    backup = back_up(root)
    before = tree(state)
    text = (root / "config.toml").read_text(encoding="utf-8")
    other = root.parent / "試し"
    done = run_command(other, "restore", backup, "--state", ".kusei")
    assert done.code == 0, done.err
    assert tree(other / ".kusei").keys() == before.keys()
    assert tree(state) == before
    assert (other / "config.toml").read_text(encoding="utf-8") == text.replace(f"'{state}'", "'.kusei'")
    assert read_workspace(other).state == other / ".kusei"
    assert run_command(other, "verify").code == 0
    assert "両方で夜間処理を動かさないでください" in done.out


def test_an_absolute_state_folder_within_the_workspace_is_not_shared_by_two(root):
    say_state(root, root / ".kusei")
    backup = back_up(root)
    done = run_command(root.parent / "試し", "restore", backup)
    assert done.code == 2
    assert not (root.parent / "試し").exists()
    assert run_command(root, "restore", backup).code == 0


def test_a_state_folder_beside_the_workspace_is_refused_elsewhere_and_goes_back_where_it_was(root):
    put_state(root, root.parent / "状態", "../状態")
    backup = back_up(root)
    (root.parent / "よそ").mkdir()
    done = run_command(root.parent / "よそ" / "作業", "restore", backup)
    assert done.code == 2
    assert "違う場所を指します" in done.err
    assert not (root.parent / "よそ" / "状態").exists()
    (root.parent / "状態" / "key").write_bytes(b"")
    assert run_command(root, "restore", backup).code == 0
    assert run_command(root, "verify").code == 0


def test_what_is_no_state_folder_or_another_workspaces_stays_where_it_is(root):
    state = put_state(root, root.parent / "状態")
    backup = back_up(root)
    for name, content in (("家計簿.xlsx", b"x"), ("key", b"y" * 32)):
        shutil.rmtree(state)
        state.mkdir()
        (state / name).write_bytes(content)
        done = run_command(root, "restore", backup)
        assert done.code == 2, name
        assert [path.name for path in state.iterdir()] == [name]
    assert "別の作業フォルダの台帳と鍵" in done.err


def test_a_state_folder_that_is_reached_by_a_link_is_refused(root):
    backup = back_up(root)
    other = shutil.copytree(root, root.parent / "別")
    shutil.rmtree(other / ".kusei")
    (other / ".kusei").symlink_to(root / ".kusei")
    before = tree(root)
    done = run_command(other, "restore", backup)
    assert done.code == 2
    assert "リンクで、ほかの場所を指します" in done.err
    assert tree(root) == before
    assert (other / ".kusei").is_symlink()


def test_a_place_this_machine_does_not_have_is_told(root):
    backup = back_up(root)
    foreign = change(backup, root.parent / "Windows.zip", lambda listing: listing.update(state="D:\\状態"))
    done = run_command(root.parent / "新しい作業", "restore", foreign)
    assert done.code == 2
    assert "このパソコンにはない場所です" in done.err
    assert run_command(root.parent / "新しい作業", "restore", foreign, "--state", ".kusei").code == 0


def test_a_folder_that_is_no_workspace_is_not_put_aside(root, monkeypatch):
    backup = back_up(root)
    home = root.parent / "書類"
    home.mkdir()
    (home / "家計簿.xlsx").write_bytes(b"x")
    for folder, told in ((home, "作業フォルダではない"), ("/", "ディスクの全体")):
        done = run_command(folder, "restore", backup)
        assert done.code == 2
        assert told in done.err
    (root.parent / "近道").symlink_to(root)
    assert run_command(root.parent / "近道", "restore", backup).code == 2
    assert [path.name for path in home.iterdir()] == ["家計簿.xlsx"]


# 2: nobody runs meanwhile


@pytest.mark.parametrize("where", ["present", "backup"])
def test_nothing_is_put_back_while_a_night_runs_in_either_state_folder(root, where):
    state = put_state(root, root.parent / "状態")
    backup = back_up(root)
    if where == "present":
        # Since the backup, the state folder has moved.
        say_state(root, "")
        config = (root / "config.toml").read_text(encoding="utf-8").replace(f"'{state}'", "'../今の状態'")
        (root / "config.toml").write_text(config, encoding="utf-8")
        shutil.copytree(state, root.parent / "今の状態")
    before = tree(root.parent)
    with session.hold(read_workspace(root)):
        done = run_command(root, "restore", backup)
    assert done.code == 3
    assert "実行中" in done.err
    assert tree(root.parent) == before


def test_the_lock_is_held_until_the_folders_have_their_names(root, monkeypatch):
    backup = back_up(root)
    tried = []
    real = system.replace_file

    def moving(source, target):
        if target.name == "作業" or source.name == "作業":
            for state in (root / ".kusei", source / ".kusei"):
                if state.is_dir():
                    told = subprocess.run([sys.executable, "-c", LOCKING, state], capture_output=True, check=False)
                    tried.append(told.returncode)
        real(source, target)

    monkeypatch.setattr("kusei_batch.disk.replace_file", moving)
    assert run_command(root, "restore", backup).code == 0
    assert tried
    assert set(tried) == {7}


def test_where_a_folder_keeps_its_name_while_a_lock_in_it_is_open_locks_are_let_go_just_before(root, monkeypatch):
    """Windows: whoever begins then holds the folder by its own lock; and rights come of the folder above."""
    backup = back_up(root)
    opened: list[str] = []
    modes: list[int] = []
    real, mkdir = system.replace_file, type(root).mkdir

    def moving(source, target):
        if "作業" in (source.name, target.name):
            for descriptor in Path("/proc/self/fd").iterdir():
                with suppress(FileNotFoundError):
                    opened.append(descriptor.readlink().name)
        real(source, target)

    def making(path, mode=0o777, **kwargs):
        if path.name.startswith(TEMPORARY):
            modes.append(mode)
        mkdir(path, mode, **kwargs)

    monkeypatch.setattr("kusei_batch.pipeline.restoring.CAN_MOVE_WHAT_IS_OPEN", False)
    monkeypatch.setattr(system, "IS_WINDOWS", True)
    monkeypatch.setattr("kusei_batch.disk.replace_file", moving)
    monkeypatch.setattr(type(root), "mkdir", making)
    done = run_command(root, "restore", backup)
    assert done.code == 0, done.err
    assert opened
    assert "lock" not in opened
    assert modes[0] == 0o777


LOCKING = """
import sys
from pathlib import Path
from filelock import FileLock, Timeout
try:
    FileLock(Path(sys.argv[1]) / "lock", timeout=0).acquire()
except Timeout:
    sys.exit(7)
"""


# 3: what a backup may take the place of


def test_only_a_backup_is_overwritten(root):
    for name, content in (("台帳.zip", b"PK"), ("別の控え.zip", None)):
        target = root.parent / name
        if content is None:
            with zipfile.ZipFile(target, "w") as package:
                package.writestr("書類.txt", "x")
        else:
            target.write_bytes(content)
        before = target.read_bytes()
        done = run_command(root, "backup", target)
        assert done.code == 2
        assert "上書きしませんでした" in done.err
        assert target.read_bytes() == before
    done = run_command(root, "backup", root.parent / "控えのフォルダ")
    assert done.code == 2
    assert "フォルダ" in done.err
    assert not (root.parent / "控えのフォルダ").exists()
    back_up(root)
    back_up(root)


def test_two_workspaces_that_keep_backups_in_one_folder_in_the_same_minute_have_one_each(root, monkeypatch):
    monkeypatch.setattr("time.time", lambda: dt.datetime(2026, 4, 21, 9, 5).timestamp())
    (root.parent / "控え").mkdir()
    for _ in range(2):
        back_up(root, root.parent / "控え")
    assert sorted(path.name for path in (root.parent / "控え").iterdir()) == [
        "控え_20260421_0905.zip",
        "控え_20260421_0905_2.zip",
    ]


# 4: nothing is left out without a word


@pytest.fixture
def as_anybody(tmp_path):
    """Run a command as somebody whom rights bind, as they do not bind the superuser of most systems."""
    # A container lets its superuser give these rights up, where it makes no name space of users.
    rights = "-dac_override,-dac_read_search"
    before_it = ["setpriv", f"--bounding-set={rights}", f"--inh-caps={rights}"] if os.geteuid() == 0 else []
    locked = tmp_path / "閉じた"
    locked.mkdir(mode=0o000)
    try:
        looked = subprocess.run([*before_it, "ls", locked], capture_output=True, check=False)
    except FileNotFoundError:
        pytest.skip("アクセス権のテストに必要なものがありません: setpriv（util-linux）")
    finally:
        locked.rmdir()
    if looked.returncode == 0 or b"setpriv" in looked.stderr:
        pytest.skip("ここでは、管理者がアクセス権を越えて読むのをやめられません")

    def run(*words):
        command = [*before_it, sys.executable, "-m", "kusei_batch", *map(str, words)]
        return subprocess.run(command, capture_output=True, encoding="utf-8", check=False)

    return run


@pytest.mark.skipif(os.name == "nt", reason="rights are given otherwise")
def test_a_folder_that_cannot_be_read_is_told_and_of_the_state_folder_refused(root, as_anybody):
    (root / "outbox" / "R08").chmod(0o000)
    done = as_anybody("-w", root, "--json", "backup", root.parent / "控え.zip")
    assert done.returncode == 1, done.stderr
    assert json.loads(done.stdout)["left_out"] == ["outbox/R08"]
    with zipfile.ZipFile(root.parent / "控え.zip") as package:
        assert json.loads(package.read(LISTING))["left_out"]
    told = run_command(root.parent / "戻した", "restore", root.parent / "控え.zip")
    assert "控えに入っていません" in told.out
    (root / "outbox" / "R08").chmod(0o777)
    (root / ".kusei" / "forms").chmod(0o000)
    done = as_anybody("-w", root, "backup", root.parent / "別の控え.zip")
    (root / ".kusei" / "forms").chmod(0o777)
    assert done.returncode == 3, done.stderr
    assert "控えは作りませんでした" in done.stderr


class Watched:
    """A file that something happens to each time it is read."""

    def __init__(self, file, happen):
        self._file, self._happen = file, happen

    def read(self, *size):
        data = self._file.read(*size)
        self._happen()
        return data

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._file.close()

    def __getattr__(self, name):
        return getattr(self._file, name)


def changing(monkeypatch, wanted, happen):
    """Let something happen each time a file is opened to be read, and each time a piece of it is read."""
    real = type(wanted).open

    def opening(path, mode="r", *args, **kwargs):
        if path != wanted or mode != "rb":
            return real(path, mode, *args, **kwargs)
        happen()
        return Watched(real(path, mode, *args, **kwargs), happen)

    monkeypatch.setattr(type(wanted), "open", opening)


def test_a_file_that_vanishes_or_changes_is_told_and_one_that_comes_to_rest_is_packed_whole(root, monkeypatch):
    memo = root / "inbox" / "メモ.txt"
    for how, packed in (("vanish", False), ("change", False), ("rest", True)):
        memo.write_text("a" * 100, encoding="utf-8")
        times = iter(range(2 if how == "rest" else 1000))
        with monkeypatch.context() as patch:

            def happen(how=how, times=times):
                if how == "vanish":
                    memo.unlink(missing_ok=True)
                elif next(times, None) is not None:
                    with memo.open("a", encoding="utf-8") as file:
                        file.write("b")

            changing(patch, memo, happen)
            done = run_command(root, "--json", "backup", root.parent / f"{how}.zip")
        assert done.code == (0 if packed else 1), (how, done.err)
        assert done.json["left_out"] == ([] if packed else ["inbox/メモ.txt"]), how
        with zipfile.ZipFile(root.parent / f"{how}.zip") as package:
            listing = json.loads(package.read(LISTING))
            assert sorted([*listing["files"], LISTING]) == sorted(package.namelist())
            if packed:
                assert package.read("作業フォルダ/inbox/メモ.txt").decode() == memo.read_text(encoding="utf-8")


def test_what_is_no_plain_file_is_told_and_waited_for_by_nobody(root):
    os.mkfifo(root / "inbox" / "管")
    done = run_command(root, "--json", "backup", root.parent / "控え.zip")
    assert done.code == 1
    assert done.json["left_out"] == ["inbox/管"]


def test_links_are_told_when_packed_and_when_they_do_not_come_back(root):
    (root / "inbox" / "近道").symlink_to(root.parent)
    done = run_command(root, "backup", root.parent / "控え.zip")
    assert done.code == 0
    assert "リンクなので、入っていません" in done.out
    assert "作り直してください: inbox/近道" in run_command(root, "restore", root.parent / "控え.zip").out


# 5, 6, 7: folders, rights and names


def test_empty_folders_come_back_and_what_is_restored_runs(root):
    shutil.rmtree(root / "inbox")
    (root / "inbox" / "見本区" / "まだ出していない課").mkdir(parents=True)
    backup = back_up(root)
    other = root.parent / "戻した"
    assert run_command(other, "restore", backup).code == 0
    assert (other / "inbox" / "見本区" / "まだ出していない課").is_dir()
    assert run_command(other, "status").code == 0


@pytest.mark.skipif(os.name == "nt", reason="rights are given otherwise")
def test_rights_come_back_and_a_backup_is_its_owners_alone(root):
    (root / ".kusei").chmod(0o700)
    (root / "inbox").chmod(0o750)
    (root / "config.toml").chmod(0o640)
    backup = back_up(root)
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    os.umask(os.umask(0o022))
    other = root.parent / "戻した"
    assert run_command(other, "restore", backup).code == 0
    for name in (".kusei", "inbox", "config.toml", ".kusei/key", "."):
        assert stat.S_IMODE((other / name).stat().st_mode) == stat.S_IMODE((root / name).stat().st_mode), name
    assert stat.S_IMODE((other / ".kusei" / "key").stat().st_mode) == 0o600
    assert (other / "config.toml").stat().st_mtime_ns == (root / "config.toml").stat().st_mtime_ns


ODD = ["a:b.xlsx", "a\\b.xlsx", "50%.xlsx", "末尾.", "CON.txt", "疑問?.txt", os.fsdecode(b"\x83\x65.xlsx")]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
def test_names_of_one_system_are_packed_and_come_back_or_are_told(root, monkeypatch):
    for name in ODD:
        (root / "inbox" / name).write_text(repr(name), encoding="utf-8")
    backup = back_up(root)
    other = root.parent / "戻した"
    assert run_command(other, "restore", backup).code == 0
    assert tree(other / "inbox") == tree(root / "inbox")
    monkeypatch.setattr(system, "IS_WINDOWS", True)
    windows = root.parent / "Windows"
    done = run_command(windows, "restore", backup)
    assert done.code == 0, done.err
    assert "このパソコンでは使えない名前なので、「a%3Ab.xlsx」という名前にしました" in done.out
    assert {path.name for path in (windows / "inbox").iterdir()} >= {
        "a%3Ab.xlsx",
        "a%5Cb.xlsx",
        "50%.xlsx",
        "%43ON.txt",
    }


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
def test_names_that_differ_by_case_alone_come_back_beside_each_other_where_they_are_one_name(root, monkeypatch):
    for name in ("A/b.xlsx", "a/b.xlsx", "a/B.xlsx", "ab.txt", "aB.txt", "AB.txt", "%61B.txt"):
        path = root / "inbox" / "課" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name, encoding="utf-8")
    backup = back_up(root)
    monkeypatch.setattr(system, "IS_WINDOWS", True)
    done = run_command(root.parent / "Windows", "restore", backup)
    assert done.code == 0, done.err
    below = root.parent / "Windows" / "inbox" / "課"
    names = [path.relative_to(below).as_posix() for path in below.rglob("*")]
    assert len({name.casefold() for name in names}) == len(names) == 9
    texts = sorted(path.read_text(encoding="utf-8") for path in below.rglob("*") if path.is_file())
    assert texts == sorted(["A/b.xlsx", "a/b.xlsx", "a/B.xlsx", "ab.txt", "aB.txt", "AB.txt", "%61B.txt"])
    assert "このパソコンでは使えない名前なので、「%61」という名前にしました" in done.out


@pytest.mark.parametrize("name", ["作業フォルダ/..%2Fa", "作業フォルダ/%2E%2E/a", "作業フォルダ//a", "状態/%2e%2e"])
def test_a_name_that_leads_out_is_no_name(root, name):
    def add(listing):
        listing["files"][name] = {"size": 1, "sha256": "0", "mode": 0o644, "changed": 0}

    backup = change(back_up(root), root.parent / "悪い.zip", add)
    done = run_command(root, "restore", backup)
    assert done.code == 3
    assert "今あるものは変えていません" in done.err


# 8, 9: what fails leaves nothing, or tells what it leaves


def test_a_restore_that_fails_leaves_no_folder_with_a_key(root):
    backup = change(
        back_up(root), root.parent / "壊れ.zip", lambda _: None, {"作業フォルダ/config.toml": b"x" * 10_000}
    )
    with zipfile.ZipFile(backup) as package:
        listing = json.loads(package.read(LISTING))
    listing["files"]["作業フォルダ/config.toml"]["size"] = 10_000
    backup = change(backup, root.parent / "壊れ2.zip", lambda told: told.update(listing))
    names = {path.name for path in root.parent.iterdir()}
    done = run_command(root, "restore", backup)
    assert done.code == 3
    assert "中身が、控えを取ったときと違います" in done.err
    assert {path.name for path in root.parent.iterdir()} == names


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EACCES])
def test_a_disk_that_takes_no_more_is_not_blamed_on_the_backup(root, number):
    home = root.parent / "a"
    home.mkdir()
    words = ["restore", str(back_up(root)), "-w", str(home / "戻した")]
    operations = run_on(home, words, Fault(), root.parent).operations
    shutil.rmtree(home / "戻した")
    for kind, name in (
        ("open", "config.toml"),
        ("write", "config.toml"),
        ("fsync", "config.toml"),
        ("os.mkdir", "inbox"),
    ):
        at = next(n for n, told in enumerate(operations, 1) if told.startswith(f"{kind} ") and name in told)
        done = run_on(home, words, Fault(at, number, stays=number == errno.ENOSPC), root.parent)
        assert done.code == 3, (kind, done.told)
        assert "書き込めませんでした" in done.told, kind
        assert "別の日の控え" not in done.told, kind
        assert not (home / "戻した").exists()


def test_a_path_that_windows_finds_too_long_is_told_as_that(root, monkeypatch):
    deep = root / "inbox" / "/".join(["とても長い名前のフォルダ" * 4] * 5)
    deep.mkdir(parents=True)
    (deep / "あ.xlsx").write_bytes(b"x")
    backup = back_up(root)
    real = type(root).mkdir

    def too_long(path, *args, **kwargs):
        if len(str(path)) > 247:
            raise FileNotFoundError(errno.ENOENT, "The system cannot find the path specified", str(path))
        real(path, *args, **kwargs)

    monkeypatch.setattr(system, "IS_WINDOWS", True)
    monkeypatch.setattr(type(root), "mkdir", too_long)
    done = run_command(root, "restore", backup)
    assert done.code == 3
    assert "Windows には長すぎます" in done.err
    assert "短い場所を -w で指定" in done.err
    assert "別の日の控え" not in done.err


def test_a_place_that_cannot_be_looked_into_is_not_blamed_on_the_backup(root, monkeypatch):
    backup = back_up(root)
    real = type(root).iterdir

    def denied(path):
        if path == root:
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return real(path)

    monkeypatch.setattr(type(root), "iterdir", denied)
    done = run_command(root, "restore", backup)
    assert done.code == 3
    assert f"戻す先「{root}」を調べられません（許可されていない" in done.err
    assert "別の日の控え" not in done.err


def test_what_a_killed_restore_left_never_gets_into_the_next_one(root, monkeypatch):
    backup = back_up(root)
    for name in (f"{TEMPORARY}戻す_作業", f"{TEMPORARY}戻す_作業_古い"):
        (root.parent / name).mkdir()
        (root.parent / name / "古いもの.txt").write_text("x", encoding="utf-8")
    real = shutil.rmtree

    def held(path, *args, **kwargs):
        if "古い" not in str(path) and not str(path).endswith("戻す_作業"):
            real(path, *args, **kwargs)

    monkeypatch.setattr(shutil, "rmtree", held)
    done = run_command(root, "restore", backup)
    assert done.code == 0
    assert not (root / "古いもの.txt").exists()
    assert "消してください" in done.out
    monkeypatch.undo()
    assert run_command(root, "restore", backup).code == 0
    assert not (root.parent / f"{TEMPORARY}戻す_作業_古い").exists()


def test_a_folder_that_cannot_get_its_name_back_is_told_by_where_it_is(root, monkeypatch):
    backup = back_up(root)
    before = tree(root)
    moves = []
    real = system.replace_file

    def refuse_after_the_first(source, target):
        if "作業" in (source.name, target.name):
            moves.append(target)
            if len(moves) > 1:
                raise PermissionError(13, "Permission denied", str(target))
        real(source, target)

    monkeypatch.setattr("kusei_batch.disk.replace_file", refuse_after_the_first)
    done = run_command(root, "restore", backup)
    assert done.code == 3
    aside = root.with_name("作業_戻す前1")
    assert f"「{aside}」の名前を「作業」に直してください" in done.err
    assert tree(aside) == before
    monkeypatch.undo()
    assert run_command(root, "restore", backup).code == 0
    assert run_command(root, "verify").code == 0


def test_a_name_that_was_given_before_the_disk_failed_is_taken_back(root, monkeypatch):
    backup = back_up(root)
    before = tree(root)
    real = system.sync_folder
    failed: list[object] = []

    def refuse_once(folder):
        if not failed and not root.exists():
            failed.append(folder)
            raise OSError(5, "Input/output error", str(folder))
        real(folder)

    monkeypatch.setattr("kusei_batch.disk.sync_folder", refuse_once)
    assert run_command(root, "restore", backup).code == 3
    assert failed
    assert tree(root) == before
    assert not root.with_name("作業_戻す前1").exists()


# 10, 12: copies and memory


def test_a_killed_backup_leaves_no_ledger_where_the_next_run_does_not_look(root):
    killing = "import os, sys\nimport kusei_batch.pipeline.backups as b\nfrom kusei_batch.cli import main\n"
    killing += "b.replace_atomic = lambda *_, **__: os._exit(9)\nmain()"
    scratch = root.parent / "tmp"
    scratch.mkdir()
    done = subprocess.run(
        [sys.executable, "-c", killing, "-w", root, "backup", root.parent / "控え.zip"],
        env={**os.environ, "TMPDIR": str(scratch)},
        check=False,
    )
    assert done.returncode == 9
    assert list(scratch.rglob("*.sqlite")) == []
    assert len(list(root.rglob("ledger.sqlite"))) == 2
    back_up(root)
    assert len(list(root.rglob("ledger.sqlite"))) == 1


def test_a_dry_run_works_in_the_state_folder_and_a_night_beside_it_leaves_it_alone(root, monkeypatch):
    from kusei_batch.pipeline.rehearsal import rehearse

    monkeypatch.setattr(tempfile, "gettempdir", lambda: pytest.fail("not there"))
    with rehearse(read_workspace(root)) as scratch:
        assert scratch.state.is_relative_to(root / ".kusei")
        with session.open_session(read_workspace(root)):
            pass
        assert (scratch.state / "ledger.sqlite").is_file()
    assert not list(root.rglob(f"{TEMPORARY}*"))


BOMB = 400 << 20
MEASURED = """
import re, sys
from kusei_batch.cli import main
try:
    main()
finally:
    status = open("/proc/self/status").read()
    print(re.search(r"VmHWM:\\s+(\\d+) kB", status)[1], file=open(sys.argv[-1] + ".rss", "w"))
"""
"""What getrusage tells of a process that was started begins at what its parent had."""


def test_a_large_file_is_read_and_written_piece_by_piece_and_not_beyond_the_room(root, monkeypatch):
    large = root / "inbox" / "大きい.bin"
    with large.open("wb") as file:
        file.truncate(BOMB)
    for words in (
        ["backup", root.parent / "控え.zip"],
        ["-w", root.parent / "戻した", "restore", root.parent / "控え.zip"],
    ):
        command = [sys.executable, "-c", MEASURED, "-w", root, *words]
        assert subprocess.run(command, check=False, capture_output=True).returncode == 0
        assert int((root.parent / "控え.zip.rss").read_text()) < 300_000, words
    shutil.rmtree(root.parent / "戻した")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(1 << 40, 1 << 40, 1 << 20))
    done = run_command(root.parent / "戻した", "restore", root.parent / "控え.zip")
    assert done.code == 3
    assert "空き容量が足りません" in done.err
    assert not (root.parent / "戻した").exists()


# What the coordinator is told


def test_a_copy_of_three_weeks_ago_says_what_would_be_lost(root):
    backup = back_up(root)
    old = change(backup, root.parent / "古い.zip", lambda listing: listing.update(taken="2026-01-02T09:05:00+09:00"))
    assert run_command(root, "nightly", "--as-of", "2026-04-21").code == 0
    (root / "inbox" / "見本区" / "新しい.xlsx").write_bytes(b"x")
    assert run_command(root, "issue", "目標設定", "--department", B, "--as-of", "2026-04-22").code == 0
    done = run_command(root, "restore", old, "--dry-run")
    assert done.code == 0
    assert "2026年01月02日" in done.out
    assert "日前）" in done.out
    assert "配った様式 1枚、受け取ったファイル 1件、最後の夜間処理 2026年04月21日分" in done.out
    assert "見分けられません" in done.out
    assert "控えにないファイルが 1個" in done.out
    assert run_command(root, "restore", backup, "--json").json["notes"]
    with read_ledger(root / ".kusei") as ledger:
        assert ledger.receipts() == []
    assert "今の台帳" not in run_command(root, "restore", backup, "--dry-run").out
