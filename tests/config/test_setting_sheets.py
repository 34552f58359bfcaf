"""回, 資料, ページ and 設定 of マスタ.xlsx: read like config.toml's tables, checked by the same rules, told by cell."""

import datetime as dt
import re

import openpyxl
import pytest

from kusei_batch.config.master import read_master
from kusei_batch.config.pruning import round_of, written_place
from kusei_batch.config.settings_reading import check_settings, read_settings
from tests.config.test_master import ROWS

CITY = 'city = "川下市"\nfiscal_year = 2026\n'
ROUND_HEADINGS = ("回の名前", "様式", "配布の開始日", "提出期限", "配る部署", "部長の確認", "通知", "市が配る")
FIRST = ("目標設定", "目標設定", "4月1日", "4月24日", None, None, None, None)
SECOND = ("実績報告", "実績報告", "2月1日", "3月5日", "101、総務課", "部長確認", "作らない", "はい")
ROUNDS = [ROUND_HEADINGS, FIRST, SECOND]
PAPERS = [
    ("回", "ひな形", "資料の名前", "会議の日", "1つずつ作る一覧", "行の条件"),
    ("実績報告", "資料.docx", "資料", "3月17日", None, None),
    ("目標設定", "推薦書.docx", "推薦書", None, "推薦の決定", "決定 = 推薦する"),
]
PAGES = [
    ("回", "ひな形", "ページの名前", "公表する項目"),
    ("目標設定", "公表.html", "公表", "場面、目標\n具体的な取組内容"),
]
OFFICE = [("項目", "内容", "書くこと"), ("市の名前", "川下市", ""), ("年度", "R8", ""), ("問合せ先", "企画課", "")]

KEY = re.compile(r"\[\[|\b(?:opens|due|form|rounds|papers|pages|template|departments|level|each|date)\b")
NAMING_BOTH = ("config-no-rounds", "config-duplicate-round")


@pytest.fixture
def write(tmp_path):
    """Write config.toml and a master with these sheets, each cell as typed or, of a pair, in that number format."""

    def write(config="", **sheets):
        (tmp_path / "config.toml").write_text(config, encoding="utf-8")
        (tmp_path / "templates_xlsx").mkdir(exist_ok=True)
        book = openpyxl.Workbook()
        book.remove(book.active)
        for name, rows in (ROWS | sheets).items():
            sheet = book.create_sheet(name)
            for number, row in enumerate(rows, 1):
                for column, value in enumerate(row, 1):
                    cell = sheet.cell(number, column)
                    cell.value, cell.number_format = value if isinstance(value, tuple) else (value, "General")
        book.save(tmp_path / "templates_xlsx" / "マスタ.xlsx")
        return tmp_path / "config.toml"

    return write


def faults(path):
    found = check_settings(path).problems
    for problem in found:
        assert problem.code in NAMING_BOTH or not KEY.search(problem.remedy), problem
        assert "（不明）" not in problem.message + problem.remedy
    return [(p.code, p.location.sheet, p.location.cell) for p in found]


def changed(rows, line, **cells):
    headings = rows[0]
    return [
        tuple(cells.get(h, v) for h, v in zip(headings, row, strict=True)) if n == line else row
        for n, row in enumerate(rows, 1)
    ]


def test_sheets_say_the_same_as_the_tables_of_config_toml(write):
    in_sheets = read_settings(write(設定=OFFICE, 回=ROUNDS, 資料=PAPERS, ページ=PAGES))
    written = """
city = "川下市"
fiscal_year = "R8"
contact = "企画課"
[[rounds]]
name = "目標設定"
form = "目標設定"
opens = "4月1日"
due = "4月24日"
[[rounds.papers]]
template = "推薦書.docx"
name = "推薦書"
each = "推薦の決定"
rows = "決定 = 推薦する"
[[rounds.pages]]
template = "公表.html"
name = "公表"
columns = ["場面", "目標", "具体的な取組内容"]
[[rounds]]
name = "実績報告"
form = "実績報告"
opens = "2月1日"
due = "3月5日"
departments = ["101", "総務課"]
confirmation = "部長確認"
letters = false
by_city = true
[[rounds.papers]]
template = "資料.docx"
name = "資料"
date = "3月17日"
"""
    assert in_sheets == read_settings(write(written))
    assert in_sheets[1] == []
    assert in_sheets[0].rounds[1].due == dt.date(2027, 3, 5)


def test_rounds_of_both_are_joined_and_papers_find_theirs(write):
    config = CITY + '[[rounds]]\nname = "中間報告"\nform = "中間報告"\nopens = 2026-10-01\ndue = 2026-10-23\n'
    papers = [*PAPERS, ("中間報告", "中間.docx", "中間", None, None, None)]
    settings, problems = read_settings(write(config, 回=ROUNDS, 資料=papers))
    assert problems == []
    assert [(r.name, [p.name for p in r.papers]) for r in settings.rounds] == [
        ("中間報告", ["中間"]),
        ("目標設定", ["推薦書"]),
        ("実績報告", ["資料"]),
    ]


def test_a_day_without_a_year_is_of_the_fiscal_year_though_excel_made_up_another(write):
    made_up = (dt.date(2026, 2, 1), 'm"月"d"日"')
    shown = (dt.date(2027, 3, 5), "yyyy/m/d")
    rows = changed(ROUNDS, 3, 配布の開始日=made_up, 提出期限=shown)
    settings, problems = read_settings(write(CITY, 回=rows))
    assert problems == []
    assert (settings.rounds[1].opens, settings.rounds[1].due) == (dt.date(2027, 2, 1), dt.date(2027, 3, 5))


@pytest.mark.parametrize(
    ("changes", "code", "cell"),
    [
        ({"回の名前": None}, "config-value-blank", "A3"),
        ({"回の名前": "実績/報告"}, "config-bad-name", "A3"),
        ({"回の名前": "目標設定"}, "config-duplicate-round", "A3"),
        ({"様式": None}, "config-value-blank", "B3"),
        ({"配布の開始日": "あさって"}, "config-bad-value", "C3"),
        ({"提出期限": "1月5日"}, "config-due-before-opening", "D3"),
        ({"提出期限": "=1/0"}, "master-formula", "D3"),
        ({"市が配る": "たぶん"}, "config-bad-value", "H3"),
    ],
)
def test_a_fault_in_a_cell_is_told_at_the_cell_and_costs_its_round(write, changes, code, cell):
    path = write(CITY, 回=changed(ROUNDS, 3, **changes))
    assert faults(path) == [(code, "回", cell)]
    checked = check_settings(path)
    assert [r.name for r in checked.settings.rounds] == ["目標設定"]
    (problem,) = checked.problems
    assert round_of(written_place(problem, checked.written)) == 1
    assert problem.location.file == "マスタ.xlsx"


def test_a_word_about_letters_that_is_not_known_costs_no_round(write):
    path = write(CITY, 回=changed(ROUNDS, 3, 通知="たぶん"))
    assert faults(path) == [("config-bad-value", "回", "G3")]
    assert len(check_settings(path).settings.rounds) == 2


def test_a_fault_says_what_to_write_in_the_words_of_the_sheet(write):
    rows = changed(ROUNDS, 3, 提出期限="あさって", 市が配る="たぶん")
    due, city = check_settings(write(CITY, 回=rows)).problems
    assert due.message == "回「実績報告」の「提出期限」の値「あさって」を読み取れません。"
    assert due.remedy.startswith("4月24日、2026/4/24、R8.4.24 のような日付")
    assert city.remedy == "「はい」か、空欄を書いてください。"


def test_a_faulty_paper_or_page_costs_itself_alone(write):
    papers = changed(PAPERS, 2, ひな形=None)
    pages = [*PAGES, ("目標設定", "公表.html", "公表", None)]
    path = write(CITY, 回=ROUNDS, 資料=papers, ページ=pages)
    assert faults(path) == [("config-value-blank", "資料", "B2"), ("config-duplicate-page", "ページ", "C3")]
    rounds = check_settings(path).settings.rounds
    assert [[p.name for p in (*r.papers, *r.pages)] for r in rounds] == [["推薦書", "公表"], []]


def test_a_paper_of_a_round_that_is_not_there_is_told_with_what_may_be_meant(write):
    path = write(CITY, 回=ROUNDS, 資料=[*PAPERS, ("実積報告", "資料.docx", "別の資料", None, None, None)])
    assert faults(path) == [("config-unknown-round", "資料", "A4")]
    assert "もしかして：実績報告" in check_settings(path).problems[0].message
    assert [len(r.papers) for r in check_settings(path).settings.rounds] == [1, 1]


def test_what_is_written_in_both_places_is_a_fault_and_a_blank_line_of_config_toml_is_not(write):
    rounds = '[[rounds]]\nname = "目標設定"\nform = "様式"\nopens = 2026-04-01\ndue = 2026-04-24\n'
    both = check_settings(write('city = ""\nfiscal_year = 2026\n' + rounds, 設定=OFFICE, 回=ROUNDS))
    assert [(p.code, p.location.sheet, p.location.cell) for p in both.problems] == [
        ("config-in-two-places", "設定", "B3"),
        ("config-duplicate-round", "回", "A2"),
    ]
    assert both.problems[0].message == "「年度」が、config.toml（fiscal_year）とマスタ.xlsx の両方に書かれています。"
    contact = check_settings(write('contact = "総務課"\n', 設定=OFFICE, 回=ROUNDS))
    assert [p.location.cell for p in contact.problems] == ["B4"]
    assert contact.settings.contact == ""


def test_an_item_that_is_not_known_or_stands_twice_is_told(write):
    rows = [*OFFICE, ("問合わせ先", "総務課", ""), ("年度", "R9", "")]
    path = write(設定=rows, 回=ROUNDS)
    assert faults(path) == [("config-unknown-key", "設定", "A5"), ("master-duplicate", "設定", "A6")]
    spaced = write(設定=[*OFFICE, ("問合せ　先", "総務課", "")], 回=ROUNDS)
    assert faults(spaced) == [("master-duplicate", "設定", "A5")]


def test_what_no_sheet_and_no_line_says_is_asked_for_where_the_sheet_is(write):
    path = write(設定=OFFICE[:2], 回=[ROUND_HEADINGS])
    assert faults(path) == [("config-value-blank", "設定", None), ("config-no-rounds", "回", None)]


def test_without_any_round_both_places_are_named(write):
    (problem,) = check_settings(write(CITY)).problems
    assert (problem.code, problem.location.file) == ("config-no-rounds", "config.toml")
    assert "シート「回」" in problem.remedy


def test_a_heading_that_is_lacking_is_told_and_nothing_that_follows_from_it(write):
    rows = [tuple("開始" if c == "配布の開始日" else c for c in row) for row in ROUNDS]
    assert faults(write(CITY, 回=rows)) == [("master-heading-missing", "回", "1:1")]
    rows = [tuple("配る部所" if c == "配る部署" else c for c in row) for row in ROUNDS]
    assert faults(write(CITY, 回=rows)) == [("master-heading-near", "回", "E1")]


def test_papers_are_not_told_of_rounds_where_the_rounds_as_such_are_missing(write):
    assert faults(write(CITY, 資料=PAPERS, ページ=PAGES)) == [("config-no-rounds", None, None)]
    unread = [tuple("開始" if c == "配布の開始日" else c for c in row) for row in ROUNDS]
    assert faults(write(CITY, 回=unread, 資料=PAPERS)) == [("master-heading-missing", "回", "1:1")]


def test_a_setting_whose_column_is_lacking_is_asked_for_in_its_own_sheet(write):
    rows = [row[:3] for row in PAPERS]
    written = check_settings(write(CITY, 回=ROUNDS, 資料=rows)).written
    cell = written.cell_of(("rounds", 0, "papers", 0, "date"))
    assert (cell.sheet, cell.heading, cell.address) == ("資料", "会議の日", "")


def test_a_formula_without_a_value_is_told_as_such_alone(write):
    formula = [PAPERS[0], ("=回!A2", *PAPERS[1][1:])]
    assert faults(write(CITY, 回=ROUNDS, 資料=formula)) == [("master-formula", "資料", "A2")]


def test_a_title_above_the_headings_is_told(write):
    found = faults(write(CITY, 回=[("令和8年度の回",), *ROUNDS], 資料=PAPERS))
    assert set(found) == {("master-heading-missing", "回", "1:1")}


def test_the_sheets_are_no_lists_and_a_copy_of_one_is_told(write, tmp_path):
    write(CITY, 回=ROUNDS, 資料=PAPERS, **{"回 (2)": ROUNDS})
    master, problems = read_master(tmp_path / "templates_xlsx" / "マスタ.xlsx")
    assert {"回", "資料"}.isdisjoint(master.free_lists)
    assert [(p.code, p.location.sheet) for p in problems] == [("master-sheet-copy", "回 (2)")]


def test_a_list_of_another_kind_may_bear_the_name(write, tmp_path):
    path = write(CITY, 回=ROUNDS, 資料=[("資料ID", "名前"), ("D-1", "統計書")])
    assert faults(path) == []
    master, _ = read_master(tmp_path / "templates_xlsx" / "マスタ.xlsx")
    assert [row.id for row in master.free_lists["資料"]] == ["D-1"]


def test_an_example_row_counts_for_nothing(write):
    example = ("（例）目標設定", "目標設定", "4月1日", "4月24日", None, None, None, None)
    settings, problems = read_settings(write(CITY, 回=[ROUND_HEADINGS, example, FIRST]))
    assert (problems, len(settings.rounds)) == ([], 1)
