"""What is typed where the program prints is told with its cells, whatever it printed there."""

from __future__ import annotations

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
