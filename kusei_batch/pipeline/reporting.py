"""報告: the documents of every round in hand, ward by ward, all from one view."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kusei_batch.collect.archive import archived_path
from kusei_batch.consolidate import total_crosstabs
from kusei_batch.report.records_csv import write_records_csv
from kusei_batch.report.summary_workbook import write_summary_workbook
from kusei_batch.report.views import RoundFacts, RoundView, build_round_view
from kusei_batch.report.ward_report import PaperHead, write_ward_report

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from kusei_batch.config import Workspace
    from kusei_batch.core.form import Form
    from kusei_batch.core.ward import Ward
    from kusei_batch.pipeline.rooms import Library
    from kusei_batch.pipeline.session import Progress
    from kusei_batch.pipeline.standing import RoundStanding, Standing

    Plan = tuple["Output", Callable[[Path], None]]

SUMMARY_FOLDER = "03_集計"
PAPER_FOLDER = "04_会議資料"


@dataclass(frozen=True)
class Output:
    """A file written for people: its kind, its ward (None: the whole city) and where it is."""

    kind: str
    ward: Ward | None
    path: Path


def write_documents(workspace: Workspace, library: Library, standing: Standing, progress: Progress) -> list[Output]:
    """Write every document of every round that has been issued, ward by ward."""
    plans = [plan for round_ in standing.rounds for plan in _plan_round(workspace, library, standing, round_)]
    for done, (output, write) in enumerate(plans, 1):
        write(output.path)
        progress("集計と資料の作成", done, len(plans))
    return [output for output, _ in plans]


def _plan_round(workspace: Workspace, library: Library, standing: Standing, round_: RoundStanding) -> Iterator[Plan]:
    if not round_.sheets:
        return
    # The newest form speaks for the round; a sheet issued from an older one was read by its own.
    form = library.of(list(round_.sheets.values())[-1].sheet_id).form
    for ward in workspace.master.wards:
        if any(d.code in round_.sheets for d in workspace.master.departments_of(ward)):
            view = _build_view(workspace, standing, round_, (ward, form))
            yield from _plan_ward(workspace, round_, ward, view)


def _build_view(workspace: Workspace, standing: Standing, round_: RoundStanding, place: tuple[Ward, Form]) -> RoundView:
    ward, form = place
    records = round_.records_of(ward)
    facts = RoundFacts(
        city=workspace.settings.city,
        ward=ward,
        round=round_.round,
        form=form,
        as_of=standing.as_of,
        coverage=round_.coverage_of(ward),
        records=records,
        crosstabs=total_crosstabs(form, records, workspace.master.departments_of(ward)),
        policies=workspace.master.policy_of(ward, round_.round.fiscal_year),
        problems=standing.problems,
        links=_links(workspace, standing, round_),
        calendar=workspace.calendar,
    )
    return build_round_view(facts)


def _links(workspace: Workspace, standing: Standing, round_: RoundStanding) -> dict[str, str]:
    """Content -> its file as seen from the summary workbook: where it lies in the inbox, else the kept original."""
    base = workspace.year_folder(round_.round) / SUMMARY_FOLDER
    wanted = {c.sha256 for c in round_.coverage} | {c.pending_sha256 for c in round_.coverage}
    links = {}
    for receipt, _ in standing.receipts:
        if receipt.sha256 in wanted:
            path = workspace.inbox / receipt.path
            found = path if path.is_file() else archived_path(workspace.archive, receipt.sha256)
            links[receipt.sha256] = os.path.relpath(found, base).replace(os.sep, "/")
    return links


def _plan_ward(workspace: Workspace, round_: RoundStanding, ward: Ward, view: RoundView) -> Iterator[Plan]:
    folder = workspace.year_folder(round_.round)
    stem = f"{workspace.calendar.fiscal_code(round_.round.fiscal_year)}_{round_.round.name}_{ward.name}"
    font = workspace.settings.font
    summary = folder / SUMMARY_FOLDER / f"{stem}_集計.xlsx"
    yield Output("summary_workbook", ward, summary), lambda path: write_summary_workbook(view, path, font)
    records = folder / SUMMARY_FOLDER / f"{stem}_データ.csv"
    yield Output("records_csv", ward, records), lambda path: write_records_csv(view, path)
    for paper in workspace.papers(round_.round):
        target = folder / PAPER_FOLDER / f"{stem}_{paper.name}.docx"
        template = workspace.paper_template(paper.template)
        head = PaperHead(paper.number, paper.title, paper.date)

        def write(path: Path, template: Path = template, head: PaperHead = head) -> None:
            write_ward_report(view, template, path, head)

        yield Output("paper", ward, target), write
