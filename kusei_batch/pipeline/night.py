"""The night on one screen: collect, validate, consolidate, report. The only module that joins these stages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kusei_batch.core.submission import Verdict
from kusei_batch.pipeline.intake import DayOf, FileResult, Intake, day_of_arrival, take_in
from kusei_batch.pipeline.reporting import plan_documents
from kusei_batch.pipeline.returning import plan_answers
from kusei_batch.pipeline.rooms import open_library, open_room
from kusei_batch.pipeline.session import Progress, open_session, silent
from kusei_batch.pipeline.standing import build_standing, open_strays
from kusei_batch.pipeline.writing import Output, write_outputs

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from kusei_batch.config import Workspace
    from kusei_batch.core.problem import Problem
    from kusei_batch.core.record import Coverage
    from kusei_batch.core.submission import Receipt
    from kusei_batch.errors import KuseiError


@dataclass(frozen=True)
class NightReport:
    """Everything one night did.

    `failures` tell which outputs could not be written, and why; `strays` are the files that answer no sheet and still
    lie in the inbox, tonight's and older ones.
    """

    run_id: int
    as_of: dt.date
    files: Sequence[FileResult]
    coverage: Sequence[Coverage]
    outputs: Sequence[Output]
    failures: Sequence[KuseiError] = ()
    strays: Sequence[tuple[Receipt, Sequence[Problem]]] = ()


def run_night(
    workspace: Workspace, as_of: dt.date, now: float, progress: Progress = silent, day_of: DayOf = day_of_arrival
) -> NightReport:
    """Take in what is new in the inbox, then write everything that follows from all that was ever taken in.

    `now` (seconds since the epoch) tells which files are still being written, `day_of` when a file came. Raises
    CannotRunError when the surroundings fail; what was taken in until then is kept, and the next run goes on there.
    """
    with open_session(workspace) as ledger:
        run = ledger.start_run(as_of)
        library = open_library(workspace, ledger)
        room = open_room(workspace, ledger, library)
        files = take_in(Intake(workspace, ledger, room, run, as_of, day_of), now, progress)
        standing = build_standing(workspace, ledger, as_of)
        fresh = {f.sha256 for f in files if f.verdict is Verdict.SENT_BACK and f.sha256}
        lying = {f.sha256: f.path for f in files if f.sha256}
        plans = [
            *plan_answers(workspace, room, library, standing, fresh),
            *plan_documents(workspace, library, standing, lying),
        ]
        outputs, failures = write_outputs(plans, progress)
        ledger.finish_run(run)
    return NightReport(run, as_of, files, standing.coverage, outputs, failures, open_strays(workspace, standing))
