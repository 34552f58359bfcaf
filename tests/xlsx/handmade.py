"""Workbooks written part by part, for what no writer writes."""

from __future__ import annotations

import io
import zipfile

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT_OFFICE = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def handmade(
    rows: str,
    *,
    strings: str = "",
    styles: str = "",
    names: str = "",
    after: str = "",
    properties: str = "",
    strict: bool = False,
    extra: dict[str, bytes] | None = None,
) -> bytes:
    """A workbook of one sheet 様式: `rows` is what stands in sheetData, `after` what follows it."""
    main, office = (STRICT, _STRICT_OFFICE) if strict else (MAIN, _OFFICE)
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": _relations(office, {"rId1": ("officeDocument", "xl/workbook.xml")}),
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}">{properties}<sheets>'
        f'<sheet name="様式" sheetId="1" r:id="rId1"/></sheets><definedNames>{names}</definedNames></workbook>',
        "xl/_rels/workbook.xml.rels": _relations(
            office,
            {
                "rId1": ("worksheet", "worksheets/sheet1.xml"),
                "rId2": ("sharedStrings", "sharedStrings.xml"),
                "rId3": ("styles", "styles.xml"),
            },
        ),
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData>{after}</worksheet>',
        "xl/sharedStrings.xml": f'<sst xmlns="{main}">{strings}</sst>',
        "xl/styles.xml": f'<styleSheet xmlns="{main}">{styles}</styleSheet>',
    }
    contents = {name: (_DECLARATION + text).encode() for name, text in parts.items()} | (extra or {})
    return zipped(contents)


def zipped(parts: dict[str, bytes]) -> bytes:
    """Those parts in a zip archive."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def styles_of(*codes: str) -> str:
    """Styles 1, 2, … with those number formats; style 0 has none."""
    formats = "".join(
        f'<numFmt numFmtId="{164 + i}" formatCode="{code.replace("&", "&amp;").replace(chr(34), "&quot;")}"/>'
        for i, code in enumerate(codes)
    )
    records = "".join(f'<xf numFmtId="{164 + i}"/>' for i in range(len(codes)))
    return f'<numFmts>{formats}</numFmts><cellXfs><xf numFmtId="0"/>{records}</cellXfs>'


def _relations(office: str, targets: dict[str, tuple[str, str]]) -> str:
    links = "".join(
        f'<Relationship Id="{key}" Type="{office}/{kind}" Target="{target}"/>'
        for key, (kind, target) in targets.items()
    )
    return f'<Relationships xmlns="{_RELATIONS}">{links}</Relationships>'
