"""A release is whole before and after, whenever the run is killed; the one before is kept."""

import datetime as dt
import hashlib
import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from kusei_batch.errors import CannotRunError
from kusei_batch.publish import (
    CURRENT,
    PREVIOUS,
    PageDays,
    ReleaseOrigin,
    find_strays,
    holds,
    read_manifest,
    recover,
    release,
    withdraw,
)
from kusei_batch.publish.release import KEPT, STAGED

ROOT = Path(__file__).parents[2]
DAYS = [dt.date(2026, 5, day) for day in (1, 2, 3)]
EDITIONS = [{"目標/index.html": f"<p>{n}</p>".encode(), "目標/目標.csv": b"%d" % n * 3000} for n in range(3)]
STEPS = range(1, 9)
KILLED = """
import os, signal, sys, datetime as dt
from pathlib import Path
from kusei_batch.publish import ReleaseOrigin, release
module = sys.modules["kusei_batch.publish.release"]

left = int(sys.argv[2])

def counted(step):
    def run(*words, **options):
        global left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        done = step(*words, **options)
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return done
    return run

module._move = counted(module._move)
module.remove_folder = lambda folder: False
files = {name: eval(content) for name, content in (line.split("=", 1) for line in sys.argv[3:])}
release(Path(sys.argv[1]), files, ReleaseOrigin(3, dt.date(2026, 5, 3)))
"""


def publish(home: Path, number: int) -> None:
    release(home, EDITIONS[number], ReleaseOrigin(number, DAYS[number], ("ab" * 32,)))


def run_killed(home: Path, step: int) -> subprocess.CompletedProcess[str]:
    """Release the last edition in a process of its own, which is killed before or after a move."""
    words = [f"{name}={content!r}" for name, content in EDITIONS[2].items()]
    run = [sys.executable, "-c", KILLED, home, str(step), *words]
    return subprocess.run(run, check=False, capture_output=True, cwd=ROOT, text=True)


def edition(folder: Path) -> int:
    """Which edition a folder holds; every file must be of it, and as its manifest says."""
    told = json.loads((folder / "manifest.json").read_bytes())
    there = {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    there.pop("manifest.json")
    assert [f["path"] for f in told["files"]] == sorted(there)
    for file in told["files"]:
        content = there[file["path"]]
        assert (file["sha256"], file["size"]) == (hashlib.sha256(content).hexdigest(), len(content))
    return EDITIONS.index(there)


def names(home: Path) -> list[str]:
    return sorted(path.name for path in home.iterdir())


def test_the_first_release_has_no_previous_one(tmp_path):
    publish(tmp_path, 0)
    assert names(tmp_path) == [CURRENT]
    assert edition(tmp_path / CURRENT) == 0


def test_the_one_before_is_kept_and_the_one_before_that_is_not(tmp_path):
    for number in range(3):
        publish(tmp_path, number)
    assert names(tmp_path) == sorted([CURRENT, PREVIOUS])
    assert (edition(tmp_path / CURRENT), edition(tmp_path / PREVIOUS)) == (2, 1)


def test_the_manifest_tells_run_day_and_sources(tmp_path):
    publish(tmp_path, 1)
    assert read_manifest(tmp_path / CURRENT) == ReleaseOrigin(1, DAYS[1], ("ab" * 32,))
    assert read_manifest(tmp_path / PREVIOUS) is None


def test_the_manifest_tells_the_days_of_each_page(tmp_path):
    days = {"目標": PageDays(DAYS[0], DAYS[1])}
    release(tmp_path, EDITIONS[1], ReleaseOrigin(1, DAYS[1], (), days))
    assert read_manifest(tmp_path / CURRENT).pages == days


def test_pages_whose_manifest_does_not_tell_their_days_have_that_of_their_release(tmp_path):
    publish(tmp_path, 1)
    path = tmp_path / CURRENT / "manifest.json"
    told = json.loads(path.read_bytes())
    del told["pages"]
    path.write_text(json.dumps(told), encoding="utf-8")
    assert read_manifest(tmp_path / CURRENT).pages == {"目標": PageDays(DAYS[1], DAYS[1])}


def test_only_what_is_there_byte_for_byte_is_current(tmp_path):
    assert not holds(tmp_path / CURRENT, EDITIONS[0])
    publish(tmp_path, 0)
    assert holds(tmp_path / CURRENT, EDITIONS[0])
    assert not holds(tmp_path / CURRENT, EDITIONS[1])
    (tmp_path / CURRENT / "目標" / "手で加えたもの.txt").write_bytes(b"")
    assert not holds(tmp_path / CURRENT, EDITIONS[0])


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("before", [1, 2])
def test_whenever_it_is_killed_a_reader_sees_a_whole_release_and_the_next_run_goes_on(tmp_path, before, step):
    for number in range(before):
        publish(tmp_path, number)
    done = run_killed(tmp_path, step)
    # The moves of one release number six, each counted before and after it was made.
    assert done.returncode == (-signal.SIGKILL if step <= 6 else 0), done.stderr
    for folder in (CURRENT, PREVIOUS):
        if (tmp_path / folder).is_dir():
            edition(tmp_path / folder)
    killed_before_release = step < 6
    recover(tmp_path)
    assert edition(tmp_path / CURRENT) == (before - 1 if killed_before_release else 2)
    assert set(names(tmp_path)) <= {CURRENT, PREVIOUS}
    if killed_before_release:
        assert not (tmp_path / PREVIOUS).is_dir() if before == 1 else edition(tmp_path / PREVIOUS) == 0
        publish(tmp_path, 2)
    assert edition(tmp_path / PREVIOUS) == before - 1


def test_where_the_disk_refuses_all_is_as_it_was(tmp_path, monkeypatch):
    publish(tmp_path, 0)
    publish(tmp_path, 1)
    rename = Path.replace

    def refuse(self, target):
        if Path(target).name == CURRENT and self.name != PREVIOUS:
            raise PermissionError(13, "使用中")
        return rename(self, target)

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(CannotRunError) as stopped:
        publish(tmp_path, 2)
    assert "公開用" in stopped.value.message
    assert (edition(tmp_path / CURRENT), edition(tmp_path / PREVIOUS)) == (1, 0)
    assert names(tmp_path) == sorted([CURRENT, PREVIOUS])


def test_what_was_withdrawn_is_not_out_again_before_the_next_release_is(tmp_path):
    """It may have been withdrawn for what it says, and the next one may fail to be made."""
    publish(tmp_path, 0)
    publish(tmp_path, 1)
    withdraw(tmp_path)
    recover(tmp_path)
    assert not (tmp_path / CURRENT).exists()
    assert edition(tmp_path / PREVIOUS) == 1
    publish(tmp_path, 2)
    assert (edition(tmp_path / CURRENT), edition(tmp_path / PREVIOUS)) == (2, 1)


@pytest.mark.parametrize("step", STEPS)
def test_whenever_a_release_after_a_withdrawn_one_is_killed_that_one_is_not_out_again(tmp_path, step):
    publish(tmp_path, 0)
    publish(tmp_path, 1)
    withdraw(tmp_path)
    done = run_killed(tmp_path, step)
    # There is one move, counted before and after it was made.
    assert done.returncode == (-signal.SIGKILL if step <= 2 else 0), done.stderr
    for _ in range(2):
        recover(tmp_path)
        assert (tmp_path / CURRENT).is_dir() == (step > 1)
        assert edition(tmp_path / PREVIOUS) == 1
        assert set(names(tmp_path)) <= {CURRENT, PREVIOUS}
    publish(tmp_path, 2)
    assert edition(tmp_path / CURRENT) == 2


def test_a_release_after_a_withdrawn_one_that_the_disk_refuses_leaves_that_one_withdrawn(tmp_path, monkeypatch):
    publish(tmp_path, 0)
    withdraw(tmp_path)
    rename = Path.replace

    def refuse(self, target):
        if Path(target).name == CURRENT and self.name != PREVIOUS:
            raise PermissionError(13, "使用中")
        return rename(self, target)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", refuse)
        with pytest.raises(CannotRunError):
            publish(tmp_path, 1)
    assert names(tmp_path) == [PREVIOUS]
    assert edition(tmp_path / PREVIOUS) == 0


def test_nothing_is_withdrawn_beside_what_is_staged_and_cannot_be_removed(tmp_path, monkeypatch):
    """The next run would take it for a release that was killed, and put back what was withdrawn."""
    publish(tmp_path, 0)
    (tmp_path / STAGED).mkdir()
    with monkeypatch.context() as patched:
        patched.setattr(sys.modules[release.__module__], "remove_folder", lambda _: False)
        with pytest.raises(CannotRunError):
            withdraw(tmp_path)
    assert edition(tmp_path / CURRENT) == 0
    withdraw(tmp_path)
    assert names(tmp_path) == [PREVIOUS]


def test_what_somebody_put_into_a_release_or_changed_in_it_is_kept_with_it(tmp_path):
    publish(tmp_path, 0)
    (tmp_path / CURRENT / "目標" / "案内図.png").write_bytes(b"map")
    for name in ("~$目標.xlsx", "Thumbs.db"):
        (tmp_path / CURRENT / name).write_bytes(b"")
    assert find_strays(tmp_path / CURRENT) == ["目標/案内図.png"]
    publish(tmp_path, 1)
    (tmp_path / CURRENT / "目標" / "index.html").write_bytes(b"by hand")
    assert find_strays(tmp_path / CURRENT) == []
    publish(tmp_path, 2)
    publish(tmp_path, 0)
    kept = tmp_path / KEPT
    assert names(kept) == ["2026-05-01", "2026-05-02"]
    assert (kept / "2026-05-01" / "目標" / "案内図.png").read_bytes() == b"map"
    assert (kept / "2026-05-02" / "目標" / "index.html").read_bytes() == b"by hand"
    publish(tmp_path, 1)
    assert names(kept) == ["2026-05-01", "2026-05-02"], "what nobody worked in is not kept"
    assert edition(tmp_path / PREVIOUS) == 0


def test_two_releases_of_one_day_that_somebody_worked_in_are_both_kept(tmp_path):
    for number in (0, 0, 1, 2):
        publish(tmp_path, number)
        (tmp_path / CURRENT / f"{number}.txt").write_bytes(b"")
    assert names(tmp_path / KEPT) == ["2026-05-01", "2026-05-01_2"]


def test_a_release_without_its_manifest_has_nothing_to_tell(tmp_path):
    publish(tmp_path, 0)
    (tmp_path / CURRENT / "manifest.json").unlink()
    assert find_strays(tmp_path / CURRENT) == []
