"""Texts that tell what is common in texts: counted with those that are compared, and never found themselves.

Few texts do not tell which of their words are how offices write and which are of a kind of work: in three targets of
which two speak of 窓口, 窓口 looks like nothing special. With these beside them a word that is in many texts counts for
little, however few are compared. They are of no real city or office: all were written for this program.
"""

from __future__ import annotations

import json
from functools import cache
from importlib import resources

_FILE = "usual_texts.json"
_TEXTS = "文"


@cache
def read_usual_texts() -> tuple[str, ...]:
    """Return targets as departments word them: what is common in these tells no kind of work."""
    path = resources.files("kusei_batch.consolidate") / _FILE
    return tuple(json.loads(path.read_text(encoding="utf-8"))[_TEXTS])
