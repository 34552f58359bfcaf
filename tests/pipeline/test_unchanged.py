"""A night makes again what changed, and leaves all else as it lies on the disk."""

import datetime as dt
import hashlib
import os
import sys
from urllib.parse import unquote

import docx
import openpyxl
import pytest

import kusei_batch
from kusei_batch.config import master_book, read_workspace
from kusei_batch.ledger import read_ledger
from kusei_batch.pipeline import night
from kusei_batch.pipeline.intake import inbox_run
from kusei_batch.pipeline.night import run_night
from kusei_batch.pipeline.outputs import pages, remaking
from kusei_batch.pipeline.outputs.remaking import digest_of
from kusei_batch.pipeline.questions import read_status
from kusei_batch.pipeline.status import decisions, open_days
from kusei_batch.xlsx.reader import read_workbook
from tests.bound import can_bind, in_bound_process
from tests.pipeline.desk import IN_TIME, TARGET

OTHER = {**TARGET, "目標": "窓口で番号札を渡してから10分以内に一度お声をかけます。", "目標値": 10, "単位": "分"}
NEXT_DAY = IN_TIME + dt.timedelta(1)


class MadeError(AssertionError):
    """Raised where a document is made that need not be."""


@pytest.fixture
def quiet(issued):
    """Two departments' targets, and a night over them."""
    issued.hand_in("1303", [TARGET])
    issued.hand_in("1304", [OTHER])
    issued.night()
    return issued


@pytest.fixture
def forbid_making(quiet, monkeypatch):
    def refuse(*_args, **_kwargs):
        raise MadeError

    monkeypatch.setattr("kusei_batch.pipeline.outputs.writing.pack", refuse)
    monkeypatch.setattr(pages, "release", refuse)


def documents(desk):
    """Every document people read, as the disk shows it; what tells of the run itself is new on every night."""
    told = [*desk.workspace.outbox.rglob("*")]
    kept = [p for p in told if p.is_file() and "記録" not in p.parts and p.stem != "状況"]
    return {p.relative_to(desk.workspace.outbox).as_posix(): (p.stat().st_mtime_ns, p.stat().st_ino) for p in kept}


def made_again(desk, night):
    before = documents(desk)
    report = night()
    return {path for path, look in documents(desk).items() if before.get(path) != look}, report


@pytest.mark.usefixtures("forbid_making")
def test_a_night_in_which_nothing_changed_makes_nothing(quiet):
    for day in (IN_TIME, NEXT_DAY):
        again, report = made_again(quiet, lambda day=day: quiet.night(day))
        assert (again, report.failures) == (set(), [])


def test_it_names_all_the_same_documents(quiet):
    first, second = quiet.night(), quiet.night(NEXT_DAY)
    assert [(o.kind, o.path) for o in first.outputs] == [(o.kind, o.path) for o in second.outputs]
    assert len(second.outputs) > 4


def test_the_check_that_nothing_is_made_sees_what_is_made(quiet, forbid_making):
    quiet.hand_in("1202", [OTHER])
    report = quiet.night(NEXT_DAY)
    assert {failure.message.partition("」")[0].rpartition(".")[2] for failure in report.failures} == {
        "xlsx",
        "csv",
        "docx",
        "html",
    }


def test_what_somebody_took_away_or_wrote_over_is_made_again(quiet):
    outbox = quiet.workspace.outbox
    (summary,), (page,) = outbox.rglob("*_集計.xlsx"), outbox.rglob("公開用/*/index.html")
    content = summary.read_bytes()
    summary.write_bytes(b"x" * len(content))
    page.unlink()
    again, _ = made_again(quiet, quiet.night)
    assert {path.rpartition("/")[2] for path in again} >= {summary.name, page.name}
    assert summary.read_bytes() == content


@pytest.mark.parametrize("folder", ["templates_xlsx", "templates_docx", "templates_html"])
def test_a_template_that_changed_is_filled_in_anew(quiet, folder):
    root = quiet.workspace.root / folder
    if folder == "templates_html":
        for path in root.glob("*.html"):
            path.write_text(path.read_text("utf-8").replace("</h1>", "（変えた）</h1>"), "utf-8")
        seen = "index.html"
    elif folder == "templates_docx":
        for path in root.glob("*.docx"):
            document = docx.Document(path)
            document.add_paragraph("変えたところ")
            document.save(path)
        seen = ".docx"
    else:
        path = root / "目標設定.xlsx"
        book = openpyxl.load_workbook(path)
        book["_集計"]["A2"].value = f"{book['_集計']['A2'].value}（変えた）"
        book.save(path)
        seen = "_集計.xlsx"
    quiet.workspace = read_workspace(quiet.workspace.root)
    again, report = made_again(quiet, quiet.night)
    assert report.failures == []
    assert [path for path in again if path.endswith(seen)]


def test_settings_that_changed_are_followed(quiet):
    config = quiet.workspace.root / "config.toml"
    config.write_text(config.read_text("utf-8").replace('title = "', 'title = "改訂 ', 1), "utf-8")
    quiet.workspace = read_workspace(quiet.workspace.root)
    again, _ = made_again(quiet, quiet.night)
    assert [path for path in again if path.endswith((".docx", ".html"))]


def test_an_answer_that_changed_is_in_every_document(quiet):
    quiet.hand_in("1304", [{**OTHER, "目標値": 8}])
    again, _ = made_again(quiet, lambda: quiet.night(NEXT_DAY))
    assert {path.rpartition(".")[2] for path in again} >= {"xlsx", "csv", "docx", "html"}


def test_a_digest_tells_values_apart_that_print_alike():
    assert digest_of("1") != digest_of(1)
    assert digest_of(["a", "b"]) != digest_of(["ab"])
    assert digest_of({"a": None}) != digest_of({"a": "None"})
    assert digest_of({3, 1, 2}) == digest_of({2, 3, 1})


def answers(report):
    return {file.path.rpartition("/")[2]: file.verdict.value for file in report.files}


def test_a_file_that_looks_as_it_did_is_not_read_again(quiet, monkeypatch):
    def refuse(*_args, **_kwargs):
        raise MadeError

    monkeypatch.setattr(inbox_run, "archive_file", refuse)
    assert set(answers(quiet.night()).values()) == {"unchanged"}
    touched = next(quiet.workspace.inbox.rglob("*.xlsx"))
    touched.chmod(0o600)
    with pytest.raises(MadeError):
        quiet.night()


def test_content_that_came_in_the_place_of_other_content_is_seen_whatever_its_time_says(quiet):
    first, second = sorted(quiet.workspace.inbox.rglob("*.xlsx"))
    before = first.stat()
    content = first.read_bytes()
    with first.open("r+b") as file:
        file.write(content[:-1] + bytes([content[-1] ^ 1]))
    os.utime(first, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert first.stat().st_size == before.st_size
    found = {file.path: file for file in quiet.night().files}
    names = [path.relative_to(quiet.workspace.inbox).as_posix() for path in (first, second)]
    assert found[names[0]].sha256 == hashlib.sha256(first.read_bytes()).hexdigest()
    assert found[names[1]].verdict.value == "unchanged"


def test_a_kept_original_that_was_changed_is_taken_in_again(quiet):
    for kept in quiet.workspace.archive.rglob("*.xlsx"):
        whole, times = kept.read_bytes(), kept.stat()
        kept.write_bytes(b"x" * len(whole))
        os.utime(kept, ns=(times.st_atime_ns, times.st_mtime_ns))
        quiet.night()
        assert kept.read_bytes() == whole
        kept.unlink()
        quiet.night()
        assert kept.read_bytes() == whole


def test_a_file_that_was_only_touched_lies_there_since_it_came(quiet):
    with read_ledger(quiet.workspace.state) as ledger:
        before = ledger.inbox_files()
    for path in quiet.workspace.inbox.rglob("*.xlsx"):
        path.touch()
    assert set(answers(quiet.night(NEXT_DAY)).values()) == {"unchanged"}
    with read_ledger(quiet.workspace.state) as ledger:
        after = ledger.inbox_files()
    assert {p: (one.since, one.run) for p, one in after.items()} == {p: (b.since, b.run) for p, b in before.items()}
    assert all(after[path].look != before[path].look for path in before if before[path].look)


@pytest.mark.usefixtures("really_read")
def test_the_master_is_read_once_and_again_when_it_changed(quiet, monkeypatch):
    read = []

    def note(content):
        read.append(content)
        return read_workbook(content)

    monkeypatch.setattr(master_book, "read_workbook", note)
    master_book._read.cache_clear()
    path = quiet.workspace.master_path
    before = read_workspace(quiet.workspace.root).master.policies
    assert read == [path.read_bytes()]
    book = openpyxl.load_workbook(path)
    book["方針"]["D2"].value = "変えた方針"
    book.save(path)
    assert read_workspace(quiet.workspace.root).master.policies != before
    assert read[1:] == [path.read_bytes()]


def test_which_rows_nobody_need_decide_on_is_worked_out_once_for_all_wards(quiet, monkeypatch):
    workspace = read_workspace(quiet.workspace.root)
    assert workspace.decisions.found
    (ward,) = workspace.master.wards
    questions = decisions.OpenQuestions(workspace, read_status(workspace, IN_TIME), ())
    found = questions.of(None), questions.of(ward)

    def refuse(*_args):
        raise MadeError

    monkeypatch.setattr(decisions, "rows_gone", refuse)
    assert (questions.of(None), questions.of(ward)) == found


def test_a_workspace_moved_away_from_its_inbox_has_documents_that_lead_there(issued, tmp_path):
    """The disk shows the same files, config.toml is the same: only the way to the inbox is another."""
    config = issued.workspace.root / "config.toml"
    (tmp_path / "受信箱").mkdir()
    config.write_text(config.read_text("utf-8").replace('inbox = "inbox"', f"inbox = '{tmp_path / '受信箱'}'"), "utf-8")
    issued.workspace = read_workspace(issued.workspace.root)
    issued.hand_in("1303", [TARGET])
    issued.night()
    moved = tmp_path / "一段" / "深く"
    moved.parent.mkdir()
    issued.workspace.root.rename(moved)
    issued.workspace = read_workspace(moved)
    issued.night()
    (path,) = issued.workspace.outbox.rglob("*_集計.xlsx")
    cells = [cell for sheet in openpyxl.load_workbook(path) for row in sheet.iter_rows() for cell in row]
    links = {
        unquote(cell.hyperlink.target).replace("\\", "/").partition("#")[0]
        for cell in cells
        if cell.hyperlink and cell.hyperlink.target
    }
    assert any("受信箱" in link for link in links)
    assert [link for link in links if "受信箱" in link and not (path.parent / link).is_file()] == []


def test_modules_that_are_being_compiled_are_no_part_of_the_program(tmp_path, monkeypatch):
    """Another process writes them under a name of its own first, and they are gone the next moment."""
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "night.py").write_text("", encoding="utf-8")
    monkeypatch.setattr(kusei_batch, "__file__", str(tmp_path / "__init__.py"))
    before = remaking._program()
    (tmp_path / "__pycache__" / "night.cpython-311.pyc.140234").write_bytes(b"")
    assert (remaking._program(), len(before)) == (before, 2)


def test_another_version_of_a_library_makes_anew_what_is_made_with_it(quiet, tmp_path, monkeypatch):
    """Which days are national holidays comes with a library: a new one is in the year's plan the next night."""
    places = tmp_path / "site-packages"
    (places / "holidays-0.60.dist-info").mkdir(parents=True)
    monkeypatch.setattr(sys, "path", [*sys.path, str(places), str(places / "python311.zip")])
    quiet.night()
    assert made_again(quiet, quiet.night)[0] == set()
    (places / "holidays-0.60.dist-info").rename(places / "holidays-0.61.dist-info")
    new = {dt.date(2026, 4, 24): "新しい祝日"}
    monkeypatch.setattr(open_days, "_national_holidays", lambda _year: new)
    again, _ = made_again(quiet, quiet.night)
    (plan,) = quiet.workspace.outbox.rglob("年間予定表/*.xlsx")
    assert plan.relative_to(quiet.workspace.outbox).as_posix() in again
    assert any("新しい祝日" in str(cell.value) for row in openpyxl.load_workbook(plan).worksheets[0] for cell in row)


@pytest.mark.parametrize("place", ["取り外した", "閉じた"])
def test_a_place_of_modules_that_cannot_be_looked_into_costs_nothing(tmp_path, monkeypatch, place):
    """Python looks for modules where it was called from: a task may be called from somebody else's folder."""
    if not can_bind(tmp_path):
        pytest.skip("ここでは、管理者がアクセス権を越えて読むのをやめられません")
    before = remaking._libraries()
    (tmp_path / "閉じた").mkdir(mode=0o311)
    monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path / place)])
    assert in_bound_process(remaking._libraries) == before


def rename_department(desk):
    """Save the master with another name of a department; documents of the targets show it."""
    path = desk.workspace.master_path
    book = openpyxl.load_workbook(path)
    cell = next(cell for row in book["部署"].iter_rows() for cell in row if cell.value == "区民課")
    cell.value = "区民窓口課"
    book.save(path)


def retitle_paper(desk):
    """Save config.toml with another title of the papers."""
    path = desk.workspace.root / "config.toml"
    path.write_text(path.read_text("utf-8").replace('title = "', 'title = "改訂 '), "utf-8")


@pytest.mark.parametrize("save", [rename_department, retitle_paper])
def test_what_is_saved_between_the_reading_and_the_making_is_in_the_documents_of_the_next_night(quiet, save):
    """A night that takes in many files reads its settings and its master long before it makes a document."""
    quiet.workspace = read_workspace(quiet.workspace.root)
    save(quiet)
    run_night(quiet.workspace, IN_TIME, quiet.clock + 3600)
    again, report = made_again(quiet, quiet.night)
    assert report.failures == []
    assert [path for path in again if "04_会議資料" in path]


def test_a_program_renewed_while_files_are_taken_in_makes_its_documents_the_next_night(quiet, tmp_path, monkeypatch):
    program = tmp_path / "プログラム" / "night.py"
    program.parent.mkdir()
    program.write_text("", encoding="utf-8")
    monkeypatch.setattr(kusei_batch, "__file__", str(program))
    quiet.night()

    def take_in_meanwhile(*args):
        program.write_text("# 新しい版", encoding="utf-8")
        return inbox_run.take_in(*args)

    monkeypatch.setattr(night, "take_in", take_in_meanwhile)
    quiet.night()
    monkeypatch.setattr(night, "take_in", inbox_run.take_in)
    again, _ = made_again(quiet, quiet.night)
    assert [path for path in again if path.endswith("_集計.xlsx")]


def test_a_letter_bears_the_era_of_its_day_whenever_that_is_entered(issued):
    """Its round's days lie before the era, so that nothing else in the letter changes."""
    config = issued.workspace.root / "config.toml"
    settings = config.read_text("utf-8").replace("\ndate = ", "\n# date = ")  # without meetings it is never over
    config.write_text(settings, "utf-8")
    day = dt.date(2027, 2, 10)
    issued.night(day)
    (letter,) = issued.workspace.outbox.rglob("06_通知/*/*_督促文（期限後）.docx")
    assert "令和9年2月10日" in {paragraph.text for paragraph in docx.Document(letter).paragraphs}
    config.write_text(f'{settings}\n[[eras]]\nname = "新元"\nletter = "N"\nstart = 2027-01-08\n', "utf-8")
    issued.night(day)
    assert "新元元年2月10日" in {paragraph.text for paragraph in docx.Document(letter).paragraphs}
