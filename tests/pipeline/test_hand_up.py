"""A ward hands up to the city: what the city makes of it is what it makes where it holds the ward itself."""

from __future__ import annotations

import re
import zipfile

import pytest

from kusei_batch.core.submission import Verdict
from tests.pipeline.towns import DAY, ROUND, Towns


@pytest.fixture(scope="module")
def towns(tmp_path_factory):
    towns = Towns(tmp_path_factory.mktemp("市と区"))
    towns.play(ROUND, DAY)
    return towns


def test_every_hand_up_is_taken(towns):
    taken = [file for file in towns.city.report.files if file.path.endswith(".kusei")]
    assert [file.verdict for file in taken] == [Verdict.ACCEPTED] * 3, [p.message for f in taken for p in f.problems]
    assert not towns.city.report.failures


def test_the_documents_of_the_city_are_the_same_both_ways(towns):
    ours = {path.relative_to(towns.whole.workspace.outbox).as_posix(): path for path in documents(towns.whole)}
    theirs = {path.relative_to(towns.city.workspace.outbox).as_posix(): path for path in documents(towns.city)}
    assert ours.keys() == theirs.keys()
    differing = [name for name, path in ours.items() if parts_of(path) != parts_of(theirs[name])]
    assert differing == []
    assert sum(name.endswith(".docx") and "/見本市/" in name for name in ours) == 1


def parts_of(path):
    """The parts of a document; only where the names of files in a workbook lead to is left out."""
    if path.suffix not in (".xlsx", ".docx"):
        return path.read_bytes()
    with zipfile.ZipFile(path) as document:
        return {n: document.read(n) for n in document.namelist() if not re.fullmatch(r"xl/worksheets/_rels/.*", n)}


def documents(city):
    outbox = city.workspace.outbox
    kinds = ("03_集計", "04_会議資料", "05_公表")
    return [p for kind in kinds for p in outbox.rglob(f"{kind}/**/*") if p.is_file() and p.suffix != ".json"]
