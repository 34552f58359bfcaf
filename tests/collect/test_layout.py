"""The layout of a copy left as issued is worked out once, and is the one that searching finds."""

from __future__ import annotations

import pytest

from kusei_batch.collect.field_search import locate_fields
from kusei_batch.collect.form_layout import lay_out
from kusei_batch.core.values import text_cell
from kusei_batch.xlsx.reader import read_workbook
from tests.collect.copies import ENTRIES, changed


def test_names_alone_tell_what_the_search_finds(issued):
    workbook = read_workbook(issued.copy())
    places, _ = locate_fields(workbook, issued.form)
    layout, problems = lay_out(workbook, issued.form)
    assert layout.field_cells == {name: (place.sheet.name, place.positions) for name, place in places.items()}
    assert problems == []


def test_copies_left_as_issued_share_it(issued):
    one, _ = lay_out(read_workbook(issued.copy()), issued.form)
    other, _ = lay_out(read_workbook(issued.copy({"記入者": [text_cell("別の人")]})), issued.form)
    assert other is one


@pytest.mark.parametrize("formula", ["#REF!", "目標!$B$5:$B$9", "目標!$B$5"])
def test_a_name_that_is_not_as_issued_is_searched_for(issued, formula):
    number = next(n for n, f in enumerate(issued.form.fields, 1) if f.qualified == "目標.取組")

    def break_name(book):
        book.defined_names[f"_kf_{number}"].attr_text = formula

    left, _ = lay_out(read_workbook(issued.copy()), issued.form)
    layout, _ = lay_out(read_workbook(changed(issued.copy(), break_name)), issued.form)
    assert layout is not left


def test_a_row_of_which_nothing_is_typed_is_one_and_the_same(issued):
    one, other = (issued.extract(issued.copy(entries))[0] for entries in (ENTRIES, {}))
    assert one.tables["目標"][2] is other.tables["目標"][2]
    assert one.tables["目標"][0] is not other.tables["目標"][0]
