"""The formats of the sheets the program adds: quiet, in the template's own font, good in print."""

from __future__ import annotations

from dataclasses import dataclass

from kusei_batch.xlsx.stamp.styles import Styles

_LINE = "9AA5B1"
_HEAD, _BAND = "DCE6F0", "F2F5F8"
_INK, _LINK = "FF1F2933", "FF1F4E9E"
_WRAPPED = '<alignment horizontal="left" vertical="center" wrapText="1" indent="1"/>'
_MIDDLE = '<alignment horizontal="center" vertical="center" wrapText="1"/>'
_INDENTED = '<alignment horizontal="left" vertical="center" indent="1"/>'
_PLAIN = '<alignment vertical="center"/>'


@dataclass(frozen=True, slots=True)
class Palette:
    """Numbers of the cell formats."""

    title: int
    note: int
    heading: int
    band: int
    text: int
    centred: int
    link: int
    error: int
    warning: int
    tick: int
    plain_text: int
    font: tuple[str, float]
    default_font: tuple[str, float]


def make_palette(styles: Styles, entry_fill: str) -> Palette:
    """Add the formats to a style sheet, and return their numbers."""
    name, size = styles.default_font[0], 10.5

    def font(points: float, *, bold: bool = False, colour: str = _INK, extra: str = "") -> str:
        weight = "<b/>" if bold else ""
        return f'{weight}{extra}<sz val="{points:g}"/><color rgb="{colour}"/><name val="{name}"/>'

    sides = ("left", "right", "top", "bottom")
    border = "".join(f'<{s} style="thin"><color rgb="FF{_LINE}"/></{s}>' for s in sides) + "<diagonal/>"
    return Palette(
        title=styles.cell_format(font(16, bold=True), rest=_PLAIN),
        note=styles.cell_format(font(size), rest=_PLAIN),
        heading=styles.cell_format(font(size, bold=True), _HEAD, border, _MIDDLE),
        band=styles.cell_format(font(11, bold=True), _BAND, border, _INDENTED),
        text=styles.cell_format(font(size), None, border, _WRAPPED),
        centred=styles.cell_format(font(size), None, border, _MIDDLE),
        link=styles.cell_format(font(size, colour=_LINK, extra="<u/>"), None, border, _WRAPPED),
        error=styles.cell_format(font(size, bold=True, colour="FF9C1C06"), None, border, _MIDDLE),
        warning=styles.cell_format(font(size, bold=True, colour="FF7A5200"), None, border, _MIDDLE),
        tick=styles.cell_format(font(size, bold=True), entry_fill, border, f'{_MIDDLE}<protection locked="0"/>'),
        plain_text=styles.cell_format(font(size)),
        font=(name, size),
        default_font=styles.default_font,
    )
