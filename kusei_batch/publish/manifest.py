"""The manifest: what a release holds, when it was made, and from which contents."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from kusei_batch.disk import content_at

FILE = "manifest.json"


@dataclass(frozen=True, slots=True)
class PageDays:
    """The day on which a page was first released, and the day since which it says what it says."""

    published: dt.date
    changed: dt.date


@dataclass(frozen=True, slots=True)
class ReleaseOrigin:
    """Where a release comes from: the night's run and day, and the contents (SHA-256) that it was made from.

    `pages` are the days of each page in it, by the page's name.
    """

    run: int
    as_of: dt.date
    sources: Sequence[str] = ()
    pages: Mapping[str, PageDays] = field(default_factory=dict)


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
        "pages": {
            name: {"published": days.published.isoformat(), "changed": days.changed.isoformat()}
            for name, days in sorted(origin.pages.items())
        },
    }
    return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()


def read_manifest(folder: Path) -> ReleaseOrigin | None:
    """Return where the release in the folder comes from; None where there is none, or its manifest cannot be read."""
    try:
        told = json.loads((folder / FILE).read_bytes())
        day = dt.date.fromisoformat(told["as_of"])
        return ReleaseOrigin(int(told["run"]), day, tuple(told["sources"]), dict(_pages(told, day)))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def find_strays(folder: Path) -> list[str]:
    """Return the files in a release that its manifest does not tell of, but for what other programs leave there.

    None where the manifest cannot be read: nothing is known then.
    """
    told = _told_files(folder)
    if not told:
        return []
    places = ((Path(place).relative_to(folder), names) for place, _, names in os.walk(folder))
    there = ((below / name).as_posix() for below, names in places for name in names)
    return sorted(name for name in there if name != FILE and name not in told and not _is_left_there(name))


def has_own_work(folder: Path) -> bool:
    """Return whether there is something in a release that was not released: a file more, or one that was changed."""
    told = _told_files(folder).items()
    changed = (name for name, sha256 in told if content_at(folder / name) not in (None, sha256))
    return bool(find_strays(folder)) or any(changed)


def _told_files(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every file that the manifest in a folder tells of; none where it cannot be read."""
    try:
        return {file["path"]: file["sha256"] for file in json.loads((folder / FILE).read_bytes())["files"]}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _is_left_there(name: str) -> bool:
    """Return whether a file is of another program: Excel, Explorer and a Mac keep some beside those looked at."""
    own = PurePosixPath(name).name
    return own.startswith(("~$", ".")) or own.lower() in ("thumbs.db", "desktop.ini")


def _pages(told: Mapping[str, Any], day: dt.date) -> Iterator[tuple[str, PageDays]]:
    """Yield each page with its days; a manifest that does not tell them is of a time when all had the release's."""
    if "pages" not in told:
        yield from ((PurePosixPath(file["path"]).parts[0], PageDays(day, day)) for file in told["files"])
        return
    for name, days in told["pages"].items():
        yield name, PageDays(dt.date.fromisoformat(days["published"]), dt.date.fromisoformat(days["changed"]))
