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
        if key in self._kept:
            self._kept[key] = self._kept.pop(key)
            return self._kept[key]
        # First, so that there is never one more.
        while len(self._kept) >= self.most:
            del self._kept[next(iter(self._kept))]
        self._kept[key] = make()
        return self._kept[key]

    def __len__(self) -> int:
        return len(self._kept)
