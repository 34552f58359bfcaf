"""個人情報の確認: what the coordinator has decided on texts that hold what looks like personal data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

SHEET = "個人情報の確認"
"""The sheet the night prepares; it never holds the text itself."""

ROW_ID, DEPARTMENT, FIELD, PLACE, KINDS, RECEIVED, FINGERPRINT, JUDGMENT = HEADINGS = (
    *("行ID", "部署コード", "項目", "場所", "種類", "受付日", "指紋", "判断"),
)


class Judgment(StrEnum):
    """判断 on one text: to be decided yet, fit to be shown, or withheld for good."""

    OPEN = ""
    SHOWN = "公表可"
    HIDDEN = "伏せる"


@dataclass(frozen=True, slots=True)
class Clearance:
    """One row of the sheet: the judgment on one text of one department, known by its fingerprint alone."""

    department_code: str
    fingerprint: str
    judgment: Judgment


Judgments = Mapping[tuple[str, str], Judgment]
"""Judgments by department code and fingerprint: those of a text, wherever the department writes it."""


def judgments_of(clearances: Iterable[Clearance]) -> Judgments:
    """Return the judgment on each text listed; of several the strictest that is decided."""
    strictness = (Judgment.OPEN, Judgment.SHOWN, Judgment.HIDDEN)
    found: dict[tuple[str, str], Judgment] = {}
    for clearance in clearances:
        key = clearance.department_code, clearance.fingerprint
        found[key] = max(found.get(key, Judgment.OPEN), clearance.judgment, key=strictness.index)
    return found
