"""01_配布 holds what is to be handed out: what another sheet took the place of is kept beside it and told."""

from __future__ import annotations

import datetime as dt

import openpyxl
import pytest

from kusei_batch.pipeline.outputs.putting_away import KEPT_FOLDER
from kusei_batch.pipeline.workspace.verifying import verify_workspace
from tests.pipeline.test_reorganised import reorganise
from tests.pipeline.year import CONFIG, PLAN, REPORT, A, B

DAY = dt.date(2026, 4, 10)


def issued_files(year, round_name=PLAN, folder="01_配布"):
    """The names of the files in a folder of a round of R8."""
    return sorted(p.name for p in (year.workspace.outbox / "R08" / round_name / folder).rglob("*.xlsx"))


def kept(year, round_name=PLAN):
    return issued_files(year, round_name, KEPT_FOLDER)


def log(year):
    return "".join(p.read_text("utf-8") for p in sorted((year.workspace.outbox / "記録").glob("*.log")))


@pytest.fixture
def out(year):
    """Both departments have their sheet."""
    year.issue(PLAN)
    assert issued_files(year) == ["R08_目標設定_101_総務課.xlsx", "R08_目標設定_102_区民課.xlsx"]
    return year


def test_a_first_issue_moves_nothing(out):
    assert (kept(out), log(out)) == ([], "")


def test_the_sheet_of_a_renamed_department_is_moved_when_it_is_issued_again(out):
    before = out.sheet_path(PLAN, B).read_bytes()
    reorganise(out, (A, "総務課", None, None), (B, "市民課", None, None))
    report = out.issue(PLAN, again=True, department=B)
    assert issued_files(out) == ["R08_目標設定_101_総務課.xlsx", "R08_目標設定_102_市民課.xlsx"]
    assert kept(out) == ["R08_目標設定_102_区民課（2026-04-01まで）.xlsx"]
    assert report.moved[0].kept.read_bytes() == before
    assert "様式の名前が「R08_目標設定_102_市民課.xlsx」に変わりました" in log(out)
    assert "01_配布の旧版/東区/R08_目標設定_102_区民課（2026-04-01まで）.xlsx にあります。配らないでください。" in log(
        out
    )


def test_what_stood_in_a_sheet_that_is_written_over_is_kept_each_time(out):
    path = out.sheet_path(PLAN, B)
    book = openpyxl.load_workbook(path)
    book.worksheets[0]["B2"] = "配布用に書き足した名前"
    book.save(path)
    changed = path.read_bytes()
    first = out.issue(PLAN, again=True, department=B).moved
    assert out.issue(PLAN, again=True, department=B).moved == ()  # the same bytes: nothing is written over
    book.save(path)
    out.issue(PLAN, again=True, department=B)
    assert first[0].kept.read_bytes() == changed
    assert issued_files(out) == ["R08_目標設定_101_総務課.xlsx", "R08_目標設定_102_区民課.xlsx"]
    assert kept(out) == sorted(f"R08_目標設定_102_区民課（2026-04-01まで）{n}.xlsx" for n in ("", "_2"))


def test_a_renamed_round_leaves_nothing_to_hand_out_under_its_old_name(out):
    path = out.folder / "config.toml"
    path.write_text(CONFIG.format(year="R8", more="").replace('name = "目標設定"', 'name = "目標の設定"'), "utf-8")
    out.reread()
    out.night(DAY)
    assert len(issued_files(out)) == 2  # until there is something else to hand out
    out.issue("目標の設定", department=B)
    assert issued_files(out, "目標の設定") == ["R08_目標の設定_102_区民課.xlsx"]
    assert issued_files(out) == ["R08_目標設定_101_総務課.xlsx"]
    assert kept(out) == ["R08_目標設定_102_区民課（2026-04-01まで）.xlsx"]
    assert "回「目標設定」は、設定（config.toml かマスタのシート「回」）にありません" in log(out)


def test_a_round_that_a_fault_left_out_is_not_taken_for_a_renamed_one(out):
    path = out.folder / "config.toml"
    other = CONFIG.format(year="R8", more="").replace('due = "4月24日"', 'due = "4月の末"')
    again = '[[rounds]]\nname = "追加"\nform = "目標設定"\nopens = "5月1日"\ndue = "5月20日"\n'
    path.write_text(other + again, "utf-8")
    out.reread()
    assert out.workspace.faults
    out.night(DAY)
    assert (len(issued_files(out)), kept(out)) == (2, [])


def test_the_night_moves_the_sheet_of_a_department_that_was_abolished(out):
    reorganise(out, (A, "総務課", None, None), (B, "区民課", dt.date(2026, 4, 30), A))
    out.night(dt.date(2026, 4, 30))
    assert kept(out) == []
    out.night(dt.date(2026, 5, 1))
    assert issued_files(out) == ["R08_目標設定_101_総務課.xlsx"]
    assert kept(out) == ["R08_目標設定_102_区民課（2026-05-01まで）.xlsx"]
    assert "「区民課」は廃止されました" in log(out)
    out.night(dt.date(2026, 5, 2))
    assert len(kept(out)) == 1
    assert "issued-file-missing" not in {p.code for p in verify_workspace(out.workspace)}


def test_other_files_and_other_rounds_are_left_alone(out):
    out.issue(REPORT)
    folder = out.sheet_path(PLAN, B).parent
    (folder / "配布のお知らせ.txt").write_text("事務局より", "utf-8")
    openpyxl.Workbook().save(folder / "一覧.xlsx")
    reorganise(out, (A, "総務課", None, None), (B, "市民課", None, None))
    out.issue(PLAN, again=True, department=B)
    assert (folder / "配布のお知らせ.txt").read_text("utf-8") == "事務局より"
    assert issued_files(out) == ["R08_目標設定_101_総務課.xlsx", "R08_目標設定_102_市民課.xlsx", "一覧.xlsx"]
    assert issued_files(out, REPORT) == ["R08_実績報告_101_総務課.xlsx", "R08_実績報告_102_区民課.xlsx"]
    assert kept(out, REPORT) == []


def test_a_file_that_cannot_be_moved_is_told_and_costs_nothing_else(out):
    (out.workspace.outbox / "R08" / PLAN / KEPT_FOLDER).write_text("フォルダではない", "utf-8")
    reorganise(out, (A, "総務課", None, None), (B, "市民課", None, None))
    report = out.issue(PLAN, again=True, department=B)
    assert [s.department_code for s in report.issued] == [B]
    assert "古い様式を移せませんでした" in report.failures[0].message
    assert issued_files(out)[1:] == ["R08_目標設定_102_区民課.xlsx", "R08_目標設定_102_市民課.xlsx"]
