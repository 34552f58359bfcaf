"""What stands beside the cells of a sheet: text boxes, shapes, pictures, charts, comments, embedded files.

None of it is an entry, but somebody may have written there. Every part is streamed, under the limits of the package
and a limit of its own, and read once however many sheets lead to it; one that cannot be read is a finding itself, since
it costs no cell.
"""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from itertools import islice

from kusei_batch.xlsx.links import Relationship, relationships
from kusei_batch.xlsx.package import MEBI, UnreadableError
from kusei_batch.xlsx.reader.elements import Element, read_elements
from kusei_batch.xlsx.reference import address

_PART_BYTES = 4 * MEBI
_KEPT_BYTES = 256 * 1024
_MOST = 200
_TEXT_KEPT = 2000


class ObjectKind(StrEnum):
    """What stands beside the cells, as it is reported."""

    TEXT = "テキストボックスや図形の文"
    FIGURE = "図形"
    PICTURE = "図（写真など）"
    CHART = "グラフ"
    COMMENT = "メモ・コメント"
    EMBEDDED = "埋め込まれたファイル"
    HEADER = "ヘッダーやフッターの文"
    UNREAD = "読み取れなかった図形やメモ"


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing beside the cells: the cell it stands at ("" where none is said), its text, and of a picture the hash.

    Of what has neither text nor hash only the number can be compared.
    """

    kind: ObjectKind
    cell: str = ""
    text: str = ""
    content: str = ""


class Beside(Mapping[str, tuple[Thing, ...]]):
    """By the name of a sheet, what stands beside its cells; read when it is asked for."""

    def __init__(self, parts: Mapping[str, bytes], sheets: Mapping[str, str]) -> None:
        self._parts, self._sheets = parts, sheets
        self._read: dict[str, tuple[Thing, ...]] = {}
        self._found: dict[str, tuple[Thing, ...]] = {}

    def __getitem__(self, name: str) -> tuple[Thing, ...]:
        if name not in self._found:
            self._found[name] = self._of(self._sheets[name])
        return self._found[name]

    def _of(self, part: str) -> tuple[Thing, ...]:
        try:
            found = list(self._headers(part))
            for link in relationships(self._parts, part):
                found += self._linked(link)
        except UnreadableError:
            return (Thing(ObjectKind.UNREAD),)
        threads = {thing.cell for thing in found if thing.kind is ObjectKind.COMMENT and not thing.content}
        # A threaded comment stands a second time as a note, for older versions of Excel.
        return tuple(t for t in found if not (t.content == _NOTE and t.cell in threads))

    def __iter__(self) -> Iterator[str]:
        return iter(self._sheets)

    def __len__(self) -> int:
        return len(self._sheets)

    def size(self, name: str) -> int:
        """Return how many bytes a sheet's own part has."""
        return len(self._parts[self._sheets[name]])

    def _headers(self, part: str) -> Iterator[Thing]:
        content = self._parts[part]
        start = content.rfind(b"<headerFooter")
        if start >= 0:
            markup = content[start : start + _HEADER_BYTES].partition(b"</headerFooter>")[0].decode("utf-8", "replace")
            for words in re.split(r"&[LCR]|\n", html.unescape(re.sub(r"<[^>]*>", "\n", markup))):
                text = " ".join(_HEADER_CODES.sub(" ", words).split())
                if any(c.isalnum() for c in text) and text not in _PAGE_WORDS:
                    yield Thing(ObjectKind.HEADER, text=text)

    def _linked(self, link: Relationship) -> tuple[Thing, ...]:
        if link.is_a("oleObject") or link.is_a("package"):
            return (Thing(ObjectKind.EMBEDDED),)
        reader = next((reader for kind, reader in _READERS.items() if link.is_a(kind)), None)
        if reader is None or link.external or link.target not in self._parts:
            return ()
        if link.target not in self._read:
            self._read[link.target] = self._things(link.target, reader)
        return self._read[link.target]

    def _things(self, part: str, reader: Callable[[bytes], tuple[Thing, ...]]) -> tuple[Thing, ...]:
        try:
            return tuple(self._known(part, thing) for thing in reader(self._content(part)))
        except UnreadableError:
            return (Thing(ObjectKind.UNREAD),)

    def _content(self, part: str) -> bytes:
        content = self._parts[part]
        if len(content) > _PART_BYTES:
            raise UnreadableError("broken-workbook", "図形やメモの部品が大きすぎます")
        return content

    def _known(self, part: str, thing: Thing) -> Thing:
        """Return a picture with the hash of its content, a SmartArt with its text."""
        if thing.kind not in (ObjectKind.PICTURE, ObjectKind.TEXT) or not thing.content:
            return thing
        linked = next((r for r in relationships(self._parts, part) if r.id == thing.content), None)
        if linked is None or linked.external or linked.target not in self._parts:
            return replace(thing, content="")
        if thing.kind is ObjectKind.TEXT:
            content = self._content(linked.target)
            texts = (element.text for element in read_elements(content, ("t",)))
            return replace(thing, text=" ".join(islice(texts, _MOST))[:_TEXT_KEPT], content="")
        return replace(thing, content=hashlib.sha256(self._parts[linked.target]).hexdigest())


_NOTE = "note"
_HEADER_CODES = re.compile(r'&"[^"]*"|&[0-9]+|&K(?:[0-9A-F]{6}|\d\d[+-]\d{3})|&.')
# What LibreOffice puts there by itself.
_PAGE_WORDS = ("ページ", "Page")
_HEADER_BYTES = 20_000
_THREAD_NOTE = re.compile(r"\A\[[^\]]{0,40}\].{0,600}?(?:Comment|コメント):\s*", re.DOTALL)
_CHART_URI, _DIAGRAM_URI = "/chart", "/diagram"
_ANCHORS = ("twoCellAnchor", "oneCellAnchor", "absoluteAnchor")


def _drawing(content: bytes) -> tuple[Thing, ...]:
    things: list[Thing] = []
    for anchor in read_elements(content, _ANCHORS, skip=("Fallback",)):
        place = next((_address(e) for e in anchor.within("from")), "")
        shown = anchor.within("sp", "cxnSp", "pic", "graphicFrame", "contentPart")
        things += [_shape(element, place) for element in shown]
        if len(things) > _MOST:
            break
    return tuple(things[:_MOST])


def _shape(element: Element, place: str) -> Thing:
    text = _text(element, "t")
    if element.name == "pic":
        embedded = next((a for e in element.within("blip") for k, a in e.attributes.items() if k == "embed"), "")
        return Thing(ObjectKind.PICTURE, place, content=embedded)
    if element.name == "graphicFrame":
        uri = next((e.attributes.get("uri", "") for e in element.within("graphicData")), "")
        if uri.endswith(_DIAGRAM_URI):
            data = next((e.attributes.get("dm", "") for e in element.within("relIds")), "")
            return Thing(ObjectKind.TEXT, place, content=data)
        return Thing(ObjectKind.CHART if uri.endswith(_CHART_URI) else ObjectKind.FIGURE, place, text)
    return Thing(ObjectKind.TEXT if text else ObjectKind.FIGURE, place, text)


def _address(corner: Element) -> str:
    row, column = (next((e.text for e in corner.within(name)), "") for name in ("row", "col"))
    return address(int(row) + 1, int(column) + 1) if row.isdecimal() and column.isdecimal() else ""


def _notes(content: bytes) -> tuple[Thing, ...]:
    found = (
        Thing(ObjectKind.COMMENT, e.attributes.get("ref", ""), _THREAD_NOTE.sub("", _text(e, "t")), _NOTE)
        for e in read_elements(content, ("comment",), skip=("rPh",))
    )
    return tuple(islice((thing for thing in found if thing.text), _MOST))


def _threads(content: bytes) -> tuple[Thing, ...]:
    found = (
        Thing(ObjectKind.COMMENT, e.attributes.get("ref", ""), _text(e, "text"))
        for e in read_elements(content, ("threadedComment",))
    )
    return tuple(islice((thing for thing in found if thing.text), _MOST))


def _vml(content: bytes) -> tuple[Thing, ...]:
    """Return the labels of form controls; VML is seldom well-formed, so it is cut by its tags alone."""
    things = []
    for shape in islice(content.decode("utf-8", "replace").split("<v:shape ")[1:], _MOST):
        if 'ObjectType="Note"' in shape:
            continue
        box = shape.partition("<v:textbox")[2].partition(">")[2].partition("</v:textbox>")[0]
        text = " ".join(html.unescape(re.sub(r"<[^>]*>", " ", box)).split())
        anchor = re.search(r"<x:Anchor>\s*(\d+)\s*,\s*\d+\s*,\s*(\d+)", shape)
        if text:
            place = address(int(anchor[2]) + 1, int(anchor[1]) + 1) if anchor else ""
            things.append(Thing(ObjectKind.TEXT, place, text[:_TEXT_KEPT]))
    return tuple(things)


def _text(element: Element, name: str) -> str:
    return "".join(e.text for e in element.within(name)).strip()[:_TEXT_KEPT]


def _remembered(reader: Callable[[bytes], tuple[Thing, ...]]) -> Callable[[bytes], tuple[Thing, ...]]:
    """Return a reader that keeps what small parts hold, since the copies of one form share them byte for byte."""
    known = lru_cache(maxsize=32)(reader)
    return lambda content: (known if len(content) <= _KEPT_BYTES else reader)(content)


_READERS = {
    "drawing": _remembered(_drawing),
    "comments": _remembered(_notes),
    "threadedComment": _remembered(_threads),
    "vmlDrawing": _remembered(_vml),
}
