"""`form new` gives a template that works as it is and looks like a form."""

from __future__ import annotations

import re
import zipfile

import pytest
from openpyxl import load_workbook

from kusei_batch.core.form import FieldKind, FieldType, Necessity
from kusei_batch.xlsx.template import read_template
from kusei_batch.xlsx.template.definitions import SPECS
from kusei_batch.xlsx.template.starter import write_starter


@pytest.fixture
def starter(tmp_path):
    path = tmp_path / "取組調べ.xlsx"
    write_starter(path, "取組調べ")
    return path


def test_a_starting_template_has_no_fault_at_all(starter):
    form, problems = read_template(starter, {})
    assert problems == []
    assert (form.id, form.title) == ("取組調べ", "取組調べ")


@pytest.mark.parametrize(
    "title", ["a/b:c", "_下書き", "確認事項", "長い名前" * 20, "窓口'改善'", "窓口&相談", '<新>"様式"']
)
def test_any_title_makes_a_sound_template(tmp_path, title):
    write_starter(tmp_path / "x.xlsx", title)
    form, problems = read_template(tmp_path / "x.xlsx", {})
    assert problems == []
    assert form.title == title


def test_it_shows_an_example_of_a_table_a_head_field_and_a_condition(starter):
    form, _ = read_template(starter, {})
    assert [f.name for f in form.entries_of(None)] == ["記入者"]
    assert [f.name for f in form.entries_of("取組")] == ["区分", "取組の内容", "期限"]
    assert form.field("期限", "取組").necessity is Necessity.CONDITIONAL
    assert {row.kind for row in form.totals} == {"一覧", "クロス集計"}


def test_the_number_stands_alone_in_its_cell_so_that_it_can_be_read_back(starter):
    sheet = load_workbook(starter).worksheets[0]
    assert sheet[read_template(starter, {})[0].field("管理番号").cells[0]].value == "{{管理番号}}"


def test_it_offers_the_words_an_author_may_write(starter):
    offered = [v.formula1 for v in load_workbook(starter)["_項目"].data_validations.dataValidation]
    assert f'"{",".join(FieldKind)}"' in offered
    assert f'"{",".join(FieldType)}"' in offered
    assert len(offered) == 5


def test_every_heading_of_the_definitions_is_explained(starter):
    workbook = load_workbook(starter)
    assert [c.value for c in workbook["_項目"][1] if c.comment is None] == []
    explained = {row[0] for row in workbook["_説明"].iter_rows(min_row=2, values_only=True)}
    assert explained == {"配るシート", "_項目", "_選択肢", "_設定", "_集計", "_検査"}


def test_it_prints_on_landscape_a4_one_page_wide_with_its_headings(starter):
    sheet = load_workbook(starter).worksheets[0]
    assert (sheet.page_setup.orientation, str(sheet.page_setup.paperSize)) == ("landscape", "9")
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_title_rows == "$6:$6"


def test_every_sheet_is_one_page(starter, render):
    assert len(render(starter)) == len(load_workbook(starter).sheetnames)


def test_it_has_every_heading_that_is_understood(starter):
    workbook = load_workbook(starter)
    for name, spec in SPECS.items():
        headings = {cell.value for cell in workbook[name][1]}
        assert set(spec.headings) <= headings, name


def test_its_name_stands_wherever_the_shipped_file_has_a_mark(starter):
    workbook = load_workbook(starter)
    assert workbook.sheetnames[0] == "取組調べ"
    assert workbook.worksheets[0].print_title_rows == "$6:$6"
    assert [row[1].value for row in workbook["_設定"].iter_rows(min_row=2, max_row=3)] == ["取組調べ", "取組調べ"]
    with zipfile.ZipFile(starter) as package:
        left = [
            name for name in package.namelist() if re.search("（(シート|様式ID|様式名)）", package.read(name).decode())
        ]
    assert left == []
