"""One export of a web form, read as the sheet of a department's that it answers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from kusei_batch.collect.identify import folder_owner
from kusei_batch.collect.web_answers import choose_form, parse_answers
from kusei_batch.collect.web_form import WebSheet, read_web_answers
from kusei_batch.collect.web_moments import last_day
from kusei_batch.core.dates import DateReader
from kusei_batch.core.form import Form
from kusei_batch.core.problem import Problem
from kusei_batch.core.submission import IssuedSheet, Submission
from kusei_batch.core.text.lengths import SHEET_NAME
from kusei_batch.pipeline.intake.editions import edition
from kusei_batch.pipeline.intake.web_forms import NO_FOLDER, NO_RULES
from kusei_batch.pipeline.intake.worker_context import ExaminationContext
from kusei_batch.xlsx.package import UnreadableError


@dataclass(frozen=True)
class WebReading:
    """What an export says: the sheet it answers, its form with room for all rows, the entries and what was found."""

    issued: IssuedSheet
    form: Form
    submission: Submission
    problems: Sequence[Problem]


def read_web_form(context: ExaminationContext, data: bytes, sha256: str, path: str) -> WebReading | Problem:
    """Return an export as the sheet it answers, or why it answers none. Raise UnreadableError."""
    _, code = folder_owner(path, context.folders)
    department = context.departments.get(code or "")
    if department is None:
        return Problem.of_file(NO_FOLDER, path)
    rules = context.web_forms.rules(department)
    if not rules:
        raise UnreadableError(NO_RULES, "取込の表なし")
    answers = parse_answers(data)
    form = choose_form(answers.headings, rules)
    own = [s for s in context.register.values() if (s.department_code, s.form) == (department.code, form)]
    own = [sheet for sheet in own if not sheet.origin]
    known = [s for s in own if s.fiscal_year == context.fiscal_year and edition(s) in context.forms]
    if not known:
        return Problem.of_file("web-form-no-sheet", path, form=form)
    dates = DateReader(context.calendar, context.fiscal_year)
    name = PurePosixPath(path).stem[:SHEET_NAME]
    sheet = _choose_sheet(context, known, last_day(answers, rules[form], dates), name)
    submission, roomy, problems = read_web_answers(answers, rules[form], sheet, dates, sha256)
    return WebReading(sheet.issued, roomy, submission, problems)


def _choose_sheet(
    context: ExaminationContext, known: Sequence[IssuedSheet], last: dt.date | None, name: str
) -> WebSheet:
    """Return the sheet of the last round that had opened when the last answer came; answers before it are another's."""
    opens = context.web_forms.opens
    ordered = sorted(known, key=lambda s: opens.get(s.round, s.issued_on))
    begun = [s for s in ordered if last is None or opens.get(s.round, s.issued_on) <= last]
    issued = (begun or ordered[:1])[-1]
    since = opens.get(issued.round) if len(begun) > 1 else None
    return WebSheet(context.forms[edition(issued)], issued, name, since)
