"""状況.html in a browser: chosen and ordered without scripts, old when it is old, usable at every width."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from kusei_batch.core.period import Calendar
from kusei_batch.core.run import Outcome
from kusei_batch.core.submission import State
from kusei_batch.report.status_page import render_status_page
from kusei_batch.report.views.status_board import (
    DepartmentLine,
    LetterLine,
    LetterText,
    Note,
    RoundLines,
    RunLine,
    StatusView,
)
from tests.client.test_web_pages import RULES

pytestmark = pytest.mark.client

AS_OF = dt.date(2026, 4, 30)
ENDED = dt.datetime(2026, 4, 30, 2, 5).astimezone()
WARDS = {"101": "見本区", "102": "手本区", "103": "試作区"}
DUE, LATER = dt.date(2026, 4, 24), dt.date(2026, 10, 23)
STATES = (State.ACCEPTED, State.OVERDUE, State.SENT_BACK, State.MISSING)
VISIBLE = """() => [...document.querySelectorAll('.rounds tbody tr')].filter(r => r.getClientRects().length)
  .sort((a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top)
  .map(r => r.querySelector('td').textContent + r.querySelector('th').textContent)"""


def line(ward: str, number: int, state: State) -> DepartmentLine:
    settled = state in (State.ACCEPTED, State.NONE_TO_REPORT)
    accepted = dt.date(2026, 4, 20 - number) if settled else None
    late = 0 if settled else (AS_OF - DUE).days
    return DepartmentLine(
        ward,
        f"{ward}{number}",
        WARDS[ward],
        f"総務部　{number}課",
        state,
        accepted,
        None,
        late,
        f"内線 {number}",
        "",
        number,
    )


def view() -> StatusView:
    """Three wards of four departments: one round with some open and its due day over, one settled, one not begun."""
    mixed = [line(ward, n, STATES[n % 4]) for ward in WARDS for n in range(1, 5)]
    settled = [line("101", n, State.ACCEPTED) for n in range(1, 4)]
    run = RunLine(ENDED, ENDED, AS_OF, Outcome.DONE)
    text = LetterText("総務部　1課", "内線 1", "4月24日が期限でした。\n今日中に出してください。")
    return StatusView(
        "見本市",
        run,
        run,
        rounds=[
            RoundLines("目標設定", DUE, mixed, 2026),
            RoundLines("研修の計画", DUE, settled, 2026),
            RoundLines("中間報告", LATER, [replace(one, state=State.NOT_ISSUED) for one in mixed], 2026),
        ],
        decisions=["確認事項が2件あります。"],
        unread=[Note("inbox/写し.xlsx", "隔離　管理番号がありません。", "様式を開いて確かめてください。")],
        letters=[LetterLine("督促文　目標設定　見本区（1部署）", "R08/06_通知/督促.docx", [text])],
    )


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("状況") / "状況.html"
    path.write_bytes(render_status_page(view(), Calendar()))
    return path


@pytest.fixture
def page(browser: Browser, path: Path) -> Iterator[Page]:
    """The page where no script runs."""
    page = browser.new_page(viewport={"width": 1280, "height": 900}, java_script_enabled=False)
    page.goto(path.as_uri())
    yield page
    page.close()


def test_everything_is_shown_until_something_is_chosen(page: Page) -> None:
    assert len(page.evaluate(VISIBLE)) == 15
    assert page.evaluate(VISIBLE)[:2] == ["見本区総務部　1課", "見本区総務部　2課"]
    assert page.locator("text=済んでいない部署はありません。").is_hidden()


def test_the_departments_that_are_not_done_can_be_chosen_alone(page: Page) -> None:
    page.check("#only-open")
    assert page.evaluate(VISIBLE) == [f"{ward}総務部　{n}課" for ward in WARDS.values() for n in (1, 2, 3)]
    assert page.locator("text=研修の計画（提出期限").is_hidden()


def test_a_ward_and_a_round_can_be_chosen_together(page: Page) -> None:
    page.select_option("#ward", label="手本区")
    assert page.evaluate(VISIBLE) == [f"手本区総務部　{n}課" for n in range(1, 5)]
    page.select_option("#ward", label="見本区")
    page.select_option("#round", label="研修の計画")
    assert page.evaluate(VISIBLE) == [f"見本区総務部　{n}課" for n in range(1, 4)]


@pytest.mark.parametrize(
    ("order", "first", "last"),
    [
        ("差戻しの多い順", "見本区総務部　4課", "試作区総務部　1課"),
        ("期限を過ぎた日数の多い順", "見本区総務部　1課", "試作区総務部　4課"),
        ("状態の順", "見本区総務部　1課", "試作区総務部　4課"),
        ("受理の早い順", "見本区総務部　4課", "試作区総務部　3課"),
    ],
)
@pytest.mark.parametrize("width", [320, 1280])
def test_rows_can_be_ordered_and_stay_a_table(page: Page, order: str, first: str, last: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.select_option("#round", label="目標設定")
    page.select_option("#order", label=order)
    shown = page.evaluate(VISIBLE)
    assert (shown[0], shown[-1], len(shown)) == (first, last, 12)
    if width == 1280:
        lefts = page.evaluate("""() => { const places = [];
          for (const row of document.querySelectorAll('#round-1 tr'))
            [...row.children].forEach((cell, n) => (places[n] ??= new Set()).add(Math.round(cell.getBoundingClientRect().left)));
          return places.map(one => one.size); }""")
        assert lefts == [1] * 9


@pytest.mark.parametrize("width", [320, 768, 1280, "紙"])
@pytest.mark.parametrize("order", ["", "days"])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(browser: Browser, path: Path, width, order: str) -> None:
    page = browser.new_page(viewport={"width": 680 if width == "紙" else width, "height": 900})
    page.goto(path.as_uri())
    page.select_option("#order", order)
    if width == "紙":
        page.emulate_media(media="print")
    found = Axe().run(page, options={"runOnly": RULES, "resultTypes": ["violations"]}).response
    told = [(v["id"], [node["html"] for node in v["nodes"]]) for v in found["violations"]]
    sideways = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    page.close()
    assert told == []
    assert len(found["passes"]) > 15
    assert sideways <= 0


@pytest.mark.parametrize(("hours", "is_old"), [(1, False), (29, False), (31, True), (200, True)])
def test_the_page_tells_that_it_is_old(browser: Browser, tmp_path: Path, hours: int, *, is_old: bool) -> None:
    ended = dt.datetime.now(dt.UTC).astimezone() - dt.timedelta(hours=hours)
    run = RunLine(ended, ended, AS_OF, Outcome.DONE)
    path = tmp_path / "状況.html"
    path.write_bytes(render_status_page(replace(view(), run=run, table=run), Calendar()))
    page = browser.new_page()
    page.goto(path.as_uri())
    told = page.locator("[role=alert]")
    assert told.count() == is_old
    if is_old:
        assert f"{hours // 24}日前のものです。夜間処理が動いていません" in told.inner_text()
    page.close()


def test_without_scripts_a_sentence_tells_how_to_see_that_it_is_old(page: Page) -> None:
    assert page.locator("text=今日か昨日の日付でないときは、夜間処理が動いていません。").is_visible()
    assert page.locator("[role=alert]").count() == 0
