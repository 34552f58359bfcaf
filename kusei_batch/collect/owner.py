"""Whose sheet a returned workbook is by what it shows, whatever its hidden parts say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from kusei_batch.core.problem import Problem
from kusei_batch.core.submission import Entry, IssuedSheet
from kusei_batch.core.text.notation import comparable

_NAMES_OWNER = ("管理番号", "区名", "部署名")
"""Fields each of which is enough: what another's sheet was stamped with stands there."""

Texts = dict[str, frozenset[str]]
"""By qualified name of a display field, its texts as they are compared, without blank ones."""
_NONE: frozenset[str] = frozenset()


def check_owner(
    shown: Mapping[str, Sequence[Entry]], issued: IssuedSheet, register: Iterable[IssuedSheet], path: str
) -> Iterator[Problem]:
    """Report a sheet that says it is `issued` and shows what another department's was stamped with.

    The hidden sheet and the parts of a workbook can be taken from another copy; what people see and typed
    into then shows whose it is. One field that names the owner suffices, else more texts of theirs than of ours.
    """
    seen = {name: _texts(entry.cell.text for entry in entries) for name, entries in shown.items()}
    ours = _stamped(issued)
    if all(_stands_in(text, ours.get(name, _NONE)) for name, texts in seen.items() for text in texts):
        return
    for other in register:
        if other.form == issued.form and other.department_code != issued.department_code:
            told = _told_by(seen, ours, _stamped(other))
            if told:
                words = {"sheet_id": issued.sheet_id, "other": other.sheet_id, "fields": "、".join(told)}
                yield Problem.of_file("sheet-of-another", path, **words)
                return


def _told_by(seen: Texts, ours: Texts, theirs: Texts) -> list[str]:
    """Return the fields that show the sheet to be theirs; none where it is ours."""
    # Other words may stand in the same cell.
    named = [
        name
        for name in _NAMES_OWNER
        if any(
            _stands_in(text, theirs.get(name, _NONE)) and not _stands_in(text, ours.get(name, _NONE))
            for text in seen.get(name, _NONE)
        )
    ]
    if named:
        return named
    of_theirs = {name: seen[name] & (theirs.get(name, _NONE) - ours.get(name, _NONE)) for name in seen}
    of_ours = [
        text
        for name, texts in ours.items()
        for text in texts - theirs.get(name, _NONE)
        if any(text in found for found in seen.get(name, _NONE))
    ]
    more = sum(map(len, of_theirs.values())) > len(of_ours)
    return [name for name, texts in of_theirs.items() if texts] if more else []


def _stands_in(text: str, stamped: frozenset[str]) -> bool:
    return any(one in text for one in stamped)


def _stamped(sheet: IssuedSheet) -> Texts:
    return {name: _texts(texts) for name, texts in sheet.stamped.items()}


def _texts(texts: Iterable[str]) -> frozenset[str]:
    plain = map(comparable, texts)
    return frozenset(text for text in plain if text)
