"""make bench: every measurement in one run, medians and ratios side by side, kept in docs/analysis/performance.md."""

from __future__ import annotations

import datetime as dt
import os
import platform
import sys
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench import alike_texts, city, crosstabs, instructions, night, reading, stamping, start, wards  # noqa: E402 -- found from the root alone

PAGE = ROOT / "docs" / "analysis" / "performance.md"
_HEAD = """# What it costs

Written by `make bench`. Times and ratios are of one run, the sides of a ratio measured one right after the other; on
another machine the times differ and the ratios hardly. What stands in brackets is what we aim at.
"""


def run(*sizes: int) -> None:
    """Print every measurement as it is taken, and write all of them to the page when the last one is done.

    `sizes` are the numbers of wards whose nights are measured: few, many and most of them, 0 for none.
    """
    kind = (
        f"{os.cpu_count()} processors ({platform.machine()}), {platform.system()}, Python {platform.python_version()}"
    )
    lines = [f"{dt.datetime.now(dt.UTC):%Y-%m-%d}, {kind}"]
    print(lines[0])
    nights = partial(wards.run, *sizes)
    for measure in (
        stamping.run,
        reading.run,
        night.run,
        nights,
        city.run,
        crosstabs.run,
        alike_texts.run,
        start.run,
        instructions.run,
    ):
        rows = measure()
        print("\n".join(rows), flush=True)
        lines += rows
    PAGE.write_text(_HEAD + "\n```\n" + "\n".join(lines) + "\n```\n", "utf-8")


if __name__ == "__main__":
    run(*map(int, sys.argv[1:]))
