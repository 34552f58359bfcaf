"""What examining and answering need to know of everything issued so far."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kusei_batch.collect.extract import Printed, build_printed
from kusei_batch.collect.identify import name_folders
from kusei_batch.core.problem import PartFailedError, SettingsError
from kusei_batch.errors import CannotRunError
from kusei_batch.issue.forms import FOLDER, OpenForm, open_kept_form
from kusei_batch.pipeline.examining import Edition, Room, edition
from kusei_batch.pipeline.session import read_key
from kusei_batch.pipeline.writing import part_failed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kusei_batch.config import Workspace
    from kusei_batch.core.form import Form
    from kusei_batch.core.submission import IssuedSheet
    from kusei_batch.ledger import Ledger


@dataclass(frozen=True)
class Library:
    """The editions of every sheet that is out, by sheet id and version; those of one template share one form.

    `keys` tell by what each edition's form is kept; `lost` tells of those whose kept form cannot be opened, and why.
    """

    opened: Mapping[Edition, OpenForm]
    printed: Mapping[Edition, Printed]
    sheets: Sequence[IssuedSheet]
    keys: Mapping[Edition, str]
    lost: Mapping[Edition, PartFailedError] = field(default_factory=dict)

    def of(self, sheet: IssuedSheet) -> OpenForm:
        """The form an edition was stamped from. Raises PartFailedError where its kept copy cannot be opened."""
        if edition(sheet) in self.lost:
            raise self.lost[edition(sheet)]
        return self.opened[edition(sheet)]

    def form_of(self, sheet: IssuedSheet) -> Form | None:
        """The form of an edition; None where its kept copy cannot be opened."""
        opened = self.opened.get(edition(sheet))
        return opened.form if opened else None


def open_library(workspace: Workspace, ledger: Ledger) -> Library:
    """Every form of which a sheet is out, as it was kept at its issue; one that cannot be opened costs its sheets."""
    editions = ledger.editions()
    forms = {(key, sheet.fiscal_year): _open_kept(workspace, key, sheet) for sheet, key in _one_of_each(editions)}
    kept = {edition(sheet): forms[key, sheet.fiscal_year] for sheet, key in editions}
    return Library(
        opened={key: form[0] for key, form in kept.items() if isinstance(form, tuple)},
        printed={key: form[1] for key, form in kept.items() if isinstance(form, tuple)},
        sheets=[sheet for sheet, _ in editions],
        keys={edition(sheet): key for sheet, key in editions},
        lost={key: form for key, form in kept.items() if isinstance(form, PartFailedError)},
    )


def _one_of_each(editions: Sequence[tuple[IssuedSheet, str]]) -> Iterable[tuple[IssuedSheet, str]]:
    """One edition of each kept form and year."""
    return {(key, sheet.fiscal_year): (sheet, key) for sheet, key in reversed(editions)}.values()


def _open_kept(workspace: Workspace, key: str, sheet: IssuedSheet) -> tuple[OpenForm, Printed] | PartFailedError:
    """A kept form and what is printed on it, or what is told of it; `sheet` is one that was stamped from it."""
    name = f"発行したときの様式の控え（{sheet.form} 第{sheet.form_version}版）"
    try:
        kept = open_kept_form(workspace.state, key, workspace.form_year(sheet.fiscal_year))
        return kept, build_printed(kept.compiled, kept.form)
    except SettingsError as error:
        remedy = f"バックアップから .kusei フォルダの {FOLDER} を戻してください。"
        return PartFailedError(f"{name}を開けません。", remedy, error.problems)
    except CannotRunError as error:
        return PartFailedError(f"{name}を開けません。{error.message}", error.remedy)
    except Exception as error:  # noqa: BLE001 -- whatever it is, the other forms are opened
        return part_failed(name, error, workspace.state)


def open_room(workspace: Workspace, library: Library) -> Room:
    """What a worker must know. Sheets of departments no longer in the master are not known any more."""
    departments = {d.code: d for d in workspace.master.departments}
    editions = {edition(s): s for s in library.sheets if s.department_code in departments}
    return Room(
        register={s.sheet_id: s for s in editions.values()},
        editions=editions,
        forms={key: opened.form for key, opened in library.opened.items() if key in editions},
        printed=library.printed,
        departments=departments,
        folders=name_folders(departments.values()),
        calendar=workspace.calendar,
        key=read_key(workspace.state),
        fiscal_year=workspace.fiscal_year,
        choices=workspace.master.choices,
        limits=workspace.settings.limits.workbook,
    )
