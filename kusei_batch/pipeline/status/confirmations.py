"""部長確認: what the heads of the 部 said of what was accepted, and what their sheets show of it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from kusei_batch.config import Workspace
from kusei_batch.core.confirmation import (
    ANSWER,
    COLUMNS,
    CONTENTS,
    DAY,
    OPINION,
    STATES,
    Confirmation,
    content_id,
)
from kusei_batch.core.form import ROW_ID, ROW_ORIGIN
from kusei_batch.core.problem import Problem
from kusei_batch.core.record import Coverage, Record
from kusei_batch.core.submission import ANSWERED, IssuedSheet, Receipt, State
from kusei_batch.core.submission_decision import mark_of
from kusei_batch.core.text.label import date_label, value_text
from kusei_batch.core.text.notation import one_line
from kusei_batch.core.ward import Department, MasterListRow, Ward
from kusei_batch.ledger import Ledger
from kusei_batch.validate.personal import mask_private

if TYPE_CHECKING:
    from kusei_batch.pipeline.status.round_status import RoundStatus

_WITHOUT = (ROW_ID, ROW_ORIGIN)
_LONGEST = 200
_DECLINED = "confirmation-declined"


def find_confirmations(
    ledger: Ledger, receipts: Iterable[Receipt], sheets: Iterable[IssuedSheet]
) -> dict[str, Confirmation]:
    """Return what was last said of each content, by its ID; `receipts` are answers to the heads' sheets, oldest first.

    Of each sheet the last accepted answer counts, also where its 部 is called otherwise by now or is gone.
    """
    counting: dict[str, Receipt] = {}
    for receipt in sorted((r for r in receipts if r.verdict.counts), key=lambda r: r.received):
        counting.pop(receipt.sheet_id or "", None)
        counting[receipt.sheet_id or ""] = receipt
    wards = {sheet.department_code: Ward(sheet.ward_code, "") for sheet in sheets}
    owners = {code: Department(code, ward, "", "", 0, "") for code, ward in wards.items()}
    records: dict[str, list[Record]] = {}
    for record in ledger.records({i: r.sha256 for i, r in counting.items()}, owners) if counting else ():
        records.setdefault(record.sheet_id, []).append(record)
    return {key: said for sheet_id in counting for key, said in _said(records.get(sheet_id, ()))}


def _said(records: Sequence[Record]) -> Iterator[tuple[str, Confirmation]]:
    """Yield what one answer says of each content it says anything of."""
    days = (record.fields.get(DAY) for record in records if record.table is None)
    day = next((day for day in days if isinstance(day, dt.date)), None)
    for record in records:
        key = record.key.list_id((record.department.code,)) if record.table is not None else None
        answer = value_text(record.fields.get(ANSWER))
        if key and answer:
            opinion = value_text(record.fields.get(OPINION))
            yield key, Confirmation(answer, opinion, day)


def confirm(coverage: Sequence[Coverage], said: Mapping[str, Confirmation]) -> list[Coverage]:
    """Return the coverage of a round that is to be confirmed: what was accepted waits until that very content is.

    A department that belongs to no 部 has nobody who would.
    """
    return [_confirmed(covered, said) for covered in coverage]


def _confirmed(covered: Coverage, said: Mapping[str, Confirmation]) -> Coverage:
    if covered.state not in ANSWERED or not covered.department.division:
        return covered
    found = said.get(_key(covered))
    state = covered.state if found and found.is_given else State.UNCONFIRMED
    return replace(covered, state=state, confirmation=found, notices=(*covered.notices, *_declined(covered, found)))


def _declined(covered: Coverage, found: Confirmation | None) -> Iterator[Problem]:
    """Tell what the head of the 部 asks for instead of confirming."""
    if found and not found.is_given:
        words = {
            "answer": found.answer,
            "opinion": one_line(mask_private(found.opinion), _LONGEST) or "なし",
        }
        yield Problem.of_file(_DECLINED, mask_private(covered.path or ""), **words)


def _key(covered: Coverage) -> str:
    return content_id(covered.department.code, covered.sha256 or "")


def members_of(status: RoundStatus, superior: Department) -> list[Coverage]:
    """Return the coverage of the departments of one 部."""
    return [c for c in status.own_coverage_of(superior.ward) if c.department.division == superior.name]


def waiting_for(members: Iterable[Coverage]) -> set[str]:
    """Return the IDs of the contents of which the head of their 部 has said nothing yet."""
    return {_key(c) for c in members if c.state is State.UNCONFIRMED and c.confirmation is None}


def bundle_lists(
    workspace: Workspace, status: RoundStatus, superior: Department
) -> dict[str, tuple[MasterListRow, ...]]:
    """Return the lists that the sheet for the head of a 部 shows: where each department stands, and what it entered."""
    members = members_of(status, superior)
    records: dict[str, list[Record]] = {}
    for record in status.records_of(superior.ward):
        records.setdefault(record.department.code, []).append(record)
    states = [_state(workspace, c, records.get(c.department.code, ())) for c in members]
    contents = [texts for c in members for texts in _contents(workspace, c, records.get(c.department.code, ()))]
    return {name: tuple(_rows(texts, superior)) for name, texts in ((STATES, states), (CONTENTS, contents))}


def _rows(listed: Iterable[Mapping[str, str]], superior: Department) -> Iterator[MasterListRow]:
    for texts in listed:
        yield MasterListRow(texts, superior.ward.code, frozenset((superior.code,)))


def _state(workspace: Workspace, covered: Coverage, records: Iterable[Record]) -> dict[str, str]:
    """Return one row of STATES; what was accepted is called so, since it is the reader who is waited for."""
    is_answered = covered.state in ANSWERED
    state = State.ACCEPTED if covered.state is State.UNCONFIRMED else covered.state
    counts = Counter(record.table for record in records if record.table is not None)
    before = covered.confirmation
    # What he himself asks for is no remark to him.
    remarks = covered.warnings - sum(notice.code == _DECLINED for notice in covered.notices)
    texts = (
        _key(covered) if is_answered else covered.department.code,
        covered.department.name,
        State.NONE_TO_REPORT.label if covered.is_nothing else state.label,
        "、".join(f"{table} {count}件" for table, count in counts.items()) if is_answered else "",
        date_label(covered.received, workspace.calendar) if covered.received and is_answered else "",
        mark_of(covered.sha256 or "") if is_answered else "",
        f"{remarks}件" if is_answered and remarks else "",
        before.answer if before else "",
        before.opinion if before else "",
    )
    return dict(zip(COLUMNS[STATES], texts, strict=True))


def _contents(workspace: Workspace, covered: Coverage, records: Iterable[Record]) -> Iterator[dict[str, str]]:
    """Yield the rows of CONTENTS of one department: what stands outside tables, then each row of a table."""
    numbers: Counter[str] = Counter()
    text = partial(value_text, day=partial(date_label, calendar=workspace.calendar))
    for record in records:
        table = record.table or ""
        numbers[table] += 1
        entered = {n: text(v) for n, v in record.fields.items() if n not in _WITHOUT and v not in (None, "", ())}
        label = f"{table}{numbers[table]}" if table else "全体"
        words = "\n".join(f"{name}：{value}" for name, value in entered.items())
        texts = (f"{_key(covered)}-{label}", covered.department.name, label, words)
        if words:
            yield dict(zip(COLUMNS[CONTENTS], texts, strict=True))
