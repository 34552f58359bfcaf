"""Further sheets of マスタ.xlsx: lists a form may draw on."""

import openpyxl
import pytest

from kusei_batch.config.master import read_master
from kusei_batch.core.clearance import HEADINGS as CLEARED
from kusei_batch.core.clearance import SHEET, Judgment, judgments_of
from tests.config.test_master import ROWS

HEADINGS = ("所属基準ID", "本文", "目標値", "部署コード", "区コード", "適用開始年度", "適用終了年度", "採否")
OWN = [
    HEADINGS,
    ("A-1", "待ち時間を15分以内にします。", 15, "101", None, "R8", None, "採用"),
    ("A-2", "全員が名札を付けます。", None, "101、102", None, "R7", "R8", "採用"),
    ("A-3", "区の全部署で守ります。", None, None, "2", None, None, "採用"),
    ("A-4", "まだ決まっていません。", None, None, None, None, None, None),
    ("A-5", "見送りました。", None, None, None, None, None, "見送り"),
]


@pytest.fixture
def write(tmp_path):
    def write(rows, name="所属基準", **others):
        book = openpyxl.Workbook()
        book.remove(book.active)
        for title, lines in (ROWS | {name: rows} | others).items():
            sheet = book.create_sheet(title)
            for line in lines:
                sheet.append(line)
        book.save(tmp_path / "マスタ.xlsx")
        return tmp_path / "マスタ.xlsx"

    return write


def department(master, code):
    return next(d for d in master.departments if d.code == code)


def ids(master, code, year=2026, name="所属基準"):
    return [next(iter(row.values())) for row in master.rows(name, year, department(master, code))]


def changed(line, **cells):
    rows = [list(row) for row in OWN]
    for heading, value in cells.items():
        rows[line - 1][HEADINGS.index(heading)] = value
    return rows


def faults(path):
    _, problems = read_master(path)
    assert all(p.message and p.remedy for p in problems)
    return [(p.code, p.location.sheet, p.location.cell) for p in problems]


def test_a_row_counts_for_its_departments_in_its_years_once_adopted(write):
    master, problems = read_master(write(OWN))
    assert problems == []
    assert ids(master, "101") == ["A-1", "A-2"]
    assert ids(master, "102") == ["A-2"]
    assert ids(master, "201") == ["A-3"]
    assert ids(master, "101", 2025) == ["A-2"]
    assert ids(master, "101", 2027) == ["A-1"]
    first = master.rows("所属基準", 2026, department(master, "101"))[0]
    assert list(first) == list(HEADINGS)
    assert (first["本文"], first["目標値"]) == ("待ち時間を15分以内にします。", "15")


def test_the_standards_are_served_alike(write):
    master, _ = read_master(write(OWN))
    assert ids(master, "101", name="基準") == ["A-1"]
    assert ids(master, "101", 2024, name="基準") == ["A-1", "A-2"]
    assert master.columns()["基準"] == ("基準ID", "場面", "本文")
    with pytest.raises(KeyError):
        master.rows("規準", 2026, department(master, "101"))


def test_choices_may_draw_on_what_is_in_force(write):
    master, _ = read_master(write(OWN))
    assert [row["所属基準ID"] for row in master.lists(2026)["所属基準"]] == ["A-1", "A-2", "A-3"]


def test_a_list_without_bounds_is_for_everybody_always(write):
    master, problems = read_master(write([("設問ID", "設問"), ("Q1", "待ち時間"), ("Q2", None)], name="設問"))
    assert problems == []
    assert ids(master, "201", 2030, "設問") == ["Q1", "Q2"]


@pytest.mark.parametrize(
    ("line", "cells", "expected"),
    [
        (2, {"所属基準ID": None}, ("master-blank", "A2")),
        (3, {"所属基準ID": "A-1"}, ("master-duplicate", "A3")),
        (2, {"部署コード": "101、999"}, ("master-unknown-department", "D2")),
        (4, {"区コード": "9"}, ("master-unknown-ward", "E4")),
        (2, {"適用開始年度": "八年"}, ("master-bad-year", "F2")),
        (3, {"適用終了年度": "R6"}, ("master-years-reversed", "G3")),
        (2, {"採否": "可"}, ("master-bad-adoption", "H2")),
        (2, {"本文": "=A1"}, ("master-formula", "B2")),
    ],
)
def test_a_fault_is_told_with_sheet_and_cell(write, line, cells, expected):
    assert faults(write(changed(line, **cells))) == [(expected[0], "所属基準", expected[1])]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"適用開始年度": "R9", "適用終了年度": None}, []),
        ({"採否": None}, []),
        ({"適用開始年度": "R8"}, ["master-duplicate"]),
    ],
)
def test_an_id_stands_once_among_the_rows_in_force_in_one_year(write, cells, expected):
    rows = [*changed(2, 適用終了年度="R8"), [*OWN[1]]]
    for heading, value in ({"適用終了年度": None} | cells).items():
        rows[-1][HEADINGS.index(heading)] = value
    assert [p.code for p in read_master(write(rows))[1]] == expected


def test_a_heading_that_stands_twice_is_told(write):
    rows = [("ID", "本文", "本文"), ("1", "a", "b")]
    assert faults(write(rows)) == [("master-heading-twice", "所属基準", "B1,C1")]


@pytest.mark.parametrize("name", ["_控え", "説明"])
def test_notes_and_empty_sheets_are_no_lists(write, name):
    rows = [("このブックの使い方",), ("各シートを直します。",), ("各シートを直します。",)]
    master, problems = read_master(write(rows if name == "説明" else OWN, name=name, 空=[]))
    assert problems == []
    assert list(master.free_lists) == ["基準"]


@pytest.mark.parametrize(
    ("words", "judgment"),
    [
        (("公表可", "伏せる"), Judgment.HIDDEN),
        (("伏せる", "公表可"), Judgment.HIDDEN),
        (("伏せる", None), Judgment.HIDDEN),
        ((None, "公表可"), Judgment.SHOWN),
        ((None, None), Judgment.OPEN),
    ],
)
def test_of_several_judgments_on_one_text_the_strictest_that_is_decided_holds(write, words, judgment):
    rows = [
        ("R08-101-1-目標1", "101", "目標", "目標設定!C12", "電話番号", "2026-04-20", "ab12", word) for word in words
    ]
    master, problems = read_master(write(OWN, **{SHEET: [CLEARED, *rows]}))
    assert problems == []
    assert judgments_of(master.clearances) == {("101", "ab12"): judgment}


def test_no_guess_is_made_at_a_judgment_that_is_misspelt(write):
    """A wrong guess, followed, would make personal data public."""
    row = ("R08-101-1-目標1", "101", "目標", "目標設定!C12", "電話番号", "2026-04-20", "ab12", "公表不可")
    master, (problem,) = read_master(write(OWN, **{SHEET: [CLEARED, row]}))
    assert (problem.code, problem.location.cell) == ("master-bad-judgment", "H2")
    assert [clearance.judgment for clearance in master.clearances] == [Judgment.OPEN]
    told = problem.message + problem.remedy
    assert "もしかして" not in told
    assert all(word in told for word in ("公表不可", "公表可", "伏せる"))


@pytest.mark.parametrize(
    ("year", "expected"), [(2026, ["master-unknown-department"]), (2027, []), (None, ["master-unknown-department"])]
)
def test_what_has_ended_may_name_a_department_that_is_gone(write, year, expected):
    path = write(changed(2, 部署コード="101、999", 適用開始年度="R7", 適用終了年度="R8"))
    _, problems = read_master(path, fiscal_year=year)
    assert [p.code for p in problems] == expected


INDICATORS = [
    ("指標ID", "部署コード", "区コード", "指標名", "現状値", "現状年度", "適用開始年度", "適用終了年度"),
    ("K3", "101、201", None, "加入の割合", 58, "令和7年度", "R8", "R9"),
    ("K3", "101、201", None, "加入の割合", 58, "令和7年度", "R10", None),
    ("K3", None, "1", None, 61.5, None, None, None),
    ("K3", None, "2", None, 52, "令和6年度", None, "R8"),
]


def stated(master, code, year=2026):
    (row,) = master.rows("指標", year, department(master, code))
    return row["指標名"], row["現状値"], row["現状年度"]


def test_a_ward_has_a_row_of_its_own_beside_the_one_for_all(write):
    """What it leaves blank, and every year in which it does not count, is as for all."""
    master, problems = read_master(write(INDICATORS, name="指標"))
    assert problems == []
    assert stated(master, "101") == ("加入の割合", "61.5", "令和7年度")
    assert stated(master, "201") == ("加入の割合", "52", "令和6年度")
    assert stated(master, "101", 2028) == ("加入の割合", "61.5", "令和7年度")
    assert stated(master, "201", 2028) == ("加入の割合", "58", "令和7年度")
    assert [row["現状値"] for row in master.lists(2026)["指標"]] == ["58"]


def test_a_ward_may_name_the_department_that_has_the_row_there(write):
    rows = [list(row) for row in INDICATORS]
    rows[3][1] = "102"
    master, _ = read_master(write(rows, name="指標"))
    assert [ids(master, code, name="指標") for code in ("101", "102", "201")] == [[], ["K3"], ["K3"]]


@pytest.mark.parametrize(
    ("line", "cells", "expected"),
    [
        (5, {"区コード": "1"}, ("master-duplicate", "A5")),
        (5, {"区コード": "9"}, ("master-unknown-ward", "C5")),
        (3, {"適用開始年度": "R9"}, ("master-duplicate", "A3")),
        (4, {"部署コード": "999"}, ("master-unknown-department", "B4")),
    ],
)
def test_a_ward_s_own_row_is_checked_as_any(write, line, cells, expected):
    rows = [list(row) for row in INDICATORS]
    for heading, value in cells.items():
        rows[line - 1][INDICATORS[0].index(heading)] = value
    assert faults(write(rows, name="指標")) == [(expected[0], "指標", expected[1])]


@pytest.mark.parametrize("typed", ["１", "西区"])
def test_a_ward_by_its_name_is_told_once_with_the_code_to_write(write, typed):
    rows = [list(row) for row in INDICATORS]
    rows[4][INDICATORS[0].index("区コード")] = typed
    _, (problem,) = read_master(write(rows, name="指標"))
    assert (problem.code, problem.location.cell) == ("master-unknown-ward", "C5")
    assert "もしかして：" in problem.message


def test_rows_of_wards_alone_need_one_for_all(write):
    path = write([INDICATORS[0], *INDICATORS[3:]], name="指標")
    assert faults(path) == [("master-ward-row-alone", "指標", "A3")]
    master, _ = read_master(write([INDICATORS[0], INDICATORS[3]], name="指標"))
    assert [ids(master, code, name="指標") for code in ("101", "201")] == [["K3"], []]
