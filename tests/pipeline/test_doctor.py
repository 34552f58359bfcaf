"""doctor and form check: what would trouble a round, told before it does."""

import shutil
import tomllib
from types import SimpleNamespace

import openpyxl
import pytest

from kusei_batch.config import read_workspace
from kusei_batch.core.problem import SettingsError, Severity
from kusei_batch.errors import CannotRunError
from kusei_batch.issue import kept_forms as issued_forms
from kusei_batch.pipeline.workspace import doctor, form_check
from kusei_batch.pipeline.workspace.doctor import examine_workspace
from kusei_batch.pipeline.workspace.form_check import SUMMARY_SHEETS, check_template
from kusei_batch.pipeline.workspace.init import init_workspace
from kusei_batch.pipeline.workspace.level_words import check_level_words
from kusei_batch.pipeline.workspace.verifying import verify_workspace
from kusei_batch.xlsx.package import UnreadableError
from tests.pipeline.desk import TARGET
from tests.pipeline.one_round import init_one_round
from tests.xlsx.template_book import MASTERS, TemplateBook

# What the first round's form draws on is not there where the first round is alone.
OTHER_ROUNDS = ("row-source-unknown-round", "reference-unknown-round")


@pytest.fixture
def one(tmp_path):
    init_one_round(tmp_path / "一回")
    return tmp_path / "一回"


@pytest.fixture
def root(tmp_path):
    init_workspace(tmp_path / "作業", dry_run=False)
    return tmp_path / "作業"


def set_days(root, opens, due):
    path = root / "config.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("2026-04-01", opens).replace("2026-04-24", due), encoding="utf-8")


def edit_master(root, change):
    path = root / "templates_xlsx" / "マスタ.xlsx"
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)


def found(root):
    problems = examine_workspace(root)
    for problem in problems:
        assert problem.message
        assert problem.remedy
    return [p for p in problems if p.severity is not Severity.INFO and p.code not in OTHER_ROUNDS]


@pytest.mark.usefixtures("really_tried")
def test_the_shipped_workspace_has_nothing_to_warn_of(root):
    assert [p for p in examine_workspace(root) if p.severity is not Severity.INFO] == []


def test_a_template_that_several_papers_of_a_round_share_is_tried_once(root, monkeypatch):
    tried = []

    def note(crew, limits, template, check):
        tried.append(template.name)
        return []

    monkeypatch.setattr(doctor, "_try", note)
    text = (root / "config.toml").read_text(encoding="utf-8")
    for committee, shared in (("中間報告（委員会）", "中間報告"), ("実績報告（委員会）", "マネジメントレビュー")):
        text = text.replace(committee, shared)
    (root / "config.toml").write_text(text, "utf-8")
    examine_workspace(root)
    papers = ["目標設定（委員会）.docx", "区企画調整会議.docx", "部長面談資料.docx", "中間報告.docx", "新旧対照表.docx"]
    papers += [
        "マネジメントレビュー.docx",
        "推薦書.docx",
        "施策シート.docx",
        "地域課題対応事業（調整）.docx",
        "地域課題対応事業（実績）.docx",
    ]
    letters = [
        "依頼文.docx",
        "督促文（期限前）.docx",
        "督促文（期限後）.docx",
        "受付票.docx",
        "照会回答.docx",
        "引継書.docx",
    ]
    assert [name for name in tried if name.endswith(".docx")] == [*papers, *letters]
    assert sorted(set(tried)) == sorted(tried)


def test_days_on_which_nobody_is_at_work_are_told_with_the_next_that_is_open(one):
    set_days(one, "2026-05-03", "2026-06-06")
    opening, due = (p for p in found(one) if p.code == "round-on-closed-day")
    assert opening.code == due.code == "round-on-closed-day"
    assert "憲法記念日" in opening.message
    assert "令和8年5月7日" in opening.remedy
    assert "土曜日" in due.message
    assert "令和8年6月8日" in due.remedy
    assert due.location.field == "rounds[1].due"
    lines = (one / "config.toml").read_text(encoding="utf-8").splitlines()
    assert due.location.file == f"config.toml（{next(n for n, t in enumerate(lines, 1) if t.startswith('due'))}行目）"


def test_days_that_are_not_of_the_year_are_warned_of(one):
    path = one / "config.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("fiscal_year = 2026", "fiscal_year = 2027"), "utf-8")
    problems = [p for p in found(one) if p.code != "policy-missing"]
    assert [(p.code, p.location.field) for p in problems] == [
        ("round-outside-year", "rounds[1].opens"),
        ("round-outside-year", "rounds[1].due"),
    ]
    assert "令和9年度" in problems[0].message


def test_the_masters_own_closed_days_are_heeded(one):
    edit_master(one, lambda book: book["休業日"].append(["2026/4/24", "庁舎点検日"]))
    (problem,) = found(one)
    assert "庁舎点検日" in problem.message
    assert "令和8年4月27日" in problem.remedy


def test_a_ward_without_policy_is_warned_of(one):
    edit_master(one, lambda book: book["方針"].delete_rows(2, 100))
    problems = found(one)
    assert {p.code for p in problems} == {"policy-missing"}
    assert "令和8年度" in problems[0].message


def test_a_ward_without_departments_is_warned_of(root):
    edit_master(root, lambda book: book["区"].append(["99", "新設区"]))
    assert {p.code for p in found(root)} == {"policy-missing", "ward-without-departments"}


def test_a_disk_that_is_nearly_full_is_warned_of(root, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=3 * 2**20))
    (problem,) = found(root)
    assert problem.code == "disk-nearly-full"
    assert "3 MB" in problem.message


@pytest.fixture
def check(tmp_path):
    def check(book):
        book.workbook.save(tmp_path / "様式.xlsx")
        problems = check_template(tmp_path / "様式.xlsx", MASTERS)[1]
        return [(p.code, p.severity.value, p.location.sheet, p) for p in problems if p.remedy and p.message]

    return check


def test_a_sound_template_is_compiled_and_found_sound(check):
    assert check(TemplateBook()) == []


@pytest.mark.parametrize(
    "error", [ValueError("cells differ"), IndexError("no part"), UnreadableError("broken-workbook", "部品がありません")]
)
def test_a_template_that_cannot_be_compiled_is_told_before_it_is_issued(check, monkeypatch, error):
    def fail(data, form):
        raise error

    monkeypatch.setattr("kusei_batch.xlsx.compile.compile_template", fail)
    ((code, severity, _, problem),) = check(TemplateBook())
    assert (code, severity) == ("form-not-compilable", "error")
    assert "（）" not in problem.message
    with pytest.raises(SettingsError) as raised:  # at issue it is told as well, and is no fault of the program
        issued_forms.compile_form(b"", None, "様式.xlsx")
    assert [p.code for p in raised.value.problems] == ["form-not-compilable"]


@pytest.mark.parametrize(("name", "hint"), [("区名称", "もしかして：区名"), ("天気", "表示できるもの：年度、")])
def test_something_to_show_that_nothing_fills_is_warned_of(check, name, hint):
    book = TemplateBook()
    book.set("_項目", "区名", "項目名", name)
    book.layout["A1"] = f"{{{{年度}}}}　{{{{{name}}}}}"
    ((code, severity, sheet, problem),) = check(book)
    assert (code, severity, sheet, problem.location.field) == ("display-not-offered", "warning", "_項目", name)
    assert hint in problem.message


def test_in_a_table_the_row_number_alone_can_be_shown(check):
    book = TemplateBook()
    book.set("_項目", "番号", "項目名", "区名（表）")
    book.layout["A5"] = "{{目標.区名（表）}}"
    assert [code for code, *_ in check(book)] == ["display-not-offered"]


@pytest.mark.parametrize("name", SUMMARY_SHEETS)
def test_a_totals_sheet_may_not_take_the_name_of_another_of_the_summary_workbook(check, name):
    book = TemplateBook()
    book.set("_集計", "場面別", "シート名", name)
    ((code, severity, sheet, problem),) = check(book)
    assert (code, severity, sheet) == ("totals-sheet-reserved", "error", "_集計")
    assert name in problem.message


def test_the_reserved_names_are_those_the_summary_workbook_makes(tmp_path):
    from kusei_batch.report.views import build_round_view
    from tests.report.sample import make_facts
    from tests.report.written import write_summary_workbook

    facts = make_facts()
    write_summary_workbook(build_round_view(facts), tmp_path / "集計.xlsx", "BIZ UDゴシック")
    made = set(openpyxl.load_workbook(tmp_path / "集計.xlsx").sheetnames)
    of_the_form = {row.sheet for row in facts.form.totals}
    assert made - of_the_form - {n for n in made if n.startswith("データ_")} <= set(SUMMARY_SHEETS)
    assert set(SUMMARY_SHEETS) <= made | {"データ"}


def test_a_form_check_tells_faults_of_settings_and_master_together(root, tmp_path):
    (root / "config.toml").write_text('city = "市"\n', encoding="utf-8")
    edit_master(root, lambda book: book["区"].append(["1", None]))
    with pytest.raises(SettingsError) as stopped:
        form_check.check_form(root, root / "templates_xlsx" / "目標設定.xlsx")
    assert {p.code for p in stopped.value.problems} >= {"config-missing-key", "master-blank"}


@pytest.mark.parametrize(("name", "word"), [("ledger.sqlite", "台帳"), ("key", "鍵")])
def test_a_ledger_or_key_that_is_gone_is_told_before_the_night_stops_at_it(issued, name, word):
    (issued.workspace.state / name).unlink()
    (problem,) = found(issued.workspace.root)
    assert (problem.code, problem.severity) == ("state-unusable", Severity.ERROR)
    assert word in problem.message
    assert "バックアップ" in problem.remedy


def test_a_kept_original_that_is_gone_is_told(issued):
    issued.hand_in("1303", [])
    issued.night()
    assert found(issued.workspace.root) == []
    for path in issued.workspace.archive.rglob("*.xlsx"):
        path.unlink()
    assert [p.code for p in found(issued.workspace.root)] == ["original-missing"]


def test_sheets_that_were_handed_over_and_moved_away_are_nothing_to_mend(issued):
    issued.blank("1303").unlink()
    assert found(issued.workspace.root) == []


def test_a_department_or_a_round_that_is_gone_after_its_sheets_were_issued_is_told(issued):
    issued.hand_in("1303", [TARGET])
    root = issued.workspace.root
    edit_master(root, lambda book: remove_department(book["部署"], "1303"))
    (gone,) = [p for p in examine_workspace(root) if p.code.endswith("-gone")]
    assert (gone.code, gone.severity) == ("department-gone", Severity.WARNING)
    assert "1303" in gone.message
    issued.workspace = read_workspace(root)
    assert [p.code for p in issued.night().uncounted] == ["department-gone"]
    config = root / "config.toml"
    config.write_text(
        config.read_text(encoding="utf-8").replace('name = "目標設定"', 'name = "目標の設定"'), encoding="utf-8"
    )
    told = [p for p in examine_workspace(root) if p.code == "round-gone"]
    everybody = len(issued.workspace.master.departments) + 1  # with the one that is gone
    assert [("目標設定" in p.message, str(everybody) in p.message) for p in told] == [(True, True)]


def remove_department(sheet, code):
    row = next(cell.row for cell in sheet["A"] if str(cell.value) == code)
    sheet.delete_rows(row)


@pytest.mark.parametrize("lost", [".kusei", ".kusei/ledger.sqlite"])
def test_a_ledger_that_is_gone_is_told_before_anything_is_issued_again(issued, lost):
    gone = issued.workspace.root / lost
    shutil.rmtree(gone) if gone.is_dir() else gone.unlink()
    before = {path: path.read_bytes() for path in issued.workspace.outbox.rglob("*.xlsx")}
    for run in (issued.issue, issued.night, lambda: verify_workspace(issued.workspace)):
        with pytest.raises(CannotRunError) as refused:
            run()
        assert "台帳" in refused.value.message
        assert "バックアップ" in refused.value.remedy
    assert {path: path.read_bytes() for path in issued.workspace.outbox.rglob("*.xlsx")} == before
    assert "state-unusable" in {p.code for p in examine_workspace(issued.workspace.root)}


def test_words_of_the_sample_that_would_be_printed_for_another_city_are_told(root):
    assert [p for p in examine_workspace(root) if p.code == "config-sample-kept"] == []
    path = root / "config.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('city = "見本市"', 'city = "みなと市"'), encoding="utf-8")
    told = [p for p in examine_workspace(root) if p.code == "config-sample-kept"]
    rounds = tomllib.loads(path.read_text(encoding="utf-8"))["rounds"]
    pages = [
        f"rounds[{number}].pages[{nth}].contact"
        for number, round_ in enumerate(rounds, start=1)
        for nth, page in enumerate(round_.get("pages", ()), start=1)
        if "contact" in page
    ]
    assert len(pages) > 5
    assert [p.location.field for p in told] == ["submit_to", "contact", *pages]
    assert all(p.severity is Severity.WARNING for p in told)


def test_a_telephone_that_nobody_has_is_told_whatever_stands_beside_it(root):
    path = root / "config.toml"
    text = path.read_text(encoding="utf-8").replace('city = "見本市"', 'city = "みなと市"')
    path.write_text(
        text.replace("見本区役所 まちづくり推進部 企画課（電話", "みなと区役所 広報課（電話"), encoding="utf-8"
    )
    told = [p for p in examine_workspace(root) if p.code == "config-sample-kept"]
    assert "rounds[1].pages[1].contact" in [p.location.field for p in told]
    assert any("回「目標設定」の公表ページ「目標」の「contact」が、見本のままです" in p.message for p in told)


@pytest.mark.parametrize(
    ("words", "ward_levels", "division_level", "told"),
    [
        ("", ("", ""), "", []),
        ('ward = "病院"', ("", ""), "", []),
        ('ward = "病院"', ("病院", "診療所"), "", []),
        (
            'ward = "病院"',
            ("局", "局"),
            "",
            ["「words」の「ward」は「病院」ですが、マスタのシート「区」の「階層」には「局」"],
        ),
        ("", ("局", "局"), "", ["「words」の「ward」は「区」ですが、マスタのシート「区」の「階層」には「局」"]),
        (
            'division = "部門"',
            ("", ""),
            "室",
            ["「words」の「division」は「部門」ですが、マスタのシート「部署」の「部の階層」"],
        ),
        ('division = "部門"', ("", ""), "部門", []),
    ],
)
def test_other_words_for_units_in_the_master_than_in_the_settings_are_told(
    root, words, ward_levels, division_level, told
):
    path = root / "config.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("\nwork = ", f"\n{words}\nwork = ", 1), encoding="utf-8")
    master = root / "templates_xlsx" / "マスタ.xlsx"
    book = openpyxl.load_workbook(master)
    wards, departments = book["区"], book["部署"]
    wards.append([99, "はま区"])
    last = wards.max_column + 1
    for row, text in enumerate(("階層", *ward_levels), 1):
        wards.cell(row, last).value = text or None
    last = departments.max_column + 1
    for row in range(1, departments.max_row + 1):
        departments.cell(row, last).value = (division_level if row > 1 else "部の階層") or None
    book.save(master)
    found = list(check_level_words(read_workspace(root)))
    if told and not words:
        assert [p for p in examine_workspace(root) if p.code == "config-word-not-level"] == found
    assert len(found) == len(told)
    assert all(text in problem.message for text, problem in zip(told, found, strict=True))
    assert all(problem.severity is Severity.WARNING for problem in found)
