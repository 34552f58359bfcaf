"""What waits for the coordinator's word in the master: texts to clear, files to choose from, rows to adopt."""

from __future__ import annotations

from collections.abc import Sequence

from kusei_batch.config import Workspace
from kusei_batch.config.master_lists import ADOPTED, DECLINED
from kusei_batch.core import clearance, submission_decision
from kusei_batch.core.decision import Decision
from kusei_batch.core.problem import Problem
from kusei_batch.core.proposal import ADOPTION
from kusei_batch.core.ward import Master, MasterListRow, Ward
from kusei_batch.pipeline.status.proposals import Proposed
from kusei_batch.pipeline.status.round_status import YearStatus

_SLIPS = ("master-bad-choice", "master-two-choices", "master-bad-judgment", "master-bad-adoption")


def find_decisions(
    workspace: Workspace, status: YearStatus, proposed: Sequence[Proposed] = (), ward: Ward | None = None
) -> list[Decision]:
    """What waits, in one ward or in all; `proposed` are rows tonight adds to those that are there."""
    judged = [_clearance(status, ward), _choice(workspace, status, ward), _admission(workspace, status, ward)]
    return [d for d in (*judged, *_adoptions(workspace.master, proposed, ward)) if d.count]


def find_slips(workspace: Workspace) -> list[Problem]:
    """The faults of words written where a decision is asked for: they count as undecided."""
    return [problem for problem in workspace.faults if problem.code in _SLIPS]


def _clearance(status: YearStatus, ward: Ward | None) -> Decision:
    texts = {
        (one.department.code, one.fingerprint)
        for round_ in status.rounds
        for one in round_.withheld
        if one.is_open and ward in (None, one.department.ward)
    }
    words = tuple(judgment for judgment in clearance.Judgment if judgment)
    return Decision("個人情報らしきもののある記入", clearance.SHEET, clearance.JUDGMENT, words, len(texts))


def _choice(workspace: Workspace, status: YearStatus, ward: Ward | None) -> Decision:
    choices = workspace.master.choices
    here = [found for found in status.rivals if ward in (None, found.department.ward)]
    count = sum(choices.waits(found.sheet_id, found.contents) for found in here)
    return Decision(
        "同じ様式に答える2つ以上のファイル",
        submission_decision.SHEET,
        submission_decision.JUDGMENT,
        (submission_decision.Word.CHOSEN,),
        count,
    )


def _admission(workspace: Workspace, status: YearStatus, ward: Ward | None) -> Decision:
    here = [found for found in status.admissions if ward in (None, found.department.ward)]
    count = sum(found.waits(workspace.master.choices) for found in here)
    words = (submission_decision.Word.ADMITTED, submission_decision.Word.REFUSED)
    return Decision(
        "認証で部署を確かめられないファイル", submission_decision.SHEET, submission_decision.JUDGMENT, words, count
    )


def _adoptions(master: Master, proposed: Sequence[Proposed], ward: Ward | None) -> list[Decision]:
    names = dict.fromkeys([*master.free_lists, *(one.target for one in proposed)])
    return [
        Decision(f"「{name}」への提案", name, ADOPTION, (ADOPTED, DECLINED), _waiting(master, name, proposed, ward))
        for name in names
    ]


def _waiting(master: Master, name: str, proposed: Sequence[Proposed], ward: Ward | None) -> int:
    here = sum(one.target == name and ward in (None, one.department.ward) for one in proposed)
    return here + sum(_waits(master, row, ward) for row in master.free_lists.get(name, ()))


def _waits(master: Master, row: MasterListRow, ward: Ward | None) -> bool:
    if row.texts.get(ADOPTION) != "":
        return False
    return ward is None or any(row.is_for(department) for department in master.departments_of(ward))
