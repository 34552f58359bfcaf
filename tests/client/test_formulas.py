"""Formulas made of expressions come, in a real spreadsheet, to what the nightly check says."""

import datetime as dt
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from kusei_batch.core.expression import UNREAD, parse_expression
from kusei_batch.core.expression.nodes import Condition
from kusei_batch.core.form import Choice, Field, FieldKind, FieldType, Form, Necessity, Table
from kusei_batch.core.form_year import FormYear
from kusei_batch.core.problem import Severity
from kusei_batch.xlsx.compile.excel import CopyCells, excel_condition, excel_value

pytestmark = pytest.mark.client

ROWS: tuple[dict[str, Any], ...] = (
    {
        "甲": 3,
        "乙": 4,
        "文": "はじめ",
        "選": "達成",
        "複": ("電話", "窓口"),
        "日": dt.date(2026, 10, 1),
        "有": True,
        "年": "令和9年度",
    },
    {
        "甲": Decimal("0.1"),
        "乙": Decimal("0.2"),
        "文": "3",
        "選": "未達成",
        "複": ("窓口",),
        "日": dt.date(2027, 3, 31),
        "年": "R8",
    },
    {"甲": -5, "乙": 0, "有": False, "年": "２０２７年度"},
    {"乙": 7, "文": '"かぎ"', "選": "概ね達成", "年": "令和8〜11年度"},
    {"甲": UNREAD, "乙": 2, "選": "達成", "年": "未定"},
    {},
    {"甲": 3, "乙": 3, "文": "達成", "選": "達成", "年": "令和元年度"},
    {"甲": Decimal("2.25"), "乙": Decimal("-2.5"), "年": "平成31年度から令和10年度まで"},
    {"文": "あ　い  う"},
    {"文": "　 初めの行\n\n次の　 　行　\n"},
    {"文": "　AB - １２３4\n"},
    {"文": "ａｂー12 34"},
    {"文": "AB―１２３４"},
    {"文": "AB-①234"},
    {"文": "㈱12"},
    {"文": "ｱB-1234"},
)
EXPRESSIONS = (
    "甲 < 乙", "甲 ≧ 乙", "甲 = 乙", "甲 ≠ 乙", "甲 = 3", "甲 ≠ 3|4", "甲 + 乙 = 0.3", "甲 ÷ 乙 > 0.5", "1 ÷ (甲 ÷ 乙) > 0",
    "合計(甲、乙) > 3", "合計(甲、乙、0) = 2", "合計(甲、計) > 5", "絶対値(甲) ≧ 5", "四捨五入(甲、1) = 2.3", "四捨五入(乙) = -3",
    "甲 = 空欄", "文 ≠ 空欄", "文 = はじめ", "文 = 3", '文 = 「"かぎ"」', "選 = 達成|概ね達成", "選 ≠ 達成", "文 = 選", "文 ≠ 選",
    "複 = 電話", "複 ≠ 電話", "日 ≧ 2026/10/2", "日 = 2026/10/1", "日 - 2026/10/1 > 30", "有 = はい", "有 ≠ はい",
    "甲 < 乙 かつ 選 = 達成", "甲 < 乙 または 文 = 空欄", "(甲 < 乙 または 選 = 達成) でない", "計 = 7", "率 ≧ 75", "率 ≠ 空欄",
    "もし(甲 < 乙、小、大) = 小", "もし(甲 < 乙、1、乙) > 0", "甲 + 乙", "甲 ÷ 乙", "もし(甲 < 乙、選、「違う」)", "四捨五入(甲 × 乙、2)",
    "年度(年) > 当年度", "年度(年) = 空欄", "年度(年) ≠ 当年度", "年度(日) = 当年度", "年度(日) ≠ 当年度", "年度(日) < 2000", "年度(年) - 当年度", "もし(年度(年) ≦ 当年度、「来た」、「前」)",
    "年 = 形「R#」", "年 ≠ 形「R#」|形「令和#年度」", "年 = 形「令和?年度」|形「２???年*」", "文 = 形「@@@」", "文 ≠ 形「#」", "文 = 形「AB-####」", "文 ≠ 形「ＡＢ－ ####」|形「ア@-*」", "文 = 形「AB-##*」|形「㈱##」", "文字数(年) ≧ 6", "文字数(文) + 1", "文字数(文) = 5", "文字数(文) = 空欄",
)  # fmt: skip


def field(name: str, type_: FieldType, column: str, **more: object) -> Field:
    cells = tuple(f"{column}{i}" for i in range(1, len(ROWS) + 1)) if column else ()
    kind = FieldKind.COMPUTED if "formula" in more else FieldKind.ENTRY
    return Field(name, "表", kind, type_, Necessity.OPTIONAL, Severity.ERROR, "表 1", cells, **more)


YEAR = FormYear(fiscal_year=2026)
NAMES = ("甲", "乙", "文", "選", "複", "日", "有", "計", "率", "年")
SUM, RATE = parse_expression("甲 + 乙", NAMES), parse_expression("甲 ÷ 乙 × 100", NAMES)
FORM = Form(
    "式", "式", "", "1",
    (
        field("甲", FieldType.NUMBER, "A"), field("乙", FieldType.NUMBER, "B"), field("文", FieldType.TEXT, "C"),
        field("選", FieldType.CHOICE, "D", choice_list="選"), field("複", FieldType.CHOICES, "E", choice_list="複"),
        field("日", FieldType.DATE, "F"), field("有", FieldType.YES_NO, "G"),
        field("年", FieldType.TEXT, "I"),
        field("計", FieldType.NUMBER, "H", formula=SUM), field("率", FieldType.NUMBER, "", formula=RATE),
    ),
    (Table("表", 0, 10, 10),),
    {"選": (Choice("達成"), Choice("概ね達成"), Choice("未達成")), "複": (Choice("電話"), Choice("窓口"))},
)  # fmt: skip


def typed(value: Any) -> str | float | dt.date | None:
    """The cell a person would have filled for a value."""
    match value:
        case bool():
            return "はい" if value else "いいえ"
        case tuple():
            return "、".join(value)
        case Decimal():
            return float(value)
        case _:
            return "わからない" if value is UNREAD else value


def lookup(row: dict[str, object]):
    known = {name: formula.operand(row) for name, formula in (("計", SUM), ("率", RATE))}
    return {**row, **known}


@pytest.fixture(scope="module")
def calculated(office, tmp_path_factory):
    folder = tmp_path_factory.mktemp("式")
    book = openpyxl.Workbook()
    entries, results = book.active, book.create_sheet("結果")
    entries.title = "表 1"
    for number, row in enumerate(ROWS, start=1):
        for name, value in row.items():
            entries[FORM.field(name, "表").cells[number - 1]] = typed(value)
        entries[f"H{number}"] = "=" + excel_value(SUM.root, CopyCells(FORM, "表", "表 1", number - 1))
        cells = CopyCells(FORM, "表", "結果", number - 1)
        for column, text in enumerate(EXPRESSIONS, start=1):
            root = parse_expression(text, NAMES, YEAR).root
            made = excel_condition(root, cells) if isinstance(root, Condition) else excel_value(root, cells)
            results.cell(number, column, f"={made}")
    book.save(folder / "式.xlsx")
    with office.open(folder / "式.xlsx") as document:
        saved = document.save_as(folder / "計算済み.xlsx")
    return openpyxl.load_workbook(saved, data_only=True)["結果"]


@pytest.mark.parametrize("text", EXPRESSIONS)
def test_a_formula_comes_to_what_the_check_says(calculated, text):
    expression = parse_expression(text, NAMES, YEAR)
    column = EXPRESSIONS.index(text) + 1
    shown = [calculated.cell(number, column).value for number in range(1, len(ROWS) + 1)]
    if expression.is_condition:
        assert shown == [expression.holds(lookup(row)) is True for row in ROWS]
        return
    values = [expression.evaluate(lookup(row)) for row in ROWS]
    assert [None if cell == "" else cell for cell in shown] == [
        pytest.approx(float(value)) if isinstance(value, Decimal) else value for value in values
    ]
