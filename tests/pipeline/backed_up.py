"""A workspace that backups are taken of, and what tests do to it and to its backups."""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path

from tests.commands import run_command
from tests.kept import copy_kept
from tests.pipeline.desk import TARGET, Desk

LISTING = "控え.json"
A, B = "1303", "1304"


def _begin_handed_in(folder: Path) -> None:
    """Make a workspace whose sheets are out, and in whose inbox one lies."""
    desk = Desk(folder)
    desk.begin_issued(A)
    desk.hand_in(A, [TARGET])


def copy_issued(folder: Path) -> Path:
    """Return a copy of that workspace, which a test may spoil."""
    copy_kept(folder / "作業", _begin_handed_in)
    return folder / "作業"


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
