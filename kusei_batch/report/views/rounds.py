"""The other rounds of a ward, to be looked up while one round's documents are made. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kusei_batch.report.views.model import RoundView

Find = Callable[[str], RoundView | None]
"""The view of the round of that name; None where there is no such round, or its form cannot be read."""


def _none(_name: str) -> RoundView | None:
    return None


@dataclass(frozen=True)
class OtherRounds:
    """Every round of the year by name, this year's and last year's; made when first asked for.

    A round that was not issued has a view in which nothing was issued.
    """

    names: tuple[str, ...] = ()
    this_year: Find = _none
    last_year: Find = _none


NO_OTHERS = OtherRounds()
