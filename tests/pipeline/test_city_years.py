"""Two years of examples/市と区 and what comes of them: targets that spread to several wards become standards of all."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import docx
import openpyxl
import pytest

from bench.alike_texts import read_targets
from kusei_batch.demo.filling import fill_sheet
from kusei_batch.pipeline.outputs.putting_away import issued_path
from kusei_batch.pipeline.workspace.form_check import read_form
from kusei_batch.sample.year import HandIn, TableFilling
from tests.commands import run_command
from tests.pipeline.example_city import ExampleCity
from tests.pipeline.test_defined_decisions import sheet_rows, write
from tests.pipeline.test_revisions_night import standards, turn

PLAN, REPORT, SHEET, ELSEWHERE = "目標設定", "実績報告", "全市基準の候補", "ほかの区の取組"
DEPARTMENTS = ("303", "304")
PHONE, QUEUE, CALM = "K01", "K08", "K40"
ACHIEVED = {"実施結果": "年度を通して行い、記録を毎月まとめました。", "達成度": "達成", "次年度の扱い": "基準化を提案"}
MISSED = {
    "実施結果": "10月から始めました。",
    "達成度": "未達成",
    "理由": "始めるのが遅れました。",
    "今後の対応方策": "4月から毎月、係長が記録を確かめます。",
    "次年度の扱い": "終了",
}
FIRST = {
    "1303": [(PHONE, 1), (QUEUE, 1)], "2303": [(PHONE, 2), ("K13", 2)], "3303": [(QUEUE, 3), (PHONE, 3)],
    "1304": [("K20", 1)], "2304": [("K26", 2)], "3304": [("K37", 3)],
}  # fmt: skip
"""By department, the kinds it aims at and who wrote them."""
SECOND = {
    "1303": [(CALM, 1)], "2303": [(QUEUE, 2)], "3303": [(PHONE, 4)],
    "1304": [("K43", 1)], "2304": [(CALM, 2)], "3304": [("K46", 3)],
}  # fmt: skip
WORDING = "電話は呼出音2回以内に取り、担当が不在のときは折り返す時刻を伝える。"
MERGED = "受付の際に、必要な書類とおおよその待ち時間を伝え、番号を画面でも知らせる。"
NEW, KNOWN = "B-9", "D-2"


def text(kind: str, writer: int) -> dict[str, str]:
    return next(t for t in read_targets() if (t["kind"], t["writer"]) == (kind, str(writer)))


class Years(ExampleCity):
    """The example with two departments a ward, which aim at what is written above."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        book = openpyxl.load_workbook(self.workspace.master_path)
        sheet = book["部署"]
        for row in range(sheet.max_row, 1, -1):
            if str(sheet.cell(row, 2).value) in "123" and not str(sheet.cell(row, 1).value).endswith(DEPARTMENTS):
                sheet.delete_rows(row)
        book.save(self.workspace.master_path)
        self.reread()
        self.first: list[dict[str, object]] = []
        self.second: list[dict[str, object]] = []

    def answer(self, issued, tables: dict[str, TableFilling]) -> None:
        """Hand in a sheet with these tables filled in."""
        form = read_form(self.workspace, issued.form)
        department = next(d for d in self.workspace.master.departments if d.code == issued.department_code)
        path = self.workspace.inbox / department.ward.name / department.name / issued_path(self.workspace, issued).name
        path.parent.mkdir(parents=True, exist_ok=True)
        hand_in = HandIn(issued.round, issued.department_code, dt.date.max, {}, tables)
        fill_sheet(form, issued, hand_in, issued_path(self.workspace, issued), path)

    def play(self, aims: dict[str, list[tuple[str, int]]], missed: frozenset[tuple[str, int]]) -> None:
        """Play a year up to the night in which all its results are in."""
        year = self.workspace.fiscal_year
        for issued in self.issue(PLAN):
            kinds = [text(*aim) for aim in aims[issued.department_code]]
            rows = tuple({"場面": k["scene"], "目標": k["text"]} for k in kinds)
            self.answer(issued, {"目標": TableFilling(new=rows)})
        self.told(dt.date(year, 5, 10))
        for issued in self.issue(REPORT):
            said = {
                str(n): MISSED if aim in missed else ACHIEVED for n, aim in enumerate(aims[issued.department_code], 1)
            }
            results = {f"目標{n}": words for n, words in said.items()}
            kept = TableFilling(usual={"遵守状況": "遵守"})
            self.answer(issued, {"目標": TableFilling(rows=results), "基準": kept})
        self.told(dt.date(year + 1, 3, 10))

    def told(self, day: dt.date) -> None:
        self.reread()
        self.report = self.night(day)
        assert not self.report.failures
        assert {f.verdict.label for f in self.report.files} <= {"受理", "受理（確認事項あり）", "変更なし"}

    def decide(self, kind: str, **words: object) -> None:
        """Write into the row of a kind, and have the papers say so."""
        texts = {text(kind, writer)["text"] for writer in range(1, 5)}
        year = self.workspace.fiscal_year
        rows = sheet_rows(self, SHEET)
        (place,) = (n for n, row in enumerate(rows, 2) if row["年度"] == year and row["取組"] in texts)
        write(self, SHEET, place, **words)


@pytest.fixture(scope="module")
def years(tmp_path_factory):
    """After the first year one kind was adopted and one was left; in the second that had spread further and was merged."""
    city = Years(tmp_path_factory.mktemp("二年"))
    city.play(FIRST, frozenset({(PHONE, 3)}))
    city.first = sheet_rows(city, SHEET)
    city.decide(PHONE, 採否="採用", 決定した番号=NEW, 決定した文=WORDING)
    city.decide(QUEUE, 採否="見送り")
    city.told(dt.date(2027, 3, 20))
    turn(city, 2027)
    city.play(SECOND, frozenset())
    city.second = [row for row in sheet_rows(city, SHEET) if row["年度"] == 2027]
    city.decide(QUEUE, 採否="統合", 決定した番号=KNOWN, 決定した文=MERGED)
    city.told(dt.date(2028, 3, 20))
    turn(city, 2028)
    city.issue(PLAN)
    return city


def said_of(rows, kind):
    texts = {text(kind, writer)["text"] for writer in range(1, 5)}
    return next(row for row in rows if row["取組"] in texts)


def test_what_was_achieved_in_two_wards_is_put_before_the_city(years):
    assert len(years.first) == 2
    phone, queue = said_of(years.first, PHONE), said_of(years.first, QUEUE)
    assert (phone["区の数"], phone["区"], phone["件数"]) == (2, "東区、西区", 2)  # the third ward missed it
    assert (queue["区の数"], queue["区"]) == (2, "東区、南区")
    assert {row["はじめの年度"] for row in years.first} == {"令和8年度"}


def test_what_was_left_is_asked_again_with_the_ward_it_has_spread_to_and_what_was_adopted_is_not(years):
    queue = said_of(years.second, QUEUE)
    assert (queue["区の数"], queue["区"], queue["はじめの年度"]) == (3, "東区、西区、南区", "令和8年度")
    assert years.second[0] == queue  # the furthest first
    assert said_of(years.second, CALM)["区"] == "東区、西区"
    assert len(years.second) == 2


def test_the_evidence_leads_to_the_cells_in_the_files_of_both_years(years):
    lines = said_of(years.second, QUEUE)["出どころ"].split("\n")
    assert len(lines) == 3
    seen = set()
    for line in lines:
        mark, _, place = line.rpartition("、")[2].partition("の")
        sheet, _, cell = place.partition("!")
        (kept,) = years.workspace.state.rglob(f"*{mark}*.xlsx")
        seen.add(openpyxl.load_workbook(kept)[sheet][cell].value)
    assert seen == {text(QUEUE, writer)["text"] for writer in (1, 2, 3)}


def test_what_was_decided_is_a_standard_of_its_year_with_its_origin(years):
    assert NEW not in standards(years, 2026)
    assert standards(years, 2027)[NEW] == WORDING
    before, after = standards(years, 2027)[KNOWN], standards(years, 2028)[KNOWN]
    assert after == MERGED != before
    adopted = next(row for row in years.workspace.master.lists(2028)["基準"] if row["基準ID"] == NEW)
    assert "東区" in adopted["由来"]
    assert "西区" in adopted["由来"]


def test_every_department_answers_for_the_new_standard(years):
    for path in years.workspace.outbox.rglob(f"R09/{REPORT}/01_配布/*/*.xlsx"):
        words = {str(cell.value) for row in openpyxl.load_workbook(path)["基準の遵守状況"].iter_rows() for cell in row}
        assert WORDING in words


def test_old_and_new_stand_side_by_side_in_the_paper_of_the_city(years):
    (path,) = years.workspace.outbox.rglob(f"R09/{REPORT}/04_会議資料/見本市/*新旧対照表*.docx")
    cells = [[c.text for c in row.cells] for table in docx.Document(path).tables for row in table.rows]
    (row,) = [row for row in cells if any(cell.startswith(MERGED) for cell in row)]
    assert standards(years, 2027)[KNOWN] in row
    assert any("3区（東区、西区、南区）" in cell for cell in row)


def elsewhere(years, year, code):
    """What the sheet of other wards' work shows a department: rows by heading of its fields."""
    (path,) = years.workspace.outbox.rglob(f"{year}/{PLAN}/01_配布/*/*_{code}_*.xlsx")
    sheet = openpyxl.load_workbook(path)[ELSEWHERE]
    assert str(sheet["D4"].value).startswith("区（上）")
    assert sheet["F4"].value == "達成した目標"
    rows = range(5, sheet.max_row, 2)
    told = [(sheet[f"D{n}"].value, sheet[f"F{n}"].value) for n in rows]
    return [one for one in told if one[0]]


def test_each_department_sees_what_others_achieved_most_like_its_own_first(years):
    told = elsewhere(years, "R09", "2303")
    # Its own were PHONE and K13; the other's PHONE was not achieved, and no row of its own ward is shown.
    assert [goal for _, goal in told] == [
        text(kind, writer)["text"] for kind, writer in ((PHONE, 1), (QUEUE, 3), (QUEUE, 1), ("K20", 1), ("K37", 3))
    ]
    assert [ward for ward, _ in told] == ["東区", "南区", "東区", "東区", "南区"]
    assert [goal for _, goal in elsewhere(years, "R10", "2303")] == [
        text(kind, writer)["text"] for kind, writer in ((PHONE, 4), (CALM, 1), ("K46", 3), ("K43", 1))
    ]


def test_a_question_is_answered_over_years_and_wards_on_one_page(years, tmp_path):
    note = tmp_path / "照会.docx"
    told = run_command(years.folder, "--json", "find", "電話", "--note", note)
    found = {(row["fiscal_year"], row["ward"]) for row in told.json["found"] if row["has_words"]}
    assert {(2026, "1"), (2026, "2"), (2026, "3"), (2027, "3")} <= found
    words = "\n".join(c.text for table in docx.Document(note).tables for row in table.rows for c in row.cells)
    assert text(PHONE, 4)["text"] in words
