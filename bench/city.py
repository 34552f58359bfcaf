"""A city's night over the records of all its wards, beside the nights of the same wards each in a workspace alone."""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
import time
from pathlib import Path

import openpyxl

from bench.filled import fill_inbox, make_workspace
from bench.wards import Cost, nightly
from kusei_batch.config import read_workspace

SIZES = ((7, 20, 5), (20, 40, 10))
"""Wards, departments of each, years."""
FIRST = 2020
"""The lists of the sample begin in that year."""
UNITS = (("組織コード", "組織名", "階層", "上位コード"), ("900", "見本市", "市", None))
PAPER = """[[rounds.papers]]
template = "区民サービス部長会議（目標）.docx"
name = "区民サービス部長会議資料"
level = "市"

"""


def run(*sizes: int) -> list[str]:
    """Return the printed rows of each size; `sizes` are wards, departments and years, three numbers for each."""
    asked = zip(*[iter(sizes)] * 3, strict=True) if sizes else SIZES
    return [row for size in asked for row in _measure(*size)]


def _measure(wards: int, departments: int, years: int) -> list[str]:
    """Return the rows of one size: the last year's night of the city, and those of its wards, in processor time."""
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as there:
        alone = _night(Path(there) / "ward", 1, departments, years)
        city = _night(Path(there) / "city", wards, departments, years)
    ratio, minutes = city.cpu / (wards * alone.cpu), (time.perf_counter() - started) / 60
    cost = f"{city.cpu:.1f} s, {city.held.coordinator} MiB"
    return [
        f"city: {wards} wards x {departments} departments x {years} years: {cost}",
        f"  a city's night / the sum of its wards', each alone ({alone.cpu:.1f} s): {ratio:.2f} (at most 1.5)",
        f"  {minutes:.0f} minutes for the {wards * departments * years:,} sheets of all years, by the clock",
    ]


def _night(folder: Path, wards: int, departments: int, years: int) -> Cost:
    """Return what the night costs in which the last year's sheets come in, with those of the years before kept."""
    make_workspace(folder, wards, wards * departments)
    if wards > 1:
        _add_city(folder)
    for year in range(FIRST, FIRST + years):
        config = folder / "config.toml"
        config.write_text(
            re.sub(r"(?m)^fiscal_year = \d+", f"fiscal_year = {year}", config.read_text("utf-8")), "utf-8"
        )
        workspace = read_workspace(folder)
        shutil.rmtree(workspace.inbox)
        workspace.inbox.mkdir()
        fill_inbox(workspace)
        cost = nightly(folder, f"{year}-04-20")
    return cost


def _add_city(folder: Path) -> None:
    """Have the wards belong to a city, for which the first round's documents are made as well."""
    path = folder / "templates_xlsx" / "マスタ.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book.create_sheet("組織")
    for row in UNITS:
        sheet.append(row)
    book.save(path)
    config = folder / "config.toml"
    config.write_text(
        config.read_text("utf-8").replace("[[rounds.papers]]\n", f"{PAPER}[[rounds.papers]]\n", 1), "utf-8"
    )


if __name__ == "__main__":
    print("\n".join(run(*map(int, sys.argv[1:]))))
