"""No value is lost between the department's screen and the submission."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

import pytest

from kusei_batch.core.problem import Severity
from kusei_batch.core.values import CellKind, text_cell
from tests.collect.copies import ENTRIES, SHOWN, TYPED, changed, codes, typed

SHEET = "目標"


def without_names(book):
    for name in list(book.defined_names):
        if name.startswith("_kf_"):
            del book.defined_names[name]


def break_name(number):
    def change(book):
        book.defined_names[f"_kf_{number}"].attr_text = "#REF!"

    return change


class TestUntouched:
    def test_everything_is_read_as_typed(self, issued):
        submission, problems = issued.extract(issued.copy())
        assert typed(submission) == TYPED
        assert problems == []

    def test_blank_rows_are_kept_in_place(self, issued):
        entries = {**ENTRIES, "目標.場面": [text_cell(""), text_cell(""), text_cell("窓口")]}
        submission, _ = issued.extract(issued.copy(entries))
        rows = submission.tables["目標"]
        assert [row.number for row in rows] == [1, 2, 3]
        assert rows[2].cell("場面").text == "窓口"

    def test_every_entry_knows_its_cell(self, issued):
        submission, _ = issued.extract(issued.copy())
        entry = submission.tables["目標"][1].entries["取組"]
        assert (entry.sheet, entry.address) == (SHEET, "C6")
        assert submission.tables["目標"][1].entries["上半期"].sheet == "計画"

    def test_numbers_and_dates_keep_their_kind(self, issued):
        row = issued.extract(issued.copy())[0].tables["目標"][0]
        assert (row.cell("目標値").kind, row.cell("目標値").text) == (CellKind.NUMBER, "63.8")
        assert (row.cell("期限").kind, row.cell("期限").text) == (CellKind.DATE, "2027-03-31")

    def test_an_empty_copy_says_nothing(self, issued):
        submission, problems = issued.extract(issued.copy({}))
        assert typed(submission) == {}
        assert submission.head.is_blank
        assert problems == []

    def test_a_save_by_another_program_changes_nothing(self, issued):
        submission, problems = issued.extract(changed(issued.copy(), lambda _: None))
        assert typed(submission) == TYPED
        assert problems == []


class TestWithoutNames:
    def test_headings_lead_to_every_value(self, issued):
        submission, problems = issued.extract(changed(issued.copy(), without_names))
        assert typed(submission) == TYPED
        assert codes(problems) == ["read-by-headings", "read-by-headings"]
        assert {p.severity for p in problems} == {Severity.INFO}

    def test_the_worked_example_is_never_read_instead(self, issued):
        def rename(book):
            without_names(book)
            book[SHEET].title = "目標（区民課）"

        submission, _ = issued.extract(changed(issued.copy(), rename))
        assert submission.tables["目標"][0].entries["取組"].sheet == "目標（区民課）"
        assert typed(submission) == TYPED

    def test_rows_inserted_into_the_table_are_read(self, issued):
        def insert(book):
            without_names(book)
            book[SHEET].insert_rows(6, 2)
            book["計画"].insert_rows(5, 2)
            book[SHEET]["C6"] = "挿入した行"

        submission, _ = issued.extract(changed(issued.copy(), insert))
        rows = [(row.cell("取組").text, row.cell("上半期").text) for row in submission.tables["目標"]]
        first, second = zip(TYPED["目標.取組"], TYPED["目標.上半期"], strict=True)
        assert rows[:3] == [first, ("挿入した行", ""), second]
        assert submission.head.cell("連絡事項").text == "特になし"

    def test_inserted_columns_do_not_matter(self, issued):
        def insert(book):
            without_names(book)
            book[SHEET].insert_cols(1, 2)

        assert typed(issued.extract(changed(issued.copy(), insert))[0]) == TYPED

    @pytest.mark.parametrize("number", range(3, 14))
    def test_one_broken_name_loses_nothing(self, issued, number):
        submission, problems = issued.extract(changed(issued.copy(), break_name(number)))
        assert typed(submission) == TYPED
        assert set(codes(problems)) <= {"read-by-headings"}

    def test_a_heading_in_other_widths_and_lines_is_the_same(self, issued):
        def change(book):
            without_names(book)
            book[SHEET]["C4"] = "取組の 内容"

        assert typed(issued.extract(changed(issued.copy(), change))[0]) == TYPED

    def test_a_field_that_cannot_be_found_is_an_error(self, issued):
        def change(book):
            without_names(book)
            book[SHEET]["A2"] = "氏名"

        _, problems = issued.extract(changed(issued.copy(), change))
        assert [(p.code, p.location.field) for p in problems if p.severity is Severity.ERROR] == [
            ("field-lost", "記入者")
        ]

    def test_a_sheet_that_is_gone_is_one_error(self, issued):
        def change(book):
            del book["計画"]

        _, problems = issued.extract(changed(issued.copy(), change))
        errors = [p for p in problems if p.severity is Severity.ERROR]
        assert [(p.code, p.location.sheet) for p in errors] == [("sheet-lost", "計画")]


class TestDamage:
    def test_a_renamed_sheet_is_followed_by_its_names(self, issued):
        def rename(book):
            book[SHEET].title = "目標' (2)"
            for name in book.defined_names.values():
                name.attr_text = name.attr_text.replace("'目標'!", "'目標'' (2)'!")

        assert typed(issued.extract(changed(issued.copy(), rename))[0]) == TYPED

    @pytest.mark.parametrize("rest", ["$C$6:$C$7", "$C$5:$C$6", "$C$6"])
    def test_a_name_that_lost_cells_keeps_the_rows_of_its_neighbours(self, issued, rest):
        def shrink(book):
            for name in book.defined_names.values():
                name.attr_text = name.attr_text.replace("$C$5:$C$7", rest)

        assert typed(issued.extract(changed(issued.copy(), shrink))[0]) == TYPED

    def test_names_in_another_normal_form_are_the_same_sheet(self, issued):
        def rename(book):
            for name in book.defined_names.values():
                name.attr_text = unicodedata.normalize("NFD", name.attr_text)

        assert typed(issued.extract(changed(issued.copy(), rename))[0]) == TYPED

    def test_rows_merged_in_one_field_give_their_value_once(self, issued):
        submission, problems = issued.extract(changed(issued.copy(), lambda book: book[SHEET].merge_cells("C5:C6")))
        assert [row.cell("取組").text for row in submission.tables["目標"]] == [TYPED["目標.取組"][0], "", ""]
        assert [(p.code, p.location.cells) for p in problems] == [("merged-rows", ("C5",))]

    @pytest.mark.parametrize(
        ("area", "code", "cells"),
        [
            ("D5:D6", "merged-rows", ("D5",)),
            ("B5:B7", "merged-rows", ("B5",)),
            ("C6:C7", "merged-entry", ("C6",)),
            ("C5:D5", "merged-entry", ("C5",)),
        ],
    )
    def test_a_merge_over_rows_in_use_is_asked_about(self, issued, area, code, cells):
        _, problems = issued.extract(changed(issued.copy(), lambda book: book[SHEET].merge_cells(area)))
        assert [(p.code, p.location.cells) for p in problems] == [(code, cells)]

    def test_what_lies_under_a_merge_is_told(self, issued):
        _, problems = issued.extract(changed(issued.copy(), lambda book: book[SHEET].merged_cells.add("C5:C6")))
        assert [(p.code, p.location.cells) for p in problems] == [
            ("merged-rows", ("C5",)),
            ("under-merge", ("C6",)),
        ]

    def test_an_entry_merged_into_a_blank_cell_is_read_there(self, issued):
        def change(book):
            book[SHEET]["B2"] = None
            book[SHEET].merge_cells("B1:B2")
            book[SHEET]["B1"] = "結合した欄の名前"

        submission, _ = issued.extract(changed(issued.copy(), change))
        assert submission.head.cell("記入者").text == "結合した欄の名前"
        assert submission.head.entries["記入者"].address == "B1"

    def test_cleared_validations_do_not_matter(self, issued):
        def change(book):
            for sheet in book:
                sheet.data_validations.dataValidation = []
                sheet.conditional_formatting = type(sheet.conditional_formatting)()

        submission, problems = issued.extract(changed(issued.copy(), change))
        assert (typed(submission), problems) == (TYPED, [])

    def test_a_name_grown_over_a_whole_column_reads_only_what_is_there(self, issued):
        def change(book):
            for name in book.defined_names.values():
                name.attr_text = name.attr_text.replace("$7", "$1048576")

        rows = issued.extract(changed(issued.copy(), change))[0].tables["目標"]
        assert 3 <= len(rows) < 20

    def test_an_example_is_never_taken_for_a_sheet_that_is_gone(self, issued):
        def change(book):
            without_names(book)
            del book["記入例"]
            book[SHEET].title = "記入例"

        data = changed(issued.copy(), change)
        any_sheet = replace(issued, form=replace(issued.form, asides=frozenset()))
        assert typed(any_sheet.extract(data)[0]) == TYPED  # as a renamed sheet is found
        submission, problems = issued.extract(data)
        assert {name for name in typed(submission) if name.startswith("目標.取組")} == set()
        assert "sheet-lost" in codes(problems)


class TestOutside:
    def test_rows_written_below_the_table_are_told(self, issued):
        def change(book):
            book[SHEET]["G6"] = "欄外の注"
            book["計画"]["B9"] = 3

        _, problems = issued.extract(changed(issued.copy(), change))
        assert [(p.code, p.location.sheet, p.location.cells) for p in problems] == [
            ("typed-outside", SHEET, ("G6",)),
            ("typed-outside", "計画", ("B9",)),
        ]
        assert {p.severity for p in problems} == {Severity.WARNING}

    def test_a_changed_heading_is_told_with_what_it_was(self, issued):
        _, problems = issued.extract(changed(issued.copy(), lambda book: book[SHEET].__setitem__("C4", "取組と成果")))
        assert [(p.code, p.location.cells, p.params) for p in problems] == [
            ("label-changed", ("C4",), {"stamped": "取組の 内容"})
        ]

    def test_what_the_program_shows_is_compared_with_what_was_stamped(self, issued):
        def change(book):
            book[SHEET]["A1"] = "令和8年度（2026年度）　川崎区"

        _, problems = issued.extract(changed(issued.copy(), change))
        assert [(p.code, p.location.field, p.location.cells) for p in problems] == [("shown-changed", "区名", ("A1",))]
        assert problems[0].params == {"stamped": str(SHOWN["区名"]), "typed": "令和8年度（2026年度） 川崎区"}

    def test_a_cell_of_several_values_that_was_written_over_is_told_once_with_what_stands_there(self, issued):
        _, problems = issued.extract(changed(issued.copy(), lambda book: book[SHEET].__setitem__("A1", "別の課")))
        (told,) = problems
        assert (told.code, told.location.cells, told.location.field) == ("shown-changed", ("A1",), "年度」「区名")
        assert told.message.endswith("今は「別の課」）。")
        assert all(str(SHOWN[name]) in told.message for name in ("年度", "区名"))

    def test_row_numbers_written_over_are_told(self, issued):
        def change(book):
            book[SHEET]["A6"] = "二"

        _, problems = issued.extract(changed(issued.copy(), change))
        assert [(p.code, p.location.cells) for p in problems] == [("shown-changed", ("A6",))]

    def test_every_message_can_be_told(self, issued):
        def change(book):
            book[SHEET]["G6"], book[SHEET]["C4"], book[SHEET]["A1"] = "注", "他", "他"
            del book["計画"]

        for problem in issued.extract(changed(issued.copy(), change))[1]:
            assert problem.message
            assert problem.remedy
