"""What the tags of a template ask for, read against the form: one mechanism for everything made from a template."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass

from jinja2 import meta, nodes
from jinja2.visitor import NodeTransformer

from kusei_batch.core.expression import ExpressionError, parse_condition
from kusei_batch.core.form import Form
from kusei_batch.core.problem import Problem
from kusei_batch.core.row_filter import names_of
from kusei_batch.core.totals_reading import crosstab_specs, list_specs, trend_specs
from kusei_batch.report.templating.parts import find_missing_parts, find_uncounted
from kusei_batch.report.templating.shown import ORIGIN
from kusei_batch.report.templating.template_faults import condition_fault, hint, listing, paper_problem

_OTHER_ROUNDS = ("回", "前年度")
_OPTIONAL, _LEVEL = "任意", "階層"
_DOUBTED = 0.6  # how much of an optional round's name must be that of another: 実績報告 is no slip for 中間報告
Forms = Mapping[str, Form | None]
"""The form of each round by name; None where it cannot be read."""


class _BranchesInLine(NodeTransformer):
    """Puts what stands in the branches of an `if` in its place: a branch has no names of its own.

    jinja2 takes a name that is set in a branch, for one that may be missing even within that branch.
    """

    def visit_If(self, node: nodes.If) -> list[nodes.Node]:  # noqa: N802 - named after the node, as jinja2 asks
        inner = [*node.body, *node.elif_, *node.else_]
        shown: list[nodes.Node] = [nodes.Output([node.test], lineno=node.lineno)]
        for one in inner:
            made = self.visit(one)
            shown += made if isinstance(made, list) else [made]
        return shown


@dataclass(frozen=True, slots=True)
class _Call:
    """A function asked by name with the words it is given (None: not known beforehand), of the form it is asked of."""

    form: Form
    name: str
    words: list[object]
    condition: object = None


def distinct(problems: Sequence[Problem]) -> list[Problem]:
    """Return each problem once, in the order found."""
    return list({(problem.code, *problem.params.values()): problem for problem in problems}.values())


def check_tree(
    tree: nodes.Template, form: Form | None, file: str, names: Mapping[str, object], forms: Forms | None = None
) -> Iterator[Problem]:
    """Yield every name, part and call that the tags of `file` ask for and that is not there.

    `form` is that of the round (None: the template shows none of it), `names` are those of a trial round, `forms` those
    of the rounds that may be asked for; each problem carries what it is about as its param `name`.
    """
    forms = forms or {}
    known = [name for name in names if name != ORIGIN]
    # What the template itself names at its top is for use in all its blocks.
    taken = {
        name if isinstance(name, str) else name[1] for found in tree.find_all(nodes.FromImport) for name in found.names
    }
    macros = {macro.name for macro in tree.find_all(nodes.Macro)}
    sets = {
        node.target.name for node in tree.body if isinstance(node, nodes.Assign) and isinstance(node.target, nodes.Name)
    }
    imported = {found.target for found in tree.find_all(nodes.Import)}
    for name in sorted(find_undeclared(tree) - set(known) - taken - macros - sets - imported):
        yield paper_problem("paper-unknown-name", file, name=name, hint=hint(name, known))
    for part in find_missing_parts(tree, names):
        hints = hint(part.name, part.known) + listing(part.known)
        yield paper_problem("paper-unknown-part", file, name=part.name, owner=part.owner, hint=hints)
    for name in find_uncounted(tree, names):
        yield paper_problem("paper-no-number", file, name=name)
    yield from _check_rounds(tree, file, forms)
    for call in _calls(tree, form, forms):
        check = _CALLS.get(call.name)
        if check and call.words and isinstance(call.words[0], str):
            yield from check(call, file)


def _asked_round(node: nodes.Node | None) -> str | None:
    """Return the name in 回("…") and 前年度("…")."""
    if not (isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name) and node.node.name in _OTHER_ROUNDS):
        return None
    name = _constant(node.args[0]) if node.args else None
    return name if isinstance(name, str) else None


def _check_rounds(tree: nodes.Template, file: str, forms: Forms) -> Iterator[Problem]:
    """Yield the rounds asked for that the year lacks; one asked for as 任意 only if its name is near another.

    A near name that the template itself asks for elsewhere raises no doubt: 前期 is no slip for 後期.
    """
    calls = [(name, call) for call in tree.find_all(nodes.Call) if (name := _asked_round(call)) is not None]
    asked = {name for name, _ in calls}
    for name, call in ((name, call) for name, call in calls if name not in forms):
        near = hint(name, forms)
        code = "paper-unknown-round"
        options = {option.key: _constant(option.value) for option in call.kwargs}
        if options.get(_OPTIONAL) is True:
            near = hint(name, [known for known in forms if known not in asked], _DOUBTED)
            if _LEVEL in options and not near:
                continue  # where nothing is above, nobody holds it
            code = "paper-round-doubtful" if near else "paper-round-absent"
        yield paper_problem(code, file, name=name, hint=near + listing(forms))


def _calls(tree: nodes.Template, form: Form | None, forms: Forms) -> Iterator[_Call]:
    """Yield the functions asked for, of this round or of another one, also by the name a tag gave to that one."""
    called = {
        assign.target.name: _asked_round(assign.node)
        for assign in tree.find_all(nodes.Assign)
        if isinstance(assign.target, nodes.Name)
    }
    for call in tree.find_all(nodes.Call):
        asked = form
        name = call.node.name if isinstance(call.node, nodes.Name) else ""
        if isinstance(call.node, nodes.Getattr):
            owner, name = call.node.node, call.node.attr
            round_ = called.get(owner.name) if isinstance(owner, nodes.Name) else _asked_round(owner)
            asked = forms.get(round_ or "")
        if asked is not None:
            condition = next((_constant(option.value) for option in call.kwargs if option.key == "条件"), None)
            yield _Call(asked, name, [_constant(word) for word in call.args], condition)


def _constant(node: nodes.Node) -> object:
    return node.value if isinstance(node, nodes.Const) else None


def _check_totals(call: _Call, file: str) -> Iterator[Problem]:
    form, asked = call.form, str(call.words[0])
    lists = [spec.sheet for spec in list_specs(form)]
    tabs, trends = (
        [word for spec in specs for word in dict.fromkeys((spec.sheet, spec.title))]
        for specs in (crosstab_specs(form), trend_specs(form))
    )
    kind, known = {
        "一覧": ("一覧", lists),
        "表": ("一覧や集計", [*lists, *tabs, *trends]),
        "推移": ("推移", trends),
    }.get(call.name, ("クロス集計", tabs))
    if asked not in known:
        words_ = {"kind": kind, "name": asked, "form": form.title, "hint": hint(asked, known) + listing(known)}
        yield paper_problem("paper-unknown-totals", file, **words_)


def _check_table(call: _Call, file: str) -> Iterator[Problem]:
    form, table, words = call.form, str(call.words[0]), call.words
    known = [t.name for t in form.tables]
    if table not in known:
        yield paper_problem(
            "paper-unknown-table", file, name=table, form=form.title, hint=hint(table, known) + listing(known)
        )
        return
    if call.name == "選ぶ" and len(words) > 1 and isinstance(words[1], str):
        yield from _check_field(form, file, table, words[1:])
    if call.name == "選ぶ" and isinstance(call.condition, str):
        try:
            parse_condition(call.condition, names_of(form, table), form.year)
        except ExpressionError as error:
            yield condition_fault(error, call.condition, form, table).problem(file)


def _check_field(form: Form, file: str, table: str, words: Sequence[object]) -> Iterator[Problem]:
    name = str(words[0])
    fields = {field.name: field for field in form.fields if field.table in (table, None)}
    if name not in fields:
        told = {"name": name, "form": form.title, "table": table, "hint": hint(name, fields) + listing(fields)}
        yield paper_problem("paper-unknown-field", file, **told)
        return
    field = fields[name]
    offered = [choice.value for choice in form.choices_of(field)]
    for value in words[1:]:
        if offered and isinstance(value, str) and value not in ("", *form.spellings_of(field)):
            wrong = {"name": value, "of": field.name, "hint": hint(value, offered) + listing(offered)}
            yield paper_problem("paper-unknown-choice", file, **wrong)


_CALLS: dict[str, Callable[[_Call, str], Iterator[Problem]]] = {
    "一覧": _check_totals,
    "集計": _check_totals,
    "図": _check_totals,
    "表": _check_totals,
    "推移": _check_totals,
    "記録": _check_table,
    "選ぶ": _check_table,
}


def find_undeclared(tree: nodes.Template) -> set[str]:
    """Return the names that are neither set, nor looped over, nor imported before they are used."""
    shared = {id(tree.environment): tree.environment}  # not copied: it keeps the templates it has read
    return meta.find_undeclared_variables(_BranchesInLine().visit(deepcopy(tree, shared)))
