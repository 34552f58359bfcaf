"""The master workbook マスタ.xlsx: the lists people keep, checked like any other input."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from kusei_batch.config.names import has_unseen, is_file_name, seen_only
from kusei_batch.core.hint import nearest, suggest
from kusei_batch.core.period import DEFAULT_ERAS, Era, parse_fiscal_year
from kusei_batch.core.problem import Location, Problem, Severity
from kusei_batch.core.values import BLANK, Cell, CellKind
from kusei_batch.core.ward import Department, Master, Policy, Standard, Ward
from kusei_batch.xlsx.package import UnreadableError
from kusei_batch.xlsx.reader import read_workbook

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from kusei_batch.xlsx.reader import Workbook

FILE = "マスタ.xlsx"
HEADINGS: dict[str, tuple[str, ...]] = {
    "区": ("区コード", "区名"),
    "部署": ("部署コード", "区コード", "部名", "課名", "表示順", "連絡先"),
    "方針": ("年度", "区コード", "番号", "本文"),
    "基準": ("基準ID", "場面", "本文", "適用開始年度", "適用終了年度"),
    "休業日": ("日付", "名称"),
}
_NEEDED = ("区", "部署")
_CODE = re.compile(r"[0-9A-Z]+")
# Names become folders and file names in the outbox; a path of Windows has 260 characters for all of them.
_LONGEST_NAME = 60
_LONGEST_CONTACT = 200


class _Line(NamedTuple):
    """One row of a master sheet: its number and its cells by heading."""

    number: int
    cells: dict[str, Cell]


@dataclass
class _Sheet:
    """One master sheet with its headings found; reading a value reports its own fault."""

    name: str
    columns: dict[str, int]
    lines: list[_Line]
    problems: list[Problem] = field(default_factory=list)

    def fault(self, code: str, line: _Line, heading: str, **params: str) -> None:
        address = f"{_letters(self.columns[heading])}{line.number}"
        place = Location(sheet=self.name, cells=(address,), field=heading, file=FILE)
        self.problems.append(Problem(code, Severity.ERROR, place, params))

    def text(self, line: _Line, heading: str, *, needed: bool = True) -> str:
        cell = line.cells[heading]
        if cell.kind in (CellKind.UNCOMPUTED, CellKind.ERROR):
            self.fault("master-formula", line, heading)
        elif cell.is_blank and needed:
            self.fault("master-blank", line, heading)
        return cell.text.strip()

    def code(self, line: _Line, heading: str, seen: dict[str, str]) -> str:
        code = self.known_code(line, heading)
        if code and code in seen:
            self.fault("master-duplicate", line, heading, value=code, first=seen[code])
        elif code:
            seen[code] = f"{_letters(self.columns[heading])}{line.number}"
        return code

    def known_code(self, line: _Line, heading: str) -> str:
        code = self.text(line, heading)
        if code and not _CODE.fullmatch(code):
            self.fault("master-bad-code", line, heading, value=code)
        return code

    def name_text(self, line: _Line, heading: str, *, needed: bool = True) -> str:
        name = self.text(line, heading, needed=needed)
        if has_unseen(name):
            self.fault("master-unseen-character", line, heading, value=seen_only(name))
        elif not is_file_name(name):
            self.fault("master-bad-name", line, heading, value=name)
        self.check_length(line, heading, _LONGEST_NAME)
        return name

    def check_length(self, line: _Line, heading: str, limit: int) -> None:
        length = len(line.cells[heading].text.strip())
        if length > limit:
            self.fault("master-too-long", line, heading, length=str(length), limit=str(limit))

    def number(self, line: _Line, heading: str) -> int:
        text = self.text(line, heading)
        if text and not text.isdecimal():
            self.fault("master-bad-number", line, heading, value=text)
        return int(text) if text.isdecimal() else 0

    def year(self, line: _Line, heading: str, eras: tuple[Era, ...], *, needed: bool = True) -> int | None:
        text = self.text(line, heading, needed=needed)
        year = parse_fiscal_year(text, eras) if text else None
        if text and year is None:
            self.fault("master-bad-year", line, heading, value=text)
        return year

    def day(self, line: _Line, heading: str) -> dt.date | None:
        text = self.text(line, heading)
        found = re.fullmatch(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(T.*)?", text)
        try:
            if found:
                return dt.date(int(found[1]), int(found[2]), int(found[3]))
        except ValueError:
            pass
        if text:
            self.fault("master-bad-date", line, heading, value=text)
        return None


def read_master(path: Path, eras: tuple[Era, ...] = DEFAULT_ERAS) -> tuple[Master | None, list[Problem]]:
    """The lists of マスタ.xlsx, or None with every fault found: sheet, cell and remedy."""
    try:
        workbook = read_workbook(path.read_bytes())
    except FileNotFoundError:
        return None, [Problem("master-missing", Severity.ERROR, Location(file=path.name))]
    except (UnreadableError, OSError):
        return None, [Problem("master-unreadable", Severity.ERROR, Location(file=path.name))]
    sheets, problems = _find_sheets(workbook)
    if problems:
        return None, problems
    master = _build_master(sheets, eras)
    problems = [problem for sheet in sheets.values() for problem in sheet.problems]
    return (None if problems else master), problems


def _find_sheets(workbook: Workbook) -> tuple[dict[str, _Sheet], list[Problem]]:
    sheets, problems = {}, []
    for name, headings in HEADINGS.items():
        found = workbook.sheets.get(name)
        if found is None:
            problems.append(_sheet_missing(name, headings, list(workbook.sheets)))
            continue
        columns, faults = _find_columns(name, headings, found.cells)
        problems += faults
        if not faults:
            sheets[name] = _Sheet(name, columns, _lines(columns, found.cells))
            if name in _NEEDED and not sheets[name].lines:
                problems.append(Problem("master-sheet-empty", Severity.ERROR, Location(sheet=name, file=FILE)))
    return sheets, problems


def _sheet_missing(name: str, headings: tuple[str, ...], present: list[str]) -> Problem:
    params = {"headings": "、".join(headings), "hint": suggest(name, present)}
    return Problem("master-sheet-missing", Severity.ERROR, Location(sheet=name, file=FILE), params)


def _find_columns(
    sheet: str, headings: tuple[str, ...], cells: Mapping[tuple[int, int], Cell]
) -> tuple[dict[str, int], list[Problem]]:
    first_row = {column: cell.text.strip() for (row, column), cell in cells.items() if row == 1}
    columns: dict[str, int] = {}
    problems = []
    for heading in headings:
        places = sorted(column for column, text in first_row.items() if text == heading)
        where = Location(sheet, tuple(f"{_letters(p)}1" for p in places) or ("1:1",), heading, FILE)
        if not places:
            others = [text for text in first_row.values() if text and text not in headings]
            near = nearest(heading, others)
            hint = f"もしかして: 「{near}」の書き間違い" if near else ""
            problems.append(Problem("master-heading-missing", Severity.ERROR, where, {"hint": hint}))
        elif len(places) > 1:
            problems.append(Problem("master-heading-twice", Severity.ERROR, where))
        else:
            columns[heading] = places[0]
    return columns, problems


def _lines(columns: dict[str, int], cells: Mapping[tuple[int, int], Cell]) -> list[_Line]:
    """Rows below the heading that hold anything in a known column."""
    rows = sorted({row for (row, column), cell in cells.items() if row > 1 and not cell.is_blank})
    lines = [_Line(row, {h: cells.get((row, c), BLANK) for h, c in columns.items()}) for row in rows]
    return [line for line in lines if any(not cell.is_blank for cell in line.cells.values())]


def _build_master(sheets: dict[str, _Sheet], eras: tuple[Era, ...]) -> Master:
    wards = _read_wards(sheets["区"])
    if any(p.location.field == "区コード" for p in sheets["区"].problems):
        # What names an unknown ward then merely follows from this.
        return Master(wards, (), (), (), {})
    by_code = {ward.code: ward for ward in wards}
    departments = _read_departments(sheets["部署"], by_code)
    order = {ward.code: n for n, ward in enumerate(wards)}
    return Master(
        wards=wards,
        departments=tuple(sorted(departments, key=lambda d: (order[d.ward.code], d.order, d.code))),
        policies=tuple(_read_policies(sheets["方針"], by_code, eras)),
        standards=tuple(_read_standards(sheets["基準"], eras)),
        holidays=dict(_read_holidays(sheets["休業日"])),
    )


def _read_wards(sheet: _Sheet) -> tuple[Ward, ...]:
    codes: dict[str, str] = {}
    names: dict[str, str] = {}
    wards = []
    for line in sheet.lines:
        ward = Ward(sheet.code(line, "区コード", codes), sheet.name_text(line, "区名"))
        if ward.name in names:
            sheet.fault("master-duplicate", line, "区名", value=ward.name, first=names[ward.name])
        elif ward.name:
            names[ward.name] = f"{_letters(sheet.columns['区名'])}{line.number}"
        wards.append(ward)
    return tuple(wards)


def _ward(sheet: _Sheet, line: _Line, wards: dict[str, Ward]) -> Ward | None:
    code = sheet.known_code(line, "区コード")
    if code and code not in wards:
        sheet.fault("master-unknown-ward", line, "区コード", value=code, hint=suggest(code, wards))
    return wards.get(code)


def _read_departments(sheet: _Sheet, wards: dict[str, Ward]) -> Iterator[Department]:
    codes: dict[str, str] = {}
    names: dict[str, str] = {}
    for line in sheet.lines:
        code, ward = sheet.code(line, "部署コード", codes), _ward(sheet, line, wards)
        division = sheet.name_text(line, "部名", needed=False)
        name = sheet.name_text(line, "課名")
        order, contact = sheet.number(line, "表示順"), sheet.text(line, "連絡先", needed=False)
        sheet.check_length(line, "連絡先", _LONGEST_CONTACT)
        place = f"{_letters(sheet.columns['課名'])}{line.number}"
        if ward and name and names.setdefault(f"{ward.code} {division} {name}", place) != place:
            first = names[f"{ward.code} {division} {name}"]
            sheet.fault("master-duplicate", line, "課名", value=name, first=first)
        if ward:
            yield Department(code, ward, division, name, order, contact)


def _read_policies(sheet: _Sheet, wards: dict[str, Ward], eras: tuple[Era, ...]) -> Iterator[Policy]:
    places: dict[tuple[int | None, Ward | None, str], str] = {}
    for line in sheet.lines:
        year, ward = sheet.year(line, "年度", eras), _ward(sheet, line, wards)
        number, text = sheet.text(line, "番号"), sheet.text(line, "本文")
        place = f"{_letters(sheet.columns['番号'])}{line.number}"
        first = places.setdefault((year, ward, number), place)
        if year and ward and number and first != place:
            sheet.fault("master-duplicate-policy", line, "番号", value=number, first=first)
        if year and ward:
            yield Policy(year, ward.code, number, text)


def _read_standards(sheet: _Sheet, eras: tuple[Era, ...]) -> Iterator[Standard]:
    codes: dict[str, str] = {}
    for line in sheet.lines:
        code, scene, text = sheet.text(line, "基準ID"), sheet.text(line, "場面"), sheet.text(line, "本文")
        place = f"{_letters(sheet.columns['基準ID'])}{line.number}"
        if code and codes.setdefault(code, place) != place:
            sheet.fault("master-duplicate", line, "基準ID", value=code, first=codes[code])
        first = sheet.year(line, "適用開始年度", eras)
        last = sheet.year(line, "適用終了年度", eras, needed=False)
        if first and last and last < first:
            sheet.fault("master-years-reversed", line, "適用終了年度")
        if first:
            yield Standard(code, scene, text, first, last)


def _read_holidays(sheet: _Sheet) -> Iterator[tuple[dt.date, str]]:
    for line in sheet.lines:
        day, name = sheet.day(line, "日付"), sheet.text(line, "名称")
        if day:
            yield day, name


def _letters(column: int) -> str:
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
