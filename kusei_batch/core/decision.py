"""What waits for the coordinator's word."""

from __future__ import annotations

from dataclasses import dataclass

from kusei_batch.core.decision_book import FILE


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
