"""個人情報らしきもの in a text: warned of, shown nowhere until the coordinator has decided, and never repeated."""

from __future__ import annotations

import datetime as dt
import json

import click.testing
import openpyxl
import pytest

from kusei_batch.cli.commands import cli
from kusei_batch.config import read_workspace
from kusei_batch.core.clearance import HEADINGS, SHEET
from kusei_batch.core.decision_book import REMARK
from kusei_batch.core.record import HIDDEN, WITHHELD
from kusei_batch.disk import cannot_write
from kusei_batch.pipeline.outputs import deciding
from kusei_batch.pipeline.questions import read_problems
from kusei_batch.pipeline.rehearsal import rehearse
from kusei_batch.validate.personal import MASK
from tests.pipeline.desk import IN_TIME, ROUND, TARGET, Desk, codes
from tests.pipeline.test_privacy_night import the_result, written

A, B = "1303", "1304"
NUMBER = "044-999-0101"
TEXT = f"苦情の方（{NUMBER}）に月1回、改善の結果を連絡します。"
GIVEN = TARGET | {"具体的な取組内容": TEXT}


def leaks(desk, words=(NUMBER, "苦情の方")) -> list[str]:
    """What the night wrote that holds the text; the ledger's records are the one place that must."""
    return [name for name, text in written(desk).items() if name != "receipts" and any(word in text for word in words)]


def listed(desk) -> list[dict[str, object]]:
    """The rows of the sheet by heading; none where the workbook was never written."""
    if not desk.workspace.decisions_path.exists():
        return []
    rows = list(openpyxl.load_workbook(desk.workspace.decisions_path)[SHEET].iter_rows(values_only=True))
    assert rows[0] == (*HEADINGS, REMARK)
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def decide(desk, *words: str | None) -> None:
    """The coordinator writes in 判断, row by row, and saves."""
    book = openpyxl.load_workbook(desk.workspace.decisions_path)
    for number, word in enumerate(words, start=2):
        book[SHEET].cell(number, len(HEADINGS)).value = word
    book.save(desk.workspace.decisions_path)
    desk.workspace = read_workspace(desk.workspace.root)


def run(desk, *words: str) -> str:
    place = str(desk.workspace.root)
    result = click.testing.CliRunner().invoke(cli, ["-w", place, *words])
    return result.stdout if "--json" in words else result.output


def shown(desk) -> list[str]:
    """The texts of the field in `kusei records`."""
    told = json.loads(run(desk, "--json", "records", ROUND))
    return [record["fields"]["具体的な取組内容"] for record in told["records"]]


def test_it_is_a_warning_and_the_text_is_shown_nowhere(issued):
    issued.hand_in(A, [GIVEN])
    _, result = the_result(issued)
    assert result.verdict.value == "accepted_with_warnings"
    assert "personal-data" in codes(result)
    assert leaks(issued) == []
    (csv,) = issued.workspace.outbox.rglob("*_データ.csv")
    assert WITHHELD in csv.read_text(encoding="utf-8-sig")
    assert shown(issued) == [WITHHELD]
    everything = written(issued)
    for ending in ("_集計.xlsx:", ".docx:"):
        assert any(ending in name and WITHHELD in text for name, text in everything.items())
    pages = [
        path.read_text(encoding="utf-8") for path in issued.workspace.outbox.rglob("*.html") if path.name != "状況.html"
    ]
    assert pages
    assert all(WITHHELD in page for page in pages)


def test_the_text_is_written_neither_in_problems_nor_in_the_register(issued):
    issued.hand_in(A, [GIVEN])
    issued.night()
    assert NUMBER not in run(issued, "problems") + run(issued, "records", ROUND) + run(issued, "--json", "status")
    assert NUMBER not in written(issued)["register"]


def test_a_row_is_prepared_that_says_where_and_never_what_and_the_master_is_left_alone(issued):
    before = issued.workspace.master_path.read_bytes()
    issued.hand_in(A, [TARGET, GIVEN])
    issued.night()
    (row,) = listed(issued)
    sheet, cell = issued.cell("具体的な取組内容", 2)
    assert (row["部署コード"], row["項目"], row["場所"]) == (A, "具体的な取組内容", f"{sheet}!{cell}")
    assert (row["種類"], row["受付日"], row["判断"]) == (
        "電話番号",
        issued.workspace.calendar.date_label(IN_TIME),
        None,
    )
    assert len(row["指紋"]) == 16
    assert str(row["行ID"]).endswith("-目標2")
    assert issued.workspace.master_path.read_bytes() == before


def test_the_next_night_adds_nothing_to_what_is_listed(issued):
    issued.hand_in(A, [GIVEN])
    issued.night()
    issued.workspace = read_workspace(issued.workspace.root)
    before = issued.workspace.decisions_path.read_bytes()
    issued.night()
    assert issued.workspace.decisions_path.read_bytes() == before


def test_what_is_cleared_is_shown_from_the_next_night_on(issued):
    issued.hand_in(A, [GIVEN])
    issued.night()
    decide(issued, "公表可")
    report = issued.night()
    assert shown(issued) == [TEXT]
    assert any("_集計.xlsx:" in name for name in leaks(issued))
    assert report.decisions == []
    assert len(listed(issued)) == 1


def test_what_is_hidden_for_good_waits_no_longer_and_is_never_shown(issued):
    issued.hand_in(A, [GIVEN])
    issued.night()
    decide(issued, "伏せる")
    report = issued.night()
    assert shown(issued) == [HIDDEN]
    assert leaks(issued) == []
    assert report.decisions == []


@pytest.mark.parametrize("words", [("伏せる", "公表可"), ("公表可", "伏せる"), (None, "伏せる")])
def test_of_two_judgments_on_one_text_the_stricter_holds(issued, words):
    issued.hand_in(A, [GIVEN])
    issued.night()
    book = openpyxl.load_workbook(issued.workspace.decisions_path)
    book[SHEET].append([cell.value for cell in book[SHEET][2]])
    book.save(issued.workspace.decisions_path)
    decide(issued, *words)
    issued.night()
    assert shown(issued) == [HIDDEN]
    assert leaks(issued) == []


def asked(issued):
    """The places whose text is asked about, file by file."""
    workspace = read_workspace(issued.workspace.root)
    return {
        (file.about.path.rpartition("/")[2], cell)
        for word in (None, A)
        for file in read_problems(workspace, word)
        for problem in file.problems
        if problem.code == "personal-data"
        for cell in problem.location.cells
    }


@pytest.mark.parametrize("word", ["公表可", "伏せる"])
def test_what_is_decided_is_asked_about_no_more(issued, word):
    issued.hand_in(A, [GIVEN])
    issued.night()
    assert len(asked(issued)) == 1
    decide(issued, word)
    assert asked(issued) == set()
    issued.hand_in(A, [GIVEN | {"具体的な取組内容": TEXT.replace("月1回", "月２回")}], name="直し.xlsx")
    issued.night()
    assert {name for name, _ in asked(issued)} == {"直し.xlsx"}
    assert len(asked(issued)) == 1


def told_of(desk) -> dict[str, bool]:
    """Which documents of the last night hold the question, by their kinds."""
    told = {"集計": False, "受付票": False}
    for name, text in written(desk).items():
        for kind in told:
            told[kind] |= kind in name.partition(":")[0] and "電話番号らしきもの" in text
    return told


@pytest.mark.parametrize("word", ["公表可", "伏せる"])
def test_what_is_decided_is_no_longer_asked_in_any_document(issued, word):
    issued.hand_in(A, [GIVEN])
    issued.night()
    assert told_of(issued) == {"集計": True, "受付票": True}
    # A department is asked for what it can do: to decide is the office's.
    receipts = [path.read_bytes().decode("utf-8-sig") for path in issued.workspace.outbox.rglob("02_受付票/*/*.txt")]
    assert any("事務局が確かめるまで、この欄の文は資料に載りません" in text for text in receipts)
    assert not any("決定.xlsx" in text for text in receipts)
    decide(issued, word)
    report = issued.night()
    assert told_of(issued) == {"集計": False, "受付票": False}
    assert [c.warnings for c in report.coverage if c.department.code == A] == [0]


def test_of_two_texts_the_one_that_waits_is_asked_about_alone(issued):
    other = GIVEN | {"具体的な取組内容": TEXT.replace("月1回", "月２回")}
    issued.hand_in(A, [GIVEN, TARGET, other])
    issued.night()
    cells = [issued.cell("具体的な取組内容", number)[1] for number in (1, 3)]
    assert {cell for _, cell in asked(issued)} == set(cells)
    decide(issued, "公表可", None)
    assert {cell for _, cell in asked(issued)} == {cells[1]}
    (problem,) = [p for f in read_problems(issued.workspace, A) for p in f.problems if p.code == "personal-data"]
    assert problem.message == "目標3の具体的な取組内容に、電話番号らしきものがあります。"
    issued.night()
    summary = [text for name, text in written(issued).items() if "_集計.xlsx:" in name]
    assert any("目標3の具体的な取組内容に" in text for text in summary)
    assert not any("目標1・3の具体的な取組内容に" in text for text in summary)


def test_a_clearance_is_for_that_very_text(issued):
    issued.hand_in(A, [GIVEN])
    issued.night()
    decide(issued, "公表可")
    changed = TEXT.replace("月1回", "月２回")
    issued.hand_in(A, [GIVEN | {"具体的な取組内容": changed}], name="直し.xlsx")
    issued.night()
    assert shown(issued) == [WITHHELD]
    assert [row["判断"] for row in listed(issued)] == ["公表可", None]
    assert len({row["指紋"] for row in listed(issued)}) == 2


def test_a_cleared_text_stays_cleared_when_its_row_moves(issued):
    issued.hand_in(A, [GIVEN])
    issued.night()
    decide(issued, "公表可")
    issued.hand_in(A, [TARGET, GIVEN], name="直し.xlsx")
    issued.night()
    assert TEXT in shown(issued)


def test_another_department_s_same_text_is_decided_on_its_own(issued):
    issued.hand_in(A, [GIVEN])
    issued.night()
    decide(issued, "公表可")
    issued.hand_in(B, [GIVEN])
    issued.night()
    assert sorted(shown(issued)) == sorted([TEXT, WITHHELD])


def test_the_paper_that_is_sent_back_keeps_its_words(issued):
    issued.hand_in(A, [GIVEN | {"目標": None}])
    issued.night()
    (answer,) = issued.workspace.outbox.rglob("*_差戻し.xlsx")
    sheet, cell = issued.cell("具体的な取組内容")
    book = openpyxl.load_workbook(answer)
    assert book[sheet][cell].value == TEXT
    assert NUMBER not in "".join(str(c.value) for row in book["確認事項"].iter_rows() for c in row)
    assert listed(issued) == []


def test_other_findings_that_quote_it_are_masked(issued):
    issued.hand_in(
        A, [TARGET | {"目標値": f"{NUMBER}の方の件数", "期限": f"来月に{NUMBER}へ", "場面": f"電話{NUMBER}"}]
    )
    report, result = the_result(issued)
    quoting = [p for p in result.problems if MASK in p.message]
    assert len(quoting) >= 2
    assert NUMBER not in repr(report.files) + run(issued, "problems") + run(issued, "--json", "problems")
    assert [name for name in leaks(issued, (NUMBER,)) if "_差戻し.xlsx" not in name] == []


def test_screens_and_summary_tell_how_many_wait_and_where_to_decide(issued):
    issued.hand_in(A, [GIVEN])
    sentence = (
        f"1件、判断を待っています。決定.xlsx のシート「{SHEET}」の「判断」に、「公表可」か「伏せる」と書いてください。"
    )
    assert sentence in run(issued, "nightly", "--as-of", IN_TIME.isoformat())
    assert sentence in run(issued, "status", "--as-of", IN_TIME.isoformat())
    told = json.loads(run(issued, "--json", "status", "--as-of", IN_TIME.isoformat()))
    assert told["decisions"] == [{"sheet": SHEET, "column": "判断", "waiting": 1}]
    (summary,) = issued.workspace.outbox.rglob("*_集計.xlsx")
    notes = [str(row[0].value) for row in openpyxl.load_workbook(summary)["確認事項"].iter_rows()]
    assert any(sentence in note for note in notes)


def test_nothing_waits_where_nothing_is_withheld(issued):
    issued.hand_in(A, [TARGET])
    assert "decisions" not in json.loads(run(issued, "--json", "nightly", "--as-of", IN_TIME.isoformat()))
    assert listed(issued) == []


def test_a_workbook_the_disk_refuses_is_told_and_tried_again(issued, monkeypatch):
    def refuse(path, *_):
        raise cannot_write(path, PermissionError(13, "使用中です"))

    issued.hand_in(A, [GIVEN])
    with monkeypatch.context() as patched:
        patched.setattr(deciding, "replace_atomic", refuse)
        report = issued.night()
    assert ["決定.xlsx" in failure.message for failure in report.failures] == [True]
    assert {o.kind for o in report.outputs} >= {"summary_workbook", "records_csv", "paper"}
    assert leaks(issued) == []
    assert issued.night().failures == []
    assert len(listed(issued)) == 1


def test_a_rehearsal_writes_nothing(issued):
    issued.hand_in(A, [GIVEN])
    with rehearse(issued.workspace) as scratch:
        report = issued.night(workspace=scratch)
    assert [d.count for d in report.decisions] == [1]
    assert not issued.workspace.decisions_path.exists()


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"判断": "公表"}, ("master-bad-judgment", "H2")),
        ({"指紋": None}, ("master-blank", "G2")),
        ({"部署コード": None}, ("master-blank", "B2")),
    ],
)
def test_faults_of_the_sheet_are_told_with_cell_and_remedy(desk, change, expected):
    row = dict.fromkeys(HEADINGS, "x") | {"受付日": dt.date(2026, 4, 20), "判断": "公表可"} | change
    book = openpyxl.Workbook()
    book.active.title = SHEET
    book.active.append(HEADINGS)
    book.active.append(tuple(row.values()))
    book.save(desk.workspace.decisions_path)
    (problem,) = read_workspace(desk.workspace.root).faults
    assert (problem.code, problem.location.cell) == expected
    assert problem.location.sheet == SHEET
    assert problem.remedy


def test_a_heading_that_is_gone_is_told(desk):
    book = openpyxl.Workbook()
    book.active.title = SHEET
    book.active.append(HEADINGS[:-1])
    book.save(desk.workspace.decisions_path)
    found = read_workspace(desk.workspace.root).faults
    assert [(p.code, p.location.field) for p in found] == [("master-heading-missing", "判断")]


def test_the_desk_has_no_such_sheet_to_begin_with(desk):
    assert isinstance(desk, Desk)
    assert listed(desk) == []


def test_a_file_named_with_a_telephone_number_is_told(desk):
    desk.issue()
    desk.hand_in(A, [TARGET], name=f"山田様 {NUMBER}.xlsx")
    (result,) = desk.night().files
    assert "personal-data-in-name" in {p.code for p in result.problems}
    assert leaks(desk, (NUMBER, "044-999")) == []
    desk.drop(A, result_of_nobody(desk), name=f"よそ {NUMBER}.xlsx")
    desk.night()
    assert leaks(desk, (NUMBER,)) == []


def result_of_nobody(desk):
    """A workbook that answers no sheet."""
    path = desk.workspace.root / "よそ.xlsx"
    openpyxl.Workbook().save(path)
    return path
