"""A LibreOffice of our own: its profile, its pipe, the bridge to it, and their end."""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import queue
import shutil
import signal
import subprocess
import tempfile
import threading
from pathlib import Path
from typing import Any

SYSTEM_PYTHON = "/usr/bin/python3"
ROOT = Path(__file__).parents[2]
BRIDGE = "tests.client.uno_bridge"
START_SECONDS = 120.0
ANSWER_SECONDS = 120.0
QUIT_SECONDS = 10.0
DYING_SECONDS = 0.2

# A Japanese office's locale: the input line reads "1,200" and "98%" as it does there.
PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>ja-JP</value></prop></item>
<item oor:path="/org.openoffice.Office.Linguistic/General"><prop oor:name="DefaultLocale_CJK" oor:op="fuse"><value>ja-JP</value></prop></item>
</oor:items>
"""
_numbers = itertools.count(1)


class OfficeError(Exception):
    """LibreOffice did not do what a test asked; `kind` is one word, such as protected, missing, gone, failed."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(f"{kind}: {message}")
        self.kind = kind


class OfficeProcess:
    """One running soffice with a profile folder and a pipe that no other uses."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="kusei_office_"))
        self._pipe = f"kusei_{os.getpid()}_{next(_numbers)}"
        self._answers: queue.Queue[str] = queue.Queue()
        self._office = self._start_office()
        self._bridge = self._start_bridge()
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()
        self._receive(START_SECONDS)

    def _start_office(self) -> subprocess.Popen[bytes]:
        (self._folder / "user").mkdir()
        (self._folder / "user" / "registrymodifications.xcu").write_text(PROFILE, encoding="utf-8")
        command = [
            "soffice",
            *("--headless", "--norestore", "--nologo", "--nodefault", "--nofirststartwizard"),
            f"-env:UserInstallation={self._folder.as_uri()}",
            f"--accept=pipe,name={self._pipe};urp;",
        ]
        # Its own session: soffice is a script that starts the real program, and both must end together.
        return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)

    def _start_bridge(self) -> subprocess.Popen[str]:
        environment = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        return subprocess.Popen(
            [SYSTEM_PYTHON, "-m", BRIDGE, self._pipe],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
            env=environment | {"PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"},
        )

    def _listen(self) -> None:
        assert self._bridge.stdout is not None
        for line in self._bridge.stdout:
            self._answers.put(line)
        self._answers.put(json.dumps({"error": "the bridge has ended", "kind": "gone"}))

    def _receive(self, seconds: float) -> Any:
        try:
            answer = json.loads(self._answers.get(timeout=seconds))
        except queue.Empty:
            self.stop()
            raise OfficeError("gone", f"no answer in {seconds:.0f} seconds") from None
        if "error" in answer:
            raise OfficeError("gone" if self._is_dying() else answer["kind"], answer["error"])
        return answer["ok"]

    def _is_dying(self) -> bool:
        """Whether the office ends now: the bridge may notice a moment before the system tells."""
        try:
            self._office.wait(DYING_SECONDS)
        except subprocess.TimeoutExpired:
            return False
        return True

    @property
    def pid(self) -> int:
        """The process id of soffice, also that of its process group."""
        return self._office.pid

    def alive(self) -> bool:
        """Whether both the office and the bridge run."""
        return self._office.poll() is None and self._bridge.poll() is None

    def ask(self, op: str, **args: object) -> Any:
        """What the bridge answers; OfficeError when it refuses, fails or is gone."""
        if not self.alive():
            raise OfficeError("gone", "LibreOffice has ended")
        assert self._bridge.stdin is not None
        try:
            self._bridge.stdin.write(json.dumps({"op": op, "args": args}) + "\n")
            self._bridge.stdin.flush()
        except BrokenPipeError:
            raise OfficeError("gone", "the bridge has ended") from None
        return self._receive(ANSWER_SECONDS)

    def close(self) -> None:
        """Ask the office to end by itself, then make sure of it."""
        with contextlib.suppress(OfficeError, subprocess.TimeoutExpired):
            self.ask("quit")
            self._office.wait(QUIT_SECONDS)
        self.stop()

    def stop(self) -> None:
        """End both processes, whatever they are at, and remove the profile."""
        self._bridge.kill()
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._office.pid, signal.SIGKILL)
        for process in (self._bridge, self._office):
            process.wait()
        self._listener.join()
        for stream in (self._bridge.stdin, self._bridge.stdout):
            if stream is not None:
                stream.close()
        shutil.rmtree(self._folder, ignore_errors=True)
