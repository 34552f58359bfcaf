"""The fiscal year a cell says, as an Excel formula: the face of 年度(x) on a sheet."""

from __future__ import annotations

from functools import reduce

from kusei_batch.core.period import APRIL, Era

_PLAIN = (("元", "1"), ("年", ""), ("度", ""), ("末", ""), ("まで", ""), ("中", ""), (")", ""), (",", "~"), ("-", "~"))
"""What stands behind or between numbers; a hyphen or comma would make a date or a thousand of two of them."""


def year_of_date(cell: str) -> str:
    """Return a formula for the fiscal year a date lies in."""
    return f"(YEAR({cell})-(MONTH({cell})<{APRIL}))"


def year_of_text(cell: str, eras: tuple[Era, ...]) -> str:
    """Return a formula for the year a text says (`令和9年度`, `R9`, `2027年度`), of a period its last; else an error.

    The last number counts, from the newest era that is named; without an era it has to have four digits.
    """
    plain = reduce(lambda text, pair: f'SUBSTITUTE({text},"{pair[0]}","{pair[1]}")', _PLAIN, f"ASC({cell})")
    without_era = f'IF(ISNUMBER(SEARCH("????年",{cell}&"年")),0,NA())'
    named = reduce(lambda rest, era: _from_era(cell, era, rest), eras, without_era)
    return f"(LOOKUP(9999,--RIGHT({plain},{{1,2,4}}))+{named})"


def _from_era(cell: str, era: Era, otherwise: str) -> str:
    named = f'COUNT(SEARCH("{era.name}",{cell}),SEARCH("{era.letter}",ASC({cell})))'
    return f"IF({named},{era.start.year - 1},{otherwise})"
