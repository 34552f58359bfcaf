"""The forms of sheets as they were kept at their issue."""

from __future__ import annotations

from collections.abc import Callable

from kusei_batch.config import Workspace
from kusei_batch.core.form import Form
from kusei_batch.core.submission import IssuedSheet
from kusei_batch.errors import KuseiError
from kusei_batch.issue.kept_forms import open_kept_form
from kusei_batch.ledger import Ledger

FormOf = Callable[[IssuedSheet], Form | None]
"""The form a sheet was issued in; None where its kept copy cannot be opened."""


def kept_forms(workspace: Workspace, ledger: Ledger) -> FormOf:
    """Return a call that gives the form of a sheet as kept at its issue, opened when it is first asked for."""
    keys = {sheet.sheet_id: key for sheet, key in ledger.editions()}
    forms: dict[tuple[str, int], Form | None] = {}

    def form_of(sheet: IssuedSheet) -> Form | None:
        known = keys[sheet.sheet_id], sheet.fiscal_year
        if known not in forms:
            try:
                forms[known] = open_kept_form(workspace.state, known[0], workspace.form_year(sheet.fiscal_year)).form
            except (KuseiError, ValueError):  # the night and verify tell of it
                forms[known] = None
        return forms[known]

    return form_of
