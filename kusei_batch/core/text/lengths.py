"""Lengths in the unit that counts: UTF-16 units for Excel and the paths of Windows, bytes for the names of files."""

from __future__ import annotations

import re

SHEET_NAME = 31
CELL_TEXT = 32_767
HEADER_FOOTER = 255
VALIDATION_TITLE, VALIDATION_PROMPT, VALIDATION_ERROR, INLINE_LIST = 32, 255, 225, 255
"""What Excel takes, in UTF-16 units; of more it says that the workbook is damaged."""

FILE_NAME_BYTES = 255
"""What a file system takes for one name, in UTF-8."""

EXCEL_PATH = 218
"""The longest path Excel opens, in UTF-16 units."""


_NOT_A_SHEET = re.compile(r"[\[\]:*?/\\]|^'|'$|^_|^\Z")
"""Also the `_` that a sheet of definitions begins with."""


def is_sheet_name(name: str) -> bool:
    """Return whether Excel takes a name for a sheet, and it is not that of a sheet of definitions."""
    return not _NOT_A_SHEET.search(name) and units(name) <= SHEET_NAME


def units(text: str) -> int:
    """Return the length as Excel and Windows count it: 𠮷 is two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def name_bytes(name: str) -> int:
    """Return the length of a file's name as file systems count it: a kanji is three."""
    return len(name.encode("utf-8", "surrogatepass"))


def cut(text: str, limit: int) -> str:
    """Return the longest beginning of a text that has no more than `limit` UTF-16 units; no character is halved."""
    if 2 * len(text) <= limit or units(text) <= limit:
        return text
    return text.encode("utf-16-le", "surrogatepass")[: 2 * limit].decode("utf-16-le", "ignore")


def clip(text: str, limit: int) -> str:
    """Return the text, shortened with … to that many UTF-16 units."""
    if 2 * len(text) <= limit or units(text) <= limit:
        return text
    return f"{cut(text, limit - 1).rstrip()}…"


def fitted_stem(stem: str, end: str) -> str:
    """Return the beginning of a file's name, cut where the name would be too long with `end`."""
    return stem.encode()[: FILE_NAME_BYTES - name_bytes(end)].decode(errors="ignore")
