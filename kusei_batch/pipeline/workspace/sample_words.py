"""What is still the sample's: printed on sheets and pages of a real city it would lead people astray."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from kusei_batch.config import Workspace
from kusei_batch.config.lines import Place, config_problem
from kusei_batch.config.master_sheet import FILE as MASTER
from kusei_batch.config.master_sheet import find_columns, read_lines
from kusei_batch.config.settings import Settings
from kusei_batch.config.settings_reading import read_settings
from kusei_batch.core.problem import Location, Problem
from kusei_batch.core.text.characters import seen_only
from kusei_batch.pipeline.workspace.init import CONFIG, KEPT_LISTS, starter_files
from kusei_batch.xlsx.reader import Sheet, read_workbook

_NO_TELEPHONE = "000-000-0000"
"""The sample's: nobody has it, whatever else was changed beside it."""


def check_sample_words(workspace: Workspace) -> Iterator[Problem]:
    """Yield what config.toml and the master still say of the sample, once the city or its wards are others.

    This concerns the keys that tell people where to turn, blank ones too, and the master's lists, with one warning for
    each list.
    """
    files = starter_files()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / CONFIG
        path.write_bytes(files[CONFIG])
        sample, _ = read_settings(path)
    master = workspace.root / workspace.settings.folders.templates_xlsx / MASTER
    mine, others = master.read_bytes(), files[f"templates_xlsx/{MASTER}"]
    same_city = sample is not None and workspace.settings.city == sample.city
    if sample is None or (same_city and not _wards(mine).isdisjoint(_wards(others))):
        return
    known = {text for _, text in _words(sample)}
    written = workspace.written
    if same_city:
        yield config_problem("config-sample-kept", written, ("city",), value=sample.city)
    for place, text in _words(workspace.settings):
        if text in known or _NO_TELEPHONE in text:
            yield config_problem("config-sample-kept", written, place, value=text)
        elif not text and len(place) == 1:
            yield config_problem("config-nowhere-to-turn", written, place)
    yield from _check_rows(mine, others)


def _wards(master: bytes) -> set[str]:
    """Return the names of the wards and departments in a master."""
    sheets = read_workbook(master).sheets
    rows = (dict(row) for name in ("区", "部署") if name in sheets for row in _rows(sheets[name]).values())
    return {row.get("区名", "") + row.get("課名", "") for row in rows}


def _words(settings: Settings) -> Iterator[tuple[Place, str]]:
    """Yield what tells people where to turn, with its key."""
    yield ("submit_to",), settings.submit_to
    yield ("contact",), settings.contact
    for number, round_ in enumerate(settings.rounds):
        for n, page in enumerate(round_.pages):
            yield ("rounds", number, "pages", n, "contact"), page.contact


def _check_rows(mine: bytes, sample: bytes) -> Iterator[Problem]:
    """Yield a warning for each list of the master that has rows of the sample's, with the cells they begin in."""
    lists = read_workbook(mine).sheets
    for name, sheet in read_workbook(sample).sheets.items():
        if name in KEPT_LISTS or name not in lists:
            continue
        known = set(_rows(sheet).values())
        kept = tuple(f"A{number}" for number, row in _rows(lists[name]).items() if row in known)
        if kept:
            place = Location(sheet=name, cells=kept, file=MASTER)
            yield Problem.of("master-sample-kept", place, count=str(len(kept)))


def _rows(sheet: Sheet) -> dict[int, tuple[tuple[str, str], ...]]:
    """Return the rows of a list by their number, each as its headings and texts."""
    headings = [seen_only(cell.text).strip() for (row, _), cell in sorted(sheet.cells.items()) if row == 1]
    columns, _ = find_columns("", tuple(dict.fromkeys(h for h in headings if h)), sheet.cells)
    lines = read_lines(columns, sheet.cells)
    return {line.number: tuple((h, cell.text.strip()) for h, cell in line.cells.items() if cell.text) for line in lines}
