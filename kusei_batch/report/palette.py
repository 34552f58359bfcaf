"""Colours of tables and charts: few, sober, and told apart on a grey print.

Neighbouring series differ in lightness by more than a grey print loses; from the fifth on a pattern helps.
"""

from __future__ import annotations

from dataclasses import dataclass

INK = "#1F2D3A"
HEADING_FILL = "#DCE5EC"
TOTAL_FILL = "#F1F4F6"
ALERT_FILL = "#FBE9E4"
RULE = "#8794A0"
FAINT_RULE = "#D5DBE0"
LINK = "#0B4F8A"


@dataclass(frozen=True, slots=True)
class Shade:
    """A series' fill, the ink of a label on it, and its pattern: Excel's name and matplotlib's hatch."""

    fill: str
    label: str
    pattern: str | None = None
    hatch: str = ""


SHADES = (
    Shade("#1F4467", "#FFFFFF"),
    Shade("#E3B95B", "#000000"),
    Shade("#6A93B3", "#000000"),
    Shade("#F6EEDC", "#000000"),
    Shade("#8A6A4A", "#000000", "wide_upward_diagonal", "///"),
    Shade("#C3D5E0", "#000000", "dotted_grid", "..."),
    Shade("#FFFFFF", "#000000", "wide_downward_diagonal", "\\\\\\"),
)


def shade(index: int) -> Shade:
    """The shade of a series by its position; they come round again after the last."""
    return SHADES[index % len(SHADES)]
