"""A sound template becomes a form; an unsound one tells all its faults at once."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from kusei_batch.core.expression import parse_condition
from kusei_batch.core.form import FieldType, Necessity
from kusei_batch.core.problem import Severity
from kusei_batch.xlsx.package import read_parts
from kusei_batch.xlsx.template import read_template
from tests.xlsx.handmade import zipped
from tests.xlsx.template_book import TemplateBook


@pytest.fixture
def book():
    return TemplateBook()


def codes(problems):
    return [(p.code, p.location.sheet, p.location.cell) for p in problems]


class TestASoundTemplate:
    def test_has_nothing_to_complain_of(self, book, tmp_path):
        form, problems = book.read(tmp_path)
        assert problems == []
        assert (form.id, form.title, form.version, form.nothing_field) == (
            "目標設定",
            "目標設定シート",
            "1",
            "該当なし",
        )

    @pytest.mark.parametrize("sign", ["\u200b", "\u2060", "\ufe0f", "\u3164", "\u2800"])
    def test_is_the_same_whatever_nobody_sees_stands_in_its_words(self, book, tmp_path, sign):
        plain, _ = book.read(tmp_path)
        for sheet in book.workbook.worksheets:
            for cell in (cell for row in sheet.iter_rows() for cell in row):
                if isinstance(cell.value, str) and (sheet is not book.layout or "{{" in cell.value):
                    cell.value = sign.join(["", *cell.value, ""])
        found, problems = book.read(tmp_path)
        assert problems == []
        assert found == plain

    def test_repeats_the_table_row_and_shifts_what_is_below(self, book, tmp_path):
        form, _ = book.read(tmp_path)
        assert form.field("取組", "目標").cells == ("C5", "C6", "C7")
        assert form.field("記入者").cells == ("B2",)
        assert form.field("該当なし").cells == ("B9",)

    def test_stacks_the_shifts_of_several_tables_on_a_sheet(self, book, tmp_path):
        book.layout["A9"] = "{{実績.結果}}"
        book.layout["A11"] = "{{連絡}}"
        book.add("_項目", 項目名="結果", 表="実績", 区分="記入", 型="文字")
        book.add("_項目", 項目名="連絡", 区分="記入", 型="文字")
        book.add("_設定", 設定名="実績.最大行数", 値=4)
        form, _ = book.read(tmp_path)
        assert form.field("結果", "実績").cells == ("A11", "A12", "A13", "A14")
        assert form.field("連絡").cells == ("A16",)

    def test_lets_a_table_have_columns_on_two_sheets(self, book, tmp_path):
        plan = book.workbook.create_sheet("計画")
        plan["A2"], plan["B1"], plan["B2"] = "{{目標.番号}}", "第1四半期", "{{目標.計画}}"
        book.add("_項目", 項目名="計画", 表="目標", 区分="記入", 型="長文")
        form, problems = book.read(tmp_path)
        assert problems == []
        assert (form.field("計画", "目標").sheet, form.field("計画", "目標").cells) == ("計画", ("B2", "B3", "B4"))
        assert form.field("番号", "目標").sheet == "目標"

    def test_prefers_for_a_display_field_the_cell_it_has_to_itself(self, book, tmp_path):
        book.layout["F1"] = "{{区名}}"
        form, _ = book.read(tmp_path)
        assert (form.field("区名").cells, form.field("年度").cells) == (("F1",), ("A1",))

    def test_finds_headings_above_in_tables_and_to_the_left_elsewhere(self, book, tmp_path):
        form, _ = book.read(tmp_path)
        assert form.field("取組", "目標").heading == "取組の内容"
        assert form.field("記入者").heading == "記入者"

    def test_finds_headings_in_merged_cells(self, book, tmp_path):
        book.layout["D3"], book.layout["D4"] = "目標値と期限", None
        book.layout["E4"] = None
        book.layout.merge_cells("D3:E4")
        form, _ = book.read(tmp_path)
        assert form.field("期限", "目標").heading == "目標値と期限"

    def test_takes_the_heading_above_where_another_entry_stands_to_the_left(self, book, tmp_path):
        book.layout["D1"], book.layout["D2"] = "記入日", "{{記入日}}"
        book.add("_項目", 項目名="記入日", 区分="記入", 型="日付")
        form, _ = book.read(tmp_path)
        assert form.field("記入日").heading == "記入日"

    def test_expands_choices_from_the_master_and_splits_aliases(self, book, tmp_path):
        form, _ = book.read(tmp_path)
        assert [(c.value, c.aliases) for c in form.choice_lists["場面"]] == [
            ("電話", ("TEL", "でんわ")),
            ("窓口", ("対面", "カウンター")),
            ("三回以内に出る", ("K1",)),
            ("名乗る", ("K2",)),
        ]

    def test_reads_rules_as_people_write_them(self, book, tmp_path):
        form, _ = book.read(tmp_path)
        due, figure = form.field("期限", "目標"), form.field("目標値", "目標")
        assert (due.minimum, due.maximum) == (dt.date(2026, 4, 1), dt.date(2027, 3, 31))
        assert (figure.minimum, figure.maximum) == (Decimal(0), Decimal(1000))
        assert (due.type, due.severity) == (FieldType.DATE, Severity.WARNING)
        assert form.field("取組", "目標").necessity is Necessity.CONDITIONAL
        assert form.field("取組", "目標").condition == parse_condition("場面 = 電話|窓口", ["場面"])

    def test_takes_a_date_cell_as_a_bound(self, book, tmp_path):
        book.set("_項目", "期限", "最小", dt.datetime(2026, 5, 1))
        form, _ = book.read(tmp_path)
        assert form.field("期限", "目標").minimum == dt.date(2026, 5, 1)

    @pytest.mark.parametrize("unit", ["％", "%", None])
    def test_takes_a_bound_typed_as_a_percentage_as_entries_are_read(self, book, tmp_path, unit):
        place = book.set("_項目", "目標値", "最大", 1)
        book.workbook["_項目"][place].number_format = "0%"
        if unit:
            book.measure("目標値", unit)
        form, problems = book.read(tmp_path)
        assert [p.code for p in problems if p.severity is Severity.ERROR] == []
        assert form.field("目標値", "目標").maximum == Decimal(100)

    def test_takes_a_date_shown_without_its_year_as_the_day_it_is(self, book, tmp_path):
        place = book.set("_項目", "期限", "最小", dt.datetime(2026, 5, 1))
        book.workbook["_項目"][place].number_format = 'm"月"d"日"'
        form, _ = book.read(tmp_path)
        assert form.field("期限", "目標").minimum == dt.date(2026, 5, 1)

    @pytest.mark.parametrize(
        ("value", "code", "shown"),
        [
            (dt.datetime(2026, 1, 2), 'm"月"d"日"', "1月2日"),
            (dt.datetime(2026, 1, 2), "[$-411]ge.m.d", "R8.1.2"),
            (0.1, "0%", "10%"),
            (1, "000", "001"),
            (3, '"第"0"四半期"', "第3四半期"),
            (1, '[=1]"済";"未"', "済"),
        ],
    )
    def test_offers_a_choice_as_its_cell_shows_it(self, book, tmp_path, value, code, shown):
        book.add("_選択肢", 選択肢名="場面", 値=value)
        sheet = book.workbook["_選択肢"]
        sheet.cell(sheet.max_row, 2).number_format = code
        form, problems = book.read(tmp_path)
        assert problems == []
        assert shown in [choice.value for choice in form.choice_lists["場面"]]

    @pytest.mark.parametrize(("value", "code", "shown"), [(1.1, "0.00", "1.10"), (2, "0.0", "2.0"), (3, "00", "03")])
    def test_has_the_version_its_cell_shows(self, book, tmp_path, value, code, shown):
        place = book.set("_設定", "版", "値", value)
        book.workbook["_設定"][place].number_format = code
        form, _ = book.read(tmp_path)
        assert form.version == shown

    def test_states_the_rows_and_checks_of_its_tables(self, book, tmp_path):
        (table,) = book.read(tmp_path)[0].tables
        assert (table.min_rows, table.usual_rows, table.max_rows) == (1, 2, 3)
        assert (table.distinct, table.checkable) == (("取組",), ("取組", "目標値"))

    def test_carries_totals_on_where_the_sheet_is_left_blank(self, book, tmp_path):
        rows = book.read(tmp_path)[0].totals
        assert [(r.sheet, r.kind) for r in rows] == [
            ("目標一覧", "一覧"),
            ("目標一覧", "一覧"),
            ("場面別", "クロス集計"),
        ]
        assert rows[1].words["内容"] == "{{取組}}"
        assert rows[2].words["値"] == "合計:目標値"

    def test_takes_columns_in_any_order_and_ignores_blank_rows(self, book, tmp_path):
        settings = book.workbook["_設定"]
        settings.insert_cols(1)
        settings["A1"] = "備考"
        settings.insert_rows(3)
        assert book.read(tmp_path)[1] == []

    def test_is_told_that_a_long_dropdown_becomes_a_range(self, book, tmp_path):
        for n in range(30):
            book.add("_選択肢", 選択肢名="場面", 値=f"とても長い名前の付いた場面その{n}")
        form, problems = book.read(tmp_path)
        assert form is not None
        assert [(p.code, p.severity) for p in problems] == [("choice-list-becomes-range", Severity.INFO)]

    def test_says_that_a_placeholder_outside_cells_gets_no_value(self, book, tmp_path):
        book.layout.oddFooter.center.text = "{{区名}}"
        form, problems = book.read(tmp_path)
        assert form is not None
        assert codes(problems) == [("placeholder-outside-cell", "目標", None)]


class TestAnUnsoundTemplate:
    def test_tells_everything_at_once(self, book, tmp_path):
        book.layout["B2"] = "{{記入番}}"
        book.set("_項目", "場面", "型", "選別")
        book.set("_設定", "目標.最大行数", "値", "たくさん")
        form, problems = book.read(tmp_path)
        assert form is None
        assert codes(problems) == [
            ("item-unknown-word", "_項目", "D6"),
            ("table-rows-malformed", "_設定", "B8"),
            ("placeholder-unknown", "目標", "B2"),
        ]

    def test_is_a_form_exactly_when_it_has_no_errors(self, book, tmp_path):
        book.set("_項目", "記入者", "最小", 3)
        form, problems = book.read(tmp_path)
        assert form is not None
        assert [p.code for p in problems] == ["rule-unused"]

    @pytest.mark.parametrize(
        ("content", "code"),
        [(None, "template-not-opened"), (b"", "template-unreadable"), (b"\x89PNG....", "template-unreadable")],
    )
    def test_that_is_no_workbook_is_one_fault(self, tmp_path, content, code):
        path = tmp_path / "様式.xlsx"
        if content is not None:
            path.write_bytes(content)
        form, problems = read_template(path, {})
        assert form is None
        assert [p.code for p in problems] == [code]
        assert "様式.xlsx" in (problems[0].location.file or "")

    def test_that_was_saved_as_strict_is_told_so(self, book, tmp_path):
        book.read(tmp_path)
        (path,) = tmp_path.glob("*.xlsx")
        transitional, strict = b"http://schemas.openxmlformats.org/", b"http://purl.oclc.org/ooxml/"
        parts = read_parts(path.read_bytes())
        for kind in (b"spreadsheetml/2006/main", b"officeDocument/2006/relationships"):
            new = strict + kind.replace(b"/2006", b"")
            parts = {name: content.replace(transitional + kind, new) for name, content in parts.items()}
        path.write_bytes(zipped(parts))
        form, problems = read_template(path, {})
        assert form is None
        assert [p.code for p in problems] == ["template-strict"]

    def test_offers_the_word_that_was_probably_meant(self, book, tmp_path):
        book.layout["C5"] = "{{目標.取り組み}}"
        _, (problem,) = book.read(tmp_path)
        assert "もしかして「目標.取組」ではありませんか。" in problem.message
        assert "{{…}}" in problem.remedy

    def test_offers_the_table_that_was_forgotten(self, book, tmp_path):
        book.layout["C5"] = "{{取組}}"
        _, (problem,) = book.read(tmp_path)
        assert "もしかして「目標.取組」" in problem.message
