"""What stands in config.toml, マスタ.xlsx and 決定.xlsx, read once a process as long as they say the same.

Each night of a test, and each command, reads them anew: a tenth of what the tests of whole nights take. What is read
follows from these files and from what the program kept of the decisions, all known by their bytes; where one of them
changes, it is read. It is packed and opened, so that nobody holds what is another's.
"""

from __future__ import annotations

import pickle
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache, partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from kusei_batch.config import workspace_reading
from kusei_batch.config.decision_reading import KEPT_FILE
from kusei_batch.config.lines import FILE
from kusei_batch.config.master_sheet import FILE as MASTER
from kusei_batch.config.settings import Folders
from kusei_batch.core.decision_book import FILE as DECISIONS

READ: Any = vars(workspace_reading)["_read_files"]
_MOST = 100  # of some 0.2 MB each


@contextmanager
def settings_known() -> Iterator[None]:
    """Let workspaces be read in this way."""
    known: dict[tuple[bytes | None, ...], bytes] = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(workspace_reading, "_read_files", partial(_read, known))
        yield


def _read(known: dict[tuple[bytes | None, ...], bytes], root: Path) -> Any:
    """Return what a workspace consists of, as `_read_files` does."""
    try:
        content = (root / FILE).read_bytes()
        templates, state = _folders(content)
        files = (root / templates / MASTER, root / templates / DECISIONS, root / state / KEPT_FILE)
        key = (sha256(content).digest(), *map(_digest, files))
    except (OSError, AttributeError, TypeError, ValueError):
        return READ(root)
    if key not in known:
        if len(known) == _MOST:
            del known[next(iter(known))]
        known[key] = pickle.dumps(READ(root))
    return pickle.loads(known[key])  # noqa: S301 -- packed by this process


@lru_cache(maxsize=_MOST)
def _folders(content: bytes) -> tuple[Path, Path]:
    """Return where templates and state lie as seen from a config.toml; raise where it is not plain to see."""
    told, usual = tomllib.loads(content.decode()).get("folders", {}), Folders()
    return Path(told.get("templates_xlsx", usual.templates_xlsx)), Path(told.get("state", usual.state))


def _digest(path: Path) -> bytes | None:
    """Return the hash of a file, None where there is none; raise OSError where it cannot be read."""
    try:
        return sha256(path.read_bytes()).digest()
    except FileNotFoundError:
        return None
