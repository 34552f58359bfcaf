"""Every number of the papers of April, October and March, counted again from what the departments filled in.

Each paper is looked at as nobody has answered, as some have, as one was sent back, and as everybody has answered.
"""

from __future__ import annotations

import re

import pytest

from tests.report.year_docx import chapter_numbers, chapters, numbers_of, read_paper
from tests.report.year_forms import as_day
from tests.report.year_papers import (
    ASKED,
    COMMITTEE,
    as_in_papers,
    asked_by,
    asked_for,
    expected_picture,
    lines,
    uncounted,
)
from tests.report.year_points import DECIDES, PREPARES, by_department, points_of
from tests.report.year_sentences import said_in

HELD = [("some", name) for name in ASKED]
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
    """The papers by the meeting they are for."""
    situation, name = case
    found = [read_paper(path) for path in situation.papers(name)]
    by_meeting = {paper.sentences[2]: paper for paper in found}
    assert set(by_meeting) == {entry["meeting"] for entry in situation.workplace.papers(name)}
    return by_meeting


def decisions(paper):
    return chapters(paper)["判断を求める事項"]


def test_every_table_is_counted_again(case, papers):
    situation, name = case
    for paper in papers.values():
        for table in paper.tables:
            grid = ASKED[name][asked_by(name, table.caption)](situation)
            assert grid, f"there is nothing to show: {table.caption}"
            assert set(table.rows[0]) <= set(grid[0]), table.caption
            rows = [row for row in table.rows if len(row) == len(table.rows[0])]
            columns = [grid[0].index(heading) for heading in table.rows[0]]
            expected = [[row[n] for n in columns] for row in as_in_papers(grid, grid[0])]
            assert rows == expected, table.caption


def test_every_table_with_something_in_it_is_there_and_no_other(case, papers):
    situation, name = case
    for meeting, paper in papers.items():
        shown = [asked_by(name, table.caption) for table in paper.tables]
        assert shown == asked_for(name, meeting, situation)


def test_chapters_tables_figures_and_annexes_are_numbered_as_they_come(case, papers):
    for paper in papers.values():
        tables = [table for table in paper.tables if table.caption.startswith("表")]
        annexes = [table for table in paper.tables if table.caption.startswith("別紙")]
        for series, found in (("表", tables), ("図", paper.pictures), ("別紙", annexes)):
            assert numbers_of(paper, series) == [str(n) for n in range(1, len(found) + 1)], series
        assert chapter_numbers(paper) == list(range(1, len(chapters(paper)) + 1))


def test_whatever_is_referred_to_is_there(case, papers):
    for paper in papers.values():
        there = {table.caption.partition("　")[0] for table in paper.tables}
        assert {m[0] for text in paper.sentences for m in re.finditer(r"(?:表|別紙)\d+", text)} <= there


def test_a_paper_begins_with_why_what_to_decide_and_the_result(case, papers):
    for paper in papers.values():
        assert list(chapters(paper))[:3] == ["提出の趣旨", "判断を求める事項", "結果の概要"]
        (purpose,) = chapters(paper)["提出の趣旨"]
        assert len(purpose) < 87, "no more than two lines"
        assert 1 <= len(chapters(paper)["結果の概要"]) <= 3
        assert paper.tables[-1].caption.endswith("　部署別の提出状況")


def test_each_decision_tells_how_many_and_where_they_stand(case, papers):
    """Its table holds as many rows as it tells, and rows that are nowhere counted again are not put up."""
    situation, name = case
    for meeting, paper in papers.items():
        points = points_of(name, meeting, situation)
        if not points:
            assert [text[-15:] for text in decisions(paper)] == ["判断を求める事項はありません。"]
            continue
        tables = {table.caption.partition("　")[0]: table for table in paper.tables}
        for number, (text, (point, rows)) in enumerate(zip(decisions(paper), points, strict=True), 1):
            count = sum(len(row["部署"]) for row in rows) if "部署" in rows[0] else len(rows)
            assert re.match(rf"{number}　{point.words}\D*{count}件", text), text
            assert not point.amount or f"{point.amount(rows)}千円）" in text, text
            assert not point.departments or f"（{len(by_department(rows))}部署）" in text, text
            table = tables[re.search(r"（((?:表|別紙)\d+)）。$", text)[1]]
            assert asked_by(name, table.caption) == point.table
            assert len(table.body) >= len(rows)


def test_the_committee_prepares_and_the_conference_decides(case, papers):
    for meeting, paper in papers.items():
        asked = [text for text in decisions(paper) if text[0].isdigit()]
        own, others = (PREPARES, DECIDES) if meeting == COMMITTEE else (DECIDES, PREPARES)
        assert [text for text in asked if not re.search(own, text)] == []
        assert [text for text in asked if re.search(rf"(?:{others})(?:すること|を?取りまとめること)（", text)] == []


def test_each_paper_has_the_head_of_its_meeting(case, papers):
    situation, name = case
    for entry in situation.workplace.papers(name):
        number, day, meeting, _, title, *_ = papers[entry["meeting"]].sentences
        assert day.endswith(f"年{entry['date']}")
        assert [number, meeting, title] == [entry[key] for key in ("number", "meeting", "title")]


def test_every_number_in_a_sentence_is_counted_again(case, papers):
    situation, name = case
    for meeting, paper in papers.items():
        for pattern, expected in said_in(name, meeting):
            found = [match.groups() for text in paper.sentences for match in re.finditer(pattern, text)]
            assert found == expected(situation), pattern


def test_a_paper_is_as_of_a_night_since_the_last_workbook_came(case, papers):
    situation, name = case
    nights = (situation.received, situation.corrected)
    came = [day for known in nights for (of, _), day in known.items() if of == name]
    for paper in papers.values():
        told = paper.sentences[2:]  # below the day of its meeting
        days = [as_day(m[1]) for t in told for m in re.finditer(r"(令和\d+年\d+月\d+日)(?:$|まで|現在)", t)]
        assert days
        assert len(set(days)) == 1
        assert max(came, default=days[0]) <= days[0] <= situation.as_of


def test_no_number_is_left_that_nobody_has_counted(case, papers):
    situation, name = case
    policy = {str(row["本文"]) for row in situation.workplace.master("方針")}
    for meeting, paper in papers.items():
        left = [text for text in paper.sentences if re.sub(r"^\d+　", "", text) not in policy]
        left = [text for text in left if text not in decisions(paper)]
        for pattern, _ in said_in(name, meeting):
            left = [re.sub(pattern, "", text) for text in left]
        assert [text for text in left if re.search(r"\d", uncounted(text))] == []


def test_who_is_not_counted_is_named(case, papers):
    situation, name = case
    rounds = {"、".join(r.missing) for n, r in situation.rounds.items() if r.missing}
    for paper in papers.values():
        notes = [m[1] for text in paper.sentences for m in re.finditer(r"差戻し中の部署（(.+?)）を含みません", text)]
        assert set(notes) <= rounds
        tells = bool(situation.rounds[name].missing and situation.rounds[name].accepted)
        assert bool(notes) == (tells and name != "目標設定"), "there the annex alone tells it"


def test_what_pictures_are_said_to_show_is_counted_again(case, papers):
    situation, _ = case
    for paper in papers.values():
        for told in paper.pictures:
            assert expected_picture(situation, told), told


def test_every_line_that_has_a_course_is_drawn(case, papers):
    situation, name = case
    round_ = situation.rounds.get("成果指標") if name == "実績報告" else None
    expected = lines(round_, "指標の推移") if round_ else {}
    for paper in papers.values():
        drawn = [told.partition("グラフ。") for told in paper.pictures if "の推移の折れ線" in told]
        assert {title: rest for title, _, rest in drawn} == expected
        assert [text.partition("　")[2] for text in paper.sentences if re.match(r"図\d+　.*の推移$", text)] == [
            title.removesuffix("の折れ線") for title in expected
        ]


def test_a_paper_of_march_does_not_know_what_its_meeting_decided(year_situations):
    """Nor does the committee's know its own judgment; the conference's tells that of the committee."""
    judged = []
    for path in year_situations["some"].papers("実績報告"):
        paper = read_paper(path)
        text = "\n".join([*paper.sentences, *(cell for table in paper.tables for row in table.rows for cell in row)])
        assert "4月の様子を5月の会議で報告する" not in text
        assert "市の職員取組発表会" not in text
        assert not re.search(r"令和9年3月(2[5-9]|3\d)日現在|令和9年[4-9]月\d+日現在", text)
        if "待ち時間への苦情も続いているので" in text:
            judged.append(paper.sentences[2])
    assert judged == ["区企画調整会議"]


def test_a_paper_of_april_stays_what_its_meeting_saw(year_situations):
    """The target that was corrected in October, and the days since, are not in it."""
    for path in year_situations["some"].papers("目標設定"):
        paper = read_paper(path)
        text = "\n".join([*paper.sentences, *(cell for table in paper.tables for row in table.rows for cell in row)])
        assert "14の町内会を訪ね" not in text
        assert not re.search(r"令和8年(9|10|11|12)月\d+日現在|令和9年\d+月\d+日現在", text)
