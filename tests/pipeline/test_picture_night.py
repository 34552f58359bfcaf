"""A picture through the nights: shown nowhere until it is cleared; sent back and issued again with its sheet."""

from __future__ import annotations

import io
import json
import re
import shutil
import zipfile
from copy import copy
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from PIL import Image

from kusei_batch.config import read_workspace
from kusei_batch.core.clearance import HEADINGS, SHEET
from kusei_batch.core.record import WITHHELD
from kusei_batch.pipeline.workspace.form_check import read_form
from kusei_batch.pipeline.workspace.verifying import verify_workspace
from tests.collect.picture_form import FIRST, HEAD, drawn, picture_book, with_pictures
from tests.collect.picture_form import SHEET as CASES
from tests.pipeline.desk import ROUND, Desk, codes, outputs, verdicts

A, B = "1303", "1304"
GPS = 0x8825
PAGE = """{% extends "公表の枠.html" %}
{% block 本文 %}
{% for 行 in 記録() %}
<p>{{ 行.題 }}</p>
{% if 行.会場の写真 == "写真あり" %}{{ 写真(行, "会場の写真", 行.題) }}{% endif %}
{% endfor %}
{% endblock %}
"""
SETTINGS = """
[[rounds.papers]]
template = "写真.docx"
name = "写真の資料"

[[rounds.pages]]
template = "写真.html"
name = "写真"
columns = ["題", "会場の写真", "取組例.取組"]

"""


def photograph() -> bytes:
    exif = Image.Exif()
    exif.get_ifd(GPS)[1] = "N"
    return drawn(2400, 1800, "JPEG", exif=exif)


@pytest.fixture(scope="module")
def issued(tmp_path_factory) -> Desk:
    """The form with pictures is out; a paper and a page show them."""
    made = Desk(tmp_path_factory.mktemp("写真") / "作業")
    root = made.workspace.root
    book = picture_book()
    for name, value in (("様式ID", ROUND), ("様式名", ROUND)):
        next(row for row in book.workbook["_設定"].iter_rows() if row[0].value == name)[1].value = value
    book.workbook.save(root / "templates_xlsx" / f"{ROUND}.xlsx")
    paper = docx.Document()
    for text in ("{%p for 行 in 記録() %}", '{{ 写真(行, "会場の写真", 行.題, 幅=60) }}', "{%p endfor %}"):
        paper.add_paragraph(text)
    paper.save(str(root / "templates_docx" / "写真.docx"))
    (root / "templates_html" / "写真.html").write_text(PAGE, encoding="utf-8")
    config = root / "config.toml"
    text = config.read_text(encoding="utf-8")
    config.write_text(
        re.sub(r"(?s)\[\[rounds\.(papers|pages)\]\].*(?=\[\[eras)", SETTINGS.replace("\\", ""), text), encoding="utf-8"
    )
    made.workspace = read_workspace(root)
    made.form = read_form(made.workspace, ROUND)
    made.issue()
    return made


def copied(desk: Desk, folder: Path) -> Desk:
    """A desk of its own, with the workspace as it stands."""
    made = copy(desk)
    shutil.copytree(desk.workspace.root, folder)
    made.workspace = read_workspace(folder)
    return made


@pytest.fixture(scope="module")
def asked(issued, tmp_path_factory) -> Desk:
    """A department has answered with two pictures, and a night has asked about them."""
    made = copied(issued, tmp_path_factory.mktemp("写真") / "作業")
    sheet = typed(made.blank(A), B2="床の線", B6="線を引いた", B8="札を掛けた")
    hand_in(made, A, "様式.xlsx", with_pictures_of(sheet, {HEAD: photograph(), FIRST: drawn(70, 60)}))
    assert verdicts(made.night()) == {"様式.xlsx": "accepted"}
    return made


@pytest.fixture(scope="module")
def cleared(asked, tmp_path_factory) -> Desk:
    """One of the two was cleared, and a night has shown it."""
    made = copied(asked, tmp_path_factory.mktemp("写真") / "作業")
    decide(made, "会場の写真", "公表可")
    made.night()
    return made


@pytest.fixture
def desk(issued, tmp_path) -> Desk:
    return copied(issued, tmp_path / "作業")


@pytest.fixture
def shown(cleared, tmp_path) -> Desk:
    return copied(cleared, tmp_path / "作業")


def hand_in(desk: Desk, department: str, name: str, content: bytes) -> None:
    path = desk.folder(department) / name
    path.write_bytes(content)
    desk.settle(path)


def typed(blank: Path, **cells: str) -> bytes:
    book = openpyxl.load_workbook(blank)
    for cell, text in cells.items():
        book[CASES][cell] = text or None
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def decide(desk: Desk, field: str, word: str) -> None:
    book = openpyxl.load_workbook(desk.workspace.decisions_path)
    for row in book[SHEET].iter_rows(min_row=2):
        if row[HEADINGS.index("項目")].value == field:
            row[HEADINGS.index("判断")].value = word
    book.save(desk.workspace.decisions_path)


def paper_of(desk: Desk) -> tuple[str, list[str]]:
    """The body of the ward's paper, and the pictures in it."""
    (path,) = [p for p in desk.workspace.outbox.rglob("*.docx") if "写真" in p.name or "04_" in str(p)]
    with zipfile.ZipFile(path) as archive:
        names = [name for name in archive.namelist() if name.startswith("word/media/photo-")]
        return archive.read("word/document.xml").decode(), names


def published(desk: Desk) -> dict[str, bytes]:
    (folder,) = desk.workspace.outbox.rglob("公開用")
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def pictures_in(workbook: Path) -> dict[str, bytes]:
    """The pictures of the sheet by the cell their corner lies in, as another program reads them."""
    sheet: Any = openpyxl.load_workbook(workbook)[CASES]
    return {f"{chr(65 + i.anchor._from.col)}{i.anchor._from.row + 1}": i._data() for i in sheet._images}


def test_nobody_sees_a_picture_before_it_is_cleared(asked):
    rows = list(openpyxl.load_workbook(asked.workspace.decisions_path)[SHEET].iter_rows(min_row=2, values_only=True))
    questions = [dict(zip(HEADINGS, row, strict=False)) for row in rows]
    assert [(r["項目"], r["場所"], r["種類"]) for r in questions] == [
        ("会場の写真", f"{CASES}!{HEAD}", "写真"),
        ("写真", f"{CASES}!{FIRST}", "写真"),
    ]
    body, media = paper_of(asked)
    assert WITHHELD in body
    assert media == []
    assert [name for name in published(asked) if "photo" in name] == []
    assert b"<img" not in published(asked)["写真/index.html"]


def with_pictures_of(data: bytes, placed: dict[str, bytes]) -> bytes:
    return with_pictures(data, *placed.items())


def test_once_cleared_it_is_in_paper_and_page_without_the_place_it_was_taken(cleared):
    body, media = paper_of(cleared)
    assert len(media) == 1
    assert 'descr="床の線"' in body
    files = published(cleared)
    (photo,) = [name for name in files if "photo" in name]
    assert photo.endswith(".jpg")
    picture = Image.open(io.BytesIO(files[photo]))
    assert picture.size == (1600, 1200)
    assert not picture.getexif()
    page = files["写真/index.html"].decode()
    assert f'src="{photo.partition("/")[2]}" alt="床の線" width="1600" height="1200"' in page
    manifest = json.loads(files["manifest.json"])
    assert photo in [told["path"] for told in manifest["files"]]
    (csv,) = cleared.workspace.outbox.rglob("*_データ.csv")
    assert WITHHELD in csv.read_text(encoding="utf-8-sig")  # that of the record is still asked about


def test_nothing_is_made_anew_for_nothing(shown):
    before, paper = published(shown), paper_of(shown)
    looks = {
        p: p.stat().st_mtime_ns for p in shown.workspace.outbox.rglob("*") if p.suffix in (".docx", ".html", ".jpg")
    }
    shown.night()
    del looks[shown.workspace.outbox / "状況.html"]
    assert {p: p.stat().st_mtime_ns for p in looks} == looks
    touched = next(p for p in shown.workspace.outbox.rglob("index.html"))
    touched.write_bytes(touched.read_bytes() + b" ")
    shown.night()
    assert {**published(shown), "manifest.json": before["manifest.json"]} == before
    assert paper_of(shown) == paper


def test_a_hidden_picture_stays_out(shown):
    decide(shown, "写真", "伏せる")
    shown.night()
    rows = list(openpyxl.load_workbook(shown.workspace.decisions_path)[SHEET].iter_rows(min_row=2, values_only=True))
    assert [row[HEADINGS.index("判断")] for row in rows] == ["公表可", "伏せる"]


def test_a_sheet_sent_back_bears_its_pictures_and_corrected_it_counts(desk):
    one, other = drawn(80, 60), drawn(70, 60)
    sheet = typed(desk.blank(B), B2="案内板", B6="板を替えた", B8="場所を移した", D8="別添")
    hand_in(desk, B, "案内板.xlsx", with_pictures_of(sheet, {HEAD: one, FIRST: other}))
    report = desk.night()
    assert verdicts(report)["案内板.xlsx"] == "sent_back"
    (result,) = [f for f in report.files if f.verdict.value == "sent_back"]
    assert codes(result) == {"words-for-picture"}
    (returned,) = outputs(report, "sent_back")
    assert pictures_in(returned) == {HEAD: one, FIRST: other}
    hand_in(desk, B, "直し.xlsx", typed(returned, D8=""))
    report = desk.night()
    assert verdicts(report)["直し.xlsx"] == "accepted"
    asked = list(openpyxl.load_workbook(desk.workspace.decisions_path)[SHEET].iter_rows(min_row=2, values_only=True))
    assert [row[HEADINGS.index("項目")] for row in asked if row[1] == B] == ["会場の写真", "写真"]


def test_a_sheet_issued_again_bears_its_pictures(desk):
    pictures = {HEAD: drawn(80, 60), FIRST: drawn(70, 60)}
    sheet = typed(desk.blank(B), B2="案内板", B6="板を替えた", B8="場所を移した")
    hand_in(desk, B, "案内板.xlsx", with_pictures_of(sheet, pictures))
    assert verdicts(desk.night()) == {"案内板.xlsx": "accepted"}
    desk.issue(again=True, department=B)
    (again,) = desk.workspace.outbox.rglob(f"01_配布/*/*_{B}_*.xlsx")
    assert pictures_in(again) == pictures


def test_verify_finds_a_picture_that_is_gone(shown):
    assert [p.code for p in verify_workspace(shown.workspace)] == []
    kept = sorted(shown.workspace.archive.glob("*/*.jpg"))
    content = kept[0].read_bytes()
    kept[0].unlink()
    assert [p.code for p in verify_workspace(shown.workspace)] == ["picture-gone"]
    kept[0].write_bytes(content[:-1])
    assert [p.code for p in verify_workspace(shown.workspace)] == ["picture-gone"]
    kept[0].write_bytes(content)


@pytest.mark.parametrize("harm", [Path.unlink, lambda path: path.write_bytes(path.read_bytes()[:-1] + b"\0")])
def test_documents_made_while_a_picture_was_gone_have_it_once_it_is_back(shown, harm):
    (kept,) = (p for p in shown.workspace.archive.glob("*/*.jpg") if Image.open(p).size == (1600, 1200))
    content, paper, page = kept.read_bytes(), paper_of(shown), published(shown)
    harm(kept)
    config = shown.workspace.root / "config.toml"
    settings = config.read_text(encoding="utf-8")
    config.write_text(settings.replace('city = "見本市"', 'city = "見本の市"'), encoding="utf-8")
    for _ in range(2):
        report = shown.night()
        assert (paper_of(shown)[1], [name for name in published(shown) if "photo" in name]) == ([], [])
        # Once, though paper, page and the workbook are made without it; and as long as it is gone.
        (gone,) = report.faults
        assert (gone.code, gone.location.file) == ("picture-gone", "見本区/区民課/様式.xlsx")
    page_told = (shown.workspace.outbox / "状況.html").read_text(encoding="utf-8")
    assert "写真を入れ直した様式を出し直してもらいます" in page_told
    kept.write_bytes(content)
    assert shown.night().faults == []
    assert paper_of(shown)[1] == paper[1]
    photos = {name: content for name, content in page.items() if "photo" in name}
    assert photos.items() <= published(shown).items()
    before = {p: p.stat().st_mtime_ns for p in shown.workspace.outbox.rglob("*.docx")}
    shown.night()
    assert {p: p.stat().st_mtime_ns for p in shown.workspace.outbox.rglob("*.docx")} == before
