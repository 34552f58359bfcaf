"""Documents made in workers: one that never ends, grows without end or dies costs itself alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from kusei_batch.config import Workspace
from kusei_batch.consolidate import total_crosstabs
from kusei_batch.core.form import Form
from kusei_batch.core.made import DECISIONS, RoundRequest
from kusei_batch.core.problem import PartFailedError, Problem, SettingsError
from kusei_batch.core.shown_lists import ListedRows
from kusei_batch.engine import LIBRARIES, Crew, Engine, Failure, Parcel, WorkLimits
from kusei_batch.pipeline.failure_log import keep_text
from kusei_batch.pipeline.outputs.last_asked import LastAsked
from kusei_batch.pipeline.outputs.writing import DocumentJob, Making
from kusei_batch.report.kept_templates import KeptFile, KeptFolder
from kusei_batch.report.paper.paper_names import PaperHead
from kusei_batch.report.views import OtherRounds, RoundFacts, RoundView, build_round_view
from kusei_batch.report.ward_report import WardReport, make_ward_report

R = TypeVar("R")
_MOST_PARCELS = 32
"""Facts and forms that are kept packed, some 150 kB each: two for a round that a paper asks for."""


def document_limits(workspace: Workspace) -> WorkLimits:
    """Return what a document may cost, by config.toml."""
    limits = workspace.settings.limits
    return WorkLimits(limits.seconds_per_document, limits.memory)


def build_counted_view(facts: RoundFacts) -> RoundView:
    """Return the view of a round whose records are not counted yet."""
    departments = [covered.department for covered in facts.coverage]
    crosstabs = total_crosstabs(facts.form, facts.records, departments, facts.span)
    return build_round_view(replace(facts, crosstabs=crosstabs))


def hire_writers(engine: Engine, workspace: Workspace) -> AbstractContextManager[Crew]:
    """Return the workers that documents are made by; they know the templates as they are now."""
    folders = {path.parent for path in (workspace.paper_template("x"), workspace.page_template("x"))}
    kept = {folder: KeptFolder.read(folder) for folder in sorted(folders)}
    return engine.hire(partial(_make_document, kept), document_limits(workspace), libraries=LIBRARIES)


class _AskedError(Exception):
    """The template asks for a round that was not handed over."""

    def __init__(self, asked: RoundRequest) -> None:
        super().__init__(asked)
        self.asked = asked


@dataclass(frozen=True)
class PaperJob:
    """One paper to be made: from what, as of which day, and what else it is handed.

    That are the views of other rounds (None: unreadable) and 決定.xlsx.
    """

    view: Any
    day: dt.date
    template: Path
    head: PaperHead
    names: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    others: Mapping[RoundRequest, Any] = field(default_factory=dict)

    def find(self, looked_into: dict[RoundRequest, None], asked: RoundRequest) -> Any:  # noqa: ANN401 -- by what is asked
        """Return what was handed over, entered in `looked_into`; raise _AskedError for what was not."""
        looked_into[asked] = None
        if asked not in self.others:
            raise _AskedError(asked)
        return self.others[asked]


@dataclass(frozen=True)
class OtherFacts:
    """The other rounds that a paper may ask for by `names`, also those of units above of these `levels`.

    `find` gives what is known of one; None where its form cannot be read or no unit above is of that level.
    `decisions` gives the sheets of 決定.xlsx.
    """

    names: tuple[str, ...]
    levels: tuple[str, ...]
    find: Callable[[RoundRequest], RoundFacts | None]
    decisions: Callable[[], Mapping[str, ListedRows]]


@dataclass(frozen=True)
class SheetsShown(Mapping[str, ListedRows]):
    """The sheets of 決定.xlsx: which of them a paper shows is entered in `shown`, the others may change without it."""

    sheets: Mapping[str, ListedRows]
    shown: dict[RoundRequest, None]

    def __getitem__(self, name: str) -> ListedRows:
        found = self.sheets[name]
        self.shown[RoundRequest("", 0, name)] = None
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self.sheets)

    def __len__(self) -> int:
        return len(self.sheets)


@dataclass(frozen=True)
class FilledIn:
    """A paper that was made, and the other rounds and sheets of 決定.xlsx it shows."""

    report: WardReport
    asked: tuple[RoundRequest, ...]


@dataclass(frozen=True)
class Renderer:
    """Has documents made by workers, and remembers which other rounds each template asks for."""

    limits: WorkLimits
    state: Path
    _asked: dict[Path, dict[RoundRequest, None]] = field(default_factory=dict)
    _parcels: LastAsked[tuple[int, bool], Parcel] = field(default_factory=lambda: LastAsked(_MOST_PARCELS))

    def once(self, shown: object) -> Any:  # noqa: ANN401 -- in the worker it is what was given
        """Return what stands in jobs for a thing that several of them show: it is packed and opened once."""
        # Which keeps it, and with it its id.
        return self._parcels.get((id(shown), False), lambda: Parcel(shown, self._apart))

    def view(self, facts: RoundFacts) -> Any:  # noqa: ANN401 -- in the worker it is the RoundView
        """Return what stands in jobs for the view of a round: a worker builds it, once for all documents that show it.

        Built here, it would be half of all that this process does in a night, while the workers wait for it.
        """
        return self._parcels.get((id(facts), True), lambda: Parcel(facts, self._apart, build_counted_view))

    def _apart(self, part: object) -> Parcel | None:
        # With every department among its choices a form is larger than what a ward has handed in.
        return self.once(part) if isinstance(part, Form) else None

    def paper(self, job: PaperJob, rounds: OtherFacts, asked: Iterable[RoundRequest] = ()) -> Making[FilledIn]:
        """Return the paper. Raise as `make` does.

        The facts of other rounds are read when a template asks for them, as it did last (`asked`) or does now; then it
        is filled in again.
        """
        known = self._asked.setdefault(job.template, {})
        known.update(dict.fromkeys(one if one.name else DECISIONS for one in asked))
        while True:
            found = {asked: rounds.find(asked) for asked in known if asked != DECISIONS}
            others: dict[RoundRequest, Any] = {asked: facts and self.view(facts) for asked, facts in found.items()}
            others |= {asked: rounds.decisions() for asked in known if asked == DECISIONS}
            handed = replace(job, names=rounds.names, levels=rounds.levels, others=others)
            made = yield from self.make(job.template, _make_paper, handed)
            if isinstance(made, FilledIn):
                return made
            known[made] = None

    def make(self, template: Path | None, work: Callable[..., R], *args: object) -> Making[R]:
        """Return what `work` gives, which is handed the template first where there is one.

        Raise SettingsError where the template is at fault, PartFailedError where it cannot be made.
        """
        (made,) = yield [DocumentJob(work, args, template)]
        if isinstance(made, Refused):
            raise SettingsError(made.problems)
        if isinstance(made, Failure):
            raise self._fault(template, made)
        done: R = made
        return done

    def _fault(self, template: Path | None, failure: Failure) -> PartFailedError:
        what = f"ひな形「{template.name}」の差し込み" if template else "ファイルの組立て"
        look = "終わらない繰り返し（for の中の for など）や大きすぎる繰り返しがないか、ひな形を確かめてください。"
        look = look if template else ""
        if failure.code == "reader-too-slow":
            return PartFailedError(
                f"{what}が{self.limits.seconds:g}秒で終わらないので、途中でやめました。",
                f"{look}時間が足りないだけのときは、config.toml の [limits] の seconds_per_document を大きくします。",
            )
        log = keep_text(self.state, what, failure.story)
        if failure.code == "reader-died":
            return PartFailedError(
                f"{what}に、メモリが足りません（記録 {log}）。",
                f"{look}足りないだけのときは、config.toml の [limits] の memory_mb を大きくします。",
            )
        back = "ひな形を前のものに戻すと、作れることがあります。" if template else ""
        return PartFailedError(
            f"{what}の途中で、プログラムの誤りが起きました（記録 {log}）。",
            f"{back}記録を添えて、情報システムの担当に連絡してください。",
        )


@dataclass(frozen=True)
class Refused:
    """What a worker gives back in place of a document whose template is at fault."""

    problems: tuple[Problem, ...]


def _make_document(folders: Mapping[Path, KeptFolder], job: DocumentJob) -> object:
    template = (folders[job.template.parent] / job.template.name,) if job.template else ()
    try:
        return job.work(*template, *job.args)
    except SettingsError as error:
        return Refused(error.problems)


def _make_paper(template: KeptFile, job: PaperJob) -> FilledIn | RoundRequest:
    asked: dict[RoundRequest, None] = {}
    rounds = OtherRounds(
        job.names,
        lambda name, years_ago: job.find(asked, RoundRequest(name, years_ago)),
        lambda: SheetsShown(job.find(asked, DECISIONS), asked),
        levels=job.levels,
        find_above=lambda level, name, years_ago: job.find(asked, RoundRequest(name, years_ago, level=level)),
    )
    try:
        made = make_ward_report(job.view.dated(job.day), template, job.head, rounds)
        return FilledIn(made, tuple(one for one in asked if one != DECISIONS))
    except _AskedError as error:
        return error.asked
