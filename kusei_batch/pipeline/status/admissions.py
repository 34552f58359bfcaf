"""Files of which it is not proven whose they are, and what the coordinator has decided of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kusei_batch.config import Workspace
from kusei_batch.core.addressees import find_addressees
from kusei_batch.core.decision_book import FILE, Value
from kusei_batch.core.period import Calendar
from kusei_batch.core.problem import Location, Problem
from kusei_batch.core.submission import IssuedSheet, Receipt
from kusei_batch.core.submission_decision import SHEET, SubmissionDecisions, Word, admission_of
from kusei_batch.core.ward import Department
from kusei_batch.pipeline.status.rivals import RivalQuestion, choice_row
from kusei_batch.pipeline.status.unidentified import UnidentifiedFile
from kusei_batch.validate.personal import mask_private

_ABOUT = "認証で部署を確かめられないファイルです"
_ASKED = ("admission-asked", "admission-refused")


@dataclass(frozen=True, slots=True)
class Admission:
    """A file in the inbox that names one sheet and does not prove that it is its department's.

    `outcome` tells why it would be sent back if it were admitted; blank: it would not.
    """

    sheet_id: str
    department: Department
    file: Receipt
    outcome: str = ""

    @property
    def question(self) -> str:
        """The name of the question about this content."""
        return admission_of(self.sheet_id, self.file.sha256)

    def waits(self, choices: SubmissionDecisions) -> bool:
        """Return whether it is undecided."""
        return choices.ruling(self.sheet_id, self.file.sha256) is Word.OPEN


def find_admissions(
    workspace: Workspace, register: Mapping[str, IssuedSheet], unidentified: Iterable[UnidentifiedFile]
) -> list[Admission]:
    """Find the files that were asked about; content that lies there twice is one file."""
    departments = find_addressees(workspace.master, register.values()).by_code
    found: dict[str, Admission] = {}
    for unknown_file in unidentified:
        told = [p.message for p in unknown_file.problems if p.code == "admission-would-return"]
        for problem in unknown_file.problems:
            sheet = register.get(problem.params.get("sheet_id", "")) if problem.code in _ASKED else None
            if sheet and sheet.department_code in departments:
                one = Admission(sheet.sheet_id, departments[sheet.department_code], unknown_file.receipt, "".join(told))
                found.setdefault(one.question, one)
    return list(found.values())


def admission_rows(admissions: Iterable[Admission], calendar: Calendar) -> list[dict[str, Value]]:
    """Return the rows of the sheet 提出の確認: one for every file."""
    return [
        choice_row(
            RivalQuestion(one.question, "。".join(filter(None, (_ABOUT, one.outcome))), one.sheet_id, one.department),
            one.file,
            one.file.path,
            calendar,
        )
        for one in admissions
    ]


def check_withdrawn(
    choices: SubmissionDecisions, receipts: Sequence[tuple[Receipt, Sequence[Problem]]]
) -> Iterator[Problem]:
    """Yield a warning for each answer that was admitted, still counts, and is refused now: that comes too late."""
    counting = {r.sheet_id: (r, problems) for r, problems in receipts if r.sheet_id and r.verdict.counts}
    for sheet_id, (receipt, problems) in counting.items():
        admitted = any(problem.code == "admission-granted" for problem in problems)
        if admitted and choices.ruling(sheet_id or "", receipt.sha256) is Word.REFUSED:
            words = {"sheet_id": sheet_id or "", "name": mask_private(receipt.path)}
            yield Problem.of("admission-refused-late", Location(SHEET, file=FILE), **words)
