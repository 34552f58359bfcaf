"""マスタ.xlsx, checked like any other input."""

import datetime as dt
from typing import Any

import openpyxl
import pytest

from kusei_batch.config.master import read_master

ROWS: dict[str, list[tuple[Any, ...]]] = {
    "区": [("区コード", "区名"), ("1", "東区"), ("2", "西区")],
    "部署": [
        ("部署コード", "区コード", "部名", "課名", "表示順", "連絡先"),
        ("101", "1", "総務部", "総務課", 2, "内線1"),
        ("102", "1", None, "危機管理担当", 1, None),
        ("201", "2", "総務部", "総務課", 1, None),
    ],
    "方針": [("年度", "区コード", "番号", "本文"), (2026, "1", "1", "親切"), ("令和8年度", "1", "2", "迅速")],
    "基準": [
        ("基準ID", "場面", "本文", "適用開始年度", "適用終了年度"),
        ("A-1", "窓口", "名札を付ける。", "R6", None),
        ("A-2", "窓口", "古い基準。", 2020, 2025),
    ],
    "休業日": [("日付", "名称"), (dt.date(2026, 4, 29), "昭和の日")],
}


@pytest.fixture
def write(tmp_path):
    def write(**changes):
        book = openpyxl.Workbook()
        book.remove(book.active)
        for name, rows in (ROWS | changes).items():
            if rows is not None:
                sheet = book.create_sheet(name)
                for row in rows:
                    sheet.append(row)
        book.save(tmp_path / "マスタ.xlsx")
        return tmp_path / "マスタ.xlsx"

    return write


def changed(name, line, **cells):
    headings, *rows = ROWS[name]
    rows[line - 2] = tuple(cells.get(h, v) for h, v in zip(headings, rows[line - 2], strict=True))
    return {name: [headings, *rows]}


def faults(path):
    _, problems = read_master(path)
    for problem in problems:
        assert problem.message
        assert problem.remedy
    return [(p.code, p.location.sheet, p.location.cell) for p in problems]


def test_the_lists_are_read_in_their_order(write):
    master, problems = read_master(write())
    assert problems == []
    assert [d.name for d in master.departments] == ["危機管理担当", "総務課", "総務課"]
    assert master.departments[1].full_name == "総務部　総務課"
    assert [p.text for p in master.policy_of(master.wards[0], 2026)] == ["親切", "迅速"]
    assert [row["基準ID"] for row in master.lists(2026)["基準"]] == ["A-1"]
    assert master.holidays == {dt.date(2026, 4, 29): "昭和の日"}


@pytest.mark.parametrize(
    ("name", "line", "cells", "expected"),
    [
        ("区", 3, {"区コード": "1"}, ("master-duplicate", "区", "A3")),
        ("区", 3, {"区名": "東区"}, ("master-duplicate", "区", "B3")),
        ("区", 3, {"区名": None}, ("master-blank", "区", "B3")),
        ("区", 3, {"区コード": "二"}, ("master-bad-code", "区", "A3")),
        ("部署", 3, {"部署コード": "101"}, ("master-duplicate", "部署", "A3")),
        ("部署", 4, {"区コード": "3"}, ("master-unknown-ward", "部署", "B4")),
        ("部署", 2, {"課名": " "}, ("master-blank", "部署", "D2")),
        ("部署", 2, {"課名": "総務/課"}, ("master-bad-name", "部署", "D2")),
        ("部署", 2, {"課名": "総務課."}, ("master-bad-name", "部署", "D2")),
        ("部署", 2, {"部名": "総務\n部"}, ("master-line-break", "部署", "C2")),
        ("部署", 3, {"部署コード": "10\u200b1"}, ("master-duplicate", "部署", "A3")),
        ("区", 3, {"区名": "東区\u2060"}, ("master-duplicate", "区", "B3")),
        ("部署", 2, {"課名": "課" * 61}, ("master-too-long", "部署", "D2")),
        ("部署", 2, {"連絡先": "0" * 201}, ("master-too-long", "部署", "F2")),
        ("区", 2, {"区名": "con"}, ("master-bad-name", "区", "B2")),
        ("区", 2, {"区名": "COM1.東区"}, ("master-bad-name", "区", "B2")),
        ("区", 2, {"区名": "区" * 61}, ("master-too-long", "区", "B2")),
        ("方針", 3, {"番号": "1"}, ("master-duplicate-policy", "方針", "C3")),
        ("部署", 2, {"表示順": "一番"}, ("master-bad-number", "部署", "E2")),
        ("方針", 2, {"年度": "八年"}, ("master-bad-year", "方針", "A2")),
        ("方針", 2, {"本文": "=A1"}, ("master-formula", "方針", "D2")),
        ("基準", 3, {"基準ID": "A-1"}, ("master-duplicate", "基準", "A3")),
        ("基準", 3, {"適用終了年度": 2019}, ("master-years-reversed", "基準", "E3")),
        ("休業日", 2, {"日付": "春分"}, ("master-bad-date", "休業日", "A2")),
    ],
)
def test_a_fault_is_told_with_sheet_and_cell(write, name, line, cells, expected):
    assert faults(write(**changed(name, line, **cells))) == [expected]


def test_all_faults_are_told_at_once(write):
    path = write(**changed("区", 3, 区名=None), **changed("基準", 3, 本文=None))
    assert faults(path) == [("master-blank", "区", "B3"), ("master-blank", "基準", "C3")]


def test_a_missing_sheet_or_heading_is_told_with_what_was_perhaps_meant(write):
    headings, *rows = ROWS["方針"]
    path = write(基準=None, 規準=ROWS["基準"], 方針=[("年度", "区コード", "番号", "本文案"), *rows])
    _, problems = read_master(path)
    assert [p.code for p in problems] == ["master-heading-missing", "master-sheet-missing"]
    assert "本文案" in problems[0].message
    assert "規準" in problems[1].message
    assert headings


def test_what_is_no_workbook_is_told(tmp_path):
    path = tmp_path / "マスタ.xlsx"
    assert [p.code for p in read_master(path)[1]] == ["master-missing"]
    path.write_bytes(b"not a workbook")
    (problem,) = read_master(path)[1]
    assert problem.code == "master-unreadable"
    assert "（）" not in problem.message
    path.unlink()
    path.mkdir()
    (problem,) = read_master(path)[1]
    assert (problem.code, "フォルダ" in problem.message) == ("master-not-opened", True)


def test_a_heading_that_stands_twice_is_told_with_both_cells(write):
    headings, *rows = ROWS["方針"]
    doubled = [(*headings, "本文"), *[(*row, "別の本文") for row in rows]]
    assert faults(write(方針=doubled)) == [("master-heading-twice", "方針", "D1,E1")]


@pytest.mark.parametrize("name", ["区", "部署"])
def test_a_list_nothing_can_do_without_must_not_be_empty(write, name):
    assert faults(write(**{name: ROWS[name][:1]})) == [("master-sheet-empty", name, None)]


@pytest.mark.parametrize("name", ["方針", "基準", "休業日"])
def test_the_other_lists_may_be_empty(write, name):
    assert read_master(write(**{name: ROWS[name][:1]}))[1] == []


def test_names_and_contacts_may_be_as_long_as_the_limit(write):
    long = changed("部署", 2, 課名="課" * 60, 連絡先="0" * 200)
    assert read_master(write(**long))[1] == []


def test_another_ward_or_year_may_use_the_number_of_a_policy_again(write):
    rows = [*ROWS["方針"], (2027, "1", "1", "親切"), (2026, "2", "1", "親切")]
    assert read_master(write(方針=rows))[1] == []


def test_a_character_nobody_sees_does_not_get_into_the_message(write):
    _, problems = read_master(write(**changed("部署", 2, 課名="総\u200b務\n課")))
    assert "「総務課」" in problems[0].message


def test_characters_nobody_sees_are_in_no_name_and_no_code(write):
    rows = {
        "区\u200b": [("区\ufeffコード", "区名"), ("1\u200b", "東\u2060区")],
        "区": None,
        "部署": [ROWS["部署"][0], ("\u20601\u200b01", "1\u3164", "総務\u00ad部", "総務\u200b課", "2\u200b", None)],
        "方針": [ROWS["方針"][0], ("R8\u200b", "\u20601", "1", "親切")],
        "基準": [ROWS["基準"][0], ("A-1\u200b", "窓\u2800口", "名札を付ける。", "令和\u20606", None)],
    }
    master, problems = read_master(write(**rows))
    assert problems == []
    assert [(d.code, d.ward.name, d.division, d.name, d.order) for d in master.departments] == [
        ("101", "東区", "総務部", "総務課", 2)
    ]
    assert [(p.ward_code, p.fiscal_year) for p in master.policies] == [("1", 2026)]
    assert [(s.id, s.texts["場面"], s.first_year) for s in master.free_lists["基準"]] == [("A-1", "窓口", 2024)]


def test_a_name_keeps_what_chooses_the_shape_of_its_kanji(write):
    master, _ = read_master(write(**changed("部署", 2, 課名="葛\U000e0100城\u200b課")))
    assert "葛\U000e0100城課" in [d.name for d in master.departments]


@pytest.mark.parametrize("word", ["採用\u200b", "\u2060採用", " 採用\u3164 "])
def test_a_decision_counts_though_something_unseen_stands_in_its_word(write, word):
    master, problems = read_master(write(所属基準=[("基準ID", "本文", "採\u200b否"), ("B-1", "名札", word)]))
    assert problems == []
    assert [row.adopted for row in master.free_lists["所属基準"]] == [True]


@pytest.mark.parametrize(
    "written",
    [
        "R8.12.28",
        "令和8年12月28日",
        "令和８年１２月２８日（月）",
        "令8/12/28",
        "R081228",
        "2026年12月28日",
        "20261228",
        "2026.12.28 月曜日",
        "R8.12.\u200b28",
        20261228,
        46384,
        dt.date(2026, 12, 28),
    ],
)
def test_a_closed_day_is_read_in_every_notation_of_a_date(write, written):
    master, problems = read_master(write(休業日=[("日付", "名称"), (written, "年末の休み")]))
    assert problems == []
    assert master.holidays == {dt.date(2026, 12, 28): "年末の休み"}


@pytest.mark.parametrize(
    "written", ["12/28", "12月28日", "年度末", "8.12.28", "R8.12.28\nR8.12.29", "12月", "R8.12.28（火）"]
)
def test_a_closed_day_that_is_not_certain_is_told(write, written):
    assert faults(write(休業日=[("日付", "名称"), (written, "年末")])) == [("master-bad-date", "休業日", "A2")]


def test_a_plan_without_standards_needs_no_list_of_them(write):
    master, problems = read_master(write(基準=None))
    assert problems == []
    assert "基準" not in master.lists(2026)
