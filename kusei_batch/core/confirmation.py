"""部長確認: what the head of a 部 says of what its departments handed in, and what the sheet for it shows."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from kusei_batch.core.submission_decision import mark_of

SUFFIX = "（部長確認）"
"""How the name of the round ends in which the sheets for the heads of the 部 are out."""

STATES, CONTENTS = "部の提出状況", "部の記入内容"
"""Lists that only a sheet for the head of a 部 may draw on, as if the master had them."""

COLUMNS = {
    STATES: ("ID", "部署名", "状態", "件数", "受理日", "控えの番号", "確認事項", "前の確認", "前の意見"),
    CONTENTS: ("ID", "部署名", "番号", "内容"),
}

ANSWER, OPINION = "確認", "意見"
"""The fields of a row of STATES that the head of the 部 fills in."""
DAY = "確認日"
GIVEN = "確認する"
"""The choice of ANSWER that confirms; any other asks for the sheet to be sent back."""


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What the head of a 部 said of one accepted content: a choice, an opinion, and the day."""

    answer: str
    opinion: str = ""
    day: dt.date | None = None

    @property
    def is_given(self) -> bool:
        """Whether it confirms."""
        return self.answer == GIVEN


def confirmation_name(round_name: str) -> str:
    """Return the name of the round in which what came in for another is confirmed."""
    return f"{round_name}{SUFFIX}"


def is_confirmation(round_name: str) -> bool:
    """Return whether a round is one in which another is confirmed."""
    return round_name.endswith(SUFFIX)


def confirmed_name(round_name: str) -> str:
    """Return the name of the round that is confirmed in this one; of any other, its own."""
    return round_name.removesuffix(SUFFIX)


def content_id(department_code: str, sha256: str) -> str:
    """Return the ID under which a sheet for the head of a 部 shows one content of a department's sheet.

    It does not look like the 管理番号 of a sheet.
    """
    return f"{department_code}.{mark_of(sha256)}"
