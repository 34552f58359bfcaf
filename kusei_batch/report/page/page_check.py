"""Finding a page template's faults beforehand: its tags are read against what is public, then filled in for trial."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache, partial

from jinja2 import nodes

from kusei_batch.core.expression import ExpressionError, UnknownFieldError
from kusei_batch.core.form import Form
from kusei_batch.core.problem import Problem
from kusei_batch.core.shown_lists import KnownLists
from kusei_batch.report.kept_templates import TemplateFile
from kusei_batch.report.page.page_names import Download, Drawings, PageHead, page_names
from kusei_batch.report.page.page_template import Part, fill_page, read_parts
from kusei_batch.report.templating.references import check_references
from kusei_batch.report.templating.sample_rendering import build_sample_view, find_fault
from kusei_batch.report.templating.shown import Shown
from kusei_batch.report.templating.tags import PaperError
from kusei_batch.report.templating.template_faults import hint, listing, paper_problem
from kusei_batch.report.templating.template_places import places_in_text
from kusei_batch.report.templating.tree import check_tree, distinct
from kusei_batch.report.views.model import RoundView
from kusei_batch.report.views.public import public_form, unknown_columns
from kusei_batch.report.views.public_rows import Published, find_kept_back, row_filters

_HEAD = PageHead("見本", "見本", "見本", "見本", (Download("見本.csv", "見本", "CSV", "1KB"),))


def check_page(path: TemplateFile, form: Form, published: Published, lists: KnownLists) -> list[Problem]:
    """Return every fault of what is published and of the template, also those met while it is filled in for trial."""
    unknown = unknown_columns(form, published.columns)
    if unknown:
        return [_unknown_column(path.name, form, name) for name in unknown]
    return [*_check_rows(path.name, form, published), *_check_template(path, form, published.columns, lists)]


def _check_rows(file: str, form: Form, published: Published) -> Iterator[Problem]:
    """Report a condition that cannot be read, tables that go unasked by it, and reasons that are kept back."""
    try:
        fitting = row_filters(form, published)
        whole = [table.name for table in public_form(form, published.columns).tables if table.name not in fitting]
        if published.rows and whole:
            yield paper_problem("page-rows-elsewhere", file, name=published.rows, tables="」「".join(whole))
    except ExpressionError as error:
        known = [field.name for field in form.fields] if isinstance(error, UnknownFieldError) else []
        hints = hint(getattr(error, "name", ""), known) + listing(known)
        yield paper_problem("page-bad-rows", file, name=published.rows, reason=str(error), hint=hints)
    for check in find_kept_back(form, published.columns):
        yield paper_problem("page-reason-hidden", file, check=check.name, reason=str(check.reason))


def _check_template(path: TemplateFile, form: Form, columns: Sequence[str], lists: KnownLists) -> list[Problem]:
    public = public_form(form, columns)
    # A reader of the fault must not look in vain in a form that has the field, only not for the public.
    shown = replace(public, title=f"{form.title}（公表する項目）")
    try:
        parts = read_parts(path)
    except PaperError as error:
        return [error.problem]
    trees = [tree for _, _, tree in parts]
    # Built once for all trials: views are not changed by those that show them.
    names = partial(_sample_names, cache(partial(build_sample_view, shown, lists)))
    read = names(empty=False, whole=True)
    found = [problem for part in parts for problem in _check_part(part, shown, trees, read)]
    samples = (names(empty=empty, whole=whole) for empty in (False, True) for whole in (True, False))
    return distinct(found) or find_fault(partial(fill_page, path, one) for one in samples)


def _unknown_column(file: str, form: Form, name: str) -> Problem:
    known = [field.name for field in form.fields]
    return paper_problem(
        "page-unknown-column", file, name=name, form=form.title, hint=hint(name, known) + listing(known)
    )


def _check_part(part: Part, form: Form, trees: Sequence[nodes.Template], names: Shown) -> list[Problem]:
    file, text, tree = part
    places = places_in_text(text)
    found = [
        *check_tree(tree, form, file, names),
        *check_references(tree, trees, file),
    ]
    return [places.located(problem, problem.params["name"]) for problem in found]


def _sample_names(view: Callable[..., RoundView], *, empty: bool, whole: bool) -> Shown:
    return page_names(view(empty=empty), _HEAD, Drawings(), whole=whole)
