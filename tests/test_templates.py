"""Every form that is given out with the tool is one to learn from: nothing to mend, and an example of how to fill it."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from openpyxl.cell import Cell
from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import coordinate_from_string

from kusei_batch.config import read_workspace
from kusei_batch.config.master_sheet import FILE as MASTER_FILE
from kusei_batch.core.expression import UNREAD
from kusei_batch.core.form import FieldType, Form, Necessity
from kusei_batch.core.form_year import FormYear
from kusei_batch.core.problem import Severity
from kusei_batch.core.text.placeholder import find_days
from kusei_batch.core.totals_reading import list_specs
from kusei_batch.issue.kept_forms import open_form
from kusei_batch.report.summary_workbook.column_widths import LINE, PADDING, TALLEST, line_count
from kusei_batch.xlsx.reader import cells_xml, read_workbook
from kusei_batch.xlsx.stamp import Stamp, stamp_sheet
from kusei_batch.xlsx.template import read_template

ROOT = Path(__file__).parents[1]
TEMPLATES = sorted(p for p in (ROOT / "templates_xlsx").glob("[!~]*.xlsx") if p.name != MASTER_FILE)
SEVERITIES = ("エラー", "警告")
OFFERED: dict[str, dict[str, tuple[str, ...]]] = {
    "_項目": {
        "区分": ("記入", "表示", "前回値", "引継", "計算"),
        "型": tuple(FieldType),
        "必須": ("必須", "任意", "条件"),
        "文字可": ("はい", "いいえ"),
        "重要度": SEVERITIES,
    },
    "_検査": {"重要度": SEVERITIES},
    "_集計": {"種類": ("一覧", "クロス集計", "推移", "追跡"), "図": ("棒", "積上げ棒", "円", "折れ線", "濃淡")},
}
STARTER = ROOT / "kusei_batch" / "starter" / "様式.xlsx"


def read(path: Path) -> Form:
    workspace = read_workspace(ROOT)
    form, _ = read_template(path, workspace.master.lists(workspace.fiscal_year))
    assert form is not None
    return form


@pytest.mark.parametrize("path", [*TEMPLATES, STARTER], ids=lambda path: path.stem)
def test_each_dropdown_of_a_definition_stands_below_its_heading_and_offers_every_word(path: Path):
    book = openpyxl.load_workbook(path)
    for name, offered in OFFERED.items():
        if name in book.sheetnames:
            headings = {cell.column: cell.value for cell in book[name][1]}
            rules = book[name].data_validations.dataValidation
            found = {
                headings[next(iter(rule.sqref.ranges)).min_col]: rule.formula1.strip('"').split(",") for rule in rules
            }
            assert found == {h: list(map(str, words)) for h, words in offered.items() if h in headings.values()}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_a_template_lints_clean_and_shows_how_it_is_filled_in(path: Path):
    workspace = read_workspace(ROOT)
    form, problems = read_template(path, workspace.master.lists(workspace.fiscal_year))
    assert form is not None
    assert [p.message for p in problems if p.severity is not Severity.INFO] == []
    assert "記入例" in openpyxl.load_workbook(path, read_only=True).sheetnames


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_no_sheet_that_is_issued_takes_the_slow_way_to_be_read(path: Path, monkeypatch):
    workspace = read_workspace(ROOT)
    compiled = open_form(
        path, workspace.master.lists(workspace.fiscal_year), workspace.form_year(workspace.fiscal_year)
    ).compiled
    issued = stamp_sheet(compiled, Stamp("R08-1101-1-00", "x"))

    def refuse(*_):
        raise AssertionError("walked")

    monkeypatch.setattr(cells_xml, "_walk", refuse)
    assert all(sheet.cells for sheet in read_workbook(issued).sheets.values())


def test_each_round_of_the_settings_has_its_template():
    """部長確認 is for whoever asks for it."""
    assert {r.form for r in read_workspace(ROOT).rounds} | {"部長確認"} == {path.stem for path in TEMPLATES}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_what_is_printed_above_an_entry_says_whether_it_has_to_be_filled_in(path: Path):
    """【必須】 on what is always required, 必須 in other words on what is in some cases, nothing on the others."""
    wrong = [
        field.qualified
        for field in read(path).fields
        if field.is_entry
        and (
            ("【必須】" in field.heading) is not (field.necessity is Necessity.REQUIRED)
            or ("必須" in field.heading) is not (field.necessity is not Necessity.OPTIONAL)
        )
    ]
    assert wrong == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_the_longest_text_a_form_allows_is_seen_whole_in_the_highest_row(path: Path):
    book = openpyxl.load_workbook(path)
    cut: dict[str, float] = {}
    for field in read(path).fields:
        if field.is_entry and field.cells and field.max_length:
            cell = book[field.sheet][field.cells[0]]
            needed = line_count("あ" * field.max_length, width_of(cell)) * LINE * cell.font.sz / 10 + PADDING
            cut |= {field.qualified: needed} if needed > TALLEST else {}
    assert cut == {}


def width_of(cell: Cell) -> float:
    """The width of a cell, or of all those it is merged with."""
    sheet = cell.parent
    area = next((a for a in sheet.merged_cells.ranges if cell.coordinate in a), None)
    columns = range(area.min_col, area.max_col + 1) if area else [cell.column]
    return sum(sheet.column_dimensions[get_column_letter(c)].width for c in columns)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_every_sheet_to_be_filled_in_shows_the_colour_of_its_entries(path: Path):
    form = read(path)
    book = openpyxl.load_workbook(path)
    for name in {field.sheet for field in form.fields if field.is_entry}:
        texts = [cell.value for row in book[name].iter_rows() for cell in row]
        assert texts.count("この色の欄に記入します") == 1, name


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_days_of_the_worked_example_are_of_the_year_and_as_departments_write_them(path: Path):
    book = openpyxl.load_workbook(path)
    examples = [sheet for sheet in book if sheet.title.startswith("記入例")]
    values = [cell.value for sheet in examples for row in sheet.iter_rows() for cell in row]
    assert [value for value in values if isinstance(value, dt.date)] == []
    assert [day for value in values if isinstance(value, str) for _, day in find_days(value) if day.style == "略"]


@pytest.mark.parametrize("name", ["目標設定", "中間報告", "実績報告"])
def test_the_longest_target_is_seen_whole_wherever_it_is_shown_again(name: str):
    path = ROOT / "templates_xlsx" / f"{name}.xlsx"
    book = openpyxl.load_workbook(path)
    longest = read(ROOT / "templates_xlsx" / "目標設定.xlsx").field("目標", "目標").max_length
    assert longest == 600
    shown = [f for f in read(path).fields if f.name == "目標" and f.cells]
    for cell in (book[field.sheet][field.cells[0]] for field in shown):
        lines = line_count("あ" * longest, width_of(cell))
        assert lines * LINE * cell.font.sz / 10 + PADDING <= TALLEST


@pytest.mark.parametrize(
    ("actual", "target", "direction", "expected"),
    [
        (None, 90, "以上", "未把握"),
        (None, None, None, "未把握"),
        (4, None, None, "未設定"),
        (90, 90, "以上", "達成"),
        (89.9, 90, "以上", "未達成"),
        (12, 12, "以下", "達成"),
        (12.1, 12, "以下", "未達成"),
    ],
)
def test_an_indicator_that_is_not_measured_yet_may_stay_blank_and_is_called_so(actual, target, direction, expected):
    form = read(ROOT / "templates_xlsx" / "成果指標.xlsx")
    assert form.field("実績値", "指標").necessity is Necessity.OPTIONAL
    state = form.field("状況", "指標")
    assert state.formula is not None
    numbers = {"実績値": actual, "目標値": target, "アンケートの満足率": None}
    row = {name: None if n is None else Decimal(str(n)) for name, n in numbers.items()} | {"向き": direction}
    assert state.formula.evaluate(row) == expected
    assert expected in {choice.value for choice in form.choices_of(state)}


@pytest.mark.parametrize(
    ("actual", "due", "expected", "left"),
    [
        (88, "令和9年度", "目標年度前", 2),
        (91, "令和9年度", "目標年度前", 0),
        (88, "R8〜11年度", "目標年度前", 2),
        (88, "令和8年度", "未達成", 2),
        (90, "２０２６年度", "達成", 0),
        (88, "平成31年度", "未達成", 2),
        (88, None, "未達成", 2),
        (None, "令和9年度", "未把握", None),
        (UNREAD, "令和8年度", None, None),
    ],
)
def test_an_indicator_is_judged_in_the_year_its_target_is_due(actual, due, expected, left):
    path = ROOT / "templates_xlsx" / "成果指標.xlsx"
    form, _ = read_template(path, read_workspace(ROOT).master.lists(2026), None, FormYear(fiscal_year=2026))
    assert form is not None
    number = Decimal(actual) if isinstance(actual, int) else actual
    row = {"実績値": number, "目標値": Decimal(90), "向き": "以上", "目標年度": due, "アンケートの満足率": None}
    state, distance = (form.field(name, "指標").formula for name in ("状況", "目標まで"))
    assert state is not None
    assert distance is not None
    assert (state.evaluate(row), distance.evaluate(row)) == (expected, left)


@pytest.mark.parametrize(
    ("typed", "survey", "expected"), [(91, None, "達成"), (91, 88, "未達成"), (88, 91, "達成"), (None, 91, "達成")]
)
def test_an_indicator_that_the_survey_measures_is_judged_by_the_survey(typed, survey, expected):
    form = read(ROOT / "templates_xlsx" / "成果指標.xlsx")
    row = {"実績値": typed, "目標値": 90, "向き": "以上", "目標年度": None, "アンケートの満足率": survey}
    assert form.field("状況", "指標").formula.evaluate(row) == expected


@pytest.mark.parametrize(
    ("value", "target", "due", "expected"),
    [
        (None, None, None, None),
        (268, 280, "令和8年度", "未達成"),
        (280, 280, "令和8年度", "達成"),
        (268, 280, "令和9年度", "目標年度前"),
        (None, 280, "令和8年度", "未把握"),
        (268, None, None, "未設定"),
    ],
)
def test_the_value_of_the_city_is_judged_in_the_year_its_own_target_is_due(value, target, due, expected):
    path = ROOT / "templates_xlsx" / "成果指標.xlsx"
    form, _ = read_template(path, read_workspace(ROOT).master.lists(2026), None, FormYear(fiscal_year=2026))
    row = {"市の値": value, "市の目標値": target, "市の目標年度": due, "市の向き": "以上" if target else None}
    row |= {"実績値": 999, "目標値": 1, "向き": "以下", "目標年度": "令和8年度"}  # the ward's own say nothing of it
    assert form.field("市の状況", "指標").formula.evaluate(row) == expected


@pytest.mark.parametrize(
    ("row", "condition", "told"),
    [("部署名", None, True), ("単位", None, False), ("目標.単位", None, False), ("部署名", "単位 = 件", False)],
)
def test_a_sum_of_numbers_of_several_units_is_warned_of(
    tmp_path: Path, row: str, condition: str | None, *, told: bool
) -> None:
    book = openpyxl.load_workbook(ROOT / "templates_xlsx" / "目標設定.xlsx")
    sheet = book["_集計"]
    columns = {cell.value: cell.column for cell in sheet[1]}
    last = sheet.max_row + 1
    words = {"シート名": "計", "種類": "クロス集計", "表": "目標", "行": row, "値": "合計:目標値", "条件": condition}
    for heading, word in words.items():
        sheet.cell(last, columns[heading]).value = word
    book.save(tmp_path / "様式.xlsx")
    form, problems = read_template(tmp_path / "様式.xlsx", read_workspace(ROOT).master.lists(2026))
    assert form is not None
    found = [p.code for p in problems if p.severity is Severity.WARNING]
    assert found == (["totals-of-mixed-units"] if told else [])


@pytest.mark.parametrize(
    ("asked", "cell"), [("平均:満足率", "I21"), ("合計:回収率", "I7"), ("平均:増減", None), ("比率:満足率", None)]
)
def test_a_mean_or_sum_of_rates_is_warned_of(tmp_path: Path, asked: str, cell: str | None) -> None:
    book = openpyxl.load_workbook(ROOT / "templates_xlsx" / "来庁者アンケート.xlsx")
    book["_集計"][cell or "I21"] = asked
    book.save(tmp_path / "様式.xlsx")
    form, problems = read_template(tmp_path / "様式.xlsx", read_workspace(ROOT).master.lists(2026))
    assert form is not None
    assert [(p.code, p.location.cells) for p in problems] == ([("totals-of-rate", (cell,))] if cell else [])


@pytest.mark.parametrize(
    ("asked", "column", "told"), [("合計:目標値", "部署名", ["単位"]), ("平均:目標値", "単位", []), ("件数", None, [])]
)
def test_a_sum_over_rows_that_say_their_own_unit_is_warned_of(tmp_path: Path, asked, column, told) -> None:
    book = openpyxl.load_workbook(ROOT / "templates_xlsx" / "目標設定.xlsx")
    sheet = book["_集計"]
    row = next(cell.row for cell in sheet["A"] if cell.value == "場面別")
    sheet[f"I{row}"], sheet[f"H{row}"] = asked, column
    book.save(tmp_path / "様式.xlsx")
    _, problems = read_template(tmp_path / "様式.xlsx", read_workspace(ROOT).master.lists(2026))
    found = [(p.location.cells, p.params["unit"]) for p in problems if p.code == "totals-of-mixed-units"]
    assert found == [((f"I{row}",), unit) for unit in told]


def test_a_difference_of_rates_is_told_in_points() -> None:
    form, _ = read_template(ROOT / "templates_xlsx" / "来庁者アンケート.xlsx", read_workspace(ROOT).master.lists(2026))
    assert form is not None
    assert form.field("増減", "設問").unit == "ポイント"
    shown = [c.heading for spec in list_specs(form) for c in spec.columns if c.content == "{{増減}}"]
    assert shown == ["増減（ポイント）"]


@pytest.mark.parametrize("path", [*TEMPLATES, STARTER], ids=lambda path: path.stem)
def test_a_heading_is_read_whole_in_the_height_of_its_row(path: Path):
    """A row of a fixed height does not grow: what is over is cut, on the screen and on paper."""
    book = openpyxl.load_workbook(path)
    places = {(f.sheet, f.heading_cell) for f in read(path).fields if f.heading_cell and f.cells}
    cut = [(sheet, place) for sheet, place in sorted(places) if not _fits(book[sheet], book[sheet][place])]
    assert cut == []


def _fits(sheet, cell: Cell) -> bool:
    """Whether all lines of a cell stand in its rows; those of a hidden column, and rows that grow, always do."""
    merged = next((a for a in sheet.merged_cells.ranges if cell.coordinate in a), None)
    columns = range(merged.min_col, merged.max_col + 1) if merged else [cell.column]
    rows = range(merged.min_row, merged.max_row + 1) if merged else [cell.row]
    looks = [c for c in sheet.column_dimensions.values() if any((c.min or 0) <= n <= (c.max or 0) for n in columns)]
    width = sum(c.width for c in looks if not c.hidden)
    heights = [sheet.row_dimensions[row].height for row in rows]
    if None in heights or not width:
        return True
    size = cell.font.sz or 11
    wrapped = line_count(str(cell.value), (width - 0.7) * 11 / size + 1) if cell.alignment.wrap_text else 1
    return wrapped * size * 1.15 <= sum(heights) + 1


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_what_is_merged_down_a_record_stands_at_its_top(path: Path):
    """Where a page ends within a record, a text in the middle of its rows would be on neither page, or on the wrong."""
    book = openpyxl.load_workbook(path)
    fields = [f for f in read(path).fields if f.table and f.cells and f.block_height > 1]
    tops = {(f.sheet, coordinate_from_string(f.cells[0])[1] - f.block_row, f.block_height) for f in fields}
    low = [
        (sheet, str(area))
        for sheet, top, height in sorted(tops)
        for area in book[sheet].merged_cells.ranges
        if top <= area.min_row < area.max_row < top + height
        if book[sheet].cell(area.min_row, area.min_col).alignment.vertical != "top"
    ]
    assert low == []
