"""The rows that hand-ups brought, made again from the kept files: each is gone through as on the night it was taken.

A hand-up entered its sheets one after another, and its answers with its own receipt behind them. So one sound row tells
the numbers of all; where none is sound, the rows go where lost ones stand in a row. Nothing is entered where what the
file tells does not fit the sound rows.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import TYPE_CHECKING

from kusei_batch.collect.archive import archived_path, is_kept
from kusei_batch.collect.hand_up_file import HandUpError, is_hand_up
from kusei_batch.config import Workspace
from kusei_batch.core.hand_up import HandedAnswer
from kusei_batch.core.period import Round
from kusei_batch.core.problem import Location, Problem
from kusei_batch.core.submission import Receipt, Verdict
from kusei_batch.issue.kept_forms import FOLDER, keep_form
from kusei_batch.ledger import FILE, NO_RECORDS, Damage, Ledger
from kusei_batch.ledger.hand_up_entries import hand_up_row
from kusei_batch.ledger.packing import receipt_row, register_row
from kusei_batch.ledger.sealed_entries import Values
from kusei_batch.pipeline.intake.hand_up_forms import find_forms
from kusei_batch.pipeline.intake.hand_up_news import (
    ANSWERS_LOST,
    ISSUED_HERE,
    SheetEntry,
    find_news,
    find_rounds,
    tell_all,
    verdict_of,
    without_own,
)
from kusei_batch.pipeline.intake.hand_up_reading import ReadHandUp, parse_hand_up

if TYPE_CHECKING:
    Lost = Mapping[int, Damage]

_SAME = {
    "register": ("sheet_id", "round", "form_version", "path", "origin"),
    "receipts": ("run", "sha256", "path", "sheet_id", "origin"),
}
"""The columns by which a sound row is known to be one that a file tells of."""
_MEANT = (Verdict.ACCEPTED, Verdict.ACCEPTED_WITH_WARNINGS)


@dataclass(frozen=True)
class TakenHandUp:
    """A hand-up that was taken: its number in the ledger, the run and its day, its content and where it lay.

    A blank `sha256`: it is not known any more which file it was.
    """

    number: int
    run: int
    day: dt.date
    sha256: str
    path: str

    def read(self, workspace: Workspace) -> ReadHandUp | None:
        """Return what the kept file tells; None where it is not whole."""
        kept = archived_path(workspace.archive, self.sha256)
        if not self.sha256 or not is_kept(kept, self.sha256):
            return None
        try:
            return parse_hand_up(kept.read_bytes(), self.sha256, self.path)
        except HandUpError:
            return None


@dataclass(frozen=True)
class _Brought:
    """What a hand-up brought, in order: the rows of the register, and the receipts with its own as the last."""

    taken: TakenHandUp
    read: ReadHandUp
    rows: Mapping[str, Sequence[Values]]


def find_taken(workspace: Workspace, ledger: Ledger, lost: Mapping[str, Lost]) -> list[TakenHandUp]:
    """Return the hand-ups that were taken, in that order: those the ledger has, and those that stood in lost rows.

    That a file was taken shows in what came from it, in its receipt, or in where it lay when nothing else is known.
    """
    sound = {n: _taken(ledger, n, row) for n, row in ledger.entries.sound("hand_ups").items()}
    missing, known = sorted(lost["hand_ups"]), {one.sha256 for one in sound.values()}
    sure, likely = ([t for t in traces if t["sha256"] not in known] for traces in _traces(ledger, lost))
    unknown = [TakenHandUp(number, 0, dt.date.min, "", FILE) for number in missing]
    for traces in (sure, [*sure, *likely]):
        first: dict[str, TakenHandUp] = {}
        for row in traces:
            first.setdefault(str(row["sha256"]), _taken(ledger, 0, row))
        reads = ((one, one.read(workspace)) for one in first.values())
        made = sorted((((one.run, read.told.made), one) for one, read in reads if read), key=itemgetter(0))
        # As many as were lost, and no others: or it is not known which one was taken as which.
        if len(made) == len(missing):
            unknown = [replace(one, number=number) for number, (_, one) in zip(missing, made, strict=True)]
            break
    return sorted([*sound.values(), *unknown], key=lambda one: one.number)


def _taken(ledger: Ledger, number: int, row: Values) -> TakenHandUp:
    run = int(row["run"] or 0)
    as_of = ledger.entries.sound("runs").get(run, {}).get("as_of")
    day = dt.date.fromisoformat(str(as_of)) if as_of else dt.date.min
    return TakenHandUp(number, run, day, str(row["sha256"]), str(row["path"]))


def _traces(ledger: Ledger, lost: Mapping[str, Lost]) -> tuple[list[Values], list[Values]]:
    """Return what tells of hand-ups that were taken, the surest first, and what lay in the inbox and may have been."""
    receipts, inbox = ledger.entries.sound("receipts").values(), ledger.entries.sound("inbox").values()
    lay = [row for row in inbox if is_hand_up(str(row["path"])) and row["sha256"] and not row["gone"]]
    paths = {row["sha256"]: row["path"] for row in reversed(lay)}
    own = [row for row in receipts if is_hand_up(str(row["path"])) and not row["origin"]]
    came = [
        {**row, "sha256": row["origin"], "path": paths.get(row["origin"], FILE)} for row in receipts if row["origin"]
    ]
    changed = [damage.values for damage in lost["hand_ups"].values() if damage.values]
    refused = {row["sha256"] for row in own if row["verdict"] not in _MEANT}
    return [*(row for row in own if row["verdict"] in _MEANT), *came, *changed], [
        row for row in lay if row["sha256"] not in refused
    ]


def handed_rounds(workspace: Workspace, taken: Sequence[TakenHandUp]) -> dict[tuple[int, str], Round]:
    """Return the rounds that came with hand-ups, by year and name."""
    found: dict[tuple[int, str], Round] = {}
    for read in filter(None, (one.read(workspace) for one in taken)):
        for round_ in find_rounds(workspace, read, read.sheets, found):
            found[round_.fiscal_year, round_.name] = round_
    return found


def rebuild_hand_ups(
    workspace: Workspace, ledger: Ledger, lost: Mapping[str, Lost], taken: Sequence[TakenHandUp]
) -> list[Problem]:
    """Enter the lost rows of hand-ups again: sheets, answers, their own receipts, and what they said of their wards."""
    counts: dict[int, int] = {}
    after = dict.fromkeys(_SAME, 0)
    for brought in _replay(workspace, ledger, taken):
        number, count = brought.taken.number, 0
        for table, rows in brought.rows.items():
            sound = ledger.entries.sound(table)
            free = [n for n in sorted(lost[table]) if n not in sound]
            if table == "receipts":
                free = free[_others(ledger, taken, brought.taken.run) :]
            first = _place(rows, table, sound, [n for n in free if n > after[table]])
            entered = _enter(ledger, table, rows, first, lost[table]) if first else 0
            count += entered
            after[table] = max(after[table], first + len(rows) - 1) if first else after[table]
        if number in lost["hand_ups"]:
            ledger.entries.mend("hand_ups", number, hand_up_row(brought.taken.run, brought.read.handed))
            count += 1
        counts[number] = count
    told = {one.number: one for one in taken}
    notes = [Problem.of_file("hand-up-rebuilt", told[n].path, count=str(count)) for n, count in counts.items() if count]
    is_all = len(counts) == len(taken)
    return notes if is_all else [*notes, *_tell_unknown(taken, counts)]


def _enter(ledger: Ledger, table: str, rows: Sequence[Values], first: int, lost: Lost) -> int:
    """Enter the rows that are lost among these, from that number on, and return how many they are."""
    sound = ledger.entries.sound(table)
    numbers = [n for n in range(first, first + len(rows)) if n in lost and n not in sound]
    for number in numbers:
        ledger.entries.mend(table, number, rows[number - first])
    return len(numbers)


def _tell_unknown(taken: Sequence[TakenHandUp], counts: Mapping[int, int]) -> Iterator[Problem]:
    """Tell of the first hand-up that cannot be gone through, on which all later ones depend."""
    one = next(one for one in taken if one.number not in counts)
    yield Problem.of_file("hand-up-not-rebuilt", one.path, number=str(one.number))


def _replay(workspace: Workspace, ledger: Ledger, taken: Sequence[TakenHandUp]) -> Iterator[_Brought]:
    """Yield what each hand-up brought, going through all in order, up to one of which the kept file is not whole."""
    editions: list[SheetEntry] = []
    answers: dict[str, list[HandedAnswer]] = {}
    issued = ledger.issued()
    keys = [path.stem for path in sorted((workspace.state / FOLDER).glob("*.xlsx"))]
    for one in taken:
        read = one.read(workspace)
        if read is None:
            return
        # What was issued here later did not keep a sheet out then.
        there = {i: s for i, s in issued.items() if not s.origin and s.issued_on <= one.day}
        sheets, own = without_own(read.sheets, there)
        lines = [read.forms[key] for key in dict.fromkeys(key for _, key in sheets)]
        kept = dict.fromkeys((line.form for line in lines), keys)
        forms, problems = find_forms(workspace, kept, lines, read.handed.fiscal_year, Location(file=one.path))
        if problems:
            return
        as_kept = {key: keep_form(form, workspace.state) for key, form in forms.items()}
        news, gone = find_news([(sheet, as_kept[key]) for sheet, key in sheets], editions, read.answers, answers)
        editions += news.sheets
        for answer in news.answers:
            answers.setdefault(answer.receipt.sheet_id or "", []).append(answer)
        told = tell_all(workspace, read, sheets, news, {ISSUED_HERE: own, ANSWERS_LOST: gone})
        lay = (row for row in ledger.entries.sound("inbox").values() if row["sha256"] == one.sha256 and not row["gone"])
        receipt = Receipt(
            one.sha256,
            one.path,
            min((dt.date.fromisoformat(str(row["since"])) for row in lay), default=one.day),
            verdict_of(told),
            None,
            run=one.run,
        )
        receipts = [receipt_row(one.run, a.receipt, a.problems, a.records) for a in news.answers]
        receipts.append(receipt_row(one.run, receipt, told, NO_RECORDS))
        yield _Brought(one, read, {"register": [register_row(*entry) for entry in news.sheets], "receipts": receipts})


def _others(ledger: Ledger, taken: Sequence[TakenHandUp], run: int) -> int:
    """Return how many lost receipts stand before those of hand-ups of a run, as far as it is known what lay there.

    What departments hand in is received before what wards do.
    """
    known = {row["sha256"] for row in ledger.entries.sound("receipts").values()} | {one.sha256 for one in taken}
    lay = (row for row in ledger.entries.sound("inbox").values() if row["sha256"] and row["skip"] == "null")
    came = {row["sha256"]: int(row["run"] or 0) + is_hand_up(str(row["path"])) for row in lay if not row["gone"]}
    return sum(of_run <= run for sha256, of_run in came.items() if sha256 not in known)


def _place(rows: Sequence[Values], table: str, sound: Mapping[int, Values], free: Sequence[int]) -> int | None:
    """Return the number of the first of the rows; None where nothing tells it, or sound rows are not these.

    `free` are the numbers of lost rows that they may have where none of them is sound.
    """
    marks = [_mark(table, row) for row in rows]
    firsts = {number - marks.index(mark) for number, row in sound.items() if (mark := _mark(table, row)) in marks}
    if rows and not firsts:
        starts = (n for n in free if all(n + m in free for m in range(len(rows))))
        return next((n for n in starts if _is_between(rows[0], n, sound)), None)
    first = min(firsts, default=0)
    fits = all(_mark(table, sound[first + m]) == mark for m, mark in enumerate(marks) if first + m in sound)
    return first if len(firsts) == 1 and fits else None


def _mark(table: str, row: Values) -> tuple[object, ...]:
    return tuple(row[name] for name in _SAME[table])


def _is_between(row: Values, number: int, sound: Mapping[int, Values]) -> bool:
    """Return whether the runs of the sound rows around a number leave room for a row there."""
    if "run" not in row:
        return True
    run = int(row["run"] or 0)
    return all(
        (int(other["run"] or 0) <= run) if n < number else (int(other["run"] or 0) >= run) for n, other in sound.items()
    )
