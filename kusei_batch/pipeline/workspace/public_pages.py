"""What the pages of a round would tell the public too early, or not at all, looked at beforehand."""

from __future__ import annotations

from collections.abc import Iterator

from kusei_batch.config import Workspace
from kusei_batch.config.lines import FILE as CONFIG_FILE
from kusei_batch.config.master_sheet import FILE as MASTER
from kusei_batch.config.settings import PageSettings
from kusei_batch.core.period import Round
from kusei_batch.core.problem import Location, Problem
from kusei_batch.core.ward import Ward

_POLICY = "方針"


def check_public_pages(workspace: Workspace) -> Iterator[Problem]:
    """Report pages that show a policy which is not decided yet, and pages that name nobody to ask."""
    for round_ in workspace.rounds:
        for unit in workspace.units(round_):
            yield from _check_unit(workspace, round_, unit)


def _check_unit(workspace: Workspace, round_: Round, unit: Ward) -> Iterator[Problem]:
    pages = workspace.pages(round_, unit)
    words = {"round": round_.name, "ward": unit.name}
    drafts = [p.number for p in workspace.master.policy_of(unit, round_.fiscal_year) if p.is_draft]
    showing = [page for page in pages if drafts and _shows_policy(workspace, page)]
    if showing:
        named = "、".join(_dated(workspace, page) for page in showing)
        place = Location(sheet=_POLICY, file=MASTER)
        yield Problem.of("policy-draft-published", place, **words, numbers="、".join(drafts), pages=named)
    silent = [page.name for page in pages if not (page.contact or workspace.office_of(unit).contact)]
    if silent:
        named = "、".join(f"「{name}」" for name in silent)
        yield Problem.of("page-without-contact", Location(file=CONFIG_FILE), **words, pages=named)


def _shows_policy(workspace: Workspace, page: PageSettings) -> bool:
    """Return whether a page's template speaks of the policy; one that is not there is told of elsewhere."""
    path = workspace.page_template(page.template)
    return path.is_file() and _POLICY in path.read_text(encoding="utf-8-sig", errors="replace")


def _dated(workspace: Workspace, page: PageSettings) -> str:
    return f"「{page.name}」" + (f"（{workspace.calendar.date_label(page.date)}）" if page.date else "")
