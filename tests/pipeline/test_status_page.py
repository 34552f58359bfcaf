"""状況.html and the day's log: written by every night, also by one that could not be done."""

import datetime as dt

import openpyxl
import pytest

from kusei_batch.core.run import Outcome
from kusei_batch.errors import CannotRunError, KuseiError
from kusei_batch.pipeline import night
from kusei_batch.pipeline.issuing import issue_round, order_round
from kusei_batch.pipeline.night import run_night
from kusei_batch.pipeline.outputs.day_log import RECORD_FOLDER
from kusei_batch.pipeline.outputs.documents import plan_documents
from kusei_batch.pipeline.outputs.telling import BOOK, PAGE, told_when_it_fails
from kusei_batch.pipeline.rehearsal import rehearse
from kusei_batch.pipeline.session import open_session
from kusei_batch.report.summary_workbook.column_widths import LEGIBLE, scale_on_page
from tests.pipeline.desk import IN_TIME, ROUND, TARGET, TOO_LATE

DUE = dt.date(2026, 4, 24)
A, B, C = "1303", "1304", "1201"


def page(desk) -> str:
    return (desk.workspace.outbox / PAGE).read_text(encoding="utf-8")


def log(desk) -> str:
    (path,) = (desk.workspace.outbox / RECORD_FOLDER).iterdir()
    return path.read_bytes().decode("utf-8")


def fail(desk, wreck, error=KuseiError):
    """A night that `wreck` stops, as the command line runs it."""
    with pytest.raises(error), told_when_it_fails(desk.workspace.root, TOO_LATE, lambda: desk.clock):
        wreck()


def test_the_page_tells_states_days_contacts_and_what_to_paste_into_a_mail(issued):
    issued.hand_in(A, [TARGET])
    issued.hand_in(B, [TARGET], head={"記入者": "見本 花子"})
    (issued.workspace.inbox / "090-1234-5678.zip").write_bytes(b"PK")
    issued.night()
    issued.night(TOO_LATE)
    told = page(issued)
    assert 'lang="ja"' in told
    assert told.count("<script>") == told.count("<script") == 1
    assert "http" not in told
    for words in ("夜間処理は、最後まで終わりました。", "期限超過", "令和8年4月20日", "内線 2201", "時点です。"):
        assert words in told
    assert "提出期限：令和8年4月24日（金）" in told
    assert "提出先　：区民サービス部" in told
    assert "未提出</td><td>期限超過" in told
    assert "見本 花子" not in told
    assert "090-1234-5678" not in told
    entries = log(issued).removeprefix("\ufeff").split("=" * 60)
    assert len(entries) == 3
    assert "基準日 令和8年4月30日" in entries[2]
    assert log(issued).startswith("\ufeff")
    assert log(issued).count("\n") == log(issued).count("\r\n")


def test_the_page_of_a_night_tells_its_begin_and_its_end(issued):
    run_night(issued.workspace, IN_TIME, 1_800_003_600.0, clock=lambda: 1_800_003_900.0)
    started, ended = (dt.datetime.fromtimestamp(x).astimezone() for x in (1_800_003_600, 1_800_003_900))
    for moment in (started, ended):
        assert f"{moment.hour}時{moment.minute:02d}分" in page(issued)


def test_a_night_without_an_inbox_says_so_and_keeps_the_last_table(issued):
    issued.hand_in(A, [TARGET])
    issued.night()
    issued.workspace.inbox.rename(issued.workspace.root / "よそ")
    fail(issued, issued.night, CannotRunError)
    assert "夜間処理は、できませんでした。" in page(issued)
    assert "その後の夜間処理ができていない" in page(issued)
    assert "区民サービス部　区民課" in page(issued)
    assert "inbox" in log(issued).split("=" * 60)[2]


@pytest.mark.parametrize("is_over", [False, True])
def test_an_outbox_that_vanishes_in_the_night_is_told_beside_the_settings_until_it_is_back(
    issued, monkeypatch, is_over
):
    """A share that is gone: no folder can be made where it was."""
    issued.hand_in(A, [TARGET])
    root, outbox, gone = issued.workspace.root, issued.workspace.outbox, issued.workspace.root / "よそ"

    def vanish(views):
        outbox.rename(gone)
        outbox.write_bytes(b"")
        if not is_over:
            raise OSError(22, "The specified network name is no longer available", str(outbox), 64)
        return plan_documents(views)

    with monkeypatch.context() as patch:
        patch.setattr(night, "plan_documents", vanish)
        if is_over:
            report = issued.night()
            assert report.outcome is Outcome.PARTLY
            assert "outbox" in report.failures[-1].message
        else:
            fail(issued, issued.night, OSError)
    told = (root / PAGE).read_text(encoding="utf-8")
    assert ("できなかったものがあります" if is_over else "夜間処理は、できませんでした。") in told
    assert list((root / RECORD_FOLDER).iterdir())
    outbox.unlink()
    gone.rename(outbox)
    assert issued.night().failures == []
    assert not (root / PAGE).exists()


@pytest.mark.parametrize("lost", ["key", "ledger.sqlite"])
def test_a_night_without_its_ledger_or_key_says_so(issued, lost):
    issued.night()
    (issued.workspace.state / lost).unlink()
    fail(issued, issued.night, CannotRunError)
    assert "夜間処理は、できませんでした。" in page(issued)
    assert lost in page(issued)


@pytest.mark.parametrize("elsewhere", [False, True])
def test_a_config_that_cannot_be_read_is_told_where_people_look(issued, elsewhere):
    config = issued.workspace.root / "config.toml"
    text = config.read_text(encoding="utf-8")
    outbox = issued.workspace.root / ("結果" if elsewhere else "outbox")
    if elsewhere:
        issued.workspace.outbox.rename(outbox)
        text = text.replace('outbox = "outbox"', 'outbox = "結果"')
    config.write_text(text.replace('city = "見本市"', 'city = "見本市'), encoding="utf-8")
    from kusei_batch.config import read_workspace

    fail(issued, lambda: read_workspace(issued.workspace.root))
    told = (outbox / PAGE).read_text(encoding="utf-8")
    assert "config.toml（6行目）" in told
    assert "引用符" in told


def test_a_fault_of_the_program_is_told_and_its_story_kept(issued):
    def wreck():
        raise ZeroDivisionError("a bug of 090-1234-5678")

    fail(issued, wreck, ZeroDivisionError)
    assert "プログラムの不具合" in page(issued)
    (story,) = (issued.workspace.state / "log").iterdir()
    assert "ZeroDivisionError" in story.read_text(encoding="utf-8")
    assert "090-1234-5678" not in story.read_text(encoding="utf-8")


def test_a_night_that_finds_another_one_at_work_leaves_the_page_to_that_one(issued):
    issued.night()
    before = page(issued)
    with open_session(issued.workspace):
        fail(issued, issued.night, CannotRunError)
    assert page(issued) == before
    assert "別の処理が実行中です" in log(issued)


def test_a_rehearsal_tells_nobody(issued):
    with rehearse(issued.workspace) as scratch:
        issued.night(workspace=scratch)
    assert not (issued.workspace.outbox / PAGE).exists()


def test_the_book_has_a_row_for_each_department_with_days_and_how_often_it_was_sent_back(issued):
    issued.hand_in(A, [TARGET])
    for unit in ("件", "回"):
        issued.hand_in(B, [TARGET | {"目標": "", "単位": unit}])
        issued.night()
    issued.night()
    issued.night(TOO_LATE)
    book = openpyxl.load_workbook(issued.workspace.outbox / BOOK)
    assert book.sheetnames == ["提出状況", "すること", "変わったこと", "通知の文"]
    headings, *rows = book["提出状況"].iter_rows(min_row=5, values_only=True)
    lines = {row[2]: dict(zip(headings, row, strict=True)) for row in rows}
    assert len(lines) == 15
    assert (lines[A]["状態"], lines[A]["最初の受理日"], lines[A]["期限まで\n（日）"]) == (
        "受理",
        at_midnight(IN_TIME),
        None,
    )
    assert (lines[B]["状態"], lines[B]["差戻し\n（回）"], lines[B]["提出期限"]) == ("差戻し中", 2, at_midnight(DUE))
    assert (lines[C]["状態"], lines[C]["期限まで\n（日）"], lines[C]["前回からの変化"]) == (
        "期限超過",
        -6,
        "未提出 → 期限超過",
    )
    assert (lines[C]["連絡先"], lines[A]["差戻し\n（回）"]) == ("内線 2201", None)
    for sheet in book.worksheets:
        widths = [int(d.width) for d in sheet.column_dimensions.values() for _ in range(d.min, d.max + 1)]
        assert scale_on_page(widths, 1, lying=True) >= LEGIBLE
    assert "NOW()" in book["提出状況"]["A3"].value
    assert any(
        "提出期限：令和8年4月24日（金）" in (row[3] or "") for row in book["通知の文"].iter_rows(values_only=True)
    )


def test_a_book_somebody_holds_open_costs_itself_alone_and_the_page_says_so(issued):
    (issued.workspace.outbox / BOOK).mkdir()
    (issued.workspace.outbox / BOOK / "x").write_bytes(b"")
    report = issued.night()
    assert [BOOK in failure.message for failure in report.failures] == [True]
    assert BOOK in page(issued)
    assert "できなかったものがあります" in page(issued)


def at_midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time())


def test_a_page_somebody_holds_open_costs_the_page_alone(issued):
    (issued.workspace.outbox / PAGE).mkdir()
    (issued.workspace.outbox / PAGE / "x").write_bytes(b"")
    report = issued.night()
    assert [failure.exit_code for failure in report.failures] == [1]
    assert PAGE in report.failures[0].message


def test_an_answer_that_took_the_place_of_another_is_told_by_field_without_names(issued):
    issued.hand_in(A, [TARGET])
    issued.night()
    issued.hand_in(A, [TARGET | {"単位": "回"}], head={"記入者": "見本 花子"})
    issued.night(dt.date(2026, 4, 22))
    told = page(issued)
    assert "目標1「単位」 件 → 回" in told
    assert "「記入者」" in told
    assert "見本 花子" not in told
    assert "令和8年4月20日の提出「様式.xlsx」が、令和8年4月22日の提出「様式.xlsx」に替わりました。" in told
    assert "別のファイルに替わりました" in told
    assert "単位" in log(issued)


def test_a_night_of_an_earlier_day_and_one_after_a_cut_say_so(issued):
    issued.night(TOO_LATE)
    report = issued.night(IN_TIME)
    assert [problem.code for problem in report.faults] == ["as-of-before-last-run"]
    assert "前の夜間処理の基準日 令和8年4月30日 より前です" in page(issued)
    with open_session(issued.workspace) as ledger:
        ledger.start_run(IN_TIME, dt.datetime(2026, 4, 20, 2, 0).astimezone())
    report = issued.night(IN_TIME)
    assert [problem.code for problem in report.faults] == ["last-run-unfinished"]
    with open_session(issued.workspace) as ledger:
        last = ledger.last_runs(1)[0]
    everybody = len(issued.workspace.master.departments)
    assert (last.outcome, last.counts["state_missing"]) == (Outcome.DONE, everybody)


def test_a_round_that_was_not_issued_yet_is_one_line_and_no_table(issued):
    """A line for each department would say nothing."""
    config = issued.workspace.root / "config.toml"
    later = f'[[rounds]]\nname = "秋の回"\nform = "{ROUND}"\nopens = "10月1日"\ndue = "10月23日"\n\n'
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace("[[eras]]", f"{later}[[eras]]", 1), encoding="utf-8")
    issued.night()
    told = page(issued)
    assert "秋の回（あと186日）　まだ配っていません" in told
    assert ("秋の回の提出状況（" in told, f"{ROUND}の提出状況（" in told) == (False, True)
    issue_round(issued.workspace, order_round(issued.workspace, "秋の回", department=A), IN_TIME)
    issued.night()
    assert "秋の回の提出状況（" in page(issued)
    assert "まだ配っていません" not in page(issued)
