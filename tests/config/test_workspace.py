"""The workspace as a whole: every fault of its two files at once, and its files and folders."""

from dataclasses import replace

import openpyxl
import pytest

from kusei_batch.config import read_workspace
from kusei_batch.core.problem import SettingsError
from kusei_batch.errors import CannotRunError
from kusei_batch.pipeline.workspace.init import init_workspace


@pytest.fixture
def root(tmp_path):
    init_workspace(tmp_path / "作業", dry_run=False)
    return tmp_path / "作業"


def edit(root, old, new):
    path = root / "config.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def spoil_master(path):
    book = openpyxl.load_workbook(path)
    book["区"]["B2"] = None
    book.save(path)


def faults(root):
    """Every fault, whether it stops everything or costs itself alone."""
    try:
        problems = read_workspace(root).faults
    except SettingsError as stopped:
        problems = stopped.problems
    for problem in problems:
        assert problem.message
        assert problem.remedy
    return {p.code: p for p in problems}


def test_faults_of_settings_and_master_are_told_together(root):
    edit(root, "due =", "deu =")
    spoil_master(root / "templates_xlsx" / "マスタ.xlsx")
    assert set(faults(root)) == {"config-unknown-key", "config-missing-key", "master-blank"}


def test_the_master_is_found_where_faulty_settings_say(root):
    edit(root, "due =", "deu =")
    edit(root, 'templates_xlsx = "templates_xlsx"', 'templates_xlsx = "様式"')
    (root / "templates_xlsx").rename(root / "様式")
    spoil_master(root / "様式" / "マスタ.xlsx")
    assert "master-blank" in faults(root)
    (root / "様式" / "マスタ.xlsx").unlink()
    assert "master-missing" in faults(root)


def test_the_master_is_looked_for_in_its_usual_folder_when_nothing_can_be_read(root):
    edit(root, 'city = "', "city = ")
    spoil_master(root / "templates_xlsx" / "マスタ.xlsx")
    assert set(faults(root)) == {"config-unclosed", "master-blank"}
    (root / "templates_xlsx" / "マスタ.xlsx").unlink()
    assert set(faults(root)) == {"config-unclosed"}


def test_years_of_the_master_follow_the_era_table_of_faulty_settings_too(root):
    book = openpyxl.load_workbook(root / "templates_xlsx" / "マスタ.xlsx")
    book["方針"]["A2"] = "新2年度"
    book.save(root / "templates_xlsx" / "マスタ.xlsx")
    edit(root, 'name = "令和"', 'name = "新"')
    edit(root, "due =", "deu =")
    assert not any(code.startswith("master") for code in faults(root))


def test_a_form_that_is_not_there_is_told_with_its_line_and_what_is(root):
    edit(root, 'form = "目標設定"', 'form = "目標設"')
    problem = faults(root)["config-form-missing"]
    assert "もしかして：目標設定" in problem.message
    assert problem.location.field == "rounds[1].form"
    lines = (root / "config.toml").read_text(encoding="utf-8").splitlines()
    number = next(n for n, text in enumerate(lines, 1) if text.startswith("form ="))
    assert problem.location.file == f"config.toml（{number}行目）"


def test_a_paper_that_is_not_there_is_told_with_its_line_and_what_is(root):
    edit(root, 'template = "目標設定（委員会）.docx"    #', 'template = "企画調整会議.docx" #')
    problem = faults(root)["config-paper-missing"]
    assert "区企画調整会議.docx" in problem.message
    lines = (root / "config.toml").read_text(encoding="utf-8").splitlines()
    number = next(n for n, text in enumerate(lines, 1) if text.startswith("template ="))
    assert problem.location.file == f"config.toml（{number}行目）"


def test_folders_may_lie_anywhere(root, tmp_path):
    share = tmp_path / "共有"
    (share / "受付").mkdir(parents=True)
    edit(root, 'inbox = "inbox"', f'inbox = "{(share / "受付").as_posix()}"')
    assert read_workspace(root).inbox == share / "受付"
    (share / "受付").rmdir()
    with pytest.raises(CannotRunError, match="受付"):
        read_workspace(root)


@pytest.mark.parametrize(
    ("key", "value", "faulty"),
    [
        ("outbox", "inbox", "folders.outbox"),
        ("outbox", "./inbox/", "folders.outbox"),
        ("outbox", "inbox/結果", "folders.outbox"),
        ("inbox", "outbox/受付", "folders.outbox"),
        ("inbox", ".", "folders.inbox"),
        ("inbox", "/", "folders.inbox"),
        ("outbox", "..", "folders.outbox"),
        (".kusei", "inbox/.kusei", "folders.state"),
        (".kusei", "outbox/.kusei", "folders.state"),
        ("inbox", "templates_xlsx", "folders.templates_xlsx"),
    ],
)
def test_folders_that_lie_in_one_another_are_told_with_their_line(root, key, value, faulty):
    edit(root, f'= "{key}"', f'= "{value}"')
    problem = faults(root)["config-folders-overlap"]
    assert problem.location.field == faulty
    assert problem.location.file.endswith("行目）")


def test_folders_beside_the_workspace_or_of_like_names_do_not_overlap(root):
    (root / "inbox2").mkdir()
    edit(root, '= "outbox"', '= "inbox2"')
    assert read_workspace(root).outbox == root / "inbox2"


def test_the_folder_of_a_round_is_that_of_its_year_below_the_outbox_as_it_is(root, tmp_path):
    workspace = read_workspace(root)
    folders = [workspace.year_folder(*key) for key in ((2026, "甲"), (2027, "甲"), (2026, "乙"), (2026, "甲"))]
    told = ["R08/甲", "R09/甲", "R08/乙", "R08/甲"]
    assert folders == [workspace.outbox / place for place in told]
    assert replace(workspace, outbox=tmp_path).year_folder(2026, "甲") == tmp_path / "R08" / "甲"
