"""verify: what differs from what was written, in ledger, originals, kept forms and documents, and what follows."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from kusei_batch.collect.archive import archived_path, is_kept, picture_path
from kusei_batch.collect.hand_up_file import HandUpError
from kusei_batch.config import Workspace
from kusei_batch.core.hand_up import HandedAnswer
from kusei_batch.core.problem import Problem
from kusei_batch.core.submission import Verdict
from kusei_batch.disk import file_sha256
from kusei_batch.errors import CannotRunError
from kusei_batch.issue.kept_forms import open_kept_form
from kusei_batch.ledger import FILE, Damage, Fault, Ledger, Written, read_ledger
from kusei_batch.pipeline.outputs.putting_away import issued_path
from kusei_batch.pipeline.outputs.stray_files import check_strays
from kusei_batch.pipeline.outputs.writing import Output
from kusei_batch.pipeline.session import KEY_FILE, check_state, readable_key

_TABLES = {
    "runs": "処理の記録",
    "rounds": "発行した回",
    "register": "発行台帳",
    "receipts": "受付と記入内容",
    "inbox": "受付フォルダにあったファイル",
    "written": "作った資料",
    "made": "資料のもとにしたもの",
    "hand_ups": "区からの提出",
}
_FAULTS = {
    Fault.CHANGED: "書き換わっています",
    Fault.MISSING: "なくなっています",
    Fault.ADDED: "あとから足されています",
}
_DRAFTS = tuple(f"{age}{kind}" for age in ("", "newer_") for kind in ("paper", "letter", "receipt", "calendar"))
_MANIFEST = "manifest.json"


def remember_outputs(ledger: Ledger, outbox: Path, outputs: Sequence[Output], day: dt.date) -> None:
    """Enter the hash of everything written; drafts enter theirs themselves, before they are written."""
    written = [output.path for output in outputs if output.kind not in _DRAFTS]
    written += [output.path.parent.parent / _MANIFEST for output in outputs if output.kind == "page"]
    new: dict[str, Written] = {}
    for path in dict.fromkeys(path for path in written if path.is_file()):
        place, sha256 = path.relative_to(outbox).as_posix(), file_sha256(path)
        if sha256 not in (one.sha256 for one in ledger.written(place)[-1:]):
            new[place] = Written(sha256, day)
    if new:
        ledger.add_written(new)


def verify_workspace(workspace: Workspace) -> list[Problem]:
    """Return everything that is missing or not as it was written; empty when all is whole.

    Raise CannotRunError where the ledger or the key is gone, or the ledger cannot be read at all.
    """
    check_state(workspace.state, workspace.outbox)
    key = readable_key(workspace.state)
    with read_ledger(workspace.state, key) as ledger:
        if key is None:
            problems = [Problem.of_file("seals-not-verified", KEY_FILE)]
        elif not ledger.entries.knows_key():
            problems = [Problem.of_file("key-changed", KEY_FILE)]
        else:
            problems = [_damage(damage) for damage in ledger.entries.damages()]
    # Opened again: looking for damage reads damaged texts.
    try:
        with read_ledger(workspace.state) as ledger:
            checks = (_check_originals, _check_hand_ups, _check_pictures, _check_forms, _check_issued, _check_outputs)
            return [*problems, *(problem for check in checks for problem in check(workspace, ledger))]
    except CannotRunError:
        if not problems:
            raise
        return problems


def _damage(damage: Damage) -> Problem:
    if damage.fault in (Fault.HEAD, Fault.FILE):
        return Problem.of_file("ledger-damaged", FILE, detail=damage.detail or "記録した件数を確かめられません")
    table = _TABLES.get(damage.table, damage.table)
    about = (damage.values or {}).get("sheet_id") or (damage.values or {}).get("path")
    return Problem.of_file(
        "ledger-entry-damaged",
        FILE,
        table=table,
        number=str(damage.number),
        what=_FAULTS[damage.fault],
        about=f"（{about}）" if about else "",
    )


def _check_originals(workspace: Workspace, ledger: Ledger) -> Iterator[Problem]:
    seen: set[str] = set()
    for receipt, _ in ledger.receipts():
        is_kept_in_ward = receipt.origin not in ("", receipt.sha256)
        if receipt.verdict is Verdict.UNCHANGED or receipt.sha256 in seen or is_kept_in_ward:
            continue
        seen.add(receipt.sha256)
        path = archived_path(workspace.archive, receipt.sha256)
        if not path.is_file():
            yield Problem.of_file("original-missing", receipt.path, sha256=receipt.sha256[:12])
        elif not is_kept(path, receipt.sha256):
            yield Problem.of_file("original-damaged", receipt.path, sha256=receipt.sha256[:12])


def _check_hand_ups(workspace: Workspace, ledger: Ledger) -> Iterator[Problem]:
    """Report answers in the ledger that the kept file they came in does not tell of."""
    from kusei_batch.pipeline.intake.hand_up_reading import parse_hand_up  # which a night has no need of

    entered: dict[str, list[HandedAnswer]] = {}
    for receipt in ledger.answers():
        entered.setdefault(receipt.origin, [])
    answers = ledger.hand_ups.answers(sheet_id for sheet_id, sheet in ledger.issued().items() if sheet.origin)
    for one in (one for found in answers.values() for one in found if one.receipt.origin in entered):
        entered[one.receipt.origin].append(one)
    for handed in ledger.hand_ups.all():
        path = archived_path(workspace.archive, handed.sha256)
        if is_kept(path, handed.sha256) and (own := entered.get(handed.sha256)):
            try:
                told = parse_hand_up(path.read_bytes(), handed.sha256, handed.path).answers
            except HandUpError as error:
                yield Problem.of_file(error.code, handed.path, **error.words)
                continue
            missing = [one for one in own if one.says not in [t.says for t in told.get(one.receipt.sheet_id or "", ())]]
            if missing:
                yield Problem.of_file("hand-up-differs", handed.path, count=str(len(missing)))


def _check_pictures(workspace: Workspace, ledger: Ledger) -> Iterator[Problem]:
    for file, path in ledger.pictures().items():
        kept = picture_path(workspace.archive, file)
        if not is_kept(kept, kept.stem):
            yield Problem.of_file("picture-gone", path, sha256=file[:12])


def _check_forms(workspace: Workspace, ledger: Ledger) -> Iterator[Problem]:
    """Check kept forms by what they are named for: the hash of their two parts."""
    for key, sheet in {key: sheet for sheet, key in ledger.editions()}.items():
        try:
            open_kept_form(workspace.state, key, workspace.form_year(sheet.fiscal_year))
        except CannotRunError as error:
            yield Problem.of_file("kept-form-damaged", f"{key[:12]}….xlsx", form=sheet.form, reason=error.message)


def _check_issued(workspace: Workspace, ledger: Ledger) -> Iterator[Problem]:
    rounds = {round_.name for round_ in workspace.rounds}
    ended = {d.code for d in workspace.master.departments if d.ends}  # their sheets are put away
    for sheet in ledger.issued().values():
        if sheet.origin or sheet.department_code in ended:
            continue
        if sheet.round in rounds and not issued_path(workspace, sheet).is_file():
            yield Problem.of_file("issued-file-missing", sheet.path, sheet_id=sheet.sheet_id)


def _check_outputs(workspace: Workspace, ledger: Ledger) -> Iterator[Problem]:
    """Report documents that are not as they were last written; a run cut off may have written without entering."""
    if any(run.ended is None for run in ledger.last_runs(1)):
        return
    for place, sha256 in ledger.newest_written().items():
        path = workspace.outbox / place
        if path.is_file() and file_sha256(path) != sha256:
            yield Problem.of_file("output-changed", place)
        elif path.name == _MANIFEST and path.is_file():
            yield from check_strays(workspace.outbox, Path(place).parent)
            for told in json.loads(path.read_bytes())["files"]:
                published = path.parent / told["path"]
                if not published.is_file() or file_sha256(published) != told["sha256"]:
                    yield Problem.of_file("output-changed", place.replace(_MANIFEST, told["path"]))
