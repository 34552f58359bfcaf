"""The CSV: for Excel and for programs."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

import pytest

from kusei_batch.report.records_csv import render_csv, write_records_csv
from kusei_batch.report.views import RoundView, build_round_view
from tests.report.sample import make_facts, make_records


def rows_of(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))


def test_it_is_utf_8_with_a_mark_and_every_line_ends_in_crlf(view: RoundView, tmp_path: Path) -> None:
    write_records_csv(view, tmp_path / "データ.csv")
    data = (tmp_path / "データ.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\r\n") == data.count(b"\n") == 42


def test_it_holds_what_the_data_sheet_holds(view: RoundView, tmp_path: Path) -> None:
    write_records_csv(view, tmp_path / "データ.csv")
    rows = rows_of(tmp_path / "データ.csv")
    names = [column.name for column in view.data[0].columns]
    assert list(rows[0]) == names
    for row, data in zip(rows, view.data[0].rows, strict=True):
        assert list(row.values()) == ["" if datum is None else str(datum) for datum in data]


def test_what_stands_outside_tables_is_a_file_of_its_own_and_only_when_asked_for(
    view: RoundView, tmp_path: Path
) -> None:
    write_records_csv(view, tmp_path / "データ.csv")
    assert [path.name for path in tmp_path.iterdir()] == ["データ.csv"]
    write_records_csv(view, tmp_path / "共通.csv", view.data[1])
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
    write_records_csv(build_round_view(make_facts(records=records)), tmp_path / "a.csv")
    assert {row["目標"] for row in rows_of(tmp_path / "a.csv")} == {written}
