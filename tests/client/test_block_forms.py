"""Records of several rows in LibreOffice: typed into, rows inserted and deleted, long texts seen whole."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kusei_batch.core.form import Necessity
from kusei_batch.xlsx.compile.conditional_formats import blank_formula
from kusei_batch.xlsx.reader import read_workbook
from kusei_batch.xlsx.stamp import Stamp, stamp_sheet
from tests.client.office import LibreOffice
from tests.collect.shipped import SHEET_ID, as_display, errors
from tests.collect.test_blocks import SHEET, block, is_known, shipped, table_of

__all__ = ["shipped"]


@pytest.fixture
def blank(shipped, tmp_path):
    path = tmp_path / "様式.xlsx"
    rows = {table: len(keys) for table, keys in shipped.issued.rows.items()}
    stamp = Stamp(SHEET_ID, "", as_display(shipped.issued.stamped), rows=rows)
    path.write_bytes(stamp_sheet(shipped.compiled, stamp))
    return path


def typed(shipped, k):
    """What is typed into a record, by cell: dates and numbers as people write them."""
    special = {"目標値": f"{k + 1}2", "期限": f"R8.{k + 5}.1", "場面": ("電話", "窓口")[k % 2]}
    return {f.cells[k]: special.get(f.name, f"{f.name}の{k + 1}件目") for f in shipped.form.entries_of("目標")}


def values(submission):
    return [{name: entry.cell.text for name, entry in row.entries.items()} for row in submission.tables["目標"]]


def test_what_is_typed_is_read_back_record_by_record(office: LibreOffice, shipped, blank):
    with office.open(blank) as document:
        for k in range(shipped.height(table_of(shipped))):
            for cell, text in typed(shipped, k).items():
                assert document.type(SHEET, cell, text).accepted, (cell, text)
        saved = document.save()
    submission, problems = shipped.read(read_workbook(saved.read_bytes()))
    assert errors(problems) == []
    found = [row for row in values(submission) if row["理由"]]
    assert len(found) == shipped.height(table_of(shipped))
    for k, row in enumerate(found):
        assert row["理由"] == f"理由の{k + 1}件目"
        assert row["備考"] == f"備考の{k + 1}件目"
        assert row["期限"] == f"R8.{k + 5}.1"  # LibreOffice leaves it a text, which is read as a day later
        assert row["目標値"] == f"{k + 1}2"


def test_a_choice_and_a_bound_hold_in_every_record(office: LibreOffice, shipped, blank):
    fields = {f.name: f for f in shipped.form.entries_of("目標")}
    with office.open(blank) as document:
        for k in range(3):
            assert not document.type(SHEET, fields["目標値"].cells[k], "5000").accepted
            assert not document.type(SHEET, fields["目標値"].cells[k], "多め").accepted


def test_records_inserted_between_and_deleted_are_told(office: LibreOffice, shipped, blank):
    height, top = block(shipped)
    with office.open(blank) as document:
        for k in range(shipped.height(table_of(shipped))):
            document.fill(SHEET, typed(shipped, k))
        document.unprotect(SHEET)
        document.insert_rows(SHEET, top + height, 1)
        saved = document.save()
    submission, problems = shipped.read(read_workbook(saved.read_bytes()))
    if is_known(shipped):
        assert errors(problems) == []
        kept = [f"理由の{k + 1}件目" for k in range(shipped.height(table_of(shipped)))]
        assert [row["理由"] for row in values(submission) if row["理由"]] == kept
    else:
        assert "records-broken" in errors(problems)
    with office.open(saved) as document:
        document.delete_rows(SHEET, top, 1)
        saved = document.save()
    # Without numbers one row more and one less look like cells moved by themselves.
    assert set(errors(shipped.read(read_workbook(saved.read_bytes()))[1])) & {"records-broken", "cells-shifted"}


def test_what_a_record_prints_is_not_taken_for_something_entered(office: LibreOffice, shipped, blank):
    """A required cell turns red once anything is entered, not for the labels that records bear."""
    head = next(f for f in shipped.form.entries_of(None))
    begun = blank_formula(shipped.form, replace(head, necessity=Necessity.REQUIRED))
    with office.open(blank) as document:
        document.unprotect(SHEET)
        document.fill(SHEET, {"K40": f"={begun}"})
        assert document.read(SHEET, "K40").string.upper() in ("FALSE", "0")
        document.fill(SHEET, {shipped.form.field("理由", "目標").cells[1]: "窓口が混む。"})
        assert document.read(SHEET, "K40").string.upper() in ("TRUE", "1")
