"""What people do to a sheet beyond typing: formats, strike-through, rows out of sight, things beside the cells."""

from __future__ import annotations

from typing import Any

import uno
from com.sun.star.awt import Point, Size
from com.sun.star.lang import Locale

SINGLE_STRIKE = 1
MILLIMETRE = 100


class Edits:
    """The operations of the bridge that need no input line; `documents` and `sheet` are the bridge's."""

    documents: dict[int, Any]
    graphics: Any

    def sheet(self, document: int, name: str) -> Any:
        raise NotImplementedError

    def on_put(self, document: int, sheet: str, address: str, value: str | float, code: str | None) -> None:
        cell = self.sheet(document, sheet).getCellRangeByName(address)
        if code is not None:
            cell.NumberFormat = self.number_format(self.documents[document], code)
        if isinstance(value, str):
            cell.String = value
        else:
            cell.Value = value

    def number_format(self, document: Any, code: str) -> int:
        formats, locale = document.NumberFormats, Locale("en", "US", "")
        known = formats.queryKey(code, locale, False)
        return known if known != -1 else formats.addNew(code, locale)

    def on_strike(self, document: int, sheet: str, cells: str) -> None:
        self.sheet(document, sheet).getCellRangeByName(cells).CharStrikeout = SINGLE_STRIKE

    def on_hide_rows(self, document: int, sheet: str, first: int, count: int) -> None:
        rows = self.sheet(document, sheet).Rows
        for number in range(first - 1, first - 1 + count):
            rows.getByIndex(number).IsVisible = False

    def on_filter(self, document: int, sheet: str, cells: str, column: int, kept: str) -> None:
        area = self.sheet(document, sheet).getCellRangeByName(cells)
        wanted = uno.createUnoStruct("com.sun.star.sheet.TableFilterField")
        wanted.Field, wanted.StringValue, wanted.IsNumeric = column, kept, False
        wanted.Operator = uno.Enum("com.sun.star.sheet.FilterOperator", "EQUAL")
        descriptor = area.createFilterDescriptor(True)
        descriptor.ContainsHeader = True
        descriptor.setFilterFields((wanted,))
        area.filter(descriptor)

    def on_move(self, document: int, sheet: str, source: str, target: str) -> None:
        page = self.sheet(document, sheet)
        page.moveRange(page.getCellRangeByName(target).CellAddress, page.getCellRangeByName(source).RangeAddress)

    def on_sort(self, document: int, sheet: str, cells: str, column: int) -> None:
        field = uno.createUnoStruct("com.sun.star.table.TableSortField")
        field.Field, field.IsAscending = column, False
        fields = uno.Any("[]com.sun.star.table.TableSortField", (field,))
        area = self.sheet(document, sheet).getCellRangeByName(cells)
        names = {"SortFields": fields, "ContainsHeader": False, "BindFormatsToContent": True}
        properties = [
            uno.createUnoStruct("com.sun.star.beans.PropertyValue", Name=n, Value=v) for n, v in names.items()
        ]
        uno.invoke(area, "sort", (tuple(properties),))

    def on_copy_sheet(self, document: int, sheet: str, name: str) -> None:
        sheets = self.documents[document].Sheets
        sheets.copyByName(sheet, name, sheets.Count)

    def on_add_sheet(self, document: int, name: str, text: str) -> None:
        sheets = self.documents[document].Sheets
        sheets.insertNewByName(name, sheets.Count)
        sheets.getByName(name).getCellRangeByName("A1").String = text

    def on_text_box(self, document: int, sheet: str, address: str, text: str) -> None:
        page = self.sheet(document, sheet)
        shape = self.documents[document].createInstance("com.sun.star.drawing.RectangleShape")
        place = page.getCellRangeByName(address).Position
        shape.Position, shape.Size = Point(place.X, place.Y), Size(60 * MILLIMETRE, 10 * MILLIMETRE)
        page.DrawPage.add(shape)
        shape.String = text

    def on_picture(self, document: int, sheet: str, address: str, path: str) -> None:
        page, made = self.sheet(document, sheet), self.documents[document]
        shape = made.createInstance("com.sun.star.drawing.GraphicObjectShape")
        place = page.getCellRangeByName(address).Position
        shape.Position, shape.Size = Point(place.X - MILLIMETRE, place.Y + MILLIMETRE), Size(4000, 3000)
        page.DrawPage.add(shape)
        value = uno.createUnoStruct("com.sun.star.beans.PropertyValue", Name="URL", Value=uno.systemPathToFileUrl(path))
        shape.Graphic = self.graphics.queryGraphic((value,))

    def on_comment(self, document: int, sheet: str, address: str, text: str) -> None:
        page = self.sheet(document, sheet)
        page.Annotations.insertNew(page.getCellRangeByName(address).CellAddress, text)
