"""lint-table: one file a rule that breaks it, and files that break none."""

from __future__ import annotations

import datetime as dt
import io
import json

import openpyxl
import pytest
from openpyxl.chart import BarChart, Reference
from openpyxl.drawing.image import Image as Picture
from PIL import Image

from kusei_batch.core.problem import Severity
from kusei_batch.core.text.characters import dependent_characters, without_dependent_characters
from kusei_batch.publish.table_file import check_table_data, parse_csv, read_table_file
from kusei_batch.publish.table_rules import rule_number
from kusei_batch.report.public_tables import plain_table, public_csv, public_xlsx
from kusei_batch.report.records_csv import render_csv
from tests.report.written import write_summary_workbook

DAY = dt.date(2026, 5, 1)
HEADINGS = ("年度", "区名", "来庁者数（人）", "満足した人の割合（％）")
ROWS = ((2024, "みどり区", 12034, 93.5), (2025, "みどり区", 11820, 94), (2026, "みどり区", 12411, 95.2))


def with_cells(**cells):
    def spoil(sheet):
        for place, value in cells.items():
            sheet[place] = value

    return spoil


@pytest.fixture
def table(tmp_path):
    """A sound table to spoil; `spoil(sheet)` then saving gives its path."""

    def make(spoil=lambda _: None):
        book = openpyxl.Workbook()
        sheet = book.active
        sheet.title = "来庁者"
        for row in (HEADINGS, *ROWS):
            sheet.append(row)
        spoil(sheet)
        path = tmp_path / "表.xlsx"
        book.save(path)
        return path

    return make


def found(path):
    return [
        (rule_number(p), p.code, p.location.sheet, p.location.cell)
        for p in check_table_data(path, read_table_file(path))
    ]


def add_picture(sheet):
    picture = io.BytesIO()
    Image.new("RGB", (4, 4)).save(picture, "PNG")
    sheet.add_image(Picture(picture), "F3")


def add_chart(sheet):
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=3, min_row=1, max_row=4), titles_from_data=True)
    sheet.add_chart(chart, "H2")


def part_by_rows(sheet):
    sheet.insert_rows(3)


def part_by_columns(sheet):
    sheet.insert_cols(3)


def add_second_below(sheet):
    for row in ((), ("表2",), ("課", "件数"), ("区民課", 12)):
        sheet.append(row)


def add_same_headings_below(sheet):
    for row in (HEADINGS, *ROWS):
        sheet.append(row)


def add_second_beside(sheet):
    for column, heading in enumerate(HEADINGS, start=6):
        sheet.cell(1, column, heading)
        sheet.cell(2, column, ROWS[0][column - 6])


def put_title_above(sheet):
    sheet.insert_rows(1, 2)
    sheet["A1"] = "みどり区の来庁者"


SHOULD_FAIL = [
    (with_cells(C3="11,820（10,900）"), ("1-2", "table-several-data", "C3")),
    (with_cells(C3="12、15"), ("1-2", "table-several-data", "C3")),
    (with_cells(C2="12034", C3="11820", C4="12411"), ("1-3", "table-number-as-text", "C2:C4")),
    (with_cells(C3="11,820"), ("1-3", "table-number-as-text", "C3")),
    (with_cells(C3="１１８２０人"), ("1-3", "table-number-as-text", "C3")),
    (with_cells(C3="5品目"), ("1-3", "table-number-as-text", "C3")),
    (with_cells(D3="▲3.5"), ("1-3", "table-number-as-text", "D3")),
    (lambda sheet: sheet.merge_cells("B2:B4"), ("1-4", "table-merged", "B2:B4")),
    (with_cells(B3="みどり区\n"), ("1-5", "table-layout-space", "B3")),
    (with_cells(B3="　みどり区"), ("1-5", "table-layout-space", "B3")),
    (with_cells(B1="区　名"), ("1-5", "table-layout-space", "B1")),
    (with_cells(C1="来庁者数\n（人）"), ("1-5", "table-layout-space", "C1")),
    (with_cells(B1=None), ("1-6", "table-heading-missing", "B1")),
    (with_cells(D1="来庁者数（人）"), ("1-6", "table-heading-repeated", "C1,D1")),
    (with_cells(B3="〃", B4="同上"), ("1-6", "table-label-omitted", "B3:B4")),
    (with_cells(A3=None), ("1-6", "table-label-omitted", "A3")),
    (with_cells(C4="=SUM(C2:C3)"), ("1-7", "table-formula", "C4")),
    (add_picture, ("1-8", "table-object", "F3")),
    (add_chart, ("1-8", "table-object", "H2")),
    (with_cells(C1="来庁者数"), ("1-9", "table-unit-missing", "C1")),
    (with_cells(B4="㈱みどり区", B2="①みどり区"), ("1-10", "table-dependent-character", "B2,B4")),
    (with_cells(A2="令和6年度", A3="R7年度", A4="令和8年"), ("1-11", "table-era-only", "A2:A4")),
    (with_cells(B2="みどり", B3="みどり"), ("1-12", "table-area-shortened", "B2:B3")),
    (with_cells(B1="都道府県名", B2="東京", B3="大阪府", B4="北海道"), ("1-12", "table-area-shortened", "B2")),
    (with_cells(B1="窓口", B2="第一", B3="第二", B4="第三"), ("1-12", "table-area-missing", "A1")),
    (with_cells(C3="－"), ("1-13", "table-symbol", "C3")),
    (with_cells(C3="秘匿"), ("1-13", "table-symbol", "C3")),
    (with_cells(C3="#N/A"), ("1-13", "table-symbol", "C3")),
    (part_by_rows, ("2-1", "table-broken-up", "A3")),
    (part_by_columns, ("2-1", "table-broken-up", "C1")),
    (add_second_below, ("2-2", "table-second", "A7")),
    (add_same_headings_below, ("2-2", "table-second", "A5")),
    (add_second_beside, ("2-2", "table-second", "F1")),
]


@pytest.mark.parametrize(("spoil", "finding"), SHOULD_FAIL)
def test_each_fault_is_told_once_with_its_rule_and_its_cells(table, spoil, finding):
    rule, code, cell = finding
    assert found(table(spoil)) == [(rule, code, "来庁者", cell)]


SHOULD_PASS = [
    lambda _: None,
    with_cells(E1="訓練", E2="3回目の訓練", E3="2つ目", E4="1丁目"),
    with_cells(C3="***", C4="X"),
    with_cells(A2="2024年度（令和6年度）", A3="2025年度（令和7年度）", A4="2026年度（令和8年度）"),
    with_cells(E1="和暦", E2="令和6年度", E3="令和7年度", E4="令和8年度"),
    with_cells(C1="来庁者数", D1="割合", E1="単位", E2="人", E3="人", E4="人"),
    with_cells(E1="区コード", E2="0130", E3="0130", E4="0130"),
    with_cells(E1="来庁した日", E2="2024/4/1", E3=dt.date(2025, 4, 1), E4="2026-04-01"),
    with_cells(E1="説明", E2="令和8年度に始めた。待ち時間を5分と10分に分けて 数えた結果を示す。"),
    with_cells(E1="担当", E2="髙﨑 𠮷男"),
    with_cells(A6="注：来庁者数は、番号札の枚数による。"),
    put_title_above,
]


@pytest.mark.parametrize("spoil", SHOULD_PASS)
def test_what_the_rules_allow_is_not_told(table, spoil):
    assert found(table(spoil)) == []


def test_a_line_above_may_state_the_unit_for_all(table):
    def spoil(sheet):
        sheet["C1"], sheet["D1"] = "来庁者数", "満足した人"
        sheet.insert_rows(1)
        sheet["A1"] = "単位：人"

    assert found(table(spoil)) == []


def test_every_sheet_is_looked_at_and_findings_name_theirs(table):
    def spoil(sheet):
        other = sheet.parent.create_sheet("別表")
        for row in (HEADINGS, *ROWS):
            other.append(row)
        other["C2"] = "12034人"

    assert found(table(spoil)) == [("1-3", "table-number-as-text", "別表", "C2")]


def add_chart_sheet(book):
    chart = BarChart()
    chart.add_data(Reference(book.active, min_col=3, min_row=1, max_row=4), titles_from_data=True)
    book.create_chartsheet("図").add_chart(chart)


@pytest.mark.parametrize(
    ("add", "name", "cell"),
    [
        (add_chart_sheet, "図", "A1"),
        (lambda book: add_picture(book.create_sheet("図")), "図", "F3"),
    ],
)
def test_a_sheet_of_nothing_but_objects_is_told(table, add, name, cell):
    assert found(table(lambda sheet: add(sheet.parent))) == [("1-8", "table-object", name, cell)]


def test_a_remedy_says_what_to_do_in_japanese(table):
    path = table(with_cells(C3="11,820"))
    (problem,) = check_table_data(path, read_table_file(path))
    assert problem.severity is Severity.ERROR
    assert "11,820" in problem.message
    assert "カンマ" in problem.remedy


CSV = '年度,区名,来庁者数（人）\r\n2025,みどり区,11820\r\n2026,"みどり区",12411\r\n'


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "cp932"])
@pytest.mark.parametrize("ending", ["\r\n", "\n"])
def test_a_csv_in_any_of_the_usual_encodings_is_read(tmp_path, encoding, ending):
    path = tmp_path / "表.csv"
    path.write_bytes(CSV.replace("\r\n", ending).encode(encoding))
    assert found(path) == []


@pytest.mark.parametrize(
    ("old", "new", "finding"),
    [
        ("11820", '"11,820"', ("1-3", "table-number-as-text", None, "C2")),
        ('"みどり区"', '"みどり\r\n区"', ("1-5", "table-layout-space", None, "B3")),
        ("2026", "令和8年度", ("1-11", "table-era-only", None, "A3")),
        ("11820", "=1+1", ("1-7", "table-formula", None, "C2")),
        ("2026,", "\r\n2026,", ("2-1", "table-broken-up", None, "A3")),
        ("来庁者数（人）", "来庁者数", ("1-9", "table-unit-missing", None, "C1")),
        ("11820", "①", ("1-10", "table-dependent-character", None, "C2")),
    ],
)
def test_the_same_rules_hold_for_a_csv(tmp_path, old, new, finding):
    path = tmp_path / "表.csv"
    path.write_bytes(CSV.replace(old, new, 1).encode("utf-8-sig"))
    assert finding in found(path)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("表.pdf", b"%PDF-1.7"),
        ("表.xls", bytes.fromhex("d0cf11e0a1b11ae1")),
        ("表.xlsx", b"PK\x03\x04 cut off"),
        ("表.xlsx", CSV.encode()),
        ("表.csv", b"\xff\xfe\x00\x00"),
        ("表.csv", b"\x81\x20\xfd\xfd\xff"),
        ("表.csv", b'a,"b\r\n'),
        ("表.csv", b""),
    ],
)
def test_what_is_neither_excel_nor_csv_breaks_the_first_rule(tmp_path, name, data):
    path = tmp_path / name
    path.write_bytes(data)
    assert found(path) == [("1-1", "table-format", None, None)]


def test_codes_stay_texts_and_bare_numbers_become_numbers():
    cells = parse_csv(b"0130,12,-1.5,1e5\r\n").cells
    assert [cells[1, column].number and str(cells[1, column].number) for column in range(1, 5)] == [
        None,
        "12",
        "-1.5",
        None,
    ]


@pytest.mark.parametrize(
    ("typed", "plain"),
    [("①⑳", "(1)(20)"), ("㈱", "(株)"), ("㎡", "m2"), ("Ⅳ", "IV"), ("ｶﾞ", "ガ"), ("❶", "(1)"), ("\ue001", "〓"), ("髙﨑℃", "髙﨑℃")],
)  # fmt: skip
def test_dependent_characters_have_a_plain_way_of_writing(typed, plain):
    assert without_dependent_characters(typed) == plain
    assert dependent_characters(plain) == []


def written(path, data):
    path.write_bytes(data)
    return path


def test_our_own_data_pass(view, tmp_path):
    for number, data in enumerate(view.data):
        assert found(written(tmp_path / f"{number}.csv", public_csv(plain_table(data)))) == []
        assert found(written(tmp_path / f"{number}.xlsx", public_xlsx(plain_table(data), DAY))) == []


@pytest.fixture
def data_alone(view, tmp_path):
    """The summary workbook's データ sheets, each saved as a workbook of its own, by name."""
    summary = tmp_path / "集計.xlsx"
    write_summary_workbook(view, summary)
    paths = {}
    for data in view.data:
        book = openpyxl.load_workbook(summary)
        for name in book.sheetnames:
            if name != data.name:
                del book[name]
        paths[data.name] = tmp_path / f"{data.name}.xlsx"
        book.save(paths[data.name])
    return paths


def test_the_data_of_the_summary_pass_when_written_alone(view, data_alone, tmp_path):
    for data in view.data:
        assert found(written(tmp_path / "データ.csv", render_csv(data))) == []
        assert found(data_alone[data.name]) == []


def test_what_departments_typed_is_made_fit_for_machines(awkward_view, tmp_path):
    for number, data in enumerate(awkward_view.data):
        path = written(tmp_path / f"{number}.csv", public_csv(plain_table(data)))
        assert found(path) == []
        assert found(written(tmp_path / f"{number}.xlsx", public_xlsx(plain_table(data), DAY))) == []
        if data.table:
            assert "(1)待ち時間を 二つに 分けて測る (株)" in path.read_bytes().decode("utf-8-sig")


def test_the_command_answers_with_rule_and_cell(kusei, table):
    answer = kusei("lint-table", table(with_cells(C3="11,820")), "--json")
    assert answer.code == 1
    (problem,) = answer.json["problems"]
    assert (problem["rule"], problem["sheet"], problem["cell"]) == ("1-3", "来庁者", "C3")
    assert "【1-3】" in answer.json["problems"][0]["message"]
    assert json.loads(answer.out)["file"].endswith("表.xlsx")


def test_the_command_ends_with_0_when_clean_and_2_without_a_file(kusei, table, tmp_path):
    assert kusei("lint-table", table()).code == 0
    missing = kusei("lint-table", tmp_path / "ない.csv")
    assert missing.code == 2
    assert "ない.csv" in missing.err


def test_the_command_ends_with_2_when_the_file_cannot_be_read_as_a_table(kusei, tmp_path):
    answer = kusei("lint-table", written(tmp_path / "表.xlsx", b"PK\x03\x04 cut off"), "--json")
    assert answer.code == 2
    assert [problem["rule"] for problem in answer.json["problems"]] == ["1-1"]
