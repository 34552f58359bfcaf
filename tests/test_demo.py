"""What the demo leaves behind looks as if people had made it."""

from pathlib import Path

import openpyxl

from kusei_batch.demo import play


def test_rows_that_were_typed_in_are_as_high_as_their_text(tmp_path: Path) -> None:
    story = play(tmp_path / "見本")
    filled = [p for p in sorted(story.workspace.inbox.rglob("R08_*.xlsx")) if "区民課" in p.name]
    sheet = openpyxl.load_workbook(filled[0])["目標設定"]
    rows = [cell.row for (cell,) in sheet["F9:F18"] if cell.value]
    assert len(rows) == 5
    assert [sheet.row_dimensions[row].height for row in rows] == [None] * 5
    assert sheet.row_dimensions[rows[-1] + 1].height  # an empty row keeps its place to write
