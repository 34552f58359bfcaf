"""公表: the pages of every round, from what counts and is for the public, released ward by ward."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from kusei_batch.config import Workspace
from kusei_batch.config.settings import PageSettings
from kusei_batch.consolidate import total_crosstabs
from kusei_batch.core.period import Round
from kusei_batch.core.problem import SettingsError
from kusei_batch.core.submission import State
from kusei_batch.core.ward import Ward
from kusei_batch.pipeline.outputs.remaking import digest_of
from kusei_batch.pipeline.outputs.rendering import Renderer
from kusei_batch.pipeline.outputs.round_facts import WardFacts
from kusei_batch.pipeline.outputs.writing import Making, Output, Plan, plan_each
from kusei_batch.pipeline.status.round_status import RoundStatus
from kusei_batch.publish import CURRENT, PageDays, ReleaseOrigin, holds, read_manifest, recover, release
from kusei_batch.report.kept_templates import KeptFile
from kusei_batch.report.views import RoundFacts
from kusei_batch.report.views.coverage_table import build_coverage_view
from kusei_batch.report.views.public import build_public_view
from kusei_batch.report.views.public_rows import Published, choose_rows, find_unsaid
from kusei_batch.report.ward_page import WHOLE_PAGE, PageOrder, render_page

PAGE_FOLDER = "05_公表"
_PUBLIC = (State.ACCEPTED, State.NONE_TO_REPORT)


def plan_pages(wards: WardFacts, run: int) -> list[Iterator[Plan]]:
    """Return the release of every round and ward that has pages and something to show on them."""
    workspace = wards.night.workspace
    return [
        plan_each(
            Output("page", ward, Path(f"回「{status.round.name}」の公表ページ（{ward.name}）")),
            partial(_plan_ward, wards, status, ward, run),
        )
        for status in wards.night.status.rounds
        if status.sheets and workspace.pages(status.round)
        for ward in workspace.units(status.round)
        if workspace.pages(status.round, ward)
    ]


def page_home(workspace: Workspace, round_: Round, ward: Ward) -> Path:
    """Return where the pages of a ward's round are released."""
    return workspace.year_folder(round_.fiscal_year, round_.name) / PAGE_FOLDER / ward.name


def _plan_ward(wards: WardFacts, status: RoundStatus, ward: Ward, run: int) -> Iterator[Plan]:
    workspace, round_ = wards.night.workspace, status.round
    form = wards.form(round_.name)
    if form is None:
        return
    accepted = [covered for covered in status.coverage_of(ward) if covered.state in _PUBLIC]
    home = page_home(workspace, round_, ward)
    # What was confirmed, and released, may have to be confirmed again.
    if not accepted and not (home / CURRENT).is_dir():
        return
    origin = ReleaseOrigin(run, wards.night.status.as_of, tuple(c.sha256 for c in accepted if c.sha256))
    facts = partial(wards.facts, status, ward, form)
    pages = workspace.pages(round_, ward)
    publication = Publication(workspace, home, facts, pages, origin, wards.night.renderer)
    outputs = [Output("page", ward, home / CURRENT / page.name / WHOLE_PAGE) for page in pages]
    yield wards.night.documents.unless_made(
        outputs,
        lambda rounds: digest_of(wards.inputs(status, ward, rounds), wards.night.ground.pages),
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
        files: dict[str, bytes] = {}
        days: dict[str, PageDays] = {}
        for page in self.pages:
            made, days[page.name] = yield from self._make(page, facts, known.pages.get(page.name) if known else None)
            files |= {f"{page.name}/{name}": content for name, content in made.items()}
        if not (known and holds(self.home / CURRENT, files)):
            release(self.home, files, replace(self.origin, pages=days))

    def _make(
        self, page: PageSettings, facts: RoundFacts, known: PageDays | None
    ) -> Making[tuple[Mapping[str, bytes], PageDays]]:
        """Return the page's files and days; what says the same as yesterday keeps its days."""
        today = self.origin.as_of
        if known:
            made = yield from self._render(page, facts, known)
            if holds(self.home / CURRENT / page.name, made):
                return made, known
        days = PageDays(known.published if known else today, today)
        return (yield from self._render(page, facts, days)), days

    def _render(self, page: PageSettings, facts: RoundFacts, days: PageDays) -> Making[Mapping[str, bytes]]:
        template, contact = self.workspace.page_template(page.template), page.contact or facts.office.contact
        date = page.date or days.published
        # What was first made after its date was not changed by that.
        day = days.changed if days.changed > days.published else min(days.changed, date)
        order = PageOrder(template, page.name, page.title, contact, date)
        published = Published(page.columns, page.rows)
        shown = self.renderer.once(facts)
        return (yield from self.renderer.make(template, _make_page, shown, published, order, day))


def _make_page(
    template: KeptFile, facts: RoundFacts, published: Published, order: PageOrder, day: dt.date
) -> dict[str, bytes]:
    # Departments whose sheet does not count, or is not confirmed, are on a page being prepared, and no more.
    coverage = [covered for covered in facts.coverage if covered.state in _PUBLIC]
    departments = [covered.department for covered in coverage]
    codes = {department.code for department in departments}
    records = [record for record in facts.records if record.department.code in codes]
    shown, left_out = choose_rows(replace(facts, coverage=coverage, records=records), published)
    unsaid = list(find_unsaid(shown, published.columns, template.name))
    if unsaid:
        raise SettingsError(unsaid)
    counted = replace(shown, crosstabs=total_crosstabs(shown.form, shown.records, departments, shown.span))
    view = build_public_view(counted, published.columns)
    view = replace(view, coverage=build_coverage_view(facts), left_out=left_out)
    return dict(render_page(view, replace(order, template=template), day))
