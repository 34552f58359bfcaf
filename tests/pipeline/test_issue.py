"""発行: every department once, the same id when it is issued again."""

import datetime as dt
import json

import openpyxl
import pytest
from click.testing import CliRunner

from kusei_batch.cli import cli
from kusei_batch.cli.round_screens import show_issue
from kusei_batch.core.identity import parse_sheet_id
from kusei_batch.errors import UsageError
from kusei_batch.pipeline.issuing import issue_round, order_round
from kusei_batch.pipeline.questions import read_status
from kusei_batch.pipeline.rehearsal import rehearse
from kusei_batch.pipeline.workspace.verifying import verify_workspace
from tests.pipeline.desk import IN_TIME, ROUND, TARGET


def files(folder):
    return {p.relative_to(folder): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_every_department_gets_a_sheet_of_its_own(desk):
    report = desk.issue()
    departments = {d.code for d in desk.workspace.master.departments}
    assert {s.department_code for s in report.issued} == departments
    assert len({s.sheet_id for s in report.issued}) == len(departments)
    assert all(parse_sheet_id(s.sheet_id) for s in report.issued)
    names = {p.name for p in desk.workspace.outbox.rglob("01_配布/*/*.xlsx")}
    assert "R08_目標設定_1303_区民課.xlsx" in names
    assert len(names) == len(departments)


def test_a_second_issue_does_nothing(desk):
    first = desk.issue()
    before = files(desk.workspace.outbox)
    second = desk.issue()
    assert second.issued == ()
    assert {s.sheet_id for s in second.left} == {s.sheet_id for s in first.issued}
    assert files(desk.workspace.outbox) == before


def test_issued_again_it_keeps_its_id_and_its_bytes(desk):
    first = desk.issue()
    before = files(desk.workspace.outbox)
    again = desk.issue(again=True)
    assert [s.sheet_id for s in again.issued] == [s.sheet_id for s in first.issued]
    assert files(desk.workspace.outbox) == before


def test_one_department_alone_can_be_issued(desk):
    some = desk.workspace.master.departments[3]
    report = desk.issue(department=some.name)
    assert [s.department_code for s in report.issued] == [some.code]
    rest = desk.issue()
    assert len(rest.issued) == len(desk.workspace.master.departments) - 1


def test_a_sheet_shows_what_the_department_must_know(desk):
    desk.issue()
    department = desk.workspace.master.departments[0]
    book = openpyxl.load_workbook(desk.blank(department.code))
    assert book.properties.title == f"{desk.form.title}　令和8年度"
    sheet = book[desk.form.fields[0].sheet]
    text = "\n".join(str(c.value) for row in sheet.iter_rows() for c in row if c.value)
    for shown in ("令和8年度（2026年度）", department.name, department.ward.name, "令和8年4月24日（金）", "R08-"):
        assert shown in text
    for policy in desk.workspace.master.policy_of(department.ward, 2026):
        assert policy.text in text
    assert "{{" not in text


def test_an_unknown_round_or_department_is_told_with_what_exists(desk):
    with pytest.raises(UsageError, match="目標設定値"):
        desk.workspace.round("目標設定値")
    with pytest.raises(UsageError) as caught:
        desk.issue(department="存在課")
    assert "指定できるもの" in caught.value.remedy


def test_a_rehearsal_leaves_no_trace(desk):
    before = files(desk.workspace.root)
    with rehearse(desk.workspace) as scratch:
        report = issue_round(scratch, order_round(scratch, ROUND), IN_TIME)
    assert len(report.issued) == len(desk.workspace.master.departments)
    assert files(desk.workspace.root) == before


@pytest.mark.parametrize("word", ["sent_back", "accepted"])
def test_issuing_again_can_be_rehearsed_with_what_came_back(issued, word):
    """What was typed is read from the kept originals, which a rehearsal must find as the real run does."""
    issued.hand_in("1303", [TARGET | ({"目標": None} if word == "sent_back" else {})])
    assert [f.verdict.value for f in issued.night().files] == [word]
    before = files(issued.workspace.root)
    place = ["-w", str(issued.workspace.root)]
    for words in (["--json"], []):
        result = CliRunner().invoke(cli, [*place, *words, "issue", ROUND, "--again", "--dry-run"])
        assert result.exit_code == 0
        assert files(issued.workspace.root) == before
        if words:
            (kept,) = json.loads(result.stdout)["kept"]
            assert "-1303-" in kept
        else:
            assert f"{len(issued.workspace.master.departments)}枚を発行します。" in result.output
            assert "1枚には、すでに届いていた記入を写します。" in result.output
    issued.issue(again=True)
    sheet, cell = issued.cell("評価指標")
    (path,) = (issued.workspace.year_folder(2026, ROUND) / "01_配布").rglob("*_1303_*.xlsx")
    assert openpyxl.load_workbook(path)[sheet][cell].value == TARGET["評価指標"]


def test_before_the_issue_nobody_is_missing(desk):
    assert {c.state.value for c in read_status(desk.workspace, IN_TIME).coverage} == {"not_issued"}


def test_verify_notices_an_issued_sheet_that_is_gone(issued):
    assert verify_workspace(issued.workspace) == []
    next(issued.workspace.outbox.rglob("01_配布/*/*.xlsx")).unlink()
    assert [p.code for p in verify_workspace(issued.workspace)] == ["issued-file-missing"]


@pytest.mark.parametrize(
    ("day", "told"),
    [
        (dt.date(2026, 3, 31), ["issue-before-opening"]),
        (dt.date(2026, 4, 1), []),
        (dt.date(2026, 4, 24), []),
        (dt.date(2026, 4, 25), ["issue-after-due"]),
    ],
)
def test_a_round_handed_out_before_it_opens_or_when_it_is_over_is_told(desk, day, told, capsys):
    order = order_round(desk.workspace, ROUND)
    report = issue_round(desk.workspace, order, day)
    assert [problem.code for problem in report.cautions] == told
    assert len(report.issued) == len(desk.workspace.master.departments)
    assert show_issue(False, desk.workspace, report, dry_run=False) == 0
    shown = capsys.readouterr().out
    assert all(f"[{code}]" in shown for code in told)
    again = issue_round(desk.workspace, order, day)
    assert not again.cautions
