"""A city's first hour: a blank workspace, filled in as a coordinator does, and what doctor tells on the way."""

import datetime as dt
from dataclasses import replace

import openpyxl
import pytest

from kusei_batch.cli.screen import list_problems
from kusei_batch.config import read_workspace
from kusei_batch.core.problem import Location, Problem, SettingsError, Severity, merge_equal
from kusei_batch.core.text.hint import suggest
from kusei_batch.pipeline.issuing import issue_round, order_round
from kusei_batch.pipeline.workspace.doctor import examine_workspace
from kusei_batch.pipeline.workspace.init import init_workspace

WARDS = [("3", "川下区"), ("4", "川上区")]
DEPARTMENTS = [("301", "3", "区民部", "窓口課", 1, "内線 1"), ("401", "4", "区民部", "窓口課", 2, "内線 2")]
POLICIES = [(2026, code, "1", "区民の待つ時間を短くする。") for code, _ in WARDS]
ASKED = {"設問": [("Q-1", "待ち時間は、長くありませんでしたか。")], "指標": [("I-1", "301", "土手を歩く人")]}


@pytest.fixture
def blank(tmp_path):
    init_workspace(tmp_path / "新しい市", dry_run=False, blank=2026)
    return tmp_path / "新しい市"


@pytest.fixture
def sample(tmp_path):
    init_workspace(tmp_path / "見本", dry_run=False)
    return tmp_path / "見本"


def configure(root, **words):
    path = root / "config.toml"
    text = path.read_text(encoding="utf-8")
    for key, value in words.items():
        text = "\n".join(f'{key} = "{value}"' if line.startswith(f"{key} = ") else line for line in text.splitlines())
    path.write_text(text + "\n", encoding="utf-8")


def fill(root, below=3, **lists):
    path = root / "templates_xlsx" / "マスタ.xlsx"
    book = openpyxl.load_workbook(path)
    for name, rows in lists.items():
        for number, row in enumerate(rows, below):
            for column, value in enumerate(row, 1):
                book[name].cell(number, column).value = value
    book.save(path)


def settle(root):
    configure(root, city="川下市", submit_to="区民部の棚", contact="企画課")
    standards = [("N-1", "お知らせ", "お知らせは一枚に収める。", 2020)]
    measures = [("P1", "水辺を歩けるまちにする", "川の土手を歩く人が増える", 2020)]
    fill(root, 区=WARDS, 部署=DEPARTMENTS, 方針=POLICIES, 基準=standards, 施策=measures, **ASKED)


def told(root):
    return [p for p in examine_workspace(root) if p.severity is not Severity.INFO]


def test_a_blank_workspace_asks_for_what_is_missing_and_for_nothing_else(blank):
    with pytest.raises(SettingsError) as refused:
        read_workspace(blank)
    found = {(p.code, p.location.sheet or p.location.field) for p in refused.value.problems}
    assert found == {("config-value-blank", "city"), ("master-sheet-empty", "区"), ("master-sheet-empty", "部署")}


def test_each_list_has_its_headings_and_one_grey_example_that_counts_for_nothing(blank):
    book = openpyxl.load_workbook(blank / "templates_xlsx" / "マスタ.xlsx")
    for name in ("区", "部署", "方針", "基準", "設問", "指標"):
        sheet = book[name]
        assert str(sheet["A2"].value).startswith("（例）")
        assert sheet["A2"].font.color.rgb == "FF808080"
        assert [cell.value for row in sheet.iter_rows(min_row=3) for cell in row if cell.value is not None] == []
    assert [cell.value for cell in book["部署"][1]][-6:] == ["終了日", "引継先", "所属長", "部長", "部長連絡先", "種別"]
    assert [book["部署"].cell(2, column).value for column in (7, 8)] == [None, None]
    offered = {str(rule.sqref): rule.formula1 for rule in book["部署"].data_validations.dataValidation}
    assert offered["B2:B500"] == "区!$A$2:$A$100"
    settle(blank)
    master = read_workspace(blank).master
    assert [w.name for w in master.wards] == ["川下区", "川上区"]
    assert not any("例" in d.code for d in master.departments)
    assert [s.id for s in master.free_lists["基準"]] == ["N-1"]


def test_a_filled_workspace_is_whole_and_issues_to_its_own_departments(blank):
    settle(blank)
    assert told(blank) == []
    workspace = read_workspace(blank)
    report = issue_round(workspace, order_round(workspace, "目標設定"), dt.date(2026, 4, 1))
    assert [s.department_code for s in report.issued] == ["301", "401"]


def test_lists_that_only_later_rounds_go_by_are_asked_for_without_an_error(blank):
    settle(blank)
    fill(blank, 施策=[[None] * 4], 設問=[[None] * 2], 指標=[[None] * 3])
    before = dt.datetime(2026, 3, 25, tzinfo=dt.UTC)
    found = {
        (p.code, p.severity.value, p.location.sheet): p
        for p in examine_workspace(blank, before)
        if p.severity is not Severity.INFO
    }
    assert set(found) == {
        ("choice-list-empty", "warning", "_選択肢"),
        ("row-list-empty", "warning", "設問"),
        ("row-list-empty", "warning", "指標"),
    }
    choices = found["choice-list-empty", "warning", "_選択肢"]
    assert "一覧「施策」" in choices.message
    assert 'form = "事務事業" の [[rounds]]' in choices.remedy
    assert (
        "「来庁者アンケート（前期）」「来庁者アンケート（後期）」" in found["row-list-empty", "warning", "設問"].message
    )
    after = dt.datetime(2027, 3, 30, tzinfo=dt.UTC)
    assert ("choice-list-empty", "error") in {(p.code, p.severity.value) for p in examine_workspace(blank, after)}
    workspace = read_workspace(blank)
    report = issue_round(workspace, order_round(workspace, "成果指標"), dt.date(2027, 3, 1))
    assert [p.code for p in report.cautions] == ["row-list-empty"]


def test_where_to_turn_is_asked_for_when_it_is_left_blank(blank):
    settle(blank)
    configure(blank, contact="")
    office, pages = sorted(told(blank), key=lambda problem: problem.code)
    assert (office.code, office.location.field) == ("config-nowhere-to-turn", "contact")
    assert pages.code == "page-without-contact"
    assert pages.message.startswith("川下区、川上区の公表ページ（回「目標設定」の「目標」、")


def test_what_is_still_the_samples_is_named_by_key_and_by_sheet_once_each(sample):
    assert told(sample) == []
    configure(sample, city="川下市")
    found = [(p.code, p.location.sheet or p.location.field, len(p.location.cells)) for p in told(sample)]
    kept = {name: count for code, name, count in found if code == "master-sample-kept"}
    assert (kept["区"], kept["部署"], kept["方針"], kept["基準"]) == (1, 15, 12, 21)
    assert "休業日" not in kept
    keys = {name for code, name, _ in found if code == "config-sample-kept"}
    pages = {f"rounds[{number}].pages[1].contact" for number in (1, 4, 5, 7, 8)} | {"rounds[4].pages[2].contact"}
    assert keys == {"submit_to", "contact"} | pages


def test_a_row_that_was_changed_is_the_citys_own(sample):
    configure(sample, city="川下市")
    fill(sample, below=2, 基準=[("A-1", "お知らせ", "お知らせは一枚に収める。", 2026)])
    cells = next(p.location.cells for p in told(sample) if p.location.sheet == "基準")
    assert (cells[0], len(cells)) == ("A3", 20)


def test_one_wrong_code_in_many_rows_is_one_fault_with_all_its_cells(blank, capsys):
    settle(blank)
    fill(blank, 方針=[(2026, "7", str(n), f"方針{n}") for n in range(1, 6)])
    (problem,) = merge_equal(read_workspace(blank).faults)
    assert problem.location.cells == ("B3", "B4", "B5", "B6", "B7")
    list_problems([problem])
    assert "シート「方針」 B3～B7" in capsys.readouterr().out
    assert "もしかして" not in problem.message + problem.remedy


def test_what_differs_or_has_no_cell_is_not_made_one():
    place = Location("方針", ("B2",), "区コード", "マスタ.xlsx")
    one = Problem("master-unknown-ward", Severity.ERROR, place, {"value": "7", "hint": ""})
    other = replace(one, params={"value": "8", "hint": ""})
    bare = Problem("zero-bytes", Severity.ERROR, Location(file="a.xlsx"))
    assert merge_equal([one, other, bare, bare]) == [one, other, bare, bare]


@pytest.mark.parametrize("word", ["1303", "R08-1303-1-99", "K1", "A-1"])
def test_nothing_is_guessed_for_a_code(word):
    known = [f"{word[:-1]}{n}" for n in "02468"]
    assert suggest(word, known).startswith("指定できるもの：")


def edit_policy(root):
    fill(root, 方針=[(2026, "3", "1", "待たせない区役所にする。")])


def edit_due(root):
    path = root / "config.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('due = "4月24日"', 'due = "4月28日"'), "utf-8")


def edit_template(root):
    path = root / "templates_xlsx" / "目標設定.xlsx"
    book = openpyxl.load_workbook(path)
    book[book.sheetnames[0]].title = "目標"
    book.save(path)


def edit_contact(root):
    configure(root, contact="総務課")


@pytest.mark.parametrize(
    ("edit", "changes"),
    [
        (edit_policy, "方針 1枚（川下区 窓口課）"),
        (edit_due, "提出期限 2枚（配った全部署）"),
        (edit_contact, "問合せ先 2枚（配った全部署）"),
        (edit_template, "様式のひな形 2枚（配った全部署）"),
    ],
)
def test_what_was_changed_after_issue_is_told_with_the_number_of_sheets(blank, edit, changes):
    settle(blank)
    workspace = read_workspace(blank)
    issue_round(workspace, order_round(workspace, "目標設定"), dt.date(2026, 4, 1))
    assert not [p for p in told(blank) if p.code == "issued-outdated"]
    edit(blank)
    (problem,) = [p for p in told(blank) if p.code == "issued-outdated"]
    assert changes in problem.message
    assert "kusei issue 目標設定 --again" in problem.remedy
