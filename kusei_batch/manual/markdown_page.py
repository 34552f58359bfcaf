"""A page of docs/ as HTML: anchors on headings and codes, links to the other pages, tables for narrow screens."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_CODE = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_DROPPED = re.compile(r"[^\w\- ]")


@dataclass(frozen=True, slots=True)
class PageHeading:
    """A heading of a page: 1 for the page's own title, and the anchor that leads to it."""

    level: int
    text: str
    anchor: str


@dataclass(slots=True)
class RenderedPage:
    """A page's HTML without its frame, its headings in order, and the codes that have an anchor on it."""

    html: str = ""
    headings: list[PageHeading] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)

    @property
    def title(self) -> str:
        """The page's first heading."""
        return self.headings[0].text if self.headings else ""


def render_page(text: str, files: Mapping[str, str], *, has_codes: bool = False) -> RenderedPage:
    """Return a page of docs/; `files` names the manual's file for each file of docs/ that a link may name.

    With `has_codes`, the first cell of a row that holds a problem's code is that code's anchor.
    """
    page = RenderedPage()
    parser = _parser()
    tokens = parser.parse(text)
    mark_headings(tokens, page)
    mark_tables(tokens, page if has_codes else None)
    for token in tokens:
        for child in token.children or ():
            if child.type == "link_open":
                child.attrSet("href", make_target(str(child.attrGet("href")), files))
    page.html = frame_wide(parser.renderer.render(without_title(tokens), parser.options, {}))
    return page


def without_title(tokens: list[Token]) -> list[Token]:
    """Return a page without its first heading, which stands above the list of the others."""
    first = next((n for n, token in enumerate(tokens) if token.type == "heading_open" and token.tag == "h1"), None)
    return tokens if first is None else [*tokens[:first], *tokens[first + 3 :]]


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark").enable("table")


def make_anchor(text: str, taken: Mapping[str, int]) -> str:
    """Return the anchor GitHub gives a heading, so that a link of docs/ is right in both; `taken` are those before."""
    anchor = _DROPPED.sub("", text.strip().lower()).replace(" ", "-")
    return f"{anchor}-{taken[anchor]}" if taken.get(anchor) else anchor


def plain_text(token: Token) -> str:
    """Return the words of a line of Markdown without its marks."""
    return "".join(child.content for child in token.children or () if child.type in ("text", "code_inline"))


def mark_headings(tokens: list[Token], page: RenderedPage) -> None:
    """Give each heading its anchor, and list it in the page."""
    taken: dict[str, int] = {}
    for opening, words in pairwise(tokens):
        if opening.type == "heading_open":
            text = plain_text(words)
            anchor = make_anchor(text, taken)
            bare = make_anchor(text, {})
            taken[bare] = taken.get(bare, 0) + 1
            opening.attrSet("id", anchor)
            page.headings.append(PageHeading(int(opening.tag[1]), text, anchor))


def mark_tables(tokens: list[Token], codes: RenderedPage | None) -> None:
    """Give each cell its column's heading, for screens too narrow for columns, and each code its anchor."""
    names: list[str] = []
    column = 0
    for opening, words in pairwise(tokens):
        if opening.type == "table_open":
            names = []
        elif opening.type == "tr_open":
            column = 0
        elif opening.type == "th_open":
            names.append(plain_text(words))
            opening.attrSet("scope", "col")
        elif opening.type == "td_open":
            text = plain_text(words)
            opening.attrSet("data-name", names[column])
            if codes is not None and column == 0 and _CODE.fullmatch(text):
                opening.attrSet("id", text)
                codes.codes.append(text)
            column += 1


def make_target(href: str, files: Mapping[str, str]) -> str:
    """Return where a link of docs/ leads in the manual; what is no file of docs/ stays as it is."""
    path, mark, anchor = href.partition("#")
    return f"{quote(files[path])}{mark}{anchor}" if path in files else href


def frame_wide(html: str) -> str:
    """Return the page with what may be wider than the screen in a frame of its own."""
    html = html.replace("<pre><code", '<pre tabindex="0"><code')
    html = html.replace("<table>", '<div class="wide"><table>').replace("</table>", "</table></div>")
    return html.replace('<th scope="col"></th>', "<td></td>")
