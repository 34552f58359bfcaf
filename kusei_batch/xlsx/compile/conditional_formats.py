"""Conditional formats: what is still to be filled in, and what 確認事項 names."""

from __future__ import annotations

from dataclasses import dataclass

from kusei_batch.core.check import Check
from kusei_batch.core.expression import Expression
from kusei_batch.core.expression.nodes import Condition
from kusei_batch.core.form import Field, FieldType, Form, Necessity
from kusei_batch.core.problem import Severity
from kusei_batch.core.text.columns import column_letters
from kusei_batch.xlsx.compile.excel import RowCells, excel_condition
from kusei_batch.xlsx.copy_names import field_name
from kusei_batch.xlsx.markup import escape_text
from kusei_batch.xlsx.reference import absolute, parse_address, parse_area

MARKS = {Severity.ERROR: "_kusei_errors", Severity.WARNING: "_kusei_warnings"}
"""Defined names of the cells 確認事項 names, as `2!E12` (number of the sheet, cell); one settled reads as empty."""

_BLANK_FILL, _ERROR_FILL, _WARNING_FILL = "FDDEDA", "F4A28C", "FFE08A"


@dataclass(frozen=True, slots=True)
class ConditionalFormats:
    """Numbers of the differential formats."""

    blank: int
    error: int
    warning: int


def fill_markup(colour: str) -> str:
    """Return a differential fill; Excel takes its colour from bgColor, LibreOffice from either."""
    colours = f'<fgColor rgb="FF{colour}"/><bgColor rgb="FF{colour}"/>'
    return f'<fill><patternFill patternType="solid">{colours}</patternFill></fill>'


BLANK_MARKUP, ERROR_MARKUP, WARNING_MARKUP = map(fill_markup, (_BLANK_FILL, _ERROR_FILL, _WARNING_FILL))


def finding_formats(sqref: str, sheet_number: int, formats: ConditionalFormats, priority: int) -> str:
    """Return the format of a sheet's entry cells that 確認事項 names; it finds them cell by cell through ADDRESS."""
    here = f'"{sheet_number}!"&ADDRESS(ROW(),COLUMN(),4)'
    rules = [(MARKS[Severity.ERROR], formats.error), (MARKS[Severity.WARNING], formats.warning)]
    inside = "".join(
        _rule(f"ISNUMBER(MATCH({here},{name},0))", number, priority + i) for i, (name, number) in enumerate(rules)
    )
    return f'<conditionalFormatting sqref="{sqref}">{inside}</conditionalFormatting>'


def blank_format(form: Form, field: Field, sqref: str, formats: ConditionalFormats, priority: int) -> str:
    """Return the format of a required cell still blank once its row (outside tables: the sheet) has been begun."""
    formula = blank_formula(form, field)
    if not formula:
        return ""
    inside = _rule(formula, formats.blank, priority)
    return f'<conditionalFormatting sqref="{sqref}">{inside}</conditionalFormatting>'


def check_format(form: Form, check: Check, sqref: str, formats: ConditionalFormats, priority: int) -> str:
    """Return the format of the cells a check marks, while it holds and is not answered.

    It is empty where a cell outside tables is marked for the rows of a table: no one row belongs to that cell.
    """
    field = form.marked_by(check)
    if field.table != check.table or not isinstance(check.condition.root, Condition):
        return ""
    if _asks_for_pictures(form, check.table, check.condition, check.reason or ""):
        return ""
    cells = _Neighbours(form, field)
    clauses = [excel_condition(check.condition.root, cells)]
    if check.reason:
        clauses.append(f"LEN(TRIM({cells.reference(check.reason)}))=0")
    number = formats.error if check.severity is Severity.ERROR else formats.warning
    inside = _rule(f"AND({','.join(clauses)})", number, priority)
    return f'<conditionalFormatting sqref="{sqref}">{inside}</conditionalFormatting>'


def blank_formula(form: Form, field: Field) -> str:
    """Return the formula that tints the field's first cell; empty for a field that may stay blank."""
    if field.necessity is Necessity.OPTIONAL or not field.is_entry or field.type is FieldType.PICTURE:
        return ""
    if field.condition and _asks_for_pictures(form, field.table, field.condition):
        return ""
    row, column = parse_address(field.cells[0])
    clauses = [f"LEN(TRIM({column_letters(column)}{row}))=0", f"{_count_entered(form, field)}>0"]
    if field.necessity is Necessity.CONDITIONAL:
        if field.condition is None:
            return ""
        clauses.append(
            excel_condition(field.condition.root, _Neighbours(form, field))
            if isinstance(field.condition.root, Condition)
            else "FALSE"
        )
    return f"AND({','.join(clauses)})"


def _asks_for_pictures(form: Form, table: str | None, condition: Expression, *names: str) -> bool:
    """Return whether a condition, or a field, is about a picture: no formula can tell whether one lies over a cell."""
    seen = form.seen_from(table)
    return any(name in seen and seen[name].type is FieldType.PICTURE for name in (*condition.names, *names))


def _count_entered(form: Form, field: Field) -> str:
    """Return the formula for how many cells of the field's row are filled in; outside tables, of the whole form."""
    if field.table is not None:
        return f"COUNTA({','.join(_same_row(form, other, field) for other in form.entries_of(field.table))})"
    entries = [(field_name(number), f) for number, f in enumerate(form.fields, start=1) if f.is_entry]
    counts = [f"COUNTA({','.join(name for name, f in entries if f.block_height == 1)})"]
    # Where a record takes several rows, what its other rows print stands among the cells a name spans.
    counts += [
        f"SUMPRODUCT((MOD(ROW({name})-ROW(INDEX({name},1,1)),{f.block_height})=0)*(LEN({name})>0))"
        for name, f in entries
        if f.block_height > 1
    ]
    return "+".join(counts)


def _same_row(form: Form, other: Field, field: Field) -> str:
    """Return the cell of another field in the same row of its table, as the field's first cell refers to it."""
    row, column = parse_address(other.cells[0])
    if other.table is None or other.sheet != field.sheet:
        # Rules may name another sheet's cells only by a defined name in Excels before 2010.
        number = form.fields.index(other) + 1
        if other.table is None:
            return field_name(number)
        first = parse_address(field.cells[0])[0]
        if field.block_height == other.block_height == 1:
            return f"INDEX({field_name(number)},ROW()-{first - 1},1)"
        return f"INDEX({field_name(number)},(ROW()-{first})/{field.block_height}*{other.block_height}+1,1)"
    return f"${column_letters(column)}{row}"


class _Neighbours(RowCells):
    """The cells of a field's row, as its first cell refers to them."""

    def __init__(self, form: Form, field: Field) -> None:
        super().__init__(form, field.table)
        self._field = field

    def cell(self, field: Field) -> str:
        """Return the cell of another field as a rule of the field's cells may write it."""
        return _same_row(self.form, field, self._field)

    def span(self, field: Field) -> str:
        """Return all cells of a field; those of another sheet by their defined name, as _same_row says."""
        if field.sheet != self._field.sheet:
            return field_name(self.form.fields.index(field) + 1)
        return absolute(parse_area(f"{field.cells[0]}:{field.cells[-1]}"))


def _rule(formula: str, format_number: int, priority: int) -> str:
    return (
        f'<cfRule type="expression" dxfId="{format_number}" priority="{priority}">'
        f"<formula>{escape_text(formula)}</formula></cfRule>"
    )
