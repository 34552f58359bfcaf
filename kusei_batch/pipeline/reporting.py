"""報告: the documents of every round in hand, ward by ward, all from one view."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from kusei_batch.collect.archive import archived_path
from kusei_batch.collect.identify import folder_owner, name_folders
from kusei_batch.consolidate import total_crosstabs
from kusei_batch.pipeline.standing import open_strays
from kusei_batch.pipeline.writing import Output, Plan
from kusei_batch.report.records_csv import write_records_csv
from kusei_batch.report.summary_workbook import write_summary_workbook
from kusei_batch.report.views import RoundFacts, RoundView, Stray, build_round_view
from kusei_batch.report.ward_report import PaperHead, write_ward_report

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from kusei_batch.config import Workspace
    from kusei_batch.core.form import Form
    from kusei_batch.core.ward import Ward
    from kusei_batch.pipeline.rooms import Library
    from kusei_batch.pipeline.standing import RoundStanding, Standing

SUMMARY_FOLDER = "03_集計"
PAPER_FOLDER = "04_会議資料"


def plan_documents(desk: Desk, library: Library) -> list[Plan]:
    """Every document of every round that has been issued, ward by ward."""
    return [plan for round_ in desk.standing.rounds for plan in _plan_round(desk, library, round_)]


@dataclass(frozen=True)
class Desk:
    """What all documents of a night are written from; `lying` tells where in the inbox a content lies tonight."""

    workspace: Workspace
    standing: Standing
    lying: Mapping[str, str]


def places_of(desk: Desk, library: Library, round_: RoundStanding) -> Iterator[tuple[Ward, Form]]:
    """Every ward that a round was issued to, with the form."""
    if not round_.sheets:
        return
    # The newest edition speaks for the round; a sheet of an older one was read by its own.
    form = library.of(list(round_.sheets.values())[-1]).form
    master = desk.workspace.master
    for ward in master.wards:
        if any(d.code in round_.sheets for d in master.departments_of(ward)):
            yield ward, form


def _plan_round(desk: Desk, library: Library, round_: RoundStanding) -> Iterator[Plan]:
    for ward, form in places_of(desk, library, round_):
        view = build_round_view(build_facts(desk, round_, (ward, form)))
        yield from _plan_ward(desk.workspace, round_, ward, view)


def build_facts(desk: Desk, round_: RoundStanding, place: tuple[Ward, Form]) -> RoundFacts:
    """All that is known of one ward's round, of which every document of it is made."""
    ward, form = place
    workspace = desk.workspace
    records, coverage = round_.records_of(ward), round_.coverage_of(ward)
    return RoundFacts(
        city=workspace.settings.city,
        ward=ward,
        round=round_.round,
        form=form,
        as_of=desk.standing.as_of,
        coverage=coverage,
        records=records,
        crosstabs=total_crosstabs(form, records, [c.department for c in coverage]),
        policies=workspace.master.policy_of(ward, round_.round.fiscal_year),
        problems=desk.standing.problems,
        links=_links(desk, round_),
        strays=_strays(desk, round_, ward),
        calendar=workspace.calendar,
    )


def _links(desk: Desk, round_: RoundStanding) -> dict[str, str]:
    """Content -> its file as seen from the summary workbook: where it lies in the inbox, else the kept original."""
    workspace = desk.workspace
    base = workspace.year_folder(round_.round.fiscal_year, round_.round.name) / SUMMARY_FOLDER
    wanted = {c.sha256 for c in round_.coverage} | {c.pending_sha256 for c in round_.coverage}
    links = {}
    for sha256 in wanted - {None}:
        path = desk.lying.get(sha256 or "")
        found = workspace.inbox / path if path else archived_path(workspace.archive, sha256 or "")
        links[sha256 or ""] = _link(found, base)
    return links


def _strays(desk: Desk, round_: RoundStanding, ward: Ward) -> list[Stray]:
    """The files that answer no sheet and lie in a folder of the ward, or in nobody's."""
    workspace = desk.workspace
    base = workspace.year_folder(round_.round.fiscal_year, round_.round.name) / SUMMARY_FOLDER
    known = name_folders(workspace.master.departments)
    strays = []
    for receipt, problems in open_strays(workspace, desk.standing):
        owner, department = folder_owner(receipt.path, known)
        if owner in (ward.code, None):
            link = _link(workspace.inbox / receipt.path, base)
            strays.append(Stray(receipt.path, receipt.verdict.label, problems, owner, department, link))
    return strays


def _link(path: Path, base: Path) -> str:
    try:
        return os.path.relpath(path, base).replace(os.sep, "/")
    except ValueError:  # on Windows, when the two lie on different drives
        return path.resolve().as_uri()


def _plan_ward(workspace: Workspace, round_: RoundStanding, ward: Ward, view: RoundView) -> Iterator[Plan]:
    year, name = round_.round.fiscal_year, round_.round.name
    folder = workspace.year_folder(year, name)
    stem = f"{workspace.calendar.fiscal_code(year)}_{name}_{ward.name}"
    summary = folder / SUMMARY_FOLDER / f"{stem}_集計.xlsx"
    yield (
        Output("summary_workbook", ward, summary),
        partial(write_summary_workbook, view, summary, workspace.settings.font),
    )
    records = folder / SUMMARY_FOLDER / f"{stem}_データ.csv"
    yield Output("records_csv", ward, records), partial(write_records_csv, view, records)
    for paper in workspace.papers(round_.round):
        target = folder / PAPER_FOLDER / f"{stem}_{paper.name}.docx"
        head = PaperHead(paper.number, paper.title, paper.date)
        template = workspace.paper_template(paper.template)
        yield Output("paper", ward, target), partial(write_ward_report, view, template, target, head)
