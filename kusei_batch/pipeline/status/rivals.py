"""Files that lie side by side and answer one sheet: told of until one is left or the coordinator has decided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kusei_batch.core.decision_book import Value
from kusei_batch.core.period import Calendar
from kusei_batch.core.problem import Problem
from kusei_batch.core.record import Coverage
from kusei_batch.core.replacement import entries_dropped, told_entries
from kusei_batch.core.submission import Receipt, Verdict
from kusei_batch.core.submission_decision import HEADINGS, SubmissionDecisions, Word, mark_of, question_of
from kusei_batch.core.text.lookalike import tell_apart
from kusei_batch.core.ward import Department
from kusei_batch.validate.personal import mask_private

if TYPE_CHECKING:
    from kusei_batch.pipeline.status.replacements import Answered, Entered

_ABOUT = "同じ様式に答えるファイルが2つ以上あります"


@dataclass(frozen=True, slots=True)
class RivalFile:
    """An answer whose file lies in the inbox, where it lies, and what of it drops out (of the one that counts: "")."""

    answer: Receipt
    path: str
    dropped: str = ""


@dataclass(frozen=True, slots=True)
class Rivals:
    """Of one sheet the file that counts, or was answered, and those beside it that say what it does not."""

    covered: Coverage
    main: RivalFile
    others: tuple[RivalFile, ...]

    @property
    def sheet_id(self) -> str:
        """The sheet they answer."""
        return self.main.answer.sheet_id or ""

    @property
    def department(self) -> Department:
        """Whose sheet it is."""
        return self.covered.department

    @property
    def files(self) -> tuple[RivalFile, ...]:
        """All of them, the one that counts first."""
        return (self.main, *self.others)

    @property
    def contents(self) -> list[str]:
        """The content of each."""
        return [file.answer.sha256 for file in self.files]

    def problem(self) -> Problem:
        """Return what the department reads of them."""
        files = tell_apart([mask_private(file.path) for file in self.files])
        told = "。".join(f"「{name}」の{file.dropped}" for name, file in zip(files[1:], self.others, strict=True))
        words = {"count": str(len(files)), "files": "」「".join(files), "counting": files[0], "dropped": told}
        code = "rival-answers" if self.main.answer.verdict.counts else "rival-answers-sent-back"
        return Problem.of_file(code, mask_private(self.main.path), **words)


def find_rivals(
    answered: Answered, entered: Entered, inbox_paths: Mapping[str, Sequence[str]], choices: SubmissionDecisions
) -> Rivals | None:
    """Find files beside the one that counts, or was answered, that say what it does not.

    `inbox_paths` maps a content to the paths where it lies. Nothing is lost of an earlier file that the
    later one says too, or of a file that was sent back before the later one came. Return None where the
    coordinator has decided for the one that counts. A file that was admitted takes the place of what came before it.
    """
    if len({answer.sha256 for answer in answered.answers}) <= 1:
        return None
    main = [*answered.answers[-1:], *answered.counting][-1]
    if main.sha256 not in inbox_paths:
        return None
    last = {answer.sha256: (number, answer) for number, answer in enumerate(answered.answers)}
    is_admitted = choices.ruling(main.sheet_id or "", main.sha256) is Word.ADMITTED
    others = []
    for number, other in last.values():
        if other.sha256 == main.sha256 or other.sha256 not in inbox_paths:
            continue
        if is_admitted and number < last[main.sha256][0]:
            continue
        # What drops out of a file beside the main one, in words; empty where nothing does.
        if other.verdict.counts and main.verdict.counts:
            dropped = told_entries(tuple(entries_dropped(main.sheet_id or "", entered.of(other), entered.of(main))))
        else:
            lost = other.verdict is Verdict.SENT_BACK and (number > last[main.sha256][0] or other.run == main.run)
            dropped = "差し戻した記入の全て" if lost else ""
        others += [RivalFile(other, inbox_paths[other.sha256][0], dropped)] if dropped else []
    found = Rivals(answered.covered, RivalFile(main, inbox_paths[main.sha256][0]), tuple(others))
    is_decided = choices.chosen(found.sheet_id, found.contents) == mark_of(main.sha256)
    return found if others and not is_decided else None


def rival_rows(rivals: Iterable[Rivals], calendar: Calendar) -> list[dict[str, Value]]:
    """Return the rows of the sheet 提出の確認: one for every file of every question."""
    return [
        choice_row(RivalQuestion(question, _ABOUT, found.sheet_id, found.department), file.answer, name, calendar)
        for found in rivals
        for question in (question_of(found.sheet_id, found.contents),)
        for file, name in zip(found.files, tell_apart([file.path for file in found.files]), strict=True)
    ]


@dataclass(frozen=True, slots=True)
class RivalQuestion:
    """A question of the sheet 提出の確認: by what it is known, what it is about, and whose sheet it concerns."""

    question: str
    about: str
    sheet_id: str
    department: Department


def choice_row(asked: RivalQuestion, file: Receipt, path: str, calendar: Calendar) -> dict[str, Value]:
    """Return the row of one file, which lies at `path` below the inbox."""
    where = f"{asked.department.ward.name} {asked.department.full_name}"
    day, mark = calendar.date_label(file.received), mark_of(file.sha256)
    cells = (asked.sheet_id, asked.question, where, asked.about, mask_private(path), day, mark)
    return dict(zip(HEADINGS, cells, strict=False))
