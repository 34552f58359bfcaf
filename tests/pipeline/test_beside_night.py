"""A night with what stands beside the cells: told to the coordinator, and to the department whose sheet goes back."""

from __future__ import annotations

import openpyxl

from kusei_batch.core.submission_decision import mark_of
from tests.pipeline.desk import HEAD, TARGET, codes, outputs, verdicts
from tests.xlsx.beside_book import text_box

ASIDE = "この行のほかに、待ち時間の目標があります。"


def test_an_accepted_sheet_with_a_text_box_is_accepted_with_a_warning(issued):
    path = issued.hand_in("1303", [TARGET])
    path.write_bytes(text_box(path.read_bytes(), issued.form.fields[-1].sheet, ASIDE))
    issued.settle(path)
    report = issued.night()
    assert verdicts(report) == {"様式.xlsx": "accepted_with_warnings"}
    assert codes(report.files[0]) == {"beside-entries"}


def test_a_sheet_sent_back_names_what_it_does_not_bring_along(issued):
    path = issued.hand_in("1303", [TARGET | {"目標": ""}], HEAD)
    book = openpyxl.load_workbook(path)
    book.create_sheet("別紙")["A1"] = "別紙の目標"
    book.save(path)
    path.write_bytes(text_box(path.read_bytes(), issued.form.fields[-1].sheet, ASIDE))
    issued.settle(path)
    report = issued.night()
    assert verdicts(report) == {"様式.xlsx": "sent_back"}
    (answer,) = outputs(report, "sent_back")
    sheet = openpyxl.load_workbook(answer)["確認事項"]
    lines = [row for row in sheet.iter_rows(min_row=9, values_only=True) if row[3] == "写していないもの"]
    ((_, kind, _, _, message, remedy, *_),) = lines
    assert kind == "要確認"
    assert "テキストボックス" in message
    assert "別紙" in message
    assert "様式.xlsx" in remedy
    assert mark_of(report.files[0].sha256) in remedy


def test_an_answer_that_leads_elsewhere_is_asked_about(issued):
    issued.hand_in("1303", [TARGET | {"具体的な取組内容": "別紙のとおり"}])
    (file,) = issued.night().files
    assert file.verdict.value == "accepted_with_warnings"
    (problem,) = [p for p in file.problems if p.code == "leads-elsewhere"]
    sheet, cell = issued.cell("具体的な取組内容")
    assert (problem.location.sheet, problem.location.cells) == (sheet, (cell,))


def test_an_individual_number_in_a_text_box_is_sent_back(issued):
    path = issued.hand_in("1303", [TARGET])
    path.write_bytes(text_box(path.read_bytes(), issued.form.fields[-1].sheet, "1234 5678 9018"))
    issued.settle(path)
    (file,) = issued.night().files
    assert file.verdict.value == "sent_back"
    assert "individual-number" in codes(file)
    assert "5678" not in "".join(p.message + p.remedy for p in file.problems)


def test_a_text_beyond_what_a_cell_holds_is_cut_and_told_with_the_way_to_the_rest(issued):
    text = "この行は長すぎます。" + "𠮷" * 20_000
    path = issued.hand_in("1303", [TARGET | {"目標": "", "具体的な取組内容": "長い"}], HEAD)
    book = openpyxl.load_workbook(path)
    sheet, cell = issued.cell("具体的な取組内容")
    # As another program writes it: openpyxl itself cuts what is assigned.
    book[sheet][cell]._value = text
    book.save(path)
    issued.settle(path)
    report = issued.night()
    assert verdicts(report) == {"様式.xlsx": "sent_back"}
    (answer,) = outputs(report, "sent_back")
    back = openpyxl.load_workbook(answer)
    carried = back[sheet][cell].value
    assert carried.endswith("…")
    assert text.startswith(carried[:-1])
    assert 32_000 < len(carried.encode("utf-16-le")) // 2 <= 32_767
    rows = back["確認事項"].iter_rows(min_row=9, values_only=True)
    ((message, remedy),) = [(row[4], row[5]) for row in rows if "初めの部分だけ" in str(row[4])]
    assert "具体的な取組内容" in message
    assert "様式.xlsx" in remedy
    assert mark_of(report.files[0].sha256) in remedy
