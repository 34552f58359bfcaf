"""examples/名古屋型: sixteen wards, each choosing its own of one plan's items, over four years."""

from __future__ import annotations

import csv
import datetime as dt

import openpyxl
import pytest

from tests.examples.example import EXAMPLES, Example, table_headed, text_of

NAME, PLAN, PROGRESS = "名古屋型", "区政運営方針", "進行管理"
FIRST, SECOND, THIRD = "0101", "0201", "0301"
HOURS, GUIDE, FAMILY, TRAINED, VOICES, AGAIN, MINDS = 0, 8, 10, 12, 20, 41, 50
"""Places of lines of the plan, from 0; TRAINED and MINDS are called alike and are two; FAMILY and VOICES stand twice, the former once more at AGAIN."""
TAKEN = {
    HOURS: {"扱い": "行う", "内容": "9月から、水曜日の窓口を19時まで開けます。"},
    FAMILY: {"扱い": "行う", "内容": "戸籍の記録を、新しいものから順に電算化します。"},
    TRAINED: {"扱い": "検討する"},
    VOICES: {"扱い": "検討する"},
    MINDS: {"扱い": "行う", "内容": "職場ごとに、事例を持ち寄る研修を開きます。"},
}
GOES_FIRST = {GUIDE: {"扱い": "先行して行う", "内容": "案内の職員を1階に置きます。"}}
OWN = [{"分野": "地域支援体制の強化", "取組": "川沿いの清掃の会", "内容": "毎月1回、川沿いを一緒に清掃します。"}]


def listed(name: str):
    book = openpyxl.load_workbook(EXAMPLES / NAME / "templates_xlsx" / "マスタ.xlsx")
    heading, *rows = book[name].iter_rows(values_only=True)
    return [dict(zip(heading, row, strict=True)) for row in rows]


def test_the_plan_has_57_lines_of_53_items_under_four_fields():
    lines = listed("取組")
    origins = {line["取組ID"]: line for line in lines}
    again = [line for line in lines if line["再掲元"]]
    assert (len(lines), len(again), len({line["分野"] for line in lines})) == (57, 4, 4)
    assert all(origins[line["再掲元"]]["取組"] + "（再掲）" == line["取組"] for line in again)
    assert [origins[line["再掲元"]]["印"] == line["印"] for line in again].count(False) == 1
    assert len([line for line in lines if line["取組"] == "研修の充実"]) == 2
    assert len(listed("区")) == 16


@pytest.fixture(scope="module")
def april(tmp_path_factory):
    """All wards have the plan; three have chosen."""
    example = Example(NAME, tmp_path_factory.mktemp("十六区") / "作業")
    sheets = example.issue(PLAN)
    assert len(sheets) == 16
    example.hand_in(sheets[FIRST], {"取組": TAKEN | GOES_FIRST, "独自": OWN})
    example.hand_in(sheets[SECOND], {"取組": TAKEN})
    example.hand_in(sheets[THIRD], {"取組": TAKEN | {AGAIN: {"扱い": "行う", "内容": "ここには書けません。"}}})
    example.report = example.night(dt.date(2007, 4, 18))
    return example


def test_what_stands_twice_shows_the_same_and_is_counted_once(april):
    rows = {r.fields["取組ID"]: r.fields for r in april.records(PLAN, "取組") if r.department.code == SECOND}
    assert [rows[id_]["今年度"] for id_ in ("1-11", "3-11", "1-21", "2-05")] == ["行う", "行う", "検討する", "検討する"]
    assert rows["3-11"]["扱い"] is None
    paper = text_of(april.found("*_東町区_区政運営方針.docx"))
    assert "改革計画の取組から5件を選び" in paper
    assert "戸籍事務の電算化（再掲）" in paper
    book = openpyxl.load_workbook(april.found("*_東町区_集計.xlsx"))
    total = [row for row in book["分野別の取組"].iter_rows(values_only=True) if row[0] == "計"]
    assert [cell for cell in total[0] if cell is not None][-1] == 5


def test_a_word_written_beside_what_stands_elsewhere_is_sent_back(april):
    (file,) = (f for f in april.report.files if "西町区" in f.path)
    assert file.verdict.value == "sent_back"
    assert [p.params["text"] for p in file.problems if p.severity.value == "error"] == [
        "この行は、計画の番号1-11の再掲です。"
    ]


def test_each_ward_has_its_own_paper_and_page(april):
    own, other = (text_of(april.found(f"*_{ward}_区政運営方針.docx")) for ward in ("中央区", "東町区"))
    assert "川沿いの清掃の会" in own
    assert "ほかの区に先がけて行うものは1件です" in own
    assert "川沿いの清掃の会" not in other
    pages = {p.parts[-4]: p for p in april.workspace.outbox.rglob("公開用/区政運営方針/index.html")}
    assert "フロアマネージャーの設置" in pages["中央区"].read_text(encoding="utf-8")
    assert "フロアマネージャーの設置" not in pages["東町区"].read_text(encoding="utf-8")
    assert "西町区" not in pages


def test_two_items_of_one_name_are_two_lines_of_the_city(april):
    book = openpyxl.load_workbook(april.found("*_見本市_集計.xlsx"))
    rows = [row for row in book["取組別の区の数"].iter_rows(values_only=True) if str(row[0]).startswith("研修の充実")]
    assert len(rows) == 2
    assert [[cell for cell in row if cell is not None][-1] for row in rows] == [2, 2]


def test_the_city_sees_who_goes_first(april):
    paper = april.found("*_見本市_区政運営方針の概要.docx")
    assert table_headed(paper, "番号", "取組", "モデル区") == [
        ["1-09", "フロアマネージャーの設置", "中央区", "案内の職員を1階に置きます。"]
    ]
    assert not list(april.workspace.outbox.rglob("*_中央区_区政運営方針の概要.docx"))


STATES = ("検討中", "一部実施", "実施", "実施")


@pytest.fixture(scope="module")
def years(tmp_path_factory):
    """Two wards over the four years; the first goes first with its guide, the other follows in the third."""
    example = Example(NAME, tmp_path_factory.mktemp("四年") / "作業", units=("01", "02"))
    for nth, state in enumerate(STATES):
        year = 2007 + nth
        example.begin(year)
        if nth == 0:
            for code, sheet in example.issue(PLAN).items():
                example.hand_in(sheet, {"取組": TAKEN | (GOES_FIRST if code == FIRST else {}), "独自": OWN})
            assert example.verdicts(example.night(dt.date(year, 4, 18))) == {"accepted"}
        for code, sheet in example.issue(PROGRESS).items():
            spread = "実施" if code == FIRST or nth >= 2 else "検討中"
            states = {HOURS: state, FAMILY: state, GUIDE: spread}
            if nth == 0:
                states |= dict.fromkeys((TRAINED, VOICES, MINDS), "検討中")
            rows = {place: {"状況": state, "説明": "予定のとおり進めました。"} for place, state in states.items()}
            example.hand_in(sheet, {"取組": rows, "独自": [{"状況": "実施"}] if nth == 0 else []})
        assert example.verdicts(example.night(dt.date(year + 1, 3, 20))) == {"accepted"}
    return example


def test_a_ward_sees_the_state_of_each_item_in_each_year(years):
    heading = ("項目", "平成19年度", "平成20年度", "平成21年度", "平成22年度")
    rows = {row[0]: row[1:] for row in table_headed(years.found("*_東町区_*進行管理.docx"), *heading)}
    assert rows["1-01 窓口取り扱い時間の拡大"] == list(STATES)
    assert rows["3-11 戸籍事務の電算化（再掲）"] == list(STATES)
    assert rows["1-09 フロアマネージャーの設置"] == ["検討中", "検討中", "実施", "実施"]
    book = openpyxl.load_workbook(years.found("*_東町区_集計.xlsx"))
    assert ("1-01 窓口取り扱い時間の拡大", "状態", *STATES) in list(book["状態の推移"].iter_rows(values_only=True))
    assert not getattr(book["状態の推移"], "_charts", [])


def test_the_sheet_of_a_year_shows_the_state_of_the_year_before(years):
    rows = {r.fields["取組ID"]: r.fields for r in years.records(PROGRESS, "取組") if r.department.code == SECOND}
    assert rows["1-01"]["前年度の状態"] == rows["3-11"]["前年度の状態"] == "実施"


def test_the_city_sees_whether_it_spread(years):
    paper = years.found("*_見本市_改革計画の進行管理.docx")
    assert table_headed(paper, "番号", "取組", "モデル区") == [
        ["1-09", "フロアマネージャーの設置", "中央区", "中央区、東町区", "広がった"]
    ]
    counted = {row[0]: row[1:] for row in table_headed(paper, "取組＼年度")}
    assert counted["フロアマネージャーの設置"] == ["1", "1", "2", "2"]
    assert counted["窓口取り扱い時間の拡大"] == ["0", "0", "2", "2"]
    early = years.found("*_見本市_改革計画の進行管理.docx", 2007)
    assert table_headed(early, "番号", "取組", "モデル区")[0][-1] == "まだ"


def test_the_open_data_of_a_ward_holds_what_it_took_up_alone(april):
    (path,) = april.workspace.outbox.rglob("05_公表/東町区/公開用/*/*_取組.csv")
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 7  # five, and two of them once more
