"""公表: the pages of every round, from what counts and is for the public, released ward by ward."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from kusei_batch.consolidate import total_crosstabs
from kusei_batch.pipeline.writing import Output, Plan, plan_each
from kusei_batch.publish import CURRENT, Origin, is_current, read_manifest, recover, release
from kusei_batch.report.views.answered import ACCEPTED
from kusei_batch.report.views.coverage import build_coverage_view
from kusei_batch.report.views.public import build_public_view
from kusei_batch.report.ward_page import WHOLE_PAGE, PageOrder

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator, Sequence

    from kusei_batch.config import Workspace
    from kusei_batch.config.settings import PageSettings
    from kusei_batch.core.ward import Ward
    from kusei_batch.pipeline.rendering import Renderer
    from kusei_batch.pipeline.standing import RoundStanding
    from kusei_batch.pipeline.ward_views import WardViews
    from kusei_batch.report.views import RoundFacts, RoundView

PAGE_FOLDER = "05_公表"


def plan_pages(views: WardViews, run: int) -> list[Plan]:
    """The release of every round and ward that has pages and something to show on them."""
    workspace = views.night.workspace
    return [
        plan
        for standing in views.night.standing.rounds
        if standing.sheets and workspace.pages(standing.round)
        for ward in workspace.master.wards
        for plan in plan_each(_pages(standing, ward), partial(_plan_ward, views, standing, ward, run))
    ]


def _pages(standing: RoundStanding, ward: Ward) -> Output:
    """What all pages of a ward's round are called together."""
    return Output("page", ward, Path(f"回「{standing.round.name}」の公表ページ（{ward.name}）"))


def _plan_ward(views: WardViews, standing: RoundStanding, ward: Ward, run: int) -> Iterator[Plan]:
    workspace, round_ = views.night.workspace, standing.round
    form = views.form(round_.name)
    if form is None:
        return
    accepted = [covered for covered in standing.coverage_of(ward) if covered.state in ACCEPTED]
    if not accepted:
        return
    home = workspace.year_folder(round_.fiscal_year, round_.name) / PAGE_FOLDER / ward.name
    origin = Origin(run, views.night.standing.as_of, tuple(c.sha256 for c in accepted if c.sha256))
    facts = partial(views.facts, standing, ward, form)
    pages = workspace.pages(round_)
    publication = Publication(workspace, home, facts, pages, origin, views.night.renderer)
    for page in pages:
        output = Output("page", ward, home / CURRENT / page.name / WHOLE_PAGE)
        yield views.night.documents.unless_made(output, views.inputs(ward), publication.require, publication.files)


@dataclass(frozen=True)
class Publication:
    """All pages of one ward's round: they are released together or not at all."""

    workspace: Workspace
    home: Path
    facts: Callable[[], RoundFacts]
    pages: Sequence[PageSettings]
    origin: Origin
    renderer: Renderer

    def require(self) -> None:
        """See to it, once, that the pages are released; raises the same error every time where they cannot be."""
        if self._failure:
            raise self._failure

    def files(self) -> list[Path]:
        """The files of the release that is out."""
        return [path for path in (self.home / CURRENT).rglob("*") if path.is_file()]

    @cached_property
    def _failure(self) -> Exception | None:
        try:
            self._publish()
        except Exception as error:  # noqa: BLE001 -- whatever it is, every page of the release is told to fail by it
            return error
        return None

    def _publish(self) -> None:
        recover(self.home)
        facts = self.facts()
        views = [_public_view(facts, page.columns) for page in self.pages]
        known = read_manifest(self.home / CURRENT)
        # What says the same as yesterday keeps yesterday's date, and is no new release.
        if known and is_current(self.home, self._render(views, known.as_of)):
            return
        release(self.home, self._render(views, self.origin.as_of), self.origin)

    def _render(self, views: Sequence[RoundView], day: dt.date) -> dict[str, bytes]:
        return {
            f"{page.name}/{name}": content
            for page, view in zip(self.pages, views, strict=True)
            for name, content in self.renderer.page(view, self._order(page), day).items()
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
