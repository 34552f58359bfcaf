"""A field's rule in the issued copy: validation, input message, tint, protection, 記入要領."""

from __future__ import annotations

import datetime as dt
import io
import re
from dataclasses import replace
from decimal import Decimal

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.datavalidation import DataValidation

from kusei_batch.core.expression import parse_condition
from kusei_batch.core.form import Choice, FieldType, Form, Necessity
from kusei_batch.core.problem import Severity
from kusei_batch.core.text.lengths import clip, units
from kusei_batch.xlsx.compile import compile_template
from kusei_batch.xlsx.compile.conditional_formats import blank_formula
from kusei_batch.xlsx.compile.rules import fits_inline
from kusei_batch.xlsx.package import read_parts
from kusei_batch.xlsx.stamp import Stamp, stamp_sheet
from tests.xlsx.handmade import zipped
from tests.xlsx.rich_template import make_field, rich_form, rich_parts, rich_template

NAMES = ("達成度", "件数", "記入者", "理由")


def issue(form: Form) -> Workbook:
    return load_workbook(io.BytesIO(stamp_sheet(compile_template(rich_template(), form), Stamp("R08-1303-1-25", "ab"))))


def with_field(name: str, **changes: object) -> Form:
    form = rich_form()
    fields = tuple(replace(f, **changes) if f.qualified == name else f for f in form.fields)
    return replace(form, fields=fields)


def validation_of(form: Form, address: str) -> DataValidation:
    rules = issue(form)["様式"].data_validations.dataValidation
    found = [r for r in rules if address in r.sqref]
    assert len(found) == 1
    return found[0]


class TestValidation:
    def test_bounds_of_a_number_become_the_rule(self):
        rule = validation_of(rich_form(), "D6")
        assert (rule.type, rule.formula1, rule.formula2, rule.errorStyle) == ("whole", "0", "999", "stop")
        assert str(rule.sqref) == "D6:D9"
        assert "0以上999以下の整数" in rule.error
        assert "単位：件" in rule.prompt

    def test_a_unit_that_every_row_says_is_told_by_its_column(self):
        rule = validation_of(with_field("目標.件数", unit="", unit_from="単位"), "D6")
        assert "単位：「単位」の欄のとおり" in rule.prompt

    def test_one_bound_leaves_the_other_side_open(self):
        rule = validation_of(
            with_field("目標.件数", type=FieldType.NUMBER, minimum=None, maximum=Decimal("99.5")), "D6"
        )
        assert (rule.type, rule.formula2) == ("decimal", "99.5")
        assert int(rule.formula1) < -(10**12)

    def test_bounds_of_a_date_are_days(self):
        rule = validation_of(with_field("目標.期限", minimum=dt.date(2026, 4, 1), maximum=dt.date(2027, 3, 31)), "E6")
        assert rule.type == "custom"
        assert "AND(ISNUMBER(E6),E6>=46113,E6<=46477)" in rule.formula1
        assert units(rule.formula1) <= 255
        assert "令和8年4月1日から令和9年3月31日まで" in rule.error

    def test_length_of_a_text_is_bounded(self):
        rule = validation_of(rich_form(), "B6")
        assert (rule.type, rule.operator, rule.formula1) == ("textLength", "lessThanOrEqual", "300")

    def test_a_warning_may_be_overridden(self):
        assert validation_of(with_field("目標.件数", severity=Severity.WARNING), "D6").errorStyle == "warning"

    def test_a_choice_with_aliases_asks_instead_of_refusing(self):
        rule = validation_of(rich_form(), "F6")
        assert (rule.type, rule.formula1) == ("list", '"達成,一部達成,未達成"')
        assert rule.errorStyle == "warning"

    def test_a_choice_without_aliases_refuses_anything_else(self):
        form = replace(rich_form(), choice_lists={"達成度": (Choice("達成"), Choice("未達成"))})
        assert validation_of(form, "F6").errorStyle == "stop"

    def test_several_choices_in_a_cell_are_never_refused(self):
        rule = validation_of(with_field("目標.達成度", type=FieldType.CHOICES), "F6")
        assert (rule.type, rule.showErrorMessage) == ("list", False)

    def test_yes_or_no_needs_no_list_of_its_own(self):
        rule = validation_of(with_field("目標.達成度", type=FieldType.YES_NO, choice_list=None), "F6")
        assert rule.formula1 == '"はい,いいえ"'

    def test_the_templates_own_rule_gives_way_in_an_entry_cell(self):
        # The template has a rule of its own for B10 and the entry cell B3.
        assert validation_of(rich_form(), "B3").type == "textLength"
        assert validation_of(rich_form(), "B13").formula1 == "$A$12:$A$13"

    def test_words_are_cut_to_what_excel_takes(self):
        rule = validation_of(with_field("目標.件数", help="𠮷" * 300, error_text="誤" * 300), "D6")
        assert units(rule.prompt) <= 255
        assert units(rule.error) == 225
        assert rule.error.endswith("…")
        assert units(clip("件" * 40, 32)) == 32


class TestLongLists:
    @pytest.mark.parametrize(
        ("values", "inline"),
        [
            (["あ" * 127, "い" * 127], True),
            (["あ" * 128, "い" * 127], False),
            (["𠮷" * 64, "𠮷" * 63], True),
            (["𠮷" * 64, "𠮷" * 64], False),
            (["1,000件", "その他"], False),
            (["一行目\n二行目"], False),
            ([" 空白"], False),
        ],
    )
    def test_a_list_stands_in_the_rule_when_excel_takes_it(self, values, inline):
        assert fits_inline([Choice(v) for v in values]) is inline

    def test_a_longer_one_becomes_a_range_on_a_hidden_sheet(self):
        values = [f"{n}番目の、とても長い選択肢、1,000件" for n in range(20)]
        form = replace(rich_form(), choice_lists={"達成度": tuple(Choice(v) for v in values)})
        book = issue(form)
        assert validation_of(form, "F6").formula1 == "_kl_1"
        assert book.defined_names["_kl_1"].attr_text == "'_選択肢'!$A$1:$A$20"
        assert book["_選択肢"].sheet_state == "hidden"
        assert [row[0].value for row in book["_選択肢"]["A1:A20"]] == values


class TestTints:
    def test_a_required_blank_is_tinted_once_its_row_has_been_begun(self):
        form = rich_form()
        assert blank_formula(form, form.field("目標", "目標")) == ("AND(LEN(TRIM(B6))=0,COUNTA($B6,$D6,$E6,$F6,$G6)>0)")
        assert blank_formula(form, form.field("件数", "目標")) == ""

    def test_a_required_blank_of_the_head_once_anything_has_been_entered(self):
        form = rich_form()
        assert blank_formula(form, form.field("記入者")).endswith("COUNTA(_kf_4,_kf_6,_kf_7,_kf_8,_kf_9,_kf_10)>0)")

    @pytest.mark.parametrize(
        ("condition", "clause"),
        [
            ("達成度 = 一部達成", 'OR(TRIM($F6)="一部達成",TRIM($F6)="一部")'),
            ("達成度 ≠ 達成", 'AND(LEN(TRIM($F6))>0,NOT(OR(TRIM($F6)="達成")))'),
            ("件数 ≠ 空欄", "LEN(TRIM($D6))>0"),
            ("件数 = 空欄", "LEN(TRIM($D6))=0"),
            ('記入者 = "区"', 'OR(TRIM(_kf_4)="""区""")'),
        ],
    )
    def test_a_condition_is_asked_of_the_same_row(self, condition, clause):
        form = with_field("目標.対応", condition=parse_condition(condition, NAMES))
        assert blank_formula(form, form.field("対応", "目標")).endswith(f",{clause})")

    def test_a_field_of_another_sheet_is_asked_through_its_name(self):
        form = with_field("目標.達成度", sheet="別紙", cells=("C2", "C3", "C4", "C5"))
        formula = blank_formula(form, form.field("対応", "目標"))
        assert 'TRIM(INDEX(_kf_9,ROW()-5,1))="一部達成"' in formula
        assert "COUNTA($B6,$D6,$E6,INDEX(_kf_9,ROW()-5,1),$G6)" in formula

    def test_the_copy_has_a_tint_for_each_required_field_and_one_for_findings(self):
        formats = issue(rich_form())["様式"].conditional_formatting
        ours = {str(f.sqref): [r.formula[0] for r in f.rules] for f in formats if f.rules[0].priority > 2}
        assert list(ours) == ["B3 B6:B9 D6:D9 E6:E9 F6:F9 G6:G9", "B3", "B6:B9", "G6:G9"]
        assert "_kusei_errors" in ours["B3 B6:B9 D6:D9 E6:E9 F6:F9 G6:G9"][0]


class TestCells:
    @pytest.fixture
    def sheet(self):
        return issue(rich_form())["様式"]

    def test_entry_cells_alone_are_open_and_every_sheet_is_protected(self, sheet):
        unlocked = {c.coordinate for row in sheet.iter_rows() for c in row if not c.protection.locked}
        rows = {f"{column}{row}" for column in "BCDEFG" for row in range(6, 10)}
        assert unlocked == {"B3", "C3"} | rows
        assert all(s.protection.sheet and not s.protection.password for s in sheet.parent)
        assert not sheet.protection.formatRows

    def test_entry_cells_are_pale_and_keep_their_borders(self, sheet):
        assert sheet["B6"].fill.fgColor.rgb == "FF" + rich_form().entry_color
        assert sheet["B6"].border.left.style == "thin"

    def test_every_cell_of_a_merged_entry_is_open(self):
        parts = read_parts(stamp_sheet(compile_template(rich_template(), rich_form()), Stamp("", "")))
        styles = dict(re.findall(r'<c r="([BC]3)" s="(\d+)"', parts["xl/worksheets/sheet1.xml"].decode()))
        assert styles["B3"] == styles["C3"] != "2"

    def test_a_fill_of_an_entry_cell_is_kept(self):
        parts = rich_parts()
        sheet = parts["xl/worksheets/sheet1.xml"]
        parts["xl/worksheets/sheet1.xml"] = sheet.replace(b'<c r="B3" s="2"', b'<c r="B3" s="1"')
        book = load_workbook(io.BytesIO(stamp_sheet(compile_template(zipped(parts), rich_form()), Stamp("", ""))))
        assert book["様式"]["B3"].fill.fgColor.rgb == "FFD9E2F3"

    def test_the_colour_of_entry_cells_may_be_chosen(self):
        book = load_workbook(
            io.BytesIO(
                stamp_sheet(
                    compile_template(rich_template(), replace(rich_form(), entry_color="CCFFCC")), Stamp("", "")
                )
            )
        )
        assert book["様式"]["B6"].fill.fgColor.rgb == "FFCCFFCC"
        assert book["様式"]["A3"].fill.fgColor.rgb == "FFD9E2F3"

    def test_formats_follow_the_type(self, sheet):
        assert (sheet["B6"].number_format, sheet["D6"].number_format, sheet["F6"].number_format) == ("@", "#,##0", "@")
        assert "元年" in sheet["E6"].number_format
        assert sheet["E6"].is_date or "ggg" in sheet["E6"].number_format
        assert sheet["B6"].alignment.wrap_text
        assert sheet["B6"].alignment.vertical == "top"

    def test_everything_is_calculated_on_opening(self, sheet):
        assert sheet.parent.calculation.fullCalcOnLoad


class TestGuide:
    def test_each_entry_is_explained_once_in_the_words_of_its_rule(self):
        form = rich_form()
        sheet = issue(form)["記入要領"]
        rows = {r[0].value: [c.value or "" for c in r] for r in sheet.iter_rows(min_row=7) if r[1].value}
        assert list(rows) == [f.name for f in form.fields if f.is_entry]
        assert rows["件数"][4] == "整数を書きます\n0以上999以下\n単位：件"
        assert rows["対応"][2] == "「達成度」が「一部達成」か「未達成」のときは必須"
        assert rows["達成度"][5] == "達成／一部達成／未達成"
        assert rows["目標"][1] == "様式\nB6～B9"

    def test_it_is_ready_to_print(self):
        sheet = issue(rich_form())["記入要領"]
        assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
        assert sheet.page_setup.fitToWidth == 1
        assert sheet.print_title_rows == "$6:$6"

    def test_conditions_read_as_japanese(self):
        from kusei_batch.xlsx.compile.rule_text import necessity_words

        field = make_field("対応", "A1", necessity=Necessity.CONDITIONAL)
        told = {
            "理由 ≠ 空欄": "「理由」が空欄でないときは必須",
            "理由 = 空欄": "「理由」が空欄のときは必須",
            "達成度 ≠ 達成": "「達成度」が「達成」以外のときは必須",
        }
        assert {c: necessity_words(replace(field, condition=parse_condition(c, NAMES))) for c in told} == told


class TestMisfits:
    def test_a_form_without_a_field_of_the_template_is_refused(self):
        with pytest.raises(ValueError, match="件数"):
            compile_template(rich_template(), with_field("目標.件数", table=None))

    def test_a_form_without_a_table_of_the_template_is_refused(self):
        with pytest.raises(ValueError, match="目標"):
            compile_template(rich_template(), replace(rich_form(), tables=()))

    def test_a_form_whose_cells_are_elsewhere_is_refused(self):
        with pytest.raises(ValueError, match="様式"):
            compile_template(rich_template(), with_field("記入者", cells=("B4",)))


class TestForeignRules:
    def test_a_rule_of_the_template_is_cut_around_the_entry_cells(self):
        from kusei_batch.xlsx.compile.entry_formats import _without
        from kusei_batch.xlsx.reference import parse_areas

        holes = parse_areas("B6:B9 D6:D9")
        assert _without("A1:E20", holes) == "A1:E5 A6:A9 C6:C9 E6:E9 A10:E20"
        assert _without("B6:B9", holes) == ""
        assert _without("F6 A1:A5", holes) == "F6 A1:A5"
