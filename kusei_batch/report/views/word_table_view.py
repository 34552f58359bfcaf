"""Words side by side, as papers and pages set them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WordTable:
    """Words side by side: what rows of records say, by two of their fields.

    `corner` tells what the rows and the columns are, `labels` are those of the rows. `cells` are the texts of each
    cell, which is as dark as the darkest word of `dark` among them: those are the words from the lightest on. A cell
    with none of them stays white.
    """

    name: str = ""
    corner: str = ""
    columns: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    cells: tuple[tuple[tuple[str, ...], ...], ...] = ()
    dark: tuple[str, ...] = ()
