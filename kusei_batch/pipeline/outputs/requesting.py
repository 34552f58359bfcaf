"""The 依頼文 that goes with the sheets of a round, and the year's plan: they are there as soon as the sheets are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from functools import partial

from kusei_batch.config import Workspace
from kusei_batch.core.letter_days import LetterKind
from kusei_batch.core.period import Round
from kusei_batch.core.problem import PartFailedError
from kusei_batch.engine import LocalEngine
from kusei_batch.ledger import Ledger
from kusei_batch.pipeline.outputs.calendars import CalendarWriter
from kusei_batch.pipeline.outputs.letter_facts import build_letters
from kusei_batch.pipeline.outputs.letters import LetterWriter
from kusei_batch.pipeline.outputs.remaking import MakingResult
from kusei_batch.pipeline.outputs.rendering import Renderer, document_limits, hire_writers
from kusei_batch.pipeline.outputs.writing import Making, Output, Plan, write_outputs
from kusei_batch.pipeline.session import silent
from kusei_batch.pipeline.status.letters_due import letters_of
from kusei_batch.pipeline.status.round_status import YearStatus, compute_round_status


def write_requests(
    workspace: Workspace, ledger: Ledger, round_: Round, day: dt.date
) -> tuple[list[Output], list[PartFailedError]]:
    """Write the 依頼文 of a round that was issued, ward by ward; return what is there, and what could not be written.

    So is the year's plan where there is none yet. The night keeps them up to date, see plan_letters.
    """
    writer = LetterWriter(workspace, ledger, Renderer(document_limits(workspace), workspace.state), day)
    calendars = CalendarWriter(workspace, ledger, writer.renderer, day)
    plans = [*_plan_requests(writer, round_), *_plan_calendars(calendars)]
    if not plans:
        return [], []
    with hire_writers(LocalEngine(1), workspace) as crew:
        return write_outputs([plans], crew, silent, workspace.state)


def _plan_requests(writer: LetterWriter, round_: Round) -> Iterator[Plan]:
    workspace, ledger = writer.workspace, writer.ledger
    sheets = [s for s in ledger.issued().values() if (s.round, s.fiscal_year) == (round_.name, round_.fiscal_year)]
    # Whether anybody has answered yet is nothing to a request.
    year = YearStatus(writer.day, [], {}, {}, ())
    status = compute_round_status(workspace, ledger, round_, sheets, year)
    for ward in workspace.master.bodies:
        for letter in letters_of(workspace, status, ward, writer.day):
            for planned in build_letters(workspace, year, letter) if letter.kind is LetterKind.REQUEST else ():
                drafts = writer.drafts(letter, planned)
                if drafts:
                    yield Output("letter", ward, drafts[0].path), partial(_write, partial(writer.write, drafts))


def _plan_calendars(writer: CalendarWriter) -> Iterator[Plan]:
    for ward in writer.workspace.master.bodies:
        # A run that was stopped between the two has left but the one.
        if not all(path.is_file() for path in writer.paths(ward)):
            yield Output("calendar", ward, writer.paths(ward)[0]), partial(_write, partial(writer.write, ward))


def _write(making: Callable[[], Making[MakingResult]]) -> Making[list[Output]]:
    made = yield from making()
    return [made.read] if made.read else []
