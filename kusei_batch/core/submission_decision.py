"""提出の確認: what the coordinator has decided of files: which of several shall count, and who sent an unsealed one."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

SHEET = "提出の確認"
"""The sheet the night prepares: a row for every file of a question."""

SHEET_ID, QUESTION, DEPARTMENT, ABOUT, NAME, RECEIVED, MARK, JUDGMENT = HEADINGS = (
    *("管理番号", "問い", "部署", "何についてか", "ファイル名", "受け取った日", "内容の目印", "判断"),
)


class Word(StrEnum):
    """判断 beside one file: nothing, that it is the one that shall count, or whether its department sent it."""

    OPEN = ""
    CHOSEN = "この内容でよい"
    ADMITTED = "受け付ける"
    REFUSED = "受け付けない"


_MARK = 12
_UNLIKE_A_NUMBER = re.compile(r"(?=[a-f])(?!.*[0-9]{8})")

_ADMISSION = "認証-"
"""How the 問い begins that asks whether a file without a seal that holds is its department's."""


@dataclass(frozen=True, slots=True)
class SubmissionDecision:
    """One row of the sheet: the word beside one content that answers a sheet, in one question."""

    sheet_id: str
    question: str
    mark: str
    word: Word


@dataclass(frozen=True, slots=True)
class SubmissionDecisions:
    """Every row of the sheet, top to bottom; a later question stands below an earlier one."""

    rows: tuple[SubmissionDecision, ...] = ()

    def chosen(self, sheet_id: str, contents: Collection[str]) -> str | None:
        """Return the mark of the content that shall count of these, by the last decided question that asked of all.

        Return None where there is no such question, no answer, or more than one.
        """
        marks = {mark_of(content) for content in contents}
        asked: dict[str, list[SubmissionDecision]] = {}
        for row in self.rows:
            if row.sheet_id == sheet_id:
                asked.setdefault(row.question, []).append(row)
        decided = None
        for rows in asked.values():
            words = {row.mark for row in rows if row.word is Word.CHOSEN}
            if len(words) == 1 and marks <= {row.mark for row in rows}:
                (decided,) = words
        return decided

    def ruling(self, sheet_id: str, content: str) -> Word:
        """Return whether a content without a seal that holds was admitted or refused; OPEN where that is undecided.

        The word is for this very content: a file that was changed since is asked about again.
        """
        question = admission_of(sheet_id, content)
        words = {row.word for row in self.rows if row.question == question} - {Word.OPEN}
        return words.pop() if len(words) == 1 else Word.OPEN

    def waits(self, sheet_id: str, contents: Collection[str]) -> bool:
        """Return whether the question about just these contents has yet to be decided."""
        question = question_of(sheet_id, contents)
        words = {row.mark for row in self.rows if row.question == question and row.word is Word.CHOSEN}
        return len(words) != 1


def mark_of(content: str) -> str:
    """Return the mark by which the sheet names a content, given by its SHA-256.

    It begins with a letter and has few digits on end: beside the number of a department it shall not pass for a
    個人番号 or a telephone number, or the sheet that shows it came back as one that holds personal data.
    """
    pieces = (content[start : start + _MARK] for start in range(max(1, len(content) - _MARK + 1)))
    return next((piece for piece in pieces if _UNLIKE_A_NUMBER.match(piece)), content[:_MARK])


def question_of(sheet_id: str, contents: Iterable[str]) -> str:
    """Return by what a question is known: the same files asked of together are the same question."""
    return hashlib.sha256("\n".join([sheet_id, *sorted(contents)]).encode()).hexdigest()[:8]


def admission_of(sheet_id: str, content: str) -> str:
    """Return by what the question is known whether one content, given by its SHA-256, is its department's answer."""
    return f"{_ADMISSION}{question_of(sheet_id, [content])}"


def words_for(question: str) -> tuple[Word, ...]:
    """Return the words that answer a question."""
    return (Word.ADMITTED, Word.REFUSED) if question.startswith(_ADMISSION) else (Word.CHOSEN,)
