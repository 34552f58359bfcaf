"""What a fault of config.toml costs: the round, paper, page or single setting it lies in, or everything."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from kusei_batch.config.lines import Place, SettingsText
from kusei_batch.core.problem import Problem

NTH = "#"
"""The key under which a round, paper or page remembers its position (from 0) when others are left out."""

_STOPPING = ("city", "fiscal_year", "folders", "eras")
_WHOLE = ("engine",)  # half of it means nothing
_DOCUMENTS = ("papers", "pages")
_LETTERS = ("letters",)
_IN_ROUND, _IN_DOCUMENT = 2, 4


def place_of(problem: Problem) -> Place:
    """Return the place of a fault, from the key it names: `rounds[2].papers[1].name`, counted from 1."""
    words = re.findall(r"\[(\d+)\]|([^.\[\]]+)", problem.location.field or "")
    return tuple(int(number) - 1 if number else name for number, name in words)


def written_place(problem: Problem, written: SettingsText) -> Place:
    """Return the place of a fault of the settings, also of one that names a cell as such."""
    return written.place_in_cell(problem.location) or place_of(problem)


def round_of(place: Place) -> int | None:
    """Return which round (from 0) a fault there costs; None where it costs a part of one, or no single round."""
    if place[2:3] == _LETTERS:
        return None
    if len(place) >= _IN_ROUND and place[0] == "rounds" and isinstance(place[1], int) and not _document(place):
        return place[1]
    return None


def _document(place: Place) -> Place:
    """Return the key of the paper or page a place lies in, or of all papers or pages; empty elsewhere."""
    return place[2:_IN_DOCUMENT] if place[0] == "rounds" and len(place) > _IN_ROUND and place[2] in _DOCUMENTS else ()


def numbered(tree: dict[str, Any]) -> dict[str, Any]:
    """Return the tree in which every round, paper and page knows its position."""
    rounds = [
        {key: _numbered(value) if key in _DOCUMENTS else value for key, value in round_.items()}
        if isinstance(round_, dict)
        else round_
        for round_ in _items(tree.get("rounds"))
    ]
    return {**tree, "rounds": _numbered(rounds)} if rounds else tree


def _items(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _numbered(value: object) -> object:
    if not isinstance(value, list):
        return value
    return [{**one, NTH: nth} if isinstance(one, dict) else one for nth, one in enumerate(value)]


def prune(tree: dict[str, Any], places: Iterable[Place]) -> dict[str, Any] | None:
    """Return a numbered tree without what the faults at these places cost; None where nothing can go on without it."""
    for place in places:
        if not place or place[0] in _STOPPING or place == ("rounds",):
            return None
        tree = _without(tree, place)
    return tree


def _without(tree: dict[str, Any], place: Place) -> dict[str, Any]:
    head = str(place[0])
    if head in _WHOLE:
        return {key: value for key, value in tree.items() if key != head}
    if head != "rounds":
        inner = tree.get(head)
        if isinstance(inner, dict) and len(place) > 1:
            return {**tree, head: {key: value for key, value in inner.items() if key != place[1]}}
        return {key: value for key, value in tree.items() if key != head}
    document, rounds = _document(place), _items(tree[head])
    if place[2:3] == _LETTERS:
        return {**tree, head: [_without_letter(one, place[3:]) if _nth(one) == place[1] else one for one in rounds]}
    if not document:
        return {**tree, head: [one for one in rounds if _nth(one) != place[1]]}
    return {**tree, head: [_without_document(one, document) if _nth(one) == place[1] else one for one in rounds]}


def _without_letter(round_: dict[str, Any], key: Place) -> dict[str, Any]:
    """Return a round without a key of its letters, which is then as for all rounds; without any where none is named."""
    letters = round_.get("letters")
    told = letters if isinstance(letters, dict) and key else {}
    return {**round_, "letters": {name: value for name, value in told.items() if name not in key}}


def _without_document(round_: dict[str, Any], document: Place) -> dict[str, Any]:
    key = str(document[0])
    if len(document) == 1:
        return {name: value for name, value in round_.items() if name != key}
    return {**round_, key: [one for one in _items(round_.get(key)) if _nth(one) != document[1]]}


def _nth(one: object) -> object:
    return one.get(NTH) if isinstance(one, dict) else None
