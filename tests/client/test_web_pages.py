"""The public pages in a browser: usable by everybody at every width, and on paper."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from kusei_batch.sample import Variant, read_sheets
from tests.client.pages import page_count, pdf_text, pdf_text_boxes
from tests.client.test_form_pages import flat
from tests.pipeline.desk import IN_TIME, Desk
from tests.report.test_web_page import render

pytestmark = pytest.mark.client

WIDTHS = (320, 768, 1280)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SMALLEST = 12
SIZES = """() => [...document.querySelectorAll('body *')]
  .filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()) && e.getClientRects().length)
  .map(e => [e.tagName, e.textContent.trim().slice(0, 20),
             parseFloat(getComputedStyle(e).fontSize) * (e.ownerSVGElement ? e.getScreenCTM().a : 1)])"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield browser
        browser.close()


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
    folder = tmp_path_factory.mktemp("結果")
    for name, content in render().items():
        (folder / name).write_bytes(content)
    return folder / "index.html"


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


@pytest.fixture(params=["targets", "outcome", "alone"])
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


@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_no_violation(open_page, width):
    found = Axe().run(open_page(width), options={"runOnly": RULES}).response
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
    assert len(sizes) > 40
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


def test_on_paper_everything_is_there_and_nothing_runs_off(browser, targets, tmp_path):
    page = browser.new_page()
    page.goto(targets.as_uri())
    pdf = tmp_path / "印刷.pdf"
    page.pdf(path=pdf, prefer_css_page_size=True)
    page.close()
    # Some forty targets, three or four a page, after policy and figures.
    assert 8 <= page_count(pdf) <= 18
    boxes = pdf_text_boxes(pdf)
    assert [box for box in boxes if not box.inside] == []
    assert {(round(box.page_width), round(box.page_height)) for box in boxes} == {(595, 842)}
    text = flat(pdf_text(pdf))
    for sheet in read_sheets():
        for row in sheet.final.tables["目標"] if sheet.variant is not Variant.UNTOUCHED else ():
            assert flat(str(row["目標"])) in text
    assert "本文へ移動" not in text
