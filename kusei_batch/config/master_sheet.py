"""One sheet of the master or of 決定.xlsx: its headings found, its values read, each fault told at its cell."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from kusei_batch.config.file_names import is_broken, is_file_name
from kusei_batch.core.dates import DateReader, sure_day
from kusei_batch.core.period import Calendar, Era, parse_fiscal_year
from kusei_batch.core.problem import Location, Problem, Severity
from kusei_batch.core.revision import FIRST_YEAR, LAST_YEAR
from kusei_batch.core.text.characters import seen_only, tidied
from kusei_batch.core.text.columns import column_letters
from kusei_batch.core.text.hint import nearest, nearest_heading, suggest
from kusei_batch.core.text.notation import comparable
from kusei_batch.core.values import BLANK, Cell, CellKind
from kusei_batch.core.ward import WARD_LEVEL, Ward
from kusei_batch.xlsx.formats.faithful import listed_text, shows_itself
from kusei_batch.xlsx.merged import hidden_rows, merges_in_list, spread_merges
from kusei_batch.xlsx.reader import Sheet, Workbook
from kusei_batch.xlsx.unheaded import find_unheaded

FILE = "マスタ.xlsx"
WARD = "区コード"
EXAMPLE = "（例）"
"""How the first cell of a row begins that shows how to fill in a list and counts for nothing."""
_CODE = re.compile(r"[0-9A-Z]+")
# Names become folders and file names in the outbox; a path of Windows has 260 characters for all of them.
_LONGEST_NAME = 60
_LIKE = 0.6
DECISIONS = ("判断", "採否")
"""Columns people decide in, row by row."""
_NOTES = ("※", "＊", "*", "（注", "(注", "注）", "注)")
_QUOTED = 30


class MasterLine(NamedTuple):
    """One row of a master sheet: its number and its cells by heading."""

    number: int
    cells: dict[str, Cell]


@dataclass
class MasterSheet:
    """One master sheet with its headings found; reading a value reports its own fault."""

    name: str
    columns: dict[str, int]
    lines: list[MasterLine]
    problems: list[Problem] = field(default_factory=list)
    faulty: set[tuple[int, str]] = field(default_factory=set)
    file: str = FILE
    level: str = WARD_LEVEL
    """What its units are called in whose row 階層 is blank."""

    def fault(self, code: str, line: MasterLine, heading: str, **params: str) -> None:
        """Note a fault at a cell."""
        place = Location(sheet=self.name, cells=(self.place(line, heading),), field=heading, file=self.file)
        self.problems.append(Problem.of(code, place, **params))
        self.faulty.add((line.number, heading))

    def remark(self, code: str, line: MasterLine, heading: str, **params: str) -> None:
        """Note at a cell what is no fault: the row counts as it stands."""
        place = Location(sheet=self.name, cells=(self.place(line, heading),), field=heading, file=self.file)
        self.problems.append(Problem.of(code, place, **params))

    def word(self, line: MasterLine, heading: str) -> str:
        """Return the word of a decision; blank where it is struck through, for so people take one back."""
        return "" if line.cells[heading].is_struck else seen_only(self.text(line, heading, needed=False))

    @property
    def id_heading(self) -> str:
        """The heading of the IDs, where the sheet is a list."""
        return next(iter(self.columns))

    @property
    def is_faulty(self) -> bool:
        """Whether any of its rows has a fault."""
        return any(problem.severity is Severity.ERROR for problem in self.problems)

    def is_sound(self, line: MasterLine, but: Collection[str] = ()) -> bool:
        """Return whether a line can be used: no fault was noted in it, except under the headings `but`."""
        return not any(number == line.number and heading not in but for number, heading in self.faulty)

    def text(self, line: MasterLine, heading: str, *, needed: bool = True) -> str:
        """Return the trimmed text of a cell, without characters of no width.

        A formula is a fault, or a blank if `needed`.
        """
        cell = line.cells[heading]
        if cell.kind in (CellKind.UNCOMPUTED, CellKind.ERROR):
            self.fault("master-formula", line, heading)
        elif cell.is_blank and needed:
            self.fault("master-blank", line, heading)
        elif not shows_itself(cell):
            self.fault("master-shown-otherwise", line, heading, shown=cell.shown, value=cell.text)
        return tidied(cell.text).strip()

    def code(self, line: MasterLine, heading: str, seen: dict[str, str]) -> str:
        """Return a code that may stand once only; `seen` remembers where each stands."""
        code = self.known_code(line, heading)
        if code and code in seen:
            self.fault("master-duplicate", line, heading, value=code, first=seen[code])
        elif code:
            seen[code] = self.place(line, heading)
        return code

    def known_code(self, line: MasterLine, heading: str) -> str:
        """Return the code in a cell; one that is not of digits and capital letters is a fault."""
        code = seen_only(self.text(line, heading))
        if code and (line.number, heading) not in self.faulty and not _CODE.fullmatch(code):
            self.fault("master-bad-code", line, heading, value=code)
        return code

    def ward(self, line: MasterLine, wards: Mapping[str, Ward], *, needed: bool = True) -> Ward | None:
        """Return the ward of a 区コード, None where it is blank or unknown; a name is reported with its code."""
        code = seen_only(self.text(line, WARD)) if needed or not line.cells[WARD].is_blank else ""
        if code and code not in wards and (line.number, WARD) not in self.faulty:
            meant = {comparable(word): known for known in wards for word in (known, wards[known].name)}
            known = meant.get(comparable(code), "")
            hint = f"もしかして：{known}（{wards[known].name}）" if known else suggest(code, wards)
            self.fault("master-unknown-ward", line, WARD, value=code, hint=hint)
        return wards.get(code)

    def name_text(self, line: MasterLine, heading: str, *, needed: bool = True) -> str:
        """Return a name that may be that of a file or folder; any other is a fault."""
        name = self.text(line, heading, needed=needed)
        if is_broken(name):
            self.fault("master-line-break", line, heading, value="".join(name.split()))
        elif not is_file_name(name):
            self.fault("master-bad-name", line, heading, value=name)
        self.check_length(line, heading, _LONGEST_NAME)
        return name

    def check_length(self, line: MasterLine, heading: str, limit: int) -> None:
        """Note a fault at a text of more than `limit` characters."""
        length = len(tidied(line.cells[heading].text).strip())
        if length > limit:
            self.fault("master-too-long", line, heading, length=str(length), limit=str(limit))

    def number(self, line: MasterLine, heading: str) -> int:
        """Return the whole number in a cell; 0, and a fault, where there is none."""
        text = self.text(line, heading)
        if text and not text.isdecimal():
            self.fault("master-bad-number", line, heading, value=text)
        return int(text) if text.isdecimal() else 0

    def year(self, line: MasterLine, heading: str, eras: tuple[Era, ...], *, needed: bool = True) -> int | None:
        """Return the fiscal year in a cell, None where there is none to read."""
        text = self.text(line, heading, needed=needed)
        year = parse_fiscal_year(text, eras) if text else None
        if text and year is None:
            self.fault("master-bad-year", line, heading, value=text)
        return year

    def years(self, line: MasterLine, eras: tuple[Era, ...], *, needed: bool = True) -> tuple[int | None, int | None]:
        """Return 適用開始年度 (`needed` or not) and 適用終了年度; None for an open end, or for no column."""
        first, last = (
            self.year(line, heading, eras, needed=needed and heading == FIRST_YEAR) if heading in self.columns else None
            for heading in (FIRST_YEAR, LAST_YEAR)
        )
        if first and last and last < first:
            self.fault("master-years-reversed", line, LAST_YEAR)
        return first, last

    def place(self, line: MasterLine, heading: str) -> str:
        """Return the address of a cell."""
        return f"{column_letters(self.columns[heading])}{line.number}"

    def day(self, line: MasterLine, heading: str, calendar: Calendar) -> dt.date | None:
        """Return the date in a cell, in any notation that says its year; None where there is none to read."""
        text = self.text(line, heading)
        day = sure_day(line.cells[heading], DateReader(calendar)) if text else None
        if text and day is None:
            self.fault("master-bad-date", line, heading, value=text)
        return day


def sheets_named(workbook: Workbook, name: str) -> list[Sheet]:
    """Return the sheets whose name differs from `name` in widths and blanks alone; the one called just so first."""
    titles = [title for title in workbook.sheets if comparable(title) == comparable(name)]
    return [workbook.sheets[title] for title in sorted(titles, key=lambda title: title != name)]


def tell_twice(name: str, found: Sequence[Sheet]) -> Iterator[Problem]:
    """Report an error where several sheets bear what people take for one name; the first is the one that is read."""
    if len(found) > 1:
        where = Location(sheet=name, file=FILE)
        yield Problem.of("master-sheet-twice", where, count=str(len(found) - 1))


def find_columns(
    sheet: str, headings: tuple[str, ...], cells: Mapping[tuple[int, int], Cell], file: str = FILE
) -> tuple[dict[str, int], list[Problem]]:
    """Return the column of each heading, and what is missing or stands twice."""
    first_row = {column: seen_only(cell.text).strip() for (row, column), cell in cells.items() if row == 1}
    keys = {column: comparable(text) for column, text in first_row.items()}
    columns: dict[str, int] = {}
    problems = []
    for heading in headings:
        places = sorted(column for column, key in keys.items() if key == comparable(heading))
        where = Location(sheet, tuple(f"{column_letters(p)}1" for p in places) or ("1:1",), heading, file)
        if not places:
            others = [text for text in first_row.values() if text and text not in headings]
            near = nearest(heading, others)
            hint = f"もしかして：「{near}」の書き間違い" if near else ""
            problems.append(Problem.of("master-heading-missing", where, hint=hint))
        elif len(places) > 1:
            problems.append(Problem.of("master-heading-twice", where))
        else:
            columns[heading] = places[0]
    return columns, problems


def read_sheet(name: str, columns: dict[str, int], found: Sheet, file: str = FILE) -> MasterSheet:
    """Return a sheet with its rows: those that look gone (struck through, unseen, hidden) count, notes (※) do not.

    These are reported, and so are merged cells, whose value is that of every row they cover.
    """
    # What somebody decides on is decided row by row.
    decided = [column for heading, column in columns.items() if heading in DECISIONS]
    lines = read_lines(columns, spread_merges(found, decided))
    notes = [line for line in lines if _first_text(line).startswith(_NOTES)]
    sheet = MasterSheet(name, columns, [line for line in lines if line not in notes], file=file)
    for line in notes:
        heading = next(heading for heading, cell in line.cells.items() if not cell.is_blank)
        where = Location(sheet=name, cells=(sheet.place(line, heading),), file=file)
        sheet.problems.append(Problem.of("master-note", where, text=_first_text(line)[:_QUOTED]))
    for line in sheet.lines:
        lost = tuple(
            sheet.place(line, heading)
            for heading, cell in line.cells.items()
            if not cell.is_blank and (cell.is_struck or cell.is_unseen)
        )
        if lost:
            where = Location(sheet=name, cells=lost, file=file)
            sheet.problems.append(Problem.of("master-looks-gone", where))
    sheet.problems += _tell_merged_and_hidden(name, found, file)
    return sheet


def _tell_merged_and_hidden(name: str, found: Sheet, file: str) -> Iterator[Problem]:
    merged, hidden = merges_in_list(found), hidden_rows(found)
    if merged:
        cells = tuple(f"{column_letters(area.left)}{area.top}" for area in merged)
        words = {"areas": "、".join(map(str, merged))}
        yield Problem.of("master-merged", Location(sheet=name, cells=cells, file=file), **words)
    if hidden:
        where = Location(sheet=name, cells=tuple(f"A{row}" for row in hidden), file=file)
        yield Problem.of("master-hidden", where, rows="、".join(map(str, hidden)))


def tell_unheaded(sheet: str, cells: Mapping[tuple[int, int], Cell]) -> Iterator[Problem]:
    """Warn of columns among the headed ones, or beside them, that hold something below a blank heading."""
    for row, column in find_unheaded(cells):
        letters = column_letters(column)
        where = Location(sheet=sheet, cells=(f"{letters}{row}",), file=FILE)
        yield Problem.of("master-column-unheaded", where, column=letters)


def tell_near_headings(
    sheet: str, optional: tuple[str, ...], cells: Mapping[tuple[int, int], Cell]
) -> Iterator[Problem]:
    """Warn of headings that may be misspelt, so that what is below them has no effect."""
    first_row = {seen_only(cell.text).strip(): column for (row, column), cell in cells.items() if row == 1}
    keys = set(map(comparable, first_row))
    missing = [heading for heading in optional if comparable(heading) not in keys]
    for text, column in sorted(first_row.items(), key=lambda item: item[1]):
        near = nearest_heading(text, missing, _LIKE) if text and text not in optional else None
        if near:
            where = Location(sheet, (f"{column_letters(column)}1",), text, FILE)
            yield Problem.of("master-heading-near", where, near=near)


def read_lines(columns: dict[str, int], cells: Mapping[tuple[int, int], Cell]) -> list[MasterLine]:
    """Return the rows below the heading that hold anything in a known column, without those that begin with （例）."""
    rows = sorted({row for (row, column), cell in cells.items() if row > 1 and not cell.is_blank})
    lines = [MasterLine(row, {h: _listed(cells.get((row, c), BLANK)) for h, c in columns.items()}) for row in rows]
    return [
        line
        for line in lines
        if any(not cell.is_blank for cell in line.cells.values())
        and not comparable(_first_text(line)).startswith(comparable(EXAMPLE))
    ]


def _first_text(line: MasterLine) -> str:
    return next(cell.text for cell in line.cells.values() if not cell.is_blank).strip()


def _listed(cell: Cell) -> Cell:
    """Return the cell with the text it shows: a code 130 in the format 0000 is 0130."""
    return cell if cell.look is None or not shows_itself(cell) else cell._replace(text=listed_text(cell))
