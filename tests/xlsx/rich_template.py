"""A template holding what openpyxl would lose, written part by part.

Sheet 様式: a head (rows 1 to 4), a table 目標 whose placeholder row is 6 (three copies follow), totals and
notes below it, which move down by three. Sheet 別紙 looks at 様式. Sheets _項目 and _設定 are not issued.
"""

from __future__ import annotations

import base64
import io
import zipfile
from decimal import Decimal

from kusei_batch.core.expression import parse_condition
from kusei_batch.core.form import Choice, Field, FieldKind, FieldType, Form, Necessity, Table
from kusei_batch.core.problem import Severity

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
SHEET = (
    f'<worksheet xmlns="{MAIN}" xmlns:r="{OFFICE}" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" mc:Ignorable="x14ac" '
    'xmlns:x14ac="http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac" '
    'xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" '
    'xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main">'
)
PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAIAAAACUFjqAAAAEklEQVR4nGNobGjAgxhGpRsaAERYlcFbAPWRAAAAAElFTkSuQmCC"
)
PRINTER_SETTINGS = bytes(range(256)) * 2

STRINGS = [
    "<t>{{年度}}　目標設定シート</t>",
    "<t>{{区名}}</t>",
    '<t>記入者</t><rPh sb="0" eb="3"><t>キニュウシャ</t></rPh><phoneticPr fontId="1"/>',
    "<t>{{記入者}}</t>",
    "<t>{{目標.番号}}</t>",
    "<t>{{目標.目標}}</t>",
    "<t>{{目標.件数}}</t>",
    "<t>合計</t>",
    '<t>髙﨑さんに聞く</t><rPh sb="0" eb="2"><t>タカサキ</t></rPh><phoneticPr fontId="1" type="Hiragana"/>',
    "<t>場面を選ぶ</t>",
    "<t>件</t>",
    "<t>項目名だけに使う文</t>",
    '<r><rPr><b/><sz val="11"/><rFont val="BIZ UDPゴシック"/></rPr><t>管理番号</t></r><r><t xml:space="preserve"> {{管理番号}}</t></r>',
    "<t>{{目標.期限}}</t>",
    "<t>{{目標.達成度}}</t>",
    "<t>{{目標.対応}}</t>",
]

SHEET1 = (
    DECLARATION
    + SHEET
    + '<sheetPr codeName="Sheet1"><tabColor theme="4"/><pageSetUpPr fitToPage="1"/></sheetPr><dimension ref="A1:G10"/>'
    '<sheetViews><sheetView showGridLines="0" tabSelected="1" view="pageBreakPreview" zoomScale="85" workbookViewId="0">'
    '<pane ySplit="5" topLeftCell="A8" activePane="bottomLeft" state="frozen"/>'
    '<selection pane="bottomLeft" activeCell="B8" sqref="B8"/></sheetView></sheetViews>'
    '<sheetFormatPr defaultRowHeight="15" x14ac:dyDescent="0.15"/>'
    '<cols><col min="1" max="1" width="5" customWidth="1"/><col min="2" max="3" width="20" customWidth="1"/>'
    '<col min="4" max="7" width="12" customWidth="1"/></cols>'
    "<sheetData>"
    '<row r="1" spans="1:7" ht="24" customHeight="1" x14ac:dyDescent="0.15"><c r="A1" s="1" t="s"><v>0</v></c><c r="F1" s="1" t="s"><v>12</v></c></row>'
    '<row r="2" spans="1:7" x14ac:dyDescent="0.15"><c r="A2" s="0" t="s"><v>1</v></c></row>'
    '<row r="3" spans="1:7" x14ac:dyDescent="0.15"><c r="A3" s="1" t="s"><v>2</v></c><c r="B3" s="2" t="s"><v>3</v></c><c r="C3" s="2"/></row>'
    '<row r="4"/>'
    '<row r="5" spans="1:7"><c r="A5" s="1" t="inlineStr"><is><t>番号</t></is></c><c r="B5" s="1" t="inlineStr"><is><t>目標</t></is></c><c r="D5" s="1" t="s"><v>10</v></c></row>'
    '<row r="6" spans="1:7" ht="40" x14ac:dyDescent="0.15"><c r="A6" s="2" t="s"><v>4</v></c><c r="B6" s="2" t="s"><v>5</v></c><c r="C6" s="2"/>'
    '<c r="D6" s="2" t="s"><v>6</v></c><c r="E6" s="2" t="s"><v>13</v></c><c r="F6" s="2" t="s"><v>14</v></c><c r="G6" s="2" t="s"><v>15</v></c>'
    '<c r="H6" s="2"><f>D6*2+$D$7</f><v>0</v></c></row>'
    '<row r="7" spans="1:7" x14ac:dyDescent="0.15"><c r="A7" s="1" t="s"><v>7</v></c><c r="D7" s="1"><f>SUM(D6:D6)+LEN("D9:D9")</f><v>0</v></c>'
    '<c r="E7"><f t="shared" ref="E7:E8" si="0">D7*LOG10(D9)</f><v>1</v></c></row>'
    '<row r="8" spans="1:7" x14ac:dyDescent="0.15"><c r="A8" s="1" t="s"><v>8</v></c><c r="E8"><f t="shared" si="0"/><v>1</v></c></row>'
    '<row r="9" spans="1:7" x14ac:dyDescent="0.15"><c r="A9" s="1" t="s"><v>9</v></c><c r="B9" s="1"/></row>'
    '<row r="10" spans="1:7"><c r="A10" s="1" t="s"><v>8</v></c></row>'
    "</sheetData>"
    '<protectedRanges><protectedRange sqref="B9:B10" name="範囲1"/></protectedRanges>'
    '<autoFilter ref="A5:G6"/>'
    '<mergeCells count="4"><mergeCell ref="B3:C3"/><mergeCell ref="B6:C6"/><mergeCell ref="A9:A10"/><mergeCell ref="D9:E10"/></mergeCells>'
    '<phoneticPr fontId="1"/>'
    '<conditionalFormatting sqref="D6"><cfRule type="expression" dxfId="0" priority="1"><formula>AND(D6&gt;$D$7,COUNTA($B6:$D6)&gt;0)</formula></cfRule></conditionalFormatting>'
    '<conditionalFormatting sqref="A9:A10"><cfRule type="expression" dxfId="0" priority="2"><formula>$B9=""</formula></cfRule></conditionalFormatting>'
    '<dataValidations count="2"><dataValidation type="whole" allowBlank="1" showErrorMessage="1" sqref="B9"><formula1>0</formula1><formula2>D7</formula2></dataValidation>'
    '<dataValidation type="list" allowBlank="1" sqref="B10 B3"><formula1>$A$9:$A$10</formula1></dataValidation></dataValidations>'
    '<hyperlinks><hyperlink ref="A8" location="様式!A10" display="下へ"/><hyperlink ref="A10" r:id="rId4"/></hyperlinks>'
    '<printOptions horizontalCentered="1"/><pageMargins left="0.4" right="0.4" top="0.5" bottom="0.5" header="0.3" footer="0.3"/>'
    '<pageSetup paperSize="9" scale="80" orientation="landscape" r:id="rId1"/>'
    '<headerFooter differentFirst="1"><oddHeader>&amp;L&amp;"BIZ UDPゴシック"内部資料&amp;R&amp;D</oddHeader><oddFooter>&amp;C&amp;P / &amp;N</oddFooter><firstFooter>&amp;C表紙</firstFooter></headerFooter>'
    '<rowBreaks count="3" manualBreakCount="3"><brk id="4" max="16383" man="1"/><brk id="6" max="16383" man="1"/><brk id="8" max="16383" man="1"/></rowBreaks>'
    '<ignoredErrors><ignoredError sqref="D7:E8" formula="1"/></ignoredErrors>'
    '<drawing r:id="rId2"/><legacyDrawing r:id="rId3"/>'
    '<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"><x14:dataValidations count="1" xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main">'
    '<x14:dataValidation type="list" allowBlank="1" showInputMessage="1"><x14:formula1><xm:f>別紙!$A$1:$A$3</xm:f></x14:formula1><xm:sqref>B8 C9</xm:sqref></x14:dataValidation>'
    "</x14:dataValidations></ext>"
    '<ext uri="{78C0D931-6437-407d-A8EE-F0AAD7539E65}"><x14:conditionalFormattings><x14:conditionalFormatting>'
    '<x14:cfRule type="expression" priority="3" id="{00000000-0000-0000-0000-000000000001}"><xm:f>別紙!$A$1=$B9</xm:f></x14:cfRule><xm:sqref>C9:C10</xm:sqref>'
    "</x14:conditionalFormatting></x14:conditionalFormattings></ext></extLst>"
    "</worksheet>"
)

SHEET2 = (
    DECLARATION
    + SHEET
    + '<dimension ref="A1:B5"/><sheetViews><sheetView workbookViewId="0"/></sheetViews><sheetFormatPr defaultRowHeight="15"/>'
    '<sheetData><row r="1"><c r="A1" t="s"><v>9</v></c><c r="B1"><f>様式!D7+SUM(\'様式\'!D6:D6)+別紙!A2</f><v>3</v></c></row>'
    '<row r="2"><c r="A2"><v>5</v></c></row><row r="4"><c r="A4" t="inlineStr"><is><t>見出し</t></is></c></row>'
    '<row r="5"><c r="A5"><v>1</v></c></row></sheetData>'
    '<pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" footer="0.3"/>'
    '<tableParts count="1"><tablePart r:id="rId1"/></tableParts></worksheet>'
)

DEFINITION = (
    DECLARATION
    + SHEET
    + '<sheetData><row r="1"><c r="A1" t="s"><v>11</v></c></row></sheetData><legacyDrawing r:id="rId1"/></worksheet>'
)

XDR = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
DRAWING_MAIN = "http://schemas.openxmlformats.org/drawingml/2006/main"


def _anchor(start: int, end: int, inside: str, attributes: str = "") -> str:
    def corner(name: str, row: int) -> str:
        return f"<xdr:{name}><xdr:col>1</xdr:col><xdr:colOff>9525</xdr:colOff><xdr:row>{row}</xdr:row><xdr:rowOff>19050</xdr:rowOff></xdr:{name}>"

    return f"<xdr:twoCellAnchor{attributes}>{corner('from', start)}{corner('to', end)}{inside}<xdr:clientData/></xdr:twoCellAnchor>"


def _shape(number: int, name: str, geometry: str, text: str, box: str = "", link: str = "") -> str:
    return (
        f'<xdr:sp macro="" textlink="{link}"><xdr:nvSpPr><xdr:cNvPr id="{number}" name="{name}"/><xdr:cNvSpPr{box}/></xdr:nvSpPr>'
        f'<xdr:spPr><a:xfrm><a:off x="609600" y="1714500"/><a:ext cx="1828800" cy="342900"/></a:xfrm>'
        f'<a:prstGeom prst="{geometry}"><a:avLst/></a:prstGeom><a:solidFill><a:srgbClr val="FFF2CC"/></a:solidFill></xdr:spPr>'
        f'<xdr:txBody><a:bodyPr/><a:lstStyle/><a:p><a:r><a:rPr lang="ja-JP" sz="1100"/><a:t>{text}</a:t></a:r></a:p></xdr:txBody></xdr:sp>'
    )


DRAWING = (
    DECLARATION
    + f'<xdr:wsDr xmlns:xdr="{XDR}" xmlns:a="{DRAWING_MAIN}">'
    + _anchor(8, 9, _shape(2, "テキスト ボックス 1", "rect", "記入後は事務局へ", ' txBox="1"'))
    + _anchor(0, 1, _shape(3, "角丸四角形 2", "roundRect", "第1号様式", link="様式!$A$8"), ' editAs="oneCell"')
    + _anchor(
        4,
        7,
        '<xdr:pic><xdr:nvPicPr><xdr:cNvPr id="4" name="図 3" descr="市章"/><xdr:cNvPicPr/></xdr:nvPicPr>'
        f'<xdr:blipFill><a:blip xmlns:r="{OFFICE}" r:embed="rId1"/><a:stretch><a:fillRect/></a:stretch></xdr:blipFill>'
        '<xdr:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="100" cy="100"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></xdr:spPr></xdr:pic>',
        ' editAs="oneCell"',
    )
    + "</xdr:wsDr>"
)

VML = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:x="urn:schemas-microsoft-com:office:excel">'
    '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/></v:shapetype>'
    + "".join(
        f'<v:shape id="_x0000_s{1025 + i}" type="#_x0000_t202" style="position:absolute;visibility:hidden" fillcolor="#ffffe1">'
        f'<v:textbox><div style="text-align:left">注<br></div></v:textbox>'
        f'<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:Anchor>\r\n    2, 15, {row}, 10, 4, 15, {row + 4}, 4</x:Anchor><x:Row>{row}</x:Row><x:Column>0</x:Column></x:ClientData></v:shape>'
        for i, row in enumerate((1, 8))
    )
    + "</xml>"
)

COMMENTS = (
    DECLARATION + f'<comments xmlns="{MAIN}"><authors><author>事務局</author></authors><commentList>'
    '<comment ref="A2" authorId="0" shapeId="0"><text><r><rPr><b/></rPr><t>区名です</t></r></text></comment>'
    '<comment ref="A9" authorId="0" shapeId="0"><text><t>選んでください</t></text></comment></commentList></comments>'
)
THREADS = (
    DECLARATION + '<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments">'
    '<threadedComment ref="A9" dT="2026-04-01T00:00:00.00" personId="{P}" id="{T}"><text>選んでください</text></threadedComment></ThreadedComments>'
)
PERSONS = (
    DECLARATION
    + '<personList xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"><person displayName="事務局" id="{P}"/></personList>'
)
TABLE = (
    DECLARATION
    + f'<table xmlns="{MAIN}" id="1" name="表1" displayName="表1" ref="A4:A5" totalsRowShown="0"><autoFilter ref="A4:A5"/>'
    '<tableColumns count="1"><tableColumn id="1" name="見出し"/></tableColumns></table>'
)
STYLES = (
    DECLARATION
    + f'<styleSheet xmlns="{MAIN}"><numFmts count="1"><numFmt numFmtId="176" formatCode="0&quot;件&quot;"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="BIZ UDPゴシック"/><charset val="128"/></font><font><sz val="6"/><name val="BIZ UDPゴシック"/></font></fonts>'
    '<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '<fill><patternFill patternType="solid"><fgColor rgb="FFD9E2F3"/></patternFill></fill></fills>'
    '<borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border>'
    '<border><left style="thin"/><right style="thin"/><top style="thin"/><bottom style="thin"/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="0" fontId="0" fillId="2" borderId="1" xfId="0" applyFill="1"/>'
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="1" xfId="0"><alignment vertical="top"/></xf></cellXfs>'
    '<cellStyles count="1"><cellStyle name="標準" xfId="0" builtinId="0"/></cellStyles>'
    '<dxfs count="1"><dxf><font><color rgb="FFFF0000"/></font></dxf></dxfs></styleSheet>'
)
WORKBOOK = (
    DECLARATION
    + f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><fileVersion appName="xl" lastEdited="7"/><workbookPr defaultThemeVersion="166925"/>'
    '<bookViews><workbookView xWindow="0" yWindow="0" windowWidth="20000" windowHeight="9000" activeTab="2" firstSheet="1"/></bookViews>'
    '<sheets><sheet name="_項目" sheetId="3" r:id="rId3"/><sheet name="様式" sheetId="1" r:id="rId1"/><sheet name="別紙" sheetId="2" r:id="rId2"/></sheets>'
    '<definedNames><definedName name="_xlnm.Print_Area" localSheetId="1">様式!$A$1:$G$10</definedName>'
    '<definedName name="_xlnm.Print_Titles" localSheetId="1">様式!$1:$5</definedName>'
    '<definedName name="_xlnm.Print_Titles" localSheetId="0">\'_項目\'!$1:$1</definedName>'
    '<definedName name="件数合計">様式!$D$7</definedName><definedName name="定数">"様式!$D$7"</definedName></definedNames>'
    '<calcPr calcId="191029"/></workbook>'
)
APP = (
    DECLARATION
    + '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties" xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">'
    '<Application>Microsoft Excel</Application><HeadingPairs><vt:vector size="4" baseType="variant"><vt:variant><vt:lpstr>ワークシート</vt:lpstr></vt:variant><vt:variant><vt:i4>3</vt:i4></vt:variant>'
    "<vt:variant><vt:lpstr>名前付き一覧</vt:lpstr></vt:variant><vt:variant><vt:i4>2</vt:i4></vt:variant></vt:vector></HeadingPairs>"
    '<TitlesOfParts><vt:vector size="5" baseType="lpstr"><vt:lpstr>_項目</vt:lpstr><vt:lpstr>様式</vt:lpstr><vt:lpstr>別紙</vt:lpstr><vt:lpstr>_項目!Print_Titles</vt:lpstr><vt:lpstr>様式!Print_Area</vt:lpstr></vt:vector></TitlesOfParts></Properties>'
)

_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
OVERRIDES = {
    "xl/workbook.xml": f"{_TYPES}.sheet.main+xml",
    "xl/worksheets/sheet1.xml": f"{_TYPES}.worksheet+xml",
    "xl/worksheets/sheet2.xml": f"{_TYPES}.worksheet+xml",
    "xl/worksheets/sheet3.xml": f"{_TYPES}.worksheet+xml",
    "xl/styles.xml": f"{_TYPES}.styles+xml",
    "xl/sharedStrings.xml": f"{_TYPES}.sharedStrings+xml",
    "xl/calcChain.xml": f"{_TYPES}.calcChain+xml",
    "xl/comments1.xml": f"{_TYPES}.comments+xml",
    "xl/comments2.xml": f"{_TYPES}.comments+xml",
    "xl/tables/table1.xml": f"{_TYPES}.table+xml",
    "xl/drawings/drawing1.xml": "application/vnd.openxmlformats-officedocument.drawing+xml",
    "xl/threadedComments/threadedComment1.xml": "application/vnd.ms-excel.threadedcomments+xml",
    "xl/persons/person.xml": "application/vnd.ms-excel.person+xml",
    "docProps/app.xml": "application/vnd.openxmlformats-officedocument.extended-properties+xml",
}
_PERSON = "http://schemas.microsoft.com/office/2017/10/relationships"


def _relations(**links: str) -> str:
    items = "".join(
        f'<Relationship Id="{key}" Type="{kind if "/" in kind else f"{OFFICE}/{kind}"}" Target="{target}"{mode}/>'
        for key, link in links.items()
        for kind, target, mode in [_split(link)]
    )
    return f'{DECLARATION}<Relationships xmlns="{PACKAGE}">{items}</Relationships>'


def _split(link: str) -> tuple[str, str, str]:
    kind, _, target = link.partition(" ")
    return kind, target, ' TargetMode="External"' if target.startswith("http") else ""


def rich_parts() -> dict[str, bytes]:
    """The template's parts by name."""
    types = "".join(f'<Override PartName="/{p}" ContentType="{t}"/>' for p, t in OVERRIDES.items())
    strings = "".join(f"<si>{s}</si>" for s in STRINGS)
    texts = {
        "[Content_Types].xml": f'{DECLARATION}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="bin" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.printerSettings"/>'
        '<Default Extension="png" ContentType="image/png"/><Default Extension="vml" ContentType="application/vnd.openxmlformats-officedocument.vmlDrawing"/>'
        f"{types}</Types>",
        "_rels/.rels": _relations(rId1="officeDocument xl/workbook.xml", rId2="extended-properties docProps/app.xml"),
        "xl/workbook.xml": WORKBOOK,
        "xl/_rels/workbook.xml.rels": _relations(
            rId1="worksheet worksheets/sheet1.xml",
            rId2="worksheet worksheets/sheet2.xml",
            rId3="worksheet worksheets/sheet3.xml",
            rId4="styles styles.xml",
            rId5="sharedStrings sharedStrings.xml",
            rId6="calcChain calcChain.xml",
            rId7=f"{_PERSON}/person persons/person.xml",
        ),
        "xl/worksheets/sheet1.xml": SHEET1,
        "xl/worksheets/_rels/sheet1.xml.rels": _relations(
            rId1="printerSettings ../printerSettings/printerSettings1.bin",
            rId2="drawing ../drawings/drawing1.xml",
            rId3="vmlDrawing ../drawings/vmlDrawing1.vml",
            rId4="hyperlink https://www.city.example.jp/",
            rId5="comments ../comments1.xml",
            rId6=f"{_PERSON}/threadedComment ../threadedComments/threadedComment1.xml",
        ),
        "xl/worksheets/sheet2.xml": SHEET2,
        "xl/worksheets/_rels/sheet2.xml.rels": _relations(rId1="table ../tables/table1.xml"),
        "xl/worksheets/sheet3.xml": DEFINITION,
        "xl/worksheets/_rels/sheet3.xml.rels": _relations(
            rId1="vmlDrawing ../drawings/vmlDrawing2.vml", rId2="comments ../comments2.xml"
        ),
        "xl/drawings/drawing1.xml": DRAWING,
        "xl/drawings/_rels/drawing1.xml.rels": _relations(rId1="image ../media/image1.png"),
        "xl/drawings/vmlDrawing1.vml": VML,
        "xl/drawings/vmlDrawing2.vml": VML,
        "xl/comments1.xml": COMMENTS,
        "xl/comments2.xml": COMMENTS,
        "xl/threadedComments/threadedComment1.xml": THREADS,
        "xl/persons/person.xml": PERSONS,
        "xl/tables/table1.xml": TABLE,
        "xl/styles.xml": STYLES,
        "xl/sharedStrings.xml": f'{DECLARATION}<sst xmlns="{MAIN}" count="16" uniqueCount="16">{strings}</sst>',
        "xl/calcChain.xml": f'{DECLARATION}<calcChain xmlns="{MAIN}"><c r="D7" i="1"/></calcChain>',
        "docProps/app.xml": APP,
    }
    parts = {name: text.encode() for name, text in texts.items()}
    return {**parts, "xl/media/image1.png": PICTURE, "xl/printerSettings/printerSettings1.bin": PRINTER_SETTINGS}


def rich_template() -> bytes:
    """The template as a file."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in rich_parts().items():
            archive.writestr(name, content)
    return buffer.getvalue()


def make_field(name: str, cells: str, **more: object) -> Field:
    """An entry field of text, on 様式, that may be left out; `more` says what else it is."""
    table, _, bare = name.rpartition(".")
    values: dict[str, object] = {
        "kind": FieldKind.ENTRY,
        "type": FieldType.TEXT,
        "necessity": Necessity.OPTIONAL,
        "severity": Severity.ERROR,
        "sheet": "様式",
    }
    return Field(name=bare, table=table or None, cells=tuple(cells.split()), **{**values, **more})


def rich_form(rows: int = 4) -> Form:
    """The form that the template defines, 目標 having that many rows."""

    def column(letter: str) -> str:
        return " ".join(f"{letter}{6 + i}" for i in range(rows))

    shown = {"kind": FieldKind.DISPLAY}
    return Form(
        id="目標設定",
        title="目標設定シート",
        number="第1号様式",
        version="1",
        fields=(
            make_field("年度", "A1", **shown),
            make_field("区名", "A2", **shown),
            make_field("管理番号", "F1", **shown),
            make_field("記入者", "B3", necessity=Necessity.REQUIRED, max_length=20),
            make_field("目標.番号", column("A"), type=FieldType.INTEGER, **shown),
            make_field(
                "目標.目標", column("B"), type=FieldType.LONG_TEXT, necessity=Necessity.REQUIRED, max_length=300
            ),
            make_field(
                "目標.件数", column("D"), type=FieldType.INTEGER, minimum=Decimal(0), maximum=Decimal(999), unit="件"
            ),
            make_field("目標.期限", column("E"), type=FieldType.DATE),
            make_field("目標.達成度", column("F"), type=FieldType.CHOICE, choice_list="達成度"),
            make_field(
                "目標.対応",
                column("G"),
                type=FieldType.LONG_TEXT,
                necessity=Necessity.CONDITIONAL,
                condition=parse_condition("達成度 = 一部達成|未達成", ["達成度"]),
            ),
        ),
        tables=(Table("目標", 0, 3, rows),),
        choice_lists={"達成度": (Choice("達成"), Choice("一部達成", ("一部",)), Choice("未達成"))},
    )
