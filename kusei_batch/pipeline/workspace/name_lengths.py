"""Names that are joined from several (year, round, ward, department, document) must still be names of files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from kusei_batch.config import Workspace
from kusei_batch.config.master_sheet import FILE as MASTER_FILE
from kusei_batch.core.form import Form
from kusei_batch.core.period import Round
from kusei_batch.core.problem import Location, Problem
from kusei_batch.core.text.lengths import EXCEL_PATH, FILE_NAME_BYTES, name_bytes, units
from kusei_batch.issue.plan import department_file
from kusei_batch.pipeline.outputs.documents import PAPER_FOLDER, ward_stem
from kusei_batch.pipeline.outputs.drafts import NEWEST
from kusei_batch.pipeline.outputs.pages import PAGE_FOLDER
from kusei_batch.pipeline.outputs.returned import RETURNED, SENT_BACK_FOLDER
from kusei_batch.pipeline.outputs.round_facts import summary_folder
from kusei_batch.publish import CURRENT


@dataclass(frozen=True)
class _Name:
    """A file the program will write, and the names its own is joined from, as people read them."""

    path: Path
    parts: str
    place: Location


def check_name_lengths(workspace: Workspace, forms: Mapping[str, Form | None]) -> Iterator[Problem]:
    """Report files of the rounds of these forms whose names no file system, or whose paths no Excel takes.

    For each round and kind, the problem names the longest and counts those that are too long.
    """
    for round_ in workspace.rounds:
        if round_.form in forms:
            names = [*_sheets(workspace, round_), *_documents(workspace, round_, forms[round_.form])]
            long_names = [n for n in names if name_bytes(n.path.name) > FILE_NAME_BYTES]
            if long_names:
                worst = max(long_names, key=lambda n: name_bytes(n.path.name))
                words = {
                    "name": worst.path.name,
                    "length": str(name_bytes(worst.path.name)),
                    "limit": str(FILE_NAME_BYTES),
                }
                yield _problem("file-name-too-long", worst, words, len(long_names))
            far = [n for n in names if units(str(n.path)) > EXCEL_PATH and n not in long_names]
            if far:
                worst = max(far, key=lambda n: units(str(n.path)))
                words = {"path": str(worst.path), "length": str(units(str(worst.path))), "limit": str(EXCEL_PATH)}
                yield _problem("path-too-long", worst, words, len(far))


def _problem(code: str, worst: _Name, words: dict[str, str], count: int) -> Problem:
    others = f"（ほかに{count - 1}件）" if count > 1 else ""
    return Problem.of(code, worst.place, **words, parts=worst.parts, others=others)


def _sheets(workspace: Workspace, round_: Round) -> Iterator[_Name]:
    """Yield the sheet of every department, as it is called when it is sent back."""
    folder = workspace.year_folder(round_.fiscal_year, round_.name) / SENT_BACK_FOLDER
    for department in workspace.master.departments:
        if round_.is_for(department.code):
            name = department_file(workspace.calendar, round_, department, RETURNED)
            place = Location(sheet="部署", field="課名", file=MASTER_FILE)
            yield _Name(folder / name, f"回の名前「{round_.name}」と課名「{department.name}」", place)


def _documents(workspace: Workspace, round_: Round, form: Form | None) -> Iterator[_Name]:
    written = workspace.written
    cell = written.cell_of((*written.round_place(round_.name), "name"))
    place = Location(field=f"rounds（{round_.name}）", file="config.toml")
    if cell:
        place = Location(cell.sheet, (cell.address,), cell.heading, MASTER_FILE)
    home = workspace.year_folder(round_.fiscal_year, round_.name)
    for ward in workspace.units(round_):
        papers = workspace.folder_of(home / PAPER_FOLDER, ward)
        stem, joined = ward_stem(workspace.calendar, round_, ward), f"回の名前「{round_.name}」、区名「{ward.name}」"
        for table in form.tables if form else ():
            path = summary_folder(workspace, round_, ward) / f"{stem}_データ_{table.name}.csv"
            yield _Name(path, f"{joined}と表の名前「{table.name}」", place)
        for paper in workspace.papers(round_, ward):
            yield _Name(papers / f"{stem}_{paper.name}{NEWEST}.docx", f"{joined}と資料の名前「{paper.name}」", place)
        for page in workspace.pages(round_, ward):
            folder = home / PAGE_FOLDER / ward.name / CURRENT
            for table in form.tables if form else ():
                path = folder / page.name / f"{page.name}_{table.name}.xlsx"
                told = f"{joined}、公表ページの名前「{page.name}」と表の名前「{table.name}」"
                yield _Name(path, told, place)
