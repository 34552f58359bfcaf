"""Wherever a template refers to a cell below a table, the reference follows the rows, or the template is refused.

In the rich template the placeholder row 6 of 様式 gets three copies: J9 becomes J12.
"""

from __future__ import annotations

import re

import pytest

from kusei_batch.core.problem import Severity
from kusei_batch.pipeline.workspace.form_check import check_template
from kusei_batch.xlsx.compile import UnmovableError, compile_template
from kusei_batch.xlsx.package import read_parts
from kusei_batch.xlsx.stamp import Stamp, stamp_sheet
from tests.xlsx.handmade import zipped
from tests.xlsx.rich_template import DECLARATION, MAIN, OFFICE, PACKAGE, rich_form, rich_parts
from tests.xlsx.template_book import MASTERS, TemplateBook

SHEET, RELS = "xl/worksheets/sheet1.xml", "xl/worksheets/_rels/sheet1.xml.rels"
DRAWING, DRAWING_RELS = "xl/drawings/drawing1.xml", "xl/drawings/_rels/drawing1.xml.rels"
VML = "xl/drawings/vmlDrawing1.vml"


def compiled(parts: dict[str, bytes]) -> dict[str, bytes]:
    form = rich_form()
    return read_parts(stamp_sheet(compile_template(zipped(parts), form), Stamp("R08-1303-1-42", "s")))


def link(parts: dict[str, bytes], rels: str, kind: str, target: str, content: bytes | None = None) -> None:
    number = len(parts)
    kind = kind if "/" in kind else f"{OFFICE}/{kind}"
    relation = f'<Relationship Id="rIdX{number}" Type="{kind}" Target="{target}"/>'.encode()
    old = parts.get(rels, f'{DECLARATION}<Relationships xmlns="{PACKAGE}"></Relationships>'.encode())
    parts[rels] = old.replace(b"</Relationships>", relation + b"</Relationships>")
    if content is not None:
        parts[target.lstrip("/")] = content


def insert(parts: dict[str, bytes], part: str, before: str, markup: str) -> None:
    assert before.encode() in parts[part]
    parts[part] = parts[part].replace(before.encode(), markup.encode() + before.encode(), 1)


def control(parts: dict[str, bytes]) -> str:
    content = f'{DECLARATION}<formControlPr xmlns="{MAIN}" objectType="CheckBox" fmlaLink="$J$9" fmlaRange="様式!$J$9:$J$10"/>'
    link(parts, RELS, "ctrlProp", "/xl/ctrlProps/ctrlProp1.xml", content.encode())
    return "xl/ctrlProps/ctrlProp1.xml"


def vml(parts: dict[str, bytes]) -> str:
    shape = (
        '<v:shape id="c"><x:ClientData ObjectType="Checkbox"><x:Anchor>1, 0, 8, 0, 2, 0, 9, 0</x:Anchor>'
        "<x:FmlaLink>$J$9</x:FmlaLink><x:FmlaRange>'様式'!$J$9:$J$10</x:FmlaRange></x:ClientData></v:shape>"
    )
    insert(parts, VML, "</xml>", shape)
    return VML


def shape_link(parts: dict[str, bytes]) -> str:
    link(parts, DRAWING_RELS, "hyperlink", "#様式!$J$9")
    return DRAWING_RELS


def camera(parts: dict[str, bytes]) -> str:
    picture = (
        '<xdr:absoluteAnchor><xdr:pic><a:ext uri="{x}"><a14:cameraTool '
        'xmlns:a14="http://schemas.microsoft.com/office/drawing/2010/main" cellRange="$J$9"/></a:ext></xdr:pic>'
        "</xdr:absoluteAnchor>"
    )
    insert(parts, DRAWING, "</xdr:wsDr>", picture)
    return DRAWING


def text_link(parts: dict[str, bytes]) -> str:
    insert(parts, DRAWING, "</xdr:wsDr>", '<xdr:absoluteAnchor><xdr:sp textlink="$J$9"/></xdr:absoluteAnchor>')
    return DRAWING


def chart(parts: dict[str, bytes]) -> str:
    body = (
        f'{DECLARATION}<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"><c:f>様式!$J$9</c:f>'
        '<c15:sqref xmlns:c15="http://schemas.microsoft.com/office/drawing/2012/chart">様式!$J$9</c15:sqref></c:chartSpace>'
    )
    link(parts, DRAWING_RELS, "chart", "/xl/charts/chart1.xml", body.encode())
    return "xl/charts/chart1.xml"


def shapes_of_a_chart(parts: dict[str, bytes]) -> str:
    chart(parts)
    body = f'{DECLARATION}<c:userShapes xmlns:c="x"><c:sp textlink="様式!$J$9"/></c:userShapes>'
    link(parts, "xl/charts/_rels/chart1.xml.rels", "chartUserShapes", "/xl/drawings/drawing7.xml", body.encode())
    return "xl/drawings/drawing7.xml"


def table_formula(parts: dict[str, bytes]) -> str:
    part = "xl/tables/table1.xml"
    parts[part] = parts[part].replace(
        '<tableColumn id="1" name="見出し"/>'.encode(),
        '<tableColumn id="1" name="見出し"><calculatedColumnFormula>様式!$J$9</calculatedColumnFormula></tableColumn>'.encode(),
    )
    return part


def scenario(parts: dict[str, bytes]) -> str:
    markup = '<scenarios sqref="J9"><scenario name="a" count="1"><inputCells r="J9" val="1"/></scenario></scenarios>'
    insert(parts, SHEET, "<autoFilter", markup)
    return SHEET


def custom_view(parts: dict[str, bytes]) -> str:
    view = (
        '<customSheetViews><customSheetView guid="{1}" topLeftCell="J9"><selection activeCell="J9" sqref="J9"/>'
        '<rowBreaks count="1"><brk id="8"/></rowBreaks></customSheetView></customSheetViews>'
    )
    insert(parts, SHEET, "<mergeCells", view)
    return SHEET


def consolidation(parts: dict[str, bytes]) -> str:
    markup = '<dataConsolidate><dataRefs count="1"><dataRef ref="J9" sheet="様式"/></dataRefs></dataConsolidate>'
    insert(parts, "xl/worksheets/sheet2.xml", "<pageMargins", markup)
    return "xl/worksheets/sheet2.xml"


def sparkline(parts: dict[str, bytes]) -> str:
    markup = (
        '<ext uri="{05C60535-1F16-4fd2-B633-F4F36F0B64E0}"><x14:sparklineGroups><x14:sparklineGroup><x14:sparklines>'
        "<x14:sparkline><xm:f>様式!$J$9</xm:f><xm:sqref>J9</xm:sqref></x14:sparkline></x14:sparklines>"
        "</x14:sparklineGroup></x14:sparklineGroups></ext>"
    )
    insert(parts, SHEET, "</extLst>", markup)
    return SHEET


def protected_range(parts: dict[str, bytes]) -> str:
    insert(parts, SHEET, "</protectedRanges>", '<protectedRange sqref="J9" name="b9"/>')
    return SHEET


def defined_name(parts: dict[str, bytes]) -> str:
    insert(parts, "xl/workbook.xml", "</definedNames>", '<definedName name="印">様式!$J$9</definedName>')
    return "xl/workbook.xml"


def pivot(parts: dict[str, bytes]) -> str:
    content = (
        f'{DECLARATION}<pivotCacheDefinition xmlns="{MAIN}"><cacheSource type="worksheet"><worksheetSource ref="$J$9" '
        'sheet="様式"/><consolidation><rangeSets><rangeSet ref="J9" sheet="様式"/></rangeSets></consolidation></cacheSource>'
        "</pivotCacheDefinition>"
    )
    rels = "xl/_rels/workbook.xml.rels"
    link(parts, rels, "pivotCacheDefinition", "/xl/pivotCache/pivotCacheDefinition1.xml", content.encode())
    return "xl/pivotCache/pivotCacheDefinition1.xml"


HOLDERS = (
    control, vml, shape_link, camera, text_link, chart, shapes_of_a_chart, table_formula, scenario, custom_view,
    consolidation, sparkline, protected_range, defined_name, pivot,
)  # fmt: skip


@pytest.mark.parametrize("holder", HOLDERS)
def test_it_follows(holder) -> None:
    parts = dict(rich_parts())
    # What the rich template itself says of J9 is another test's.
    part = holder(parts)
    before = len(re.findall(rb"\$?J\$?9\b", parts[part]))
    # The program's own names say where 確認事項 counts, which may be in a cell of that address.
    made = re.sub(rb'<definedName name="_kusei[^>]*>[^<]*', b"", compiled(parts)[part])
    assert re.findall(rb"\$?J\$?9\b", made) == []
    assert len(re.findall(rb"\$?J\$?12\b", made)) >= before > 0


@pytest.mark.parametrize("kind", ["control", "queryTable", "oleObject", "xyz"])
def test_what_nobody_knows_how_to_move_is_refused(kind: str) -> None:
    parts = dict(rich_parts())
    link(parts, RELS, kind, "/xl/other/part1.xml", b"<a/>")
    with pytest.raises(UnmovableError) as refused:
        compiled(parts)
    assert refused.value.sheet == "様式"
    assert refused.value.thing


def test_form_check_names_the_sheet_of_what_cannot_be_moved(tmp_path) -> None:
    path = tmp_path / "様式.xlsx"
    TemplateBook().read(tmp_path)
    parts = read_parts(path.read_bytes())
    link(parts, "xl/worksheets/_rels/sheet1.xml.rels", "control", "/xl/activeX/activeX1.xml", b"<a/>")
    path.write_bytes(zipped(parts))
    (problem,) = [p for p in check_template(path, MASTERS)[1] if p.severity is Severity.ERROR]
    assert (problem.code, problem.location.file) == ("part-not-movable", path.name)
    assert "ActiveX" in problem.message
