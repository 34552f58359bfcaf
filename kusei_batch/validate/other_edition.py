"""A submission as another edition of its form would hold it: what was typed goes along by table and name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from kusei_batch.core.form import Field, Form
from kusei_batch.core.submission import Entry, IssuedSheet, Row, Submission


@dataclass(frozen=True, slots=True)
class EditionsApart:
    """Which entry fields two editions of a form do not share: those only the later one has, and those it dropped."""

    added: Sequence[Field]
    dropped: Sequence[Field]

    @classmethod
    def of(cls, before: Form, after: Form) -> EditionsApart:
        """Return what differs from one edition to another."""
        old, new = ({f.qualified: f for f in form.fields if f.is_entry} for form in (before, after))
        added = tuple(known for name, known in new.items() if name not in old)
        return cls(added, tuple(known for name, known in old.items() if name not in new))


@dataclass(frozen=True)
class Carried:
    """What another edition holds of a submission: each entry says where it was typed, as it did before.

    `lost` are the entries that the edition has no field for, by that field's qualified name; blank ones are left out.
    """

    form: Form
    issued: IssuedSheet
    submission: Submission
    lost: Mapping[str, Sequence[Entry]] = field(default_factory=dict)


def carry_over(before: Form, after: Form, submission: Submission, issued: IssuedSheet) -> Carried:
    """Return a submission to one edition of a form as another one would hold it.

    Rows keep their keys. A table whose rows the later edition takes from elsewhere, and the sheet was issued without,
    stays one that the department fills in by itself: nobody can tell which rows it would have been issued with.
    """
    own = {table.name for table in before.tables if not table.sources}
    opened = tuple(
        replace(table, sources=(), row_condition=None, growable=True) if table.sources and table.name in own else table
        for table in after.tables
    )
    form = after if opened == after.tables else replace(after, tables=opened)
    known = {f.qualified for f in after.fields if f.is_entry}
    lost: dict[str, list[Entry]] = {}
    for old in (f for f in before.fields if f.is_entry and f.qualified not in known):
        rows = submission.tables.get(old.table, ()) if old.table else (submission.head,)
        typed = [row.entries[old.name] for row in rows if old.name in row.entries]
        if filled := [entry for entry in typed if not entry.cell.is_blank]:
            lost[old.qualified] = filled
    moved = Submission(
        submission.sha256,
        _moved(submission.head, form.entries_of(None)),
        {
            table.name: tuple(_moved(row, form.entries_of(table.name)) for row in submission.tables.get(table.name, ()))
            for table in form.tables
        },
        untold=submission.untold,
    )
    return Carried(form, replace(issued, form_version=form.version), moved, lost)


def _moved(row: Row, fields: Sequence[Field]) -> Row:
    """Return a row with those of its entries that some fields are for, as typed; one without is blank."""
    return replace(row, entries={f.name: row.entries[f.name] for f in fields if f.name in row.entries})
