"""集計: what `_集計` asks for, and the cross-tabs counted from it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from kusei_batch.core.axes import TIME_AXES, Collected, split_axis
from kusei_batch.core.ratio import Ratio, RatioPart
from kusei_batch.core.ward import Department

Number = int | Decimal
Figure = Number | None
"""A number, or None where there is nothing it could be counted from: printed as 「－」, never as 0."""

_TENTH = Decimal("0.1")

UNFILLED = "（未記入）"
DEPARTMENT_AXIS = "部署名"
DIVISION_AXIS = "部名"
WARD_AXIS = "区名"
WORDS_OF_ROUND = ("年度", "区名", "回", "方針")
"""What the title of a 一覧 and the text above it may show."""
BUILT_IN_AXES = (DEPARTMENT_AXIS, DIVISION_AXIS, WARD_AXIS)
NO_FIGURE = "－"
ENDED = "（廃止）"
"""What follows the name of a department that only earlier years have, and that no single one carries on."""


class TotalsKind(StrEnum):
    """種類 of `_集計`."""

    LIST = "一覧"
    FOLLOWED = "追跡"
    CROSSTAB = "クロス集計"
    TREND = "推移"


class ValueKind(StrEnum):
    """値 of `_集計`: how many rows, sum or mean of a field (`合計:項目`), their share in percent, or a ratio of sums.

    `比率:` is followed by a 計算 field that divides, or by `分子 ÷ 分母`, `該当率:` by a condition: the share of the
    rows for which it holds, which is a ratio of sums like any other.
    """

    COUNT = "件数"
    SUM = "合計"
    MEAN = "平均"
    SHARE = "割合"
    RATIO = "比率"
    HOLDING = "該当率"

    @property
    def of_field(self) -> bool:
        """Whether it is made of the numbers in a field."""
        return self in (ValueKind.SUM, ValueKind.MEAN, ValueKind.RATIO, ValueKind.HOLDING)


class ChartKind(StrEnum):
    """図 of `_集計`."""

    BAR = "棒"
    STACKED = "積上げ棒"
    PIE = "円"
    LINE = "折れ線"
    HEAT = "濃淡"


@dataclass(frozen=True, slots=True)
class ListColumn:
    """One column of a 一覧: `content` is text with {{項目}}; `width` is Excel's, None to be chosen.

    `summed` is the number field whose sum stands below the column; None: no sum. Where `ratio` is given, the ratio of
    sums stands there. `units` are the fields in which each row says the unit of that.
    """

    heading: str
    content: str
    width: float | None
    summed: str | None = None
    ratio: Ratio | None = None
    units: tuple[str, ...] = ()

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that what stands below it is made of."""
        return self.ratio.names if self.ratio else (self.summed,) if self.summed else ()


@dataclass(frozen=True, slots=True)
class ListSpec:
    """A 一覧: one sheet, its columns from left to right, over the rows of a table (None: the form's head).

    `condition` is an expression that picks rows; blank: all. `title` and `preface` are texts with {{年度}} and the
    like, printed above it; without a title it is called by its sheet. A 追跡 (`followed`) lists the rows that are
    followed up and not done instead.
    """

    sheet: str
    table: str | None
    columns: tuple[ListColumn, ...]
    condition: str = ""
    title: str = ""
    preface: str = ""
    followed: bool = False


@dataclass(frozen=True, slots=True)
class CrosstabSpec:
    """A クロス集計: `row` and `column` are fields or built-in axes; `column` None counts by row alone.

    `condition` is an expression that picks rows; blank: all. `ratio` is what a 比率 is made of. `unadded` are the axes
    over which figures may not be added up, such as the questions that the same persons answered. `units` are the fields
    in which each row says the unit of what is taken together. `said` says in words which rows the condition picks.
    Places with figures of fewer than `few` answers are marked.
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
    ratio: Ratio | None = None
    unadded: frozenset[str] = frozenset()
    units: tuple[str, ...] = ()
    said: str = ""
    few: int = 0

    @property
    def adds_rows(self) -> bool:
        """Whether what stands below one another may be taken together."""
        return split_axis(self.row)[0] not in self.unadded

    @property
    def adds_columns(self) -> bool:
        """Whether what stands beside one another may be taken together."""
        return not self.column or split_axis(self.column)[0] not in self.unadded

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields it counts by and is made of; built-in axes are none."""
        made = self.ratio.names if self.ratio else (self.summed,)
        named = (*(split_axis(axis)[0] for axis in (self.row, self.column) if axis), *made)
        return tuple(name for name in named if name and name not in (*BUILT_IN_AXES, *TIME_AXES))

    @property
    def compared(self) -> str | None:
        """The axis that sets collections side by side, so that rows of earlier ones are counted beside this one's."""
        return next((axis for axis in (self.row, self.column) if axis in TIME_AXES), None)

    @property
    def compares_columns(self) -> bool:
        """Whether the columns are the collections set side by side."""
        return self.column in TIME_AXES

    @property
    def compares_rows(self) -> bool:
        """Whether the rows are the collections set side by side."""
        return self.row in TIME_AXES


@dataclass(frozen=True, slots=True)
class TrendSpec:
    """A 推移: a line for each row of a table that lasts over the years.

    `label` is the field whose text names the line, or text with {{項目}}; `value` and `target` are number fields (or
    `ratio` is what the line shows: then the rows of one item in all departments make one line),
    `direction` a field that says 以上 or 以下. `base` is a number field with the value the line began from, before
    anything was collected, and `base_year` a field that says in which 年度 that was; `target_year` one that says in
    which 年度 the target is due.
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
    ratio: Ratio | None = None
    target_year: str | None = None

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields it shows, but for those in a label of text."""
        made = self.ratio.names if self.ratio else (self.value,)
        named = (*made, self.target, self.target_year, self.direction, self.base, self.base_year)
        return tuple(name for name in named if name)


@dataclass(frozen=True, slots=True)
class Crosstab:
    """A counted cross-tab.

    `values[r][c]` counts a row of a 複数選択 field once per choice (延べ); `row_distinct`, `column_distinct`
    and `distinct` count every record once (実数), or are sum, mean or ratio of their numbers. Shares are percent; they,
    means and ratios are None where there is nothing to take them of.
    `rows_overlap` tells that a record stands in several rows, `columns_overlap` in several columns.
    `unfilled` is the number of records without a value in the summed field.
    `row_numbers`, `column_numbers` and `numbers` tell how many records stand behind each mean or share.
    `row_bases`, `column_bases` and `base` are the sums of what numbers are of: of a ratio those of its 分母.
    `now` is the label of this collection where an axis sets several side by side, `collected` are all of them,
    `mixed` tells that some of them are in different units, for which there is no figure together. `joined` tells which
    departments of earlier years are counted as their successors (`A課→B課`). `few` are places with few answers.
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
    row_bases: tuple[Figure, ...] = ()
    column_bases: tuple[Figure, ...] = ()
    base: Figure = None
    now: str | None = None
    collected: tuple[Collected, ...] = ()
    joined: tuple[str, ...] = ()
    mixed: bool = False
    few: frozenset[str] = frozenset()


def percent(part: Figure, whole: Figure) -> Decimal | None:
    """Return `part` of `whole` in percent to one decimal, rounded half up as in public statistics; of nothing, None."""
    if part is None or not whole:
        return None
    return (Decimal(part) * 100 / Decimal(whole)).quantize(_TENTH, ROUND_HALF_UP)


def divide_sums(parts: Sequence[RatioPart], digits: int = 1) -> Decimal | None:
    """Return the sum of the numbers by the sum of what they are of, rounded half up; of nothing, None.

    A mean is such a one too: that of numbers of 1 each.
    """
    base = sum((part.base for part in parts), start=Decimal(0))
    if not base:
        return None
    return (sum((part.number for part in parts), start=Decimal(0)) / base).quantize(
        Decimal(1).scaleb(-digits), ROUND_HALF_UP
    )


def department_labels(departments: Sequence[Department]) -> dict[str, str]:
    """Return, by department code, the name it is counted under: its own, where two share it with its 部 or code.

    Of several wards, that of its ward stands before it.
    """
    several = len({department.ward.code for department in departments}) > 1
    wards = {d.code: f"{d.ward.name}　" if several else "" for d in departments}
    told = {
        d.code: tuple(wards[d.code] + name for name in (d.name, d.full_name, f"{d.full_name}（{d.code}）"))
        for d in departments
    }
    counts = [Counter(names) for names in zip(*told.values(), strict=True)]
    return {
        code: next((n for n, count in zip(names, counts, strict=True) if count[n] == 1), names[-1])
        for code, names in told.items()
    }


def place_label(department: Department, axis: str, labels: Mapping[str, str]) -> str:
    """Return the name under which a built-in axis counts a department; one without a 部 stands for itself."""
    if axis == DEPARTMENT_AXIS:
        return labels.get(department.code, department.name)
    return (department.division or department.name) if axis == DIVISION_AXIS else department.ward.name


def add_figures(figures: Iterable[Figure]) -> Figure:
    """Return the sum of those that are known; None where there are some and none is known."""
    known, empty = [], True
    for figure in figures:
        empty = False
        if figure is not None:
            known.append(figure)
    if not known:
        return 0 if empty else None
    return plain_number(sum(known, start=Decimal(0)))


def plain_number(value: Number) -> Number:
    """Return a whole number as int, so that 3 is not printed as 3.0."""
    return int(value) if value == int(value) else value
