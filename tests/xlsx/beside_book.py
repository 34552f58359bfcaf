"""Adds to a workbook what people put beside the cells: text boxes, pictures, comments, SmartArt, embedded files."""

from __future__ import annotations

import io
import zipfile

from kusei_batch.xlsx.links import sheet_parts
from tests.xlsx.rich_template import DECLARATION, DRAWING_MAIN, OFFICE, PACKAGE, PICTURE, XDR

_A = f'xmlns:xdr="{XDR}" xmlns:a="{DRAWING_MAIN}" xmlns:r="{OFFICE}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'


def read_zip(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def write_zip(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def attach(
    data: bytes, sheet: str, kind: str, target: str, content: bytes, more: dict[str, bytes] | None = None
) -> bytes:
    """The workbook with one more part that a sheet leads to."""
    parts = read_zip(data)
    part = sheet_parts(parts)[sheet]
    folder, _, file = part.rpartition("/")
    rels = f"{folder}/_rels/{file}.rels"
    old = parts.get(rels, f'{DECLARATION}<Relationships xmlns="{PACKAGE}"></Relationships>'.encode())
    kind = kind if "/" in kind else f"{OFFICE}/{kind}"
    link = f'<Relationship Id="rIdX{len(parts)}" Type="{kind}" Target="/{target}"/>'.encode()
    if b"</Relationships>" not in old:
        old = old.replace(b"/>", b"></Relationships>", 1)
    parts[rels] = old.replace(b"</Relationships>", link + b"</Relationships>")
    return write_zip({**parts, target: content, **(more or {})})


def drawing(*anchors: str) -> bytes:
    return f"{DECLARATION}<xdr:wsDr {_A}>{''.join(anchors)}</xdr:wsDr>".encode()


def anchor(inside: str, row: int = 4, column: int = 1) -> str:
    corner = f"<xdr:col>{column}</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>{row}</xdr:row><xdr:rowOff>0</xdr:rowOff>"
    return f"<xdr:twoCellAnchor><xdr:from>{corner}</xdr:from><xdr:to>{corner}</xdr:to>{inside}<xdr:clientData/></xdr:twoCellAnchor>"


def shape(text: str) -> str:
    body = f"<xdr:txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p></xdr:txBody>" if text else ""
    return f'<xdr:sp><xdr:nvSpPr><xdr:cNvPr id="2" name="x"/><xdr:cNvSpPr/></xdr:nvSpPr>{body}</xdr:sp>'


def group(*shapes: str) -> str:
    return f"<xdr:grpSp>{''.join(shapes)}</xdr:grpSp>"


def alternate(choice: str, fallback: str) -> str:
    return (
        f'<mc:AlternateContent><mc:Choice Requires="a14">{choice}</mc:Choice>'
        f"<mc:Fallback>{fallback}</mc:Fallback></mc:AlternateContent>"
    )


def frame(uri: str, inside: str = "") -> str:
    return f'<xdr:graphicFrame><a:graphic><a:graphicData uri="{uri}">{inside}</a:graphicData></a:graphic></xdr:graphicFrame>'


def text_box(data: bytes, sheet: str, *texts: str, row: int = 4) -> bytes:
    """The workbook with text boxes on a sheet."""
    content = drawing(*(anchor(shape(text), row) for text in texts))
    return attach(data, sheet, "drawing", "xl/drawings/drawing99.xml", content)


def picture(data: bytes, sheet: str, content: bytes = PICTURE + b"x") -> bytes:
    """The workbook with a picture on a sheet."""
    pic = '<xdr:pic><xdr:blipFill><a:blip r:embed="rId1"/></xdr:blipFill></xdr:pic>'
    links = (
        f'{DECLARATION}<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" Type="{OFFICE}/image" '
        'Target="../media/image99.png"/></Relationships>'
    )
    more = {"xl/drawings/_rels/drawing98.xml.rels": links.encode(), "xl/media/image99.png": content}
    return attach(data, sheet, "drawing", "xl/drawings/drawing98.xml", drawing(anchor(pic)), more)


def smart_art(data: bytes, sheet: str, text: str) -> bytes:
    """The workbook with a SmartArt of one text."""
    ids = '<dgm:relIds xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram" r:dm="rId1"/>'
    links = (
        f'{DECLARATION}<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" Type="{OFFICE}/diagramData" '
        'Target="../diagrams/data1.xml"/></Relationships>'
    )
    data1 = f'{DECLARATION}<d xmlns:a="{DRAWING_MAIN}"><a:t>{text}</a:t></d>'
    more = {"xl/drawings/_rels/drawing97.xml.rels": links.encode(), "xl/diagrams/data1.xml": data1.encode()}
    content = drawing(anchor(frame("http://schemas.openxmlformats.org/drawingml/2006/diagram", ids)))
    return attach(data, sheet, "drawing", "xl/drawings/drawing97.xml", content, more)
