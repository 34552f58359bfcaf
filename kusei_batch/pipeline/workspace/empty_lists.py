"""Lists of the master that forms go by and that have no rows yet: sheets without rows, choices without any."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from kusei_batch.config import Workspace
from kusei_batch.config.master import STANDARDS
from kusei_batch.config.master_sheet import FILE
from kusei_batch.core.form import Form, Table
from kusei_batch.core.problem import Location, Problem, Severity
from kusei_batch.core.sources import Origin


def check_row_lists(workspace: Workspace, forms: Mapping[str, Form | None]) -> Iterator[Problem]:
    """Report tables of which all rows come from sheets of マスタ.xlsx without a row in force; `forms` go by round.

    What a list of 決定.xlsx may still be blank for is decided later in the year.
    """
    master, year = workspace.master, workspace.fiscal_year
    typed = {STANDARDS, *master.typed} - set(master.decided_lists)
    blank = {name for name, rows in master.in_force(year).items() if name in typed and not rows}
    found: dict[tuple[str, str], list[str]] = {}
    for name, form in forms.items():
        for table in form.tables if form else ():
            asked = _lists_of(table)
            if asked and blank.issuperset(asked):
                found.setdefault(("」「".join(asked), table.name), []).append(name)
    for (lists, table_name), rounds in found.items():
        words = {"list": lists, "table": table_name, "rounds": "」「".join(rounds)}
        place = Location(sheet=lists.partition("」")[0], file=FILE)
        yield Problem.of("row-list-empty", place, year=workspace.calendar.fiscal_label(year), **words)


def _lists_of(table: Table) -> tuple[str, ...]:
    """Return the lists that a table has all its rows from; none where some come from elsewhere."""
    if any(source.origin is not Origin.MASTER for source in table.sources):
        return ()
    return tuple(source.name for source in table.sources)


def until_it_opens(problems: Iterable[Problem], opens: dt.date, today: dt.date | None) -> Iterator[Problem]:
    """Yield the faults of a form, choices without a value as a warning as long as no round of the form is open."""
    for problem in problems:
        waits = problem.code == "choice-list-empty" and today is not None and today < opens
        yield replace(problem, severity=Severity.WARNING) if waits else problem
