"""The other rounds of a ward, to be looked up while one round's documents are made. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial

from kusei_batch.core.shown_lists import ListedRows
from kusei_batch.report.views.model import RoundView

Find = Callable[[str, int], RoundView | None]
"""The view of the round of that name so many years ago; None where its form cannot be read."""


FindAbove = Callable[[str, str, int], RoundView | None]
"""The same of the unit above of a level, which is named first."""


def _none(_name: str, _years_ago: int) -> RoundView | None:
    return None


def _none_above(_level: str, _name: str, _years_ago: int) -> RoundView | None:
    return None


@dataclass(frozen=True)
class OtherRounds:
    """Every round of the year by name, this year's and earlier ones; made when first asked for.

    A round that was not issued has a view in which nothing was issued. `decisions` gives the sheets of 決定.xlsx.
    `levels` are those of the units above of which rounds may be asked for besides.
    """

    names: tuple[str, ...] = ()
    find: Find = _none
    decisions: Callable[[], Mapping[str, ListedRows]] = dict
    years_ago: int = 0
    levels: tuple[str, ...] = ()
    find_above: FindAbove = _none_above

    def view(self, name: str) -> RoundView | None:
        """Return the view of the round of that name."""
        return self.find(name, self.years_ago)

    def earlier(self, years: int) -> OtherRounds:
        """Return the rounds so many years before these."""
        return replace(self, years_ago=self.years_ago + years)

    def above(self, level: str) -> OtherRounds:
        """Return the same rounds of the unit above of a level, made from all below it; none where there is none."""
        if level not in self.levels:
            return replace(self, names=(), find=_none, levels=())
        return replace(self, find=partial(self.find_above, level), levels=())


NO_OTHERS = OtherRounds()
