"""報告: the documents of every round in hand, ward by ward, all from one view."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from kusei_batch.config import Workspace
from kusei_batch.config.settings import PaperSettings
from kusei_batch.core.form import Form
from kusei_batch.core.made import RoundRequest
from kusei_batch.core.period import Calendar, Round
from kusei_batch.core.problem import PartFailedError, Problem
from kusei_batch.core.ward import Ward
from kusei_batch.disk import write_atomic
from kusei_batch.pipeline.outputs.drafts import write_draft
from kusei_batch.pipeline.outputs.papers import Paper, held_from
from kusei_batch.pipeline.outputs.remaking import Inputs, MakingResult, digest_of
from kusei_batch.pipeline.outputs.round_facts import WardFacts, summary_folder
from kusei_batch.pipeline.outputs.row_papers import RowPaper, put_away_row_papers, row_papers
from kusei_batch.pipeline.outputs.writing import Making, Output, Plan, plan_each
from kusei_batch.pipeline.status.round_status import RoundStatus
from kusei_batch.report.paper.paper_names import PaperHead
from kusei_batch.report.records_csv import csv_names, render_csv
from kusei_batch.report.summary_workbook import make_summary_workbook
from kusei_batch.report.views import RoundFacts, RoundView

PAPER_FOLDER = "04_会議資料"


def plan_documents(wards: WardFacts) -> list[Iterator[Plan]]:
    """Return every document of every round that has been issued, ward by ward."""
    master = wards.night.workspace.master
    return [
        *(
            plan_each(
                Output("documents", ward, Path(f"回「{status.round.name}」の資料（{ward.name}）")),
                partial(_plan_ward, wards, status, ward),
            )
            for status in wards.night.status.rounds
            for ward in wards.night.workspace.units(status.round)
            if any(d.code in status.sheets for d in master.departments_of(ward))
        ),
        _tell_misfits(wards),
    ]


def _tell_misfits(wards: WardFacts) -> Iterator[Plan]:
    """Yield a failure for each round whose sheets lack what is to be counted, as the documents planned before found."""
    for round_name, problems in list(wards.misfits.items()):  # those that wait for a worker may find more meanwhile
        if problems:
            yield None, partial(_fail_to_count, round_name, problems)


def _fail_to_count(round_name: str, problems: Sequence[Problem]) -> None:
    message = f"回「{round_name}」の集計のうち、配った様式では作れないものがあります。"
    raise PartFailedError(message, "下に示す箇所を確かめてください。ほかの集計は作りました。", problems)


def ward_stem(calendar: Calendar, round_: Round, ward: Ward) -> str:
    """Return how the names of a ward's documents begin: `R08_目標設定_東区`."""
    return f"{calendar.fiscal_code(round_.fiscal_year)}_{round_.name}_{ward.name}"


def summary_paths(workspace: Workspace, status: RoundStatus, ward: Ward, form: Form) -> list[Path]:
    """Return where the summary workbook of a ward's round lies, and its tables of data as CSV."""
    folder, stem = summary_folder(workspace, status.round, ward), ward_stem(workspace.calendar, status.round, ward)
    return [folder / f"{stem}_{name}" for name in ("集計.xlsx", *(f"{name}.csv" for name in csv_names(form)))]


def _plan_ward(wards: WardFacts, status: RoundStatus, ward: Ward) -> Iterator[Plan]:
    workspace, round_ = wards.night.workspace, status.round
    form = wards.form(round_.name)
    if form is None:
        return
    unless_made, inputs = wards.night.documents.unless_made, partial(wards.inputs, status, ward)
    facts = partial(wards.facts, status, ward, form)
    stem = ward_stem(workspace.calendar, round_, ward)
    summary, *tables = summary_paths(workspace, status, ward, form)
    font = workspace.settings.font
    output = Output("summary_workbook", ward, summary)
    yield unless_made([output], inputs, lambda: _write(wards, summary, make_summary_workbook, facts, font))
    for name, path in zip(csv_names(form), tables, strict=True):
        output = Output("records_csv", ward, path)
        yield unless_made([output], inputs, partial(_write, wards, path, _make_csv, facts, name))
    folder = workspace.folder_of(workspace.year_folder(round_.fiscal_year, round_.name) / PAPER_FOLDER, ward)
    for paper in workspace.papers(round_, ward):
        over = held_from(paper.date, round_, workspace.rounds)
        is_held = over is not None and wards.night.status.as_of >= over
        template = workspace.paper_template(paper.template)
        made = row_papers(workspace, paper, ward, round_.fiscal_year, folder / f"{stem}_{paper.name}.docx")
        for one in made:
            output = Output("paper", ward, one.path)
            own = digest_of(wards.night.ground.papers.get(template.name), is_held, one.row)
            yield unless_made(
                [output],
                partial(_inputs, inputs, own),
                partial(_write_paper, wards, ward, facts, paper, one, over),
            )
        if paper.each:
            yield None, partial(put_away_row_papers, folder / paper.name, f"{stem}_", [one.path for one in made])


def _inputs(of_rounds: Inputs, own: str, asked: Sequence[RoundRequest]) -> str:
    return digest_of(of_rounds(asked), own)


def _write(
    wards: WardFacts, path: Path, work: Callable[..., bytes], facts: Callable[[], RoundFacts], *args: object
) -> Making[None]:
    renderer = wards.night.renderer
    write_atomic(path, (yield from renderer.make(None, work, renderer.view(facts()), *args)))


def _make_csv(view: RoundView, name: str) -> bytes:
    return render_csv(next(data for data in view.data if data.name == name))


def _write_paper(
    wards: WardFacts,
    ward: Ward,
    facts: Callable[[], RoundFacts],
    paper: PaperSettings,
    one: RowPaper,
    over: dt.date | None,
) -> Making[MakingResult]:
    night = wards.night
    outbox, template = night.workspace.outbox, night.workspace.paper_template(paper.template)
    head = PaperHead(paper.number, paper.title, paper.date, paper.meeting, one.row)
    asked = night.documents.asked(Output("paper", ward, one.path))
    planned = Paper(ward, facts(), template, head, wards.others(ward), outbox, one.path, night.renderer, asked, over)
    return write_draft(planned, night.ledger)
