"""What a template may ask of a whole table: its columns, sums of groups, the size of its letters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kusei_batch.report.templating.call_options import check_options
from kusei_batch.report.templating.grid import TableLayout, Tabular
from kusei_batch.report.templating.template_faults import UnknownNameError, hint, listing
from kusei_batch.report.views.figures import CrosstabView
from kusei_batch.report.views.model import ListView

_COLUMNS, _SUBTOTAL, _SIZE, _SHADED = "列", "小計", "文字", "濃淡"
_OF_ALL, _OF_LISTS, _OF_TABS = (_SIZE,), (_COLUMNS, _SUBTOTAL, _SIZE), (_SIZE, _SHADED)
_SIZES = range(6, 15)


def read_layout(shown: Tabular, options: Mapping[str, object]) -> TableLayout:
    """Return the layout asked for; raise UnknownNameError for an option or a column there is not."""
    of_kind = {ListView: _OF_LISTS, CrosstabView: _OF_TABS}
    check_options(options, of_kind.get(type(shown), _OF_ALL))
    columns, subtotal, size = options.get(_COLUMNS, ()), options.get(_SUBTOTAL, ""), options.get(_SIZE)
    shaded = options.get(_SHADED)
    if (
        shaded not in (None, True, False)
        or not isinstance(columns, list | tuple)
        or not isinstance(subtotal, str)
        or size not in (None, *_SIZES)
    ):
        raise TypeError
    if isinstance(shown, ListView) and not shown.note:
        _check_columns(shown, [*columns, *([subtotal] if subtotal else [])])
        if subtotal and not shown.summed:
            raise UnknownNameError("paper-nothing-summed", name=shown.name)
    points = size if isinstance(size, int | float) else None
    return TableLayout(tuple(columns), subtotal, points, shaded if isinstance(shaded, bool) else None)


def _check_columns(shown: ListView, columns: Iterable[object]) -> None:
    for name in columns:
        if name not in shown.headings:
            hints = hint(str(name), shown.headings) + listing(shown.headings)
            raise UnknownNameError("paper-unknown-column", name=str(name), list=shown.name, hint=hints)
