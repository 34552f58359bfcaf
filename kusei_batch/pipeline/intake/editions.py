"""Every edition of a sheet that is out: the form it was stamped from, as it was kept at its issue."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from kusei_batch.collect.extract import Printed, build_printed
from kusei_batch.config import Workspace
from kusei_batch.core.form import Form
from kusei_batch.core.problem import PartFailedError, SettingsError
from kusei_batch.core.submission import IssuedSheet
from kusei_batch.errors import CannotRunError
from kusei_batch.issue.kept_forms import FOLDER, OpenForm, open_kept_form
from kusei_batch.ledger import Ledger
from kusei_batch.pipeline.failure_log import part_failed

T = TypeVar("T")

Edition = tuple[str, str]
"""Sheet id and version: a sheet that was issued again in a new version is out in both."""


def edition(sheet: IssuedSheet) -> Edition:
    """Return which edition an entry of the register is."""
    return sheet.sheet_id, sheet.form_version


@dataclass(frozen=True)
class IssuedEditions:
    """The editions of every sheet that is out, by sheet id and version; those of one template share one form.

    `keys` tell by what each edition's form is kept; `lost` tells of those whose kept form cannot be opened, and why.
    `printed` is worked out when a file is to be examined; what cannot be is lost from then on.
    """

    opened: Mapping[Edition, OpenForm]
    printed: PrintedForms
    sheets: Sequence[IssuedSheet]
    keys: Mapping[Edition, str]
    lost: Mapping[Edition, PartFailedError]

    def of(self, sheet: IssuedSheet) -> OpenForm:
        """Return the form an edition was stamped from. Raise PartFailedError where its kept copy cannot be opened."""
        if edition(sheet) in self.lost:
            raise self.lost[edition(sheet)]
        return self.opened[edition(sheet)]

    def form_of(self, sheet: IssuedSheet) -> Form | None:
        """Return the form of an edition; None where its kept copy cannot be opened."""
        opened = self.opened.get(edition(sheet))
        return opened.form if opened else None


class PrintedForms(Mapping[Edition, Printed]):
    """What every copy of an edition prints, for all of them at once when the first is asked for.

    It takes compiling and stamping each form, half a second of processor time, which a night without a new file saves.
    One that cannot be worked out is entered in `lost`.
    """

    def __init__(
        self,
        workspace: Workspace,
        opened: Mapping[Edition, OpenForm],
        sheets: Iterable[IssuedSheet],
        lost: dict[Edition, PartFailedError],
    ) -> None:
        self._workspace, self._opened, self._lost = workspace, opened, lost
        self._sheets = {edition(sheet): sheet for sheet in sheets}

    def __getitem__(self, key: Edition) -> Printed:
        return self._built[key]

    def __iter__(self) -> Iterator[Edition]:
        return iter(self._built)

    def __len__(self) -> int:
        return len(self._built)

    @cached_property
    def _built(self) -> Mapping[Edition, Printed]:
        # Editions of one template share one form.
        forms = {id(form): (form, self._sheets[key]) for key, form in self._opened.items()}
        made = {number: self._build(form, sheet) for number, (form, sheet) in forms.items()}
        found = {key: made[id(form)] for key, form in self._opened.items()}
        self._lost.update({key: one for key, one in found.items() if isinstance(one, PartFailedError)})
        return {key: one for key, one in found.items() if isinstance(one, Printed)}

    def _build(self, form: OpenForm, sheet: IssuedSheet) -> Printed | PartFailedError:
        return _attempt(self._workspace, sheet, lambda: build_printed(form.compiled, form.form))


def open_editions(workspace: Workspace, ledger: Ledger) -> IssuedEditions:
    """Return every form of which a sheet is out, as kept at its issue; one that does not open costs its sheets."""
    editions = ledger.editions()
    # One sheet of each kept form and year is enough.
    firsts = {(key, sheet.fiscal_year): sheet for sheet, key in reversed(editions)}
    forms = {(key, year): _open_kept(workspace, key, sheet) for (key, year), sheet in firsts.items()}
    kept = {edition(sheet): forms[key, sheet.fiscal_year] for sheet, key in editions}
    opened = {key: form for key, form in kept.items() if isinstance(form, OpenForm)}
    lost = {key: form for key, form in kept.items() if isinstance(form, PartFailedError)}
    sheets = [sheet for sheet, _ in editions]
    keys = {edition(sheet): key for sheet, key in editions}
    return IssuedEditions(opened, PrintedForms(workspace, opened, sheets, lost), sheets, keys, lost)


def _open_kept(workspace: Workspace, key: str, sheet: IssuedSheet) -> OpenForm | PartFailedError:
    """Return a kept form, or what is reported of it; `sheet` is one that was stamped from it."""
    year = workspace.form_year(sheet.fiscal_year)
    return _attempt(workspace, sheet, lambda: open_kept_form(workspace.state, key, year))


def _attempt(workspace: Workspace, sheet: IssuedSheet, work: Callable[[], T]) -> T | PartFailedError:
    """Return what `work` makes of the kept form `sheet` was stamped from, or what is reported where it fails."""
    name = f"発行したときの様式の控え（{sheet.form} 第{sheet.form_version}版）"
    try:
        return work()
    except SettingsError as error:
        remedy = f"バックアップから .kusei フォルダの {FOLDER} を戻してください。"
        return PartFailedError(f"{name}を開けません。", remedy, error.problems)
    except CannotRunError as error:
        return PartFailedError(f"{name}を開けません。{error.message}", error.remedy)
    except Exception as error:  # noqa: BLE001 -- whatever it is, the other forms are opened
        return part_failed(name, error, workspace.state)
