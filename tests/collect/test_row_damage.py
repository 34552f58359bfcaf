"""Whatever is done to the rows of a shipped form, no value is filed under another row without a word."""

from __future__ import annotations

import pytest

from kusei_batch.core.form import ROW_ID, ROW_NUMBER
from kusei_batch.core.values import text_cell
from kusei_batch.xlsx.reference import parse_address
from tests.collect.sheet_edits import clear, delete_row, edited, insert_row, permute_rows, without_names
from tests.collect.shipped import FORMS, Shipped, errors, ship, typed_in


@pytest.fixture(params=FORMS, scope="module")
def shipped(request) -> Shipped:
    return ship(request.param)


def places(shipped):
    """Every table with every sheet it is filled in on, and every record of it: table, sheet, record (from 0), its row."""
    for table in shipped.tables():
        for sheet in dict.fromkeys(f.sheet for f in shipped.form.entries_of(table.name)):
            one = next(f for f in shipped.form.fields_of(table.name) if f.sheet == sheet)
            top = parse_address(one.cells[0])[0] - one.block_row
            for k in range(shipped.height(table)):
                yield table, sheet, k, top + k * one.block_height


def rows_a_record(shipped, table, sheet):
    """How many rows of a sheet one record of a table takes."""
    return next(f.block_height for f in shipped.form.fields_of(table.name) if f.sheet == sheet)


def without_record(shipped, workbook, place, **how):
    """The workbook after all rows of a record were deleted."""
    table, sheet, _, row = place
    for _ in range(rows_a_record(shipped, table, sheet)):
        workbook = delete_row(workbook, sheet, row, **how)
    return workbook


def is_told(shipped, table, sheet, problems):
    """Whether a sheet is sent back because of several rows a record nothing tells which record's they are."""
    return rows_a_record(shipped, table, sheet) > 1 and errors(problems) == ["records-broken"]


def as_turned(shipped, place, order):
    """Where each row of a table goes when its records are put in another order: records by their number, from 0."""
    table, sheet, k, row = place
    high = rows_a_record(shipped, table, sheet)
    first = row - k * high
    return {first + was * high + n: first + now * high + n for now, was in enumerate(order) for n in range(high)}


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
        submission, problems = shipped.read(without_record(shipped, shipped.filled, (table, sheet, k, row)))
        if is_told(shipped, table, sheet, problems):
            continue
        assert (misfiled(shipped, submission), errors(problems)) == ([], []), (table.name, sheet, k)
        gone = shipped.keys(table)[k]
        others = [f for f in shipped.form.entries_of(table.name) if f.sheet != sheet]
        assert filed(shipped, submission, table).get(gone, 0) == len(others), (table.name, sheet, k)
        assert len(filed(shipped, submission, table)) == shipped.height(table) - (not others)
        if table.is_fixed:
            assert "row-gone" in [p.code for p in problems]


def test_a_program_that_leaves_the_names_behind_or_drops_them_changes_nothing_of_that(shipped):
    for place in places(shipped):
        for damaged in (
            without_record(shipped, shipped.filled, place, with_names=False),
            without_names(without_record(shipped, shipped.filled, place)),
        ):
            submission, problems = shipped.read(damaged)
            assert misfiled(shipped, submission) == [] or errors(problems), place


def test_an_inserted_row_moves_none(shipped):
    for table, sheet, k, row in places(shipped):
        submission, problems = shipped.read(insert_row(shipped.filled, sheet, row))
        assert (misfiled(shipped, submission), errors(problems)) == ([], []), (table.name, sheet, k)


def test_a_row_cut_and_inserted_elsewhere_is_followed(shipped):
    for table, sheet, k, row in places(shipped):
        order = [i for i in range(shipped.height(table)) if i != k]
        for target in range(shipped.height(table)):
            rows = as_turned(shipped, (table, sheet, k, row), [*order[:target], k, *order[target:]])
            submission, problems = shipped.read(permute_rows(shipped.filled, sheet, rows))
            assert (misfiled(shipped, submission), errors(problems)) == ([], []), (table.name, sheet, k, target)


def test_rows_sorted_with_their_ids_are_followed_though_their_numbers_stay(shipped):
    for table in (t for t in shipped.tables() if t.is_fixed):
        sheet = shipped.form.entries_of(table.name)[0].sheet
        place = next((t, s, k, row) for t, s, k, row in places(shipped) if (t, s, k) == (table, sheet, 0))
        number = columns(shipped, table, sheet, names=[ROW_NUMBER])
        wide = [c for c in columns(shipped, table, sheet) if c not in number]
        rows = as_turned(shipped, place, [1, 2, 0])
        submission, problems = shipped.read(permute_rows(shipped.filled, sheet, rows, wide))
        assert (misfiled(shipped, submission), errors(problems)) == ([], []), table.name


def test_a_cleared_record_leaves_the_others(shipped):
    for table, sheet, k, row in places(shipped):
        whole = shipped.filled
        for n in range(rows_a_record(shipped, table, sheet)):
            whole = clear(whole, sheet, row + n)
        submission, problems = shipped.read(whole)
        assert misfiled(shipped, submission) == [], (table.name, sheet, k)
        assert errors(problems) == [] or is_told(shipped, table, sheet, problems), (table.name, sheet, k)
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
            high = rows_a_record(shipped, table, sheet)
            other = table, sheet, k, row - (k - (k == 0)) * high
            submission, problems = shipped.read(without_record(shipped, clear(shipped.filled, sheet, row, mark), other))
            if is_told(shipped, table, sheet, problems):
                continue
            assert (misfiled(shipped, submission), errors(problems)) == ([], []), (table.name, k)


def test_an_id_that_stands_beside_what_is_printed_for_another_row_is_an_error(shipped):
    for table in (t for t in shipped.tables() if t.is_fixed):
        sheet = shipped.form.entries_of(table.name)[0].sheet
        first, second = (row for t, s, k, row in places(shipped) if (t, s) == (table, sheet) and k < 2)
        ids = columns(shipped, table, sheet, names=[ROW_ID])
        swapped = permute_rows(shipped.filled, sheet, {first: second, second: first}, ids)
        assert errors(shipped.read(swapped)[1]) == ["row-unclear"], table.name


@pytest.mark.parametrize("is_merged", [True, False], ids=["結合あり", "結合なし"])
@pytest.mark.parametrize("is_whole", [True, False], ids=["2行とも記入", "1行だけ記入"])
def test_what_is_typed_in_rows_inserted_below_a_record_is_no_part_of_it(shipped, *, is_merged, is_whole):
    for table, sheet, k, row in places(shipped):
        high = rows_a_record(shipped, table, sheet)
        if high == 1 or table.is_fixed:
            continue
        damaged = shipped.filled
        for lower in range(1, high):
            damaged = (
                damaged
                if is_whole
                else clear(damaged, sheet, row + lower, columns(shipped, table, sheet, entries=True))
            )
        for _ in range(high):
            damaged = insert_row(damaged, sheet, row + high)
        found = damaged.sheets[sheet]
        column = columns(shipped, table, sheet, entries=True)[0]
        cells = {**found.cells, (row + high, column): text_cell("挿入した行に書いた目標")}
        damaged = edited(damaged, sheet, cells, damaged.names, found.merged if is_merged else ())
        submission, problems = shipped.read(damaged)
        assert misfiled(shipped, submission) == [], (table.name, sheet, k)
        assert "挿入した行に書いた目標" in [entry.cell.text for entry in submission.untold], (table.name, sheet, k)
        assert "typed-outside" not in [problem.code for problem in problems]
        if is_merged and has_merged_number(shipped, table, sheet):
            assert errors(problems) == ["rows-inserted"], (table.name, sheet, k)
            (told,) = [problem for problem in problems if problem.code == "rows-inserted"]
            assert told.params["rows"] == str(row + high)
            assert len(filed(shipped, submission, table)) == shipped.height(table)


def has_merged_number(shipped, table, sheet):
    """Whether the number of a record stands in one cell merged over all its rows."""
    height = rows_a_record(shipped, table, sheet)
    numbers = [f for f in shipped.form.fields_of(table.name) if f.sheet == sheet and f.name == ROW_NUMBER]
    merged = shipped.filled.sheets[sheet].merged
    return any(
        (area.top, area.left) == parse_address(field.cells[0]) and area.bottom - area.top + 1 == height
        for field in numbers
        for area in merged
    )
