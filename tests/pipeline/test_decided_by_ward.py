"""What is decided of a ward is in its documents the next morning, and those of the other wards stay as they lie."""

from dataclasses import replace

import openpyxl
import pytest

from kusei_batch.config import read_workspace
from kusei_batch.core.ward import MasterListRow
from kusei_batch.ledger import read_ledger
from kusei_batch.pipeline.intake.editions import edition
from kusei_batch.pipeline.outputs.ward_ground import WardGround
from kusei_batch.pipeline.questions import read_status
from tests.pipeline.desk import IN_TIME, TARGET, begin_kept
from tests.pipeline.test_clearance_night import NUMBER
from tests.pipeline.test_defined_decisions import MONEY, prepare, sheet_rows, write
from tests.pipeline.test_unchanged import made_again

HERE, THERE = "見本区", "北見本区"
A, HEIR, OTHER, LATER = "1303", "1304", "2303", "2304"
WITH_NUMBER = TARGET | {"目標値": 9, "具体的な取組内容": f"苦情の方（{NUMBER}）に月1回、改善の結果を連絡します。"}


def begin_two_wards(folder):
    """Two wards, of each a department with a row to decide on and a text to clear."""
    desk = prepare(folder)
    path = desk.workspace.master_path
    book = openpyxl.load_workbook(path)
    book["区"].append(["2", THERE])
    for code, name in ((OTHER, "区民課"), (LATER, "保険年金課")):
        book["部署"].append([code, "2", "区民サービス部", name, 900])
    book.save(path)
    desk.workspace = read_workspace(folder)
    for code in (A, OTHER):
        desk.issue(department=code)
        desk.hand_in(code, [TARGET, WITH_NUMBER])
    desk.night()
    return desk


@pytest.fixture
def two(tmp_path):
    return begin_kept(tmp_path / "作業フォルダ", begin_two_wards)


def places(desk, name):
    """The rows of a sheet of 決定.xlsx by their department's code."""
    return {str(row["部署コード"]): n for n, row in enumerate(sheet_rows(desk, name), start=2)}


def wards_made(desk, act, **kept):
    """The wards of which documents are made again in the night after somebody did something."""
    desk.night(**kept)
    act()
    again, report = made_again(desk, desk.night)
    assert report.failures == []
    return {ward for ward in (HERE, THERE) if any(f"_{ward}" in path or f"/{ward}/" in path for path in again)}


def test_a_decision_is_in_the_documents_of_its_ward_alone(two):
    row = places(two, MONEY)[OTHER]
    assert wards_made(two, lambda: write(two, MONEY, row, 決定="可決", 決定額=2)) == {THERE}
    assert wards_made(two, lambda: write(two, MONEY, row, 決定="差戻し", 決定額=None)) == {THERE}


def test_a_text_that_is_cleared_is_shown_in_its_ward_and_costs_no_other(two):
    row = places(two, "個人情報の確認")[A]
    (summary,) = two.workspace.outbox.rglob(f"R08_*_{HERE}_集計.xlsx")
    for word, is_shown in (("公表可", True), ("伏せる", False)):
        assert wards_made(two, lambda word=word: write(two, "個人情報の確認", row, 判断=word)) == {HERE}
        book = openpyxl.load_workbook(summary)
        told = [str(cell.value) for sheet in book for line in sheet.iter_rows() for cell in line]
        assert any(NUMBER in text for text in told) is is_shown


def test_rows_of_other_wards_may_come_go_and_change_places(two):
    rows = places(two, MONEY)
    write(two, MONEY, rows[A], 決定="可決", 決定額=1)
    write(two, MONEY, rows[OTHER], 決定="可決", 決定額=1)
    two.night()

    def sort() -> None:
        path = two.workspace.decisions_path
        book = openpyxl.load_workbook(path)
        lines = [[cell.value for cell in line] for line in book[MONEY].iter_rows(min_row=2, max_row=3)]
        for number, line in enumerate(reversed(lines), start=2):
            for column, value in enumerate(line, start=1):
                book[MONEY].cell(number, column).value = value
        book.save(path)

    def delete() -> None:
        path = two.workspace.decisions_path
        book = openpyxl.load_workbook(path)
        book[MONEY].delete_rows(places(two, MONEY)[OTHER])
        book.save(path)

    assert wards_made(two, sort) == set()
    assert wards_made(two, delete) == set()  # what was decided holds, and the row comes back: no document tells of it


def test_a_word_mistyped_is_told_in_the_documents_of_every_ward(two):
    row = places(two, MONEY)[OTHER]
    assert wards_made(two, lambda: write(two, MONEY, row, 決定="かけつ")) == {HERE, THERE}


def test_a_sheet_that_one_ward_is_given_late_costs_the_others_nothing(two):
    assert wards_made(two, lambda: two.issue(department=LATER)) == {THERE}


def test_the_documents_are_those_of_a_night_that_makes_all_anew(two):
    write(two, MONEY, places(two, MONEY)[OTHER], 決定="可決", 決定額=2)
    write(two, "個人情報の確認", places(two, "個人情報の確認")[A], 判断="公表可")
    two.night()
    kinds = ("03_集計", "04_会議資料")
    kept = {p: p.read_bytes() for kind in kinds for p in two.workspace.outbox.rglob(f"{kind}/**/*.*")}
    for path in kept:
        path.unlink()
    two.night()
    assert len(kept) > 6
    assert {path: path.read_bytes() for path in kept} == kept


class Facts:
    """What is told of each ward, and of the form of the round, with other lists, departments or sheets."""

    def __init__(self, workspace) -> None:
        self.workspace, self.status = workspace, read_status(workspace, IN_TIME)
        with read_ledger(workspace.state) as ledger:
            self.register = ledger.issued()
            self.keys = {edition(sheet): key for sheet, key in ledger.editions()}

    def ground(self, register=None, **master) -> WardGround:
        changed = replace(self.workspace, master=replace(self.workspace.master, **master))
        return WardGround(changed, self.status, register or self.register, self.keys)

    def __call__(self, **changed):
        ground, (here, there) = self.ground(**changed), self.workspace.master.wards
        return ground.of(here), ground.of(there), ground.form(self.status.rounds[0])


@pytest.fixture
def facts(two):
    return Facts(read_workspace(two.workspace.root))


def row(**of) -> MasterListRow:
    return MasterListRow({"ID": "X-1", "本文": "新しい行です。"}, **of)


@pytest.mark.parametrize(
    ("added", "differs"),
    [
        (row(), (True, True)),
        (row(adopted=False), (False, False)),
        (row(ward_code="2"), (False, True)),
        (row(department_codes=frozenset({A})), (True, False)),
        (row(department_codes=frozenset({A, OTHER})), (True, True)),
        (row(of_wards=(row(ward_code="1"),)), (True, True)),
    ],
)
def test_a_row_concerns_those_it_is_for(facts, added, differs):
    lists = facts.workspace.master.free_lists
    before, after = facts(), facts(free_lists=lists | {"新しい一覧": (added,)})
    assert tuple(a != b for a, b in zip(before, after, strict=True)) == (*differs, False)


def test_what_one_ward_says_itself_of_a_row_for_all_concerns_that_ward(facts):
    lists = facts.workspace.master.free_lists
    said = [facts(free_lists=lists | {"一覧": (row(of_wards=own),)}) for own in ((), (row(ward_code="2"),))]
    assert [a != b for a, b in zip(*said, strict=True)] == [False, True, False]


def test_where_a_row_stands_in_its_workbook_concerns_nobody(facts):
    lists = facts.workspace.master.free_lists
    said = [facts(free_lists=lists | {"一覧": (row(cells={"本文": place}),)}) for place in ("B2", "B3")]
    assert said[0] == said[1]


@pytest.mark.parametrize("gone", [A, HEIR])
def test_rows_of_a_department_concern_the_ward_that_carries_on_its_work_and_the_one_it_goes_to(facts, gone):
    """Its own of before are shown there, and what is shown here goes by who carries them on."""
    master = facts.workspace.master
    departments = tuple(replace(d, successors=(OTHER,)) if d.code == gone else d for d in master.departments)
    lists = master.free_lists
    for code in (gone, OTHER):
        of_one = lists | {"一覧": (row(department_codes=frozenset({code})),)}
        before, after = facts(departments=departments), facts(departments=departments, free_lists=of_one)
        assert [a != b for a, b in zip(before, after, strict=True)] == [True, True, False]


def test_a_round_without_sheets_goes_by_every_list(facts):
    bare = replace(facts.status.rounds[0], sheets={})
    lists = facts.workspace.master.free_lists | {"一覧": (row(ward_code="2"),)}
    assert facts.ground().form(bare) != facts.ground(free_lists=lists).form(bare)


def test_a_sheet_of_an_earlier_year_concerns_its_ward_and_that_there_was_one_all(facts):
    first = next(one for one in facts.register.values() if one.department_code == OTHER)
    past = replace(first, fiscal_year=first.fiscal_year - 1)
    known = facts.register | {first.sheet_id: past}
    again = facts.register | {first.sheet_id: past, "R07-2304-1-00": replace(past, sheet_id="R07-2304-1-00")}
    facts.keys["R07-2304-1-00", past.form_version] = "第1版"
    (here, there, _), (here_now, there_now, _) = facts(register=known), facts(register=again)
    assert here == here_now
    assert there != there_now
    assert here != facts()[0]
