"""What a letter tells, put in words: to whom, how each stands with its sheet, and what is asked of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

from kusei_batch.config import Workspace
from kusei_batch.core.letter_days import LetterKind
from kusei_batch.core.period import Round
from kusei_batch.core.problem import Problem, Severity
from kusei_batch.core.record import Coverage, Record
from kusei_batch.core.submission import State
from kusei_batch.core.submission_decision import mark_of
from kusei_batch.core.ward import Ward
from kusei_batch.pipeline.outputs.putting_away import issued_path
from kusei_batch.pipeline.outputs.returned import SENT_BACK_FOLDER, returned_path
from kusei_batch.pipeline.session import ISSUED_FOLDER
from kusei_batch.pipeline.status.letters_due import DueLetter
from kusei_batch.pipeline.status.round_status import YearStatus
from kusei_batch.report.views.letter_view import Addressee, LetterFacts, LetterPlaces, ReceiptRemark, ReceivedSheet
from kusei_batch.validate.personal import mask_private

RECEIPT_FOLDER = "02_受付票"
_STORIES = {
    State.SENT_BACK: ("提出された様式に、直していただくところがあります。", "の確認事項を御覧の上、直して"),
    State.NOT_TAKEN: ("届いたファイルは、様式として受け取れませんでした。", "に記入して"),
}


@dataclass(frozen=True)
class PlannedLetter:
    """A letter without its day: `facts` is all it tells but what was `received`, which is put into words when written.

    `follows_from` is what those words are made of: a receipt that was written from the same says the same.
    """

    facts: LetterFacts
    follows_from: tuple[object, ...] = ()
    received: Callable[[], ReceivedSheet] | None = None

    def told(self, addressees: Sequence[Addressee]) -> LetterFacts:
        """Return all that it tells these."""
        received = self.received() if self.received else None
        return self.facts.to([one.with_received(received) if received else one for one in addressees])


def build_letters(workspace: Workspace, status: YearStatus, letter: DueLetter) -> Iterator[PlannedLetter]:
    """Yield a letter without its day: a receipt for each department, any other letter once for all."""
    facts = _facts(workspace, letter)
    told = [_addressee(workspace, letter, covered) for covered in letter.coverage]
    if letter.kind is not LetterKind.RECEIPT:
        yield PlannedLetter(facts.to(told))
        return
    rows = cache(lambda: _by_sheet(letter.status.records_of(letter.ward)))
    for one, covered in zip(told, letter.coverage, strict=True):
        problems = status.problems_in(letter.status, covered.sha256 or "")
        if rival := status.rivals_told.get(covered.sheet_id or ""):
            problems = (*problems, rival)
        # How many rows a content has shows in the content.
        came = covered.received, covered.path, covered.sha256, covered.corrected is not None
        follows_from = (*came, covered.is_nothing, covered.days_late, problems)
        received = cache(partial(_received, workspace, covered, rows, problems))
        yield PlannedLetter(facts.to([one]), follows_from, received)


def receipt_folder(workspace: Workspace, round_: Round, ward: Ward) -> Path:
    """Return where the departments of a ward find that a sheet was accepted: beside what is sent back."""
    return workspace.year_folder(round_.fiscal_year, round_.name).joinpath(RECEIPT_FOLDER, ward.name)


def _facts(workspace: Workspace, letter: DueLetter) -> LetterFacts:
    round_, ward, calendar = letter.status.round, letter.ward, workspace.calendar
    office, base = workspace.office_of(ward), workspace.year_folder(round_.fiscal_year, round_.name)
    return LetterFacts(
        city=workspace.settings.city,
        ward=ward.name,
        committee=office.committee,
        contact=office.contact,
        submit_to=office.submit_to or f"{workspace.settings.folders.inbox}/{ward.name}",
        folders=LetterPlaces(
            *(_shown(workspace, base / name / ward.name) for name in (ISSUED_FOLDER, SENT_BACK_FOLDER, RECEIPT_FOLDER))
        ),
        fiscal_year=calendar.fiscal_label(round_.fiscal_year),
        round=round_.name,
        opens=calendar.date_label(round_.opens),
        due=calendar.day_label(round_.due),
        words=workspace.settings.words.own(),
    )


def _addressee(workspace: Workspace, letter: DueLetter, covered: Coverage) -> Addressee:
    department, sheet = covered.department, letter.status.sheets[covered.department.code]
    is_reminder = letter.kind in (LetterKind.BEFORE, LetterKind.AFTER, LetterKind.CONFIRMATION)
    sent_back = is_reminder and covered.state is State.SENT_BACK
    path = (returned_path if sent_back else issued_path)(workspace, sheet)
    shown = shown_file(workspace, path)
    story, action = _STORIES.get(covered.state, ("まだ届いていません。", "に記入して"))
    return Addressee(
        code=department.code,
        division=department.division,
        name=department.name,
        head=department.head_title,
        superior=department.superior_title,
        superior_contact=department.superior_contact,
        contact=department.contact,
        sheet_id=sheet.sheet_id,
        # A request says the same to whoever has answered since.
        state=covered.state.label if is_reminder else "",
        path=shown,
        file=path.name,
        story=story if is_reminder else "",
        request=f"「{shown}」{action if is_reminder else 'に記入して'}提出してください。",
    )


def _shown(workspace: Workspace, place: Path) -> str:
    """Return a folder as a department finds it: a path that its own computer opens, or the folders in their order."""
    within, root = place.relative_to(workspace.outbox).parts, _outbox_seen(workspace)
    if not root:
        return f"共有フォルダの {'＞'.join(within)}"
    return ("/" if "\\" not in root else "\\").join((root.rstrip("\\/"), *within))


def shown_file(workspace: Workspace, path: Path) -> str:
    """Return a file in the outbox as a department finds it."""
    return _shown(workspace, path) if _outbox_seen(workspace) else f"{path.name}（{_shown(workspace, path.parent)}）"


def _outbox_seen(workspace: Workspace) -> str:
    """Return where departments open the outbox: as the settings say, or where it is on a share; blank if unknown."""
    settings = workspace.settings
    at = str(settings.folders.outbox)
    return settings.find_at or (at if at.startswith(("\\\\", "//")) else "")


def _by_sheet(records: Iterable[Record]) -> dict[str, Counter[str]]:
    """Return how many rows each sheet has, by table."""
    found: dict[str, Counter[str]] = {}
    for record in records:
        if record.table is not None:
            found.setdefault(record.sheet_id, Counter())[record.table] += 1
    return found


def _received(
    workspace: Workspace,
    covered: Coverage,
    rows: Callable[[], Mapping[str, Counter[str]]],
    problems: Iterable[Problem],
) -> ReceivedSheet:
    told = (problem for problem in problems if problem.severity is not Severity.INFO)
    words, of_sheet = workspace.settings.words.own(), rows().get(covered.sheet_id or "", Counter())
    return ReceivedSheet(
        day=workspace.calendar.date_label(covered.received) if covered.received else "",
        file=mask_private(Path(covered.path or "").name),
        rows="、".join(f"{table} {number}件" for table, number in of_sheet.items()),
        mark=mark_of(covered.sha256 or ""),
        remarks=tuple(ReceiptRemark(_place(p), *map(mask_private, p.told_in(words, to_sender=True))) for p in told),
        corrects=covered.corrected is not None,
        is_nothing=covered.is_nothing,
        days_late=covered.days_late,
    )


def _place(problem: Problem) -> str:
    place = problem.location
    return f"{place.sheet or ''} {'、'.join(place.cells)}".strip() or "全体"
