"""verify --repair: what can be rebuilt from originals, issued files, hand-ups and the inbox is rebuilt.

Nothing is guessed. What nothing vouches for stays as it is, `verify` goes on naming it, and runs stay stopped.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from kusei_batch.collect.archive import StillChangingError, archive_file
from kusei_batch.collect.inbox import find_files
from kusei_batch.collect.web_answers import is_web_form
from kusei_batch.config import Workspace
from kusei_batch.core.problem import Problem, SettingsError, Severity
from kusei_batch.core.submission import IssuedSheet
from kusei_batch.disk import sweep, write_atomic
from kusei_batch.errors import CannotRunError
from kusei_batch.issue.kept_forms import FOLDER as FORMS_FOLDER
from kusei_batch.issue.kept_forms import keep_form, open_form, open_kept_form
from kusei_batch.ledger import FILE, Damage, Fault, Ledger, mend_ledger, read_ledger
from kusei_batch.pipeline.rebuilding import rebuild_receipts, rebuild_register, rebuild_rounds, rebuild_runs
from kusei_batch.pipeline.rebuilding_hand_ups import find_taken, rebuild_hand_ups
from kusei_batch.pipeline.session import hold, read_key
from kusei_batch.pipeline.workspace.verifying import verify_workspace

_LEFT_OUT = ("written", "inbox")


@dataclass(frozen=True)
class Repair:
    """What was wrong and is whole again, what was entered again for it, and what could not be rebuilt."""

    mended: Sequence[Problem]
    notes: Sequence[Problem]
    left: Sequence[Problem]


def repair_workspace(workspace: Workspace, now: float) -> Repair:
    """Repair what can be rebuilt; `now` in seconds since the epoch.

    Raise CannotRunError when another run is at work, or ledger or key cannot be read at all.
    """
    with hold(workspace):
        sweep(workspace.state)
        key = read_key(workspace.state)
        before = verify_workspace(workspace)
        notes: list[Problem] = []
        faulty = any(p.severity is Severity.ERROR for p in before)
        if faulty and all(p.code != "key-changed" for p in before):
            _keep_originals_anew(workspace, now)
            _keep_forms_anew(workspace)
            if any(p.location.file == FILE for p in before):
                mend_ledger(workspace.state, key, lambda ledger: notes.extend(_mend(workspace, ledger)))
                _keep_forms_anew(workspace)
        left = verify_workspace(workspace)
    return Repair([p for p in before if p not in left], notes, left)


def _keep_originals_anew(workspace: Workspace, now: float) -> None:
    """Copy whatever still lies in the inbox into the archive; this replaces copies that are gone or damaged."""
    limits = workspace.settings.limits
    largest = limits.workbook.file_bytes
    with suppress(CannotRunError):
        for file in find_files(workspace.inbox, now, limits.settle_seconds, largest):
            # Of the export of a web form only a part may be kept: the night, which reads it every time, keeps that.
            if file.skip is None and not is_web_form(file.path):
                with suppress(StillChangingError):
                    archive_file(workspace.inbox, file.path, workspace.archive, largest)


def _keep_forms_anew(workspace: Workspace) -> None:
    with read_ledger(workspace.state) as ledger:
        try:
            editions = ledger.editions()
        except CannotRunError:
            return
    for key, sheet in {key: sheet for sheet, key in editions}.items():
        try:
            open_kept_form(workspace.state, key, workspace.form_year(sheet.fiscal_year))
        except CannotRunError:
            _keep_form_anew(workspace, key, sheet)


def _keep_form_anew(workspace: Workspace, key: str, sheet: IssuedSheet) -> None:
    """Keep a form again where template and lists, kept or of today, are still what its key was made of."""
    kept = workspace.state / FORMS_FOLDER / key
    template = workspace.template(sheet.form)
    with suppress(SettingsError):
        opened = open_form(template, workspace.master.lists(sheet.fiscal_year), workspace.form_year(sheet.fiscal_year))
        if opened.key == key:
            keep_form(opened, workspace.state)
            return
    # One part of the two is damaged: the other one says whether today's is the right one.
    whole = kept.with_suffix(".json")
    if template.is_file() and whole.is_file():
        data = template.read_bytes()
        if hashlib.sha256(data + whole.read_bytes()).hexdigest() == key:
            write_atomic(kept.with_suffix(".xlsx"), data)


def _mend(workspace: Workspace, ledger: Ledger) -> list[Problem]:
    """Repair the damaged rows of a ledger, in the order in which they depend on each other."""
    entries = ledger.entries
    damages = list(entries.damages())
    if not entries.mend_head():
        return []
    lost = {
        table: {d.number: d for d in damages if d.table == table and d.fault in (Fault.CHANGED, Fault.MISSING)}
        for table in ("runs", "rounds", "register", "receipts", "hand_ups", *_LEFT_OUT)
    }
    inbox = list(entries.sound("inbox").values())
    with entries.transaction():
        # What was made from damaged entries may be wrong.
        entries.begin_anew("made", [])
        # Rows that cannot be unpacked would be in the way; the damaged ledger is kept beside this one.
        for damage in damages:
            if damage.fault in (Fault.CHANGED, Fault.ADDED):
                entries.drop(damage.table, damage.number)
        notes = rebuild_runs(ledger, lost["runs"])
        taken = find_taken(workspace, ledger, lost)
        notes += rebuild_rounds(workspace, ledger, lost["rounds"], taken)
        if any(lost[table] for table in ("register", "receipts", "hand_ups")):
            notes += rebuild_hand_ups(workspace, ledger, lost, taken)
        notes += rebuild_register(workspace, ledger, _still(ledger, "register", lost))
        notes += rebuild_receipts(workspace, ledger, _still(ledger, "receipts", lost), inbox)
        for table in _LEFT_OUT:
            if lost[table]:
                notes += _leave_out(ledger, table)
    return notes


def _still(ledger: Ledger, table: str, lost: Mapping[str, Mapping[int, Damage]]) -> dict[int, Damage]:
    """Return the rows of a table that no hand-up has brought back."""
    sound = ledger.entries.sound(table)
    return {number: damage for number, damage in lost[table].items() if number not in sound}


def _leave_out(ledger: Ledger, table: str) -> list[Problem]:
    """Begin a table again that the next night fills by itself.

    The table of the inbox is left out whole: with a part of it, old copies would seem to have come again.
    """
    rows = list(ledger.entries.sound(table).values()) if table == "written" else []
    ledger.entries.begin_anew(table, rows)
    return [Problem.of_file(f"{table}-left-out", FILE)]
