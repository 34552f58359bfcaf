"""Instructions, counted by callgrind, of reading a workbook and making a paper: they do not depend on the load.

Each work is run n and 2n times in processes of their own; the difference leaves starting and importing out.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAPER = ROOT / "templates_docx" / "区企画調整会議.docx"
_COLLECTED = re.compile(r"Collected : (\d+)")


@dataclass(frozen=True)
class Work:
    """What is counted: how it is called where it is told, what it does once ready, how often it is done."""

    title: str
    prepare: Callable[[Path], Callable[[], object]]
    times: int


def run() -> list[str]:
    """Return the printed rows: millions of instructions for each work; one row that tells where valgrind is missing."""
    if shutil.which("valgrind") is None:
        return ["instructions: not counted, valgrind is not installed (apt-get install valgrind)"]
    from bench.reading import filled_copy

    with tempfile.TemporaryDirectory() as folder:
        workbook = Path(folder) / "filled.xlsx"
        workbook.write_bytes(filled_copy()[0])
        counted = {name: _count(name, work.times, workbook) for name, work in WORKS.items()}
    rows = [f"  {WORKS[name].title:<45} {count / 1e6:8.2f} million" for name, count in counted.items()]
    ratio = counted["read"] / counted["calamine"]
    return ["instructions (callgrind):", *rows, f"  reading a workbook / python-calamine: {ratio:.2f} (at most 2.5)"]


def _count(name: str, times: int, workbook: Path) -> float:
    few, many = (_instructions(name, number, workbook) for number in (times, 2 * times))
    return (many - few) / times


def _instructions(name: str, times: int, workbook: Path) -> int:
    counting = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null"]
    work = [sys.executable, "-m", "bench.instructions", name, str(times), str(workbook)]
    # With a seed of its own each process would lay out its dictionaries in another way.
    seeded = {**os.environ, "PYTHONHASHSEED": "0"}
    done = subprocess.run([*counting, *work], cwd=ROOT, env=seeded, capture_output=True, text=True, check=False)
    found = _COLLECTED.search(done.stderr)
    if done.returncode or found is None:
        raise SystemExit(done.stderr)
    return int(found[1])


def _reading(workbook: Path) -> Callable[[], object]:
    from kusei_batch.xlsx.reader import read_workbook

    data = workbook.read_bytes()
    return lambda: read_workbook(data)


def _calamine(workbook: Path) -> Callable[[], object]:
    from python_calamine import CalamineWorkbook

    data = workbook.read_bytes()

    def read() -> None:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for name in book.sheet_names:
            book.get_sheet_by_name(name).to_python(skip_empty_area=False)

    return read


def _paper(_: Path) -> Callable[[], object]:
    from bench.filled import open_goal_form
    from kusei_batch.config import read_workspace
    from kusei_batch.pipeline.status.known_lists import known_lists
    from kusei_batch.report.templating.sample_rendering import build_sample_view
    from kusei_batch.report.views import OtherRounds
    from kusei_batch.report.ward_report import make_ward_report

    view, shipped = build_sample_view(open_goal_form().form, empty=False), read_workspace(ROOT)
    lists = known_lists(shipped, shipped.master.wards[0], shipped.fiscal_year)
    return lambda: make_ward_report(view, PAPER, rounds=OtherRounds(decisions=lambda: lists.decisions))


WORKS = {
    "read": Work("reading a filled 目標設定, all its sheets", _reading, 20),
    "calamine": Work("python-calamine's bare read of the same", _calamine, 20),
    "paper": Work("making the paper 区企画調整会議 of one row", _paper, 3),
}


if __name__ == "__main__":
    if len(sys.argv) == 1:
        print("\n".join(run()))
    else:
        name, times, place = sys.argv[1:]
        work = WORKS[name].prepare(Path(place))
        for _ in range(int(times)):
            work()
