"""kusei check: one filled sheet is judged as the night would judge it, and nothing is written."""

import json
import os
import shutil
import time

import openpyxl
import pytest

from kusei_batch.cli.check_screen import show_check
from kusei_batch.core.submission import Verdict
from kusei_batch.errors import CannotRunError, UsageError
from kusei_batch.pipeline.checking import check_file
from tests.pipeline.desk import TARGET, codes
from tests.pipeline.test_night_costs import limit

A, B = "1303", "1304"


def kept(workspace):
    """Everything the workspace holds, but for what SQLite keeps beside an open file."""
    files = (p for p in workspace.root.rglob("*") if p.is_file() and not p.name.endswith(("-wal", "-shm")))
    return {p: (p.stat().st_mtime_ns, p.read_bytes()) for p in files}


@pytest.fixture
def mine(issued, tmp_path):
    """A department's filled sheet, on its own computer."""

    def fill(rows=(TARGET,), name="記入しました.xlsx", department=A):
        path = issued.hand_in(department, rows)
        return shutil.move(path, tmp_path / name)

    return fill


@pytest.mark.parametrize(
    ("change", "verdict", "code"),
    [
        ({}, "accepted", 0),
        ({"目標": "窓口の案内に努めます。", "評価指標": "満足度", "具体的な取組内容": "案内に努めます。"}, None, 0),
        ({"場面": ""}, "sent_back", 1),
    ],
)
def test_a_sheet_is_judged_as_the_night_does(issued, mine, capsys, change, verdict, code):
    path = mine([TARGET | change])
    before = kept(issued.workspace)
    checked = check_file(issued.workspace, path)
    assert kept(issued.workspace) == before
    assert show_check(True, checked, issued.workspace.calendar) == code
    told = json.loads(capsys.readouterr().out)
    assert set(told) == {"path", "sha256", "sheet_id", "verdict", "problems"}
    assert told["path"] == str(path)
    issued.drop(A, path)
    (night,) = issued.night().files
    assert (night.verdict, night.sha256, night.sheet_id) == (checked.verdict, told["sha256"], told["sheet_id"])
    assert [p.as_json() for p in night.problems] == told["problems"]
    if verdict:
        assert told["verdict"] == verdict


def test_what_was_understood_is_told_with_the_sheet_and_its_department(issued, mine, capsys):
    assert show_check(False, check_file(issued.workspace, mine()), issued.workspace.calendar) == 0
    told = "".join(capsys.readouterr())
    for words in ("目標設定", "見本区", "区民課", "判定: 受理", TARGET["目標"], "提出にはなっていません"):
        assert words in told


def test_a_sheet_under_anothers_folder_is_told_so_only_where_it_lies_there(issued, mine):
    path = mine()
    assert check_file(issued.workspace, path).verdict.counts
    astray = issued.drop(B, path)
    assert codes(check_file(issued.workspace, astray)) == {"wrong-department"}


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("写真.png", b"\x89PNG\r\n", "other-kind-of-file"),
        ("目標設定.zip", b"PK\x03\x04", "compressed-file"),
        ("写真.xlsx", b"\x89PNG\r\n", "not-a-workbook"),
        ("空.xlsx", b"", "zero-bytes"),
        ("途中.xlsx", b"PK\x03\x04 cut off", "broken-workbook"),
    ],
)
def test_what_is_no_workbook_is_told_in_clear_words(issued, tmp_path, name, content, code):
    path = tmp_path / name
    path.write_bytes(content)
    checked = check_file(issued.workspace, path)
    assert codes(checked) == {code}
    assert show_check(True, checked, issued.workspace.calendar) == 1


def test_the_offices_own_workbooks_are_named(issued, tmp_path):
    templates = issued.workspace.root / "templates_xlsx"
    assert codes(check_file(issued.workspace, templates / "目標設定.xlsx")) == {"template-given"}
    assert codes(check_file(issued.workspace, templates / "マスタ.xlsx")) == {"master-given"}
    (summary,) = [o.path for o in issued.night().outputs if o.kind == "summary_workbook"]
    assert codes(check_file(issued.workspace, summary)) == {"summary-given"}
    openpyxl.Workbook().save(tmp_path / "別の表.xlsx")
    assert codes(check_file(issued.workspace, tmp_path / "別の表.xlsx")) == {"identity-missing"}


def test_a_sheet_of_another_workspace_is_unknown(issued, mine, tmp_path):
    from tests.pipeline.desk import Desk

    elsewhere = Desk(tmp_path / "よその作業フォルダ")
    elsewhere.issue()
    checked = check_file(elsewhere.workspace, mine())
    assert checked.verdict is Verdict.QUARANTINED
    assert codes(checked) == {"seal-broken", "admission-asked"}


def test_a_file_that_is_not_there_or_a_folder_cannot_be_checked(issued, tmp_path):
    for path in (tmp_path / "ない.xlsx", tmp_path):
        with pytest.raises(CannotRunError) as caught:
            check_file(issued.workspace, path)
        assert caught.value.exit_code == 3


def test_before_anything_was_issued_there_is_nothing_to_check(desk, tmp_path):
    path = tmp_path / "様式.xlsx"
    openpyxl.Workbook().save(path)
    with pytest.raises(UsageError):
        check_file(desk.workspace, path)
    assert not (desk.workspace.state / "key").exists()


@pytest.mark.usefixtures("in_processes")
def test_it_is_judged_under_the_limits_of_the_settings(issued, mine, monkeypatch):
    def examine(room, job):
        time.sleep(60)

    monkeypatch.setattr("kusei_batch.pipeline.intake.examined_files.examine", examine)
    workspace = limit(issued, seconds_per_file=5, file_mb=1)
    checked = check_file(workspace, mine())
    assert (checked.verdict, codes(checked)) == (Verdict.QUARANTINED, {"reader-too-slow"})
    assert show_check(True, checked, workspace.calendar) == 1
    large = mine(name="大きい.xlsx")
    os.truncate(large, (1 << 20) + 1)
    assert codes(check_file(workspace, large)) == {"oversized-workbook"}


def test_what_is_too_large_or_no_file_is_not_read(issued, mine, tmp_path):
    large, pipe = mine(name="大きい.xlsx"), tmp_path / "様式.xlsx"
    os.truncate(large, 1 << 40)
    assert codes(check_file(issued.workspace, large)) == {"oversized-workbook"}
    os.mkfifo(pipe)
    assert codes(check_file(issued.workspace, pipe)) == {"not-a-file"}


def test_a_copy_without_its_seal_is_held_where_a_sealed_answer_counts(issued, mine):
    path = mine([TARGET])
    issued.drop(A, path)
    issued.night()
    book = openpyxl.load_workbook(path)
    del book["_kusei"]
    copy = issued.folder(A) / "写し.xlsx"
    book.save(copy)
    checked = check_file(issued.workspace, copy)
    assert (checked.verdict, codes(checked)) == (Verdict.QUARANTINED, {"seal-missing-replaces", "admission-asked"})
    (night,) = [f for f in issued.night().files if f.path.endswith("写し.xlsx")]
    assert (night.verdict, {p.code for p in night.problems}) == (checked.verdict, codes(checked))
