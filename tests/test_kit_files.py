"""What people double-click in the kit, run by wine's cmd: Windows' own cannot be had here.

This Python stands in for Windows', which no registry has, and what is on this machine for certutil and tar, which
Windows has and wine lacks. schtasks, start and PowerShell are not run.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import os
import re
import runpy
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pip._vendor.distlib
import pytest
from lxml import etree

from kit import build
from kusei_batch.config import read_workspace
from kusei_batch.pipeline.issuing import issue_round, order_round
from kusei_batch.pipeline.workspace.verifying import verify_workspace
from tests.pipeline.one_round import init_one_round

ROOT = Path(__file__).parents[1]
FILES = ROOT / "kit" / "files"
NAMES = sorted(path.name for path in FILES.glob("*.bat"))
EMBEDDED = build.RUNTIME["file"]
TASK = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"

STUBS = r"C:\stubs"
# wine waits for no program but Windows': what is called is pip's launcher, which runs a batch file and waits for it, and
# that waits for the program, in a loop that is to take little of its time.
STUB = rf"""@echo off
if exist {STUBS}\done.bat del {STUBS}\done.bat
{STUBS}\NAME-here.exe %*
:wait
if not exist {STUBS}\done.bat goto wait
call {STUBS}\done.bat
type {STUBS}\out.txt
exit /b %CODE%
"""
# Paths come as Windows writes them; the first is the launcher's own.
NATIVE = """#!/bin/bash
words=()
for word in "$@"; do
  case "$word" in *\\\\*) word="${word#[A-Z]:}"; word="${word//\\\\//}" ;; esac
  words+=("$word")
done
set -- "${words[@]:1}"
renice -n 0 -p $$ > /dev/null 2>&1
stubs=$(dirname "$(readlink -f "$0")")
{ COMMAND; } > "$stubs/out.txt" 2>&1
printf 'set CODE=%s\\r\\n' $? > "$stubs/done.new"
mv "$stubs/done.new" "$stubs/done.bat"
"""
COMMANDS = {
    "python": (
        'echo "$*" >> "$stubs/calls"; line="${KUSEI_DROPPED//Z:/}"; line="${line//\\\\//}"; '
        f'env -i PATH=/usr/bin:/bin PYTHONPATH={ROOT} KUSEI_DROPPED="$line" {sys.executable} "$@"'
    ),
    "net": "[[ $1 == use && -e $stubs/share ]]",
    "certutil": "printf 'SHA256 hash of %s:\\r\\n' \"$2\"; sha256sum \"$2\" | cut -c1-64 | sed 's/$/\\r/'",
    "tar": f'{sys.executable} -m zipfile -e "$2" "$4"',
}
LAUNCHER = Path(pip._vendor.distlib.__file__).with_name("t64.exe")


def launcher(name):
    """A program for Windows that does what a batch file of that name does."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        package.writestr("__main__.py", "")
    command = rf"#!C:\windows\system32\cmd.exe /c {STUBS}\{name}.bat"
    return LAUNCHER.read_bytes() + command.encode() + b"\r\n" + packed.getvalue()


@pytest.fixture(scope="session")
def kit_files(tmp_path_factory):
    """The kit's files as they are packed, without the libraries."""
    root = tmp_path_factory.mktemp("キット") / "kusei"
    build.write_files(root)
    return root


@pytest.mark.parametrize("name", [*NAMES, "kit/start.bat", "お読みください.txt"])
def test_windows_reads_them_in_its_code_page_line_by_line(kit_files, name):
    data = (kit_files / name).read_bytes()
    text = data.decode("cp932")
    assert data.count(b"\n") == data.count(b"\r\n") == data.count(b"\r") > 3
    assert not data.startswith(b"\xef\xbb\xbf")
    assert "@" not in re.sub(r"(?m)^@|do @", "", text)


@pytest.mark.parametrize("name", NAMES)
def test_they_work_where_they_lie_in_utf_8_and_wait_for_nobody_under_the_scheduler(kit_files, name):
    lines = (kit_files / name).read_bytes().decode("cp932").splitlines()
    assert lines[:3] == ["@echo off", "chcp 932 >nul", 'cd /d "%~dp0"']
    assert all(" -X utf8 " in line for line in lines if '"%PY%"' in line)
    assert lines[-1] in ("exit /b %CODE%", "exit %CODE%")
    # Who calls a batch file from one of their own is to go on.
    assert lines[-1] == "exit /b %CODE%" or 'if "%~1"=="auto" exit /b %CODE%' in lines
    # cmd reads the line of a call twice: a folder with % or ^ in its name is named in none.
    called = [line for line in lines if "call " in line and not line.startswith('if "%~d0"==')]
    assert all(line.startswith("call kit\\start.bat") for line in called)
    assert any(line.startswith('if "%~d0"=="\\\\" call ') for line in lines)
    if name in ("夜間処理.bat", "はじめに.bat", "点検.bat", "控えを取る.bat"):
        assert [line for line in lines if "pause" in line] == ['if not "%~1"=="auto" pause'] * lines.count(
            'if not "%~1"=="auto" pause'
        )


def test_every_command_they_call_is_one(kit_files):
    called = set()
    for name in NAMES:
        text = (kit_files / name).read_bytes().decode("cp932")
        called |= set(re.findall(r'(?:-m kusei_batch|dropped.py") (?:-w "%WORK%" )?(form \w+|\w+)', text))
    for words in called:
        done = subprocess.run(
            [sys.executable, "-m", "kusei_batch", *words.split(), "--help"], cwd=ROOT, capture_output=True, check=False
        )
        assert done.returncode == 0, words
    assert {"nightly", "issue", "backup", "restore", "form check", "check", "doctor", "init", "handover"} <= called


def test_the_task_is_what_an_unattended_night_needs(kit_files, tmp_path):
    target = tmp_path / "task.xml"
    words = ["9:05", r"C:\区 & 課\夜間処理.bat", r"CITY\tanto", target]
    subprocess.run([sys.executable, kit_files / "kit" / "task.py", *words], check=True)
    task = etree.fromstring(target.read_bytes())
    etree.XMLSchema(etree.parse(Path(__file__).with_name("task.xsd"))).assertValid(task)

    def said(path):
        return task.findtext(".//" + "/".join(TASK + name for name in path.split("/")))

    assert said("StartBoundary").endswith("T09:05:00")
    assert (said("LogonType"), said("StartWhenAvailable")) == ("Password", "true")
    assert (said("ExecutionTimeLimit"), said("RestartOnFailure/Count"), said("RestartOnFailure/Interval")) == (
        "PT2H",
        "3",
        "PT10M",
    )
    assert said("Exec/Command") == r"C:\区 & 課\夜間処理.bat"
    assert (said("Exec/Arguments"), said("Exec/WorkingDirectory")) == ("auto", r"C:\区 & 課")
    assert said("UserId") == r"CITY\tanto"
    assert said("MultipleInstancesPolicy") == "IgnoreNew"


def test_the_task_runs_the_file_beside_it_whatever_its_folder_is_called(kit_files, tmp_path):
    folder = tmp_path / "100%区 & 課"
    folder.mkdir()
    words = ["19:30", "夜間処理.bat", r"CITY\tanto", "task.xml"]
    subprocess.run([sys.executable, kit_files / "kit" / "task.py", *words], check=True, cwd=folder)
    task = etree.fromstring((folder / "task.xml").read_bytes())
    assert task.findtext(f".//{TASK}Command") == str(folder / "夜間処理.bat")


@pytest.mark.parametrize("time", ["", "25:00", "夜", "9時"])
def test_a_time_that_is_none_registers_nothing(kit_files, tmp_path, time):
    words = [time, "a.bat", "u", tmp_path / "task.xml"]
    done = subprocess.run([sys.executable, kit_files / "kit" / "task.py", *words], capture_output=True, check=False)
    assert done.returncode == 2
    assert "19:30 のように" in done.stderr.decode()
    assert not (tmp_path / "task.xml").exists()


@pytest.mark.parametrize(
    ("line", "paths"),
    [
        (r'C:\WINDOWS\system32\cmd.exe /c ""C:\kit\提出前の点検.bat" D:\a&b.xlsx"', [r"D:\a&b.xlsx"]),
        (r'cmd.exe /c ""C:\k t\様式の点検.BAT" D:\a^b%1.xlsx "D:\c d&e.xlsx""', [r"D:\a^b%1.xlsx", r"D:\c d&e.xlsx"]),
        (r'cmd.exe /C ""C:\kit\控えを取る.bat" D:\"', ["D:\\"]),
        (r'cmd.exe /c ""C:\kit\控えを取る.bat" "', []),
        (r"cmd /c 控えを取る.bat auto", ["auto"]),
        (r'cmd.exe /c ""C:\kit\わたしの控え.bat" D:\"', ["typed.xlsx"]),
        (r"cmd.exe /k C:\tools\prompt.cmd D:\x", ["typed.xlsx"]),
        (r"cmd.exe /k 点検.bat auto", ["typed.xlsx"]),
        (r"cmd.exe /k ", ["typed.xlsx"]),
        (r"C:\WINDOWS\system32\cmd.exe", ["typed.xlsx"]),
        ("", ["typed.xlsx"]),
    ],
)
def test_what_is_dropped_is_read_as_explorer_wrote_it(line, paths):
    read = runpy.run_path(str(FILES / "kit" / "dropped.py"))["dropped_paths"]
    assert read(line, ['typed.xlsx"']) == paths


@pytest.fixture(scope="session")
def wine(tmp_path_factory):
    """Japanese Windows as wine knows it: run a file in a folder with some words and some typed lines."""
    if not (shutil.which("wine") and shutil.which("localedef")):
        pytest.skip("バッチファイルの実行に必要なものがありません: wine、locales")
    home = tmp_path_factory.mktemp("wine")
    (home / "locales").mkdir()
    subprocess.run(["localedef", "-i", "ja_JP", "-f", "UTF-8", home / "locales" / "ja_JP.UTF-8"], check=False)
    told = {
        "WINEPREFIX": str(home / "prefix"),
        "WINEDEBUG": "fixme-all",
        "WINEDLLOVERRIDES": "mscoree,mshtml=;certutil.exe,net.exe=n",
    }
    environment = {**os.environ, **told, "LOCPATH": str(home / "locales"), "LC_ALL": "ja_JP.UTF-8", "HOME": str(home)}

    # wine's loader lies at 0x7d000000, and Linux puts the heap anywhere in the gigabyte above: once in some thousand
    # programs over 0x7ffe0000, where Windows has what all programs share, and the program does not start. Without chance
    # the heap lies right behind the loader.
    in_order = ["setarch", "--addr-no-randomize"]
    if subprocess.run([*in_order, "true"], check=False, capture_output=True).returncode:
        in_order = []  # a container may not allow it: then what wine could not start is tried again

    def run(folder, name, *words, typed="", **more):
        """Run it and return its exit code and what it said, of a failed one also what wine said."""
        for _ in range(3):
            done = subprocess.run(
                [*in_order, "nice", "-n", "10", "wine", "cmd", "/c", name, *words],
                cwd=folder,
                env=environment | more,
                input=typed.encode("cp932"),
                capture_output=True,
                check=False,
                timeout=400,
            )
            if b"failed to map the shared user data" not in done.stderr:
                break
        told = done.stdout + (done.stderr if done.returncode else b"")
        return done.returncode, told.decode("cp932", errors="replace")

    # One server for all that is run, which waits two minutes: none is ending while the next program starts. Its own
    # processes are started here, where nobody waits for the end of what they write.
    (home / "prefix").mkdir()
    subprocess.run([*in_order, "wineserver", "-p120"], env=environment, check=True)
    nowhere = subprocess.DEVNULL
    subprocess.run(
        [*in_order, "wineboot", "--init"], env=environment, check=True, stdin=nowhere, stdout=nowhere, stderr=nowhere
    )
    assert run(home / "locales", "ver")[0] == 0
    drive = home / "prefix" / "drive_c"
    (drive / "stubs").mkdir()
    for name, command in COMMANDS.items():
        (drive / "stubs" / f"{name}.bat").write_bytes(STUB.replace("NAME", name).replace("\n", "\r\n").encode())
        (drive / "stubs" / f"{name}-here.exe").write_text(NATIVE.replace("COMMAND", command), encoding="utf-8")
        (drive / "stubs" / f"{name}-here.exe").chmod(0o755)
        if name != "python":
            (drive / "windows" / "system32" / f"{name}.exe").write_bytes(launcher(name))
    yield SimpleNamespace(run=run, calls=drive / "stubs" / "calls", share=drive / "stubs" / "share")
    subprocess.run(["wineserver", "-k"], env=environment, check=False)


@pytest.fixture
def unpacked(tmp_path, monkeypatch):
    """The kit where somebody unpacked it, and an archive of what stands in for Windows' Python."""
    root = tmp_path / "区 kusei"
    archive = tmp_path / EMBEDDED
    with zipfile.ZipFile(archive, "w") as package:
        package.writestr("python.exe", launcher("python"))
    digest = hashlib.sha256(archive.read_bytes()).hexdigest()
    monkeypatch.setitem(build.RUNTIME, "sha256", digest)
    build.write_files(root)
    libraries = root / "kit" / "site" / "sklearn" / ".libs"
    libraries.mkdir(parents=True)
    (libraries / "msvcp140.dll").write_bytes(b"MZ")
    return root


def test_the_first_start_asks_for_python_and_refuses_another(wine, unpacked, tmp_path):
    code, told = wine.run(unpacked, "はじめに.bat", "auto")
    assert code == 3
    assert EMBEDDED in told
    assert build.RUNTIME["page"] in told
    (unpacked / EMBEDDED).write_bytes(b"another")
    code, told = wine.run(unpacked, "はじめに.bat", "auto")
    assert code == 3
    assert "違います" in told
    assert hashlib.sha256(b"another").hexdigest() in told
    assert not (unpacked / "kit" / "python").exists()
    code, told = wine.run(unpacked, "点検.bat", "auto")
    assert code != 0  # 3 on Windows; what `exit /b` of a called file gave is 1 to wine
    assert "はじめに.bat" in told


def test_it_is_unpacked_checked_and_a_workspace_made_issued_and_kept(wine, unpacked, tmp_path):
    shutil.copy2(tmp_path / EMBEDDED, unpacked)
    code, told = wine.run(unpacked, "はじめに.bat", "auto", typed="\r\n")
    assert code == 0, told
    assert "作業フォルダ" in told
    work = unpacked / "作業フォルダ"
    assert (work / "config.toml").is_file()
    tag = "".join(build.RUNTIME["version"].split(".")[:2])
    assert (
        unpacked / "kit" / "python" / f"python{tag}._pth"
    ).read_bytes() == f"python{tag}.zip\r\n.\r\n..\\site\r\n".encode()
    assert (unpacked / "kit" / "python" / "msvcp140.dll").is_file()
    shutil.rmtree(work)
    init_one_round(work)
    code, _ = wine.run(unpacked, "点検.bat", "auto")
    assert code == 0
    # wine reads all that is typed as one answer: the second question goes without.
    code, told = wine.run(unpacked, "配る.bat", typed="目標設定\r\n")
    assert wine.calls.read_text(encoding="utf-8").splitlines()[-1].endswith(" issue 目標設定 --dry-run")
    assert not list((work / "outbox").rglob("*.xlsx"))
    issue_round(read_workspace(work), order_round(read_workspace(work), "目標設定"), dt.date(2026, 4, 1))
    (issued, *_) = sorted((work / "outbox").rglob("*.xlsx"))
    code, told = wine.run(unpacked, "提出前の点検.bat", f"Z:{issued}".replace("/", "\\"), typed="\r\n")
    assert code == 1
    code, told = wine.run(unpacked, "夜間処理.bat", "auto")
    assert code == 0, told
    log = (unpacked / "記録" / "夜間処理.log").read_bytes()
    assert [line[:5] for line in log.splitlines() if line.endswith(" 終了コード0".encode("cp932"))] == [b"==== "]
    code, told = wine.run(unpacked, "控えを取る.bat", "auto")
    assert code == 0, told
    (backup,) = (unpacked / "控え").glob("*.zip")
    (work / ".kusei" / "key").write_bytes(b"")
    code, told = wine.run(unpacked, "控えを戻す.bat", f"Z:{backup}".replace("/", "\\"), typed="はい\r\n")
    assert code == 0, told
    assert list(verify_workspace(read_workspace(work))) == []
    assert any(
        " restore " in line and "--dry-run" not in line for line in wine.calls.read_text(encoding="utf-8").splitlines()
    )


@pytest.fixture
def started(wine, unpacked, tmp_path):
    """The kit after its first start."""
    shutil.copy2(tmp_path / EMBEDDED, unpacked)
    assert wine.run(unpacked, "はじめに.bat", "auto", typed="\r\n")[0] == 0
    return unpacked


def test_a_file_with_an_ampersand_in_its_name_is_checked_and_nothing_is_run(wine, started, tmp_path):
    """Explorer gives a path without spaces no quotes."""
    shutil.rmtree(started / "作業フォルダ")
    init_one_round(started / "作業フォルダ")
    (tmp_path / "a&b.xlsx").write_bytes(b"PK")
    (started / "b.xlsx.bat").write_bytes(b"echo x > ran.txt\r\n")
    path = f"Z:{tmp_path}\\a&b.xlsx".replace("/", "\\")
    words = ("提出前の点検.bat", path)
    code, _ = wine.run(started, *words, typed="\r\n", CMDCMDLINE=f'cmd.exe /c ""{words[0]}" {path}"')
    (command,) = [line for line in wine.calls.read_text(encoding="utf-8").splitlines() if str(tmp_path) in line][-1:]
    assert " check -- " in command
    assert code == 2, "nothing was issued here; of a file that is not there, 3 tells"
    assert not (started / "ran.txt").exists()


def test_a_path_that_ends_in_a_backslash_keeps_its_quote(wine, started, tmp_path):
    init_one_round(tmp_path / "work")
    place = f"Z:{tmp_path}\\work\\".replace("/", "\\")
    (started / "kit" / "作業フォルダ.txt").write_bytes(f'"{place}"\r\n'.encode("cp932"))
    wine.run(started, "点検.bat", "auto")
    assert wine.calls.read_text(encoding="utf-8", errors="replace").splitlines()[-1].endswith("/work/. doctor")
    (tmp_path / "kept").mkdir()
    place = f"Z:{tmp_path}\\kept\\".replace("/", "\\")
    wine.run(started, "控えを取る.bat", place, typed="\r\n", CMDCMDLINE=f'cmd.exe /c ""控えを取る.bat" {place}"')
    assert len(list((tmp_path / "kept").glob("*.zip"))) == 1


def test_a_batch_file_of_ones_own_goes_on_after_the_one_it_calls(wine, started):
    shutil.rmtree(started / "作業フォルダ")
    init_one_round(started / "作業フォルダ")
    own = '@echo off\r\nchcp 932 >nul\r\ncall "控えを取る.bat" auto 置き場\r\necho %ERRORLEVEL% > 続き.txt\r\n'
    (started / "毎晩.bat").write_bytes(own.encode("cp932"))
    (started / "置き場").mkdir()
    wine.run(started, "毎晩.bat", "よそ", CMDCMDLINE='cmd.exe /c ""毎晩.bat" よそ"')
    assert (started / "続き.txt").read_text().strip() == "0"
    assert len(list((started / "置き場").glob("*.zip"))) == 1


def test_a_backup_is_taken_into_a_folder_alone(wine, started):
    (started / "a.xlsx").write_bytes(b"PK")
    code, _ = wine.run(started, "控えを取る.bat", "a.xlsx", typed="\r\n")
    assert code == 2
    assert (started / "a.xlsx").read_bytes() == b"PK"


@pytest.mark.parametrize("name", ["点検.bat", "夜間処理.bat", "控えを取る.bat"])
def test_nothing_begins_on_a_share(wine, started, name):
    before = len(wine.calls.read_text(encoding="utf-8").splitlines())
    wine.share.touch()
    try:
        code, told = wine.run(started, name, "auto")
    finally:
        wine.share.unlink()
    log = started / "記録" / "夜間処理.log"
    assert code != 0
    assert "共有フォルダの上では使えません" in told + (log.read_bytes().decode("cp932") if log.exists() else "")
    assert len(wine.calls.read_text(encoding="utf-8").splitlines()) == before


@pytest.mark.parametrize("name", ["a ^&(1)", "100%区%TEMP%", "急ぎ!区!", "区　政（案）・髙①～", "表示 ソ能予"])
def test_a_kit_in_a_folder_with_marks_that_cmd_reads_starts(wine, unpacked, tmp_path, name):
    odd = unpacked.with_name(name)
    unpacked.rename(odd)
    shutil.copy2(tmp_path / EMBEDDED, odd)
    code, told = wine.run(odd, "はじめに.bat", "auto", typed="\r\n")
    assert code == 0, told
    code, told = wine.run(odd, "点検.bat", "auto")
    assert code in (0, 1, 2), told
    assert wine.calls.read_text(encoding="utf-8").splitlines()[-1].endswith("doctor"), told
    assert (odd / "作業フォルダ" / "config.toml").is_file()


def test_a_night_goes_on_where_its_log_cannot_be_written(wine, started):
    """As where Excel or another night has it open: cmd leaves out whatever was to be written to it."""
    shutil.rmtree(started / "作業フォルダ")
    init_one_round(started / "作業フォルダ")
    (started / "記録" / "夜間処理.log").mkdir(parents=True)
    code, told = wine.run(started, "夜間処理.bat", "auto")
    assert code == 0, told
    (log,) = wine.calls.parents[1].rglob("kusei_夜間処理.log")
    assert "終了コード0\r\n".encode("cp932") in log.read_bytes()
    assert list(started.glob("作業フォルダ/outbox/記録/*.log"))


def test_a_night_that_something_stands_in_the_way_of_is_tried_again(wine, started):
    work = started / "作業フォルダ"
    shutil.rmtree(work)
    init_one_round(work)
    shutil.move(work / "inbox", work / "よそ")
    code, _ = wine.run(started, "夜間処理.bat", "auto", KUSEI_WAIT="0")
    log = (started / "記録" / "夜間処理.log").read_bytes()
    assert code == 3
    assert log.count("終了コード3。0秒後にやり直します".encode("cp932")) == 3
    assert log.count("終了コード3\r\n".encode("cp932")) == 1
    assert log.splitlines()[0].endswith(" 始め auto".encode("cp932"))


def test_an_archive_that_is_not_unpacked_whole_is_told(wine, unpacked, tmp_path):
    shutil.copy2(tmp_path / EMBEDDED, unpacked)
    (unpacked / "kit" / "site" / "sklearn" / ".libs" / "msvcp140.dll").unlink()
    code, told = wine.run(unpacked, "はじめに.bat", "auto", typed="\r\n")
    assert code == 3
    assert "取り出せませんでした" in told
    assert not (unpacked / "kit" / "python").exists()


def test_a_night_that_fails_hands_on_its_exit_code(wine, unpacked, tmp_path):
    shutil.copy2(tmp_path / EMBEDDED, unpacked)
    wine.run(unpacked, "はじめに.bat", "auto", typed="\r\n")
    code, _ = wine.run(unpacked, "夜間処理.bat", "auto")
    assert code == 2
    assert "終了コード2\r\n".encode("cp932") in (unpacked / "記録" / "夜間処理.log").read_bytes()
