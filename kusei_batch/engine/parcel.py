"""What several jobs have in common: packed once by who asks, and opened once by a worker that is sent it again."""

from __future__ import annotations

import io
import pickle
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from functools import cache, cached_property, lru_cache
from operator import attrgetter
from typing import Any

_OPENED = 32
"""Parcels that a worker keeps open: those of the wards whose jobs are in hand, and what all wards have in common.

A round that a paper asks for takes two, its view and its form.
"""

_PROTOCOL = 5
"""The first that knows of bytes beside what is packed."""


class Parcel:
    """A value that stands in jobs in place of itself: a worker finds the value there, and must not change it.

    `apart` gives a parcel of its own for a part that stands in many values, None for any other part. Where `into` is
    given, a worker finds what that makes of the value, made once as well.
    """

    def __init__(
        self,
        content: Any,  # noqa: ANN401 -- whatever jobs show
        apart: Callable[[object], Parcel | None] = lambda _: None,
        into: Callable[[Any], object] | None = None,
    ) -> None:
        self.content = content
        self._apart = apart
        self._into = into

    @cached_property
    def packed(self) -> bytes:
        """The value as it is sent."""
        packed = io.BytesIO()
        _ParcelPickler(packed, self.content, self._apart).dump(self.content)
        return packed.getvalue()

    def __reduce__(self) -> tuple[Any, ...]:
        # Beside the job, not in it: jobs of one task that show the same value are sent it once.
        return opened_once, (pickle.PickleBuffer(self.packed), self._into)


@lru_cache(maxsize=_OPENED)
def opened_once(packed: bytes, into: Callable[[Any], object] | None) -> object:
    """Return the value of a parcel that was sent, or what `into` makes of it."""
    value = pickle.loads(packed)  # noqa: S301 -- packed by the process that asks
    return value if into is None else into(value)


class _ParcelPickler(pickle.Pickler):
    """Packs a value: parts with a parcel of their own as that, and dataclasses with slots by what they are made from.

    Such a class asks for its fields again with each object it gives to pickle, which takes ten times as long.
    """

    def __init__(self, file: io.BytesIO, content: object, apart: Callable[[object], Parcel | None]) -> None:
        super().__init__(file, _PROTOCOL)
        self._content, self._apart = content, apart

    def reducer_override(self, part: object) -> Any:  # noqa: ANN401 -- as pickle wants it
        """Return how a part is made again; NotImplemented leaves it to pickle."""
        parcel = None if part is self._content else self._apart(part)
        if parcel is not None:
            return parcel.__reduce__()
        kind: type = type(part)
        values = _values_of(kind)
        return NotImplemented if values is None else (kind, values(part))


@cache
def _values_of(kind: type) -> Callable[[object], tuple[Any, ...]] | None:
    """Return what gives the values that a class is called with for an equal object; None where pickle knows better."""
    packs_by_fields = getattr(vars(kind).get("__getstate__"), "__module__", "") == "dataclasses"
    if not (packs_by_fields and is_dataclass(kind)) or hasattr(kind, "__post_init__"):
        return None
    names = [one.name for one in fields(kind) if one.init and not one.kw_only]
    if not names or len(names) < len(fields(kind)):
        return None
    values = attrgetter(*names)
    return values if len(names) > 1 else lambda part: (values(part),)
