"""The form that speaks for a round of which sheets were made with several wards' lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kusei_batch.core.form_year import FormYear
from kusei_batch.core.problem import SettingsError
from kusei_batch.core.submission import IssuedSheet
from kusei_batch.issue.kept_forms import OpenForm, reopen_form
from kusei_batch.pipeline.intake.editions import IssuedEditions, edition


def with_joined_lists(editions: IssuedEditions, sheets: Sequence[IssuedSheet], year: FormYear) -> OpenForm:
    """Return the form of the sheet issued last, with the rows of the lists that the other wards' sheets were made with.

    Where a ward hands up, the city's sheets do not share one master: each ward's has its own rows. Raise
    PartFailedError where the kept form cannot be opened.
    """
    last = editions.of(sheets[-1])
    if not any(sheet.origin for sheet in sheets):
        return last
    known = (editions.opened.get(edition(sheet)) for sheet in sorted(sheets, key=lambda one: one.department_code))
    alike = [one for one in known if one and one.form.version == last.form.version]
    lists = {name: _joined([one.lists.get(name, ()) for one in alike]) for name in last.lists}
    try:
        return last if lists == last.lists else reopen_form(last, lists, year)
    except SettingsError:  # rows of two wards that one list cannot hold: what the last one was made with, then
        return last


def _joined(lists: Sequence[Sequence[Mapping[str, str]]]) -> tuple[Mapping[str, str], ...]:
    rows = {tuple(row.items()): row for rows in lists for row in rows}
    return tuple(rows.values())
