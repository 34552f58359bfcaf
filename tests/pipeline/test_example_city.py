"""examples/市と区: what is written there runs as it is, from the issue of a round to the papers of the city."""

from __future__ import annotations

import datetime as dt

import pytest

from kusei_batch.core.problem import Severity
from kusei_batch.core.submission import State
from kusei_batch.pipeline.workspace.doctor import examine_workspace
from tests.commands import run_command
from tests.pipeline.example_city import CITY, EXAMPLE, WARDS, ExampleCity

ROUND, DAY = "目標設定", dt.date(2026, 5, 20)


@pytest.fixture(scope="module")
def april(tmp_path_factory):
    """Every department of the three wards has set its targets."""
    city = ExampleCity(tmp_path_factory.mktemp("市と区"))
    for sheet in city.issue(ROUND):
        assert city.hand_in(sheet)
    city.report = city.night(DAY)
    return city


def test_what_differs_from_the_sample_is_laid_over_it(tmp_path):
    folder = tmp_path / "作業"
    told = run_command(tmp_path, "init", folder, "--from", EXAMPLE)
    assert told.code == 0, told.err
    assert (folder / "config.toml").read_bytes() == (EXAMPLE / "config.toml").read_bytes()
    master = "templates_xlsx/マスタ.xlsx"
    assert (folder / master).read_bytes() == (EXAMPLE / master).read_bytes()
    assert (folder / "templates_xlsx" / "目標設定.xlsx").exists()
    assert f"init 作業フォルダ --from examples/{EXAMPLE.name}" in (EXAMPLE / "README.md").read_text("utf-8")


def test_a_folder_without_an_example_makes_nothing(tmp_path):
    (tmp_path / "空").mkdir()
    told = run_command(tmp_path, "init", tmp_path / "作業", "--from", tmp_path / "空")
    assert told.code == 2
    assert "作業フォルダの例がありません" in told.err
    assert not (tmp_path / "作業").exists()


@pytest.mark.usefixtures("really_tried")
def test_there_is_nothing_to_warn_of(april):
    assert [p for p in examine_workspace(april.folder) if p.severity is not Severity.INFO] == []


def test_every_department_answers_and_the_city_has_its_paper(april):
    assert not april.report.failures
    assert {c.state for c in april.report.coverage if c.round == ROUND} == {State.ACCEPTED}
    papers = set(april.files("*.docx"))
    assert f"R08_{ROUND}_{CITY}_区民サービス部長会議資料.docx" in papers
    assert {f"R08_{ROUND}_{ward}_区企画調整会議資料.docx" for ward in WARDS} <= papers
