"""A whole night on a Dask cluster: the same records, verdicts and documents, byte for byte, as on one machine."""

import os
import shutil
import signal
import sqlite3
import sys
import time

import pytest

from bench.loopback import open_loopback
from kusei_batch.config import read_workspace
from kusei_batch.engine import cluster
from kusei_batch.errors import CannotRunError
from kusei_batch.pipeline.intake import examined_files, examining
from kusei_batch.pipeline.outputs import pages, rendering
from kusei_batch.pipeline.workspace.doctor import examine_workspace
from tests.engine.jobs import end_worker
from tests.pipeline.desk import TARGET, verdicts
from tests.pipeline.test_made_in_workers import made_in, told
from tests.pipeline.test_night_costs import edit_config

pytestmark = [
    pytest.mark.in_processes,
    pytest.mark.xdist_group("cluster"),
    pytest.mark.skipif(os.name == "nt", reason="signals and memory limits are Unix's"),
]
DEADLY, SLOW, LETHAL = "読むと落ちる.xlsx", "読み終わらない.xlsx", "機械ごと落ちる.xlsx"


@pytest.fixture(scope="module")
def loopback(tmp_path_factory):
    with open_loopback(tmp_path_factory.mktemp("cluster"), 2) as opened:
        yield opened


def examine(context, job):
    """Read a file; what its name says happens to whoever reads it."""
    if job.path.endswith(DEADLY):
        os.kill(os.getpid(), signal.SIGKILL)
    if job.path.endswith(SLOW):
        time.sleep(600)
    if job.path.endswith(LETHAL):
        end_worker()
    return examining.examine(context, job)


def with_engine(desk, lines):
    return edit_config(desk, "[folders]", f"[limits]\nseconds_per_file = 5\n\n[engine]\n{lines}\n\n[folders]")


def on_cluster(address):
    return f'kind = "dask"\nscheduler = "{address}"'


def kept(workspace):
    """Return what the ledger keeps of what was read and written; documents come in the order workers are done."""
    with sqlite3.connect(workspace.state / "ledger.sqlite") as ledger:
        written = "SELECT path, sha256, as_of, says FROM written ORDER BY path, sha256, says"
        tables = ("SELECT * FROM receipts ORDER BY id", written)
        return [ledger.execute(rows).fetchall() for rows in tables]


@pytest.fixture
def answered(issued):
    """The desk after departments have handed in, one with an error, among files that no reader survives."""
    issued.hand_in("1303", [TARGET])
    issued.hand_in("1304", [TARGET | {"目標値": 3}])
    issued.hand_in("1201", [TARGET | {"目標": ""}])
    issued.hand_in("1202", [TARGET], name=DEADLY)
    issued.hand_in("1203", [TARGET], name=SLOW)
    (issued.folder("1304") / "壊れた様式.xlsx").write_bytes(b"PK\x03\x04" + bytes(100))
    issued.settle(issued.folder("1304") / "壊れた様式.xlsx")
    return issued


def test_a_night_on_a_cluster_is_that_of_one_machine_byte_for_byte(answered, loopback, monkeypatch):
    monkeypatch.setattr(examined_files, "examine", examine)
    twin = answered.workspace.root.with_name("二つめ")
    shutil.copytree(answered.workspace.root, twin, copy_function=shutil.copy2)
    one = with_engine(answered, 'kind = "local"')
    first = answered.night(workspace=one)
    text = (one.root / "config.toml").read_text("utf-8")
    (twin / "config.toml").write_text(text.replace('kind = "local"', on_cluster(loopback.address)), "utf-8")
    two = read_workspace(twin)
    second = answered.night(workspace=two)
    assert (one.settings.engine.kind, two.settings.engine.kind) == ("local", "dask")
    assert first.files == second.files
    assert sorted(file.verdict.value for file in second.files) == [
        "accepted", "accepted", "quarantined", "quarantined", "quarantined", "sent_back",
    ]  # fmt: skip
    codes = {problem.code for file in second.files for problem in file.problems}
    assert codes >= {"reader-died", "reader-too-slow", "broken-workbook"}
    assert made_in(one.outbox) == made_in(two.outbox)
    assert told(first, one.outbox) == told(second, two.outbox)
    assert {kind for kind, *_ in told(second, two.outbox)} >= {"sent_back", "summary_workbook", "paper", "page"}
    assert kept(one) == kept(two)
    assert (first.coverage, first.failures) == (second.coverage, second.failures)


def test_a_file_that_ends_its_worker_costs_itself_alone(issued, loopback, monkeypatch):
    monkeypatch.setattr(examined_files, "examine", examine)
    for department in ("1303", "1304"):
        issued.hand_in(department, [TARGET])
    issued.hand_in("1202", [TARGET], name=LETHAL)
    report = issued.night(workspace=with_engine(issued, on_cluster(loopback.address)))
    assert sorted(file.verdict.value for file in report.files) == ["accepted", "accepted", "quarantined"]
    assert {p.code for f in report.files for p in f.problems if p.severity.value == "error"} == {"reader-died"}


def forbid_disk(event, args):
    """Stand in for a machine that does not see the coordinator's disk."""
    if event == "open" and "test_workers_need_no_disk" in str(args[0]):
        raise PermissionError(args[0])


def examine_elsewhere(context, job):
    sys.addaudithook(forbid_disk)
    return examining.examine(context, job)


def make_paper_elsewhere(template, job):
    sys.addaudithook(forbid_disk)
    return MAKE_PAPER(template, job)


def make_page_elsewhere(*args):
    sys.addaudithook(forbid_disk)
    return MAKE_PAGE(*args)


MAKE_PAPER, MAKE_PAGE = rendering._make_paper, pages._make_page


def test_workers_need_no_disk_of_the_coordinator(issued, loopback, monkeypatch):
    monkeypatch.setattr(examined_files, "examine", examine_elsewhere)
    monkeypatch.setattr(rendering, "_make_paper", make_paper_elsewhere)
    monkeypatch.setattr(pages, "_make_page", make_page_elsewhere)
    issued.hand_in("1303", [TARGET])
    report = issued.night(workspace=with_engine(issued, on_cluster(loopback.address)))
    assert (set(verdicts(report).values()), report.failures) == ({"accepted"}, [])
    assert {output.kind for output in report.outputs} >= {"paper", "page"}


def test_without_a_scheduler_nothing_is_begun_and_doctor_says_so(issued, monkeypatch):
    monkeypatch.setattr(cluster, "CONNECT_SECONDS", 1.0)
    issued.hand_in("1303", [TARGET])
    workspace = with_engine(issued, on_cluster("tcp://127.0.0.1:1"))
    before = kept(workspace)
    with pytest.raises(CannotRunError, match="応答しません"):
        issued.night(workspace=workspace)
    assert kept(workspace) == before
    (problem,) = [p for p in examine_workspace(workspace.root) if p.code.startswith("engine-")]
    assert problem.code == "engine-unusable"
    assert "「tcp://127.0.0.1:1」が応答しません" in problem.params["reason"]


def test_doctor_is_content_with_a_cluster_that_answers(issued, loopback):
    workspace = with_engine(issued, on_cluster(loopback.address))
    assert [p for p in examine_workspace(workspace.root) if p.code.startswith("engine-")] == []
