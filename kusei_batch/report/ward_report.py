"""The Word paper of a ward, rendered from a template that a coordinator edits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from kusei_batch.core.form import Form
from kusei_batch.core.problem import Problem, SettingsError
from kusei_batch.core.shown_lists import KnownLists
from kusei_batch.report.kept_templates import TemplateFile
from kusei_batch.report.paper.paper_names import PaperHead, paper_names
from kusei_batch.report.views.model import RoundView
from kusei_batch.report.views.rounds import NO_OTHERS, OtherRounds


@dataclass(frozen=True, slots=True)
class WardReport:
    """A paper as a file, and the digest of what it says apart from its day.

    `prints_day` tells whether it prints the day, `is_by_day` whether its template does more with it than that: then the
    digest is that of this day alone.
    """

    content: bytes
    says: str
    prints_day: bool
    is_by_day: bool


def make_ward_report(
    view: RoundView, template: TemplateFile, head: PaperHead | None = None, rounds: OtherRounds = NO_OTHERS
) -> WardReport:
    """Return the template filled in; the same view gives the same bytes.

    `rounds` are the other rounds of the ward that the template may ask for.
    Raise SettingsError, with the place in Japanese, where the template asks for something that is not there.
    """
    # docxtpl is loaded where it is used, so that the command line starts quickly.
    from kusei_batch.report.paper import word_template as paper
    from kusei_batch.report.paper.photograph_part import draw_into
    from kusei_batch.report.templating.printed_day import mark_day, mark_days
    from kusei_batch.report.templating.tags import PaperError

    head, day = head or PaperHead(), view.labels.as_of
    try:
        opened = paper.open_template(template)
        told, others = (mark_day(view), mark_days(rounds, day)) if opened.prints_day_alone else (view, rounds)
        filled = paper.fill_template(opened, paper_names(told, head, partial(draw_into, opened), others), template.name)
    except PaperError as error:
        raise SettingsError([error.problem]) from error
    title = head.title or f"{view.labels.ward}　{view.labels.form_title}"
    by_day = not opened.prints_day_alone
    return WardReport(filled.dated(title, view.as_of, day), filled.says(title), filled.prints_day, by_day)


def check_paper_template(
    path: TemplateFile,
    form: Form,
    rounds: Mapping[str, Form | None] | None = None,
    lists: KnownLists | None = None,
    row: Mapping[str, str] | None = None,
) -> list[Problem]:
    """Return every fault of a template that can be found before the night; empty when it fits the form.

    `rounds` are the names of the rounds it may ask for with their forms, None where a form cannot be read; `lists` are
    those of マスタ.xlsx and 決定.xlsx, `row` one of those that there is a paper for each of.
    """
    from kusei_batch.report.paper.paper_check import check_template

    return check_template(path, form, rounds or {}, lists or KnownLists(), row)
