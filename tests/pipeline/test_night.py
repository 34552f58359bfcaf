"""The night: one verdict a file, nothing lost, the circle of sending back and handing in again."""

import datetime as dt
import hashlib
import os
import zipfile

import openpyxl
import pytest

from kusei_batch.core.period import Calendar
from kusei_batch.core.text.label import date_label
from kusei_batch.ledger import open_ledger
from kusei_batch.pipeline.questions import read_records
from kusei_batch.pipeline.session import read_key
from tests.pipeline.desk import IN_TIME, ROUND, TARGET, TOO_LATE, outputs, state, verdicts

A, B, C = "1303", "1304", "1201"


def unpacked(path):
    """The bytes of a file, and of its parts where it is a workbook or a document."""
    if path.suffix not in (".xlsx", ".docx"):
        return path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        return b"".join(archive.read(name) for name in archive.namelist())


def test_a_good_sheet_is_accepted_and_its_values_are_kept_with_their_cells(issued):
    path = issued.hand_in(A, [TARGET])
    report = issued.night()
    assert verdicts(report) == {"様式.xlsx": "accepted"}
    assert state(report, A) == "accepted"
    (record,) = [r for r in read_records(issued.workspace, ROUND) if r.table]
    assert record.fields["目標"] == TARGET["目標"]
    assert record.fields["目標値"] == 2
    assert record.fields["期限"] == TARGET["期限"]
    assert record.source.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert record.source.cells["目標"] == issued.cell("目標")[1]
    assert record.key.row_id.endswith("-目標1")


def test_text_is_kept_exactly_as_typed(issued):
    words = "髙﨑𠮷\u3000と\ufa19の担当が\n　(1) 月１回、点検します。 "
    issued.hand_in(A, [TARGET | {"具体的な取組内容": words}])
    issued.night()
    (record,) = [r for r in read_records(issued.workspace, ROUND) if r.table]
    assert record.typed["具体的な取組内容"] == words


def test_what_was_seen_before_is_unchanged_and_stays_where_it_is(issued):
    path = issued.hand_in(A, [TARGET])
    first = issued.night()
    second = issued.night()
    assert verdicts(second) == {"様式.xlsx": "unchanged"}
    assert path.exists()
    assert [c for c in second.coverage if c.sheet_id] == [c for c in first.coverage if c.sheet_id]
    assert second.run_id > first.run_id


def test_a_copy_under_another_name_is_recognised_by_its_content(issued):
    path = issued.hand_in(A, [TARGET])
    issued.night()
    issued.drop(A, path, "様式 - コピー (1).xlsx")
    assert verdicts(issued.night()) == {"様式.xlsx": "unchanged", "様式 - コピー (1).xlsx": "unchanged"}


def test_the_circle_of_sending_back_closes(issued):
    issued.hand_in(A, [{k: v for k, v in TARGET.items() if k != "目標"}])
    report = issued.night()
    assert verdicts(report) == {"様式.xlsx": "sent_back"}
    assert state(report, A) == "sent_back"
    (answer,) = outputs(report, "sent_back")
    sheet, cell = issued.cell("目標")
    returned = openpyxl.load_workbook(answer)
    assert returned[issued.cell("評価指標")[0]][issued.cell("評価指標")[1]].value == TARGET["評価指標"]
    told = "\n".join(str(c.value) for row in returned["確認事項"].iter_rows() for c in row if c.value)
    assert returned.sheetnames[0] == "確認事項"
    head = [[returned["確認事項"][f"{c}{row}"].value for c in "ACE"] for row in (2, 3, 4)]
    sheet_id = next(c.sheet_id for c in report.coverage if c.department.code == A)
    assert [row[:2] for row in head[1:]] == [["管理番号", sheet_id], ["返却日", date_label(report.as_of, Calendar())]]
    assert head[0][0] == "部署名"
    assert [row[2].partition("　")[0] for row in head] == ["再提出の期限", "提出先", "問合せ先"]
    assert all(row[2].partition("　")[2] for row in head)
    assert cell in told
    assert "目標" in told
    before = {s.sheet_id for s in issued.issue().left}

    corrected = openpyxl.load_workbook(answer)
    corrected[sheet][cell].value = TARGET["目標"]
    corrected.save(issued.folder(A) / "直しました.xlsx")
    issued.settle(issued.folder(A) / "直しました.xlsx")
    report = issued.night()
    assert verdicts(report) == {"様式.xlsx": "unchanged", "直しました.xlsx": "accepted"}
    assert state(report, A) == "accepted"
    assert {c.sheet_id for c in report.coverage} == before
    (record,) = [r for r in read_records(issued.workspace, ROUND) if r.table]
    assert record.fields["目標"] == TARGET["目標"]
    assert not answer.exists()
    assert (answer.parent / "済" / answer.name).exists()


def due_on(answer):
    """The day by which a sheet that was sent back is to be handed in again, as its 確認事項 says."""
    return openpyxl.load_workbook(answer)["確認事項"]["E2"].value.partition("　")[2]


def move_due_day(issued):
    config = issued.workspace.root / "config.toml"
    config.write_text(config.read_text("utf-8").replace("due = 2026-04-24", "due = 2026-05-15"), "utf-8")


def test_what_was_sent_back_tells_the_day_it_is_due_also_when_that_is_moved(issued):
    issued.hand_in(A, [TARGET | {"目標": ""}])
    (answer,) = outputs(issued.night(), "sent_back")
    assert due_on(answer) == "令和8年4月24日（金）"
    before = answer.read_bytes()
    issued.night(TOO_LATE)
    assert answer.read_bytes() == before, "the day it is due says the same once it is past"
    move_due_day(issued)
    issued.night(TOO_LATE)
    assert due_on(answer) == "令和8年5月15日（金）"
    before = answer.read_bytes()
    issued.night(TOO_LATE)
    assert answer.read_bytes() == before


def test_what_was_sent_back_follows_the_due_day_also_when_it_was_copied_back_from_a_backup(issued):
    issued.hand_in(A, [TARGET | {"目標": ""}])
    (answer,) = outputs(issued.night(), "sent_back")
    content = answer.read_bytes()
    answer.rename(answer.with_suffix(".old"))
    answer.write_bytes(content)
    answer.with_suffix(".old").unlink()
    move_due_day(issued)
    issued.night()
    assert due_on(answer) == "令和8年5月15日（金）"
    assert [path.name for path in answer.parent.iterdir()] == [answer.name]


def test_what_a_department_corrects_where_it_lies_stays_as_it_is_when_the_due_day_is_moved(issued):
    issued.hand_in(A, [TARGET | {"目標": ""}])
    (answer,) = outputs(issued.night(), "sent_back")
    half = openpyxl.load_workbook(answer)
    half.save(answer)
    before = answer.read_bytes()
    move_due_day(issued)
    issued.night()
    assert answer.read_bytes() == before


def change_by_hand(path):
    """Save a workbook as somebody does who has begun to correct it; return its bytes."""
    book = openpyxl.load_workbook(path)
    book.active["A1"].value = "直しかけ"
    book.save(path)
    return path.read_bytes()


def done(answer):
    """What lies in 済 beside a sheet that was sent back."""
    return {path.name: path.read_bytes() for path in (answer.parent / "済").glob("*")}


def test_sheets_that_are_settled_in_turn_under_one_name_are_all_kept(issued):
    faulty, kept = TARGET | {"目標": ""}, []
    for name, rows in (("一.xlsx", faulty), ("二.xlsx", TARGET), ("三.xlsx", faulty), ("四.xlsx", TARGET)):
        issued.hand_in(A, [rows], name=name)
        answer = outputs(issued.night(), "sent_back")
        kept += [(answer[0], change_by_hand(answer[0]))] if answer else []
    (first, changed), (second, changed_later) = kept
    assert first == second
    assert done(first) == {first.name: changed, f"{first.stem}_2.xlsx": changed_later}


def test_what_somebody_has_begun_to_correct_is_kept_when_another_faulty_sheet_comes(issued):
    issued.hand_in(A, [TARGET | {"目標": ""}], name="一.xlsx")
    (answer,) = outputs(issued.night(), "sent_back")
    changed = change_by_hand(answer)
    issued.hand_in(A, [TARGET | {"目標": "", "目標値": 1}], name="二.xlsx")
    assert outputs(issued.night(), "sent_back") == [answer]
    assert done(answer) == {answer.name: changed}
    issued.hand_in(A, [TARGET | {"目標": "", "目標値": 3}], name="三.xlsx")
    assert outputs(issued.night(), "sent_back") == [answer]
    assert done(answer) == {answer.name: changed}, "what nobody has touched is written over"


def forget_what_was_made(issued):
    """As a repair leaves the ledger: what documents were made from is begun anew."""
    state = issued.workspace.state
    with open_ledger(state, read_key(state)) as ledger, ledger.entries.transaction():
        ledger.entries.begin_anew("made", [])


def test_what_was_sent_back_is_written_again_after_a_repair_unless_somebody_has_begun_to_correct_it(issued):
    issued.hand_in(A, [TARGET | {"目標": ""}])
    issued.hand_in(B, [TARGET | {"目標": ""}])
    first, second = sorted(outputs(issued.night(), "sent_back"))
    changed = change_by_hand(second)
    forget_what_was_made(issued)
    move_due_day(issued)
    issued.night()
    assert due_on(first) == "令和8年5月15日（金）"
    assert second.read_bytes() == changed
    assert done(first) == {}


def test_an_answer_from_before_a_file_came_is_not_taken_for_its_answer_after_a_repair(issued, monkeypatch):
    """The night the file came in found the copy open, and what it was made from is lost before the next one."""
    issued.hand_in(A, [TARGET | {"目標": ""}])
    (answer,) = outputs(issued.night(dt.date(2027, 1, 14)), "sent_back")
    changed = change_by_hand(answer)
    issued.hand_in(A, [TARGET | {"目標": "", "目標値": 1}], name="二.xlsx")

    def refuse(*_args):
        raise PermissionError(13, "使用中")

    with monkeypatch.context() as patched:
        patched.setattr("kusei_batch.disk.replace_file", refuse)
        issued.night(dt.date(2027, 1, 15))
    forget_what_was_made(issued)
    assert outputs(issued.night(dt.date(2027, 1, 16)), "sent_back") == [answer]
    assert done(answer) == {answer.name: changed}


def test_what_was_sent_back_stays_as_it_is_while_its_round_is_left_out_by_a_fault(issued):
    issued.hand_in(A, [TARGET | {"目標": ""}])
    (answer,) = outputs(issued.night(), "sent_back")
    before = answer.read_bytes()
    config = issued.workspace.root / "config.toml"
    settings = config.read_text("utf-8")
    config.write_text(settings.replace("due = 2026-04-24", 'due = 2026-04-24\ndepartments = ["9999"]'), "utf-8")
    issued.night()
    assert issued.workspace.rounds == ()
    assert answer.read_bytes() == before
    config.write_text(settings, "utf-8")
    issued.night()
    assert answer.read_bytes() == before


def test_what_was_sent_back_bears_what_its_sheet_was_issued_with_again(issued):
    field = issued.form.field("提出期限")
    issued.hand_in(A, [TARGET | {"目標": ""}])
    (answer,) = outputs(issued.night(), "sent_back")
    move_due_day(issued)
    issued.night()
    assert "4月24日" in openpyxl.load_workbook(answer)[field.sheet][field.cells[0]].value
    issued.issue(again=True, department=A)
    issued.night()
    assert "5月15日" in openpyxl.load_workbook(answer)[field.sheet][field.cells[0]].value


def test_a_sent_back_sheet_handed_in_as_it_is_is_sent_back_again(issued):
    issued.hand_in(A, [TARGET | {"目標": ""}])
    (answer,) = outputs(issued.night(), "sent_back")
    issued.drop(A, answer, "そのまま.xlsx")
    assert verdicts(issued.night())["そのまま.xlsx"] == "sent_back"


def test_a_later_one_with_errors_never_displaces_an_accepted_one(issued):
    issued.hand_in(A, [TARGET])
    good = issued.night()
    issued.hand_in(A, [TARGET | {"目標": ""}], name="あとから.xlsx")
    report = issued.night()
    assert verdicts(report)["あとから.xlsx"] == "sent_back"
    assert state(report, A) == "accepted"
    before, after = ([c.sha256 for c in r.coverage if c.department.code == A] for r in (good, report))
    assert before == after
    assert outputs(report, "sent_back")


def test_of_two_accepted_ones_the_later_saved_counts(issued):
    issued.hand_in(A, [TARGET | {"目標値": 5}], name="古い方.xlsx")
    issued.hand_in(A, [TARGET | {"目標値": 3}], name="あたらしい方.xlsx")
    issued.night()
    (record,) = [r for r in read_records(issued.workspace, ROUND) if r.table]
    assert record.fields["目標値"] == 3


def test_an_untouched_sheet_is_told_once(issued):
    issued.drop(A, issued.blank(A))
    report = issued.night()
    assert verdicts(report) == {"様式.xlsx": "sent_back"}
    assert len([p for f in report.files for p in f.problems if p.severity.value == "error"]) == 1


def test_nothing_to_report_must_be_confirmed(issued):
    confirmed = {issued.form.nothing_field: "はい"}
    issued.hand_in(A, [], confirmed)
    issued.hand_in(B, [], {"連絡事項": "今年度は見送ります。"})
    report = issued.night()
    assert (state(report, A), state(report, B)) == ("none_to_report", "sent_back")


def test_after_the_due_day_the_missing_are_overdue(issued):
    assert state(issued.night(IN_TIME), C) == "missing"
    assert state(issued.night(TOO_LATE), C) == "overdue"


def test_documents_are_the_same_byte_for_byte_when_nothing_changed(issued):
    issued.hand_in(A, [TARGET])
    first = {
        p: p.read_bytes() for p in outputs(issued.night(), "summary_workbook") + outputs(issued.night(), "records_csv")
    }
    issued.night()
    assert {p: p.read_bytes() for p in first} == first


def test_an_individual_number_is_told_and_written_nowhere(issued):
    number = "123456789018"
    issued.hand_in(
        A, [TARGET | {"具体的な取組内容": f"申請者（{number[:4]} {number[4:8]} {number[8:]}）に月1回連絡します。"}]
    )
    report = issued.night()
    (result,) = report.files
    assert result.verdict.value == "sent_back"
    text = "".join(f"{p.message}{p.remedy}{dict(p.params)}" for p in result.problems)
    written = b"".join(unpacked(path) for path in issued.workspace.outbox.rglob("*") if path.is_file())
    kept = (issued.workspace.state / "ledger.sqlite").read_bytes()
    for form in (number, f"{number[:4]} {number[4:8]} {number[8:]}", number[4:8] + " " + number[8:]):
        assert form not in text
        assert form.encode() not in written
        assert form.encode() not in kept
    assert "個人番号のため消去".encode() in written


def test_links_lead_to_the_content_that_counts(issued):
    path = issued.hand_in(A, [TARGET])
    issued.night()
    issued.hand_in(A, [TARGET | {"目標": ""}], name=path.name)
    (summary,) = outputs(issued.night(), "summary_workbook")
    (record,) = [r for r in read_records(issued.workspace, ROUND) if r.table]
    links = [
        link.target
        for sheet in openpyxl.load_workbook(summary)
        for row in sheet.iter_rows()
        for cell in row
        if (link := cell.hyperlink) and link.target and sheet.title == "目標一覧"
    ]
    assert links
    for target in links:
        content = (summary.parent / target.replace("\\", "/")).resolve().read_bytes()
        assert hashlib.sha256(content).hexdigest() == record.source.sha256


def test_a_file_of_the_due_day_collected_after_midnight_is_in_time(issued):
    path = issued.hand_in(A, [TARGET])
    today = dt.datetime.fromtimestamp(path.stat().st_ctime).astimezone().date()
    os.utime(path, (1.7e9, 1.7e9))
    report = issued.night(today + dt.timedelta(days=400))
    (covered,) = [c for c in report.coverage if c.department.code == A]
    assert covered.received == today


def test_rows_without_room_come_back_with_all_their_words(issued):
    path = issued.hand_in(A, [TARGET | {"目標": f"{n}月までに、窓口の案内を{n}か所見直します。"} for n in range(1, 11)])
    book = openpyxl.load_workbook(path)
    sheet, cell = issued.cell("目標", 10)
    column, row = cell[0], int(cell[1:])
    extra = "十一番目の目標は、月1回の点検です。"
    book[sheet][f"{column}{row + 1}"].value = extra
    for name in book.defined_names:
        text = book.defined_names[name].attr_text
        if name.startswith("_kf_") and text.endswith(f"${row}"):
            book.defined_names[name].attr_text = text[: -len(str(row))] + str(row + 1)
    book.save(path)
    issued.settle(path)
    (answer,) = outputs(issued.night(), "sent_back")
    told = "".join(str(c.value) for r in openpyxl.load_workbook(answer)["確認事項"].iter_rows() for c in r if c.value)
    assert extra in told


@pytest.mark.parametrize("name", ["様式.xlsx - コピー", "様式", "様式.XLSX", "様式.xlsx.最新"])
def test_a_files_name_never_matters(issued, name):
    path = issued.hand_in(A, [TARGET])
    path.rename(path.with_name(name))
    assert verdicts(issued.night()) == {name: "accepted"}
