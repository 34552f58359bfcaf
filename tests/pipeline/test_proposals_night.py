"""提案: what meets a form's condition stands in 決定.xlsx the next morning, and comes into force by a word alone."""

from __future__ import annotations

import json

import click.testing
import openpyxl
import pytest

from kusei_batch.cli.commands import cli
from kusei_batch.config import read_workspace
from kusei_batch.core.clearance import SHEET as CLEARANCES
from kusei_batch.pipeline.questions import read_status
from kusei_batch.pipeline.rehearsal import rehearse
from kusei_batch.pipeline.status.decisions import find_waiting
from kusei_batch.pipeline.status.proposals import Proposed
from kusei_batch.pipeline.workspace.doctor import examine_workspace
from kusei_batch.pipeline.workspace.form_check import read_form
from kusei_batch.xlsx.package import read_parts
from tests.pipeline.desk import IN_TIME, ROUND, TARGET, Desk, begin_kept, withdraw_proposals

A, B = "1303", "1304"
LIST = "課の申合せ"
SAID = {
    "目標.提案先": LIST,
    "目標.提案の条件": "目標値 ≦ 3 かつ 記入者 ≠ 空欄",
    "目標.提案.部署コード": "{{部署コード}}",
    "目標.提案.場面": "{{場面}}",
    "目標.提案.本文": "{{部署名}}: {{目標}}",
    "目標.提案.水準": "{{目標値}}",
    "目標.提案.適用開始年度": "{{次年度}}",
}
HEADINGS = ["ID", "部署コード", "場面", "本文", "水準", "適用開始年度", "採否", "備考"]
MET, NOT_MET = TARGET, TARGET | {"目標": "相談の待ち時間を15分以内にします。", "目標値": 15}


@pytest.fixture
def proposing(tmp_path):
    """A workspace whose form proposes, issued."""
    return begin_kept(tmp_path / "作業フォルダ", _begin_proposing)


def _begin_proposing(folder):
    desk = Desk(folder)
    prepare(desk, SAID)
    desk.issue()
    return desk


def prepare(desk, said):
    path = desk.workspace.template(ROUND)
    book = openpyxl.load_workbook(path)
    withdraw_proposals(book)
    for key, value in said.items():
        book["_設定"].append([key, value])
    book.save(path)
    desk.form = read_form(desk.workspace, ROUND)


def rows(desk, name=LIST):
    """The rows of a sheet of 決定.xlsx, its headings first; none where there is no such sheet."""
    if not desk.workspace.decisions_path.exists():
        return []
    book = openpyxl.load_workbook(desk.workspace.decisions_path)
    return [list(row) for row in book[name].iter_rows(values_only=True)] if name in book.sheetnames else []


def decide(desk, change):
    edit(desk, change, desk.workspace.decisions_path)


def edit(desk, change, path=None):
    path = path or desk.workspace.master_path
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)
    desk.workspace = read_workspace(desk.workspace.root)


def test_a_row_for_every_record_that_meets_the_condition(proposing):
    proposing.hand_in(A, [NOT_MET, MET])
    proposing.night()
    heading, row = rows(proposing)
    assert heading == HEADINGS
    assert str(row[0]).startswith("R08-1303-1-")
    assert str(row[0]).endswith("-目標2")
    assert row[1:] == [A, "電話対応", f"区民課: {MET['目標']}", 2, 2027, None, None]


def test_the_master_is_left_alone(proposing):
    before = proposing.workspace.master_path.read_bytes()
    proposing.hand_in(A, [MET])
    proposing.night()
    assert proposing.workspace.master_path.read_bytes() == before


def test_the_next_night_proposes_nothing_twice(proposing):
    proposing.hand_in(A, [MET])
    proposing.night()
    proposing.workspace = read_workspace(proposing.workspace.root)
    before = proposing.workspace.decisions_path.read_bytes()
    proposing.night()
    assert proposing.workspace.decisions_path.read_bytes() == before
    proposing.hand_in(B, [MET])
    proposing.night()
    assert [row[1] for row in rows(proposing)[1:]] == [A, B]


@pytest.mark.parametrize("word", ["採用", "見送り"])
def test_what_was_decided_stays_decided(proposing, word):
    proposing.hand_in(A, [MET])
    proposing.night()
    decide(proposing, lambda book: book[LIST].__setitem__("G2", word))
    report = proposing.night()
    assert [row[-2] for row in rows(proposing)[1:]] == [word]
    assert report.decisions == []


def test_only_what_is_adopted_counts_and_from_the_next_year_on(proposing):
    proposing.hand_in(A, [MET])
    proposing.night()
    owner = next(d for d in proposing.workspace.master.departments if d.code == A)
    proposing.workspace = read_workspace(proposing.workspace.root)
    assert proposing.workspace.master.rows(LIST, 2027, owner) == ()
    decide(proposing, lambda book: book[LIST].__setitem__("G2", "採用"))
    assert proposing.workspace.master.rows(LIST, 2026, owner) == ()
    (row,) = proposing.workspace.master.rows(LIST, 2027, owner)
    assert row["本文"] == f"区民課: {MET['目標']}"
    other = next(d for d in proposing.workspace.master.departments if d.code == B)
    assert proposing.workspace.master.rows(LIST, 2027, other) == ()


def test_a_list_that_is_there_is_filled_under_its_own_headings(proposing):
    def prepare_list(book):
        book.create_sheet(LIST).append(
            ["基準番号", "備考", "採否", "適用開始年度", "本文", "場面", "部署コード", "水準"]
        )

    edit(proposing, prepare_list)
    proposing.hand_in(A, [MET])
    proposing.night()
    (row,) = rows(proposing)[1:]
    assert str(row[0]).endswith("-目標1")
    assert rows(proposing)[0][:4] == ["基準番号", "備考", "採否", "適用開始年度"]
    assert row[1:4] == [None, None, 2027]
    assert (row[5], row[6], row[7]) == ("電話対応", A, 2)


def test_the_id_may_be_said(tmp_path):
    desk = Desk(tmp_path / "作業フォルダ")
    prepare(desk, SAID | {"目標.提案.ID": "{{部署コード}}-{{番号}}"})
    desk.issue()
    desk.hand_in(A, [MET])
    desk.night()
    assert rows(desk)[1][0] == f"{A}-1"


def test_a_list_that_lacks_a_column_gets_it_in_the_workbook_of_decisions(proposing):
    edit(proposing, lambda book: book.create_sheet(LIST).append(["番号", "本文"]))
    proposing.hand_in(A, [MET])
    assert proposing.night().failures == []
    heading, row = rows(proposing)
    assert set(heading) == {"番号", *HEADINGS[1:]}
    assert row[heading.index("本文")] == f"区民課: {MET['目標']}"


def test_doctor_tells_what_a_list_lacks_before_any_night(proposing):
    edit(proposing, lambda book: book.create_sheet(LIST).append(["ID", "本文", "場面", "部署コード", "水準", "採否"]))
    found = [p for p in examine_workspace(proposing.workspace.root) if p.code.startswith("proposal-")]
    assert [(p.code, p.params["column"]) for p in found] == [("proposal-column-missing", "適用開始年度")]


@pytest.mark.parametrize("name", ["基準", "個人情報の確認"])
def test_doctor_refuses_a_sheet_that_knows_no_decision(tmp_path, name):
    desk = Desk(tmp_path / "作業フォルダ")
    prepare(desk, SAID | {"目標.提案先": name})
    found = [p for p in examine_workspace(desk.workspace.root) if p.code.startswith("proposal-")]
    assert [p.code for p in found] == ["proposal-target-reserved"]
    assert found[0].remedy


def test_a_text_that_waits_to_be_cleared_is_not_proposed_before(proposing):
    number = "044-999-0101"
    proposing.hand_in(A, [MET | {"目標": f"苦情の方（{number}）に月1回連絡します。"}])
    proposing.night()
    assert rows(proposing) == []
    assert number.encode() not in b"".join(read_parts(proposing.workspace.decisions_path.read_bytes()).values())
    decide(proposing, lambda book: book["個人情報の確認"].__setitem__("H2", "公表可"))
    proposing.night()
    assert number in str(rows(proposing)[1][3])


def test_screens_and_summary_tell_how_many_wait(proposing):
    proposing.hand_in(A, [MET, MET | {"目標": "別の目標として、折返しを当日中に行います。"}])
    place = ["-w", str(proposing.workspace.root)]
    told = click.testing.CliRunner().invoke(cli, [*place, "nightly", "--as-of", IN_TIME.isoformat()]).output
    sentence = f"「{LIST}」への提案が2件、判断を待っています。"
    assert sentence in told
    status = json.loads(click.testing.CliRunner().invoke(cli, [*place, "--json", "status"]).stdout)
    assert status["decisions"] == [{"sheet": LIST, "column": "採否", "waiting": 2}]
    (summary,) = proposing.workspace.outbox.rglob("*_集計.xlsx")
    notes = [str(row[0].value) for row in openpyxl.load_workbook(summary)["確認事項"].iter_rows()]
    assert any(sentence in note for note in notes)


def here_department(desk):
    return next(d for d in desk.workspace.master.departments if d.code == A)


def test_what_waits_in_another_ward_is_not_told_of_this_one(proposing):
    def add_ward(book):
        book["区"].append(["2", "となり区"])
        headings = [cell.value for cell in book["部署"][1]]
        row = {"部署コード": "2303", "区コード": "2", "部名": "区民サービス部", "課名": "区民係", "表示順": 1}
        book["部署"].append([row.get(heading) for heading in headings])
        book.create_sheet(LIST).append(HEADINGS)
        for number, code in enumerate(("2303", "2303、1304", "2303"), 1):
            book[LIST].append([f"N-{number}", code, "電話対応", "申合せます。", None, 2027, None])

    edit(proposing, add_ward)
    proposing.hand_in(A, [MET, NOT_MET | {"具体的な取組内容": "月1回、044-999-0101に確かめます。"}])
    report = proposing.night()
    assert {d.sheet: d.count for d in report.decisions} == {CLEARANCES: 1, LIST: 4}
    proposing.workspace = read_workspace(proposing.workspace.root)
    standing = read_status(proposing.workspace, IN_TIME)
    here, there = proposing.workspace.master.wards
    department = here_department(proposing)
    (listed,) = [row for row in proposing.workspace.master.free_lists[LIST] if row.id not in ("N-1", "N-2", "N-3")]
    again = [Proposed(LIST, department, dict(listed.texts), is_listed=True)]
    one_more = [*again, Proposed(LIST, department, {})]
    for tonight, counts in ((None, (4, 2, 3)), (again, (4, 2, 3)), (one_more, (5, 3, 3)), ((), (3, 1, 3))):
        waiting = [
            {d.sheet: d.count for d in find_waiting(proposing.workspace, standing, tonight, ward)}
            for ward in (None, here, there)
        ]
        every, first, second = counts
        assert waiting == [{CLEARANCES: 1, LIST: every}, {CLEARANCES: 1, LIST: first}, {LIST: second}]
    (summary,) = [path for path in proposing.workspace.outbox.rglob("*_集計.xlsx") if "見本区" in path.name]
    notes = [str(row[0].value) for row in openpyxl.load_workbook(summary)["確認事項"].iter_rows()]
    assert any(f"「{LIST}」への提案が2件、判断を待っています。" in note for note in notes)


def test_a_rehearsal_proposes_nothing(proposing):
    proposing.hand_in(A, [MET])
    with rehearse(proposing.workspace) as scratch:
        assert [d.count for d in proposing.night(workspace=scratch).decisions] == [1]
    assert not proposing.workspace.decisions_path.exists()
