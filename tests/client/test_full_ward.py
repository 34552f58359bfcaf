"""A ward of twenty departments with five targets of three hundred characters each: on paper no longer than is read."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import sync_playwright

from kusei_batch.sample import Values, read_sheets
from tests.client.office import LibreOffice
from tests.client.pages import page_count, pdf_text, pdf_text_boxes
from tests.client.test_form_pages import flat
from tests.pipeline.desk import IN_TIME, Desk, outputs

pytestmark = pytest.mark.client

TARGETS, LENGTH = 5, 300
BEYOND = ("区", "部")  # one target in five is for more than its own 課
FURTHER = "数は月ごとに数えて課内に掲示し、翌月の打合せで見直します。手順書を直したときは、その週のうちに全員が読み合わせます。"
MORE = {  # the sample's ward has fourteen and a committee
    "1205": ("まちづくり推進部", "地域防災担当"),
    "1302": ("区民サービス部", "市民税担当"),
    "1305": ("区民サービス部", "会計担当"),
    "1306": ("区民サービス部", "相談窓口担当"),
    "1307": ("区民サービス部", "証明発行担当"),
}
MOST = {"区役所サービス向上委員会資料": 25, "区企画調整会議資料": 25, "目標一覧": 25, "目標の公表": 15}


def write_targets() -> Iterator[Values]:
    """Yield targets without end: the sample's own, each as long as is looked at here."""
    rows = [row for sheet in read_sheets() for row in sheet.final.tables["目標"]]
    for number, row in enumerate(cycle(rows)):
        actions = f"{row['具体的な取組内容']}\n({number}) {FURTHER * 5}"[: LENGTH - len(str(row["目標"]))]
        scope = BEYOND[number // TARGETS % 2] if number % TARGETS == 0 else "課"
        yield {**row, "具体的な取組内容": actions, "取組範囲": scope}


def add_departments(master: Path) -> None:
    book = openpyxl.load_workbook(master)
    sheet = book["部署"]
    orders = {row[2]: row[4] for row in sheet.iter_rows(min_row=2, values_only=True)}
    for code, (part, name) in MORE.items():
        sheet.append([code, "1", part, name, orders[part] + 1, "内線 2000"])
    book.save(master)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """What the night makes on which every department had handed in, by name."""
    desk = Desk(tmp_path_factory.mktemp("大きな区") / "作業")
    add_departments(desk.workspace.root / "templates_xlsx" / "マスタ.xlsx")
    desk.night()  # reads the master again
    desk.issue()
    targets = write_targets()
    for department in desk.workspace.master.departments:
        desk.hand_in(department.code, list(islice(targets, TARGETS)))
    report = desk.night(IN_TIME)
    assert {c.state.value for c in report.coverage} == {"accepted"}
    assert len(report.coverage) == 20
    papers = {path.stem.split("_")[-1]: Path(path) for path in map(Path, outputs(report, "paper"))}
    (page,), (summary,) = (map(Path, outputs(report, kind)) for kind in ("page", "summary_workbook"))
    return {**papers, "目標の公表": page, "目標一覧": list_alone(summary)}


def list_alone(summary: Path) -> Path:
    """The summary workbook with its list of targets alone to print."""
    book = openpyxl.load_workbook(summary)
    for name in book.sheetnames:
        if name != "目標一覧":
            del book[name]
    path = summary.with_name("目標一覧.xlsx")
    book.save(path)
    return path


def print_page(path: Path, pdf: Path) -> Path:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page()
        page.goto(path.as_uri())
        page.pdf(path=pdf, prefer_css_page_size=True)
        browser.close()
    return pdf


@pytest.fixture(scope="module")
def on_paper(office: LibreOffice, made: dict[str, Path]) -> dict[str, Path]:
    return {
        name: print_page(path, path.with_suffix(".pdf"))
        if path.suffix == ".html"
        else office.convert(path, path.with_suffix(".pdf"))
        for name, path in made.items()
    }


@pytest.mark.parametrize("name", MOST)
def test_a_full_ward_is_read_on_so_many_pages(on_paper: dict[str, Path], name: str) -> None:
    assert page_count(on_paper[name]) <= MOST[name]


@pytest.mark.parametrize("name", ["目標一覧", "目標の公表"])
def test_every_word_of_every_target_is_there(on_paper: dict[str, Path], name: str) -> None:
    text = pdf_text(on_paper[name])
    targets = list(islice(write_targets(), 20 * TARGETS))
    assert {len(f"{row['目標']}{row['具体的な取組内容']}") for row in targets} == {LENGTH}
    lines = [line for row in targets for line in (row["目標"], *str(row["具体的な取組内容"]).split("\n"))]
    assert [line for line in lines if flat(str(line)).replace("%", "％") not in text.replace("%", "％")] == []


def test_a_day_stands_on_one_line_of_the_page(on_paper: dict[str, Path]) -> None:
    lines = [box.text for box in pdf_text_boxes(on_paper["目標の公表"]) if "期限：" in box.text]
    assert len(lines) == 20 * TARGETS
    assert [line for line in lines if not line.endswith("日")] == []
