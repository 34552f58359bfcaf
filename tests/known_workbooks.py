"""What openpyxl reads of a workbook, read twice a process as long as its bytes are the same; and saved without a detour.

Sheets that were issued, forms and decisions are opened by many tests, as people do before they type: most of what that
takes is markup, and to unpack what was made of it takes a tenth. Each who asks has a workbook of its own. Saving, it
writes each sheet to a file of its own, reads that, and removes it: it is handed memory instead.
"""

from __future__ import annotations

import copyreg
import io
import os
import pickle
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.reader import excel as reading
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.worksheet.dimensions import DimensionHolder
from openpyxl.worksheet.table import TableList
from openpyxl.writer import excel as writing

OPENPYXLS: Any = vars(reading)["ExcelReader"]
OPENPYXLS_WRITE: Any = vars(writing.ExcelWriter)["write_worksheet"]
_MOST = 64  # of some 0.4 MB each


@contextmanager
def workbooks_known() -> Iterator[None]:
    """Let workbooks be read and saved in this way."""
    known: OrderedDict[tuple[Any, ...], bytes | None] = OrderedDict()

    class KnownReader(Reader):
        read_once = known

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "ExcelReader", KnownReader)
        patch.setattr(writing.ExcelWriter, "write_worksheet", _write_worksheet)
        yield


class Reader(OPENPYXLS):  # type: ignore[misc]  # openpyxl tells nothing of it
    """Reads a workbook, or unpacks what was read of one of the same bytes."""

    read_once: OrderedDict[tuple[Any, ...], bytes | None]
    """Packed workbooks, and None for one that was read once alone: most are never asked for again."""

    def __init__(self, fn: Any, read_only: bool = False, keep_vba: bool = False, *given: Any, **more: Any) -> None:
        self._key = None if read_only or keep_vba else _key(fn, given, more)
        self._packed = self.read_once.get(self._key)
        if self._packed is None:
            super().__init__(fn, read_only, keep_vba, *given, **more)

    def read(self) -> None:
        """Have the workbook in `wb`."""
        if self._packed is not None:
            self.wb = pickle.loads(self._packed)  # noqa: S301 -- packed by this process
            self.read_once.move_to_end(self._key)
            return
        super().read()
        if self._key is None:
            return
        self.read_once[self._key] = _pack(self.wb) if self._key in self.read_once else None
        self.read_once.move_to_end(self._key)
        if len(self.read_once) > _MOST:
            self.read_once.popitem(last=False)


def _pack(book: object) -> bytes:
    """Return a workbook packed, with what openpyxl's own mappings hold and not what they show of it."""
    packed = io.BytesIO()
    pickler = pickle.Pickler(packed, pickle.HIGHEST_PROTOCOL)
    pickler.dispatch_table = copyreg.dispatch_table | _OWN
    pickler.dump(book)
    return packed.getvalue()


def _reduce_dimensions(held: Any) -> tuple[Any, ...]:
    # What makes the dimensions of a row that has none belongs to the sheet, which is being packed.
    state = held.default_factory, held.__dict__
    return DimensionHolder.__new__, (DimensionHolder,), state, None, iter(held.items()), _hold_again


def _hold_again(held: Any, known: tuple[Any, dict[str, Any]]) -> None:
    held.default_factory, more = known
    held.__dict__.update(more)


def _tables_again(tables: dict[str, Any]) -> Any:
    held = TableList()
    dict.update(held, tables)
    return held


_OWN: dict[type, Any] = {
    TableList: lambda held: (_tables_again, (dict(dict.items(held)),)),
    DimensionHolder: _reduce_dimensions,
}


def _key(file: object, given: tuple[Any, ...], more: dict[str, Any]) -> tuple[Any, ...] | None:
    """Return what tells a workbook and how it is to be read; None where that is not plain to see."""
    if more or any(given[2:]):  # texts with formats of their own
        return None
    # By its suffix openpyxl refuses a file.
    if isinstance(file, io.BytesIO):
        content, suffix = file.getvalue(), None
    elif isinstance(file, (str, os.PathLike)) and os.path.isfile(file):  # noqa: PTH113 -- it may be either
        content, suffix = Path(file).read_bytes(), os.path.splitext(file)[-1].lower()  # noqa: PTH122 -- as above
    else:
        return None
    return sha256(content).digest(), suffix, given


def _write_worksheet(writer: Any, sheet: Any) -> None:
    """Do as `ExcelWriter.write_worksheet`."""
    if writer.workbook.write_only:
        OPENPYXLS_WRITE(writer, sheet)
        return
    sheet._drawing = SpreadsheetDrawing()
    sheet._drawing.charts, sheet._drawing.images = sheet._charts, sheet._images
    file = io.BytesIO()
    written: Any = WorksheetWriter(sheet, file)
    written.write()
    sheet._rels = written._rels
    writer._archive.writestr(sheet.path[1:], file.getvalue())
    writer.manifest.append(sheet)
