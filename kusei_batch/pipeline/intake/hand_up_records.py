"""Records that a ward handed up, compared with their form: none is taken that the form could not give."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from kusei_batch.core.form import Field, FieldType, Form
from kusei_batch.core.hand_up import HandedAnswer
from kusei_batch.core.record import HIDDEN, WITHHELD, Record
from kusei_batch.core.values import TypedValue
from kusei_batch.core.ward import Department
from kusei_batch.ledger import unpack_records
from kusei_batch.validate.previous_values import is_of_type

_VEILS = (WITHHELD, HIDDEN)
_VEILED = (FieldType.TEXT, FieldType.LONG_TEXT, FieldType.PICTURE)
_CHOSEN = (FieldType.CHOICE, FieldType.CHOICES)


def find_misfit(
    answers: Iterable[HandedAnswer], forms: Mapping[str, Sequence[Form]], departments: Mapping[str, Department]
) -> str:
    """Return what in the answers no form of their sheets has, and where; blank: all fit. `forms` go by sheet id."""
    for one in answers:
        sheet_id = one.receipt.sheet_id or ""
        records = unpack_records(one.records, departments)
        # A sheet that was issued again was read as it was issued then.
        faults = [next(_faults_of(records, form), "") for form in forms[sheet_id]]
        if all(faults):
            return f"{sheet_id}の{faults[-1]}"
    return ""


def _faults_of(records: Sequence[Record], form: Form) -> Iterator[str]:
    seen = set()
    tables = {None, *(table.name for table in form.tables)}
    for record in records:
        place = f"表「{record.table}」の行「{record.key.row_id}」" if record.table else "表の外"
        if record.form != form.id:
            yield f"記録に、別の様式「{record.form}」のもの"
        if record.table not in tables:
            yield f"記録に、様式にない表「{record.table}」"
        if record.key in seen:
            yield f"{place}が2つ"
        seen.add(record.key)
        yield from (f"{place}の{fault}" for fault in _faults_in(record, form))


def _faults_in(record: Record, form: Form) -> Iterator[str]:
    fields = {field.name: field for field in form.recorded_of(record.table)}
    for name, value in record.fields.items():
        if name not in fields:
            yield f"様式にない項目「{name}」"
        elif fault := _fault_of(value, fields[name], form):
            yield f"項目「{name}」に{fault}"


def _fault_of(value: TypedValue, field: Field, form: Form) -> str:
    """Return what is wrong with a value of a field; blank: nothing."""
    takes_text = field.takes_words or (value in _VEILS and field.type in _VEILED)
    # What follows from other fields is a text, if it is no number and no day.
    takes_text = takes_text or (field.is_computed and not field.type.is_stored_as_number)
    if value is None or (takes_text and isinstance(value, str)):
        return ""
    if not is_of_type(value, field):
        return f"「{field.type.value}」ではない値"
    if field.is_entry and field.type in _CHOSEN:
        offered = {choice.value for choice in form.choices_of(field)}
        strange = [one for one in (value if isinstance(value, tuple) else (str(value),)) if one not in offered]
        return f"選択肢にない「{strange[0][:40]}」" if strange else ""
    return ""
