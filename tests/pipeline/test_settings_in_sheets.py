"""Settings moved from config.toml into the sheets of the master: the same year, told and made as before."""

import datetime as dt
import re
import tomllib

import openpyxl
import pytest

from kusei_batch.config import read_workspace
from kusei_batch.core.problem import SettingsError, Severity
from kusei_batch.errors import CannotRunError, UsageError
from kusei_batch.pipeline.workspace.doctor import examine_workspace
from kusei_batch.pipeline.workspace.init import init_workspace
from kusei_batch.pipeline.workspace.moving_settings import move_settings
from kusei_batch.pipeline.workspace.workdays import check_issue_day
from tests.commands import run_command
from tests.pipeline.desk import TARGET
from tests.pipeline.same_documents import documents, parts_of


@pytest.fixture
def sample(tmp_path):
    init_workspace(tmp_path / "見本", dry_run=False)
    return tmp_path / "見本"


def master_of(root):
    return root / "templates_xlsx" / "マスタ.xlsx"


def told(root):
    return [p for p in examine_workspace(root) if p.severity is not Severity.INFO]


def retype(root, sheet, cell, value):
    book = openpyxl.load_workbook(master_of(root))
    book[sheet][cell].value = value
    book.save(master_of(root))


def test_the_whole_sample_moves_and_says_the_same(sample):
    before, master = read_workspace(sample), master_of(sample).read_bytes()
    config = (sample / "config.toml").read_bytes()
    moved = move_settings(sample, dry_run=False)
    after = read_workspace(sample)
    assert (after.settings, after.rounds, after.master) == (before.settings, before.rounds, before.master)
    assert (moved.rounds, moved.staying) == (len(before.settings.rounds), {})
    assert moved.papers == sum(len(r.papers) for r in before.settings.rounds)
    left = tomllib.loads((sample / "config.toml").read_text(encoding="utf-8"))
    assert {"rounds", "city", "fiscal_year", "committee", "submit_to", "contact"}.isdisjoint(left)
    assert {"folders", "eras", "font", "workers"} <= set(left)
    assert [path.read_bytes() for path in moved.kept] == [config, master]
    assert told(sample) == []


def test_a_dry_run_and_a_second_move_change_nothing(sample):
    files = {path: path.read_bytes() for path in (sample / "config.toml", master_of(sample))}
    move_settings(sample, dry_run=True)
    assert {path: path.read_bytes() for path in files} == files
    assert not list(sample.glob("*移す前*"))
    move_settings(sample, dry_run=False)
    with pytest.raises((UsageError, SettingsError)):
        move_settings(sample, dry_run=False)


def test_where_config_toml_cannot_be_written_the_master_is_put_back(sample, monkeypatch):
    files = {path: path.read_bytes() for path in (sample / "config.toml", master_of(sample))}

    def write(path, data):
        if path.name == "config.toml":
            raise CannotRunError("書き込めません。", "")
        path.write_bytes(data)

    monkeypatch.setattr("kusei_batch.pipeline.workspace.moving_settings.write_atomic", write)
    with pytest.raises(CannotRunError):
        move_settings(sample, dry_run=False)
    assert {path: path.read_bytes() for path in files} == files


def test_what_is_amiss_about_a_round_is_told_in_its_sheet(sample):
    move_settings(sample, dry_run=False)
    book = openpyxl.load_workbook(master_of(sample))
    book["回"]["A2"].value = "あ" * 80
    book["資料"]["A2"].value = book["資料"]["A3"].value = book["資料"]["A4"].value = "あ" * 80
    book["ページ"]["A2"].value = "あ" * 80
    book["資料"].delete_cols(7)
    book.save(master_of(sample))
    found = {p.code: p for p in examine_workspace(sample)}
    assert (found["file-name-too-long"].location.sheet, found["file-name-too-long"].location.cell) == ("回", "A2")
    assert found["paper-without-date"].location.sheet == "資料"
    workspace = read_workspace(sample)
    (late,) = check_issue_day(workspace, workspace.rounds[0], dt.date(2027, 3, 1))
    assert (late.location.sheet, late.location.cell) == ("回", "D2")
    assert "シート「回」の「提出期限」" in late.remedy


def test_a_night_makes_the_same_documents_from_the_sheets(issued):
    issued.hand_in("1303", [TARGET])
    issued.night()
    before = {place: parts_of(path) for place, path in documents(issued).items()}
    assert len(before) > 5
    move_settings(issued.workspace.root, dry_run=False)
    report = issued.night()
    assert report.failures == []
    assert {place: parts_of(path) for place, path in documents(issued).items()} == before


def test_a_night_notices_what_was_changed_in_a_sheet(issued):
    issued.hand_in("1303", [TARGET])
    move_settings(issued.workspace.root, dry_run=False)
    issued.night()
    paper = next(path for path in documents(issued).values() if path.suffix == ".docx" and "委員会資料" in path.name)
    before = parts_of(paper)["word/document.xml"]
    book = openpyxl.load_workbook(master_of(issued.workspace.root))
    column = next(cell.column for cell in book["資料"][1] if cell.value == "標題")
    book["資料"].cell(2, column).value = "目標の出そろい方について"
    book.save(master_of(issued.workspace.root))
    issued.night()
    after = parts_of(paper)["word/document.xml"]
    assert "目標の出そろい方について".encode() in after
    assert after != before


def test_what_has_no_column_stays_in_config_toml(sample):
    config = sample / "config.toml"
    text = config.read_text(encoding="utf-8")
    config.write_text(
        text.replace('form = "中間報告"\n', 'form = "中間報告"\nletters.request = "依頼文"\n'), encoding="utf-8"
    )
    before = read_workspace(sample)
    moved = move_settings(sample, dry_run=False)
    assert moved.staying == {"中間報告": "letters"}
    after = read_workspace(sample)
    names = [r.name for r in before.settings.rounds]
    assert [r.name for r in after.settings.rounds] == ["中間報告", *(n for n in names if n != "中間報告")]
    assert after.settings.rounds[0].papers == before.settings.rounds[1].papers
    assert told(sample) == []


def test_doctor_tells_faults_of_the_sheets_at_their_cells_with_what_to_do(sample):
    move_settings(sample, dry_run=False)
    retype(sample, "回", "B2", "目標設計")
    retype(sample, "資料", "B2", "ない.docx")
    found = {(p.code, p.location.sheet, p.location.cell): p for p in told(sample)}
    assert set(found) == {("config-form-missing", "回", "B2"), ("config-paper-missing", "資料", "B2")}
    assert (
        found["config-form-missing", "回", "B2"].remedy
        == "「様式」をひな形の名前に直すか（.xlsx は書きません）、その名前のひな形を置いてください。"
    )
    retype(sample, "回", "B2", "目標設定")
    retype(sample, "資料", "B2", "目標設定（委員会）.docx")
    retype(sample, "回", "D2", "4月26日")
    (closed,) = told(sample)
    assert (closed.code, closed.location.cell) == ("round-on-closed-day", "D2")
    assert "回「目標設定」の「提出期限」を直してください" in closed.remedy


def test_a_meeting_without_a_day_is_asked_for_in_its_sheet(sample):
    move_settings(sample, dry_run=False)
    retype(sample, "資料", "G2", None)
    answer = run_command(sample, "doctor")
    assert "会議の日（date）が決まったら、マスタのシート「資料」に書いてください。" in answer.out


@pytest.mark.parametrize(
    ("sheet", "cell", "stops"), [("資料", "A2", False), ("ページ", "A2", False), ("設定", "A6", True)]
)
@pytest.mark.parametrize("word", ["ないもの", None])
def test_a_paper_that_finds_no_round_does_not_keep_the_sheets_of_any_back(sample, sheet, cell, stops, word):
    move_settings(sample, dry_run=False)
    retype(sample, sheet, cell, word)
    workspace = read_workspace(sample)
    assert [fault.location.sheet for fault in workspace.faults if fault.severity is Severity.ERROR] == [sheet]
    assert bool(workspace.faults_of(workspace.round("中間報告"), ())) is stops


def test_handing_out_too_late_is_told_at_the_cell_of_the_due_day(sample):
    move_settings(sample, dry_run=False)
    workspace = read_workspace(sample)
    (late,) = check_issue_day(workspace, workspace.round("目標設定"), dt.date(2026, 5, 1))
    assert (late.location.sheet, late.location.cell) == ("回", "D2")
    assert "シート「回」の「提出期限」" in late.remedy
    assert "config.toml" not in late.remedy


def test_status_names_the_rounds_it_leaves_out(sample):
    move_settings(sample, dry_run=False)
    retype(sample, "回", "D2", "4月31日")
    told = run_command(sample, "status").out
    assert "回「目標設定」は、設定に誤りがあるため、出ていません" in told
    assert told.count("設定に誤り") == 1


def test_the_command_tells_what_it_moved(sample):
    answer = run_command(sample, "move-settings")
    assert answer.code == 0
    assert re.search(r"シート「設定」（市の名前、年度、.*「回」\d+行、「資料」\d+行、「ページ」\d+行", answer.out)
    assert run_command(sample, "doctor").code == 0


def test_the_sheets_offer_what_there_is_to_choose_from(sample):
    move_settings(sample, dry_run=False)
    book = openpyxl.load_workbook(master_of(sample))
    rules = {str(rule.sqref): rule for rule in book["回"].data_validations.dataValidation}
    where, cells = rules["B2:B200"].formula1.split("!")
    offered = [cell.value for (cell,) in book[where][cells]]
    assert offered == sorted(path.stem for path in master_of(sample).parent.glob("*.xlsx") if path.stem != "マスタ")
    assert book[where].sheet_state == "hidden"
    for name in ("回", "資料", "ページ"):
        for rule in book[name].data_validations.dataValidation:
            assert rule.prompt
            assert len(rule.prompt) <= 255
            assert len(rule.promptTitle) <= 32
