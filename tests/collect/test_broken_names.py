"""Defined names that another program dropped or broke: every value is read from its own cell, or it is an error."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest

from kusei_batch.xlsx.copy_names import field_name
from kusei_batch.xlsx.reference import Area, absolute, parse_address
from tests.collect.sheet_edits import moved, without_names
from tests.collect.shipped import FORMS, Shipped, errors, ship
from tests.collect.test_row_damage import filed, misfiled


@pytest.fixture(params=FORMS, scope="module")
def shipped(request) -> Shipped:
    return ship(request.param)


def wrong(shipped, submission):
    """Values that stand in another field than the one they were typed for."""
    heads = [(n, e.cell.text) for n, e in submission.head.entries.items() if e.cell.text not in ("", f"{n}の記入")]
    return [*heads, *misfiled(shipped, submission)]


def lost(shipped, submission):
    """Fields and rows of which something is missing."""
    heads = [n for n, e in submission.head.entries.items() if e.cell.is_blank]
    heads += [f.name for f in shipped.form.entries_of(None) if f.name not in submission.head.entries]
    tables = [
        t.name
        for t in shipped.tables()
        if filed(shipped, submission, t) != dict.fromkeys(shipped.keys(t), len(shipped.form.entries_of(t.name)))
    ]
    return [*heads, *tables]


def _without(gone, position):
    return None if position in gone else position


def _column_inserted(at, position):
    return position[0], position[1] + (position[1] >= at)


def _row_inserted(at, position):
    return position[0] + (position[0] >= at), position[1]


def check(shipped, workbook, *, told=()):
    submission, problems = shipped.read(workbook)
    assert (wrong(shipped, submission), lost(shipped, submission), errors(problems)) == ([], [], [*told])


def renamed(workbook, **formulas):
    return replace(workbook, names={**workbook.names, **formulas})


def test_without_any_names_every_value_is_found(shipped):
    check(shipped, without_names(shipped.filled))


def test_blank_entries_are_never_what_the_form_prints(shipped):
    heads = {f.sheet: f for f in shipped.form.entries_of(None)}
    workbook = shipped.filled
    for sheet in heads:
        gone = {parse_address(f.cells[0]) for f in shipped.form.entries_of(None) if f.sheet == sheet}
        workbook = moved(workbook, sheet, partial(_without, gone), with_names=False)
    submission, _ = shipped.read(without_names(workbook))
    assert [e.cell.text for e in submission.head.entries.values() if e.cell.text] == []
    assert set(submission.head.entries) == {f.name for f in shipped.form.entries_of(None)}


def test_a_name_that_is_gone_or_broken_costs_no_value(shipped):
    for number, field in enumerate(shipped.form.fields, 1):
        if field.cells:
            check(shipped, renamed(shipped.filled, **{field_name(number): "#REF!"}))
            names = {n: f for n, f in shipped.filled.names.items() if n != field_name(number)}
            check(shipped, replace(shipped.filled, names=names))


def test_a_name_that_leads_elsewhere_is_not_believed(shipped):
    for number, field in enumerate(shipped.form.fields, 1):
        if not field.is_entry:
            continue
        top, left = parse_address(field.cells[0])
        others = [shipped.form.fields[number % len(shipped.form.fields)], shipped.form.fields[number - 2]]
        places = [
            (1, 1),
            (top, left + 1),
            (top, left - 1),
            (top + 1, left),
            *[parse_address(o.cells[0]) for o in others if o.cells],
        ]
        for row, column in places:
            area = absolute(Area(row, column, row + len(field.cells) - 1, column))
            formula = f"'{field.sheet}'!{area}"
            submission, problems = shipped.read(renamed(shipped.filled, **{field_name(number): formula}))
            assert wrong(shipped, submission) == [] or errors(problems), (field.qualified, formula)
            assert lost(shipped, submission) == [] or errors(problems), (field.qualified, formula)


@pytest.mark.parametrize("with_names", [True, False, None])
@pytest.mark.parametrize("step", [(1, 0), (0, 1), (2, 3)])
def test_a_sheet_that_was_shifted_whole_is_read_as_before(shipped, with_names, step):
    for sheet in dict.fromkeys(f.sheet for f in shipped.form.fields if f.is_entry):
        shifted = moved(shipped.filled, sheet, lambda p: (p[0] + step[0], p[1] + step[1]), with_names=bool(with_names))
        check(shipped, without_names(shifted) if with_names is None else shifted)


@pytest.mark.parametrize("with_names", [True, False, None])
def test_columns_inserted_anywhere_move_no_value(shipped, with_names):
    for sheet in dict.fromkeys(f.sheet for f in shipped.form.fields if f.is_entry):
        columns = sorted({parse_address(f.cells[0])[1] for f in shipped.form.fields if f.sheet == sheet})
        for column in columns:
            wide = moved(shipped.filled, sheet, partial(_column_inserted, column), with_names=bool(with_names))
            submission, problems = shipped.read(without_names(wide) if with_names is None else wide)
            assert wrong(shipped, submission) == [] or errors(problems), (sheet, column)
            assert lost(shipped, submission) == [] or errors(problems), (sheet, column)


def test_rows_inserted_or_deleted_above_by_a_program_that_leaves_the_names_move_no_value(shipped):
    for sheet in dict.fromkeys(f.sheet for f in shipped.form.fields if f.is_entry):
        for row in (2, 5):
            check(shipped, moved(shipped.filled, sheet, partial(_row_inserted, row), with_names=False))
