"""Two fiscal years in one workspace: figures beside last year's, and papers that ask for other rounds."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from copy import copy

import docx
import openpyxl
import pytest

from kusei_batch.config import read_workspace
from kusei_batch.core.problem import Severity
from kusei_batch.errors import UsageError
from kusei_batch.ledger import open_ledger, read_ledger
from kusei_batch.pipeline.questions import read_records, read_status
from kusei_batch.pipeline.session import read_key
from kusei_batch.pipeline.workspace.doctor import examine_workspace
from kusei_batch.pipeline.workspace.form_check import read_form
from tests.pipeline.desk import IN_TIME, ROUND, TARGET, Desk

A, B = "1303", "1304"
TOTALS = (
    {
        "シート名": "年度別",
        "種類": "クロス集計",
        "表": "目標",
        "行": "予算措置",
        "列": "年度",
        "値": "件数",
        "図": "棒",
    },
    {"シート名": "目標値の推移", "種類": "推移", "表": "目標", "行": "評価指標", "値": "目標値"},
)
PAPER = (
    '昨年{{ 前年度("目標設定").記録("目標")|件数 }}件、対象{{ 前年度("目標設定").提出状況.対象 }}部署、未発行{{ 前年度("目標設定").提出状況.未発行 }}部署、受理{{ 前年度("目標設定").提出状況.受理 }}部署、期限{{ 前年度("目標設定").提出期限 }}',
    '意見{{ 回("意見").発行済 }}{{ 回("意見").記録("目標")|件数 }}件{{ 回("意見").集計("年度別").実数 }}',
)
OPINIONS = '\n[[rounds]]\nname = "意見"\nform = "目標設定"\nopens = {year}-05-01\ndue = {year}-06-01\n'


def write_definitions(desk: Desk) -> None:
    """Ask for figures over the years in the template, and for other rounds in the paper."""
    path = desk.workspace.template(ROUND)
    book = openpyxl.load_workbook(path)
    sheet = book["_集計"]
    headings = [cell.value for cell in sheet[1]]
    for heading in ("目標", "向き", "条件"):
        if heading not in headings:
            headings.append(heading)
            sheet.cell(1, len(headings)).value = heading
    for row in TOTALS:
        sheet.append([row.get(heading) for heading in headings])
    book.save(path)
    paper = desk.workspace.paper_template("区企画調整会議.docx")
    document = docx.Document()
    for text in PAPER:
        document.add_paragraph(text)
    document.save(str(paper))


def begin_year(desk: Desk, year: int) -> None:
    """The same config.toml for another year, with a round that nobody has been sent yet."""
    path = desk.workspace.root / "config.toml"
    text = re.sub(r"(fiscal_year = |opens = |due = )20\d\d", rf"\g<1>{year}", path.read_text(encoding="utf-8"))
    papers, eras = text.split("[[eras]]", 1)
    path.write_text(
        f"{papers.split('[[rounds]]' + chr(10) + 'name = ' + chr(34) + '意見')[0]}"
        f"{OPINIONS.format(year=year)}\n[[eras]]{eras}",
        encoding="utf-8",
    )
    desk.workspace = read_workspace(desk.workspace.root)
    desk.form = read_form(desk.workspace, ROUND)


def move_round(desk: Desk) -> None:
    """Let this year's round be due a month later than last year's, and for one department alone."""
    path = desk.workspace.root / "config.toml"
    text = path.read_text(encoding="utf-8")
    assert text.count("due = 2027-04-24") == 1
    path.write_text(text.replace("due = 2027-04-24", f'due = 2027-05-24\ndepartments = ["{A}"]'), encoding="utf-8")
    desk.workspace = read_workspace(desk.workspace.root)


@pytest.fixture(scope="module")
def second_year(tmp_path_factory):
    desk = Desk(tmp_path_factory.mktemp("二年"))
    write_definitions(desk)
    begin_year(desk, 2026)
    desk.issue(department=A)
    desk.issue(department=B)
    desk.hand_in(A, [TARGET, TARGET | {"目標": "別の目標を12件行います。", "予算措置": "不要"}])
    desk.night()
    begin_year(desk, 2027)
    move_round(desk)
    desk.issue(department=A)
    (sheet,) = (desk.workspace.outbox / "R09").rglob(f"*_{A}_*.xlsx")
    target = TARGET | {"期限": dt.date(2028, 3, 31), "目標値": 1, "予算措置": "不要"}
    desk.hand_in(A, [target], {"記入日": dt.date(2027, 4, 13)}, name="翌年.xlsx", source=sheet)
    report = desk.night(IN_TIME.replace(year=2027))
    return desk, report


def written(report, kind):
    return next(output.path for output in report.outputs if output.kind == kind)


def test_this_year_stands_beside_the_last(second_year) -> None:
    _, report = second_year
    assert not report.failures
    book = openpyxl.load_workbook(written(report, "summary_workbook"))
    rows = {row[0]: row[1:3] for row in book["年度別"].iter_rows(values_only=True) if row[0]}
    assert rows["予算措置＼年度"] == ("令和8年度", "令和9年度")
    assert rows["不要"] == (1, 1)
    assert rows["計"] == (2, 1)
    trend = [row[:4] for row in book["目標値の推移"].iter_rows(values_only=True)]
    figures = {row[0]: row[2:] for row in trend if row[1] == "目標値"}
    # Two targets bear one number in two years: no line may stand in another's place.
    told = ("区民課1、令和9年度", "区民課1、令和8年度", "区民課2")
    assert list(figures) == [f"{TARGET['評価指標']}（{words}）" for words in told]
    assert list(figures.values()) == [("－", 1), (2, "－"), (2, "－")]
    assert "目標値の推移" in [row[1].value for row in book["目次"].iter_rows()]


def test_the_paper_asks_for_last_year_and_for_a_round_that_was_not_issued(second_year) -> None:
    _, report = second_year
    (paper,) = [output.path for output in report.outputs if "区企画調整会議" in output.path.name]
    last, opinions = docx.Document(str(paper)).paragraphs
    assert last.text == "昨年2件、対象2部署、未発行0部署、受理1部署、期限令和8年4月24日"
    assert opinions.text == "意見False0件－"


def test_last_years_answers_can_still_be_looked_at(second_year) -> None:
    desk, _ = second_year
    last = read_status(desk.workspace, dt.date(2027, 4, 20), 2026)
    (round_,) = last.rounds
    assert (round_.round.fiscal_year, round_.round.due) == (2026, dt.date(2026, 4, 24))
    assert {c.department.code: c.state.value for c in round_.coverage} == {A: "accepted", B: "overdue"}
    texts = [r.fields["目標"] for r in read_records(desk.workspace, ROUND, 2026) if r.table == "目標"]
    assert texts == [TARGET["目標"], "別の目標を12件行います。"]
    assert len([r for r in read_records(desk.workspace, ROUND) if r.table == "目標"]) == 1
    with pytest.raises(UsageError, match="令和6年度に発行した様式はありません"):
        read_status(desk.workspace, IN_TIME, 2024)


def test_doctor_knows_the_rounds_and_tells_one_that_is_misspelt(second_year) -> None:
    desk, _ = second_year
    codes = {p.code for p in examine_workspace(desk.workspace.root) if p.severity is not Severity.INFO}
    assert not {code for code in codes if code.startswith("paper-")}
    path = desk.workspace.paper_template("区企画調整会議.docx")
    document = docx.Document(str(path))
    document.add_paragraph('{{ 回("意貝").発行済 }}{{ 前年度("意見").一覧("目標").件数 }}')
    document.save(str(path))
    found = examine_workspace(desk.workspace.root)
    told = {p.code: p for p in found if p.code.startswith("paper-") and p.severity is not Severity.INFO}
    assert set(told) == {"paper-unknown-round", "paper-unknown-totals"}
    assert "もしかして「意見」ですか。" in told["paper-unknown-round"].remedy


def test_last_years_sheet_handed_in_this_year_is_accepted_as_last_years_and_told(second_year):
    desk, _ = second_year
    old = next((desk.workspace.outbox / "R08").rglob(f"*_{B}_*.xlsx"))
    desk.hand_in(B, [TARGET], name="去年の様式.xlsx", source=old)
    report = desk.night(IN_TIME.replace(year=2027))
    (result,) = [f for f in report.files if f.path.endswith("去年の様式.xlsx")]
    (told,) = [p for p in result.problems if p.code == "sheet-of-another-year"]
    assert "令和8年度の提出として受け取りました。令和9年度の提出にはなりません" in told.message
    assert result.verdict.value == "accepted_with_warnings"


def test_last_years_round_is_as_it_was_issued_whatever_its_sheets_print(second_year, tmp_path):
    desk, _ = second_year
    root = tmp_path / "写し"
    shutil.copytree(desk.workspace.root, root)
    workspace = read_workspace(root)
    with open_ledger(workspace.state, read_key(workspace.state)) as ledger, ledger.entries.transaction():
        for number, values in ledger.entries.sound("register").items():
            ledger.entries.mend("register", number, {**values, "stamped": "{}"})
    (last,) = read_status(workspace, IN_TIME.replace(year=2027), 2026).rounds
    assert (last.round.opens, last.round.due) == (dt.date(2026, 4, 1), dt.date(2026, 4, 24))
    assert last.round.departments == {A, B}


def test_a_round_issued_again_with_another_due_day_is_due_then(second_year, tmp_path):
    desk, _ = second_year
    root = tmp_path / "写し"
    shutil.copytree(desk.workspace.root, root)
    config = root / "config.toml"
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace("due = 2027-05-24", "due = 2027-06-11"), encoding="utf-8")
    again = copy(desk)
    again.workspace = read_workspace(root)
    due = []
    for step in (lambda: None, lambda: again.issue(department=A), lambda: again.issue(department=A, again=True)):
        step()
        with read_ledger(again.workspace.state) as ledger:
            rounds = ledger.rounds()
        due.append(rounds[2027, ROUND].due)
        assert rounds[2026, ROUND].due == dt.date(2026, 4, 24)
    # A sheet that is left alone keeps the day it was issued with.
    assert due == [dt.date(2027, 5, 24), dt.date(2027, 5, 24), dt.date(2027, 6, 11)]
