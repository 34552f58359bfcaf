"""The shades of charts: choices in their order grow darker, also in grey, and what is written on them can be read."""

from __future__ import annotations

import itertools

from kusei_batch.report.page.marks import patterns
from kusei_batch.report.palette import OFF_SCALE, SCALE, Shade, shades

STATES = ("達成", "一部達成", "未達成", "（未記入）")


def lightness(color: str) -> float:
    red, green, blue = (int(color[i : i + 2], 16) for i in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue


def grey(look: Shade) -> float:
    """About how light a filled area looks: strokes of a light pattern cover a quarter of it."""
    return lightness(look.fill) * 0.75 + lightness(look.stroke) * 0.25 if look.pattern else lightness(look.fill)


def test_ordered_choices_grow_darker_also_in_grey():
    for one, other in itertools.pairwise(SCALE):
        assert grey(one) - grey(other) > 20
        assert one.pattern != other.pattern
    assert grey(SCALE[0]) - grey(SCALE[-1]) > 180
    for count in range(2, 8):
        looks = shades([f"段階{i}" for i in range(count)])
        assert looks == sorted(looks, key=grey, reverse=True)
        assert len(set(looks)) == count
        assert (looks[0], looks[-1]) == (SCALE[0], SCALE[-1])


def contrast(one: str, other: str) -> float:
    """The contrast of two colours as the WCAG define it."""

    def luminance(color: str) -> float:
        parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_figures_on_a_piece_can_be_read():
    assert all(contrast(look.fill, look.label) >= 4.5 for look in SCALE if not look.pattern)


def test_what_was_not_filled_in_has_no_place_among_the_choices():
    assert shades(STATES) == [*shades(STATES[:3]), OFF_SCALE["（未記入）"]]
    *judged, apart, unasked, unfilled = shades(["遵守", "一部未遵守", "未遵守", "該当なし", "対象外", "（未記入）"])
    assert judged == shades(STATES[:3])
    assert len({apart, unasked, unfilled}) == 3
    assert shades(["該当なし", "遵守", "未遵守"])[1:] == [SCALE[0], SCALE[-1]]
    assert shades(["計"]) == [SCALE[-1]]
    # Of an indicator: what is not due yet is no worse than what was missed.
    reached, missed, *open_ = shades(["達成", "未達成", "未設定", "未把握", "目標年度前"])
    assert (reached, missed) == (SCALE[0], SCALE[-1])
    assert len({look.pattern for look in OFF_SCALE.values()}) == len(OFF_SCALE)
    assert open_ == [OFF_SCALE[name] for name in ("未設定", "未把握", "目標年度前")]
    assert all(str(patterns([look], "p")) for look in OFF_SCALE.values())
    assert min(map(grey, OFF_SCALE.values())) > grey(SCALE[1])
