"""The rows of the ledger made again from what vouches for them: archived originals, issued files, sealed neighbours."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from kusei_batch.collect.archive import archived_path, is_kept, keep_pictures
from kusei_batch.collect.hand_up_file import is_hand_up
from kusei_batch.config import Workspace
from kusei_batch.core.dates import parse_day
from kusei_batch.core.identity import department_in
from kusei_batch.core.period import Calendar, Round
from kusei_batch.core.problem import Problem, SettingsError
from kusei_batch.core.run import Outcome
from kusei_batch.core.submission import IssuedSheet, Receipt, Verdict
from kusei_batch.engine import Failure
from kusei_batch.issue.kept_forms import keep_form, open_form
from kusei_batch.issue.plan import plan_sheet
from kusei_batch.ledger import FILE, NO_RECORDS, Damage, Ledger
from kusei_batch.ledger.packing import receipt_row, register_row, round_row
from kusei_batch.ledger.sealed_entries import Values
from kusei_batch.pipeline.engines import open_engine
from kusei_batch.pipeline.intake.editions import open_editions
from kusei_batch.pipeline.intake.examined_files import Intake, examine_all, hire_readers, hold_unsealed
from kusei_batch.pipeline.intake.examining import ExaminationJob
from kusei_batch.pipeline.intake.hand_ups import find_refusal
from kusei_batch.pipeline.intake.worker_context import open_context
from kusei_batch.pipeline.issued_files import read_bundles, sealed_claim
from kusei_batch.pipeline.issuing import round_facts
from kusei_batch.pipeline.outputs.putting_away import issued_path
from kusei_batch.pipeline.rebuilding_hand_ups import TakenHandUp, handed_rounds
from kusei_batch.pipeline.session import ISSUED_FOLDER, read_key
from kusei_batch.pipeline.status.history import History

if TYPE_CHECKING:
    Lost = Mapping[int, Damage]


def rebuild_runs(ledger: Ledger, lost: Lost) -> list[Problem]:
    """Enter lost runs by the days of their receipts and neighbours; their hours and counts are gone."""
    entries = ledger.entries
    for number in lost:
        receipts = entries.sound("receipts").values()
        days = [str(row["received"]) for row in receipts if row["run"] == number]
        runs = [run for other, run in sorted(entries.sound("runs").items()) if other < number]
        days += [str(run["as_of"]) for run in runs[-1:]]
        issued = [str(row["issued_on"]) for row in ledger.entries.sound("register").values()]
        day = max(days, default=min(issued, default="1970-01-01"))
        moment = f"{day}T00:00:00+09:00"
        row = {"as_of": day, "started": moment, "ended": moment, "outcome": Outcome.PARTLY.value, "counts": "{}"}
        entries.mend("runs", number, row)
    return [Problem.of_file("run-rebuilt", FILE, number=str(number)) for number in lost]


def rebuild_rounds(
    workspace: Workspace, ledger: Ledger, lost: Lost, taken: Sequence[TakenHandUp] = ()
) -> list[Problem]:
    """Enter every round again where any is lost: of this year from config.toml, earlier ones by their sheets.

    Those that came with hand-ups (`taken`) alone are as these tell of them. Nothing tells which round a lost row was
    of, so all are entered; none is where the due day of one is not known.
    """
    if not lost:
        return []
    this_year = {(r.fiscal_year, r.name): r for r in workspace.rounds}
    issued: dict[tuple[int, str], list[IssuedSheet]] = {key: [] for key in this_year if _has_sheets(workspace, *key)}
    handed = handed_rounds(workspace, taken)
    for sheet in ledger.issued().values():
        issued.setdefault((sheet.fiscal_year, sheet.round), []).append(sheet)
    known = handed | ledger.rounds()
    rounds = {}
    for key in dict.fromkeys((*issued, *handed)):
        round_ = this_year.get(key) or _earlier_round(workspace.calendar, issued.get(key, ()), known.get(key))
        if round_ is None:
            return []
        rounds[key] = round_
    ledger.entries.begin_anew("rounds", [round_row(round_) for round_ in rounds.values()])
    return [_round_note(workspace, *one, is_handed=one[0] in handed) for one in rounds.items()]


def _has_sheets(workspace: Workspace, year: int, round_name: str) -> bool:
    return (workspace.year_folder(year, round_name) / ISSUED_FOLDER).is_dir()


def _earlier_round(calendar: Calendar, sheets: Sequence[IssuedSheet], known: Round | None) -> Round | None:
    """Return an earlier year's round by what was stamped on its sheets; `known` tells of it as well, if anything does.

    None where no sheet shows a due day and nothing else tells it.
    """
    days = [parse_day(text, calendar) for sheet in sheets for text in sheet.stamped.get("提出期限", ())]
    due = max((day for day in days if day), default=known.due if known else None)
    if due is None or not sheets:
        return known
    opens = known.opens if known else min(sheet.issued_on for sheet in sheets)
    departments = frozenset(sheet.department_code for sheet in sheets) | (known.departments if known else frozenset())
    return Round(sheets[0].round, sheets[0].form, sheets[0].fiscal_year, opens, due, departments)


def _round_note(workspace: Workspace, key: tuple[int, str], round_: Round, *, is_handed: bool) -> Problem:
    year, due = workspace.calendar.fiscal_label(round_.fiscal_year), workspace.calendar.date_label(round_.due)
    this_year = {(r.fiscal_year, r.name) for r in workspace.rounds}
    source = "設定" if key in this_year else "区からの提出" if is_handed else "発行した様式の記録"
    return Problem.of_file("round-rebuilt", FILE, year=year, round=round_.name, due=due, source=source)


def rebuild_register(workspace: Workspace, ledger: Ledger, lost: Lost) -> list[Problem]:
    """Read lost sheets back from their issued files: what the seal says, with what they would be issued with today.

    This is done only where the kept form is that of today, and no more files are unknown than rows are lost.
    """
    if not lost:
        return []
    known = {(sheet.round, sheet.path) for sheet in ledger.issued().values()}
    found = [one for round_ in workspace.rounds for one in _read_round(workspace, ledger, round_, known)]
    found += read_bundles(workspace, ledger, known)
    notes = []
    for number, (sheet, key) in zip(sorted(lost), found, strict=False):
        ledger.entries.mend("register", number, register_row(sheet, key))
        notes.append(Problem.of_file("register-rebuilt", sheet.path, sheet_id=sheet.sheet_id))
    return notes


def _read_round(
    workspace: Workspace, ledger: Ledger, round_: Round, known: set[tuple[str, str]]
) -> Iterator[tuple[IssuedSheet, str]]:
    """Yield the unknown sheets of a round whose files lie in its folder, each with the key of its kept form."""
    folder = workspace.year_folder(round_.fiscal_year, round_.name) / ISSUED_FOLDER
    paths = [p for p in sorted(folder.glob("*/*.xlsx")) if (round_.name, p.relative_to(folder).as_posix()) not in known]
    if not paths:
        return
    year = round_.fiscal_year
    try:
        opened = open_form(workspace.template(round_.form), workspace.master.lists(year), workspace.form_year(year))
    except SettingsError:
        return
    facts = round_facts(workspace, round_, opened.form, History(workspace, ledger))
    departments = {d.code: d for d in workspace.master.departments}
    for path in paths:
        claim = sealed_claim(path, read_key(workspace.state))
        code = department_in(claim.hidden or "") if claim else ""
        if claim and claim.hidden and code in departments and claim.version == opened.form.version:
            day = dt.datetime.fromtimestamp(path.stat().st_mtime).astimezone().date()
            sheet = plan_sheet(facts, departments[code], claim.hidden, day)
            if claim.form == sheet.form and issued_path(workspace, sheet) == path:
                yield sheet, keep_form(opened, workspace.state)


def rebuild_receipts(workspace: Workspace, ledger: Ledger, lost: Lost, inbox: Sequence[Values]) -> list[Problem]:
    """Examine the originals of lost receipts again and enter what is found.

    The sound rows of the table `inbox` tell whose original it was and when it came; a changed row is believed
    only in what nothing else tells. Without a whole original the receipt stays lost.
    """
    origins = _origins(ledger, lost, inbox)
    kept = {n: one for n, one in origins.items() if is_kept(_archived(workspace, one), one.sha256)}
    if not kept:
        return []
    context = open_context(workspace, open_editions(workspace, ledger))
    refused = {n: one for n, one in kept.items() if is_hand_up(one.path)}
    kept = {n: one for n, one in kept.items() if n not in refused}
    jobs = [ExaminationJob.of(_archived(workspace, one), one.sha256, one.path, one.path) for one in kept.values()]
    with open_engine(workspace) as engine, hire_readers(engine, workspace, context, len(jobs)) as crew:
        outcomes = examine_all(crew, jobs)
    notes = [
        _refused_again(Intake(workspace, ledger, context, one.run, one.received, _no_day), n, one)
        for n, one in refused.items()
    ]
    for job, (number, origin), outcome in zip(jobs, kept.items(), outcomes, strict=True):
        if isinstance(outcome, Failure):
            continue
        keep_pictures(workspace.archive, outcome.pictures)
        found = hold_unsealed(Intake(workspace, ledger, context, origin.run, origin.received, _no_day), job, outcome)
        earlier = [a.received for a in ledger.answers() if a.run <= origin.run and a.sheet_id == found.sheet_id]
        entered = replace(
            origin,
            received=max([origin.received, *earlier]),
            verdict=found.verdict,
            sheet_id=found.sheet_id,
            nothing_to_report=found.nothing_to_report,
        )
        ledger.entries.mend("receipts", number, receipt_row(origin.run, entered, found.problems, found.records))
        day = workspace.calendar.date_label(entered.received)
        notes.append(Problem.of_file("receipt-rebuilt", origin.path, verdict=entered.verdict.label, day=day))
    return notes


def _refused_again(intake: Intake, number: int, origin: Receipt) -> Problem:
    """Enter the receipt of a hand-up that was refused: nothing came of it, whatever is found in it today."""
    job = ExaminationJob.of(_archived(intake.workspace, origin), origin.sha256, origin.path, origin.path)
    entered = replace(origin, verdict=Verdict.QUARANTINED)
    row = receipt_row(origin.run, entered, find_refusal(intake, job), NO_RECORDS)
    intake.ledger.entries.mend("receipts", number, row)
    day = intake.workspace.calendar.date_label(origin.received)
    return Problem.of_file("receipt-rebuilt", origin.path, verdict=entered.verdict.label, day=day)


def _origins(ledger: Ledger, lost: Lost, inbox: Sequence[Values]) -> dict[int, Receipt]:
    """Return by number of which file each lost receipt was one, as far as it is known."""
    lay = [row for row in inbox if row["sha256"] and row["skip"] == "null" and not row["gone"]]
    known = {row["sha256"] for table in ("receipts", "hand_ups") for row in ledger.entries.sound(table).values()}
    found: dict[int, Receipt] = {}
    for number, damage in sorted(lost.items()):
        row = damage.values
        if row and row["origin"]:  # of a ward's hand-up or a past list, of neither of which it is one sheet's original
            continue
        origin = next((one for one in lay if row and (one["path"], one["run"]) == (row["path"], row["run"])), None)
        origin = origin or next((one for one in lay if row and one["sha256"] == row["sha256"]), None)
        if origin is None and row is None:
            origin = next((one for one in lay if one["sha256"] not in known), None)
        told = _told(origin, "since") if origin else row and _told(row, "received")
        if told:
            found[number] = told
            known.add(told.sha256)
    return found


def _told(row: Values, day: str) -> Receipt | None:
    """Return what a row tells of where a receipt comes from; None where it has no day or run."""
    try:
        received = dt.date.fromisoformat(str(row[day]))
        return Receipt(str(row["sha256"]), str(row["path"]), received, Verdict.FAILED, None, run=int(row["run"] or 0))
    except ValueError:
        return None


def _archived(workspace: Workspace, origin: Receipt) -> Path:
    return archived_path(workspace.archive, origin.sha256)


def _no_day(path: Path) -> dt.date:
    raise AssertionError(path)
