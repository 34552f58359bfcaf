"""The city's survey and indicators: wards side by side, one rate of the city, and a mark where too few answered."""

from __future__ import annotations

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal

import docx
import openpyxl
import pytest

from kusei_batch.demo.filling import fill_sheet
from kusei_batch.pipeline.outputs.putting_away import issued_path
from kusei_batch.pipeline.workspace.form_check import read_form
from kusei_batch.sample.year import HandIn, TableFilling
from tests.pipeline.example_city import CITY, WARDS, ExampleCity

SURVEY, INDICATORS = "来庁者アンケート（後期）", "成果指標"
DAY = dt.date(2027, 3, 22)
GIVEN = {"1303": (120, 60, 20), "1304": (80, 10, 10), "2303": (90, 90, 20), "2304": (60, 20, 20),
         "3303": (10, 9, 1), "3304": (12, 4, 4)}  # fmt: skip
"""By department, how many were satisfied, somewhat satisfied and dissatisfied: of each question the same."""
VALUES = {"1": 81, "2": 86.5, "3": 79.5}
RATES = {"東区": "90.0", "西区": "86.7", "南区": "87.5"}
OF_THE_CITY = "88.3"


def percent(parts):
    """The share of those satisfied, of sums."""
    good, every = sum(a + b for a, b, _ in parts), sum(map(sum, parts))
    return str((Decimal(100 * good) / every).quantize(Decimal("0.1"), ROUND_HALF_UP))


def test_the_figures_expected_here_are_those_of_the_answers():
    own = {ward: [GIVEN[code] for code in GIVEN if code[0] == str(n)] for n, ward in enumerate(WARDS, 1)}
    assert {ward: percent(parts) for ward, parts in own.items()} == RATES
    assert percent(GIVEN.values()) == OF_THE_CITY


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    city = ExampleCity(tmp_path_factory.mktemp("アンケート"))
    for issued in [*city.issue(SURVEY), *city.issue(INDICATORS)]:
        form = read_form(city.workspace, issued.form)
        given = GIVEN.get(issued.department_code)
        department = next(d for d in city.workspace.master.departments if d.code == issued.department_code)
        if issued.round == SURVEY:
            usual = dict(zip(("満足", "やや満足", "不満"), given, strict=True))
            head = {"配布数": 2 * sum(given), "回収数": sum(given)}
            tables = {"設問": TableFilling(usual=usual)}
        else:
            value = VALUES[issued.ward_code]
            head, tables = {}, {"指標": TableFilling(usual={"実績値": value, "値の区分": "確定"})}
        path = city.workspace.inbox / department.ward.name / department.name / issued_path(city.workspace, issued).name
        path.parent.mkdir(parents=True, exist_ok=True)
        hand_in = HandIn(issued.round, issued.department_code, DAY, head, tables)
        fill_sheet(form, issued, hand_in, issued_path(city.workspace, issued), path)
    city.report = city.night(DAY)
    assert not city.report.failures
    return city


def lines_of(city, round_name, sheet):
    folder = city.workspace.year_folder(2026, round_name) / "03_集計" / CITY
    (book,) = folder.glob("*_集計.xlsx")
    return [[c.value for c in row if c.value is not None] for row in openpyxl.load_workbook(book)[sheet].iter_rows()]


def test_wards_stand_side_by_side_with_the_rate_of_the_city_and_few_answers_are_marked(city):
    lines = lines_of(city, SURVEY, "区別の満足率")
    heading = next(line for line in lines if line and "＼" in str(line[0]))
    assert heading[1:5] == ["東区", "西区", "南区※", "全体"]
    rows = [line for line in lines if len(line) == len(heading) and line is not heading]
    assert len(rows) == 6
    for row in rows:
        assert [f"{value:.1f}" for value in row[1:5]] == [*RATES.values(), OF_THE_CITY]
        assert row[5] == sum(map(sum, GIVEN.values()))
    (note,) = [line[0] for line in lines if line and str(line[0]).startswith("※")]
    assert "回答数が50に満たない" in note


def test_the_paper_of_the_city_says_the_same(city):
    (path,) = city.workspace.outbox.rglob(f"{SURVEY}/04_会議資料/{CITY}/*.docx")
    document = docx.Document(path)
    rows = [[c.text for c in row.cells] for table in document.tables for row in table.rows]
    heading = ["設問＼区名", "東区", "西区", "南区※", "全体", "回答数"]
    first = rows.index(heading) + 1
    answered = str(sum(map(sum, GIVEN.values())))
    assert [row[1:] for row in rows[first : first + 6]] == [[*RATES.values(), OF_THE_CITY, answered]] * 6
    assert any("50に満たない" in paragraph.text for paragraph in document.paragraphs)


def test_the_page_of_the_city_has_its_wards(city):
    home = city.workspace.year_folder(2026, SURVEY) / "05_公表" / CITY
    (page,) = home.rglob("index.html")
    text = page.read_text(encoding="utf-8")
    for words in ("南区※", OF_THE_CITY, RATES["東区"], "回答数が50に満たない", "40枚", "80枚"):
        assert words in text
    assert "部署別" not in text


def test_a_ward_s_own_page_has_no_mark_of_the_city(city):
    home = city.workspace.year_folder(2026, SURVEY) / "05_公表" / "東区"
    (page,) = home.rglob("index.html")
    text = page.read_text(encoding="utf-8")
    assert RATES["東区"] in text
    assert "南区" not in text


def test_indicators_stand_side_by_side(city):
    lines = lines_of(city, INDICATORS, "区別の実績値")
    heading = next(line for line in lines if line and "＼" in str(line[0]))
    assert heading[1:] == list(WARDS)
    (row,) = [line for line in lines if line and line[0] == "区役所の窓口に満足した方の割合"]
    assert row[1:] == list(VALUES.values())
    (short,) = [line for line in lines_of(city, INDICATORS, "区別の目標まで") if line and line[0] == row[0]]
    assert short[1:] == [85 - 81, 0, 85 - 79.5]
