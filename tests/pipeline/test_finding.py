"""照会: what was written about something, in all years and rounds, with where it stands; and the note that answers."""

import hashlib
import shutil
from pathlib import Path

import docx
import openpyxl
import pytest

from kusei_batch.pipeline.finding import find_words
from kusei_batch.pipeline.questions import read_records
from kusei_batch.pipeline.workspace.doctor import examine_workspace
from tests.commands import run_command
from tests.pipeline.desk import TARGET
from tests.pipeline.kept_year import begin_reporting, copy_year
from tests.pipeline.test_clearance_night import GIVEN as WITH_A_NUMBER
from tests.pipeline.test_clearance_night import NUMBER, decide
from tests.pipeline.year import GOOD, KEPT, ON, PLAN, REPORT, SECOND, B

TEMPLATE = Path(__file__).parents[2] / "templates_docx" / "照会回答.docx"


@pytest.fixture
def two_years(tmp_path):
    """What a department aimed at and achieved in R8, and what it goes on with in R9."""
    return copy_year(tmp_path / "作業フォルダ", _begin_two_years)


def _begin_two_years(folder):
    reporting = begin_reporting(folder)
    reporting.hand_in(REPORT, B, {"目標": [GOOD, ON], "基準": KEPT})
    reporting.night()
    reporting.begin("R9")
    reporting.issue(PLAN)
    reporting.hand_in(PLAN, B, {"目標": [{"目標": "電話の呼出しは2回までにします。"}]}, file="今年.xlsx")
    reporting.night()
    shutil.copy(TEMPLATE, reporting.folder / "templates_docx")
    return reporting


def test_rows_of_all_years_are_found_with_the_cell_they_stand_in(two_years):
    found = [row for row in find_words(two_years.workspace, "電話") if row.has_words]
    assert [(row.fiscal_year, row.department.code) for row in found] == [(2027, B), (2026, B)]
    (said,) = found[1].telling("電話")
    assert said.text == SECOND["目標"]
    kept = next(two_years.workspace.state.rglob(f"{said.source.sha256}.xlsx"))
    sheet, _, cell = said.place.rpartition("!")
    assert openpyxl.load_workbook(kept)[sheet][cell].value == SECOND["目標"]
    assert hashlib.sha256(kept.read_bytes()).hexdigest() == said.source.sha256


def test_what_became_of_it_is_told_with_it(two_years):
    (row,) = [row for row in find_words(two_years.workspace, "待ち時間") if row.has_words]
    assert dict(row.answers) == {"達成度": "達成", "次年度の扱い": "終了"}


def test_every_word_must_be_there_and_width_and_case_do_not_count(two_years):
    assert [r.has_words for r in find_words(two_years.workspace, "電話 待ち時間")].count(True) == 0
    spelt = {r.row_id for r in find_words(two_years.workspace, "１５分　窓口") if r.has_words}
    assert spelt == {r.row_id for r in find_words(two_years.workspace, "待ち時間") if r.has_words}


def test_what_the_program_shows_is_not_what_a_department_wrote(two_years):
    shown = [record.fields.get("本文") for record in read_records(two_years.workspace, REPORT, 2026)]
    assert "名札を付けます。" in shown
    assert not any(row.has_words for row in find_words(two_years.workspace, "名札を付けます"))


def test_a_text_that_is_withheld_is_not_looked_into(issued):
    issued.hand_in("1303", [WITH_A_NUMBER])
    issued.night()
    assert not any(row.has_words for row in find_words(issued.workspace, NUMBER))
    assert [row.has_words for row in find_words(issued.workspace, TARGET["目標"])] == [True]
    decide(issued, "公表可")
    assert [row.has_words for row in find_words(issued.workspace, NUMBER)] == [True]


def test_the_screen_the_json_and_the_note_tell_the_same(two_years, tmp_path):
    note = tmp_path / "照会.docx"
    told = run_command(two_years.folder, "find", "待ち時間", "--note", note)
    asked = run_command(two_years.folder, "--json", "find", "待ち時間")
    document = docx.Document(note)
    having = [row for row in asked.json["found"] if row["has_words"]]
    assert (told.code, told.err, len(having)) == (0, "", 1)
    assert "「待ち時間」のある取組は1件" in told.out
    text = "\n".join(c.text for table in document.tables for row in table.rows for c in row.cells)
    for row in having:
        assert row["passages"][0]["text"] in told.out
        assert row["passages"][0]["text"] in text
    assert [[c.text for c in row.cells][1] for row in document.tables[0].rows] == ["件数", "1件"]


def test_nothing_found_makes_no_note_and_says_what_to_do(two_years, tmp_path):
    note = tmp_path / "照会.docx"
    told = run_command(two_years.folder, "find", "宇宙船", "--note", note)
    assert (told.code, note.exists()) == (0, False)
    assert "別の言い方で探してください" in told.out
    assert "回答の案は作りませんでした" in told.out
    assert "回答の案" not in run_command(two_years.folder, "find", "宇宙船").out
    refused = run_command(two_years.folder, "find", "　")
    assert (refused.code, "探す言葉がありません" in refused.err) == (2, True)


def test_a_fault_in_the_note_s_template_is_told_by_doctor(two_years):
    path = two_years.folder / "templates_docx" / TEMPLATE.name
    document = docx.Document(path)
    document.add_paragraph("{{ 課名 }}")
    document.save(path)
    found = [p for p in examine_workspace(two_years.folder, None) if p.location.file == TEMPLATE.name]
    assert [p.code for p in found] == ["paper-unknown-name"]
