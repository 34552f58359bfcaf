"""Small marks of SVG: text, patterns that tell series apart without colour, and how wide a text will be."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup, escape

from kusei_batch.core.text.width import text_width
from kusei_batch.report.palette import INK, Shade, shades

WIDTH = 320
"""Of a chart, in its own units: what a telephone shows of it without making its text smaller than 12 px."""

TEXT = 15
LINE = 19

_PATTERNS = {
    "light_upward_diagonal": '<path d="M-2 2 2-2M0 8 8 0M6 10 10 6" stroke="{stroke}" stroke-width="1.5"/>',
    "light_downward_diagonal": '<path d="M-2 6 2 10M0 0 8 8M6-2 10 2" stroke="{stroke}" stroke-width="1.5"/>',
    "light_horizontal": '<path d="M0 2H8M0 6H8" stroke="{stroke}" stroke-width="1"/>',
    "light_vertical": '<path d="M2 0V8M6 0V8" stroke="{stroke}" stroke-width="1"/>',
    "dashed_horizontal": '<path d="M0 2H4M4 6H8" stroke="{stroke}" stroke-width="1"/>',
    "dashed_vertical": '<path d="M2 0V4M6 4V8" stroke="{stroke}" stroke-width="1"/>',
    "large_grid": '<path d="M0 .5H8M.5 0V8" stroke="{stroke}" stroke-width="1"/>',
    "dotted_diamond": '<path d="M0 4 4 0 8 4 4 8Z" fill="none" stroke="{stroke}" stroke-dasharray="1 2"/>',
    "dotted_grid": '<circle cx="4" cy="4" r="1.6" fill="{stroke}"/>',
}
"""As Excel's of these names look."""


def text_length(text: str) -> float:
    """Return how wide a text may be, in units of the chart.

    Whose machine has what font is not known: there are some in which digits and % take 0.7 of their height.
    """
    wide = max(0, text_width(text) - len(text))
    return (wide + (len(text) - wide) * 0.7) * TEXT + 1


def wrapped(text: str, width: float) -> list[str]:
    """Return the text in lines of at most that width; a sign is never cut."""
    lines, line = [], ""
    for sign in text:
        if line and text_length(line + sign) > width:
            lines.append(line)
            line = ""
        line += sign
    return [*lines, line]


def put_text(x: float, y: float, text: str, anchor: str = "start") -> Markup:
    """Return a text whose baseline is at `y`."""
    return Markup(  # noqa: S704 - the text is escaped, all else is this module's
        f'<text x="{number(x)}" y="{number(y)}" text-anchor="{anchor}">{escape(text)}</text>'
    )


def number(value: float) -> str:
    """Return a coordinate without needless digits, so that the same figures make the same bytes."""
    return f"{value:.1f}".removesuffix(".0")


def put_box(x: float, y: float, width: float, height: float, fill: str) -> Markup:
    """Return a filled rectangle with a dark rim: its edge is seen whatever its fill."""
    return Markup(  # noqa: S704 - `fill` is a colour or the name of a pattern, all else figures
        f'<rect x="{number(x)}" y="{number(y)}" width="{number(width)}" height="{number(height)}" '
        f'fill="{fill}" stroke="{INK}"/>'
    )


def fill_of(look: Shade, prefix: str) -> str:
    """Return the fill of a series: a colour, or the pattern of that name defined by `patterns`."""
    return f"url(#{prefix}-{look.pattern})" if look.pattern else look.fill


def patterns(looks: Sequence[Shade], prefix: str) -> Markup:
    """Return the patterns that series of these looks are filled with."""
    made = [_pattern(look, look.pattern, prefix) for look in dict.fromkeys(looks) if look.pattern]
    return Markup("<defs>{}</defs>").format(Markup().join(made)) if made else Markup()


def _pattern(look: Shade, name: str, prefix: str) -> Markup:
    mark = _PATTERNS[name].format(stroke=look.stroke)
    frame = Markup('<pattern id="{}" width="8" height="8" patternUnits="userSpaceOnUse">{}{}</pattern>')
    ground = Markup('<rect width="8" height="8" fill="{}"/>').format(look.fill)
    # The marks are this module's own words.
    return frame.format(f"{prefix}-{name}", ground, Markup(mark))  # noqa: S704


def put_legend(names: Sequence[str], prefix: str) -> tuple[Markup, float]:
    """Return swatch and name of every series, in as many lines as they need, and where the next thing may begin."""
    parts, x, y = [Markup()], 0.0, 0.0
    for name, look in zip(names, shades(names), strict=True):
        lines = wrapped(name, WIDTH - 24)
        needed = 22 + max(map(text_length, lines)) + 10
        if x and x + needed > WIDTH:
            x, y = 0.0, y + LINE + 2
        parts.append(put_box(x + 1, y + 2, 14, 14, fill_of(look, prefix)))
        parts += [put_text(x + 22, y + 14 + LINE * i, line) for i, line in enumerate(lines)]
        y += LINE * (len(lines) - 1)
        x += needed
    return Markup().join(parts), y + LINE + 8


def frame(drawn: Markup, height: float, prefix: str, title: str, description: str) -> Markup:
    """Return the whole picture; `prefix` begins its ids, `description` says in words what it shows."""
    prefix, title, description = (str(escape(text)) for text in (prefix, title, description))
    # All three are escaped, and what is drawn was made of escaped pieces.
    return Markup(  # noqa: S704
        f'<svg class="kusei-svg" role="img" aria-labelledby="{prefix}-t {prefix}-d" viewBox="0 0 {WIDTH} '
        f'{number(height)}" width="{WIDTH}" height="{number(height)}" xmlns="http://www.w3.org/2000/svg" '
        f'font-size="{TEXT}" font-family="sans-serif" fill="{INK}">'
        f'<title id="{prefix}-t">{title}</title><desc id="{prefix}-d">{description}</desc>{drawn}</svg>'
    )
