"""A city awaits what its wards hand up: those that have not are counted as asked, and told of."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import openpyxl
import pytest
from docx import Document

from kusei_batch.core.hand_up import HandUp
from kusei_batch.core.problem import Location, Problem, Severity
from kusei_batch.core.submission import Receipt, State, Verdict
from kusei_batch.errors import UsageError
from kusei_batch.pipeline.handing_up import hand_up, order_hand_up
from kusei_batch.pipeline.issuing import order_round
from kusei_batch.pipeline.status.hand_up_notes import find_hand_up_warnings
from kusei_batch.pipeline.status.round_status import YearStatus
from tests.commands import run_command
from tests.pipeline.city import CITY, WARDS, City
from tests.pipeline.towns import PAPERS, ROUND, add_settings, clock, collect, keep_lists, keep_ward, offer_all

OPENS, BEFORE, DUE, AFTER = (dt.date(2026, 4, day) for day in (1, 20, 24, 30))
LATE = dt.date(2026, 5, 20)


def make_city(folder):
    city = City(folder, (ROUND,), PAPERS)
    add_settings(city, *(f'[[hand_up.wards]]\nward = "{ward}"' for ward in WARDS))
    offer_all(city)
    keep_lists(city, ())
    city.reread()
    return city


def make_ward(folder, name):
    ward = City(folder, (ROUND,))
    offer_all(ward)
    keep_lists(ward, [name])
    keep_ward(ward, name)
    ward.reread()
    return ward


def lay(ward, city, day, name=WARDS[0], hour=17, year=None):
    order = order_hand_up(ward.workspace, name, year, day, clock(day, hour))
    hand_up(ward.workspace, order, city.workspace.inbox / name / f"提出{day:%m%d}{hour}.kusei")


@pytest.fixture(scope="module")
def towns(tmp_path_factory):
    """The first ward hands up before the day the round is due, a sheet of its three still out; the others never do."""
    folder = tmp_path_factory.mktemp("待つ市")
    city, ward = make_city(folder / "市"), make_ward(folder / "区", WARDS[0])
    for sheet in ward.issue(ROUND)[:-1]:
        assert ward.hand_in(sheet)
    collect(ward, BEFORE)
    lay(ward, city, BEFORE)
    return city, ward


def warnings(report):
    return {(p.code, p.params["ward"]) for p in report.faults if p.code in ("hand-up-missing", "hand-up-behind")}


def test_wards_that_have_not_handed_up_are_counted_and_told(towns):
    city, _ = towns
    early = city.night(BEFORE)
    states: dict[str, list[State]] = {}
    for covered in early.coverage:
        states.setdefault(covered.department.ward.name, []).append(covered.state)
    assert states == {
        WARDS[0]: [State.ACCEPTED, State.ACCEPTED, State.MISSING],
        WARDS[1]: [State.MISSING] * 3,
        WARDS[2]: [State.MISSING] * 3,
    }
    assert warnings(early) == set()

    city.reread()
    late = city.night(LATE)
    assert [c.state for c in late.coverage].count(State.OVERDUE) == 7
    assert {c.days_late for c in late.coverage if c.state is State.OVERDUE} == {(LATE - DUE).days}
    assert warnings(late) == {
        ("hand-up-behind", WARDS[0]),
        ("hand-up-missing", WARDS[1]),
        ("hand-up-missing", WARDS[2]),
    }
    (behind,) = (p for p in late.faults if p.code == "hand-up-behind")
    assert f"{WARDS[0]}は令和8年4月20日現在です" in behind.message
    assert not late.failures

    (path,) = city.files(f"*_{CITY}_区民サービス部長会議資料.docx").values()
    words = "\n".join(p.text for p in Document(path).paragraphs)
    assert "3区の9部署のうち2部署" in words, words[:2000]
    rows = [[cell.text for cell in row.cells] for table in Document(path).tables for row in table.rows]
    # The ward that has handed up is named with the day it did.
    named = [(row[0].partition("（")[0], row) for row in rows if len(row) > 3]
    asked = {ward: row[1] for ward, row in named if ward in WARDS}
    assert asked == dict.fromkeys(WARDS, "3"), rows[:12]


def test_the_status_says_who_is_waited_for(towns):
    city, _ = towns
    assert run_command(city.folder, "status", "--as-of", LATE.isoformat(), "--check").code == 1
    told = run_command(city.folder, "status", "--as-of", LATE.isoformat()).out
    assert f"{WARDS[1]}からの提出がまだありません" in told
    assert "全9部署: 受理 2、期限超過 7\n" in told


def test_a_round_that_every_ward_hands_out_itself_is_not_issued_by_the_city(tmp_path):
    city = City(tmp_path / "市", (ROUND,), {ROUND: 'level = "区"\n'})
    path = city.folder / "templates_xlsx" / "マスタ.xlsx"
    book = openpyxl.load_workbook(path)
    book["組織"].append(["91", "市民局", "局", "90"])
    book["部署"].append(["9101", "91", "", "局の調整担当", 900])
    book.save(path)
    add_settings(city, *(f'[[hand_up.wards]]\nward = "{ward}"' for ward in WARDS))
    city.reread()
    with pytest.raises(UsageError, match="どの部署にも、市からは様式を配りません") as refused:
        order_round(city.workspace, ROUND)
    assert all(ward in refused.value.message for ward in WARDS)
    assert "市民局" not in refused.value.message
    with pytest.raises(UsageError, match=f"「局の調整担当」は、回「{ROUND}」の対象ではありません") as refused:
        order_round(city.workspace, ROUND, department="局の調整担当")
    assert "「区」の部署に配る回です" in refused.value.remedy


def test_before_a_round_opens_nobody_is_waited_for(tmp_path):
    city = make_city(tmp_path / "市")
    report = city.night(OPENS - dt.timedelta(days=1))
    assert {c.state for c in report.coverage} == {State.NOT_ISSUED}


def test_warnings_of_an_earlier_year_are_told_in_its_own_night_alone(towns):
    """A hand-up of last year lies beside this year's: what was found in either was told when it was taken."""
    city, _ = towns
    place = Location(file="提出.kusei")
    differs = {"round": ROUND, "due": "令和8年4月24日", "own": "令和8年4月30日"}
    receipts, hand_ups = [], []
    for year in (2025, 2026):
        sha256 = str(year)
        receipt = Receipt(sha256, "提出.kusei", BEFORE, Verdict.ACCEPTED_WITH_WARNINGS, None)
        receipts.append((receipt, [Problem.of("hand-up-round-differs", place, **differs, year=sha256)]))
        hand_ups.append(HandUp(sha256, "提出.kusei", "1", year, clock(BEFORE)))
    ledger = SimpleNamespace(hand_ups=SimpleNamespace(all=lambda: hand_ups))
    status = YearStatus(BEFORE, [], {}, {}, receipts)
    found = find_hand_up_warnings(city.workspace, ledger, status)
    assert [problem.params["year"] for problem in found] == ["2026"]
    assert Problem.of("hand-up-past-year", place, name=WARDS[0], year="令和7年度").severity is Severity.INFO
