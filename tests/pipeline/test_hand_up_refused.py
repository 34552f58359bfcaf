"""A file that a ward hands up is checked like any submission: what is wrong with it costs itself alone, and is told."""

from __future__ import annotations

import datetime as dt
import io
import json
import random
import shutil
import zipfile
from functools import partial

import openpyxl
import pytest

from kusei_batch.collect.hand_up_file import HandUpError
from kusei_batch.core.submission import Verdict
from kusei_batch.core.ward import MasterListRow
from kusei_batch.pipeline.handing_up import hand_up, order_hand_up
from kusei_batch.pipeline.intake.hand_up_reading import parse_hand_up
from kusei_batch.pipeline.session import look_into
from tests.pipeline.city import WARDS, City
from tests.pipeline.towns import DAY, ROUND, add_settings, change_lines, clock, collect, forge, keep_ward, offer_all

WARD, OTHER = WARDS[0], WARDS[1]
ELSEWHERE = "ほかのフォルダ"


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


def make_city(folder):
    """A city that has nothing yet."""
    city = City(folder, (ROUND,))
    add_settings(city, f'[[hand_up.wards]]\nward = "{WARD}"')
    offer_all(city)
    city.reread()
    return city


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    """A city that has nothing yet; what it refuses leaves it so."""
    return make_city(tmp_path_factory.mktemp("市") / "作業")


@pytest.fixture
def taking_city(tmp_path):
    """A city of a test's own, which takes what is handed up."""
    return make_city(tmp_path / "作業")


@pytest.fixture
def arrive(ward, city):
    """Have a file of the ward's lie in the city's inbox, changed by a call, and tell what becomes of it."""
    yield partial(lay, ward, city)
    shutil.rmtree(city.workspace.inbox)
    city.workspace.inbox.mkdir()


def lay(ward, city, change=None, *, forged=None, folder=WARD, name="提出.kusei", hour=17, day=DAY):
    """Have a file of the ward's lie in a city's inbox, changed by a call, and tell what becomes of it."""
    path = city.workspace.inbox / folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    hand_up(ward.workspace, order_hand_up(ward.workspace, None, None, DAY, clock(DAY, hour)), path)
    if forged:
        forge(path, forged)
    if change:
        path.write_bytes(change(path.read_bytes()))
    return collect(city, day)[f"{folder}/{name}"]


def told(result):
    assert result.verdict is Verdict.QUARANTINED
    for problem in result.problems:
        assert "不明" not in problem.message + problem.remedy
        assert "Error" not in problem.message
    return {problem.code for problem in result.problems}


def repacked(data, change):
    """The same archive with its entries changed: a call gets name and content and gives what is written instead."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(target, "w") as written:
        for name in archive.namelist():
            for entry, content, how in change(name, archive.read(name)):
                written.writestr(zipfile.ZipInfo(entry), content, how)
    return target.getvalue()


def whole(name, content, how=zipfile.ZIP_STORED):
    return [(name, content, how)]


BROKEN = {
    "cut short": lambda data: data[: len(data) // 2],
    "its end is gone": lambda data: data[:-100],
    "no archive at all": lambda data: b"%PDF-1.4" + data[8:],
    "a workbook": lambda _: b"PK\x03\x04" + b"\0" * 500,
    "compressed": lambda data: repacked(data, lambda n, c: whole(n, c, zipfile.ZIP_DEFLATED)),
    "a bomb": lambda data: repacked(
        data, lambda n, c: whole(n, b"0" * 50_000_000 if n == "answers.jsonl" else c, zipfile.ZIP_DEFLATED)
    ),
    "a part twice": lambda data: repacked(data, lambda n, c: whole(n, c) * (1 + (n == "answers.jsonl"))),
    "a path that leads out": lambda data: repacked(
        data, lambda n, c: [*whole(n, c), *(whole("../../key", b"x") if n == "seal.json" else [])]
    ),
    "another part": lambda data: repacked(
        data, lambda n, c: [*whole(n, c), *(whole("x.py", b"") if n[0] == "s" else [])]
    ),
    "no manifest": lambda data: repacked(data, lambda n, c: [] if n == "manifest.json" else whole(n, c)),
    "no seal": lambda data: repacked(data, lambda n, c: [] if n == "seal.json" else whole(n, c)),
    "the seal is no seal": lambda data: repacked(data, lambda n, c: whole(n, b"[" * 90_000 if n == "seal.json" else c)),
    "the seal is of other letters": lambda data: repacked(
        data, lambda n, c: whole(n, c.replace(b'"hmac": ""', '"hmac": "封印"'.encode()))
    ),
}


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("what", BROKEN)
def test_what_is_no_hand_up_is_told(arrive, what):
    assert told(arrive(BROKEN[what])) == {"hand-up-damaged"}


def test_every_changed_byte_is_seen(ward):
    path = hand_up(ward.workspace, order_hand_up(ward.workspace, None, None, DAY, clock(DAY))).path
    data, rng = path.read_bytes(), random.Random(13)
    places = [*range(40), *range(len(data) - 90, len(data)), *rng.sample(range(len(data)), 200)]
    for place in places:
        with pytest.raises(HandUpError) as error:
            parse_hand_up(data[:place] + bytes((data[place] ^ 1 << rng.randrange(8),)) + data[place + 1 :], "", "")
        assert error.value.code in ("hand-up-damaged", "hand-up-changed"), place


def test_an_edited_part_is_told_by_its_name(arrive):
    edited = arrive(
        lambda data: repacked(
            data, lambda n, c: whole(n, c.replace(b"accepted", b"sent_back") if "answers" in n else c)
        )
    )
    assert told(edited) == {"hand-up-changed"}
    assert "answers.jsonl" in edited.problems[0].message


def edit(name, change):
    return lambda parts, _: change_lines(parts, name, change)


def of_head(**changes):
    return lambda _, head: head.update(changes)


def first(**changes):
    return lambda lines: lines[0].update(changes)


def record(change):
    def edit_first(lines):
        change(next(line for line in lines if line["records"])["records"][-1])

    return edit("answers.jsonl", edit_first)


def lists_row(texts):
    """A row of a list that the city has, with these texts by heading."""
    return edit("lists.jsonl", lambda lines: lines[0]["rows"].append(["組織目標", texts, [], None, None]))


FORGED = {
    "no day": (of_head(as_of="昨日"), "hand-up-damaged"),
    "no zone": (of_head(made="2026-05-08T17:00:00"), "hand-up-damaged"),
    "newer program": (of_head(format=2, more="x"), "hand-up-newer"),
    "another city": (of_head(city="別の市"), "hand-up-city-differs"),
    "no city": (of_head(city=""), "hand-up-city-differs"),
    "another city's ward": (of_head(city="別の市", ward_code="99", ward="北区"), "hand-up-city-differs"),
    "other ward's code": (of_head(ward_code="2"), "hand-up-ward-unknown"),
    "other ward": (of_head(ward_code="2", ward=OTHER), "hand-up-astray"),
    "year to come": (of_head(fiscal_year=2027), "hand-up-year-ahead"),
    "day to come": (of_head(as_of="2026-05-09"), "hand-up-day-ahead"),
    "made in ten years": (of_head(made="2036-05-08T17:00:00+09:00"), "hand-up-day-ahead"),
    "more than a sheet": (edit("answers.jsonl", first(more=1)), "hand-up-damaged"),
    "no verdict": (edit("answers.jsonl", first(verdict="failed")), "hand-up-damaged"),
    "unknown finding": (
        edit("answers.jsonl", first(problems=[["future-code", "error", None, [], None, None, {}]])),
        "hand-up-newer",
    ),
    "answer to no sheet": (edit("answers.jsonl", first(sheet_id="R08-1202-9-00", records=[])), "hand-up-damaged"),
    "received tomorrow": (edit("answers.jsonl", first(received="2026-05-09")), "hand-up-damaged"),
    "a day long ago": (edit("answers.jsonl", first(received="0001-01-01")), "hand-up-damaged"),
    "a hash that is a path": (edit("answers.jsonl", first(sha256="../../../etc/passwd")), "hand-up-damaged"),
    "records of another": (record(lambda row: row.__setitem__(1, "1304")), "hand-up-damaged"),
    "a number without end": (
        record(lambda row: row[6].__setitem__("目標値", {"number": "1E+999999999"})),
        "hand-up-damaged",
    ),
    "a huge whole number": (record(lambda row: row[6].__setitem__("概算額", 10**400)), "hand-up-damaged"),
    "no number": (record(lambda row: row[6].__setitem__("目標値", {"number": "NaN"})), "hand-up-damaged"),
    "a picture elsewhere": (
        record(lambda row: row[6].__setitem__("写真", {"picture": ["a" * 64, "JPEG", "../../key", "jpg", 1, 1]})),
        "hand-up-damaged",
    ),
    "a text without end": (record(lambda row: row[6].__setitem__("目標", "あ" * 50_000)), "hand-up-damaged"),
    "half a character": (record(lambda row: row[6].__setitem__("目標", "\ud800")), "hand-up-damaged"),
    "a nest": (record(lambda row: row[6].__setitem__("目標", json.loads("[" * 500 + "]" * 500))), "hand-up-damaged"),
    "another department's number": (edit("sheets.jsonl", first(department="1304")), "hand-up-damaged"),
    "a row without headings": (lists_row({}), "hand-up-damaged"),
    "a row without an ID": (lists_row({"目標ID": " ", "目標": "あ"}), "hand-up-damaged"),
    "no form": (lambda parts, _: parts.pop("forms.jsonl"), "hand-up-damaged"),
    "a newer form": (
        lambda parts, _: [
            change_lines(parts, n, first_of_all("version", "2")) for n in ("forms.jsonl", "sheets.jsonl")
        ],
        "hand-up-form-newer",
    ),
    "an older form": (
        lambda parts, _: [
            change_lines(parts, n, first_of_all("version", "0")) for n in ("forms.jsonl", "sheets.jsonl")
        ],
        "hand-up-form-older",
    ),
    "a form of its own": (
        lambda parts, _: [
            change_lines(parts, n, first_of_all("form", "区の様式")) for n in ("forms.jsonl", "sheets.jsonl")
        ],
        "hand-up-form-unknown",
    ),
    "the form was changed": (edit("forms.jsonl", first(content="0" * 64)), "hand-up-form-differs"),
}


def first_of_all(key, value):
    def edit_all(lines):
        for line in lines:
            line[key] = value

    return edit_all


@pytest.mark.parametrize("what", FORGED)
def test_a_file_that_does_not_fit_is_told(arrive, what):
    change, code = FORGED[what]
    assert told(arrive(forged=change)) == {code}


@pytest.mark.parametrize("made", ["2026-05-10T08:00:00+09:00", "2026-05-11T08:00:00+09:00"])
def test_the_day_that_is_told_is_the_day_the_file_was_made(arrive, made):
    (problem,) = arrive(forged=of_head(made=made)).problems
    assert problem.code == "hand-up-day-ahead"
    assert problem.message.startswith(f"令和8年5月{int(made[8:10])}日の提出ですが、市の基準日は令和8年5月8日です")


def test_both_cities_are_told_and_spelling_is_no_other_city(arrive, city):
    (problem,) = arrive(forged=of_head(city="よその市")).problems
    assert (problem.params["city"], problem.params["own"]) == ("よその市", city.workspace.settings.city)
    assert f"「よその市」の{WARD}の提出ですが、ここは「{city.workspace.settings.city}」です" in problem.message
    spelled = of_head(city=f" {city.workspace.settings.city}　", fiscal_year=2027)
    assert told(arrive(forged=spelled)) == {"hand-up-year-ahead"}


def test_nothing_that_is_refused_leaves_anything(arrive, city):
    arrive(forged=of_head(fiscal_year=2027))
    assert not list((city.workspace.state / "forms").glob("*"))
    with look_into(city.workspace) as ledger:
        assert not ledger.issued()
        assert not ledger.hand_ups.all()


def test_lists_that_the_night_would_fail_on_cost_the_file_alone(arrive, city, monkeypatch):
    def fail(row):
        raise StopIteration

    with monkeypatch.context() as patch:
        patch.setattr(MasterListRow, "id", property(fail))  # stands in for whatever is not thought of
        found = arrive(forged=lists_row({"目標ID": "1"}))
    assert {problem.code for problem in found.problems} == {"reader-failed"}
    with look_into(city.workspace) as ledger:
        assert not ledger.hand_ups.all()


def test_a_ward_without_a_secret_hands_up_in_its_own_folder(arrive, city):
    assert told(arrive(folder=ELSEWHERE)) == {"hand-up-unproven"}
    assert told(arrive(folder=OTHER)) == {"hand-up-astray"}
    (department,) = (d for d in city.workspace.master.departments if d.code == "1303")
    for folder in (f"{WARD}/{department.name}", department.name, f"{WARD}/ほか"):
        (problem,) = arrive(folder=folder).problems
        assert (problem.code, problem.params["folder"]) == ("hand-up-unproven", folder)
        assert f"「{WARD}」のフォルダのすぐ下" in problem.remedy


def test_a_ward_that_is_not_in_the_settings_proves_nothing_by_its_folder(arrive, city):
    path = city.folder / "config.toml"
    before = path.read_text(encoding="utf-8")
    path.write_text(before.replace(f'[[hand_up.wards]]\nward = "{WARD}"', ""), encoding="utf-8")
    city.reread()
    try:
        assert told(arrive()) == {"hand-up-unproven"}
    finally:
        path.write_text(before, encoding="utf-8")
        city.reread()


def test_departments_the_city_does_not_know_are_named(ward, taking_city):
    city = taking_city
    path = city.workspace.master_path
    before = path.read_bytes()
    book = openpyxl.load_workbook(path)
    sheet = book["部署"]
    row = next(r for r in range(2, sheet.max_row + 1) if str(sheet.cell(r, 1).value) == "1303")
    sheet.cell(row, 2).value = "2"
    other = next(r for r in range(2, sheet.max_row + 1) if str(sheet.cell(r, 1).value) == "1304")
    sheet.delete_rows(other)
    book.save(path)
    city.reread()
    try:
        found = lay(ward, city)
    finally:
        path.write_bytes(before)
        city.reread()
    assert told(found) == {"hand-up-department-unknown", "hand-up-department-elsewhere"}
    assert "1304" in found.problems[0].message
    assert "1303" in found.problems[1].message
    # Mended, the same file is taken the next night, though nobody touched it.
    assert collect(city, DAY + dt.timedelta(1))[f"{WARD}/提出.kusei"].verdict is Verdict.ACCEPTED


def test_what_is_taken_is_not_taken_twice_and_never_set_back(ward, taking_city):
    city = taking_city
    path = city.workspace.inbox / WARD / "はじめ.kusei"
    path.parent.mkdir(parents=True)
    hand_up(ward.workspace, order_hand_up(ward.workspace, None, None, DAY, clock(DAY, 20)), path)
    shutil.copy(path, path.with_name("同じもの.kusei"))
    day = DAY + dt.timedelta(2)
    verdicts = [result.verdict for result in collect(city, day).values()]
    assert sorted(verdicts) == [Verdict.ACCEPTED, Verdict.UNCHANGED]
    assert {r.verdict for r in collect(city, day).values()} == {Verdict.UNCHANGED}
    with look_into(city.workspace) as ledger:
        before = (ledger.hand_ups.all(), ledger.issued(), ledger.answers())
    assert [handed.made for handed in before[0]] == [clock(DAY, 20)]
    assert told(lay(ward, city, hour=12, day=day)) == {"hand-up-older"}
    with look_into(city.workspace) as ledger:
        assert (ledger.hand_ups.all(), ledger.issued(), ledger.answers()) == before
