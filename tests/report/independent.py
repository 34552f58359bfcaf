"""Counts made from the records by hand, sharing nothing with the code that is tested."""

from __future__ import annotations

from collections import Counter

from tests.report.sample import DEPARTMENTS, FILLED, SCENES, make_records


def targets():
    return [r for r in make_records() if r.table == "目標"]


def scenes_by_department() -> dict[tuple[str, str], int]:
    """(scene, department's name) -> how many targets."""
    return Counter((scene, r.department.name) for r in targets() for scene in r.fields["場面"])


def scene_totals() -> dict[str, int]:
    counted = Counter(scene for r in targets() for scene in r.fields["場面"])
    return {scene: counted[scene] for scene in SCENES}


def targets_of_departments() -> dict[str, int]:
    counted = Counter(r.department.name for r in targets())
    return {d.name: counted[d.name] for d in DEPARTMENTS}


def in_need_of_money() -> list[tuple[str, str]]:
    return [(r.department.name, r.fields["予算措置"]) for r in targets() if r.fields["予算措置"] not in ("不要", None)]


ACCEPTED = len(FILLED) + 1  # and 1308, which has nothing to report
RECEIVED = ACCEPTED + 1  # and 1312, which was sent back
UNANSWERED = ("保護課", "道路公園センター")
EXPECTED = len(DEPARTMENTS)
