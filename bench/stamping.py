"""Stamping copies of a form, against openpyxl's load-and-save of the same template and against copying the file.

Every side writes a file each time. Rounds of the sides alternate, so that a busy machine slows all of them.
"""

from __future__ import annotations

import itertools
import shutil
import statistics
import sys
import tempfile
import time
import warnings
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.filled import make_workspace, open_first_form
from bench.wards import run_command
from kusei_batch.config import Workspace
from kusei_batch.core.values import text_cell
from kusei_batch.issue.kept_forms import OpenForm
from kusei_batch.issue.plan import IssueFacts, plan_sheets
from kusei_batch.pipeline.status.placing import row_counts
from kusei_batch.xlsx.compile import compile_template
from kusei_batch.xlsx.stamp import CompiledForm, Stamp, stamp_sheet

COPIES, SLOW_COPIES, ROUNDS = 1000, 10, 5
WARDS = 20
OPENS = "2026-04-01"
LONG = "6月末までに、よくある問合せ30件の答えを1冊にまとめ、全員の机に置く。" * 3


def run() -> list[str]:
    """Medians a copy and their ratios, then what issuing the same sheets costs in all, as printed rows."""
    with tempfile.TemporaryDirectory() as folder:
        workspace = make_workspace(Path(folder) / "w", WARDS, COPIES)
        return [*_copying(workspace, Path(folder)), *_issuing(workspace)]


def _copying(workspace: Workspace, folder: Path) -> list[str]:
    opened = open_first_form(workspace)
    form, data = opened.form, opened.data
    started = time.perf_counter()
    compiled = compile_template(data, form)
    compiling = time.perf_counter() - started
    empty = _stamps(workspace, opened)
    entries = {f.qualified: (text_cell(LONG),) * len(f.cells) for f in form.fields if f.is_entry}
    full = [replace(stamp, entries=entries) for stamp in empty]
    issued = folder / "issued.xlsx"
    issued.write_bytes(stamp_sheet(compiled, empty[0]))
    # A round issues each copy under a name of its own; overwriting one file would wait for the disk.
    names = (folder / f"copy{number}.xlsx" for number in itertools.count())
    template = workspace.template(form.id)
    turn, turn_full = itertools.cycle(empty), itertools.cycle(full)
    sides: dict[str, tuple[Callable[[], object], int]] = {
        "copying an issued file": (lambda: shutil.copyfile(issued, next(names)), COPIES),
        "stamping an empty copy": (lambda: _write(compiled, next(turn), next(names)), COPIES),
        "stamping a filled copy": (lambda: _write(compiled, next(turn_full), next(names)), COPIES // 10),
        "openpyxl load and save": (lambda: _load_and_save(template, next(names)), SLOW_COPIES),
    }
    return [*_rows(compiling, _measure(sides)), *_levels(compiled, full[0])]


def _stamps(workspace: Workspace, opened: OpenForm) -> list[Stamp]:
    """Return what the sheets of the first round differ in, one a department."""
    round_ = workspace.rounds[0]
    facts = IssueFacts(round_, opened.form, workspace.master, workspace.calendar, workspace.settings.office)
    sheets = plan_sheets(facts, workspace.master.departments, {}, round_.opens)
    return [Stamp(s.sheet_id, f"{n:064x}", s.stamped, rows=row_counts(s)) for n, s in enumerate(sheets)]


def _issuing(workspace: Workspace) -> list[str]:
    """Return what `kusei issue` costs a sheet: with its 依頼文, and in a workspace without templates for them.

    Two sheets are issued alone before: the first brings the year's plans, and the second costs little more than
    starting, the settings and the form.
    """
    rows = []
    for title in ("with 依頼文", "without"):
        folder = workspace.root.with_name(title)
        shutil.copytree(workspace.root, folder)
        if title == "without":
            for letter in (folder / "templates_docx").glob("依頼文*"):
                letter.unlink()
        issue = ("issue", workspace.rounds[0].name, "--as-of", OPENS)
        alone = [run_command(folder, *issue, "--department", d.code) for d in workspace.master.departments[:2]]
        rest = run_command(folder, *issue)
        cpu, wall = (rest.cpu - alone[1].cpu) / (COPIES - 2), (rest.wall - alone[1].wall) / (COPIES - 2)
        rows.append(
            f"kusei issue, {title}: {cpu * 1000:.2f} ms of processor time a sheet, {wall * 1000:.2f} ms by the clock "
            f"({COPIES} sheets; at most 2); one alone {alone[1].cpu:.2f} s"
        )
    return rows


def _measure(sides: dict[str, tuple[Callable[[], object], int]]) -> dict[str, list[float]]:
    took: dict[str, list[float]] = {name: [] for name in sides}
    for _ in range(ROUNDS):
        for name, (side, times) in sides.items():
            for _ in range(times // ROUNDS):
                started = time.perf_counter()
                side()
                took[name].append(time.perf_counter() - started)
    return took


def _rows(compiling: float, took: dict[str, list[float]]) -> list[str]:
    medians = {name: statistics.median(times) for name, times in took.items()}
    copying, stamping = medians["copying an issued file"], medians["stamping an empty copy"]
    slow = medians["openpyxl load and save"]
    rows = [f"compiling the form, once           {compiling * 1000:8.2f} ms"]
    rows += [
        f"{name:<34} {median * 1000:8.3f} ms a copy ({len(took[name])} copies)" for name, median in medians.items()
    ]
    rows.append(f"openpyxl / stamping                {slow / stamping:8.1f} times (at least 60)")
    rows.append(f"stamping / copying                 {stamping / copying:8.2f} times (at most 2)")
    return rows


def _levels(compiled: CompiledForm, full: Stamp) -> list[str]:
    sheet = max((part.whole.write(full) for part in compiled.stamped), key=len)
    rows = []
    for level in (1, 3, 6, 9):
        times = []
        for _ in range(100):
            started = time.perf_counter()
            packed = zlib.compress(sheet, level)
            times.append(time.perf_counter() - started)
        median = statistics.median(times) * 1000
        rows.append(f"packing a filled sheet at level {level}  {median:8.3f} ms, {len(sheet)} -> {len(packed)} bytes")
    return rows


def _write(compiled: CompiledForm, stamp: Stamp, target: Path) -> None:
    target.write_bytes(stamp_sheet(compiled, stamp))


def _load_and_save(template: Path, target: Path) -> None:
    from openpyxl import load_workbook

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        load_workbook(template).save(target)


if __name__ == "__main__":
    print("\n".join(run()))
