"""Turn records, problems and rows into the ledger's columns (texts and JSON), and back."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import astuple
from decimal import Decimal
from functools import lru_cache
from typing import Any

from pydantic_core import from_json

from kusei_batch.core.inbox_file import InboxFile
from kusei_batch.core.look import Look
from kusei_batch.core.made import Made, RoundRequest
from kusei_batch.core.period import Round
from kusei_batch.core.picture import Picture
from kusei_batch.core.problem import Location, Problem, Severity
from kusei_batch.core.record import Record, Source
from kusei_batch.core.row_key import RowKey
from kusei_batch.core.run import Outcome, Run
from kusei_batch.core.stamped_texts import StampedTexts
from kusei_batch.core.submission import IssuedSheet, Receipt, Verdict
from kusei_batch.core.values import TypedValue
from kusei_batch.core.ward import Department

NO_RECORDS = "[]"
Unpack = Callable[[str, Mapping[str, Department]], list[Record]]
"""Gives of packed records those that are asked for, with their departments of today."""
RECEIPT = "sha256, path, received, verdict, sheet_id, none_to_report, run, origin"
INBOX_FILE = "path, run, since, sha256, skip, looks"  # in the order of InboxFile
_BESIDE = " "
MADE = "plan, inputs, kind, path, files, asked"  # in the order of Made
ROUND = "name, form, fiscal_year, opens, due, departments"  # in the order of Round
REGISTER = "sheet_id, round, form, form_version, fiscal_year, ward_code, department_code, path, issued_on"
REGISTER += ', stamped, rows, "values", origin'  # in the order of IssuedSheet


def pack_records(records: Sequence[Record]) -> str:
    """Return records as the ledger keeps them.

    Workers pack them, since a text is handed on for much less than the records are.
    """
    return dump([_pack_record(r) for r in records])


def receipt(row: Sequence[Any]) -> Receipt:
    """Return a receipt of the columns RECEIPT."""
    sha256, path, day, verdict, sheet_id, nothing, run, origin = row
    return Receipt(sha256, path, dt.date.fromisoformat(day), Verdict(verdict), sheet_id, bool(nothing), run, origin)


def receipt_row(run: int, r: Receipt, problems: Sequence[Problem], records: str) -> dict[str, str | int | None]:
    """Return a receipt with its problems and packed records as a row of its table."""
    return {
        "run": run, "sha256": r.sha256, "path": r.path, "received": r.received.isoformat(),
        "verdict": r.verdict.value, "sheet_id": r.sheet_id, "none_to_report": int(r.nothing_to_report),
        "problems": dump([pack_problem(p) for p in problems]), "records": records, "origin": r.origin,
    }  # fmt: skip


def round_of(row: Sequence[Any]) -> Round:
    """Return a round of the columns ROUND."""
    name, form, year, opens, due, departments = row
    first, last = dt.date.fromisoformat(opens), dt.date.fromisoformat(due)
    return Round(name, form, year, first, last, frozenset(from_json(departments)))


def round_row(r: Round) -> dict[str, str | int | None]:
    """Return a round as a row of its table."""
    days = {"opens": r.opens.isoformat(), "due": r.due.isoformat()}
    plain: dict[str, str | int | None] = {"fiscal_year": r.fiscal_year, "name": r.name, "form": r.form}
    return plain | days | {"departments": dump(sorted(r.departments))}


def register_row(s: IssuedSheet, template: str) -> dict[str, str | int | None]:
    """Return a sheet with the kept template it was stamped from as a row of its table."""
    rows = {table: [key.row_id for key in keys] for table, keys in s.rows.items()}
    values = {name: list(map(_pack_value, column)) for name, column in s.values.items()}
    return {
        "sheet_id": s.sheet_id, "round": s.round, "form": s.form, "form_version": s.form_version,
        "fiscal_year": s.fiscal_year, "ward_code": s.ward_code, "department_code": s.department_code,
        "path": s.path, "issued_on": s.issued_on.isoformat(), "template": template,
        "stamped": dump(s.stamped), "rows": dump(rows), "values": dump(values), "origin": s.origin,
    }  # fmt: skip


def inbox_file(row: Sequence[Any]) -> InboxFile:
    """Return a file of the columns INBOX_FILE."""
    path, run, since, sha256, skip, looks = row
    reason = from_json(skip)
    look, kept = map(_unpack_look, from_json(looks))
    skipped = unpack_problem(reason) if reason else None
    return InboxFile(path, run, dt.date.fromisoformat(since), sha256, skipped, look, kept)


def _unpack_look(row: list[int] | None) -> Look | None:
    return (row[0], row[1], row[2], row[3]) if row else None


def made(row: Sequence[Any]) -> Made:
    """Return a document of the columns MADE."""
    looks = {path: _unpack_look(look) for path, look in from_json(row[4]).items()}
    plan, known, kind, path = row[:4]
    answers, _, inputs = known.rpartition(_BESIDE)
    asked = tuple(RoundRequest(*one) for one in from_json(row[5]))
    return Made(plan, inputs, kind, path, looks, asked, answers)


def pack_inputs(one: Made) -> str:
    """Return what a document was made from, behind the content it answers where there is one."""
    return f"{one.answers}{_BESIDE}{one.inputs}" if one.answers else one.inputs


def run_of(number: int, day: str, started: str, ended: str | None, outcome: str | None, counts: str) -> Run:
    """Return a run of the columns of its table."""
    end = dt.datetime.fromisoformat(ended) if ended else None
    as_of, start = dt.date.fromisoformat(day), dt.datetime.fromisoformat(started)
    return Run(number, as_of, start, end, Outcome(outcome) if outcome else None, from_json(counts))


def issued_sheet(row: Sequence[Any]) -> IssuedSheet:
    """Return a sheet of the columns REGISTER."""
    plain, day, stamped, rows, values, origin = row[:8], *row[8:]
    sheet_id, round_, form, version, year, ward, department, path = plain
    texts = StampedTexts({name: _kept_once(tuple(lines)) for name, lines in from_json(stamped).items()})
    return IssuedSheet(
        sheet_id, round_, form, version, year, ward, department, path, dt.date.fromisoformat(day),
        texts, _rows_once(rows), _unpack_values(values), origin,
    )  # fmt: skip


@lru_cache(maxsize=4096)
def _kept_once(lines: tuple[str, ...]) -> tuple[str, ...]:
    """Return the same object for the same texts: the sheets of a round are stamped with much that is alike."""
    return lines


@lru_cache(maxsize=16)
def _rows_once(packed: str) -> Mapping[str, tuple[RowKey, ...]]:
    """Return the keys of the rows a sheet was issued with; most sheets of a round have none, and share that."""
    return {table: tuple(RowKey(table, row_id) for row_id in ids) for table, ids in from_json(packed).items()}


def _unpack_values(packed: str) -> dict[str, tuple[TypedValue, ...]]:
    if packed == "{}":
        return {}
    return {name: tuple(map(_unpack_value, column)) for name, column in from_json(packed).items()}


def dump(value: object) -> str:
    """Return a value as the ledger keeps it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=dict)


def pack_problem(p: Problem) -> list[Any]:
    """Return a problem as JSON can hold it."""
    place = p.location
    return [p.code, p.severity.value, place.sheet, place.cells, place.field, place.file, dict(p.params)]


def unpack_problem(row: list[Any]) -> Problem:
    """Return a problem as it was packed."""
    code, severity, sheet, cells, field, file, params = row
    return Problem(code, Severity(severity), Location(sheet, tuple(cells), field, file), params)


def _pack_record(r: Record) -> list[Any]:
    fields = {name: _pack_value(value) for name, value in r.fields.items()}
    source = [r.source.sha256, r.source.sheet, dict(r.source.cells)]
    place = [r.sheet_id, r.department.code, r.form, r.key.table, r.key.row_id, r.number]
    return [*place, fields, dict(r.typed), source, dict(r.withheld)]


def unpack_records(packed: str, departments: Mapping[str, Department]) -> list[Record]:
    """Return records as they were packed, with their departments of today."""
    return [unpack_record(row, departments) for row in from_json(packed)]


def unpack_withheld(packed: str, departments: Mapping[str, Department]) -> list[Record]:
    """Return the records with withheld texts alone."""
    # As a record ends that has any: what ends so in a text is looked at in vain.
    if '"}],[' not in packed and '"}]]' not in packed:
        return []
    return [unpack_record(row, departments) for row in from_json(packed) if any(row[9:])]


def unpack_rows_of(packed: str, departments: Mapping[str, Department], tables: Collection[str]) -> list[Record]:
    """Return the records of these tables alone."""
    if not any(dump(name) in packed for name in tables):
        return []
    return [unpack_record(row, departments) for row in from_json(packed) if row[3] in tables]


def pictures_in(packed: str) -> Iterator[Picture]:
    """Yield the pictures of records as they were packed."""
    for _, _, _, _, _, _, fields, *_ in from_json(packed):
        yield from (value for value in map(_unpack_value, fields.values()) if isinstance(value, Picture))


def unpack_record(row: list[Any], departments: Mapping[str, Department]) -> Record:
    """Return a record as it was packed, with its department of today."""
    sheet_id, department, form, table, row_id, number, fields, typed, source, *withheld = row
    values = {name: _unpack_value(value) for name, value in fields.items()}
    place = Source(*source)
    key = RowKey(table, row_id)
    return Record(sheet_id, departments[department], form, key, number, values, typed, place, *withheld)


def _pack_value(value: TypedValue) -> Any:  # noqa: ANN401  what JSON can hold
    if isinstance(value, Decimal):
        return {"number": str(value)}
    if isinstance(value, dt.date):
        return {"date": value.isoformat()}
    if isinstance(value, Picture):
        return {"picture": astuple(value)}
    return list(value) if isinstance(value, tuple) else value


def _unpack_value(value: Any) -> TypedValue:  # noqa: ANN401  what JSON can hold
    if isinstance(value, dict):
        if "picture" in value:
            return Picture(*value["picture"])
        return Decimal(value["number"]) if "number" in value else dt.date.fromisoformat(value["date"])
    return tuple(value) if isinstance(value, list) else value
