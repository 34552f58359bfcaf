"""変更履歴 of Word: a template in which changes were tracked counts as if all of them had been accepted.

What somebody has struck out is no text of the template any more, nor are the tags in it.
"""

from __future__ import annotations

import io
import re
import zipfile

from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from lxml import etree

_PARTS = re.compile(r"word/(?:document|header\d*|footer\d*|footnotes|endnotes)\.xml")
_TRACKED = re.compile(rb"<w:(?:ins|del|moveFrom|moveTo|[A-Za-z]+PrChange)[ >]")
_GONE, _COME = (qn("w:del"), qn("w:moveFrom")), (qn("w:ins"), qn("w:moveTo"))
_NOTED = re.compile(r"(?:PrChange|(?:moveFrom|moveTo)Range(?:Start|End))$")


def tracks_changes(content: bytes) -> bool:
    """Return whether changes are left in a document that nobody has accepted or refused."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return any(_PARTS.fullmatch(name) and _TRACKED.search(package.read(name)) for name in package.namelist())


def accept_changes(content: bytes) -> bytes:
    """Return a document with all its changes accepted; one without changes as it is."""
    if not tracks_changes(content):
        return content
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as package, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as made:
        for entry in package.infolist():
            part = package.read(entry)
            if _PARTS.fullmatch(entry.filename) and _TRACKED.search(part):
                root = parse_xml(part)
                _accept(root)
                part = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
            made.writestr(entry, part)
    return written.getvalue()


def _accept(root: etree._Element) -> None:
    for change in [element for element in root.iter(etree.Element) if _NOTED.search(element.tag)]:
        _drop(change)
    for change in list(root.iter(*_COME)):
        parent, children = change.getparent(), list(change)
        if parent is not None:
            place = parent.index(change)
            parent[place : place + 1] = children
    for change in list(root.iter(*_GONE)):
        parent = change.getparent()
        if parent is not None and parent.tag == qn("w:trPr"):
            _drop(parent.getparent())
        elif parent is not None and parent.tag == qn("w:rPr"):
            _drop(change)
            _join_next(next(parent.iterancestors(qn("w:p"))))
        else:
            _drop(change)


def _drop(element: etree._Element | None) -> None:
    parent = element.getparent() if element is not None else None
    if element is not None and parent is not None:
        parent.remove(element)


def _join_next(paragraph: etree._Element) -> None:
    """Make a paragraph whose end was struck out the beginning of the next one, which keeps its own looks."""
    following = paragraph.getnext()
    if following is None or following.tag != qn("w:p"):
        return
    own = [child for child in paragraph if child.tag != qn("w:pPr")]
    place = 1 if following.find(qn("w:pPr")) is not None else 0
    following[place:place] = own
    _drop(paragraph)
