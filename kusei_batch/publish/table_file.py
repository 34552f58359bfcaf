"""Reading a table file (.xlsx, .csv) for the rules, and every finding of it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from kusei_batch.core.period import DEFAULT_ERAS, Era
from kusei_batch.core.problem import Location, Problem
from kusei_batch.core.values import Cell, CellKind, text_cell
from kusei_batch.errors import CannotRunError, UsageError, reason_of
from kusei_batch.publish.table_rules import check_table
from kusei_batch.publish.table_shape import Position, TableSheet
from kusei_batch.xlsx.links import Relationship, relationships, workbook_part
from kusei_batch.xlsx.package import DEFAULT_LIMITS, MEBI, UnreadableError, open_parts, parse_xml
from kusei_batch.xlsx.reader import read_workbook
from kusei_batch.xlsx.reference import address

_ENCODINGS = ("utf-8-sig", "cp932")
_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?")
_EMBEDDED = ("oleObject", "package", "control", "ctrlProp")
_MOST_CHARACTERS = 1 << 20
"""Of one CSV field; a lost quotation mark makes the rest of a file one field."""


def read_table_file(path: Path) -> bytes:
    """Read the content of a table file. Raise UsageError when there is none, CannotRunError when it does not open."""
    try:
        if path.stat().st_size > DEFAULT_LIMITS.file_bytes:
            limit = f"{DEFAULT_LIMITS.file_bytes // MEBI}MB"
            raise UsageError(f"ファイル「{path}」が大きすぎます（上限{limit}）。", "表を分けて保存し直してください。")
        return path.read_bytes()
    except FileNotFoundError as error:
        raise UsageError(f"ファイル「{path}」がありません。", "場所と名前を確かめてください。") from error
    except OSError as error:
        raise CannotRunError(
            f"ファイル「{path}」を開けません（{reason_of(error)}）。", "閉じてから、もう一度どうぞ。"
        ) from error


def check_table_data(path: Path, data: bytes, eras: tuple[Era, ...] = DEFAULT_ERAS) -> list[Problem]:
    """Return every finding of a table's content, sheet by sheet in the order of the rules; times go by `eras`."""
    try:
        sheets = [replace(sheet, eras=eras) for sheet in _read_sheets(path, data)]
    except UnreadableError as error:
        return [unreadable_table(error.detail)]
    filled = [sheet for sheet in sheets if sheet.cells or sheet.objects]
    if not filled:
        return [unreadable_table("データがありません")]
    return [problem for sheet in filled for problem in check_table(sheet)]


def _read_sheets(path: Path, data: bytes) -> list[TableSheet]:
    match path.suffix.lower():
        case ".csv":
            return [parse_csv(data)]
        case ".xlsx":
            book = read_workbook(data)
            objects = dict(_objects(open_parts(data)))
            sheets = [TableSheet(s.name, s.cells, s.merged, objects.pop(s.name, ())) for s in book.sheets.values()]
            # What is left are chart sheets: objects from edge to edge.
            return [*sheets, *(TableSheet(name, {}, (), places) for name, places in objects.items())]
    raise UnreadableError("not-a-workbook", f"「{path.suffix or path.name}」の形式です")


def unreadable_table(detail: str) -> Problem:
    """Return the problem of a file that cannot be read as a table."""
    reason = f"{detail}。" if detail else ""
    return Problem.of("table-format", Location(), reason=reason)


def parse_csv(data: bytes) -> TableSheet:
    """Parse a CSV into cells: bare numbers as numbers, all else as text. Raise UnreadableError."""
    rows = csv.reader(io.StringIO(_decode(data), newline=""), strict=True)
    cells: dict[Position, Cell] = {}
    before = csv.field_size_limit(_MOST_CHARACTERS)
    try:
        for row, fields in enumerate(rows, start=1):
            cells |= {(row, column): _field(text) for column, text in enumerate(fields, start=1) if text}
    except csv.Error as error:
        raise UnreadableError("not-a-workbook", f"CSVの{rows.line_num}行目の引用符などに誤りがあります") from error
    finally:
        csv.field_size_limit(before)
    return TableSheet(None, cells)


def _decode(data: bytes) -> str:
    if b"\0" in data:
        raise UnreadableError("not-a-workbook", "文字のファイルではありません")
    for encoding in _ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableError("not-a-workbook", "文字コードが、UTF-8でもシフトJISでもありません")


def _field(text: str) -> Cell:
    if _NUMBER.fullmatch(text):
        return Cell(CellKind.NUMBER, text, Decimal(text))
    # Excel computes it on opening, quoted or not.
    return Cell(CellKind.TEXT, text, None, formula=True) if text.startswith("=") else text_cell(text)


def _objects(parts: Mapping[str, bytes]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each sheet's name and the cells on which an object lies."""
    workbook = workbook_part(parts)
    links = {link.id: link for link in relationships(parts, workbook)}
    for sheet in parse_xml(parts[workbook]).iterfind("{*}sheets/{*}sheet"):
        link = next((links[v] for k, v in sheet.attrib.items() if str(k).endswith("}id") and v in links), None)
        if link is not None and not link.external:
            yield sheet.get("name", ""), tuple(dict.fromkeys(_anchors(parts, link)))


def _anchors(parts: Mapping[str, bytes], sheet: Relationship) -> Iterator[str]:
    for link in relationships(parts, sheet.target):
        if link.is_a("drawing") and link.target in parts:
            for start in parse_xml(parts[link.target]).iterfind("{*}*/{*}from"):
                yield address(int(start.findtext("{*}row", "0")) + 1, int(start.findtext("{*}col", "0")) + 1)
            if sheet.is_a("chartsheet"):
                yield "A1"
        elif any(link.is_a(kind) for kind in _EMBEDDED):
            yield "A1"
