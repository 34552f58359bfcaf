"""How well texts of the same kind are found, and how long that takes: the labelled texts of targets.tsv.

72 kinds, each in the words of four writers who saw nothing but a short description. Pairs are those of two writers
whose scenes meet: the same kind, or another kind of the same scene. What the thresholds were found on are the kinds
with odd numbers; what is printed are those with even ones.
"""

from __future__ import annotations

import csv
import random
import time
from itertools import combinations
from pathlib import Path

from kusei_batch.consolidate.alike_texts import ALIKE, CLOSE, AlikeTexts, Statement

FILE = Path(__file__).with_name("targets.tsv")
EVERYWHERE = "共通"
MANY = 10_000


def read_targets() -> list[dict[str, str]]:
    """The labelled texts: kind, scene, writer, text."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def statements(targets: list[dict[str, str]]) -> list[Statement]:
    """The texts as they are compared: those of 共通 with all."""
    return [Statement(t["text"], frozenset({t["scene"]} - {EVERYWHERE})) for t in targets]


def is_held(target: dict[str, str]) -> bool:
    """Whether the text's kind was kept from tuning."""
    return int(target["kind"][1:]) % 2 == 0


def of_pairs(targets: list[dict[str, str]]) -> tuple[float, float, int]:
    """Precision and recall of "alike" over all pairs of the kinds kept from tuning, and how many of the same kind."""
    near = AlikeTexts(statements(targets)).pairs
    held = [n for n, target in enumerate(targets) if is_held(target)]
    pairs = [(a, b) for a, b in combinations(held, 2) if targets[a]["writer"] != targets[b]["writer"]]
    same = {(a, b) for a, b in pairs if targets[a]["kind"] == targets[b]["kind"]}
    found = {(a, b) for a, b in pairs if near[a, b] >= ALIKE}
    return len(found & same) / len(found), len(found & same) / len(same), len(same)


def of_groups(targets: list[dict[str, str]]) -> tuple[float, float, int]:
    """Precision and recall of "in one group" over all pairs of the kinds kept from tuning, grouped without the rest."""
    held = [target for target in targets if is_held(target)]
    groups = AlikeTexts(statements(held)).groups()
    found = [pair for group in groups for pair in combinations(group.members, 2)]
    right = sum(held[a]["kind"] == held[b]["kind"] for a, b in found)
    same = sum(a["kind"] == b["kind"] for a, b in combinations(held, 2))
    return right / len(found), right / same, len(groups)


def many(targets: list[dict[str, str]]) -> list[Statement]:
    """10,000 texts of sentences mixed from those of the same scene."""
    shuffle = random.Random(13)  # noqa: S311 -- a sample, not a secret
    by_scene: dict[str, list[str]] = {}
    for target in targets:
        by_scene.setdefault(target["scene"], []).extend(s for s in target["text"].split("。") if s)
    texts = []
    for _ in range(MANY):
        scene = shuffle.choice(list(by_scene))
        tags = frozenset({scene} - {EVERYWHERE})
        texts.append(Statement("。".join(shuffle.sample(by_scene[scene], 2)), tags))
    return texts


def run() -> list[str]:
    """The printed rows."""
    targets = read_targets()
    precision, recall, same = of_pairs(targets)
    exact, complete, groups = of_groups(targets)
    lot = many(targets)
    started = time.process_time()
    found = len(AlikeTexts(lot).groups())
    took = time.process_time() - started
    told = f"precision {precision:.3f} (at least 0.90), recall {recall:.3f} (at least 0.80), {same} pairs of one kind"
    return [
        f"alike texts: {len(targets)} texts of 72 kinds by 4 writers; measured on the 36 kinds kept from tuning",
        f"  alike (at least {ALIKE}): {told}",
        f"  in one group (on the average {CLOSE}): precision {exact:.3f}, recall {complete:.3f}, {groups} groups of 36",
        f"  grouping {MANY} texts: {took:.1f} s of processor time (at most 10), {found} groups",
    ]


if __name__ == "__main__":
    print("\n".join(run()))
