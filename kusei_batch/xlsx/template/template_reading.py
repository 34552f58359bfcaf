"""Reading a template workbook: the form it defines, or everything that keeps it from defining one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from kusei_batch.core.form import Choice, Form
from kusei_batch.core.form_year import FormYear
from kusei_batch.core.problem import Problem
from kusei_batch.errors import reason_of
from kusei_batch.xlsx.links import is_strict, other_kind
from kusei_batch.xlsx.package import UnreadableError, read_parts
from kusei_batch.xlsx.reader import Workbook, open_workbook
from kusei_batch.xlsx.template.checks import check_marked, read_checks
from kusei_batch.xlsx.template.choice_lists import MasterLists, check_choice_lists, read_choice_lists
from kusei_batch.xlsx.template.costs import refuse_costly
from kusei_batch.xlsx.template.definitions import (
    CHECKS,
    CHOICES,
    ITEMS,
    SETTINGS,
    TOTALS,
    Rows,
    read_definitions,
)
from kusei_batch.xlsx.template.draft_fields import DraftField, read_items
from kusei_batch.xlsx.template.expressions import read_expressions
from kusei_batch.xlsx.template.item_checks import check_continued, check_rows_taken, check_units
from kusei_batch.xlsx.template.layout import LayoutSheet, read_layout
from kusei_batch.xlsx.template.layout_checks import (
    check_other_books,
    check_outside_cells,
    check_table_headings,
    check_tags_among_headings,
    check_unseen,
)
from kusei_batch.xlsx.template.lint import Lint, TemplatePlace
from kusei_batch.xlsx.template.placement import check_layout, place_fields
from kusei_batch.xlsx.template.settings_sheet import ID, NUMBER, TITLE, VERSION, FormSettings, read_settings
from kusei_batch.xlsx.template.soundness import refuse_damaged
from kusei_batch.xlsx.template.totals_sheet import read_totals

NO_YEAR = FormYear()


def read_template(
    path: Path, lists: MasterLists, data: bytes | None = None, year: FormYear = NO_YEAR
) -> tuple[Form | None, list[Problem]]:
    """Return the form a template defines, and everything found in it, each with sheet, cell and remedy.

    `lists` are the master's lists choice lists may draw on; `data` is the file's content where it has been
    read already; without a fiscal year in `year`, bounds that are days of the year stay open. The form is
    None exactly when there are errors.
    """
    lint = Lint(path.name, year=year)
    opened = _open(path, data, lint)
    form = _read_form(opened, lists, lint) if opened else None
    return form, lint.problems


@dataclass(frozen=True)
class _Opened:
    """A template opened: its parts, the workbook they make, and the sheets of it that are issued."""

    parts: dict[str, bytes]
    workbook: Workbook
    layout: tuple[LayoutSheet, ...]


def _open(path: Path, data: bytes | None, lint: Lint) -> _Opened | None:
    try:
        data = path.read_bytes() if data is None else data
        parts = read_parts(data)
        refuse_costly(parts)
        if is_strict(parts):
            lint.report("template-strict", TemplatePlace())
            return None
        kind = other_kind(parts)
        if kind:
            lint.report("template-other-kind", TemplatePlace(), kind=kind)
            return None
        refuse_damaged(parts)
        workbook = open_workbook(parts)
        return _Opened(parts, workbook, read_layout(workbook, lint.year))
    except OSError as error:
        lint.report("template-not-opened", TemplatePlace(), reason=reason_of(error))
    except UnreadableError as error:
        lint.report("template-unreadable", TemplatePlace(), reason=error.detail)
    return None


def _read_form(opened: _Opened, lists: MasterLists, lint: Lint) -> Form | None:
    workbook, sheets = opened.workbook, opened.layout
    rows = read_definitions(workbook, lint)
    items = _read_rules(rows, list(workbook.sheets), lists, lint)
    if items is None:
        return None
    fields, choice_lists = items
    settings_rows = rows[SETTINGS]
    # Without the sheet every setting would be missing; its absence is reported already.
    settings = read_settings(settings_rows, fields, lint) if settings_rows is not None else FormSettings()
    followed = [follow_up.table for follow_up in settings.follow_ups]
    totals = read_totals(rows[TOTALS] or (), fields, followed, lint)
    checks = read_checks(rows[CHECKS] or (), fields, choice_lists, lint)
    check_layout(sheets, fields, lint)
    check_marked(rows[CHECKS] or (), fields, sheets, lint)
    check_rows_taken(fields, checks, rows[CHECKS] or (), sheets, lint)
    check_outside_cells(opened.parts, lint)
    check_unseen(sheets, fields, lint)
    check_table_headings(sheets, lint)
    check_tags_among_headings(sheets, lint)
    check_other_books(sheets, lint)
    if lint.has_errors:
        return None
    placed = place_fields(sheets, fields, settings.tables)
    form = Form(
        id=settings.text(ID),
        title=settings.text(TITLE),
        number=settings.text(NUMBER),
        version=settings.text(VERSION),
        fields=placed,
        tables=tuple(settings.tables.values()),
        choice_lists=choice_lists,
        totals=totals,
        nothing_field=settings.nothing_field,
        entry_color=settings.entry_color,
        proposals=tuple(settings.proposals),
        follow_ups=tuple(settings.follow_ups),
    )
    asides = frozenset(sheet.title for sheet in sheets) - {field.sheet for field in placed}
    return replace(form, checks=checks, asides=asides, year=lint.year)


def _read_rules(
    rows: Mapping[str, Rows | None], sheets: list[str], masters: MasterLists, lint: Lint
) -> tuple[dict[str, DraftField], dict[str, tuple[Choice, ...]]] | None:
    items_rows, choice_rows = rows[ITEMS], rows[CHOICES]
    choice_lists = read_choice_lists(choice_rows, masters, lint) if choice_rows is not None else None
    if items_rows is None:
        return None
    if not items_rows:
        lint.report("items-empty", TemplatePlace(ITEMS))
    items = read_items(items_rows, lint)
    check_units(items, lint)
    check_continued(items, lint)
    check_choice_lists(items, choice_lists, sheets, lint)
    return read_expressions(items, choice_lists, lint), choice_lists or {}
