"""会議資料 written so that no work on them is lost: not what somebody changed in Word, nor what a meeting has seen."""

from __future__ import annotations

import datetime as dt
import hashlib
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kusei_batch.core.made import RoundRequest
from kusei_batch.core.period import Round
from kusei_batch.core.ward import Ward
from kusei_batch.disk import cannot_write, write_atomic
from kusei_batch.ledger import Ledger, Written
from kusei_batch.pipeline.outputs.remaking import MakingResult, digest_of
from kusei_batch.pipeline.outputs.rendering import FilledIn, PaperJob, Renderer
from kusei_batch.pipeline.outputs.writing import Making, Output
from kusei_batch.report.paper.paper_names import PaperHead
from kusei_batch.report.views import OtherRounds, RoundView
from kusei_batch.report.ward_report import WardReport

NEWEST = "（最新）"


@dataclass(frozen=True)
class Paper:
    """One paper of a ward's round: of what, from which template, and where it is written."""

    ward: Ward
    view: RoundView
    template: Path
    head: PaperHead
    rounds: OtherRounds
    outbox: Path
    path: Path
    renderer: Renderer
    asked: Sequence[RoundRequest] = ()
    held_from: dt.date | None = None
    _made: dict[dt.date, FilledIn] = field(default_factory=dict)

    @property
    def is_held(self) -> bool:
        """Whether its meeting is over, so that the file is what the meeting saw."""
        return self.held_from is not None and self.view.as_of >= self.held_from

    @property
    def looked_into(self) -> tuple[RoundRequest, ...]:
        """The other rounds it shows: where it was not made, those it showed last."""
        asked = [one for made in self._made.values() for one in made.asked] if self._made else self.asked
        return tuple(dict.fromkeys(asked))

    def on(self, day: dt.date) -> Making[WardReport]:
        """Return the paper with what is known now, dated as of a day; it is made once."""
        if day not in self._made:
            job = PaperJob(self.view, day, self.template, self.head)
            self._made[day] = yield from self.renderer.paper(job, self.rounds, self.asked)
        return self._made[day].report


def held_from(date: dt.date | None, round_: Round, rounds: Sequence[Round]) -> dt.date | None:
    """Return the day from which a paper is left as it is: the day after its meeting.

    Where config.toml does not tell the day of the meeting, it is over when the next round begins: the first one to open
    after the round's due day. None where there is none this year.
    """
    if date is not None:
        return date + dt.timedelta(days=1)
    return min((other.opens for other in rounds if other.opens > round_.due), default=None)


def write_paper(paper: Paper, ledger: Ledger) -> Making[MakingResult]:
    """Make sure that a paper is there, and tell which file is the one to read and which other rounds it shows.

    - What says the same as the file there is not written again, and keeps its date.
    - A file that was changed by hand stays as it is: the newest stands beside it, its name ending in （最新）, until
      the changed one is moved away.
    - Once the meeting is over (`held_from`) the file is what the meeting saw; it is only written where there is none.

    Raise SettingsError where the template is at fault, CannotRunError when the disk refuses.
    """
    for path in _places(paper.path):
        before = ledger.written(_key(paper, path))
        here = _sha256(path) if path.exists() else None
        if here and (paper.is_held or (yield from _says_the_same(paper, before, here))):
            break
        if here is None or here in (one.sha256 for one in before):
            yield from _write(paper, path, ledger)
            break
    _clear_behind(paper, path, ledger)
    return MakingResult(Output("paper" if path == paper.path else "newer_paper", paper.ward, path), paper.looked_into)


def _places(path: Path) -> Iterator[Path]:
    """Yield where a paper may stand: under its own name, then under names beside it without end."""
    yield path
    for number in itertools.count(1):
        yield path.with_stem(f"{path.stem}{NEWEST}{number if number > 1 else ''}")


def _clear_behind(paper: Paper, path: Path, ledger: Ledger) -> None:
    """Take away what was written beside a changed file that is there no more, unless it was changed as well."""
    behind = itertools.dropwhile(lambda place: place != path, _places(paper.path))
    for place in itertools.takewhile(lambda place: place.exists(), itertools.islice(behind, 1, None)):
        if _sha256(place) in (one.sha256 for one in ledger.written(_key(paper, place))):
            place.unlink(missing_ok=True)


def _key(paper: Paper, path: Path) -> str:
    return path.relative_to(paper.outbox).as_posix()


def _says_the_same(paper: Paper, before: Sequence[Written], here: str) -> Making[bool]:
    """Return whether nothing but the date would change; of a file changed by hand, since the program wrote it last."""
    if not before:
        return False
    last = next((one for one in before if one.sha256 == here), before[-1])
    made = yield from paper.on(paper.view.as_of)
    if made.is_by_day:
        made = yield from paper.on(last.as_of)
    return _said(paper, made, last.as_of) == last.says


def _said(paper: Paper, made: WardReport, day: dt.date) -> str:
    """Return the digest of what a paper says dated as of a day, which the calendar may call otherwise by now."""
    return digest_of(made.says, paper.view.date_label(day) if made.prints_day else "")


def _write(paper: Paper, path: Path, ledger: Ledger) -> Making[None]:
    day = paper.view.as_of
    made = yield from paper.on(day)
    sha256 = hashlib.sha256(made.content).hexdigest()
    # Entered first: what is written must never look like somebody's own work.
    ledger.add_written(_key(paper, path), Written(sha256, day, _said(paper, made, day)))
    write_atomic(path, made.content)


def _sha256(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise cannot_write(path, error) from error
