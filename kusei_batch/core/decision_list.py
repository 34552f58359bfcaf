"""決定の一覧: a sheet of 決定.xlsx that `_決定` of the master defines: what is shown, decided, written and answered.

Each row is about one matter of one fiscal year. A form's 提案先 asks for rows, or people add them below the last one.
A decided row is a row of the list of that name: forms draw rows and values from it. Where `done` is stated, a decided
row is followed up until that holds.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from kusei_batch.core.expression import Expression
from kusei_batch.core.follow_up import STATE, find_state
from kusei_batch.core.form import FieldType
from kusei_batch.core.values import TypedValue

ID, YEAR, DEPARTMENT, DEPARTMENT_NAME = "ID", "年度", "部署コード", "部署名"
FIRST_HEADINGS = (ID, YEAR, DEPARTMENT, DEPARTMENT_NAME)
"""What every sheet begins with; 状況 stands at the end of those that are followed up."""

UNDECIDED = "未決定"
"""What 状況 says of a row without a decision."""


class Role(StrEnum):
    """区分 of `_決定`: who writes a column, and what it is for."""

    SHOWN = "表示"
    DECISION = "判断"
    ENTRY = "記入"
    DUE = "期限"
    ANSWER = "回答"
    TOTALS = "集計"
    CURRENT = "現行"


REVISING = (Role.ENTRY, Role.SHOWN)
"""Whose columns may say how a list is revised; what was entered goes before what is shown."""


@dataclass(frozen=True, slots=True)
class DecisionColumn:
    """One column: `words` are its choices, `source` names what 回答, 集計 and 現行 are filled from.

    Of what is shown or entered, `source` names the column of a list (`基準.本文`) that a decided row revises.
    `at_most` is the column whose number this one hardly exceeds.
    """

    name: str
    role: Role
    type: FieldType = FieldType.LONG_TEXT
    words: tuple[str, ...] = ()
    unit: str = ""
    source: str = ""
    at_most: str = ""
    help: str = ""

    @property
    def is_entry(self) -> bool:
        """Whether the coordinator writes in it."""
        return self.role in (Role.DECISION, Role.ENTRY, Role.DUE)

    @property
    def revised(self) -> tuple[str, str]:
        """The list and its heading for which a decided row gives the text; blank where it revises none."""
        name, _, heading = self.source.rpartition(".") if self.role in REVISING else ("", "", "")
        return name, heading

    def value(self, text: str) -> TypedValue:
        """Return what a text of the column says: a day, a number, a text, or None for a blank."""
        if self.type is FieldType.DATE:
            try:
                return dt.date.fromisoformat(text)
            except ValueError:
                return text or None
        if self.type.is_number and text.replace(".", "", 1).isdecimal():
            return Decimal(text)
        return text or None


@dataclass(frozen=True, slots=True)
class DecisionList:
    """A sheet as it is defined; `done` says of a decided row when nothing is left to do."""

    name: str
    columns: tuple[DecisionColumn, ...]
    done: Expression | None = None

    @property
    def decision(self) -> DecisionColumn:
        """The column a row is decided in."""
        return next(column for column in self.columns if column.role is Role.DECISION)

    @property
    def due(self) -> str:
        """The heading of the day by which something is to be done; empty where there is none."""
        return next((column.name for column in self.columns if column.role is Role.DUE), "")

    @property
    def revises(self) -> str:
        """The list of the master that decided rows revise; empty where they revise none."""
        return next((name for name, _ in (column.revised for column in self.columns) if name), "")

    def revising(self, heading: str) -> list[DecisionColumn]:
        """Return the columns that give the text below a heading of that list, the first that is filled in counts."""
        asked = (self.revises, heading)
        return [c for role in REVISING for c in self.of_role(role) if c.revised == asked]

    @property
    def is_by_hand(self) -> bool:
        """Whether people alone add its rows: no form shows anything in it."""
        return not any(column.role is Role.SHOWN for column in self.columns)

    @property
    def headings(self) -> tuple[str, ...]:
        """The headings from left to right."""
        names = [column.name for column in self.columns]
        return (*FIRST_HEADINGS, *names, *([STATE] if self.done else []))

    @property
    def made(self) -> tuple[str, ...]:
        """The headings below which the program rewrites each night, whatever stands there."""
        written = [column.name for column in self.of_role(Role.ANSWER, Role.CURRENT)]
        return (DEPARTMENT_NAME, *written, *([STATE] if self.done else []))

    @property
    def asked(self) -> tuple[str, ...]:
        """The headings below which the coordinator is to write."""
        entries = [column.name for column in self.columns if column.is_entry]
        return (*([DEPARTMENT] if self.is_by_hand else []), *entries)

    def column(self, heading: str) -> DecisionColumn | None:
        """Return the column of that heading, None where it is not among those that are defined."""
        return next((column for column in self.columns if column.name == heading), None)

    def of_role(self, *roles: Role) -> tuple[DecisionColumn, ...]:
        """Return the columns of these roles."""
        return tuple(column for column in self.columns if column.role in roles)

    def value(self, heading: str, texts: Mapping[str, str]) -> TypedValue:
        """Return what stands below a heading, typed."""
        column = self.column(heading)
        text = texts.get(heading, "")
        return column.value(text) if column else text or None

    def is_decided(self, texts: Mapping[str, str]) -> bool:
        """Return whether a row bears a word of the decision."""
        return bool(texts.get(self.decision.name))

    def is_done(self, texts: Mapping[str, str]) -> bool:
        """Return whether nothing is left to do about a decided row."""
        return self.done is None or bool(self.done.holds(lambda name: self.value(name, texts)))

    def due_day(self, texts: Mapping[str, str]) -> dt.date | None:
        """Return the day by which something is to be done, None where none can be read."""
        day = self.value(self.due, texts) if self.due else None
        return day if isinstance(day, dt.date) else None

    def state(self, texts: Mapping[str, str], as_of: dt.date | None = None) -> str:
        """Return 状況: without a day nothing is overdue."""
        if not self.is_decided(texts):
            return UNDECIDED
        return find_state(is_done=self.is_done(texts), due=self.due_day(texts), as_of=as_of)
