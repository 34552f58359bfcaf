"""A round of an earlier year, as the ledger has it from its issue: config.toml knows this year's alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from kusei_batch.core.period import Round
from kusei_batch.core.submission import IssuedSheet
from kusei_batch.ledger import Ledger


def past_round(ledger: Ledger, sheets: Sequence[IssuedSheet]) -> Round:
    """Return the round of which these are all the sheets, for the departments that had one."""
    first = sheets[0]
    known = ledger.rounds()[first.fiscal_year, first.round]
    return replace(known, departments=frozenset(sheet.department_code for sheet in sheets))


def never_issued(round_: Round, year: int) -> Round:
    """Return what a round would have been in an earlier year in which it was not issued: the same days, for all."""
    back = round_.fiscal_year - year
    opens, due = _same_day(round_.opens, back), _same_day(round_.due, back)
    return replace(round_, fiscal_year=year, opens=opens, due=due, departments=frozenset())


def _same_day(day: dt.date, years: int) -> dt.date:
    """Return the day that many years before."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # the 29th of February
        return day.replace(year=day.year - years, day=28)
