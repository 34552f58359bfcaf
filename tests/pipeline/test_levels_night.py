"""The city above its wards: its documents are made of theirs, and say the same of each."""

from __future__ import annotations

import csv
import datetime as dt
from decimal import Decimal

import docx
import openpyxl
import pytest
from docx.oxml.ns import qn

from kusei_batch.config import read_workspace
from kusei_batch.core.submission import State
from kusei_batch.report.palette import HEAT
from tests.pipeline.city import CITY, UNITS, WARDS, City

ROUND = "目標設定"
PAPER = """
[[rounds.papers]]
template = "区企画調整会議.docx"
name = "区民サービス部長会議資料"
level = "市"
date = "6月10日"
"""
DAY = dt.date(2026, 5, 8)
MIDYEAR, MIDDAY = "中間報告", dt.date(2026, 10, 30)
MIDYEAR_PAPER = PAPER.replace("区企画調整会議", "区民サービス部長会議（中間）").replace("6月10日", "11月25日")


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    """Every department of three wards has its sheet; the last of the third ward hands in nothing."""
    city = City(tmp_path_factory.mktemp("市"), (ROUND, MIDYEAR), {ROUND: PAPER, MIDYEAR: MIDYEAR_PAPER})
    sheets = city.issue(ROUND)
    for sheet in sheets[:-1]:
        assert city.hand_in(sheet)
    city.report = city.night(DAY)
    return city


def rows_of(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_what_the_city_has_is_what_its_wards_have(city):
    found = city.files("*_データ.csv") or city.files("*_データ_目標.csv")
    own, every = found[next(n for n in found if CITY in n)], [found[next(n for n in found if w in n)] for w in WARDS]
    assert own.parent.name == CITY
    assert {path.parent.name for path in every} == {"03_集計"}
    heading, *rows = rows_of(own)
    assert rows == [row for path in every for row in rows_of(path)[1:]]
    assert {row[heading.index("区名")] for row in rows} == set(WARDS)


def test_its_workbook_counts_each_ward_as_its_own_does(city):
    books = {name: openpyxl.load_workbook(path) for name, path in city.files("*_集計.xlsx").items()}
    (own,) = (book for name, book in books.items() if CITY in name)
    for sheet in ("場面別", "理念別", "予算措置別"):
        side_by_side = figures(own[sheet])
        for ward in WARDS:
            (theirs,) = (figures(book[sheet]) for name, book in books.items() if ward in name)
            for (row, column), figure in theirs.items():
                if column == "計" and row[0] not in "計実":
                    assert side_by_side[row, ward] == figure
        assert sum(side_by_side[("場面" in sheet and "計（延べ）") or "計", ward] for ward in WARDS) > 20


def figures(sheet):
    """The figures of a cross-tab by the labels of row and column, the wards and departments in the columns."""
    rows = [[cell.value for cell in row if cell.value is not None] for row in sheet.iter_rows()]
    start = next(n for n, row in enumerate(rows) if row and "＼" in str(row[0]))
    heading, body = rows[start], []
    for row in rows[start + 1 :]:
        if len(row) != len(heading):
            break
        body.append(row)
    found = {(row[0], column): value for row in body for column, value in zip(heading[1:], row[1:], strict=True)}
    return {(c, r): v for (r, c), v in found.items()} if heading[0].startswith(("部署名", "区名")) else found


def test_departments_of_one_name_are_told_apart_by_their_wards(city):
    (path,) = (p for n, p in city.files("*_集計.xlsx").items() if CITY in n)
    words = {str(cell.value) for sheet in openpyxl.load_workbook(path) for row in sheet.iter_rows() for cell in row}
    assert {f"{ward}　区民課" for ward in WARDS} <= words
    assert "区民課" in words  # in the data, beside 区名


def test_its_papers_are_its_own_and_theirs_are_theirs(city):
    papers = {path.relative_to(city.workspace.outbox).as_posix() for path in city.workspace.outbox.rglob("*.docx")}
    city_papers = {path for path in papers if "区民サービス部長会議" in path}
    assert city_papers == {f"R08/{ROUND}/04_会議資料/{CITY}/R08_{ROUND}_{CITY}_区民サービス部長会議資料.docx"}
    assert not [path for path in papers if CITY in path and "区企画調整会議" in path]
    assert not city.report.failures


def test_papers_for_each_division_of_a_ward_stay_beside_those_of_the_others(city):
    """Each ward puts away what it has no more, and nothing of another's."""
    city.reread()
    city.night(DAY)
    folder = city.workspace.year_folder(2026, ROUND) / "04_会議資料" / "部長面談資料"
    wards = {path.name.split("_")[2] for path in folder.glob("*.docx")}
    assert wards == set(WARDS)
    assert not (folder / "済").exists()


def test_every_department_is_covered_once(city):
    states = [c.state for c in city.report.coverage if c.round == ROUND]
    assert states.count(State.ACCEPTED) == len(states) - 1 == 3 * len(city.departments) - 1


def test_a_second_night_writes_nothing_new(city):
    before = {path: path.stat().st_mtime_ns for path in city.workspace.outbox.rglob("04_会議資料/**/*.docx")}
    city.reread()
    city.night(DAY)
    assert {path: path.stat().st_mtime_ns for path in before} == before


def test_a_ward_says_the_same_whether_there_is_a_city_or_not(city, tmp_path):
    alone = City(tmp_path / "区だけ", (ROUND,))
    book = openpyxl.load_workbook(alone.workspace.master_path)
    del book["組織"]
    book.save(alone.workspace.master_path)
    alone.reread()
    assert alone.workspace.master.above == ()
    for sheet in alone.issue(ROUND)[:-1]:
        alone.hand_in(sheet)
    alone.night(DAY)
    assert not [name for name in alone.files("*") if CITY in name]
    here, there = alone.files("*.csv"), city.files("*.csv")
    assert all(path.read_bytes() == there[name].read_bytes() for name, path in here.items())


@pytest.mark.parametrize(
    ("line", "told"),
    [('level = "府"', "config-unknown-level"), ('totals = ["局"]', "config-unknown-level")],
)
def test_a_level_nobody_is_of_is_told(tmp_path, line, told):
    city = City(tmp_path / "作業", (ROUND,))
    path = city.folder / "config.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("opens =", f"{line}\nopens =", 1), encoding="utf-8")
    assert told in [problem.code for problem in read_workspace(city.folder).faults]


def test_a_round_goes_to_the_departments_of_its_level(tmp_path):
    """市 > 局: a bureau's departments get what is for bureaus, and nothing else."""
    bureau = ("91", "市民局", "局", "90")
    city = City(tmp_path / "作業", (ROUND, "実績報告"), {})
    row = ("9101", "91", None, "区政推進課", 1, "内線 1")
    city.write_master([*UNITS, bureau], [row])
    path = city.folder / "config.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('form = "実績報告"', 'form = "実績報告"\nlevel = "局"', 1), encoding="utf-8")
    city.reread()
    concerned = {
        r.name: {d.code for d in city.workspace.master.departments if r.is_for(d.code)} for r in city.workspace.rounds
    }
    assert concerned["実績報告"] == {"9101"}
    assert "9101" not in concerned[ROUND]
    assert len(concerned[ROUND]) == 3 * len(city.departments)
    assert {sheet.ward_code for sheet in city.issue("実績報告")} == {"91"}


@pytest.fixture(scope="module")
def midyear(city):
    """The sheets of the middle of the year are in as well; the tests above see the city as it was before."""
    for sheet in city.issue(MIDYEAR)[:-1]:
        assert city.hand_in(sheet)
    city.reread()
    report = city.night(MIDDAY)
    assert not report.failures
    return city


def test_standards_that_are_not_kept_are_shares_of_each_ward(midyear):
    """The program's figures against a count of the data of each ward by its own."""
    folder = midyear.workspace.year_folder(2026, MIDYEAR) / "03_集計"
    (book,) = (folder / CITY).glob("*_集計.xlsx")
    shown = figures(openpyxl.load_workbook(book)["基準別の未遵守率"])
    seen = set()
    for ward in WARDS:
        heading, *rows = rows_of(next(folder.glob(f"*_{ward}_データ.csv")))
        text, kept, source = (heading.index(name) for name in ("本文", "遵守状況", "出典"))
        states: dict[str, list[bool]] = {}
        for row in rows:
            if row[source] != "所属基準" and row[kept] != "該当なし":
                states.setdefault(row[text], []).append(row[kept] != "遵守")
        for standard, broken in states.items():
            share = float(round(Decimal(100 * sum(broken)) / len(broken), 1))
            assert shown[standard, ward] == pytest.approx(share, abs=0.051)
            seen.add(share)
    assert len(seen) > 1


def test_the_standards_the_paper_counts_are_those_of_its_tables(midyear):
    """A standard kept in part is among those that are not kept, in the sentence as in the shares."""
    folder = midyear.workspace.year_folder(2026, MIDYEAR)
    states = []
    for ward in WARDS:
        heading, *rows = rows_of(next((folder / "03_集計").glob(f"*_{ward}_データ.csv")))
        kept, source = heading.index("遵守状況"), heading.index("出典")
        states += [row[kept] for row in rows if row[source] != "所属基準"]
    in_part, not_kept = states.count("一部未遵守"), states.count("未遵守")
    assert in_part
    (paper,) = (folder / "04_会議資料" / CITY).glob("*区民サービス部長会議資料.docx")
    said = [line.text for line in docx.Document(str(paper)).paragraphs if line.text.startswith("基準　")]
    (sentence,) = said
    assert f"守られていない基準（一部を含む。）は{in_part + not_kept}件、うち未遵守は{not_kept}件です。" in sentence


def test_the_more_the_darker_in_workbook_and_paper(midyear):
    folder = midyear.workspace.year_folder(2026, MIDYEAR)
    (book,) = (folder / "03_集計" / CITY).glob("*_集計.xlsx")
    cells = [cell for row in openpyxl.load_workbook(book)["場面別の未遵守率"].iter_rows() for cell in row]
    fills = {(cell.value, cell.fill.fgColor.rgb) for cell in cells if isinstance(cell.value, int | float)}
    dark = {value for value, fill in fills if fill == "FF" + HEAT[-1].fill.strip("#")}
    assert dark
    assert min(dark) > 0
    (paper,) = (folder / "04_会議資料" / CITY).glob("*.docx")
    shaded = set()
    for cell in docx.Document(paper).element.body.iter(qn("w:tc")):
        fill = cell.find(f"{qn('w:tcPr')}/{qn('w:shd')}")
        text = "".join(part.text or "" for part in cell.iter(qn("w:t")))
        if fill is not None and fill.get(qn("w:fill")) == HEAT[-1].fill.strip("#"):
            shaded.add(text)
    assert {f"{value:.1f}" for value in dark} <= shaded


def test_a_ward_has_nothing_of_what_is_for_the_city(midyear):
    folder = midyear.workspace.year_folder(2026, MIDYEAR) / "03_集計"
    for book in folder.glob("*_集計.xlsx"):
        names = openpyxl.load_workbook(book, read_only=True).sheetnames
        assert "部署別の遵守状況" in names
        assert not [name for name in names if "未遵守率" in name or "区別" in name]
