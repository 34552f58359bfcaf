"""The neutral paper fits any form: a made-up one with other words, two lists and several cross-tabs."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import docx
import pytest

from kusei_batch.consolidate import total_crosstabs
from kusei_batch.core.axes import YearSpan
from kusei_batch.core.form import Choice, Field, FieldKind, FieldType, Form, Necessity, Table, TotalsRow
from kusei_batch.core.own_words import OwnWords
from kusei_batch.core.period import Round
from kusei_batch.core.problem import Severity
from kusei_batch.core.record import Coverage, Record, Source
from kusei_batch.core.row_key import RowKey
from kusei_batch.core.submission import State
from kusei_batch.core.ward import Department, Ward
from kusei_batch.report import check_paper_template
from kusei_batch.report.views import RoundFacts, build_round_view
from kusei_batch.report.ward_report import make_ward_report
from tests.report.conftest import TEMPLATE
from tests.report.sample import FORM

STARTER = TEMPLATE.parent / "資料のひな形.docx"
WARD = Ward("99", "みなと区")
DEPARTMENTS = [Department(str(n), WARD, f"{n % 2}部", f"第{n}係", n, "") for n in range(1, 13)]
DAY = dt.date(2026, 9, 1)


def _field(name: str, type_: FieldType, table: str | None, choices: str | None = None) -> Field:
    return Field(
        name,
        table,
        FieldKind.ENTRY,
        type_,
        Necessity.OPTIONAL,
        Severity.ERROR,
        "意見",
        ("A1",),
        choice_list=choices,
        unit="件" if type_ is FieldType.NUMBER else "",
    )


def _crosstab(sheet: str, row: str, column: str, value: str, chart: str) -> TotalsRow:
    return TotalsRow(sheet, "クロス集計", {"表": "意見", "行": row, "列": column, "値": value, "図": chart})


OPINIONS = Form(
    "意見",
    "意見記録",
    "第7号様式",
    "1",
    (
        _field("受けた意見", FieldType.LONG_TEXT, "意見"),
        _field("種類", FieldType.CHOICE, "意見", "種類"),
        _field("件数", FieldType.NUMBER, "意見"),
        _field("記録者", FieldType.TEXT, None),
    ),
    (Table("意見", 0, 5, 10),),
    {"種類": tuple(map(Choice, ("苦情", "相談", "提案", "お礼")))},
    totals=(
        TotalsRow("意見一覧", "一覧", {"表": "意見", "見出し": "係", "内容": "{{部署名}}", "幅": "14"}),
        TotalsRow("意見一覧", "一覧", {"表": "意見", "見出し": "意見", "内容": "{{受けた意見}}", "幅": ""}),
        TotalsRow("意見一覧", "一覧", {"表": "意見", "見出し": "対応", "内容": "", "幅": "30"}),
        TotalsRow("記録者一覧", "一覧", {"表": "", "見出し": "記録者", "内容": "{{記録者}}", "幅": ""}),
        _crosstab("種類別", "種類", "部署名", "件数", "積上げ棒"),
        _crosstab("部別の割合", "部名", "種類", "割合", "折れ線"),
        _crosstab("件数の計", "種類", "", "合計:件数", ""),
    ),
)


def _facts(*, empty: bool) -> RoundFacts:
    states = [State.MISSING if empty else State.ACCEPTED] * 11 + [State.SENT_BACK]
    coverage = [
        Coverage(d, "意見", state, f"s{d.code}", f"{d.code:0>64}", "a.xlsx", DAY)
        for d, state in zip(DEPARTMENTS, states, strict=True)
    ]
    records = [] if empty else [r for d in DEPARTMENTS[:11] for r in _records(d)]
    crosstabs = total_crosstabs(OPINIONS, records, DEPARTMENTS, YearSpan(2026))
    return RoundFacts(
        "海辺市", WARD, Round("意見", "意見", 2026, DAY, DAY), OPINIONS, DAY, coverage, records, crosstabs
    )


def _records(department: Department) -> list[Record]:
    source = Source(f"{department.code:0>64}", "意見", {})
    kind = ("苦情", "相談", "提案")[department.order % 3]
    fields = {"受けた意見": f"<{department.name}> & 待ち時間\n{{{{ 区名 }}}}", "種類": kind, "件数": Decimal("1.5")}
    head = Record(f"s{department.code}", department, "意見", RowKey(None, "x"), None, {"記録者": "髙﨑"}, {}, source)
    return [head, Record(f"s{department.code}", department, "意見", RowKey("意見", "x1"), 1, fields, {}, source)]


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory):
    path = tmp_path_factory.mktemp("資料") / "資料.docx"
    path.write_bytes(make_ward_report(build_round_view(_facts(empty=False)), STARTER).content)
    return docx.Document(str(path))


def _tables(document) -> dict[str, list[list[str]]]:
    tables = [[[cell.text for cell in row.cells] for row in table.rows] for table in document.tables]
    return {rows[0][0]: rows for rows in tables}


@pytest.mark.parametrize("form", [OPINIONS, FORM, Form("空", "空", "", "1", (), (), {})])
def test_it_has_no_fault_for_any_form(form: Form) -> None:
    assert check_paper_template(STARTER, form) == []


def test_it_names_no_field_of_any_form() -> None:
    text = "".join(p.text for p in docx.Document(str(STARTER)).element.xpath("//w:p"))
    assert not [word for word in ("目標", "場面", "理念", "予算") if word in text]


def test_every_list_and_every_crosstab_is_in_it(paper) -> None:
    headings = [p.text for p in paper.paragraphs if p.style.name in ("Heading 2", "別紙の題")]
    assert headings == [
        "1　種類別",
        "2　部別の割合",
        "3　件数の計",
        "別紙1　意見一覧（11件）",
        "別紙2　記録者一覧（11件）",
        "別紙3　部署別の提出状況",
    ]
    assert len(paper.tables) == len(headings)


def test_it_begins_with_what_is_to_be_decided_of_each_list(paper) -> None:
    said = [p.text for p in paper.paragraphs]
    start = said.index("第2　判断を求める事項")
    assert said[start + 1 : start + 4] == [
        "1　「意見一覧」の11件の、取扱いを決定すること（別紙1）。",
        "2　「記録者一覧」の11件の、取扱いを決定すること（別紙2）。",
        "第3　結果の概要",
    ]


def test_a_list_is_printed_without_the_column_nobody_has_filled_in(paper) -> None:
    rows = _tables(paper)["係"]
    assert rows[0] == ["係", "意見"]
    assert rows[1] == ["第1係", "<第1係> & 待ち時間\n{{ 区名 }}"]
    assert len(rows) == 12


def test_a_crosstab_of_many_departments_lies_down(paper) -> None:
    rows = _tables(paper)["部署名＼種類"]
    assert rows[0] == ["部署名＼種類", "苦情", "相談", "提案", "お礼", "計"]
    assert rows[1] == ["第1係", "0", "1", "0", "0", "1"]
    assert rows[12] == ["第12係", "－", "－", "－", "－", "－"]
    assert rows[13][0] == "計"


def test_before_anything_has_come_in_it_says_so(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(make_ward_report(build_round_view(_facts(empty=True)), STARTER).content)
    text = "\n".join(p.text for p in docx.Document(str(tmp_path / "a.docx")).paragraphs)
    assert "受理した提出は、まだありません。" in text
    assert "判断を求める事項はありません。" in text


def test_it_speaks_in_the_words_of_an_office_that_is_no_ward(tmp_path: Path) -> None:
    words = OwnWords("学校", "学部", "分掌", "学校改善")
    facts = replace(_facts(empty=False), ward=Ward("1", "川辺小学校"), words=words)
    (tmp_path / "a.docx").write_bytes(make_ward_report(build_round_view(facts), STARTER).content)
    paper = docx.Document(str(tmp_path / "a.docx"))
    text = "\n".join("".join(t.text or "" for t in p.iter("{*}t")) for p in paper.element.body.iter("{*}p"))
    assert "提出　12分掌のうち11分掌の提出を受理しました" in text
    assert "第4　学校の方針" in text
    said = text.replace("{{ 区名 }}", "").replace(WARD.name, "")  # typed, and the name of a unit
    assert re.findall(r".{0,9}(?:区|部署|役所).{0,9}", said) == []


def test_no_department_is_called_the_most_of_a_table(tmp_path: Path) -> None:
    """Which department has written most rows says nothing of what they wrote."""
    facts = _facts(empty=False)
    by_section = _crosstab("係別", "部署名", "種類", "件数", "")
    form = replace(OPINIONS, totals=(by_section, *OPINIONS.totals))
    extra = [r for r in _records(DEPARTMENTS[0]) if r.number] * 2
    records = [*facts.records, *extra]
    tabs = total_crosstabs(form, records, DEPARTMENTS, YearSpan(2026))
    view = build_round_view(replace(facts, form=form, records=records, crosstabs=tabs))
    (tmp_path / "a.docx").write_bytes(make_ward_report(view, STARTER).content)
    said = [p.text for p in docx.Document(str(tmp_path / "a.docx")).paragraphs if p.text.startswith("集計　")]
    assert [text for text in said if "第1係" in text] == []
