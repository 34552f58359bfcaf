"""A made-up round of a form, with rows of everything and with nothing, to try a template on."""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache

from kusei_batch.core.axes import split_axis
from kusei_batch.core.decision_list import YEAR
from kusei_batch.core.follow_up import DONE, OPEN, STATE
from kusei_batch.core.form import Field, FieldType, Form
from kusei_batch.core.office import Office
from kusei_batch.core.period import Round
from kusei_batch.core.picture import Picture
from kusei_batch.core.policy import Policy
from kusei_batch.core.problem import Location, Problem, Severity
from kusei_batch.core.record import Coverage, Record, Source
from kusei_batch.core.row_key import RowKey
from kusei_batch.core.shown_lists import KnownLists, ListedRows
from kusei_batch.core.submission import State
from kusei_batch.core.totals import Crosstab, CrosstabSpec
from kusei_batch.core.totals_reading import crosstab_specs
from kusei_batch.core.unit_lists import LEVEL, UNITS
from kusei_batch.core.values import TypedValue
from kusei_batch.core.ward import Department, Ward
from kusei_batch.report.templating.tags import PaperError
from kusei_batch.report.views.build import build_round_view
from kusei_batch.report.views.facts import RoundFacts
from kusei_batch.report.views.model import RoundView
from kusei_batch.report.views.rounds import OtherRounds

_DAY = dt.date(2026, 4, 1)
_WARD = Ward("1", "見本区")
_SHA256 = "0" * 64
_PICTURE = Picture(_SHA256, "PNG", _SHA256, "png", 1, 1)
_PICTURE_FILE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="
)
_SHEET_ID = "R08-11-1-00"
NO_LISTS = KnownLists()


def build_sample_view(form: Form, lists: KnownLists = NO_LISTS, *, empty: bool) -> RoundView:
    """Return a view in which every list, table and state has an entry, or (if `empty`) none has."""
    departments = [Department(str(i), _WARD, "見本部", f"見本{i}課", i, "") for i, _ in enumerate(State, 1)]
    coverage = [
        Coverage(department, "見本", state, _SHEET_ID, _SHA256, "見本.xlsx", _DAY, first_accepted=_DAY, corrected=_DAY)
        for department, state in zip(departments, State, strict=True)
    ]
    tables = [None, *(table.name for table in form.tables)]
    records = [record for table in tables for record in _records(form, table, departments[0])]
    place = Location("見本", ("A1",), "見本", "見本.docx")
    problems = [Problem("paper-missing", severity, place) for severity in Severity]
    facts = RoundFacts(
        city="見本市",
        ward=_WARD,
        round=Round("見本", form.id, _DAY.year, _DAY, _DAY),
        form=form,
        as_of=_DAY,
        coverage=[] if empty else coverage,
        records=[] if empty else records,
        crosstabs=[_crosstab(spec, form, empty=empty) for spec in crosstab_specs(form)],
        policies=() if empty else (Policy(_DAY.year, _WARD.code, "1", "見本の方針"),),
        problems={} if empty else {_SHA256: problems},
        office=Office("見本委員会", "見本", "見本"),
        master=_listed(lists.master, empty=empty),
        earlier={} if empty else {_DAY.year - 1: records},
        pictures={_PICTURE.file: _PICTURE_FILE},
    )
    return build_round_view(facts)


def build_sample_rounds(forms: Mapping[str, Form | None], lists: KnownLists = NO_LISTS, *, empty: bool) -> OtherRounds:
    """Return the rounds of these forms, each with such a view this year, in earlier ones and of the units above."""
    units = lists.master[UNITS].rows if UNITS in lists.master else ()

    @cache
    def built(name: str) -> RoundView | None:
        form = forms[name]
        return None if form is None else build_sample_view(form, lists, empty=empty)

    return OtherRounds(
        tuple(forms),
        lambda name, _: built(name),
        lambda: _listed(lists.decisions, empty=empty),
        levels=tuple(dict.fromkeys(unit[LEVEL] for unit in units)),
        find_above=lambda _, name, __: built(name),
    )


def _listed(lists: Mapping[str, ListedRows], *, empty: bool) -> dict[str, ListedRows]:
    """Return each list with one row, or with none; one that tells years and what is done with a row of each kind."""
    return {
        name: ListedRows(one.headings, () if empty else tuple(_listed_rows(one.headings)))
        for name, one in lists.items()
    }


def _listed_rows(headings: Sequence[str]) -> Iterator[dict[str, str]]:
    years = [str(_DAY.year - ago) for ago in range(3)] if YEAR in headings else [""]
    for year in years:
        for state in (OPEN, DONE) if STATE in headings else [""]:
            told = {heading: text for heading, text in ((YEAR, year), (STATE, state)) if text}
            yield dict.fromkeys(headings, "見本") | told


def find_fault(fillings: Iterable[Callable[[], object]]) -> list[Problem]:
    """Return the first fault met where a template is filled in with one sample after another, none if all can be."""
    try:
        for fill in fillings:
            fill()
    except PaperError as error:
        return [error.problem]
    return []


def _records(form: Form, table: str | None, department: Department) -> Iterator[Record]:
    """Yield as many rows of a table as it takes to have every choice in one of them; one of the form's head."""
    fields, source = form.recorded_of(table), Source(_SHA256, "見本", {})
    most = 1 if table is None else max([1, *(len(form.choices_of(field)) for field in fields)])
    for index in range(most):
        key, number = RowKey(table, f"{_SHEET_ID}-{index + 1}"), None if table is None else index + 1
        values = {field.name: _value(form, field, index) for field in fields}
        yield Record(_SHEET_ID, department, form.id, key, number, values, {}, source)


def _value(form: Form, field: Field, index: int) -> TypedValue:
    offered = [choice.value for choice in form.choices_of(field)] or ["見本"]
    values: dict[FieldType, TypedValue] = {
        FieldType.INTEGER: 1,
        FieldType.NUMBER: Decimal("1.5"),
        FieldType.DATE: _DAY,
        FieldType.YES_NO: index % 2 == 0,
        FieldType.CHOICES: tuple(offered),
        FieldType.CHOICE: offered[index % len(offered)],
        FieldType.PICTURE: _PICTURE,
    }
    return values.get(field.type, "見本")


def _crosstab(spec: CrosstabSpec, form: Form, *, empty: bool) -> Crosstab:
    if empty:
        return Crosstab(spec, (), (), (), (), (), 0)
    # The choices of the field an axis counts by, since their words are what a chart has to draw.
    field = form.seen_from(spec.table).get(split_axis(spec.row)[0])
    offered = form.choices_of(field) if field else ()
    rows = tuple(choice.value for choice in offered) or ("見本",)
    columns = ("見本1", "見本2") if spec.column else (spec.value.value,)
    ones, counts = tuple(1 for _ in columns), tuple(len(rows) for _ in columns)
    now = {spec.row: rows[-1], spec.column: columns[-1]}.get(spec.compared or "")
    return Crosstab(
        spec,
        rows,
        columns,
        tuple(ones for _ in rows),
        tuple(len(columns) for _ in rows),
        counts,
        len(rows) * len(columns),
        rows_overlap=True,
        row_numbers=tuple(len(columns) for _ in rows),
        column_numbers=counts,
        numbers=len(rows) * len(columns),
        row_bases=tuple(len(columns) for _ in rows),
        column_bases=counts,
        base=len(rows) * len(columns),
        now=now,
    )
