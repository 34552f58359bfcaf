"""Whether config.toml and the master call the same units by the same words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kusei_batch.config import Workspace
from kusei_batch.config.lines import config_problem
from kusei_batch.config.master import PART_LEVEL
from kusei_batch.core.problem import Location, Problem
from kusei_batch.core.unit_lists import LEVEL
from kusei_batch.core.ward import DIVISION_LEVEL, WARD_LEVEL


def check_level_words(workspace: Workspace) -> Iterator[Problem]:
    """Yield a warning for 区 and for 部 where the master calls none of them what [words] does.

    Units of several kinds may have words of their own, as センター beside 部 has. A master that says nothing is no
    difference, and a ward that is alone is never named beside others.
    """
    master, words = workspace.master, workspace.settings.words
    if len(master.wards) > 1:
        yield from _differing(
            workspace, "ward", words.ward, WARD_LEVEL, Location("区", field=LEVEL), [w.level for w in master.wards]
        )
    divisions = [d.division_level for d in master.departments if d.division]
    sheet = Location("部署", field=PART_LEVEL)
    yield from _differing(workspace, "division", words.division, DIVISION_LEVEL, sheet, divisions)


def _differing(
    workspace: Workspace, key: str, word: str, usual: str, place: Location, found: Sequence[str]
) -> Iterator[Problem]:
    levels = tuple(dict.fromkeys(found))
    if word in levels or not set(levels) - {usual}:
        return
    said = {"value": word, "list": place.sheet or "", "heading": place.field or "", "levels": "、".join(levels)}
    yield config_problem("config-word-not-level", workspace.written, ("words", key), **said)
