"""Filling in the templates people write, in a worker: one that never ends, or grows without end, costs its document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from kusei_batch.collect.pool import Failure, Workshop
from kusei_batch.core.problem import PartFailedError, Problem, SettingsError
from kusei_batch.errors import KuseiError
from kusei_batch.pipeline.stories import keep_text
from kusei_batch.report.views import OtherRounds, RoundView
from kusei_batch.report.ward_page import PageOrder, render_page
from kusei_batch.report.ward_report import PaperHead, make_ward_report

if TYPE_CHECKING:
    import datetime as dt

    from kusei_batch.config import Workspace


@dataclass(frozen=True)
class Asked:
    """Another round a template asks for: its name, and how many years ago."""

    name: str
    years_ago: int


def open_workshop(workspace: Workspace) -> Workshop:
    """The worker that templates are filled in by, under the limits of config.toml."""
    limits = workspace.settings.limits
    return Workshop(limits.seconds_per_document, limits.memory)


class _AskedError(Exception):
    """The template asks for a round that was not handed over."""

    def __init__(self, asked: Asked) -> None:
        super().__init__(asked)
        self.asked = asked


@dataclass(frozen=True)
class PaperJob:
    """One paper to be made: from what, and which of the other rounds it is handed (None: they cannot be read)."""

    view: RoundView
    template: Path
    head: PaperHead
    names: tuple[str, ...] = ()
    others: Mapping[Asked, RoundView | None] = field(default_factory=dict)

    def find(self, years_ago: int, name: str) -> RoundView | None:
        """A round that was handed over; raises _AskedError for one that was not."""
        asked = Asked(name, years_ago)
        if asked not in self.others:
            raise _AskedError(asked)
        return self.others[asked]


@dataclass
class Renderer:
    """Makes papers and pages in a worker, and remembers which other rounds each template asks for."""

    workshop: Workshop
    state: Path
    asked: dict[Path, list[Asked]] = field(default_factory=dict)

    def paper(self, job: PaperJob, rounds: OtherRounds) -> bytes:
        """The paper. Raises SettingsError where its template is at fault, PartFailedError where it cannot be made.

        Views of other rounds are built when a template asks for them; it is then filled in again.
        """
        known = self.asked.setdefault(job.template, [])
        job = replace(job, names=rounds.names, others={asked: _look_up(rounds, asked) for asked in known})
        while True:
            made = self.workshop.do(_make_paper, job)
            if isinstance(made, Failure | Refused):
                raise self._fault(job.template, made)
            if isinstance(made, bytes):
                return made
            known.append(made)
            job = replace(job, others={**job.others, made: _look_up(rounds, made)})

    def page(self, view: RoundView, order: PageOrder, day: dt.date) -> Mapping[str, bytes]:
        """The files of a page. Raises as `paper` does."""
        made = self.workshop.do(_make_page, view, order, day)
        if isinstance(made, Failure | Refused):
            raise self._fault(order.template, made)
        return made

    def _fault(self, template: Path, failure: Failure | Refused) -> KuseiError:
        if isinstance(failure, Refused):
            return SettingsError(failure.problems)
        if failure.code == "reader-too-slow":
            return PartFailedError(
                f"ひな形「{template.name}」の差し込みが{self.workshop.seconds:g}秒で終わらないので、途中でやめました。",
                "終わらない繰り返し（for の中の for など）がないか、ひな形を確かめてください。"
                "時間が足りないだけのときは、config.toml の [limits] の seconds_per_document を大きくします。",
            )
        log = keep_text(self.state, template.name, failure.story)
        if failure.code == "reader-died":
            return PartFailedError(
                f"ひな形「{template.name}」の差し込みに、メモリが足りません（記録 {log}）。",
                "大きすぎる繰り返しがないか、ひな形を確かめてください。",
            )
        return PartFailedError(
            f"ひな形「{template.name}」の差し込みの途中で、プログラムの誤りが起きました（記録 {log}）。",
            "ひな形を前のものに戻すと、作れることがあります。記録を添えて、情報システムの担当に連絡してください。",
        )


def _look_up(rounds: OtherRounds, asked: Asked) -> RoundView | None:
    return (rounds.this_year if asked.years_ago == 0 else rounds.last_year)(asked.name)


@dataclass(frozen=True)
class Refused:
    """What a worker gives back in place of a document whose template is at fault."""

    problems: tuple[Problem, ...]


def _make_paper(job: PaperJob) -> bytes | Asked | Refused:
    rounds = OtherRounds(job.names, partial(job.find, 0), partial(job.find, 1))
    try:
        return make_ward_report(job.view, job.template, job.head, rounds)
    except _AskedError as error:
        return error.asked
    except SettingsError as error:
        return Refused(error.problems)


def _make_page(view: RoundView, order: PageOrder, day: dt.date) -> Mapping[str, bytes] | Refused:
    try:
        return dict(render_page(view, order, day))
    except SettingsError as error:
        return Refused(error.problems)
