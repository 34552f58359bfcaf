"""Give every row of a returned sheet the key it keeps up to the report; a row that is not recognised is an error."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from kusei_batch.collect.row_marks import IssuedRows, Mark, Marks, TablePart, mark_rows
from kusei_batch.core.form import ROW_ID, ROW_NUMBER, Field, Form, Table
from kusei_batch.core.problem import Location, Problem, Severity
from kusei_batch.core.row_key import OwnKeys, RowKey
from kusei_batch.core.submission import Entry, IssuedSheet, Row, Submission
from kusei_batch.core.text.notation import comparable, fold
from kusei_batch.core.values import BLANK, Cell


def key_rows(form: Form, submission: Submission, issued: IssuedSheet) -> tuple[Submission, list[Problem]]:
    """Return the submission with the key of every row that exists, and what is not known of its rows.

    A table's rows stand in the order of the first sheet it has entries on; what another sheet says of the same row
    joins them by its key, not by its place.
    """
    tables, shown = dict(submission.tables), dict(submission.shown)
    problems: list[Problem] = []
    taken = {key.row_id for keys in issued.rows.values() for key in keys}
    for table in form.tables:
        if tables.get(table.name):
            known = _Known(form, table, submission, issued)
            known.join()
            own = OwnKeys.of(issued.sheet_id, table.name, form)
            first_free = known.first_free_number
            rows = []
            for row, mark in known.rows:
                key = RowKey(table.name, mark) if mark and isinstance(mark, str) else None
                if not isinstance(mark, str) and not row.is_blank:
                    key = own.free(mark or first_free or row.number or 1, taken)
                    taken.add(key.row_id)
                rows.append(replace(row, key=key) if key else row)
            tables[table.name] = tuple(rows)
            shown |= known.shown
            problems += known.problems
    return replace(submission, tables=tables, shown=shown), problems


@dataclass
class _Sheet:
    """The part of a table that stands on one sheet (named as it was issued): its entry fields and its rows.

    `height` counts the rows it was issued with, blank ones too.
    """

    name: str
    entries: frozenset[str]
    height: int
    part: TablePart
    marks: Marks


@dataclass
class _Known:
    """The rows of one table: those of each sheet are recognised by themselves and then joined."""

    form: Form
    table: Table
    submission: Submission
    issued: IssuedSheet
    rows: list[tuple[Row, Mark]] = field(default_factory=list)
    shown: dict[str, tuple[Entry, ...]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    _sheets: list[_Sheet] = field(init=False)
    _marks: list[Mark] = field(init=False)

    def __post_init__(self) -> None:
        """Recognise the rows of every sheet."""
        self._fields = self.form.fields_of(self.table.name)
        self._typed = self.submission.tables[self.table.name]
        self._heights = Counter(name for row in self._typed for name in row.entries)
        self._keys = self.issued.rows.get(self.table.name, ())
        self._ids = tuple(key.row_id for key in self._keys)
        names = dict.fromkeys(f.sheet for f in self._fields if f.is_entry and self._heights[f.name])
        self._sheets = [self._read(name) for name in names]

    @property
    def first_free_number(self) -> int:
        """A number that no row of the table has, for inserted rows; 0 where rows have no numbers."""
        numbers = [n for sheet in self._sheets for n in sheet.part.numbers if n is not None]
        return max(*numbers, self.table.max_rows, len(self._typed)) + 1 if numbers else 0

    def _read(self, name: str) -> _Sheet:
        fields = [f for f in self._fields if f.sheet == name]
        entries = frozenset(f.name for f in fields if f.is_entry)
        height = max(self._heights[f.name] for f in fields if f.is_entry)
        known = {fold(row_id): row_id for row_id in self._ids}
        shown = [fold(cell.text) for cell in self._column(ROW_ID, name, height)]
        printed = {
            f.qualified: [_comparable(e.cell.text) for e in self.submission.shown.get(f.qualified, ())[:height]]
            for f in fields
            if self._tells_rows(f)
        }
        part = TablePart(
            ids=[known.get(text, "") for text in shown],
            strange=frozenset(i for i, text in enumerate(shown) if text and self._ids and text not in known),
            numbers=[_number(cell) for cell in self._column(ROW_NUMBER, name, height)],
            texts=printed,
            filled=[any(_is_filled(row.entries.get(e)) for e in entries) for row in self._typed[:height]],
        )
        texts = {n: [_comparable(t) for t in self.issued.stamped[n][: len(self._ids)]] for n in printed}
        cells = next(len(f.cells) for f in fields if f.is_entry)
        marks = mark_rows(part, IssuedRows(self._ids, texts, cells, self.table.growable))
        return _Sheet(name, entries, cells, part, marks)

    def _column(self, name: str, sheet: str, height: int) -> list[Cell]:
        """Return what a sheet's 行ID or 番号 cells show; empty where it has none."""
        known = next((f for f in self._fields if f.name == name and not f.is_entry), None)
        if known is None:
            return []
        entries = self.submission.elsewhere.get((known.qualified, sheet), ())
        if known.sheet == sheet:
            entries = self.submission.shown.get(known.qualified, ())
        return [entry.cell for entry in entries[:height]]

    def _tells_rows(self, known: Field) -> bool:
        is_mark = known.name in (ROW_ID, ROW_NUMBER)
        return not known.is_entry and not is_mark and bool(self._ids) and known.qualified in self.issued.stamped

    def join(self) -> None:
        """Join what the sheets say of the same row."""
        main, *others = self._sheets
        self.rows = list(zip(self._typed, main.marks.rows, strict=False))
        self.rows += [(row, None) for row in self._typed[len(self.rows) :]]
        self._marks = list(main.marks.rows)
        for other in others:
            if self._is_untold(main, other):
                self._tell_differing(main, other)
            elif not (
                len(self._marks) == len(other.marks.rows)
                and all(a == b for a, b in zip(self._marks, other.marks.rows, strict=True))
            ):
                self._join(other)
        for sheet in self._sheets:
            unclear = sorted(sheet.marks.unclear)
            if unclear:
                words = {"table": self.table.name, "numbers": "、".join(str(i + 1) for i in unclear)}
                self.problems.append(Problem.of("row-unclear", self._place(sheet, unclear), **words))
            self._tell_strange(sheet)
        self._tell_gone()

    def _is_untold(self, main: _Sheet, other: _Sheet) -> bool:
        """Return whether rows were moved, added or deleted and a sheet shows nothing by which they are known."""
        as_issued = [self._ids[i] if i < len(self._ids) else i + 1 for i in range(other.height)]
        in_place = all(m in (i, None) for m, i in zip(main.marks.rows, as_issued, strict=False))
        whole = len(main.part.filled) == len(other.part.filled) == other.height
        return not other.part.shows_something and not (whole and in_place)

    def _tell_differing(self, main: _Sheet, other: _Sheet) -> None:
        alike = len(main.part.filled) == len(other.part.filled) > other.height
        if any(other.part.filled):
            severity = Severity.WARNING if alike else Severity.ERROR
            place = self._place(other, [i for i, filled in enumerate(other.part.filled) if filled])
            self.problems.append(Problem("rows-differ", severity, place, {"table": self.table.name}))
        other.marks = Marks(other.marks.rows, set())

    def _join(self, other: _Sheet) -> None:
        """Move the entries of the other sheet to the rows of the same key; entries without such a row follow."""
        places = {mark: i for i, mark in enumerate(other.marks.rows) if mark}
        unmarked = [i for i, mark in enumerate(other.marks.rows) if mark is None]
        without = [i for i, mark in enumerate(self._marks) if mark is None]
        pairs = dict(zip(without, unmarked, strict=False)) if len(without) == len(unmarked) else {}
        found = [pairs.get(i) if m is None else places.get(m or 0) for i, m in enumerate(self._marks)]
        rows = [
            (self._with(row, other, i), mark)
            for (row, mark), i in zip(self.rows, [*found, *[None] * len(self.rows)], strict=False)
        ]
        left = [i for i, filled in enumerate(other.part.filled) if filled and i not in found]
        # Words on this sheet alone, in a row that says nothing, go on with a row that is not recognised.
        other.marks = replace(
            other.marks, unclear={*other.marks.unclear, *(i for i in left if not other.marks.rows[i])}
        )
        rows += [(self._with(Row(self.table.name, i + 1, {}), other, i), other.marks.rows[i] or "") for i in left]
        self.rows = rows[: len(self._marks)] + rows[len(self.rows) :]
        # A further sheet may speak of what is left of this one.
        self._marks += [other.marks.rows[i] or "" for i in left]
        order = [*found, *left]
        for known in self._fields:
            shown = self.submission.shown.get(known.qualified, ())
            if known.sheet == other.name and shown:
                nothing = Entry(BLANK, shown[0].sheet, shown[0].address)
                self.shown[known.qualified] = tuple(
                    shown[i] if i is not None and i < len(shown) else nothing for i in order
                )

    def _with(self, row: Row, other: _Sheet, index: int | None) -> Row:
        own = {name: entry for name, entry in row.entries.items() if name not in other.entries}
        theirs = self._typed[index].entries if index is not None else {}
        moved = {name: entry for name, entry in theirs.items() if name in other.entries}
        return Row(row.table, row.number, {**own, **moved})

    def _tell_strange(self, sheet: _Sheet) -> None:
        strange = sorted(sheet.part.strange)
        if strange:
            entries = self.submission.shown.get(f"{self.table.name}.{ROW_ID}", ())
            place = Location(entries[0].sheet, tuple(entries[i].address for i in strange), ROW_ID)
            words = {
                "table": self.table.name,
                "count": str(len(strange)),
                "row_ids": "、".join(self._missing()) or "－",
            }
            self.problems.append(Problem.of("row-id-changed", place, **words))

    def _missing(self) -> list[str]:
        return [row_id for row_id in self._ids if row_id not in [mark for _, mark in self.rows]]

    def _tell_gone(self) -> None:
        """Report issued rows that are missing, where nothing else does."""
        own = {key.row_id for key in self._keys if key.own_number(self.issued.sheet_id) is not None}
        missing = [row_id for row_id in self._missing() if row_id not in own]
        if missing and not self.table.growable and not self.problems:
            sheet = self._sheets[0]
            place = replace(self._place(sheet, [0]), field=None)
            words = {"table": self.table.name, "row_ids": "、".join(missing), "count": str(len(missing))}
            self.problems.append(Problem.of("row-gone", place, **words))

    def _place(self, sheet: _Sheet, indexes: Sequence[int]) -> Location:
        entries = [e for i in indexes for e in self._entries(self._typed[i], sheet)[:1]]
        return Location(entries[0].sheet, tuple(e.address for e in entries)) if entries else Location(sheet.name)

    def _entries(self, row: Row, sheet: _Sheet) -> list[Entry]:
        """Return a row's entries on a sheet, those that hold something first."""
        own = [entry for name, entry in row.entries.items() if name in sheet.entries]
        return sorted(own, key=lambda e: not _is_filled(e))


def _is_filled(entry: Entry | None) -> bool:
    return entry is not None and entry.cell is not BLANK and not entry.cell.is_blank


def _number(cell: Cell) -> int | None:
    if cell.number is not None:
        return int(cell.number) if cell.number == int(cell.number) else None
    text = _comparable(cell.text)
    return int(text) if text.isascii() and text.isdigit() else None


# Titles and row numbers are shown by every copy.
_comparable = lru_cache(maxsize=4096)(comparable)
