"""kusei init --guide: asked in a terminal, shown, agreed to, and a workspace that is ready to issue."""

import datetime as dt
import io
import sys

import openpyxl
import pytest

from kusei_batch.config import read_workspace
from kusei_batch.core.problem import Severity
from kusei_batch.errors import UsageError
from kusei_batch.pipeline.issuing import issue_round, order_round
from kusei_batch.pipeline.night import run_night
from kusei_batch.pipeline.workspace.department_lines import parse_lines, read_csv_departments
from kusei_batch.pipeline.workspace.doctor import examine_workspace
from kusei_batch.pipeline.workspace.guided_init import GuidedWard, spread_over_wards, with_codes
from tests.commands import run_command

BEFORE = ["川下市", "2026", "川下区", "川上区", ""]
PASTED = ["区民部\t窓口課", "区民部\t保険課", "\t危機管理担当", ""]
AFTER = ["", "区政課", "区政課（内線 100）", "1、4", "", "", "", "3月8日"]


class Terminal(io.StringIO):
    """What somebody types, one answer a line; at its end Ctrl-C is pressed."""

    def isatty(self):
        return True

    def readline(self, *sizes):
        line = super().readline(*sizes)
        if not line:
            raise KeyboardInterrupt
        return line


@pytest.fixture
def guide(tmp_path, monkeypatch):
    def guide(*answers, folder=tmp_path / "区", options=()):
        monkeypatch.setattr(sys, "stdin", Terminal("".join(f"{answer}\n" for answer in answers)))
        return run_command(tmp_path, "init", folder, "--guide", *options), folder

    return guide


def test_a_guided_workspace_passes_the_check_and_goes_from_issue_to_paper(guide):
    answer, root = guide(*BEFORE, *PASTED, "", *AFTER, "はい")
    assert answer.code == 0, answer.out + answer.err
    assert "1 川下区（3部署）: 101 区民部 窓口課、102 区民部 保険課、103 危機管理担当" in answer.out
    assert "201 区民部 窓口課" in answer.out
    assert "市: 川下市　年度: 令和8年度（2026年4月から）" in answer.out
    assert answer.out.splitlines()[-1].startswith("  4. kusei -w ")
    assert [p for p in examine_workspace(root) if p.severity is Severity.ERROR] == []
    workspace = read_workspace(root)
    assert (workspace.settings.city, workspace.settings.contact) == ("川下市", "区政課（内線 100）")
    assert [(r.name, r.due) for r in workspace.rounds] == [
        ("目標設定", dt.date(2026, 4, 24)),
        ("実績報告", dt.date(2027, 3, 8)),
    ]
    report = issue_round(workspace, order_round(workspace, "目標設定"), dt.date(2026, 4, 1))
    assert len(report.issued) == 6
    night = run_night(workspace, dt.date(2026, 4, 20), 1_800_000_000.0)
    assert night.failures == []
    assert list(workspace.outbox.rglob("04_会議資料/**/*.docx"))


@pytest.mark.parametrize("typed", [3, 12, 17])
def test_broken_off_anywhere_nothing_is_made(guide, tmp_path, typed):
    answer, root = guide(*[*BEFORE, *PASTED, "", *AFTER][:typed])
    assert answer.code == 3
    assert "何も作っていません" in answer.err
    assert not root.exists()
    assert list(tmp_path.iterdir()) == []


def test_a_no_and_a_dry_run_make_nothing(guide):
    for last, options in (("いいえ", ()), ("はい", ("--dry-run",))):
        answer, root = guide(*BEFORE, *PASTED, "", *AFTER, last, options=options)
        assert answer.code == 0
        assert not root.exists()


def test_what_cannot_be_read_is_asked_once_more(guide):
    wrong = ["川下市", "二千年", "2026", "川下区", "川下区", "", "川下区", "", "窓口/課", "", "窓口課", ""]
    answer, root = guide(*wrong, "", "区政課", "", "内線 1", "99", "1", "あさって", "4月1日", "", "どうぞ", "はい")
    assert answer.code == 0, answer.out + answer.err
    for told in ("「二千年」を年度として", "区の名前として使えません", "課名として読めません", "番号を読み取れません"):
        assert told in answer.out
    assert [d.name for d in read_workspace(root).master.departments] == ["窓口課"]


def test_rounds_are_chosen_by_number_or_name(guide):
    chosen = ["", "区政課", "内線 1", "目標設定、来庁者ｱﾝｹｰﾄ", "3、目標設定、来庁者アンケート(前期)", *[""] * 6, "はい"]
    answer, root = guide(*BEFORE, *PASTED, "", *chosen)
    assert answer.code == 0, answer.out + answer.err
    assert answer.out.count("番号を読み取れません") == 1
    assert [r.name for r in read_workspace(root).rounds] == ["基準の見直し", "目標設定", "来庁者アンケート（前期）"]


def test_a_due_day_before_the_opening_is_asked_once_more(guide):
    rounds = ["", "区政課", "内線 1", "1", "6月1日", "5月29日", "R8.5.31", "6月30日"]
    answer, root = guide(*BEFORE, *PASTED, "", *rounds, "はい")
    assert answer.out.count("配布の開始日（6月1日）より前です") == 2, answer.out
    assert [(r.opens, r.due) for r in read_workspace(root).rounds] == [(dt.date(2026, 6, 1), dt.date(2026, 6, 30))]


def test_a_csv_of_excel_says_the_ward_of_each_department(guide, tmp_path):
    table = "区名,部署コード,部名,課名,連絡先\r\n川上区,402,区民部,保険課,内線2\r\n川下区,301,区民部,窓口課,内線1\r\n"
    for encoding in ("cp932", "utf-8-sig"):
        (tmp_path / "部署.csv").write_bytes(table.encode(encoding))
        answer, root = guide(*BEFORE, f'"{tmp_path / "部署.csv"}"', "", *AFTER, "はい", folder=tmp_path / encoding)
        assert answer.code == 0, answer.out + answer.err
        departments = read_workspace(root).master.departments
        assert [(d.code, d.ward.name, d.name, d.contact) for d in departments] == [
            ("301", "川下区", "窓口課", "内線1"),
            ("402", "川上区", "保険課", "内線2"),
        ]


def test_without_a_terminal_and_where_a_workspace_is_nothing_is_asked(tmp_path, monkeypatch, guide):
    monkeypatch.setattr(sys, "stdin", io.StringIO("川下市\n"))
    assert run_command(tmp_path, "init", tmp_path / "区", "--guide").code == 2
    assert run_command(tmp_path, "init", tmp_path / "区").code == 0
    answer, _ = guide()
    assert (answer.code, "すでに作業フォルダがあります" in answer.err) == (2, True)


def test_init_alone_asks_nothing_and_makes_no_sheets_of_settings(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "stdin", Terminal(""))
    assert run_command(tmp_path, "init", tmp_path / "区").code == 0
    book = openpyxl.load_workbook(tmp_path / "区" / "templates_xlsx" / "マスタ.xlsx", read_only=True)
    assert {"回", "資料", "ページ", "設定"}.isdisjoint(book.sheetnames)


def test_lines_are_read_by_their_headings_or_by_their_number_of_cells(tmp_path):
    assert [(d.code, d.division, d.name) for d in parse_lines(["101\t区民部\t窓口課", "102\t\t保険課"])] == [
        ("101", "区民部", "窓口課"),
        ("102", "", "保険課"),
    ]
    (one,) = parse_lines(["課名\t部名", "窓口課\t区民部"])
    assert (one.division, one.name) == ("区民部", "窓口課")
    with pytest.raises(UsageError, match="2回"):
        parse_lines(["窓口課", "窓口課"])
    with pytest.raises(UsageError):
        read_csv_departments(tmp_path / "ない.csv")


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        ("区民部 窓口課", ("", "区民部", "窓口課", "")),
        ("区民部　窓口課　内線 1101", ("", "区民部", "窓口課", "内線 1101")),
        ("支援センター（福祉事務所） 保護課", ("", "支援センター（福祉事務所）", "保護課", "")),
        ("1101 窓口課", ("1101", "", "窓口課", "")),
        ("1101 区民部 窓口課 内線 1101", ("1101", "区民部", "窓口課", "内線 1101")),
        ("区　民　課", ("", "", "区　民　課", "")),
        ("総務課 庶務係", ("", "", "総務課 庶務係", "")),
        ("ICT 推進課", ("", "", "ICT 推進課", "")),
        ("区民部,窓口 第一課", ("", "区民部", "窓口 第一課", "")),
    ],
)
def test_words_typed_with_blanks_between_them_are_read_as_the_guide_shows_them(line, cells):
    (one,) = parse_lines([line])
    assert (one.code, one.division, one.name, one.contact) == cells


def test_a_code_may_be_full_width_and_lines_within_a_cell_are_joined(tmp_path):
    (one,) = parse_lines(["部署コード\t部名\t課名\t連絡先", '１０ａ\t区民部\t"窓口', '課"\t内線 1'])
    assert (one.code, one.name, one.contact) == ("10A", "窓口課", "内線 1")
    rows = '部署コード,部名,課名,連絡先\r\n１０１,"区民\r\n部","窓口\n課","内線 1\r\n2"\r\n'
    (tmp_path / "部署.csv").write_bytes(rows.encode("cp932"))
    (one,) = read_csv_departments(tmp_path / "部署.csv")
    assert (one.code, one.division, one.name, one.contact) == ("101", "区民部", "窓口課", "内線 1 2")


def test_a_row_without_its_ward_among_rows_with_theirs_is_told(guide):
    table = ["区\t課名", "川下区\t窓口課", "\t保険課", "川上区\t窓口課", ""]
    answer, root = guide("川下市", "2026", "川下区", "川　下区", "", "川下区", "川上区", "", *table)
    assert "「川　下区」を区の名前として使えません" in answer.out
    assert "「保険課」の区が空欄です。どの行にも区名を" in answer.out
    assert not root.exists()


def test_where_nobody_answers_any_more_it_is_broken_off(tmp_path, monkeypatch):
    class Ended(io.StringIO):
        def isatty(self):
            return True

    monkeypatch.setattr(sys, "stdin", Ended("".join(f"{answer}\n" for answer in BEFORE)))
    answer = run_command(tmp_path, "init", tmp_path / "区", "--guide")
    assert (answer.code, (tmp_path / "区").exists()) == (3, False)
    assert "中断しました" in answer.err


def test_codes_are_one_for_each_department_and_wards_are_known():
    wards = [
        GuidedWard("1", "東区", parse_lines(["102\t窓口課", "保険課"])),
        GuidedWard("10", "西区", parse_lines(["a"])),
    ]
    with pytest.raises(UsageError):
        with_codes([*wards, GuidedWard("2", "南区", parse_lines(["102\t窓口課"]))])
    assert [d.code for d in with_codes(wards[:1])[0].departments] == ["102", "101"]
    with pytest.raises(UsageError, match="はじめに書いた区"):
        spread_over_wards(parse_lines(["区\t課名", "北区\t窓口課"]), [("1", "東区")])


def test_broken_off_while_it_writes_nothing_is_left_either(guide, monkeypatch):
    written = []

    def stop(path, data):
        written.append(path)
        if len(written) > 4:
            raise KeyboardInterrupt
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)

    monkeypatch.setattr("kusei_batch.pipeline.workspace.init.write_atomic", stop)
    answer, root = guide(*BEFORE, *PASTED, "", *AFTER, "はい")
    assert answer.code == 3
    assert len(written) > 4
    assert [path for path in root.rglob("*") if path.is_file()] == []
