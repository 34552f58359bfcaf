"""The manual for the browser: made from docs/, whole in itself, with an anchor for whatever is looked up."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from lxml import html

from kusei_batch import __version__
from kusei_batch.core.catalog import SECTIONS
from kusei_batch.manual import FIRST, FOLDER, PAGES, PROBLEMS, Manual, make_manual
from kusei_batch.pipeline.workspace import manual
from kusei_batch.pipeline.workspace.manual import read_sources, refresh_manual, shipped_manual

DOCS = Path(__file__).parents[2] / "docs"
FOR_DEVELOPERS = {"pipeline"}


@pytest.fixture(scope="module")
def book() -> Manual:
    return shipped_manual()


@pytest.fixture(scope="module")
def trees(book: Manual) -> dict[str, html.HtmlElement]:
    return {name: html.fromstring(text) for name, text in book.files.items() if name.endswith(".html")}


def test_every_page_of_docs_is_in_it():
    listed = {page.source for pages in PAGES.values() for page in pages}
    assert listed == {path.stem for path in DOCS.glob("*.md")} - FOR_DEVELOPERS


def test_every_link_within_it_leads_somewhere(book, trees):
    anchors = {name: set(tree.xpath("//@id")) for name, tree in trees.items()}
    astray = []
    for name, tree in trees.items():
        for href in tree.xpath("//a/@href"):
            file, _, anchor = unquote(href).partition("#")
            if "://" not in href and (
                (file and file not in book.files) or (anchor and anchor not in anchors[file or name])
            ):
                astray.append((name, href))
    assert sum(len(tree.xpath("//a")) for tree in trees.values()) > 1000
    assert astray == []


def test_it_draws_on_nothing_outside_and_runs_nothing(book, trees):
    for name, tree in trees.items():
        assert tree.xpath("//script | //link | //iframe | //object | //@onclick") == [], name
        assert {unquote(src) for src in tree.xpath("//@src")} <= set(book.files), name
        assert b"url(" not in book.files[name], name


def test_pictures_say_what_they_show(trees):
    pictures = [picture for tree in trees.values() for picture in tree.xpath("//img")]
    assert len(pictures) > 5
    assert [picture.get("src") for picture in pictures if not picture.get("alt")] == []


def test_pictures_are_small(book):
    assert {name: len(data) for name, data in book.files.items() if name.endswith(".png") and len(data) > 150_000} == {}


def test_an_anchor_is_there_once(trees):
    for name, tree in trees.items():
        ids = tree.xpath("//@id")
        assert len(ids) == len(set(ids)), name


def test_every_code_has_its_anchor_and_stands_in_the_index(trees):
    codes = {code for entries in SECTIONS.values() for code in entries}
    assert codes - set(trees[PROBLEMS].xpath("//@id")) == set()
    assert codes - set(trees["索引.html"].xpath("//div[@class='codes']//a/text()")) == set()


def test_every_heading_stands_in_the_index(trees):
    index = {unquote(href) for href in trees["索引.html"].xpath("//main//a/@href")}
    for page in (page for pages in PAGES.values() for page in pages):
        heads = trees[page.file].xpath("//main//h2/@id | //main//h3/@id")
        assert {f"{page.file}#{anchor}" for anchor in heads} - index == set()


def test_it_is_written_once_and_again_for_another_version(tmp_path):
    assert refresh_manual(tmp_path)
    first = tmp_path / FOLDER / FIRST
    assert not refresh_manual(tmp_path)
    (tmp_path / FOLDER / PROBLEMS).unlink()
    first.write_text(
        first.read_text(encoding="utf-8").replace(f"kusei_batch {__version__}", "kusei_batch 99"), encoding="utf-8"
    )
    assert refresh_manual(tmp_path)
    assert (tmp_path / FOLDER / PROBLEMS).is_file()


def test_what_a_former_manual_had_besides_is_removed_and_nothing_of_others(tmp_path, monkeypatch):
    sources = read_sources()
    picture = next(content for name, content in sources.items() if name.endswith(".png"))
    former = sources | {"pictures/old.png": picture, "kit.md": sources["kit.md"] + b"\n![x](pictures/old.png)\n"}
    monkeypatch.setattr(manual, "read_sources", lambda: former)
    assert refresh_manual(tmp_path)
    folder = tmp_path / FOLDER
    (folder / "キット.html").rename(folder / "昔のページ.html")
    (folder / "区のメモ.html").write_text('<img src="pictures/ours.png">', encoding="utf-8")
    for name in ("区の図.png", "pictures/ours.png"):
        (folder / name).write_bytes(picture)
    assert (folder / "pictures" / "old.png").is_file()
    monkeypatch.undo()
    assert refresh_manual(tmp_path)
    assert {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()} == {
        *shipped_manual().files,
        "区のメモ.html",
        "区の図.png",
        "pictures/ours.png",
    }


def test_its_pages_do_not_speak_to_those_who_change_the_program(trees):
    """What they need to know stands in docs/pipeline.md."""
    for name, tree in trees.items():
        (body,) = tree.iter("main")
        whole = body.text_content()
        assert not re.search(r"\.py\b|\btests/", whole), name
        for code in [*body.iter("code", "pre", "style")]:
            code.text = ""
        for element in body.iter("p", "li", "td", "th", "h1", "h2", "h3", "dt", "dd"):
            text = " ".join(element.text_content().split())
            is_told = re.search("[ぁ-んァ-ヶ一-龠]", text) or text.startswith("kusei ")
            assert is_told or not re.search(r"[a-z]+,? [a-z]+,? [a-z]+", text), (name, text)


def test_another_text_is_another_edition(book):
    sources = read_sources()
    changed = make_manual(sources | {"kit.md": sources["kit.md"] + "\n付け加えた行\n".encode()}, __version__)
    assert changed.edition != book.edition
    assert make_manual(sources, f"{__version__}.x").edition != book.edition
