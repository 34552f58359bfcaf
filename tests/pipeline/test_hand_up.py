"""Wards hand up to the city: what it makes of that is what a city makes that holds the same wards itself."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

import openpyxl
import pytest

from kusei_batch.core.submission import State, Verdict
from kusei_batch.pipeline.session import look_into
from kusei_batch.pipeline.workspace.verifying import verify_workspace
from tests.commands import run_command
from tests.pipeline.bureau_year import told_in
from tests.pipeline.city import CITY, WARDS
from tests.pipeline.same_documents import AS_OF, SAID, documents, parts_of
from tests.pipeline.towns import DAY, LAST_DAY, MIDDAY, MIDYEAR, RESULTS, ROUND, Towns

LATER = DAY + dt.timedelta(days=12)
NEW_WORDS = "電話を2回以内の呼出しで受け、担当者が席にいないときは、その日のうちに折り返します。"


@pytest.fixture(scope="module")
def towns(tmp_path_factory):
    towns = Towns(tmp_path_factory.mktemp("市と区"))
    towns.play(ROUND, DAY)
    return towns


def assert_same_documents(towns):
    ours = documents(towns.whole)
    assert len(ours) > 30
    for city in (towns.city, towns.mixed):
        theirs = documents(city)
        assert ours.keys() == theirs.keys()
        assert [name for name, path in ours.items() if parts_of(path) != parts_of(theirs[name])] == []


def taken(city):
    return [file for file in city.report.files if file.path.endswith(".kusei")]


def test_the_documents_of_the_city_are_the_same_each_way(towns):
    assert [file.verdict for file in taken(towns.city)] == [Verdict.ACCEPTED] * 3
    assert [file.verdict for file in taken(towns.mixed)] == [Verdict.ACCEPTED] * 2
    assert_same_documents(towns)
    papers = [name for name in documents(towns.city) if name.endswith(".docx") and f"/{CITY}/" in name]
    assert papers == [f"R08/{ROUND}/04_会議資料/{CITY}/R08_{ROUND}_{CITY}_区民サービス部長会議資料.docx"]


def as_of_in(paper):
    """The wards that a paper shows as of a day, with it."""
    text = "\n".join(told_in(paper))
    assert (SAID in text) is bool(AS_OF.search(text))
    return re.findall(r"(\w+区)（(令和\d+年\d+月\d+日)現在）", text)


def test_the_papers_of_the_city_say_as_of_which_day_a_ward_handed_up(towns):
    shown = [as_of_in(city.files(f"R08_{ROUND}_{CITY}_*.docx").popitem()[1]) for city in towns.cities]
    days = [(ward, "令和8年5月8日") for ward in WARDS]
    assert shown == [[], days, days[:2]]


def test_a_ward_that_hands_up_is_written_to_by_nobody_else(towns):
    """The city issues nothing to its departments, sends nothing back and writes no letters to them."""
    folders = {path.parts[-2] for path in (towns.mixed.workspace.outbox / "R08" / ROUND / "01_配布").glob("*/*")}
    assert folders == {WARDS[2]}
    written = [p for kind in ("02_差戻し", "06_通知") for p in towns.city.workspace.outbox.rglob(f"{kind}/**/*.*")]
    assert written == []


def test_what_a_figure_comes_from_leads_to_the_file_in_the_ward(towns):
    """From a row of the city's data to the ward's original: its hash, sheet and cell; and the hand-up it came in."""
    shown = run_command(towns.city.folder, "records", ROUND, "--json").json["records"]
    ward = towns.wards[WARDS[1]]
    own = run_command(ward.folder, "records", ROUND, "--json").json["records"]
    theirs = [record for record in shown if record["ward"] == "2"]
    assert [record["source"] for record in theirs] == [record["source"] for record in own]
    for record in own:
        sha256 = record["source"]["sha256"]
        assert (ward.workspace.archive / sha256[:2] / f"{sha256}.xlsx").is_file()
    with look_into(towns.city.workspace) as ledger:
        origins = {receipt.sha256: receipt.origin for receipt in ledger.answers()}
    for record in theirs:
        origin = origins[record["source"]["sha256"]]
        assert (towns.city.workspace.archive / origin[:2] / f"{origin}.kusei").is_file()
    (path,) = (p for n, p in towns.city.files("*_集計.xlsx").items() if CITY in n)
    sheets = openpyxl.load_workbook(path)
    links = {cell.hyperlink.target for sheet in sheets for row in sheet.iter_rows() for cell in row if cell.hyperlink}
    assert {link.replace("\\", "/").rpartition("/")[2] for link in links if link and "inbox" in link} == {
        f"提出{DAY:%m%d}17.kusei"
    }


def test_a_city_that_took_hand_ups_is_whole(towns):
    for city in towns.cities:
        assert verify_workspace(city.workspace) == []


@pytest.fixture(scope="module")
def corrected(towns):
    """A department of the first ward corrects a target, and its ward hands up again."""
    ward = towns.wards[WARDS[0]]
    for town in (towns.whole, ward):
        with look_into(town.workspace) as ledger:
            sheet = next(s for s in ledger.issued().values() if s.department_code == "1303")
        assert town.hand_in(sheet, change=reword)
    ward.night(LATER)
    towns.hand_up(WARDS[0], LATER)
    towns.run(LATER)
    return towns


def reword(hand_in):
    table = hand_in.tables["目標"]
    new = ({**table.new[0], "目標": NEW_WORDS}, *table.new[1:])
    return replace(hand_in, tables={**hand_in.tables, "目標": replace(table, new=new)})


def test_what_a_later_hand_up_changed_is_told_by_field(corrected):
    for city in corrected.cities:
        (found,) = city.report.replaced
        (change,) = found.changes
        assert (change.field, change.new) == ("目標", NEW_WORDS)
        told = run_command(city.folder, "problems").out
        assert NEW_WORDS[:20] in told
    (file,) = (file for file in taken(corrected.city) if file.verdict is not Verdict.UNCHANGED)
    assert (file.problems[0].params["count"], file.problems[0].params["sheets"]) == ("1", "3")
    assert_same_documents(corrected)


@pytest.fixture(scope="module")
def second(corrected):
    """The round of the middle of the year was played as well."""
    corrected.play(MIDYEAR, MIDDAY)
    return corrected


def test_the_second_round_comes_the_same_way(second):
    assert_same_documents(second)
    for city in second.cities:
        states = [c.state for c in city.report.coverage if c.round == MIDYEAR]
        assert states.count(State.ACCEPTED) == 8
        assert states.count(State.OVERDUE) == 1
        assert verify_workspace(city.workspace) == []


def test_a_ward_s_figures_in_the_city_s_documents_are_its_own(second):
    """The data of each ward in the city's CSV, of both rounds, are those of the ward's own."""
    for ward, own in second.wards.items():
        own.night(MIDDAY)
        paths = list(own.workspace.outbox.rglob("03_集計/**/*.csv"))
        assert {path.relative_to(own.workspace.outbox).parts[1] for path in paths} == {ROUND, MIDYEAR}, ward
        for path in paths:
            there = second.city.workspace.outbox / path.relative_to(own.workspace.outbox)
            assert there.read_bytes() == path.read_bytes(), (ward, path.name)


@pytest.fixture(scope="module")
def third(second):
    """The results of the year came in as well."""
    second.play(RESULTS, LAST_DAY)
    return second


def test_the_papers_of_the_end_of_the_year_are_the_same_each_way(third):
    assert_same_documents(third)
    papers = {name.rpartition("_")[2] for name in documents(third.city) if f"{RESULTS}/04_会議資料/{CITY}/" in name}
    assert papers == {"区民サービス部長会議資料.docx", "区総合行政推進会議資料.docx"}
    for paper in third.mixed.files(f"R08_{RESULTS}_{CITY}_*.docx").values():
        assert as_of_in(paper) == [(ward, "令和9年3月12日") for ward in WARDS[:2]]
    for city in third.cities:
        assert [c.state for c in city.report.coverage if c.round == RESULTS].count(State.ACCEPTED) == 8
