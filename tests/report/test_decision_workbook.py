"""決定.xlsx as it is drawn."""

import datetime as dt
import io
import math
import re

import openpyxl

from kusei_batch.core.clearance import FINGERPRINT
from kusei_batch.core.decision_book import CHOICES, CLEARANCES, KeptSheet, NextSheet, TypedSheet, defined_kind
from kusei_batch.core.decision_list import DecisionColumn, DecisionList, Role
from kusei_batch.report.decision_workbook import DecisionPages, render_decisions

DEPARTMENT = "地域みまもり支援センター（福祉事務所・保健所支所）高齢・障害課"
FILE = f"みどり区/{DEPARTMENT}/R08_意見記録_1404_{DEPARTMENT}（二回目の訂正、差し替え）.xlsx"


def test_numbers_and_marks_stand_on_one_line_however_long_the_other_texts_are():
    values = ("R08-1404-2-96", "d355a6bd", DEPARTMENT, "同じ様式に答えるファイルが2つ以上あります", FILE, "2027-03-31")
    row = dict(zip(CHOICES.headings, (*values, "b59085aa6a2b"), strict=False))
    sheet = NextSheet(CHOICES, KeptSheet(TypedSheet(CHOICES.headings, (row, row))))
    day = dt.date(2027, 3, 31)
    content = render_decisions(DecisionPages([sheet], "みどり市", "みどり区", day, "令和9年3月31日", "BIZ UDPゴシック"))
    drawn = openpyxl.load_workbook(io.BytesIO(content))[CHOICES.name]
    told = [(cell, word) for cell in drawn[2] for word in re.findall("[!-~]+", str(cell.value or ""))]
    assert len(told) > len(values)
    assert [
        cell.coordinate for cell, word in told if drawn.column_dimensions[cell.column_letter].width <= len(word)
    ] == []


def test_the_fingerprint_is_kept_where_nobody_need_read_it():
    row = dict.fromkeys(CLEARANCES.headings, "a") | {FINGERPRINT: "0f" * 8}
    sheet = NextSheet(CLEARANCES, KeptSheet(TypedSheet(CLEARANCES.headings, (row,))))
    day = dt.date(2027, 3, 31)
    content = render_decisions(DecisionPages([sheet], "みどり市", "みどり区", day, "令和9年3月31日", "BIZ UDPゴシック"))
    drawn = openpyxl.load_workbook(io.BytesIO(content))[CLEARANCES.name]
    hidden = [c.value for c in drawn[1] if drawn.column_dimensions[c.column_letter].hidden]
    assert hidden == [FINGERPRINT]
    assert "0f" * 8 in [cell.value for cell in drawn[2]]


def test_beside_a_departments_code_stands_its_name_and_the_code_alone_is_kept():
    row = dict.fromkeys(CLEARANCES.headings, "a") | {"部署コード": "1303"}
    sheet = NextSheet(CLEARANCES, KeptSheet(TypedSheet(CLEARANCES.headings, (row,))))
    names = {"1303": "区民課", "1404": DEPARTMENT}
    pages = DecisionPages(
        [sheet], "みどり市", "みどり区", dt.date(2027, 3, 31), "令和9年3月31日", "BIZ UDPゴシック", names
    )
    drawn = openpyxl.load_workbook(io.BytesIO(render_decisions(pages)))[CLEARANCES.name]
    (cell,) = [cell for cell in drawn[2] if drawn.cell(1, cell.column).value == "部署コード"]
    rules = [rule for area in drawn.conditional_formatting if cell.coordinate in area for rule in area.rules]
    shown = {rule.formula[0]: rule.dxf.numFmt.formatCode for rule in rules}
    assert (cell.value, shown['"1303"']) == ("1303", '@"　区民課"')
    assert drawn.column_dimensions[cell.column_letter].width > len("1303") + 2 * len("　区民課")


def test_a_sheet_too_wide_for_a4_is_set_up_for_a3_where_it_is_legible():
    """Excel prints a page at most as wide as its paper: 10 points by the width of the paper over that of the columns."""
    columns = [DecisionColumn(f"区の優先順位{n}", Role.ENTRY) for n in range(8)]
    wide = DecisionList("優先順位", (DecisionColumn("決定", Role.DECISION, words=("採用", "見送り")), *columns))
    kind = defined_kind(wide)
    row = dict.fromkeys(kind.headings, "よく調べて決めることにしました。") | {"年度": 2026}
    sheets = [NextSheet(k, KeptSheet(TypedSheet(k.headings, (row,)))) for k in (kind, CLEARANCES)]
    day = dt.date(2027, 3, 31)
    content = render_decisions(DecisionPages(sheets, "みどり市", "みどり区", day, "令和9年3月31日", "BIZ UDPゴシック"))
    book = openpyxl.load_workbook(io.BytesIO(content))
    papers = {8: 420 - 20, 9: 297 - 20}  # millimetres across between the margins: A3, A4
    told = {}
    for drawn in (book[kind.name], book[CLEARANCES.name]):
        shown = [c for c in drawn.column_dimensions.values() if c.min <= drawn.max_column and not c.hidden]
        across = math.fsum((c.max - c.min + 1) * (c.width * 7 + 5) * 25.4 / 96 for c in shown)
        told[drawn.title] = (drawn.page_setup.paperSize, 10 * min(1, papers[drawn.page_setup.paperSize] / across))
    assert [paper for paper, _ in told.values()] == [8, 9]
    assert all(points >= 8 for _, points in told.values()), told


def test_long_texts_share_the_page_so_that_a_row_takes_few_lines():
    """What one of six columns holds in many words may not make every row as high as it is long."""
    columns = [DecisionColumn(name, Role.SHOWN) for name in ("目標", "実績", "アンケート", "市民の声")]
    kind = defined_kind(
        DecisionList("内部評価", (*columns, DecisionColumn("内部評価", Role.DECISION, words=("達成",))))
    )
    survey = "、".join(f"窓口の職員の説明は分かりやすかったですか。{n}0.5％" for n in range(1, 7))
    texts = {"目標": "窓口の待ち時間を短くします。" * 3, "実績": "平均23分でした。" * 4, "アンケート": survey}
    row = dict.fromkeys(kind.headings, "") | texts | {"ID": "R08-1303-1-25-目標1", "年度": 2026, "市民の声": "苦情 4件"}
    sheet = NextSheet(kind, KeptSheet(TypedSheet(kind.headings, (row,) * 30)))
    day = dt.date(2027, 3, 31)
    content = render_decisions(DecisionPages([sheet], "みどり市", "みどり区", day, "令和9年3月31日", "BIZ UDPゴシック"))
    drawn = openpyxl.load_workbook(io.BytesIO(content))[kind.name]
    width = {cell.value: drawn.column_dimensions[cell.column_letter].width for cell in drawn[1]}
    assert width["アンケート"] > width["実績"] > width["年度"]
    assert drawn.row_dimensions[2].height <= 8 * 12.6 + 6
