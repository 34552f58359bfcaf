"""How well texts of the same kind are found, and how long that takes: the labelled texts of targets.tsv.

72 kinds, each in the words of four writers who saw nothing but a short description. Pairs are those of two writers
whose scenes meet: the same kind, or another kind of the same scene. What the thresholds were found on are the kinds
with odd numbers, and their texts are those that tell the program what is common; what is printed are those with even
ones, as a city has them: its own texts beside those that are shipped.
"""

from __future__ import annotations

import csv
import random
import time
from itertools import combinations
from pathlib import Path

from kusei_batch.consolidate.alike_texts import ALIKE, CLOSE, AlikeTexts, Statement
from kusei_batch.consolidate.usual_texts import read_usual_texts

FILE = Path(__file__).with_name("targets.tsv")
EVERYWHERE = "共通"
MANY = 10_000
FEW, TRIALS = (3, 6, 12), 20
"""Numbers of kinds a small city might have, and how often each is drawn."""


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
    held = [target for target in targets if is_held(target)]
    near = AlikeTexts(statements(held), read_usual_texts()).pairs
    pairs = [(a, b) for a, b in combinations(range(len(held)), 2) if held[a]["writer"] != held[b]["writer"]]
    same = {(a, b) for a, b in pairs if held[a]["kind"] == held[b]["kind"]}
    found = {(a, b) for a, b in pairs if near[a, b] >= ALIKE}
    return len(found & same) / len(found), len(found & same) / len(same), len(same)


def of_groups(targets: list[dict[str, str]]) -> tuple[float, float, int]:
    """Precision and recall of "in one group" over all pairs of the kinds kept from tuning, grouped without the rest."""
    return _of_groups([[target for target in targets if is_held(target)]])


def of_few(targets: list[dict[str, str]], kinds: int) -> tuple[float, float, int]:
    """Precision and recall of "in one group" where there are but a few texts: half of those of so many kinds."""
    draw = random.Random(kinds)  # noqa: S311 -- a sample, not a secret
    held = [target for target in targets if is_held(target)]
    known = sorted({target["kind"] for target in held})
    chosen = [set(draw.sample(known, kinds)) for _ in range(TRIALS)]
    return _of_groups([[t for t in held if t["kind"] in some and draw.random() < 1 / 2] for some in chosen])


def _of_groups(lots: list[list[dict[str, str]]]) -> tuple[float, float, int]:
    found = right = same = count = 0
    for lot in lots:
        groups = AlikeTexts(statements(lot), read_usual_texts()).groups()
        pairs = [pair for group in groups for pair in combinations(group.members, 2)]
        found += len(pairs)
        right += sum(lot[a]["kind"] == lot[b]["kind"] for a, b in pairs)
        same += sum(a["kind"] == b["kind"] for a, b in combinations(lot, 2))
        count += len(groups)
    return right / found, right / same, count


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


def _told_of_few(targets: list[dict[str, str]], kinds: int) -> str:
    precision, recall, _ = of_few(targets, kinds)
    return f"  in one group, of {kinds} kinds alone ({TRIALS} draws): precision {precision:.3f}, recall {recall:.3f}"


def run() -> list[str]:
    """The printed rows."""
    targets = read_targets()
    precision, recall, same = of_pairs(targets)
    exact, complete, groups = of_groups(targets)
    lot = many(targets)
    started = time.process_time()
    found = len(AlikeTexts(lot, read_usual_texts()).groups())
    took = time.process_time() - started
    told = f"precision {precision:.3f} (at least 0.90), recall {recall:.3f} (at least 0.80), {same} pairs of one kind"
    return [
        f"alike texts: {len(targets)} texts of 72 kinds by 4 writers; measured on the 36 kinds kept from tuning",
        f"  alike (at least {ALIKE}): {told}",
        f"  in one group (on the average {CLOSE}): precision {exact:.3f}, recall {complete:.3f}, {groups} groups of 36",
        *(_told_of_few(targets, kinds) for kinds in FEW),
        f"  grouping {MANY} texts: {took:.1f} s of processor time (at most 10), {found} groups",
    ]


if __name__ == "__main__":
    print("\n".join(run()))
