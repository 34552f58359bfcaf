"""Rows of a table that were not issued are hidden, on every sheet the table stands on; the rest is as always."""

import io
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from kusei_batch.core.values import text_cell
from kusei_batch.xlsx.compile import compile_template
from kusei_batch.xlsx.stamp import Stamp, stamp_sheet
from tests.xlsx.template_book import TemplateBook


@pytest.fixture(scope="module")
def form_and_data(tmp_path_factory):
    book = TemplateBook()
    second = book.workbook.create_sheet("計画", 1)
    second["A1"], second["A2"] = "四半期", "{{目標.四半期}}"
    second["B1"], second["B2"] = "前年度の値", "{{目標.前年度の値}}"
    second["A3"] = "以上"
    book.add("_項目", 項目名="四半期", 表="目標", 区分="記入", 型="文字")
    book.add("_項目", 項目名="前年度の値", 表="目標", 区分="前回値", 型="数値", 参照="値")
    book.add("_設定", 設定名="目標.行の元", 値="前年度:実績.目標")
    folder = tmp_path_factory.mktemp("様式")
    form, problems = book.read(Path(folder))
    assert form, problems
    return form, (folder / "様式.xlsx").read_bytes()


def copy(form_and_data, **stamp):
    form, data = form_and_data
    return openpyxl.load_workbook(io.BytesIO(stamp_sheet(compile_template(data, form), Stamp("id", "seal", **stamp))))


def hidden(book, sheet):
    return sorted(row for row, dimension in book[sheet].row_dimensions.items() if dimension.hidden)


@pytest.mark.parametrize(
    ("count", "first", "second"), [(0, [6, 7], [3, 4]), (1, [6, 7], [3, 4]), (2, [7], [4]), (3, [], []), (9, [], [])]
)
def test_rows_beyond_those_issued_are_hidden_on_both_sheets(form_and_data, count, first, second):
    book = copy(form_and_data, rows={"目標": count})
    assert (hidden(book, "目標"), hidden(book, "計画")) == (first, second)
    assert book["目標"]["A9"].value == "該当なし"


def test_a_copy_with_entries_hides_them_too(form_and_data):
    book = copy(form_and_data, rows={"目標": 1}, entries={"目標.取組": [text_cell("窓口の案内を改めます。" * 20)]})
    assert hidden(book, "目標") == [6, 7]
    assert book["目標"]["C5"].value.startswith("窓口")
    assert book["目標"].row_dimensions[5].height > 60


def test_only_the_rows_issued_are_numbered(form_and_data):
    book = copy(form_and_data, rows={"目標": 1}, display={"目標.番号": ("1",), "目標.前年度の値": ("4.5",)})
    assert [book["目標"][f"A{row}"].value for row in (5, 6, 7)] == [1, None, None]
    assert book["計画"]["B2"].value == 4.5


def test_a_table_that_may_grow_hides_nothing(form_and_data):
    form, data = form_and_data
    growing = replace(form, tables=tuple(replace(t, growable=True) for t in form.tables))
    book = copy((growing, data), rows={"目標": 1})
    assert (hidden(book, "目標"), hidden(book, "計画")) == ([], [])
    assert [book["目標"][f"A{row}"].value for row in (5, 6, 7)] == [1, 2, 3]
