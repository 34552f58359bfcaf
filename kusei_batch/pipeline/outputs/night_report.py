"""What one night did, for those who tell it: the page, the log, the command line."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from kusei_batch.core.decision import Unfinished, Waiting
from kusei_batch.core.problem import Problem, Severity
from kusei_batch.core.record import Coverage
from kusei_batch.core.replacement import Replacement
from kusei_batch.core.run import Outcome
from kusei_batch.core.submission import IssuedSheet, Receipt, Verdict
from kusei_batch.errors import KuseiError
from kusei_batch.pipeline.intake.examined_files import FileResult
from kusei_batch.pipeline.outputs.writing import Output


@dataclass(frozen=True)
class NightReport:
    """Everything one night did.

    `failures` tell which outputs could not be written, and why; `unidentified` are the files that answer no sheet and
    still lie in the inbox, tonight's and older ones; `changed` the sheets that would be issued differently now;
    `uncounted` tell of sheets that nothing counts any more; `decisions` wait for the coordinator's word, `unfinished`
    are decided and not yet done;
    `replaced` are tonight's answers that took the place of accepted ones. `faults` tell of what the night had to do
    without; it ran from `started` to `ended`, in seconds since the epoch.
    """

    run_id: int
    as_of: dt.date
    files: Sequence[FileResult]
    coverage: Sequence[Coverage]
    outputs: Sequence[Output]
    failures: Sequence[KuseiError] = ()
    unidentified: Sequence[tuple[Receipt, Sequence[Problem]]] = ()
    changed: Sequence[tuple[IssuedSheet, Problem]] = ()
    uncounted: Sequence[Problem] = ()
    decisions: Sequence[Waiting] = ()
    unfinished: Sequence[Unfinished] = ()
    replaced: Sequence[Replacement] = ()
    faults: Sequence[Problem] = ()
    started: float = 0.0
    ended: float = 0.0

    @property
    def outcome(self) -> Outcome:
        """Whether all was done, or some part could not be."""
        bugs = any(file.verdict is Verdict.FAILED for file in self.files)
        faults = any(problem.severity is Severity.ERROR for problem in self.faults)
        return Outcome.PARTLY if self.failures or bugs or faults else Outcome.DONE

    @property
    def counts(self) -> dict[str, int]:
        """How many files had each verdict, how many departments are in each state, and what was made and was not."""
        return {
            **{verdict.value: number for verdict, number in Counter(file.verdict for file in self.files).items()},
            **{f"state_{state.value}": n for state, n in Counter(c.state for c in self.coverage).items()},
            "outputs": len(self.outputs),
            "failures": len(self.failures),
            "faults": len(self.faults),
        }
