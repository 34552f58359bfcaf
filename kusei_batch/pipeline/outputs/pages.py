"""公表: the pages of every round, from what counts and is for the public, released ward by ward."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from kusei_batch.config import Workspace
from kusei_batch.config.settings import PageSettings
from kusei_batch.consolidate import total_crosstabs
from kusei_batch.core.ward import Ward
from kusei_batch.pipeline.outputs.remaking import digest_of
from kusei_batch.pipeline.outputs.rendering import Renderer
from kusei_batch.pipeline.outputs.round_facts import WardViews
from kusei_batch.pipeline.outputs.writing import Making, Output, Plan, plan_each
from kusei_batch.pipeline.status.round_status import RoundStatus
from kusei_batch.publish import CURRENT, ReleaseOrigin, is_current, read_manifest, recover, release
from kusei_batch.report.kept_templates import KeptFile
from kusei_batch.report.views import RoundFacts
from kusei_batch.report.views.answered import ACCEPTED
from kusei_batch.report.views.coverage_table import build_coverage_view
from kusei_batch.report.views.public import build_public_view
from kusei_batch.report.ward_page import WHOLE_PAGE, PageOrder, render_page

PAGE_FOLDER = "05_公表"


def plan_pages(views: WardViews, run: int) -> list[Plan]:
    """Return the release of every round and ward that has pages and something to show on them."""
    workspace = views.night.workspace
    return [
        plan
        for status in views.night.status.rounds
        if status.sheets and workspace.pages(status.round)
        for ward in workspace.master.wards
        for plan in plan_each(_pages(status, ward), partial(_plan_ward, views, status, ward, run))
    ]


def _pages(status: RoundStatus, ward: Ward) -> Output:
    """Return what all pages of a ward's round are called together."""
    return Output("page", ward, Path(f"回「{status.round.name}」の公表ページ（{ward.name}）"))


def _plan_ward(views: WardViews, status: RoundStatus, ward: Ward, run: int) -> Iterator[Plan]:
    workspace, round_ = views.night.workspace, status.round
    form = views.form(round_.name)
    if form is None:
        return
    accepted = [covered for covered in status.coverage_of(ward) if covered.state in ACCEPTED]
    if not accepted:
        return
    home = workspace.year_folder(round_.fiscal_year, round_.name) / PAGE_FOLDER / ward.name
    origin = ReleaseOrigin(run, views.night.status.as_of, tuple(c.sha256 for c in accepted if c.sha256))
    facts = partial(views.facts, status, ward, form)
    pages = workspace.pages(round_)
    publication = Publication(workspace, home, facts, pages, origin, views.night.renderer)
    outputs = [Output("page", ward, home / CURRENT / page.name / WHOLE_PAGE) for page in pages]
    yield views.night.documents.unless_made(
        outputs,
        lambda rounds: digest_of(views.inputs(status, ward, rounds), views.night.ground.pages),
        publication.publish,
        publication.files,
    )


@dataclass(frozen=True)
class Publication:
    """All pages of one ward's round: they are released together or not at all."""

    workspace: Workspace
    home: Path
    facts: Callable[[], RoundFacts]
    pages: Sequence[PageSettings]
    origin: ReleaseOrigin
    renderer: Renderer

    def files(self) -> list[Path]:
        """Return the files of the release that is out."""
        return [path for path in (self.home / CURRENT).rglob("*") if path.is_file()]

    def publish(self) -> Making[None]:
        """Make sure that the pages are released."""
        recover(self.home)
        facts = self.facts()
        known = read_manifest(self.home / CURRENT)
        # What says the same as yesterday keeps yesterday's date, and is no new release.
        if known and is_current(self.home, (yield from self._render(facts, known.as_of))):
            return
        release(self.home, (yield from self._render(facts, self.origin.as_of)), self.origin)

    def _render(self, facts: RoundFacts, day: dt.date) -> Making[dict[str, bytes]]:
        files: dict[str, bytes] = {}
        for page in self.pages:
            template, shown = self.workspace.page_template(page.template), self.renderer.once(facts)
            made = yield from self.renderer.make(template, _make_page, shown, page.columns, self._order(page), day)
            files |= {f"{page.name}/{name}": content for name, content in made.items()}
        return files

    def _order(self, page: PageSettings) -> PageOrder:
        contact = page.contact or self.workspace.settings.contact
        return PageOrder(self.workspace.page_template(page.template), page.name, page.title, contact, page.date)


def _make_page(
    template: KeptFile, facts: RoundFacts, columns: Sequence[str], order: PageOrder, day: dt.date
) -> dict[str, bytes]:
    # Departments whose sheet does not count are on a page being prepared, and no more.
    coverage = [covered for covered in facts.coverage if covered.state in ACCEPTED]
    departments = [covered.department for covered in coverage]
    counted = replace(
        facts, coverage=coverage, crosstabs=total_crosstabs(facts.form, facts.records, departments, facts.span)
    )
    view = replace(build_public_view(counted, columns), coverage=build_coverage_view(facts))
    return dict(render_page(view, replace(order, template=template), day))
