"""The coordinator with a real office program: opens 決定.xlsx, chooses words, sorts, saves; the next night follows."""

import openpyxl

from kusei_batch.config import read_workspace
from kusei_batch.core.clearance import SHEET as CLEARANCES
from kusei_batch.core.submission_decision import SHEET as CHOICES
from kusei_batch.core.submission_decision import Word
from tests.pipeline.desk import TARGET, Desk
from tests.pipeline.test_answers import counted

A, B = "1303", "1304"
NUMBER = "044-999-0101"


def column_of(path, sheet, heading):
    cells = openpyxl.load_workbook(path)[sheet][1]
    return next(cell.column_letter for cell in cells if cell.value == heading)


def rows(path, sheet):
    head, *body = openpyxl.load_workbook(path)[sheet].iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in body]


def test_a_word_typed_in_the_office_counts_the_next_night_and_everything_written_stays(office, tmp_path):
    desk = Desk(tmp_path / "作業フォルダ")
    for department in (A, B):
        desk.issue(department=department)
    for number, name in enumerate(("係一.xlsx", "係二.xlsx")):
        desk.hand_in(A, [TARGET | {"目標": f"待ち時間を{number + 3}分短くします。", "目標値": number + 3}], name=name)
    assert desk.night().failures == []
    path = desk.workspace.decisions_path
    decision, remark = column_of(path, CHOICES, "判断"), column_of(path, CHOICES, "備考")
    first = next(
        n for n, row in enumerate(rows(path, CHOICES), start=2) if str(row["ファイル名"]).endswith("係一.xlsx")
    )
    with office.open(path) as document:
        refused = document.type(CHOICES, f"A{first}", "書き換え")
        assert not refused.accepted
        assert not document.type(CHOICES, f"{decision}{first}", "これ").accepted
        document.fill(CHOICES, {f"{decision}{first}": str(Word.CHOSEN), f"{remark}{first}": "係長に確認済み"})
        # There is something to add, and it is open: the night leaves it alone, and says so.
        desk.hand_in(B, [TARGET | {"具体的な取組内容": f"苦情の方（{NUMBER}）に月1回連絡します。"}])
        (failure,) = desk.night().failures
        assert "開かれている" in failure.message
        document.sort(CHOICES, f"A2:{remark}3", 6)
        document.save()
    assert desk.night().failures == []
    with office.open(path) as document:
        document.fill(CLEARANCES, {f"{column_of(path, CLEARANCES, '判断')}2": "公表可"})
        document.save()
    report = desk.night()
    assert [(p.code, p.location) for p in read_workspace(desk.workspace.root).faults] == []
    assert (report.failures, report.decisions) == ([], [])
    assert sorted(counted(desk)) == ["2", "3"]
    after = rows(path, CHOICES)
    assert [(row["判断"], row["備考"]) for row in after if str(row["ファイル名"]).endswith("係一.xlsx")] == [
        (str(Word.CHOSEN), "係長に確認済み")
    ]
    assert [row["判断"] for row in rows(path, CLEARANCES)] == ["公表可"]
    (csv,) = desk.workspace.outbox.rglob("*_データ.csv")
    assert NUMBER in csv.read_text(encoding="utf-8-sig")
