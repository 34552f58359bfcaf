"""One streaming pass over an XML part: expat, without DTD, entities or anything fetched.

A stream and not a tree: a sheet of a million formatted blank cells then costs time but no memory.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING
from xml.parsers import expat

from kusei_batch.xlsx.package import UnreadableError

if TYPE_CHECKING:
    Attributes = dict[str, str]
    Start = Callable[[str, Attributes], None]
    Parser = expat.XMLParserType

SPREADSHEET = frozenset(
    {
        "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        "http://purl.oclc.org/ooxml/spreadsheetml/main",  # Strict
    }
)

_BUFFER = 65536
_ESCAPE = re.compile(r"(?:_x[0-9A-Fa-f]{4}_)+")


def parse_part(content: bytes, root: str, begin: Callable[[Parser, str], Start | None]) -> None:
    """Read a part, whose root element is `root`, piece by piece.

    `begin` is given the parser and the prefix (`""` or `x:`) that the part's own elements carry, and
    returns what is called for every further start tag, if anything; it may set the parser's other handlers at will.
    Raise UnreadableError: broken-workbook, hostile-workbook.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.buffer_size = _BUFFER

    def first(tag: str, attributes: Attributes) -> None:
        prefix, colon, name = tag.rpartition(":")
        namespace = attributes.get(f"xmlns:{prefix}" if colon else "xmlns")
        if name != root or namespace not in SPREADSHEET:
            raise UnreadableError("broken-workbook", f"{root}があるはずの場所に、別のものがあります")
        parser.StartElementHandler = begin(parser, prefix + colon)

    parser.StartElementHandler = first
    parser.StartDoctypeDeclHandler = _refuse_doctype
    try:
        parser.Parse(content, True)  # noqa: FBT003 -- expat takes it by position alone
    except (expat.ExpatError, ValueError, LookupError) as error:
        # The last two: an unknown encoding; a false address or row number.
        raise UnreadableError("broken-workbook", f"{root}の内容が壊れています") from error


def _refuse_doctype(*_: object) -> None:
    raise UnreadableError("hostile-workbook", "文書型定義（DTD）を含んでいます")


def unescape(text: str) -> str:
    r"""Return text with `_x000D_` and the like turned back into the characters they stand for (ST_Xstring)."""
    return _ESCAPE.sub(_unescape_run, text) if "_x" in text else text


def _unescape_run(found: re.Match[str]) -> str:
    codes = [int(found[0][i + 2 : i + 6], 16) for i in range(0, len(found[0]), 7)]
    units = b"".join(code.to_bytes(2, "little") for code in codes)
    # A pair of surrogates is one character; half a pair is not.
    return units.decode("utf-16-le", "replace")
