"""The sample ward's documents, written once."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import docx
import pytest

from kusei_batch.report.paper.paper_names import PaperHead
from kusei_batch.report.views import OtherRounds, RoundView, build_round_view
from tests.report.sample import make_facts
from tests.report.written import make_ward_report, write_summary_workbook

TEMPLATE = Path(__file__).parents[2] / "templates_docx" / "区企画調整会議.docx"
DRAWS = TEMPLATE.with_name("目標設定（委員会）.docx")
STARTER = TEMPLATE.parent / "資料のひな形.docx"
HEAD = PaperHead("資料１", "令和8年度区役所サービス向上目標の設定状況について")


def fill_paper(view: RoundView, folder: Path, paragraphs: Sequence[str], rounds=None, change=None):
    """The paper of a template that says nothing but these paragraphs, and what `change` adds to them."""
    document = docx.Document(str(STARTER))
    body = document.element.body
    for element in list(body)[:-1]:
        body.remove(element)
    for text in paragraphs:
        document.add_paragraph(text)
    if change:
        change(document)
    document.save(str(folder / "ひな形.docx"))
    (folder / "資料.docx").write_bytes(
        make_ward_report(view, folder / "ひな形.docx", None, rounds or OtherRounds()).content
    )
    return docx.Document(str(folder / "資料.docx"))


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
    path.write_bytes(make_ward_report(view, TEMPLATE, HEAD).content)
    return path
