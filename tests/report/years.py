"""A small ward over three years: indicators with targets, a department that was silent in one of them. Made up."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from kusei_batch.consolidate import total_crosstabs
from kusei_batch.core.axes import YearSpan
from kusei_batch.core.form import Choice, Field, FieldKind, FieldType, Form, Necessity, Table, TotalsRow
from kusei_batch.core.period import Round
from kusei_batch.core.problem import Severity
from kusei_batch.core.record import Coverage, Record, Source
from kusei_batch.core.row_key import RowKey
from kusei_batch.core.submission import State
from kusei_batch.core.ward import Department, Ward
from kusei_batch.report.views import RoundFacts

WARD = Ward("77", "みはらし区")
KUMIN, HOKEN, MACHI = (
    Department(f"770{n}", WARD, "", name, n, "") for n, name in enumerate(("区民課", "保険課", "まちづくり課"), 1)
)
DEPARTMENTS = (KUMIN, HOKEN, MACHI)
YEARS = {2024: "令和6年度", 2025: "令和7年度", 2026: "令和8年度"}
AS_OF = dt.date(2027, 3, 20)


@dataclass(frozen=True)
class Line:
    """What a department wrote of one indicator in one year."""

    year: int
    department: Department
    number: int
    name: str
    value: Decimal | None
    target: Decimal | None
    state: str | None
    checked: dt.date | None


def _line(*typed) -> Line:
    year, department, number, name, value, target, state, checked = typed
    reached, aim = (Decimal(text) if text else None for text in (value, target))
    day = dt.date.fromisoformat(checked) if checked else None
    return Line(year, department, number, name, reached, aim, state, day)


LINES = (
    _line(2024, KUMIN, 1, "窓口の満足度", "93.4", "95", "一部達成", "2024-04-10"),
    _line(2024, KUMIN, 2, "電話の取次ぎ", "1.8", None, "達成", "2024-07-01"),
    _line(2024, HOKEN, 1, "出前説明会", "9", "12", "未達成", "2025-01-31"),
    _line(2024, MACHI, 1, "花壇の数", "30", "30", "達成", "2024-12-01"),
    _line(2025, KUMIN, 1, "窓口の満足度", "95.0", "95", "達成", "2025-06-30"),
    _line(2025, HOKEN, 1, "出前説明会", None, "12", None, None),
    _line(2026, KUMIN, 1, "窓口の満足度", "96.25", "97", "一部達成", "2026-04-01"),
    _line(2026, KUMIN, 3, "待ち時間", "12", "15", "達成", "2026-12-28"),
    _line(2026, HOKEN, 1, "出前説明会", "14", "12", "達成", "2027-03-31"),
    _line(2026, HOKEN, 2, "案内の書換え", "8", "20", "未達成", "2026-03-31"),
)
"""まちづくり課 returned nothing in 2025, and has not in 2026."""


def _field(name: str, type_: FieldType, choices: str | None = None, unit: str = "") -> Field:
    return Field(
        name,
        "指標",
        FieldKind.ENTRY,
        type_,
        Necessity.OPTIONAL,
        Severity.ERROR,
        "実績",
        ("A1",),
        choice_list=choices,
        unit=unit,
    )


def _crosstab(sheet: str, row: str, column: str = "", value: str = "件数", **more: str) -> TotalsRow:
    return TotalsRow(sheet, "クロス集計", {"表": "指標", "行": row, "列": column, "値": value, **more})


def make_form(*more: TotalsRow) -> Form:
    return Form(
        "実績",
        "取組の実績",
        "第3号様式",
        "1",
        (
            _field("指標名", FieldType.TEXT),
            _field("実績値", FieldType.NUMBER, unit="ポイント"),
            _field("目標値", FieldType.NUMBER),
            _field("向き", FieldType.CHOICE, "向き"),
            _field("達成度", FieldType.CHOICE, "達成度"),
            _field("確認日", FieldType.DATE),
        ),
        (Table("指標", 0, 5, 10),),
        {
            "向き": (Choice("以上"), Choice("以下")),
            "達成度": tuple(map(Choice, ("達成", "一部達成", "未達成"))),
        },
        totals=(
            TotalsRow(
                "課題一覧",
                "一覧",
                {"表": "指標", "見出し": "指標名", "内容": "{{指標名}}", "条件": "達成度 ≠ 達成 かつ 実績値 < 目標値"},
            ),
            TotalsRow("課題一覧", "一覧", {"表": "指標", "見出し": "部署名", "内容": "{{部署名}}"}),
            _crosstab("達成度別", "達成度", "年度", 図="積上げ棒"),
            _crosstab("達成度の割合", "達成度", "年度", "割合", 図="棒"),
            _crosstab("年度ごと", "年度", "達成度", 図="積上げ棒"),
            _crosstab("部署別", "部署名", "年度", 図="棒"),
            _crosstab("部署別の平均", "部署名", "年度", "平均:実績値", 図="折れ線"),
            _crosstab("達成の平均", "部署名", "", "平均:実績値", 条件="達成度 = 達成"),
            _crosstab("四半期別", "確認日:四半期", "達成度", 図="折れ線"),
            _crosstab("月別", "確認日:月", 条件="実績値 ≧ 10"),
            TotalsRow(
                "指標の推移",
                "推移",
                {"表": "指標", "行": "{{指標名}}", "値": "実績値", "目標": "目標値", "向き": "向き"},
            ),
            *more,
        ),
    )


FORM = make_form()


def row_id(line: Line) -> str:
    return f"R06-{line.department.code}-1-00-指標{line.number}"


def make_record(line: Line) -> Record:
    sheet = f"{line.year}-{line.department.code}"
    fields = {
        "指標名": line.name,
        "実績値": line.value,
        "目標値": line.target,
        "向き": "以上",
        "達成度": line.state,
        "確認日": line.checked,
    }
    source = Source(f"{sheet:0>64}", "実績", {})
    return Record(sheet, line.department, "実績", RowKey("指標", row_id(line)), line.number, fields, {}, source)


def records_of(year: int) -> list[Record]:
    return [make_record(line) for line in LINES if line.year == year]


def make_facts(form: Form = FORM, year: int = 2026) -> RoundFacts:
    earlier = {y: records_of(y) for y in YEARS if y < year}
    records = records_of(year)
    answered = {record.department.code for record in records}
    coverage = [
        Coverage(
            d,
            "実績報告",
            State.ACCEPTED if d.code in answered else State.OVERDUE,
            f"{year}-{d.code}",
            None,
            None,
            AS_OF,
        )
        for d in DEPARTMENTS
    ]
    round_ = Round("実績報告", "実績", year, dt.date(year + 1, 2, 1), dt.date(year + 1, 3, 5))
    return RoundFacts(
        city="うみべ市",
        ward=WARD,
        round=round_,
        form=form,
        as_of=AS_OF,
        coverage=coverage,
        records=records,
        crosstabs=total_crosstabs(form, records, DEPARTMENTS, YearSpan(year, earlier=earlier)),
        earlier=earlier,
    )


def make_unissued(form: Form = FORM) -> RoundFacts:
    """The same round as if nobody had been sent a sheet."""
    round_ = Round("実績報告", "実績", 2026, dt.date(2027, 2, 1), dt.date(2027, 3, 5))
    coverage = [Coverage(d, "実績報告", State.NOT_ISSUED, None) for d in DEPARTMENTS]
    crosstabs = total_crosstabs(form, [], DEPARTMENTS, YearSpan(2026))
    return RoundFacts("うみべ市", WARD, round_, form, AS_OF, coverage, [], crosstabs)


def trend_by_hand(number: int, department: str) -> list[tuple[Decimal | None, Decimal | None]]:
    lines = {x.year: x for x in LINES if (x.number, x.department.name) == (number, department)}
    return [(lines[y].value, lines[y].target) if y in lines else (None, None) for y in YEARS]
