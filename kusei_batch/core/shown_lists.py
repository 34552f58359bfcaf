"""Lists that templates show beside the rounds: those of マスタ.xlsx and of 決定.xlsx, as they concern a ward."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ListedRows:
    """A list: its headings from left to right, and its rows, each with a text under every heading."""

    headings: tuple[str, ...]
    rows: tuple[Mapping[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class KnownLists:
    """The lists there are, by name."""

    master: Mapping[str, ListedRows] = field(default_factory=dict)
    decisions: Mapping[str, ListedRows] = field(default_factory=dict)
