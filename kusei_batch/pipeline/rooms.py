"""What examining and answering need to know of everything issued so far."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kusei_batch.collect.extract import Printed, build_printed
from kusei_batch.collect.identify import name_folders
from kusei_batch.issue.forms import OpenForm, open_kept_form
from kusei_batch.pipeline.examining import Edition, Room, edition
from kusei_batch.pipeline.session import read_key

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kusei_batch.config import Workspace
    from kusei_batch.core.submission import IssuedSheet
    from kusei_batch.ledger import Ledger


@dataclass(frozen=True)
class Library:
    """The editions of every sheet that is out, by sheet id and version; those of one template share one form."""

    opened: Mapping[Edition, OpenForm]
    printed: Mapping[Edition, Printed]
    sheets: Sequence[IssuedSheet]

    def of(self, sheet: IssuedSheet) -> OpenForm:
        """The form an edition was stamped from."""
        return self.opened[edition(sheet)]


def open_library(workspace: Workspace, ledger: Ledger) -> Library:
    """Every form of which a sheet is out, as it was kept at its issue."""
    by_key: dict[str, tuple[OpenForm, Printed]] = {}
    opened, printed = {}, {}
    editions = ledger.editions()
    for sheet, key in editions:
        if key not in by_key:
            kept = open_kept_form(workspace.state, key)
            by_key[key] = kept, build_printed(kept.compiled, kept.form)
        opened[edition(sheet)], printed[edition(sheet)] = by_key[key]
    return Library(opened, printed, [sheet for sheet, _ in editions])


def open_room(workspace: Workspace, library: Library) -> Room:
    """What a worker must know. Sheets of departments no longer in the master are not known any more."""
    departments = {d.code: d for d in workspace.master.departments}
    editions = {edition(s): s for s in library.sheets if s.department_code in departments}
    return Room(
        register={s.sheet_id: s for s in editions.values()},
        editions=editions,
        forms={key: library.opened[key].form for key in editions},
        printed=library.printed,
        departments=departments,
        folders=name_folders(departments.values()),
        calendar=workspace.calendar,
        key=read_key(workspace.state),
        fiscal_year=workspace.fiscal_year,
    )
