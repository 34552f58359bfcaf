"""Sorting and grouping in tags, in which numbers, days, texts and blanks may stand side by side."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import groupby
from typing import NamedTuple, TypeVar

from jinja2 import Environment, Undefined, pass_environment
from jinja2.filters import make_attrgetter, make_multi_attrgetter

from kusei_batch.core.text.notation import half_width
from kusei_batch.core.totals import NO_FIGURE, UNFILLED
from kusei_batch.report.templating.arithmetic import MISSING, number_of
from kusei_batch.report.templating.call_options import read_option
from kusei_batch.report.templating.row_values import value_in
from kusei_batch.report.templating.shown import Shown, Unknown

T = TypeVar("T")
_DESCENDING = "降順"
_DIGITS = re.compile(r"([0-9]+)")
_Key = tuple[int, Decimal, tuple[tuple[int, str], ...]]


def sort_rows(rows: Sequence[Shown], *names: str, **options: bool) -> list[Shown]:
    """Return, for 行|並べ替え("必要額", 降順=True), the rows by what stands under the names, blanks last."""
    descending = read_option(options, _DESCENDING, (_DESCENDING,))
    if isinstance(rows, Unknown):
        return rows
    if not names:
        raise TypeError
    return sort_by(rows, lambda row: [value_in(row, name) for name in names], descending=descending)


def group_rows(rows: Sequence[Shown], name: str) -> list[Shown]:
    """Return, for 行|まとめる("予算措置"), the rows gathered by a text, in the order in which the texts come first."""
    if isinstance(rows, Unknown):
        return rows
    groups: dict[object, list[Shown]] = {}
    for row in rows:
        value_in(row, name)  # raises where a row has no such name
        groups.setdefault(_text_in(row, name), []).append(row)
    return [{"見出し": text or UNFILLED, "件数": len(own), "行": own} for text, own in groups.items()]


def _text_in(row: object, name: str) -> str:
    for part in name.split("."):
        row = row[part] if isinstance(row, Mapping) else row
    return str(row)


def sort_by(items: Iterable[T], values_of: Callable[[T], Sequence[object]], *, descending: bool) -> list[T]:
    """Return items by their values, the first one first; those without a value come last either way."""
    keyed = [([_key_of(value) for value in values_of(item)], item) for item in items]
    for place in reversed(range(len(keyed[0][0]) if keyed else 0)):
        there = [pair for pair in keyed if pair[0][place] is not None]
        there.sort(key=lambda pair: pair[0][place] or (), reverse=descending)
        keyed = there + [pair for pair in keyed if pair[0][place] is None]
    return [item for _, item in keyed]


def _key_of(value: object) -> _Key | None:
    """Return by what a value is put in order: numbers, then days, then texts, in which numbers count as such."""
    if isinstance(value, Undefined):
        str(value)  # raises, naming what is unknown
    if value is None or value in ("", NO_FIGURE):
        return None
    number = Decimal(value) if isinstance(value, bool) else number_of(value)
    if number is not None:
        return 0, number, ()
    if isinstance(value, dt.date):
        return 1, Decimal(value.toordinal()), ()
    pieces = _DIGITS.split(half_width(str(value)).casefold())
    # Digits go by how many there are: a text may hold more of them than Python takes for a number.
    return 2, Decimal(0), tuple((len(p.lstrip("0")), p.lstrip("0")) if i % 2 else (0, p) for i, p in enumerate(pieces))


class RowGroup(NamedTuple):
    """What jinja2's groupby gives: the value and its items."""

    grouper: object
    list: list[object]


@pass_environment
def sort_values(
    environment: Environment,
    value: Iterable[object],
    reverse: bool = False,  # noqa: FBT001, FBT002 -- jinja2's own words
    case_sensitive: bool = False,  # noqa: ARG001, FBT001, FBT002
    attribute: str | int | None = None,
) -> list[object]:
    """Return what jinja2's sort gives, whatever kinds of values there are."""
    return sort_by(value, make_multi_attrgetter(environment, attribute), descending=reverse)


@pass_environment
def group_values(
    environment: Environment, value: Iterable[object], attribute: str | int, default: object = None
) -> list[RowGroup]:
    """Return what jinja2's groupby gives, whatever kinds of values there are."""
    get = make_attrgetter(environment, attribute, default=default)
    ordered = sort_by(value, lambda item: [get(item)], descending=False)
    together = (list(own) for _, own in groupby(ordered, lambda item: _key_of(get(item))))
    return [RowGroup(get(own[0]), own) for own in together]


def _ends(*, last: bool) -> Callable[..., object]:
    @pass_environment
    def end(
        environment: Environment,
        value: Iterable[object],
        case_sensitive: bool = False,  # noqa: ARG001, FBT001, FBT002 -- jinja2's own words
        attribute: str | int | None = None,
    ) -> object:
        get = make_multi_attrgetter(environment, attribute)
        there = (item for item in value if _key_of(get(item)[0]) is not None)
        return next(iter(sort_by(there, get, descending=last)), MISSING)

    return end


MIXED: Mapping[str, Callable[..., object]] = {
    "sort": sort_values,
    "groupby": group_values,
    "max": _ends(last=True),
    "min": _ends(last=False),
}
"""Filters of jinja2 that would fail where a blank stands beside a number."""
