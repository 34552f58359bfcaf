"""意見記録 over its two editions and two years: what is not done goes on, is told of with who is late, and ends."""

from __future__ import annotations

import datetime as dt
import re
import shutil
import time
from pathlib import Path

import docx
import openpyxl
import pytest

from kusei_batch.config import read_workspace
from kusei_batch.disk import look_at
from kusei_batch.pipeline.issuing import issue_round, order_round
from kusei_batch.pipeline.night import run_night
from kusei_batch.pipeline.questions import read_records, read_status
from kusei_batch.pipeline.status.decisions import find_unfinished
from kusei_batch.pipeline.workspace.form_check import read_form
from kusei_batch.pipeline.workspace.init import init_workspace
from tests.commands import run_command
from tests.pipeline.one_round import MANY, ONE

FIRST_EDITION = Path(__file__).with_name("意見記録（第1版）.xlsx")
SECOND_ALONE = " かつ 種別 ≠ 「気づき・改善」 かつ (前の対応状況 = 空欄 または 前の対応状況 = 未対応|対応中)"
"""What the page of the second edition asks of a row besides."""
A, B = "1303", "1304"
ROUND = "意見記録"
ANSWERED = {
    "受付日": "R8.5.11",
    "種別": "相談",
    "内容": "書き方の分かる見本がほしい。",
    "対応": "見本を渡しました。",
    "対応状況": "対応済",
}
OPEN = {"受付日": "R8.11.4", "種別": "苦情", "内容": "呼ばれたことに気付かなかった。", "対応": "音の大きさを見直しています。", "区分": "是正", "対応状況": "対応中"}  # fmt: skip
TREATED = OPEN | {"処置": "呼出しの音を2段階上げ、柱の陰にも表示を置く。", "担当": "窓口係", "期限": "R9.6.30"}
SEEN = {
    "処置日": "R9.6.20",
    "確認日": "R9.7.31",
    "効果": "あり",
    "効果の確かめ方": "呼び直しは1日12回から2回になった。",
}
SMALL = {
    "受付日": "R9.5.20",
    "種別": "気づき",
    "処置": "申請書の棚に番号の札を付けた。",
    "担当": "窓口係",
    "処置日": "R9.5.20",
}


class Counter:
    """A workspace with the round of opinions alone, and what its departments hand in."""

    def __init__(self, folder: Path) -> None:
        init_workspace(folder, dry_run=False)
        self.root, self.clock = folder, time.time() - 10_000_000
        config = folder / "config.toml"
        head, *rounds = re.split(r"(?m)^(?=\[\[rounds\]\])", config.read_text(encoding="utf-8"))
        (own,) = [one for one in rounds if f'name = "{ROUND}"' in one]
        config.write_text(head.replace(MANY, ONE) + own + rounds[-1][rounds[-1].index("[[eras]]") :], encoding="utf-8")
        for path in (folder / "templates_xlsx").glob("*.xlsx"):
            if path.stem not in ("マスタ", ROUND):
                path.unlink()

    def turn(self, year: int) -> None:
        path = self.root / "config.toml"
        path.write_text(
            re.sub(r"fiscal_year = \d+", f"fiscal_year = {year}", path.read_text(encoding="utf-8")), "utf-8"
        )

    def issue(self, day: dt.date) -> None:
        workspace = read_workspace(self.root)
        for department in (A, B):
            issue_round(workspace, order_round(workspace, ROUND, department=department), day)

    def sheet(self, label: str, department: str) -> Path:
        (path,) = (self.root / "outbox" / label).rglob(f"01_配布/*/*_{department}_*.xlsx")
        return path

    def hand_in(self, label: str, department: str, rows, day: str = "") -> Path:
        """Type rows into a department's sheet, by their place from 0, and drop it in its folder."""
        workspace = read_workspace(self.root)
        form, book = read_form(workspace, ROUND), openpyxl.load_workbook(self.sheet(label, department))
        for place, row in rows.items():
            for name, value in row.items():
                field = form.field(name, "意見")
                book[field.sheet][field.cells[place]].value = value
        if day:
            field = form.field("記入日")
            book[field.sheet][field.cells[0]].value = day
        name = next(d.name for d in workspace.master.departments if d.code == department)
        folder = workspace.inbox / "見本区" / name
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{label}_{department}_{len(list(folder.iterdir()))}.xlsx"
        book.save(path)
        return path

    def night(self, day: dt.date):
        self.clock += 100_000
        for path in (self.root / "inbox").rglob("*.xlsx"):
            if path.stat().st_mtime > self.clock:
                self.clock = path.stat().st_mtime + 10_000
        report = run_night(read_workspace(self.root), day, self.clock)
        assert report.failures == []
        return report

    def told(self, day: dt.date):
        workspace = read_workspace(self.root)
        found = find_unfinished(workspace, read_status(workspace, day))
        return [(one.sheet, one.count, [(who.department, who.owner, who.days) for who in one.late]) for one in found]

    def list_in(self, label: str) -> list[tuple[object, ...]]:
        """部署名, 状況, 遅れ and 処置 of the rows that are open, as the ward's workbook lists them."""
        (path,) = (self.root / "outbox" / label).rglob("*_集計.xlsx")
        rows = list(openpyxl.load_workbook(path)["効果を確かめていない処置"].iter_rows(values_only=True))
        at = next(i for i, row in enumerate(rows) if "遅れ\n（日）" in row)
        columns = [rows[at].index(h) for h in ("部署名", "状況", "遅れ\n（日）", "処置")]
        return [tuple(row[c] for c in columns) for row in rows[at + 1 :] if row[columns[1]]]


def codes(report):
    return [p.code for file in report.files for p in file.problems if p.severity.value != "info"]


@pytest.fixture(scope="module")
def counter(tmp_path_factory):
    counter = Counter(tmp_path_factory.mktemp("意見") / "作業")
    own, config = counter.root / "templates_xlsx" / f"{ROUND}.xlsx", counter.root / "config.toml"
    second, settings = own.read_bytes(), config.read_text(encoding="utf-8")
    shutil.copyfile(FIRST_EDITION, own)
    assert settings.count(SECOND_ALONE) == 1
    config.write_text(settings.replace(SECOND_ALONE, ""), "utf-8")
    counter.issue(dt.date(2026, 4, 1))
    counter.hand_in("R08", A, {0: ANSWERED, 1: OPEN})
    report = counter.night(dt.date(2027, 3, 10))
    assert [file.verdict.value for file in report.files] == ["accepted"]
    own.write_bytes(second)
    config.write_text(settings, "utf-8")
    return counter


def test_a_sheet_of_the_first_edition_counts_and_goes_on_in_the_second(counter):
    # The second edition follows treatments up; sheets of the first have none.
    assert counter.told(dt.date(2027, 3, 31)) == []
    counter.turn(2027)
    counter.issue(dt.date(2027, 4, 1))
    form = read_form(read_workspace(counter.root), ROUND)
    assert form.version == "2"
    book = openpyxl.load_workbook(counter.sheet("R09", A))
    shown = {
        name: book[f.sheet][f.cells[0]].value
        for name in ("受付日", "種別", "内容", "対応", "区分", "対応状況", "処置", "出典")
        for f in [form.field(name, "意見")]
    }
    assert shown == {**OPEN, "受付日": dt.datetime(2026, 11, 4), "処置": None, "出典": "前年度の意見記録"}
    assert [book[f.sheet][f.cells[1]].value for f in [form.field("内容", "意見")]] == [None]
    assert book[form.field("行ID", "意見").sheet].column_dimensions["C"].hidden


def test_what_is_not_done_is_told_until_it_is(counter):
    counter.hand_in("R09", A, {0: TREATED, 1: SMALL}, "R9.5.20")
    report = counter.night(dt.date(2027, 5, 21))
    assert codes(report) == []
    kept = {r.key.row_id: r.fields for r in read_records(read_workspace(counter.root), ROUND) if r.table}
    (first, second) = sorted(kept)
    assert (first.startswith("R08"), second.startswith("R09")) == (True, True)
    assert kept[second]["種別"] == "気づき・改善"
    assert counter.told(dt.date(2027, 6, 30)) == [(ROUND, 1, [])]
    assert counter.told(dt.date(2027, 7, 2)) == [(ROUND, 1, [("区民課", "窓口係", 2)])]
    assert counter.list_in("R09") == [("区民課", "未完了", None, TREATED["処置"])]
    counter.night(dt.date(2027, 7, 2))
    assert counter.list_in("R09") == [("区民課", "期限超過", 2, TREATED["処置"])]
    counter.night(dt.date(2027, 7, 5))
    assert counter.list_in("R09") == [("区民課", "期限超過", 5, TREATED["処置"])], "nothing changed but the day"
    counter.night(dt.date(2027, 7, 2))
    page = (counter.root / "outbox" / "状況.html").read_text(encoding="utf-8")
    assert (
        "まだ終わっていないものが「意見記録」に1件あります（うち期限超過1件：区民課・窓口係 期限R9.6.30 2日超過）"
        in page
    )
    told = run_command(counter.root, "status", "--as-of", "2027-07-02", "--json", "--check")
    assert told.code == 1
    late = [{"department": "区民課", "owner": "窓口係", "due": "R9.6.30", "days": 2}]
    assert told.json["unfinished"] == [{"round": ROUND, "open": 1, "overdue": 1, "late": late}]


def test_last_years_rows_count_until_the_sheet_comes_back_and_a_seen_effect_ends_them(counter):
    counter.turn(2028)
    counter.issue(dt.date(2028, 4, 1))
    assert counter.told(dt.date(2028, 4, 2)) == [(ROUND, 1, [("区民課", "窓口係", 277)])]
    counter.night(dt.date(2028, 4, 2))
    # Nobody has handed in anything in the year: the list is there as soon as there are sheets.
    assert [row[:2] for row in counter.list_in("R10")] == [("区民課", "期限超過")]
    done = {"処置日": "R9.6.20"}
    counter.hand_in("R10", A, {0: done}, "R10.4.10")
    assert codes(counter.night(dt.date(2028, 4, 11))) == []
    assert counter.told(dt.date(2028, 4, 12)) == [(ROUND, 1, [])], "it is done, and nobody has seen whether it helped"
    counter.hand_in("R10", A, {0: SEEN}, "R10.4.20")
    assert codes(counter.night(dt.date(2028, 4, 21))) == []
    assert counter.told(dt.date(2028, 4, 22)) == []
    counter.turn(2029)
    counter.issue(dt.date(2029, 4, 1))
    form = read_form(read_workspace(counter.root), ROUND)
    field = form.field("内容", "意見")
    # Its answer is not given yet, which goes on as well.
    assert openpyxl.load_workbook(counter.sheet("R11", A))[field.sheet][field.cells[0]].value == OPEN["内容"]


def test_an_opinion_answered_in_the_year_after_is_on_the_page_of_that_year_alone(tmp_path):
    """What was answered last year and goes on for its treatment alone was on last year's page."""
    counter = Counter(tmp_path / "作業")
    counter.issue(dt.date(2026, 4, 1))
    done = ANSWERED | {"区分": "是正", "処置": "見本を全ての台に置く。", "担当": "窓口係", "期限": "R9.6.30"}
    never_said = {name: value for name, value in TREATED.items() if name != "対応状況"} | {"内容": "柱の陰で待った。"}
    counter.hand_in("R08", A, {0: done, 1: OPEN, 2: never_said})
    counter.night(dt.date(2027, 3, 10))
    first = [done["内容"], OPEN["内容"], never_said["内容"]]
    assert told_on_page(counter, "R08", first) == first[:1]
    counter.turn(2027)
    counter.issue(dt.date(2027, 4, 1))
    answer = {"対応": "音を2段階上げました。", "対応状況": "対応済み"}
    counter.hand_in(
        "R09",
        A,
        {
            0: {"処置日": "R9.4.10"},
            1: answer,
            2: answer,
            3: ANSWERED | {"受付日": "R9.4.12", "内容": "記入台を増やしてほしい。"},
        },
    )
    counter.night(dt.date(2027, 5, 21))
    assert told_on_page(counter, "R09", first) == first[1:]
    (page,) = (counter.root / "outbox" / "R09").rglob("公開用/声/index.html")
    assert page.read_text("utf-8").count(answer["対応"]) == 2


def test_a_paper_tells_tonights_days_of_what_is_late_since_last_year(tmp_path):
    """It is as in a workspace where all is made again; the ward that has nothing late keeps its paper."""
    counter = two_wards(tmp_path / "作業")
    counter.hand_in("R08", A, {0: TREATED | {"受付日": "R8.5.11", "期限": "R8.6.30"}}, "R8.5.12")
    counter.hand_in("R08", B, {0: ANSWERED | {"受付日": "R8.5.11"}}, "R8.5.12")
    counter.night(dt.date(2026, 5, 13))
    begin_next_year(
        counter,
        '{% set 昨年 = 前年度("意見記録") %}{% for 行 in 昨年.一覧("効果を確かめていない処置").行 %}'
        "{{ 行['遅れ（日）'] }}日超過{% endfor %}",
    )
    counter.night(dt.date(2027, 4, 2))
    late, other = ((counter.root / "outbox" / "R09").rglob(f"*_{w}_昨年から.docx") for w in ("見本区", "隣区"))
    (late,), (other,) = late, other
    assert texts_of(late) == ["276日超過"]
    before = look_at(other)
    twin = tmp_path / "別の作業"
    shutil.copytree(counter.root, twin)
    counter.night(dt.date(2027, 4, 5))
    # Of copies no file looks as it did: everything is made again there.
    run_night(read_workspace(twin), dt.date(2027, 4, 5), counter.clock)
    assert texts_of(late) == texts_of(twin / late.relative_to(counter.root)) == ["279日超過"]
    assert look_at(other) == before


def test_a_paper_tells_tonights_days_of_a_sheet_that_never_came_back_last_year(tmp_path):
    counter = Counter(tmp_path / "作業")
    counter.issue(dt.date(2026, 4, 1))
    begin_next_year(
        counter, '{% for 行 in 前年度("意見記録").提出状況.行 if 行.部署名 == "区民課" %}{{ 行.遅れ }}{% endfor %}'
    )
    told: list[int] = []
    for day in (2, 5):
        counter.night(dt.date(2027, 4, day))
        (path,) = (counter.root / "outbox" / "R09").rglob("*_昨年から.docx")
        told += map(int, texts_of(path))
    assert told[1] == told[0] + 3


def begin_next_year(counter, text):
    """Issue the sheets of 2027, of whose rounds the last has a paper with this text of a template."""
    document = docx.Document()
    document.add_paragraph(text)
    document.save(counter.root / "templates_docx" / "昨年から.docx")
    config = counter.root / "config.toml"
    own = '[[rounds.papers]]\ntemplate = "昨年から.docx"\nname = "昨年から"\n\n[[eras]]'
    config.write_text(config.read_text("utf-8").replace("[[eras]]", own, 1), "utf-8")
    counter.turn(2027)
    counter.issue(dt.date(2027, 4, 1))


def texts_of(path):
    return [paragraph.text for paragraph in docx.Document(path).paragraphs]


def two_wards(folder):
    """A workspace in which the second department is another ward's, whose sheets are out."""
    counter = Counter(folder)
    master = counter.root / "templates_xlsx" / "マスタ.xlsx"
    book = openpyxl.load_workbook(master)
    book["区"].append(["2", "隣区"])
    for row in book["部署"].iter_rows(min_row=2):
        if row[0].value == B:
            row[1].value = "2"
    book.save(master)
    counter.issue(dt.date(2026, 4, 1))
    return counter


def test_a_ward_in_which_nothing_is_late_keeps_its_documents_while_another_is(tmp_path):
    counter = two_wards(tmp_path / "作業")
    counter.hand_in("R08", A, {0: TREATED | {"受付日": "R8.5.11", "期限": "R8.6.30"}}, "R8.5.12")
    counter.night(dt.date(2026, 7, 2))
    own, other = (
        path for ward in ("見本区", "隣区") for path in (counter.root / "outbox").rglob(f"*_{ward}_集計.xlsx")
    )
    before = other.read_bytes()
    late = own.read_bytes()
    counter.night(dt.date(2026, 7, 5))
    assert own.read_bytes() != late
    assert other.read_bytes() == before


def told_on_page(counter: Counter, label: str, opinions: list[str]) -> list[str]:
    (page,) = (counter.root / "outbox" / label).rglob("公開用/声/index.html")
    text = page.read_text(encoding="utf-8")
    return [opinion for opinion in opinions if opinion in text]
