"""Doctor's findings are remembered for the shipped templates alone, and as long as every one of them is there."""

import shutil

import pytest

from kusei_batch.pipeline.workspace.doctor import examine_workspace
from kusei_batch.pipeline.workspace.init import init_workspace

PAPER, OTHER, PAGE = "区企画調整会議.docx", "マネジメントレビュー.docx", "目標の公表.html"
COMMITTEE, RESULTS = "目標設定（委員会）.docx", "実績報告（委員会）.docx"


@pytest.fixture
def root(tmp_path):
    init_workspace(tmp_path / "作業", dry_run=False)
    examine_workspace(tmp_path / "作業")
    return tmp_path / "作業"


def files_at_fault(root):
    return {p.location.file for p in examine_workspace(root) if p.code.startswith(("paper-", "page-"))}


def test_a_template_in_the_place_of_another_is_tried(root):
    before = files_at_fault(root)
    folder = root / "templates_docx"
    shutil.copy(folder / OTHER, folder / PAPER)
    assert PAPER in files_at_fault(root) - before


def test_a_part_that_pages_draw_on_and_that_is_gone_is_missed(root):
    before = files_at_fault(root)
    (root / "templates_html" / "公表の枠.html").unlink()
    assert files_at_fault(root) - before


def test_a_form_in_the_place_of_another_is_read(root):
    """Papers and pages of its round, and those of March that look back at it, ask for what the other form has not."""
    before = files_at_fault(root)
    folder = root / "templates_xlsx"
    shutil.copy(folder / "実績報告.xlsx", folder / "目標設定.xlsx")
    assert files_at_fault(root) - before == {PAPER, COMMITTEE, PAGE, OTHER, RESULTS}
