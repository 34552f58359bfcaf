"""The rows of a sheet of 決定.xlsx that a paper asks for: those of one year, those that are not yet done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kusei_batch.core.decision_list import YEAR
from kusei_batch.core.follow_up import OPEN, OVERDUE, STATE
from kusei_batch.core.period import parse_fiscal_year
from kusei_batch.report.templating.call_options import read_option
from kusei_batch.report.templating.shown import Shown
from kusei_batch.report.templating.template_faults import UnknownNameError

_UNFINISHED = "未完了"
_OPTIONS = (YEAR, _UNFINISHED)


def choose_decided(sheet: str, rows: Sequence[Shown], year: int, options: Mapping[str, int]) -> list[Shown]:
    """Return the rows that 年度=-1 and 未完了=True ask for, counted from the fiscal year `year`; all without either.

    Rows that are not yet done are those of the year asked for and of every year before it. Raise UnknownNameError for
    an option that is not known, and for one that needs a column the sheet lacks.
    """
    unfinished = read_option(options, _UNFINISHED, _OPTIONS)
    for asked, column in ((YEAR in options or unfinished, YEAR), (unfinished, STATE)):
        if asked and rows and column not in rows[0]:
            raise UnknownNameError("paper-decisions-lack-column", name=sheet, column=column)
    wanted = year + int(options.get(YEAR, 0))
    if unfinished:
        return [row for row in rows if row[STATE] in (OPEN, OVERDUE) and (_year_of(row) or 0) <= wanted]
    return [row for row in rows if _year_of(row) == wanted] if YEAR in options else list(rows)


def _year_of(row: Shown) -> int | None:
    return parse_fiscal_year(str(row[YEAR]))
