"""Years that several tests begin from: each is played once a run, and every test has a copy of its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.kept import copy_kept
from tests.pipeline.year import FIRST, PLAN, REPORT, SECOND, B, Year


def copy_year(folder: Path, begin: Callable[[Path], Year]) -> Year:
    """Return in `folder` a copy of the year that `begin(kept folder)` comes to."""
    year: Year = copy_kept(folder, begin)
    year.folder = folder
    year.reread()
    return year


def begin_reporting(folder: Path) -> Year:
    """Return a year in which the plan of B is accepted, that of A is not, and the report is out."""
    year = Year(folder)
    year.issue(PLAN)
    year.hand_in(PLAN, B, {"目標": [FIRST, SECOND]})
    year.night()
    year.issue(REPORT)
    return year
