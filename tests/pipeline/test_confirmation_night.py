"""The head of a 部 confirms what was accepted from its departments: issued, filled in, taken in, and never stale."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from stdnum.jp import in_

from kusei_batch.cli.coverage_screen import tell_open
from kusei_batch.config import read_workspace
from kusei_batch.core import confirmation
from kusei_batch.core.addressees import find_addressees
from kusei_batch.core.confirmation import Confirmation
from kusei_batch.core.record import Coverage
from kusei_batch.core.submission import State
from kusei_batch.ledger import read_ledger
from kusei_batch.pipeline.questions import read_problems, read_status
from kusei_batch.pipeline.status import confirmations
from kusei_batch.pipeline.status.confirmations import confirm
from kusei_batch.pipeline.status.letters_due import find_letters
from kusei_batch.pipeline.workspace.verifying import verify_workspace
from tests.pipeline.desk import IN_TIME, TARGET, Desk, begin_kept, codes, state, verdicts

ROOT = Path(__file__).parents[2]
SHEET, FORM, LETTER = "部長確認", "部長確認.xlsx", "部長確認依頼"
NEXT, LATER = IN_TIME + dt.timedelta(1), IN_TIME + dt.timedelta(2)
SECOND = {**TARGET, "目標": "窓口の待ち時間を番号札の時刻で毎日測り、平均を20分以内にします。"}
MEMBERS = ("1303", "1304")
YES, NO = "確認する", "差戻しを希望"


class Confirming(Desk):
    """A desk whose round is confirmed, and the desk of the head of the 部."""

    def __init__(self, folder: Path, *, asked: bool = True) -> None:
        super().__init__(folder)
        root = self.workspace.root
        shutil.copy(ROOT / "templates_xlsx" / FORM, root / "templates_xlsx")
        for ending in (".docx", ".txt"):
            shutil.copy(ROOT / "templates_docx" / f"{LETTER}{ending}", root / "templates_docx")
        if asked:
            config = root / "config.toml"
            text = re.sub(r"(?m)^(due = .*)$", r'\1\nconfirmation = "部長確認"', config.read_text("utf-8"), count=1)
            config.write_text(text, "utf-8")
        self.workspace = read_workspace(root)
        assert self.workspace.faults == ()

    def bundles(self, name: str = "区民サービス部") -> list[Path]:
        """The sheets that are out for the head of a 部."""
        return sorted(self.workspace.outbox.rglob(f"01_配布/*/*（部長確認）_B*_{name}*.xlsx"))

    def confirm(self, answers, *, name="確認.xlsx", division="区民サービス部", source=None, **head: Any) -> Path:
        """Fill a head's newest sheet in and drop it in the folder of the 部; `answers` go by department."""
        book = openpyxl.load_workbook(source or self.bundles()[-1])
        sheet = book[SHEET]
        typed: dict[str, Any] = {"K4": "区民サービス部長", "K5": NEXT, **head}
        for cell, value in typed.items():
            sheet[cell] = value
        for row in range(8, sheet.max_row + 1):
            if sheet[f"D{row}"].value in answers:
                answer = answers[sheet[f"D{row}"].value]
                sheet[f"J{row}"], sheet[f"K{row}"] = answer if isinstance(answer, tuple) else (answer, None)
        path = self.workspace.inbox / "見本区" / division / name
        path.parent.mkdir(parents=True, exist_ok=True)
        book.save(path)
        return self.settle(path)


@pytest.fixture
def desk(tmp_path) -> Confirming:
    return begin_kept(tmp_path / "作業", _begin_issued)


def _begin_issued(folder: Path) -> Confirming:
    made = Confirming(folder)
    made.issue()
    return made


@pytest.fixture
def waiting(tmp_path) -> Confirming:
    """Two departments of the 部 are accepted, and one that belongs to none."""
    return begin_kept(tmp_path / "作業", _begin_waiting)


def _begin_waiting(folder: Path) -> Confirming:
    desk = begin_kept(folder, _begin_issued)
    desk.hand_in("1303", [TARGET])
    desk.hand_in("1304", [TARGET, SECOND])
    desk.hand_in("1101", [TARGET])
    desk.night()
    return desk


def states(report) -> list[str]:
    return [state(report, code) for code in ("1303", "1304")]


def test_what_is_accepted_waits_for_the_head_of_its_division_who_gets_one_sheet(waiting):
    (path,) = waiting.bundles()
    book = openpyxl.load_workbook(path)
    shown = [[book[SHEET][f"{column}{row}"].value for column in "DEF"] for row in (8, 9)]
    assert shown == [["区民課", "受理", "目標 1件"], ["保険年金課", "受理", "目標 2件"]]
    contents = "\n".join(str(book["記入内容"][f"F{row}"].value) for row in range(4, 10))
    assert all(row["目標"] in contents for row in (TARGET, SECOND))
    assert {book[name].page_setup.orientation for name in (SHEET, "記入内容")} == {"landscape"}
    report = waiting.night(NEXT)
    assert states(report) == ["unconfirmed", "unconfirmed"]
    assert state(report, "1101") == "accepted"  # it belongs to no 部
    assert waiting.bundles() == [path]


def test_a_round_that_asks_nobody_stays_as_it_was(tmp_path):
    desk = Confirming(tmp_path / "作業", asked=False)
    desk.issue()
    desk.hand_in("1303", [TARGET])
    assert state(desk.night(), "1303") == "accepted"
    assert not list(desk.workspace.outbox.rglob("*部長確認*"))


def test_the_screens_page_workbook_and_paper_tell_who_is_waited_for(waiting, capsys):
    waiting.night(NEXT)
    status = read_status(waiting.workspace, NEXT)
    tell_open(status.rounds, NEXT)
    assert "部長確認待ち　見本区 区民サービス部: 区民課（内線 2303）、保険年金課" in capsys.readouterr().out
    assert "部長確認待ち 2" in (waiting.workspace.outbox / "状況.html").read_text("utf-8")
    (summary,) = waiting.workspace.outbox.rglob("03_集計/*_集計.xlsx")
    cells = [c.value for row in openpyxl.load_workbook(summary)["提出状況"].iter_rows() for c in row]
    assert cells.count("部長確認待ち") >= 2
    assert "受理しましたが、部長がまだ確認していません。" in cells
    papers = list(waiting.workspace.outbox.rglob("04_会議資料/*.docx"))
    assert len(papers) == 2
    for paper in papers:
        told = [
            p.text
            for p in docx.Document(str(paper)).paragraphs
            if "（うち部長確認待ち2部署）" in p.text.replace(" ", "")
        ]
        assert len(told) == 2, paper


def test_the_head_is_written_to_until_the_sheet_is_back(waiting):
    status = read_status(waiting.workspace, IN_TIME)
    (letter,) = [found for found in find_letters(waiting.workspace, status) if found.kind.value == "confirmation"]
    assert ([c.department.head_title for c in letter.coverage], letter.is_open) == (["区民サービス部長"], True)
    (text,) = waiting.workspace.outbox.rglob(f"06_通知/*/{LETTER}/*.txt")
    assert "区民サービス部長　様" in text.read_text("utf-8-sig")
    waiting.confirm({"区民課": YES, "保険年金課": YES})
    waiting.night(NEXT)
    assert not list(waiting.workspace.outbox.rglob(f"06_通知/見本区/{LETTER}/*.txt"))


def test_citizens_read_what_is_confirmed_and_of_the_others_that_they_prepare(waiting):
    (page,) = waiting.workspace.outbox.rglob("05_公表/見本区/公開用/目標/index.html")
    assert page.read_text("utf-8").count("区民課") == 1  # named as one that prepares
    assert SECOND["目標"] not in page.read_text("utf-8")
    waiting.confirm({"保険年金課": YES})
    waiting.night(NEXT)
    (page,) = waiting.workspace.outbox.rglob("05_公表/見本区/公開用/目標/index.html")
    assert SECOND["目標"] in page.read_text("utf-8")


def test_each_department_is_confirmed_by_itself(waiting):
    opinion = "目標値の根拠を書いてください。問合せは 044-999-0101 へ。"
    waiting.confirm({"区民課": YES, "保険年金課": (NO, opinion)})
    report = waiting.night(NEXT)
    verdict, counts = verdicts(report)["確認.xlsx"], ["accepted", "unconfirmed"]
    assert (verdict, states(report)) == ("accepted_with_warnings", counts)
    covered = next(c for c in report.coverage if c.department.code == "1304")
    assert covered.confirmation
    assert [notice.code for notice in covered.notices if "confirmation" in notice.code] == ["confirmation-declined"]
    assert (covered.confirmation.answer, covered.confirmation.day) == (NO, NEXT)
    (told,) = [
        problem
        for found in read_problems(waiting.workspace, "1304")
        for problem in found.problems
        if "部長" in problem.message
    ]
    assert "意見：目標値の根拠を書いてください。" in told.message
    assert "0101" not in told.message
    page = (waiting.workspace.outbox / "状況.html").read_text("utf-8")
    (summary,) = waiting.workspace.outbox.rglob("目標設定/03_集計/*_集計.xlsx")
    shown = [str(c.value) for sheet in openpyxl.load_workbook(summary) for row in sheet.iter_rows() for c in row]
    assert any("目標値の根拠を書いてください。" in text for text in shown)
    assert "0101" not in "\n".join((page, *shown))
    assert len(waiting.bundles()) == 1  # he has said all he was asked


def test_who_types_where_the_sheet_was_put_changes_no_document(waiting):
    (path,) = waiting.bundles()
    shutil.copy(waiting.confirm({"区民課": YES}), path)
    waiting.night(NEXT)
    assert [p.code for p in verify_workspace(waiting.workspace)] == []


def test_what_is_left_blank_waits_and_may_be_said_later(waiting):
    waiting.confirm({"区民課": YES})
    assert states(waiting.night(NEXT)) == ["accepted", "unconfirmed"]
    (text,) = waiting.workspace.outbox.rglob(f"06_通知/見本区/{LETTER}/*.txt")
    assert "今の状態：部長確認待ち" in text.read_text("utf-8-sig")
    waiting.confirm({"区民課": YES, "保険年金課": YES}, name="確認2.xlsx")
    assert states(waiting.night(LATER)) == ["accepted", "accepted"]


def test_a_correction_after_the_confirmation_waits_anew_and_brings_a_new_sheet(waiting):
    first = waiting.bundles()[0].read_bytes()
    waiting.confirm({"区民課": YES, "保険年金課": YES})
    waiting.night(NEXT)
    waiting.hand_in("1303", [TARGET, SECOND], name="直し.xlsx", source=waiting.blank("1303"))
    report = waiting.night(LATER)
    assert states(report) == ["unconfirmed", "accepted"]
    (newest,) = waiting.bundles()
    sheet = openpyxl.load_workbook(newest)[SHEET]
    assert [sheet["J8"].value, sheet["J9"].value] == [None, YES]  # what he has said stands there
    (kept,) = waiting.workspace.outbox.rglob("01_配布の旧版/*/*（部長確認）*.xlsx")
    assert kept.read_bytes() == first
    # The old sheet once more says nothing of what came since.
    waiting.confirm({"区民課": YES, "保険年金課": YES}, name="古い用紙.xlsx", source=kept, K4="代理")
    report = waiting.night(LATER)
    assert (verdicts(report)["古い用紙.xlsx"], states(report)) == ("accepted", ["unconfirmed", "accepted"])
    waiting.confirm({"区民課": YES}, name="新しい用紙.xlsx")
    assert states(waiting.night(LATER)) == ["accepted", "accepted"]


def test_a_content_whose_number_has_the_digits_of_an_individual_number_is_confirmed(desk, monkeypatch):
    """The IDs on the sheet are the program's own: B1303-1303.6201 has twelve digits in fours with a right check digit."""
    ends = {code: next(f"{n:04d}" for n in range(10000) if in_.is_valid(f"1303{code}{n:04d}")) for code in MEMBERS}
    monkeypatch.setattr(confirmation, "content_id", lambda code, _: f"{code}.{ends[code]}abcdefab")
    monkeypatch.setattr(confirmations, "content_id", confirmation.content_id)
    for code in MEMBERS:
        desk.hand_in(code, [TARGET])
    desk.night()
    (path,) = desk.bundles()
    assert f"B1303-1303.{ends['1303']}" in openpyxl.load_workbook(path)["記入内容"]["C4"].value
    desk.confirm({"区民課": YES, "保険年金課": YES})
    report = desk.night(NEXT)
    assert (verdicts(report)["確認.xlsx"], states(report)) == ("accepted", ["accepted", "accepted"])


def test_an_individual_number_beside_the_contents_is_found_all_the_same(waiting):
    path = waiting.confirm({"区民課": YES, "保険年金課": YES})
    book = openpyxl.load_workbook(path)
    book["記入内容"]["H4"] = "1234-5678-9018"
    book.save(path)
    report = waiting.night(NEXT)
    (result,) = [f for f in report.files if f.path.endswith("確認.xlsx")]
    assert (result.verdict.value, "individual-number" in codes(result)) == ("sent_back", True)


def test_a_bad_sheet_comes_back_with_what_is_wrong_and_confirms_nothing(waiting):
    waiting.confirm({"区民課": YES, "保険年金課": NO}, K4=None, K5="先週の月曜")
    report = waiting.night(NEXT)
    (result,) = [f for f in report.files if f.path.endswith("確認.xlsx")]
    assert (result.verdict.value, states(report)) == ("sent_back", ["unconfirmed", "unconfirmed"])
    told = {problem.location.cells[0]: problem.message for problem in result.problems if problem.location.cells}
    assert {"K4", "K5", "K9"} <= set(told)
    (back,) = waiting.workspace.outbox.rglob("*（部長確認）/02_差戻し/*/*_差戻し.xlsx")
    sheet = openpyxl.load_workbook(back)[SHEET]
    assert (sheet["J8"].value, sheet["K5"].value) == (YES, "先週の月曜")
    for word in (None, "区民サービス部", result.sheet_id):
        assert [f.about.sheet_id for f in read_problems(waiting.workspace, word) if f.about.sheet_id == result.sheet_id]
    (text,) = waiting.workspace.outbox.rglob(f"06_通知/*/{LETTER}/*.txt")
    assert "差戻し中" in text.read_text("utf-8-sig")


@pytest.mark.parametrize("division", ["まちづくり推進部", "区民課"])
def test_a_sheet_in_the_folder_of_another_is_put_aside(waiting, division):
    waiting.confirm({"区民課": YES}, division=division)
    report = waiting.night(NEXT)
    (result,) = [f for f in report.files if f.path.endswith("確認.xlsx")]
    assert (result.verdict.value, codes(result)) == ("quarantined", {"wrong-department"})
    assert "区民サービス部" in result.problems[0].message
    assert states(report) == ["unconfirmed", "unconfirmed"]


def test_nobody_confirms_what_was_not_accepted(desk):
    desk.hand_in("1303", [TARGET])
    desk.night()
    desk.confirm({"区民課": YES, "保険年金課": YES})
    (result,) = [f for f in desk.night(NEXT).files if f.path.endswith("確認.xlsx")]
    (problem,) = [p for p in result.problems if p.severity == "error"]
    assert problem.message.endswith("保険年金課は、まだ受理していない（未提出）ので、確認できません。")


def test_a_form_that_was_spoilt_costs_its_own_sheets_alone(desk):
    path = desk.workspace.root / "templates_xlsx" / FORM
    book = openpyxl.load_workbook(path)
    book["_選択肢"]["B2"] = "了承する"
    book.save(path)
    desk.hand_in("1303", [TARGET])
    report = desk.night()
    (failure,) = report.failures
    assert [p.code for p in failure.problems] == ["confirmation-form-lacks"]
    assert (state(report, "1303"), desk.bundles()) == ("unconfirmed", [])


def heads(desk) -> dict[str, str]:
    """部名 -> the code of its head, by the master and the sheets that are out."""
    with read_ledger(desk.workspace.state) as ledger:
        found = find_addressees(desk.workspace.master, ledger.issued().values())
    return {head.name: head.code for head in found.heads}


def rename_division(desk, divisions: dict[str, str]) -> None:
    """Write other 部名 for departments into the master."""
    path = desk.workspace.master_path
    book = openpyxl.load_workbook(path)
    sheet = book["部署"]
    headings = {cell.value: cell.column for row in sheet.iter_rows(max_row=5) for cell in row if cell.value}
    for row in range(2, sheet.max_row + 1):
        code = str(sheet.cell(row, headings["部署コード"]).value)
        if code in divisions:
            sheet.cell(row, headings["部名"]).value = divisions[code]
    book.save(path)


def test_the_heads_are_one_for_each_division_of_each_ward(desk):
    found = find_addressees(desk.workspace.master, ()).heads
    assert [(head.code, head.name, head.head_title) for head in found][1] == (
        "B1303",
        "区民サービス部",
        "区民サービス部長",
    )
    assert not any(head.division for head in found)
    assert State.UNCONFIRMED.label == "部長確認待ち"


def test_the_head_of_a_division_that_splits_keeps_the_sheet_under_its_own_name(waiting):
    waiting.confirm({"区民課": YES})
    waiting.night(NEXT)
    rename_division(waiting, {"1303": "窓口部"})
    report = waiting.night(LATER)
    assert (states(report), report.failures) == (["accepted", "unconfirmed"], [])
    assert heads(waiting)["区民サービス部"] == "B1303"
    assert heads(waiting)["窓口部"] == "BB1303"
    (text,) = waiting.workspace.outbox.rglob(f"06_通知/見本区/{LETTER}/*.txt")
    assert "区民サービス部長　様" in text.read_text("utf-8-sig")
    (own,) = waiting.bundles()
    assert own.stem in text.read_text("utf-8-sig")
    waiting.confirm({"区民課": YES, "保険年金課": YES}, name="残った部.xlsx", source=own)
    assert states(waiting.night(LATER)) == ["accepted", "accepted"]


def test_a_sheet_that_is_out_stays_the_heads_when_another_department_joins(waiting):
    rename_division(waiting, {"1101": "区民サービス部"})
    (own,) = waiting.bundles()
    waiting.confirm({"区民課": YES, "保険年金課": YES}, source=own)
    report = waiting.night(NEXT)
    assert (verdicts(report)["確認.xlsx"], states(report)) == ("accepted", ["accepted", "accepted"])
    assert state(report, "1101") == "unconfirmed"
    (newest,) = waiting.bundles()  # the next one, which shows 1101 too, took the place of the first
    assert newest.name.endswith("_B1303_区民サービス部_2.xlsx")


def test_the_head_of_a_division_that_was_renamed_whole_goes_on_with_his_number(waiting):
    (own,) = waiting.bundles()
    typed = waiting.confirm({"区民課": YES}).read_bytes()
    (waiting.workspace.inbox / "見本区" / "区民サービス部" / "確認.xlsx").unlink()
    rename_division(waiting, {"1303": "窓口部", "1304": "窓口部"})
    report = waiting.night(NEXT)
    assert (report.failures, waiting.bundles()) == ([], [])
    (newest,) = waiting.bundles("窓口部")
    assert newest.name.endswith("_B1303_窓口部_2.xlsx")
    assert heads(waiting)["窓口部"] == "B1303"
    (kept,) = waiting.workspace.outbox.rglob("01_配布の旧版/*/*_B1303_*.xlsx")
    assert kept.name.startswith(own.stem)
    logs = "".join(path.read_text("utf-8") for path in (waiting.workspace.outbox / "記録").glob("*.log"))
    assert "部の名前が変わったので、新しい名前の用紙を作りました" in logs
    # The sheet that was out counts when it comes back, into the old folder or the new one, and what it says is shown.
    for folder, name in (("区民サービス部", "遅れて.xlsx"), ("窓口部", "遅れて（写し）.xlsx")):
        back = waiting.workspace.inbox / "見本区" / folder / name
        back.parent.mkdir(parents=True, exist_ok=True)
        back.write_bytes(typed)
        waiting.settle(back)
    report = waiting.night(LATER)
    assert {verdicts(report)[name] for name in ("遅れて.xlsx", "遅れて（写し）.xlsx")} <= {"accepted", "unchanged"}
    assert states(report) == ["accepted", "unconfirmed"]
    assert len(waiting.bundles("窓口部")) == 1
    waiting.confirm({"保険年金課": YES}, name="残り.xlsx", division="窓口部", source=waiting.bundles("窓口部")[0])
    assert states(waiting.night(LATER)) == ["accepted", "accepted"]


def test_a_division_that_only_part_of_another_went_to_gets_a_number_of_its_own(waiting):
    rename_division(waiting, {"1303": "窓口部", "1304": "年金部"})
    report = waiting.night(NEXT)
    assert (states(report), report.failures) == (["unconfirmed", "unconfirmed"], [])
    assert {heads(waiting)[name] for name in ("窓口部", "年金部")} & {"B1303"} == set()
    (kept,) = waiting.workspace.outbox.rglob("01_配布の旧版/*/*_B1303_*.xlsx")
    assert kept.is_file()


def test_a_sheet_of_a_division_that_was_split_up_is_put_away_and_counts_when_it_comes_back(waiting):
    (own,) = waiting.bundles()
    typed = waiting.confirm({"区民課": YES, "保険年金課": YES}).read_bytes()
    (waiting.workspace.inbox / "見本区" / "区民サービス部" / "確認.xlsx").unlink()
    rename_division(waiting, {"1303": "窓口部", "1304": "年金部"})
    waiting.night(NEXT)
    assert waiting.bundles() == []
    assert len(waiting.bundles("窓口部")) == 1
    (kept,) = waiting.workspace.outbox.rglob("01_配布の旧版/*/*_B1303_*.xlsx")
    assert kept.name.startswith(own.stem)
    back = waiting.workspace.inbox / "見本区" / "区民サービス部" / "遅れて.xlsx"
    back.write_bytes(typed)
    waiting.settle(back)
    report = waiting.night(LATER)
    assert (verdicts(report)["遅れて.xlsx"], states(report)) == ("accepted", ["accepted", "accepted"])


def test_nothing_to_report_is_confirmed_as_well(desk):
    department = next(d for d in desk.workspace.master.departments if d.code == "1303")
    covered = Coverage(department, "目標設定", State.NONE_TO_REPORT, "R08-1303-1-25", "a" * 64, is_nothing=True)
    assert [c.state for c in confirm([covered], {})] == [State.UNCONFIRMED]
    said = {f"1303.{'a' * 12}": Confirmation(YES)}
    assert [c.state for c in confirm([covered], said)] == [State.NONE_TO_REPORT]
