"""The log of the state folder: what the program did wrong, for whoever mends it."""

from __future__ import annotations

import hashlib
import traceback
from pathlib import Path

from kusei_batch.core.problem import PartFailedError, SettingsError
from kusei_batch.disk import cannot_write, write_atomic
from kusei_batch.errors import CannotRunError, KuseiError
from kusei_batch.validate.personal import mask_personal
from kusei_batch.validate.privacy import mask_text

LOG_FOLDER = "log"
_NOWHERE = "なし。書き込めませんでした"


def keep_story(state: Path, about: str, error: BaseException) -> str:
    """Keep the traceback of an error under the state folder, as keep_text does."""
    return keep_text(state, about, "".join(traceback.format_exception(error)))


def keep_text(state: Path, about: str, story: str) -> str:
    """Keep a story under the state folder, and return the file's name there, as people read it.

    The same story about the same thing is one file. Personal data is struck out.
    """
    name = f"{hashlib.sha256(f'{about}{story}'.encode(errors='replace')).hexdigest()[:12]}.log"
    text = mask_text(mask_personal(f"{about}\n\n{story}"))
    try:
        write_atomic(state / LOG_FOLDER / name, text.encode(errors="replace"))
    except CannotRunError:
        return _NOWHERE
    return f"{LOG_FOLDER}/{name}"


def part_failed(name: str, error: Exception, state: Path) -> PartFailedError:
    """Return what is reported of one thing that could not be made, whatever went wrong."""
    if isinstance(error, PartFailedError):
        return PartFailedError(f"「{name}」を作れませんでした。{error.message}", error.remedy, error.problems)
    if isinstance(error, SettingsError):
        remedy = "下に示す箇所を直すと、次に実行したときに作ります。前に作ったものは、そのまま残っています。"
        return PartFailedError(f"「{name}」を作れませんでした。", remedy, error.problems)
    if isinstance(error, OSError):
        error = cannot_write(Path(error.filename or name), error)
    if isinstance(error, KuseiError):
        return PartFailedError(error.message, error.remedy)
    log = keep_story(state, name, error)
    return PartFailedError(
        f"「{name}」を作る途中で、プログラムの誤りが起きました（記録 {log}）。ほかのものは作りました。",
        "記録を添えて、情報システムの担当に連絡してください。前に作ったものは、そのまま残っています。",
    )
