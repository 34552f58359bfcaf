"""Numbers of tables and figures, given in the order in which a paper comes to them."""

from __future__ import annotations

from itertools import count


class Numbering:
    """Asked for the next number of a series; what was given a name keeps the number it got first."""

    def __init__(self) -> None:
        self._next: dict[str, count[int]] = {}
        self._named: dict[tuple[str, str], int] = {}

    def __call__(self, series: str, name: str = "") -> int:
        """番号("表") is the next number of 表; 番号("表", "緊急の予算") the same one wherever it is asked for."""
        if name and (series, name) in self._named:
            return self._named[series, name]
        given = next(self._next.setdefault(series, count(1)))
        if name:
            self._named[series, name] = given
        return given
