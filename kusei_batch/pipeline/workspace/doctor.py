"""doctor: everything a night needs, looked at beforehand; all faults at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

from kusei_batch.config import Workspace, read_workspace
from kusei_batch.config.levels import is_made_for, units_at
from kusei_batch.config.lines import setting_problem
from kusei_batch.config.settings import DocumentSettings
from kusei_batch.core.dates import DateReader
from kusei_batch.core.decision_book import FILE as DECISIONS
from kusei_batch.core.form import Form
from kusei_batch.core.form_levels import form_of_unit
from kusei_batch.core.letter_days import LetterKind
from kusei_batch.core.period import Round
from kusei_batch.core.problem import Location, Problem, SettingsError, Severity, merge_equal
from kusei_batch.engine import LIBRARIES, Crew, Failure, LocalEngine, WorkLimits, do_all
from kusei_batch.errors import CannotRunError
from kusei_batch.pipeline.intake.web_forms import WebForms
from kusei_batch.pipeline.outputs.papers import held_from
from kusei_batch.pipeline.outputs.rendering import document_limits
from kusei_batch.pipeline.outputs.row_papers import check_row_papers, sample_row
from kusei_batch.pipeline.session import KEY_FILE, check_state, look_into
from kusei_batch.pipeline.status.known_lists import known_lists
from kusei_batch.pipeline.status.proposals import check_proposals
from kusei_batch.pipeline.status.uncounted import find_uncounted
from kusei_batch.pipeline.workspace.empty_lists import check_row_lists, until_it_opens
from kusei_batch.pipeline.workspace.form_check import check_template
from kusei_batch.pipeline.workspace.import_check import check_import_rules
from kusei_batch.pipeline.workspace.level_words import check_level_words
from kusei_batch.pipeline.workspace.list_values import check_list_values
from kusei_batch.pipeline.workspace.name_lengths import check_name_lengths
from kusei_batch.pipeline.workspace.outdated import find_outdated
from kusei_batch.pipeline.workspace.public_pages import check_public_pages
from kusei_batch.pipeline.workspace.sample_words import check_sample_words
from kusei_batch.pipeline.workspace.source_check import check_confirmation_form, issued_sheets, workspace_world
from kusei_batch.pipeline.workspace.submit_places import check_submit_places
from kusei_batch.pipeline.workspace.surroundings import check_surroundings
from kusei_batch.pipeline.workspace.verifying import verify_workspace
from kusei_batch.pipeline.workspace.workdays import check_rounds_days
from kusei_batch.report import check_page_template, check_paper_template
from kusei_batch.report.found_note import NOTE, check_note_template
from kusei_batch.report.handover_page import HANDOVER, check_handover_template
from kusei_batch.report.views.public_rows import Published
from kusei_batch.report.ward_letter import check_letter_template
from kusei_batch.system import allows, is_readable_by_others


def examine_workspace(folder: Path, now: dt.datetime | None = None, as_of: dt.date | None = None) -> list[Problem]:
    """Return every fault of config.toml, master, templates, papers and folders; `now` is the local time.

    Without it nothing is said of the clock. What is asked of a day is asked of `as_of`, else of today. Raise
    CannotRunError for a missing folder.
    """
    try:
        workspace = read_workspace(folder)
    except SettingsError as error:
        return list(error.problems)
    if any(problem.severity is Severity.ERROR and problem.location.file != DECISIONS for problem in workspace.faults):
        # What else is amiss may merely follow from these; what is written in 決定.xlsx spoils no template.
        return merge_equal(workspace.faults)
    today = as_of or (now.date() if now else None)
    found = (
        *workspace.faults,
        *check_rounds_days(workspace),
        *check_sample_words(workspace),
        *check_submit_places(workspace),
        *check_level_words(workspace),
        *check_public_pages(workspace, today),
        *_check_forms(workspace, today),
        *_check_wards(workspace),
        *check_surroundings(workspace, now),
        *_check_rights(workspace),
        *_check_kept(workspace),
        *find_outdated(workspace),
        *find_uncounted(workspace, issued_sheets(workspace.state)),
    )
    return merge_equal(found)


def next_words(workspace: Workspace, today: dt.date) -> tuple[str, ...]:
    """Return the command that comes next.

    It issues the round that opened first and of which nobody has a sheet; where there is none, it runs the night.
    Where nothing was issued yet this year, it issues the round that opens first, open or not.
    """
    with look_into(workspace) as ledger:
        issued = {(sheet.round, sheet.fiscal_year) for sheet in ledger.issued().values()}
    waiting = [r for r in workspace.rounds if (r.name, r.fiscal_year) not in issued]
    started = len(waiting) < len(workspace.rounds)
    due = sorted((r for r in waiting if r.opens <= today or not started), key=lambda r: r.opens)
    return ("issue", due[0].name) if due else ("nightly",)


def _check_forms(workspace: Workspace, today: dt.date | None) -> Iterator[Problem]:
    world = workspace_world(workspace, issued_sheets(workspace.state))
    forms: dict[str, Form | None] = {}
    for name in dict.fromkeys(r.form for r in workspace.rounds):
        forms[name], problems = check_template(workspace.template(name), world.lists, world)
        yield from until_it_opens(problems, min(r.opens for r in workspace.rounds if r.form == name), today)
    for name in dict.fromkeys(r.confirmation for r in workspace.settings.rounds if r.confirmation):
        form, problems = check_template(workspace.template(name), world.lists, world.of_confirmation())
        yield from (*problems, *(check_confirmation_form(form) if form else ()))
    for name, form in forms.items():
        if form:
            yield from check_proposals(workspace, form, name)
    yield from check_name_lengths(workspace, forms)
    yield from _check_lists(workspace, [form for form in forms.values() if form])
    yield from _check_meetings(workspace)
    yield from check_row_papers(workspace)
    by_round = {r.name: forms[r.form] for r in workspace.rounds}
    yield from check_row_lists(workspace, by_round)
    yield from _check_papers(workspace, by_round)


def _check_lists(workspace: Workspace, forms: Sequence[Form]) -> Iterator[Problem]:
    """Report values of lists that no field can read, each told once, though several forms show it."""
    dates = DateReader(workspace.calendar, workspace.fiscal_year)
    lists = workspace.master.in_force(workspace.fiscal_year)
    found = [problem for form in forms for problem in check_list_values(form, lists, dates)]
    yield from {(p.code, p.location): p for p in found}.values()
    templates = {path.stem for path in workspace.master_path.parent.glob("*.xlsx")}
    yield from check_import_rules(WebForms.of(workspace), forms, templates)


def _check_meetings(workspace: Workspace) -> Iterator[Problem]:
    """Ask for the day of each meeting: without it a paper goes on changing until the next round begins.

    Then look at the order of the days: due, meeting, publication.
    """
    for round_ in workspace.rounds:
        over = held_from(None, round_, workspace.rounds)
        undated = [paper for paper in workspace.papers(round_) if paper.date is None and not paper.each]
        papers = "、".join(f"「{paper.name}」" for paper in undated)
        if papers:
            until = f"次の回が始まる{workspace.calendar.date_label(over)}" if over else "次の年度"
            params = {"round": round_.name, "papers": papers, "until": until}
            place = (*workspace.written.round_place(round_.name), "papers", undated[0].nth, "date")
            yield setting_problem("paper-without-date", workspace.written, place, **params)
        yield from _check_order(workspace, round_)


def _check_order(workspace: Workspace, round_: Round) -> Iterator[Problem]:
    """Ask for the day of each page, and report a meeting before what it is about, a page before what it tells of.

    A page without a day is dated by the night that makes it first: soon after the sheets went out. What a ward
    publishes does not wait for a meeting of the city.
    """
    label, written = workspace.calendar.date_label, workspace.written
    place = written.round_place(round_.name)
    papers = [(paper, paper.date) for paper in workspace.papers(round_) if paper.date]
    pages = workspace.pages(round_)
    decided = max((day for _, day in papers), default=None)
    undated = [page for page in pages if page.date is None]
    if undated:
        after = f"会議の日（{label(decided)}）" if decided else f"提出期限（{label(round_.due)}）"
        words = {"round": round_.name, "pages": "、".join(f"「{page.name}」" for page in undated), "after": after}
        yield setting_problem("page-without-date", written, (*place, "pages", undated[0].nth, "date"), **words)
    for paper, day in papers:
        if day < round_.due:
            words = {"round": round_.name, "name": paper.name, "day": label(day), "due": label(round_.due)}
            yield setting_problem("meeting-before-due", written, (*place, "papers", paper.nth, "date"), **words)
    for page in pages:
        meetings = [paper.date for paper in workspace.papers(round_) if paper.date and paper.level == page.level]
        held = max(meetings, default=None)
        if page.date and held and page.date < held:
            words = {"round": round_.name, "name": page.name, "day": label(page.date), "meeting": label(held)}
            yield setting_problem("page-before-meeting", written, (*place, "pages", page.nth, "date"), **words)


def _check_papers(workspace: Workspace, forms: Mapping[str, Form | None]) -> Iterator[Problem]:
    """Check the papers and pages of each round with a readable form; papers may ask for other rounds by name."""
    limits = document_limits(workspace)
    lists = known_lists(workspace, workspace.master.wards[0], workspace.fiscal_year)
    with LocalEngine(1).hire(_carry_out, limits, libraries=LIBRARIES) as crew:
        for round_ in workspace.rounds:
            form = forms[round_.name]
            if form is None:
                continue
            # Several papers of a round may have one template, of which there is but one thing to say of each level.
            made = [p for p in workspace.papers(round_) if _is_made_here(workspace, round_, p)]
            for paper in {(p.template, p.level, p.each): p for p in made}.values():
                template, own = workspace.paper_template(paper.template), _of_level(forms, paper.level, workspace)
                known, row = own[round_.name] or form, sample_row(workspace, paper)
                check = partial(check_paper_template, template, known, own, lists, row)
                yield from _try(crew, limits, template, check)
            for page in (p for p in workspace.pages(round_) if _is_made_here(workspace, round_, p)):
                template = workspace.page_template(page.template)
                known = _of_level(forms, page.level, workspace)[round_.name] or form
                published = Published(page.columns, page.rows)
                yield from _try(crew, limits, template, partial(check_page_template, template, known, published, lists))
        for template in _letter_templates(workspace):
            yield from _try(crew, limits, template, partial(check_letter_template, template))
        if (note := workspace.paper_template(NOTE)).is_file():
            yield from _try(crew, limits, note, partial(check_note_template, note, workspace.calendar))
        if (handover := workspace.paper_template(HANDOVER)).is_file():
            yield from _try(crew, limits, handover, partial(check_handover_template, handover))


def _is_made_here(workspace: Workspace, round_: Round, made: DocumentSettings) -> bool:
    """Return whether a paper or page is made in this workspace: those of the city are not in one of its wards."""
    return any(is_made_for(made, unit, workspace.master) for unit in workspace.units(round_))


def _of_level(forms: Mapping[str, Form | None], level: str, workspace: Workspace) -> dict[str, Form | None]:
    """Return the forms as a unit of a level (blank: a ward) sees them."""
    master = workspace.master
    unit = next(iter(units_at(level, master) if level else ()), master.wards[0])
    return {name: form and form_of_unit(form, unit, master) for name, form in forms.items()}


def _letter_templates(workspace: Workspace) -> dict[Path, None]:
    """Return the templates of all letters that are there; those that are missing are reported where they are named."""
    asked = [(workspace.letters(round_), workspace.confirmation_round(round_)) for round_ in workspace.rounds]
    unasked = LetterKind.CONFIRMATION
    told = [(letters.of(kind), kind is not unasked or heads) for letters, heads in asked for kind in LetterKind]
    names = dict.fromkeys(name for name, is_asked in told if name and is_asked)
    return dict.fromkeys(path for name in names for path in workspace.letter_templates(name) if path.is_file())


def _carry_out(check: Callable[[], list[Problem]]) -> list[Problem]:
    return check()


def _try(crew: Crew, limits: WorkLimits, template: Path, check: Callable[[], list[Problem]]) -> Iterator[Problem]:
    """Report the faults of a template; that it cannot be tried at all is one, too."""
    (found,) = do_all(crew, [check])
    if not isinstance(found, Failure):
        yield from found
        return
    code = "paper-never-ends" if found.code == "reader-too-slow" else "paper-not-tried"
    yield Problem.of_file(code, template.name, seconds=f"{limits.seconds:g}")


def _check_wards(workspace: Workspace) -> Iterator[Problem]:
    year = workspace.fiscal_year
    for ward in workspace.master.wards:
        if not workspace.master.policy_of(ward, year):
            place = Location(sheet="方針", file="マスタ.xlsx")
            label = workspace.calendar.fiscal_label(year)
            yield Problem.of("policy-missing", place, ward=ward.name, year=label)
        if not workspace.master.departments_of(ward):
            place = Location(sheet="部署", file="マスタ.xlsx")
            yield Problem.of("ward-without-departments", place, ward=ward.name)


def _check_rights(workspace: Workspace) -> Iterator[Problem]:
    """Report folders that cannot be used as they must be, and a key that others can read (not on Windows)."""
    for folder, is_written in ((workspace.inbox, False), (workspace.outbox, True)):
        if folder.is_dir() and not allows(folder, writing=is_written):
            yield Problem.of_file("folder-rights", folder.name)
    key = workspace.state / KEY_FILE
    if key.is_file() and is_readable_by_others(key):
        yield Problem.of_file("key-readable", KEY_FILE)


def _check_kept(workspace: Workspace) -> Iterator[Problem]:
    """Check ledger, key and kept originals: whatever would stop a night, or could no longer be traced."""
    try:
        check_state(workspace.state, workspace.outbox)
        found = verify_workspace(workspace)
    except CannotRunError as error:
        params = {"reason": error.message, "remedy": error.remedy}
        yield Problem.of_file("state-unusable", workspace.settings.folders.state, **params)
        return
    # Issued sheets that were handed over and moved away are nothing to mend; `verify` tells them.
    yield from (problem for problem in found if problem.severity is Severity.ERROR)
