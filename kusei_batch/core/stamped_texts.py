"""What a sheet was stamped with, by field: of a city's sheets the names alone would take more than the texts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

_FORMS = 256
"""Different sets of names that are kept: one for each edition that is out, or a few."""


class StampedTexts(Mapping[str, tuple[str, ...]]):
    """Texts by the qualified name of the field that prints them; sheets with the same names share these."""

    __slots__ = ("_places", "_texts")

    def __init__(self, texts: Mapping[str, tuple[str, ...]]) -> None:
        self._places = _places_of(tuple(texts))
        self._texts = tuple(texts.values())

    def __getitem__(self, name: str) -> tuple[str, ...]:
        return self._texts[self._places[name]]

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._texts)


@lru_cache(maxsize=_FORMS)
def _places_of(names: tuple[str, ...]) -> Mapping[str, int]:
    return {name: place for place, name in enumerate(names)}
