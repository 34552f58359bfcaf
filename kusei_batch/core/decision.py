"""What waits for the coordinator's word, and what is decided and not yet done."""

from __future__ import annotations

from dataclasses import dataclass

from kusei_batch.core.decision_book import FILE
from kusei_batch.core.follow_up import STATE

_NAMED = 10  # who is late with the oldest matters


@dataclass(frozen=True, slots=True)
class Waiting:
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
class Late:
    """Who is late with a matter: the section, who there sees to it (blank: nobody is named), by when, days since."""

    department: str
    due: str
    days: int
    owner: str = ""

    @property
    def text(self) -> str:
        """`区民課・窓口係 期限R9.1.29 45日超過`."""
        who = f"{self.department}・{self.owner}" if self.owner else self.department
        return f"{who} 期限{self.due} {self.days}日超過"


@dataclass(frozen=True, slots=True)
class Unfinished:
    """`count` matters are not yet done: decided rows of a sheet of 決定.xlsx, or what the forms of a round tell of.

    `late` are those whose day has passed, the longest first; `is_decided` tells the two apart.
    """

    sheet: str
    count: int
    late: tuple[Late, ...] = ()
    is_decided: bool = True

    @property
    def overdue(self) -> tuple[str, ...]:
        """The sections that are late, one for each matter."""
        return tuple(one.department for one in self.late)

    @property
    def text(self) -> str:
        """What is open, who is late with it and where it stands, in one sentence."""
        named = "、".join(one.text for one in self.late[:_NAMED]) + (" ほか" if len(self.late) > _NAMED else "")
        late = f"（うち期限超過{len(self.late)}件：{named}）" if self.late else ""
        if self.is_decided:
            what, where = "決まったこと", f"{FILE} のシート「{self.sheet}」の「{STATE}」"
        else:
            what, where = "部署の処置など", f"回「{self.sheet}」の集計表"
        return (
            f"{what}で、まだ終わっていないものが「{self.sheet}」に{self.count}件あります{late}。"
            f"{where}で確かめてください。"
        )
