"""推移: what the same row said year after year, and what it was to reach."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from kusei_batch.core.axes import YEAR_AXIS
from kusei_batch.core.form import FieldType
from kusei_batch.core.period import Calendar
from kusei_batch.core.record import Record
from kusei_batch.core.row_filter import heads_of, make_row_filter, names_of, value_of
from kusei_batch.core.target_year import year_of
from kusei_batch.core.totals import (
    NO_FIGURE,
    ChartKind,
    Figure,
    TrendSpec,
    divide_sums,
    plain_number,
)
from kusei_batch.core.totals_reading import trend_specs
from kusei_batch.core.values import TypedValue
from kusei_batch.report.views.answered import Answers
from kusei_batch.report.views.facts import RoundFacts
from kusei_batch.report.views.figures import ChartSeries, ChartView, TrendRow, TrendView
from kusei_batch.report.views.joining import LineJoiner, LineKey
from kusei_batch.report.views.list_views import fill_text
from kusei_batch.report.views.trend_charts import alt_text, axis_floor
from kusei_batch.report.views.wording import collected_notes, field_label, value_label

_FEWEST_POINTS = 2


def build_trends(facts: RoundFacts, answers: Answers) -> tuple[TrendView, ...]:
    """Return every 推移 of the form, over the years of the facts."""
    return tuple(_trend(spec, facts, answers) for spec in trend_specs(facts.form))


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of one year's table, and its form's head (None: it has none)."""

    record: Record
    head: Record | None

    def value(self, name: str) -> TypedValue:
        return value_of(self.record, self.head, name)


@dataclass(frozen=True, slots=True)
class _Line:
    """A line over the years: its rows by year, one a year unless it is a ratio over departments."""

    years: Mapping[int, Sequence[_Row]]
    base: tuple[int, Figure] | None = None
    """The year and the value it began from, where that is before anything was collected."""
    targets: Mapping[int, Figure] = field(default_factory=dict)
    """By the year in which it is due, what is to be reached."""

    @property
    def newest(self) -> _Row:
        return self.years[max(self.years)][0]

    def figure(self, year: int, name: str | None) -> Figure:
        """Return the number in the field of that name in a year; None where the rows of the line do not agree."""
        found = {_number(row.value(name)) for row in self.years.get(year, ())} if name else set()
        return found.pop() if len(found) == 1 else None

    def value(self, year: int, spec: TrendSpec) -> Figure:
        """Return the figure of a year, or what the line began from."""
        if self.base and self.base[0] == year:
            return self.base[1]
        if spec.ratio is None:
            return self.figure(year, spec.value)
        parts = [spec.ratio.part(row.value) for row in self.years.get(year, ())]
        return divide_sums([part for part in parts if part is not None], spec.ratio.digits)

    def word(self, year: int, name: str, calendar: Calendar) -> str | None:
        """Return what was chosen in the field of that name in a year; None where the rows of the line do not agree."""
        found = {value_label(row.value(name), calendar) for row in self.years.get(year, ())}
        return (found.pop() or None) if len(found) == 1 else None


def _number(value: TypedValue) -> Figure:
    return plain_number(value) if isinstance(value, int | Decimal) and not isinstance(value, bool) else None


def _trend(spec: TrendSpec, facts: RoundFacts, answers: Answers) -> TrendView:
    lines = _lines(spec, facts)
    aims = [_targets(line, spec, facts) for line in lines]
    begun = (line.base[0] for line in lines if line.base)
    years = sorted({*facts.span.years, *begun, *(year for aim in aims for year in aim)})
    if spec.ratio:
        unit = spec.ratio.unit
    else:
        unit = next((f.unit for f in facts.form.fields if f.name == spec.value and f.table in (spec.table, None)), "")
    named = _named(spec, facts, lines)
    rows = [
        _row(spec, facts, replace(line, targets=aim), *told, unit, years)
        for line, told, aim in zip(lines, named, aims, strict=True)
    ]
    figures = [figure for row in rows for figure in (*row.values, *row.targets)]
    return TrendView(
        name=spec.sheet,
        title=spec.title,
        years=tuple(map(facts.span.label, years)),
        label_title="項目" if "{{" in spec.label else spec.label,
        value_title=spec.value,
        target_title=spec.target or "",
        unit=unit,
        decimals=max((-int(f.as_tuple().exponent) for f in figures if isinstance(f, Decimal)), default=0),
        rows=tuple(rows),
        notes=_notes(rows, facts, answers, based=any(line.base for line in lines)),
    )


def _lines(spec: TrendSpec, facts: RoundFacts) -> list[_Line]:
    """Return the rows whose newest record meets the condition: this year's in their order, then those that ended.

    Of a ratio the rows of one item make one line, in whatever departments they stand.
    """
    found: dict[LineKey, dict[int, list[_Row]]] = {}
    joiner = LineJoiner(spec, facts.span.succession, facts.labels_of_departments())
    for year in reversed(facts.span.years):
        records = facts.records if year == facts.span.year else facts.earlier.get(year, ())
        heads = heads_of(records)
        for key, own in joiner.join([r for r in records if r.table == spec.table], found.keys()).items():
            found.setdefault(key, {})[year] = [_Row(record, heads.get(record.sheet_id)) for record in own]
    pick = make_row_filter(spec.condition, facts.form, spec.table)
    lines = (line for line in map(_Line, found.values()) if pick(line.newest.record, line.newest.head))
    return [_begun(line, spec, facts) for line in lines]


def _targets(line: _Line, spec: TrendSpec, facts: RoundFacts) -> dict[int, Figure]:
    """Return the target by the year it is due in, else by the year that states it; the newest holds."""
    targets: dict[int, Figure] = {}
    for year in sorted(line.years):
        figure = line.figure(year, spec.target)
        said = line.years[year][0].value(spec.target_year) if spec.target_year else None
        due = year_of(said, facts.calendar.eras)
        if figure is not None:
            targets[due or year] = figure
    return targets


def _begun(line: _Line, spec: TrendSpec, facts: RoundFacts) -> _Line:
    """Return the line with what it began from, where that is known and lies before all that was collected."""
    if not spec.base or not spec.base_year:
        return line
    said, value = (line.newest.value(name) for name in (spec.base_year, spec.base))
    year, figure = year_of(said, facts.calendar.eras), _number(value)
    if year is None or figure is None or year >= facts.span.years[0]:
        return line
    return replace(line, base=(year, figure))


def _named(spec: TrendSpec, facts: RoundFacts, lines: Sequence[_Line]) -> list[tuple[str, str]]:
    """Return the label of each line and its department.

    Lines of one name are told apart by department, number and newest year, not by the row's ID: charts stand on
    public pages too.
    """
    names = facts.labels_of_departments()
    departments = [_departments(line, names) for line in lines]
    ways = [_ways(spec, facts, line, name) for line, name in zip(lines, departments, strict=True)]
    counts = [Counter(labels) for labels in zip(*ways, strict=True)]
    told = [
        next((label for label, count in zip(labels, counts, strict=True) if count[label] == 1), labels[-1])
        for labels in ways
    ]
    return list(zip(told, departments, strict=True))


def _departments(line: _Line, names: Mapping[str, str]) -> str:
    found = (row.record.department for row in line.years[max(line.years)])
    return "、".join(dict.fromkeys(names.get(department.code, department.name) for department in found))


def _ways(spec: TrendSpec, facts: RoundFacts, line: _Line, department: str) -> tuple[str, ...]:
    """Return what a line may be called, the shortest first."""
    label, place = _label(spec, facts, line), _place(department, line.newest.record)
    year = facts.span.label(max(line.years))
    return label, f"{label}（{department}）", f"{label}（{place}）", f"{label}（{place}、{year}）"


def _label(spec: TrendSpec, facts: RoundFacts, line: _Line) -> str:
    fields = {f.name: f for f in facts.form.fields if f.table in (None, spec.table)}
    texts = {
        name: field_label(line.newest.value(name), fields.get(name), facts.calendar)
        for name in names_of(facts.form, spec.table)
    }
    label = fill_text(spec.label, texts) if "{{" in spec.label else texts.get(spec.label, "")
    newest = line.newest.record
    return " ".join(label.split()) or _place(newest.department.name, newest)


def _place(department: str, record: Record) -> str:
    return f"{department}{record.number or ''}"


def _row(
    spec: TrendSpec, facts: RoundFacts, line: _Line, label: str, department: str, unit: str, years: Sequence[int]
) -> TrendRow:
    labels = tuple(map(facts.span.label, years))
    values = tuple(line.value(year, spec) for year in years)
    targets = tuple(map(line.targets.get, years))
    due = max((year for year, figure in line.targets.items() if figure == _aim(line, spec)), default=None)
    direction = value_label(line.newest.value(spec.direction), facts.calendar) if spec.direction else ""
    wants_chart = sum(value is not None for value in values) >= _FEWEST_POINTS
    target_name = f"{spec.target}（{direction}）" if direction else spec.target or ""
    series = [ChartSeries(spec.value, values, ("row", 0))]
    if any(target is not None for target in targets):
        series.append(ChartSeries(target_name, targets, ("row", 1), steps=True))
    chart = ChartView(
        kind=ChartKind.LINE,
        title=label,
        axis_title=YEAR_AXIS,
        value_title=f"{spec.value}（{unit}）" if unit else spec.value,
        unit=unit,
        categories=labels,
        by_rows=False,
        series=tuple(series),
        alt_text=alt_text(label, labels, values, targets, unit, direction),
        gaps=tuple(value is None for value in values),
        floor=axis_floor([figure for figure in (*values, *targets) if figure is not None]),
    )
    current = years.index(facts.span.year)
    aim_year = facts.span.label(due) if due is not None else ""
    return TrendRow(
        label,
        line.newest.record.key,
        department,
        direction,
        values,
        targets,
        target_name,
        chart,
        wants_chart,
        current,
        _aim(line, spec),
        aim_year,
        _words(spec, facts, line, years),
    )


def _words(spec: TrendSpec, facts: RoundFacts, line: _Line, years: Sequence[int]) -> tuple[str | None, ...] | None:
    """Return what stood in each year where the line is of something chosen; None of one that is of numbers."""
    field_ = next((f for f in facts.form.fields if f.name == spec.value and f.table in (spec.table, None)), None)
    if spec.ratio or field_ is None or field_.type is not FieldType.CHOICE:
        return None
    return tuple(line.word(year, spec.value, facts.calendar) for year in years)


def _aim(line: _Line, spec: TrendSpec) -> Figure:
    """Return the target that the newest record states."""
    return line.figure(max(line.years), spec.target)


def _notes(rows: Sequence[TrendRow], facts: RoundFacts, answers: Answers, *, based: bool) -> tuple[str, ...]:
    notes = [f"{facts.span.labels[-1]}は、{answers.note}"] if answers.note else []
    if based:
        notes.append("最も古い値には、計画を作ったときの現状値を含みます。")
    elif not facts.earlier:
        notes.append("比べられる前の年度の提出はありません。")
    notes += collected_notes(facts.span.side_by_side(YEAR_AXIS, facts.records))
    lacking = [row for row in rows if None in row.told]
    if any(row.words for row in lacking):
        notes.append(f"「{NO_FIGURE}」は、その年度に書かれたものがないことを示します。")
    elif lacking:
        notes.append(f"「{NO_FIGURE}」は、その年度の数値がないことを示します（0ではありません）。")
    return tuple(notes)
