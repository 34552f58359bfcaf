"""The day of a document where its template prints it, told apart from all else that is printed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from jinja2 import nodes

from kusei_batch.report.views.model import RoundView
from kusei_batch.report.views.rounds import OtherRounds

DAY_MARK = "\ufdd0"
"""Stands where the day is printed. It is no character, and every text is cleaned of it."""
_DAY_NAMES = ("基準日", "日付")
_PLAIN_BLOCKS = (nodes.For, nodes.If)


class PrintedDay(str):
    """A day as printed: a tag that prints it writes the mark; to whatever computes with it, it is its text."""

    __slots__ = ()

    def __html__(self) -> str:
        """Return the mark: how templates tell what is not to be escaped."""
        return DAY_MARK


def mark_day(view: RoundView) -> RoundView:
    """Return the view whose day is printed as a mark."""
    return replace(view, labels=replace(view.labels, as_of=PrintedDay(view.labels.as_of)))


def mark_days(rounds: OtherRounds, day: str) -> OtherRounds:
    """Return the rounds with the same mark in those that stand as of that day."""

    def marked(view: RoundView | None) -> RoundView | None:
        return mark_day(view) if view and view.labels.as_of == day else view

    return replace(
        rounds,
        find=lambda name, years_ago: marked(rounds.find(name, years_ago)),
        find_above=lambda level, name, years_ago: marked(rounds.find_above(level, name, years_ago)),
    )


def computes_with_day(tree: nodes.Template) -> bool:
    """Return whether tags do anything with the day but print it: what they print may then differ in more than it."""
    return sum(1 for _ in _mentions(tree)) > sum(1 for _ in _printed(tree))


def _mentions(tree: nodes.Template) -> Iterator[nodes.Node]:
    for node in tree.find_all((nodes.Name, nodes.Getattr, nodes.Const)):
        if _names_day(node):
            yield node


def _names_day(node: nodes.Node) -> bool:
    match node:
        case nodes.Name(name=name) | nodes.Getattr(attr=name) | nodes.Const(value=name):
            return name in _DAY_NAMES
    return False


def _printed(block: nodes.Node) -> Iterator[nodes.Node]:
    for node in block.iter_child_nodes():
        if isinstance(node, nodes.Output):
            yield from (
                said for said in node.nodes if isinstance(said, nodes.Name | nodes.Getattr) and _names_day(said)
            )
        elif isinstance(node, _PLAIN_BLOCKS):
            yield from _printed(node)
