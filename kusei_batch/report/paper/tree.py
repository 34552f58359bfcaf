"""What the tags of a template ask for, read against the form: one mechanism for everything made from a template."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from jinja2 import meta, nodes

from kusei_batch.core.form import Field, Form
from kusei_batch.core.problem import Problem
from kusei_batch.core.totals import crosstab_specs, list_specs
from kusei_batch.report.paper.lookup import hint, listing, paper_problem
from kusei_batch.report.paper.parts import find_missing_parts

Calls = list[tuple[str, list[object]]]


def distinct(problems: Sequence[Problem]) -> list[Problem]:
    """Each problem once, in the order found."""
    return list({(problem.code, *problem.params.values()): problem for problem in problems}.values())


def check_tree(tree: nodes.Template, form: Form, file: str, names: Mapping[str, object]) -> Iterator[Problem]:
    """Every name, part and call that the tags of `file` ask for and that is not there.

    `names` are those of a trial round; each problem carries what it is about as its param `name`.
    """
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
