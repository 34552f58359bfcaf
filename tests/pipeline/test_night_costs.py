"""What one fault costs: itself. Everything else of the night, or of the issue, is made, and the fault is named."""

import os
import shutil
import time

import docx
import openpyxl
import pytest

from kusei_batch.config import Workspace, read_workspace
from kusei_batch.core.problem import SettingsError
from kusei_batch.core.run import Outcome
from kusei_batch.issue.kept_forms import FOLDER
from kusei_batch.pipeline.intake import examining
from kusei_batch.pipeline.issuing import order_round
from kusei_batch.pipeline.session import open_session
from kusei_batch.pipeline.workspace.doctor import examine_workspace
from tests.pipeline.desk import ROUND, TARGET, outputs, state, verdicts

A, B, C = "1303", "1304", "1201"
PAPER = "区企画調整会議.docx"
COMMITTEE = "目標設定（委員会）.docx"
PAPER_OF_THE_COMMITTEE = "R08_目標設定_見本区_区役所サービス向上委員会資料.docx"


def break_paper(desk, tag: str, template: str = PAPER) -> None:
    """Write a tag into a paper's template, behind all that is there."""
    path = desk.workspace.paper_template(template)
    document = docx.Document(path)
    document.add_paragraph(tag)
    document.save(path)


def break_page(desk, tag: str) -> None:
    path = desk.workspace.page_template("目標の公表.html")
    head, end, tail = path.read_text(encoding="utf-8").rpartition("{% endblock %}")
    path.write_text(f"{head}{tag}{end}{tail}", encoding="utf-8")


@pytest.mark.parametrize(
    "tag",
    [
        "{{ ない名前 }}",
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        "{{ 1 // 'あ' }}",
        "{{ 'あ'.join(3) }}",
        "{{ range(10 ** 9) | list }}",
        "{{ ().__class__.__bases__ }}",
        "{% for x in 3 %}{% endfor %}",
        "{% include 'なし.docx' %}",
    ],
)
def test_a_fault_of_a_papers_template_costs_what_is_made_from_it(issued, tag):
    issued.hand_in(A, [TARGET])
    break_paper(issued, tag)
    report = issued.night()
    assert state(report, A) == "accepted"
    assert [f.exit_code for f in report.failures] == [1]
    assert "区企画調整会議資料.docx" in report.failures[0].message
    assert report.failures[0].remedy
    assert outputs(report, "summary_workbook")
    assert outputs(report, "page")
    assert [path.name for path in outputs(report, "paper")] == [PAPER_OF_THE_COMMITTEE]


@pytest.mark.parametrize("tag", ["{{ ない名前 }}", "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "{% if %}"])
def test_a_fault_of_a_pages_template_costs_that_wards_pages(issued, tag):
    issued.hand_in(A, [TARGET])
    break_page(issued, tag)
    report = issued.night()
    assert [f.exit_code for f in report.failures] == [1]
    assert "index.html" in report.failures[0].message
    assert outputs(report, "paper")
    assert outputs(report, "summary_workbook")


def test_a_sheet_that_cannot_be_written_costs_its_department_alone(desk):
    desk.issue(department=A)
    blocked = desk.blank(A)
    names = {d.code: d.name for d in desk.workspace.master.departments}
    target = blocked.with_name(blocked.name.replace(A, B).replace(names[A], names[B]))
    target.mkdir()
    (target / "x").write_bytes(b"")
    report = desk.issue()
    assert [f.exit_code for f in report.failures] == [1]
    assert target.name in report.failures[0].message
    assert len(report.issued) == len(desk.workspace.master.departments) - 2
    shutil.rmtree(target)
    again = desk.issue()
    assert [s.department_code for s in again.issued] == [B]
    assert not again.failures


def test_a_kept_form_that_cannot_be_opened_costs_its_sheets_until_it_is_back(issued):
    issued.hand_in(A, [TARGET])
    folder = issued.workspace.state / FOLDER
    (kept,) = folder.glob("*.xlsx")
    content = kept.read_bytes()
    for damaged in (b"", content[:2000], None):
        kept.unlink(missing_ok=True)
        if damaged is not None:
            kept.write_bytes(damaged)
        report = issued.night()
        assert verdicts(report)["様式.xlsx"] in {"quarantined", "unchanged"}
        assert state(report, A) != "accepted"
        assert ["控え" in f.message and ROUND in f.message for f in report.failures] == [True] * len(report.failures)
        assert report.failures
        assert {f.exit_code for f in report.failures} == {1}
    kept.write_bytes(content)
    assert state(issued.night(), A) == "accepted"


class Listing:
    """A folder's entries, one after the other, as os.scandir gives them."""

    def __init__(self, entries):
        self.entries = iter(entries)

    def __iter__(self):
        return self

    def __next__(self):
        return next(self.entries)

    def close(self):
        """Nothing is held open."""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return None


def test_a_file_that_vanishes_while_the_inbox_is_listed_costs_itself(issued, monkeypatch):
    issued.hand_in(A, [TARGET])
    gone = issued.hand_in(B, [TARGET], name="消える.xlsx")
    real = os.scandir

    def scandir(folder):
        entries = list(real(folder))
        if gone.name in {e.name for e in entries}:
            gone.unlink()
        return Listing(entries)

    monkeypatch.setattr(os, "scandir", scandir)
    assert verdicts(issued.night()) == {"様式.xlsx": "accepted"}


SECOND = """
[[rounds]]
name = "二回目"
form = "目標設定"
opens = 2026-06-01
due = 2026-06-20
"""


def edit_config(desk, old: str, new: str) -> Workspace:
    """The workspace after a change of config.toml."""
    path = desk.workspace.root / "config.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    return read_workspace(desk.workspace.root)


def edit_master(desk, sheet: str, cell: str, value: object) -> Workspace:
    """The workspace after a change of one cell of the master."""
    path = desk.workspace.master_path
    book = openpyxl.load_workbook(path)
    book[sheet][cell].value = value
    book.save(path)
    return read_workspace(desk.workspace.root)


def told(report) -> set[str]:
    return {problem.code for problem in report.faults}


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("due = 2026-06-20", "due = 2026-05-20", "config-due-before-opening"),
        ("due = 2026-06-20", 'due = "あさって"', "config-bad-value"),
        ("due = 2026-06-20", "deu = 2026-06-20", "config-unknown-key"),
        ('name = "二回目"', 'name = "目標設定"', "config-duplicate-round"),
        ("due = 2026-06-20", 'due = 2026-06-20\ndepartments = ["ない課"]', "config-unknown-department"),
    ],
)
def test_a_fault_of_one_round_costs_that_round(desk, old, new, code):
    path = desk.workspace.root / "config.toml"
    text = path.read_text(encoding="utf-8")
    head, era, tail = text.partition("[[eras]]")
    path.write_text(head + SECOND.replace(old, new) + era + tail, encoding="utf-8")
    desk.workspace = read_workspace(desk.workspace.root)
    assert [r.name for r in desk.workspace.rounds] == [ROUND]
    desk.issue()
    desk.hand_in(A, [TARGET])
    report = desk.night()
    assert code in told(report)
    assert state(report, A) == "accepted"
    assert outputs(report, "paper")
    assert report.outcome is Outcome.PARTLY
    if "二回目" in desk.workspace.left_out:
        with pytest.raises(SettingsError) as stopped:
            order_round(desk.workspace, "二回目")
        assert code in {problem.code for problem in stopped.value.problems}


def test_a_fault_of_one_paper_costs_that_paper(issued):
    issued.hand_in(A, [TARGET])
    desk_now = edit_config(issued, 'number = "資料１"', 'nmuber = "資料１"')
    report = issued.night(workspace=desk_now)
    assert told(report) == {"config-unknown-key"}
    assert [path.name for path in outputs(report, "paper")] == ["R08_目標設定_見本区_区企画調整会議資料.docx"]


@pytest.mark.parametrize(
    ("sheet", "cell", "value", "code"),
    [
        ("方針", "A2", "八年", "master-bad-year"),
        ("休業日", "A2", "春分", "master-bad-date"),
        ("基準", "C2", None, "master-blank"),
        ("方針", "D1", "本文案", "master-heading-missing"),
    ],
)
def test_a_fault_of_one_list_costs_its_row_or_list(issued, sheet, cell, value, code):
    issued.hand_in(A, [TARGET])
    workspace = edit_master(issued, sheet, cell, value)
    report = issued.night(workspace=workspace)
    assert told(report) == {code}
    assert state(report, A) == "accepted"
    assert outputs(report, "paper")
    assert not report.failures


def test_a_fault_of_one_department_costs_that_department_until_it_is_mended(issued):
    issued.hand_in(A, [TARGET])
    issued.hand_in(B, [TARGET])
    rows = openpyxl.load_workbook(issued.workspace.master_path)["部署"]
    (row,) = [cells[0].row for cells in rows.iter_rows(min_row=2) if str(cells[0].value) == A]
    workspace = edit_master(issued, "部署", f"D{row}", "区/民課")
    report = issued.night(workspace=workspace)
    assert told(report) == {"master-bad-name"}
    assert state(report, B) == "accepted"
    assert A not in {c.department.code for c in report.coverage}
    assert state(issued.night(workspace=edit_master(issued, "部署", f"D{row}", "区民課")), A) == "accepted"


def test_an_issue_heeds_the_lists_its_sheets_show_and_no_others(desk):
    desk.workspace = edit_master(desk, "休業日", "A2", "春分")
    assert desk.issue(department=A).issued
    desk.workspace = edit_master(desk, "方針", "A2", "八年")
    with pytest.raises(SettingsError) as stopped:
        desk.issue(department=B)
    assert [problem.code for problem in stopped.value.problems] == ["master-bad-year"]


LOOP = "{% for a in range(99999) %}{% for b in range(99999) %}{% for c in range(99999) %}{% endfor %}{% endfor %}{% endfor %}"
GROWING = "{% set n = namespace(t='0123456789' * 100) %}{% for i in range(60) %}{% set n.t = n.t ~ n.t %}{% endfor %}{{ n.t }}"


def limit(desk, **limits: int) -> Workspace:
    lines = "".join(f"{name} = {value}\n" for name, value in limits.items())
    return edit_config(desk, "[folders]", f"[limits]\n{lines}\n[folders]")


@pytest.mark.usefixtures("in_processes")
@pytest.mark.parametrize(
    ("tag", "seconds", "reason"),
    [(LOOP, 5, "5秒で終わらない"), (GROWING, 10, "大きすぎて、メモリに入りません")],
)
def test_a_paper_that_never_ends_or_grows_without_end_is_stopped(issued, tag, seconds, reason):
    issued.hand_in(A, [TARGET])
    break_paper(issued, tag)
    workspace = limit(issued, seconds_per_document=seconds, memory_mb=512)
    report = issued.night(workspace=workspace)
    (failure,) = report.failures
    assert failure.exit_code == 1
    assert "区企画調整会議資料.docx" in failure.message
    assert reason in " ".join([failure.message, *(str(problem.params) for problem in failure.problems)])
    assert PAPER in " ".join([failure.message, *(problem.location.file or "" for problem in failure.problems)])
    assert [path.name for path in outputs(report, "paper")] == [PAPER_OF_THE_COMMITTEE]
    assert outputs(report, "summary_workbook")
    assert outputs(report, "page")
    with open_session(workspace):
        pass


@pytest.mark.usefixtures("in_processes")
def test_a_page_that_never_ends_is_stopped(issued):
    issued.hand_in(A, [TARGET])
    break_page(issued, LOOP)
    report = issued.night(workspace=limit(issued, seconds_per_document=5))
    assert ["5秒で終わらない" in failure.message for failure in report.failures] == [True]
    assert outputs(report, "paper")


@pytest.mark.usefixtures("in_processes")
def test_a_file_that_takes_too_long_is_tried_once_and_remembered(issued, monkeypatch):
    tries = issued.workspace.root / "tries"
    issued.hand_in(A, [TARGET])
    issued.hand_in(B, [TARGET], name="遅い.xlsx")

    def examine(room, job):
        if job.path.endswith("遅い.xlsx"):
            with tries.open("a") as file:
                file.write("x")
            time.sleep(60)
        return examining.examine(room, job)

    monkeypatch.setattr("kusei_batch.pipeline.intake.examined_files.examine", examine)
    workspace = limit(issued, seconds_per_file=5)
    report = issued.night(workspace=workspace)
    assert verdicts(report) == {"様式.xlsx": "accepted", "遅い.xlsx": "quarantined"}
    assert {p.code for f in report.files for p in f.problems if p.severity.value == "error"} == {"reader-too-slow"}
    report = issued.night(workspace=workspace)
    assert verdicts(report)["遅い.xlsx"] == "unchanged"
    assert [receipt.path.rpartition("/")[2] for receipt, _ in report.unidentified] == ["遅い.xlsx"]
    assert tries.read_text() == "x"


@pytest.mark.usefixtures("in_processes")
def test_doctor_tells_of_a_template_that_never_ends(desk):
    break_page(desk, LOOP)
    limit(desk, seconds_per_document=5)
    assert [
        problem.code for problem in examine_workspace(desk.workspace.root) if problem.severity.value == "error"
    ] == ["paper-never-ends"]
