"""A form in code, and submissions of it: one good target by default, changed where a test says so."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from kusei_batch.collect.row_keys import key_rows
from kusei_batch.core.expression import parse_condition
from kusei_batch.core.form import Choice, Field, FieldKind, FieldType, Form, Necessity, Table
from kusei_batch.core.period import Calendar
from kusei_batch.core.problem import Problem, Severity
from kusei_batch.core.record import Record
from kusei_batch.core.submission import Entry, IssuedSheet, Row, Submission
from kusei_batch.core.values import BLANK, Cell, CellKind, text_cell
from kusei_batch.core.ward import Department, Ward
from kusei_batch.validate import validate_submission

MAIN, PLAN = "目標設定", "年間取組計画"
FIRST_ROW, MAX_ROWS = 12, 10
CALENDAR = Calendar()
DEPARTMENT = Department("1303", Ward("13", "見本区"), "区民サービス部", "区民課", 3, "内線 1234")
ISSUED = IssuedSheet(
    "R08-1303-1-25", "目標設定", "目標設定", "1", 2026, "13", "1303", "R08_目標設定_1303_区民課.xlsx", dt.date(2026, 4, 1),
    {"区名": ("見本区",)},
)  # fmt: skip

SCENES = (
    Choice("①お知らせ", ("広報",)),
    Choice("②電話対応", ("電話",)),
    Choice("③庁舎案内", ("案内",)),
    Choice("④対面対応", ("対面", "応対", "窓口")),
)
BUDGETS = (Choice("不要"), Choice("地域課題対応事業"), Choice("緊急対応"))


def field(name: str, column: str, type_: FieldType, table: str | None = "目標", **rules) -> Field:
    sheet = rules.pop("sheet", MAIN)
    cells = tuple(f"{column}{FIRST_ROW + i}" for i in range(MAX_ROWS)) if table else (column,)
    necessity = rules.pop("necessity", Necessity.OPTIONAL)
    severity = rules.pop("severity", Severity.ERROR)
    return Field(name, table, FieldKind.ENTRY, type_, necessity, severity, sheet, cells, **rules)


REQUIRED = {"necessity": Necessity.REQUIRED}
FIELDS = (
    field("記入者", "C4", FieldType.TEXT, None),
    field("記入日", "E4", FieldType.DATE, None),
    field("該当なし", "C6", FieldType.YES_NO, None),
    field("場面", "B", FieldType.CHOICES, choice_list="場面", **REQUIRED),
    field("目標", "C", FieldType.LONG_TEXT, max_length=120, **REQUIRED),
    field("具体的な取組内容", "D", FieldType.LONG_TEXT, **REQUIRED),
    field("評価指標", "E", FieldType.TEXT, **REQUIRED),
    field("目標値", "F", FieldType.NUMBER, minimum=Decimal(0), maximum=Decimal(100), unit="％"),
    field("参加人数", "G", FieldType.INTEGER, unit="人", error_text="0以上の整数で人数を入力してください。"),
    field("期限", "H", FieldType.DATE, minimum=dt.date(2026, 4, 1), maximum=dt.date(2027, 3, 31)),
    field("予算措置", "I", FieldType.CHOICE, choice_list="予算"),
    field("予算の理由", "J", FieldType.TEXT, necessity=Necessity.CONDITIONAL,
          condition=parse_condition("予算措置 = 地域課題対応事業|緊急対応", ["予算措置"])),
    field("公表", "K", FieldType.YES_NO, severity=Severity.WARNING),
    field("第1四半期", "B", FieldType.TEXT, sheet=PLAN),
    field("第2四半期", "C", FieldType.TEXT, sheet=PLAN),
)  # fmt: skip
TABLE = Table("目標", 1, 3, MAX_ROWS, distinct=("目標",), checkable=("目標", "具体的な取組内容", "評価指標"))
FORM = Form(
    "目標設定", "区役所サービス向上目標", "第1号様式", "1", FIELDS, (TABLE,), {"場面": SCENES, "予算": BUDGETS},
    nothing_field="該当なし",
)  # fmt: skip

GOALS = (
    "窓口の待ち時間を平均15分以内にします。",
    "電話の取次ぎを2回以内とし、たらい回しをなくします。",
    "庁舎の案内表示を大きな文字に改め、10月末までに取り替えます。",
    "転入の手続案内を3か国語で作成し、窓口で配布します。",
    "出前講座を年4回開き、延べ120人の参加を得ます。",
)


def target(number: int = 1, **changes: object) -> dict[str, object]:
    """A target with nothing to be said about."""
    return {
        "場面": "②電話対応",
        "目標": GOALS[(number - 1) % len(GOALS)],
        "具体的な取組内容": "毎月の係会議で実績を確かめ、見直しの結果を掲示します。",
        "評価指標": "実施回数",
        **changes,
    }


def cell(value: object) -> Cell:
    """The cell Excel would store for a Python value; a Cell is itself."""
    match value:
        case Cell():
            return value
        case None:
            return BLANK
        case bool():
            return Cell(CellKind.BOOLEAN, str(value).upper())
        case int() | Decimal():
            return Cell(CellKind.NUMBER, str(value), Decimal(value))
        case dt.date():
            return Cell(CellKind.DATE, value.isoformat(), Decimal((value - dt.date(1899, 12, 30)).days))
        case _:
            return text_cell(str(value))


ERROR_CELL = Cell(CellKind.ERROR, "#N/A")
UNCOMPUTED_CELL = Cell(CellKind.UNCOMPUTED, "=SUM(A1:A3)")


def row(form: Form, values: Mapping[str, object], number: int | None) -> Row:
    table = form.tables[0].name if number else None
    entries = {
        f.name: Entry(
            cell(values.get(f.name)), f.sheet, f.cells[(number or 1) - 1] if len(f.cells) >= (number or 1) else "Z99"
        )
        for f in form.entries_of(table)
    }
    return Row(table, number, entries)


def submission(
    targets: Sequence[Mapping[str, object] | None], head: Mapping[str, object] | None = None, form: Form = FORM, **rest
) -> Submission:
    """Targets from the first row down, None for a blank row; the rest of the rows are blank."""
    lines = [*targets, *[None] * (MAX_ROWS - len(targets))]
    rows = tuple(row(form, values or {}, i) for i, values in enumerate(lines, 1))
    return Submission("ab" * 32, row(form, head or {}, None), {form.tables[0].name: rows}, **rest)


def judge_submission(
    form: Form, typed: Submission, issued: IssuedSheet = ISSUED, calendar: Calendar = CALENDAR
) -> tuple[list[Record], list[Problem]]:
    """Records and problems of a submission, its rows told first as collecting does."""
    known, unknown = key_rows(form, typed, issued)
    records, found = validate_submission(form, known, issued, DEPARTMENT, calendar)
    return records, [*unknown, *found]


def validate(
    *targets: Mapping[str, object] | None, head: Mapping[str, object] | None = None, form: Form = FORM, **rest
) -> tuple[list[Record], list[Problem]]:
    return judge_submission(form, submission(targets, head, form, **rest))


def problems(*targets: Mapping[str, object] | None, **given) -> list[Problem]:
    return validate(*targets, **given)[1]


def found(*targets: Mapping[str, object] | None, **given) -> list[tuple[str, str | None]]:
    """Codes with their cells."""
    return [(p.code, p.location.cell) for p in problems(*targets, **given)]


def changed_form(name: str, **rules: object) -> Form:
    """The form with one field's rules changed."""
    return replace(FORM, fields=tuple(replace(f, **rules) if f.name == name else f for f in FORM.fields))


def changed_table(**rules: object) -> Form:
    return replace(FORM, tables=(replace(TABLE, **rules),))
