"""What does not belong: strangers, forged and copied sheets are kept out, told until they are gone, and known again."""

import shutil

import openpyxl

from kusei_batch.config import read_workspace
from kusei_batch.pipeline.night import run_night
from kusei_batch.pipeline.questions import read_problems
from tests.pipeline.desk import IN_TIME, TARGET, outputs, state, verdicts

A, B, C = "1303", "1304", "1201"


def test_a_sheet_in_another_departments_folder_is_kept_out(issued):
    path = issued.hand_in(A, [TARGET])
    issued.drop(B, path)
    path.unlink()
    report = issued.night()
    assert verdicts(report) == {"様式.xlsx": "quarantined"}
    shutil.move(issued.folder(B) / "様式.xlsx", issued.folder(A) / "様式.xlsx")
    assert verdicts(issued.night()) == {"様式.xlsx": "accepted"}


def test_strangers_are_kept_out_and_the_night_goes_on(issued):
    issued.hand_in(A, [TARGET])
    folder = issued.folder(A)
    (folder / "~$様式.xlsx").write_bytes(bytes(165))
    (folder / "写真.xlsx").write_bytes(b"\x89PNG\r\n" + bytes(100))
    (folder / "途中.xlsx").write_bytes((folder / "様式.xlsx").read_bytes()[:3000])
    stranger = openpyxl.Workbook()
    stranger.save(folder / "別の表.xlsx")
    for path in folder.iterdir():
        issued.settle(path)
    report = issued.night()
    assert verdicts(report) == {
        "様式.xlsx": "accepted",
        "~$様式.xlsx": "skipped",
        "写真.xlsx": "quarantined",
        "途中.xlsx": "quarantined",
        "別の表.xlsx": "quarantined",
    }
    assert all(f.problems for f in report.files if f.verdict.value == "quarantined")
    assert {p.receipt.path.rpartition("/")[2] for p in read_problems(issued.workspace, None)} >= {
        "写真.xlsx",
        "別の表.xlsx",
    }


def test_a_forged_or_mended_identity_is_kept_out(issued):
    path = issued.hand_in(A, [TARGET])
    book = openpyxl.load_workbook(path)
    hidden = book["_kusei"]
    for row in hidden.iter_rows():
        for cell in row:
            if isinstance(cell.value, str) and len(cell.value) == 64:
                cell.value = "0" * 64
    book.save(path)
    issued.settle(path)
    report = issued.night()
    assert verdicts(report) == {"様式.xlsx": "quarantined"}


def test_a_wrong_folder_that_was_mended_is_no_longer_open(issued):
    path = issued.hand_in(A, [TARGET])
    wrong = issued.folder(B) / "様式.xlsx"
    shutil.move(path, wrong)
    issued.night()
    assert len(read_problems(issued.workspace, None)) == 1
    shutil.move(wrong, path)
    issued.night()
    assert not [f for f in read_problems(issued.workspace, None) if f.receipt.sheet_id is None]


def test_a_stranger_is_told_every_night_and_in_the_summary_until_it_is_gone(issued):
    stranger = issued.folder(B) / "写真.xlsx"
    stranger.write_bytes(b"\x89PNG\r\n" + bytes(100))
    issued.settle(stranger)
    issued.night()
    report = issued.night()
    assert [r.path.rpartition("/")[2] for r, _ in report.unidentified] == ["写真.xlsx"]
    (summary,) = outputs(report, "summary_workbook")
    told = [c.value for row in openpyxl.load_workbook(summary)["確認事項"].iter_rows() for c in row]
    assert "写真.xlsx" in told
    stranger.unlink()
    assert issued.night().unidentified == []


def test_a_stranger_is_known_again_once_the_master_is_mended(issued):
    issued.hand_in(A, [TARGET])
    master = issued.workspace.root / "templates_xlsx" / "マスタ.xlsx"
    whole = master.read_bytes()
    book = openpyxl.load_workbook(master)
    line = next(row[0].row for row in book["部署"].iter_rows(min_row=2) if str(row[0].value) == A)
    book["部署"].delete_rows(line)
    book.save(master)
    night = lambda: run_night(read_workspace(issued.workspace.root), IN_TIME, issued.clock + 3600)  # noqa: E731
    assert verdicts(night()) == {"様式.xlsx": "quarantined"}
    assert verdicts(night()) == {"様式.xlsx": "unchanged"}
    master.write_bytes(whole)
    assert verdicts(night()) == {"様式.xlsx": "accepted"}


def test_another_departments_only_answer_is_told_though_the_folders_own_was_accepted(issued):
    path = issued.hand_in(A, [TARGET])
    shutil.move(path, issued.folder(B) / "よその様式.xlsx")
    issued.hand_in(B, [TARGET])
    report = issued.night()
    assert (state(report, A), state(report, B)) == ("missing", "accepted")
    (notice,) = outputs(report, "notice")
    assert f"_{B}_" in notice.name
    told = notice.read_text(encoding="utf-8-sig")
    assert "よその様式.xlsx" in told
    assert "前に受理した提出は、そのまま数えています" in told
    assert outputs(issued.night(), "notice") == [notice]
    shutil.move(issued.folder(B) / "よその様式.xlsx", path)
    assert state(issued.night(), A) == "accepted"
    assert not notice.exists()


def test_a_copy_of_somebody_elses_accepted_sheet_is_kept_out(issued):
    path = issued.hand_in(A, [TARGET])
    issued.night()
    issued.drop(B, path, "よその様式.xlsx")
    assert verdicts(issued.night()) == {"様式.xlsx": "unchanged", "よその様式.xlsx": "quarantined"}
    report = issued.night()
    assert verdicts(report) == {"様式.xlsx": "unchanged", "よその様式.xlsx": "unchanged"}
    assert (state(report, A), state(report, B)) == ("accepted", "not_taken")
    assert [r.path.rpartition("/")[2] for r, _ in report.unidentified] == ["よその様式.xlsx"]
