"""The manifest: what a release holds, when it was made, and from which contents."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

FILE = "manifest.json"


@dataclass(frozen=True, slots=True)
class ReleaseOrigin:
    """Where a release comes from: the night's run and day, and the contents (SHA-256) that it was made from."""

    run: int
    as_of: dt.date
    sources: Sequence[str] = ()


def render_manifest(files: Mapping[str, bytes], origin: ReleaseOrigin) -> bytes:
    """Return the manifest as JSON: every file with its SHA-256 and size in bytes, in the order of their names."""
    told = {
        "run": origin.run,
        "as_of": origin.as_of.isoformat(),
        "files": [
            {"path": name, "sha256": hashlib.sha256(files[name]).hexdigest(), "size": len(files[name])}
            for name in sorted(files)
        ],
        "sources": sorted(origin.sources),
    }
    return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()


def read_manifest(folder: Path) -> ReleaseOrigin | None:
    """Return where the release in the folder comes from; None where there is none, or its manifest cannot be read."""
    try:
        told = json.loads((folder / FILE).read_bytes())
        return ReleaseOrigin(int(told["run"]), dt.date.fromisoformat(told["as_of"]), tuple(told["sources"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
