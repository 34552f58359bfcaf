"""What LibreOffice is told, one JSON object a line on stdin, one answer a line on stdout.

Run by the system's Python, the only one that has the uno module: python3 -m tests.client.uno_bridge PIPE_NAME
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException
from com.sun.star.lang import DisposedException
from com.sun.star.sheet.ValidationAlertStyle import STOP
from com.sun.star.sheet.ValidationType import ANY
from com.sun.star.table.CellContentType import EMPTY, FORMULA, VALUE

from tests.client.uno_edits import Edits

START_SECONDS = 90
FILTERS = {
    ".xlsx": "Calc MS Excel 2007 XML",
    ".xls": "MS Excel 97",
    ".ods": "calc8",
    ".docx": "MS Word 2007 XML",
    ".odt": "writer8",
}
SPREADSHEET = "com.sun.star.sheet.SpreadsheetDocument"


class RefusedError(Exception):
    """LibreOffice would not let a person do this; `kind` says why."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


def properties(**named: Any) -> tuple[Any, ...]:
    """UNO's property values for these names."""
    made = []
    for name, value in named.items():
        item = PropertyValue()
        item.Name, item.Value = name, value
        made.append(item)
    return tuple(made)


def connect(pipe: str) -> Any:
    """The office's component context, waiting until it answers on the pipe."""
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except NoConnectException:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


class Bridge(Edits):
    """Open documents by number, and one method for each operation the tests may ask for."""

    def __init__(self, context: Any) -> None:
        make = context.ServiceManager.createInstanceWithContext
        self.desktop = make("com.sun.star.frame.Desktop", context)
        self.dispatcher = make("com.sun.star.frame.DispatchHelper", context)
        self.graphics = make("com.sun.star.graphic.GraphicProvider", context)
        self.documents: dict[int, Any] = {}

    def answer(self, request: dict[str, Any]) -> Any:
        """Carry out one request."""
        return getattr(self, "on_" + request["op"])(**request["args"])

    # --- documents

    def load(self, path: str, *, hidden: bool) -> Any:
        url = Path(path).absolute().as_uri()
        document = self.desktop.loadComponentFromURL(
            url, "_blank", 0, properties(Hidden=hidden, MacroExecutionMode=0, UpdateDocMode=0)
        )
        if document is None:
            raise RefusedError("unreadable", f"LibreOffice cannot open {path}")
        return document

    def on_open(self, path: str) -> int:
        number = max(self.documents, default=0) + 1
        self.documents[number] = self.load(path, hidden=False)
        return number

    def on_save(self, document: int, path: str) -> None:
        self.store(self.documents[document], path)

    def on_convert(self, path: str, target: str) -> None:
        document = self.load(path, hidden=True)
        try:
            self.store(document, target)
        finally:
            document.close(True)

    def store(self, document: Any, path: str) -> None:
        kind = "calc" if document.supportsService(SPREADSHEET) else "writer"
        suffix = Path(path).suffix.lower()
        name = f"{kind}_pdf_Export" if suffix == ".pdf" else FILTERS[suffix]
        document.storeToURL(Path(path).absolute().as_uri(), properties(FilterName=name, Overwrite=True))

    def on_close(self, document: int) -> None:
        self.documents.pop(document).close(True)

    def on_quit(self) -> None:
        for document in self.documents.values():
            document.close(True)
        self.desktop.terminate()

    # --- sheets

    def sheet(self, document: int, name: str) -> Any:
        sheets = self.documents[document].Sheets
        if not sheets.hasByName(name):
            raise RefusedError("missing", f"no sheet {name}")
        return sheets.getByName(name)

    def unlocked(self, document: int, name: str) -> Any:
        sheet = self.sheet(document, name)
        if sheet.isProtected():
            raise RefusedError("protected", f"sheet {name} is protected")
        return sheet

    def on_sheets(self, document: int) -> list[dict[str, Any]]:
        sheets = self.documents[document].Sheets
        return [
            {"name": s.Name, "visible": bool(s.IsVisible), "protected": bool(s.isProtected())}
            for s in (sheets.getByIndex(i) for i in range(sheets.Count))
        ]

    def on_rename(self, document: int, sheet: str, name: str) -> None:
        self.sheet(document, sheet).setName(name)

    def on_unprotect(self, document: int, sheet: str) -> None:
        self.sheet(document, sheet).unprotect("")

    def on_insert(self, document: int, sheet: str, axis: str, at: int, count: int) -> None:
        getattr(self.unlocked(document, sheet), axis).insertByIndex(at, count)

    def on_delete(self, document: int, sheet: str, axis: str, at: int, count: int) -> None:
        getattr(self.unlocked(document, sheet), axis).removeByIndex(at, count)

    def on_merge(self, document: int, sheet: str, cells: str) -> None:
        self.unlocked(document, sheet).getCellRangeByName(cells).merge(True)

    def on_paste(self, document: int, sheet: str, source: str, target: str) -> None:
        page = self.sheet(document, sheet)
        destination = page.getCellRangeByName(target)
        if page.isProtected() and destination.CellProtection.IsLocked:
            raise RefusedError("protected", f"{target} is locked")
        page.copyRange(destination.getCellByPosition(0, 0).CellAddress, page.getCellRangeByName(source).RangeAddress)

    def on_clear_validations(self, document: int, sheet: str, cells: str | None) -> None:
        page = self.sheet(document, sheet)
        area = page.getCellRangeByName(cells) if cells else page
        # Range by range of one format: of a whole sheet, Calc would save an address that openpyxl cannot read.
        for uniform in area.CellFormatRanges.createEnumeration():
            rule = uniform.Validation
            if rule.Type != ANY:
                rule.Type = ANY
                uniform.Validation = rule

    # --- cells

    def on_read(self, document: int, sheet: str, address: str) -> dict[str, Any]:
        cell = self.sheet(document, sheet).getCellRangeByName(address)
        kinds = ((EMPTY, "empty"), (VALUE, "number"), (FORMULA, "formula"))  # UNO's enums cannot be hashed
        return {
            "string": cell.String,
            "value": cell.Value,
            "formula": cell.Formula,
            "kind": next((word for kind, word in kinds if cell.Type == kind), "text"),
            "error": cell.getError(),
        }

    def on_type(self, document: int, sheet: str, address: str, text: str) -> dict[str, Any]:
        page = self.sheet(document, sheet)
        cell = page.getCellRangeByName(address)
        if page.isProtected() and cell.CellProtection.IsLocked:
            return {"accepted": False, "refused": "protected", "message": ""}
        before, look = cell.Formula, cell.NumberFormat
        self.enter(document, page, cell, text)
        if self.is_stopped(page, cell):
            cell.Formula, cell.NumberFormat = before, look
            return {"accepted": False, "refused": "validation", "message": cell.Validation.ErrorMessage}
        return {"accepted": True, "refused": None, "message": ""}

    def enter(self, document: int, page: Any, cell: Any, text: str) -> None:
        """Go to the cell and enter the text through the input line, so that the locale reads it."""
        controller = self.documents[document].CurrentController
        controller.setActiveSheet(page)
        self.dispatch(controller, ".uno:GoToCell", ToPoint=cell.AbsoluteName.rpartition(".")[2])
        reached, wanted = controller.Selection.RangeAddress, cell.RangeAddress
        if (reached.StartColumn, reached.StartRow) != (wanted.StartColumn, wanted.StartRow):
            raise RefusedError("unreachable", f"{cell.AbsoluteName} cannot be selected")
        self.dispatch(controller, ".uno:EnterString", StringName=text)

    def dispatch(self, controller: Any, command: str, **arguments: Any) -> None:
        self.dispatcher.executeDispatch(controller.Frame, command, "", 0, properties(**arguments))

    def is_stopped(self, page: Any, cell: Any) -> bool:
        """Whether the cell's rule would have stopped a person.

        The input line does not ask the rule, so Calc's own audit does: it draws a circle round each invalid cell.
        """
        rule = cell.Validation
        if rule.Type == ANY or rule.ErrorAlertStyle != STOP or not rule.ShowErrorMessage:
            return False
        drawn = page.DrawPage.Count
        page.showInvalid()
        circles = [page.DrawPage.getByIndex(i) for i in range(drawn, page.DrawPage.Count)]
        # A circle overhangs its cell, hence "covers the cell's corner", which no neighbour's circle does so far in.
        stopped = any(covers(circle, cell) for circle in circles)
        page.clearArrows()
        return stopped


def covers(circle: Any, cell: Any) -> bool:
    """Whether the circle is drawn round this cell: its corner, less the overhang, is the cell's (1/100 mm).

    So is that of a cell in a hidden column on its left, whose circle is narrower than this cell.
    """
    gap_x = cell.Position.X - circle.Position.X
    gap_y = cell.Position.Y - circle.Position.Y
    corner = 200 <= gap_x <= 300 and 20 <= gap_y <= 120  # Calc overhangs 250 and 70
    return corner and bool(circle.Size.Width >= cell.Size.Width)


def main() -> None:
    """Answer requests until the input ends."""
    bridge = Bridge(connect(sys.argv[1]))
    print(json.dumps({"ok": "ready"}), flush=True)  # noqa: T201 - the protocol
    for line in sys.stdin:
        try:
            reply = {"ok": bridge.answer(json.loads(line))}
        except RefusedError as refused:
            reply = {"error": str(refused), "kind": refused.kind}
        except DisposedException as gone:
            reply = {"error": str(gone), "kind": "gone"}
        except Exception as error:  # noqa: BLE001 - whatever UNO raises is told to the test
            reply = {"error": f"{type(error).__name__}: {error}", "kind": "failed"}
        print(json.dumps(reply), flush=True)  # noqa: T201 - the protocol


if __name__ == "__main__":
    main()
