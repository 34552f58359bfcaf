"""A small form of results, as its departments hand it in: two departments, three targets."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from kusei_batch.consolidate import total_crosstabs
from kusei_batch.core.axes import YearSpan
from kusei_batch.core.form import Choice, Field, FieldKind, FieldType, Form, Necessity, Table, TotalsRow
from kusei_batch.core.period import Calendar, Round
from kusei_batch.core.policy import Policy
from kusei_batch.core.problem import Severity
from kusei_batch.core.record import Coverage, Record, Source
from kusei_batch.core.row_key import RowKey
from kusei_batch.core.submission import State
from kusei_batch.core.ward import Department, Ward
from kusei_batch.report.views import RoundFacts

WARD = Ward("141", "みどり区")
DAY = dt.date(2027, 3, 31)
REACHED = ("達成", "おおむね達成", "一部達成", "未達成")
DEPARTMENTS = (
    Department("11", WARD, "区民サービス部", "区民課", 1, ""),
    Department("12", WARD, "", "道路公園センター", 2, ""),
    Department("13", WARD, "区民サービス部", "保険年金課", 3, ""),
)
OWN = ("目標", "実施結果", "実績値", "目標値", "単位", "向き", "達成度", "今後の対応方策", "次年度の扱い")
COLUMNS = (*OWN, "場面", "評価指標", "値の区分", "理由")


def _field(name: str, type_: FieldType, table: str | None = "目標", choices: str | None = None) -> Field:
    return Field(
        name,
        table,
        FieldKind.ENTRY,
        type_,
        Necessity.OPTIONAL,
        Severity.ERROR,
        "実績報告",
        ("A1",),
        choice_list=choices,
    )


FORM = Form(
    "実績報告",
    "実績報告",
    "第3号様式",
    "1",
    (
        _field("目標", FieldType.LONG_TEXT),
        _field("実施結果", FieldType.LONG_TEXT),
        _field("実績値", FieldType.NUMBER),
        _field("目標値", FieldType.NUMBER),
        _field("単位", FieldType.TEXT),
        _field("向き", FieldType.TEXT),
        _field("達成度", FieldType.CHOICE, choices="達成度"),
        _field("今後の対応方策", FieldType.LONG_TEXT),
        _field("次年度の扱い", FieldType.TEXT),
        _field("場面", FieldType.TEXT),
        _field("評価指標", FieldType.LONG_TEXT),
        _field("値の区分", FieldType.TEXT),
        _field("理由", FieldType.LONG_TEXT),
        _field("推薦の理由", FieldType.LONG_TEXT),
        _field("記入者", FieldType.TEXT, None),
        _field("連絡事項", FieldType.LONG_TEXT, None),
        _field("意見", FieldType.LONG_TEXT, "意見"),
    ),
    (Table("目標", 1, 3, 10), Table("意見", 0, 3, 10)),
    {"達成度": tuple(map(Choice, REACHED))},
    totals=(
        TotalsRow("結果一覧", "一覧", {"表": "目標", "見出し": "部署名", "内容": "{{部署名}}"}),
        TotalsRow("結果一覧", "一覧", {"表": "目標", "見出し": "実施結果", "内容": "{{目標}}\n{{実施結果}}"}),
        TotalsRow("結果一覧", "一覧", {"表": "目標", "見出し": "推薦", "内容": "{{推薦の理由}}"}),
        TotalsRow("意見一覧", "一覧", {"表": "意見", "見出し": "意見", "内容": "{{意見}}"}),
        TotalsRow(
            "達成度別",
            "クロス集計",
            {"表": "目標", "見出し": "達成度別の目標数", "行": "達成度", "値": "件数", "図": "円"},
        ),
    ),
)

RESULTS = (
    ("待ち時間を①15分以内にする", "受付を2列に\nしました", Decimal("12.5"), 15, "分", "以下", "達成", None, "終了"),
    ("案内図を<改める>", "7月に掛け替えた", 91, 98, "％", "以上", "未達成", "色分けを加える", "継続"),
    ("=要望に3日で答える", "答えた割合を数えた", None, None, "", "", "おおむね達成", "件数を毎月数える", "継続"),
)
MORE: tuple[dict[str, object], ...] = (
    {"場面": "対面対応", "評価指標": "待った時間の平均", "値の区分": "確定"},
    {"値の区分": "見込み"},
    {},
)
"""What else these results say; all else is blank."""


def make_records() -> list[Record]:
    records = []
    filled = [
        {**dict.fromkeys(COLUMNS), **dict(zip(OWN, r, strict=True)), **more}
        for r, more in zip(RESULTS, MORE, strict=True)
    ]
    for number, (department, of) in enumerate(((DEPARTMENTS[0], filled[:2]), (DEPARTMENTS[1], filled[2:]))):
        sheet = f"R08-{department.code}-3-42"
        source = Source(f"{number:x}" * 64, "実績報告", {})
        rows: list[tuple[str | None, dict[str, object]]] = [(None, {"記入者": "髙﨑", "連絡事項": "内線へ"})]
        rows += [("目標", {**fields, "推薦の理由": "内々の理由"}) for fields in of]
        rows.append(("意見", {"意見": "電話で伺った話"}))
        for place, (table, fields) in enumerate(rows):
            identity = f"{sheet}-{table}{place}" if table else sheet
            records.append(
                Record(sheet, department, "実績報告", RowKey(table, identity), place or None, fields, {}, source)
            )
    return records


def make_coverage() -> list[Coverage]:
    """Two departments have answered, the third has not."""
    states = (State.ACCEPTED, State.ACCEPTED, State.MISSING)
    return [
        Coverage(d, "実績報告", state, f"R08-{d.code}-3-42", f"{i:x}" * 64, f"みどり区/{d.name}/実績.xlsx", DAY)
        for i, (d, state) in enumerate(zip(DEPARTMENTS, states, strict=True))
    ]


def make_facts(*, empty: bool = False) -> RoundFacts:
    """What is known of those that have answered; with `empty`, they have answered with nothing."""
    counted = [c for c in make_coverage() if c.state is State.ACCEPTED]
    records = [] if empty else make_records()
    return RoundFacts(
        city="みほん市",
        ward=WARD,
        round=Round("実績報告", "実績報告", 2026, dt.date(2027, 2, 1), DAY),
        form=FORM,
        as_of=DAY,
        coverage=counted,
        records=records,
        crosstabs=total_crosstabs(FORM, records, [c.department for c in counted], YearSpan(2026, Calendar())),
        policies=[Policy(2026, "141", "1", "待たせない、迷わせない窓口をつくります。")],
    )
