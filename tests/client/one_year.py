"""One department's year up to the next: every sheet as it was issued, as the sample fills it in, and filled to the brim."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial, reduce
from pathlib import Path

from kusei_batch.config import Workspace, read_workspace
from kusei_batch.core.form import ROW_ID, FieldType, Form
from kusei_batch.core.submission import IssuedSheet
from kusei_batch.demo.coordinator import turn_year
from kusei_batch.demo.filling import fill_sheet, typed_cells
from kusei_batch.pipeline.issuing import issue_round, order_round
from kusei_batch.pipeline.night import run_night
from kusei_batch.pipeline.outputs.putting_away import issued_path
from kusei_batch.pipeline.workspace.form_check import read_form
from kusei_batch.pipeline.workspace.init import init_workspace
from kusei_batch.sample.year import HandIn, TableFilling, read_year

DEPARTMENT = "1303"
NEXT_YEAR = dt.date(2027, 4, 1)
ROUNDS = ("目標設定", "中間報告", "実績報告")
LONG = "受付で書類を確かめる順番を改め、同じことを二度お尋ねしない。数は月ごとに数えて課内に掲示し、翌月に見直す。"
_SAVED = 1.7e9


@dataclass(frozen=True)
class Sheet:
    """A sheet of the year: its form, what was stamped, the files, and what was typed into each."""

    form: Form
    issued: IssuedSheet
    files: Mapping[str, Path]
    typed: Mapping[str, tuple[object, ...]]


def last_hand_in(round_: str, begin: dt.date = dt.date.min, end: dt.date = NEXT_YEAR) -> HandIn:
    """What the sample's department means in a round: the file that says most, with what it mended afterwards."""
    own = [h for h in read_year().hand_ins if (h.round, h.department) == (round_, DEPARTMENT) and begin <= h.day < end]
    most = max(own, key=lambda h: sum(len(t.rows) + len(t.new) + len(t.usual) for t in h.tables.values()))
    mended = [h for h in own if h.day > most.day]
    tables = {
        name: reduce(_mend, (h.tables[name] for h in mended if name in h.tables), t) for name, t in most.tables.items()
    }
    return replace(most, tables=tables)


def _mend(before: TableFilling, after: TableFilling) -> TableFilling:
    return replace(before, rows=before.rows | {e: {**before.rows.get(e, {}), **v} for e, v in after.rows.items()})


def on_day(day: dt.date, _path: Path) -> dt.date:
    """The day on which every file came."""
    return day


def play_year(folder: Path) -> dict[str, Sheet]:
    """Issue and fill in each round of the year, then turn the year and begin the next; by round, `R09` the last."""
    init_workspace(folder, dry_run=False)
    workspace = read_workspace(folder)
    sheets = {}
    for number, name in enumerate(ROUNDS):
        sheets[name] = _sheet(workspace, name, last_hand_in(name))
        _hand_in(workspace, sheets[name], number)
    turn_year(workspace, NEXT_YEAR.year)
    sheets["R09"] = _sheet(read_workspace(folder), ROUNDS[0], last_hand_in(ROUNDS[0], NEXT_YEAR, dt.date.max))
    return sheets


def _sheet(workspace: Workspace, name: str, meant: HandIn) -> Sheet:
    order = order_round(workspace, name, department=DEPARTMENT)
    (issued,) = issue_round(workspace, order, order.round.opens).issued
    form = read_form(workspace, order.round.form)
    blank = issued_path(workspace, issued)
    meant_of = {"記入": meant, "満杯": to_the_brim(form, issued, meant)}
    files = {"空": blank}
    for state, hand_in in meant_of.items():
        files[state] = workspace.root / f"{blank.stem}_{state}.xlsx"
        fill_sheet(form, issued, hand_in, blank, files[state])
    typed = {s: tuple(v for _, _, v, _ in typed_cells(form, issued, h) if v != "") for s, h in meant_of.items()}
    return Sheet(form, issued, files, {"空": (), **typed})


def to_the_brim(form: Form, issued: IssuedSheet, meant: HandIn) -> HandIn:
    """The same with every long text of every row as long as the form allows it, no two alike."""
    tables = {}
    for table, filling in meant.tables.items():
        texts = [f for f in form.entries_of(table) if f.type is FieldType.LONG_TEXT]
        ids = issued.rows.get(table, ())
        rows = {
            key.row_id: {
                **filling.usual,
                **next((v for end, v in filling.rows.items() if key.row_id.endswith(end)), {}),
                **{f.name: _long(f"{number}{f.name}", f.max_length) for f in texts},
            }
            for number, key in enumerate(ids, start=1)
        }
        new = tuple(
            {**values, **{f.name: _long(f"{number}{f.name}", f.max_length) for f in texts}}
            for number, values in enumerate(filling.new, start=len(ids) + 1)
        )
        tables[table] = TableFilling(rows=rows, new=new)
    return replace(meant, tables=tables)


def _long(beginning: str, length: int | None) -> str:
    """A text of that many characters that says at its end where it ends."""
    room = length or 300
    return (beginning + LONG * (room // len(LONG) + 1))[: room - 3] + "終わり"


def _hand_in(workspace: Workspace, sheet: Sheet, number: int) -> None:
    inbox = workspace.inbox / "見本区" / "区民課"
    inbox.mkdir(parents=True, exist_ok=True)
    path = inbox / sheet.files["空"].name
    path.write_bytes(sheet.files["記入"].read_bytes())
    os.utime(path, (_SAVED + 60 * number,) * 2)
    due = workspace.round(sheet.issued.round).due
    report = run_night(workspace, due, _SAVED + 1e6, day_of=partial(on_day, due))
    accepted = {f.verdict.value for f in report.files if f.path.endswith(path.name)}
    assert accepted <= {"accepted", "accepted_with_warnings"}, [p.message for f in report.files for p in f.problems]


def shown_texts(sheet: Sheet, state: str) -> Iterator[str]:
    """What must be read whole on paper: what was stamped (no 行ID: it is hidden), brought over and typed."""
    placed = {f.qualified for f in sheet.form.fields if f.cells and f.name != ROW_ID}
    for name, texts in sheet.issued.stamped.items():
        if name in placed:
            yield from (text for text in texts if text)
    for field in sheet.form.fields if state == "空" else ():
        if field.is_entry and field.cells:
            values = sheet.issued.values.get(field.qualified, ())
            yield from (text for value in values if (text := sheet.form.entered_text(value, field)))
    yield from (value for value in sheet.typed[state] if isinstance(value, str))
