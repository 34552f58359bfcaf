"""Names that a template uses and nowhere says: what is set in a branch is there in it and after it."""

from __future__ import annotations

from copy import deepcopy

from jinja2 import meta, nodes
from jinja2.visitor import NodeTransformer


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


def find_undeclared(tree: nodes.Template) -> set[str]:
    """Return the names that are neither set, nor looped over, nor imported before they are used."""
    shared = {id(tree.environment): tree.environment}  # not copied: it keeps the templates it has read
    return meta.find_undeclared_variables(_BranchesInLine().visit(deepcopy(tree, shared)))
