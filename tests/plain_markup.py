"""What openpyxl reads of a sheet in a longer way than the sheet asks for, read in a shorter one.

With defusedxml it builds every element in Python, so that an entity that a part declares is refused: a part without any
declaration is built by the standard library's own builder. A text of one piece is made into a text of possible pieces,
each with its format, and then into its words: of such a text the words are taken. It is a third of reading a form.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any
from xml.etree import ElementTree  # noqa: ICN001 -- what defusedxml stands for

import pytest
from openpyxl.cell.text import Text
from openpyxl.reader import strings
from openpyxl.worksheet import _reader
from openpyxl.xml.constants import SHEET_MAIN_NS

OPENPYXLS: Any = vars(_reader)["iterparse"]
_PIECE = f"{{{SHEET_MAIN_NS}}}t"


@contextmanager
def markup_taken_plainly() -> Iterator[None]:
    """Let openpyxl read sheets and texts in this way."""
    with pytest.MonkeyPatch.context() as patch:
        for module in (_reader, strings):
            patch.setattr(module, "iterparse", _iterparse)
            patch.setattr(module, "Text", _Text)
        yield


def _iterparse(source: IO[bytes]) -> Any:
    """Return the elements of a part as each ends."""
    content = source.read()
    # Whatever is declared begins so; in an encoding of two bytes each it would not be seen.
    is_plain = content[:1] == b"<" and b"<!" not in content and b"\0" not in content
    return (ElementTree.iterparse if is_plain else OPENPYXLS)(io.BytesIO(content))


class _Text:
    """A text as openpyxl takes it from its element."""

    def __init__(self, content: str) -> None:
        self.content = content

    @staticmethod
    def from_tree(node: Any) -> Any:
        """Return what has the words of a text."""
        if len(node) == 1 and node[0].tag == _PIECE and len(node[0]) == 0:
            return _Text(node[0].text or "")
        return Text.from_tree(node)
