"""What a hand-up tells that is not known yet, and what is reported of it: the same each time it is worked out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from kusei_batch.config import Workspace
from kusei_batch.core.hand_up import HandedAnswer, News, answers_to_add
from kusei_batch.core.period import Round
from kusei_batch.core.problem import Location, Problem, Severity
from kusei_batch.core.submission import IssuedSheet, Verdict
from kusei_batch.core.ward import Master
from kusei_batch.pipeline.intake.editions import edition
from kusei_batch.pipeline.intake.hand_up_reading import ReadHandUp

ISSUED_HERE, ANSWERS_LOST = "hand-up-issued-here", "hand-up-answers-lost"
"""What is reported of sheets that are not taken, and of those of which a ward no longer tells an answer."""

SheetEntry = tuple[IssuedSheet, str]
"""A sheet with the key its form is kept by."""


def without_own(
    sheets: Sequence[SheetEntry], register: Mapping[str, IssuedSheet]
) -> tuple[list[SheetEntry], list[IssuedSheet]]:
    """Return the sheets to be taken, and those that were issued here to the same departments and are left."""
    issued = {(s.fiscal_year, s.round, s.department_code) for s in register.values() if not s.origin}
    issued_ids = {s.sheet_id for s in register.values() if not s.origin}
    own = [
        sheet
        for sheet, _ in sheets
        if sheet.sheet_id in issued_ids or (sheet.fiscal_year, sheet.round, sheet.department_code) in issued
    ]
    left = {sheet.sheet_id for sheet in own}
    return [one for one in sheets if one[0].sheet_id not in left], own


def find_news(
    sheets: Sequence[SheetEntry],
    editions: Sequence[SheetEntry],
    told: Mapping[str, Sequence[HandedAnswer]],
    before: Mapping[str, Sequence[HandedAnswer]],
) -> tuple[News, list[IssuedSheet]]:
    """Return what is not known yet, and the sheets of which an answer is lost.

    `sheets` are those that are taken, `editions` those that are known; `told` and `before` are the answers to a sheet
    that the hand-up tells of and those that are known, by its id.
    """
    known = {edition(sheet): (replace(sheet, origin=""), key) for sheet, key in editions}
    new = [entry for entry in sheets if known.get(edition(entry[0])) != (replace(entry[0], origin=""), entry[1])]
    answers: list[HandedAnswer] = []
    lost = []
    for sheet_id, sheet in {sheet.sheet_id: sheet for sheet, _ in sheets}.items():
        added, is_lost = answers_to_add(before.get(sheet_id, ()), told.get(sheet_id, ()))
        answers += added
        lost += [sheet] if is_lost else []
    return News(new, answers), lost


def find_rounds(
    workspace: Workspace,
    read: ReadHandUp,
    sheets: Sequence[SheetEntry],
    before: Mapping[tuple[int, str], Round],
) -> Iterator[Round]:
    """Yield the rounds that sheets were taken of: this year's as config.toml has them, earlier ones as issued.

    They are for the departments whose sheets were taken, whatever the file says of others.
    """
    year = read.handed.fiscal_year
    taken: dict[str, set[str]] = {}
    for sheet, _ in sheets:
        taken.setdefault(sheet.round, set()).add(sheet.department_code)
    this_year = {r.name: r for r in workspace.rounds if r.fiscal_year == year}
    for told in (told for told in read.rounds if told.name in taken):
        round_ = replace(told, departments=frozenset(taken[told.name]))
        known = before.get((year, round_.name))
        joined = known and replace(known, departments=known.departments | round_.departments)
        yield this_year.get(round_.name) or joined or round_


def tell_all(
    workspace: Workspace,
    read: ReadHandUp,
    sheets: Sequence[SheetEntry],
    news: News,
    left: Mapping[str, Sequence[IssuedSheet]],
) -> list[Problem]:
    """Return all that is reported of a hand-up of which `sheets` are taken; `left` go by the problem's code."""
    named = _tell_left(Location(file=read.handed.path), workspace.master, left)
    return [*_tell_taken(workspace, read, sheets, news), *named]


def verdict_of(told: Sequence[Problem]) -> Verdict:
    """Return the verdict on a hand-up that is taken."""
    return Verdict.ACCEPTED_WITH_WARNINGS if any(p.severity is Severity.WARNING for p in told) else Verdict.ACCEPTED


def _tell_taken(workspace: Workspace, read: ReadHandUp, sheets: Sequence[SheetEntry], news: News) -> Iterator[Problem]:
    """Tell what was taken, and where the rounds of the ward are not those of the city."""
    told, calendar = read.told, workspace.calendar
    place, year = Location(file=read.handed.path), told.fiscal_year
    words = {"name": told.ward, "year": calendar.fiscal_label(year), "day": calendar.date_label(told.as_of)}
    changed = {answer.receipt.sheet_id for answer in news.answers}
    counts = {"sheets": str(len({s.sheet_id for s, _ in sheets})), "count": str(len(changed))}
    yield Problem.of("hand-up-taken", place, **words, **counts)
    own = {r.name: r for r in workspace.rounds}
    if year != workspace.fiscal_year:
        yield Problem.of("hand-up-past-year", place, **words)
        return
    for round_ in read.rounds:
        here = own.get(round_.name)
        if here and (here.form, here.due) != (round_.form, round_.due):
            theirs, ours = (f"様式「{r.form}」、期限 {calendar.date_label(r.due)}" for r in (round_, here))
            yield Problem.of("hand-up-round-differs", place, round=round_.name, due=theirs, own=ours)


def _tell_left(place: Location, master: Master, left: Mapping[str, Sequence[IssuedSheet]]) -> Iterator[Problem]:
    """Tell of sheets that are not taken, and of those of which a ward no longer tells an answer."""
    called = {department.code: department.name for department in master.departments}
    for code, sheets in left.items():
        names = (f"{s.round} {called.get(s.department_code, s.department_code)}（{s.sheet_id}）" for s in sheets[:3])
        if sheets:
            yield Problem.of(code, place, names="、".join(names), count=str(len(sheets)))
