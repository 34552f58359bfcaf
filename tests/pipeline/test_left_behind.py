"""What lies there under the name of a ward or round that there is no more goes into 済, where nobody takes it for news."""

import datetime as dt
import re

import docx
import openpyxl
import pytest

from kusei_batch.config import read_workspace
from tests.pipeline.desk import IN_TIME, TARGET

OLD, NEW = "見本区", "新見本区"


@pytest.fixture
def desk(issued):
    """A night over the sheets of a ward, of which one has come in."""
    issued.hand_in("1303", [TARGET])
    issued.night()
    return issued


def rename_ward(desk, old=OLD, new=NEW):
    book = openpyxl.load_workbook(desk.workspace.master_path)
    cell = next(cell for row in book["区"].iter_rows() for cell in row if cell.value == old)
    cell.value = new
    book.save(desk.workspace.master_path)


def there(desk, ward):
    """What tells of a ward by its name and lies where people look, but for pages and receipts."""
    outbox = desk.workspace.outbox
    kinds = (
        "03_集計/*.*",
        "04_会議資料/*.*",
        "年間予定表/*.*",
        f"06_通知/{ward}/*.docx",
        f"06_通知/{ward}/依頼文/*.txt",
    )
    found = [path for kind in kinds for path in outbox.rglob(kind) if path.is_file()]
    return {path.name.replace(ward, "〔区〕") for path in found if f"_{ward}" in path.name or path.suffix == ".txt"}


def test_the_ward_of_another_name_has_all_that_the_one_before_had(desk):
    before = there(desk, OLD)
    assert {name.rpartition(".")[2] for name in before} == {"xlsx", "csv", "ics", "docx", "txt"}
    rename_ward(desk)
    report = desk.night()
    assert report.failures == []
    assert (there(desk, OLD), there(desk, NEW)) == (set(), before)
    put_away = {path.name for path in desk.workspace.outbox.rglob("済/*")}
    assert {name.replace("〔区〕", OLD) for name in before} <= put_away
    # And back: what was put away does not come in the way.
    rename_ward(desk, NEW, OLD)
    assert desk.night().failures == []
    assert (there(desk, OLD), there(desk, NEW)) == (before, set())


def test_what_somebody_has_changed_stays(desk):
    (summary,) = desk.workspace.outbox.rglob("*_集計.xlsx")
    book = openpyxl.load_workbook(summary)
    book.save(summary)
    rename_ward(desk)
    desk.night()
    assert summary.is_file()


def test_a_paper_that_somebody_has_changed_stays_without_the_newest_beside_it(desk):
    paper, untouched = sorted(desk.workspace.outbox.rglob(f"04_会議資料/*_{OLD}_*.docx"))
    document = docx.Document(paper)
    document.add_paragraph("会議で配るときの補足")
    document.save(paper)
    before = paper.read_bytes()
    # What changed since is beside it, until the ward has another name.
    desk.hand_in("1304", [TARGET])
    desk.night()
    newest = paper.with_stem(f"{paper.stem}（最新）")
    assert newest.is_file()
    rename_ward(desk)
    for _ in range(2):
        assert desk.night().failures == []
        assert paper.read_bytes() == before
        assert [path.is_file() for path in (newest, untouched)] == [False, False]
    assert {path.name for path in (paper.parent / "済").iterdir()} == {newest.name, untouched.name}


def test_the_papers_of_a_ward_that_had_another_name_at_the_meeting_stay(desk):
    """One of the two meetings is over; the paper of the other goes."""
    other, seen = sorted(desk.workspace.outbox.rglob(f"04_会議資料/*_{OLD}_*.docx"))
    assert "委員会" in seen.name
    before = seen.read_bytes()
    rename_ward(desk)
    assert desk.night(dt.date(2026, 5, 21)).failures == []
    assert seen.read_bytes() == before
    assert not other.exists()
    assert (other.parent / "済" / other.name).is_file()


def test_the_papers_for_each_row_go_with_the_ward_that_is_called_otherwise(desk):
    config = desk.workspace.root / "config.toml"
    own = '[[rounds.papers]]\ntemplate = "部長面談資料.docx"\nname = "部長面談資料"\neach = "部"\n\n[[eras]]'
    config.write_text(config.read_text("utf-8").replace("[[eras]]", own, 1), "utf-8")
    assert desk.night().failures == []
    before = there_for_rows(desk, OLD)
    rename_ward(desk)
    assert desk.night().failures == []
    assert before
    assert (there_for_rows(desk, OLD), there_for_rows(desk, NEW)) == (set(), before)
    assert len(list(desk.workspace.outbox.rglob("部長面談資料/済/*.docx"))) == len(before)


def there_for_rows(desk, ward):
    """The papers of a ward for the rows of a list."""
    found = desk.workspace.outbox.rglob(f"04_会議資料/部長面談資料/*_{ward}_*.docx")
    return {path.name.replace(ward, "〔区〕") for path in found}


def test_nothing_is_put_away_while_a_fault_may_have_left_it_out(desk):
    before = there(desk, OLD)
    rename_ward(desk)
    book = openpyxl.load_workbook(desk.workspace.master_path)
    next(cell for row in book["部署"].iter_rows() for cell in row if cell.value == "保険年金課").value = "区民課"
    book.save(desk.workspace.master_path)
    desk.night()
    assert [fault.code for fault in desk.workspace.faults] == ["master-duplicate"]
    assert before <= there(desk, OLD)


def test_nobody_is_asked_any_more_in_a_round_that_has_another_name(desk):
    config = desk.workspace.root / "config.toml"
    config.write_text(config.read_text("utf-8").replace('name = "目標設定"', 'name = "目標の設定"', 1), "utf-8")
    outbox = desk.workspace.outbox
    (summary,) = outbox.rglob("*_集計.xlsx")
    assert list(outbox.rglob("06_通知/*/*_依頼文.docx"))
    receipts = list(outbox.rglob("*_受付票.txt"))
    desk.night()
    asking = [p for p in outbox.rglob("目標設定/06_通知/**/*") if p.is_file() and "済" not in p.parts]
    assert [path for path in asking if "受付票" not in path.name] == []
    assert summary.is_file()
    assert receipts
    assert list(outbox.rglob("*_受付票.txt")) == receipts
    assert desk.night(IN_TIME).failures == []


@pytest.mark.parametrize(("sheet", "old", "new"), [("部署", "保険年金課", "国保年金課"), ("区", OLD, NEW)])
def test_what_was_sent_back_under_a_former_name_is_put_away_with_the_new_one_in_its_place(desk, sheet, old, new):
    place = desk.folder("1304")
    desk.hand_in("1304", [TARGET | {"目標": None}])
    (place / "写真.xlsx").write_bytes(b"\x89PNG\r\n" + bytes(100))
    desk.settle(place / "写真.xlsx")
    desk.night()
    before = {path for path in desk.workspace.outbox.rglob("02_差戻し/*/*_1304_*") if path.is_file()}
    assert {path.suffix for path in before} == {".xlsx", ".txt"}
    book = openpyxl.load_workbook(desk.workspace.master_path)
    next(cell for row in book[sheet].iter_rows() for cell in row if cell.value == old).value = new
    book.save(desk.workspace.master_path)
    desk.workspace = read_workspace(desk.workspace.root)
    place.rename(desk.folder("1304"))
    assert desk.night().failures == []
    assert {path for path in before if path.exists()} == before, "the sheet has its name until it is issued again"
    desk.issue(again=True)
    assert desk.night().failures == []
    assert not any(path.exists() for path in before)
    after = {path for path in desk.workspace.outbox.rglob("02_差戻し/*/*_1304_*") if path.is_file()}
    assert len(after) == len(before)
    assert {path.name for path in desk.workspace.outbox.rglob("02_差戻し/*/済/*")} == {path.name for path in before}


def released(desk, folder="公開用"):
    """What is published, by its path below 05_公表."""
    found = [p for p in desk.workspace.outbox.rglob(f"05_公表/*/{folder}/**/*") if p.is_file()]
    return {"/".join(p.parts[p.parts.index("05_公表") + 1 :]): p.read_bytes() for p in found}


def test_a_page_that_is_asked_for_no_more_is_not_among_what_is_to_be_published(desk):
    before = released(desk)
    config = desk.workspace.root / "config.toml"
    settings = config.read_text("utf-8")
    head, page, rest = re.split(r"(?s)(?=\[\[rounds\.pages\]\])|(?=\[\[eras\]\])", settings, maxsplit=2)
    assert f"{OLD}/公開用/目標/index.html" in before
    config.write_text(head + rest, "utf-8")
    for _ in range(2):
        assert desk.night().failures == []
        assert (released(desk), released(desk, "前回").keys()) == ({}, {p.replace("公開用", "前回") for p in before})
    config.write_text(settings, "utf-8")
    assert desk.night().failures == []
    assert {**released(desk), f"{OLD}/公開用/manifest.json": b""} == {**before, f"{OLD}/公開用/manifest.json": b""}
    assert page


def test_a_page_is_published_under_the_name_its_ward_has(desk):
    before = {path.replace(OLD, NEW, 1) for path in released(desk)}
    rename_ward(desk)
    desk.night()
    assert released(desk).keys() == before


def test_a_page_whose_setting_is_faulty_stays_published(desk):
    before = released(desk)
    config = desk.workspace.root / "config.toml"
    config.write_text(config.read_text("utf-8").replace('date = "5月28日"', 'date = "13月45日"'), "utf-8")
    desk.night()
    assert desk.workspace.pages(desk.workspace.rounds[0]) == ()
    assert released(desk) == before
