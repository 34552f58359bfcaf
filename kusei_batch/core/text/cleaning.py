"""What people typed, made fit for each kind of document: the one place where texts lose what a document cannot bear.

Records keep every text as typed; cleaned is what is written, printed or linked.
"""

from __future__ import annotations

import re

from kusei_batch.core.text.lengths import cut

_CONTROLS = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f"
_NO_CHARACTERS = "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
_UNWRITABLE = re.compile(f"[{_CONTROLS}{_NO_CHARACTERS}]")
# What moves the cursor, recolours or turns round what a terminal shows.
_UNSAFE_ON_SCREEN = re.compile(f"[{_CONTROLS}\r\x85{_NO_CHARACTERS}\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_LINE_ENDS = re.compile(r"\r\n?|[\x85\u2028\u2029]")
_OUTER_BLANKS = re.compile(r"\A(?:[^\S\n]*\n)+|\s+\Z")
_FORMULA_SIGNS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_UNSAFE_IN_LINK = re.compile(r'[\x00-\x20%#"<>\[\]^`{}\x7f-\xa0\ud800-\udfff\ufffe\uffff]')
_WORD_MARKS = re.compile(r"(?<=[{}%])_(?=[{}%])")


def clean_text(text: str) -> str:
    """Return the text for a workbook, a Word paper or a page: without what XML cannot hold, line ends as line feeds."""
    # None of them is printable; of what else is not, line feeds and wide spaces stand in every other text.
    if text.replace("\n", "").replace("\u3000", "").isprintable():
        return text
    return _UNWRITABLE.sub("", _LINE_ENDS.sub("\n", text))


def clean_words(text: str) -> str:
    """Return a text as it is printed: cleaned, without the blank lines at its ends that pasting leaves behind.

    The first line keeps its indent: it may belong to a list.
    """
    if text.isprintable() and not text.endswith((" ", "\u3000")):
        return text
    return _OUTER_BLANKS.sub("", clean_text(text))


def clean_datum(text: str) -> str:
    """Return the text for CSV: cleaned, with an apostrophe before a sign that a spreadsheet would compute.

    The file is published and opened in Excel by anyone, and quoting does not keep Excel from computing it.
    Japanese sentences hardly ever begin so: the data stay as they are but for these. See docs/papers.md.
    """
    cleaned = clean_text(text)
    begins = cleaned.lstrip().startswith(_FORMULA_SIGNS) and len(cleaned.strip()) > 1
    return f"'{cleaned}" if begins else cleaned


def clean_line(text: str) -> str:
    """Return the text for a terminal or a log: whatever would steer the terminal is shown as a sign of its own."""
    return text if text.isprintable() else _UNSAFE_ON_SCREEN.sub("�", text)


def clean_in_line(text: str) -> str:
    """Return a text as people typed it for one line of a terminal or a log: its own lines follow one another."""
    return clean_line(" ".join(line.strip() for line in clean_words(text).split("\n") if line.strip()))


def clean_json(written: str) -> str:
    """Return a JSON text with whatever would steer a terminal, or cannot be written in UTF-8, as escapes."""
    return _UNSAFE_ON_SCREEN.sub(lambda found: f"\\u{ord(found[0]):04x}", written)


def clean_link(address: str) -> str:
    """Return the address of a link with what would break it, or the file it stands in, percent-encoded."""

    def encoded(found: re.Match[str]) -> str:
        return "".join(f"%{byte:02x}" for byte in found[0].encode("utf-8", "surrogatepass"))

    return _UNSAFE_IN_LINK.sub(encoded, address)


def clean_footer(text: str, room: int) -> str:
    """Return the text for a header or footer of Excel, in so many UTF-16 units.

    In these & begins a code, and && stands for one &.
    """
    written = cut(clean_text(text).replace("&", "&&"), room)
    halved = (len(written) - len(written.rstrip("&"))) % 2
    return written[: len(written) - halved]


def mark_braces(escaped: str) -> str:
    """Return text escaped for XML in which docxtpl finds no marks of its own: it makes `{{` of `{_{`."""
    return _WORD_MARKS.sub("&#95;", escaped)
