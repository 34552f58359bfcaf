"""How sheets of the summary workbook read on screen and on paper: nothing cut, filters, dates, colours, turned tables."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

from kusei_batch.core.expression import parse_formula
from kusei_batch.core.form import Field, FieldKind, FieldType, Necessity, Table
from kusei_batch.core.period import Calendar
from kusei_batch.core.problem import Severity
from kusei_batch.core.submission import State
from kusei_batch.core.text.width import text_width
from kusei_batch.core.totals import ChartKind
from kusei_batch.report.summary_workbook.column_widths import fewest_pages, folded, pages_taken, pixels, row_height
from kusei_batch.report.views import RoundView, build_round_view
from kusei_batch.report.views.figures import ChartSeries
from kusei_batch.report.views.wording import field_label
from tests.report.sample import make_facts
from tests.report.written import write_summary_workbook

DATA = ("データ", "データ_共通")


def opened(view: RoundView, folder: Path) -> openpyxl.Workbook:
    write_summary_workbook(view, folder / "集計.xlsx")
    return openpyxl.load_workbook(folder / "集計.xlsx")


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> openpyxl.Workbook:
    """Three departments have answered, eleven have not."""
    facts = make_facts()
    coverage = [
        covered if number < 3 else replace(covered, state=State.MISSING, sha256=None)
        for number, covered in enumerate(facts.coverage)
    ]
    codes = {covered.department.code for covered in coverage[:3]}
    records = [record for record in facts.records if record.department.code in codes]
    return opened(build_round_view(make_facts(coverage=coverage, records=records)), tmp_path_factory.mktemp("少数"))


@pytest.fixture(scope="module")
def book(workbook_path: Path) -> openpyxl.Workbook:
    return openpyxl.load_workbook(workbook_path)


def lines_above_and_below(sheet: Worksheet) -> Iterator[tuple[int, str, float]]:
    """Row, text and points of whatever stands in column A outside of bordered tables."""
    for (cell,) in sheet.iter_rows(max_col=1):
        if isinstance(cell.value, str) and not cell.border.left.style:
            yield cell.row, cell.value, cell.font.size


def printed_width(sheet: Worksheet) -> tuple[float, int]:
    """What the printed columns hold together, in Excel's unit, and the last of them."""
    area = str(sheet.print_area).rpartition("!")[2]
    last = range_boundaries(area)[2] or 1
    dimensions: dict[int, float] = dict.fromkeys(range(1, last + 1), 8.43)
    for letter, dimension in sheet.column_dimensions.items():
        first = openpyxl.utils.column_index_from_string(letter)
        dimensions |= dict.fromkeys(range(dimension.min or first, (dimension.max or first) + 1), dimension.width)
    return sum((dimensions[i] for i in range(1, last + 1)), start=0.0), last


@pytest.mark.parametrize("name", ["few", "book"])
def test_no_heading_and_no_note_goes_beyond_the_printed_columns(name: str, request: pytest.FixtureRequest) -> None:
    told = 0
    for sheet in request.getfixturevalue(name):
        if sheet.title in DATA:
            continue
        room, last = printed_width(sheet)
        merged = {str(area) for area in sheet.merged_cells.ranges}
        for row, text, size in lines_above_and_below(sheet):
            told += 1
            assert f"A{row}:{get_column_letter(last)}{row}" in merged, (sheet.title, text)
            lines = -(-text_width(text) * size / 10 // room)
            height = sheet.row_dimensions[row].height
            assert height >= lines * size * 1.15, (sheet.title, text, height)
    assert told > 30


def test_the_departments_left_out_are_all_named(few: openpyxl.Workbook) -> None:
    notes = [text for sheet in few for _, text, _ in lines_above_and_below(sheet) if "を含みません" in text]
    assert notes
    assert all("保護課、衛生課、道路公園センター）" in text for text in notes)


def test_printed_tables_have_filters_and_keep_the_department_in_sight(book: openpyxl.Workbook) -> None:
    coverage, listed = book["提出状況"], book["目標一覧"]
    assert (coverage.freeze_panes, listed.freeze_panes) == ("D7", "C6")
    assert (coverage.auto_filter.ref, listed.auto_filter.ref) == ("A6:M20", f"A5:G{listed.max_row}")
    assert [book[name].freeze_panes for name in DATA] == ["H2", "H2"]
    kept = sum(book["データ"].column_dimensions[get_column_letter(i)].width for i in range(1, 8))
    assert kept < 100  # of some 320 that a screen shows at that zoom
    assert {sheet.sheet_view.zoomScale for sheet in book} == {85}


def test_days_of_the_sheet_are_dates_that_are_shown_by_their_era(view: RoundView, tmp_path: Path) -> None:
    first, *others = view.coverage.rows
    early = replace(first, received=dt.date(2019, 5, 7), corrected=dt.date(2026, 5, 7))
    changed = replace(view, coverage=replace(view.coverage, rows=(early, *others)))
    shown = replace(view.lists[0], fields={**view.lists[0].fields, 2: "期限"})
    sheets = opened(replace(changed, lists=(shown, *view.lists[1:])), tmp_path)
    row = sheets["提出状況"][7]
    assert [cell.value for cell in row[4:6]] == [dt.datetime(2019, 5, 7), dt.datetime(2026, 5, 7)]
    assert [cell.number_format for cell in row[4:6]] == [
        '[$-411]ggg"元年"m"月"d"日"',
        '[$-411]ggge"年"m"月"d"日"',
    ]
    assert {type(cell.value) for cell in sheets["目標一覧"]["C"][6:9]} <= {dt.datetime, str}
    assert dt.datetime(2027, 3, 31) in [cell.value for cell in sheets["目標一覧"]["C"]]


def test_only_departments_that_have_to_act_are_coloured(few: openpyxl.Workbook, book: openpyxl.Workbook) -> None:
    def coloured(sheet: Worksheet) -> set[str]:
        rows = [row for row in sheet.iter_rows() if isinstance(row[0].value, int)]
        return {str(row[3].value) for row in rows if row[3].fill.fgColor.rgb == "FFFBE9E4"}

    assert coloured(few["提出状況"]) == set()
    assert coloured(book["提出状況"]) == {"差戻し中", "期限超過"}


def test_the_rows_of_each_table_are_counted_apart(view: RoundView, tmp_path: Path) -> None:
    form = replace(view.form, tables=(Table("目標", 1, 3, 10), Table("基準", 1, 60, 60), Table("予備", 0, 1, 1)))
    rows = tuple(replace(row, table_rows={"目標": 3, "基準": 20, "予備": 0}) for row in view.coverage.rows)
    sheets = opened(replace(view, form=form, coverage=replace(view.coverage, rows=rows)), tmp_path)
    heading, first = ([cell.value for cell in row] for row in (sheets["提出状況"][6], sheets["提出状況"][7]))
    assert dict(zip(heading, first, strict=True)) | {"目標（件）": 3, "基準（件）": 20} == dict(
        zip(heading, first, strict=True)
    )
    assert "予備（件）" not in heading
    assert "件数" not in heading


def test_a_table_too_wide_for_a_page_is_turned_with_its_chart(view: RoundView, book: openpyxl.Workbook) -> None:
    tab = next(tab for tab in view.crosstabs if tab.name == "場面別")
    sheet = book["場面別"]
    rows = {row[0]: row[1:] for row in sheet.iter_rows(values_only=True) if row[0]}
    assert rows["部署名＼場面"][: len(tab.rows)] == tuple(row.label for row in tab.rows)
    for column, department in enumerate(tab.columns):
        expected = tuple("－" if row.values[column] is None else row.values[column] for row in tab.rows)
        assert rows[department][: len(tab.rows)] == expected
    (chart,) = sheet._charts  # type: ignore[attr-defined]
    for series, drawn in zip(chart.series, tab.chart.series, strict=True):
        found = sheet[series.val.numRef.f.partition("!")[2]]
        cells = [cell.value for cell in (found[0] if len(found) == 1 else [row[0] for row in found])]
        assert cells == ["－" if value is None else value for value in drawn.values]


def test_turning_twice_gives_the_same_table(view: RoundView) -> None:
    for tab in view.crosstabs:
        turned = tab.turned()
        assert [row.label for row in turned.rows] == list(tab.columns)
        assert turned.turned().rows == tab.rows
        assert turned.turned().chart == tab.chart


def test_totals_of_a_turned_table_can_be_drawn(view: RoundView, tmp_path: Path) -> None:
    tab = next(tab for tab in view.crosstabs if tab.name == "理念別")
    total = ChartSeries("計", tuple(row.margins[0] for row in tab.rows), ("margin", 0))
    drawn = replace(tab, chart=replace(tab.chart, kind=ChartKind.BAR, by_rows=True, series=(total,)))
    sheet = opened(replace(view, crosstabs=(drawn,)), tmp_path)["理念別"]
    (chart,) = sheet._charts  # type: ignore[attr-defined]
    (series,) = chart.series
    (cells,) = sheet[series.val.numRef.f.partition("!")[2]]
    assert [cell.value for cell in cells] == list(total.values)
    assert sheet[series.tx.strRef.f.partition("!")[2]].value == "計"


def test_names_that_find_no_room_side_by_side_stand_upright(view: RoundView, tmp_path: Path) -> None:
    tab = next(tab for tab in view.crosstabs if tab.name == "理念別")
    many = tuple(replace(tab.rows[0], label=f"長い名前の項目その{n}") for n in range(len(tab.columns) + 2))
    sheet = opened(replace(view, crosstabs=(replace(tab, rows=many, wants_chart=False),)), tmp_path)["理念別"]
    head = next(row for row in sheet.iter_rows() if row[0].value == tab.corner)
    assert {cell.alignment.textRotation for cell in head[1 : len(tab.columns)]} == {255}
    longest = max(map(len, tab.columns))
    assert sheet.row_dimensions[head[0].row].height >= longest * 11


def test_a_sheet_is_called_by_its_own_title_and_the_policy_may_stand_above_it(view: RoundView, tmp_path: Path) -> None:
    listed = replace(view.lists[0], title="区役所サービス向上目標　一覧", preface="1　早く、正しく\n2　親しみやすく")
    sheets = opened(replace(view, lists=(listed,)), tmp_path)
    texts = [text for _, text, _ in lines_above_and_below(sheets["目標一覧"])]
    assert texts[:5] == [
        "令和8年度　区役所サービス向上目標　一覧",
        "みどり区　目標設定　令和8年5月1日現在",
        "1　早く、正しく",
        "2　親しみやすく",
        f"{len(listed.rows)}件",
    ]
    titles = [next(lines_above_and_below(sheet))[1] for sheet in sheets if sheet.title not in (*DATA, "目次")]
    assert not any(re.search(view.labels.form_title, title) for title in titles[2:])


def test_a_long_list_takes_the_fewest_pages_that_8_points_allow() -> None:
    rows = [["総務課", "1", "電話対応", "あ" * 300, ""]] * 100
    asked = [18.0, 6.0, 14.0, 90.0, 34.0]
    widths = fewest_pages(asked, rows, 22)
    assert widths[:3] + widths[4:] == asked[:3] + asked[4:]
    assert 770 / (sum(map(pixels, widths)) * 0.75) >= 0.8
    assert pages_taken([row_height(row, widths) for row in rows], widths, 22)[0] <= 20
    few = rows[:3]
    assert fewest_pages(asked, few, 22) == asked


@pytest.fixture(scope="module")
def crowded(view: RoundView, tmp_path_factory: pytest.TempPathFactory) -> openpyxl.Workbook:
    """Four tables, the longest names of divisions and departments, and whom to call with a branch."""
    names = ("目標", "基準", "代表的な取組例", "成果指標")
    told = {
        "division": "地域みまもり支援センター（福祉事務所・保健所支所）",
        "department": "高齢・障害課（地域包括ケア推進担当）",
    }
    told |= {"contact": "総務担当（内線 2301）"}
    rows = [replace(row, table_rows=dict.fromkeys(names, 20), **told) for row in view.coverage.rows]
    form = replace(view.form, tables=tuple(Table(name, 1, 60, 60) for name in names))
    wide = replace(view, form=form, coverage=replace(view.coverage, rows=tuple(rows)))
    return opened(wide, tmp_path_factory.mktemp("多数"))


def printed_points(sheet: Worksheet) -> float:
    """The smallest text within the printed area as it comes out on A4, the sheet being fitted to the page's width."""
    across = 297 if sheet.page_setup.orientation == "landscape" else 210
    room = across / 25.4 * 72 - (sheet.page_margins.left + sheet.page_margins.right) * 72
    width = printed_width(sheet)[0] * 7 * 0.75  # seven pixels a digit of the house font, three quarters of a point each
    area = sheet[str(sheet.print_area).rpartition("!")[2]]
    fitted = sheet.sheet_properties.pageSetUpPr is not None and sheet.sheet_properties.pageSetUpPr.fitToPage
    high = sum(sheet.row_dimensions[row[0].row].height or 15 for row in area)
    down = 210 if sheet.page_setup.orientation == "landscape" else 297
    deep = down / 25.4 * 72 - (sheet.page_margins.top + sheet.page_margins.bottom) * 72
    if sheet.page_setup.fitToHeight in (None, 1):
        width = max(width, high * room / deep) if fitted else width
    scale = min(1, room / width) if fitted else (sheet.page_setup.scale or 100) / 100
    assert width * scale <= room + 1
    return min(cell.font.size for row in area for cell in row if cell.value) * scale


@pytest.mark.parametrize("name", ["few", "book", "crowded"])
def test_what_is_printed_can_be_read(name: str, request: pytest.FixtureRequest) -> None:
    sheets = [sheet for sheet in request.getfixturevalue(name) if sheet.print_area and sheet.title not in DATA]
    assert "提出状況" in [sheet.title for sheet in sheets]
    small = {sheet.title: printed_points(sheet) for sheet in sheets}
    assert {title: points for title, points in small.items() if points < 8} == {}


def test_what_is_rounded_to_a_decimal_shows_it_on_every_row() -> None:
    formula = parse_formula("四捨五入(回収数 / 配布数 * 100、1)", ["回収数", "配布数"])
    kinds = (FieldKind.COMPUTED, FieldType.NUMBER, Necessity.OPTIONAL, Severity.ERROR)
    field = Field("回収率", None, *kinds, sheet="", cells=(), formula=formula)
    told = [field_label(value, field, Calendar()) for value in (Decimal(55), Decimal("53.3"), 1200, None)]
    assert told == ["55.0", "53.3", "1,200.0", ""]
    whole = parse_formula("四捨五入(回収数 / 配布数)", ["回収数", "配布数"])
    assert field_label(Decimal(55), replace(field, formula=whole), Calendar()) == "55"


def test_numbers_that_departments_fill_in_stand_flush_right(view: RoundView, tmp_path: Path) -> None:
    listed = replace(view.lists[0], fields={**view.lists[0].fields, 2: "目標値"})
    rows = tuple(replace(row, texts=(*row.texts[:2], "54", *row.texts[3:])) for row in listed.rows)
    sheet = opened(replace(view, lists=(replace(listed, rows=rows),)), tmp_path)["目標一覧"]
    body = [row for row in sheet.iter_rows() if isinstance(row[1].value, int)]
    assert {(row[1].alignment.horizontal, row[2].alignment.horizontal) for row in body} == {("center", "right")}


def test_a_table_with_names_standing_upright_stands_on_one_page_with_its_chart_on_the_next(
    view: RoundView, tmp_path: Path
) -> None:
    """A last row on a page of its own, below headings repeated at a third of its height, tells nothing."""
    tab = next(t for t in view.crosstabs if t.wants_chart and not t.years)
    names = tuple(f"{n}つ目の組織目標として掲げた{'長い文' * 4}" for n in range(8))
    rows = tuple(replace(tab.rows[0], label=f"第{n}課", values=(1,) * 8) for n in range(14))
    series = (replace(tab.chart.series[0], pick=("column", 0), values=(1,) * 14),)
    chart = replace(tab.chart, series=series, categories=tuple(row.label for row in rows))
    sums = tuple(replace(row, values=(1,) * 8) for row in tab.margin_rows)
    tall = replace(tab, columns=names, chart=chart, rows=rows, margin_rows=sums)
    others = tuple(t for t in view.crosstabs if t.name != tab.name)
    sheet = opened(replace(view, crosstabs=(tall, *others)), tmp_path)[tab.name]
    height = sum(sheet.row_dimensions[row].height or 15 for row in range(1, sheet.row_breaks.brk[0].id + 1))
    down = {"landscape": 210, "portrait": 297}[sheet.page_setup.orientation] / 25.4 * 72 - 1.3 * 72
    assert height * sheet.page_setup.scale / 100 <= down
    assert printed_points(sheet) >= 8


@pytest.mark.parametrize(
    ("heading", "width", "shown"),
    [
        ("遅れ（日）", 8.0, "遅れ\n（日）"),
        ("遅れ（日）", 12.0, "遅れ（日）"),
        ("（未記入）", 7.0, "（未記入）"),
        ("最初の受理日", 8.0, "最初の受理日"),
    ],
)
def test_a_heading_that_wraps_ends_its_line_before_the_unit(heading, width, shown):
    assert folded(heading, width) == shown
