"""`_検査` from the template to the copy."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from openpyxl import load_workbook

from kusei_batch.core.catalog import expression_problems
from kusei_batch.core.check import Check
from kusei_batch.core.expression import parse_condition
from kusei_batch.core.problem import Severity
from kusei_batch.xlsx.compile import compile_template
from kusei_batch.xlsx.compile.rule_text import check_consequence
from kusei_batch.xlsx.stamp import Stamp, stamp_sheet
from tests.xlsx import test_computed, test_template_faults
from tests.xlsx.computed_book import computed_book
from tests.xlsx.template_book import TemplateBook

HEADINGS = ["検査名", "表", "条件", "項目", "文", "対処", "重要度", "理由欄"]
GOOD = {
    "検査名": "満足の割合",
    "表": "目標",
    "条件": "割合 < 目標値 かつ 場面 = 電話",
    "項目": "目標.満足",
    "文": "満足は{{ 目標.割合 }}％で、{{番号}}行目の目標{{目標値}}に届いていません",
    "対処": "{{満足}}を確かめてください",
    "重要度": "エラー",
    "理由欄": "取組",
}


def checked(**changes: object) -> TemplateBook:
    book = computed_book()
    book.sheet("_検査", HEADINGS)
    book.add("_検査", **{**GOOD, "項目": "満足", **changes})
    return book


def test_a_check_is_read_with_its_words(tmp_path):
    form, problems = checked().read(tmp_path)
    assert problems == []
    assert form.checks == (
        Check(
            "満足の割合",
            "目標",
            parse_condition("割合 < 目標値 かつ 場面 = 電話", ["割合", "目標値", "場面"]),
            "満足",
            "満足は{{割合}}％で、{{番号}}行目の目標{{目標値}}に届いていません",
            "{{満足}}を確かめてください",
            Severity.ERROR,
            "取組",
        ),
    )


def test_what_is_left_blank_has_its_usual_meaning(tmp_path):
    form, problems = checked(項目=None, 対処=None, 重要度=None, 理由欄=None).read(tmp_path)
    assert problems == []
    (check,) = form.checks
    assert (check.marked, check.remedy, check.severity, check.reason) == ("目標値", "", Severity.WARNING, None)


def test_a_check_outside_tables_sees_the_head_alone(tmp_path):
    form, problems = checked(
        表=None,
        条件="記入者 = 空欄 かつ 該当なし = はい",
        項目="記入者",
        文="記入者がありません",
        対処=None,
        理由欄=None,
    ).read(tmp_path)
    assert problems == []
    assert form.checks[0].table is None


FAULTS = {
    "検査名がない": ({"検査名": None}, "check-incomplete", "A2"),
    "条件がない": ({"条件": None}, "check-incomplete", "C2"),
    "文がない": ({"文": None}, "check-incomplete", "E2"),
    "項目も決まらない": ({"項目": None, "条件": "計 > 3"}, "check-incomplete", "D2"),
    "表がない": ({"表": "目票"}, "check-unknown-table", "B2"),
    "項目がない": ({"項目": "満ぞく"}, "check-unknown-item", "D2"),
    "文の項目がない": ({"文": "{{満ぞく}}です"}, "check-unknown-item", "E2"),
    "対処の項目がない": ({"対処": "{{満ぞく}}です"}, "check-unknown-item", "F2"),
    "文の括弧": ({"文": "{{満足です"}, "placeholder-malformed", "E2"),
    "用紙にない項目": ({"項目": "割合"}, "check-without-cell", "D2"),
    "理由欄がない": ({"理由欄": "訳"}, "check-unknown-item", "H2"),
    "理由欄が計算": ({"理由欄": "計"}, "check-reason-not-entry", "H2"),
    "知らない重要度": ({"重要度": "重大"}, "item-unknown-word", "G2"),
    "条件の文法": ({"条件": "割合 が低い"}, "expression-malformed", "C2"),
    "条件の項目": ({"条件": "割り合い < 3"}, "expression-unknown-item", "C2"),
    "条件の値": ({"条件": "場面 = 電信"}, "expression-unknown-value", "C2"),
    "行をまたぐ欄がない": ({"条件": "合計(目標.割合) > 3"}, "rows-item-without-cell", "C2"),
    "行をまたぐ項目がない": ({"条件": "合計(目標.計算) > 3"}, "expression-unknown-item", "C2"),
    "文字を足す": ({"条件": "合計(目標.取組) > 3"}, "expression-no-number", "C2"),
    "日付を足す": ({"条件": "最大(目標.期限) > 3"}, "expression-no-number", "C2"),
    "表のない計": ({"条件": "平均(満足) > 3"}, "expression-malformed", "C2"),
    "行の条件の値": ({"条件": "件数(目標、場面 = 電信) > 3"}, "expression-unknown-value", "C2"),
    "行の条件で計算": ({"条件": "件数(目標、満足 + 1 > 3) > 3"}, "expression-malformed", "C2"),
    "割る相手がない": ({"条件": "比率(目標.満足) > 3"}, "expression-malformed", "C2"),
    "条件が値": ({"条件": "満足 + 不満"}, "expression-malformed", "C2"),
}


@pytest.mark.parametrize(("changes", "code", "cell"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_told_once_at_its_cell(tmp_path, changes, code, cell):
    form, problems = checked(**changes).read(tmp_path)
    assert [(p.code, p.location.sheet, p.location.cell) for p in problems] == [(code, "_検査", cell)]
    assert form is None
    assert "{}" not in problems[0].message + problems[0].remedy


def test_a_name_may_be_given_once(tmp_path):
    book = checked()
    book.add("_検査", **{**GOOD, "項目": "満足"})
    assert [p.code for p in book.read(tmp_path)[1]] == ["check-twice"]


def test_names_that_are_missing_are_not_the_same_name(tmp_path):
    book = checked(検査名=None)
    book.add("_検査", **{**GOOD, "項目": "満足", "検査名": None})
    told = [(p.code, p.location.cells) for p in book.read(tmp_path)[1]]
    assert {code for code, _ in told} == {"check-incomplete"}
    assert [cell for _, cells in told for cell in cells] == ["A2", "A3"]


def test_what_stands_on_sheets_of_unequal_records_is_not_taken_together(tmp_path):
    book = checked(条件="件数(目標、満足 > 目標値) > 1")
    other = book.workbook.create_sheet("別紙")
    other["A2"], other["B3"], book.layout["F5"] = "{{目標.番号}}", "{{目標.満足}}", None
    _, problems = book.read(tmp_path)
    (told,) = [p for p in problems if p.severity is Severity.ERROR]
    assert (told.code, told.location.cell) == ("rows-of-unequal-height", "C2")
    assert "目標.満足、目標.目標値" in told.message


def test_every_message_is_told_by_some_template():
    told = {code for _, code, _ in FAULTS.values()} | set(test_computed.FAULTS) | {"check-twice"}
    told |= {"rows-of-unequal-height"}
    told |= {code for _, code, _, _ in test_template_faults.FAULTS.values()}
    assert set(expression_problems.MESSAGES) <= told


def issued(book: TemplateBook, tmp_path):
    form, _ = book.read(tmp_path)
    compiled = compile_template((tmp_path / "様式.xlsx").read_bytes(), form)
    return load_workbook(io.BytesIO(stamp_sheet(compiled, Stamp("R08-1-1-00", "ab"))))


def test_the_cell_is_tinted_until_it_is_right_or_a_reason_is_given(tmp_path):
    formats = issued(checked(), tmp_path)["目標"].conditional_formatting
    rules = {str(f.sqref): [r.formula[0] for r in f.rules] for f in formats}
    (formula,) = [f for f in rules["F5:F7"] if "SUM($F5,$G5)" in f or "$H5" in f]
    assert formula.startswith("AND(AND(")
    assert formula.endswith(",LEN(TRIM($C5))=0)")


def test_the_guide_says_what_will_be_asked(tmp_path):
    guide = issued(checked(), tmp_path)["記入要領"]
    rows = [[c.value or "" for c in row] for row in guide.iter_rows()]
    (row,) = [r for r in rows if r[2] == "お尋ねします"]
    assert row[0] == "満足"
    assert row[3] == (
        "満足は「割合」％で、「番号」行目の目標「目標値」に届いていません\n"
        "（「割合」が「目標値」より小さく、「場面」が「電話」のとき）"
    )
    assert row[4] == "「満足」を確かめてください\n理由があるときは「取組」に書きます。"


def test_the_guide_says_a_checks_own_explanation_as_it_stands(tmp_path):
    book = checked()
    sheet = book.workbook["_検査"]
    sheet.cell(1, sheet.max_column + 1, "説明")
    book.set("_検査", str(sheet.cell(2, 1).value), "説明", "電話で{{目標値}}に届かないとき、{{場面}}を確かめます。")
    rows = [[c.value or "" for c in row] for row in issued(book, tmp_path)["記入要領"].iter_rows()]
    (row,) = [r for r in rows if r[2] == "お尋ねします"]
    assert row[3] == "電話で「目標値」に届かないとき、「場面」を確かめます。"


def test_the_guide_says_that_what_no_reason_answers_is_sent_back(tmp_path):
    form, _ = checked().read(tmp_path)
    (check,) = form.checks
    assert check_consequence(check) == "お尋ねします"
    assert check_consequence(replace(check, reason=None)) == "差し戻します"
    assert check_consequence(replace(check, reason=None, severity=Severity.WARNING)) == "お尋ねします"
