"""公表: the pages of every round, from what counts and is for the public, released ward by ward."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from kusei_batch.consolidate import total_crosstabs
from kusei_batch.errors import KuseiError
from kusei_batch.pipeline.writing import Output, Plan
from kusei_batch.publish import CURRENT, Origin, is_current, read_manifest, recover, release
from kusei_batch.report.views.answered import ACCEPTED
from kusei_batch.report.views.coverage import build_coverage_view
from kusei_batch.report.views.public import build_public_view
from kusei_batch.report.ward_page import WHOLE_PAGE, PageOrder, render_page

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from kusei_batch.config import Workspace
    from kusei_batch.config.settings import PageSettings
    from kusei_batch.pipeline.standing import RoundStanding
    from kusei_batch.pipeline.ward_views import WardViews
    from kusei_batch.report.views import RoundFacts, RoundView

PAGE_FOLDER = "05_公表"


def plan_pages(views: WardViews, run: int) -> list[Plan]:
    """The release of every round and ward that has pages and something to show on them."""
    return [plan for standing in views.night.standing.rounds for plan in _plan_round(views, standing, run)]


def _plan_round(views: WardViews, standing: RoundStanding, run: int) -> Iterator[Plan]:
    workspace, round_ = views.night.workspace, standing.round
    pages = workspace.pages(round_)
    form = views.form(round_.name) if pages and standing.sheets else None
    if form is None:
        return
    home = workspace.year_folder(round_.fiscal_year, round_.name) / PAGE_FOLDER
    for ward in workspace.master.wards:
        facts = views.facts(standing, ward, form)
        if any(covered.state in ACCEPTED for covered in facts.coverage):
            origin = Origin(run, views.night.standing.as_of, _sources(facts))
            publication = Publication(workspace, home / ward.name, facts, pages, origin)
            for page in pages:
                output = Output("page", ward, home / ward.name / CURRENT / page.name / WHOLE_PAGE)
                yield output, publication.require


def _sources(facts: RoundFacts) -> tuple[str, ...]:
    return tuple(c.sha256 for c in facts.coverage if c.state in ACCEPTED and c.sha256)


@dataclass(frozen=True)
class Publication:
    """All pages of one ward's round: they are released together or not at all."""

    workspace: Workspace
    home: Path
    facts: RoundFacts
    pages: Sequence[PageSettings]
    origin: Origin

    def require(self) -> None:
        """See to it, once, that the pages are released; raises KuseiError every time where they cannot be."""
        if self._failure:
            raise self._failure

    @cached_property
    def _failure(self) -> KuseiError | None:
        try:
            self._publish()
        except KuseiError as error:
            return error
        return None

    def _publish(self) -> None:
        recover(self.home)
        views = [_public_view(self.facts, page.columns) for page in self.pages]
        known = read_manifest(self.home / CURRENT)
        # What says the same as yesterday keeps yesterday's date, and is no new release.
        if known and is_current(self.home, self._render(views, known.as_of)):
            return
        release(self.home, self._render(views, self.origin.as_of), self.origin)

    def _render(self, views: Sequence[RoundView], day: dt.date) -> dict[str, bytes]:
        return {
            f"{page.name}/{name}": content
            for page, view in zip(self.pages, views, strict=True)
            for name, content in render_page(view, self._order(page), day).items()
        }

    def _order(self, page: PageSettings) -> PageOrder:
        contact = page.contact or self.workspace.settings.contact
        return PageOrder(self.workspace.page_template(page.template), page.name, page.title, contact, page.date)


def _public_view(facts: RoundFacts, columns: Sequence[str]) -> RoundView:
    """The round without departments whose sheet does not count: on a page they are being prepared, no more."""
    coverage = [covered for covered in facts.coverage if covered.state in ACCEPTED]
    departments = [covered.department for covered in coverage]
    counted = replace(
        facts, coverage=coverage, crosstabs=total_crosstabs(facts.form, facts.records, departments, facts.span)
    )
    return replace(build_public_view(counted, columns), coverage=build_coverage_view(facts))
