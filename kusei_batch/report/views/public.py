"""What of a round is for the public: the 項目 that config.toml names, of what counts, and nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from kusei_batch.core.expression import parse_condition
from kusei_batch.core.form import Field, FieldKind, Form, TotalsRow
from kusei_batch.core.row_filter import BUILT_IN_NAMES, names_of
from kusei_batch.core.row_key import RowKey
from kusei_batch.core.text.placeholder import placeholder_names
from kusei_batch.core.totals import CrosstabSpec, ListColumn, TrendSpec
from kusei_batch.core.totals_reading import crosstab_specs, list_specs, trend_specs
from kusei_batch.report.views.build import build_round_view
from kusei_batch.report.views.data_tables import AFTER, BEFORE, ROW_COLUMNS, build_data
from kusei_batch.report.views.facts import RoundFacts
from kusei_batch.report.views.list_views import with_columns
from kusei_batch.report.views.model import DataView, ListView, RoundView, RowView, SourceRef

OFFICE_NAMES = ("管理番号", "行ID", "ファイル", "シート", "セル")
"""What leads the office back to a department's file, and is no reader's affair."""

_NOWHERE = SourceRef("", None, "", "")
_KEPT = tuple(c.name for c in (*BEFORE, *ROW_COLUMNS) if c.name not in OFFICE_NAMES)
_LEFT_OUT = {c.name for c in (*BEFORE, *ROW_COLUMNS, *AFTER)} - set(_KEPT)


def unknown_columns(form: Form, columns: Sequence[str]) -> list[str]:
    """Return those of the names that mean no 項目 of the form."""
    return [name for name in columns if _named(form, name) is None]


def public_form(form: Form, columns: Sequence[str]) -> Form:
    """Return the form with its public fields alone; a table without any is left out.

    `columns` are names as config.toml writes them, `目標` or `目標.評価指標`; a bare one means the first field of
    that name. Without any, the form's first table is public, and nothing outside it.
    """
    chosen = [field for name in columns if (field := _named(form, name))] if columns else _first_table(form)
    tables = {field.table for field in chosen}
    public = replace(
        form,
        fields=tuple(field for field in form.fields if field in chosen),
        tables=tuple(table for table in form.tables if table.name in tables),
    )
    return replace(public, totals=_public_totals(form, public))


def _public_totals(form: Form, public: Form) -> tuple[TotalsRow, ...]:
    """Return the sheets of `_集計` whose 条件 looks at public fields alone, and counts and 推移 made of these alone.

    The choice of rows, or their number, would give away what is not public. A sheet stays with all its rows or goes:
    the 条件 of a list may stand in one of them. A column of a list keeps its 値 only where that is public.
    """
    figures: list[CrosstabSpec | TrendSpec] = [*crosstab_specs(form), *trend_specs(form)]
    counted = {spec.sheet: _made_of(spec) for spec in figures}
    tables = {None, *(table.name for table in public.tables)}
    closed = {spec.sheet for spec in figures if spec.table not in tables}
    sums = {(spec.sheet, nth): _made_of(column) for spec in list_specs(form) for nth, column in enumerate(spec.columns)}
    seen_of: Counter[str] = Counter()
    rows = []
    for row in form.totals:
        known = set(names_of(public, row.words.get("表") or None))
        condition = row.words.get("条件", "")
        seen = names_of(form, row.words.get("表") or None)
        asked = set(parse_condition(condition, seen, form.year).names) if condition else set()
        if not known.issuperset(asked | counted.get(row.sheet, set())):
            closed.add(row.sheet)
        summed = sums.get((row.sheet, seen_of[row.sheet]), set())
        seen_of[row.sheet] += 1
        rows.append(row if known.issuperset(summed) else replace(row, words={**row.words, "値": ""}))
    return tuple(row for row in rows if row.sheet not in closed)


def _made_of(figure: CrosstabSpec | TrendSpec | ListColumn) -> set[str]:
    """Return the fields a figure is made of, and the one that a ratio is called by."""
    return {*figure.fields, *([figure.ratio.name] if figure.ratio and figure.ratio.name else ())}


def _named(form: Form, name: str) -> Field | None:
    # What stands in a table comes before what stands outside: of 区名 and 目標.区名 the latter is a datum.
    fields = sorted(form.fields, key=lambda field: (field.kind is FieldKind.DISPLAY, field.table is None))
    return next((field for field in fields if name in (field.qualified, field.name)), None)


def _first_table(form: Form) -> list[Field]:
    """Return the fields of the first table that hold data; a field that the program shows holds none."""
    for table in form.tables:
        fields = [f for f in form.fields_of(table.name) if f.kind is not FieldKind.DISPLAY]
        if fields:
            return fields
    return []


def build_public_view(facts: RoundFacts, columns: Sequence[str]) -> RoundView:
    """Return a round as the public may see it; `facts` are without departments whose sheet does not count.

    Findings, origins and every field that is not public are gone; counts are those of the whole round.
    """
    form = public_form(facts.form, columns)
    facts = replace(facts, form=replace(facts.form, totals=form.totals))
    view = build_round_view(replace(facts, problems={}, links={}, unidentified=()))
    newer = replace(facts.newer, form=public_form(facts.newer.form, columns)) if facts.newer else None
    known = {table: _names(form, table) for table in (None, *(t.name for t in form.tables))}
    shown = {table: names | (_names(newer.form, table) if newer else set()) for table, names in known.items()}
    records = {
        table: tuple(_public_row(row, shown[table]) for row in rows)
        for table, rows in view.records.items()
        if table in known
    }
    # Only a 推移 of which every name and figure is public is shown; the rows' IDs are the office's.
    trends = []
    for spec, trend in zip(trend_specs(view.form), view.trends, strict=True):
        asked = {*spec.fields, *(placeholder_names(spec.label) or [spec.label])}
        if known.get(spec.table, frozenset()) >= asked:
            trends.append(replace(trend, rows=tuple(replace(row, key=RowKey(row.key.table, "")) for row in trend.rows)))
    return replace(
        view,
        form=form,
        records=records,
        lists=_public_lists(view, known),
        crosstabs=tuple(tab for tab in view.crosstabs if tab.name in {row.sheet for row in form.totals}),
        trends=tuple(trends),
        problems=(),
        groups=(),
        sent_back_groups=(),
        data=_public_data(replace(facts, form=form), view.records),
        newer=newer,
    )


def _names(form: Form, table: str | None) -> frozenset[str]:
    fields = [field.name for field in form.fields if field.table in (table, None)]
    return frozenset((*fields, *BUILT_IN_NAMES)) - set(OFFICE_NAMES)


def _public_row(row: RowView, known: frozenset[str]) -> RowView:
    return replace(
        row,
        key=RowKey(row.key.table, ""),
        earlier_keys=(),
        values={name: text for name, text in row.values.items() if name in known},
        choices={name: chosen for name, chosen in row.choices.items() if name in known},
        source=_NOWHERE,
        typed={name: value for name, value in row.typed.items() if name in known},
    )


def _public_lists(view: RoundView, known: Mapping[str | None, frozenset[str]]) -> tuple[ListView, ...]:
    """Return each 一覧 without the columns that show anything not public, and no 一覧 that has none left; no 追跡."""
    lists = []
    for spec, shown in zip(list_specs(view.form), view.lists, strict=True):
        if spec.followed:  # who has to do what by when is the office's
            continue
        names = known.get(spec.table, frozenset())
        asked = [placeholder_names(column.content) for column in spec.columns]
        kept = [i for i, needed in enumerate(asked) if names.issuperset(needed)]
        if any(asked[i] for i in kept):
            # Where units are not public, nobody could tell whether a further sum mixes them.
            summed = {i: column for i, column in shown.summed.items() if names.issuperset(column.units)}
            rows = tuple(_public_row(row, names) for row in shown.rows)
            public = replace(shown, summed=summed, rows=rows)
            lists.append(with_columns(public, kept))
    return tuple(lists)


def _public_data(facts: RoundFacts, rows: Mapping[str | None, Sequence[RowView]]) -> tuple[DataView, ...]:
    """Return a table for each table of the form with public fields, without the columns that are the office's."""
    tables = {table.name for table in facts.form.tables}
    shown = [data for data in build_data(facts, rows) if data.table in tables]
    return tuple(_public_columns(data) for data in shown)


def _public_columns(data: DataView) -> DataView:
    # The office's columns stand first and last; a field of the form that has such a name is a field.
    first, last = len(BEFORE) + len(ROW_COLUMNS), len(data.columns) - len(AFTER)
    # What the program calls them: an office may have words of its own for them.
    names = [*(c.name for c in BEFORE), *(c.name for c in data.columns[len(BEFORE) :])]
    kept = [i for i, name in enumerate(names) if name not in _LEFT_OUT or first <= i < last]
    rows = tuple(tuple(row[i] for i in kept) for row in data.rows)
    return DataView(data.name, data.table, tuple(data.columns[i] for i in kept), rows, (_NOWHERE,) * len(rows))
