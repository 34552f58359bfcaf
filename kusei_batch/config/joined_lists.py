"""The lists of the master with what is decided in 決定.xlsx, and what was decided in the master before that."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from kusei_batch.config.decision_reading import DecisionBook
from kusei_batch.config.master_sheet import FILE, MasterSheet, find_columns, read_sheet, sheets_named, tell_twice
from kusei_batch.core.decision_book import FIXED, text_of
from kusei_batch.core.problem import Location, Problem
from kusei_batch.core.proposal import ADOPTION
from kusei_batch.core.ward import Master, MasterListRow
from kusei_batch.xlsx.reader import Workbook


def find_former_sheets(workbook: Workbook, book: DecisionBook) -> tuple[dict[str, MasterSheet], list[Problem]]:
    """Return the sheets of decisions from before 決定.xlsx, by name; with it they are reported, not read."""
    former: dict[str, MasterSheet] = {}
    problems = []
    for name, kind in FIXED.items():
        alike = sheets_named(workbook, name)
        if alike and book.is_begun:
            problems.append(Problem.of("decisions-in-master", Location(sheet=name, file=FILE)))
        elif alike:
            columns, faults = find_columns(name, (*kind.keys, kind.decision), alike[0].cells)
            problems += [*tell_twice(name, alike), *faults]
            if not faults:
                former[name] = read_sheet(name, columns, alike[0])
    return former, problems


def with_decisions(former: Mapping[str, MasterSheet], book: DecisionBook, name: str) -> list[MasterSheet]:
    """Return the sheets of that name that are to be read, the former one first."""
    return [known[name] for known in (former, book.sheets) if name in known]


def join_lists(
    own: Mapping[str, tuple[MasterListRow, ...]], decided: Mapping[str, tuple[MasterListRow, ...]], book: DecisionBook
) -> dict[str, tuple[MasterListRow, ...]]:
    """Return the lists with the rows of 決定.xlsx below their own, all under the same headings.

    What stands in both was taken over: the row in 決定.xlsx counts.
    """
    joined = dict(own)
    for name, rows in decided.items():
        if name in book.defined:
            joined[name] = rows
            continue
        taken = _ids(book, name)
        every = (*(row for row in own.get(name, ()) if row.id not in taken), *rows)
        headings = [h for h in dict.fromkeys(h for row in every for h in row.texts) if h != ADOPTION]
        joined[name] = tuple(replace(row, texts=_under(headings, row)) for row in every)
    return joined


def _under(headings: Sequence[str], row: MasterListRow) -> dict[str, str]:
    """Return the texts of a row under these headings, its ID under the first."""
    adoption = {ADOPTION: row.texts[ADOPTION]} if ADOPTION in row.texts else {}
    return {heading: row.texts.get(heading, "") for heading in headings} | {headings[0]: row.id} | adoption


def tell_moved(master: Master, book: DecisionBook) -> Iterator[Problem]:
    """Report rows of the master that were taken over and do not count there any more."""
    for name in book.lists:
        typed, taken = master.typed.get(name), _ids(book, name)
        rows = [row for row in typed.rows if text_of(row.get(typed.headings[0])) in taken] if typed else []
        if rows:
            yield Problem.of("decisions-list-in-master", Location(sheet=name, file=FILE), count=str(len(rows)))


def _ids(book: DecisionBook, name: str) -> set[str]:
    """Return the IDs of all rows in a sheet of 決定.xlsx, those with faults too."""
    return {text_of(row.get(book.sheets[name].id_heading)) for row in book.found[name].rows}
