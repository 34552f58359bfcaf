"""Rows that people add to a sheet of 決定.xlsx: each is given the mark by which it is known from then on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from kusei_batch.core.decision_book import Row, SheetKind, text_of
from kusei_batch.core.decision_list import DEPARTMENT_NAME, ID, YEAR
from kusei_batch.core.period import parse_fiscal_year


def number_rows(
    kind: SheetKind, rows: Mapping[int, Row], kept: Iterable[Row], fiscal_year: int | None
) -> dict[int, Row]:
    """Return the rows by their number in the sheet, those without ID or 年度 with one; a given ID comes no second time.

    `kept` are the rows as the program wrote them last. A row with remarks alone is left as it is.
    """
    counted = re.compile(re.escape(kind.name) + r"(\d+)")
    used = [found for row in (*rows.values(), *kept) if (found := counted.fullmatch(text_of(row.get(ID))))]
    number = max((int(found[1]) for found in used), default=0)
    asked = [heading for heading in kind.headings[:-1] if heading not in (*kind.keys, DEPARTMENT_NAME)]
    numbered: dict[int, Row] = {}
    for place, row in rows.items():
        given = dict(with_plain_year(row))
        if any(text_of(row.get(heading)) for heading in asked):
            if not text_of(row.get(ID)):
                number += 1
                given[ID] = f"{kind.name}{number}"
            if not text_of(row.get(YEAR)) and fiscal_year:
                given[YEAR] = fiscal_year
        numbered[place] = given
    return numbered


def with_plain_year(row: Row) -> Row:
    """Return a row with its 年度 as 西暦, however it is written: by ID and 年度 a row is known again."""
    year = parse_fiscal_year(text_of(row.get(YEAR)))
    return row if year is None else {**row, YEAR: year}
