"""examples/川崎型: who is in charge of a duty (◎○×), as the plan's table of 1972 and 2015 has it; members of 区民会議."""

from __future__ import annotations

import datetime as dt

import docx
import openpyxl
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH

from tests.examples.example import Example, read_issued, table_headed, tables_of, text_of

DUTIES, FORUM = "所管事務", "区民会議"
NAMES = [
    "地域振興",
    "生涯学習",
    "スポーツ",
    "戸籍住基",
    "国保年金",
    "福祉",
    "保健衛生",
    "税務",
    "農政",
    "建築",
    "土木",
    "公園",
]
IN_1972 = "◎○×◎◎○○◎◎◎○×"
IN_2015 = "◎◎◎◎◎◎◎×××◎◎"
"""「主な区役所所管事務の変遷」 of 区役所改革の基本方針 (2016), 第5章1(1)ア."""
FARMS, BUILDINGS = 8, 9
TERMS = [f"第{n}期" for n in range(1, 6)]
EAST, WEST = "102", "202"


def member(term: str, number: int, way: str = "公募", **more: str) -> dict[str, str]:
    """A member of the sample, named by a number."""
    return {"期": term, "選出": way, "氏名": f"委員{term}-{number}", **more}


def full_term(term: str) -> list[dict[str, str]]:
    """20 members, 12 of them of organisations, and two councillors, who are none."""
    kinds = ("町内会・自治会", "商店会", "民生委員・児童委員", "PTA", "交通安全", "文化")
    sent = [
        member(term, n, "団体推薦", 種類=kinds[n % 6], 団体=f"見本{kinds[n % 6]}の会", 役="委員長" if n == 0 else "")
        for n in range(12)
    ]
    others = [member(term, n, "公募" if n < 17 else "区長推薦") for n in range(12, 20)]
    return [*sent, *others, member(term, 20, "参与"), member(term, 21, "参与")]


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    example = Example("川崎型", tmp_path_factory.mktemp("所管") / "作業", units=("1", "2", "91"))
    duties, forums = (example.issue(name) for name in (DUTIES, FORUM))
    moved = {
        "これから": "〇",
        "考えた点": "利便性、効率性",
        "局がすること": "制度を定めます。",
        "区がすること": "畑の相談を受けます。",
    }
    kept = {"これから": "✕", "区がすること": "案内をします。"}
    example.hand_in(duties[EAST], {"所管": {FARMS: moved, BUILDINGS: kept}})
    example.hand_in(duties[WEST], {"所管": {0: {"区がすること": "集まりを支えます。"}}})
    example.hand_in(forums[EAST], {"テーマ": [theme(1)], "委員": [row for term in TERMS for row in full_term(term)]})
    example.hand_in(forums[WEST], {"テーマ": [theme(2)], "委員": full_term("第5期")[:5]})
    assert example.verdicts(example.night(dt.date(2015, 7, 6))) == {"accepted"}
    return example


def theme(number: int) -> dict[str, str]:
    """A theme of the fifth term."""
    return {"期": "第5期", "分類": "環境", "テーマ": f"川を考える {number}"}


def test_the_sheet_shows_the_marks_of_the_plan_and_what_they_mean(city):
    sheet = next(s for s in read_issued(city) if (s.round, s.department_code) == (DUTIES, EAST))
    assert city.column(sheet, "事務", "所管")[:12] == NAMES
    assert "".join(city.column(sheet, "はじめ", "所管")[:12]) == IN_1972
    assert "".join(city.column(sheet, "今", "所管")[:12]) == IN_2015
    words = [str(cell.value) for row in city.open(sheet)["所管事務"].iter_rows(max_row=5) for cell in row]
    assert any("◎ 区役所の中の組織" in said and "× 市の一部の区か" in said for said in words)


@pytest.mark.parametrize(("unit", "name"), [("東区", DUTIES), ("見本市", f"{DUTIES}（市）")])
def test_the_paper_of_ward_and_city_has_the_table_of_the_plan(city, unit, name):
    path = city.found(f"*_{unit}_{name}.docx")
    rows = table_headed(path, "事務", "昭和47年", "平成27年")
    assert [row[0] for row in rows] == NAMES
    assert "".join(row[1] for row in rows) == IN_1972
    assert "".join(row[2] for row in rows) == IN_2015
    paper = text_of(path)
    assert "12の事務のうち、平成27年に区役所の中の組織が受け持つものは9です（昭和47年は6）。" in paper
    assert "◎は区役所の中の組織、○は区ごとに置かれた、局の組織、×は市の一部の区か" in paper


def test_the_city_sees_duty_by_ward_and_what_would_change(city):
    path = city.found(f"*_見本市_{DUTIES}（市）.docx")
    matrix = {row[0]: row[1:] for row in table_headed(path, "事務＼区名")}
    assert list(matrix) == NAMES
    assert matrix["農政"] == ["○", "×"]
    assert matrix["地域振興"] == ["◎", "◎"]
    (marks,) = (t for t in docx.Document(path).tables if t.cell(0, 0).text == "事務＼区名")
    assert [cell.paragraphs[0].alignment for cell in marks.rows[1].cells] == [None, *[WD_ALIGN_PARAGRAPH.CENTER] * 2]
    counted = {row[0]: row[3:] for row in table_headed(path, "事務", "昭和47年", "平成27年")}
    assert (counted["地域振興"], counted["農政"]) == (["2", "0"], ["0", "2"])
    (changed,) = table_headed(path, "事務", "区", "平成27年", "これから")
    assert changed == ["農政", "東区", "×", "○", "利便性、効率性"]
    assert [row[:4] for row in table_headed(path, "事務", "区", "印", "局")] == [
        ["地域振興", "西区", "◎", "市民局"],
        ["農政", "東区", "○", "経済局"],
        ["建築", "東区", "×", "まちづくり局"],
    ]


def test_the_workbook_lists_the_marks_to_be_filtered(city):
    sheet = openpyxl.load_workbook(city.found(f"*{DUTIES}_見本市_集計.xlsx"))["所管一覧"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    top = next(place for place, row in enumerate(rows) if "これから" in row)
    assert sheet.auto_filter.ref.startswith(f"A{top + 1}")
    said = rows[top].index("これから")
    assert "".join(str(row[said]) for row in rows[top + 1 : top + 25]) == IN_2015[:8] + "○" + IN_2015[9:] + IN_2015
    assert "◎ 区役所の中の組織" in "".join(str(cell) for row in rows[:top] for cell in row if cell)


def test_members_are_counted_by_way_kind_term_and_ward(city):
    path = city.found("*_見本市_区民会議の審議テーマと委員.docx")
    assert "委員は延べ105人で、団体推薦65人、公募25人、区長推薦15人です（参与は延べ10人）。" in text_of(path)
    ways, by_ward = (table for table in everything_headed(path, "選出"))
    assert ways["団体推薦"] == ["12", "12", "12", "12", "17", "65"]
    assert ways["参与"] == ["2"] * 5 + ["10"]
    assert by_ward["団体推薦"] == ["60", "5", "65"]
    (kinds,) = everything_headed(path, "種類")
    assert kinds["商店会"] == ["2", "2", "2", "2", "3", "11"]
    assert kinds["その他"] == ["0"] * 6


def everything_headed(path, side: str) -> list[dict[str, list[str]]]:
    """The cross-tables of a paper with a side, each as its rows by their labels."""
    found = [table for table in tables_of(path) if table[0][0].split("＼")[0] == side]
    return [{row[0]: row[1:] for row in table[1:]} for table in found]


def test_a_term_has_twenty_members_at_most_and_councillors_are_none(city):
    sheet = next(s for s in read_issued(city) if (s.round, s.department_code) == (FORUM, WEST))
    city.hand_in(sheet, {"テーマ": [theme(2)], "委員": [*full_term("第5期"), member("第5期", 30)]})
    (file,) = (f for f in city.night(dt.date(2015, 7, 7)).files if f.verdict.value == "sent_back")
    (error,) = (p for p in file.problems if p.severity.value == "error")
    assert error.params["text"] == "第5期の委員が、20人を超えています。"
    assert len(error.location.cells) == 21  # the two councillors' rows are not among them


def test_a_change_needs_its_reason(city):
    sheet = next(s for s in read_issued(city) if (s.round, s.department_code) == (DUTIES, WEST))
    city.hand_in(sheet, {"所管": {7: {"これから": "◎"}}})
    (file,) = (f for f in city.night(dt.date(2015, 7, 8)).files if f.verdict.value == "sent_back")
    assert [p.location.field for p in file.problems if p.severity.value == "error"] == ["考えた点"]
