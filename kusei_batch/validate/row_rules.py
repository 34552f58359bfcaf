"""Rules across the rows of one table: the same thing entered twice, or nearly so."""

from __future__ import annotations

import difflib
import itertools
from collections.abc import Iterator
from functools import lru_cache

from kusei_batch.core.form import Table
from kusei_batch.core.problem import Location, Problem
from kusei_batch.core.text.notation import fold
from kusei_batch.validate.draft_record import DraftRecord, ReadSheet
from kusei_batch.validate.problem_location import place_name
from kusei_batch.validate.reading_notes import loosen

NEAR = 0.9
"""From this share of common text on (difflib), two rows are nearly the same."""

_SHORTEST = 10  # characters; shorter texts are alike by chance
_BITS = 2048
_COMMON_PAIRS = 0.5  # of the shorter text's pairs of letters: fewer, and NEAR cannot be reached in practice


def check_duplicates(sheet: ReadSheet) -> Iterator[Problem]:
    """Report rows whose 重複検査 entries are the same but for widths, spaces and ornaments."""
    for table in sheet.form.tables:
        groups: dict[str, list[DraftRecord]] = {}
        for row, key in _keyed_rows(sheet, table):
            groups.setdefault(key, []).append(row)
        for rows in groups.values():
            if len(rows) > 1:
                yield _alike("duplicate-rows", rows, table)


def check_near_duplicates(sheet: ReadSheet) -> Iterator[Problem]:
    """Report rows whose 重複検査 entries differ by a few letters only; a group of such rows is one problem."""
    for table in sheet.form.tables:
        first: dict[str, DraftRecord] = {}
        for row, key in _keyed_rows(sheet, table):
            first.setdefault(key, row)
        # A text joins the first group that holds one near it.
        groups: list[list[str]] = []
        for key in [k for k in first if len(k) >= _SHORTEST]:
            group = next((g for g in groups if any(_is_near(key, member) for member in g)), None)
            if group is None:
                groups.append([key])
            else:
                group.append(key)
        for keys in [group for group in groups if len(group) > 1]:
            yield _alike("similar-rows", [first[k] for k in keys], table)


def _keyed_rows(sheet: ReadSheet, table: Table) -> Iterator[tuple[DraftRecord, str]]:
    """Yield rows with what they are compared by; a blank or unread entry leaves nothing to compare."""
    for row in sheet.rows.get(table.name, ()):
        items = row.some(table.distinct)
        if items and not any(i.is_blank or i.is_unread for i in items):
            yield row, "\n".join(_compared(i.cell.text) for i in items)


# Both rules compare the same texts.
@lru_cache(maxsize=1024)
def _compared(text: str) -> str:
    return loosen(fold(text))


def _is_near(one: str, other: str) -> bool:
    """Return whether difflib finds more than NEAR in common; what is a thousand times faster is asked first."""
    if 2 * min(len(one), len(other)) <= NEAR * (len(one) + len(other)):
        return False
    bits, other_bits = _pairs(one), _pairs(other)
    if (bits & other_bits).bit_count() < _COMMON_PAIRS * min(bits.bit_count(), other_bits.bit_count()):
        return False
    matcher = difflib.SequenceMatcher(None, one, other, autojunk=False)
    return matcher.quick_ratio() > NEAR and matcher.ratio() > NEAR


@lru_cache(maxsize=1024)
def _pairs(key: str) -> int:
    """Return the pairs of neighbouring letters in a text, as bits."""
    bits = 0
    for one, other in itertools.pairwise(map(ord, key)):
        bits |= 1 << ((one * 31 + other) % _BITS)
    return bits


def _alike(code: str, rows: list[DraftRecord], table: Table) -> Problem:
    items = [item for row in rows for item in row.some(table.distinct)[:1]]
    place = Location(items[0].sheet, tuple(i.address for i in items if i.address), items[0].field.name)
    words = {
        "first": place_name(table.name, [rows[0].number or 0], ""),
        "others": place_name(table.name, [row.number or 0 for row in rows[1:]], ""),
        "name": "・".join(table.distinct),
    }
    return Problem.of(code, place, **words)
