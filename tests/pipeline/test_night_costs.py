"""What one fault costs: itself. Everything else of the night, or of the issue, is made, and the fault is named."""

import os
import shutil

import docx
import pytest

from kusei_batch.issue.forms import FOLDER
from tests.pipeline.desk import ROUND, TARGET, outputs, state, verdicts

A, B, C = "1303", "1304", "1201"
PAPER = "区企画調整会議.docx"


def break_paper(desk, tag: str) -> None:
    """Write a tag into the papers' template, behind all that is there."""
    path = desk.workspace.paper_template(PAPER)
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
        "{{ 1 // 0 }}",
        "{{ 'あ'.join(3) }}",
        "{{ range(10 ** 9) | list }}",
        "{{ ().__class__.__bases__ }}",
        "{% for x in 3 %}{% endfor %}",
        "{% include 'なし.docx' %}",
    ],
)
def test_a_fault_of_a_papers_template_costs_the_papers_made_from_it(issued, tag):
    issued.hand_in(A, [TARGET])
    break_paper(issued, tag)
    report = issued.night()
    assert state(report, A) == "accepted"
    assert [f.exit_code for f in report.failures] == [1, 1]
    assert ["資料.docx" in f.message for f in report.failures] == [True, True]
    assert all(f.remedy for f in report.failures)
    assert outputs(report, "summary_workbook")
    assert outputs(report, "page")
    assert not outputs(report, "paper")


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
        assert [ROUND in f.message for f in report.failures if "控え" in f.message] == [True]
        assert {f.exit_code for f in report.failures} == {1}
    kept.write_bytes(content)
    assert state(issued.night(), A) == "accepted"


class Listing(list[os.DirEntry[str]]):
    """A folder's entries as os.scandir gives them."""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return None


def test_a_file_that_vanishes_while_the_inbox_is_listed_costs_itself(issued, monkeypatch):
    issued.hand_in(A, [TARGET])
    gone = issued.hand_in(B, [TARGET], name="消える.xlsx")
    real = os.scandir

    def scandir(folder):
        entries = Listing(real(folder))
        if str(folder) == str(gone.parent):
            gone.unlink(missing_ok=True)
        return entries

    monkeypatch.setattr(os, "scandir", scandir)
    assert verdicts(issued.night()) == {"様式.xlsx": "accepted"}
