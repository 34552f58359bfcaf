"""Departments as a coordinator hands them over: names, lines pasted from Excel, or a CSV file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from kusei_batch.config.file_names import is_file_name
from kusei_batch.core.text.characters import seen_only, tidied
from kusei_batch.core.text.notation import close_up, comparable
from kusei_batch.errors import UsageError, reason_of

CODE, WARD, DIVISION, NAME, CONTACT = "部署コード", "区", "部名", "課名", "連絡先"
_HEADINGS = {
    CODE: (CODE, "コード", "課コード", "所属コード"),
    WARD: (WARD, "区名", "区コード"),
    DIVISION: (DIVISION, "部", "部の名前"),
    NAME: (NAME, "課", "部署", "部署名", "所属", "所属名", "課の名前"),
    CONTACT: (CONTACT, "電話", "電話番号", "内線"),
}
_ORDERS = ((), (NAME,), (DIVISION, NAME), (DIVISION, NAME, CONTACT), (CODE, DIVISION, NAME, CONTACT))
_CODED = ((), (NAME,), (CODE, NAME), (CODE, DIVISION, NAME), (CODE, DIVISION, NAME, CONTACT))
# How the name of a 部 ends: two words typed with a blank between them are then the two columns of a table.
_ENDS_DIVISION = ("部", "局", "室", "所", "センター", "）")
_CSV = ".csv"


@dataclass(frozen=True, slots=True)
class ListedDepartment:
    """A department as it was listed; what was not said is blank."""

    name: str
    division: str = ""
    code: str = ""
    contact: str = ""
    ward: str = ""


def is_csv(text: str) -> bool:
    """Return whether a line names a CSV file."""
    return text.strip().strip("\"'").lower().endswith(_CSV)


def read_csv_departments(path: Path) -> list[ListedDepartment]:
    """Return the departments of a CSV file in UTF-8 or the code page of Japanese Windows. Raise UsageError."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(f"「{path}」を読めません（{reason_of(error)}）。", "場所と名前を確かめてください。") from error
    for encoding in ("utf-8-sig", "cp932"):
        try:
            return parse_departments(csv.reader(io.StringIO(data.decode(encoding), newline="")))
        except (UnicodeDecodeError, csv.Error):
            continue
    raise UsageError(
        f"「{path}」を文字として読めません。", "Excelで「CSV（コンマ区切り）」として保存し直してください。"
    )


def parse_lines(lines: Iterable[str]) -> list[ListedDepartment]:
    """Return the departments of lines typed, or pasted from Excel, one a line. Raise UsageError."""
    lines = list(lines)
    text = "\n".join(lines)
    if "\t" in text and text.count('"') and text.count('"') % 2 == 0:
        # Excel puts a cell with a line break in quotes.
        return parse_departments(csv.reader(io.StringIO(text, newline=""), delimiter="\t"))
    return parse_departments([line.split("\t") if "\t" in line else _typed(line) for line in lines])


def _typed(line: str) -> list[str]:
    """Return the cells of a line without a tab: of a CSV file, or of words as the guide writes its example.

    A name with a blank in it stays one cell, unless a code or a 部 stands before the blank.
    """
    cells = next(csv.reader([line]), [])
    first, *others = line.split() or [""]
    # A name may begin with Latin letters; a code has a figure in it.
    is_coded = (seen := seen_only(first)).isascii() and any(map(str.isdecimal, seen))
    if len(cells) > 1 or not others or not (is_coded or first.endswith(_ENDS_DIVISION)):
        return cells
    return line.split(maxsplit=3 if is_coded else 2)


def parse_departments(rows: Iterable[Sequence[str]]) -> list[ListedDepartment]:
    """Return the departments of a table, by its headings or, without any, by the number of its columns.

    Raise UsageError for a name that cannot be that of a file, one that is there twice, and a table without any.
    """
    cells = [[tidied(cell).replace("\r\n", "\n").strip() for cell in row] for row in rows]
    table = [row for row in cells if any(row)]
    known = {comparable(word): name for name, words in _HEADINGS.items() for word in words}
    first = [known.get(comparable(cell), cell) for cell in table[0]] if table else []
    if NAME in first:
        found = [_listed(dict(zip(first, row, strict=False))) for row in table[1:]]
    else:
        found = [_listed(_placed(row)) for row in table]
    _require_names(found)
    return found


def _placed(row: Sequence[str]) -> dict[str, str]:
    """Return the cells of a row without headings: the last of few is the name, a code may stand before it."""
    filled = list(row)
    while filled and not filled[-1]:
        filled.pop()
    orders = _CODED if filled and seen_only(filled[0]).isascii() and filled[0] else _ORDERS
    order = orders[min(len(filled), len(orders) - 1)]
    return dict(zip(order, filled, strict=False))


def _listed(said: dict[str, str]) -> ListedDepartment:
    """Return a department: lines within a cell are those of a narrow column, and a code is half width."""
    name, division, ward = ("".join(said.get(key, "").split("\n")) for key in (NAME, DIVISION, WARD))
    contact = " ".join(said.get(CONTACT, "").split())
    return ListedDepartment(name, division, close_up(said.get(CODE, "")).upper(), contact, ward)


def _require_names(found: Sequence[ListedDepartment]) -> None:
    if not found:
        raise UsageError("部署が1つもありません。", "課名を1行に1つずつ書いてください。")
    seen = set[tuple[str, str, str]]()
    for one in found:
        if not one.name or not is_file_name(one.name) or not is_file_name(one.division or one.name):
            told = "、".join(word for word in (one.division, one.name, one.code) if word)
            raise UsageError(
                f"「{told}」を課名として読めません。", '\\ / : * ? " < > | を使わない課名を書いてください。'
            )
        key = (comparable(one.ward), comparable(one.division), comparable(one.name))
        if key in seen:
            raise UsageError(f"「{one.name}」が2回あります。", "どちらかを消すか、部名を付けてください。")
        seen.add(key)
