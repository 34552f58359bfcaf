"""What the pages of a round would tell the public too early, or not at all, looked at beforehand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from kusei_batch.config import Workspace
from kusei_batch.config.lines import setting_problem
from kusei_batch.config.master_sheet import FILE as MASTER
from kusei_batch.config.settings import PageSettings
from kusei_batch.core.period import Round
from kusei_batch.core.problem import Location, Problem
from kusei_batch.core.ward import Ward

_POLICY = "方針"
_NOTICE = dt.timedelta(days=30)
"""So long before a page is due its policy should be decided, or somebody reminded."""


def check_public_pages(workspace: Workspace, today: dt.date | None) -> Iterator[Problem]:
    """Report pages that name nobody to ask, and those due soon that show a policy which is not decided yet."""
    yield from _check_contacts(workspace)
    for round_ in workspace.rounds:
        for unit in workspace.units(round_):
            pages = workspace.pages(round_, unit)
            yield from _check_policy(workspace, round_, unit, [p for p in pages if _is_due(p, round_, today)])


def _is_due(page: PageSettings, round_: Round, today: dt.date | None) -> bool:
    """Return whether a page is published soon; one without a day is as soon as the round is open."""
    return today is not None and (page.date or round_.opens) - _NOTICE <= today


def _check_contacts(workspace: Workspace) -> Iterator[Problem]:
    silent = [
        (unit.name, f"回「{round_.name}」の「{page.name}」", (round_.name, page.nth))
        for round_ in workspace.rounds
        for unit in workspace.units(round_)
        for page in workspace.pages(round_, unit)
        if not (page.contact or workspace.office_of(unit).contact)
    ]
    if silent:
        wards, pages = ("、".join(dict.fromkeys(words)) for words in ([s[0] for s in silent], [s[1] for s in silent]))
        name, nth = silent[0][2]
        place = (*workspace.written.round_place(name), "pages", nth, "contact")
        yield setting_problem("page-without-contact", workspace.written, place, ward=wards, pages=pages)


def _check_policy(workspace: Workspace, round_: Round, unit: Ward, due: Sequence[PageSettings]) -> Iterator[Problem]:
    drafts = [p.number for p in workspace.master.policy_of(unit, round_.fiscal_year) if p.is_draft]
    showing = [page for page in due if drafts and _shows_policy(workspace, page)]
    if showing:
        pages = "、".join(_dated(workspace, page) for page in showing)
        words = {"round": round_.name, "ward": unit.name, "numbers": "、".join(drafts), "pages": pages}
        yield Problem.of("policy-draft-published", Location(sheet=_POLICY, file=MASTER), **words)


def _shows_policy(workspace: Workspace, page: PageSettings) -> bool:
    """Return whether a page's template speaks of the policy; one that is not there is reported elsewhere."""
    path = workspace.page_template(page.template)
    return path.is_file() and _POLICY in path.read_text(encoding="utf-8-sig", errors="replace")


def _dated(workspace: Workspace, page: PageSettings) -> str:
    return f"「{page.name}」" + (f"（{workspace.calendar.date_label(page.date)}）" if page.date else "")
