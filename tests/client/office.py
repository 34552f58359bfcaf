"""LibreOffice as the tests use it: open, type as a person would, read, save, convert."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

from tests.client.process import OfficeError, OfficeProcess


@dataclass(frozen=True)
class Typed:
    """What became of a text typed in a cell; `message` is the rule's own error text."""

    accepted: bool
    refused: Literal["protected", "validation"] | None
    message: str


@dataclass(frozen=True)
class Cell:
    """A cell as LibreOffice shows it (`string`) and holds it; `error` is 0 or its error number."""

    string: str
    value: float
    formula: str
    kind: Literal["empty", "number", "text", "formula"]
    error: int


@dataclass(frozen=True)
class Sheet:
    """A sheet's name and state."""

    name: str
    visible: bool
    protected: bool


class Document:
    """An open workbook; sheets go by name, cells by address, rows from 1, columns by letter."""

    def __init__(self, process: OfficeProcess, path: Path) -> None:
        self._process = process
        self.path = path
        self._number = process.ask("open", path=str(path))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process.alive():
            self.close()

    def _ask(self, op: str, **args: object) -> Any:
        return self._process.ask(op, document=self._number, **args)

    def sheets(self) -> list[Sheet]:
        """Every sheet in order, hidden ones too."""
        return [Sheet(**found) for found in self._ask("sheets")]

    def type(self, sheet: str, address: str, text: str) -> Typed:
        """Enter the text as at the keyboard: the Japanese locale reads it, protection and rules may refuse it."""
        return Typed(**self._ask("type", sheet=sheet, address=address, text=text))

    def fill(self, sheet: str, texts: Mapping[str, str]) -> None:
        """Type every text at its address; fails at the first that is refused."""
        for address, text in texts.items():
            typed = self.type(sheet, address, text)
            if not typed.accepted:
                raise OfficeError(str(typed.refused), f"{sheet}!{address} {text!r} {typed.message}")

    def read(self, sheet: str, address: str) -> Cell:
        """The cell as it stands."""
        return Cell(**self._ask("read", sheet=sheet, address=address))

    def insert_rows(self, sheet: str, before: int, count: int = 1) -> None:
        """Insert empty rows above row `before`; the sheet must be unprotected."""
        self._ask("insert", sheet=sheet, axis="Rows", at=before - 1, count=count)

    def delete_rows(self, sheet: str, first: int, count: int = 1) -> None:
        """Delete rows from `first` on; the sheet must be unprotected."""
        self._ask("delete", sheet=sheet, axis="Rows", at=first - 1, count=count)

    def insert_columns(self, sheet: str, before: str, count: int = 1) -> None:
        """Insert empty columns left of column `before`; the sheet must be unprotected."""
        self._ask("insert", sheet=sheet, axis="Columns", at=_column(before), count=count)

    def delete_columns(self, sheet: str, first: str, count: int = 1) -> None:
        """Delete columns from `first` on; the sheet must be unprotected."""
        self._ask("delete", sheet=sheet, axis="Columns", at=_column(first), count=count)

    def unprotect(self, sheet: str) -> None:
        """Take off the protection, which has no password."""
        self._ask("unprotect", sheet=sheet)

    def rename(self, sheet: str, name: str) -> None:
        """Give the sheet another name."""
        self._ask("rename", sheet=sheet, name=name)

    def merge(self, sheet: str, cells: str) -> None:
        """Merge a range such as "B2:D3"; the sheet must be unprotected."""
        self._ask("merge", sheet=sheet, cells=cells)

    def paste(self, sheet: str, source: str, target: str) -> None:
        """Copy a range over another, formats and rules included, as copy and paste do."""
        self._ask("paste", sheet=sheet, source=source, target=target)

    def clear_validations(self, sheet: str, cells: str | None = None) -> None:
        """Take the rules off a range, or off the whole sheet."""
        self._ask("clear_validations", sheet=sheet, cells=cells)

    def put(self, sheet: str, address: str, value: str | float, code: str | None = None) -> None:
        """Put a text or a number in the cell as pasting does: no rule is asked; `code` is its number format."""
        self._ask("put", sheet=sheet, address=address, value=value, code=code)

    def strike(self, sheet: str, cells: str) -> None:
        """Strike the range through, as offices do to delete what must stay legible."""
        self._ask("strike", sheet=sheet, cells=cells)

    def hide_rows(self, sheet: str, first: int, count: int = 1) -> None:
        """Hide rows from `first` on; the sheet must be unprotected."""
        self._ask("hide_rows", sheet=sheet, first=first, count=count)

    def filter(self, sheet: str, cells: str, column: int, kept: str) -> None:
        """Filter the range, headings included: only rows whose column (from 0) says `kept` stay in sight."""
        self._ask("filter", sheet=sheet, cells=cells, column=column, kept=kept)

    def move(self, sheet: str, source: str, target: str) -> None:
        """Cut a range and paste it with its corner at `target`; the sheet must be unprotected."""
        self._ask("move", sheet=sheet, source=source, target=target)

    def sort(self, sheet: str, cells: str, column: int) -> None:
        """Sort cells without a heading by their column (from 0), the largest first."""
        self._ask("sort", sheet=sheet, cells=cells, column=column)

    def copy_sheet(self, sheet: str, name: str) -> None:
        """Copy the sheet behind the last one."""
        self._ask("copy_sheet", sheet=sheet, name=name)

    def add_sheet(self, name: str, text: str) -> None:
        """Add a sheet with the text in A1 behind the last one."""
        self._ask("add_sheet", name=name, text=text)

    def text_box(self, sheet: str, address: str, text: str) -> None:
        """Draw a box with the text over the cell."""
        self._ask("text_box", sheet=sheet, address=address, text=text)

    def picture(self, sheet: str, address: str, path: Path) -> None:
        """Insert a picture of 40 by 30 millimetres over the cell, a little beside its corner."""
        self._ask("picture", sheet=sheet, address=address, path=str(path))

    def comment(self, sheet: str, address: str, text: str) -> None:
        """Comment on the cell."""
        self._ask("comment", sheet=sheet, address=address, text=text)

    def save_as(self, path: Path) -> Path:
        """Save in the format the suffix names: .xlsx, .xls, .ods, .pdf."""
        self._ask("save", path=str(path))
        return path

    def save(self) -> Path:
        """Save over the file it was opened from."""
        return self.save_as(self.path)

    def close(self) -> None:
        """Close without saving."""
        self._ask("close")


class LibreOffice:
    """LibreOffice, started at first use and again whenever it has died."""

    def __init__(self) -> None:
        self._process: OfficeProcess | None = None

    @property
    def process(self) -> OfficeProcess:
        """The running process."""
        if self._process is None or not self._process.alive():
            if self._process is not None:
                self._process.stop()
            self._process = OfficeProcess()
        return self._process

    def open(self, path: Path) -> Document:
        """Open a workbook as a person does, with a window (that nobody sees); use it in a with statement."""
        # Left by an office that died; it would be asked about, and nobody is there to answer.
        path.with_name(f".~lock.{path.name}#").unlink(missing_ok=True)
        return Document(self.process, path)

    def convert(self, path: Path, target: Path) -> Path:
        """Write the workbook or paper again in the format of the target's suffix (.pdf, .xlsx, .ods, .docx)."""
        self.process.ask("convert", path=str(path), target=str(target))
        return target

    def resave(self, path: Path) -> Path:
        """Open and save in place, as somebody does who only looked."""
        with self.open(path) as document:
            return document.save()

    def close(self) -> None:
        """End it, if it was started."""
        if self._process is not None:
            self._process.close()
            self._process = None


def _column(letters: str) -> int:
    """0 for A, 26 for AA."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
