"""A telephone number followed through a year's documents: nowhere until it is cleared, then wherever its text belongs."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest

from tests.report.year_forms import read_sheet
from tests.report.year_play import HIDDEN, NUMBER, PENDING, Situation, telling

OWN = ("01_配布", "01_配布の旧版", "02_差戻し")
"""What is the department's own: its sheets."""
BEFORE = "前回"
"""The release before this one."""
OFFICE = "（電話 000-000-0000）"
"""Whom citizens may ask, as config.toml has it."""
KINDS = {".docx", ".xlsx", ".csv", ".html", ".json", ".txt", ".ics"}
SEEN = ".png"
"""What is looked at and says nothing in words."""


def said(path: Path) -> str:
    """All that a file says: of an Office document each part, and its texts once more without what stands between."""
    if path.suffix not in (".xlsx", ".docx"):
        return path.read_text(encoding="utf-8-sig")
    with zipfile.ZipFile(path) as package:
        parts = [package.read(name).decode("utf-8", "replace") for name in package.namelist()]
    return "\n".join([*parts, *(re.sub(r"<[^>]+>", "", part) for part in parts)])


def documents(situation: Situation) -> dict[str, str]:
    """What each document of the year says, by its place in the outbox."""
    folder = situation.outbox / situation.label
    found = [p for p in folder.rglob("*.*") if p.is_file() and not set(OWN) & set(p.parts)]
    assert {p.suffix for p in found} == KINDS | {SEEN}
    return {str(p.relative_to(folder)): said(p) for p in found if p.suffix != SEEN}


def holding(said: dict[str, str], words: str) -> set[str]:
    return {place for place, text in said.items() if words in text}


@pytest.fixture(scope="module")
def waiting(year_situations):
    return documents(year_situations["faulty"])


@pytest.fixture(scope="module")
def cleared(year_situations):
    return documents(year_situations["everybody"])


def times(said_in: str, words: str, place: str) -> int:
    """How often words stand in a document, but where a paper quotes a text, which it cuts short."""
    return re.sub(r"「[^「」<]{1,15}」", "", said_in).count(words) if place.endswith(".docx") else said_in.count(words)


def current(places: set[str]) -> set[str]:
    return {place for place in places if BEFORE not in Path(place).parts}


def test_the_numbers_were_handed_in(year_situations):
    situation = year_situations["faulty"]
    found = set()
    for name in ("実績報告", "意見記録"):
        for code, path in situation.workplace.handed_in("R08", name):
            sheet = read_sheet(situation.workplace.templates[name], path)
            values = [v for rows in sheet.tables.values() for row in rows for v in row.values()]
            found |= {(name, code) for value in values if telling(value)}
    assert found == {("実績報告", "1501"), ("意見記録", "1501"), ("意見記録", "1203")}


def test_until_it_is_cleared_no_document_holds_it(waiting):
    assert holding(waiting, NUMBER) == set()
    assert not [place for place, text in waiting.items() if telling(text.replace(OFFICE, ""))]


def test_in_its_place_stands_that_it_is_looked_into(waiting):
    places = {
        (Path(place).parts[0], Path(place).parts[1], Path(place).suffix) for place in current(holding(waiting, PENDING))
    }
    assert places == {
        ("実績報告", "03_集計", ".csv"),
        ("実績報告", "03_集計", ".xlsx"),
        ("実績報告", "04_会議資料", ".docx"),
        ("実績報告", "05_公表", ".csv"),
        ("実績報告", "05_公表", ".html"),
        ("実績報告", "05_公表", ".xlsx"),
        ("意見記録", "03_集計", ".csv"),
        ("意見記録", "03_集計", ".xlsx"),
        ("中間報告", "04_会議資料", ".docx"),
    }


def test_cleared_it_stands_in_the_very_documents_it_was_kept_out_of(waiting, cleared):
    assert current(holding(cleared, NUMBER)) == current(holding(waiting, PENDING))
    assert current(holding(cleared, PENDING)) == set()
    assert holding(cleared, NUMBER) == current(holding(cleared, NUMBER))  # not in the release before


def test_as_often_as_it_was_kept_out_it_stands_there(waiting, cleared):
    for place in current(holding(waiting, PENDING)):
        if not place.endswith(".xlsx"):  # which writes equal texts once
            assert times(cleared[place], NUMBER, place) == times(waiting[place], PENDING, place) > 0, place


def test_what_is_hidden_for_good_is_in_no_document_before_or_after(waiting, cleared):
    for said_of in (waiting, cleared):
        assert {Path(place).parts[:2] for place in holding(said_of, HIDDEN)} == {("意見記録", "03_集計")}
        assert holding(said_of, "盆踊り") == set()
    assert not holding(cleared, "090-")
