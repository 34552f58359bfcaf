"""改正: from what a department proposes to the sheet it is issued in the year from which the new wording holds."""

import re

import openpyxl
import pytest

from kusei_batch.config import read_workspace
from kusei_batch.pipeline.workspace.form_check import read_form
from tests.pipeline.desk import ROUND, TARGET, Desk, begin_kept, withdraw_proposals
from tests.pipeline.test_defined_decisions import A, define, sheet_rows, told, write

SHEET, OLD, NEW = (
    "基準の改正",
    "電話は呼出音3回以内に取り、課名と名前を名乗る。",
    "電話は呼出音2回以内に取り、課名と名前を名乗る。",
)
STEPS = "新設、改正、廃止、見送り"
HEAD = ("シート", "列", "区分", "型", "選択肢", "参照")
ENTERED = (
    ("新しい基準ID", "記入", "文字", None, "基準.基準ID"),
    ("新しい場面", "記入", "文字", None, "基準.場面"),
    ("決定した文", "記入", "長文", None, "基準.本文"),
    ("適用年度", "記入", "文字", None, "基準.適用開始年度"),
)
"""What the coordinator writes of a standard that is decided."""
DEFINED = (
    (SHEET, "基準ID", "表示", None, None, "基準.基準ID"),
    (SHEET, "改正案", "表示", None, None, "基準.本文"),
    (SHEET, "現行", "現行", None, None, "基準.本文"),
    (SHEET, "採否", "判断", None, STEPS),
    *((SHEET, *column) for column in ENTERED),
)
SAID = {
    "目標.提案先": SHEET,
    "目標.提案の条件": "目標値 ≦ 3",
    "目標.提案.基準ID": "B-1",
    "目標.提案.改正案": "{{目標}}",
}


@pytest.fixture
def desk(tmp_path):
    """A workspace whose form proposes a standard's wording, the proposal before the coordinator."""
    return begin_kept(tmp_path / "作業フォルダ", _begin_proposed)


def _begin_proposed(folder):
    desk = Desk(folder)
    define(desk.workspace.root, DEFINED, HEAD)
    path = desk.workspace.template(ROUND)
    book = openpyxl.load_workbook(path)
    withdraw_proposals(book)
    for key, value in SAID.items():
        book["_設定"].append([key, value])
    book.save(path)
    desk.workspace = read_workspace(desk.workspace.root)
    desk.form = read_form(desk.workspace, ROUND)
    desk.issue(department=A)
    desk.hand_in(A, [TARGET | {"目標": NEW}])
    desk.night()
    return desk


def standards(desk, year):
    desk.workspace = read_workspace(desk.workspace.root)
    return {row["基準ID"]: row["本文"] for row in desk.workspace.master.lists(year)["基準"]}


def turn(desk, year=2027):
    path = desk.workspace.root / "config.toml"
    path.write_text(re.sub(r"(?m)^fiscal_year = \d+", f"fiscal_year = {year}", path.read_text("utf-8")), "utf-8")
    desk.workspace = read_workspace(desk.workspace.root)


def offered(path):
    """Every text of an issued sheet but those of its examples, among them the choices of its lists."""
    sheets = [sheet for sheet in openpyxl.load_workbook(path) if not sheet.title.startswith("記入例")]
    return {str(cell.value) for sheet in sheets for row in sheet.iter_rows() for cell in row if cell.value}


def test_a_proposal_becomes_the_wording_of_next_year_and_this_year_keeps_its_own(desk):
    (row,) = sheet_rows(desk, SHEET)
    assert (row["基準ID"], row["改正案"]) == ("B-1", NEW)
    assert standards(desk, 2027)["B-1"] == OLD
    write(desk, SHEET, 2, 採否="改正")
    assert told(desk) == []
    assert (standards(desk, 2026)["B-1"], standards(desk, 2027)["B-1"]) == (OLD, NEW)
    master = openpyxl.load_workbook(desk.workspace.master_path)["基準"]
    assert NEW not in {cell.value for cell in master["C"]}
    turn(desk)
    (issued,) = desk.issue(department=A).issued
    assert issued.fiscal_year == 2027
    (path,) = desk.workspace.outbox.rglob(f"R09/**/01_配布/*/*_{A}_*.xlsx")
    assert f"B-1 {NEW}" in offered(path)
    assert f"B-1 {OLD}" not in offered(path)


def test_what_the_list_says_now_is_written_beside_every_row_that_names_its_id(desk):
    assert [row["現行"] for row in sheet_rows(desk, SHEET)] == [OLD]
    write(desk, SHEET, 3, 新しい基準ID="Ｇ-2 服装のこと")
    desk.night()
    assert [row["現行"] for row in sheet_rows(desk, SHEET)] == [
        OLD,
        "服装と身だしなみを整え、話しかけやすい態度で仕事をする。",
    ]
    write(desk, SHEET, 2, 採否="改正")
    desk.night()
    assert next(row["現行"] for row in sheet_rows(desk, SHEET)) == OLD
    turn(desk)
    assert desk.workspace.master.free_lists[SHEET][0].texts["現行"] == OLD


def test_what_is_carried_over_is_called_as_the_standard_is_now(desk):
    """Nobody is told that the words the sheet came with are no choice."""
    desk.hand_in(A, [TARGET | {"目標": NEW, "対応する基準": f"B-1 {OLD}"}], name="前の文.xlsx")
    desk.night()
    write(desk, SHEET, 2, 採否="改正")
    turn(desk)
    form = read_form(desk.workspace, ROUND)
    now = form.named_now(form.field("対応する基準", "目標"))
    assert now[f"B-1 {OLD}"] == f"B-1 {NEW}"
    assert now["B-1"] == f"B-1 {NEW}"


def test_what_was_decided_otherwise_goes_before_what_was_proposed_and_in_the_year_said(desk):
    write(desk, SHEET, 2, 採否="改正", 決定した文="電話は呼出音2回以内に取る。", 適用年度="令和10年度")
    assert told(desk) == []
    assert [standards(desk, year)["B-1"] for year in (2027, 2028)] == [OLD, "電話は呼出音2回以内に取る。"]


def test_what_is_declined_changes_nothing(desk):
    write(desk, SHEET, 2, 採否="見送り")
    assert (told(desk), standards(desk, 2027)["B-1"]) == ([], OLD)


def test_rows_of_people_add_and_abolish(desk):
    write(desk, SHEET, 3, 採否="新設", 新しい基準ID="B-4", 新しい場面="電話対応", 決定した文="折返し先を復唱する。")
    write(desk, SHEET, 4, 採否="廃止", 新しい基準ID="G-2")
    assert told(desk) == []
    now, then = standards(desk, 2026), standards(desk, 2027)
    assert (now.keys() - then.keys(), then.keys() - now.keys()) == ({"G-2"}, {"B-4"})
    assert list(then).index("B-4") == list(then).index("B-3") + 1
    desk.night()
    assert [row["ID"] for row in sheet_rows(desk, SHEET)][1:] == [f"{SHEET}1", f"{SHEET}2"]


@pytest.mark.parametrize(
    ("words", "code", "heading"),
    [
        ({"採否": "改正", "新しい基準ID": "B-9"}, "revision-unknown-id", "新しい基準ID"),
        ({"採否": "新設"}, "revision-id-taken", "新しい基準ID"),
        ({"採否": "改正", "適用年度": "来年"}, "master-bad-year", "適用年度"),
        ({"採否": "改正す"}, "decision-bad-word", "採否"),
    ],
)
def test_a_slip_is_told_at_its_cell_and_changes_nothing(desk, words, code, heading):
    write(desk, SHEET, 2, **words)
    columns = {c.value: c.column_letter for c in openpyxl.load_workbook(desk.workspace.decisions_path)[SHEET][1]}
    assert told(desk) == [(code, f"{columns[heading]}2")]
    assert standards(desk, 2027)["B-1"] == OLD


def test_two_decisions_on_one_row_are_told_and_the_first_counts(desk):
    write(desk, SHEET, 2, 採否="改正")
    write(desk, SHEET, 3, 採否="改正", 新しい基準ID="Ｂ-1", 決定した文="別の文。")
    assert [code for code, _ in told(desk)] == ["revision-twice"]
    assert standards(desk, 2027)["B-1"] == NEW
    write(desk, SHEET, 3, 新しい基準ID="B-2", 決定した文=None, 採否="新設")
    write(desk, SHEET, 4, 採否="改正", 決定した文="どれのことか。")
    assert [code for code, _ in told(desk)] == ["revision-without-text", "revision-without-id"]


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([(SHEET, "案", "表示", None, None, "基準.文")], "decision-column-bad-list"),
        ([(SHEET, "案", "記入", None, None, "区.区名")], "decision-column-bad-list"),
        ([(SHEET, "案", "表示", None, None, "基準.本文")], "decision-list-revises-nothing"),
        (
            [(SHEET, "番号", "表示", None, None, "基準.基準ID"), (SHEET, "案", "記入", None, None, "場面.場面")],
            "decision-list-one-revision",
        ),
    ],
)
def test_a_faulty_definition_is_told(tmp_path, rows, code):
    desk = Desk(tmp_path / "作業フォルダ")
    define(desk.workspace.root, [(SHEET, "採否", "判断", None, STEPS), *rows], HEAD)
    assert code in [found for found, _ in told(desk)]


def test_words_that_change_nothing_are_told(tmp_path):
    desk = Desk(tmp_path / "作業フォルダ")
    rows = [(SHEET, "採否", "判断", None, "可、否"), (SHEET, "番号", "記入", None, None, "基準.基準ID")]
    define(desk.workspace.root, rows, HEAD)
    assert [code for code, _ in told(desk)] == ["decision-list-without-step"]
