"""Records as printed, and the 一覧 that `_集計` makes of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TypeVar

from kusei_batch.core.elsewhere import NOT_HERE, leads_elsewhere
from kusei_batch.core.expression import parse_condition
from kusei_batch.core.follow_up import DAYS_LATE, STATE
from kusei_batch.core.form import Form
from kusei_batch.core.items import item_key
from kusei_batch.core.ratio import RatioPart, are_mixed, unit_of_row
from kusei_batch.core.record import Record
from kusei_batch.core.row_filter import BUILT_IN_NAMES, built_ins_of, heads_of, names_of
from kusei_batch.core.row_key import RowKey
from kusei_batch.core.text.notation import comparable
from kusei_batch.core.text.placeholder import find_placeholders, placeholder_names
from kusei_batch.core.totals import WORDS_OF_ROUND, Figure, ListColumn, ListSpec, add_figures, divide_sums
from kusei_batch.core.totals_reading import list_specs
from kusei_batch.report.views.facts import RoundFacts
from kusei_batch.report.views.model import ListView, RowView
from kusei_batch.report.views.wording import field_label, source_of

T = TypeVar("T")
_Known = tuple[Mapping[str, str], Mapping[str, str]]  # path by sha256, printed name by department code
_LABEL = re.compile(r"【[^】]*】\n?\Z")


def build_record_rows(facts: RoundFacts) -> dict[str | None, tuple[RowView, ...]]:
    """Return printed records by table (None: the head), every table of the form present, in the order given."""
    files = {c.sha256: c.path or "" for c in facts.coverage if c.sha256}
    known = files, facts.labels_of_departments()
    heads = heads_of(facts.records)
    rows: dict[str | None, list[RowView]] = {None: [], **{t.name: [] for t in facts.form.tables}}
    for record in facts.records:
        row = _record_row(record, heads.get(record.sheet_id), facts, known)
        rows.setdefault(record.table, []).append(row)
    return {table: tuple(found) for table, found in rows.items()}


def _record_row(record: Record, head: Record | None, facts: RoundFacts, known: _Known) -> RowView:
    files, names = known
    fields = {**(head.fields if head else {}), **record.fields}
    # Every field of the form, so that a paper may ask for one that nobody filled in.
    forms = (facts.form, facts.newer.form) if facts.newer else (facts.form,)
    texts = {f.name: "" for form in forms for f in form.fields if f.table in (None, record.table)}
    known_fields = {f.name: f for f in facts.form.fields if f.table in (None, record.table)}
    texts |= {name: field_label(value, known_fields.get(name), facts.calendar) for name, value in fields.items()}
    choices = {
        name: value if isinstance(value, tuple) else (texts[name],) if texts[name] else ()
        for name, value in fields.items()
    }
    # What a text leads to elsewhere is not in the document, which a note says.
    leading = {
        name: f"{value}{NOT_HERE}"
        for name, value in fields.items()
        if isinstance(value, str) and leads_elsewhere(value)
    }
    department = record.department
    name = names.get(department.code, department.name)
    return RowView(
        division=department.division,
        department=name,
        full_name=department.named_in(facts.ward, full=True),
        number=record.number,
        key=record.key,
        values={**texts, **leading, **_built_ins(record, name)},
        choices=choices,
        source=source_of(record, files, facts.links),
        typed={**built_ins_of(record), **fields},
        earlier_keys=_earlier_keys(record, facts, names),
    )


def _earlier_keys(record: Record, facts: RoundFacts, departments: Mapping[str, str]) -> tuple[RowKey, ...]:
    """Return the keys of a list's row in the departments before its own; every other row keeps its key."""
    own = item_key(record, departments)
    if record.table is None or own == record.key.row_id:
        return ()
    return tuple(RowKey.of_list(record.table, code, own) for code in facts.succession.ancestors(record.department.code))


def _built_ins(record: Record, name: str) -> dict[str, str]:
    department = record.department
    number = "" if record.number is None else str(record.number)
    names = (department.ward.name, department.division, name, number, record.key.row_id)
    return dict(zip(BUILT_IN_NAMES, (*names, record.sheet_id), strict=True))


def build_lists(facts: RoundFacts, records: Mapping[str | None, tuple[RowView, ...]]) -> tuple[ListView, ...]:
    """Return every 一覧 of the form."""
    words, followed = _words_of_round(facts), _followed_rows(facts)
    return tuple(
        _list(spec, filter_rows(spec.condition, facts.form, spec.table, rows.get(spec.table, ())), words)
        for spec in list_specs(facts.form)
        for rows in (followed if spec.followed else records,)
    )


def _followed_rows(facts: RoundFacts) -> dict[str | None, tuple[RowView, ...]]:
    """Return by table the rows that are followed up and not done, each with how it stands."""
    known = {c.sha256: c.path or "" for c in facts.coverage if c.sha256}, facts.labels_of_departments()
    heads = heads_of(facts.records)
    rows: dict[str | None, tuple[RowView, ...]] = {}
    for one in facts.matters:
        row = _record_row(one.record, heads.get(one.record.sheet_id), facts, known)
        said = {STATE: one.state, DAYS_LATE: str(one.days_late or "")}
        row = replace(row, values={**row.values, **said}, typed={**row.typed, STATE: one.state})
        rows[one.record.table] = (*rows.get(one.record.table, ()), row)
    return rows


def _words_of_round(facts: RoundFacts) -> dict[str, str]:
    """Return what a list's 題名 and 前文 may show, by the names in WORDS_OF_ROUND."""
    policies = "\n".join(policy.line for policy in facts.policies)
    year = facts.calendar.fiscal_label(facts.round.fiscal_year)
    words = (year, facts.ward.name, facts.round.name, policies)
    return dict(zip(WORDS_OF_ROUND, words, strict=True))


def filter_rows(condition: str, form: Form, table: str | None, rows: Iterable[RowView]) -> list[RowView]:
    """Return the rows for which a condition holds (a blank one: all). Raise ExpressionError."""
    if not condition:
        return list(rows)
    expression = parse_condition(condition, names_of(form, table), form.year)
    return [row for row in rows if expression.holds(row.typed) is True]


def _list(spec: ListSpec, records: Sequence[RowView], words: Mapping[str, str]) -> ListView:
    shown = ListView(
        spec.sheet,
        tuple(column.heading for column in spec.columns),
        tuple(column.width for column in spec.columns),
        summed={i: column for i, column in enumerate(spec.columns) if column.fields},
        fields={i: name for i, column in enumerate(spec.columns) if (name := _shown_alone(column.content))},
        title=fill_text(spec.title, words),
        preface=fill_text(spec.preface, words),
    )
    rows = (
        replace(record, texts=tuple(fill_text(column.content, record.values) for column in spec.columns))
        for record in records
    )
    return with_rows(shown, tuple(rows))


def with_rows(shown: ListView, rows: tuple[RowView, ...]) -> ListView:
    """Return the 一覧 with these rows, and the sums of them."""
    return replace(shown, rows=rows, sums={i: _sum(column, rows) for i, column in shown.summed.items()})


def with_columns(shown: ListView, kept: Sequence[int]) -> ListView:
    """Return the 一覧 with these columns alone, in this order."""

    def picked(values: Sequence[T]) -> tuple[T, ...]:
        return tuple(values[i] for i in kept)

    return replace(
        shown,
        headings=picked(shown.headings),
        widths=picked(shown.widths),
        rows=tuple(replace(row, texts=picked(row.texts)) for row in shown.rows),
        sums={new: shown.sums[old] for new, old in enumerate(kept) if old in shown.sums},
        summed={new: shown.summed[old] for new, old in enumerate(kept) if old in shown.summed},
        fields={new: shown.fields[old] for new, old in enumerate(kept) if old in shown.fields},
    )


def _shown_alone(content: str) -> str | None:
    """Return the field of a text that is one placeholder and nothing else."""
    text = content.strip()
    found = find_placeholders(text)
    return found[0].name if [(p.start, p.end) for p in found] == [(0, len(text))] else None


def _sum(column: ListColumn, records: Sequence[RowView]) -> Figure:
    """Return what stands below a column: the sum of its field, or the ratio of sums; None where units differ."""
    parts = [part for record in records if (part := _part(column, record)) is not None]
    if not parts or are_mixed(parts):
        return None
    if column.ratio:
        return divide_sums(parts, column.ratio.digits)
    return add_figures(part.number for part in parts)


def _part(column: ListColumn, record: RowView) -> RatioPart | None:
    """Return what a row adds to what stands below a column."""
    if column.ratio:
        part = column.ratio.part(record.typed.get)
    else:
        value = record.typed.get(column.summed or "")
        part = RatioPart(Decimal(value)) if isinstance(value, int | Decimal) and not isinstance(value, bool) else None
    return part and replace(part, unit=unit_of_row(column.units, record.typed.get))


def fill_text(template: str, values: Mapping[str, str]) -> str:
    """Return the template with its {{項目}} replaced; a line of blank placeholders alone is left out.

    A label before a placeholder (【目標】) is left out where the text begins with it already, one on a line of its own
    with the line below.
    """
    lines = []
    for line in _labelled_lines(template.replace("\r\n", "\n")):
        names = placeholder_names(line)
        if names and not any(values.get(name) for name in names):
            continue
        for placeholder in reversed(find_placeholders(line)):
            before, value = line[: placeholder.start], values.get(placeholder.name, "")
            label = _LABEL.search(before)
            if label and comparable(value).startswith(comparable(label[0])):
                before = before[: label.start()]
            line = before + value + line[placeholder.end :]  # noqa: PLW2901 - filled in from its end
        lines.append(line)
    return "\n".join(lines)


def _labelled_lines(template: str) -> Iterator[str]:
    """Yield the lines of a template, each with the labels that stand on lines of their own above it."""
    labels = ""
    for line in template.split("\n"):
        if _LABEL.fullmatch(line):
            labels += f"{line}\n"
        else:
            yield labels + line
            labels = ""
    yield from labels.splitlines()
