"""Whether every 参照 of a template points to a 番号 that one of its parts gives."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jinja2 import nodes

from kusei_batch.core.problem import Problem
from kusei_batch.report.templating.numbering import lost_reference


def check_references(tree: nodes.Template, trees: Sequence[nodes.Template], file: str) -> Iterator[Problem]:
    """Yield the references of one part to places that none of all parts (`trees`) has.

    A place whose name is only computed may be any, so that nothing is known of its series.
    """
    places = [words for part in trees for words in _calls(part, "番号")]
    for series, name in dict.fromkeys(_calls(tree, "参照")):
        of_series = [place for of, place in places if of in (series, None)]
        if series is not None and name is not None and name not in of_series and None not in of_series:
            yield lost_reference(series, name, [place for place in of_series if place]).problem(file)


def _calls(tree: nodes.Template, function: str) -> Iterator[tuple[str | None, str | None]]:
    """Yield series and name of each call: a blank name where none is given, None for what is only computed."""
    for call in tree.find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name == function and call.args:
            words = [word.value if isinstance(word, nodes.Const) else None for word in call.args]
            yield words[0], words[1] if len(words) > 1 else ""
