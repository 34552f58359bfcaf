"""How wide the digits of the 標準 font are, in which Excel counts the width of columns."""

from __future__ import annotations

# Parts of the font's size, of the widest digit; by how a font's name begins, in its own spelling or its Latin one.
_WIDTHS = {
    **dict.fromkeys(("BIZ UDPゴシック", "BIZ UDPGothic"), 0.76),
    **dict.fromkeys(("BIZ UDP明朝", "BIZ UDPMincho"), 0.68),
    **dict.fromkeys(("BIZ UDゴシック", "BIZ UDGothic", "BIZ UD明朝", "BIZ UDMincho"), 0.5),
    **dict.fromkeys(("メイリオ", "Meiryo"), 0.62),
    **dict.fromkeys(("Calibri", "Carlito", "Aptos"), 0.507),
}
_USUAL_WIDTH = 0.55  # 游ゴシック, ＭＳ Ｐゴシック, Arial


def digit_points(font: tuple[str, float]) -> float:
    """Return the width in points of a column one wide, in a font of that name and size in points."""
    return font[1] * next((width for begin, width in _WIDTHS.items() if font[0].startswith(begin)), _USUAL_WIDTH)
