"""Folders of config.toml that lie in one another: what is taken in and what is written must be kept apart."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

from kusei_batch.config.lines import SettingsText, config_problem
from kusei_batch.config.settings import Folders
from kusei_batch.core.problem import Problem

_APART = ("inbox", "outbox", "state")


def check_folders_apart(root: Path, folders: Folders, written: SettingsText) -> Iterator[Problem]:
    """Report a fault for each of inbox, outbox and state that is the workspace, holds it, or holds another one."""
    home = _real(root)
    places = {key: _real(root / getattr(folders, key)) for key in Folders.model_fields}
    wide = [key for key in _APART if home.is_relative_to(places[key])]
    for key in wide:
        yield _fault(folders, written, key, "作業フォルダ全体")
    for one, other in combinations(places, 2):
        if {one, other}.isdisjoint(_APART) or one in wide or other in wide:
            continue
        if places[one].is_relative_to(places[other]) or places[other].is_relative_to(places[one]):
            yield _fault(folders, written, other, f"{one}（{getattr(folders, one)}）")


def _fault(folders: Folders, written: SettingsText, key: str, other: str) -> Problem:
    return config_problem("config-folders-overlap", written, ("folders", key), value=getattr(folders, key), other=other)


def _real(path: Path) -> Path:
    # Case is folded where the system folds it, and links are followed: two names of one folder overlap.
    return Path(os.path.normcase(path.resolve()))
