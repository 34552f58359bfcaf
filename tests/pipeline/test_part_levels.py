"""部 as a level, and levels that are called otherwise: what is made for each is made of everything below it alone."""

from __future__ import annotations

import csv
import datetime as dt
from collections import Counter

import docx
import openpyxl
import pytest

from kusei_batch.config import read_workspace
from kusei_batch.pipeline.workspace.doctor import examine_workspace
from tests.pipeline.city import City

ROUND = "目標設定"
DAY = dt.date(2026, 5, 8)
WARDS = ("東区", "中区")
DEPARTMENTS = ("1101", "1202", "1203", "1303", "1304")
PARTS = {"まちづくり推進部": ("1202", "1203"), "区民サービス部": ("1303", "1304")}
PAPER = """
[[rounds.papers]]
template = "区企画調整会議.docx"
name = "部の資料"
level = "{level}"
date = "5月29日"

[[rounds.pages]]
template = "目標の公表.html"
name = "部の目標"
level = "{level}"
date = "5月30日"
columns = ["場面", "理念", "目標", "具体的な取組内容", "評価指標", "目標値", "単位", "向き", "期限"]
"""


def filled(folder, level, write=lambda _book: None):
    """A city of two wards, each with one department that belongs to no 部; one sheet of it comes back with faults."""
    city = City(folder, (ROUND,), {ROUND: PAPER.format(level=level)}, WARDS, DEPARTMENTS)
    path = city.workspace.master_path
    book = openpyxl.load_workbook(path)
    write(book)
    book.save(path)
    city.reread()
    for sheet in city.issue(ROUND):
        city.hand_in(sheet)
    lost = city.workspace.inbox / WARDS[0] / "区民課" / "何かの表.xlsx"
    openpyxl.Workbook().save(lost)
    city.report = city.night(DAY)
    assert not city.report.failures
    return city


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    return filled(tmp_path_factory.mktemp("部"), "部")


def rows_of(city, name):
    found = [
        path for path in city.workspace.outbox.rglob("03_集計/**/*.csv") if path.name.endswith(f"_{name}_データ.csv")
    ]
    (path,) = found
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_what_a_division_has_is_what_its_departments_have(city):
    heading, *every = rows_of(city, WARDS[0])
    at = heading.index("部署コード")
    for part, codes in PARTS.items():
        own_heading, *own = rows_of(city, f"{WARDS[0]}　{part}")
        assert own_heading == heading
        assert own == [row for row in every if row[at] in codes]
        assert {row[at] for row in own} == set(codes)


def test_its_documents_lie_in_the_folder_of_its_ward(city):
    folder = city.workspace.year_folder(2026, ROUND) / "04_会議資料"
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*部の資料.docx")}
    assert names == {f"{w}/R08_{ROUND}_{w}　{part}_部の資料.docx" for w in WARDS for part in PARTS}


def test_its_figures_are_counted_among_its_own_departments(city):
    heading, *rows = rows_of(city, f"{WARDS[1]}　区民サービス部")
    scenes = [n for n, name in enumerate(heading) if name.startswith("場面")]
    counted = Counter(heading[n].partition("_")[2] or heading[n] for row in rows for n in scenes if row[n] == "1")
    folder = city.workspace.year_folder(2026, ROUND) / "03_集計" / WARDS[1]
    (book,) = folder.glob("*区民サービス部_集計.xlsx")
    (sheet,) = [s for s in openpyxl.load_workbook(book) if s.title == "場面別"]
    lines = [[cell.value for cell in row if cell.value is not None] for row in sheet.iter_rows()]
    shown = {line[0]: line[-1] for line in lines if len(line) == 4 and line[-1]}
    assert {scene: shown[scene] for scene in counted} == counted
    assert sum(counted.values()) > 2


def test_its_paper_names_its_departments_and_nobody_else(city):
    folder = city.workspace.year_folder(2026, ROUND) / "04_会議資料" / WARDS[0]
    document = docx.Document(folder / f"R08_{ROUND}_{WARDS[0]}　区民サービス部_部の資料.docx")
    words = "\n".join(node.text or "" for node in document.element.body.iter() if node.text)
    assert "区民課" in words
    assert not [name for name in ("企画課", "地域振興課", "危機管理担当", "中区") if name in words]


def test_a_file_that_answers_no_sheet_is_told_to_the_division_in_whose_folder_it_lies(city):
    folder = city.workspace.year_folder(2026, ROUND) / "03_集計" / WARDS[0]
    told = {
        path.name: any(
            "何かの表" in str(c.value) for sheet in openpyxl.load_workbook(path) for row in sheet for c in row
        )
        for path in folder.glob("*_集計.xlsx")
    }
    assert [name for name, has in told.items() if has] == [f"R08_{ROUND}_{WARDS[0]}　区民サービス部_集計.xlsx"]


def test_its_page_has_its_departments(city):
    home = city.workspace.year_folder(2026, ROUND) / "05_公表" / f"{WARDS[0]}　区民サービス部"
    (page,) = home.rglob("index.html")
    text = page.read_text(encoding="utf-8")
    assert "区民課" in text
    assert "企画課" not in text


def test_a_round_for_the_level_goes_to_the_departments_that_belong_to_one(city):
    path = city.folder / "config.toml"
    kept = path.read_text(encoding="utf-8")
    path.write_text(kept.replace("opens =", 'level = "部"\nopens =', 1), encoding="utf-8")
    asked = read_workspace(city.folder)
    path.write_text(kept, encoding="utf-8")
    concerned = {d.code for d in asked.master.departments if asked.rounds[0].is_for(d.code)}
    assert concerned == {f"{n}{code[1:]}" for n in (1, 2) for codes in PARTS.values() for code in codes}


def test_the_units_may_be_called_otherwise(tmp_path):
    """会社 > 事業部 > 課, of which some stand together in a グループ."""

    def write(book):
        units, wards, departments = book["組織"], book["区"], book["部署"]
        units["C2"] = "会社"
        wards["C1"] = "階層"
        departments.cell(1, 13, "部の階層")
        for row in (2, 3):
            wards.cell(row, 3, "事業部")
        for row in range(2, 12):
            departments.cell(row, 13, "グループ")

    city = filled(tmp_path / "会社", "グループ", write)
    path = city.folder / "config.toml"
    text = path.read_text(encoding="utf-8")
    papers = {path.name for path in city.workspace.outbox.rglob("*部の資料.docx")}
    assert papers == {f"R08_{ROUND}_{w}　{part}_部の資料.docx" for w in WARDS for part in PARTS}
    levels = [unit.level for unit in (*city.workspace.master.units, *city.workspace.master.parts)]
    assert levels == ["事業部", "事業部", "会社", *["グループ"] * 4]
    for level, expected in (("会社", 0), ("事業部", 0), ("部", 1)):
        path.write_text(text.replace('level = "グループ"', f'level = "{level}"'), encoding="utf-8")
        told = [p for p in examine_workspace(city.folder) if p.code == "config-unknown-level"]
        assert bool(told) == bool(expected), level
