"""Colours of tables and charts: few, sober, and told apart on a grey print."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kusei_batch.core.totals import UNFILLED

INK = "#1F2D3A"
HEADING_FILL = "#DCE5EC"
TOTAL_FILL = "#F1F4F6"
ALERT_FILL = "#FBE9E4"
RULE = "#8794A0"
FAINT_RULE = "#D5DBE0"
LINK = "#0B4F8A"
LINE = "#1F4467"


@dataclass(frozen=True, slots=True)
class Shade:
    """The fill of a series, the ink of a label on it, Excel's name of its pattern and the colour of that."""

    fill: str
    label: str
    pattern: str | None = None
    stroke: str = INK


SCALE = (
    Shade("#EEF3F7", "#000000"),
    Shade("#DCE6ED", "#000000", "light_upward_diagonal", "#7F95A8"),
    Shade("#A9BFD1", "#000000"),
    Shade("#9FB5C7", "#000000", "light_downward_diagonal", "#3F5B73"),
    Shade("#5C7F9D", "#000000"),
    Shade("#35546F", "#FFFFFF", "light_horizontal", "#8FA9BE"),
    Shade("#1B3650", "#FFFFFF"),
)
"""From the lightest to the darkest, also in grey; the pattern of every second one sets it off from its neighbours."""

HEAT = (Shade("#FFFFFF", "#000000"), SCALE[1], SCALE[2], SCALE[4], SCALE[5])
"""The fill and ink of a cell by its darkness, each figure legible on it."""

OFF_SCALE = {
    UNFILLED: Shade("#FFFFFF", "#000000", "dotted_grid", RULE),
    "該当なし": Shade("#FFFFFF", "#000000", "light_vertical", RULE),
    "対象外": Shade("#FFFFFF", "#000000", "dashed_horizontal", RULE),
    "未設定": Shade("#FFFFFF", "#000000", "dashed_vertical", RULE),
    "未把握": Shade("#FFFFFF", "#000000", "dotted_diamond", RULE),
    "目標年度前": Shade("#FFFFFF", "#000000", "large_grid", FAINT_RULE),
}
"""Of answers that say neither good nor bad: they have no place in the order of the others."""


def shades(names: Sequence[str]) -> list[Shade]:
    """Return the shades of series by their names, spread over the scale in the order of the series.

    A form lists choices from the best to the worst, and years from the oldest to the newest: the last one is the
    darkest. One series alone is dark.
    """
    places = iter(_spread(sum(name not in OFF_SCALE for name in names)))
    return [OFF_SCALE[name] if name in OFF_SCALE else SCALE[next(places)] for name in names]


def _spread(count: int) -> list[int]:
    """Return that many places of the scale, its ends among them; they come round again where there are more."""
    last = len(SCALE) - 1
    if count == 1:
        return [last]
    steps = min(count - 1, last)
    return [(position % (last + 1) * last + steps // 2) // steps for position in range(count)]
