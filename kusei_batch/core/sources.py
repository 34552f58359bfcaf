"""行の元 and 参照: where the rows of a table, and the values in them, come from when they are not the department's."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from kusei_batch.core.expression import (
    Expression,
    ExpressionError,
    SeenRows,
    UnknownFieldError,
    parse_condition,
    parse_expression,
)
from kusei_batch.core.form_year import FormYear

MASTER_WORD = "マスタ"
_LAST_YEAR_WORD, _LATEST_WORD, _OTHERS_WORD, _WARDS_WORD = "前年度", "直前", "ほかの部署", "ほかの区"
_WARD_WORD, _ALL_WARDS_WORD = "区", "全区"
HEAD_WORD = "表の外"
"""What stands for the fields outside tables where a source names a table: one row of each department."""

THIS_DEPARTMENT, THIS_KIND, THIS_WARD, THIS_BUREAU = "この部署", "この種別", "この区", "この局"
"""What 行の条件 may compare a row with: the department the sheet is for, by its names, its 種別, and its unit."""

ASKERS = (THIS_DEPARTMENT, THIS_KIND, THIS_WARD, THIS_BUREAU)
_COLON = re.compile(r"\s*[:：]\s*")
_PICKED = re.compile(r"(.*?)\s*[\[［](.+)[\]］]\s*", re.DOTALL)
_BETWEEN = re.compile(r"[、\n](?![^\[［]*[\]］])")
_OWN_COLUMN = re.compile(r"この行\.([^\s=≠<>≦≧＝＜＞|｜()（）、,]+)")
_ROWS = "行"
ROW_COUNT = "行数"
"""What 参照 to the whole ward names instead of an item: how many rows the condition picks."""


class Origin(StrEnum):
    """What is drawn on: the row's own source, a list of this year or last, or what was accepted in another round."""

    OWN = "行の元"
    MASTER = MASTER_WORD
    MASTER_LAST_YEAR = f"{_LAST_YEAR_WORD}:{MASTER_WORD}"
    THIS_YEAR = "今年度"
    LAST_YEAR = _LAST_YEAR_WORD
    LATEST = _LATEST_WORD
    OTHERS = _OTHERS_WORD
    OTHERS_LAST_YEAR = f"{_LAST_YEAR_WORD}の{_OTHERS_WORD}"
    OTHER_WARDS = _WARDS_WORD
    OTHER_WARDS_LAST_YEAR = f"{_LAST_YEAR_WORD}の{_WARDS_WORD}"
    WARD = _WARD_WORD
    ALL_WARDS = _ALL_WARDS_WORD


OF_WARDS = (Origin.OTHER_WARDS, Origin.OTHER_WARDS_LAST_YEAR)
"""What the departments of the other wards handed in."""

AS_A_WHOLE = (Origin.WARD, Origin.ALL_WARDS)
"""What all departments of the ward, or of all wards below the top unit, come to together."""

OF_OTHERS = (Origin.OTHERS, Origin.OTHERS_LAST_YEAR, *OF_WARDS)
"""What other departments handed in, those of the ward or of the other wards: for reading, and no department's own."""

OTHERS_LAST = (Origin.OTHERS_LAST_YEAR, Origin.OTHER_WARDS_LAST_YEAR)
"""Those of them that draw on last year."""

OTHERS_COLUMNS = ("部名", "部署名", "種別", "区名", "元の回")
"""What a row from another department tells of that beside its fields, and of the round it stood in."""

NEAREST = "近い順"
"""What 行の並び says instead of an item: the rows most like the department's own of the same round come first."""

LISTS = (Origin.MASTER, Origin.MASTER_LAST_YEAR)
"""Lists of マスタ.xlsx and 決定.xlsx."""


@dataclass(frozen=True, slots=True)
class Reference:
    """参照: `field` of the row's own source, or of the row with the same ID in another round or in a list.

    `round` is empty for OWN and for LATEST, the last earlier round of the same form, and names a list for MASTER. Of
    AS_A_WHOLE it is the sum, or the ratio of sums, of that row in all those departments. `where` picks the row by what
    stands in it instead of by its ID: there この行 is the row that is filled in, with the columns of its source.
    `otherwise` is asked where nothing is found.
    """

    origin: Origin
    round: str
    field: str
    where: Expression | None = None
    otherwise: Reference | None = None

    @property
    def counts(self) -> bool:
        """Whether it is how many rows of the whole meet `where`: of a list's row, how many departments answered so."""
        return self.origin in AS_A_WHOLE and self.field == ROW_COUNT and self.where is not None

    @property
    def text(self) -> str:
        """The reference as `_項目` writes it, without what is asked otherwise."""
        picked = f"[{self.where.text}]" if self.where else ""
        if self.origin in LISTS:
            return f"{_written(self.origin, self.round, '')}.{self.field}"
        return f"{_written(self.origin, self.round, self.field)}{picked}"

    @property
    def chain(self) -> tuple[Reference, ...]:
        """What is asked one after the other until something is found."""
        return (self, *(self.otherwise.chain if self.otherwise else ()))


@dataclass(frozen=True, slots=True)
class RowSource:
    """One of the 行の元: a master list (`table` is empty), or a table of a round (`name` is empty for LATEST).

    A `table` of HEAD_WORD means the fields outside tables.
    """

    origin: Origin
    name: str
    table: str

    @property
    def text(self) -> str:
        """The source as `_設定` writes it."""
        return _written(self.origin, self.name, self.table)

    @property
    def record_table(self) -> str | None:
        """The table its records are of; None of the head."""
        return None if self.table == HEAD_WORD else self.table

    @property
    def label(self) -> str:
        """What 出典 shows: the name of the list or round."""
        if self.origin in (Origin.LAST_YEAR, Origin.MASTER_LAST_YEAR):
            return f"{_LAST_YEAR_WORD}の{self.name}"
        return "前回" if self.origin is Origin.LATEST else self.name


def parse_reference(text: str) -> Reference | None:
    """Return what `本文`, `中間報告.進捗`, `前年度:実績報告.達成度` or `マスタ.評価.講評` refers to; else None.

    `回.項目[設問 = この行.出所]` picks the row, `区:回.項目` takes those of the whole ward, `全区:回.項目` those of all
    wards; 、 joins several.
    Raise ExpressionError for a condition in brackets that cannot be read.
    """
    found: Reference | None = None
    for word in reversed(_BETWEEN.split(text)):
        one = _parse_one(word)
        if one is None:
            return None
        found = replace(one, otherwise=found)
    return found


def _parse_one(text: str) -> Reference | None:
    if picked := _PICKED.fullmatch(text):
        found = _parse(picked[1])
        ok = found and found[0] not in LISTS
        return Reference(*found, _parse_pick(picked[2])) if found and ok else None
    if text.strip() and not re.search(r"[.:：]", text):
        return Reference(Origin.OWN, "", text.strip())
    found = _parse(text)
    if found and found[0] in LISTS:  # a list's column stands behind its name
        return Reference(*found) if found[1] else None
    return Reference(*found) if found else None


def _parse_pick(text: str) -> Expression:
    """Parse the condition on the rows of a round, whose columns are known only where the round is."""
    own = dict.fromkeys(_OWN_COLUMN.findall(text))
    columns = dict(own)
    while True:
        try:
            counted = parse_expression(f"件数({_ROWS}、{text})", own, rows=SeenRows({_ROWS: tuple(columns)}))
        except UnknownFieldError as unknown:
            if unknown.name in columns:
                raise
            columns[unknown.name] = None
            continue
        (rows,) = counted.over_rows
        if rows.condition is None:
            raise ExpressionError("かっこの中に、「設問 = この行.出所」のような条件が要ります")
        return Expression(rows.condition, text.strip())


def parse_source(text: str) -> RowSource | None:
    """Parse `マスタ.基準`, `目標設定.目標`, `前年度:実績報告.目標`, `ほかの部署:目標設定.目標` or `直前.設問`.

    Return None for anything else.
    """
    found = _parse(text)
    if found is None or found[0] in AS_A_WHOLE:
        return None
    if found[0] in LISTS:
        return RowSource(found[0], found[2], "") if not found[1] else None
    return RowSource(*found)


def parse_row_condition(text: str, year: FormYear, items: Iterable[str] = ()) -> Expression:
    """Parse 行の条件, an expression over columns that are known only where the source is; raise ExpressionError.

    `items` are those of the form that it may look at as well.
    """
    names: set[str] = {*ASKERS, *items}
    while True:
        try:
            return parse_condition(text, names, year)
        except UnknownFieldError as unknown:
            if unknown.name in names:
                raise
            names.add(unknown.name)


def _parse(text: str) -> tuple[Origin, str, str] | None:
    parts = _COLON.split(text.strip(), maxsplit=1)
    before, colon, rest = (parts[0], True, parts[1]) if len(parts) > 1 else ("", False, parts[0])
    origins = {_LAST_YEAR_WORD: Origin.LAST_YEAR, **{str(origin): origin for origin in (*OF_OTHERS, *AS_A_WHOLE)}}
    if colon and before not in origins:
        return None
    name, _, last = (part.strip() for part in rest.rpartition("."))
    if not name or not last:
        return None
    first, _, list_name = (part.strip() for part in name.partition("."))
    if first == MASTER_WORD:
        if colon and before != _LAST_YEAR_WORD:
            return None
        return (Origin.MASTER_LAST_YEAR if colon else Origin.MASTER), list_name, last
    if colon:
        return origins[before], name, last
    return (Origin.LATEST, "", last) if name == _LATEST_WORD else (Origin.THIS_YEAR, name, last)


def _written(origin: Origin, name: str, last: str) -> str:
    match origin:
        case Origin.OWN:
            return last
        case Origin.MASTER | Origin.MASTER_LAST_YEAR:
            return f"{origin}.{name}"
        case Origin.LATEST:
            return f"{_LATEST_WORD}.{last}"
        case Origin.LAST_YEAR | Origin.OTHERS | Origin.OTHERS_LAST_YEAR | Origin.WARD:
            return f"{origin}:{name}.{last}"
        case Origin.OTHER_WARDS | Origin.OTHER_WARDS_LAST_YEAR | Origin.ALL_WARDS:
            return f"{origin}:{name}.{last}"
        case _:
            return f"{name}.{last}"
