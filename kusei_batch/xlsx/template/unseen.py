"""Entries that nobody can fill in, because their row, column or sheet is hidden."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kusei_batch.xlsx.reader.structure import VISIBLE
from kusei_batch.xlsx.template.draft_fields import DraftField
from kusei_batch.xlsx.template.layout import LayoutSheet
from kusei_batch.xlsx.template.lint import Lint, TemplatePlace


def check_unseen(sheets: Sequence[LayoutSheet], items: Mapping[str, DraftField], lint: Lint) -> None:
    """Warn of entries in hidden rows, columns and sheets, once a sheet with all their cells."""
    for sheet in sheets:
        cells = tuple(
            spot.address
            for spot in sheet.spots
            if spot.placeholder.qualified in items
            and items[spot.placeholder.qualified].field.is_entry
            and (sheet.read.state != VISIBLE or sheet.read.hidden.holds(spot.row, spot.column))
        )
        if cells:
            lint.report("layout-field-hidden", TemplatePlace(sheet.title, cells))
