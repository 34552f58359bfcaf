"""Names of files that look the same and are not, told apart."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Sequence

from kusei_batch.core.text.characters import name_unseen, seen_only, unseen_characters


def tell_apart(names: Sequence[str]) -> list[str]:
    """Return the names in order, each that looks like another with what nobody sees in it, and numbered if need be."""
    looks = Counter(map(_look, names))
    told = [name if looks[_look(name)] == 1 else f"{name}（{_hidden_in(name)}）" for name in names]
    looks, seen = Counter(map(_look, told)), Counter[str]()
    numbered = []
    for name in told:
        look = _look(name)
        seen[look] += 1
        numbered.append(name if looks[look] == 1 else f"{name}（{seen[look]}）")
    return numbered


def _look(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", seen_only(name)).split())


def _hidden_in(name: str) -> str:
    unseen = unseen_characters(name)
    if unseen:
        return f"名前に{'、'.join(map(name_unseen, unseen))}を含むもの"
    if not unicodedata.is_normalized("NFC", name):
        return "名前の濁点などが別の文字になっているもの。Macなどで付けた名前"
    return "名前に余分な空白があるもの" if name != _look(name) else "ふつうの名前のもの"
