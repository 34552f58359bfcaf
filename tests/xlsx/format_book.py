"""The number formats of number_formats.csv in a workbook: a row a format, a column a value."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import quoteattr

from tests.xlsx.handmade import handmade

SHOWN = Path(__file__).with_name("number_formats.csv")
VALUES = ("0", "1", "15", "130", "-3", "0.98", "2.5", "1234567.891", "46113", "46113.604166666664")
_FIRST_CUSTOM = 164


@dataclass(frozen=True)
class ShownFormat:
    """A format's code (of a built-in one, `#` and its number) and what LibreOffice shows of each of VALUES."""

    code: str
    shown: tuple[str, ...]

    @property
    def built_in(self) -> int | None:
        """The number of a built-in format."""
        return int(self.code[1:]) if self.code[:1] == "#" and self.code[1:].isdecimal() else None


def read_shown() -> list[ShownFormat]:
    """What LibreOffice in Japanese showed when the file was written."""
    with SHOWN.open(encoding="utf-8", newline="") as file:
        return [ShownFormat(row[0], tuple(row[1:])) for row in list(csv.reader(file))[1:]]


def write_shown(formats: list[ShownFormat]) -> None:
    """Write what it shows now."""
    with SHOWN.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file, lineterminator="\n")
        lines.writerow(["code", *VALUES])
        lines.writerows([f.code, *f.shown] for f in formats)


def format_book(formats: list[ShownFormat]) -> bytes:
    """A workbook whose row n shows the VALUES in format n."""
    numbers = [_FIRST_CUSTOM + i if f.built_in is None else f.built_in for i, f in enumerate(formats)]
    own = [
        f"<numFmt numFmtId={quoteattr(str(n))} formatCode={quoteattr(f.code)}/>"
        for n, f in zip(numbers, formats, strict=True)
        if f.built_in is None
    ]
    records = "".join(f'<xf numFmtId="{n}" fontId="0" fillId="0" borderId="0" applyNumberFormat="1"/>' for n in numbers)
    styles = (
        f'<numFmts count="{len(own)}">{"".join(own)}</numFmts><fonts><font><sz val="11"/></font></fonts>'
        f"<fills><fill/></fills><borders><border/></borders><cellStyleXfs><xf/></cellStyleXfs>"
        f"<cellXfs>{records}</cellXfs>"
    )
    rows = "".join(
        f'<row r="{i + 1}">'
        + "".join(f'<c r="{chr(65 + c)}{i + 1}" s="{i}"><v>{v}</v></c>' for c, v in enumerate(VALUES))
        + "</row>"
        for i in range(len(formats))
    )
    return handmade(rows, styles=styles, extra={"[Content_Types].xml": _CONTENT_TYPES})


_SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_CONTENT_TYPES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_SPREADSHEET}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_SPREADSHEET}.worksheet+xml"/>'
    f'<Override PartName="/xl/sharedStrings.xml" ContentType="{_SPREADSHEET}.sharedStrings+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_SPREADSHEET}.styles+xml"/></Types>'
).encode()
