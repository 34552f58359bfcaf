"""公表: files for the public are staged, told in a manifest, and released by one rename, the previous kept."""

from __future__ import annotations

from kusei_batch.publish.manifest import PageDays, ReleaseOrigin, find_strays, read_manifest
from kusei_batch.publish.release import CURRENT, PREVIOUS, holds, recover, release, withdraw

__all__ = [
    "CURRENT",
    "PREVIOUS",
    "PageDays",
    "ReleaseOrigin",
    "find_strays",
    "holds",
    "read_manifest",
    "recover",
    "release",
    "withdraw",
]
