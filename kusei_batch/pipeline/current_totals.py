"""`_集計` of the template as it is now, for entries that were read by the edition that is out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kusei_batch.core.problem import Location, Problem, Severity
from kusei_batch.core.totals_reading import fit_totals
from kusei_batch.xlsx.template import read_template

if TYPE_CHECKING:
    from pathlib import Path

    from kusei_batch.core.form import Form
    from kusei_batch.core.form_year import FormYear
    from kusei_batch.issue.forms import OpenForm


def with_current_totals(opened: OpenForm, template: Path, year: FormYear) -> tuple[Form, list[Problem]]:
    """Return the form of an edition with what the template asks of it now, and every sheet that it cannot answer.

    What only reports read takes effect at once. A template that is gone or faulty is told elsewhere: then the edition's
    own `_集計` holds.
    """
    try:
        data = template.read_bytes()
    except OSError:
        return opened.form, []
    if data == opened.data:
        return opened.form, []
    now, _ = read_template(template, opened.lists, data, year)
    if now is None or now.totals == opened.form.totals:
        return opened.form, []
    totals, unknown = fit_totals(now.totals, opened.form)
    place = Location(sheet="_集計", file=template.name)
    told = {"version": opened.form.version}
    problems = [
        Problem("totals-not-in-edition", Severity.WARNING, place, told | {"name": sheet, "item": name})
        for sheet, name in unknown.items()
    ]
    return replace(opened.form, totals=totals), problems
