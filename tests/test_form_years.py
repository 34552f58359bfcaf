"""The shipped forms in other years, and under an era to come: every face says the same."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

import openpyxl
import pytest

from kusei_batch.config import read_workspace
from kusei_batch.core.expression import parse_condition
from kusei_batch.core.form import FieldType
from kusei_batch.core.form_year import FormYear
from kusei_batch.core.period import DEFAULT_ERAS, Calendar, Era
from kusei_batch.core.record import Record, Source
from kusei_batch.core.row_filter import filter_records
from kusei_batch.core.row_key import RowKey
from kusei_batch.core.sources import parse_row_condition
from kusei_batch.core.submission import Entry, IssuedSheet, Row, Submission
from kusei_batch.core.values import text_cell
from kusei_batch.core.ward import Department, Ward
from kusei_batch.issue.kept_forms import open_form
from kusei_batch.publish.table_file import check_table_data, read_table_file
from kusei_batch.validate import validate_submission
from kusei_batch.xlsx.stamp import Stamp, stamp_sheet
from kusei_batch.xlsx.stamp.styles import era_date_format, serial_of
from tests.collect.shipped import FORMS

ROOT = Path(__file__).parents[1]
YEARS = (2026, 2027, 2031)
NEW = Calendar((*DEFAULT_ERAS, Era("光文", "K", dt.date(2027, 5, 1))))


def opened(name, year, calendar=None):
    lists = read_workspace(ROOT).master.lists(year)
    return open_form(ROOT / "templates_xlsx" / f"{name}.xlsx", lists, FormYear(calendar or Calendar(), year))


def stamped(form):
    return openpyxl.load_workbook(io.BytesIO(stamp_sheet(form.compiled, Stamp("R09-1303-1-25", "seal"))))


def texts_of(book):
    """Every text of the visible sheets, and every input message and error text."""
    for sheet in book.worksheets:
        yield from (c.value for row in sheet.iter_rows() for c in row if isinstance(c.value, str))
        for rule in sheet.data_validations.dataValidation:
            yield from (rule.prompt or "", rule.error or "")


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("name", FORMS)
def test_hints_bounds_and_examples_are_of_the_year(name, year):
    form = opened(name, year)
    days = [f for f in form.form.fields if f.is_entry and f.type is FieldType.DATE]
    # A matter that goes on from an earlier year keeps its days.
    assert dt.date(year, 4, 1) in {f.minimum for f in days} <= {None, dt.date(year, 4, 1)}
    assert {f.maximum for f in days} <= {None, *(dt.date(year + n, 3, 31) for n in (1, 2)), dt.date(year + 1, 4, 30)}
    book = stamped(form)
    short, whole = f"R{year - 2018}.", f"令和{year - 2018}年"
    said = [text for text in texts_of(book) if "年度4月" not in text]
    assert any(short in text or f"R{year - 2017}." in text for text in said)
    others = set(range(2024, 2036)) - {year - 1, year, year + 1, year + 2}
    assert [t for t in said for y in others if f"{y}/" in t or f"R{y - 2018}." in t or f"{y}年" in t] == []
    assert any(whole in text for text in said)
    assert not any("{{年度" in text or "年度4月1日" in text for text in said)
    rules = [r for sheet in book.worksheets for r in sheet.data_validations.dataValidation if r.type == "custom"]
    bounds = {serial_of(f.minimum) if isinstance(f.minimum, dt.date) else 1 for f in days}
    assert all(any(f">={bound}," in r.formula1 for bound in bounds) for r in rules)


def test_last_years_day_in_this_years_sheet_is_told():
    form = opened("目標設定", 2027).form
    said = {"場面": "電話対応", "目標": "待ち時間を20分以内にする。", "期限": "R8.12.28"}
    head = {f.name: Entry(text_cell(""), f.sheet, f.cells[0]) for f in form.entries_of(None)}
    row = {f.name: Entry(text_cell(said.get(f.name, "")), f.sheet, f.cells[0]) for f in form.entries_of("目標")}
    submission = Submission("ab" * 32, Row(None, None, head), {"目標": (Row("目標", 1, row),)})
    issued = IssuedSheet("R09-1303-1-25", "目標設定", form.id, "1", 2027, "1", "1303", "x", dt.date(2027, 4, 1), {}, {})
    department = Department("1303", Ward("1", "見本区"), "", "区民課", 1, "")
    _, problems = validate_submission(form, submission, issued, department, Calendar())
    (told,) = [p for p in problems if p.code == "date-too-early"]
    assert told.location.field == "期限"
    assert told.params["limit"] == "2027/4/1"
    assert "R9.12.28" in told.remedy


def test_an_era_to_come_reaches_the_rules_the_hints_and_the_sheets():
    form = opened("目標設定", 2027, NEW)
    book = stamped(form)
    rules = [r for r in book["目標設定"].data_validations.dataValidation if r.type == "custom"]
    assert all("K光" in r.formula1 for r in rules)
    assert any("K1.12.28" in (r.prompt or "") and "光文元年12月28日" in (r.prompt or "") for r in rules)
    assert any("光文2年3月31日まで" in (r.prompt or "") for r in rules)
    assert any("K1.11.30" in text for text in texts_of(book))
    assert str(serial_of(dt.date(2027, 5, 1))) in era_date_format(NEW)


def test_an_era_to_come_reaches_the_check_of_tables(tmp_path):
    table = tmp_path / "表.csv"
    table.write_text("年度,件数（件）\n光文元年度,12\n光文2年度,15\n", encoding="utf-8-sig")
    assert "table-era-only" in [p.code for p in check_table_data(table, read_table_file(table), NEW.eras)]
    assert "table-era-only" not in [p.code for p in check_table_data(table, read_table_file(table))]


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ("年度(目標) = 2028", "光文2年度"),
        ("年度(目標) = 当年度", "光文元年度"),
        ("年度(目標) > 2027", "K2"),
    ],
)
def test_an_era_to_come_reaches_the_conditions_by_which_rows_are_picked(condition, said):
    """Those of `_集計`, papers, lists and of the rows a sheet begins with."""
    form = opened("目標設定", 2027, NEW).form
    department = Department("1303", Ward("1", "見本区"), "", "区民課", 1, "")
    texts = {"a": said, "b": "令和3年度", "c": "未定"}
    rows = [
        Record("s", department, form.id, RowKey("目標", row_id), n, {"目標": text}, {}, Source("", "", {}))
        for n, (row_id, text) in enumerate(texts.items(), 1)
    ]
    assert [row.key.row_id for row in filter_records(condition, form, "目標", rows)] == ["a"]
    begins = parse_row_condition(condition, form.year)
    assert [i for i, text in texts.items() if begins.holds({"目標": text}) is True] == ["a"]
    # Without the city's calendar nobody knows the era.
    alone = parse_condition(condition, ["目標"])
    assert alone.holds({"目標": said}) is not True
