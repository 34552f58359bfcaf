"""Word documents written so that no work on them is lost: not what somebody changed, nor what a meeting has seen."""

from __future__ import annotations

import datetime as dt
import hashlib
import itertools
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from kusei_batch.core.made import RoundRequest
from kusei_batch.core.ward import Ward
from kusei_batch.disk import cannot_write, write_together
from kusei_batch.errors import CannotRunError
from kusei_batch.ledger import Ledger, Written
from kusei_batch.pipeline.outputs.remaking import MakingResult, digest_of
from kusei_batch.pipeline.outputs.writing import Making, Output, make_together
from kusei_batch.report.ward_report import WardReport
from kusei_batch.system import remove_file

NEWEST = "（最新）"
_Prepared = tuple[Path, WardReport | None]
"""Where a document stands, and what must be written there: nothing where it stays as it is."""


class Draft(Protocol):
    """A document that people go on working on: of which kind and ward, and where it is written."""

    @property
    def kind(self) -> str:
        """What its output is called."""

    @property
    def ward(self) -> Ward | None:
        """The ward it is for; None: the whole workspace."""

    @property
    def outbox(self) -> Path:
        """The outbox it lies in."""

    @property
    def path(self) -> Path:
        """Where it is written while nobody has changed it."""

    @property
    def as_of(self) -> dt.date:
        """The day it is made on."""

    @property
    def is_held(self) -> bool:
        """Whether the file is to stay as it is."""

    @property
    def looked_into(self) -> tuple[RoundRequest, ...]:
        """The other rounds it shows."""

    def date_label(self, day: dt.date) -> str:
        """Return a day as it prints it."""

    def on(self, day: dt.date) -> Making[WardReport]:
        """Return the document with what is known now, dated as of a day."""


def write_draft(draft: Draft, ledger: Ledger) -> Making[MakingResult]:
    """Write one document as write_drafts does, and tell the same of it."""
    (result,) = yield from write_drafts([draft], ledger)
    return result


def write_drafts(drafts: Sequence[Draft], ledger: Ledger) -> Making[list[MakingResult]]:
    """Make sure that documents are there, and tell of each which file is to be read and which other rounds it shows.

    - What says the same as the file there is not written again, and keeps its date.
    - A file that was changed by hand stays as it is: the newest stands beside it, its name ending in （最新）, until
      the changed one is moved away.
    - One that is held, since its meeting is over, is what the meeting saw; it is only written where there is none.

    They are made together, and the disk is waited for once. Raise SettingsError where a template is at fault,
    CannotRunError when the disk refuses; the other documents, as far as they were made, are there then.
    """
    ends = yield from _prepare_all(drafts, ledger)
    faults = [end for end in ends.values() if isinstance(end, Exception)]
    prepared = [(drafts[number], *end) for number, end in ends.items() if not isinstance(end, Exception)]
    try:
        results = _settle(prepared, ledger)
    except CannotRunError:
        # What is raised is the first fault; the disk's own comes again with the next run.
        if not faults:
            raise
    if faults:
        raise faults[0]
    return results


def _prepare_all(drafts: Sequence[Draft], ledger: Ledger) -> Making[dict[int, _Prepared | Exception]]:
    """Return of each, by its number, where it stands and what is to be written there, or why it could not be made.

    What ends alike is made from one template, from which one is made first: where that is at fault, or never ends, it
    is met but once, and the others are left out.
    """
    first = {draft.path.suffix: number for number, draft in reversed([*enumerate(drafts)])}
    ends: dict[int, _Prepared | Exception] = {}
    for turn in (sorted(first.values()), sorted({*range(len(drafts))} - {*first.values()})):
        numbers = [n for n in turn if not isinstance(ends.get(first[drafts[n].path.suffix]), Exception)]
        made = yield from make_together([_prepare(drafts[n], ledger) for n in numbers])
        ends.update(zip(numbers, made, strict=True))
    return dict(sorted(ends.items()))


def _prepare(draft: Draft, ledger: Ledger) -> Making[_Prepared]:
    """Return where a document stands, and what must be written there."""
    made: WardReport | None = None
    for path in _places(draft.path):
        before = ledger.written(_key(draft, path))
        here = _sha256(path) if path.exists() else None
        if here and draft.is_held:
            return path, None
        if here and before:
            made = made or (yield from draft.on(draft.as_of))
            if (yield from _says_the_same(draft, made, before, here)):
                return path, None
        if here is None or here in (one.sha256 for one in before):
            return path, made or (yield from draft.on(draft.as_of))
    raise AssertionError  # there are places without end


def _settle(prepared: Sequence[tuple[Draft, Path, WardReport | None]], ledger: Ledger) -> list[MakingResult]:
    """Write what was made, clear behind what is there, and tell of each; raise the disk's first refusal at the end."""
    # The others' turns came in between: what somebody changed meanwhile is theirs.
    settled = [(draft, _free_place(draft, ledger) if report else path, report) for draft, path, report in prepared]
    due = {path: (draft, report) for draft, path, report in settled if report and not _is_seen(draft, path)}
    refused = _write(due, ledger)
    results = []
    for draft, path, _ in settled:
        if path not in refused:
            _clear_behind(draft, path, ledger)
        kind = draft.kind if path == draft.path else f"newer_{draft.kind}"
        results.append(MakingResult(Output(kind, draft.ward, path), draft.looked_into))
    for error in refused.values():
        raise error
    return results


def _free_place(draft: Draft, ledger: Ledger) -> Path:
    """Return the first place where nothing stands, or what is the program's own or was seen by a meeting."""
    return next(
        path
        for path in _places(draft.path)
        if not path.exists()
        or _is_seen(draft, path)
        or _sha256(path) in (one.sha256 for one in ledger.written(_key(draft, path)))
    )


def _is_seen(draft: Draft, path: Path) -> bool:
    return draft.is_held and path.exists()


def _places(path: Path) -> Iterator[Path]:
    """Yield where a document may stand: under its own name, then under names beside it without end."""
    yield path
    for number in itertools.count(1):
        yield path.with_stem(f"{path.stem}{NEWEST}{number if number > 1 else ''}")


def _clear_behind(draft: Draft, path: Path, ledger: Ledger) -> None:
    """Take away what was written beside a changed file that is there no more, unless it was changed as well."""
    behind = itertools.dropwhile(lambda place: place != path, _places(draft.path))
    for place in itertools.takewhile(lambda place: place.exists(), itertools.islice(behind, 1, None)):
        if _sha256(place) in (one.sha256 for one in ledger.written(_key(draft, place))):
            remove_file(place)


def _key(draft: Draft, path: Path) -> str:
    return path.relative_to(draft.outbox).as_posix()


def _says_the_same(draft: Draft, made: WardReport, before: Sequence[Written], here: str) -> Making[bool]:
    """Return whether nothing but the date would change; of a file changed by hand, since the program wrote it last."""
    last = next((one for one in before if one.sha256 == here), before[-1])
    if made.is_by_day:
        made = yield from draft.on(last.as_of)
    return _said(draft, made, last.as_of) == last.says


def _said(draft: Draft, made: WardReport, day: dt.date) -> str:
    """Return the digest of what a document says dated as of a day, which the calendar may call otherwise by now."""
    return digest_of(made.says, draft.date_label(day) if made.prints_day else "")


def _write(made: Mapping[Path, tuple[Draft, WardReport]], ledger: Ledger) -> Mapping[Path, CannotRunError]:
    """Write documents at their paths, and return the error of each that the disk refuses."""
    if not made:
        return {}
    # Entered first: what is written must never look like somebody's own work.
    ledger.add_written(
        {
            _key(draft, path): Written(
                hashlib.sha256(report.content).hexdigest(), draft.as_of, _said(draft, report, draft.as_of)
            )
            for path, (draft, report) in made.items()
        }
    )
    return write_together({path: report.content for path, (_, report) in made.items()})


def _sha256(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise cannot_write(path, error) from error
