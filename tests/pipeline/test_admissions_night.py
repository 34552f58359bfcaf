"""提出の確認: a file whose seal proves nothing waits for the coordinator's word, and the next night follows it."""

import re
import shutil

import openpyxl
import pytest

from kusei_batch.config import read_workspace
from kusei_batch.core.identity import make_sheet_id
from kusei_batch.core.submission_decision import HEADINGS, JUDGMENT, NAME, SHEET
from kusei_batch.pipeline.questions import read_problems, read_status
from kusei_batch.pipeline.status.decisions import find_waiting
from kusei_batch.xlsx.copy_names import KEY_VERSION
from tests.pipeline.desk import IN_TIME, TARGET, Desk, codes, outputs, state
from tests.pipeline.test_answers import counted
from tests.pipeline.test_choices_night import listed, waiting

A, B = "1303", "1304"
YES, NO = "受け付ける", "受け付けない"
NAMED = "控え.xlsx"


@pytest.fixture
def issued(tmp_path):
    """A desk without papers and pages, which have nothing to do with it, and two sheets out."""
    desk = Desk(tmp_path / "作業フォルダ")
    desk.begin_issued(A, B)
    config = desk.workspace.root / "config.toml"
    text = re.sub(r"(?ms)^\[\[rounds\.(papers|pages)\]\].*?(?=^\[\[|\Z)", "", config.read_text(encoding="utf-8"))
    config.write_text(text, encoding="utf-8")
    desk.workspace = read_workspace(desk.workspace.root)
    return desk


def lose_seal(book):
    del book["_kusei"]


def break_seal(book):
    (cell,) = (row[1] for row in book["_kusei"].iter_rows() if len(str(row[1].value)) == 64)
    cell.value = "0" * 64


def retype_version(book):
    (cell,) = (row[1] for row in book["_kusei"].iter_rows() if row[0].value == KEY_VERSION)
    cell.value = "99"


def keep_one_place(book):
    del book["_kusei"]
    del book.defined_names["_kusei_id"]


def write(desk, change, value="5", *, code=A, name=NAMED):
    """A department's sheet, filled and then damaged."""
    path = desk.hand_in(code, [TARGET | {"目標値": int(value)}], name=name)
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)
    return desk.settle(path)


def move(desk, path, folder):
    target = desk.workspace.inbox / folder / path.name
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(path, target)
    return desk.settle(target)


def decide(desk, word, name=NAMED):
    """Write the word beside the last row of a file, and save."""
    book, rows = openpyxl.load_workbook(desk.workspace.decisions_path), listed(desk)
    number = max(n for n, row in enumerate(rows, start=2) if str(row[NAME]).endswith(name))
    book[SHEET].cell(number, HEADINGS.index(JUDGMENT) + 1).value = word
    book.save(desk.workspace.decisions_path)
    desk.workspace = read_workspace(desk.workspace.root)
    return f"{'ABCDEFGH'[HEADINGS.index(JUDGMENT)]}{number}"


def of(report, name=NAMED):
    """What became of the file in a night: its verdict and codes, infos too."""
    found = next(f for f in report.files if f.path.endswith(name))
    return found.verdict.value, [p.code for p in found.problems]


def lie_in_root(desk):
    return move(desk, write(desk, lose_seal), "")


def lie_beside_accepted(desk):
    desk.hand_in(A, [TARGET])
    desk.night()
    return write(desk, lose_seal)


HELD = {
    "seal-missing-elsewhere": lie_in_root,
    "seal-missing-replaces": lie_beside_accepted,
    "seal-broken": lambda desk: write(desk, break_seal),
    "identity-single": lambda desk: write(desk, keep_one_place),
}


@pytest.mark.parametrize("code", HELD)
def test_what_proves_nothing_is_held_and_asked_about_once(issued, code):
    HELD[code](issued)
    report = issued.night()
    assert of(report) == ("quarantined", [code, "admission-asked"])
    assert waiting(report) == 1
    (row,) = listed(issued)
    assert (row["管理番号"].split("-")[1], row[JUDGMENT]) == (A, None)
    page = (issued.workspace.outbox / "状況.html").read_text(encoding="utf-8")
    assert "認証で部署を確かめられないファイルが1件、判断を待っています" in page
    told = [p.code for file in read_problems(issued.workspace, None) for p in file.problems]
    assert told.count("admission-asked") == 1
    before = issued.workspace.decisions_path.read_bytes()
    issued.workspace = read_workspace(issued.workspace.root)
    again = issued.night()
    assert (waiting(again), of(again)[0]) == (1, "unchanged")
    assert issued.workspace.decisions_path.read_bytes() == before


@pytest.mark.parametrize("code", HELD)
def test_what_is_admitted_counts_from_the_next_night_on(issued, code):
    HELD[code](issued)
    issued.night()
    decide(issued, YES)
    status = read_status(issued.workspace, IN_TIME, None)
    assert [d for d in find_waiting(issued.workspace, status) if d.sheet == SHEET] == []
    report = issued.night()
    assert of(report)[0].startswith("accepted")
    assert "admission-granted" in of(report)[1]
    assert not {"seal-missing", code} & set(of(report)[1])
    assert (counted(issued), state(report, A), waiting(report)) == (["5"], "accepted", 0)
    again = issued.night()
    assert (counted(issued), of(again)[0], waiting(again), len(listed(issued))) == (["5"], "unchanged", 0, 1)


def test_what_is_refused_stays_held_and_waits_no_more_until_the_word_is_changed(issued):
    lie_beside_accepted(issued)
    issued.night()
    decide(issued, NO)
    report = issued.night()
    assert of(report) == ("quarantined", ["seal-missing-replaces", "admission-refused"])
    assert (counted(issued), waiting(report)) == ([str(TARGET["目標値"])], 0)
    assert of(issued.night())[0] == "unchanged"
    decide(issued, YES)
    assert of(issued.night())[0].startswith("accepted")
    assert counted(issued) == ["5"]


def test_a_word_is_for_one_content_alone(issued):
    lie_in_root(issued).unlink()
    issued.night()
    path = lie_in_root(issued)
    issued.night()
    decide(issued, YES)
    path.unlink()
    move(issued, write(issued, lose_seal, "9"), "")
    report = issued.night()
    assert of(report) == ("quarantined", ["seal-missing-elsewhere", "admission-asked"])
    assert (counted(issued), waiting(report), len(listed(issued))) == ([], 1, 2)


def test_the_same_content_twice_is_one_question(issued):
    path = lie_in_root(issued)
    issued.settle(shutil.copyfile(path, path.with_name("写し.xlsx")))
    report = issued.night()
    assert (waiting(report), len(listed(issued))) == (1, 1)


def test_two_departments_are_asked_of_apart(issued):
    lie_in_root(issued)
    write(issued, break_seal, code=B, name="別.xlsx")
    assert waiting(issued.night()) == 2
    decide(issued, YES, "別.xlsx")
    report = issued.night()
    assert (state(report, A), state(report, B), waiting(report)) == ("not_taken", "accepted", 1)


def test_a_retyped_version_of_the_form_can_be_admitted(issued):
    write(issued, retype_version)
    assert of(issued.night()) == ("quarantined", ["seal-broken", "admission-asked"])
    decide(issued, YES)
    assert of(issued.night())[0].startswith("accepted")
    assert counted(issued) == ["5"]


def test_an_admitted_file_with_faults_is_sent_back_as_any_other(issued):
    path = issued.hand_in(A, [TARGET | {"目標": ""}], name=NAMED)
    book = openpyxl.load_workbook(path)
    break_seal(book)
    book.save(path)
    issued.settle(path)
    issued.night()
    decide(issued, YES)
    report = issued.night()
    assert of(report)[0] == "sent_back"
    assert outputs(report, "sent_back")


def test_an_admitted_file_is_not_asked_about_beside_the_one_it_replaces(issued):
    lie_beside_accepted(issued)
    issued.night()
    decide(issued, YES)
    report = issued.night()
    assert "rival-answers" not in [p.code for c in report.coverage for p in c.notices]
    assert waiting(report) == 0


def test_an_admitted_answer_weighs_as_a_sealed_one(issued):
    lie_in_root(issued)
    issued.night()
    decide(issued, YES)
    issued.night()
    write(issued, lose_seal, "9", name="次.xlsx")
    report = issued.night()
    assert of(report, "次.xlsx") == ("quarantined", ["seal-missing-replaces", "admission-asked"])
    assert counted(issued) == ["5"]


@pytest.mark.parametrize("word", ["受付ける", "はい", "受け付ける？", "この内容でよい"])
def test_a_mistyped_word_is_named_with_its_cell_everywhere_and_counts_as_undecided(issued, word):
    lie_in_root(issued)
    issued.night()
    cell = decide(issued, word)
    assert [(p.code, p.location.sheet, p.location.cell) for p in issued.workspace.faults] == [
        ("master-bad-choice", SHEET, cell)
    ]
    report = issued.night()
    assert (of(report)[0], waiting(report), counted(issued)) == ("unchanged", 1, [])
    (summary,) = outputs(report, "summary_workbook")
    told = [str(c.value) for row in openpyxl.load_workbook(summary)["確認事項"].iter_rows() for c in row]
    assert [text for text in told if cell in text and word in text and SHEET in text]


def test_two_words_for_one_content_are_told_and_count_as_undecided(issued):
    lie_in_root(issued)
    issued.night()
    decide(issued, YES)
    book = openpyxl.load_workbook(issued.workspace.decisions_path)
    book[SHEET].append([*[cell.value for cell in book[SHEET][2]][: HEADINGS.index(JUDGMENT)], NO])
    book.save(issued.workspace.decisions_path)
    issued.workspace = read_workspace(issued.workspace.root)
    assert [(p.code, p.location.cell) for p in issued.workspace.faults] == [("master-two-choices", "H3")]
    assert (waiting(issued.night()), counted(issued)) == (1, [])


def test_a_refusal_after_the_answer_counts_is_told_as_too_late(issued):
    lie_in_root(issued)
    issued.night()
    decide(issued, YES)
    issued.night()
    decide(issued, NO)
    report = issued.night()
    assert [p.code for p in report.faults] == ["admission-refused-late"]
    assert counted(issued) == ["5"]
    issued.hand_in(A, [TARGET], name="正しい.xlsx")
    report = issued.night()
    assert (report.faults, counted(issued)) == ([], [str(TARGET["目標値"])])


def show_another(book):
    """The seal is gone and the number people see is another department's."""
    own = book.defined_names["_kusei_id"].attr_text.strip('"')
    code, number = own.split("-")[1:3]
    another = make_sheet_id(own.split("-")[0], code.replace(A, B), int(number))
    del book["_kusei"]
    for row in book.worksheets[0].iter_rows():
        for cell in row:
            if isinstance(cell.value, str) and own in cell.value:
                cell.value = cell.value.replace(own, another)


def name_unknown(book):
    unknown = make_sheet_id("R08", "9999", 1)
    del book["_kusei"]
    book.defined_names["_kusei_id"].attr_text = f'"{unknown}"'
    for row in book.worksheets[0].iter_rows():
        for cell in row:
            if isinstance(cell.value, str) and "R08-1303-" in cell.value:
                cell.value = unknown


@pytest.mark.parametrize(
    ("change", "folder", "told"),
    [
        (break_seal, "見本区/保険年金課", {"seal-broken"}),
        (lose_seal, "見本区/保険年金課", {"wrong-department"}),
        (show_another, None, {"identity-conflict"}),
        (name_unknown, None, {"sheet-unknown"}),
    ],
)
def test_what_no_word_can_overrule_is_not_asked_about(issued, change, folder, told):
    path = write(issued, change)
    if folder:
        move(issued, path, folder)
    report = issued.night()
    assert (of(report)[0], codes(next(f for f in report.files if f.path.endswith(NAMED)))) == ("quarantined", told)
    assert (waiting(report), listed(issued)) == (0, [])


OFFICE = ("決定.xlsx", "部署に", "kusei ", "提出の確認", "outbox")


@pytest.mark.parametrize("code", HELD)
@pytest.mark.parametrize("word", [None, NO])
def test_the_department_is_told_nothing_that_only_the_office_can_do(issued, code, word):
    HELD[code](issued)
    report = issued.night()
    if word:
        decide(issued, word)
        report = issued.night()
    (path,) = outputs(report, "notice")
    told = path.read_bytes().decode("utf-8-sig")
    assert [one for one in OFFICE if one in told] == []
    assert ("事務局が確認しています" in told) is (word is None)
    assert ("事務局の判断により" in told) is bool(word)


def test_the_question_says_beforehand_that_the_file_would_be_sent_back(issued):
    def lose_entries(book):
        for entry in {field.sheet for field in issued.form.entries_of("目標")}:
            del book[entry]

    move(issued, write(issued, lambda book: (lose_entries(book), lose_seal(book))), "")
    report = issued.night()
    assert of(report)[1][-2:] == ["admission-asked", "admission-would-return"]
    (row,) = listed(issued)
    assert "受け付けても、次のため差し戻しになります" in row["何についてか"]
    assert "がなくなっているので" in row["何についてか"]
    decide(issued, YES)
    assert of(issued.night())[0] == "sent_back"
