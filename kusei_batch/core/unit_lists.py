"""The units above the wards as lists that choices may draw on: 組織, and those of each level under its own word."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

UNITS, UNIT_CODE, UNIT_NAME, LEVEL = "組織", "組織コード", "組織名", "階層"
"""The list of the units above the wards, as the master has it, and its columns."""


def unit_lists(units: Sequence[tuple[str, str, str]]) -> dict[str, tuple[Mapping[str, str], ...]]:
    """Return the rows of 組織 and, for 局, those of 局 with 局コード and 局名; none where there are no units.

    Each of `units` is a code, a name and a level.
    """
    if not units:
        return {}
    found: dict[str, tuple[Mapping[str, str], ...]] = {
        level: tuple({f"{level}コード": code, f"{level}名": name} for code, name, own in units if own == level)
        for level in dict.fromkeys(level for _, _, level in units)
    }
    return found | {UNITS: tuple({UNIT_CODE: code, UNIT_NAME: name, LEVEL: level} for code, name, level in units)}
