"""`_集計` of the template as it is now, for entries that were read by the edition that is out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from kusei_batch.core.form import Form
from kusei_batch.core.form_year import FormYear
from kusei_batch.core.problem import Location, Problem
from kusei_batch.core.totals_reading import fit_totals
from kusei_batch.issue.kept_forms import OpenForm
from kusei_batch.report.views.facts import Newer
from kusei_batch.xlsx.template import read_template


@dataclass(frozen=True, slots=True)
class CurrentForm:
    """The form that speaks for a round, and the form as its template is now, where that is another (`newer`)."""

    form: Form
    newer: Newer | None = None

    def problems(self, template: str) -> list[Problem]:
        """Return every sheet of the template's `_集計` that the edition cannot answer."""
        place, told = Location(sheet="_集計", file=template), {"version": self.form.version}
        lacking = self.newer.lacking if self.newer else {}
        return [
            Problem.of("totals-not-in-edition", place, **(told | {"name": sheet, "item": name}))
            for sheet, name in lacking.items()
        ]


def with_current_totals(opened: OpenForm, template: Path, year: FormYear) -> CurrentForm:
    """Return the form of an edition with what the template asks of it now, as far as it can answer.

    What only reports read takes effect at once. A template that is gone, faulty or of another form, which the round
    names since, is reported elsewhere: then the edition's own `_集計` holds.
    """
    try:
        data = template.read_bytes()
    except OSError:
        return CurrentForm(opened.form)
    if data == opened.data:
        return CurrentForm(opened.form)
    now, _ = read_template(template, opened.lists, data, year)
    if now is None or now.id != opened.form.id:
        return CurrentForm(opened.form)
    totals, lacking = fit_totals(now.totals, opened.form)
    return CurrentForm(replace(opened.form, totals=totals), Newer(now, lacking))
