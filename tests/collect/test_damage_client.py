"""What people do to a sheet in an office program costs no value: done here in LibreOffice, as they do it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kusei_batch.collect.identify import identify, name_folders
from kusei_batch.core.addressees import Addressees
from kusei_batch.core.problem import Problem
from kusei_batch.core.submission import Submission
from kusei_batch.xlsx.reader import read_workbook
from tests.client.office import Document, LibreOffice
from tests.collect.copies import DEPARTMENTS, KEY, SHEET_ID, TYPED, Issued, codes, typed

SHEET = "目標"


@pytest.fixture
def document(issued, tmp_path, office: LibreOffice) -> Iterator[Document]:
    path = tmp_path / "返ってきた様式.xlsx"
    path.write_bytes(issued.copy())
    with office.open(path) as opened:
        for sheet in (SHEET, "計画"):
            opened.unprotect(sheet)
        yield opened


def collected(issued: Issued, path: Path) -> tuple[Submission, list[Problem]]:
    data = path.read_bytes()
    found, doubts = identify(
        read_workbook(data), path.name, {SHEET_ID: issued.entry}, KEY, name_folders(Addressees(DEPARTMENTS, ()))
    )
    assert (found, doubts) == (issued.entry, [])
    return issued.extract(data)


def test_a_save_by_libreoffice_loses_nothing(issued, document):
    submission, problems = collected(issued, document.save())
    assert (typed(submission), problems) == (TYPED, [])


def test_inserted_rows_extend_the_table(issued, document):
    document.insert_rows(SHEET, 6)
    document.insert_rows("計画", 5)
    document.fill(SHEET, {"C6": "挿入した行に書いたこと"})
    rows = collected(issued, document.save())[0].tables["目標"]
    assert [row.cell("取組").text for row in rows] == [
        TYPED["目標.取組"][0],
        "挿入した行に書いたこと",
        TYPED["目標.取組"][1],
        "",
    ]
    assert [row.cell("上半期").text for row in rows] == ["調べる", "", "改める", ""]


def test_a_row_inserted_on_one_sheet_alone_is_told_when_it_is_used(issued, document):
    document.insert_rows(SHEET, 6)
    document.fill(SHEET, {"C6": "挿入した行に書いたこと"})
    assert "rows-differ" in codes(collected(issued, document.save())[1])


def test_inserted_and_deleted_rows_and_columns_outside_the_table_do_not_matter(issued, document):
    document.insert_rows(SHEET, 3, 2)
    document.insert_columns(SHEET, "A", 1)
    document.insert_columns(SHEET, "D", 2)
    document.delete_rows("計画", 2)
    submission, problems = collected(issued, document.save())
    assert (typed(submission), problems) == (TYPED, [])


def test_a_deleted_row_takes_only_itself(issued, document):
    document.delete_rows(SHEET, 5)
    document.delete_rows("計画", 4)
    rows = collected(issued, document.save())[0].tables["目標"]
    assert rows[0].cell("取組").text == TYPED["目標.取組"][1]
    assert rows[0].cell("上半期").text == "改める"


def test_a_deleted_column_is_told_and_nothing_else_is_lost(issued, document):
    document.delete_columns(SHEET, "D")
    submission, problems = collected(issued, document.save())
    assert {n: t for n, t in TYPED.items() if n != "目標.目標値"} == typed(submission)
    assert [p.location.field for p in problems if p.code == "field-lost"] == ["目標値"]


def test_renamed_sheets_are_followed(issued, document):
    document.rename(SHEET, "目標（区民課）最新")
    document.rename("計画", "It's 計画")
    submission, problems = collected(issued, document.save())
    assert (typed(submission), problems) == (TYPED, [])


def test_merged_entries_give_the_value_of_the_corner(issued, document):
    document.merge(SHEET, "C5:C6")
    submission, problems = collected(issued, document.save())
    assert submission.tables["目標"][0].cell("取組").text.startswith(TYPED["目標.取組"][0])
    assert codes(problems) == ["merged-rows", "under-merge"]


def test_cleared_rules_do_not_matter(issued, document):
    document.clear_validations(SHEET)
    submission, problems = collected(issued, document.save())
    assert (typed(submission), problems) == (TYPED, [])


def test_pasted_cells_bring_their_values(issued, document):
    document.paste(SHEET, "B6:E6", "B7")
    rows = collected(issued, document.save())[0].tables["目標"]
    assert rows[2].cell("取組").text == TYPED["目標.取組"][1]
