"""Finding a template's faults beforehand: its tags are read against the form, then filled in for trial."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import TemplateSyntaxError, meta, nodes

from kusei_batch.core.form import Field, Form
from kusei_batch.core.problem import Problem
from kusei_batch.core.totals import crosstab_specs, list_specs
from kusei_batch.report.paper.lookup import hint, listing, paper_problem
from kusei_batch.report.paper.names import HEAD_NAMES, build_names
from kusei_batch.report.paper.parts import find_missing_parts
from kusei_batch.report.paper.places import Places
from kusei_batch.report.paper.template import (
    PaperError,
    fill_template,
    make_environment,
    open_template,
    syntax_problem,
)
from kusei_batch.report.paper.trial import build_trial_view

if TYPE_CHECKING:
    from docxtpl import DocxTemplate
    from jinja2.sandbox import SandboxedEnvironment

_HEAD = dict.fromkeys(HEAD_NAMES, "見本")
Calls = list[tuple[str, list[object]]]


def check_template(path: Path, form: Form) -> list[Problem]:
    """Every fault of the template at once; where none is seen in the tags, those met while filling it in."""
    try:
        template = open_template(path)
        places = Places(path)
        trees = list(_read_tags(template, path.name, places))
    except PaperError as error:
        return [error.problem]
    found = [
        places.located(problem, problem.params["name"])
        for tree in trees
        for problem in _check_tree(tree, form, path.name)
    ]
    return _distinct(found) or _try(path, form)


def _distinct(problems: Sequence[Problem]) -> list[Problem]:
    return list({(problem.code, *problem.params.values()): problem for problem in problems}.values())


def _read_tags(template: DocxTemplate, file: str, places: Places) -> Iterator[nodes.Template]:
    """The tags of the body, headers and footers as syntax trees; raises PaperError for one that cannot be read."""
    environment = make_environment()
    parts = [template.get_xml()]
    for uri in (template.HEADER_URI, template.FOOTER_URI):
        parts += [template.get_part_xml(part) for _, part in template.get_headers_footers(uri)]
    for xml in parts:
        yield _parse(environment, template.patch_xml(xml), (file, places))


def _parse(environment: SandboxedEnvironment, xml: str, told: tuple[str, Places]) -> nodes.Template:
    # As docxtpl does before it renders: a paragraph a line, so that a fault's line names its place.
    source = re.sub(r"<w:p([ >])", r"\n<w:p\1", xml)
    try:
        environment.compile(source)  # filters are looked up only here
        return environment.parse(source)
    except TemplateSyntaxError as error:
        error.source = source
        raise PaperError(syntax_problem(error, *told)) from error


def _check_tree(tree: nodes.Template, form: Form, file: str) -> Iterator[Problem]:
    names = build_names(build_trial_view(form, empty=False), _no_picture) | _HEAD
    known = list(names)
    for name in sorted(meta.find_undeclared_variables(tree) - set(known)):
        yield paper_problem("paper-unknown-name", file, name=name, hint=hint(name, known))
    for part in find_missing_parts(tree, names):
        hints = hint(part.name, part.known) + listing(part.known)
        yield paper_problem("paper-unknown-part", file, name=part.name, owner=part.owner, hint=hints)
    for name, words in _calls(tree):
        check = _CALLS.get(name)
        if check and words and isinstance(words[0], str):
            yield from check(form, file, name, words)


def _calls(tree: nodes.Template) -> Calls:
    return [
        (call.node.name, [arg.value if isinstance(arg, nodes.Const) else None for arg in call.args])
        for call in tree.find_all(nodes.Call)
        if isinstance(call.node, nodes.Name)
    ]


def _check_totals(form: Form, file: str, name: str, words: Sequence[object]) -> Iterator[Problem]:
    asked = str(words[0])
    lists = [spec.sheet for spec in list_specs(form)]
    tabs = [word for spec in crosstab_specs(form) for word in dict.fromkeys((spec.sheet, spec.title))]
    kind, known = {"一覧": ("一覧", lists), "表": ("一覧や集計", [*lists, *tabs])}.get(name, ("クロス集計", tabs))
    if asked not in known:
        words_ = {"kind": kind, "name": asked, "form": form.title, "hint": hint(asked, known) + listing(known)}
        yield paper_problem("paper-unknown-totals", file, **words_)


def _check_table(form: Form, file: str, name: str, words: Sequence[object]) -> Iterator[Problem]:
    table = str(words[0])
    known = [t.name for t in form.tables]
    if table not in known:
        yield paper_problem(
            "paper-unknown-table", file, name=table, form=form.title, hint=hint(table, known) + listing(known)
        )
    elif name == "選ぶ" and len(words) > 1 and isinstance(words[1], str):
        yield from _check_field(form, file, table, words[1:])


def _check_field(form: Form, file: str, table: str, words: Sequence[object]) -> Iterator[Problem]:
    name = str(words[0])
    fields = {field.name: field for field in form.fields if field.table in (table, None)}
    if name not in fields:
        told = {"name": name, "form": form.title, "table": table, "hint": hint(name, fields) + listing(fields)}
        yield paper_problem("paper-unknown-field", file, **told)
        return
    yield from _check_choices(form, file, fields[name], words[1:])


def _check_choices(form: Form, file: str, field: Field, values: Sequence[object]) -> Iterator[Problem]:
    offered = [choice.value for choice in form.choices_of(field)]
    for value in values:
        if offered and isinstance(value, str) and value not in ("", *offered):
            told = {"name": value, "of": field.name, "hint": hint(value, offered) + listing(offered)}
            yield paper_problem("paper-unknown-choice", file, **told)


_CALLS: dict[str, Callable[[Form, str, str, Sequence[object]], Iterator[Problem]]] = {
    "一覧": _check_totals,
    "集計": _check_totals,
    "図": _check_totals,
    "表": _check_totals,
    "記録": _check_table,
    "選ぶ": _check_table,
}


def _try(path: Path, form: Form) -> list[Problem]:
    """Fill the template in with one row of everything, then with nothing: the first fault met, if any."""
    for empty in (False, True):
        view = build_trial_view(form, empty=empty)
        try:
            fill_template(open_template(path), build_names(view, _no_picture) | _HEAD, path.name)
        except PaperError as error:
            return [error.problem]
    return []


def _no_picture(*_: object) -> str:
    return ""
