"""Every part and element that the compiler does not state survives: compared part by part with the template."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from lxml import etree

from kusei_batch.xlsx.compile import compile_template
from kusei_batch.xlsx.package import read_parts
from kusei_batch.xlsx.stamp import Stamp, stamp_sheet
from tests.client.office import LibreOffice
from tests.xlsx.rich_template import MAIN, rich_form, rich_parts, rich_template

M = f"{{{MAIN}}}"
STAMP = Stamp(
    "R08-1303-1-25",
    "ab" * 32,
    {"年度": "令和8年度（2026年度）", "区名": "幸区", "管理番号": "R08-1303-1-25"},
)
# What the issued copy states anew; every other part must be the template's, byte for byte.
STATED = {
    "[Content_Types].xml",
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "xl/worksheets/sheet1.xml",
    "xl/worksheets/sheet2.xml",
    "xl/drawings/drawing1.xml",
    "xl/drawings/vmlDrawing1.vml",
    "xl/comments1.xml",
    "xl/threadedComments/threadedComment1.xml",
    "xl/styles.xml",
    "xl/sharedStrings.xml",
    "docProps/app.xml",
}
NOT_ISSUED = {
    "xl/worksheets/sheet3.xml",
    "xl/worksheets/_rels/sheet3.xml.rels",
    "xl/drawings/vmlDrawing2.vml",
    "xl/comments2.xml",
    "xl/calcChain.xml",
}


@pytest.fixture(scope="module")
def before() -> dict[str, bytes]:
    return rich_parts()


@pytest.fixture(scope="module")
def copy() -> bytes:
    return stamp_sheet(compile_template(rich_template(), rich_form()), STAMP)


@pytest.fixture(scope="module")
def after(copy) -> dict[str, bytes]:
    return read_parts(copy)


def tree(parts: dict[str, bytes], part: str) -> etree._Element:
    return etree.fromstring(parts[part])


def canonical(element: etree._Element) -> bytes:
    """Canonical XML: neither the order of attributes nor prefixes declared further up count."""
    return etree.tostring(etree.fromstring(etree.tostring(element, with_tail=False)), method="c14n", exclusive=True)


def sheet(parts: dict[str, bytes], number: int = 1) -> etree._Element:
    return tree(parts, f"xl/worksheets/sheet{number}.xml")


def child(root: etree._Element, tag: str) -> etree._Element:
    found = root.find(M + tag)
    assert found is not None
    return found


def refs(root: etree._Element, tag: str, attribute: str) -> list[str]:
    return [e.get(attribute, "") for e in root.iter("{*}" + tag)]


class TestParts:
    def test_every_part_that_is_not_stated_is_the_same_bytes(self, before, after):
        untouched = before.keys() - STATED - NOT_ISSUED
        assert {p: after.get(p) for p in untouched} == {p: before[p] for p in untouched}
        assert {"xl/media/image1.png", "xl/printerSettings/printerSettings1.bin", "xl/tables/table1.xml"} <= untouched

    def test_only_what_belongs_to_definition_sheets_is_gone(self, before, after):
        # sheet3.xml is the name the program's first own sheet takes again.
        assert before.keys() - after.keys() == NOT_ISSUED - {"xl/worksheets/sheet3.xml"}
        assert b"_\xe9\xa0\x85\xe7\x9b\xae" not in after["xl/workbook.xml"]

    def test_every_declared_part_is_there_and_every_part_is_declared(self, after):
        types = tree(after, "[Content_Types].xml")
        declared = {e.get("PartName", "")[1:] for e in types.iter("{*}Override")}
        defaults = {e.get("Extension") for e in types.iter("{*}Default")}
        assert declared <= after.keys()
        assert all(p in declared or p.rpartition(".")[2] in defaults for p in after)

    def test_no_relationship_leads_nowhere(self, after):
        for part in (p for p in after if p.endswith(".rels")):
            folder = Path(part).parent.parent
            for link in tree(after, part):
                if link.get("TargetMode") != "External":
                    target = (Path("/") / folder / link.get("Target", "")).resolve()
                    assert str(target)[1:] in after, (part, link.get("Target"))


class TestElementsThatDoNotMove:
    @pytest.mark.parametrize(
        "tag",
        [
            *("sheetPr", "sheetFormatPr", "cols", "phoneticPr", "printOptions", "pageMargins", "pageSetup"),
            *("headerFooter", "drawing", "legacyDrawing"),
        ],
    )
    def test_an_element_of_the_sheet_is_the_same(self, before, after, tag):
        assert canonical(child(sheet(after), tag)) == canonical(child(sheet(before), tag))

    def test_another_sheet_only_gains_its_protection_and_follows_the_rows(self, before, after):
        was, now = sheet(before, 2), sheet(after, 2)
        now.remove(child(now, "sheetProtection"))
        formula, value = next(was.iter(M + "f")), next(was.iter(M + "f")).getnext()
        formula.text = "様式!D10+SUM('様式'!D6:D9)+別紙!A2"
        formula.getparent().remove(value)
        assert canonical(now) == canonical(was)

    def test_rows_above_the_table_keep_all_but_their_entries(self, before, after):
        was, now = sheet(before), sheet(after)
        for number in ("1", "2", "3", "5"):
            path = f"{M}sheetData/{M}row[@r='{number}']"
            old, new = was.find(path), now.find(path)
            assert dict(new.attrib) == dict(old.attrib)
            placeholders = {"A1", "F1", "A2", "B3", "C3"}
            kept = [c for c in old if c.get("r") not in placeholders]
            assert [canonical(c) for c in new if c.get("r") not in placeholders] == [canonical(c) for c in kept]

    def test_furigana_of_strings_in_use_is_the_same(self, before, after):
        was, now = (list(tree(p, "xl/sharedStrings.xml")) for p in (before, after))
        assert len(was) == len(now)
        for index in (2, 7, 8, 9, 10):
            assert canonical(now[index]) == canonical(was[index])

    def test_neither_placeholders_nor_definitions_are_left_anywhere(self, after):
        for part, content in after.items():
            assert b"{{" not in content, part
            assert "項目名だけに使う文".encode() not in content, part

    def test_styles_are_only_appended_to(self, before, after):
        was, now = tree(before, "xl/styles.xml"), tree(after, "xl/styles.xml")
        for group in was:
            same = now.find(group.tag)
            assert [canonical(e) for e in list(same)[: len(group)]] == [canonical(e) for e in group]
            assert same.get("count") == str(len(same))

    def test_shapes_pictures_and_text_boxes_differ_in_their_rows_alone(self, before, after):
        was, now = tree(before, "xl/drawings/drawing1.xml"), tree(after, "xl/drawings/drawing1.xml")
        rows = [[e.text for e in root.iter("{*}row")] for root in (was, now)]
        assert rows == [["8", "9", "0", "1", "4", "7"], ["11", "12", "0", "1", "4", "7"]]
        for root in (was, now):
            for row in root.iter("{*}row"):
                row.text = ""
        shape = next(e for e in was.iter("{*}sp") if e.get("textlink"))
        shape.set("textlink", "様式!$A$11")
        assert canonical(now) == canonical(was)


class TestElementsThatMove:
    def test_rows_below_the_table_are_the_same_three_rows_down(self, before, after):
        was, now = sheet(before), sheet(after)
        for number in (8, 9, 10):
            old = was.find(f"{M}sheetData/{M}row[@r='{number}']")
            new = now.find(f"{M}sheetData/{M}row[@r='{number + 3}']")
            old.set("r", str(number + 3))
            for cell in old:
                cell.set("r", cell.get("r")[0] + str(number + 3))
            for root in (old, new):
                for cell in [c for c in root if c.find(M + "f") is not None]:
                    root.remove(cell)
            assert canonical(new) == canonical(old)

    def test_formulas_follow_whatever_their_reference_looks_like(self, after):
        formulas = {c.get("r"): c.find(M + "f") for c in sheet(after).iter(M + "c") if c.find(M + "f") is not None}
        assert {a: f.text for a, f in formulas.items()} == {
            "H6": "D6*2+$D$10",
            "H7": "D7*2+$D$10",
            "H8": "D8*2+$D$10",
            "H9": "D9*2+$D$10",
            "D10": 'SUM(D6:D9)+LEN("D9:D9")',
            "E10": "D10*LOG10(D12)",
            "E11": "D11*LOG10(D13)",
        }
        assert not any(f.attrib for f in formulas.values())

    def test_merges_in_the_repeated_row_are_repeated_and_others_move(self, after):
        assert set(refs(sheet(after), "mergeCell", "ref")) == {
            *("B3:C3", "B6:C6", "B7:C7", "B8:C8", "B9:C9"),
            *("A12:A13", "D12:E13"),
        }

    def test_the_templates_own_rules_move_with_their_cells(self, after):
        rules = list(sheet(after).iter(M + "dataValidation"))[:2]
        assert [(r.get("sqref"), [f.text for f in r]) for r in rules] == [
            ("B12", ["0", "D10"]),
            ("B13", ["$A$12:$A$13"]),
        ]
        formats = list(sheet(after).iter(M + "conditionalFormatting"))[:2]
        assert [(f.get("sqref"), f[0][0].text) for f in formats] == [
            ("D6:D9", "AND(D6>$D$10,COUNTA($B6:$D6)>0)"),
            ("A12:A13", '$B12=""'),
        ]

    def test_extended_rules_move_too(self, after):
        extensions = child(sheet(after), "extLst")
        texts = [e.text for e in extensions.iter("{*}f", "{*}sqref")]
        assert texts == ["別紙!$A$1:$A$3", "B11 C12", "別紙!$A$1=$B12", "C12:C13"]

    def test_what_else_names_cells_moves(self, after):
        root = sheet(after)
        assert child(root, "dimension").get("ref") == "A1:G13"
        assert refs(root, "protectedRange", "sqref") == ["B12:B13"]
        assert refs(root, "autoFilter", "ref") == ["A5:G9"]
        assert refs(root, "ignoredError", "sqref")[-1] == "D10:E11"
        assert refs(root, "brk", "id") == ["4", "9", "11"]
        links = [(h.get("ref"), h.get("location"), h.get("display")) for h in root.iter(M + "hyperlink")]
        assert links == [("A11", "様式!A13", "下へ"), ("A13", None, None)]

    def test_comments_and_their_boxes_move(self, before, after):
        assert refs(tree(after, "xl/comments1.xml"), "comment", "ref") == ["A2", "A12"]
        assert refs(tree(after, "xl/threadedComments/threadedComment1.xml"), "threadedComment", "ref") == ["A12"]
        expected = before["xl/drawings/vmlDrawing1.vml"].replace(
            b"<x:Anchor>\r\n    2, 15, 8, 10, 4, 15, 12, 4</x:Anchor><x:Row>8<",
            b"<x:Anchor>2, 15, 11, 10, 4, 15, 15, 4</x:Anchor><x:Row>11<",
        )
        assert after["xl/drawings/vmlDrawing1.vml"] == expected

    def test_names_follow_and_those_of_definitions_are_dropped(self, after):
        names = tree(after, "xl/workbook.xml").iter(M + "definedName")
        kept = {(n.get("name"), n.get("localSheetId")): n.text for n in names if not n.get("name", "").startswith("_k")}
        assert kept == {
            ("_xlnm.Print_Area", "0"): "様式!$A$1:$G$13",
            ("_xlnm.Print_Titles", "0"): "様式!$1:$5",
            ("_xlnm.Print_Titles", "2"): "'記入要領'!$6:$6",
            ("_xlnm.Print_Titles", "3"): "'確認事項'!$8:$8",
            ("件数合計", None): "様式!$D$10",
            ("定数", None): '"様式!$D$7"',
        }

    def test_the_table_of_contents_lists_the_sheets_as_they_are(self, after):
        app = tree(after, "docProps/app.xml")
        titles = [e.text for e in app.find("{*}TitlesOfParts").iter("{*}lpstr")]
        assert titles == ["様式", "別紙", "記入要領", "確認事項", "_kusei", "様式!Print_Area"]
        assert [e.text for e in app.iter("{*}i4")] == ["5", "1"]


class TestOpening:
    def test_openpyxl_opens_the_copy(self, copy):
        from openpyxl import load_workbook

        book = load_workbook(io.BytesIO(copy))
        assert book.sheetnames == ["様式", "別紙", "記入要領", "確認事項", "_kusei"]
        assert book["様式"]["A2"].value == "幸区"
        assert book["_kusei"].sheet_state == "veryHidden"

    def test_calamine_opens_the_copy(self, copy):
        from python_calamine import CalamineWorkbook

        rows = CalamineWorkbook.from_filelike(io.BytesIO(copy)).get_sheet_by_name("様式").to_python()
        assert rows[0][0] == "令和8年度（2026年度）　目標設定シート"
        assert [row[0] for row in rows[5:9]] == [1, 2, 3, 4]

    def test_libreoffice_opens_the_copy_with_its_shapes_comments_and_names(self, copy, tmp_path, office: LibreOffice):
        from openpyxl import load_workbook

        source = tmp_path / "copy.xlsx"
        source.write_bytes(copy)
        resaved = office.convert(source, tmp_path / "resaved.xlsx")
        book = load_workbook(resaved)
        assert book["様式"]["A2"].value == "幸区"
        assert book["様式"]["A12"].comment is not None
        assert {f"_kf_{n}" for n in range(1, 11)} | {"_kusei_id"} <= set(book.defined_names)
        drawings = [p for name, p in read_parts(resaved.read_bytes()).items() if name.startswith("xl/drawings/drawing")]
        assert any("記入後は事務局へ".encode() in d and b"pic>" in d for d in drawings)
