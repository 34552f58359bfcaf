"""Whatever is done to the rows of a shipped form, no value is filed under another row without a word."""

from __future__ import annotations

import pytest

from kusei_batch.core.form import ROW_ID, ROW_NUMBER
from kusei_batch.xlsx.reference import parse_address
from tests.collect.sheet_edits import clear, delete_row, insert_row, permute_rows, without_names
from tests.collect.shipped import FORMS, Shipped, errors, ship, typed_in


@pytest.fixture(params=FORMS)
def shipped(request) -> Shipped:
    return ship(request.param)


def places(shipped):
    """Every table with every sheet it is filled in on, and every row of it: table, sheet, row (from 0), row number."""
    for table in shipped.tables():
        for sheet in dict.fromkeys(f.sheet for f in shipped.form.entries_of(table.name)):
            top = next(parse_address(f.cells[0])[0] for f in shipped.form.fields_of(table.name) if f.sheet == sheet)
            for k in range(shipped.height(table)):
                yield table, sheet, k, top + k


def columns(shipped, table, sheet, *, entries=None, names=None):
    fields = [f for f in shipped.form.fields_of(table.name) if f.sheet == sheet]
    chosen = [f for f in fields if entries in (None, f.is_entry) and (names is None or f.name in names)]
    return [parse_address(f.cells[0])[1] for f in chosen]


def misfiled(shipped, submission):
    """The keys under which a value of another row is filed."""
    wrong = []
    for table in shipped.tables():
        for row in submission.tables[table.name]:
            number = (
                shipped.keys(table).index(row.key.row_id) if row.key and row.key.row_id in shipped.keys(table) else None
            )
            for name, entry in row.entries.items():
                if entry.cell.text and (number is None or entry.cell.text != typed_in(name, number)):
                    wrong.append((row.key, entry.cell.text))
    return wrong


def filed(shipped, submission, table):
    """Key -> how many values are filed under it."""
    rows = submission.tables[table.name]
    return {
        r.key.row_id: sum(not e.cell.is_blank for e in r.entries.values()) for r in rows if r.key and not r.is_blank
    }


def test_untouched_every_value_is_under_its_own_key(shipped):
    submission, problems = shipped.read(shipped.filled)
    assert (misfiled(shipped, submission), problems) == ([], [])
    for table in shipped.tables():
        assert list(filed(shipped, submission, table)) == shipped.keys(table)


def test_a_deleted_sheet_row_takes_itself_alone(shipped):
    for table, sheet, k, row in places(shipped):
        submission, problems = shipped.read(delete_row(shipped.filled, sheet, row))
        assert (misfiled(shipped, submission), errors(problems)) == ([], []), (table.name, sheet, k)
        gone = shipped.keys(table)[k]
        others = [f for f in shipped.form.entries_of(table.name) if f.sheet != sheet]
        assert filed(shipped, submission, table).get(gone, 0) == len(others), (table.name, sheet, k)
        assert len(filed(shipped, submission, table)) == shipped.height(table) - (not others)
        if table.is_fixed:
            assert "row-gone" in [p.code for p in problems]


def test_a_program_that_leaves_the_names_behind_or_drops_them_changes_nothing_of_that(shipped):
    for table, sheet, k, row in places(shipped):
        for damaged in (
            delete_row(shipped.filled, sheet, row, with_names=False),
            without_names(delete_row(shipped.filled, sheet, row)),
        ):
            submission, problems = shipped.read(damaged)
            assert misfiled(shipped, submission) == [] or errors(problems), (table.name, sheet, k)


def test_an_inserted_row_moves_none(shipped):
    for table, sheet, k, row in places(shipped):
        submission, problems = shipped.read(insert_row(shipped.filled, sheet, row))
        assert (misfiled(shipped, submission), errors(problems)) == ([], []), (table.name, sheet, k)


def test_a_row_cut_and_inserted_elsewhere_is_followed(shipped):
    for table, sheet, k, row in places(shipped):
        first = row - k
        order = [i for i in range(shipped.height(table)) if i != k]
        for target in range(shipped.height(table)):
            turned = [*order[:target], k, *order[target:]]
            rows = {first + was: first + now for now, was in enumerate(turned)}
            submission, problems = shipped.read(permute_rows(shipped.filled, sheet, rows))
            assert (misfiled(shipped, submission), errors(problems)) == ([], []), (table.name, sheet, k, target)


def test_rows_sorted_with_their_ids_are_followed_though_their_numbers_stay(shipped):
    for table in (t for t in shipped.tables() if t.is_fixed):
        sheet = shipped.form.entries_of(table.name)[0].sheet
        first = next(row for t, s, k, row in places(shipped) if (t, s, k) == (table, sheet, 0))
        number = columns(shipped, table, sheet, names=[ROW_NUMBER])
        wide = [c for c in columns(shipped, table, sheet) if c not in number]
        submission, problems = shipped.read(
            permute_rows(shipped.filled, sheet, {first: first + 2, first + 1: first, first + 2: first + 1}, wide)
        )
        assert (misfiled(shipped, submission), errors(problems)) == ([], []), table.name


def test_a_cleared_row_leaves_the_others(shipped):
    for table, sheet, k, row in places(shipped):
        submission, problems = shipped.read(clear(shipped.filled, sheet, row))
        assert (misfiled(shipped, submission), errors(problems)) == ([], []), (table.name, sheet, k)
        entries = clear(shipped.filled, sheet, row, columns(shipped, table, sheet, entries=True))
        submission, problems = shipped.read(entries)
        assert (misfiled(shipped, submission), errors(problems)) == ([], []), (table.name, sheet, k)


def test_cells_deleted_by_themselves_are_an_error(shipped):
    for table, sheet, k, row in places(shipped):
        if k == shipped.height(table) - 1:
            continue
        every = columns(shipped, table, sheet)
        for wide in (
            columns(shipped, table, sheet, entries=True),
            columns(shipped, table, sheet, entries=True)[:1],
            columns(shipped, table, sheet, entries=True)[-1:],
            columns(shipped, table, sheet, names=[ROW_ID]),
        ):
            if len(wide) == len(every) or not wide:
                continue
            submission, problems = shipped.read(delete_row(shipped.filled, sheet, row, wide))
            assert misfiled(shipped, submission) == [] or errors(problems), (table.name, sheet, k, wide)
            assert errors(problems) or not set(wide) & set(columns(shipped, table, sheet, entries=True))


def test_cells_inserted_by_themselves_are_an_error(shipped):
    for table, sheet, k, row in places(shipped):
        wide = columns(shipped, table, sheet, entries=True)
        if len(wide) < len(columns(shipped, table, sheet)):
            assert errors(shipped.read(insert_row(shipped.filled, sheet, row, wide))[1]), (table.name, sheet, k)


def test_a_row_whose_id_went_is_known_by_what_is_printed_in_it(shipped):
    for table, sheet, k, row in places(shipped):
        mark = columns(shipped, table, sheet, names=[ROW_ID])
        if table.is_fixed and mark:
            damaged = delete_row(clear(shipped.filled, sheet, row, mark), sheet, row - k + (k == 0))
            submission, problems = shipped.read(damaged)
            assert (misfiled(shipped, submission), errors(problems)) == ([], []), (table.name, k)


def test_an_id_that_stands_beside_what_is_printed_for_another_row_is_an_error(shipped):
    for table in (t for t in shipped.tables() if t.is_fixed):
        sheet = shipped.form.entries_of(table.name)[0].sheet
        first = next(row for t, s, k, row in places(shipped) if (t, s, k) == (table, sheet, 0))
        ids = columns(shipped, table, sheet, names=[ROW_ID])
        swapped = permute_rows(shipped.filled, sheet, {first: first + 1, first + 1: first}, ids)
        assert errors(shipped.read(swapped)[1]) == ["row-unclear"], table.name
