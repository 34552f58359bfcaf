"""Read 決定.xlsx, and what the program keeps of it: every word that was entered, with its faults."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from kusei_batch.config.master_sheet import MasterLine, MasterSheet, find_columns, read_sheet
from kusei_batch.config.typed_rows import headings_of, typed_rows
from kusei_batch.core.decision_book import (
    FILE,
    FIXED,
    GUIDE,
    Asked,
    KeptSheet,
    Row,
    SheetKind,
    TypedSheet,
    defined_kind,
    list_kind,
    restore_rows,
    text_of,
)
from kusei_batch.core.decision_list import DecisionList
from kusei_batch.core.decision_rows import number_rows, with_plain_year
from kusei_batch.core.problem import Location, Problem
from kusei_batch.core.proposal import ADOPTION
from kusei_batch.core.text.hint import suggest
from kusei_batch.core.values import text_cell
from kusei_batch.errors import reason_of
from kusei_batch.xlsx.package import UnreadableError, read_parts
from kusei_batch.xlsx.reader import Workbook, read_workbook

KEPT_FILE = "決定.json"
"""In the state folder: what the program wrote last."""

_LOST = re.compile(r"xl/(comments|threadedComments|charts|media|embeddings|pivot)")
_DRAWINGS, _DRAWN = "xl/drawings/", b"Anchor"  # LibreOffice adds drawings in which nothing is drawn
_NAMED = 3  # rows that a message names


@dataclass(frozen=True)
class DecisionBook:
    """The workbook as it was read: its bytes (None: none), its rows by sheet, and what the program kept of it.

    `found` are the rows that count and are carried over, those restored from what was kept among them; `sheets` are
    the same to be read for their words. `is_lossless` says that writing it again loses nothing of it. `written` is the
    SHA-256 of the file as the program left it; empty where it has never written one. `defined` are the sheets that the
    city defines.
    """

    content: bytes | None = None
    found: Mapping[str, TypedSheet] = field(default_factory=dict)
    sheets: Mapping[str, MasterSheet] = field(default_factory=dict)
    kept: Mapping[str, KeptSheet] = field(default_factory=dict)
    written: str = ""
    is_lossless: bool = True
    problems: tuple[Problem, ...] = ()
    defined: Mapping[str, DecisionList] = field(default_factory=dict)

    @property
    def is_begun(self) -> bool:
        """Whether the program keeps decisions here already; until then those in the master are taken over."""
        return bool(self.written)

    @property
    def lists(self) -> list[str]:
        """The names of the sheets of proposals that are no list of the city's own definition."""
        return [name for name in self.found if name not in FIXED and name not in self.defined]

    def kind_of(self, name: str, headings: Sequence[str]) -> SheetKind:
        """Return what a sheet with these headings asks; of a list that is not defined the first is that of the ID."""
        return _kind_of(name, headings, self.defined)


NO_DECISIONS = DecisionBook()


@dataclass(frozen=True, slots=True)
class BookFrame:
    """What the sheets are read by: those the city defines, and the fiscal year of rows that are added."""

    defined: Mapping[str, DecisionList] = field(default_factory=dict)
    fiscal_year: int | None = None


_NO_FRAME = BookFrame()


def read_decision_book(path: Path, state: Path, frame: BookFrame = _NO_FRAME) -> DecisionBook:
    """Return what stands in 決定.xlsx; where it is not there or cannot be read, what the program kept in `state`."""
    return replace(_read_with_kept(path, state, frame), defined=frame.defined)


def _read_with_kept(path: Path, state: Path, frame: BookFrame) -> DecisionBook:
    try:
        kept, written = _read_kept(state / KEPT_FILE)
    except (OSError, ValueError, KeyError, TypeError) as error:
        # Without it nothing of the workbook goes; what only it knew is in the workbook, too.
        book = _read_book(path, {}, "", frame)
        told_why = Problem.of_file("decisions-kept-damaged", KEPT_FILE, reason=type(error).__name__)
        return replace(book, problems=(told_why, *book.problems))
    return _read_book(path, kept, written, frame)


def _read_book(path: Path, kept: Mapping[str, KeptSheet], written: str, frame: BookFrame) -> DecisionBook:
    try:
        content = path.read_bytes()
        workbook, parts = read_workbook(content), read_parts(content)
    except FileNotFoundError:
        lost = [Problem.of_file("decisions-missing", FILE)] if written else []
        return _from_kept(kept, written, lost, is_lossless=True)
    except OSError as error:
        told_why = Problem.of_file("decisions-not-opened", FILE, reason=reason_of(error))
        return _from_kept(kept, written, [told_why], is_lossless=False)
    except UnreadableError as error:
        reason = error.detail or "Excelブックではありません"
        told_why = Problem.of_file("decisions-unreadable", FILE, reason=reason)
        return _from_kept(kept, written, [told_why], is_lossless=False)
    known = _known_sheets(workbook, kept, frame)
    stops = [*_check_sheets(workbook, kept, known), *_check_parts(parts)]
    reading = _BookReading(workbook, kept, frame)
    for name in known:
        reading.read(name)
    is_lossless = not stops and not reading.stops
    problems = (*stops, *reading.stops, *reading.notes)
    return DecisionBook(content, reading.found, reading.sheets, kept, written, is_lossless, problems)


def _kind_of(name: str, headings: Sequence[str], defined: Mapping[str, DecisionList]) -> SheetKind:
    if name in defined:
        return defined_kind(defined[name])
    return FIXED.get(name) or list_kind(name, headings)


def dump_kept(sheets: Mapping[str, KeptSheet], written: str) -> bytes:
    """Return what is to be kept in the state folder of a workbook with that SHA-256."""
    told_sheets = {
        name: {
            "headings": kept.sheet.headings,
            "rows": [dict(row) for row in kept.sheet.rows],
            "asked": [{"year": one.year, "row": dict(one.row)} for one in kept.asked],
            "waiting": kept.waiting,
        }
        for name, kept in sheets.items()
    }
    return json.dumps({"written": written, "sheets": told_sheets}, ensure_ascii=False, indent=1).encode()


def _read_kept(path: Path) -> tuple[dict[str, KeptSheet], str]:
    """Return the sheets as the program wrote them last, and the file's SHA-256; nothing where it never did."""
    try:
        tree = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}, ""
    sheets = {
        name: KeptSheet(
            TypedSheet(tuple(one["headings"]), tuple(one["rows"])),
            tuple(Asked(asked["year"], asked["row"]) for asked in one["asked"]),
            one.get("waiting", 0),
        )
        for name, one in tree["sheets"].items()
    }
    return sheets, tree["written"]


def _from_kept(
    kept: Mapping[str, KeptSheet], written: str, problems: Iterable[Problem], *, is_lossless: bool
) -> DecisionBook:
    found = {name: one.sheet for name, one in kept.items()}
    sheets = {name: _sheet_of(name, one.sheet) for name, one in kept.items()}
    return DecisionBook(None, found, sheets, kept, written, is_lossless, tuple(problems))


def _sheet_of(name: str, typed: TypedSheet) -> MasterSheet:
    """Return rows that were kept as a sheet to be read."""
    columns = {heading: number for number, heading in enumerate(typed.headings, start=1)}
    return MasterSheet(name, columns, _lines(columns, typed.rows, 2), file=FILE)


def _lines(columns: Mapping[str, int], rows: Iterable[Row], first: int) -> list[MasterLine]:
    return [
        MasterLine(number, {heading: text_cell(text_of(row.get(heading))) for heading in columns})
        for number, row in enumerate(rows, start=first)
    ]


def _known_sheets(workbook: Workbook, kept: Mapping[str, KeptSheet], frame: BookFrame) -> list[str]:
    """Return the sheets with questions: those the program wrote; where it does not know, those with a decision."""
    names = [*dict.fromkeys([*FIXED, *frame.defined, *kept])]
    if not kept:
        names += [
            name
            for name in workbook.sheets
            if name not in names and ADOPTION in headings_of(workbook.sheets[name]).values()
        ]
    return [name for name in names if name in workbook.sheets or name in kept]


def _check_sheets(workbook: Workbook, kept: Mapping[str, KeptSheet], known: Sequence[str]) -> Iterator[Problem]:
    """Report sheets that were renamed or added by people: writing the workbook again would lose them."""
    missing = [name for name in known if name not in workbook.sheets]
    for name, sheet in workbook.sheets.items():
        if name in (GUIDE, *known) or all(cell.is_blank for cell in sheet.cells.values()):
            continue
        meant = [other for other in missing if set(kept[other].sheet.headings) <= set(headings_of(sheet).values())]
        hint = suggest(meant[0], meant) if meant else ""
        yield Problem.of("decisions-sheet-unknown", Location(sheet=name, file=FILE), hint=hint)


def _check_parts(parts: Mapping[str, bytes]) -> Iterator[Problem]:
    if any(_LOST.match(name) or (name.startswith(_DRAWINGS) and _DRAWN in content) for name, content in parts.items()):
        yield Problem.of_file("decisions-not-carried", FILE)


@dataclass
class _BookReading:
    """The sheets of the workbook while they are read; `stops` are faults because of which it is not written again."""

    workbook: Workbook
    kept: Mapping[str, KeptSheet]
    frame: BookFrame
    found: dict[str, TypedSheet] = field(default_factory=dict)
    sheets: dict[str, MasterSheet] = field(default_factory=dict)
    stops: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)

    def read(self, name: str) -> None:
        """Read one sheet; where it is gone or cannot be read, what was kept of it holds."""
        kept = self.kept.get(name, KeptSheet(TypedSheet(())))
        sheet = self.workbook.sheets.get(name)
        if sheet is None:
            self.notes.append(Problem.of("decisions-sheet-missing", Location(sheet=name, file=FILE)))
            self._keep(name, kept.sheet)
            return
        headings = headings_of(sheet)
        kind = _kind_of(name, kept.sheet.headings or tuple(headings.values()), self.frame.defined)
        needed = dict.fromkeys((*kind.keys, kind.decision, *self._written(kind, kept)))
        _, faults = find_columns(name, tuple(needed), sheet.cells, FILE)
        if faults:
            self.stops += faults
            self._keep(name, kept.sheet)
            return
        columns = {heading: column for column, heading in headings.items()}
        if kind.is_list:  # a list is known by its first column
            columns = {kind.keys[0]: columns[kind.keys[0]], **columns}
        read = read_sheet(name, columns, sheet, FILE)
        # People filter these sheets, and need not hear that they did.
        read.problems = [problem for problem in read.problems if problem.code != "master-hidden"]
        # In the order they were written in, whatever somebody sorted them by; what is new comes last.
        places = {kind.key(row): place for place, row in enumerate(kept.sheet.rows)}
        typed = typed_rows(columns, sheet, kind)
        if kind.defined:
            kept = replace(kept, sheet=replace(kept.sheet, rows=tuple(map(with_plain_year, kept.sheet.rows))))
            typed = number_rows(kind, typed, kept.sheet.rows, self.frame.fiscal_year)
            read.lines = [_numbered(line, typed[line.number], kind) for line in read.lines]
        rows = sorted(typed.values(), key=lambda row: places.get(kind.key(row), len(places)))
        gone = restore_rows(kind, rows, kept.sheet)
        if gone:
            keys = "、".join("・".join(kind.key(row)) for row in gone[:_NAMED])
            params = {"count": str(len(gone)), "rows": keys + ("など" if len(gone) > _NAMED else "")}
            self.notes.append(Problem.of("decisions-rows-missing", Location(sheet=name, file=FILE), **params))
        read.lines += _lines(columns, gone, max((n for n, _ in sheet.cells), default=1) + 1)
        self.found[name] = TypedSheet(tuple(headings.values()), (*rows, *gone))
        self.sheets[name] = read

    def _written(self, kind: SheetKind, kept: KeptSheet) -> list[str]:
        """Return the headings below which words would be lost were they renamed: those that were asked or put."""
        if kind.defined:
            asked = [h for h in kind.headings[:-1] if h not in kind.defined.made]
        else:
            asked = [heading for one in kept.asked for heading in one.row] if kind.is_list else []
        return [heading for heading in asked if heading in kept.sheet.headings]

    def _keep(self, name: str, typed: TypedSheet) -> None:
        self.found[name], self.sheets[name] = typed, _sheet_of(name, typed)


def _numbered(line: MasterLine, row: Row, kind: SheetKind) -> MasterLine:
    """Return a line with the marks its row was given."""
    told = {heading: text_of(row.get(heading)) for heading in kind.keys}
    given = {heading: text_cell(text) for heading, text in told.items() if text != text_of(line.cells[heading].text)}
    return line._replace(cells={**line.cells, **given})
