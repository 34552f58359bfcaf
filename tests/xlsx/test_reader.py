"""Every cell is read as it was typed, whatever wrote the file."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kusei_batch.core.values import BLANK, Cell, CellKind
from kusei_batch.xlsx.package import Limits, UnreadableError
from kusei_batch.xlsx.reader import Sheet, read_workbook
from kusei_batch.xlsx.reference import Area
from tests.xlsx.handmade import MAIN, handmade, styles_of, zipped


def read_sheet(rows: str, **parts: object) -> Sheet:
    return read_workbook(handmade(rows, **parts)).sheets["様式"]


def read_cell(inner: str, attributes: str = "", **parts: object) -> Cell:
    return read_sheet(f'<row r="1"><c r="A1" {attributes}>{inner}</c></row>', **parts).cell(1, 1)


def stored(cell: Cell) -> Cell:
    """The cell without what its format makes of it."""
    return cell._replace(look=None)


def read_string(item: str) -> Cell:
    return read_cell("<v>0</v>", 't="s"', strings=f"<si>{item}</si>")


class TestText:
    def test_a_shared_string_is_read(self):
        assert read_string("<t>窓口</t>") == Cell(CellKind.TEXT, "窓口")

    def test_the_runs_of_rich_text_are_joined(self):
        assert read_string("<r><rPr><b/></rPr><t>待ち</t></r><r><t>時間</t></r>").text == "待ち時間"

    def test_furigana_is_no_part_of_the_text(self):
        item = '<t>区民課</t><rPh sb="0" eb="3"><t>クミンカ</t></rPh><phoneticPr fontId="1"/>'
        assert read_string(item).text == "区民課"

    def test_furigana_between_runs_is_no_part_of_the_text(self):
        item = '<r><t>髙﨑</t></r><rPh sb="0" eb="2"><t>タカサキ</t></rPh><r><t>係長</t></r>'
        assert read_string(item).text == "髙﨑係長"

    def test_spaces_are_kept_with_and_without_xml_space(self):
        assert read_string('<t xml:space="preserve">  二つ　</t>').text == "  二つ　"
        assert read_string("<t> 一つ </t>").text == " 一つ "

    def test_line_breaks_in_a_cell_are_kept(self):
        assert read_string("<t>一行目\n二行目</t>").text == "一行目\n二行目"

    def test_an_escaped_carriage_return_is_turned_back(self):
        assert read_string("<t>一_x000D_\n二</t>").text == "一\r\n二"

    def test_a_carriage_return_by_reference_is_kept(self):
        assert read_string("<t>一&#13;&#10;二</t>").text == "一\r\n二"

    def test_an_escaped_underscore_keeps_what_looks_like_an_escape(self):
        assert read_string("<t>_x005F_x000D_</t>").text == "_x000D_"

    def test_an_escaped_pair_of_surrogates_is_one_character(self):
        assert read_string("<t>_xD842__xDFB7_野家</t>").text == "𠮷野家"

    def test_half_a_pair_is_no_character(self):
        assert read_string("<t>_xD842_</t>").text == "\ufffd"

    def test_entities_and_cdata_are_text(self):
        assert read_string("<t>A&amp;B &lt;1&gt; <![CDATA[<x>]]></t>").text == "A&B <1> <x>"

    def test_a_comment_within_a_text_is_passed_over(self):
        assert read_string("<t>前<!-- 注 -->後</t>").text == "前後"

    def test_names_survive(self):
        assert read_string("<t>髙﨑𠮷神か\u3099</t>").text == "髙﨑𠮷神か\u3099"

    def test_an_inline_string_is_read_without_its_furigana(self):
        inner = "<is><r><t>案</t></r><rPh sb='0' eb='1'><t>アン</t></rPh><r><t>内</t></r></is>"
        assert read_cell(inner, 't="inlineStr"') == Cell(CellKind.TEXT, "案内")

    def test_an_empty_string_is_blank(self):
        assert read_string("<t></t>") is BLANK
        assert read_cell("<is><t/></is>", 't="inlineStr"') is BLANK

    def test_layout_between_elements_is_no_text(self):
        sheet = read_sheet(
            '\n <row r="1">\n  <c r="A1" t="s">\n   <v>0</v>\n  </c>\n  <c r="B1" t="str">\n <f> A1 </f>\n <v>写し</v>\n </c>\n</row>\n',
            strings="\n<si>\n <t>窓口</t>\n</si>\n",
        )
        assert sheet.cell(1, 1).text == "窓口"
        assert sheet.cell(1, 2) == Cell(CellKind.TEXT, "写し", None, formula=True)

    def test_a_string_that_is_not_there_makes_the_workbook_broken(self):
        with pytest.raises(UnreadableError) as caught:
            read_cell("<v>7</v>", 't="s"', strings="<si><t>一</t></si>")
        assert caught.value.code == "broken-workbook"


class TestNumbers:
    @pytest.mark.parametrize(
        ("stored", "typed"),
        [
            ("98", "98"),
            ("63.8", "63.8"),
            ("63.799999999999997", "63.8"),
            ("63.800000000000004", "63.8"),
            ("0.30000000000000004", "0.3"),
            ("-1200", "-1200"),
            ("1E+20", "100000000000000000000"),
            ("1.0000000000000001E-5", "0.00001"),
            ("5.0", "5"),
            ("-0", "0"),
            ("123456789012", "123456789012"),
            ("1234567890123456", "1234567890123456"),
            (" 7 ", "7"),
        ],
    )
    def test_a_number_is_read_as_typed(self, stored, typed):
        assert read_cell(f"<v>{stored}</v>") == Cell(CellKind.NUMBER, typed, Decimal(typed))

    def test_a_percentage_is_shown_as_one_and_stored_as_it_is(self):
        cell = read_cell("<v>0.98</v>", 's="1"', styles=styles_of("0%"))
        assert cell == Cell(CellKind.NUMBER, "98%", Decimal("0.98"))

    @pytest.mark.parametrize("number", [9, 10])
    def test_built_in_percentages_are_known(self, number):
        styles = f'<cellXfs><xf numFmtId="0"/><xf numFmtId="{number}"/></cellXfs>'
        assert read_cell("<v>0.638</v>", 's="1"', styles=styles).text == "63.8%"

    @pytest.mark.parametrize(
        "code",
        ["General", "G/標準", "#,##0", '0"回"', '#,##0"人 (dym)"', r"0\d", "[Red]-0", "0.00E+00", "@", "[>=100]0;0.0",
         "[$¥-411]#,##0", "_ * #,##0_ ", '0"%"'],
    )  # fmt: skip
    def test_formats_of_quantities_leave_the_number_alone(self, code):
        cell = read_cell("<v>46113</v>", 's="1"', styles=styles_of(code.replace(">", "&gt;")))
        assert stored(cell) == Cell(CellKind.NUMBER, "46113", Decimal(46113))

    @pytest.mark.parametrize("stored", ["abc", "1_0", "1e999", "１２", "NaN", "0x10"])
    def test_what_is_no_number_is_kept_as_text(self, stored):
        assert read_cell(f"<v>{stored}</v>") == Cell(CellKind.TEXT, stored)


class TestDates:
    @pytest.mark.parametrize(
        "code",
        ["yyyy/m/d", "yyyy/m/d;@", 'yyyy"年"m"月"d"日"', '[$-411]ggge"年"m"月"d"日";@', "[$-411]ge.m.d;@",
         "[$-ja-JP-x-gannen]ggge年m月d日", "m/d", "aaaa", "[Red]yyyy-mm-dd", "d-mmm-yy", "e.m.d"],
    )  # fmt: skip
    def test_a_date_is_told_by_its_format(self, code):
        cell = read_cell("<v>46113</v>", 's="1"', styles=styles_of(code))
        assert stored(cell) == Cell(CellKind.DATE, "2026-04-01", Decimal(46113))

    @pytest.mark.parametrize("number", [14, 22, 27, 30, 36, 50, 57, 58])
    def test_built_in_date_formats_are_known(self, number):
        styles = f'<cellXfs><xf numFmtId="0"/><xf numFmtId="{number}"/></cellXfs>'
        assert read_cell("<v>46113</v>", 's="1"', styles=styles).text == "2026-04-01"

    @pytest.mark.parametrize(
        ("serial", "shown"),
        [
            ("46113.5625", "2026-04-01T13:30:00"),
            ("0.38194444444444442", "09:10:00"),
            ("0", "00:00:00"),
            ("1", "1900-01-01"),
            ("59", "1900-02-28"),
            ("61", "1900-03-01"),
            ("2958465", "9999-12-31"),
        ],
    )
    def test_serials_become_dates_and_times(self, serial, shown):
        cell = read_cell(f"<v>{serial}</v>", 's="1"', styles=styles_of("yyyy/m/d h:mm"))
        assert (cell.kind, cell.text) == (CellKind.DATE, shown)

    @pytest.mark.parametrize("serial", ["60", "-1", "2958466", "1E+300"])
    def test_a_serial_that_is_no_day_stays_a_number(self, serial):
        assert read_cell(f"<v>{serial}</v>", 's="1"', styles=styles_of("yyyy/m/d")).kind is CellKind.NUMBER

    def test_the_other_date_system_is_respected(self):
        cell = read_cell("<v>44651</v>", 's="1"', styles=styles_of("yyyy/m/d"), properties='<workbookPr date1904="1"/>')
        assert cell.text == "2026-04-01"

    def test_elapsed_time_is_told_in_hours(self):
        assert read_cell("<v>1.0625</v>", 's="1"', styles=styles_of("[h]:mm")).text == "25:30:00"

    @pytest.mark.parametrize(
        ("stored", "shown", "number"),
        [
            ("2026-04-01", "2026-04-01", "46113"),
            ("2026-04-01T13:30:00", "2026-04-01T13:30:00", "46113.5625"),
            ("2026-04-01T00:00:00Z", "2026-04-01", "46113"),
        ],
    )
    def test_iso_dates_of_strict_workbooks_are_dates(self, stored, shown, number):
        assert read_cell(f"<v>{stored}</v>", 't="d"', strict=True) == Cell(CellKind.DATE, shown, Decimal(number))


class TestFormulas:
    def test_a_computed_formula_gives_its_value(self):
        assert read_cell("<f>1+1</f><v>2</v>") == Cell(CellKind.NUMBER, "2", Decimal(2), formula=True)

    @pytest.mark.parametrize("inner", ["<f>1+1</f>", "<f>1+1</f><v></v>", "<f>1+1</f><v/>"])
    def test_a_formula_never_calculated_is_not_blank(self, inner):
        cell = read_cell(inner)
        assert cell == Cell(CellKind.UNCOMPUTED, "=1+1")
        assert not cell.is_blank

    def test_a_formula_that_gave_an_empty_text_is_computed(self):
        cell = read_cell('<f>IF(B1="","",B1)</f><v></v>', 't="str"')
        assert cell == Cell(CellKind.TEXT, "", None, formula=True)

    def test_a_shared_formula_without_a_value_tells_its_text(self):
        sheet = read_sheet(
            '<row r="1"><c r="A1"><f t="shared" ref="A1:A2" si="0">B1*2</f></c></row>'
            '<row r="2"><c r="A2"><f t="shared" si="0"/></c></row>'
        )
        assert sheet.cell(2, 1) == Cell(CellKind.UNCOMPUTED, "=B1*2")

    def test_an_error_tells_its_name(self):
        assert read_cell("<f>1/0</f><v>#DIV/0!</v>", 't="e"') == Cell(CellKind.ERROR, "#DIV/0!", None, formula=True)
        assert read_cell("<v>#N/A</v>", 't="e"') == Cell(CellKind.ERROR, "#N/A")

    @pytest.mark.parametrize(("stored", "shown"), [("1", "TRUE"), ("0", "FALSE"), ("true", "TRUE")])
    def test_booleans(self, stored, shown):
        assert read_cell(f"<v>{stored}</v>", 't="b"') == Cell(CellKind.BOOLEAN, shown)


class TestPlaces:
    def test_cells_out_of_order_are_all_read(self):
        sheet = read_sheet(
            '<row r="3"><c r="C3"><v>3</v></c><c r="A3"><v>1</v></c></row><row r="1"><c r="B1"><v>2</v></c></row>'
        )
        assert {place: cell.text for place, cell in sheet.cells.items()} == {(3, 3): "3", (3, 1): "1", (1, 2): "2"}

    def test_addresses_may_be_left_out(self):
        sheet = read_sheet(
            '<row><c><v>1</v></c><c/><c><v>2</v></c></row><row r="5"><c r="D5"/><c><v>3</v></c></row><row><c><v>4</v></c></row>'
        )
        assert {place: cell.text for place, cell in sheet.cells.items()} == {
            (1, 1): "1",
            (1, 3): "2",
            (5, 5): "3",
            (6, 1): "4",
        }

    def test_cells_that_are_only_formatted_are_blank(self):
        assert read_sheet('<row r="1"><c r="A1" s="1"/><c r="B1" t="s"/><c r="C1"><v/></c></row>').cells == {}

    def test_merged_areas_are_told(self):
        sheet = read_sheet("", after='<mergeCells count="1"><mergeCell ref="B2:D4"/></mergeCells>')
        assert sheet.merged == (Area(2, 2, 4, 4),)

    @pytest.mark.parametrize("address", ["", "A0", "12", "A1:B2"])
    def test_an_address_that_is_none_makes_the_workbook_broken(self, address):
        with pytest.raises(UnreadableError) as caught:
            read_sheet(f'<row r="1"><c r="{address}"><v>1</v></c></row>')
        assert caught.value.code == "broken-workbook"


class TestWorkbook:
    def test_names_are_given_with_what_they_refer_to(self):
        book = read_workbook(
            handmade(
                "",
                names="<definedName name=\"_kf_1\">'様式'!$B$2:$B$4</definedName>"
                '<definedName name="_kusei_id">"R08-1303-1-25"</definedName>'
                '<definedName name="_kf_2">様式!#REF!</definedName>',
            )
        )
        assert book.names == {"_kf_1": "'様式'!$B$2:$B$4", "_kusei_id": '"R08-1303-1-25"', "_kf_2": "様式!#REF!"}

    @pytest.mark.parametrize("local_first", [True, False])
    def test_the_name_of_the_workbook_goes_before_that_of_a_sheet(self, local_first):
        names = ['<definedName name="n" localSheetId="0">1</definedName>', '<definedName name="n">2</definedName>']
        book = read_workbook(handmade("", names="".join(names if local_first else names[::-1])))
        assert book.names == {"n": "2"}

    def test_a_strict_workbook_is_read_like_any_other(self):
        assert read_cell("<v>0</v>", 't="s"', strings="<si><t>厳格</t></si>", strict=True).text == "厳格"

    def test_elements_may_carry_a_prefix(self):
        parts = handmade("")
        book = zipped(
            {
                **unzipped(parts),
                "xl/worksheets/sheet1.xml": f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="1"><x:c r="A1" t="s">'
                "<x:v>0</x:v></x:c></x:row></x:sheetData></x:worksheet>".encode(),
                "xl/sharedStrings.xml": f'<x:sst xmlns:x="{MAIN}"><x:si><x:t>接頭辞</x:t></x:si></x:sst>'.encode(),
            }
        )
        assert read_workbook(book).sheets["様式"].cell(1, 1).text == "接頭辞"

    def test_a_part_in_utf_16_is_read(self):
        content = f'<?xml version="1.0" encoding="UTF-16"?><worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>髙</t></is></c></row></sheetData></worksheet>'
        book = handmade("", extra={"xl/worksheets/sheet1.xml": content.encode("utf-16")})
        assert read_workbook(book).sheets["様式"].cell(1, 1).text == "髙"

    def test_a_sheet_that_was_not_asked_for_is_read_when_it_is(self):
        data = handmade('<row r="1"><c r="A1"><v>1</v></c></row>')
        assert read_workbook(data, sheets=lambda _: False).sheets["様式"].cell(1, 1).text == "1"

    @pytest.mark.parametrize(
        "content", [b"", b"<worksheet", b"<html/>", b"\x89PNG", b'<worksheet xmlns="urn:other"/>', b"<?xml version='1.0' encoding='x-none'?><worksheet/>"]
    )  # fmt: skip
    def test_a_sheet_that_is_none_makes_the_workbook_broken(self, content):
        with pytest.raises(UnreadableError) as caught:
            read_workbook(handmade("", extra={"xl/worksheets/sheet1.xml": content}))
        assert caught.value.code in ("broken-workbook", "hostile-workbook")

    def test_macros_are_refused(self):
        parts = unzipped(handmade(""))
        parts["xl/vbaProject.bin"] = b"\xd0\xcf"
        relations = parts["xl/_rels/workbook.xml.rels"].decode()
        link = '<Relationship Id="rId9" Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject" Target="vbaProject.bin"/>'
        parts["xl/_rels/workbook.xml.rels"] = relations.replace("</Rel", link + "</Rel").encode()
        with pytest.raises(UnreadableError) as caught:
            read_workbook(zipped(parts))
        assert caught.value.code == "macro-workbook"

    def test_more_cells_than_anyone_types_are_refused(self):
        rows = "".join(f'<row r="{i}"><c r="A{i}"><v>1</v></c></row>' for i in range(1, 6))
        with pytest.raises(UnreadableError) as caught:
            read_workbook(handmade(rows), Limits(cells=3))
        assert caught.value.code == "oversized-workbook"
        assert read_workbook(handmade(rows), Limits(cells=5)).sheets


def unzipped(data: bytes) -> dict[str, bytes]:
    from kusei_batch.xlsx.package import read_parts

    return read_parts(data)


def test_what_only_looks_like_a_blank_cell_is_text():
    row = '<row r="1"><c r="A1" t="inlineStr"><is><t><![CDATA[<c r="B1" s="1"/>]]></t></is></c><c r="B1" s="1"/></row>'
    sheet = read_workbook(handmade(row)).sheets["様式"]
    assert sheet.cell(1, 1).text == '<c r="B1" s="1"/>'
    assert sheet.cell(1, 2).is_blank


def test_blank_cells_count_where_addresses_are_left_out():
    row = '<row r="1"><c r="A1" s="0"/><c s="0"/><c t="inlineStr"><is><t>丙</t></is></c></row>'
    assert read_workbook(handmade(row)).sheets["様式"].cell(1, 3).text == "丙"
