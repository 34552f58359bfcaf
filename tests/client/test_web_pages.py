"""The public pages in a browser: usable by everybody at every width, and on paper."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from kusei_batch.config import read_workspace
from kusei_batch.core.record import Coverage, Record, Source
from kusei_batch.core.row_key import RowKey
from kusei_batch.core.submission import State
from kusei_batch.core.ward import Department
from kusei_batch.report.views.public_rows import Published
from kusei_batch.report.ward_page import WHOLE_PAGE
from kusei_batch.sample import Variant, read_sheets
from kusei_batch.xlsx.template import read_template
from tests.client.pages import page_count, page_texts, pdf_text, pdf_text_boxes
from tests.client.test_form_pages import flat
from tests.pipeline.desk import IN_TIME, Desk
from tests.report.results import DAY, WARD, make_facts
from tests.report.sample import GOALS
from tests.report.test_public_rows import COLUMNS as VOICE_COLUMNS
from tests.report.test_public_rows import DONE, make_page, opinions
from tests.report.web_page import ROOT, render
from tests.report.year_pages import with_one_sign

pytestmark = pytest.mark.client

WIDTHS = (320, 768, 1280)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SMALLEST = 12
FOOT = 800  # points from the page's upper edge: below it stands its number
SIZES = """() => [...document.querySelectorAll('body *')]
  .filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()) && e.getClientRects().length)
  .map(e => [e.tagName, e.textContent.trim().slice(0, 20),
             parseFloat(getComputedStyle(e).fontSize) * (e.ownerSVGElement ? e.getScreenCTM().a : 1)])"""


@pytest.fixture(scope="module")
def targets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample ward's targets as a night releases them."""
    desk = Desk(tmp_path_factory.mktemp("公表") / "作業")
    desk.issue()
    for sheet in read_sheets():
        if sheet.variant is not Variant.UNTOUCHED:
            values = [{k: v for k, v in row.items() if v != ""} for row in sheet.final.tables["目標"]]
            desk.hand_in(sheet.department, values, dict(sheet.final.head))
    (page,) = [o.path for o in desk.night(IN_TIME).outputs if o.kind == "page"]
    return page


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The results of a small form."""
    return written(tmp_path_factory.mktemp("結果"), render())


@pytest.fixture(scope="module")
def alone(targets: Path) -> Path:
    """The targets' body alone, within a page as a city's CMS makes it."""
    path = targets.with_name("市のページ.html")
    body = (targets.parent / "本文のみ.html").read_text(encoding="utf-8")
    path.write_text(
        '<!DOCTYPE html><html lang="ja"><head><meta charset="utf-8"><title>市のページ</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        "<style>table, h2 { background: #ffd; } .card { color: red; }</style></head>"
        f'<body><main><h1 id="main">区役所の目標</h1>{body}</main></body></html>',
        encoding="utf-8",
    )
    return path


@pytest.fixture(scope="module")
def voices(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What was done about opinions."""
    return written(tmp_path_factory.mktemp("声"), make_page(opinions(), Published(VOICE_COLUMNS, DONE)))


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The targets of twenty departments, five each, of three hundred characters."""
    lists = read_workspace(ROOT).master.lists(2026)
    form, _ = read_template(ROOT / "templates_xlsx" / "目標設定.xlsx", lists)
    departments = [Department(str(n), WARD, f"第{n // 4}部", f"第{n}課", n, "") for n in range(20)]
    coverage = [
        Coverage(d, "目標設定", State.ACCEPTED, f"R08-{d.code}", "0" * 64, "様式.xlsx", DAY) for d in departments
    ]
    records = [long_target(department, number) for department in departments for number in range(1, 6)]
    facts = replace(make_facts(), form=form, coverage=coverage, records=records)
    (page,) = read_workspace(ROOT).pages(read_workspace(ROOT).round("目標設定"))
    template = ROOT / "templates_html" / page.template
    return written(tmp_path_factory.mktemp("多い"), make_page(facts, Published(page.columns), template))


def long_target(department: Department, number: int) -> Record:
    text = "".join("".join(goal).replace("\n", "") for goal in GOALS)
    begin = 17 * number
    fields = {
        "場面": ("電話対応", "対面対応")[: 1 + number % 2],
        "目標": text[begin : begin + 150],
        "具体的な取組内容": f"(1) {text[begin + 150 : begin + 220]}\n(2) {text[begin + 220 : begin + 292]}",
        "評価指標": "番号札で計った平均の待ち時間",
        "目標値": 20,
        "単位": "分",
        "向き": "以下",
        "期限": DAY,
    }
    sheet = f"R08-{department.code}"
    key = RowKey("目標", f"{sheet}-{number}")
    return Record(sheet, department, "目標設定", key, number, fields, {}, Source("0" * 64, "目標設定", {}))


def written(folder: Path, files: Mapping[str, bytes]) -> Path:
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder / WHOLE_PAGE


@pytest.fixture(params=["targets", "outcome", "voices", "alone"])
def path(request: pytest.FixtureRequest) -> Path:
    return request.getfixturevalue(request.param)


@pytest.fixture
def open_page(browser: Browser, path: Path):
    opened: list[Page] = []

    def open_at(width: int, **options) -> Page:
        page = browser.new_page(viewport={"width": width, "height": 800}, **options)
        opened.append(page)
        page.goto(path.as_uri())
        return page

    yield open_at
    for page in opened:
        page.close()


@pytest.mark.parametrize("width", [360, 768, 1280, "紙"])
def test_axe_finds_no_violation(open_page, width):
    page = open_page(680 if width == "紙" else width)
    if width == "紙":
        page.emulate_media(media="print")
    found = Axe().run(page, options={"runOnly": RULES, "resultTypes": ["violations"]}).response
    told = [(v["id"], [node["html"] for node in v["nodes"]]) for v in found["violations"]]
    assert told == []
    assert len(found["passes"]) > 20


@pytest.mark.parametrize("width", WIDTHS)
def test_the_page_itself_never_scrolls_sideways(open_page, width):
    page = open_page(width)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    beyond = """() => [...document.querySelectorAll('body *')].filter(e => !e.closest('.kusei-scroll, .kusei-skip')
      && e.getBoundingClientRect().right > innerWidth + 0.5).map(e => e.outerHTML.slice(0, 80))"""
    assert page.evaluate(beyond) == []


@pytest.mark.parametrize("width", WIDTHS)
def test_no_text_is_smaller_than_twelve_pixels(open_page, width):
    sizes = open_page(width).evaluate(SIZES)
    assert len(sizes) > 30
    assert [entry for entry in sizes if entry[2] < SMALLEST] == []


def test_it_is_dark_on_light_for_who_prefers_dark_and_needs_neither_script_nor_net(browser, path):
    context = browser.new_context(java_script_enabled=False, color_scheme="dark", offline=True)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri())
    assert asked == [path.as_uri()]
    context.close()


def test_all_that_takes_the_focus_shows_it_and_is_large_enough_to_hit(open_page):
    page = open_page(320)
    stops = page.locator("a[href], [tabindex='0']")
    assert stops.count() > 5
    for index in range(0, stops.count(), 5):
        stop = stops.nth(index)
        page.keyboard.press("Tab")  # only the keyboard's focus is to be seen
        stop.focus()
        assert stop.evaluate("e => getComputedStyle(e).outlineStyle") == "solid"
        assert stop.evaluate("e => parseFloat(getComputedStyle(e).outlineWidth)") >= 2
        assert stop.bounding_box()["height"] >= 24


def test_the_first_stop_leads_to_the_body(browser, targets):
    page = browser.new_page()
    page.goto(targets.as_uri())
    page.keyboard.press("Tab")
    first = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Enter")
    assert first == "本文へ移動"
    assert page.evaluate("document.activeElement.id") == "kusei-main"
    page.close()


@pytest.fixture(scope="module")
def print_page(browser, tmp_path_factory):
    def printed(path: Path) -> Path:
        pdf = tmp_path_factory.mktemp("紙") / "印刷.pdf"
        page = browser.new_page()
        page.goto(path.as_uri())
        page.pdf(path=pdf, prefer_css_page_size=True)
        page.close()
        return pdf

    return printed


@pytest.mark.parametrize(("name", "most"), [("targets", 5), ("outcome", 1), ("voices", 1), ("crowded", 15)])
def test_a_printed_page_fits_a_notice_board(request, print_page, name, most):
    pdf = print_page(request.getfixturevalue(name))
    assert page_count(pdf) <= most
    boxes = pdf_text_boxes(pdf)
    assert [box for box in boxes if not box.inside] == []
    assert {(round(box.page_width), round(box.page_height)) for box in boxes} == {(595, 842)}
    if most > 1:
        first = [box for box in boxes if box.page == 1 and box.bottom < FOOT]
        assert max(box.bottom for box in first) > 600, "the first page is not half blank"
    for number in range(1, page_count(pdf) + 1):
        assert sum(box.page == number and box.bottom < FOOT for box in boxes) > 6, "no page has a lone line"
        (foot,) = [box for box in boxes if box.page == number and box.top > FOOT]
        assert flat(foot.text) == f"{number}/{page_count(pdf)}"


def test_on_paper_there_is_the_policy_and_the_list_alone(print_page, targets):
    text = flat(pdf_text(print_page(targets)))
    for sheet in read_sheets():
        for row in sheet.final.tables["目標"] if sheet.variant is not Variant.UNTOUCHED else ():
            assert flat(with_one_sign(str(row["目標"]))) in text
    assert "区役所サービス向上方針" in text
    assert "電話000-000-0000" in text
    kept = ("本文へ移動", "このページの内容", "部署を選ぶと", "数で見る", "ダウンロード", "先頭へ戻る")
    assert [word for word in kept if word in text] == []


@pytest.mark.parametrize("name", ["targets", "crowded"])
def test_the_headings_of_the_list_stand_on_every_page_it_runs_over(request, print_page, name):
    pdf = print_page(request.getfixturevalue(name))
    texts = page_texts(pdf)
    rows = {box.page for box in pdf_text_boxes(pdf) if "期限：" in box.text}
    assert len(rows) > 2
    assert [number for number in rows if "番号場面目標と取組の内容達成を測るもの" not in flat(texts[number - 1])] == []


def test_no_department_is_named_at_the_foot_of_a_page_without_a_target_below(print_page, crowded):
    pdf = print_page(crowded)
    for number in range(1, page_count(pdf) + 1):
        boxes = [box for box in pdf_text_boxes(pdf) if box.page == number and box.bottom < FOOT]
        named = [box.bottom for box in boxes if re.fullmatch(r"第\d+[部課]", box.text.strip())]
        assert max(named, default=0) + 40 < max(box.bottom for box in boxes)


def test_on_paper_no_text_of_a_table_is_larger_than_the_table_and_no_introduction_stands_alone(browser):
    frame = (ROOT / "templates_html" / "公表の枠.html").read_text(encoding="utf-8")
    style = "".join(re.findall(r"<style>.*?</style>", frame, re.DOTALL))
    page = browser.new_page()
    page.emulate_media(media="print")
    row = '<tr><th>指標<p class="kusei-small">出典</p></th><td>状況<p class="kusei-small">説明</p></td></tr>'
    table = f'<table class="kusei-list">{row}</table>'
    page.set_content(f'{style}<div class="kusei"><h2>見出し</h2><p>前書き</p>{table}</div>')
    sizes = "[...document.querySelectorAll('table, table *')].map(e => parseFloat(getComputedStyle(e).fontSize))"
    assert max(page.evaluate(sizes)) == page.evaluate(sizes)[0]
    assert page.evaluate("getComputedStyle(document.querySelector('h2 + p')).breakAfter") == "avoid"
    page.close()


def test_on_paper_figures_stand_in_their_table_and_nothing_asks_to_be_opened(print_page, targets, tmp_path):
    style = re.search(r"<style>.*?</style>", targets.read_text("utf-8").split("<body")[1], re.DOTALL)
    table = "<table><caption>満足率</caption><tbody><tr><th>説明</th><td>82.6</td></tr></tbody></table>"
    shown = "<div class='kusei-figure'>図の中の字</div>"
    opened = f"<details><summary>数を表で見る</summary>{table}</details><p class='kusei-small'>注：説明</p>"
    page = tmp_path / "図.html"
    page.write_text(f"<meta charset='utf-8'>{style[0]}<div class='kusei'><p>文</p>{shown}{opened}</div>", "utf-8")
    text = flat(pdf_text(print_page(page)))
    assert "82.6" in text
    assert [word for word in ("数を表で見る", "図の中の字") if word in text] == []
