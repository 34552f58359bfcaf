"""広がり: what departments of several wards achieved alike in any year, put together to be proposed as one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from kusei_batch.config import Workspace
from kusei_batch.consolidate.alike_texts import AlikeTexts, Group, Statement
from kusei_batch.consolidate.usual_texts import read_usual_texts
from kusei_batch.core.form import Form
from kusei_batch.core.proposal import SPREAD, Joining, Proposal
from kusei_batch.core.record import WITHHELD, Record
from kusei_batch.core.submission_decision import mark_of
from kusei_batch.core.values import TypedValue
from kusei_batch.pipeline.status.history import History

_SHOWN = 20
"""The most places that are named as evidence."""


@dataclass
class Achieved:
    """A row that met the condition, as its department wrote it last, and in which years it did."""

    record: Record
    values: Mapping[str, TypedValue]
    years: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class Spread:
    """Rows of one kind: the one that says it best first, the one by whose ID the kind is known, and what it adds up to.

    `values` are by the names of SPREAD.
    """

    best: Achieved
    first: Achieved
    values: Mapping[str, TypedValue]

    @property
    def wards(self) -> int:
        """How many wards have it."""
        return int(str(self.values["区の数"]))


def find_spread(workspace: Workspace, history: History, form: Form, proposal: Proposal) -> list[Spread]:
    """Return the kinds of rows a proposal joins, those of the most wards first."""
    joining = proposal.joining
    if joining is None:
        return []
    rows = list(_achieved(history, form, proposal).values())
    statements = [Statement(_text(row, joining), _tags(row.values.get(joining.within))) for row in rows]
    groups = AlikeTexts(statements, read_usual_texts()).groups() if rows else []
    found = [_spread(workspace, rows, group, joining.items[0]) for group in groups]
    kept = [one for one in found if one.wards >= joining.wards]
    return sorted(kept, key=lambda one: (-one.wards, -int(str(one.values["件数"])), one.first.record.key.row_id))


def _achieved(history: History, form: Form, proposal: Proposal) -> dict[str, Achieved]:
    """Return the rows that met the condition in any year by their IDs, the earliest first."""
    rows: dict[str, Achieved] = {}
    for year, name in sorted(history.rounds_of_form(form.id)):
        records = history.shown_records(year, name)
        heads = {record.sheet_id: record.fields for record in records if record.table is None}
        for record in (record for record in records if record.table == proposal.table):
            values = {**heads.get(record.sheet_id, {}), **record.fields}
            if WITHHELD not in values.values() and proposal.condition.holds(values.get):
                row = rows.setdefault(record.key.row_id, Achieved(record, values))
                row.record, row.values = record, values
                row.years.append(year)
    return rows


def _text(row: Achieved, joining: Joining) -> str:
    return "\n".join(str(row.values[item]) for item in joining.items if row.values.get(item))


def _tags(value: TypedValue) -> frozenset[str]:
    return frozenset(value) if isinstance(value, tuple) else frozenset([str(value)] if value else [])


def _spread(workspace: Workspace, rows: Sequence[Achieved], group: Group, item: str) -> Spread:
    members = [rows[place] for place in group.members]
    nearness = dict(group.others)
    departments = {member.record.department.code: member.record.department for member in members}
    wards = {ward.code: ward for ward in sorted(department.ward for department in departments.values())}
    first = min(members, key=lambda member: (member.years[0], member.record.department.ward, member.record.key.row_id))
    places = list(_places(workspace, rows, group, item))
    told = places[:_SHOWN] + ([f"ほか{len(places) - _SHOWN}件"] if len(places) > _SHOWN else [])
    values: tuple[TypedValue, ...] = (
        len(members),
        len(wards),
        "、".join(ward.name for ward in wards.values()),
        "、".join(f"{department.ward.name}{department.name}" for department in departments.values()),
        workspace.calendar.fiscal_label(first.years[0]),
        f"{min(nearness.values()):.2f}～{max(nearness.values()):.2f}" if nearness else "",
        "\n".join(told),
    )
    return Spread(members[0], first, dict(zip(SPREAD, values, strict=True)))


def _places(workspace: Workspace, rows: Sequence[Achieved], group: Group, item: str) -> Iterator[str]:
    """Yield where the item of each row stands, with the row's years and how near it is to the one that says it best."""
    for place, nearness in ((group.first, None), *group.others):
        row, record = rows[place], rows[place].record
        years = "、".join(workspace.calendar.fiscal_label(year) for year in row.years)
        cell = record.source.cells.get(item, "")
        near = "" if nearness is None else f"、近さ{nearness:.2f}"
        where = cell if "!" in cell else f"{record.source.sheet}!{cell}"
        whose = f"{record.department.ward.name}{record.department.name}（{years}{near}）"
        yield f"{whose}{record.key.row_id}、{mark_of(record.source.sha256)}の{where}"
