"""What is made when it is asked for, of which those asked for last are kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


@dataclass
class LastAsked(Generic[K, V]):
    """Values by key, at most so many: the one that was not asked for longest gives way to another."""

    most: int
    _kept: dict[K, V] = field(default_factory=dict)

    def get(self, key: K, make: Callable[[], V]) -> V:
        """Return the value of a key, made where it is not kept."""
        value = self._kept.pop(key) if key in self._kept else make()
        while len(self._kept) >= self.most:
            del self._kept[next(iter(self._kept))]
        self._kept[key] = value
        return value
