"""Every number of the papers of April, October and March, counted again from what the departments filled in.

Each paper is looked at as nobody has answered, as some have, as one was sent back, and as everybody has answered.
"""

from __future__ import annotations

import re

import pytest

from tests.report.year_docx import chapters, headings, numbers_of, read_paper
from tests.report.year_forms import as_day
from tests.report.year_papers import ASKED, as_in_papers, asked_by, expected_picture, lines, uncounted
from tests.report.year_sentences import said_in

HELD = [("some", "目標設定"), ("some", "中間報告")]
"""Papers whose meeting was over before the last things came in: they are no more what the year has come to."""
CASES = [
    *((situation, name) for situation in ("nobody", "some", "faulty", "everybody") for name in ASKED),
    ("next_april", "目標設定"),
]
CASES = [case for case in CASES if case not in HELD]


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
        for table in paper.tables:
            grid = ASKED[name][asked_by(name, table.caption)](situation)
            assert grid, f"there is nothing to show: {table.caption}"
            columns = [n for n, h in enumerate(table.rows[0]) if h in grid[0]]
            assert set(table.rows[0]) - set(grid[0]) <= {"備考"}, table.caption
            rows = [[row[n] for n in columns] for row in table.rows if len(row) == len(table.rows[0])]
            assert rows == as_in_papers(grid, table.rows[0]), table.caption


def test_every_table_with_something_in_it_is_there_and_no_other(case, papers):
    situation, name = case
    for paper in papers:
        shown = [asked_by(name, table.caption) for table in paper.tables]
        assert shown == [words for words, made in ASKED[name].items() if made(situation)]


def test_tables_and_figures_are_numbered_as_they_come(case, papers):
    for paper in papers:
        for series, found in (("表", paper.tables), ("図", paper.pictures)):
            assert numbers_of(paper, series) == [str(n) for n in range(1, len(found) + 1)], series


def test_what_is_put_up_for_decision_stands_where_the_paper_says(case, papers):
    """The chapter that a point names holds the table that it names, with as many rows as it tells."""
    pattern = r"^第(\d+(?:の\d+)*?)の(うち)?(\d+)件（.*（(表\d+)）。$"
    for paper in papers:
        tables = {table.caption.partition("　")[0]: table for table in paper.tables}
        points = [match for text in paper.sentences if (match := re.match(pattern, text))]
        assert len(points) == len([text for text in paper.sentences if re.search(r"判断を求めます（表", text)])
        for point in points:
            chapter, part_of, told, label = point.groups()
            assert tables[label].caption in chapters(paper)[chapter], point[0]
            body = [row for row in tables[label].rows[1:] if len(row) == len(tables[label].rows[0]) and row[0] != "計"]
            of_all = part_of or tables[label].caption.endswith("成果指標の状況")
            assert int(told) <= len(body) if of_all else int(told) == len(body), point[0]


def test_chapters_are_numbered_as_they_come_and_the_decisions_are_where_the_head_says(case, papers):
    for paper in papers:
        assert [n for n in headings(paper) if n[-1] > 1 and (*n[:-1], n[-1] - 1) not in headings(paper)] == []
        assert headings(paper) == sorted(set(headings(paper)))
        (named,) = [m[1] for text in paper.sentences if (m := re.search(r"事項は、第([\dの]+)のとおり", text))]
        assert chapters(paper)[named][0].endswith("　判断を求める事項")


def test_each_meeting_has_its_own_head_and_the_same_paper(case, papers):
    situation, name = case
    entries = sorted(situation.workplace.round(name)["papers"], key=lambda entry: entry["name"])
    told = []
    for paper, entry in zip(papers, entries, strict=True):
        number, _, meeting, _, title, opening, *rest = paper.sentences
        assert [number, meeting, title] == [entry[key] for key in ("number", "meeting", "title")]
        told.append([opening.replace(meeting, ""), *rest, *map(str, paper.tables), *paper.pictures])
    assert told[0] == told[1]


def test_every_number_in_a_sentence_is_counted_again(case, papers):
    situation, name = case
    for paper in papers:
        for pattern, expected in said_in(name):
            found = [match.groups() for text in paper.sentences for match in re.finditer(pattern, text)]
            assert found == expected(situation), pattern


def test_a_paper_is_as_of_a_night_since_the_last_workbook_came(case, papers):
    situation, name = case
    nights = (situation.received, situation.corrected)
    came = [day for known in nights for (of, _), day in known.items() if of == name]
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
        for pattern, _ in said_in(name):
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


def test_every_line_that_has_a_course_is_drawn(case, papers):
    situation, name = case
    round_ = situation.rounds.get("成果指標") if name == "実績報告" else None
    expected = lines(round_, "指標の推移") if round_ else {}
    for paper in papers:
        drawn = [told.partition("グラフ。") for told in paper.pictures if "の推移の折れ線" in told]
        assert {title: rest for title, _, rest in drawn} == expected
        assert [text.partition("　")[2] for text in paper.sentences if re.match(r"図\d+　.*の推移$", text)] == [
            title.removesuffix("の折れ線") for title in expected
        ]


def test_a_paper_of_april_stays_what_its_meeting_saw(year_situations):
    """The target that was corrected in October, and the days since, are not in it."""
    for path in year_situations["some"].papers("目標設定"):
        paper = read_paper(path)
        text = "\n".join([*paper.sentences, *(cell for table in paper.tables for row in table.rows for cell in row)])
        assert "14の町内会を訪ね" not in text
        assert not re.search(r"令和8年(9|10|11|12)月\d+日現在|令和9年\d+月\d+日現在", text)
