"""--dry-run and the commands that only look leave every byte of the workspace as it was, and need no right to write."""

import hashlib
import os

import openpyxl
import pytest

from tests.bound import run_bound
from tests.commands import run_command
from tests.pipeline.desk import ROUND, TARGET, Desk, begin_kept

A, B = "1303", "1304"


def tree(root):
    """Every folder and file below the workspace with its content and when it was changed, the ledger's journals too."""
    found = {}
    for path in sorted(root.rglob("*")):
        status = path.lstat()
        content = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "folder"
        found[path.relative_to(root).as_posix()] = (content, status.st_mtime_ns, status.st_mode, status.st_ino)
    return found


@pytest.fixture
def used(tmp_path):
    """A workspace in which every command has something to do, and a list of last year beside it."""
    desk = begin_kept(tmp_path / "作業フォルダ", _begin_used)
    text = f"課名,目標\r\n区民課,{TARGET['目標']}\r\n"
    (tmp_path / "前年度.csv").write_bytes(text.encode("utf-8-sig"))
    return desk


def _begin_used(folder):
    desk = Desk(folder)
    desk.issue(department=A)
    desk.issue(department=B)
    desk.hand_in(A, [TARGET])
    desk.night()
    desk.hand_in(A, [TARGET | {"目標値": 3}], name="直し.xlsx")
    desk.hand_in(B, [TARGET | {"目標": ""}], {"連絡事項": "電話 03-1234-5678 へ"})
    (desk.folder(B) / "別紙.pdf").write_bytes(b"%PDF-1.4")
    with_map(desk)
    path = desk.hand_in(B, [TARGET], name="控え.xlsx")
    book = openpyxl.load_workbook(path)
    del book["_kusei"]
    book.save(path)
    return desk


def with_map(desk):
    """In the master, what the headings of a list of last year mean."""
    path = desk.workspace.root / "templates_xlsx" / "マスタ.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book.create_sheet("前年度の取込")
    sheet.append(["番号", "様式", "見出し", "取り込み方", "表", "行", "項目", "言いかえ"])
    sheet.append(["1", ROUND, "課名", "部署"])
    sheet.append(["2", ROUND, "目標", "書き写す", ROUND[:2], "", "目標"])
    book.save(path)


DRY = {
    "issue": ["issue", ROUND, "--as-of", "2026-04-01", "--dry-run"],
    "issue again": ["issue", ROUND, "--again", "--as-of", "2026-04-01", "--dry-run"],
    "nightly": ["nightly", "--as-of", "2026-04-21", "--dry-run"],
    "repair": ["verify", "--repair", "--dry-run"],
    "init": ["init", "{root}/新しい区", "--dry-run"],
    "init sample": ["init", "{root}/新しい区", "--sample", "--dry-run"],
    "demo": ["demo", "{root}/新しい区", "--dry-run"],
    "form new": ["form", "new", "新しい様式", "--dry-run"],
    "handover": ["handover", "--as-of", "2026-04-21", "--dry-run"],
    "move-settings": ["move-settings", "--dry-run"],
    "hand-up": ["hand-up", "--as-of", "2026-04-21", "--dry-run"],
    "import": ["import", "{root}/../前年度.csv", "--map", "前年度の取込", "--as-of", "2026-04-21", "--dry-run"],
    "backup": ["backup", "{root}/../新しい控え.zip", "--dry-run"],
    "restore": ["restore", "{root}/../控え.zip", "--dry-run"],
}
LOOKING = {
    "status": ["status", "--as-of", "2026-04-21"],
    "status check": ["status", "--as-of", "2026-04-21", "--check"],
    "problems": ["problems"],
    "records": ["records", ROUND],
    "verify": ["verify"],
    "doctor": ["doctor"],
    "form list": ["form", "list"],
    "form show": ["form", "show", ROUND],
    "form trial": ["form", "trial", ROUND],
    "check": ["check", "{root}/inbox/見本区/区民課/直し.xlsx"],
    "lint-table": ["lint-table", "{root}/templates_xlsx/マスタ.xlsx"],
}


def words_of(words, root):
    return [word.replace("{root}", str(root)) for word in words]


def test_every_command_that_knows_dry_run_is_tried_here():
    import click

    from kusei_batch.cli.commands import cli

    def commands(group, before=()):
        for name, command in group.commands.items():
            if isinstance(command, click.Group):
                yield from commands(command, (*before, name))
            elif any("--dry-run" in param.opts for param in command.params):
                yield (*before, name)

    known = set(commands(cli))
    tried = {tuple(words[: len(name)]) for words in DRY.values() for name in known if tuple(words[: len(name)]) == name}
    assert tried == known


def test_a_rehearsal_leaves_every_byte(used):
    root = used.workspace.root
    assert run_command(root, "backup", str(root.parent / "控え.zip")).code == 0
    for name, words in DRY.items():
        if name == "repair":
            next(used.workspace.archive.rglob("*.xlsx")).unlink()
        before = tree(root.parent)
        done = run_command(root, *words_of(words, root))
        assert done.code in (0, 1), (name, done.err)
        assert tree(root.parent) == before, name


def test_looking_leaves_every_byte(used):
    root = used.workspace.root
    before = tree(root)
    for name, words in LOOKING.items():
        done = run_command(root, *words_of(words, root))
        assert done.code in (0, 1), (name, done.err)
        assert tree(root) == before, name


@pytest.mark.skipif(os.name == "nt", reason="rights are given otherwise")
def test_looking_needs_no_right_to_write(used):
    root = used.workspace.root
    for path in [root, *root.rglob("*")]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    before = tree(root)
    for name, words in LOOKING.items():
        done = run_bound(root, *words_of(words, root))
        # What doctor finds wrong here is just that nothing can be written.
        assert done.code in ((2,) if name == "doctor" else (0, 1)), (name, done.err)
        assert tree(root) == before, name
