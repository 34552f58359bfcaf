"""What a ward may say in what it hands up: of its own sheets, and of no other ward's."""

from __future__ import annotations

import re
import shutil
import tracemalloc

import pytest

from kusei_batch.collect.hand_up_file import read_hand_up, write_hand_up
from kusei_batch.core.confirmation import confirmation_name
from kusei_batch.core.identity import make_sheet_id
from kusei_batch.core.record import HIDDEN, WITHHELD
from kusei_batch.core.submission import Verdict
from kusei_batch.pipeline.handing_up import hand_up, order_hand_up
from kusei_batch.pipeline.intake.hand_up_lines import RoundLine, parse_lines
from kusei_batch.pipeline.session import look_into, open_session
from tests.pipeline.city import WARDS, City
from tests.pipeline.towns import DAY, ROUND, add_settings, change_lines, clock, collect, forge, keep_ward, offer_all

WARD = WARDS[0]
CONFIRMED = confirmation_name(ROUND)


@pytest.fixture(scope="module")
def ward(tmp_path_factory):
    """A ward whose departments have all handed in."""
    ward = City(tmp_path_factory.mktemp("区") / "作業", (ROUND,))
    offer_all(ward)
    keep_ward(ward, WARD)
    ward.reread()
    for sheet in ward.issue(ROUND):
        assert ward.hand_in(sheet)
    assert {file.verdict.counts for file in collect(ward, DAY).values()} == {True}
    return ward


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    """A city that nothing has been handed up to, and that has issued nothing."""
    city = City(tmp_path_factory.mktemp("市") / "作業", (ROUND,))
    offer_all(city)
    return city


@pytest.fixture
def city(empty, tmp_path):
    """One of its own for each test, to which the ward hands up."""
    city = copied(empty, tmp_path)
    await_ward(city)
    return city


def copied(empty, tmp_path):
    city = City.__new__(City)
    city.__dict__.update(vars(empty))
    city.folder = tmp_path / "市"
    shutil.copytree(empty.folder, city.folder)
    city.reread()
    return city


def await_ward(city):
    add_settings(city, f'[[hand_up.wards]]\nward = "{WARD}"')
    city.reread()


def arrive(ward, city, forged=None, hour=17):
    """Have the ward hand up, its file changed by a call, and tell what becomes of it."""
    path = city.workspace.inbox / WARD / f"提出{hour}.kusei"
    path.parent.mkdir(parents=True, exist_ok=True)
    hand_up(ward.workspace, order_hand_up(ward.workspace, None, None, DAY, clock(DAY, hour)), path)
    if forged:
        forge(path, forged)
    return collect(city, DAY)[f"{WARD}/{path.name}"]


def codes(result):
    return {problem.code for problem in result.problems}


def with_head(code):
    """A sheet for the head of a 部 in the file, by its code; its round says that it is for others too."""

    def add(parts, _):
        more = {"sheet_id": make_sheet_id("R08", code, 1), "round": CONFIRMED, "department": code}
        change_lines(parts, "sheets.jsonl", lambda lines: lines.append({**lines[0], **more}))
        asked = {"name": CONFIRMED, "departments": [code, "B2202", "2303"]}
        change_lines(parts, "rounds.jsonl", lambda lines: lines.append({**lines[0], **asked}))

    return add


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("B2202", "hand-up-department-elsewhere"),
        ("BB2303", "hand-up-department-elsewhere"),
        ("2303", "hand-up-department-unknown"),
        ("B9999", "hand-up-department-unknown"),
        ("B1202", None),
        ("BB1303", None),
    ],
)
def test_a_ward_confirms_for_its_own_departments_alone(ward, city, code, told):
    found = arrive(ward, city, with_head(code))
    assert found.verdict.counts is (told is None)
    if told:
        assert codes(found) == {told}
        return
    with look_into(city.workspace) as ledger:
        assert ledger.rounds()[2026, CONFIRMED].departments == {code}


def mend_register(city, **changes):
    with open_session(city.workspace) as ledger, ledger.entries.transaction():
        number, row = next(iter(ledger.entries.sound("register").items()))
        ledger.entries.mend("register", number, {**row, **changes})


@pytest.mark.parametrize("changes", [{"ward_code": "2"}, {"round": "別の回"}, {"round": "別の回", "origin": ""}])
def test_a_number_that_stands_for_another_sheet_is_told(ward, city, changes):
    assert arrive(ward, city).verdict is Verdict.ACCEPTED
    mend_register(city, **changes)
    assert codes(arrive(ward, city, hour=18)) == {"hand-up-number-taken"}


def test_what_is_issued_here_is_not_taken_from_the_ward(ward, empty, tmp_path):
    city = copied(empty, tmp_path)
    issued = city.issue(ROUND)
    await_ward(city)
    found = arrive(ward, city)
    assert found.verdict is Verdict.ACCEPTED_WITH_WARNINGS
    (told,) = (problem for problem in found.problems if problem.code == "hand-up-issued-here")
    assert told.params["count"] == "3"
    called = {department.code: department.name for department in city.workspace.master.departments}
    assert all(f"{called[one.department_code]}（{one.sheet_id}）" in told.params["names"] for one in issued[:1])
    with look_into(city.workspace) as ledger:
        assert ledger.answers() == []
        assert {sheet.origin for sheet in ledger.issued().values()} == {""}
        assert len(ledger.issued()) == len(issued)


def test_an_answer_that_the_ward_no_longer_has_is_told(ward, city):
    assert arrive(ward, city).verdict is Verdict.ACCEPTED
    found = arrive(ward, city, lambda parts, _: change_lines(parts, "answers.jsonl", lambda lines: lines.pop()), 18)
    (told,) = (problem for problem in found.problems if problem.code == "hand-up-answers-lost")
    assert told.params["count"] == "1"
    assert re.fullmatch(rf"{ROUND} \w+課（R08-\d+-\d-\w+）", told.params["names"])
    with look_into(city.workspace) as ledger:
        assert len(ledger.answers()) == 3


def target(**values):
    """The first target of the first answer says other values."""
    return lambda rows: next(row for row in rows if row[3] == "目標")[6].update(values)


MISFITS = {
    "a table that the form lacks": (lambda rows: rows[-1].__setitem__(3, "ない表"), "様式にない表「ない表」"),
    "a field that the form lacks": (target(ない項目="あ"), "様式にない項目「ない項目」"),
    "a row twice": (lambda rows: rows.append(rows[-1]), "が2つ"),
    "words for a number": (target(概算額="九十"), "項目「概算額」に「整数」ではない値"),
    "a part of a whole number": (target(概算額={"number": "1.5"}), "項目「概算額」に「整数」ではない値"),
    "yes for a number": (target(概算額=True), "項目「概算額」に「整数」ではない値"),
    "a number for a day": (target(期限=4), "項目「期限」に「日付」ではない値"),
    "yes for a text": (target(目標=True), "項目「目標」に「長文」ではない値"),
    "a choice that is not offered": (target(予算措置="ない措置"), "項目「予算措置」に選択肢にない「ない措置」"),
    "choices for a choice": (target(予算措置=["ない措置"]), "項目「予算措置」に「選択」ではない値"),
    "another form's record": (lambda rows: rows[-1].__setitem__(2, "別様式"), "別の様式「別様式」のもの"),
}


@pytest.mark.parametrize("what", MISFITS)
def test_a_record_that_the_form_could_not_give_is_told(ward, city, what):
    change, words = MISFITS[what]

    def forged(parts, _):
        change_lines(parts, "answers.jsonl", lambda lines: change(next(x for x in lines if x["records"])["records"]))

    found = arrive(ward, city, forged)
    assert codes(found) == {"hand-up-damaged"}
    assert words in found.problems[0].message
    assert "R08-1" in found.problems[0].message


@pytest.mark.parametrize("values", [{"目標値": "9割"}, {"目標": WITHHELD}, {"使途": HIDDEN}, {"概算額": None}])
def test_a_record_may_say_what_a_form_can_give(ward, city, values):
    def forged(parts, _):
        change_lines(parts, "answers.jsonl", lambda lines: target(**values)(lines[0]["records"]))

    assert arrive(ward, city, forged).verdict is Verdict.ACCEPTED


def with_broken_parts(**head):
    def change(parts, told):
        parts.update(dict.fromkeys(("sheets.jsonl", "answers.jsonl"), b"{}\n"))
        told.update(head)

    return change


def test_nothing_is_parsed_of_a_file_before_it_is_known_whose_it_is_and_of_when(ward, city):
    assert codes(arrive(ward, city, with_broken_parts(ward="ほかの区"))) == {"hand-up-ward-unknown"}
    assert codes(arrive(ward, city, with_broken_parts(fiscal_year=2027), 18)) == {"hand-up-year-ahead"}
    assert codes(arrive(ward, city, with_broken_parts(), 19)) == {"hand-up-damaged"}
    assert arrive(ward, city, hour=20).verdict is Verdict.ACCEPTED
    assert codes(arrive(ward, city, with_broken_parts(), 16)) == {"hand-up-older"}


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"{}\n" * 3_000_000, "3,000,000行は多すぎます"), (b"[" * 10_000_000, "1行目（長すぎます）")],
    ids=["many lines", "one long line"],
)
def test_a_part_that_is_larger_than_any_ward_s_is_not_parsed(ward, city, content, words):
    found = arrive(ward, city, lambda parts, _: parts.update({"answers.jsonl": content}))
    assert codes(found) == {"hand-up-damaged"}
    assert words in found.problems[0].message


def test_what_is_looked_into_first_is_small(ward, city):
    found = arrive(ward, city, lambda _, head: head.update(states={f"{n}": "accepted" for n in range(200_000)}))
    assert "部品「manifest.json」が大きすぎます" in found.problems[0].message


def test_a_file_is_held_in_memory_twice_at_most():
    data = write_hand_up({}, {"answers.jsonl": b"{}\n" * 4_000_000}, "")
    tracemalloc.start()
    read_hand_up(data)
    assert tracemalloc.get_traced_memory()[1] < 1.3 * len(data)
    tracemalloc.stop()


def test_lines_are_parsed_one_at_a_time():
    """Of a part nothing is held but the line that is looked at."""
    data = b"".join(b'{"name":"%d"}\n' % n for n in range(150_000))
    tracemalloc.start()
    with pytest.raises(ValueError, match="1行目"):
        list(parse_lines(RoundLine, data))
    assert tracemalloc.get_traced_memory()[1] < 1_000_000
    tracemalloc.stop()
