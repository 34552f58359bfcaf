"""決定の一覧: a sheet of 決定.xlsx by the city's own definition: what is asked, decided, told back, answered and done."""

from __future__ import annotations

import datetime as dt

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from kusei_batch.config import read_workspace
from kusei_batch.pipeline.questions import read_status
from kusei_batch.pipeline.status.decisions import find_unfinished, find_waiting
from kusei_batch.pipeline.workspace.doctor import examine_workspace
from kusei_batch.pipeline.workspace.form_check import read_form
from tests.commands import run_command
from tests.pipeline.desk import ROUND, TARGET, Desk, begin_kept, withdraw_proposals

A, B = "1303", "1304"
MONEY, ORDERS = "予算の決定", "指示"
HEAD = ("シート", "列", "区分", "型", "選択肢", "単位", "参照", "上限", "完了の条件", "説明")
DEFINED = (
    (MONEY, "目標", "表示"),
    (MONEY, "求める額", "表示", "整数", None, "千円"),
    (MONEY, "決定", "判断", None, "可決、修正、差戻し"),
    (MONEY, "決定額", "記入", "整数", None, "千円", None, "求める額"),
    (MONEY, "財源", "記入", "選択", "緊急対応費、既決予算"),
    (ORDERS, "種別", "判断", None, "指導・助言、改善指示", None, None, None, "対応状況 = 完了"),
    (ORDERS, "内容", "記入"),
    (ORDERS, "期限", "期限"),
    (ORDERS, "対応", "回答"),
    (ORDERS, "対応状況", "回答"),
)
SAID = {
    "目標.提案先": MONEY,
    "目標.提案の条件": "目標値 ≦ 3",
    "目標.提案.目標": "{{目標}}",
    "目標.提案.求める額": "{{目標値}}",
}
FIGURES = (
    *DEFINED,
    (MONEY, "場面の数", "集計", None, None, None, f"{ROUND}.場面別"),
    (MONEY, "目標の数", "集計", None, None, None, f"{ROUND}.部署別"),
)
"""Beside what is decided: a cross-tab that has the departments in its columns, and one that has them in its rows."""

NEXT_DAY, IN_MAY = dt.date(2026, 4, 21), dt.date(2026, 5, 12)


def define(root, rows=DEFINED, head=HEAD):
    path = read_workspace(root).master_path
    book = openpyxl.load_workbook(path)
    sheet = book["_決定"]
    shipped_head, *shipped = sheet.iter_rows(values_only=True)
    sheet.delete_rows(1, sheet.max_row)
    headings = list(dict.fromkeys((*head, *shipped_head)))
    for row in (headings, *rows):
        sheet.append(row)
    # What the shipped forms draw on beside these stays defined.
    for row in (dict(zip(shipped_head, row, strict=True)) for row in shipped):
        if row["シート"] not in {own[0] for own in rows}:
            sheet.append([row.get(heading) for heading in headings])
    book.save(path)


def prepare(folder, rows=DEFINED, totals=()):
    """A workspace with two sheets of decisions, of which a form fills one."""
    desk = Desk(folder)
    define(desk.workspace.root, rows)
    path = desk.workspace.template(ROUND)
    book = openpyxl.load_workbook(path)
    withdraw_proposals(book)
    for key, value in SAID.items():
        book["_設定"].append([key, value])
    for line in totals:
        book["_集計"].append(line)
    book.save(path)
    desk.workspace = read_workspace(desk.workspace.root)
    desk.form = read_form(desk.workspace, ROUND)
    return desk


@pytest.fixture
def desk(tmp_path):
    """The workspace; its round is issued to two departments."""
    return begin_kept(tmp_path / "作業フォルダ", _begin_issued)


def _begin_issued(folder):
    desk = prepare(folder)
    for department in (A, B):
        desk.issue(department=department)
    return desk


def sheet_rows(desk, name):
    """The rows of a sheet of 決定.xlsx by heading, blank cells left out."""
    head, *body = openpyxl.load_workbook(desk.workspace.decisions_path)[name].iter_rows(values_only=True)
    return [{h: v for h, v in zip(head, row, strict=True) if h and v is not None} for row in body if any(row)]


def write(desk, name, row, **words):
    """What the coordinator types into a row (2 is the first below the headings)."""
    path = desk.workspace.decisions_path
    book = openpyxl.load_workbook(path)
    columns = {cell.value: cell.column for cell in book[name][1]}
    for heading, word in words.items():
        book[name].cell(row, columns[heading]).value = word
    book.save(path)


def told(desk):
    desk.workspace = read_workspace(desk.workspace.root)
    return [(p.code, p.location.cell) for p in desk.workspace.faults]


def waiting(desk, as_of=IN_MAY):
    desk.workspace = read_workspace(desk.workspace.root)
    return [(d.sheet, d.column, d.count) for d in find_waiting(desk.workspace, read_status(desk.workspace, as_of))]


def listed(desk, name):
    return desk.workspace.master.free_lists[name]


def test_a_row_is_asked_with_what_the_form_says_and_follows_it_until_it_is_decided(desk):
    desk.hand_in(A, [TARGET])
    desk.night()
    (row,) = sheet_rows(desk, MONEY)
    assert {h: row[h] for h in ("年度", "部署コード", "部署名", "目標", "求める額")} == {
        "年度": 2026,
        "部署コード": A,
        "部署名": "区民課",
        "目標": TARGET["目標"],
        "求める額": 2,
    }
    assert row["ID"].endswith("目標1")
    assert waiting(desk) == [(MONEY, "決定", 1)]
    write(desk, MONEY, 2, 決定額=1)
    desk.hand_in(A, [TARGET | {"目標値": 3}], name="訂正.xlsx")
    desk.night(NEXT_DAY)
    (row,) = sheet_rows(desk, MONEY)
    assert (row["求める額"], row["決定額"]) == (3, 1)
    write(desk, MONEY, 2, 決定="修正", 財源="緊急対応費")
    desk.hand_in(A, [TARGET | {"目標値": 1}], name="再訂正.xlsx")
    desk.night(IN_MAY)
    (row,) = sheet_rows(desk, MONEY)
    assert (row["求める額"], row["決定額"], row["決定"]) == (3, 1, "修正")
    assert [found for found in waiting(desk) if found[0] == MONEY] == []


@pytest.mark.parametrize(
    ("typed", "read"),
    [("1,200千円", "1200"), ("120万円", "1200"), ("1,200,000円", "1200"), (" １２００ ", "1200"), (1200, "1200")],
)
def test_an_amount_is_read_in_the_unit_of_its_column(desk, typed, read):
    desk.hand_in(A, [TARGET])
    desk.night()
    write(desk, MONEY, 2, 決定="可決", 決定額=typed, 求める額=2000)
    assert told(desk) == []
    assert listed(desk, MONEY)[0].texts["決定額"] == read


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("区民 課", [A]),
        ("区民サービス部　区民課", [A]),
        ("見本区 区民サービス部 区民課", [A]),
        ("１３０３", [A]),
        ("高齢･障害課", ["1404"]),
        ("1303 1304", [A, B]),
        ("区民課、保険年金課", [A, B]),
        ("区民サービス部　区民課\n1304", [A, B]),
    ],
)
def test_departments_are_meant_by_code_and_by_name_as_sheets_print_it(desk, typed, codes):
    desk.night()
    write(desk, ORDERS, 2, 部署コード=typed, 種別="改善指示", 内容="窓口の席を分ける。", 期限="R8.5.8")
    assert told(desk) == []
    assert sorted(listed(desk, ORDERS)[0].department_codes) == codes


def test_slips_are_told_at_their_cells_and_cost_nothing_else(desk):
    desk.hand_in(A, [TARGET])
    desk.night()
    write(desk, MONEY, 2, 決定="可決", 決定額="百円くらい", 財源="緊急対応")
    write(desk, ORDERS, 2, 部署コード="区民化", 種別="指導・助言", 内容="掲示を直す。", 期限="11月末")
    columns = {c.value: c.column_letter for c in openpyxl.load_workbook(desk.workspace.decisions_path)[MONEY][1]}
    orders = {c.value: c.column_letter for c in openpyxl.load_workbook(desk.workspace.decisions_path)[ORDERS][1]}
    assert sorted(told(desk)) == sorted(
        [
            ("decision-bad-number", f"{columns['決定額']}2"),
            ("decision-bad-word", f"{columns['財源']}2"),
            ("master-unknown-department", f"{orders['部署コード']}2"),
            ("decision-bad-date", f"{orders['期限']}2"),
        ]
    )
    assert [row.adopted for row in (*listed(desk, MONEY), *listed(desk, ORDERS))] == [True, True]
    desk.night(NEXT_DAY)
    assert (sheet_rows(desk, MONEY)[0]["決定額"], sheet_rows(desk, ORDERS)[0]["期限"]) == ("百円くらい", "11月末")
    write(desk, MONEY, 2, 決定="可", 決定額=3, 財源=None)
    assert ("decision-bad-word", f"{columns['決定']}2") in told(desk)
    assert ("decision-over-limit", f"{columns['決定額']}2") in told(desk)
    assert not listed(desk, MONEY)[0].adopted
    assert waiting(desk) == [(MONEY, "決定", 1)]


def test_departments_of_a_row_are_named_in_the_order_of_the_master(desk):
    desk.night()
    write(desk, ORDERS, 2, 部署コード=f"{B}、{A}", 種別="指導・助言", 内容="席を分ける。")
    desk.night(NEXT_DAY)
    assert [(row["部署コード"], row["部署名"]) for row in sheet_rows(desk, ORDERS)] == [
        (f"{B}、{A}", "区民課、保険年金課")
    ]


def test_rows_of_people_are_numbered_named_and_never_lost(desk):
    desk.night()
    assert sheet_rows(desk, ORDERS) == []
    write(desk, ORDERS, 2, 部署コード="区民課", 種別="改善指示", 内容="窓口の席を分ける。", 期限=dt.date(2026, 5, 8))
    write(desk, ORDERS, 3, 部署コード=B, 種別="指導・助言", 内容="折り返しの時刻を守る。")
    desk.night(NEXT_DAY)
    first, second = sheet_rows(desk, ORDERS)
    assert (first["ID"], first["年度"], first["部署名"], first["状況"]) == ("指示1", 2026, "区民課", "未完了")
    assert (second["ID"], second["部署名"]) == ("指示2", "保険年金課")
    assert ("decision-without-due", "G3") in told(desk)
    desk.night(IN_MAY)
    assert [row["状況"] for row in sheet_rows(desk, ORDERS)] == ["期限超過", "未完了"]
    path = desk.workspace.decisions_path
    book = openpyxl.load_workbook(path)
    book[ORDERS].delete_rows(3)
    book.save(path)
    # Written in the place of the one that was lost, it is another all the same.
    write(desk, ORDERS, 3, 部署コード=A, 種別="改善指示", 内容="三つ目。", 期限="R8.6.1")
    assert "decisions-rows-missing" in [code for code, _ in told(desk)]
    desk.night(IN_MAY)
    assert {row["ID"]: row["内容"] for row in sheet_rows(desk, ORDERS)} == {
        "指示1": "窓口の席を分ける。",
        "指示2": "折り返しの時刻を守る。",
        "指示3": "三つ目。",
    }


def test_an_instruction_that_is_carried_out_is_over_and_gone_from_the_status(desk):
    desk.night()
    for row, code in ((2, A), (3, B)):
        write(desk, ORDERS, row, 部署コード=code, 種別="改善指示", 内容=f"{row}", 期限=dt.date(2026, 4, 22))
    desk.night(NEXT_DAY)
    assert unfinished(desk, IN_MAY) == [(ORDERS, 2, ("区民課", "保険年金課"))]
    write(desk, ORDERS, 2, 対応状況="完了", 対応="席を分けた。")
    write(desk, ORDERS, 3, 対応状況="対応中")
    desk.night(IN_MAY)
    assert [row["状況"] for row in sheet_rows(desk, ORDERS)] == ["完了", "期限超過"]
    assert unfinished(desk, IN_MAY) == [(ORDERS, 1, ("保険年金課",))]
    assert "「指示」に1件あります" in (desk.workspace.outbox / "状況.html").read_text(encoding="utf-8")


def test_what_is_decided_and_not_done_is_told_until_it_is_and_who_is_late(desk):
    desk.night()
    write(desk, ORDERS, 2, 部署コード="区民課", 種別="改善指示", 内容="窓口の席を分ける。", 期限=dt.date(2026, 4, 22))
    write(desk, ORDERS, 3, 部署コード=B, 種別="指導・助言", 内容="折り返しの時刻を守る。", 期限=dt.date(2026, 6, 8))
    desk.workspace = read_workspace(desk.workspace.root)
    desk.night(NEXT_DAY)
    assert unfinished(desk, NEXT_DAY) == [(ORDERS, 2, ())]
    desk.night(IN_MAY)
    assert unfinished(desk, IN_MAY) == [(ORDERS, 2, ("区民課",))]
    page = (desk.workspace.outbox / "状況.html").read_text(encoding="utf-8")
    assert "「指示」に2件あります（うち期限超過1件：区民課 期限R8.4.22 20日超過）" in page
    told = run_command(desk.workspace.root, "status", "--as-of", "2026-04-22", "--json")
    assert told.json["unfinished"] == [{"sheet": ORDERS, "open": 2, "overdue": 0}]
    # The round is due on the 24th: it is the instruction alone that is late.
    codes = [run_command(desk.workspace.root, "status", "--as-of", f"2026-04-{d}", "--check").code for d in (22, 23)]
    assert codes == [0, 1]
    write(desk, ORDERS, 2, 種別=None)
    assert unfinished(desk, IN_MAY) == [(ORDERS, 1, ())]


def unfinished(desk, as_of):
    desk.workspace = read_workspace(desk.workspace.root)
    status = read_status(desk.workspace, as_of)
    return [(one.sheet, one.count, one.overdue) for one in find_unfinished(desk.workspace, status)]


def test_beside_a_row_stand_the_figures_of_its_own_department_though_another_has_its_name(tmp_path):
    by_row = ["部署別", "クロス集計", "目標", "部署別の目標数", None, None, "部署名", None, "件数"]
    desk = prepare(tmp_path / "作業フォルダ", FIGURES, [by_row])
    book = openpyxl.load_workbook(desk.workspace.master_path)
    columns = {cell.value: cell.column for cell in book["部署"][1]}
    for row in range(2, book["部署"].max_row + 1):
        code = str(book["部署"].cell(row, columns["部署コード"]).value)
        if code in (A, B):
            book["部署"].cell(row, columns["課名"]).value = "区民課"
            book["部署"].cell(row, columns["部名"]).value = None if code == A else "支所"
    book.save(desk.workspace.master_path)
    desk.workspace = read_workspace(desk.workspace.root)
    for department in (A, B):
        desk.issue(department=department)
    other = TARGET | {"目標": "窓口の案内を分かりやすくします。", "場面": "庁舎案内", "目標値": 30}
    desk.hand_in(A, [TARGET, other], name="一つ目.xlsx")
    desk.hand_in(B, [other | {"目標": "書類の誤りを減らします。", "目標値": 1}], name="二つ目.xlsx")
    desk.night()
    shown = {row["部署コード"]: (row["場面の数"], row["目標の数"]) for row in sheet_rows(desk, MONEY)}
    assert shown == {A: ("電話対応 1件、庁舎案内 1件", "2件"), B: ("庁舎案内 1件", "1件")}


def test_a_row_copied_with_its_id_is_told_and_kept(desk):
    desk.night()
    for row in (2, 3):
        write(desk, ORDERS, row, ID="指示1", 年度=2026, 部署コード=A, 種別="改善指示", 内容=f"{row}", 期限="R8.6.1")
    assert told(desk) == [("decision-id-twice", "A3")]
    desk.night(NEXT_DAY)
    assert [row["内容"] for row in sheet_rows(desk, ORDERS)] == ["2", "3"]


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([("会議", "決定", "判断")], "decision-column-without-words"),
        ([("会議", "決定", "記入")], "decision-list-one-decision"),
        ([("会議", "決定", "判断", None, "可"), ("会議", "別", "判断", None, "可")], "decision-list-one-decision"),
        ([("会議", "決定", "はんだん", None, "可")], "decision-column-bad-role"),
        ([("会議", "決定", "判断", None, "可"), ("会議", "額", "記入", "お金")], "decision-column-bad-type"),
        ([("会議", "決定", "判断", None, "可"), ("会議", "状況", "記入")], "decision-column-taken"),
        ([("区", "決定", "判断", None, "可")], "decision-list-reserved"),
        ([("_会議", "決定", "判断", None, "可")], "decision-list-bad-name"),
        ([("会議", "決定", "判断", None, "可", None, None, None, "完 = 済")], "decision-list-bad-condition"),
        (
            [
                ("会議", "決定", "判断", None, "可", None, None, None, "決定 = 可"),
                ("会議", "額", "記入", "整数", None, None, None, None, "額 = 1"),
            ],
            "decision-list-one-condition",
        ),
        ([("会議", "決定", "判断", None, "可"), ("会議", "声", "集計")], "decision-column-without-source"),
        (
            [("会議", "決定", "判断", None, "可"), ("会議", "いつ", "期限"), ("会議", "日", "期限")],
            "decision-list-one-due",
        ),
        (
            [("会議", "決定", "判断", None, "可"), ("会議", "額", "記入", "整数", None, None, None, "幅")],
            "decision-column-bad-limit",
        ),
    ],
)
def test_a_faulty_definition_is_told(tmp_path, rows, code):
    desk = Desk(tmp_path / "作業フォルダ")
    define(desk.workspace.root, rows)
    assert code in [found for found, _ in told(desk)]


def test_what_a_form_proposes_and_no_column_shows_is_told_before_any_night(tmp_path):
    desk = prepare(tmp_path / "作業フォルダ", [row for row in DEFINED if row[:2] != (MONEY, "目標")])
    found = [p for p in examine_workspace(desk.workspace.root) if p.code.startswith("proposal-")]
    assert [(p.code, p.params["column"]) for p in found] == [("proposal-column-not-shown", "目標")]


def restyle(desk, change):
    """Change 決定.xlsx as people do in Excel: beyond what is typed into a cell."""
    path = desk.workspace.decisions_path
    book = openpyxl.load_workbook(path, rich_text=True)
    columns = {name: {cell.value: cell.column for cell in book[name][1]} for name in (MONEY, ORDERS)}
    change(book, columns)
    book.save(path)


@pytest.mark.parametrize("heading", ["決定額", "財源", "目標"])
def test_a_heading_that_was_renamed_is_told_and_costs_no_word(desk, heading):
    desk.hand_in(A, [TARGET])
    desk.night()
    write(desk, MONEY, 2, 決定="可決", 決定額=2, 財源="既決予算")
    desk.night()
    restyle(desk, lambda book, columns: setattr(book[MONEY].cell(1, columns[MONEY][heading]), "value", "別の名前"))
    assert "master-heading-missing" in [code for code, _ in told(desk)]
    assert listed(desk, MONEY)[0].texts["決定額"] == "2"
    desk.night(NEXT_DAY)
    assert "別の名前" in sheet_rows(desk, MONEY)[0]


def test_a_sum_that_is_struck_through_wholly_or_in_part_is_none(desk):
    for department in (A, B):
        desk.hand_in(department, [TARGET])
    desk.night()
    for row in (2, 3):
        write(desk, MONEY, row, 決定="可決", 決定額=2)
    partly = CellRichText(TextBlock(InlineFont(strike=True), "500"), TextBlock(InlineFont(), "300"))

    def strike(book, columns):
        book[MONEY].cell(2, columns[MONEY]["決定額"]).font = Font(strike=True)
        book[MONEY].cell(3, columns[MONEY]["決定額"]).value = partly

    restyle(desk, strike)
    assert [code for code, _ in told(desk)] == ["master-looks-gone", "master-looks-gone"]
    assert [row.texts["決定額"] for row in listed(desk, MONEY)] == ["", ""]


@pytest.mark.parametrize("year", ["令和8年度", "R8", "２０２６", "2026年度"])
def test_a_row_is_known_by_its_year_however_it_is_written(desk, year):
    desk.night()
    write(desk, ORDERS, 2, 年度=year, 部署コード=A, 種別="改善指示", 内容="席を分ける。", 期限="R8.9.30")
    desk.night(NEXT_DAY)
    assert [(row["ID"], row["年度"]) for row in sheet_rows(desk, ORDERS)] == [("指示1", 2026)]
    write(desk, ORDERS, 2, 年度=year)
    desk.night(IN_MAY)
    assert [(row["ID"], row["年度"]) for row in sheet_rows(desk, ORDERS)] == [("指示1", 2026)]
    assert [row.texts["年度"] for row in listed(desk, ORDERS)] == ["2026"]


def test_a_ditto_mark_is_told_for_rows_are_sorted(desk):
    desk.night()
    write(desk, ORDERS, 2, 部署コード=A, 種別="改善指示", 内容="〃", 期限="R8.9.30")
    assert [code for code, _ in told(desk)] == ["decision-elsewhere"]
