"""市への提出: what a ward has taken in of a year, in one sealed file for the city."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from kusei_batch import __version__
from kusei_batch.collect.archive import picture_path
from kusei_batch.collect.hand_up_file import ANSWERS, FORMS, LISTS, PICTURES, ROUNDS, SHEETS, write_hand_up
from kusei_batch.collect.inbox import HAND_UP, suffix_of
from kusei_batch.config import Workspace
from kusei_batch.core.hand_up import HandedAnswer
from kusei_batch.core.period import Round
from kusei_batch.core.problem import Problem
from kusei_batch.core.submission import IssuedSheet, State
from kusei_batch.core.ward import Department, MasterListRow, Ward
from kusei_batch.disk import sweep, write_atomic
from kusei_batch.errors import UsageError
from kusei_batch.issue.kept_forms import open_kept_form
from kusei_batch.ledger import NO_RECORDS, Ledger, pack_records, unpack_records
from kusei_batch.ledger.packing import pictures_in
from kusei_batch.pipeline.intake.hand_up_lines import AnswerLine, ListsLine, RoundLine, SheetLine, write_lines
from kusei_batch.pipeline.questions import read_status
from kusei_batch.pipeline.session import hold, look_into
from kusei_batch.pipeline.status.personal_data import find_marked, places_decided, still_asked, withhold

FOLDER = "市への提出"

_OF_THE_FORM = ("place", "remedy", "limit", "minimum", "maximum", "unit", "table")
"""Words of a problem that the form or the program says, not the department."""
_IN_THE_WARD = "（記入内容は区にあります）"

Lines = list[Mapping[str, Any]]


@dataclass(frozen=True)
class HandUpOrder:
    """What is asked for: of which ward and year, as of which day, made when."""

    ward: Ward
    fiscal_year: int
    as_of: dt.date
    made: dt.datetime


@dataclass(frozen=True)
class HandUpReport:
    """What was handed up: the file, how many sheets and accepted answers it tells of, how many texts it withholds."""

    path: Path
    ward: Ward
    fiscal_year: int
    sheets: int
    accepted: int
    withheld: int
    is_sealed: bool
    size: int = 0


def order_hand_up(
    workspace: Workspace, ward: str | None, year: int | None, day: dt.date, now: dt.datetime
) -> HandUpOrder:
    """Return the order for a ward, which must be named where there are several. Raise UsageError."""
    wards = workspace.master.bodies
    if ward is None and len(wards) != 1:
        names = "、".join(one.name for one in wards)
        raise UsageError("どの区の分を提出するのかが分かりません。", f"--ward で選んでください（{names}）。")
    chosen = workspace.ward(ward) if ward else wards[0]
    return HandUpOrder(chosen, year or workspace.fiscal_year, day, now.replace(microsecond=0))


def hand_up(
    workspace: Workspace, order: HandUpOrder, target: Path | None = None, *, dry_run: bool = False
) -> HandUpReport:
    """Write what a ward has taken in; `target` None: where such files lie in the outbox.

    A folder as `target`: in it, under the usual name. Raise UsageError where nothing was issued to it that year and for
    a name under which no city takes it, CannotRunError when another run is at work or the disk
    refuses.
    """
    label = workspace.calendar.fiscal_code(order.fiscal_year)
    folder = workspace.outbox / label / FOLDER
    name = f"{FOLDER}_{label}_{order.ward.name}_{order.as_of:%Y%m%d}{HAND_UP}"
    path = _check_target(target / name if target and target.is_dir() else target or folder / name)
    # No night may go on in between: what is handed up is of one moment.
    with nullcontext() if dry_run else hold(workspace), look_into(workspace) as ledger:
        content, report = _collect(workspace, ledger, order)
        if not dry_run:
            sweep(folder)
            write_atomic(path, content)
    return replace(report, path=path, size=len(content))


def _check_target(path: Path) -> Path:
    """Return where a hand-up is to lie. Raise UsageError for a name under which a city takes nothing."""
    if suffix_of(path.name) != HAND_UP:
        remedy = f"「{path.stem}{HAND_UP}」のような名前か、フォルダを指定してください。"
        raise UsageError(f"「{path.name}」という名前では、市の夜間処理が取り込みません。", remedy)
    return path


def _collect(workspace: Workspace, ledger: Ledger, order: HandUpOrder) -> tuple[bytes, HandUpReport]:
    year, ward = order.fiscal_year, order.ward
    sheets = [(s, key) for s, key in ledger.editions() if s.fiscal_year == year and s.ward_code == ward.code]
    if not sheets:
        label = workspace.calendar.fiscal_label(year)
        raise UsageError(
            f"{ward.name}には、{label}に発行した様式がありません。",
            "kusei issue で様式を配り、夜間処理が受理してから行います。ほかの年度の分は、--year R7 のように選びます。",
        )
    ids = list(dict.fromkeys(sheet.sheet_id for sheet, _ in sheets))
    answers, withheld = _answers(workspace, ledger, order, [sheet for sheet, _ in sheets])
    states = {i: state.value for i, state in _states(workspace, order).items() if i in set(ids)}
    head = {
        "program": __version__, "city": workspace.settings.city, "ward_code": ward.code, "ward": ward.name,
        "fiscal_year": year, "as_of": order.as_of.isoformat(), "made": order.made.isoformat(), "states": states,
    }  # fmt: skip
    parts = {
        SHEETS: write_lines([SheetLine.told(sheet, key) for sheet, key in sheets]),
        ANSWERS: write_lines([AnswerLine.told(one) for one in answers]),
        ROUNDS: write_lines([RoundLine.told(round_) for round_ in _rounds(workspace, ledger, year, sheets)]),
        FORMS: write_lines(_form_lines(workspace, year, {key: sheet for sheet, key in sheets})),
        LISTS: write_lines([ListsLine.told(workspace.master.policy_of(ward, year), own_rows(workspace, order))]),
        **_pictures(workspace, answers),
    }
    secret = workspace.settings.hand_up.secret
    accepted = sum(state in ("accepted", "unconfirmed", "none_to_report") for state in states.values())
    report = HandUpReport(Path(), ward, year, len(ids), accepted, withheld, bool(secret))
    return write_hand_up(head, parts, secret), report


def own_rows(workspace: Workspace, order: HandUpOrder) -> list[tuple[str, MasterListRow]]:
    """Return the rows of lists in force that year that are for the ward or departments of it alone, by the list's name.

    What has been decided in 決定.xlsx is among them, and so is what the ward says itself beside a row that is for all
    wards; that row is the city's to say.
    """
    departments = {d.code for d in workspace.master.departments_of(order.ward)}
    return [
        (name, row)
        for name, rows in workspace.master.in_force(order.fiscal_year).items()
        for row in (one for listed in rows for one in (listed, *listed.of_wards) if one.in_force(order.fiscal_year))
        if row.ward_code == order.ward.code or (row.department_codes and row.department_codes <= departments)
    ]


def _states(workspace: Workspace, order: HandUpOrder) -> dict[str, State]:
    """Return where each sheet stands, by its id."""
    status = read_status(workspace, order.as_of, order.fiscal_year)
    every = [c for found in (*status.rounds, *status.confirmations) for c in found.coverage]
    return {c.sheet_id: c.state for c in every if c.sheet_id}


def _rounds(workspace: Workspace, ledger: Ledger, year: int, sheets: Sequence[tuple[IssuedSheet, str]]) -> list[Round]:
    """Return the rounds that the sheets are of, this year's as config.toml has them now, for those departments."""
    now = {r.name: r for r in workspace.rounds if r.fiscal_year == year}
    known = {name: round_ for (of_year, name), round_ in ledger.rounds().items() if of_year == year} | now
    departments: dict[str, set[str]] = {}
    for sheet, _ in sheets:
        departments.setdefault(sheet.round, set()).add(sheet.department_code)
    return [replace(known[name], departments=frozenset(codes)) for name, codes in departments.items() if name in known]


def _answers(
    workspace: Workspace, ledger: Ledger, order: HandUpOrder, sheets: Sequence[IssuedSheet]
) -> tuple[list[HandedAnswer], int]:
    """Return the answers to the sheets, oldest first, and how many texts are withheld in them.

    What waits to be cleared as personal data, or is not to be shown, stays in the ward; so does what was sent back.
    What was decided on is asked by nobody in the city.
    """
    ids = list(dict.fromkeys(sheet.sheet_id for sheet in sheets))
    owners = {s.department_code: Department(s.department_code, order.ward, "", "", 0, "") for s in sheets}
    by_sheet = ledger.hand_ups.answers(ids)
    found, count = [], 0
    for one in (one for sheet_id in ids for one in by_sheet.get(sheet_id, ())):
        if not one.receipt.is_answer or one.receipt.received > order.as_of:
            continue
        packed, problems = NO_RECORDS, one.problems
        if one.receipt.verdict.counts and one.records != NO_RECORDS:
            records = unpack_records(one.records, owners)
            shown, withheld = withhold(workspace, records)
            problems = still_asked(problems, places_decided(find_marked(workspace, records)))
            packed = pack_records([replace(record, withheld={}) for record in shown])
            count += len(withheld)
        # What was sent back is not what the department says in the end: its words stay in the ward.
        told = problems if one.receipt.verdict.counts else [_without_words(p) for p in problems]
        found.append(replace(one, problems=told, records=packed))
    return found, count


def _without_words(problem: Problem) -> Problem:
    """Return what was found without anything that may quote what was typed: what, how grave and where."""
    told = {name: word if name in _OF_THE_FORM else _IN_THE_WARD for name, word in problem.params.items()}
    return replace(problem, params=told | ({"hint": ""} if "hint" in told else {}))


def _form_lines(workspace: Workspace, year: int, kept: Mapping[str, IssuedSheet]) -> Lines:
    """Return the forms that the sheets were stamped from. Raise CannotRunError where one is gone."""
    lines: Lines = []
    for key, sheet in kept.items():
        opened = open_kept_form(workspace.state, key, workspace.form_year(year))
        told = {"key": key, "form": sheet.form, "version": sheet.form_version, "content": opened.content}
        lines.append({**told, "lists": {name: [dict(row) for row in rows] for name, rows in opened.lists.items()}})
    return lines


def _pictures(workspace: Workspace, answers: Sequence[HandedAnswer]) -> dict[str, bytes]:
    """Return what documents show of the pictures in the records, those that are there."""
    files = {picture.file for one in answers for picture in pictures_in(one.records)}
    paths = {file: picture_path(workspace.archive, file) for file in files}
    return {f"{PICTURES}{file}": path.read_bytes() for file, path in sorted(paths.items()) if path.is_file()}
