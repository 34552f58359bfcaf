"""A night spares the papers: what people worked on, what a meeting has seen, and what says nothing new."""

import datetime as dt

import docx
import pytest
from click.testing import CliRunner

from kusei_batch.cli import cli
from kusei_batch.config import read_workspace
from kusei_batch.core.period import Round
from kusei_batch.ledger import open_ledger
from kusei_batch.pipeline.outputs.papers import held_from
from kusei_batch.pipeline.session import read_key
from kusei_batch.pipeline.workspace.doctor import examine_workspace
from tests.pipeline.desk import IN_TIME, TARGET

OTHER = {**TARGET, "目標": "窓口で番号札を渡してから10分以内に一度お声をかけます。", "目標値": 10, "単位": "分"}
MEETING = "区役所サービス向上委員会"  # the round has a paper for another meeting, too
NEXT_DAY, LATER = IN_TIME + dt.timedelta(1), IN_TIME + dt.timedelta(2)


def papers(desk):
    return sorted((desk.workspace.outbox / "R08" / "目標設定" / "04_会議資料").glob(f"*{MEETING}*.docx"))


def text_of(path):
    document = docx.Document(path)
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(p.text for p in document.paragraphs), *cells])


def written(report):
    return [(o.kind, o.path.name) for o in report.outputs if "paper" in o.kind and MEETING in o.path.name]


def change_by_hand(path, words="会議で配るときの補足"):
    document = docx.Document(path)
    document.add_paragraph(words)
    document.save(path)
    return path.read_bytes()


@pytest.fixture
def held(issued):
    """A night's paper with one department's target, and its desk."""
    issued.hand_in("1303", [TARGET])
    issued.night()
    (paper,) = papers(issued)
    return issued, paper


def test_a_paper_that_would_say_the_same_is_left_alone_and_keeps_its_date(held):
    desk, paper = held
    before, stamp = paper.read_bytes(), paper.stat().st_mtime_ns
    report = desk.night(NEXT_DAY)
    assert (paper.read_bytes(), paper.stat().st_mtime_ns) == (before, stamp)
    assert written(report) == [("paper", paper.name)]
    assert "令和8年4月20日までに" in text_of(paper)


def test_a_paper_that_says_something_new_is_written_with_the_new_date(held):
    desk, paper = held
    desk.hand_in("1304", [OTHER])
    desk.night(NEXT_DAY)
    assert OTHER["目標"] in text_of(paper)
    assert "令和8年4月21日までに" in text_of(paper)
    assert papers(desk) == [paper]


def test_what_was_changed_by_hand_stays_and_the_newest_stands_beside_it(held):
    desk, paper = held
    own = change_by_hand(paper)
    assert written(desk.night(NEXT_DAY)) == [("paper", paper.name)]  # nothing new yet
    desk.hand_in("1304", [OTHER])
    report = desk.night(LATER)
    beside = paper.with_stem(f"{paper.stem}（最新）")
    assert paper.read_bytes() == own
    assert OTHER["目標"] in text_of(beside)
    assert written(report) == [("newer_paper", beside.name)]
    assert papers(desk) == sorted([paper, beside])


def test_the_newest_is_kept_up_to_date_until_the_changed_paper_is_gone(held):
    desk, paper = held
    change_by_hand(paper)
    desk.hand_in("1304", [OTHER])
    desk.night(NEXT_DAY)
    desk.hand_in("1401", [TARGET | {"目標値": 7}])
    desk.night(LATER)
    beside = paper.with_stem(f"{paper.stem}（最新）")
    assert "地域ケア推進課" in text_of(beside)
    paper.unlink()
    assert written(desk.night(LATER)) == [("paper", paper.name)]
    assert papers(desk) == [paper]
    assert "地域ケア推進課" in text_of(paper)


def test_the_paper_beside_it_may_be_changed_by_hand_as_well(held):
    desk, paper = held
    first = change_by_hand(paper)
    desk.hand_in("1304", [OTHER])
    desk.night(NEXT_DAY)
    second = change_by_hand(paper.with_stem(f"{paper.stem}（最新）"), "二つ目の補足")
    desk.hand_in("1401", [TARGET | {"目標値": 7}])
    desk.night(LATER)
    third = paper.with_stem(f"{paper.stem}（最新）2")
    assert [p.read_bytes() for p in papers(desk) if p != third] == [first, second]
    assert "地域ケア推進課" in text_of(third)


def test_a_file_that_the_program_did_not_write_is_somebodys(issued):
    issued.hand_in("1303", [TARGET])
    issued.night()
    (paper,) = papers(issued)
    paper.write_bytes(b"somebody's")
    state = issued.workspace.state
    with open_ledger(state, read_key(state)) as ledger, ledger.entries.transaction():
        for number in range(1, ledger.entries.insert("written", ()) + 1):
            ledger.entries.change("written", number, {"path": "another"})
    issued.night(NEXT_DAY)
    assert paper.read_bytes() == b"somebody's"
    assert TARGET["目標"] in text_of(paper.with_stem(f"{paper.stem}（最新）"))


def test_once_its_meeting_is_over_a_paper_is_what_the_meeting_saw(held):
    desk, _ = held
    change_config(desk, 'date = "5月20日"', 'date = "4月21日"')
    desk.hand_in("1304", [OTHER])
    desk.night(NEXT_DAY)
    (paper,) = papers(desk)
    seen = paper.read_bytes()
    assert OTHER["目標"] in text_of(paper)
    desk.hand_in("1401", [TARGET | {"目標値": 7}])
    desk.night(LATER)
    assert paper.read_bytes() == seen
    assert papers(desk) == [paper]
    paper.unlink()
    desk.night(LATER)
    assert "地域ケア推進課" in text_of(paper)


def change_config(desk, words, others):
    """Write other words into config.toml."""
    config = desk.workspace.root / "config.toml"
    text = config.read_text(encoding="utf-8")
    assert words in text
    config.write_text(text.replace(words, others), encoding="utf-8")
    desk.workspace = read_workspace(desk.workspace.root)


def begin_in_september(desk):
    """Write a round into config.toml that begins after the due day of the first."""
    config = desk.workspace.root / "config.toml"
    another = '\n[[rounds]]\nname = "秋"\nform = "目標設定"\nopens = 2026-09-01\ndue = 2026-09-30\n'
    config.write_text(config.read_text(encoding="utf-8") + another, encoding="utf-8")
    desk.workspace = read_workspace(desk.workspace.root)


def test_without_a_day_of_the_meeting_a_paper_stands_once_the_next_round_has_begun(held):
    desk, paper = held
    change_config(desk, "date = ", "# date = ")
    begin_in_september(desk)
    desk.hand_in("1304", [OTHER])
    desk.night(dt.date(2026, 8, 31))
    seen = paper.read_bytes()
    assert OTHER["目標"] in text_of(paper)
    desk.hand_in("1401", [TARGET | {"目標値": 7}])
    desk.night(dt.date(2026, 9, 1))
    assert paper.read_bytes() == seen
    assert papers(desk) == [paper]


def _round(name, opens, due):
    return Round(name, "様式", 2026, opens, due)


def test_a_round_that_runs_beside_is_not_the_next_one():
    april = _round("目標", dt.date(2026, 4, 1), dt.date(2026, 4, 24))
    beside = _round("意見", dt.date(2026, 4, 10), dt.date(2027, 3, 12))
    autumn = _round("中間", dt.date(2026, 10, 1), dt.date(2026, 10, 23))
    rounds = (autumn, beside, april)
    assert held_from(None, april, rounds) == dt.date(2026, 10, 1)
    assert held_from(dt.date(2026, 5, 20), april, rounds) == dt.date(2026, 5, 21)
    assert held_from(None, autumn, rounds) is None


DAYS = ("paper-without-date", "page-without-date", "meeting-before-due", "page-before-meeting")


def told_of_days(desk):
    """What doctor says of the days of papers and pages."""
    return [problem for problem in examine_workspace(desk.workspace.root) if problem.code in DAYS]


def test_the_days_of_the_sample_are_in_order(issued):
    assert told_of_days(issued) == []


def test_doctor_asks_for_the_day_of_a_meeting_and_of_a_page(issued):
    begin_in_september(issued)
    change_config(issued, "date = ", "# date = ")
    found = told_of_days(issued)
    rounds = issued.workspace.rounds
    undated = [p for p in found if p.code == "paper-without-date"]
    assert [p.params["round"] for p in undated] == [r.name for r in rounds if issued.workspace.papers(r)]
    assert "令和8年9月1日" in undated[0].message
    pages = [p for p in found if p.code == "page-without-date"]
    assert [p.params["round"] for p in pages] == [r.name for r in rounds if issued.workspace.pages(r)]
    assert "「目標」" in pages[0].message
    assert "提出期限（令和8年4月24日）より前" in pages[0].message


@pytest.mark.parametrize(
    ("day", "moved", "expected"),
    [
        ('date = "5月20日"', "", [("page-without-date", "目標", "会議の日（令和8年5月27日）")]),
        (
            'date = "5月20日"',
            'date = "4月22日"',
            [("meeting-before-due", "区役所サービス向上委員会資料", "令和8年4月24日")],
        ),
        ('date = "5月28日"', 'date = "5月26日"', [("page-before-meeting", "目標", "令和8年5月27日")]),
    ],
)
def test_doctor_looks_at_the_order_of_the_days(issued, day, moved, expected):
    (code, name, other) = expected[0]
    change_config(issued, 'date = "5月28日"' if code == "page-without-date" else day, moved)
    (problem,) = told_of_days(issued)
    assert problem.code == code
    assert f"「{name}」" in problem.message
    assert other in problem.message


@pytest.mark.parametrize(
    ("day", "moved"), [('date = "5月20日"', 'date = "4月24日"'), ('date = "5月28日"', 'date = "5月27日"')]
)
def test_a_meeting_on_the_due_day_and_a_page_on_the_day_of_the_meeting_are_in_order(issued, day, moved):
    change_config(issued, day, moved)
    assert told_of_days(issued) == []


def test_a_rehearsal_leaves_papers_and_what_is_known_of_them(held):
    desk, paper = held
    desk.clock = 1_700_000_000.0  # long ago by the clock of the machine
    desk.hand_in("1304", [OTHER])
    before = paper.read_bytes()
    folder = str(desk.workspace.root)
    result = CliRunner().invoke(cli, ["-w", folder, "nightly", "--as-of", "2026-04-21", "--dry-run"])
    assert "受理" in result.output
    assert paper.read_bytes() == before
    desk.night(NEXT_DAY)
    assert OTHER["目標"] in text_of(paper)
    assert papers(desk) == [paper]


def test_the_coordinator_is_told_where_the_newest_is(held):
    desk, paper = held
    change_by_hand(paper)
    desk.clock = 1_700_000_000.0  # long ago by the clock of the machine
    desk.hand_in("1304", [OTHER])
    result = CliRunner().invoke(cli, ["-w", str(desk.workspace.root), "nightly", "--as-of", "2026-04-21"])
    assert f"{paper.stem}（最新）.docx" in result.output
    assert "手直しされた会議資料や通知は、そのまま残しました" in result.output
