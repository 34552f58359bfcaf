"""What Windows does its own way: tried here with the errors and the lacks of Windows, on whatever system this is."""

from __future__ import annotations

import ast
import ntpath
import os
import subprocess
import sys
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest

from kusei_batch import system
from kusei_batch.cli.options import folder_of
from kusei_batch.disk import sweep, write_atomic
from kusei_batch.errors import CannotRunError, reason_of, refused
from kusei_batch.pipeline.workspace.init import init_workspace
from kusei_batch.pipeline.workspace.surroundings import check_state_place
from kusei_batch.publish.release import find_leftovers

ROOT = Path(__file__).parents[1]


def held(number=32):
    """What Windows answers while somebody else has the file."""
    error = PermissionError(13, "Permission denied")
    error.winerror = number  # type: ignore[attr-defined]
    return error


@pytest.fixture
def pauses(monkeypatch):
    """The seconds that were waited, without waiting."""
    waited: list[float] = []
    monkeypatch.setattr("kusei_batch.system.time.sleep", waited.append)
    return waited


def refuse(monkeypatch, name, times, error):
    """Let the first so many calls of a method of Path fail."""
    real, left = getattr(Path, name), [times]

    def failing(*args, **kwargs):
        if left[0]:
            left[0] -= 1
            raise error
        return real(*args, **kwargs)

    monkeypatch.setattr(Path, name, failing)


@pytest.mark.parametrize("number", [5, 32, 33])
def test_what_a_scanner_holds_for_a_moment_is_replaced_all_the_same(tmp_path, monkeypatch, pauses, number):
    (tmp_path / "a").write_bytes(b"old")
    refuse(monkeypatch, "replace", 5, held(number))
    write_atomic(tmp_path / "a", b"new")
    assert (tmp_path / "a").read_bytes() == b"new"
    assert pauses == [0.2] * 5


def test_what_stays_held_is_told_after_a_second(tmp_path, monkeypatch, pauses):
    refuse(monkeypatch, "replace", 6, held())
    with pytest.raises(CannotRunError, match="ほかの人が開いています"):
        write_atomic(tmp_path / "a", b"new")
    assert pauses == [0.2] * 5
    assert list(tmp_path.iterdir()) == []


def test_what_is_refused_for_good_is_not_tried_again(tmp_path, monkeypatch, pauses):
    refuse(monkeypatch, "replace", 1, PermissionError(13, "Permission denied"))
    with pytest.raises(CannotRunError):
        write_atomic(tmp_path / "a", b"new")
    assert pauses == []


def test_a_leftover_that_is_held_for_a_moment_is_removed_and_one_that_stays_is_told(tmp_path, monkeypatch, pauses):
    (tmp_path / ".~kusei1").write_bytes(b"half")
    refuse(monkeypatch, "unlink", 3, held())
    assert sweep(tmp_path) == []
    assert pauses == [0.2] * 3
    (tmp_path / ".~kusei2").write_bytes(b"half")
    refuse(monkeypatch, "unlink", 6, held())
    assert sweep(tmp_path) == [tmp_path / ".~kusei2"]


def test_an_older_release_that_somebody_has_open_is_told_and_one_that_is_still_needed_is_not(tmp_path):
    for name in ("R08/05_公表/.前々回", "R08/05_公表/前回", "R09/05_公表/.前々回"):
        (tmp_path / name).mkdir(parents=True)
    assert find_leftovers(tmp_path) == [tmp_path / "R08/05_公表/.前々回"]


LIMITED = """
import sys
import psutil
sys.modules["resource"] = None
from kusei_batch.system import limit_memory
limit_memory(64 << 20)
held = [bytes(range(256)) * 4096 for _ in range({mega})]
import time; time.sleep(1)
"""


@pytest.mark.parametrize(("mega", "code"), [(16, 0), (2000, system.STARVED)])
def test_a_worker_that_grows_beyond_its_memory_is_ended_where_the_system_sets_no_bound(mega, code):
    words = [sys.executable, "-c", LIMITED.format(mega=mega)]
    assert subprocess.run(words, cwd=ROOT, check=False).returncode == code


UNWATCHED = """
import sys
import psutil
sys.modules["resource"] = None
def refuse(*_):
    raise psutil.AccessDenied(1)
psutil.Process.memory_info = refuse
from kusei_batch.system import limit_memory
limit_memory(64 << 20)
import time; time.sleep(0.8)
"""


def test_a_worker_whose_memory_cannot_be_looked_at_works_on_and_says_so_once():
    words = [sys.executable, "-c", UNWATCHED]
    done = subprocess.run(words, cwd=ROOT, check=False, capture_output=True, encoding="utf-8")
    assert done.returncode == 0
    assert "上限なしで処理を続けています（AccessDenied" in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("environment", "is_console", "windows", "encoding"),
    [
        ({}, True, True, "utf-8"),
        ({}, False, True, None),
        ({"PYTHONUTF8": "1"}, False, True, "utf-8"),
        ({"PYTHONIOENCODING": "utf-8"}, False, True, None),
        ({"PYTHONUTF8": "1", "PYTHONIOENCODING": "cp932"}, False, True, None),
        ({"PYTHONIOENCODING": "cp932"}, False, False, None),
        ({"PYTHONIOENCODING": "cp932"}, True, True, "utf-8"),
        ({}, False, False, "utf-8"),
    ],
)
def test_what_is_piped_on_windows_is_written_as_its_programs_read_it(
    monkeypatch, environment, is_console, windows, encoding
):
    monkeypatch.setattr(system, "IS_WINDOWS", windows)
    assert system.output_encoding(environment, is_console=is_console) == encoding


CODE_PAGE = r"""
import io, sys
import kusei_batch.system
from kusei_batch.cli import main
kusei_batch.system.IS_WINDOWS = True
sys.stdout, sys.stderr = (io.TextIOWrapper(stream.buffer, "cp932") for stream in (sys.stdout, sys.stderr))
sys.argv = ["kusei", "-w", "\U00020bb7区", "status"]
main()
"""


def test_output_survives_what_the_code_page_lacks(tmp_path):
    environment = {k: v for k, v in os.environ.items() if k not in ("PYTHONUTF8", "PYTHONIOENCODING")}
    words = [sys.executable, "-c", CODE_PAGE]
    done = subprocess.run(words, cwd=ROOT, env=environment, capture_output=True, check=False)
    assert done.returncode == 2
    assert r"\U00020bb7区」" in done.stderr.decode("cp932")


BUG = """
import sys
from kusei_batch.pipeline import questions
from kusei_batch.cli import main
questions.read_status = lambda *_: 1 / 0
main()
"""


def test_what_is_told_of_a_fault_of_the_program_lies_with_the_workspace(tmp_path):
    init_workspace(tmp_path / "作業", dry_run=False)

    def run(*words):
        command = [sys.executable, "-c", BUG, *words]
        return subprocess.run(command, cwd=ROOT, capture_output=True, check=False, encoding="utf-8")

    for words in (["-w", str(tmp_path / "作業"), "status"], ["status", f"-w{tmp_path / '作業'}"]):
        done = run(*words)
        (log,) = (tmp_path / "作業" / ".kusei" / "log").iterdir()
        assert done.returncode == 4
        assert f"「{log}」" in done.stderr
        assert "ZeroDivisionError" in log.read_text(encoding="utf-8")
        log.unlink()
    assert [folder_of(words) for words in (["-w"], ["status"], ["-w", "a", "x", "-w", "b"])] == [
        Path(),
        Path(),
        Path("b"),
    ]


def test_a_state_folder_that_onedrive_exchanges_is_told_whatever_it_is_called(tmp_path):
    assert list(system.synchronised_folders({"OneDriveCommercial": "D:\\共有", "ONEDRIVE": "", "PATH": "x"})) == [
        "D:\\共有"
    ]
    (problem,) = check_state_place(tmp_path / "作業" / ".kusei", [], [str(tmp_path)])
    assert problem.code == "state-synchronised"
    assert list(check_state_place(tmp_path / ".kusei", [], [str(tmp_path / "別")])) == []


def test_a_link_across_drives_is_the_whole_address(tmp_path, monkeypatch):
    assert system.link_between(tmp_path / "a" / "b.xlsx", tmp_path / "c") == "../a/b.xlsx"

    def on_different_drives(*_):
        raise ValueError("path is on mount 'C:', start on mount 'D:'")

    monkeypatch.setattr(os.path, "relpath", on_different_drives)
    assert system.link_between(tmp_path / "b.xlsx", tmp_path) == (tmp_path / "b.xlsx").as_uri()


def told_of_the_system(tree):
    """Yield what a module asks or does that systems answer or do differently."""
    alone = {"resource", "fcntl", "msvcrt", "ctypes", "winreg", "posix", "nt", "pwd", "grp", "psutil"}
    of_os = {
        "name",
        "replace",
        "rename",
        "remove",
        "unlink",
        "link",
        "symlink",
        "uname",
        "posix_fadvise",
        "supports_dir_fd",
        "access",
    }
    everywhere = {"O_RDONLY", "O_WRONLY", "O_RDWR", "O_CREAT", "O_EXCL", "O_TRUNC"}
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from (name.name for name in names if name.name.partition(".")[0] in alone)
            case ast.ImportFrom(module=str(module)) if module.partition(".")[0] in alone:
                yield module
            case ast.Attribute(value=ast.Name(id="os"), attr=attr) if attr in of_os or (
                attr.startswith("O_") and attr not in everywhere
            ):
                yield f"os.{attr}"
            case ast.Attribute(value=ast.Name(id="sys"), attr="platform"):
                yield "sys.platform"
            case ast.Attribute(value=ast.Name(id="shutil"), attr="rmtree" | "move" as attr):
                yield f"shutil.{attr}"
            case ast.Attribute(attr="get_start_method" | "get_all_start_methods" | "st_reparse_tag" as attr):
                yield attr
            # A path's; of a text, both words are given.
            case ast.Call(func=ast.Attribute(attr="replace" | "rename" as attr), args=[_], keywords=[]):
                yield f".{attr}"
            case ast.Call(func=ast.Attribute(attr="unlink"), args=[]):
                yield ".unlink"


def test_what_systems_do_differently_is_asked_in_one_module():
    asked = {
        f"{path.relative_to(ROOT)}: {found}"
        for path in (ROOT / "kusei_batch").rglob("*.py")
        for found in told_of_the_system(ast.parse(path.read_text(encoding="utf-8")))
        if path.name != "system.py"
    }
    assert asked == set()


@pytest.mark.parametrize(
    ("path", "address"),
    [
        (
            PureWindowsPath(r"\\サーバ\共有\a#1\台帳.sqlite"),
            "file:////%E3%82%B5%E3%83%BC%E3%83%90/%E5%85%B1%E6%9C%89/a%231/",
        ),
        (PureWindowsPath(r"C:\a b%\台帳.sqlite"), "file:///C:/a%20b%25/"),
        (PurePosixPath("/a?b/台帳.sqlite"), "file:///a%3Fb/"),
    ],
)
def test_the_address_of_a_database_has_no_host(path, address):
    assert system.database_address(path) == address + "%E5%8F%B0%E5%B8%B3.sqlite"


@pytest.mark.parametrize(
    ("number", "winerror", "told"),
    [
        (2, 53, "共有フォルダの機械につながりません"),
        (22, 64, "共有フォルダとの接続が切れました"),
        (13, 21, "ディスクが外されています"),
        (13, 32, "ほかの人が開いています"),
        (13, 5, "許可されていないか、ほかの人が開いています"),
    ],
)
def test_what_windows_refuses_is_told_by_its_own_number(number, winerror, told):
    error = OSError(number, "x", "\\\\server\\share\\a.xlsx")
    error.winerror = winerror  # type: ignore[attr-defined]
    assert reason_of(error) == told
    stopped = refused(error)
    assert stopped is not None, "a share that is gone is no fault of the program"
    assert told in stopped.message


def test_a_file_that_is_not_there_is_still_a_fault_of_the_program():
    assert refused(FileNotFoundError(2, "x", "a.xlsx")) is None


@pytest.mark.parametrize(
    ("file", "base", "link"),
    [
        (r"\\server\share\inbox\a.xlsx", r"D:\outbox", "file://server/share/inbox/a.xlsx"),
        (r"\\server\inbox\a.xlsx", r"\\server\outbox", "file://server/inbox/a.xlsx"),
        (r"C:\kusei\.kusei\archive\a.xlsx", r"D:\outbox", "file:///C:/kusei/.kusei/archive/a.xlsx"),
        (r"C:\kusei\.kusei\archive\a.xlsx", r"\\server\share\outbox", ""),
    ],
)
def test_from_a_share_there_is_no_link_to_the_disk_of_one_pc(monkeypatch, file, base, link):
    class Resolved(PureWindowsPath):
        def resolve(self):
            return self

    monkeypatch.setattr(os.path, "relpath", ntpath.relpath)
    assert system.link_between(Resolved(file), Resolved(base)) == link


@pytest.mark.parametrize("is_allowed", [True, False])
def test_what_one_may_do_is_tried_on_windows(tmp_path, monkeypatch, is_allowed):
    monkeypatch.setattr(system, "IS_WINDOWS", True)
    (tmp_path / "key").write_bytes(b"x")

    def refuse(*_, **__):
        raise PermissionError(13, "Permission denied")

    if not is_allowed:
        monkeypatch.setattr(os, "scandir", refuse)
        monkeypatch.setattr(Path, "open", refuse)
        monkeypatch.setattr("tempfile.TemporaryFile", refuse)
    found = [system.allows(tmp_path), system.allows(tmp_path, writing=True), system.allows(tmp_path / "key")]
    assert found == [is_allowed] * 3
    assert [path.name for path in Path(tmp_path).glob("*")] == ["key"] or not is_allowed
