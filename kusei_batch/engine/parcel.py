"""What several jobs have in common: packed once by who asks, and opened once by a worker that is sent it again."""

from __future__ import annotations

import pickle
from functools import cached_property, lru_cache
from typing import Any

_OPENED = 8
"""Parcels that a worker keeps open: those of the wards whose jobs are in hand."""


class Parcel:
    """A value that stands in jobs in place of itself: a worker finds the value there, and must not change it."""

    def __init__(self, content: Any) -> None:  # noqa: ANN401 -- whatever jobs show
        self.content = content

    @cached_property
    def packed(self) -> bytes:
        """The value as it is sent."""
        return pickle.dumps(self.content)

    def __reduce__(self) -> tuple[Any, ...]:
        return opened_once, (self.packed,)


@lru_cache(maxsize=_OPENED)
def opened_once(packed: bytes) -> object:
    """Return the value of a parcel that was sent."""
    return pickle.loads(packed)  # noqa: S301 -- packed by the process that asks
