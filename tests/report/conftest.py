"""The sample ward's documents, written once."""

from __future__ import annotations

from pathlib import Path

import pytest

from kusei_batch.report.summary_workbook import write_summary_workbook
from kusei_batch.report.views import RoundView, build_round_view
from kusei_batch.report.ward_report import PaperHead, write_ward_report
from tests.report.sample import make_facts

TEMPLATE = Path(__file__).parents[2] / "templates_docx" / "区企画調整会議.docx"
HEAD = PaperHead("資料１", "令和8年度区役所サービス向上目標の設定状況について")


@pytest.fixture(scope="session")
def view() -> RoundView:
    return build_round_view(make_facts())


@pytest.fixture(scope="session")
def workbook_path(view: RoundView, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("集計") / "集計.xlsx"
    write_summary_workbook(view, path)
    return path


@pytest.fixture(scope="session")
def paper_path(view: RoundView, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("資料") / "資料.docx"
    write_ward_report(view, TEMPLATE, path, HEAD)
    return path
