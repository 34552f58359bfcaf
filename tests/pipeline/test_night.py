"""The night: one verdict a file, nothing lost, the circle of sending back and handing in again."""

import datetime as dt
import hashlib
import os
import shutil
import zipfile

import openpyxl
import pytest

from kusei_batch.collect.extract import extract_submission
from kusei_batch.config import read_workspace
from kusei_batch.core.problem import SettingsError
from kusei_batch.disk import TEMPORARY
from kusei_batch.errors import CannotRunError
from kusei_batch.pipeline import examining, night
from kusei_batch.pipeline.forms import read_form
from kusei_batch.pipeline.night import run_night
from kusei_batch.pipeline.questions import read_problems, read_records, verify_workspace
from kusei_batch.pipeline.rehearsal import rehearse
from tests.pipeline.desk import IN_TIME, ROUND, TARGET, TOO_LATE, codes, state, verdicts

A, B, C = "1303", "1304", "1201"


def unpacked(path):
    """The bytes of a file, and of its parts where it is a workbook or a document."""
    if path.suffix not in (".xlsx", ".docx"):
        return path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        return b"".join(archive.read(name) for name in archive.namelist())


def outputs(report, kind):
    return [o.path for o in report.outputs if o.kind == kind]


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
    assert record.row_id.endswith("-目標1")


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
    issued.hand_in(A, [{k: v for k, v in TARGET.items() if k != "評価指標"}])
    report = issued.night()
    assert verdicts(report) == {"様式.xlsx": "sent_back"}
    assert state(report, A) == "sent_back"
    (answer,) = outputs(report, "sent_back")
    sheet, cell = issued.cell("評価指標")
    returned = openpyxl.load_workbook(answer)
    assert returned[issued.cell("目標")[0]][issued.cell("目標")[1]].value == TARGET["目標"]
    told = "\n".join(str(c.value) for row in returned["確認事項"].iter_rows() for c in row if c.value)
    assert cell in told
    assert "評価指標" in told
    before = {s.sheet_id for s in issued.issue().left}

    corrected = openpyxl.load_workbook(answer)
    corrected[sheet][cell].value = TARGET["評価指標"]
    corrected.save(issued.folder(A) / "直しました.xlsx")
    issued.settle(issued.folder(A) / "直しました.xlsx")
    report = issued.night()
    assert verdicts(report) == {"様式.xlsx": "unchanged", "直しました.xlsx": "accepted"}
    assert state(report, A) == "accepted"
    assert {c.sheet_id for c in report.coverage} == before
    (record,) = [r for r in read_records(issued.workspace, ROUND) if r.table]
    assert record.fields["評価指標"] == TARGET["評価指標"]
    assert not answer.exists()
    assert (answer.parent / "済" / answer.name).exists()


def test_a_sent_back_sheet_handed_in_as_it_is_is_sent_back_again(issued):
    issued.hand_in(A, [TARGET | {"目標": ""}])
    (answer,) = outputs(issued.night(), "sent_back")
    issued.drop(A, answer, "そのまま.xlsx")
    assert verdicts(issued.night())["そのまま.xlsx"] == "sent_back"


def test_a_later_one_with_errors_never_displaces_an_accepted_one(issued):
    issued.hand_in(A, [TARGET])
    good = issued.night()
    issued.hand_in(A, [TARGET | {"評価指標": ""}], name="あとから.xlsx")
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


def test_a_sheet_in_another_departments_folder_is_kept_out(issued):
    path = issued.hand_in(A, [TARGET])
    issued.drop(B, path)
    path.unlink()
    report = issued.night()
    assert verdicts(report) == {"様式.xlsx": "quarantined"}
    shutil.move(issued.folder(B) / "様式.xlsx", issued.folder(A) / "様式.xlsx")
    assert verdicts(issued.night()) == {"様式.xlsx": "accepted"}


def test_strangers_are_kept_out_and_the_night_goes_on(issued):
    issued.hand_in(A, [TARGET])
    folder = issued.folder(A)
    (folder / "~$様式.xlsx").write_bytes(bytes(165))
    (folder / "写真.xlsx").write_bytes(b"\x89PNG\r\n" + bytes(100))
    (folder / "途中.xlsx").write_bytes((folder / "様式.xlsx").read_bytes()[:3000])
    stranger = openpyxl.Workbook()
    stranger.save(folder / "別の表.xlsx")
    for path in folder.iterdir():
        issued.settle(path)
    report = issued.night()
    assert verdicts(report) == {
        "様式.xlsx": "accepted",
        "~$様式.xlsx": "skipped",
        "写真.xlsx": "quarantined",
        "途中.xlsx": "quarantined",
        "別の表.xlsx": "quarantined",
    }
    assert all(f.problems for f in report.files if f.verdict.value == "quarantined")
    assert {p.receipt.path.rpartition("/")[2] for p in read_problems(issued.workspace, None)} >= {
        "写真.xlsx",
        "別の表.xlsx",
    }


def test_a_forged_or_mended_identity_is_kept_out(issued):
    path = issued.hand_in(A, [TARGET])
    book = openpyxl.load_workbook(path)
    hidden = book["_kusei"]
    for row in hidden.iter_rows():
        for cell in row:
            if isinstance(cell.value, str) and len(cell.value) == 64:
                cell.value = "0" * 64
    book.save(path)
    issued.settle(path)
    report = issued.night()
    assert verdicts(report) == {"様式.xlsx": "quarantined"}


def test_every_original_is_archived_and_verify_sees_damage(issued):
    path = issued.hand_in(A, [TARGET])
    issued.night()
    assert verify_workspace(issued.workspace) == []
    (kept,) = issued.workspace.archive.rglob("*.xlsx")
    assert kept.read_bytes() == path.read_bytes()
    kept.chmod(0o644)
    kept.write_bytes(b"damaged")
    assert [p.code for p in verify_workspace(issued.workspace)] == ["original-damaged"]
    kept.unlink()
    assert [p.code for p in verify_workspace(issued.workspace)] == ["original-missing"]


def test_a_killed_night_is_simply_run_again(issued, monkeypatch):
    issued.hand_in(A, [TARGET])
    issued.hand_in(B, [TARGET | {"評価指標": ""}])

    class Killed(BaseException):
        pass

    def die(*_args, **_kwargs):
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(night, "plan_answers", die)
        with pytest.raises(Killed):
            issued.night()
    report = issued.night()
    assert (state(report, A), state(report, B)) == ("accepted", "sent_back")
    assert outputs(report, "sent_back")
    assert outputs(report, "paper")


def test_a_rehearsal_of_the_night_tells_the_same_and_leaves_no_trace(issued):
    issued.hand_in(A, [TARGET])
    issued.hand_in(B, [TARGET | {"評価指標": ""}])
    root = issued.workspace.root

    def content():
        return {p: p.read_bytes() for p in root.rglob("*") if p.is_file() and not p.name.endswith(("-wal", "-shm"))}

    before = content()
    with rehearse(issued.workspace) as scratch:
        rehearsed = issued.night(workspace=scratch)
    assert content() == before
    real = issued.night()
    assert [(f.path, f.verdict, f.problems) for f in rehearsed.files] == [
        (f.path, f.verdict, f.problems) for f in real.files
    ]
    assert [o.path.name for o in rehearsed.outputs] == [o.path.name for o in real.outputs]


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


def test_a_bug_costs_its_file_alone_and_is_tried_again(issued, monkeypatch):
    issued.hand_in(A, [TARGET])
    issued.hand_in(B, [TARGET], name="虫.xlsx")
    real = extract_submission
    bad = hashlib.sha256((issued.folder(B) / "虫.xlsx").read_bytes()).hexdigest()

    def extract(workbook, form, sha256, printed):
        if sha256 == bad:
            msg = "a bug"
            raise ZeroDivisionError(msg)
        return real(workbook, form, sha256, printed)

    with monkeypatch.context() as patch:
        patch.setattr(examining, "extract_submission", extract)
        report = issued.night()
    assert verdicts(report) == {"様式.xlsx": "accepted", "虫.xlsx": "failed"}
    assert codes(next(f for f in report.files if f.path.endswith("虫.xlsx"))) == {"reader-failed"}
    assert "a bug" in next((issued.workspace.state / "log").iterdir()).read_text(encoding="utf-8")
    assert verdicts(issued.night()) == {"様式.xlsx": "unchanged", "虫.xlsx": "accepted"}


def test_an_older_form_is_read_as_it_was_issued(issued):
    """A new version of the template must not orphan the sheets that are still out."""
    template = issued.workspace.template(issued.form.id)
    book = openpyxl.load_workbook(template)
    items = book["_項目"]
    rows = list(items.iter_rows(min_row=2))
    values = [[cell.value for cell in row] for row in rows]
    for row, changed in zip(rows, reversed(values), strict=True):
        for cell, value in zip(row, changed, strict=True):
            cell.value = value
    for row in book["_設定"].iter_rows():
        if row[0].value == "版":
            row[1].value = "2"
    book.save(template)
    issued.hand_in(A, [TARGET])
    assert state(issued.night(), A) == "accepted"


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


def edition_two(desk, *, reverse=True):
    """A new version of the template, its fields in another order."""
    template = desk.workspace.template(desk.form.id)
    book = openpyxl.load_workbook(template)
    rows = list(book["_項目"].iter_rows(min_row=2))
    values = [[cell.value for cell in row] for row in rows]
    for row, changed in zip(rows, reversed(values) if reverse else values, strict=True):
        for cell, value in zip(row, changed, strict=True):
            cell.value = value
    for row in book["_設定"].iter_rows():
        if row[0].value == "版":
            row[1].value = "2"
    book.save(template)


def test_a_round_s_documents_are_those_of_the_edition_issued_last(issued):
    """Also where one department alone got the new one: what the new version asks for is in the documents."""
    edition_two(issued, reverse=False)
    template = issued.workspace.template(ROUND)
    book = openpyxl.load_workbook(template)
    headings = [cell.value for cell in book["_集計"][1]]
    row = {"シート名": "単位別", "種類": "クロス集計", "表": "目標", "行": "部署名", "値": "件数"}
    book["_集計"].append([row.get(heading) for heading in headings])
    book.save(template)
    first = issued.workspace.master.departments[0].code
    issued.issue(again=True, department=first)
    issued.hand_in(A, [TARGET])
    report = issued.night()
    assert state(report, A) == "accepted"
    (summary,) = [o.path for o in report.outputs if o.kind == "summary_workbook"]
    assert "単位別" in openpyxl.load_workbook(summary).sheetnames


def test_copies_of_two_versions_are_each_read_by_their_own(issued):
    old = issued.workspace.root / "旧版.xlsx"
    shutil.copyfile(issued.blank(A), old)
    ids = {s.department_code: s.sheet_id for s in issued.issue().left}
    edition_two(issued)
    assert {s.department_code: s.sheet_id for s in issued.issue(again=True).issued} == ids
    issued.hand_in(A, [TARGET], source=old)
    issued.form = read_form(issued.workspace, ROUND)
    issued.hand_in(B, [TARGET | {"評価指標": ""}])
    report = issued.night()
    assert (state(report, A), state(report, B)) == ("accepted", "sent_back")
    (record,) = [r for r in read_records(issued.workspace, ROUND) if r.table]
    assert record.fields["目標"] == TARGET["目標"]
    assert record.fields["具体的な取組内容"] == TARGET["具体的な取組内容"]


def test_a_changed_template_is_not_issued_under_its_old_version(issued):
    template = issued.workspace.template(issued.form.id)
    book = openpyxl.load_workbook(template)
    book[issued.form.fields[0].sheet]["A1"].value = "注"
    book.save(template)
    with pytest.raises(SettingsError) as caught:
        issued.issue(again=True)
    assert [p.code for p in caught.value.problems] == ["version-unchanged"]


def test_a_standard_that_left_the_master_does_not_orphan_what_was_chosen(issued):
    choice = issued.form.choices_of(issued.form.field("対応する基準", "目標"))[0].value
    issued.hand_in(A, [TARGET | {"対応する基準": choice}])
    master = issued.workspace.root / "templates_xlsx" / "マスタ.xlsx"
    book = openpyxl.load_workbook(master)
    book["基準"].delete_rows(2, 100)
    book.save(master)
    report = run_night(read_workspace(issued.workspace.root), IN_TIME, issued.clock + 3600)
    assert state(report, A) == "accepted"


def test_a_sheet_of_last_year_is_answered_where_it_belongs(issued):
    config = issued.workspace.root / "config.toml"
    text = config.read_text(encoding="utf-8").replace("fiscal_year = 2026", "fiscal_year = 2027")
    config.write_text(text.replace("2026-04", "2027-04"), encoding="utf-8")
    issued.hand_in(A, [TARGET | {"評価指標": ""}])
    workspace = read_workspace(issued.workspace.root)
    report = run_night(workspace, IN_TIME, issued.clock + 3600)
    assert verdicts(report) == {"様式.xlsx": "sent_back"}
    (answer,) = outputs(report, "sent_back")
    assert "R08" in answer.parts
    assert verify_workspace(workspace) == []


def test_links_lead_to_the_content_that_counts(issued):
    path = issued.hand_in(A, [TARGET])
    issued.night()
    issued.hand_in(A, [TARGET | {"評価指標": ""}], name=path.name)
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


def test_what_cannot_be_written_does_not_cost_the_rest(issued):
    issued.hand_in(A, [TARGET])
    (summary,) = outputs(issued.night(), "summary_workbook")
    summary.unlink()
    summary.mkdir()
    (summary / "x").write_bytes(b"")
    report = issued.night()
    assert len(report.failures) == 1
    assert summary.name in report.failures[0].message
    assert outputs(report, "paper")
    assert outputs(report, "records_csv")


def test_a_lost_original_does_not_stop_the_night(issued):
    issued.hand_in(A, [TARGET | {"評価指標": ""}])
    (answer,) = outputs(issued.night(), "sent_back")
    answer.unlink()
    next(issued.workspace.archive.rglob("*.xlsx")).unlink()
    for path in issued.folder(A).iterdir():
        path.unlink()
    report = issued.night()
    assert ["原本の控え" in f.message for f in report.failures] == [True]
    assert outputs(report, "paper")


def test_a_file_of_the_due_day_collected_after_midnight_is_in_time(issued):
    path = issued.hand_in(A, [TARGET])
    today = dt.datetime.fromtimestamp(path.stat().st_ctime).astimezone().date()
    os.utime(path, (1.7e9, 1.7e9))
    report = issued.night(today + dt.timedelta(days=400))
    (covered,) = [c for c in report.coverage if c.department.code == A]
    assert covered.received == today


def test_a_wrong_folder_that_was_mended_is_no_longer_open(issued):
    path = issued.hand_in(A, [TARGET])
    wrong = issued.folder(B) / "様式.xlsx"
    shutil.move(path, wrong)
    issued.night()
    assert len(read_problems(issued.workspace, None)) == 1
    shutil.move(wrong, path)
    issued.night()
    assert not [f for f in read_problems(issued.workspace, None) if f.receipt.sheet_id is None]


def test_a_stranger_is_told_every_night_and_in_the_summary_until_it_is_gone(issued):
    stranger = issued.folder(B) / "写真.xlsx"
    stranger.write_bytes(b"\x89PNG\r\n" + bytes(100))
    issued.settle(stranger)
    issued.night()
    report = issued.night()
    assert [r.path.rpartition("/")[2] for r, _ in report.strays] == ["写真.xlsx"]
    (summary,) = outputs(report, "summary_workbook")
    told = [c.value for row in openpyxl.load_workbook(summary)["確認事項"].iter_rows() for c in row]
    assert "写真.xlsx" in told
    stranger.unlink()
    assert issued.night().strays == []


def test_a_stranger_is_known_again_once_the_master_is_mended(issued):
    issued.hand_in(A, [TARGET])
    master = issued.workspace.root / "templates_xlsx" / "マスタ.xlsx"
    whole = master.read_bytes()
    book = openpyxl.load_workbook(master)
    line = next(row[0].row for row in book["部署"].iter_rows(min_row=2) if str(row[0].value) == A)
    book["部署"].delete_rows(line)
    book.save(master)
    night = lambda: run_night(read_workspace(issued.workspace.root), IN_TIME, issued.clock + 3600)  # noqa: E731
    assert verdicts(night()) == {"様式.xlsx": "quarantined"}
    assert verdicts(night()) == {"様式.xlsx": "unchanged"}
    master.write_bytes(whole)
    assert verdicts(night()) == {"様式.xlsx": "accepted"}


def test_a_copy_of_somebody_elses_accepted_sheet_is_kept_out(issued):
    path = issued.hand_in(A, [TARGET])
    issued.night()
    issued.drop(B, path, "よその様式.xlsx")
    assert verdicts(issued.night()) == {"様式.xlsx": "unchanged", "よその様式.xlsx": "quarantined"}
    report = issued.night()
    assert verdicts(report) == {"様式.xlsx": "unchanged", "よその様式.xlsx": "unchanged"}
    assert (state(report, A), state(report, B)) == ("accepted", "missing")
    assert [r.path.rpartition("/")[2] for r, _ in report.strays] == ["よその様式.xlsx"]


@pytest.mark.parametrize("lost", ["key", "ledger.sqlite"])
def test_a_lost_key_or_ledger_stops_the_night_before_it_does_harm(issued, lost):
    issued.hand_in(A, [TARGET])
    issued.night()
    path = issued.workspace.state / lost
    kept = path.read_bytes()
    path.unlink()
    with pytest.raises(CannotRunError, match=lost):
        issued.night()
    assert not path.exists()
    path.write_bytes(kept)
    assert verdicts(issued.night()) == {"様式.xlsx": "unchanged"}


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


def test_what_a_killed_run_left_half_written_is_swept_away(issued):
    left = [issued.blank(A).parent / f"{TEMPORARY}x.xlsx", issued.workspace.archive / "ab" / f"{TEMPORARY}y.tmp"]
    for path in left:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"half")
    issued.night()
    assert not [path for path in left if path.exists()]


@pytest.mark.parametrize("name", ["様式.xlsx - コピー", "様式", "様式.XLSX", "様式.xlsx.最新"])
def test_a_files_name_never_matters(issued, name):
    path = issued.hand_in(A, [TARGET])
    path.rename(path.with_name(name))
    assert verdicts(issued.night()) == {name: "accepted"}
