"""The folders that come with the program."""

from __future__ import annotations

from pathlib import Path

import kusei_batch
from kusei_batch.errors import CannotRunError


def shipped_folder(name: str) -> Path:
    """Return a folder that is shipped: inside the package in an installed wheel, beside it in a checkout."""
    package = Path(kusei_batch.__file__).parent
    for place in (package / name, package.parent / name):
        if place.is_dir():
            return place
    raise CannotRunError(f"同梱のフォルダ（{name}）が見つかりません。", "kusei_batch を入れ直してください。")
