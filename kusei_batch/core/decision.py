"""What waits for the coordinator's word, and what is decided and not yet done."""

from __future__ import annotations

from dataclasses import dataclass

from kusei_batch.core.decision_book import FILE
from kusei_batch.core.decision_list import STATE


@dataclass(frozen=True, slots=True)
class Decision:
    """`count` questions in a sheet of `file` whose `column` is blank; `words` are what may be written there."""

    what: str
    sheet: str
    column: str
    words: tuple[str, ...]
    count: int
    file: str = FILE

    @property
    def text(self) -> str:
        """What waits and where to decide on it, in one sentence."""
        words = "か".join(f"「{word}」" for word in self.words)
        place = f"{self.file} のシート「{self.sheet}」の「{self.column}」"
        return f"{self.what}が{self.count}件、判断を待っています。{place}に、{words}と書いてください。"


@dataclass(frozen=True, slots=True)
class Unfinished:
    """`count` rows of a sheet of 決定.xlsx are decided and not yet done; `overdue` names who is late, row by row."""

    sheet: str
    count: int
    overdue: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """What is open, who is late with it and where it stands, in one sentence."""
        late = (
            f"（うち期限超過{len(self.overdue)}件: {'、'.join(dict.fromkeys(self.overdue))}）" if self.overdue else ""
        )
        return (
            f"決まったことで、まだ終わっていないものが「{self.sheet}」に{self.count}件あります{late}。"
            f"{FILE} のシート「{self.sheet}」の「{STATE}」で確かめてください。"
        )
