"""A return on an older version of a form: what was typed goes along into the version now issued, and nothing is lost."""

import shutil

import openpyxl
import pytest

from kusei_batch.pipeline.questions import read_records
from kusei_batch.pipeline.workspace.form_check import read_form
from tests.pipeline.desk import ROUND, TARGET, TOO_LATE, outputs, state
from tests.pipeline.test_form_trial import changed

A, B = "1303", "1304"
OLD, NEW = "第1四半期", "初めの三か月"
TYPED = TARGET | {OLD: "掲示を始めます。"}


def renew(desk):
    """Version 2: 評価指標 must be filled in, a field is called otherwise; issued again to all."""
    old = desk.workspace.root / "旧版.xlsx"
    shutil.copyfile(desk.blank(A), old)
    rules = {("目標", "評価指標"): {"必須": "必須", "重要度": "エラー"}}
    path = changed(desk, rules, renamed=[(OLD, NEW)])
    shutil.move(path, desk.workspace.template(ROUND))
    desk.issue(again=True)
    return old


def answer(desk):
    (path,) = [p for p in desk.workspace.outbox.rglob("02_差戻し/*/*.xlsx") if f"_{A}_" in p.name]
    return path, openpyxl.load_workbook(path)


def findings(book):
    return [" ".join(str(cell.value) for cell in row if cell.value is not None) for row in book["確認事項"].iter_rows()]


@pytest.fixture
def renewed(issued):
    issued.old = renew(issued)
    issued.new = read_form(issued.workspace, ROUND)
    return issued


def test_what_is_sent_back_is_the_version_now_issued_with_what_was_typed(renewed):
    renewed.hand_in(A, [TYPED | {"評価指標": ""}, TYPED | {"目標": "", "場面": "対面対応"}], source=renewed.old)
    report = renewed.night()
    assert state(report, A) == "sent_back"
    _, book = answer(renewed)
    field = renewed.new.field("具体的な取組内容", "目標")
    assert [book[field.sheet][cell].value for cell in field.cells[:2]] == [TYPED["具体的な取組内容"]] * 2
    told = findings(book)
    (lost,) = [line for line in told if f"「目標.{OLD}」は、第2版にないため写していません" in line]
    assert lost.count("掲示を始めます。") == 2
    assert any("第1版の様式で提出されました" in line and f"目標.{NEW}" in line for line in told)
    indicator = renewed.new.field("評価指標", "目標")
    assert any("評価指標" in line and indicator.cells[0] in line for line in told)  # what version 2 asks for
    assert sum("目標2の目標" in line for line in told) == 1


def test_the_sheet_stamped_forward_is_corrected_and_accepted_in_its_version(renewed):
    renewed.hand_in(A, [TYPED | {"目標": ""}], source=renewed.old)
    renewed.night()
    path, book = answer(renewed)
    for name, value in (("目標", TARGET["目標"]), (NEW, "掲示を始めます。")):
        field = renewed.new.field(name, "目標")
        book[field.sheet][field.cells[0]].value = value
    corrected = renewed.workspace.root / "直し.xlsx"
    book.save(corrected)
    renewed.drop(A, corrected, name="直し.xlsx")
    assert state(renewed.night(), A) == "accepted"
    (record,) = [r for r in read_records(renewed.workspace, ROUND) if r.table]
    assert (record.fields[NEW], record.fields["目標"]) == ("掲示を始めます。", TARGET["目標"])
    assert not path.exists()  # put away


def test_what_is_accepted_on_the_old_version_counts_and_lies_ready_in_the_new_one(renewed):
    renewed.hand_in(A, [TYPED], source=renewed.old)
    report = renewed.night(TOO_LATE)
    assert state(report, A) == "accepted"
    (record,) = [r for r in read_records(renewed.workspace, ROUND) if r.table]
    assert record.fields[OLD] == "掲示を始めます。"
    assert len(outputs(report, "sent_back")) == 1
    _, book = answer(renewed)
    field = renewed.new.field("目標", "目標")
    assert book[field.sheet][field.cells[0]].value == TARGET["目標"]
    assert any("出し直さなくても構いません" in line for line in findings(book))
    assert not any("すぐに提出し直してください" in line for line in findings(book))
    assert outputs(renewed.night(TOO_LATE), "sent_back") == []  # not written over a copy that may be half filled in


def test_a_version_with_the_same_fields_asks_for_nothing(issued):
    old = issued.workspace.root / "旧版.xlsx"
    shutil.copyfile(issued.blank(A), old)
    shutil.move(changed(issued, {}), issued.workspace.template(ROUND))
    issued.issue(again=True)
    issued.hand_in(A, [TARGET], source=old)
    report = issued.night()
    assert state(report, A) == "accepted"
    assert outputs(report, "sent_back") == []


def test_a_field_that_is_gone_is_told_when_a_sheet_is_issued_again(issued):
    issued.hand_in(A, [TYPED])
    issued.night()
    shutil.move(changed(issued, {}, renamed=[(OLD, NEW)]), issued.workspace.template(ROUND))
    report = issued.issue(again=True, department=A)
    (words,) = report.without_room.values()
    assert any(f"新しい版にない項目「目標.{OLD}」" in line and "掲示を始めます。" in line for line in words)
