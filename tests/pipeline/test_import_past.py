"""import: a list from before the tool becomes last year's accepted records, and the next sheets begin with them."""

import csv
import datetime as dt
import hashlib
import shutil

import openpyxl
import pytest

from kusei_batch.ledger import open_ledger
from kusei_batch.ledger.sealed_entries import Entries
from kusei_batch.pipeline.questions import read_problems, read_records, read_status
from kusei_batch.pipeline.session import read_key
from kusei_batch.pipeline.workspace.verifying import verify_workspace
from tests.commands import run_command
from tests.pipeline.shipped_office import Office
from tests.pipeline.test_untouched import tree

MAP = "前年度の取込"
PLAN, REPORT = "目標設定", "実績報告"
CITIZENS, PENSION = "1303", "1304"
DAY = "2026-03-25"
MAPPED = [
    (PLAN, "所属", "部署", "", "", ""),
    (PLAN, "No.", "番号", "", "", ""),
    (PLAN, "分野", "書き写す", "目標", "場面", "電話・窓口＝電話対応・対面対応"),
    (PLAN, "目標及び具体的な取組内容", "書き写す", "目標", "目標", ""),
    (REPORT, "所属", "部署", "", "", ""),
    (REPORT, "No.", "番号", "", "", ""),
    (REPORT, "分野", "書き写す", "目標", "場面", "電話・窓口＝電話対応・対面対応"),
    (REPORT, "目標及び具体的な取組内容", "書き写す", "目標", "目標", ""),
    (REPORT, "実施結果", "書き写す", "目標", "実施結果", ""),
    (REPORT, "評価", "書き写す", "目標", "達成度", "○＝達成、△＝一部達成"),
    (REPORT, "来年度", "書き写す", "目標", "次年度の扱い", ""),
    (REPORT, "受付印", "使わない", "", "", ""),
]
HEADINGS = ["所属", "No.", "分野", "目標及び具体的な取組内容", "実施結果", "評価", "来年度", "受付印", "摘要"]
CALLS = "電話は3回以内の呼出しで受け、折返しは当日中に済ませます。"
SIGNS = "窓口の番号札の案内を大きな字に改め、迷われた方に声を掛けます。"
FORMS = "届出の記入例を全ての記載台に置き、月に一度取り替えます。"
ROWS = [
    ["区民課", 1, "電話・窓口", CALLS, "折返しの漏れは年に3件でした。", "△", "継続", "済", ""],
    ["", 2, "対面対応", SIGNS, "案内を6か所改めました。", "○", "終了", "済", "良い"],
    ["保険年金課", 1, "対面対応", FORMS, "12回取り替えました。", "○", "継続", "", ""],
]


def write_list(path, rows=ROWS, headings=HEADINGS):
    """A list as an office keeps it: a title, a blank row, headings, departments in merged cells."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "一覧"
    sheet["A1"] = "令和7年度　区役所サービス向上目標一覧"
    for row in [headings, *rows]:
        sheet.append(row)
    sheet.insert_rows(2)
    if rows and rows[0][0] and len(rows) > 1 and not rows[1][0]:
        sheet.merge_cells("A4:A5")
    book.save(path)
    return path


def write_map(office, mapped=MAPPED):
    path = office.folder / "templates_xlsx" / "マスタ.xlsx"
    book = openpyxl.load_workbook(path)
    if MAP in book.sheetnames:
        del book[MAP]
    sheet = book.create_sheet(MAP)
    sheet.append(["番号", "様式", "見出し", "取り込み方", "表", "行", "項目", "言いかえ"])
    for number, (form, heading, taking, table, field, words) in enumerate(mapped, 1):
        sheet.append([str(number), form, heading, taking, table, "", field, words])
    book.save(path)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("import") / "区"
    office = Office(folder)
    write_map(office)
    return folder


@pytest.fixture
def office(made, tmp_path):
    folder = tmp_path / "区"
    shutil.copytree(made, folder)
    one = Office.__new__(Office)
    one.folder, one.clock = folder, 1_800_000_000.0
    return one


def run_import(office, path, *words):
    return run_command(office.folder, "--json", "import", path, "--map", MAP, "--as-of", DAY, *words)


def test_last_year_s_list_is_in_the_next_sheet(office, tmp_path):
    path = write_list(tmp_path / "昨年度一覧.xlsx")
    done = run_import(office, path)
    assert done.code == 0, (done.out, done.err)
    assert [(p["department"], p["round"], p["fate"], p["rows"]) for p in done.json["parts"]] == [
        (CITIZENS, PLAN, "new", 2),
        (PENSION, PLAN, "new", 1),
        (CITIZENS, REPORT, "new", 2),
        (PENSION, REPORT, "new", 1),
    ]
    office.issue(PLAN, CITIZENS, PENSION)
    assert office.column(PLAN, CITIZENS, "目標")[:2] == [CALLS, None]  # 継続 alone goes on
    assert office.column(PLAN, CITIZENS, "場面")[0] == "電話対応・対面対応"
    assert office.column(PLAN, CITIZENS, "目標", "前年度の目標")[:3] == [CALLS, SIGNS, None]
    assert office.column(PLAN, CITIZENS, "達成度", "前年度の目標")[:2] == ["一部達成", "達成"]
    assert office.column(PLAN, PENSION, "目標", "前年度の目標")[:2] == [FORMS, None]
    told = {p["field"] for part in done.json["parts"] for p in part["problems"]}
    assert told <= {"場面", "目標", "実施結果", "達成度", "次年度の扱い"}  # nothing that the list has no column for


def test_each_value_leads_to_file_sheet_and_cell(office, tmp_path):
    path = write_list(tmp_path / "昨年度一覧.xlsx")
    assert run_import(office, path).code == 0
    records = read_records(office.workspace, REPORT, 2025)
    rows = [r for r in records if r.table == "目標" and r.department.code == CITIZENS]
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    kept = next(office.workspace.state.rglob(f"{sha256}.xlsx"))
    sheet = openpyxl.load_workbook(kept)["一覧"]
    for record, row in zip(rows, ROWS, strict=False):
        assert record.source.sha256 == sha256
        for field, column in (("実施結果", 4), ("目標", 3)):
            place = record.source.cells[field].split("!")[-1]
            assert sheet[place].value == row[column] == record.fields[field]
    # A row that begins in 目標設定 goes on in 実績報告.
    plans = [r for r in read_records(office.workspace, PLAN, 2025) if r.table and r.department.code == CITIZENS]
    assert [r.key.row_id for r in plans] == [r.key.row_id for r in rows]
    assert verify_workspace(office.workspace) == []
    kept.unlink()
    assert [p.code for p in verify_workspace(office.workspace)] == ["original-missing"]


def test_the_same_file_again_changes_nothing_and_a_corrected_one_replaces_by_field(office, tmp_path):
    path = write_list(tmp_path / "昨年度一覧.xlsx")
    assert run_import(office, path).code == 0
    before = tree(office.folder / ".kusei" / "archive"), entries(office)
    again = run_import(office, path)
    assert {p["fate"] for p in again.json["parts"]} == {"unchanged"}
    assert (tree(office.folder / ".kusei" / "archive"), entries(office)) == before
    write_list(path, [[*ROWS[0][:4], "折返しの漏れは年に2件でした。", *ROWS[0][5:]], *ROWS[1:]])
    done = run_import(office, path)
    told = {(p["department"], p["round"]): (p["fate"], p["changes"]) for p in done.json["parts"]}
    assert told[CITIZENS, REPORT][0] == "replaced"
    assert "「実施結果」 折返しの漏れは年に3件でした。→折返しの漏れは年に2件でした。" in told[CITIZENS, REPORT][1]
    assert {fate for place, (fate, _) in told.items() if place != (CITIZENS, REPORT)} == {"unchanged"}
    rows = [r for r in read_records(office.workspace, REPORT, 2025) if r.table == "目標"]
    assert [r.fields["実施結果"] for r in rows][:2] == ["折返しの漏れは年に2件でした。", ROWS[1][4]]


def test_what_a_corrected_list_no_longer_has_stays_and_is_told(office, tmp_path):
    path = write_list(tmp_path / "昨年度一覧.xlsx")
    assert run_import(office, path).code == 0
    done = run_import(office, write_list(path, ROWS[:2]))
    assert done.code == 0
    assert {p["department"] for p in done.json["parts"]} == {CITIZENS}
    gone = [p["message"] for p in done.json["problems"] if p["code"] == "past-not-in-file"]
    assert len(gone) == 2
    assert all("保険年金課" in message and "令和7年度" in message for message in gone)
    assert [r.department.code for r in read_records(office.workspace, PLAN, 2025) if r.table == "目標"][-1] == PENSION


def test_a_night_takes_the_answer_to_a_sheet_with_last_year_s_values(office, tmp_path):
    assert run_import(office, write_list(tmp_path / "昨年度一覧.xlsx")).code == 0
    office.issue(PLAN, CITIZENS)
    office.hand_in(PLAN, CITIZENS, {"目標": [{"期限": "R9.3.31"}]})
    assert run_command(office.folder, "nightly", "--as-of", "2026-04-20").code == 0
    (row,) = [r for r in office.records(PLAN, CITIZENS, "目標") if r.fields["目標"]]
    (before,) = [r for r in read_records(office.workspace, PLAN, 2025) if r.fields.get("目標") == CALLS]
    assert row.key.row_id == before.key.row_id  # the row goes on from last year's
    assert verify_workspace(office.workspace) == []


def test_lines_of_a_past_list_may_be_of_several_years_wards_and_left_out(office, tmp_path):
    mapped = [*MAPPED[:4], (PLAN, "年", "年度", "", "", ""), (PLAN, "所属", "除く", "", "", "合計")]
    write_map(office, mapped)
    rows = [
        [*ROWS[0][:4], "", "", "", "", "R6"],
        [*ROWS[1][:4], "", "", "", "", "令和7年度"],
        ["合計", 2, "", "二件", "", "", "", "", ""],
        [*ROWS[2][:4], "", "", "", "", "いつか"],
    ]
    done = run_import(office, write_list(tmp_path / "一覧.xlsx", rows, [*HEADINGS[:8], "年"]))
    assert done.code == 1
    assert [(p["fiscal_year"], p["department"], p["rows"]) for p in done.json["parts"]] == [
        (2024, CITIZENS, 1),
        (2025, CITIZENS, 1),
    ]
    told = [(p["code"], p["cell"]) for p in done.json["problems"] if p["severity"] == "error"]
    assert told == [("past-year-unknown", "I7")]


def entries(office):
    state = office.workspace.state
    with open_ledger(state, read_key(state)) as ledger:
        return len(ledger.answers()), len(ledger.issues()), len(ledger.last_runs(100))


def test_a_rehearsal_tells_the_same_and_writes_nothing(office, tmp_path):
    path = write_list(tmp_path / "昨年度一覧.xlsx")
    before = tree(office.folder)
    done = run_import(office, path, "--dry-run")
    assert tree(office.folder) == before
    assert {p["fate"] for p in done.json["parts"]} == {"new"}
    assert done.code == 0


def test_what_is_wrong_is_told_with_its_cell_and_costs_its_department_alone(office, tmp_path):
    rows = [
        [*ROWS[0][:5], "まあまあ", *ROWS[0][6:]],
        ROWS[1],
        ROWS[2],
        ROWS[2],
        ["市民年金課", 1, "対面対応", SIGNS, "", "○", "終了", "", ""],
    ]
    done = run_import(office, write_list(tmp_path / "一覧.xlsx", rows))
    assert done.code == 1
    fates = {(p["department"], p["round"]): p["fate"] for p in done.json["parts"]}
    assert fates == {
        (CITIZENS, PLAN): "new",
        (PENSION, PLAN): "new",
        (CITIZENS, REPORT): "left_out",
        (PENSION, REPORT): "new",
    }
    (left,) = [p for p in done.json["parts"] if p["fate"] == "left_out"]
    assert [(p["sheet"], p["cell"]) for p in left["problems"] if p["severity"] == "error"] == [("一覧", "F4")]
    told = {p["code"]: p for p in done.json["problems"]}
    assert len(told) == len(done.json["problems"])  # though two forms read each line
    assert told["past-department-unknown"]["cell"] == "A8"
    assert "保険年金課" in told["past-department-unknown"]["remedy"]
    assert told["past-heading-unmapped"]["cell"] == "I3"
    twice = [p for part in done.json["parts"] for p in part["problems"] if p["code"] == "past-row-twice"]
    assert {p["cell"] for p in twice} == {"A7"}


def test_two_rows_of_one_number_are_not_guessed_at(office, tmp_path):
    rows = [ROWS[0], [*ROWS[1][:1], 1, *ROWS[1][2:]], ROWS[2]]
    done = run_import(office, write_list(tmp_path / "一覧.xlsx", rows))
    assert done.code == 1
    left = [p for p in done.json["parts"] if p["fate"] == "left_out"]
    assert {p["department"] for p in left} == {CITIZENS}
    assert {e["code"] for p in left for e in p["problems"] if e["severity"] == "error"} == {"past-number-twice"}


def test_what_was_found_in_a_department_s_part_is_told_of_it_alone(office, tmp_path):
    rows = [ROWS[0], ROWS[1], ["", *ROWS[1][1:]], ROWS[2]]
    done = run_import(office, write_list(tmp_path / "一覧.xlsx", rows))
    told = {(p["round"], p["department"]): len(p["problems"]) for p in done.json["parts"]}
    assert len(set(told.values())) > 1
    status = read_status(office.workspace, dt.date(2026, 4, 1), 2025)
    warned = {(c.round, c.department.code): c.warnings for c in status.coverage if c.sheet_id}
    found = {
        (word, one.about.sheet_id): [p.code for p in one.problems].count("past-row-twice")
        for word in (CITIZENS, PENSION)
        for one in read_problems(office.workspace, word, 2025)
    }
    assert [found[place] for place in sorted(found)] == [1, 1, 0, 0]
    assert warned == told


def test_a_heading_that_is_gone_stops_the_file_and_names_what_it_may_be(office, tmp_path):
    headings = [h if h != "実施結果" else "実施結果及び達成度" for h in HEADINGS]
    done = run_import(office, write_list(tmp_path / "一覧.xlsx", headings=headings))
    assert done.code == 1
    assert done.json["parts"] == []
    told = {p["code"]: p for p in done.json["problems"]}
    assert "「実施結果及び達成度」のことではありませんか" in told["past-heading-missing"]["remedy"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp932"])
def test_a_csv_of_last_year_is_read_as_well(office, tmp_path, encoding):
    path = tmp_path / "一覧.csv"
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows([HEADINGS, *ROWS])
    done = run_import(office, path)
    assert {p["fate"] for p in done.json["parts"]} == {"new"}, done.out
    office.issue(PLAN, CITIZENS)
    assert office.column(PLAN, CITIZENS, "目標", "前年度の目標")[:2] == [CALLS, SIGNS]
    assert verify_workspace(office.workspace) == []


def test_filled_workbooks_say_beside_a_label_whose_they_are(office, tmp_path):
    paths = []
    for name, rows in (("区民課", ROWS[:2]), ("保険年金課", ROWS[2:])):
        book = openpyxl.Workbook()
        sheet = book.active
        sheet["B1"] = "令和7年度　目標シート"
        sheet["B2"], sheet["D2"] = "所属", name
        for column, heading in enumerate(HEADINGS[1:], 2):
            sheet.cell(4, column).value = heading
        for number, row in enumerate(rows, 5):
            for column, value in enumerate(row[1:], 2):
                sheet.cell(number, column).value = value or None
        paths.append(tmp_path / f"{name}.xlsx")
        book.save(paths[-1])
    done = run_command(office.folder, "--json", "import", *paths, "--map", MAP, "--as-of", DAY)
    assert done.code == 0, done.out
    assert {(p["department"], p["rows"]) for p in done.json["parts"]} == {(CITIZENS, 2), (PENSION, 1)}


def test_an_individual_number_is_kept_nowhere(office, tmp_path):
    rows = [[*ROWS[0][:8], "123456789018"], *ROWS[1:]]
    done = run_import(office, write_list(tmp_path / "一覧.xlsx", rows))
    assert done.code == 1
    assert [p["code"] for p in done.json["problems"] if p["severity"] == "error"] == ["past-individual-number"]
    assert not list((office.folder / ".kusei").rglob("*.xlsx"))


def test_what_was_issued_here_is_not_written_over(office, tmp_path):
    office.issue(PLAN, CITIZENS)
    config = office.folder / "config.toml"
    config.write_text(config.read_text().replace("fiscal_year = 2026", "fiscal_year = 2027"))
    done = run_import(office, write_list(tmp_path / "一覧.xlsx"))
    fates = {p["department"]: p["fate"] for p in done.json["parts"] if p["round"] == PLAN}
    assert fates == {CITIZENS: "left_out", PENSION: "new"}


@pytest.mark.parametrize("year", ["令和8年度", "R80", "2062"])
def test_a_list_of_this_year_or_a_later_one_is_not_entered(office, tmp_path, year):
    write_map(office, [*MAPPED[:4], (PLAN, "", "年度", "", "", year)])
    done = run_import(office, write_list(tmp_path / "一覧.xlsx"))
    assert done.code == 1
    assert done.json["parts"] == []
    assert {p["code"] for p in done.json["problems"] if p["severity"] == "error"} == {
        "past-year-not-past",
        "past-nothing-found",
    }
    office.issue(PLAN, PENSION)  # the department gets its form
    assert office.column(PLAN, PENSION, "目標")[0] is None


def test_an_import_that_is_broken_off_leaves_nothing_behind(office, tmp_path, monkeypatch):
    path, insert = write_list(tmp_path / "昨年度一覧.xlsx"), Entries.insert

    def die_at_receipts(self, table, rows):
        if table == "receipts":
            raise KeyboardInterrupt
        return insert(self, table, rows)

    with monkeypatch.context() as patch:
        patch.setattr(Entries, "insert", die_at_receipts)
        assert run_import(office, path).code != 0
    assert entries(office)[:2] == (0, 0)
    done = run_import(office, path)
    assert {p["fate"] for p in done.json["parts"]} == {"new"}


NOTE = "※　評価は、区の基準によります。"


def test_a_note_below_the_list_is_nobody_s(office, tmp_path):
    path = write_list(tmp_path / "一覧.xlsx", [*ROWS, ["", "", "", NOTE, "", "", "", "", ""]])
    done = run_import(office, path)
    assert done.code == 1
    told = [(p["code"], p["cell"]) for p in done.json["problems"] if p["severity"] == "error"]
    assert told == [("past-department-blank", "D7")]
    assert {(p["department"], p["rows"]) for p in done.json["parts"]} == {(CITIZENS, 2), (PENSION, 1)}


def test_without_numbers_a_merged_department_goes_on_and_any_other_blank_is_told(office, tmp_path):
    write_map(office, [MAPPED[0], *MAPPED[2:4]])
    path = write_list(tmp_path / "一覧.xlsx", [*ROWS, ["", "", "", NOTE, "", "", "", "", ""]])
    done = run_import(office, path)
    told = [(p["severity"], p["cell"]) for p in done.json["problems"] if p["code"] == "past-department-above"]
    assert told == [("warning", "D7")]
    assert {(p["department"], p["rows"]) for p in done.json["parts"]} == {(CITIZENS, 2), (PENSION, 2)}


def test_a_map_that_names_what_is_not_there_is_refused_with_its_cell(office, tmp_path):
    path = write_list(tmp_path / "一覧.xlsx")
    write_map(office, [(PLAN, "所属", "部署", "", "", ""), (PLAN, "分野", "書き写す", "目標", "場所", "")])
    done = run_import(office, path)
    assert done.code == 2
    assert [p["code"] for p in done.json["problems"]] == ["import-unknown-name"] if done.out else "場所" in done.err
    assert run_command(office.folder, "import", path, "--map", "ない").code == 2
    unmapped = run_command(office.folder, "import", path)
    assert unmapped.code == 2
    assert "--map に" in unmapped.err
