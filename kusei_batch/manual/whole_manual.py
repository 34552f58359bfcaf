"""The whole manual, page by page, with its list of contents and its index."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from kusei_batch.manual.manual_pages import PAGES, ManualPage
from kusei_batch.manual.markdown_page import RenderedPage, render_page

if TYPE_CHECKING:
    from jinja2 import Template

FOLDER = "手引き"
"""The manual's folder in a workspace."""

FIRST = "目次.html"
INDEX = "索引.html"
PROBLEMS = "確認事項の一覧.html"
_TEMPLATE = Path(__file__).with_name("manual_page.jinja")


@dataclass(frozen=True, slots=True)
class Manual:
    """The manual's files, name -> content, and the mark that its first page carries: which edition it is."""

    files: Mapping[str, bytes]
    edition: str


def make_manual(sources: Mapping[str, bytes], version: str) -> Manual:
    """Return the manual made from the files of docs/ (path below it -> content): pages and their pictures."""
    edition = edition_of(sources, version)
    named = {page.source: page for group in PAGES.values() for page in group if f"{page.source}.md" in sources}
    files = {f"{source}.md": page.file for source, page in named.items()}
    rendered = {
        page: render_page(sources[f"{source}.md"].decode("utf-8"), files, has_codes=page.file == PROBLEMS)
        for source, page in named.items()
    }
    groups = {title: [page for page in pages if page in rendered] for title, pages in PAGES.items()}
    codes = sorted((code, page.file) for page, one in rendered.items() for code in one.codes)
    frame = {"groups": groups, "first": FIRST, "index": INDEX, "version": version, "edition": edition}
    made = {page.file: _render(frame, page=page, rendered=one) for page, one in rendered.items()}
    made[FIRST] = _render(frame, kind="contents", title="手引き")
    made[INDEX] = _render(frame, kind="index", title="索引", rendered_pages=rendered, codes=codes)
    pictures = {name: content for name, content in sources.items() if name.endswith(".png")}
    return Manual({**made, **pictures}, edition)


def edition_of(sources: Mapping[str, bytes], version: str) -> str:
    """Return which edition the files of docs/ make: another one for another version, text or frame."""
    digest = hashlib.sha256(_TEMPLATE.read_bytes())
    for name in sorted(sources):
        digest.update(name.encode() + b"\0" + sources[name])
    return f"kusei_batch {version} {digest.hexdigest()[:12]}"


def _render(frame: Mapping[str, object], **words: ManualPage | RenderedPage | object) -> bytes:
    blank: dict[str, object] = {"kind": "page", "page": None, "rendered": None}
    return _template().render({**blank, **frame, **words}).encode("utf-8")


@cache
def _template() -> Template:
    from jinja2 import Environment, StrictUndefined

    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters["link"] = quote
    return environment.from_string(_TEMPLATE.read_text(encoding="utf-8"))
