"""Documents are made in workers, several at a time: the same ones, and what goes wrong with one costs that one."""

import os
import shutil
import signal

import pytest

from kusei_batch.config import read_workspace
from kusei_batch.engine import LocalCrew
from kusei_batch.engine.dispatch import open_job
from kusei_batch.pipeline import failure_log, night
from kusei_batch.pipeline.night import run_night
from kusei_batch.pipeline.outputs import documents, letters, pages, rendering, round_facts
from kusei_batch.pipeline.outputs.round_facts import WardFacts
from kusei_batch.pipeline.outputs.writing import DocumentJob
from kusei_batch.report.views import RoundFacts
from kusei_batch.report.ward_letter import make_letter
from tests.pipeline.desk import IN_TIME, TARGET, verdicts
from tests.pipeline.test_night_costs import COMMITTEE, LOOP, break_page, break_paper, edit_config
from tests.pipeline.year import FIRST, PLAN, REPORT, SECOND, B

pytestmark = pytest.mark.in_processes

unix = pytest.mark.skipif(os.name == "nt", reason="signals are Unix's")
BY_THE_RUN = ("状況.html", "状況.xlsx", "manifest.json")
"""What tells when, or by which run, it was made."""
EVERY_KIND = {"sent_back", "summary_workbook", "records_csv", "paper", "page", "letter", "receipt", "calendar"}


@pytest.fixture
def answered(issued):
    """The desk after three departments have handed in, one of them with an error."""
    issued.hand_in("1303", [TARGET])
    issued.hand_in("1304", [TARGET | {"目標値": 3}])
    issued.hand_in("1201", [TARGET | {"目標": ""}])
    return issued


def with_workers(desk, number):
    return edit_config(desk, "workers = 1 ", f"workers = {number} ")


def made_in(outbox):
    found = [p for p in outbox.rglob("*") if p.is_file() and p.name not in BY_THE_RUN and p.parent.name != "記録"]
    return {path.relative_to(outbox).as_posix(): path.read_bytes() for path in found}


def told(report, outbox):
    return [(o.kind, o.ward and o.ward.code, o.path.relative_to(outbox).as_posix()) for o in report.outputs]


def test_two_workers_make_the_documents_of_one_byte_for_byte(answered):
    root = answered.workspace.root
    twin = root.with_name("二つめ")
    shutil.copytree(root, twin, copy_function=shutil.copy2)
    one = with_workers(answered, 1)
    first = answered.night(workspace=one)
    config = twin / "config.toml"
    config.write_text(config.read_text("utf-8").replace("workers = 1 ", "workers = 2 "), "utf-8")
    two = read_workspace(twin)
    second = answered.night(workspace=two)
    assert (one.settings.worker_count, two.settings.worker_count) == (1, 2)
    assert made_in(one.outbox) == made_in(two.outbox)
    assert told(first, one.outbox) == told(second, two.outbox)
    assert {kind for kind, *_ in told(second, two.outbox)} == EVERY_KIND
    assert (first.failures, second.failures) == ([], [])


def die(*_args):
    """Stand in for what makes a document, and be killed by the system as it does for want of memory."""
    os.kill(os.getpid(), signal.SIGKILL)


def starve(*_args):
    """Stand in for what makes a document, and want more memory than there may be."""
    return bytearray(1 << 40)


@unix
@pytest.mark.parametrize("end", [die, starve])
@pytest.mark.parametrize(
    ("module", "name", "kind"),
    [
        (documents, "make_summary_workbook", "summary_workbook"),
        (documents, "render_csv", "records_csv"),
        (rendering, "_make_paper", "paper"),
        (pages, "_make_page", "page"),
        (letters, "make_letter", "letter"),
    ],
)
def test_a_worker_that_dies_costs_the_documents_it_had_in_hand(answered, monkeypatch, module, name, kind, end):
    with monkeypatch.context() as patch:
        patch.setattr(module, name, end)
        report = answered.night(workspace=with_workers(answered, 2))
    made = {output.kind for output in report.outputs}
    lost = {"letter", "receipt"} if kind == "letter" else {kind}
    assert made == EVERY_KIND - lost
    # Of letters the request, the reminder and two receipts; of data a file a table.
    assert len(report.failures) == {"paper": 2, "letter": 4, "records_csv": 2}.get(kind, 1)
    assert all("メモリが足りません" in failure.message for failure in report.failures)
    again = answered.night()
    assert again.failures == []
    assert kind in {output.kind for output in again.outputs}


def die_for_one(template, facts, day):
    """Make a letter; the text for one department ends its worker."""
    if template.name.endswith(".txt") and [one.code for one in facts.addressees] == ["1203"]:
        die()
    return make_letter(template, facts, day)


@unix
def test_a_text_that_ends_its_worker_costs_itself_alone(desk, monkeypatch):
    monkeypatch.setattr(letters, "make_letter", die_for_one)
    report = desk.issue()
    there = {path.name.split("_")[3] for path in desk.workspace.outbox.rglob("06_通知/*/*/*.txt")}
    names = {department.code: department.name for department in desk.workspace.master.departments}
    assert there == {name for code, name in names.items() if code != "1203"}
    assert len(there) > 3
    assert ["メモリが足りません" in failure.message for failure in report.failures] == [True]


def hang_the_first_paper(desk, seconds):
    """Let the template of a round's first paper never end."""
    break_paper(desk, LOOP, COMMITTEE)
    edit_config(desk, "[folders]", f"[limits]\nseconds_per_document = {seconds}\n\n[folders]")


def test_a_template_that_hangs_holds_up_no_other_document(answered, monkeypatch):
    hang_the_first_paper(answered, 8)
    workspace = with_workers(answered, 2)
    there: list[str] = []
    fail = failure_log.part_failed

    def look_round(*args):
        there.extend(p.name for p in workspace.outbox.rglob("*") if p.is_file())
        return fail(*args)

    monkeypatch.setattr("kusei_batch.pipeline.outputs.writing.part_failed", look_round)
    report = answered.night(workspace=workspace)
    assert ["8秒で終わらない" in failure.message for failure in report.failures] == [True]
    assert "index.html" in there
    assert {output.kind for output in report.outputs} >= {"summary_workbook", "records_csv", "paper", "page"}


def test_failures_are_told_in_the_order_of_the_documents(answered):
    hang_the_first_paper(answered, 5)
    break_page(answered, "{{ ない名前 }}")
    report = answered.night(workspace=with_workers(answered, 2))
    names = [failure.message.partition("」")[0].rpartition("_")[2] for failure in report.failures]
    assert names == ["区役所サービス向上委員会資料.docx", "「index.html"]


def test_progress_is_told_to_the_end(answered):
    seen = []
    run_night(
        with_workers(answered, 2),
        IN_TIME,
        answered.clock + 3600,
        lambda what, done, of: seen.append((done, of)) if "資料" in what else None,
    )
    assert seen == sorted(seen)
    assert len({of for _, of in seen}) == 1
    assert seen[-1][0] == seen[-1][1] > 5


def test_a_worker_is_sent_what_its_ward_handed_in_alone(answered, monkeypatch):
    sent: list[RoundFacts] = []
    submit = LocalCrew.submit

    def keep(crew, task):
        jobs = map(open_job, task.jobs)
        args = [arg for job in jobs if isinstance(job, DocumentJob) for arg in job.args]
        sent.extend(arg for arg in args if isinstance(arg, RoundFacts))
        return submit(crew, task)

    monkeypatch.setattr(LocalCrew, "submit", keep)
    (answered.folder("1202") / "壊れた様式.xlsx").write_bytes(b"PK")
    answered.settle(answered.folder("1202") / "壊れた様式.xlsx")
    assert "quarantined" in verdicts(answered.night()).values()
    (facts,) = sent
    contents = {c.sha256 for c in facts.coverage if c.sha256}
    assert len(contents) == 3
    assert facts.problems.keys() == facts.links.keys() == contents


def test_facts_are_dropped_and_gathered_again_without_a_difference(year, monkeypatch):
    year.issue(PLAN)
    year.hand_in(PLAN, B, {"目標": [FIRST, SECOND]})
    year.issue(REPORT)
    asked: list[WardFacts] = []
    kept: list[int] = []

    def remember(found):
        asked.append(found)
        return documents.plan_documents(found)

    def gather_and_count(*words):
        kept.append(len(asked[-1]._facts))
        return gather(*words)

    gather = WardFacts._gather
    with monkeypatch.context() as patch:
        patch.setattr(night, "plan_documents", remember)
        patch.setattr(WardFacts, "_gather", gather_and_count)
        patch.setattr(round_facts, "MOST_KEPT", 1)
        assert year.night().failures == []
    few = made_in(year.workspace.outbox)
    assert len(kept) > 1
    assert set(kept) == {0}
    for path in year.workspace.outbox.rglob("03_集計/*"):
        path.unlink()
    assert year.night().failures == []
    assert made_in(year.workspace.outbox) == few
