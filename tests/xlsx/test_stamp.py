"""A copy holds what was stamped, of the kind it was, and nothing else differs."""

from __future__ import annotations

import io
import pickle
import re
import zipfile
from decimal import Decimal

import pytest

from kusei_batch.core.problem import Severity
from kusei_batch.core.values import BLANK, Cell, CellKind, text_cell
from kusei_batch.xlsx.compile import compile_template
from kusei_batch.xlsx.package import read_parts
from kusei_batch.xlsx.reader import Workbook, read_workbook
from kusei_batch.xlsx.reference import parse_address
from kusei_batch.xlsx.stamp import CompiledForm, Covering, Finding, Stamp, stamp_sheet
from tests.xlsx.rich_template import rich_form, rich_template

DISPLAY = {"年度": "令和8年度", "区名": "幸区", "管理番号": "R08-1303-1-25"}
FINDINGS = (
    Finding(Severity.ERROR, "様式", ("B6", "B7"), "目標", "目標が空いています。", "記入してください。"),
    Finding(Severity.WARNING, "様式", ("D6",), "件数", "件数が多いようです。", "確かめてください。"),
    Finding(Severity.INFO, "様式", ("E6",), "期限", "令和9年3月31日と読みました。", ""),
    Finding(Severity.ERROR, "知らないシート", ("A1",), "", "シートがありません。", "戻してください。"),
)


@pytest.fixture(scope="module")
def compiled() -> CompiledForm:
    return compile_template(rich_template(), rich_form())


def stamped(compiled: CompiledForm, **more: object) -> bytes:
    return stamp_sheet(compiled, Stamp("R08-1303-1-25", "ab" * 32, DISPLAY, **more))


def cell_of(book: Workbook, sheet: str, address: str) -> Cell:
    return book.sheets[sheet].cell(*parse_address(address))


def entry(compiled: CompiledForm, name: str, cell: Cell, address: str) -> Cell:
    return cell_of(read_workbook(stamped(compiled, entries={name: [cell]})), "様式", address)


class TestCopies:
    def test_the_same_stamp_makes_the_same_bytes(self, compiled):
        for more in ({}, {"entries": {"目標.目標": [text_cell("待ち時間")]}, "findings": FINDINGS}):
            assert stamped(compiled, **more) == stamped(compiled, **more)

    def test_compiling_again_or_in_another_process_changes_nothing(self, compiled):
        again = compile_template(rich_template(), rich_form())
        elsewhere = pickle.loads(pickle.dumps(compiled))  # noqa: S301 - our own
        assert stamped(compiled) == stamped(again) == stamped(elsewhere)

    def test_every_archive_is_sound(self, compiled):
        for data in (stamped(compiled), stamped(compiled, findings=FINDINGS)):
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                assert archive.testzip() is None
                assert {i.date_time for i in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
                assert len(set(archive.namelist())) == len(archive.namelist())

    def test_two_departments_copies_differ_in_three_parts_alone(self, compiled):
        one = read_parts(stamped(compiled))
        other = read_parts(stamp_sheet(compiled, Stamp("R08-1304-1-09", "cd" * 32, {"区名": "中原区"})))
        sheets = {p for p in one if one[p] != other[p]}
        assert len(sheets) == 3
        assert {"xl/workbook.xml", "xl/worksheets/sheet1.xml"} <= sheets

    def test_an_empty_copy_says_the_same_whether_written_quickly_or_in_full(self, compiled):
        quick = read_parts(stamped(compiled))
        full = read_parts(stamped(compiled, entries={"知らない項目": [text_cell("x")]}))
        assert quick == full

    def test_whatever_a_copy_shows_it_says_the_same_written_quickly(self, compiled):
        """Copies that show nothing, something in some rows of a table, or long texts, in turn from one compiled form."""
        names = [f.qualified for f in rich_form().fields if not f.is_entry]
        shown = [{}, DISPLAY, dict.fromkeys(names, ("", "長い文です。" * 40)), dict.fromkeys(names, ("", ""))]
        shown += [{name: ("甲", "")} for name in names]
        for display in [*shown, *shown]:
            quick = stamp_sheet(compiled, Stamp("R08-1303-1-25", "ab" * 32, display))
            entries = {"知らない項目": [text_cell("x")]}
            full = stamp_sheet(compiled, Stamp("R08-1303-1-25", "ab" * 32, display, entries))
            assert read_parts(quick) == read_parts(full), display


class TestDisplay:
    def test_display_values_stand_in_the_text_around_them(self, compiled):
        book = read_workbook(stamped(compiled))
        assert cell_of(book, "様式", "A1").text == "令和8年度　目標設定シート"
        assert cell_of(book, "様式", "F1").text == "管理番号 R08-1303-1-25"

    def test_the_number_of_a_row_is_a_number(self, compiled):
        book = read_workbook(stamped(compiled))
        numbers = [cell_of(book, "様式", f"A{row}") for row in range(6, 10)]
        assert [(c.kind, c.text) for c in numbers] == [(CellKind.NUMBER, str(n)) for n in range(1, 5)]

    def test_a_value_that_is_not_given_leaves_the_cell_blank(self, compiled):
        book = read_workbook(stamp_sheet(compiled, Stamp("R08-1303-1-25", "ab")))
        assert cell_of(book, "様式", "A2") == BLANK

    def test_the_identity_is_in_its_three_places(self, compiled):
        book = read_workbook(stamped(compiled))
        hidden = [(cell_of(book, "_kusei", f"A{n}").text, cell_of(book, "_kusei", f"B{n}").text) for n in range(1, 5)]
        assert hidden == [("管理番号", "R08-1303-1-25"), ("様式ID", "目標設定"), ("版", "1"), ("認証", "ab" * 32)]
        assert book.names["_kusei_id"] == '"R08-1303-1-25"'
        assert book.names["_kf_6"] == "'様式'!$B$6:$B$9"


class TestEntries:
    @pytest.mark.parametrize(
        "text",
        [
            "髙﨑　𠮷子",
            " 前後の空白 ",
            "一行目\n二行目\n\n四行目",
            'タブ\tと<記号>&"引用"',
            "_x0041_ のような文字",
            "改行\r\nの形",
            "=SUM(A1:A2)",
            "0012",
            "神\u200b\x01",
            "あ" * 5000,
        ],
    )
    def test_text_comes_back_as_typed(self, compiled, text):
        assert entry(compiled, "目標.目標", text_cell(text), "B6") == text_cell(text)

    @pytest.mark.parametrize(
        ("name", "address"),
        [("目標.件数", "D6"), ("目標.期限", "E6"), ("目標.目標", "B6"), ("記入者", "B3")],
    )
    @pytest.mark.parametrize(
        "cell",
        [
            Cell(CellKind.NUMBER, "98", Decimal(98)),
            Cell(CellKind.NUMBER, "-0.5", Decimal("-0.5")),
            Cell(CellKind.NUMBER, "98%", Decimal("0.98")),
            Cell(CellKind.NUMBER, "97.5%", Decimal("0.975")),
            Cell(CellKind.DATE, "2026-04-01", Decimal(46113)),
            Cell(CellKind.DATE, "2019-05-01", Decimal(43586)),
            Cell(CellKind.DATE, "1900-01-15", Decimal(15)),
            Cell(CellKind.DATE, "1900-02-28", Decimal(59)),
            Cell(CellKind.BOOLEAN, "TRUE"),
            Cell(CellKind.ERROR, "#N/A"),
            text_cell("約３割"),
        ],
        ids=str,
    )
    def test_a_value_of_any_kind_comes_back_from_any_cell(self, compiled, name, address, cell):
        assert entry(compiled, name, cell, address)._replace(look=None) == cell

    def test_a_date_with_a_time_keeps_both(self, compiled):
        typed = Cell(CellKind.DATE, "2026-04-01T13:30:00", Decimal("46113.5625"))
        assert entry(compiled, "目標.期限", typed, "E6").text == "2026-04-01T13:30:00"

    def test_a_computed_value_is_kept_without_its_formula(self, compiled):
        typed = Cell(CellKind.NUMBER, "3", Decimal(3), formula=True)
        assert entry(compiled, "目標.件数", typed, "D6") == Cell(CellKind.NUMBER, "3", Decimal(3))

    def test_an_uncomputed_formula_is_shown_as_text_and_runs_nowhere(self, compiled):
        typed = Cell(CellKind.UNCOMPUTED, "=WEBSERVICE(A1)", formula=True)
        assert entry(compiled, "目標.件数", typed, "D6") == text_cell("=WEBSERVICE(A1)")

    def test_rows_are_filled_top_to_bottom_and_the_rest_stays_blank(self, compiled):
        book = read_workbook(stamped(compiled, entries={"目標.目標": [text_cell("一"), BLANK, text_cell("三")]}))
        assert [cell_of(book, "様式", f"B{row}").text for row in range(6, 10)] == ["一", "", "三", ""]


class TestRowHeights:
    def heights(self, data: bytes) -> dict[int, float]:
        sheet = read_parts(data)["xl/worksheets/sheet1.xml"].decode()
        rows = re.findall(r'<row r="(\d+)"([^>]*)>', sheet)
        found = ((int(n), re.search(r' ht="([\d.]+)"', rest)) for n, rest in rows)
        return {number: float(height[1]) for number, height in found if height}

    def test_a_row_grows_with_its_text_and_no_other_does(self, compiled):
        long = "窓口でお待たせしない工夫を三つ行います。" * 10
        heights = self.heights(stamped(compiled, entries={"目標.目標": [text_cell(long)]}))
        # 400 half-width characters, 55 a line: 8 lines of 14.3 points.
        assert 114 < heights[6] < 120
        assert heights[7] == heights[8] == 40

    def test_no_row_is_higher_than_excel_allows(self, compiled):
        assert self.heights(stamped(compiled, entries={"目標.目標": [text_cell("\n" * 200)]}))[6] == 409

    def test_short_texts_leave_the_templates_height(self, compiled):
        assert self.heights(stamped(compiled, entries={"目標.目標": [text_cell("短い")]}))[6] == 40


class TestFindings:
    def test_each_finding_is_a_line_whose_number_leads_to_the_cell_and_whose_places_can_wrap(self, compiled):
        data = stamped(compiled, findings=FINDINGS)
        book = read_workbook(data)
        rows = [[cell_of(book, "確認事項", f"{c}{row}").text for c in "ABCDEFG"] for row in (9, 10, 11, 12)]
        assert rows[0] == ["1", "要修正", "様式　B6、B7", "目標", "目標が空いています。", "記入してください。", ""]
        assert [row[1] for row in rows] == ["要修正", "要確認", "お知らせ", "要修正"]
        sheet = read_parts(data)["xl/worksheets/sheet4.xml"].decode()
        assert re.findall(r'ref="(A\d+)" location="([^"]*)"', sheet) == [
            ("A9", "'様式'!B6"),
            ("A10", "'様式'!D6"),
            ("A11", "'様式'!E6"),
        ]

    def test_the_cells_to_be_coloured_are_listed_and_named(self, compiled):
        book = read_workbook(stamped(compiled, findings=FINDINGS))
        assert [cell_of(book, "確認事項", f"I{row}").text for row in (9, 10)] == ["1!B6", "1!B7"]
        assert cell_of(book, "確認事項", "J9").text == "1!D6"
        assert book.names["_kusei_errors"].startswith("'確認事項'!$I$9:")
        assert book.names["_kusei_warnings"] == "'確認事項'!$J$9:$J$9"

    def test_the_workbook_opens_at_the_findings_and_an_empty_one_at_the_form(self, compiled):
        from openpyxl import load_workbook

        sent_back = load_workbook(io.BytesIO(stamped(compiled, findings=FINDINGS)))
        issued = load_workbook(io.BytesIO(stamped(compiled)))
        assert (sent_back.active.title, issued.active.title) == ("確認事項", "様式")
        assert [s.title for s in sent_back if s.sheet_view.tabSelected] == ["確認事項"]
        assert [s.title for s in issued if s.sheet_view.tabSelected] == ["様式"]
        assert sent_back["確認事項"].sheet_properties.tabColor is not None
        assert issued["確認事項"]["A2"].value == "確認事項はありません。"

    def test_a_sheet_that_is_sent_back_begins_with_the_findings(self, compiled):
        from openpyxl import load_workbook

        issued = load_workbook(io.BytesIO(stamped(compiled)))
        sent_back = load_workbook(io.BytesIO(stamped(compiled, findings=FINDINGS)))
        assert sent_back.sheetnames == ["確認事項", *(name for name in issued.sheetnames if name != "確認事項")]
        for book in (issued, sent_back):
            assert book["確認事項"].print_title_rows == "$8:$8"
            assert book["確認事項"]["A8"].value == "番号"
            assert book["記入要領"]["A" + str(book["記入要領"].print_title_rows).rpartition("$")[2]].value == "項目"

    def test_whose_it_is_and_how_to_hand_it_in_again_stand_above(self, compiled):
        covering = Covering(
            "見本区　保護課", "R08-1405-1-22", "令和8年4月23日", "令和8年4月24日（金）", "総務担当", "内線 2301"
        )
        book = read_workbook(stamped(compiled, findings=FINDINGS, covering=covering))
        rows = [[cell_of(book, "確認事項", f"{c}{row}").text for c in "ACE"] for row in (2, 3, 4)]
        assert rows == [
            ["部署名", "見本区　保護課", "再提出の期限　令和8年4月24日（金）"],
            ["管理番号", "R08-1405-1-22", "提出先　総務担当"],
            ["返却日", "令和8年4月23日", "問合せ先　内線 2301"],
        ]
        assert cell_of(book, "確認事項", "A5").text == "要修正 2件　要確認 1件　お知らせ 1件"

    def test_the_mark_of_a_blank_goes_with_what_is_filled_in_there(self, compiled):
        data = stamped(compiled, findings=FINDINGS, blank=frozenset({("様式", "B7")}))
        marks = re.findall(r'<c r="I\d+" t="str"><f>([^<]*)</f>', read_parts(data)["xl/worksheets/sheet4.xml"].decode())
        assert marks[:2] == [
            'IF($G$9="済","","1!B6")',
            """IF(OR($G$9="済",LEN(TRIM('様式'!B7))&gt;0),"","1!B7")""",
        ]

    def test_only_the_tick_is_open_in_the_findings(self, compiled):
        from openpyxl import load_workbook

        sheet = load_workbook(io.BytesIO(stamped(compiled, findings=FINDINGS)))["確認事項"]
        open_cells = {c.coordinate for row in sheet.iter_rows() for c in row if not c.protection.locked}
        assert sheet.protection.sheet
        assert open_cells == {"G9", "G10", "G11", "G12"}
