"""What is taken of the rows of a table comes, in a real spreadsheet, to what the nightly check says."""

import datetime as dt
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from kusei_batch.core.expression import PLACE, UNREAD, SeenRows, SheetValues, parse_expression
from kusei_batch.core.expression.nodes import Condition
from kusei_batch.core.form import Choice, Field, FieldKind, FieldType, Form, Necessity, Table
from kusei_batch.core.problem import Severity
from kusei_batch.xlsx.compile.excel import CopyCells, excel_condition, excel_value

pytestmark = pytest.mark.client

TABLE = "事業（A・B）"
ROWS: tuple[dict[str, Any], ...] = (
    {"額（千円）": 500, "決算": 450, "順位": 1, "採否": "採用", "名": "花壇", "日": dt.date(2026, 5, 1)},
    {"額（千円）": Decimal("0.1"), "順位": 2, "採否": "見送り", "名": "防災", "場面": ("電話", "窓口")},
    {},
    {"額（千円）": -3, "決算": 7, "順位": 2, "採否": "採用", "名": "「花壇」", "場面": ("窓口",), "元": 1},
    {"決算": 9, "採否": "採る", "名": "花壇", "日": dt.date(2027, 3, 31), "元": 4},
    {"額（千円）": "未定", "決算": 1, "順位": 3, "名": "*", "元": 2},
)  # 未定 is kept as written: the field takes words.
EXPRESSIONS = [
    text.replace("事業", TABLE)
    for text in (
        "合計(事業.額（千円）)", "件数(事業)", "件数(事業.額（千円）)", "平均(事業.決算)", "最大(事業.額（千円）)", "最小(事業.額（千円）)",
        "比率(事業.決算、事業.額（千円）)", "比率(事業.決算、事業.額（千円）、採否 = 採用)", "四捨五入(比率(事業.決算、事業.順位)、1)",
        "合計(事業.額（千円）、採否 = 採用)", "件数(事業、採否 ≠ 採用)", "件数(事業、採否 = 空欄)", "件数(事業、名 = 花壇)", "件数(事業、名 = 「*」)",
        "件数(事業、場面 = 電話)", "件数(事業、日 ≧ 2026/5/2)", "件数(事業、日 = 2026/5/1)", "合計(事業.決算、額（千円） < 決算)",
        "最大(事業.額（千円）、採否 = 見送り または 順位 = 3)", "最小(事業.決算、順位 ≧ 2 かつ 採否 ≠ 空欄)", "最大(事業.額（千円）、名 = 無)",
        "平均(事業.決算、(採否 = 採用 または 順位 = 空欄) でない)", "合計(事業.額（千円）) > 枠", "件数(事業、額（千円） > 枠 - 100)",
        "件数(事業、順位 = この行.順位) > 1", "合計(事業.決算、番号 ≦ この行.番号)", "合計(事業.決算、順位 < この行.順位)", "前の行.決算",
        "値(事業.採否、番号 = この行.元)", "値(事業.名、名 = この行.名 かつ 元 = 空欄)", "値(事業.採否、番号 = この行.元) = 採用",
        "値(事業.決算、順位 = 最大(事業.順位))", "この行.番号 + 0", "件数(事業、名 = この行.名 かつ 番号 ≠ この行.番号)",
        "前の行.額（千円） ≠ 空欄", "合計(事業.乱)", "件数(事業.乱)", "合計(事業.乱、番号 < 2)", "もし(前の行.決算 > 5、大、小)",
    )
]  # fmt: skip
NAMES = ("額（千円）", "決算", "順位", "採否", "名", "場面", "日", "元", "乱")
SEEN = SeenRows({TABLE: NAMES}, TABLE)


def make_form(height: int, sheet: str) -> Form:
    def field(name: str, type_: FieldType, column: str, block_row: int = 0, **more: Any) -> Field:
        cells = tuple(f"{column}{4 + number * height + block_row % height}" for number in range(len(ROWS)))
        words = {"block_height": height, "block_row": block_row % height, **more}
        return Field(name, TABLE, FieldKind.ENTRY, type_, Necessity.OPTIONAL, Severity.ERROR, sheet, cells, **words)

    head = Field("枠", None, FieldKind.ENTRY, FieldType.NUMBER, Necessity.OPTIONAL, Severity.ERROR, sheet, ("B1",))
    rows = (
        field("額（千円）", FieldType.NUMBER, "C", 1, takes_words=True), field("決算", FieldType.NUMBER, "B"),
        field("順位", FieldType.INTEGER, "D"), field("採否", FieldType.CHOICE, "E", 1, choice_list="採否"),
        field("名", FieldType.TEXT, "F"), field("場面", FieldType.CHOICES, "G", choice_list="場面"),
        field("日", FieldType.DATE, "H", 1), field("元", FieldType.INTEGER, "I", 2), field("乱", FieldType.NUMBER, "J"),
    )  # fmt: skip
    choices = {
        "採否": (Choice("採用", ("採る",)), Choice("見送り")),
        "場面": (Choice("電話"), Choice("窓口")),
    }
    return Form("式", "式", "", "1", (head, *rows), (Table(TABLE, 0, 9, 9),), choices)


def typed(value: Any) -> str | float | dt.date | None:
    match value:
        case tuple():
            return "、".join(value)
        case Decimal():
            return float(value)
        case _:
            return value


def read(row: dict[str, Any], number: int) -> dict[str, Any]:
    """What the nightly check has read of a row; 採る is a 別名."""
    alias = {"採る": "採用"}
    known = {name: alias.get(value, value) if isinstance(value, str) else value for name, value in row.items()}
    return known | {PLACE: number} | ({"乱": UNREAD} if number == 2 else {"乱": 5} if number == 1 else {})


def cases():
    return [(height, sheet) for height in (1, 2, 3) for sheet in ("表 1", "結果")]


@pytest.fixture(scope="module")
def calculated(office, tmp_path_factory):
    """One book: for each height of a record and place of the formulas, a sheet of entries and one of results."""
    book = openpyxl.Workbook()
    for case, (height, where) in enumerate(cases()):
        name = f"{where}{case}"
        form = make_form(height, name)
        entries = book.create_sheet(name)
        results = entries if where == "表 1" else book.create_sheet(f"式{case}")
        entries["B1"] = 400
        for number, row in enumerate(ROWS):
            for field in form.fields_of(TABLE):
                if field.name in row:
                    entries[field.cells[number]] = typed(row[field.name])
                elif height > 1:  # what a record prints in its other rows is no entry
                    top = 4 + number * height + (field.block_row + 1) % height
                    entries[f"{field.cells[0][0]}{top}"] = 99
            entries[form.field("乱", TABLE).cells[number]] = {0: 5, 1: "五"}.get(number)
            cells = CopyCells(form, TABLE, results.title, number)
            for column, text in enumerate(EXPRESSIONS, start=20):
                root = parse_expression(text, ("枠", *NAMES), rows=SEEN).root
                made = excel_condition(root, cells) if isinstance(root, Condition) else excel_value(root, cells)
                results.cell(50 + number, column, f"={made}")
    folder = tmp_path_factory.mktemp("行の式")
    book.save(folder / "式.xlsx")
    with office.open(folder / "式.xlsx") as document:
        saved = document.save_as(folder / "計算済み.xlsx")
    return openpyxl.load_workbook(saved, data_only=True)


def said(text: str) -> list[Any]:
    rows = [read(row, number) for number, row in enumerate(ROWS, start=1)]
    there = [row for row, typed_row in zip(rows, ROWS, strict=True) if typed_row]
    expression = parse_expression(text, ("枠", *NAMES), rows=SEEN)
    sheets = [SheetValues({"枠": 400, **row}, lambda _: there) for row in rows]
    if expression.is_condition:
        return [expression.holds(sheet) is True for sheet in sheets]
    values = [expression.evaluate(sheet) for sheet in sheets]
    return [pytest.approx(float(v)) if isinstance(v, Decimal | int) else v for v in values]


@pytest.mark.parametrize("case", range(len(cases())), ids=lambda case: f"{cases()[case][0]}-{case}")
def test_what_is_taken_of_the_rows_is_what_the_check_says(calculated, case):
    where = cases()[case][1]
    results = calculated[f"表 1{case}" if where == "表 1" else f"式{case}"]
    wrong = {}
    for column, text in enumerate(EXPRESSIONS, start=20):
        shown = [results.cell(50 + number, column).value for number in range(len(ROWS))]
        shown = [None if cell == "" else cell for cell in shown]
        if shown != said(text):
            wrong[text] = (shown, said(text))
    assert wrong == {}
