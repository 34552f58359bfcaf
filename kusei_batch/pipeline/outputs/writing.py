"""Writing everything a night has planned: what cannot be planned, made or written costs itself and is reported.

Documents are made in workers, several at a time; what is known of them, and the disk, is looked at here alone.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from kusei_batch.core.problem import PartFailedError
from kusei_batch.core.ward import Ward
from kusei_batch.engine import Answer, Crew, Dispatcher, PackedJob, Task, pack, unpack
from kusei_batch.pipeline.failure_log import part_failed
from kusei_batch.pipeline.session import Progress


@dataclass(frozen=True, slots=True)
class Output:
    """A file written for people: its kind, its ward (None: the whole city) and where it is."""

    kind: str
    ward: Ward | None
    path: Path


@dataclass(frozen=True)
class DocumentJob:
    """What a worker is to do: a function with its arguments, all of which it is sent.

    Where a `template` is named, the function is handed it first, as the worker knows it.
    """

    work: Callable[..., object]
    args: tuple[object, ...]
    template: Path | None = None


R = TypeVar("R")
Making = Generator[Sequence[DocumentJob], Sequence[Any], R]
"""What is done step by step: it gives the jobs it needs, and is handed what workers gave back of each, or a Failure."""

Plan = tuple[Output | None, Callable[[], Making[Sequence[Output]] | None]]
"""What will be there (None: nothing new) and what makes it so: at once, or by steps that tell what is to be read."""


def plan_each(output: Output, plans: Callable[[], Iterable[Plan]]) -> Iterator[Plan]:
    """Yield the plans; where planning itself fails, those made until then and one that fails in the same way.

    `output` stands for what the plans would have made, so that the failure has a name.
    """
    try:
        yield from plans()
    except Exception as error:  # noqa: BLE001 -- whatever it is, it costs these documents alone
        yield output, partial(_fail, error)


def _fail(error: Exception) -> None:
    raise error


def write_outputs(
    groups: Sequence[Iterable[Plan]], crew: Crew, progress: Progress, state: Path
) -> tuple[list[Output], list[PartFailedError]]:
    """Carry out every plan, and return what was written and what was not, with the reason and the remedy.

    The plans of a group are asked for when its turn comes, so that those of all wards are never there together.
    One bad template, one document somebody has open, one fault of the program must not cost the other documents.
    What the program itself did wrong is kept in the log of the `state` folder.
    """
    work = _PlannedWork(crew, partial(progress, "差戻しと資料の作成"), state, len(groups))
    for group in groups:
        for plan in group:
            work.begin(plan)
        work.planned += 1
        work.tell()
    work.finish()
    ends = [work.ends[number] for number in range(work.begun)]
    failures = [end for end in ends if isinstance(end, PartFailedError)]
    return [output for end in ends if not isinstance(end, PartFailedError) for output in end], failures


def make_together(makings: Sequence[Making[R]]) -> Making[list[R | Exception]]:
    """Carry out all of them, giving what they need next together; return what came of each, or why nothing did."""
    ends: dict[int, R | Exception] = {}
    going: dict[int, Sequence[Any] | None] = dict.fromkeys(range(len(makings)))
    while going:
        needed: dict[int, Sequence[DocumentJob]] = {}
        for number, given in going.items():
            try:
                needed[number] = makings[number].send(given)  # type: ignore[arg-type]  # None begins it
            except StopIteration as end:
                ends[number] = end.value
            except Exception as error:  # noqa: BLE001 -- whatever it is, it is for who asked to tell
                ends[number] = error
        together = [job for jobs in needed.values() for job in jobs]
        results = iter((yield together) if together else ())
        going = {number: [next(results) for _ in jobs] for number, jobs in needed.items()}
    return [ends[number] for number in range(len(makings))]


@dataclass
class _Begun:
    """A plan that is being carried out: it goes on when it has the answers to the jobs it waits for, by position."""

    number: int
    output: Output | None
    making: Making[Sequence[Output]]
    waits_for: int = 0
    answers: dict[int, Answer] = field(default_factory=dict)


@dataclass
class _PlannedWork:
    """The plans while they are carried out: those that wait for workers, and how those ended that are done.

    What documents of one ward need is given to a worker together, as far as that is worth its while (`Crew.least`).
    `planned` of `groups` have been asked for all their plans, of which `begun` were begun, which needed `needed` jobs.
    """

    crew: Crew
    progress: Callable[[int, int], None]
    state: Path
    groups: int
    planned: int = 0
    begun: int = 0
    needed: int = 0
    ends: dict[int, Sequence[Output] | PartFailedError] = field(default_factory=dict)
    waiting: dict[int, tuple[_Begun, int]] = field(default_factory=dict)
    gathered: dict[int, PackedJob] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.dispatcher = Dispatcher(self.crew)

    def begin(self, plan: Plan) -> None:
        """Carry out a plan as far as it goes without a worker, as soon as there is room for one more."""
        begun = _Begun(self.begun, plan[0], _carry_out(plan))
        self.begun += 1
        ward = begun.output.ward if begun.output else None
        if self.gathered and ward != self._ward_of(next(iter(self.gathered))):
            self._submit(self.gathered)
        self._go_on(begun, self.gathered)
        if len(self.gathered) >= self.crew.least or ward is None:
            # The whole city's documents are many wards' work each.
            self._submit(self.gathered)
        self._wait_for_fewer_than(self.crew.in_hand)

    def finish(self) -> None:
        """Carry out what is left of the plans that were begun."""
        self._submit(self.gathered)
        self._wait_for_fewer_than(1)

    def _wait_for_fewer_than(self, most: int) -> None:
        """Wait for workers until they have fewer tasks in hand, and go on with what they have done."""
        while self.dispatcher.out >= most:
            further: dict[int, PackedJob] = {}
            for key, answer in self.dispatcher.answers():
                begun, position = self.waiting.pop(key)
                begun.answers[position] = answer
                if len(begun.answers) == begun.waits_for:
                    self._go_on(begun, further)
            self._submit(further)

    def _go_on(self, begun: _Begun, jobs: dict[int, PackedJob]) -> None:
        """Carry a plan on to its end, or to the next jobs that workers must do, which are put to `jobs`."""
        try:
            answers = [unpack(begun.answers[position]) for position in range(begun.waits_for)] or None
            packed = [pack(job) for job in begun.making.send(answers)]  # type: ignore[arg-type]  # None begins it
        except StopIteration as end:
            self.ends[begun.number] = end.value
        except Exception as error:  # noqa: BLE001 -- whatever it is, the other documents are written
            output = begun.output
            name = output.path.name if output else "決定.xlsx の書換え、または差戻しの片付け"
            # Only an error of what has no name of its own says what it is about.
            told = error if output is None and isinstance(error, PartFailedError) else None
            self.ends[begun.number] = told or part_failed(name, error, self.state)
        else:
            begun.answers, begun.waits_for = {}, len(packed)
            for position, job in enumerate(packed):
                self.waiting[self.needed], jobs[self.needed] = (begun, position), job
                self.needed += 1
        self.tell()

    def tell(self) -> None:
        """Tell how many groups have been asked for all their plans."""
        self.progress(self.planned, self.groups)

    def _submit(self, jobs: dict[int, PackedJob]) -> None:
        """Give jobs to workers, and forget them here."""
        task, most = Task(list(jobs), list(jobs.values())), self.crew.most
        for start in range(0, len(jobs), most):
            self.dispatcher.submit(task.part(start, start + most))
        jobs.clear()

    def _ward_of(self, job: int) -> Ward | None:
        output = self.waiting[job][0].output
        return output.ward if output else None


def _carry_out(plan: Plan) -> Making[Sequence[Output]]:
    output, make = plan
    steps = make()
    if steps is not None:
        return (yield from steps)
    return [output] if output else []
