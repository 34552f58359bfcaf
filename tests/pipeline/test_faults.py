"""Whatever operation of the disk or the ledger fails, or the run is killed at: the next run ends as if nothing had been.

By default a sample of the operations, always the same; all of them with KUSEI_EVERY_FAULT=1 (2,200, for an hour or more).
"""

import errno
import os
import random
import re
import shutil
import sqlite3
import zipfile
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from kusei_batch.collect.identify import read_claim
from kusei_batch.config import read_workspace
from kusei_batch.config.decision_reading import KEPT_FILE
from kusei_batch.core.clearance import SHEET as CLEARANCES
from kusei_batch.core.identity import seal_holds
from kusei_batch.disk import TEMPORARY
from kusei_batch.ledger import read_ledger
from kusei_batch.pipeline.outputs.putting_away import issued_path
from kusei_batch.pipeline.session import read_key
from kusei_batch.pipeline.workspace.verifying import verify_workspace
from kusei_batch.xlsx.reader import read_workbook
from tests.pipeline.desk import ROUND, TARGET, Desk
from tests.pipeline.faulty_disk import KILLED, Fault, learn, run_again, run_on

pytestmark = pytest.mark.in_processes

A, B = "1303", "1304"
ISSUE = ["issue", ROUND, "--as-of", "2026-04-01"]
FIRST = ["nightly", "--as-of", "2026-04-20"]
LATER = ["nightly", "--as-of", "2026-04-21"]
DECIDED = ["nightly", "--as-of", "2026-04-22"]
PRIVATE = "電話 03-1234-5678 へ"
REPAIR = ["verify", "--repair"]
SAMPLE = 3
WHOLE_PAGES = ("状況.html", "index.html")
BY_THE_CLOCK = re.compile(r"状況\.(?:html|xlsx)|記録/.*|.*manifest\.json|.*/index\.html|.*/本文\.html")
"""What tells when it was made, or by which run."""
DECISION_WRITE = re.compile(r"os\.rename (\.kusei|templates_xlsx)/\.~kusei\w+\.(?:json|xlsx)")


@dataclass
class Case:
    """A workspace before a command, the command, and how an undisturbed run of it ends."""

    root: Path
    words: list[str]
    code: int
    end: dict[str, Any]
    operations: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def cases(tmp_path_factory):
    """The same small ward of two departments before each of the commands."""
    folder = tmp_path_factory.mktemp("故障")
    desk = Desk(folder / "作業フォルダ")
    keep_departments(desk.workspace.root / "templates_xlsx" / "マスタ.xlsx")
    desk.workspace = read_workspace(desk.workspace.root)
    found = {}
    root = desk.workspace.root

    def undisturbed(name, words):
        shutil.copytree(root, folder / name, copy_function=shutil.copy2)
        learn(root, words, folder)
        done = run_on(root, words, Fault(), folder)
        found[name] = Case(folder / name, words, done.code, end_of(root), done.operations)

    undisturbed("issue", ISSUE)
    desk.hand_in(A, [TARGET])
    undisturbed("first night", FIRST)
    desk.hand_in(A, [TARGET | {"目標値": 3}], {"連絡事項": PRIVATE}, name="直し.xlsx")
    desk.hand_in(B, [TARGET | {"目標": ""}], {"連絡事項": PRIVATE})
    (desk.folder(B) / "別紙.pdf").write_bytes(b"%PDF-1.4")
    undisturbed("later night", LATER)
    decide(root, "公表可")
    undisturbed("decided night", DECIDED)
    damage(root)
    undisturbed("repair", REPAIR)
    return found


def keep_departments(master):
    book = openpyxl.load_workbook(master)
    sheet = book["部署"]
    for row in range(sheet.max_row, 1, -1):
        if sheet.cell(row, 1).value not in (A, B):
            sheet.delete_rows(row)
    book.save(master)


def decide(root, word):
    """Type a word into every row of the sheet in which personal data waits."""
    path = read_workspace(root).decisions_path
    book = openpyxl.load_workbook(path)
    sheet = book[CLEARANCES]
    column = next(cell.column for cell in sheet[1] if cell.value == "判断")
    for row in range(2, sheet.max_row + 1):
        sheet.cell(row, column).value = word
    book.save(path)


def damage(root):
    """A row of the register, one of the receipts, a kept original and a kept form are not what they were."""
    with closing(sqlite3.connect(root / ".kusei" / "ledger.sqlite", isolation_level=None)) as ledger:
        ledger.execute("UPDATE register SET stamped = '{}' WHERE id = 1")
        ledger.execute("DELETE FROM receipts WHERE id = 2")
    original, *_ = sorted((root / ".kusei" / "archive").rglob("*.xlsx"))
    original.unlink()
    form, *_ = sorted((root / ".kusei" / "forms").glob("*.xlsx"))
    form.write_bytes(b"")


def end_of(root):
    """What stands there for people and in the ledger, without what the clock tells and the key seals."""
    workspace = read_workspace(root)
    with read_ledger(workspace.state) as ledger:
        known = {
            "rounds": ledger.rounds(),
            "register": {s: (i.form, i.path, dict(i.stamped), dict(i.values)) for s, i in ledger.issued().items()},
            "receipts": sorted((r.sha256, r.path, r.verdict, r.sheet_id) for r, _ in ledger.receipts()),
            "handed up": [(one.sha256, one.ward_code, one.states) for one in ledger.hand_ups.all()],
            "inbox": sorted((path, one.sha256, one.since) for path, one in ledger.inbox_files().items()),
        }
    files = {}
    for path in sorted(workspace.outbox.rglob("*")):
        name = path.relative_to(workspace.outbox).as_posix()
        files[name] = path.is_file() and (path.stat().st_size > 0 if BY_THE_CLOCK.fullmatch(name) else content(path))
    files["マスタ"] = content(workspace.master_path)
    decided = (workspace.decisions_path, workspace.state / KEPT_FILE)
    files["決定"] = [content(path) for path in decided if path.is_file()]
    return known | {"files": files}


def content(path):
    """The parts of a workbook or document, whatever key it was sealed with; the bytes of anything else."""
    if not zipfile.is_zipfile(path):
        return path.read_bytes()
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    return {name: re.sub(rb"[0-9a-f]{32,}", b"", data) for name, data in parts.items()}


FAULTS = {"killed": (0,), "refused once": (errno.EIO, errno.EACCES), "full": (errno.ENOSPC,)}
"""How an operation may fail, with the numbers the system gives by turns; a full disk stays full."""


def chosen(case, how):
    """The operations to fail at: a sample that is always the same, and the kinds of fault by turns."""
    numbers = list(range(1, len(case.operations) + 1))
    if os.environ.get("KUSEI_EVERY_FAULT") != "1" and len(numbers) > SAMPLE:
        sample = random.Random(f"{case.words}{how}").sample(numbers, SAMPLE)
        numbers = sorted({*sample, *decision_writes(case)})
    kinds = FAULTS[how]
    return [Fault(at, kinds[at % len(kinds)], stays=how == "full") for at in numbers]


def decision_writes(case):
    """The operations by which 決定.json, then 決定.xlsx comes into its place; none where nothing new is decided."""
    writes = [(n, found[1]) for n, op in enumerate(case.operations, 1) if (found := DECISION_WRITE.fullmatch(op))]
    # Other files beside 決定.json are of its kind: its write is the one next to the book's.
    at = next((i for i, (_, folder) in enumerate(writes) if folder != ".kusei"), None)
    return [] if at is None else [n for n, _ in writes[max(0, at - 1) : at + 1]]


@pytest.mark.parametrize("name", ["later night", "decided night"])
def test_decisions_are_kept_before_the_book_is_written_whole(cases, tmp_path, name):
    case = cases[name]
    kept, book = decision_writes(case)
    assert case.operations[kept - 1].startswith("os.rename .kusei")
    root = tmp_path / "w"
    shutil.copytree(case.root, root, copy_function=shutil.copy2)
    before = (root / ".kusei" / KEPT_FILE).read_bytes() if name == "decided night" else b""
    assert run_on(root, case.words, Fault(book, 0), tmp_path).code == KILLED
    assert (root / ".kusei" / KEPT_FILE).read_bytes() != before
    # Whoever throws the book away, between the two, throws no decision away.
    read_workspace(root).decisions_path.unlink(missing_ok=True)
    assert run_again(root, case.words, tmp_path).code == case.code
    assert list(differences(case.end, end_of(root))) == []


@pytest.mark.parametrize("number", [0, errno.EIO])
@pytest.mark.parametrize(
    ("name", "what"),
    [("issue", r"os\.rename outbox/.*\.ics"), ("first night", r"write inbox/\.~kusei\w+")],
    ids=["the year's plan in one of its forms", "half a mark in the inbox"],
)
def test_what_a_stopped_run_had_left_for_good_is_made_good(cases, tmp_path, name, what, number):
    case = cases[name]
    (at,) = (n for n, operation in enumerate(case.operations, 1) if re.fullmatch(what, operation))
    root = shutil.copytree(case.root, tmp_path / "w", copy_function=shutil.copy2)
    assert list(faults_of_a_run(case, root, Fault(at, number), tmp_path)) == []


@pytest.mark.parametrize("how", FAULTS)
@pytest.mark.parametrize("name", ["issue", "first night", "later night", "decided night", "repair"])
def test_the_run_after_a_fault_ends_as_if_nothing_had_been(cases, tmp_path, name, how):
    case = cases[name]
    wrong = {}
    for fault in chosen(case, how):
        root = tmp_path / "w"
        shutil.copytree(case.root, root, copy_function=shutil.copy2)
        found = list(faults_of_a_run(case, root, fault, tmp_path))
        if found:
            wrong[f"{fault} {case.operations[fault.at - 1]}"] = found
        shutil.rmtree(root)
    assert wrong == {}


def faults_of_a_run(case, root, fault, scratch):
    """What is wrong with a disturbed run, and with the undisturbed one after it."""
    done = run_on(root, case.words, fault, scratch)
    yield from half_files(root)
    if fault.number:
        yield from badly_told(case, root, fault, done)
    elif done.code not in (KILLED, case.code):
        yield f"killed: exit {done.code}"
    again = run_again(root, case.words, scratch)
    if again.code != case.code:
        yield f"again: exit {again.code}: {again.told[-400:]}"
        return
    yield from differences(case.end, end_of(root))
    yield from not_whole(root)


def half_files(root):
    """Files for people that are cut short, whatever the run was stopped at."""
    for path in (*(root / "outbox").rglob("*"), *(root / "templates_xlsx").iterdir()):
        if path.is_file() and not path.name.startswith(TEMPORARY):
            if path.suffix in (".xlsx", ".docx"):
                if not zipfile.is_zipfile(path) or zipfile.ZipFile(path).testzip():
                    yield f"half: {path.name}"
            elif not path.stat().st_size or (path.name in WHOLE_PAGES and b"</html>" not in path.read_bytes()):
                yield f"half: {path.name}"


def badly_told(case, root, fault, done):
    """The run must say what happened, unless nothing was lost by it."""
    if done.code not in (case.code, 1, 3):
        yield f"exit {done.code}: {done.told[-400:]}"
    for word in ("Traceback", "不具合", "プログラムの誤り"):
        if word in done.told:
            yield f"told {word}: {done.told[-400:]}"
    if done.code != case.code and not re.search("書き込め|作れません|使えません|開けません|読めません", done.told):
        yield f"not told: {done.told[-400:]}"
    page = root / "outbox" / "状況.html"
    must_be_told = case.words[0] == "nightly" and done.code == 3 and not fault.stays
    if must_be_told and not (page.is_file() and "できませんでした" in page.read_text(encoding="utf-8")):
        yield "not on the page"


def differences(expected, found):
    for key, value in expected.items():
        if found[key] != value:
            if isinstance(value, dict):
                names = {n for n in value.keys() | found[key].keys() if value.get(n) != found[key].get(n)}
                yield f"{key} differ: {sorted(names)[:5]}"
            else:
                yield f"{key}: {[v for v in found[key] if v not in value]} for {[v for v in value if v not in found[key]]}"


def not_whole(root):
    """Leftovers, what verify finds, and sheets whose file is not there or does not bear its seal."""
    workspace = read_workspace(root)
    yield from (f"left: {path.name}" for path in root.rglob("*") if path.name.startswith((TEMPORARY, ".key.new")))
    yield from (f"left: {path.name}" for path in workspace.state.glob("*-journal"))
    yield from (f"verify: {p.code} {p.location.file}" for p in verify_workspace(workspace))
    key = read_key(workspace.state)
    with read_ledger(workspace.state, key) as ledger:
        for sheet in (one for one in ledger.issued().values() if not one.origin):
            path = issued_path(workspace, sheet)
            claim = read_claim(read_workbook(path.read_bytes())) if path.is_file() else None
            if claim is None or not seal_holds(key, claim.hidden, claim.form, claim.version, claim.seal):
                yield f"sheet without its file: {sheet.sheet_id}"
