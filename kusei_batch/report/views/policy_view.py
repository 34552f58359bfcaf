"""方針 as documents show it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PolicyView:
    """A clause of the ward's 方針: its number and words, the day it was decided, the 組織目標 it goes with."""

    number: str
    text: str
    decided: str
    goal: str
    is_draft: bool
