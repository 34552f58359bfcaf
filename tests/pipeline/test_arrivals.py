"""What came to the inbox anew, told by what lay where the night before."""

import datetime as dt

import pytest

from kusei_batch.core.inbox_file import InboxFile, comes_anew
from kusei_batch.core.problem import Problem, Severity
from kusei_batch.core.submission import Receipt, Verdict
from kusei_batch.pipeline.intake.arrivals import changes_of_inbox, find_put_back
from kusei_batch.pipeline.intake.examining import ExaminationJob

DAY = dt.date(2026, 4, 20)


def inbox_files(**contents):
    """What lies there, by path."""
    return {f"{name}.xlsx": InboxFile(f"{name}.xlsx", 1, DAY, sha256) for name, sha256 in contents.items()}


def unseen(path, code):
    return InboxFile(path, 2, DAY, None, Problem(code, Severity.INFO, params={"reason": "", "kind": ".pdf"}))


@pytest.mark.parametrize(
    ("before", "path", "anew"),
    [
        (inbox_files(a="1"), "a.xlsx", False),
        (inbox_files(a="2"), "a.xlsx", True),
        (inbox_files(b="1"), "a.xlsx", False),
        (inbox_files(a="2", b="1"), "a.xlsx", True),
        (inbox_files(b="2"), "a.xlsx", True),
        ({}, "a.xlsx", True),
        ({"a.xlsx": unseen("a.xlsx", "other-kind-of-file")}, "a.xlsx", True),
    ],
    ids=[
        "as it was",
        "in another's place",
        "renamed",
        "copied over another",
        "back",
        "back to nothing",
        "after a stray",
    ],
)
def test_content_comes_anew_where_it_did_not_lie(before, path, anew):
    assert comes_anew(before, path, "1") is anew


def answer(sha256, sheet_id="S"):
    return Receipt(sha256, "x.xlsx", DAY, Verdict.ACCEPTED, sheet_id)


def put_back(before, lies, answers):
    jobs = [(ExaminationJob("", sha256, f"{name}.xlsx"), "S") for name, sha256 in lies.items()]
    return [job.sha256 for job in find_put_back(before, jobs, answers)]


def test_of_several_put_back_the_newest_answers():
    answers = [answer("1"), answer("2"), answer("3")]
    assert put_back({}, {"a": "2", "b": "1"}, answers) == ["2"]
    assert put_back({}, {"a": "1", "b": "3"}, answers) == []
    assert put_back(inbox_files(b="3"), {"a": "1", "b": "3"}, answers) == ["1"]


def test_an_answer_that_came_back_before_is_placed_by_its_last_time():
    answers = [answer("1"), answer("2"), answer("1"), answer("3")]
    assert put_back({}, {"a": "1", "b": "2"}, answers) == ["1"]


@pytest.mark.parametrize("code", ["still-being-written", "file-locked"])
def test_what_could_not_be_looked_into_lies_there_as_it_lay(code):
    assert changes_of_inbox(inbox_files(a="1"), [unseen("a.xlsx", code)]) == ([], [])


def test_so_does_what_lies_in_a_folder_that_could_not_be_opened():
    before = {path: InboxFile(path, 1, DAY, "1") for path in ("課/a.xlsx", "課外/a.xlsx")}
    assert changes_of_inbox(before, [unseen("課", "folder-unreadable")]) == ([], ["課外/a.xlsx"])


def test_only_what_changed_is_entered():
    before = inbox_files(a="1", b="2", c="3")
    now = [*inbox_files(a="1", b="4").values(), unseen("d.pdf", "other-kind-of-file")]
    came, gone = changes_of_inbox(before, now)
    assert ([one.path for one in came], gone) == (["b.xlsx", "d.pdf"], ["c.xlsx"])
    assert changes_of_inbox({one.path: one for one in now}, now) == ([], [])
