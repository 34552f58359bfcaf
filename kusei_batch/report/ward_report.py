"""The Word paper of a ward, rendered from a template that a coordinator edits."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from kusei_batch.core.form import Form
from kusei_batch.core.problem import Problem, SettingsError
from kusei_batch.report.kept_templates import TemplateFile
from kusei_batch.report.paper.paper_names import PaperHead, paper_names
from kusei_batch.report.views.model import RoundView
from kusei_batch.report.views.rounds import NO_OTHERS, OtherRounds


def make_ward_report(
    view: RoundView, template: TemplateFile, head: PaperHead | None = None, rounds: OtherRounds = NO_OTHERS
) -> bytes:
    """The template filled in; the same view gives the same bytes.

    `rounds` are the other rounds of the ward that the template may ask for.
    Raises SettingsError, with the place in Japanese, where the template asks for something that is not there.
    """
    # docxtpl is loaded where it is used, so that the command line starts quickly.
    from kusei_batch.report.paper import word_template as paper
    from kusei_batch.report.paper.chart_part import draw_into
    from kusei_batch.report.templating.tags import PaperError

    head = head or PaperHead()
    try:
        opened = paper.open_template(template)
        names = paper_names(view, head, partial(draw_into, opened), rounds)
        filled = paper.fill_template(opened, names, template.name)
    except PaperError as error:
        raise SettingsError([error.problem]) from error
    title = head.title or f"{view.labels.ward}　{view.labels.form_title}"
    return filled.dated(title, view.as_of)


def check_paper_template(
    path: TemplateFile, form: Form, rounds: Mapping[str, Form | None] | None = None
) -> list[Problem]:
    """Every fault of a template that can be told before the night; empty when it fits the form.

    `rounds` are the names of the rounds it may ask for with their forms, None where a form cannot be read.
    """
    from kusei_batch.report.paper.paper_check import check_template

    return check_template(path, form, rounds or {})
