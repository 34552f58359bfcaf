"""Pages released by a night: what counts, once, and nothing that is the office's."""

import csv
import dataclasses
import datetime as dt
import io
import json
import re
import shutil

import lxml.html
import openpyxl
import pytest
from click.testing import CliRunner

from kusei_batch.cli import cli
from kusei_batch.config import read_workspace
from kusei_batch.pipeline.workspace.public_pages import check_public_pages
from kusei_batch.pipeline.workspace.verifying import verify_workspace
from kusei_batch.publish import CURRENT, PREVIOUS, PageDays, read_manifest
from kusei_batch.publish.release import STAGED
from kusei_batch.publish.table_file import check_table_data, read_table_file
from tests.pipeline.desk import IN_TIME, TARGET, TOO_LATE

OTHER = {**TARGET, "目標": "窓口で番号札を渡してから10分以内に一度お声をかけます。", "目標値": 10, "単位": "分"}


def home(desk):
    return desk.workspace.outbox / "R08" / "目標設定" / "05_公表" / "見本区"


def rows(desk, folder=CURRENT):
    text = (home(desk) / folder / "目標" / "目標.csv").read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def contents(folder):
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_a_night_releases_what_counts(issued):
    issued.hand_in("1303", [TARGET])
    issued.hand_in("1304", [{**OTHER, "場面": None}])
    report = issued.night()
    (page,) = [o for o in report.outputs if o.kind == "page"]
    assert page.path == home(issued) / CURRENT / "目標" / "index.html"
    text = page.path.read_text(encoding="utf-8")
    assert TARGET["目標"] in text
    assert OTHER["目標"] not in text
    assert "取りまとめ中" in text
    assert [row["目標"] for row in rows(issued)] == [TARGET["目標"]]
    manifest = read_manifest(home(issued) / CURRENT)
    assert (manifest.run, manifest.as_of) == (report.run_id, IN_TIME)
    assert list(manifest.sources) == [f.sha256 for f in report.files if "1303" in (f.sheet_id or "")]


def test_nothing_of_the_offices_is_in_what_is_released(issued):
    issued.hand_in("1303", [TARGET], {"連絡事項": "内々の連絡"})
    issued.night()
    released = contents(home(issued) / CURRENT)
    text = "".join(content.decode() for name, content in released.items() if not name.endswith(".xlsx"))
    for word in ("髙﨑𠮷", "内々の連絡", "様式.xlsx", "R08-1303"):
        assert word not in text
    assert not {"記入者", "連絡事項", "管理番号", "行ID", "予算措置", "元ファイル"} & set(rows(issued)[0])


def test_a_department_whose_sheet_does_not_count_stands_in_no_table_and_no_chart(issued):
    """Being prepared is all that is said of it: a 0 would say that it has set itself no target."""
    issued.hand_in("1303", [TARGET])
    issued.hand_in("1304", [{**OTHER, "場面": None}])
    issued.night()
    page = lxml.html.parse(str(home(issued) / CURRENT / "目標" / "index.html")).getroot()
    (said,) = page.xpath("//p[contains(., '取りまとめ中')]")
    others = {d.name for d in issued.workspace.master.departments if d.code != "1303"}
    assert all(name in said.text_content() for name in others)
    shown = "".join(e.text_content() for e in page.xpath("//table | //*[local-name()='svg'] | //h3 | //h4"))
    assert "区民課" in shown
    assert sorted(name for name in others if name in shown) == []


@pytest.mark.parametrize(
    ("own", "shown"),
    [("市民の窓口課（電話 000-111-2222）", "市民の窓口課（電話 000-111-2222）"), ("", "事務局（内線 2301）")],
)
def test_a_page_names_whom_to_ask_about_it_else_the_office(issued, own, shown):
    path = issued.workspace.root / "config.toml"
    text = path.read_text(encoding="utf-8")
    (line,) = [line for line in text.splitlines() if line.startswith("contact = ") and "見本区役所" in line]
    path.write_text(text.replace(line, f'contact = "{own}"'), encoding="utf-8")
    issued.hand_in("1303", [TARGET])
    issued.night(workspace=read_workspace(issued.workspace.root))
    for name in ("index.html", "本文のみ.html"):
        page = (home(issued) / CURRENT / "目標" / name).read_text(encoding="utf-8")
        assert shown in page
        assert [word for word in ("市民の窓口課", "事務局", "見本区役所 まちづくり推進部") if word in page] == [
            word for word in ("市民の窓口課", "事務局") if word in shown
        ]


def test_a_policy_that_is_not_decided_is_published_as_a_draft_alone(issued):
    path = issued.workspace.master_path
    book = openpyxl.load_workbook(path)
    sheet, head = book["方針"], [cell.value for cell in book["方針"][1]]
    (number,) = (
        n
        for n in range(2, sheet.max_row + 1)
        if str(sheet.cell(n, 1).value) in ("2026", "R8", "令和8年度")
        and str(sheet.cell(n, head.index("番号") + 1).value) == "2"
    )
    sheet.cell(number, head.index("決定日") + 1).value = None
    book.save(path)
    text = sheet.cell(number, head.index("本文") + 1).value
    workspace = read_workspace(issued.workspace.root)
    (told,) = check_public_pages(workspace, dt.date(2026, 5, 1))
    assert (told.code, told.params["numbers"]) == ("policy-draft-published", "2")
    assert "「目標」（令和8年5月28日）" in told.message
    assert list(check_public_pages(workspace, dt.date(2026, 4, 1))) == []
    issued.hand_in("1303", [TARGET])
    issued.night()
    page = (home(issued) / CURRENT / "目標" / "index.html").read_text(encoding="utf-8")
    assert f"{text}（案）" in page
    assert "方針を次のとおり定めています" not in page
    assert "まだ決まっていません" in page


def test_a_page_that_nobody_can_be_asked_about_is_told_and_says_nothing_of_it(issued):
    path = issued.workspace.root / "config.toml"
    assert not [p for p in check_public_pages(issued.workspace, None) if p.code == "page-without-contact"]
    path.write_text(re.sub(r"(?m)^contact = .*$", 'contact = ""', path.read_text(encoding="utf-8")), encoding="utf-8")
    (told,) = check_public_pages(read_workspace(issued.workspace.root), None)
    assert told.code == "page-without-contact"
    assert "「目標」" in told.message
    issued.hand_in("1303", [TARGET])
    issued.night()
    page = (home(issued) / CURRENT / "目標" / "index.html").read_text(encoding="utf-8")
    assert "お問い合わせ" not in page


def test_the_released_tables_can_be_read_by_machines(issued):
    issued.hand_in("1303", [TARGET])
    issued.hand_in("1304", [OTHER])
    issued.night()
    tables = [p for p in (home(issued) / CURRENT).rglob("*") if p.suffix in (".csv", ".xlsx")]
    assert {p.suffix for p in tables} == {".csv", ".xlsx"}
    assert [problem for table in tables for problem in check_table_data(table, read_table_file(table))] == []


def test_what_says_the_same_is_no_new_release_and_keeps_its_date(issued):
    issued.hand_in("1303", [TARGET])
    issued.night()
    before = contents(home(issued) / CURRENT)
    stamp = (home(issued) / CURRENT).stat().st_mtime_ns
    issued.night(TOO_LATE)
    assert contents(home(issued) / CURRENT) == before
    assert (home(issued) / CURRENT).stat().st_mtime_ns == stamp
    assert not (home(issued) / PREVIOUS).exists()


def test_what_says_something_else_is_released_and_the_one_before_is_kept(issued):
    issued.hand_in("1303", [TARGET])
    issued.night()
    before = contents(home(issued) / CURRENT)
    issued.hand_in("1304", [OTHER])
    issued.night(TOO_LATE)
    assert [row["目標"] for row in rows(issued)] == [TARGET["目標"], OTHER["目標"]]
    assert contents(home(issued) / PREVIOUS) == before
    assert read_manifest(home(issued) / CURRENT).as_of == TOO_LATE
    page = (home(issued) / CURRENT / "目標" / "index.html").read_text(encoding="utf-8")
    assert "公表日：令和8年5月28日" in page  # the day that config.toml says
    days = PageDays(IN_TIME, TOO_LATE)
    assert read_manifest(home(issued) / CURRENT).pages == {"目標": days}
    issued.night(TOO_LATE + dt.timedelta(days=1))
    assert read_manifest(home(issued) / CURRENT).pages == {"目標": days}


def test_before_anything_counts_nothing_is_released(issued):
    assert not [o for o in issued.night().outputs if o.kind == "page"]
    assert not home(issued).exists()


def test_a_release_that_was_killed_is_taken_back_and_made_again(issued):
    issued.hand_in("1303", [TARGET])
    issued.night()
    # As it is between the two last steps: the next release is staged, and nothing is out.
    shutil.copytree(home(issued) / CURRENT, home(issued) / STAGED)
    (home(issued) / CURRENT).rename(home(issued) / PREVIOUS)
    issued.night(TOO_LATE)
    assert read_manifest(home(issued) / CURRENT).as_of == IN_TIME
    assert not (home(issued) / PREVIOUS).exists()
    assert not (home(issued) / STAGED).exists()


def test_a_page_changed_by_hand_is_released_anew_and_the_hands_work_is_kept(issued):
    issued.hand_in("1303", [TARGET])
    issued.night()
    page = home(issued) / CURRENT / "目標" / "index.html"
    whole = page.read_bytes()
    page.write_bytes(b"by hand")
    issued.night()
    assert page.read_bytes() == whole
    assert (home(issued) / PREVIOUS / "目標" / "index.html").read_bytes() == b"by hand"


def test_a_file_that_somebody_put_beside_the_pages_is_told_while_it_is_there(issued):
    issued.hand_in("1303", [TARGET])
    assert issued.night().faults == []
    stray = home(issued) / CURRENT / "目標" / "案内図.png"
    stray.write_bytes(b"map")
    for _ in range(2):
        (fault,) = issued.night().faults
        assert fault.code == "page-stray-files"
        assert fault.location.file == "R08/目標設定/05_公表/見本区/公開用"
        assert "1個あります（「目標/案内図.png」）" in fault.message
    assert "案内図.png" in (issued.workspace.outbox / "状況.html").read_text("utf-8")
    assert [p.code for p in verify_workspace(issued.workspace)] == ["page-stray-files"]
    stray.unlink()
    assert issued.night().faults == []
    assert verify_workspace(issued.workspace) == []


@pytest.fixture
def two_pages(issued):
    path = issued.workspace.root / "config.toml"
    second = '[[rounds.pages]]\ntemplate = "目標の公表.html"\nname = "r8"\ncolumns = [{}]\n\n[[eras]]'
    text = path.read_text(encoding="utf-8").replace("[[eras]]", second, 1)

    def configured(columns):
        path.write_text(text.format(columns) if "{}" in text else text, encoding="utf-8")
        return read_workspace(issued.workspace.root)

    return issued, configured


ALL = '"目標.場面", "理念", "目標", "具体的な取組内容", "評価指標", "目標値", "単位", "向き", "期限", "取組範囲"'


def test_pages_of_one_round_are_released_together(two_pages):
    desk, configured = two_pages
    desk.hand_in("1303", [TARGET])
    report = desk.night(workspace=configured(ALL))
    paths = [o.path for o in report.outputs if o.kind == "page"]
    assert [path.parent.name for path in paths] == ["目標", "r8"]
    assert all(path.is_file() for path in paths)
    assert "取組範囲" in (paths[1].parent / "r8.csv").read_text(encoding="utf-8-sig")
    assert "取組範囲" not in (paths[0].parent / "目標.csv").read_text(encoding="utf-8-sig")


def test_a_page_keeps_its_days_when_another_of_its_round_changes(two_pages):
    desk, configured = two_pages
    desk.hand_in("1303", [TARGET])
    desk.night(workspace=configured(ALL))
    path = desk.workspace.root / "config.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('name = "r8"', 'name = "r8"\ntitle = "改めた題"'), "utf-8")
    desk.night(TOO_LATE, workspace=read_workspace(desk.workspace.root))
    pages = read_manifest(home(desk) / CURRENT).pages
    assert pages == {"目標": PageDays(IN_TIME, IN_TIME), "r8": PageDays(IN_TIME, TOO_LATE)}


def test_a_page_first_made_after_its_date_was_not_changed_by_that(two_pages):
    desk, configured = two_pages
    desk.hand_in("1303", [TARGET])
    configured(ALL)
    path = desk.workspace.root / "config.toml"
    path.write_text(path.read_text("utf-8").replace('name = "r8"', 'name = "r8"\ndate = "4月10日"'), "utf-8")
    desk.night(workspace=read_workspace(desk.workspace.root))
    page = home(desk) / CURRENT / "r8" / "index.html"
    assert "公表日：令和8年4月10日</p>" in page.read_text(encoding="utf-8")
    desk.hand_in("1304", [OTHER])
    desk.night(TOO_LATE, workspace=read_workspace(desk.workspace.root))
    assert "公表日：令和8年4月10日<br>更新日：令和8年4月30日" in page.read_text(encoding="utf-8")


def test_a_page_that_cannot_be_made_costs_no_other_document_and_is_told(two_pages):
    desk, configured = two_pages
    desk.hand_in("1303", [TARGET])
    report = desk.night(workspace=configured('"場面"'))
    assert {o.kind for o in report.outputs} >= {"summary_workbook", "records_csv", "paper"}
    assert not [o for o in report.outputs if o.kind == "page"]
    assert report.failures
    assert not (home(desk) / CURRENT).exists()


def test_pages_are_checked_by_doctor(two_pages):
    from kusei_batch.pipeline.workspace.doctor import examine_workspace

    desk, configured = two_pages
    configured('"場面", "目票"')
    (problem,) = [p for p in examine_workspace(desk.workspace.root) if p.severity.value == "error"]
    assert problem.code == "page-unknown-column"
    assert "もしかして「目標」" in problem.remedy


def test_a_page_without_its_template_is_told_with_its_line(issued):
    from kusei_batch.pipeline.workspace.doctor import examine_workspace

    (issued.workspace.root / "templates_html" / "目標の公表.html").rename(
        issued.workspace.root / "templates_html" / "目標の公表２.html"
    )
    (problem,) = examine_workspace(issued.workspace.root)
    assert problem.code == "config-page-missing"
    assert "目標の公表２.html" in problem.message
    lines = (issued.workspace.root / "config.toml").read_text(encoding="utf-8").splitlines()
    number = next(n for n, line in enumerate(lines, 1) if line.startswith('template = "目標の公表.html"'))
    assert problem.location.file == f"config.toml（{number}行目）"


def test_two_pages_of_one_name_cost_their_round(two_pages):
    desk, configured = two_pages
    path = desk.workspace.root / "config.toml"
    configured(ALL)
    path.write_text(path.read_text(encoding="utf-8").replace('name = "r8"', 'name = "目標"'), encoding="utf-8")
    assert [p.code for p in read_workspace(desk.workspace.root).faults] == ["config-duplicate-page"]


def test_a_workspace_without_pages_has_none(issued):
    settings = issued.workspace.settings
    rounds = tuple(r.model_copy(update={"pages": ()}) for r in settings.rounds)
    workspace = dataclasses.replace(issued.workspace, settings=settings.model_copy(update={"rounds": rounds}))
    issued.hand_in("1303", [TARGET])
    assert not [o for o in issued.night(workspace=workspace).outputs if o.kind == "page"]
    assert not home(issued).exists()


def test_a_dry_run_tells_the_page_and_releases_nothing(issued):
    issued.hand_in("1303", [TARGET])
    words = ["-w", str(issued.workspace.root), "--json", "nightly", "--dry-run", "--as-of", IN_TIME.isoformat()]
    result = CliRunner().invoke(cli, words)
    told = json.loads(result.stdout)
    (page,) = [o for o in told["outputs"] if o["kind"] == "page"]
    assert page == {"kind": "page", "ward": "1", "path": "outbox/R08/目標設定/05_公表/見本区/公開用/目標/index.html"}
    assert not home(issued).exists()
