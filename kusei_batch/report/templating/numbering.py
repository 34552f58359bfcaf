"""Numbers of chapters, tables, figures and annexes: given in the order of their places, and referred to from anywhere.

A reference may stand before its place, whose number is not known by then: what is printed is a mark, which is replaced
when the whole document is filled in.
"""

from __future__ import annotations

import re
from itertools import count

from kusei_batch.report.templating.call_options import check_options
from kusei_batch.report.templating.template_faults import UnknownNameError, hint, listing

_WITHIN = "ごと"
_MARK = "\ufdd1"  # no character: every text is cleaned of it
_MARKED = re.compile(f"{_MARK}([0-9]+){_MARK}")


class ReferredNumber(str):
    """A number that is referred to: a tag that prints it writes the mark."""

    __slots__ = ()

    def __html__(self) -> str:
        """Return the mark: how templates tell what is not to be escaped."""
        return self


class Numbering:
    """The numbers of one document: 番号 gives them, 参照 refers to them."""

    def __init__(self) -> None:
        self._next: dict[tuple[object, ...], count[int]] = {}
        self._last: dict[str, tuple[object, ...]] = {}
        self._named: dict[tuple[str, str], int] = {}
        self._referred: list[tuple[str, str]] = []

    def __call__(self, series: str, name: str = "", **options: str) -> int:
        """Return, for 番号("表"), the next number of 表; for 番号("表", "緊急の予算"), the same one wherever it stands.

        番号("節", ごと="章") begins with 1 again in every 章.
        """
        check_options(options, (_WITHIN,))
        if (series, name) in self._named:
            return self._named[series, name]
        place = (series, *self._last.get(options.get(_WITHIN, ""), ()))
        given = next(self._next.setdefault(place, count(1)))
        self._last[series] = (*place, given)
        if name:
            self._named[series, name] = given
        return given

    def refer(self, series: str, name: str) -> ReferredNumber:
        """Return, for 参照("別紙", "目標一覧"), what stands for the number of that place until it is settled."""
        self._referred.append((series, name))
        return ReferredNumber(f"{_MARK}{len(self._referred) - 1}{_MARK}")

    def settled(self, text: str) -> str:
        """Return the text with the number in place of every mark; raise UnknownNameError where the place is missing."""
        return _MARKED.sub(lambda mark: str(self._number(*self._referred[int(mark[1])])), text)

    def _number(self, series: str, name: str) -> int:
        if (series, name) not in self._named:
            raise lost_reference(series, name, [known for of, known in self._named if of == series])
        return self._named[series, name]


def lost_reference(series: str, name: str, known: list[str]) -> UnknownNameError:
    """Return what is wrong with 参照 to a place that is not there."""
    return UnknownNameError("paper-reference-lost", name=name, series=series, hint=hint(name, known) + listing(known))
