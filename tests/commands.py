"""Commands as they are typed: what they say on each stream, and the code they end with."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import pytest

from kusei_batch.cli import main


@dataclass(frozen=True)
class Answer:
    """What a command has said, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def json(self):
        """The one object it has answered with."""
        return json.loads(self.out)


def run_command(folder: Path | str, *words: object) -> Answer:
    """Run a command through the entry point of the program, in this process: it need not be started and imported.

    Its streams take ASCII alone until it has them take UTF-8, as on a Windows console.
    """
    out, err = (io.TextIOWrapper(io.BytesIO(), "ascii") for _ in range(2))
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.setattr(sys, "argv", ["kusei", "-w", str(folder), *map(str, words)])
        with pytest.raises(SystemExit) as left:
            main()
    said = []
    for stream in (out, err):
        stream.flush()
        said.append(stream.buffer.getvalue().decode())
    return Answer(left.value.code, *said)


def start_command(folder: Path | str, *words: object) -> Answer:
    """Run a command in a process of its own, as a coordinator and other programs start it."""
    command = [sys.executable, "-m", "kusei_batch", "-w", str(folder), *map(str, words)]
    environment = os.environ | {"PYTHONIOENCODING": "ascii"}
    done = subprocess.run(command, capture_output=True, encoding="utf-8", env=environment, check=False)
    return Answer(done.returncode, done.stdout, done.stderr)
