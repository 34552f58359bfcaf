"""Documents of a view, written where a test opens them."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from kusei_batch.config import read_workspace
from kusei_batch.core.shown_lists import KnownLists
from kusei_batch.pipeline.status.known_lists import known_lists
from kusei_batch.report import ward_report
from kusei_batch.report.kept_templates import TemplateFile
from kusei_batch.report.paper.paper_names import PaperHead
from kusei_batch.report.records_csv import render_csv
from kusei_batch.report.summary_workbook import DEFAULT_FONT, make_summary_workbook
from kusei_batch.report.views import OtherRounds
from kusei_batch.report.views.model import DataView, RoundView
from kusei_batch.report.ward_report import WardReport

ROOT = Path(__file__).parents[2]


@lru_cache
def shipped_lists() -> KnownLists:
    """The lists of the shipped master and of its decisions, of one ward."""
    workspace = read_workspace(ROOT)
    return known_lists(workspace, workspace.master.wards[0], 2026)


DECIDED = OtherRounds(decisions=lambda: shipped_lists().decisions)
"""No other round, and the sheets of 決定.xlsx, which the shipped papers ask for."""


def make_ward_report(
    view: RoundView, template: TemplateFile, head: PaperHead | None = None, rounds: OtherRounds = DECIDED
) -> WardReport:
    """The paper of a view without other rounds, as far as they are not given."""
    return ward_report.make_ward_report(view, template, head, rounds)


def write_summary_workbook(view: RoundView, path: Path, font: str = DEFAULT_FONT) -> None:
    """Write the view's summary workbook to `path`."""
    path.write_bytes(make_summary_workbook(view, font))


def write_records_csv(data: DataView, path: Path) -> None:
    """Write a data table to `path`."""
    path.write_bytes(render_csv(data))
