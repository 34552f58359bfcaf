"""What the issued files tell of themselves: whose they are by their seal, and what the sheets of the heads show."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from kusei_batch.collect.identify import read_claim
from kusei_batch.config import Workspace
from kusei_batch.core.addressees import NTH
from kusei_batch.core.confirmation import confirmation_name
from kusei_batch.core.form import Form
from kusei_batch.core.identity import Claim, department_in, seal_holds
from kusei_batch.core.problem import SettingsError
from kusei_batch.core.submission import IssuedSheet
from kusei_batch.core.text.notation import fold
from kusei_batch.core.values import BLANK
from kusei_batch.issue.kept_forms import keep_form
from kusei_batch.ledger import Ledger
from kusei_batch.pipeline.confirming import Bundle, open_bundle_form, plan_bundle
from kusei_batch.pipeline.outputs.putting_away import issued_path
from kusei_batch.pipeline.session import ISSUED_FOLDER, read_key
from kusei_batch.pipeline.status.round_status import RoundStatus, compute_year_status
from kusei_batch.xlsx.package import UnreadableError
from kusei_batch.xlsx.reader import read_workbook
from kusei_batch.xlsx.reference import parse_address

_DAYS = 400
"""So many runs are looked back on: a year of nights."""

Entered = tuple[IssuedSheet, str]
"""An entry of the register, and the key of the kept form."""


def sealed_claim(path: Path, key: bytes) -> Claim | None:
    """Return what an issued file says of itself, where its seal holds."""
    try:
        claim = read_claim(read_workbook(path.read_bytes(), sheets=lambda _: False))
    except (OSError, UnreadableError):
        return None
    told = (claim.hidden or "", claim.form or "", claim.version or "")
    return claim if seal_holds(key, *told, claim.seal or "") else None


def read_bundles(workspace: Workspace, ledger: Ledger, known: set[tuple[str, str]]) -> Iterator[Entered]:
    """Yield the unknown sheets of the heads of 部 whose files lie where they were issued.

    What such a sheet shows is what had been accepted on its day: an entry is yielded only where the file shows just
    that, since a confirmation is of what was shown. `known` are the rounds and paths of the sheets in the register.
    """
    folders = {
        name: workspace.year_folder(workspace.fiscal_year, name) / ISSUED_FOLDER
        for name in (confirmation_name(r.name) for r in workspace.rounds if workspace.confirmation_round(r))
    }
    unknown = [
        path
        for name, folder in folders.items()
        for path in sorted(folder.glob("*/*.xlsx"))
        if (name, path.relative_to(folder).as_posix()) not in known
    ]
    claims = {path: claim for path in unknown if (claim := sealed_claim(path, read_key(workspace.state)))}
    days = sorted({run.as_of for run in ledger.last_runs(_DAYS)}, reverse=True) if claims else []
    for day in days:
        status = compute_year_status(workspace, ledger, day)
        for found in status.rounds:
            for asked in status.confirmations:
                if asked.round.name == confirmation_name(found.round.name):
                    for sheet, key in _shown_on(workspace, found, asked, day, claims):
                        claims.pop(issued_path(workspace, sheet))
                        yield sheet, key


def _shown_on(
    workspace: Workspace, found: RoundStatus, asked: RoundStatus, day: dt.date, claims: Mapping[Path, Claim]
) -> list[Entered]:
    """Return the sheets of a confirmation that show what had been accepted on a day."""
    try:
        opened = open_bundle_form(workspace, asked.round)
    except SettingsError:
        return []
    heads = {covered.department.code: covered.department for covered in asked.coverage}
    shown = []
    for path, claim in claims.items():
        sheet_id = claim.hidden or ""
        head = heads.get(department_in(sheet_id))
        if head and (claim.form, claim.version) == (opened.form.id, opened.form.version):
            nth = NTH.search(path.stem)
            bundle = Bundle(head, sheet_id, int(nth[1]) if nth else 1, day)
            with suppress(SettingsError):
                sheet = plan_bundle(workspace, found, asked, opened.form, bundle)
                if issued_path(workspace, sheet) == path and _shows(path, opened.form, sheet):
                    shown.append((sheet, keep_form(opened, workspace.state)))
    return shown


def _shows(path: Path, form: Form, sheet: IssuedSheet) -> bool:
    """Return whether a file shows in every row what the entry says is stamped there."""
    book = read_workbook(path.read_bytes())
    return all(
        fold(book.sheets[field.sheet].cells.get(parse_address(address), BLANK).text) == fold(text)
        for field in form.fields
        if field.table  # a cell outside may print more than its field
        for address, text in zip(field.cells, sheet.stamped.get(field.qualified, ()), strict=False)
    )
