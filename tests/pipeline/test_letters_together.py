"""The letters of a ward wait for the disk and the ledger together; a fault of one is no fault of the others."""

import shutil

import pytest

from kusei_batch.disk import cannot_write, write_together
from kusei_batch.ledger import Ledger
from kusei_batch.pipeline.outputs import drafts
from kusei_batch.pipeline.outputs.letters import LetterDraft
from tests.done_here import CrewHere
from tests.pipeline.test_night_costs import LOOP, break_paper, limit


def letters(desk):
    folder = desk.workspace.outbox / "R08" / "目標設定" / "06_通知" / "見本区"
    return sorted(path for path in folder.rglob("*") if path.suffix in (".docx", ".txt"))


def test_the_letters_of_a_ward_are_entered_together_before_they_are_written(desk, monkeypatch):
    entered = []
    add_written = Ledger.add_written

    def watch(ledger, documents):
        assert not any((desk.workspace.outbox / place).exists() for place in documents)
        entered.append(set(documents))
        add_written(ledger, documents)

    monkeypatch.setattr(Ledger, "add_written", watch)
    desk.issue()
    made = {path.relative_to(desk.workspace.outbox).as_posix() for path in letters(desk)}
    assert len(made) == 1 + len(desk.workspace.master.departments)
    assert made in entered


def test_a_run_cut_off_before_the_letters_are_written_is_made_up_for(desk, monkeypatch):
    def cut_off(*_args):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(drafts, "write_together", cut_off)
        with pytest.raises(KeyboardInterrupt):
            desk.issue()
    assert letters(desk) == []
    desk.issue()
    assert len(letters(desk)) == 1 + len(desk.workspace.master.departments)
    assert not [path for path in letters(desk) if drafts.NEWEST in path.name]


def made(monkeypatch):
    """Return a list that takes the path of each letter that is made from now on."""
    asked = []
    on = LetterDraft.on

    def note(draft, day):
        asked.append(draft.path)
        return on(draft, day)

    monkeypatch.setattr(LetterDraft, "on", note)
    return asked


@pytest.fixture
def given(monkeypatch):
    """Return a list that takes the number of jobs of each task that is given to workers from now on."""
    sizes = []
    submit = CrewHere.submit

    def note(crew, task):
        sizes.append(len(task.jobs))
        submit(crew, task)

    monkeypatch.setattr(CrewHere, "submit", note)
    return sizes


def test_the_texts_of_a_letter_are_given_to_workers_together(desk, given):
    desk.issue()
    departments = len(desk.workspace.master.departments)
    assert departments > 3
    # One of each template first, with both forms of the year's plan; then the other texts.
    assert given == [2 + 2, departments - 1]


def test_no_task_is_larger_than_a_crew_has_them(desk, monkeypatch, given):
    monkeypatch.setattr(CrewHere, "most", 3)
    desk.issue()
    departments = len(desk.workspace.master.departments)
    assert sorted(given)[-2:] == [3, 3]
    assert sum(given) == 1 + departments + 2
    assert len(letters(desk)) == 1 + departments


@pytest.mark.parametrize("tag", ["{{ 知らない名前 }}", LOOP])
def test_a_slip_in_the_text_costs_the_texts_alone_and_is_met_once(desk, monkeypatch, tag):
    asked = made(monkeypatch)
    desk.workspace.paper_template("依頼文.txt").write_text(tag, encoding="utf-8")
    desk.workspace = limit(desk, seconds_per_document=5)
    report = desk.issue()
    assert [path.suffix for path in letters(desk)] == [".docx"]
    assert len(report.failures) == 1
    assert sorted(path.suffix for path in asked) == [".docx", ".txt"]


def test_a_slip_in_the_word_document_costs_no_text(desk):
    break_paper(desk, "{{ 知らない名前 }}", "依頼文.docx")
    report = desk.issue()
    assert [path.suffix for path in letters(desk)] == [".txt"] * len(desk.workspace.master.departments)
    assert len(report.failures) == 1


def test_a_text_that_says_something_else_than_the_one_there_is_made_once(desk, monkeypatch):
    desk.issue()
    asked = made(monkeypatch)
    template = desk.workspace.paper_template("依頼文.txt")
    template.write_text(template.read_text("utf-8-sig") + "\nもう一行\n", encoding="utf-8")
    desk.issue(again=True)
    texts = [path for path in letters(desk) if path.suffix == ".txt"]
    assert all("もう一行" in path.read_text("utf-8-sig") for path in texts)
    assert sorted(path for path in asked if path.suffix == ".txt") == texts


def test_a_place_that_the_disk_refuses_costs_its_own_letter(desk, monkeypatch):
    desk.issue()
    word, *others = letters(desk)
    shutil.rmtree(word.parent)

    def refuse(files):
        kept = {path: content for path, content in files.items() if path != word}
        error = cannot_write(word, OSError(28, "No space left on device"))
        return {**write_together(kept), **({word: error} if word in files else {})}

    monkeypatch.setattr(drafts, "write_together", refuse)
    report = desk.issue()
    assert letters(desk) == others
    assert [word.name in failure.message for failure in report.failures] == [True]


def test_what_is_changed_by_hand_while_the_others_are_made_stays(desk, monkeypatch):
    desk.issue()
    word, *texts = letters(desk)
    for one in texts:
        one.unlink()
    word.unlink()
    on = LetterDraft.on

    def meanwhile(draft, day):
        made = yield from on(draft, day)
        if draft.path == texts[-1]:
            word.write_bytes(b"by hand")
        return made

    monkeypatch.setattr(LetterDraft, "on", meanwhile)
    desk.issue()
    assert word.read_bytes() == b"by hand"
    assert {word.with_stem(f"{word.stem}{drafts.NEWEST}"), *texts} <= set(letters(desk))


def test_the_first_fault_is_told_where_the_disk_refuses_as_well(desk, monkeypatch):
    desk.workspace.paper_template("依頼文.txt").write_text("{{ 知らない名前 }}", encoding="utf-8")
    refused = cannot_write(desk.workspace.outbox, OSError(28, "No space left on device"))
    write = write_together

    def refuse(files):
        found = {path: refused for path in files if path.suffix == ".docx" and "06_通知" in path.parts}
        return {**write({path: data for path, data in files.items() if path not in found}), **found}

    monkeypatch.setattr(drafts, "write_together", refuse)
    report = desk.issue()
    assert letters(desk) == []
    assert [refused.message in failure.message for failure in report.failures] == [False]
