"""The demo plays a whole year; what lies there afterwards is what people did, counted again from their files."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import openpyxl

from kusei_batch.config import read_workspace
from kusei_batch.pipeline.workspace.workdays import check_rounds_days
from kusei_batch.sample.year import read_year

TARGETS, MIDYEAR, RESULTS = "目標設定", "中間報告", "実績報告"
SATISFACTION = (("満足", "やや満足"), ("満足", "やや満足", "どちらともいえない", "やや不満", "不満"))
"""The answers that are satisfied, and all that were given."""
YEAR = read_year()
LAST = max(YEAR.nights)


def kusei(folder, *words):
    command = [sys.executable, "-m", "kusei_batch", "-w", str(folder), *map(str, words)]
    return subprocess.run(command, capture_output=True, encoding="utf-8", env=dict(os.environ), check=False)


def rows_of(played, year, round_, stem="データ"):
    """The rows of a round's CSV."""
    (path,) = (played.folder / "outbox" / year / round_ / "03_集計").glob(f"*_{stem}.csv")
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))


def final(round_, table, fiscal_year=2026):
    """What the departments last wrote in a table, by department and the end of the row's ID; blank cells left out."""
    written: dict[tuple[str, str], dict[str, object]] = {}
    for hand_in in sorted(YEAR.hand_ins, key=lambda h: h.day):
        if hand_in.round == round_ and hand_in.day.year - (hand_in.day.month < 4) == fiscal_year:
            filling = hand_in.tables.get(table)
            for ending, values in (filling.rows if filling else {}).items():
                written.setdefault((hand_in.department, ending), {}).update(values)
    return written


def test_it_tells_every_night_and_what_people_got_wrong(played):
    nights = re.findall(r"^令和.*の夜: ", played.told, re.MULTILINE)
    assert len(nights) == len(YEAR.nights)
    for word in ("差戻し", "隔離", "対象外"):
        assert word in played.told


def test_it_says_nothing_of_the_programs_it_uses(played):
    assert "Warning" not in played.said_beside


def test_the_year_that_is_turned_to_is_due_on_working_days(played):
    closed = [p for p in check_rounds_days(read_workspace(played.folder)) if p.code == "round-on-closed-day"]
    assert [problem.message for problem in closed] == []
    (blank,) = (played.folder / "outbox" / "R09" / TARGETS / "01_配布").rglob("*_1101_*.xlsx")
    texts = [
        str(c.value)
        for row in openpyxl.load_workbook(blank).worksheets[0].iter_rows(max_row=12)
        for c in row
        if c.value
    ]
    assert any("令和9年4月26日" in text for text in texts)
    assert not any("令和9年4月24日" in text for text in texts)


def test_it_leads_to_files_that_are_there(played):
    shown = played.told.split("次の順に開いてみてください。")[1].splitlines()
    paths = [line.partition(": ")[2] for line in shown if line.startswith("  ")]
    assert all(Path(path).is_file() for path in paths)
    for part in ("01_配布", "02_差戻し", "03_集計", "04_会議資料", "05_公表", "決定.xlsx", "状況.html"):
        assert sum(part in path for path in paths) == 1


def test_two_fiscal_years_stand_side_by_side(played):
    assert sorted(p.name for p in (played.folder / "outbox").iterdir()) == [
        "R08",
        "R09",
        "状況.html",
        "状況.xlsx",
        "記録",
    ]
    status = kusei(played.folder, "status", "--json", "--as-of", LAST.isoformat())
    rounds = {c["round"] for c in json.loads(status.stdout)["coverage"]}
    assert {TARGETS, MIDYEAR, RESULTS} <= rounds


def test_the_figures_of_the_results_are_those_people_wrote(played):
    written = final(RESULTS, "目標")
    rows = rows_of(played, "R08", RESULTS)
    assert Counter(row["達成度"] for row in rows) == Counter(values["達成度"] for values in written.values())
    assert len(rows) == len(written)
    for row in rows:
        values = next(
            v for (code, ending), v in written.items() if code == row["部署コード"] and row["行ID"].endswith(ending)
        )
        assert float(row["実績値"]) == float(values["実績値"])


def test_a_target_keeps_its_id_from_april_to_the_next_april(played):
    ids = {row["行ID"]: row for row in rows_of(played, "R08", RESULTS)}
    targets = {row["行ID"]: row for row in rows_of(played, "R08", TARGETS)}
    assert ids
    assert set(ids) <= set(targets)
    assert all(row["目標"] == targets[row_id]["目標"] for row_id, row in ids.items())
    (sheet,) = (played.folder / "outbox" / "R09" / TARGETS / "01_配布").rglob("*_1303_*.xlsx")
    shown = {str(c.value) for row in openpyxl.load_workbook(sheet)[TARGETS].iter_rows() for c in row if c.value}
    going_on = {
        i for i, r in ids.items() if r["部署コード"] == "1303" and r["次年度の扱い"] in ("継続", "水準を上げて継続")
    }
    ended = {i for i, r in ids.items() if r["部署コード"] == "1303"} - going_on
    assert going_on <= shown
    assert not ended & shown


def test_what_looks_like_a_telephone_number_is_nowhere_in_the_outbox_but_on_the_department_s_own_sheet(played):
    number = "090-0000-0123"
    assert any(number in str(values) for h in YEAR.hand_ins for t in h.tables.values() for values in t.new)
    for path in (played.folder / "outbox").rglob("*"):
        if path.is_file() and path.parent.parent.name not in ("01_配布", "02_差戻し"):
            assert number not in text_of(path), path


def text_of(path: Path) -> str:
    """All that a file says: of an Office document, of each of its parts."""
    if path.suffix in (".xlsx", ".docx"):
        import zipfile

        with zipfile.ZipFile(path) as archive:
            return "".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    return path.read_text(encoding="utf-8", errors="replace")


def test_rows_that_were_typed_in_are_as_high_as_their_text(played):
    filled = sorted((played.folder / "inbox").rglob("R08_目標設定_1303*.xlsx"))
    sheet = openpyxl.load_workbook(filled[0])[TARGETS]
    fields = json.loads(kusei(played.folder, "form", "show", TARGETS, "--json").stdout)["fields"]
    cells = [sheet[address] for f in fields if f["name"] == "具体的な取組内容" for address in f["cells"]]
    goals = {cell.row: len(cell.value) for cell in cells if cell.value}
    assert len(goals) == 5
    empty = sheet.row_dimensions[cells[5].row].height
    # A line of the column holds at most 30 characters of at least 8 points.
    assert all(sheet.row_dimensions[row].height >= max(empty, length / 30 * 8) for row, length in goals.items())
    assert max(sheet.row_dimensions[row].height for row in goals) > empty


def test_the_departments_own_standards_are_those_the_program_proposed_and_the_coordinator_decided_on(played):
    sheet = openpyxl.load_workbook(played.folder / "templates_xlsx" / "決定.xlsx")["所属基準"]
    headings, *rows = sheet.iter_rows(values_only=True)
    listed = [dict(zip(headings, row, strict=True)) for row in rows]
    reported = rows_of(played, "R08", RESULTS)
    proposed = {r["行ID"] for r in reported if (r["達成度"], r["次年度の扱い"]) == ("達成", "基準化を提案")}
    assert {row["所属基準ID"] for row in listed} == proposed
    words = {d.where["部署コード"]: d.write["採否"] for d in YEAR.decisions if d.sheet == "所属基準"}
    assert words
    assert {row["所属基準ID"]: row["採否"] for row in listed} == {
        row["所属基準ID"]: words.get(row["部署コード"]) for row in listed
    }


def test_an_indicator_without_a_value_is_accepted_and_counted_as_not_measured(played):
    written = final("成果指標", "指標")
    surveyed = {"-Q6"}  # whose value stood in the sheet from the beginning
    waiting = {ending for (_, ending), values in written.items() if "実績値" not in values} - surveyed
    assert waiting
    states = {row["行ID"]: row["状況"] for row in rows_of(played, "R08", "成果指標")}
    (measured,) = [r for r in rows_of(played, "R08", "成果指標") if r["行ID"] == "1303-Q6"]
    asked = [r for r in rows_of(played, "R08", "来庁者アンケート（後期）") if r["行ID"].endswith("-Q6")]
    assert len(asked) > 1
    satisfied, answered = (sum(int(r[name] or 0) for r in asked for name in names) for names in SATISFACTION)
    assert float(measured["実績値"]) == round(100 * satisfied / answered, 1)  # of the whole ward
    assert len(states) == len(written)
    assert {row_id for row_id, state in states.items() if state == "未把握"} == {
        row_id for row_id in states for ending in waiting if row_id.endswith(ending)
    }
