"""Records of several rows: whatever is done to a sheet's rows, no value is filed elsewhere without a word."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from kusei_batch.collect.block_rows import Anchor, TableRows, find_records
from kusei_batch.collect.extract import build_printed
from kusei_batch.core.form import ROW_ID, ROW_NUMBER
from kusei_batch.core.row_key import RowKey
from kusei_batch.core.submission import IssuedSheet
from kusei_batch.core.values import Cell, CellKind, text_cell
from kusei_batch.xlsx.compile import compile_template
from kusei_batch.xlsx.reader import Sheet
from kusei_batch.xlsx.reference import parse_address
from tests.collect.sheet_edits import clear, delete_row, edited, insert_row, permute_rows, without_names
from tests.collect.shipped import SHEET_ID, Shipped, errors
from tests.collect.test_row_damage import columns, filed, has_merged_number, misfiled
from tests.xlsx.block_books import BOOKS

SHEET = "目標"
NUMBER = Cell(CellKind.NUMBER, "1", Decimal(1))


@pytest.fixture(scope="module", params=BOOKS)
def shipped(request, tmp_path_factory) -> Shipped:
    folder = tmp_path_factory.mktemp("block")
    form, problems = BOOKS[request.param]().read(folder)
    assert form is not None, problems
    assert [p.code for p in problems if p.severity == "error"] == []
    stamped: dict[str, tuple[str, ...]] = {"年度": ("令和8年度",), "区名": ("幸区",)}
    table = form.table("目標")
    numbers = tuple(map(str, range(1, 1 + (2 if table.is_fixed else table.max_rows))))
    stamped |= {f.qualified: numbers for f in form.fields if f.name == ROW_NUMBER}
    rows = {t.name: tuple(RowKey(t.name, f"1303-K{n}") for n in (1, 2)) for t in form.tables if t.sources}
    stamped |= {f.qualified: ("1303-K1", "1303-K2") for f in form.fields if f.name == ROW_ID}
    stamped |= {f.qualified: ("三回以内に出る", "名乗る") for f in form.fields if f.name == "基準文"}
    day = dt.date(2026, 4, 1)
    issued = IssuedSheet(SHEET_ID, "x", form.id, form.version, 2026, "13", "1303", "x.xlsx", day, stamped, rows)
    compiled = compile_template((folder / "様式.xlsx").read_bytes(), form)
    return Shipped(form, compiled, build_printed(compiled, form), issued)


def table_of(shipped):
    return shipped.form.table("目標")


def block(shipped):
    """The height of a record and the first row of the table."""
    known = shipped.form.entries_of("目標")[0]
    return known.block_height, parse_address(known.cells[0])[0] - known.block_row


def rows_of(shipped):
    """Every row of every record that is filled in: record and row, each from 0, and the row's number."""
    height, top = block(shipped)
    for k in range(shipped.height(table_of(shipped))):
        for j in range(height):
            yield k, j, top + k * height + j


def is_known(shipped):
    return any(f.name in (ROW_NUMBER, ROW_ID) for f in shipped.form.fields)


def is_numbered(shipped):
    return any(f.name == ROW_NUMBER for f in shipped.form.fields)


def test_every_value_is_under_its_own_key(shipped):
    submission, problems = shipped.read(shipped.filled)
    assert (misfiled(shipped, submission), problems) == ([], [])
    count = len(shipped.form.entries_of("目標"))
    assert filed(shipped, submission, table_of(shipped)) == dict.fromkeys(shipped.keys(table_of(shipped)), count)


def test_without_names_the_headings_tell_as_much(shipped):
    submission, problems = shipped.read(without_names(shipped.filled))
    assert misfiled(shipped, submission) == []
    count = len(shipped.form.entries_of("目標"))
    found = filed(shipped, submission, table_of(shipped))
    assert found == dict.fromkeys(shipped.keys(table_of(shipped)), count) or errors(problems), found
    if is_known(shipped):
        assert errors(problems) == []


def test_a_deleted_row_is_an_error(shipped):
    for k, j, row in rows_of(shipped):
        submission, problems = shipped.read(delete_row(shipped.filled, SHEET, row))
        assert misfiled(shipped, submission) == [], (k, j)
        # Of the last record that is filled in, what is gone with its own row was deleted by hand.
        is_last = k == shipped.height(table_of(shipped)) - 1
        assert "records-broken" in errors(problems) or (is_last and not is_numbered(shipped)), (k, j)


def test_as_many_rows_deleted_as_a_record_has_mix_no_two_records(shipped):
    """Of a record that is gone from its first row on, the rows below look like those of the record above."""
    height, _ = block(shipped)
    for k, j, row in rows_of(shipped):
        damaged = shipped.filled
        for _ in range(height):
            damaged = delete_row(damaged, SHEET, row)
        submission, problems = shipped.read(damaged)
        assert misfiled(shipped, submission) == [], (k, j)
        # Of the last record that is filled in, what is gone with its own rows was deleted by hand; what numbers are
        # merged over tells of every other that nothing else is gone.
        is_plain = (k, j) == (0, 0) or (j == 0 and has_merged_number(shipped, table_of(shipped), SHEET))
        assert errors(problems) or k == shipped.height(table_of(shipped)) - 1 or is_plain, (k, j)


def test_a_record_deleted_from_the_top_takes_itself_alone(shipped):
    height, top = block(shipped)
    damaged = shipped.filled
    for _ in range(height):
        damaged = delete_row(damaged, SHEET, top)
    submission, problems = shipped.read(damaged)
    if not is_numbered(shipped) or table_of(shipped).is_fixed:
        assert errors(problems)
        return
    assert errors(problems) == []
    assert list(filed(shipped, submission, table_of(shipped))) == shipped.keys(table_of(shipped))[1:]


def test_an_inserted_row_moves_none(shipped):
    for k, j, row in rows_of(shipped):
        submission, problems = shipped.read(insert_row(shipped.filled, SHEET, row))
        assert misfiled(shipped, submission) == [], (k, j)
        if is_known(shipped):
            assert errors(problems) == [], (k, j)
            assert len(filed(shipped, submission, table_of(shipped))) == shipped.height(table_of(shipped))
        else:
            assert errors(problems) or (k, j) == (0, 0), (k, j)


def test_what_is_typed_into_an_inserted_row_is_an_error(shipped):
    column = columns(shipped, table_of(shipped), SHEET, entries=True)[0]
    for k, j, row in rows_of(shipped):
        workbook = insert_row(shipped.filled, SHEET, row)
        cells = {**workbook.sheets[SHEET].cells, (row, column): text_cell("加えたもの")}
        submission, problems = shipped.read(edited(workbook, SHEET, cells, workbook.names))
        assert [text for _, text in misfiled(shipped, submission) if text != "加えたもの"] == [], (k, j)
        assert errors(problems) or (k, j) == (0, 0), (k, j)


def test_a_record_cut_and_inserted_elsewhere_is_followed(shipped):
    height, top = block(shipped)
    rows = {top + i: top + height + i for i in range(height)} | {top + height + i: top + i for i in range(height)}
    submission, problems = shipped.read(permute_rows(shipped.filled, SHEET, rows))
    if is_known(shipped):
        assert (misfiled(shipped, submission), errors(problems)) == ([], [])
    else:
        # Where nothing tells records apart, what stands first is the first one.
        assert {text[-1] for _, text in misfiled(shipped, submission)} == {"0", "1"}


def test_a_cleared_record_leaves_the_others(shipped):
    for k, j, row in rows_of(shipped):
        wide = columns(shipped, table_of(shipped), SHEET, entries=True)
        submission, problems = shipped.read(clear(shipped.filled, SHEET, row, wide))
        assert misfiled(shipped, submission) == [], (k, j)
        assert set(errors(problems)) <= {"label-changed"} or not is_known(shipped), (k, j)


def test_names_left_behind_or_dropped_file_nothing_elsewhere(shipped):
    for k, j, row in rows_of(shipped):
        for damaged in (
            delete_row(shipped.filled, SHEET, row, with_names=False),
            without_names(delete_row(shipped.filled, SHEET, row)),
            without_names(insert_row(shipped.filled, SHEET, row)),
        ):
            submission, problems = shipped.read(damaged)
            assert misfiled(shipped, submission) == [] or errors(problems), (k, j)


def test_cells_deleted_or_inserted_by_themselves_are_an_error(shipped):
    every = columns(shipped, table_of(shipped), SHEET)
    for k, j, row in rows_of(shipped):
        for wide in ([c] for c in dict.fromkeys(columns(shipped, table_of(shipped), SHEET, entries=True))):
            if len(wide) < len(every):
                submission, problems = shipped.read(delete_row(shipped.filled, SHEET, row, wide))
                assert misfiled(shipped, submission) == [] or errors(problems), (k, j, wide)
                submission, problems = shipped.read(insert_row(shipped.filled, SHEET, row, wide))
                assert misfiled(shipped, submission) == [] or errors(problems), (k, j, wide)


def test_rows_above_the_table_move_it_whole(shipped):
    submission, problems = shipped.read(insert_row(shipped.filled, SHEET, 2))
    assert (misfiled(shipped, submission), errors(problems)) == ([], [])
    submission, problems = shipped.read(without_names(insert_row(shipped.filled, SHEET, 2)))
    assert misfiled(shipped, submission) == []


def test_many_empty_rows_inserted_are_passed_over_or_unclear_but_soon(shipped):
    height, top = block(shipped)
    workbook = shipped.filled
    for _ in range(60):
        workbook = insert_row(workbook, SHEET, top + height - 1)
    submission, problems = shipped.read(workbook)
    assert misfiled(shipped, submission) == []
    assert is_known(shipped) or errors(problems)


def test_a_row_that_may_stand_in_two_places_of_its_record_is_unclear():
    """Four rows a record, the number in the first, a text in the third; empty rows came between."""
    cells = {
        (1, 1): NUMBER,
        (10, 2): text_cell("文"),
        (24, 1): Cell(CellKind.NUMBER, "2", Decimal(2)),
        (26, 2): text_cell("文"),
    }
    sheet = Sheet("目標", "visible", cells, (), frozenset(), {})
    anchor = Anchor(0, 1)
    found = find_records(TableRows(sheet, 1, 27, 4, [anchor], anchor), 2)
    assert found.records == ((24, 25, 26, 27),)
    assert found.unclear == (1, 10)


def damages(shipped):
    """The sheet after each thing people do to whole records or single rows."""
    height, top = block(shipped)
    yield "as it was", shipped.filled
    for k, j, row in rows_of(shipped):
        yield f"a row of record {k} deleted", delete_row(shipped.filled, SHEET, row)
        yield f"a row inserted in record {k}", insert_row(shipped.filled, SHEET, row)
        if j == 0:
            damaged = shipped.filled
            for _ in range(height):
                damaged = delete_row(damaged, SHEET, row)
            yield f"record {k} deleted", damaged
        if k and not j:
            # Cut and pasted over the first record: what it leaves is blank, and what stood there is gone.
            cells = {p: c for p, c in shipped.filled.sheets[SHEET].cells.items() if not top <= p[0] < top + height}
            moved = {(p[0] - row + top if row <= p[0] < row + height else p[0], p[1]): c for p, c in cells.items()}
            yield f"record {k} cut to the top", edited(shipped.filled, SHEET, moved, shipped.filled.names)


def test_whatever_stands_there_is_filed_or_kept_as_untold(shipped):
    """What a sheet sent back bears in its place or quotes: no words are lost on the way."""
    wide = columns(shipped, table_of(shipped), SHEET, entries=True)
    labels = {f.heading for f in shipped.form.fields}
    _, top = block(shipped)
    for what, damaged in damages(shipped):
        submission, _ = shipped.read(damaged)
        known = {entry.cell.text for row in submission.all_rows() for entry in row.entries.values()}
        known |= {entry.cell.text for entry in submission.untold} | labels
        cells = damaged.sheets[SHEET].cells.items()
        there = {c.text for (row, column), c in cells if row >= top and column in wide and not c.is_blank}
        assert there <= known, what
