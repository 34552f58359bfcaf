"""One rule, four faces: a field's data validation here says what 記入要領 and the nightly check say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from kusei_batch.core.form import Bound, Choice, Field, FieldType, Form
from kusei_batch.core.form_year import FormYear
from kusei_batch.core.problem import Severity
from kusei_batch.core.text.lengths import (
    INLINE_LIST,
    VALIDATION_ERROR,
    VALIDATION_PROMPT,
    VALIDATION_TITLE,
    clip,
    units,
)
from kusei_batch.xlsx.compile.rule_text import error_words, necessity_words, type_words
from kusei_batch.xlsx.copy_names import list_name
from kusei_batch.xlsx.markup import escape_attribute, escape_text
from kusei_batch.xlsx.stamp.styles import serial_of

_ANY_NUMBER = "999999999999999"
_DAYS_1904 = 1462
_LAST_DAY = "2958465"


@dataclass(frozen=True, slots=True)
class ListRange:
    """A choice list kept on the hidden sheet: its defined name and its texts."""

    name: str
    values: tuple[str, ...]


class ChoiceLists:
    """The choice lists of a form: those that fit stand in the validation, the others on the hidden sheet."""

    def __init__(self, form: Form) -> None:
        self._form = form
        used = dict.fromkeys(f.choice_list for f in form.fields if f.is_entry and f.choice_list)
        long = [n for n in used if n in form.choice_lists and not fits_inline(form.choice_lists[n])]
        self.ranges = tuple(
            ListRange(list_name(i), tuple(c.value for c in form.choice_lists[name]))
            for i, name in enumerate(long, start=1)
        )
        self._names = {name: made.name for name, made in zip(long, self.ranges, strict=True)}

    def formula(self, field: Field) -> str:
        """Return what `formula1` of the field's list says; empty for a field with an empty list."""
        values = [c.value for c in self._form.choices_of(field)]
        if not values:
            return ""
        if field.choice_list in self._names:
            return self._names[field.choice_list]
        return '"' + ",".join(values).replace('"', '""') + '"'


def fits_inline(choices: Sequence[Choice]) -> bool:
    """Return whether a list can stand in the validation itself: short, and nothing in it that parts or loses text."""
    values = [c.value for c in choices]
    awkward = any("," in v or "\n" in v or '"' in v or v != v.strip() or not v for v in values)
    return not awkward and units(",".join(values)) <= INLINE_LIST


def validation(form: Form, field: Field, sqref: str, choices: ChoiceLists, *, date1904: bool) -> str:
    """Return the `dataValidation` of one field's cells, as markup."""
    attributes = {
        **_kind(form, field, choices),
        "allowBlank": "1",
        "showInputMessage": "1",
        "errorTitle": clip(field.name, VALIDATION_TITLE),
        "error": clip(error_words(field, form.year), VALIDATION_ERROR),
        "promptTitle": clip(field.name, VALIDATION_TITLE),
        "prompt": clip(prompt_words(field, form.year), VALIDATION_PROMPT),
        "sqref": sqref,
    }
    signs = "".join(sign for era in form.year.calendar.eras for sign in (era.letter, era.name[0]))
    formulas = _formulas(field, choices, signs, date1904=date1904)
    if formulas:
        # Several choices in one cell are no item of the list, so nothing may be refused there.
        attributes["showErrorMessage"] = "0" if field.type is FieldType.CHOICES else "1"
    else:
        for name in ("error", "errorTitle", "errorStyle"):
            attributes.pop(name, None)
    inside = "".join(f"<formula{i}>{escape_text(f)}</formula{i}>" for i, f in enumerate(formulas, start=1))
    words = " ".join(f'{name}="{escape_attribute(value)}"' for name, value in attributes.items())
    return f"<dataValidation {words}>{inside}</dataValidation>"


def prompt_words(field: Field, year: FormYear) -> str:
    """Return the input message: whether it must be filled in, what to write, and how."""
    return "\n".join(w for w in (f"【{necessity_words(field)}】{field.help}", type_words(field, year)) if w)


def _kind(form: Form, field: Field, choices: ChoiceLists) -> dict[str, str]:
    style = "warning" if field.severity is Severity.WARNING else "stop"
    if field.type in (FieldType.CHOICE, FieldType.YES_NO) and any(c.aliases for c in form.choices_of(field)):
        # What people write instead of a choice is understood later, so it may be entered after a question.
        style = "information" if field.severity is Severity.WARNING else "warning"
    if field.takes_words:
        style = "information"
    attributes = {"type": _type(field, choices)} if _type(field, choices) else {}
    is_limited = field.type in (FieldType.TEXT, FieldType.LONG_TEXT) and field.max_length
    return {**attributes, "errorStyle": style, **({"operator": "lessThanOrEqual"} if is_limited else {})}


def _type(field: Field, choices: ChoiceLists) -> str:
    if field.type in (FieldType.CHOICE, FieldType.CHOICES, FieldType.YES_NO):
        return "list" if choices.formula(field) else ""
    if field.type is FieldType.PICTURE:
        return ""  # nothing is typed there, and what Excel says of a picture placed in the cell is not to be refused
    if field.type in (FieldType.TEXT, FieldType.LONG_TEXT):
        return "textLength" if field.max_length else ""
    return {FieldType.INTEGER: "whole", FieldType.NUMBER: "decimal", FieldType.DATE: "custom"}[field.type]


def _formulas(field: Field, choices: ChoiceLists, signs: str, *, date1904: bool) -> list[str]:
    """Return `formula1` and `formula2`; `signs` are those that a day in 和暦 begins with."""
    match field.type:
        case FieldType.CHOICE | FieldType.CHOICES | FieldType.YES_NO:
            listed = choices.formula(field)
            return [listed] if listed else []
        case FieldType.TEXT | FieldType.LONG_TEXT:
            return [str(field.max_length)] if field.max_length else []
        case FieldType.PICTURE:
            return []
        case FieldType.DATE:
            low = _number(field.minimum, "1", date1904=date1904)
            high = _number(field.maximum, _LAST_DAY, date1904=date1904)
            return [_date_formula(field.cells[0], low, high, signs)]
        case _:
            low = _number(field.minimum, f"-{_ANY_NUMBER}", date1904=date1904)
            return [low, _number(field.maximum, _ANY_NUMBER, date1904=date1904)]


def _date_formula(cell: str, low: str, high: str, signs: str) -> str:
    # Excel makes a date of R8.4.1; LibreOffice keeps the text, which is read as a date later, so it may be entered.
    era = f'FIND(UPPER(LEFT(ASC({cell}),1)),"{signs}")'
    return f"OR(AND(ISNUMBER({cell}),{cell}>={low},{cell}<={high}),AND(ISTEXT({cell}),ISNUMBER({era})))"


def _number(bound: Bound | None, otherwise: str, *, date1904: bool) -> str:
    if bound is None:
        return otherwise
    if isinstance(bound, dt.date):
        return str(serial_of(bound) - (_DAYS_1904 if date1904 else 0))
    return f"{bound:f}"
