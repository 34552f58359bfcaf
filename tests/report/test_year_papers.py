"""Every number of the papers of April, October and March, counted again from what the departments filled in.

Each paper is looked at as nobody has answered, as some have, as one was sent back, and as everybody has answered.
"""

from __future__ import annotations

import re

import pytest

from tests.report.year_forms import as_day
from tests.report.year_papers import (
    ASKED,
    as_in_papers,
    expected_picture,
    expected_table,
    read_paper,
    uncounted,
)
from tests.report.year_sentences import SENTENCES, on_coverage

CASES = [
    *((situation, name) for situation in ("nobody", "some", "faulty", "everybody") for name in ASKED),
    ("next_april", "目標設定"),
]


@pytest.fixture(scope="module", params=CASES, ids="-".join)
def case(request, year_situations):
    situation, name = request.param
    return year_situations[situation], name


@pytest.fixture(scope="module")
def papers(case):
    situation, name = case
    found = [read_paper(path) for path in situation.papers(name)]
    assert len(found) == len(situation.workplace.round(name)["papers"])
    return found


def test_every_table_is_counted_again(case, papers):
    situation, name = case
    for paper in papers:
        captions = [table.caption for table in paper.tables]
        for number, table in enumerate(paper.tables):
            grid = expected_table(situation, name, table, captions[:number])
            columns = [n for n, h in enumerate(table.rows[0]) if h in grid[0]]
            assert set(table.rows[0]) - set(grid[0]) <= {"備考"}, table.caption
            rows = [[row[n] for n in columns] for row in table.rows if len(row) == len(table.rows[0])]
            assert rows == as_in_papers(grid, table.rows[0]), table.caption


def test_every_table_with_something_in_it_is_there(case, papers):
    situation, name = case
    for paper in papers:
        shown = {words for words in ASKED[name] for table in paper.tables if words in table.caption}
        answered = [n for n in situation.rounds if situation.rounds[n].accepted]
        for words, (of, sheet) in ASKED[name].items():
            rounds = [situation.rounds[n] for n in answered if n.startswith(of)]
            lists = [r for r in rounds if sheet in r.totals and r.totals[sheet][0]["種類"] == "一覧"]
            if rounds and all(r.list_rows(sheet) for r in lists) and sheet in rounds[0].totals:
                assert words in shown


def test_every_number_in_a_sentence_is_counted_again(case, papers):
    situation, name = case
    for paper in papers:
        for pattern, expected in (*on_coverage(name), *SENTENCES[name]()):
            found = [match.groups() for text in paper.sentences for match in re.finditer(pattern, text)]
            assert found == expected(situation), pattern


def test_a_paper_is_as_of_a_night_since_the_last_workbook_came(case, papers):
    situation, name = case
    came = [day for (of, _), day in situation.received.items() if of == name]
    for paper in papers:
        days = [as_day(m[1]) for t in paper.sentences for m in re.finditer(r"(令和\d+年\d+月\d+日)(?:$|まで|現在)", t)]
        assert len(days) >= 3
        assert len(set(days)) == 1
        assert max(came, default=days[0]) <= days[0] <= situation.as_of


def test_no_number_is_left_that_nobody_has_counted(case, papers):
    situation, name = case
    policy = {str(row["本文"]) for row in situation.workplace.master("方針")}
    for paper in papers:
        left = [text for text in paper.sentences if re.sub(r"^\d+　", "", text) not in policy]
        for pattern, _ in (*on_coverage(name), *SENTENCES[name]()):
            left = [re.sub(pattern, "", text) for text in left]
        assert [text for text in left if re.search(r"\d", uncounted(text))] == []


def test_who_is_not_counted_is_named(case, papers):
    situation, name = case
    rounds = {"、".join(r.missing) for n, r in situation.rounds.items() if r.missing}
    for paper in papers:
        notes = [m[1] for text in paper.sentences for m in re.finditer(r"差戻し中の部署（(.+?)）を含みません", text)]
        assert set(notes) <= rounds
        assert bool(notes) == bool(situation.rounds[name].missing) or not situation.rounds[name].accepted


def test_what_pictures_are_said_to_show_is_counted_again(case, papers):
    situation, _ = case
    for paper in papers:
        for told in paper.pictures:
            assert expected_picture(situation, told), told
