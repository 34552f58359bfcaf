"""What is kept for a run: made once for all its processes, each time the same, given out as copies."""

import os
import pickle
import subprocess
import sys
from pathlib import Path

import pytest

from tests import kept
from tests.kept import copy_kept, folder_of_run, keep

ROOT = Path(__file__).parents[1]
ASK = """
import sys
from pathlib import Path
from tests.test_kept import make
from tests.kept import copy_kept
copy_kept(Path(sys.argv[1]), make, *sys.argv[2:])
"""


@pytest.fixture(autouse=True)
def run(tmp_path, monkeypatch):
    """A run of its own, of which nobody has asked anything."""
    (tmp_path / "run").mkdir()
    monkeypatch.setenv(kept._FOLDER, str(tmp_path / "run"))
    return tmp_path / "run"


def make(folder, *words):
    folder.mkdir(parents=True)
    (folder / "who.txt").write_text(f"{os.getpid()} {words}", encoding="utf-8")
    return [folder]


def make_other(folder, *words):
    return make(folder, *words)


def who(folder):
    return (folder / "who.txt").read_text(encoding="utf-8")


def test_processes_that_ask_at_once_get_what_one_of_them_made(tmp_path):
    folders = [tmp_path / str(n) for n in range(3)]
    asked = [subprocess.Popen([sys.executable, "-c", ASK, str(one), "a"], cwd=ROOT) for one in folders]
    assert [process.wait() for process in asked] == [0, 0, 0]
    copy_kept(tmp_path / "own", make, "a")
    assert len({who(folder) for folder in (*folders, tmp_path / "own")}) == 1
    assert str(os.getpid()) not in who(tmp_path / "own")


def test_who_makes_it_and_what_is_given_count(tmp_path):
    said = []
    for number, (maker, word) in enumerate(((make, "a"), (make, "b"), (make_other, "a"))):
        copy_kept(tmp_path / str(number), maker, word)
        said.append(who(tmp_path / str(number)))
    assert len(set(said)) == 2  # the third has the words of the first, and is another
    assert len(list(folder_of_run().glob("*.made"))) == 3


def test_what_is_done_to_a_copy_reaches_no_other(tmp_path):
    first = copy_kept(tmp_path / "1", make)
    first.append("more")
    (tmp_path / "1" / "who.txt").write_text("spoilt", encoding="utf-8")
    second = copy_kept(tmp_path / "2", make)
    assert len(second) == 1
    assert who(tmp_path / "2") != "spoilt"


def test_what_broke_off_is_made_again(tmp_path):
    tries = []

    def stumble(folder):
        folder.mkdir(parents=True)
        tries.append(folder)
        if len(tries) == 1:
            raise ValueError
        (folder / "whole.txt").touch()

    with pytest.raises(ValueError, match=r"^$"):
        copy_kept(tmp_path / "1", stumble)
    assert not (tmp_path / "1").exists()
    copy_kept(tmp_path / "2", stumble)
    copy_kept(tmp_path / "3", stumble)
    assert len(tries) == 2
    assert (tmp_path / "3" / "whole.txt").exists()


def test_a_result_that_cannot_be_given_to_others_is_refused():
    with pytest.raises((AttributeError, pickle.PicklingError)):
        keep("key", lambda: lambda: None)


def test_nothing_is_left_of_a_run(tmp_path, monkeypatch):
    monkeypatch.delenv(kept._FOLDER)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    said = "from tests.kept import folder_of_run; print(folder_of_run())"
    done = subprocess.run([sys.executable, "-c", said], cwd=ROOT, capture_output=True, encoding="utf-8", check=True)
    assert Path(done.stdout.strip()).parent == tmp_path
    assert not Path(done.stdout.strip()).exists()
