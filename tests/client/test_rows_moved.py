"""What people do to the rows of a shipped form in LibreOffice files no value under another row without a word."""

from __future__ import annotations

import pytest

from kusei_batch.xlsx.reader import read_workbook
from tests.collect.shipped import errors, ship
from tests.collect.test_row_damage import filed, is_told, misfiled, places, rows_a_record


class Table:
    """One sheet of a form's table, open in LibreOffice without its protection: records by their number from 0."""

    def __init__(self, document, shipped):
        self.document = document
        self.table, self.sheet, _, self.top = next(place for place in places(shipped) if place[2] == 0)
        self.height = shipped.height(self.table)
        self.high = rows_a_record(shipped, self.table, self.sheet)
        document.unprotect(self.sheet)

    def row(self, record):
        return self.top + record * self.high

    def cells(self, record, count=1):
        return f"A{self.row(record)}:Z{self.row(record + count) - 1}"


def delete_first(table):
    table.document.delete_rows(table.sheet, table.row(0), table.high)


def delete_middle(table):
    table.document.delete_rows(table.sheet, table.row(1), table.high)


def insert_between(table):
    table.document.insert_rows(table.sheet, table.row(1))


def sort_down(table):
    table.document.sort(table.sheet, table.cells(0, table.height), 0)


def cut_to_the_top(table):
    table.document.insert_rows(table.sheet, table.row(0), table.high)
    last = table.height
    table.document.move(table.sheet, table.cells(last), f"A{table.row(0)}")
    table.document.delete_rows(table.sheet, table.row(last), table.high)


def cut_over_another(table):
    table.document.move(table.sheet, table.cells(1), f"A{table.row(0)}")


def copy_twice(table):
    table.document.insert_rows(table.sheet, table.row(1), 2 * table.high)
    for record in (1, 2):
        table.document.paste(table.sheet, table.cells(0), f"A{table.row(record)}")


def copy_over_the_others(table):
    for record in range(1, table.height):
        table.document.paste(table.sheet, table.cells(0), f"A{table.row(record)}")


DONE = [
    *(delete_first, delete_middle, insert_between, sort_down),
    *(cut_to_the_top, cut_over_another, copy_twice, copy_over_the_others),
]


@pytest.mark.parametrize("do", DONE, ids=lambda do: do.__name__)
@pytest.mark.parametrize("form", ["目標設定", "中間報告", "実績報告"])
def test_no_value_is_filed_under_another_row_without_a_word(office, tmp_path, form, do):
    shipped = ship(form)
    path = tmp_path / "様式.xlsx"
    path.write_bytes(shipped.filled_file)
    with office.open(path) as document:
        table = Table(document, shipped)
        do(table)
        saved = document.save()
    submission, problems = shipped.read(read_workbook(saved.read_bytes()))
    told = errors(problems)
    assert misfiled(shipped, submission) == [] or told
    if do is delete_middle and is_told(shipped, table.table, table.sheet, problems):
        return
    if do in (delete_first, delete_middle, insert_between):
        assert told == []
        kept = filed(shipped, submission, table.table)
        assert len(kept) >= table.height - (do is not insert_between)
