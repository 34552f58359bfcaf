"""What sets the program of one machine apart from another's: only the same one makes the same bytes."""

from __future__ import annotations

import hashlib
import importlib.metadata
import re
import sys
import zlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import kusei_batch

_NAME = re.compile(r"[\w.-]+")
_CLUSTER = ("dask", "distributed")


@cache
def program_parts() -> dict[str, str]:
    """Return the version of everything that what is read and made depends on, by its name."""
    required = importlib.metadata.requires(kusei_batch.__name__) or []
    names = [found[0] for one in required if ";" not in one and (found := _NAME.match(one))]
    # The hash of the program's files tells versions that are being worked on apart, too.
    home = Path(kusei_batch.__file__).parent
    digest = hashlib.sha256()
    for path in sorted(home.rglob("*")):
        if path.is_file() and path.suffix in {".py", ".json", ".toml", ".jinja"}:
            digest.update(path.relative_to(home).as_posix().encode() + b"\0" + path.read_bytes())
    return {
        "kusei_batch": f"{kusei_batch.__version__}（{digest.hexdigest()[:8]}）",
        "Python": f"{sys.version_info.major}.{sys.version_info.minor}",
        "zlib": zlib.ZLIB_RUNTIME_VERSION,
        **{name: importlib.metadata.version(name) for name in (*sorted(names), *_CLUSTER)},
    }


def name_differences(here: Mapping[str, str], there: Mapping[str, str]) -> str:
    """Return what differs in Japanese, blank where nothing does."""
    different = [name for name in here.keys() | there.keys() if here.get(name) != there.get(name)]
    return "、".join(
        f"{name} は {there.get(name, 'なし')}（こちらは {here.get(name, 'なし')}）" for name in sorted(different)
    )
