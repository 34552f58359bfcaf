"""What is typed where the program prints is told with its cells, whatever it printed there."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kusei_batch.core.form import ROW_ID, ROW_NUMBER
from kusei_batch.core.values import text_cell
from kusei_batch.xlsx.reference import address, parse_address
from tests.collect.sheet_edits import edited
from tests.collect.shipped import FORMS, ship


@pytest.mark.parametrize("name", FORMS)
def test_words_in_blank_display_cells_are_told_with_every_cell(name):
    shipped = ship(name)
    assert "typed-in-shown" not in [p.code for p in shipped.read(shipped.filled)[1]]
    for field in shipped.form.fields:
        if field.table is None or field.is_entry or field.is_computed or field.name in (ROW_ID, ROW_NUMBER):
            continue
        count = len(shipped.issued.rows[field.table])
        places = [parse_address(cell) for cell in field.cells[count : count + 2]]
        typed = {**shipped.filled.sheets[field.sheet].cells, **dict.fromkeys(places, text_cell("書き込み"))}
        told = shipped.read(edited(shipped.filled, field.sheet, typed, shipped.filled.names))[1]
        cells = [p.location.cells for p in told if p.code == "typed-in-shown" and p.location.field == field.name]
        assert cells == [tuple(address(*p) for p in places)], field.qualified


@pytest.mark.parametrize("name", FORMS)
def test_words_in_a_cell_outside_the_tables_that_was_left_blank_are_told(name):
    """部名 of a department without one, for instance; a cell that others show something in is compared with that."""
    shipped = ship(name)
    for field in shipped.form.fields:
        if field.table is not None or field.is_entry or field.is_computed or not field.cells:
            continue
        here = [f.qualified for f in shipped.form.fields if f.sheet == field.sheet and f.cells[:1] == field.cells]
        bare = replace(
            shipped, issued=replace(shipped.issued, stamped=shipped.issued.stamped | dict.fromkeys(here, ("",)))
        )
        assert "typed-in-shown" not in [p.code for p in bare.read(bare.filled)[1]], field.qualified
        typed = {**bare.filled.sheets[field.sheet].cells, parse_address(field.cells[0]): text_cell("書き込み")}
        told = bare.read(edited(bare.filled, field.sheet, typed, bare.filled.names))[1]
        assert [p.location.cells for p in told if p.code == "typed-in-shown"] == [field.cells], field.qualified
