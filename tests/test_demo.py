"""What the demo leaves behind looks as if people had made it."""

from pathlib import Path

import openpyxl

from kusei_batch.demo import play


def test_rows_that_were_typed_in_are_as_high_as_their_text(tmp_path: Path) -> None:
    story = play(tmp_path / "見本")
    filled = [p for p in sorted(story.workspace.inbox.rglob("R08_*.xlsx")) if "区民課" in p.name]
    sheet = openpyxl.load_workbook(filled[0])["目標設定"]
    goals = {cell.row: len(sheet.cell(cell.row, 7).value) for (cell,) in sheet["F9:F18"] if cell.value}
    assert len(goals) == 5
    empty = sheet.row_dimensions[max(goals) + 1].height
    # A line of the column holds at most 25 characters of at least 11 points.
    assert all(sheet.row_dimensions[row].height >= max(empty, length / 25 * 11) for row, length in goals.items())
    assert max(sheet.row_dimensions[row].height for row in goals) > empty
