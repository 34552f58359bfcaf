"""Names joined from several are measured before anything is issued, in the unit that counts."""

from __future__ import annotations

import re

import openpyxl
import pytest

from kusei_batch.config import read_workspace
from kusei_batch.core.problem import SettingsError
from kusei_batch.pipeline.issuing import issue_round, order_round
from kusei_batch.pipeline.workspace.doctor import examine_workspace
from kusei_batch.pipeline.workspace.form_check import check_form
from kusei_batch.pipeline.workspace.name_lengths import check_name_lengths
from tests.pipeline.desk import OPENING, ROUND, Desk


def rename_department(desk: Desk, code: str, name: str) -> None:
    path = desk.workspace.master_path
    book = openpyxl.load_workbook(path)
    sheet = book["部署"]
    heads = {cell.value: cell.column for cell in sheet[1]}
    for row in sheet.iter_rows(min_row=2):
        if str(row[heads["部署コード"] - 1].value) == code:
            row[heads["課名"] - 1].value = name
    book.save(path)


def rename_round(desk: Desk, name: str) -> None:
    path = desk.workspace.root / "config.toml"
    path.write_text(path.read_text("utf-8").replace(f'name = "{ROUND}"', f'name = "{name}"'), "utf-8")


LONG_ROUND = "令和八年度区役所サービス向上目標設定調査票第一回分"


@pytest.fixture
def long_names(desk: Desk) -> Desk:
    """課名 of 59 characters and a round of 25: each alone is allowed."""
    rename_department(desk, "1303", "課" * 59)
    rename_round(desk, LONG_ROUND)
    return desk


def told(problems) -> list[str]:
    return [p.code for p in problems if p.code in ("file-name-too-long", "path-too-long")]


def test_doctor_and_form_check_refuse_a_joined_name_of_too_many_bytes(long_names: Desk) -> None:
    root = long_names.workspace.root
    assert "file-name-too-long" in told(examine_workspace(root))
    path = read_workspace(root).template(ROUND)
    (problem,) = [p for p in check_form(root, path) if p.code == "file-name-too-long"]
    assert (problem.location.file, problem.location.sheet) == ("マスタ.xlsx", "部署")
    assert "課" * 59 in problem.message + problem.remedy
    assert LONG_ROUND in problem.remedy


def test_issue_refuses_before_anything_is_written(long_names: Desk) -> None:
    workspace = read_workspace(long_names.workspace.root)
    with pytest.raises(SettingsError) as refused:
        issue_round(workspace, order_round(workspace, LONG_ROUND), OPENING)
    assert told(refused.value.problems) == ["file-name-too-long"]
    assert list(workspace.outbox.rglob("*.xlsx")) == []


def test_kanji_outside_the_first_plane_count_four_bytes(desk: Desk) -> None:
    rename_department(desk, "1303", "𠮷" * 56)
    assert told(examine_workspace(desk.workspace.root)) == ["file-name-too-long"]
    rename_department(desk, "1303", "課" * 56)
    assert "file-name-too-long" not in told(examine_workspace(desk.workspace.root))


def test_a_deep_workspace_is_warned_of(tmp_path) -> None:
    desk = Desk(tmp_path / ("あ" * 60) / ("い" * 60) / ("う" * 60))
    assert told(examine_workspace(desk.workspace.root)) == ["path-too-long"]


@pytest.mark.parametrize(("letters", "codes"), [(90, ["file-name-too-long"]), (12, [])])
def test_the_files_of_a_page_are_measured_too(desk: Desk, letters: int, codes: list[str]) -> None:
    path = desk.workspace.root / "config.toml"
    head, mark, page = path.read_text("utf-8").partition("[[rounds.pages]]")
    name = re.search(r'(?m)^ *name *= *"([^"]+)"', page)[1]
    path.write_text(head + mark + page.replace(f'"{name}"', f'"{"頁" * letters}"', 1), "utf-8")
    workspace = read_workspace(desk.workspace.root)
    found = list(check_name_lengths(workspace, {r.form: desk.form for r in workspace.rounds}))
    assert [p.code for p in found if p.code == "file-name-too-long" and "公表ページの名前" in p.remedy] == codes
