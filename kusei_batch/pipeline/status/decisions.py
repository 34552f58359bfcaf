"""What waits for the coordinator's word in 決定.xlsx: texts to clear, files to choose from, rows to adopt.

Of what was decided: what is not yet done.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from kusei_batch.config import Workspace
from kusei_batch.core import clearance, submission_decision
from kusei_batch.core.decision import Late, Unfinished, Waiting
from kusei_batch.core.decision_book import FILE, KeptSheet, TypedSheet, rows_gone, text_of
from kusei_batch.core.decision_list import DEPARTMENT_NAME, YEAR
from kusei_batch.core.follow_up import OPEN, OVERDUE
from kusei_batch.core.problem import Problem
from kusei_batch.core.proposal import ADOPTED, ADOPTION, DECLINED
from kusei_batch.core.ward import MasterListRow, Ward
from kusei_batch.pipeline.status.proposals import Proposed
from kusei_batch.pipeline.status.round_status import YearStatus

_WHOLE_WARD = "全体"
_SLIPS = (
    *("master-bad-choice", "master-two-choices", "master-bad-judgment", "master-bad-adoption"),
    *("decision-bad-word", "decision-id-twice"),
)


def find_waiting(
    workspace: Workspace, status: YearStatus, proposed: Sequence[Proposed] | None = None, ward: Ward | None = None
) -> list[Waiting]:
    """Return what waits, in one ward or in all, see OpenQuestions."""
    return OpenQuestions(workspace, status, proposed).of(ward)


@dataclass(frozen=True)
class OpenQuestions:
    """What waits for the coordinator's word: the one count of it, which every screen and file shows.

    `proposed` is what tonight proposes: rows it does not hold any more go. Between nights (None) all stay.
    """

    workspace: Workspace
    status: YearStatus
    proposed: Sequence[Proposed] | None
    _gone: dict[str, set[str]] = field(default_factory=dict)

    def of(self, ward: Ward | None) -> list[Waiting]:
        """Return what waits in a ward; without one in all."""
        texts = {
            (one.department.code, one.fingerprint)
            for round_ in self.status.rounds
            for one in round_.withheld
            if one.is_open and ward in (None, one.department.ward)
        }
        words = tuple(judgment for judgment in clearance.Judgment if judgment)
        choices = self.workspace.master.choices
        here = [found for found in self.status.rivals if ward in (None, found.department.ward)]
        count = sum(choices.waits(found.sheet_id, found.contents) for found in here)
        judged = [
            Waiting("個人情報らしきもののある記入", clearance.SHEET, clearance.JUDGMENT, words, len(texts)),
            Waiting(
                "同じ様式に答える2つ以上のファイル",
                submission_decision.SHEET,
                submission_decision.JUDGMENT,
                (submission_decision.Word.CHOSEN,),
                count,
            ),
            self._admission(ward),
        ]
        return [d for d in (*judged, *self._adoptions(ward)) if d.count]

    def _admission(self, ward: Ward | None) -> Waiting:
        here = [found for found in self.status.admissions if ward in (None, found.department.ward)]
        count = sum(found.waits(self.workspace.master.choices) for found in here)
        words = (submission_decision.Word.ADMITTED, submission_decision.Word.REFUSED)
        return Waiting(
            "認証で部署を確かめられないファイル", submission_decision.SHEET, submission_decision.JUDGMENT, words, count
        )

    def _adoptions(self, ward: Ward | None) -> Iterator[Waiting]:
        """Yield what waits in each list, wherever its rows stand; the master will have its rows by the morning."""
        master = self.workspace.master
        yield from (self._undecided(name, ward) for name in master.decided_lists)
        targets = [one.target for one in self.proposed or ()]
        moving = set(targets).difference(self.workspace.decisions.lists)
        for name in dict.fromkeys([*master.free_lists, *targets]):
            if name in master.decided_lists:
                continue
            left = self._ids_gone(name)
            here = rows_of_ward(self.workspace, name, ward)
            rows = [row for row in here if row.texts.get(ADOPTION) == "" and row.id not in left]
            files = [FILE if name in moving else row.file for row in rows]
            files += [FILE for _ in self._new(name, ward)]
            for file in dict.fromkeys(files):
                what = f"「{name}」への提案"
                yield Waiting(what, name, ADOPTION, (ADOPTED, DECLINED), files.count(file), file)

    def _undecided(self, name: str, ward: Ward | None) -> Waiting:
        """Return how many rows of a list that is defined wait, those of tonight's among them."""
        decision = self.workspace.master.decided_lists[name].decision
        year, left = str(self.workspace.fiscal_year), self._ids_gone(name)
        rows = [row for row in rows_of_ward(self.workspace, name, ward) if not row.adopted]
        waiting = [row for row in rows if row.id not in left or row.texts.get(YEAR) != year]
        count = len(waiting) + len(self._new(name, ward))
        return Waiting(f"「{name}」の行", name, decision.name, decision.words, count)

    def _new(self, name: str, ward: Ward | None) -> Sequence[Proposed]:
        """Return what tonight puts before the coordinator for the first time."""
        return self._new_by_unit.get((name, ward), ())

    @cached_property
    def _new_by_unit(self) -> Mapping[tuple[str, Ward | None], Sequence[Proposed]]:
        """What tonight puts forward for the first time, by its list and the units it comes from; None: anywhere."""
        found: dict[tuple[str, Ward | None], list[Proposed]] = defaultdict(list)
        for one in self.proposed or ():
            if not one.is_listed:
                for unit in (None, *one.department.line):
                    found[one.target, unit].append(one)
        return found

    def _ids_gone(self, name: str) -> set[str]:
        """Return the IDs of the rows of a list that tonight's proposals hold no longer: nobody need decide on them."""
        if name not in self._gone:
            self._gone[name] = self._find_gone(name, self.proposed) if self.proposed is not None else set()
        return self._gone[name]

    def _find_gone(self, name: str, proposed: Sequence[Proposed]) -> set[str]:
        book = self.workspace.decisions
        found = book.found.get(name)
        if found is None:
            return set()
        kept = book.kept.get(name, KeptSheet(TypedSheet(())))
        kind = book.kind_of(name, found.headings)
        asked = {kind.key(one.cells) for one in proposed if one.target == name}
        gone = rows_gone(kind, found, asked, kept.asked, self.workspace.fiscal_year)
        return {text_of(row.get(kind.keys[0])) for row in gone}


def find_unfinished(workspace: Workspace, status: YearStatus) -> list[Unfinished]:
    """Return how much is decided and not done, by sheet, and what forms follow up, by round; with who is late."""
    as_of, label = status.as_of, workspace.calendar.short_label
    found = []
    for name, defined in workspace.master.decided_lists.items():
        if defined.done:
            rows = [(row, defined.state(row.texts, as_of)) for row in rows_of_ward(workspace, name, None)]
            days = [
                (row.texts.get(DEPARTMENT_NAME) or _WHOLE_WARD, day)
                for row, state in rows
                if state == OVERDUE and (day := defined.due_day(row.texts))
            ]
            late = [Late(name_, label(day), (as_of - day).days) for name_, day in days]
            count = sum(state in (OPEN, OVERDUE) for _, state in rows)
            found.append(Unfinished(name, count, _longest_first(late)))
    for name, matters in status.matters.items():
        late = [
            Late(one.record.department.name, label(one.due), one.days_late, one.owner)
            for one in matters
            if one.due and one.state == OVERDUE
        ]
        found.append(Unfinished(name, len(matters), _longest_first(late), is_decided=False))
    return [one for one in found if one.count]


def _longest_first(late: list[Late]) -> tuple[Late, ...]:
    return tuple(sorted(late, key=lambda one: -one.days))


def find_decision_faults(workspace: Workspace) -> list[Problem]:
    """Return the faults of words written where a decision is asked for: they count as undecided."""
    return [problem for problem in workspace.faults if problem.code in _SLIPS]


def rows_of_ward(workspace: Workspace, name: str, ward: Ward | None) -> list[MasterListRow]:
    """Return the rows of a list that concern a ward; without one all."""
    rows = workspace.master.free_lists.get(name, ())
    if ward is None:
        return list(rows)
    departments = workspace.master.departments_of(ward)
    codes = {department.code for department in departments}
    # Most rows name a department: those of other wards are left out before each is asked about.
    near = [row for row in rows if not row.department_codes or not codes.isdisjoint(row.department_codes)]
    return [row for row in near if any(row.is_for(department) for department in departments)]
