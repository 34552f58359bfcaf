"""Rows in which a form shows how it is filled in: blank like the others for the draft, and told in the help."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from kusei_batch.xlsx.draft.draft import ProposedField
from kusei_batch.xlsx.draft.drawn_sheet import DrawnSheet
from kusei_batch.xlsx.reader.plain_cells import Position

_EXAMPLE = re.compile(
    r"\s*[(（〔【]?(?:記[入載])?例[)）〕】]?(?:[:：\s　].*|[0-9０-９].*)?|\s*[(（]例[)）].*", re.DOTALL
)
_MARK = re.compile(r"^\s*[(（〔【]?(?:記[入載])?例[)）〕】]?[:：]?\s*")


def find_examples(sheet: DrawnSheet) -> dict[Position, str]:
    """Return the texts of rows that begin as an example does and lie like the empty row below them."""
    found: dict[Position, str] = {}
    for row in range(1, sheet.last_row):
        here, below = sheet.boxes_in(row), sheet.boxes_in(row + 1)
        alike = [(box.left, box.right) for box in here] == [(box.left, box.right) for box in below]
        is_example = any(_EXAMPLE.fullmatch(sheet.text_of(box)) for box in here)
        if here and alike and is_example and not any(sheet.text_of(box) for box in below[1:]):
            found |= {(box.top, box.left): sheet.text_of(box) for box in here if sheet.text_of(box)}
    return found


def without(sheet: DrawnSheet, examples: Mapping[Position, str]) -> DrawnSheet:
    """Return the sheet without the texts of its examples."""
    return replace(sheet, texts={at: text for at, text in sheet.texts.items() if at not in examples})


def with_example(one: ProposedField, examples: Mapping[Position, str]) -> ProposedField:
    """Return a field whose help gives the example that stood in its cell."""
    example = _MARK.sub("", examples.get(one.at, "")).strip()
    return replace(one, help=f"{one.help}例：{example}") if example else one
