"""A city's night over the records of all its wards, beside the nights of the same wards each in a workspace alone."""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
from pathlib import Path

import openpyxl

from bench.filled import fill_inbox, make_workspace
from bench.wards import Cost, nightly
from kusei_batch.config import read_workspace

WARDS, DEPARTMENTS, YEARS = 7, 20, 5
LAST = 2026
UNITS = (("組織コード", "組織名", "階層", "上位コード"), ("900", "見本市", "市", None))


def run(wards: int = WARDS, departments: int = DEPARTMENTS, years: int = YEARS) -> list[str]:
    """Return the printed rows: the last year's night of the city, and those of its wards, in processor time."""
    with tempfile.TemporaryDirectory() as there:
        city = _night(Path(there) / "city", wards, departments, years)
        alone = _night(Path(there) / "ward", 1, departments, years)
    ratio = city.cpu / (wards * alone.cpu)
    return [
        f"city: {wards} wards x {departments} departments x {years} years: {city.cpu:.1f} s, {city.memory} MiB",
        f"  a city's night / the sum of its wards', each alone: {ratio:.2f} (at most 1.5)",
    ]


def _night(folder: Path, wards: int, departments: int, years: int) -> Cost:
    """Return what the night costs in which the last year's sheets come in, with those of the years before kept."""
    workspace = make_workspace(folder, wards, wards * departments)
    if wards > 1:
        _add_city(folder)
    for year in range(LAST - years + 1, LAST + 1):
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
    config.write_text(config.read_text("utf-8").replace("[[rounds]]\n", '[[rounds]]\ntotals = ["市"]\n', 1), "utf-8")


if __name__ == "__main__":
    print("\n".join(run(*map(int, sys.argv[1:]))))
