"""Which parts a template asks of what it names: `行.目的` of a list that has no 目的 is seen before the night."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from jinja2 import nodes

from kusei_batch.report.templating.filters import FILTERS
from kusei_batch.report.templating.reckoning import RECKONINGS
from kusei_batch.report.templating.shown import ORIGIN
from kusei_batch.report.templating.tags import FAILURES
from kusei_batch.report.views.model import RowView

_RECKONINGS = tuple(RECKONINGS[name] for name in ("合計", "平均", "最大", "最小"))
_UNKNOWN = object()
Scope = dict[str, tuple[object, str]]  # name -> what it stands for, and where that comes from


@dataclass(frozen=True, slots=True)
class MissingPart:
    """`name` was asked of `owner` (as the template writes it), which has only `known`."""

    owner: str
    name: str
    known: tuple[str, ...]


def find_uncounted(tree: nodes.Template, names: Mapping[str, object]) -> list[str]:
    """Return the names of what 合計, 平均, 最大 and 最小 are asked of though a row has a text there."""
    reader = _Reader()
    reader.value(tree, {name: (value, name) for name, value in names.items()})
    return list(dict.fromkeys(reader.uncounted))


def find_missing_parts(tree: nodes.Template, names: Mapping[str, object]) -> list[MissingPart]:
    """Return every part asked of something known that does not have it; what only the night knows is left alone."""
    reader = _Reader()
    reader.value(tree, {name: (value, name) for name, value in names.items()})
    return list(dict.fromkeys(reader.missing))


class _Reader:
    """Reads a tree with the values of a trial round in place of its names."""

    def __init__(self) -> None:
        self.missing: list[MissingPart] = []
        self.uncounted: list[str] = []

    def value(self, node: nodes.Node, scope: Scope) -> object:
        """Return what an expression stands for, _UNKNOWN where that is not known; read whatever is below it, too."""
        found: object = _UNKNOWN
        match node:
            case nodes.Const():
                found = node.value
            case nodes.Name():
                found = scope.get(node.name, (_UNKNOWN, ""))[0]
            case nodes.Getattr():
                found = self._part(node.node, node.attr, scope)
            case nodes.Getitem():
                found = self._part(node.node, self.value(node.arg, scope), scope)
            case nodes.Call():
                found = self._called(node, scope)
            case nodes.Filter():
                found = self._filtered(node, scope)
            case nodes.For():
                self._repeat(node, scope)
            case nodes.Assign(target=nodes.Name(name=name)):
                scope[name] = (self.value(node.node, scope), _written(node.node, scope))
            case _:
                for child in node.iter_child_nodes():
                    self.value(child, scope)
        return found

    def _part(self, node: nodes.Node, name: object, scope: Scope) -> object:
        owner = self.value(node, scope)
        if not isinstance(owner, Mapping) or not isinstance(name, str):
            return _UNKNOWN
        if name not in owner and not hasattr(owner, "__missing__"):
            known = tuple(key for key in owner if key != ORIGIN)
            self.missing.append(MissingPart(_written(node, scope), name, known))
            return _UNKNOWN
        return owner.get(name, _UNKNOWN)

    def _called(self, node: nodes.Call, scope: Scope) -> object:
        called = self.value(node.node, scope)
        words = [self.value(word, scope) for word in node.args]
        options = {option.key: self.value(option.value, scope) for option in node.kwargs}
        match (called in _RECKONINGS, words):
            case (True, [[first, *_], str(name), *_]) if _is_text(first, name):
                self.uncounted.append(name)
        return _tried(called, words, options)

    def _filtered(self, node: nodes.Filter, scope: Scope) -> object:
        words = [self.value(word, scope) for word in (node.node, *node.args) if word is not None]
        options: dict[str, object] = {str(option.key): self.value(option.value, scope) for option in node.kwargs}
        return _tried(FILTERS.get(node.name), words, options)

    def _repeat(self, node: nodes.For, scope: Scope) -> None:
        values = self.value(node.iter, scope)
        first = values[0] if isinstance(values, list | tuple) and values else _UNKNOWN
        inner = {**scope, "loop": (_UNKNOWN, "")}
        for name in _targets(node.target):
            inner[name] = (first if isinstance(node.target, nodes.Name) else _UNKNOWN, _written(node.iter, scope))
        for child in node.body:
            self.value(child, inner)
        for child in node.else_:
            self.value(child, scope)


def _tried(called: object, words: Sequence[object], options: Mapping[str, object]) -> object:
    """Return what a call gives; what it fails for is reported by the checks of calls, or by the trial."""
    if not callable(called) or any(word is _UNKNOWN for word in (*words, *options.values())):
        return _UNKNOWN
    try:
        return called(*words, **options)
    except FAILURES:
        return _UNKNOWN


def _is_text(row: object, name: str) -> bool:
    """Return whether a row of a trial has a text under a name that a department fills in."""
    origin = row.get(ORIGIN) if isinstance(row, Mapping) else None
    return isinstance(origin, RowView) and isinstance(origin.typed.get(name), str | tuple)


def _targets(node: nodes.Node) -> Iterator[str]:
    if isinstance(node, nodes.Name):
        yield node.name
    for child in node.iter_child_nodes():
        yield from _targets(child)


def _written(node: nodes.Node, scope: Scope) -> str:
    """Return the expression as the template writes it, the name of a loop followed by what it runs over."""
    if isinstance(node, nodes.Name):
        origin = scope.get(node.name, (None, ""))[1]
        return node.name if origin in ("", node.name) else f"{node.name}（{origin} の一つ）"
    if isinstance(node, nodes.Getattr):
        return f"{_written(node.node, scope)}.{node.attr}"
    if isinstance(node, nodes.Filter) and node.node is not None:
        return f"{_written(node.node, scope)}|{node.name}"
    if isinstance(node, nodes.Call):
        words = ", ".join(f'"{w.value}"' if isinstance(w, nodes.Const) else "…" for w in node.args)
        return f"{_written(node.node, scope)}({words})"
    return "…"
