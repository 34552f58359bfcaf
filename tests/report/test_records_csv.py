"""The CSV: for Excel and for programs."""

from __future__ import annotations

import csv
import datetime as dt
import io
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from pandas import DataFrame

from kusei_batch.report.records_csv import csv_names, render_csv
from kusei_batch.report.views import RoundView, build_round_view, data_tables
from kusei_batch.report.views.model import DataColumn, DataView
from tests.report.sample import make_facts, make_records
from tests.report.written import write_records_csv


def rows_of(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))


def test_it_is_utf_8_with_a_mark_and_every_line_ends_in_crlf(view: RoundView, tmp_path: Path) -> None:
    write_records_csv(view.data[0], tmp_path / "データ.csv")
    data = (tmp_path / "データ.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\r\n") == data.count(b"\n") == 42


def test_it_holds_what_the_data_sheet_holds(view: RoundView, tmp_path: Path) -> None:
    write_records_csv(view.data[0], tmp_path / "データ.csv")
    rows = rows_of(tmp_path / "データ.csv")
    names = [column.name for column in view.data[0].columns]
    assert list(rows[0]) == names
    for row, data in zip(rows, view.data[0].rows, strict=True):
        assert list(row.values()) == ["" if datum is None else str(datum) for datum in data]


def test_what_stands_outside_tables_is_a_file_of_its_own_and_only_when_asked_for(
    view: RoundView, tmp_path: Path
) -> None:
    write_records_csv(view.data[0], tmp_path / "データ.csv")
    assert [path.name for path in tmp_path.iterdir()] == ["データ.csv"]
    write_records_csv(view.data[1], tmp_path / "共通.csv")
    assert [row["記入者"] for row in rows_of(tmp_path / "共通.csv")] == ["担当係長"] * 11


def test_texts_are_quoted_and_numbers_are_not(view: RoundView) -> None:
    line = render_csv(view.data[0]).decode("utf-8-sig").split("\r\n")[1]
    assert line.startswith('2026,"目標設定","130","みどり区"')
    assert ",0,1,1,0,0,0,0," in line


@pytest.mark.parametrize(
    ("typed", "written"), [("=1+1", "'=1+1"), ("@SUM(A1)", "'@SUM(A1)"), ("-", "-"), ("1-2", "1-2"), ("'a", "'a")]
)
def test_a_text_that_excel_would_compute_gets_an_apostrophe(typed: str, written: str, tmp_path: Path) -> None:
    records = [replace(r, fields={**r.fields, "目標": typed}) if r.table else r for r in make_records()]
    write_records_csv(build_round_view(make_facts(records=records)).data[0], tmp_path / "a.csv")
    assert {row["目標"] for row in rows_of(tmp_path / "a.csv")} == {written}


def column(name: str) -> DataColumn:
    return DataColumn(name, "文字", "", "", "", "")


NAMES = ("コード", "値", "日付", "文", "値")
ROWS = (
    ("0130", Decimal("1.10"), dt.date(2026, 4, 1), '「"」, と\n改行', None),
    ("1E5", Decimal("1E+3"), None, "NaN", 0),
    ("NA", 12345678901234567890, None, "髙𠮷", Decimal("-0")),
    ("", None, None, "", None),
)


@pytest.fixture
def odd(view: RoundView) -> DataView:
    return replace(view.data[0], columns=tuple(column(name) for name in NAMES), rows=ROWS, sources=())


@pytest.mark.parametrize("count", [4, 1, 0])
def test_codes_decimals_and_blanks_are_written_as_pandas_writes_them(odd: DataView, count: int) -> None:
    rows = [["" if d is None else d.isoformat() if isinstance(d, dt.date) else d for d in row] for row in ROWS[:count]]
    table = DataFrame(rows, columns=list(NAMES), dtype=object)
    text = table.to_csv(index=False, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    assert render_csv(replace(odd, rows=ROWS[:count])) == text.encode("utf-8-sig")


def test_decimals_keep_their_digits_and_codes_their_zeros(odd: DataView) -> None:
    line = render_csv(odd).decode("utf-8-sig").split("\r\n")[1]
    assert line.startswith('"0130",1.10,"2026-04-01",')


def test_every_table_of_the_form_becomes_a_file_and_what_stands_outside_them_does_not(view):
    form = view.form
    assert csv_names(form) == ["データ"]
    second = [replace(field, table="目標2") for field in form.entries_of("目標")]
    tables = (*form.tables, replace(form.tables[0], name="目標2"))
    assert csv_names(replace(form, tables=tables, fields=(*form.fields, *second))) == ["データ", "データ_目標2"]
    alone = tuple(field for field in form.fields if field.table is None)
    assert csv_names(replace(form, tables=(), fields=alone)) == ["データ"]


def test_the_files_are_named_as_the_data_of_the_view_is(view):
    assert [data.name for data in view.data if data.table is not None] == csv_names(view.form)


def test_of_more_choices_than_fit_those_alone_that_anybody_chose_have_a_column(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A field that offers every department of a city would else have a column for each, in every row."""
    guide = Path(__file__).parents[2].joinpath("docs", "papers.md").read_text(encoding="utf-8")
    assert f"選択肢が{data_tables.MOST_CHOICES}より多い項目" in guide
    chosen = {c for r in make_records() if r.table for c in r.fields.get("場面") or ()}
    whole = build_round_view(make_facts()).data[0]
    monkeypatch.setattr(data_tables, "MOST_CHOICES", 3)
    short = build_round_view(make_facts()).data[0]
    own = [column.name for column in short.columns if column.name.startswith("場面_")]
    assert {name.partition("_")[2] for name in own} == chosen
    assert len(own) < sum(column.name.startswith("場面_") for column in whole.columns)
    at = [[c.name for c in whole.columns].index(name) for name in own]
    mine = [[c.name for c in short.columns].index(name) for name in own]
    assert [[row[n] for n in mine] for row in short.rows] == [[row[n] for n in at] for row in whole.rows]
