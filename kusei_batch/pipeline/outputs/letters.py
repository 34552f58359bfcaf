"""通知: 依頼文, 督促文 and 受付票 as Word drafts and as texts to be pasted; nothing is sent by the program."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from kusei_batch.config import Workspace
from kusei_batch.core.letter_days import LetterKind
from kusei_batch.core.made import RoundRequest
from kusei_batch.core.period import Round
from kusei_batch.core.text.lengths import fitted_stem
from kusei_batch.core.ward import Ward
from kusei_batch.ledger import Ledger
from kusei_batch.pipeline.outputs.documents import ward_stem
from kusei_batch.pipeline.outputs.done_folder import put_into_done
from kusei_batch.pipeline.outputs.drafts import NEWEST, write_drafts
from kusei_batch.pipeline.outputs.letter_facts import PlannedLetter, build_letters, receipt_folder
from kusei_batch.pipeline.outputs.remaking import MakingResult, digest_of, inputs_alone
from kusei_batch.pipeline.outputs.rendering import Renderer
from kusei_batch.pipeline.outputs.round_facts import NightResults
from kusei_batch.pipeline.outputs.writing import Making, Output, Plan, plan_each
from kusei_batch.pipeline.status.letters_due import DueLetter, letters_of
from kusei_batch.pipeline.status.round_status import RoundStatus
from kusei_batch.report.views.letter_view import Addressee
from kusei_batch.report.ward_letter import make_letter
from kusei_batch.report.ward_report import WardReport

LETTER_FOLDER = "06_通知"


@dataclass(frozen=True)
class LetterWriter:
    """What writes the letters of a day."""

    workspace: Workspace
    ledger: Ledger
    renderer: Renderer
    day: dt.date
    _templates: dict[tuple[str, LetterKind], tuple[Path, Path]] = field(default_factory=dict)
    _there: dict[Path, bool] = field(default_factory=dict)

    def drafts(self, letter: DueLetter, planned: PlannedLetter) -> list[LetterDraft]:
        """Return the Word draft of a letter and its texts, as far as there are templates for them."""
        templates = self._templates_of(letter)
        every = planned.facts.addressees
        if letter.kind is LetterKind.RECEIPT:
            document = receipt_path(self.workspace, letter, every[0].code)
        else:
            document = document_path(self.workspace, letter)
        texts = [(text_path(self.workspace, letter, one.code), [one]) for one in every]
        drafts = [
            LetterDraft(self, letter, document, templates[0], planned, every),
            *(LetterDraft(self, letter, path, templates[1], planned, to) for path, to in texts),
        ]
        return [draft for draft in drafts if self._there[draft.template]]

    def _templates_of(self, letter: DueLetter) -> tuple[Path, Path]:
        """Return the templates of a round's letters of one kind; `_there` knows then which of them there are."""
        key = letter.status.round.name, letter.kind
        if key not in self._templates:
            found = self.workspace.letter_templates(self.workspace.letters(letter.status.round).of(letter.kind))
            self._there.update({template: template.is_file() for template in found})
            self._templates[key] = found
        return self._templates[key]

    def write(self, drafts: Sequence[LetterDraft]) -> Making[MakingResult]:
        """Write the drafts; the first is the one to be read."""
        return (yield from write_drafts(drafts, self.ledger))[0]


@dataclass(frozen=True)
class LetterDraft:
    """One letter as a Word draft or as a text: from which template, of what, to whom, and where it is written."""

    writer: LetterWriter
    letter: DueLetter
    path: Path
    template: Path
    planned: PlannedLetter
    addressees: Sequence[Addressee]
    is_held: bool = False
    looked_into: tuple[RoundRequest, ...] = ()

    @property
    def kind(self) -> str:
        """What its output is called."""
        return "receipt" if self.letter.kind is LetterKind.RECEIPT else "letter"

    @property
    def ward(self) -> Ward:
        """The ward it is for."""
        return self.letter.ward

    @property
    def outbox(self) -> Path:
        """The outbox it lies in."""
        return self.writer.workspace.outbox

    @property
    def as_of(self) -> dt.date:
        """The day it is made on."""
        return self.writer.day

    def date_label(self, day: dt.date) -> str:
        """Return a day as the letter prints it."""
        return self.writer.workspace.calendar.date_label(day)

    def on(self, day: dt.date) -> Making[WardReport]:
        """Return the letter dated as of a day."""
        told = self.planned.told(self.addressees).dated(self.date_label(day))
        return self.writer.renderer.make(self.template, make_letter, told, day)


def letters_folder(workspace: Workspace, round_: Round) -> Path:
    """Return where the letters of a round lie, those of each ward in a folder of its own."""
    return workspace.year_folder(round_.fiscal_year, round_.name) / LETTER_FOLDER


def letter_folder(workspace: Workspace, round_: Round, ward: Ward) -> Path:
    """Return where the letters of a ward's round lie."""
    return letters_folder(workspace, round_) / ward.name


def document_path(workspace: Workspace, letter: DueLetter) -> Path:
    """Return where the Word draft of a letter lies; each receipt is one of its own."""
    stem = ward_stem(workspace.calendar, letter.status.round, letter.ward)
    return letter_folder(workspace, letter.status.round, letter.ward) / f"{stem}_{letter.kind.label}.docx"


def receipt_path(workspace: Workspace, letter: DueLetter, code: str) -> Path:
    """Return where the Word draft of one department's receipt lies."""
    folder = letter_folder(workspace, letter.status.round, letter.ward)
    return folder.joinpath(letter.kind.label, _department_name(letter, code, ".docx"))


def text_path(workspace: Workspace, letter: DueLetter, code: str) -> Path:
    """Return where the text of a letter to one department lies: of a receipt, where the department finds it."""
    name = _department_name(letter, code, ".txt")
    if letter.kind is LetterKind.RECEIPT:
        return receipt_folder(workspace, letter.status.round, letter.ward) / name
    return letter_folder(workspace, letter.status.round, letter.ward).joinpath(letter.kind.label, name)


def _department_name(letter: DueLetter, code: str, ending: str) -> str:
    stem, end = Path(letter.status.sheets[code].path).stem, f"_{letter.kind.label}"
    return f"{fitted_stem(stem, f'{end}{NEWEST}{ending}')}{end}{ending}"


def plan_letters(night: NightResults) -> list[Iterator[Plan]]:
    """Return the letters that lie ready, ward by ward; what is no longer to be sent is put away."""
    workspace = night.workspace
    writer = LetterWriter(workspace, night.ledger, night.renderer, night.status.as_of)
    # Of a round that was not issued there is nothing to write, and to put away only what lies there.
    rounds = [s for s in night.status.rounds if s.sheets or letters_folder(workspace, s.round).is_dir()]
    return [
        plan_each(
            Output("letters", ward, Path(f"回「{status.round.name}」の通知（{ward.name}）")),
            partial(_plan_ward, writer, night, status, ward),
        )
        for status in (*rounds, *night.status.confirmations)
        for ward in workspace.master.bodies
    ]


def _plan_ward(writer: LetterWriter, night: NightResults, status: RoundStatus, ward: Ward) -> Iterator[Plan]:
    ready: list[Path] = []
    folder = letter_folder(night.workspace, status.round, ward)
    program, calendar = night.ground.program, night.workspace.calendar
    for letter in letters_of(night.workspace, status, ward, writer.day):
        common = ""  # of what every receipt tells alike
        for planned in build_letters(night.workspace, night.status, letter):
            drafts = writer.drafts(letter, planned)
            if not drafts:
                continue
            paths = [draft.path for draft in drafts]
            ready += paths
            templates = [night.ground.papers.get(draft.template.name) for draft in drafts]
            common = common or digest_of(program, calendar, planned.facts.to(()))
            digest = digest_of(common, templates, planned.facts.addressees, planned.follows_from)
            yield night.documents.unless_made(
                [Output(drafts[0].kind, letter.ward, paths[0])],
                inputs_alone(digest),
                partial(writer.write, drafts),
                partial(list, paths),
            )
    if ready or folder.is_dir():
        yield None, partial(put_away_letters, folder, ready)


def put_away_letters(folder: Path, ready: Sequence[Path]) -> None:
    """Move what is no longer to be sent into 済; receipts stay. Raise CannotRunError when the disk refuses."""
    stems = tuple((path.parent, path.stem) for path in ready)
    there = [*folder.glob("*.docx"), *(path for kind in _SENT for path in (folder / kind.label).glob("*.txt"))]
    for path in there:
        # What Word and others keep beside a letter that is open is theirs.
        if path.name.startswith(("~$", ".")):
            continue
        if not any(path.parent == parent and path.stem.startswith(stem) for parent, stem in stems):
            put_into_done(path, folder)


_SENT = (LetterKind.REQUEST, LetterKind.BEFORE, LetterKind.AFTER, LetterKind.CONFIRMATION)
