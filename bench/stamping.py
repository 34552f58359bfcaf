"""Stamping copies of a form, against openpyxl's load-and-save of the same template and against copying the file.

Every side writes a file each time. Rounds of the sides alternate, so that a busy machine slows all of them.
"""

from __future__ import annotations

import itertools
import shutil
import statistics
import tempfile
import time
import warnings
import zlib
from collections.abc import Callable
from pathlib import Path

from kusei_batch.core.values import text_cell
from kusei_batch.xlsx.compile import compile_template
from kusei_batch.xlsx.stamp import CompiledForm, Stamp, stamp_sheet
from kusei_batch.xlsx.template import read_template

TEMPLATE = Path(__file__).resolve().parent.parent / "templates_xlsx" / "目標設定.xlsx"
COPIES, SLOW_COPIES, ROUNDS = 1000, 10, 5
LISTS = {name: ({f"{name}ID": "1", name: "共通", "別名": ""},) for name in ("場面", "理念")}
MASTER = {"基準": tuple({"基準ID": f"A-{i}", "場面": "共通", "本文": f"A-{i} 窓口で名乗る。"} for i in range(1, 21))}
LONG = "6月末までに、よくある問合せ30件の答えを1冊にまとめ、全員の机に置く。" * 3


def run() -> list[str]:
    """Medians a copy and their ratios, as printed rows."""
    form, _ = read_template(TEMPLATE, {**MASTER, **LISTS, "区": (), "部署": ()})
    if form is None:
        raise SystemExit(f"{TEMPLATE.name} has errors")
    data = TEMPLATE.read_bytes()
    started = time.perf_counter()
    compiled = compile_template(data, form)
    compiling = time.perf_counter() - started
    display = {f.qualified: "令和8年度（2026年度）" for f in form.fields if not f.is_entry and not f.table}
    entries = {f.qualified: (text_cell(LONG),) * len(f.cells) for f in form.fields if f.is_entry}
    empty = Stamp("R08-1303-1-25", "ab" * 32, display)
    full = Stamp("R08-1303-1-25", "ab" * 32, display, entries)
    with tempfile.TemporaryDirectory() as folder:
        issued = Path(folder) / "issued.xlsx"
        issued.write_bytes(stamp_sheet(compiled, empty))
        # A round issues each copy under a name of its own; overwriting one file would wait for the disk.
        names = (Path(folder) / f"copy{number}.xlsx" for number in itertools.count())
        sides: dict[str, tuple[Callable[[], object], int]] = {
            "copying an issued file": (lambda: shutil.copyfile(issued, next(names)), COPIES),
            "stamping an empty copy": (lambda: _write(compiled, empty, next(names)), COPIES),
            "stamping a filled copy": (lambda: _write(compiled, full, next(names)), COPIES // 10),
            "openpyxl load and save": (lambda: _load_and_save(TEMPLATE, next(names)), SLOW_COPIES),
        }
        took = _measure(sides)
    return [*_rows(compiling, took), *_levels(compiled, full)]


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
