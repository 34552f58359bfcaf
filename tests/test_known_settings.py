"""Settings that tests read once are as they stand: whatever changes in a file is read."""

from __future__ import annotations

import json
import shutil

import openpyxl
import pytest

from kusei_batch.config import read_workspace, workspace_reading
from kusei_batch.config.decision_reading import KEPT_FILE
from kusei_batch.core.problem import SettingsError
from tests.known_settings import READ, settings_known
from tests.pipeline.desk import TARGET, Desk
from tests.pipeline.example_city import ExampleCity

CITY = 'city = "見本市"'


@pytest.fixture(autouse=True)
def _settings_known():
    with settings_known():
        yield


@pytest.fixture
def desk(tmp_path):
    """A ward after a night that asks for a decision."""
    desk = Desk(tmp_path / "作業フォルダ")
    desk.begin_issued("1303")
    desk.hand_in("1303", [TARGET], {"連絡事項": "電話 03-1234-5678 へ"})
    desk.night()
    return desk


def assert_as_it_stands(root):
    known = vars(workspace_reading)["_read_files"](root)
    assert known == READ(root)
    return known


def test_what_is_known_is_what_stands_there_and_nobody_elses(desk, tmp_path):
    city = ExampleCity(tmp_path / "市")
    for root in (desk.workspace.root, city.folder, desk.workspace.root, city.folder):
        first, second = assert_as_it_stands(root), assert_as_it_stands(root)
        first.problems.append(None)
        assert None not in second.problems
        assert first.master is not second.master


def test_another_workspace_of_the_same_content_is_the_same(desk):
    root = desk.workspace.root
    read_workspace(root)
    assert_as_it_stands(shutil.copytree(root, root.with_name("二つめ")))


def test_it_is_read_once(desk, monkeypatch):
    root = desk.workspace.root
    read_workspace(root)
    monkeypatch.setattr("tests.known_settings.READ", None)
    assert read_workspace(root).settings.city == "見本市"


def test_each_file_that_changes_is_read(desk):
    root = desk.workspace.root
    workspace = read_workspace(root)
    config = root / "config.toml"
    config.write_text(config.read_text(encoding="utf-8").replace(CITY, 'city = "川下市"'), encoding="utf-8")
    assert assert_as_it_stands(root).settings.city == "川下市"
    book = openpyxl.load_workbook(workspace.master_path)
    book["部署"]["D2"] = "新しい課"
    book.save(workspace.master_path)
    assert "新しい課" in [d.name for d in assert_as_it_stands(root).master.departments]
    book = openpyxl.load_workbook(workspace.decisions_path)
    (column,) = (cell.column for cell in book["個人情報の確認"][1] if cell.value == "判断")
    book["個人情報の確認"].cell(2, column).value = "伏せる"
    book.save(workspace.decisions_path)
    assert len(assert_as_it_stands(root).master.clearances) == 1
    kept = workspace.state / KEPT_FILE
    kept.write_text(json.dumps({"written": "", "sheets": {}}), encoding="utf-8")
    assert assert_as_it_stands(root).decisions.kept == {}
    workspace.decisions_path.unlink()
    assert assert_as_it_stands(root).master.clearances == ()
    config.unlink()
    with pytest.raises(SettingsError):
        read_workspace(root)
