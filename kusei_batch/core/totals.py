"""集計: what `_集計` asks for, and the cross-tabs counted from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from kusei_batch.core.axes import YEAR_AXIS, split_axis
from kusei_batch.core.form import Form, TotalsRow
from kusei_batch.core.ward import Department

Number = int | Decimal
Figure = Number | None
"""A number, or None where there is nothing it could be counted from: printed as 「－」, never as 0."""

_TENTH = Decimal("0.1")

UNFILLED = "（未記入）"
DEPARTMENT_AXIS = "部署名"
DIVISION_AXIS = "部名"
WARD_AXIS = "区名"
BUILT_IN_AXES = (DEPARTMENT_AXIS, DIVISION_AXIS, WARD_AXIS)
NO_FIGURE = "－"


class TotalsKind(StrEnum):
    """種類 of `_集計`."""

    LIST = "一覧"
    CROSSTAB = "クロス集計"
    TREND = "推移"


class ValueKind(StrEnum):
    """値 of `_集計`: how many rows, sum or mean of a field (`合計:項目`, `平均:項目`), or the share in percent."""

    COUNT = "件数"
    SUM = "合計"
    MEAN = "平均"
    SHARE = "割合"

    @property
    def of_field(self) -> bool:
        """Whether it is made of the numbers in a field."""
        return self in (ValueKind.SUM, ValueKind.MEAN)


class ChartKind(StrEnum):
    """図 of `_集計`."""

    BAR = "棒"
    STACKED = "積上げ棒"
    PIE = "円"
    LINE = "折れ線"


@dataclass(frozen=True, slots=True)
class ListColumn:
    """One column of a 一覧: `content` is text with {{項目}}; `width` is Excel's, None to be chosen.

    `summed` is the number field whose sum stands below the column; None: no sum.
    """

    heading: str
    content: str
    width: float | None
    summed: str | None = None


@dataclass(frozen=True, slots=True)
class ListSpec:
    """A 一覧: one sheet, its columns from left to right, over the rows of a table (None: the form's head).

    `condition` is an expression that picks rows; blank: all.
    """

    sheet: str
    table: str | None
    columns: tuple[ListColumn, ...]
    condition: str = ""


@dataclass(frozen=True, slots=True)
class CrosstabSpec:
    """A クロス集計: `row` and `column` are fields or built-in axes; `column` None counts by row alone.

    `condition` is an expression that picks rows; blank: all.
    """

    sheet: str
    title: str
    table: str | None
    row: str
    column: str | None
    value: ValueKind
    summed: str | None
    chart: ChartKind | None
    condition: str = ""

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields it counts by and sums; built-in axes are none."""
        named = (*(split_axis(axis)[0] for axis in (self.row, self.column) if axis), self.summed)
        return tuple(name for name in named if name and name not in (*BUILT_IN_AXES, YEAR_AXIS))

    @property
    def over_years(self) -> bool:
        """Whether an axis is the fiscal year, so that rows of earlier years are counted beside this year's."""
        return YEAR_AXIS in (self.row, self.column)


@dataclass(frozen=True, slots=True)
class TrendSpec:
    """A 推移: a line for each row of a table that lasts over the years.

    `label` is the field whose text names the line, or text with {{項目}}; `value` and `target` are number fields,
    `direction` a field that says 以上 or 以下. `base` is a number field with the value the line began from, before
    anything was collected, and `base_year` a field that says in which 年度 that was.
    """

    sheet: str
    title: str
    table: str | None
    label: str
    value: str
    target: str | None = None
    direction: str | None = None
    base: str | None = None
    base_year: str | None = None
    condition: str = ""

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields it shows, but for those in a label of text."""
        named = (self.value, self.target, self.direction, self.base, self.base_year)
        return tuple(name for name in named if name)


@dataclass(frozen=True, slots=True)
class Crosstab:
    """A counted cross-tab.

    `values[r][c]` counts a row of a 複数選択 field once per choice (延べ); `row_distinct`, `column_distinct`
    and `distinct` count every record once (実数), or are sum or mean of their numbers. Shares are percent; they and
    means are None where there is nothing to take them of.
    `rows_overlap` tells that a record stands in several rows, `columns_overlap` in several columns.
    `unfilled` is the number of records without a value in the summed field.
    `row_numbers`, `column_numbers` and `numbers` tell how many records stand behind each mean or share.
    `year` is the label of this year where an axis is the fiscal year.
    """

    spec: CrosstabSpec
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    values: tuple[tuple[Figure, ...], ...]
    row_distinct: tuple[Figure, ...]
    column_distinct: tuple[Figure, ...]
    distinct: Figure
    rows_overlap: bool = False
    columns_overlap: bool = False
    unfilled: int = 0
    row_numbers: tuple[int, ...] = ()
    column_numbers: tuple[int, ...] = ()
    numbers: int = 0
    year: str | None = None


def list_specs(form: Form) -> tuple[ListSpec, ...]:
    """The 一覧 of a form in the order of `_集計`."""
    grouped: dict[str, list[TotalsRow]] = {}
    for row in form.totals:
        if row.kind == TotalsKind.LIST:
            grouped.setdefault(row.sheet, []).append(row)
    return tuple(
        ListSpec(sheet, _word(rows[0], "表"), tuple(_list_column(row) for row in rows), _first_condition(rows))
        for sheet, rows in grouped.items()
    )


def _first_condition(rows: Sequence[TotalsRow]) -> str:
    return next((condition for row in rows if (condition := _word(row, "条件"))), "")


def crosstab_specs(form: Form) -> tuple[CrosstabSpec, ...]:
    """The クロス集計 of a form in the order of `_集計`."""
    return tuple(_crosstab_spec(row) for row in form.totals if row.kind == TotalsKind.CROSSTAB)


def trend_specs(form: Form) -> tuple[TrendSpec, ...]:
    """The 推移 of a form in the order of `_集計`."""
    return tuple(_trend_spec(row) for row in form.totals if row.kind == TotalsKind.TREND)


def spans_years(form: Form) -> bool:
    """Whether anything of `_集計` shows earlier years."""
    return bool(trend_specs(form)) or any(spec.over_years for spec in crosstab_specs(form))


def _list_column(row: TotalsRow) -> ListColumn:
    _, summed = _value(row)
    return ListColumn(_word(row, "見出し") or "", row.words.get("内容", ""), parse_width(_word(row, "幅")), summed)


def _value(row: TotalsRow) -> tuple[str, str | None]:
    """値 as typed: its kind (blank where nothing is written), and the field it is made of."""
    kind, _, summed = (_word(row, "値") or "").replace("：", ":").partition(":")
    return kind.strip(), summed.strip() or None


def parse_width(text: str | None) -> float | None:
    """A column width as typed, None where it is blank or no positive number."""
    try:
        width = float(text or "")
    except ValueError:
        return None
    return width if 0 < width <= 255 else None  # noqa: PLR2004 - Excel's widest column


def _crosstab_spec(row: TotalsRow) -> CrosstabSpec:
    kind, summed = _value(row)
    chart = _word(row, "図")
    return CrosstabSpec(
        sheet=row.sheet,
        title=_word(row, "見出し") or row.sheet,
        table=_word(row, "表"),
        row=_word(row, "行") or "",
        column=_word(row, "列"),
        value=ValueKind(kind or ValueKind.COUNT),
        summed=summed,
        chart=ChartKind(chart) if chart else None,
        condition=_word(row, "条件") or "",
    )


def _trend_spec(row: TotalsRow) -> TrendSpec:
    return TrendSpec(
        sheet=row.sheet,
        title=_word(row, "見出し") or row.sheet,
        table=_word(row, "表"),
        label=_word(row, "行") or "",
        value=_word(row, "値") or "",
        target=_word(row, "目標"),
        direction=_word(row, "向き"),
        base=_word(row, "現状値"),
        base_year=_word(row, "現状年度"),
        condition=_word(row, "条件") or "",
    )


def _word(row: TotalsRow, heading: str) -> str | None:
    return row.words.get(heading, "").strip() or None


def percent(part: Figure, whole: Figure) -> Decimal | None:
    """`part` of `whole` in percent to one decimal, rounded half up as in public statistics; of nothing, None."""
    if part is None or not whole:
        return None
    return (Decimal(part) * 100 / Decimal(whole)).quantize(_TENTH, ROUND_HALF_UP)


def mean(numbers: Sequence[Number]) -> Decimal | None:
    """The mean to one decimal, rounded half up; of nothing, None."""
    if not numbers:
        return None
    return (Decimal(sum(numbers)) / len(numbers)).quantize(_TENTH, ROUND_HALF_UP)


def department_labels(departments: Sequence[Department]) -> dict[str, str]:
    """Department code -> the name it is counted under: its own, or with its 部 where two share it."""
    names = [department.name for department in departments]
    return {d.code: d.name if names.count(d.name) == 1 else d.full_name for d in departments}


def place_label(department: Department, axis: str, labels: Mapping[str, str]) -> str:
    """Under which name a built-in axis counts a department; one without a 部 stands for itself."""
    if axis == DEPARTMENT_AXIS:
        return labels.get(department.code, department.name)
    return (department.division or department.name) if axis == DIVISION_AXIS else department.ward.name


def add_figures(figures: Iterable[Figure]) -> Figure:
    """The sum of those that are known; None where there are some and none is known."""
    known, empty = [], True
    for figure in figures:
        empty = False
        if figure is not None:
            known.append(figure)
    if not known:
        return 0 if empty else None
    return plain_number(sum(known, start=Decimal(0)))


def plain_number(value: Number) -> Number:
    """A whole number as int, so that 3 is not printed as 3.0."""
    return int(value) if value == int(value) else value
