"""The log of the state folder: what the program did wrong, for whoever mends it."""

from __future__ import annotations

import hashlib
import traceback
from pathlib import Path

from kusei_batch.disk import write_atomic
from kusei_batch.errors import CannotRunError
from kusei_batch.validate.personal import mask_personal
from kusei_batch.validate.privacy import mask_text

LOG_FOLDER = "log"
_NOWHERE = "なし。書き込めませんでした"


def keep_story(state: Path, about: str, error: BaseException) -> str:
    """Keep the traceback of an error under the state folder, as keep_text does."""
    return keep_text(state, about, "".join(traceback.format_exception(error)))


def keep_text(state: Path, about: str, story: str) -> str:
    """Keep a story under the state folder; the file's name there, as it is told to people.

    The same story about the same thing is one file. Personal data is struck out.
    """
    name = f"{hashlib.sha256(f'{about}{story}'.encode(errors='replace')).hexdigest()[:12]}.log"
    text = mask_text(mask_personal(f"{about}\n\n{story}"))
    try:
        write_atomic(state / LOG_FOLDER / name, text.encode(errors="replace"))
    except CannotRunError:
        return _NOWHERE
    return f"{LOG_FOLDER}/{name}"
