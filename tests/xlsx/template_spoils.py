"""What spoils a template in one place: each gives a change to a TemplateBook."""

from __future__ import annotations

from openpyxl.styles import Font


def item(name, heading, value):
    return lambda book: book.set("_項目", name, heading, value)


def setting(name, value):
    return lambda book: book.set("_設定", name, "値", value)


def layout(address, value):
    def spoil(book):
        book.layout[address] = value

    return spoil


def added(sheet, **words):
    return lambda book: book.add(sheet, **words)


def merged(area):
    return lambda book: book.layout.merge_cells(area)


def renamed(sheet, name):
    def spoil(book):
        book.workbook[sheet].title = name

    return spoil


def removed(*sheets):
    def spoil(book):
        for sheet in sheets:
            del book.workbook[sheet]

    return spoil


def wrote(sheet, address, value):
    def spoil(book):
        book.workbook[sheet][address] = value

    return spoil


def formatted(sheet, first, heading, value, code):
    """A number below a heading, in a number format."""

    def spoil(book):
        address = book.set(sheet, first, heading, value)
        book.workbook[sheet][address].number_format = code

    return spoil


def measured(field, unit):
    return lambda book: book.measure(field, unit)


def both(*spoils):
    def spoil(book):
        for one in spoils:
            one(book)

    return spoil


def struck(sheet, address):
    def spoil(book):
        book.workbook[sheet][address].font = Font(strike=True)

    return spoil
