"""The list 取込 against the forms it is for."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from kusei_batch.collect.web_form import rule_fault
from kusei_batch.core.form import Form
from kusei_batch.core.import_rule import read_import_rules
from kusei_batch.core.problem import Problem
from kusei_batch.core.text.hint import suggest
from kusei_batch.pipeline.intake.web_forms import WebForms


def check_import_rules(web_forms: WebForms, forms: Sequence[Form], templates: Collection[str]) -> Iterator[Problem]:
    """Yield the rows of 取込 that say nothing that can be done, or name a form, table or field there is not.

    A form whose template is there may be one that no round has this year.
    """
    by_id = {form.id: form for form in forms}
    rules, problems = read_import_rules(web_forms.rows)
    yield from problems
    for name, own in rules.items():
        for rule in own:
            if name not in by_id:
                if name not in templates:
                    yield Problem.of("import-unknown-form", rule.place, name=name, hint=suggest(name, templates))
            elif fault := rule_fault(rule, by_id[name]):
                yield Problem.of("import-unknown-name", rule.place, name=fault, heading=rule.heading)
