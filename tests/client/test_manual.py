"""The manual in a browser: usable by everybody at every width, and on paper."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from kusei_batch.manual import PAGES, make_manual
from kusei_batch.manual.whole_manual import FIRST, INDEX
from kusei_batch.pipeline.workspace.manual import read_sources

pytestmark = pytest.mark.client

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RULES = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
WIDTHS = (320, 768, 1280)
FILES = sorted({FIRST, INDEX, *(page.file for pages in PAGES.values() for page in pages)})
LOOKED_AT_TWICE = {"目次.html", "市と区.html"}  # the frame and a page of tables, on a telephone too


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The manual with a tenth of its codes: what stands in six hundred rows alike is looked at once."""
    sources, folder = read_sources(), tmp_path_factory.mktemp("手引き")
    lines = sources["problems.md"].decode().splitlines(keepends=True)
    kept = [line for n, line in enumerate(lines) if not line.startswith("| `") or n % 10 == 0 or "`required-b" in line]
    files = make_manual(sources | {"problems.md": "".join(kept).encode()}, "0.1.0").files
    assert sorted(name for name in files if name.endswith(".html")) == FILES
    for name, content in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


@pytest.mark.parametrize("name", FILES)
def test_nothing_stands_in_a_readers_way(browser, folder, name):
    page = browser.new_page()
    page.goto((folder / name).as_uri())
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 1000})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, width
    for width in (WIDTHS[-1], WIDTHS[0])[: 2 if name in LOOKED_AT_TWICE else 1]:
        page.set_viewport_size({"width": width, "height": 1000})
        found = Axe().run(page, options=RULES)
        assert [(v["id"], v["nodes"][0]["html"][:200]) for v in found.response["violations"]] == [], width
    page.close()


def test_no_script_is_needed(browser, folder):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((folder / "目次.html").as_uri())
    page.click("text=索引（見出しとコード）")
    page.click("a:text-is('required-blank')")
    assert page.locator("td:target").inner_text() == "required-blank"
    context.close()


def test_on_paper_only_the_text_is_left(browser, folder):
    page = browser.new_page()
    page.goto((folder / "様式の作り方.html").as_uri())
    page.emulate_media(media="print")
    assert page.locator("h1").is_visible()
    assert not page.locator("header").is_visible()
    assert not page.locator("nav.pages").is_visible()
    page.close()
