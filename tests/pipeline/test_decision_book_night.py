"""決定.xlsx: whatever people do to it, what they wrote in it is there the next morning, and what is amiss is told."""

import json
import shutil
from dataclasses import replace

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import Font

from kusei_batch.config import read_workspace
from kusei_batch.config.decision_reading import KEPT_FILE
from kusei_batch.core.clearance import HEADINGS as CLEARANCE_HEADINGS
from kusei_batch.core.clearance import SHEET as CLEARANCES
from kusei_batch.core.decision_book import FILE as DECISIONS_FILE
from kusei_batch.core.decision_book import GUIDE, REMARK
from kusei_batch.core.proposal import ADOPTION
from kusei_batch.core.submission_decision import HEADINGS as CHOICE_HEADINGS
from kusei_batch.core.submission_decision import SHEET as CHOICES
from kusei_batch.core.submission_decision import Word
from kusei_batch.errors import CannotRunError
from kusei_batch.pipeline.outputs import deciding
from kusei_batch.pipeline.outputs.deciding import find_questions, plan_questions
from kusei_batch.pipeline.outputs.rendering import Renderer, document_limits
from kusei_batch.pipeline.questions import read_status
from kusei_batch.pipeline.status.decisions import find_waiting
from kusei_batch.report.decision_workbook import render_decisions
from tests.pipeline.desk import IN_TIME, TARGET, Desk
from tests.pipeline.test_proposals_night import LIST, MET, NOT_MET, SAID, prepare

A, B = "1303", "1304"
CHOSEN = str(Word.CHOSEN)
SHEETS = (CLEARANCES, CHOICES, LIST)
WORD = {CLEARANCES: "公表可", CHOICES: CHOSEN, LIST: "採用"}


@pytest.fixture(scope="module")
def morning(tmp_path_factory):
    """A workspace after a night that asked all there is to ask: a text, two rival files, a proposal."""
    desk = Desk(tmp_path_factory.mktemp("決定") / "作業フォルダ")
    prepare(desk, SAID)
    for department in (A, B):
        desk.issue(department=department)
    desk.hand_in(A, [MET, NOT_MET | {"具体的な取組内容": "月1回、044-999-0101に確かめます。"}])
    for number, text in enumerate(("窓口の待ち時間を15分以内にします。", "書類の誤りを月1件以下にします。")):
        desk.hand_in(B, [TARGET | {"目標": text, "目標値": 20 + number}], name=f"係{number}.xlsx")
    assert desk.night().failures == []
    return desk.workspace.root


@pytest.fixture
def root(morning, tmp_path):
    """The same morning, to be changed."""
    shutil.copytree(morning, tmp_path / "w", copy_function=shutil.copy2)
    return tmp_path / "w"


def path_of(root):
    """Where the workbook lies, without asking a whole workspace for it each time."""
    return root / "templates_xlsx" / DECISIONS_FILE


def edit(root, change):
    """What the coordinator does to the workbook."""
    path = path_of(root)
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)


def rows(root, sheet):
    """The rows of a sheet by heading, blank cells left out."""
    head, *body = openpyxl.load_workbook(path_of(root))[sheet].iter_rows(values_only=True)
    return [{h: v for h, v in zip(head, row, strict=True) if h and v is not None} for row in body if any(row)]


def column(book, sheet, heading):
    return next(cell.column for cell in book[sheet][1] if cell.value == heading)


def write(sheet, word, row=2, heading=None):
    """Write a word in the column of the decision (or another), as an edit."""

    def change(book):
        decision = heading or (ADOPTION if sheet == LIST else "判断")
        book[sheet].cell(row, column(book, sheet, decision)).value = word

    return change


def carry_out(questions):
    """Write the workbook as its plan does, with what a worker would make made here."""
    workspace = questions.workspace
    for _, write_it in plan_questions(questions, Renderer(document_limits(workspace), workspace.state)):
        making = write_it()
        (job,) = next(making)
        with pytest.raises(StopIteration):
            making.send([job.work(*job.args)])


def next_night(root):
    """What the end of a night does with the workbook: the words that count, and what is told."""
    workspace = read_workspace(root)
    status = read_status(workspace, IN_TIME)
    questions = find_questions(workspace, status, proposals_of(root), IN_TIME)
    carry_out(questions)
    return workspace, [*workspace.faults, *questions.told_gone()]


def codes(faults):
    return [fault.code for fault in faults]


def test_every_kind_of_question_is_there_with_its_words_and_no_key_can_be_typed_over(root):
    book = openpyxl.load_workbook(path_of(root))
    defined = list(read_workspace(root).master.decided_lists)
    assert book.sheetnames == [GUIDE, CLEARANCES, CHOICES, *defined, LIST]
    for name in SHEETS:
        sheet = book[name]
        offered = {str(r.formula1) for r in sheet.data_validations.dataValidation if r.type == "list"}
        assert all(any(word in text for text in offered) for word in ("採用", "見送り") if name == LIST)
        refused = [r for r in sheet.data_validations.dataValidation if r.type == "custom"]
        assert any("A2" in str(rule.sqref) for rule in refused)
        assert (sheet.freeze_panes, sheet.print_title_rows, sheet.page_setup.paperSize) == ("B2", "$1:$1", 9)
        assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.auto_filter.ref.startswith("A1:")
        assert "見本市" in sheet.oddHeader.left.text
        assert "令和8年4月20日" in sheet.oddHeader.right.text
        assert not sheet.protection.sheet
    waiting = {row[0].value: row[3].value for row in book[GUIDE].iter_rows() if row[0].value in SHEETS}
    assert waiting == {CLEARANCES: 1, CHOICES: 1, LIST: 1}


@pytest.mark.parametrize("sheet", SHEETS)
def test_words_and_remarks_are_kept_by_key_whatever_the_order_of_rows_and_columns(root, sheet):
    before = rows(root, sheet)
    edit(root, write(sheet, WORD[sheet]))
    edit(root, write(sheet, "電話で確かめた", heading=REMARK))

    def turn_over(book):
        table = [list(row) for row in book[sheet].iter_rows(values_only=True)]
        head, *body = [row[::-1] if sheet != LIST else [row[0], *row[:0:-1]] for row in table]
        book[sheet].delete_rows(1, book[sheet].max_row)
        for row in [head, *body[::-1]]:
            book[sheet].append(row)

    edit(root, turn_over)
    assert codes(next_night(root)[1]) == []
    found = rows(root, sheet)
    decision = ADOPTION if sheet == LIST else "判断"
    assert found[0] == before[0] | {decision: WORD[sheet], REMARK: "電話で確かめた"}
    assert found[1:] == before[1:]


def test_columns_and_rows_of_people_are_carried_over(root):
    def add(book):
        sheet = book[LIST]
        wide = sheet.max_column
        sheet.cell(1, wide + 1).value = "担当"
        sheet.cell(2, wide + 1).value = "山本"
        sheet.cell(2, wide + 3).value = 12
        sheet.append(["B-9", A, "共通", "名札を付けます。", None, 2026, None])

    edit(root, add)
    for _ in range(2):
        _, faults = next_night(root)
        assert codes(faults) == []
        first, second = rows(root, LIST)
        assert first["担当"] == "山本"
        assert 12 in first.values()
        assert (second["ID"], second["本文"]) == ("B-9", "名札を付けます。")


def test_people_s_row_that_is_adopted_counts_and_a_text_may_be_mended_before(root):
    edit(root, lambda book: book[LIST].append(["B-9", A, "共通", "名札を付けます。", None, 2026, "採用"]))
    edit(root, write(LIST, "折返しは当日中に行います。", heading="本文"))
    edit(root, write(LIST, "採用"))
    workspace, _ = next_night(root)
    owner = next(d for d in workspace.master.departments if d.code == A)
    assert [row["本文"] for row in workspace.master.rows(LIST, 2026, owner)] == ["名札を付けます。"]
    assert [row["本文"] for row in workspace.master.rows(LIST, 2027, owner)] == [
        "折返しは当日中に行います。",
        "名札を付けます。",
    ]
    assert next_night(root)[0].master.free_lists == workspace.master.free_lists


@pytest.mark.parametrize("sheet", SHEETS)
def test_a_decided_row_that_was_deleted_counts_on_and_comes_back(root, sheet):
    edit(root, write(sheet, WORD[sheet]))
    next_night(root)
    before = rows(root, sheet)
    edit(root, lambda book: book[sheet].delete_rows(2, 9))
    workspace, faults = next_night(root)
    assert codes(faults) == ["decisions-rows-missing"]
    assert faults[0].params["count"] == str(len(before))
    assert rows(root, sheet) == before
    assert codes(next_night(root)[1]) == []
    assert find_waiting(workspace, read_status(workspace, IN_TIME)) == find_waiting(
        read_workspace(root), read_status(read_workspace(root), IN_TIME)
    )


def test_a_decision_is_taken_back_by_a_blank_or_by_striking_it_through(root):
    edit(root, write(CLEARANCES, "公表可"))
    next_night(root)
    assert str(read_workspace(root).master.clearances[0].judgment) == "公表可"

    def strike(book):
        book[CLEARANCES].cell(2, column(book, CLEARANCES, "判断")).font = Font(strike=True)

    edit(root, strike)
    next_night(root)
    assert str(read_workspace(root).master.clearances[0].judgment) == ""
    assert "判断" not in rows(root, CLEARANCES)[0]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda book: setattr(book[LIST], "title", "申合せの案"), "decisions-sheet-unknown"),
        (lambda book: book.create_sheet("控え").append(["あとで見る"]), "decisions-sheet-unknown"),
        (lambda book: setattr(book.copy_worksheet(book[LIST]), "title", f"{LIST} (2)"), "decisions-sheet-unknown"),
        (lambda book: setattr(book[CHOICES].cell(1, 8), "value", "決定"), "master-heading-missing"),
        (lambda book: setattr(book[LIST].cell(1, 1), "value", "番号"), "master-heading-missing"),
        (lambda book: setattr(book[CLEARANCES].cell(1, 9), "value", "判断"), "master-heading-twice"),
        (lambda book: setattr(book[LIST]["B2"], "comment", Comment("要確認", "事務局")), "decisions-not-carried"),
    ],
)
def test_what_would_be_lost_keeps_the_workbook_as_it_is_until_it_is_mended(root, change, code):
    edit(root, write(LIST, "採用"))
    next_night(root)
    edit(root, write(CHOICES, CHOSEN))
    edit(root, change)
    before = path_of(root).read_bytes()
    workspace, faults = next_night(root)
    assert code in codes(faults)
    assert all(fault.location.file == "決定.xlsx" and fault.remedy for fault in faults)
    assert path_of(root).read_bytes() == before
    assert [row.adopted for row in workspace.master.free_lists[LIST]] == [True]


def test_a_sheet_that_was_deleted_comes_back_with_its_decisions(root):
    edit(root, write(LIST, "採用"))
    next_night(root)
    before = rows(root, LIST)
    edit(root, lambda book: book.remove(book[LIST]))
    workspace, faults = next_night(root)
    assert [(f.code, f.location.sheet) for f in faults] == [("decisions-sheet-missing", LIST)]
    assert [row.adopted for row in workspace.master.free_lists[LIST]] == [True]
    assert rows(root, LIST) == before


@pytest.mark.parametrize(
    ("harm", "code"),
    [
        (lambda path: path.unlink(), "decisions-missing"),
        (lambda path: path.write_bytes(b"PK\x03\x04"), "decisions-unreadable"),
        (lambda path: path.write_bytes(b""), "decisions-unreadable"),
    ],
)
def test_a_workbook_that_is_gone_or_damaged_costs_no_decision(root, harm, code):
    edit(root, write(LIST, "採用"))
    edit(root, write(CLEARANCES, "伏せる"))
    next_night(root)
    before = {sheet: rows(root, sheet) for sheet in SHEETS}
    harm(path_of(root))
    workspace, faults = next_night(root)
    assert codes(faults) == [code]
    assert [row.adopted for row in workspace.master.free_lists[LIST]] == [True]
    assert [str(c.judgment) for c in workspace.master.clearances] == ["伏せる"]
    path_of(root).unlink(missing_ok=True)
    next_night(root)
    assert {sheet: rows(root, sheet) for sheet in SHEETS} == before


@pytest.mark.parametrize("kept", ["{", "{}", json.dumps({"written": "x", "sheets": {LIST: {}}})])
def test_what_the_program_kept_may_be_damaged_as_long_as_the_workbook_is_there(root, kept):
    edit(root, write(LIST, "採用"))
    next_night(root)
    before = rows(root, LIST)
    (read_workspace(root).state / KEPT_FILE).write_text(kept, encoding="utf-8")
    assert codes(next_night(root)[1]) == ["decisions-kept-damaged"]
    assert rows(root, LIST) == before
    assert codes(next_night(root)[1]) == []


@pytest.mark.parametrize("lock", ["~$決定.xlsx", ".~lock.決定.xlsx#"])
def test_nothing_is_written_while_somebody_has_it_open(root, lock):
    edit(root, write(LIST, "採用"))
    path = path_of(root)
    path.with_name(lock).write_bytes(b"x")
    before = path.read_bytes()
    with pytest.raises(CannotRunError) as told:
        next_night(root)
    assert "開かれている" in told.value.message
    assert path.read_bytes() == before
    path.with_name(lock).unlink()
    next_night(root)
    assert path.read_bytes() != before


@pytest.mark.parametrize("when", ["before", "at the last moment"])
def test_what_was_saved_since_it_was_read_is_not_written_over(root, when, monkeypatch):
    edit(root, write(LIST, "採用"))
    workspace = read_workspace(root)
    questions = find_questions(workspace, read_status(workspace, IN_TIME), [], IN_TIME)

    def save():
        edit(root, write(CLEARANCES, "伏せる"))

    if when == "before":
        save()
    else:
        render = render_decisions
        monkeypatch.setattr(deciding, "render_decisions", lambda pages: (save(), render(pages))[1])
    with pytest.raises(CannotRunError) as told:
        carry_out(questions)
    assert "保存された" in told.value.message
    assert rows(root, CLEARANCES)[0]["判断"] == "伏せる"
    monkeypatch.undo()
    next_night(root)
    assert (rows(root, CLEARANCES)[0]["判断"], rows(root, LIST)[0][ADOPTION]) == ("伏せる", "採用")


@pytest.mark.parametrize("nights", [1, 2])
def test_a_workbook_that_could_not_be_put_in_its_place_holds_no_question_fast(root, nights, monkeypatch):
    """What stands in it was written by no one, though the program has noted newer questions: they are followed."""

    def ask(words, files=True):
        workspace, (proposal, *others) = read_workspace(root), proposals_of(root)
        told = [replace(proposal, cells={**proposal.cells, "本文": words}), *others] if words else []
        status = read_status(workspace, IN_TIME)
        status = status if files else replace(status, rivals=())
        carry_out(find_questions(workspace, status, told, IN_TIME))

    def refuse(*_):
        raise CannotRunError("", "")

    before = path_of(root).read_bytes()
    with monkeypatch.context() as patch:
        patch.setattr(deciding, "replace_atomic", refuse)
        for night in range(nights):
            with pytest.raises(CannotRunError):
                ask(f"{night}日めの文", files=False)
    assert path_of(root).read_bytes() == before
    ask("終わりの文")
    assert [row["本文"] for row in rows(root, LIST)] == ["終わりの文"]
    kept = path_of(root).read_bytes(), (read_workspace(root).state / KEPT_FILE).read_bytes()
    ask("終わりの文")
    assert (path_of(root).read_bytes(), (read_workspace(root).state / KEPT_FILE).read_bytes()) == kept
    ask("", files=False)
    assert (rows(root, LIST), rows(root, CHOICES)) == ([], [])


def test_a_night_that_asks_nothing_new_leaves_every_byte(root):
    next_night(root)
    path = path_of(root)
    before = path.read_bytes(), path.stat().st_mtime_ns
    next_night(root)
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before


def test_rows_that_nobody_asks_any_more_go_but_for_those_somebody_wrote_in(root):
    edit(root, write(LIST, "部長と相談中", heading=REMARK))
    for path in (read_workspace(root).inbox).rglob("係0.xlsx"):
        path.unlink()
    workspace = read_workspace(root)
    status = read_status(workspace, IN_TIME)
    status = replace(status, rivals=())
    questions = find_questions(workspace, status, [], IN_TIME)
    assert [(p.code, p.location.sheet, p.params["count"]) for p in questions.told_gone()] == [
        ("decisions-rows-gone", CHOICES, "2")
    ]
    carry_out(questions)
    assert rows(root, CHOICES) == []
    assert [row[REMARK] for row in rows(root, LIST)] == ["部長と相談中"]


def test_a_question_of_last_year_waits_on(root):
    config = root / "config.toml"
    config.write_text(config.read_text(encoding="utf-8").replace("fiscal_year = 2026", "fiscal_year = 2027"), "utf-8")
    assert read_workspace(root).fiscal_year == 2027
    before = {sheet: rows(root, sheet) for sheet in SHEETS}
    workspace = read_workspace(root)
    status = read_status(workspace, IN_TIME)
    questions = find_questions(workspace, status, [], IN_TIME)
    assert list(questions.told_gone()) == []
    assert {s.kind.name: [dict(r) for r in s.kept.sheet.rows] for s in questions.sheets}[LIST] == before[LIST]


def waiting_in(root):
    """How many the first sheet says wait in each sheet."""
    sheet = openpyxl.load_workbook(path_of(root))[GUIDE]
    top = next(cell.row for cell in sheet["A"] if cell.value == "シート")
    return {row[0]: row[3] for row in sheet.iter_rows(min_row=top + 1, values_only=True) if row[0]}


class TestWaiting:
    """One count of what waits, in the workbook and on every screen."""

    @staticmethod
    def told(root):
        """What the workbook says of a sheet, and what every screen says of it, where anything waits."""
        workspace = read_workspace(root)
        found = find_waiting(workspace, read_status(workspace, IN_TIME))
        return {name: count for name, count in waiting_in(root).items() if count}, {d.sheet: d.count for d in found}

    def test_two_rows_that_answer_one_question_are_one(self, root):
        assert len(rows(root, CHOICES)) == 2
        assert self.told(root) == ({CLEARANCES: 1, CHOICES: 1, LIST: 1},) * 2

    @pytest.mark.parametrize("sheet", SHEETS)
    def test_a_word_decides_and_one_that_is_no_word_does_not(self, root, sheet):
        edit(root, write(sheet, WORD[sheet]))
        next_night(root)
        assert self.told(root) == ({name: 1 for name in SHEETS if name != sheet},) * 2
        edit(root, write(sheet, "たぶん"))
        next_night(root)
        assert self.told(root) == (dict.fromkeys(SHEETS, 1),) * 2

    def test_what_is_not_asked_any_more_does_not_wait(self, root):
        workspace = read_workspace(root)
        questions = find_questions(workspace, replace(read_status(workspace, IN_TIME), rivals=()), [], IN_TIME)
        assert {one.sheet: one.count for one in questions.decisions} == {CLEARANCES: 1}
        carry_out(questions)
        assert {name: count for name, count in waiting_in(root).items() if count} == {CLEARANCES: 1}

    def test_last_years_questions_stay_to_be_read_and_do_not_wait(self, root):
        config = root / "config.toml"
        text = config.read_text(encoding="utf-8").replace("fiscal_year = 2026", "fiscal_year = 2027")
        config.write_text(text, encoding="utf-8")
        next_night(root)
        assert len(rows(root, CHOICES)) == 2
        in_book, on_screen = self.told(root)
        assert in_book == on_screen
        assert CHOICES not in in_book


class TestMigration:
    """Sheets of decisions and proposals that an earlier version put into the master."""

    @pytest.fixture
    def former(self, root):
        """The same morning as an earlier version left it: all of it in the master, decided there."""
        typed = {sheet: [row.copy() for row in rows(root, sheet)] for sheet in SHEETS}
        typed[CLEARANCES][0]["判断"], typed[CHOICES][0]["判断"], typed[LIST][0][ADOPTION] = "伏せる", CHOSEN, "採用"
        workspace = read_workspace(root)
        book = openpyxl.load_workbook(workspace.master_path)
        heads = {CLEARANCES: CLEARANCE_HEADINGS, CHOICES: CHOICE_HEADINGS, LIST: (*list(typed[LIST][0])[:-1], ADOPTION)}
        for sheet, head in heads.items():
            page = book.create_sheet(sheet)
            page.append(head)
            for row in typed[sheet]:
                page.append([row.get(heading) for heading in head])
        book.save(workspace.master_path)
        workspace.decisions_path.unlink()
        (workspace.state / KEPT_FILE).unlink()
        return root

    def test_what_was_decided_there_is_taken_over_and_the_master_is_left_alone(self, former):
        before = read_workspace(former).master_path.read_bytes()
        first, faults = next_night(former)
        assert codes(faults) == []
        assert rows(former, CLEARANCES)[0]["判断"] == "伏せる"
        assert [row.get("判断") for row in rows(former, CHOICES)] == [CHOSEN, None]
        assert [row[ADOPTION] for row in rows(former, LIST)] == ["採用"]
        second, faults = next_night(former)
        assert sorted((f.code, f.location.sheet, f.location.file) for f in faults) == [
            ("decisions-in-master", CLEARANCES, "マスタ.xlsx"),
            ("decisions-in-master", CHOICES, "マスタ.xlsx"),
            ("decisions-list-in-master", LIST, "マスタ.xlsx"),
        ]
        for workspace in (first, second):
            assert [str(c.judgment) for c in workspace.master.clearances] == ["伏せる"]
            assert [str(r.word) for r in workspace.master.choices.rows] == [CHOSEN, ""]
            assert [row.adopted for row in workspace.master.free_lists[LIST]] == [True]
        assert second.master_path.read_bytes() == before

    def test_from_then_on_the_word_in_the_workbook_counts(self, former):
        next_night(former)
        edit(former, write(CLEARANCES, "公表可"))
        edit(former, write(LIST, "見送り"))
        workspace, _ = next_night(former)
        assert [str(c.judgment) for c in workspace.master.clearances] == ["公表可"]
        assert [row.adopted for row in workspace.master.free_lists[LIST]] == [False]

    def test_a_row_people_add_to_their_own_list_counts_as_ever(self, former):
        next_night(former)
        master = read_workspace(former).master_path
        book = openpyxl.load_workbook(master)
        head = [cell.value for cell in book[LIST][1]]
        own = {head[0]: "B-1", "本文": "名札を付けます。", ADOPTION: "採用"}
        book[LIST].append([own.get(heading) for heading in head])
        book.save(master)
        workspace, _ = next_night(former)
        assert {row.id[:3]: row.adopted for row in workspace.master.free_lists[LIST]} == {"B-1": True, "R08": True}
        assert len(rows(former, LIST)) == 1


def proposals_of(root):
    """What tonight proposes: the same row as before."""
    from kusei_batch.pipeline.intake.editions import open_editions
    from kusei_batch.pipeline.session import look_into
    from kusei_batch.pipeline.status.proposals import find_proposals
    from kusei_batch.pipeline.status.round_status import compute_year_status

    workspace = read_workspace(root)
    with look_into(workspace) as ledger:
        status = compute_year_status(workspace, ledger, IN_TIME)
        return find_proposals(workspace, ledger, open_editions(workspace, ledger), status)
