"""Which rows of a round a page shows: those of its condition, of which nothing is withheld."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from kusei_batch.core.check import Check
from kusei_batch.core.expression import Expression, ExpressionError
from kusei_batch.core.form import Field, Form
from kusei_batch.core.problem import Problem
from kusei_batch.core.record import HIDDEN, WITHHELD, Record
from kusei_batch.core.row_filter import RowFilter, heads_of, make_row_filter, names_of, value_of
from kusei_batch.report.views.facts import RoundFacts
from kusei_batch.report.views.model import LeftOut
from kusei_batch.report.views.public import public_form


@dataclass(frozen=True, slots=True)
class Published:
    """What of a round a page is for: its 項目 (none: those of the first table) and the condition of its rows."""

    columns: Sequence[str] = ()
    rows: str = ""


def row_filters(form: Form, published: Published) -> Mapping[str, RowFilter]:
    """Return, by the public tables that the page's condition fits, which of their rows it picks.

    Raise ExpressionError where it fits none: the fault found with the last of them.
    """
    fitting, fault = {}, None
    for table in public_form(form, published.columns).tables:
        try:
            fitting[table.name] = make_row_filter(published.rows, form, table.name)
        except ExpressionError as error:
            fault = error
    if fault and not fitting:
        raise fault
    return fitting


def choose_rows(facts: RoundFacts, published: Published) -> tuple[RoundFacts, LeftOut]:
    """Return the round with the rows that the page's condition picks, and how many rows are left out.

    Where there is a condition, a row with a public text that is withheld is left out whole. Raise ExpressionError.
    """
    if not published.rows:
        return facts, LeftOut()
    # A condition may look at what only the newer edition of the form has: it is blank.
    known = {field.qualified for field in facts.form.fields}
    newer = [f for f in (facts.newer.form.fields if facts.newer else ()) if f.qualified not in known]
    filters = row_filters(replace(facts.form, fields=(*facts.form.fields, *newer)), published)
    public = public_form(facts.form, published.columns)
    records, left_out = _choose(facts.records, filters, public)
    earlier = {year: _choose(rows, filters, public)[0] for year, rows in facts.earlier.items()}
    rounds = [replace(one, records=_choose(one.records, filters, public)[0]) for one in facts.rounds]
    return replace(facts, records=records, earlier=earlier, rounds=rounds), left_out


def _choose(records: Sequence[Record], filters: Mapping[str, RowFilter], public: Form) -> tuple[list[Record], LeftOut]:
    heads = heads_of(records)
    kept, others, waiting, hidden = [], 0, 0, 0
    for record in records:
        meant = filters.get(record.table or "")
        veils = {record.fields.get(field.name) for field in public.fields_of(record.table)} & {WITHHELD, HIDDEN}
        if meant is None:
            kept.append(record)
        elif not meant(record, heads.get(record.sheet_id)):
            others += 1
        elif WITHHELD in veils:
            waiting += 1
        elif veils:
            hidden += 1
        else:
            kept.append(record)
    return kept, LeftOut(others, waiting, hidden)


def find_kept_back(form: Form, columns: Sequence[str]) -> list[Check]:
    """Return the 検査 that the public can see fail while the reason that answers it is kept back."""
    public = public_form(form, columns)
    known = {table.name: set(names_of(public, table.name)) for table in public.tables}
    return [
        check
        for check in form.checks
        if check.reason
        and check.reason not in known.get(check.table or "", {check.reason})
        and known[check.table or ""].issuperset(_looked_at(check.condition, form.seen_from(check.table)))
    ]


def _looked_at(expression: Expression, fields: Mapping[str, Field]) -> Iterator[str]:
    """Yield the fields an expression goes back to: of one that is calculated, those it is calculated from."""
    for name in expression.names:
        formula = fields[name].formula if name in fields else None
        yield from _looked_at(formula, fields) if formula else (name,)


def find_unsaid(facts: RoundFacts, columns: Sequence[str], template: str) -> Iterator[Problem]:
    """Yield, for each 検査 that public rows fail and answer with a reason, that this reason is kept back."""
    heads, names = heads_of(facts.records), facts.labels_of_departments()
    for check in find_kept_back(facts.form, columns):
        rows = [
            f"{names[record.department.code]} {record.table}{record.number}"
            for record in facts.records
            if record.table == check.table
            and check.condition.holds(partial(value_of, record, heads.get(record.sheet_id))) is True
        ]
        if rows:
            told = {"check": check.name, "reason": str(check.reason), "count": str(len(rows)), "rows": "、".join(rows)}
            yield Problem.of_file("page-reason-needed", template, **told)
