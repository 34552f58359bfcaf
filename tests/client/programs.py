"""Which of the programs that open real documents are on this machine."""

from __future__ import annotations

import functools
import shutil
import subprocess

from tests.client.process import SYSTEM_PYTHON

PROGRAMS = {"soffice": "LibreOffice", "pdftoppm": "poppler", "pdftotext": "poppler", "chromium": "chromium"}
FONT = "BIZ UDGothic"


def _says(*command: str) -> str:
    """What the program prints, or nothing when it is not there or fails."""
    try:
        return subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout
    except (OSError, subprocess.CalledProcessError):
        return ""


@functools.cache
def missing() -> tuple[str, ...]:
    """What a client test lacks here, in words; empty when all is there."""
    lacking = {name for program, name in PROGRAMS.items() if shutil.which(program) is None}
    if not _says(SYSTEM_PYTHON, "-c", "import uno; print('here')"):
        lacking.add("python3-uno")
    if FONT not in _says("fc-list", ":", "family"):
        lacking.add(f"{FONT} (fonts-morisawa-bizud-gothic)")
    return tuple(sorted(lacking))
