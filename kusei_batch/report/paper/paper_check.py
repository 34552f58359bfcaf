"""Finding a template's faults beforehand: its tags are read against the form, then filled in for trial."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cache, partial

from jinja2 import TemplateSyntaxError, nodes

from kusei_batch.core.form import Form
from kusei_batch.core.problem import Problem, Severity
from kusei_batch.core.shown_lists import KnownLists
from kusei_batch.report.kept_templates import TemplateFile
from kusei_batch.report.paper.paper_names import PaperHead, paper_names
from kusei_batch.report.paper.photograph_part import draw_into
from kusei_batch.report.paper.placed_tags import check_placed_tags
from kusei_batch.report.paper.typed_numbers import check_typed_numbers
from kusei_batch.report.paper.word_places import places_in_document
from kusei_batch.report.paper.word_template import (
    WordTemplate,
    compile_tags,
    fill_template,
    open_template,
    syntax_problem,
    tell_tracked_changes,
)
from kusei_batch.report.templating.references import check_references
from kusei_batch.report.templating.sample_rendering import build_sample_rounds, build_sample_view, find_fault
from kusei_batch.report.templating.tags import PaperError, make_environment
from kusei_batch.report.templating.template_places import Places
from kusei_batch.report.templating.tree import Forms, check_tree, distinct

_HEAD = PaperHead("見本", "見本", None, "見本")


def check_template(
    path: TemplateFile, form: Form, forms: Forms, lists: KnownLists, row: Mapping[str, str] | None
) -> list[Problem]:
    """Return every fault of the template; where none is seen in the tags, those met while it is filled in.

    `forms` are those of the rounds it may ask for, `lists` those of マスタ.xlsx and 決定.xlsx; `row` is one of
    those that there is a paper for each of.
    """
    head = replace(_HEAD, row=row)
    try:
        template = open_template(path)
    except PaperError as error:
        return [error.problem]
    places = places_in_document(template.template_file)
    misplaced = [*tell_tracked_changes(template, path.name), *check_placed_tags(template.template_file, path.name)]
    try:
        trees = list(read_tags(template, path.name, places))
    except PaperError as error:
        broken = error.problem
        # What cannot be read has braces that are no tag.
        told = {("paper-brace-left", broken.params["where"])}
        return [broken, *(one for one in misplaced if (one.code, one.params.get("where")) not in told)]
    # Built once for all trials: views are not changed by those that show them.
    view, rounds = cache(partial(build_sample_view, form, lists)), cache(partial(build_sample_rounds, forms, lists))
    names = paper_names(view(empty=False), head, lambda *_: "", rounds(empty=False))
    found = [
        places.located(problem, problem.params["name"])
        for tree in trees
        for problem in (*check_tree(tree, form, path.name, names, forms), *check_references(tree, trees, path.name))
    ]
    known = distinct([*found, *misplaced])
    if any(problem.severity is not Severity.INFO and problem.code != "paper-tracked-changes" for problem in known):
        return known

    def fill(*, empty: bool, others_empty: bool) -> None:
        draw = partial(draw_into, template)
        fill_template(template, paper_names(view(empty=empty), head, draw, rounds(empty=others_empty)), path.name)

    return known + list(check_typed_numbers(places.paragraphs, path.name)) + _try(fill)


def read_tags(template: WordTemplate, file: str, places: Places) -> Iterator[nodes.Template]:
    """Yield the tags of every part as syntax trees; raise PaperError for a tag that cannot be read."""
    environment = make_environment()
    for source in template.markups.values():
        try:
            compile_tags(source)  # filters are looked up only here
            yield environment.parse(source)
        except TemplateSyntaxError as error:
            raise PaperError(syntax_problem(error, file, places)) from error


def _try(fill: Callable[..., None]) -> list[Problem]:
    """Fill the template in with rows of everything, then with nothing, and return the first fault met, if any.

    The other rounds, too, are tried with everything and with nothing.
    """
    tried = ((False, False), (False, True), (True, True))
    return find_fault(partial(fill, empty=empty, others_empty=others_empty) for empty, others_empty in tried)
