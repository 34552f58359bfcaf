"""Words side by side, as papers and pages set them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WordTable:
    """Words side by side: what rows of records say, by two of their fields.

    `corner` tells what the rows and the columns are. `dark` are the words by how dark their cells are, the lightest
    first; other cells stay white.
    """

    name: str = ""
    corner: str = ""
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    dark: tuple[str, ...] = ()
