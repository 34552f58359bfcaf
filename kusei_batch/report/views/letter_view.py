"""What a letter tells: of which round, to whom, and what is asked of each or was received from it; in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from kusei_batch.core.own_words import OwnWords


@dataclass(frozen=True, slots=True)
class ReceiptRemark:
    """Something to be thought of in what was received: where, what and how to mend it."""

    place: str
    text: str
    remedy: str


@dataclass(frozen=True, slots=True)
class ReceivedSheet:
    """What was received from a department: the day, the file, how many rows of each table, the mark of its content.

    `corrects` tells that it took the place of an earlier answer, `is_nothing` that there was nothing to report.
    """

    day: str
    file: str
    rows: str
    mark: str
    remarks: Sequence[ReceiptRemark] = ()
    corrects: bool = False
    is_nothing: bool = False
    days_late: int = 0


@dataclass(frozen=True, slots=True)
class Addressee:
    """One department a letter goes to, who heads it and its 部, and how it stands with its sheet.

    `path` leads to the sheet to be filled in or mended, `file` is its name; `story` says what became of it, `request`
    what is asked for.
    """

    code: str
    division: str
    name: str
    head: str
    superior: str
    superior_contact: str
    contact: str
    sheet_id: str
    state: str
    path: str
    file: str
    story: str
    request: str
    received: ReceivedSheet | None = None

    @property
    def full_name(self) -> str:
        """部名 and 課名, joined by an ideographic space."""
        return f"{self.division}　{self.name}" if self.division else self.name

    def with_received(self, received: ReceivedSheet) -> Addressee:
        """Return it with what was received from it."""
        return replace(self, received=received)


@dataclass(frozen=True, slots=True)
class LetterPlaces:
    """Where a ward's departments find their sheets, what is sent back to them, and their receipts."""

    issued: str
    sent_back: str
    receipts: str


@dataclass(frozen=True, slots=True)
class LetterFacts:
    """One letter of a ward's round: days and names as printed, and those it goes to.

    `as_of` is its own date.
    """

    city: str
    ward: str
    committee: str
    contact: str
    submit_to: str
    folders: LetterPlaces
    fiscal_year: str
    round: str
    opens: str
    due: str
    as_of: str = ""
    addressees: Sequence[Addressee] = ()
    words: OwnWords = field(default_factory=OwnWords)

    def to(self, addressees: Sequence[Addressee]) -> LetterFacts:
        """Return the letter to these."""
        return replace(self, addressees=tuple(addressees))

    def dated(self, day: str) -> LetterFacts:
        """Return the letter dated so."""
        return replace(self, as_of=day)
