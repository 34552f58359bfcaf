"""What may be the name of a file or folder: names of rounds, forms and papers, of wards and departments."""

from __future__ import annotations

import re
import unicodedata

# What Windows refuses in the name of a file or folder, and what would lead out of the folder meant.
_REFUSED = re.compile(r'[\\/:*?"<>|]')
_DEVICE = re.compile(r"(CON|PRN|AUX|NUL|COM\d|LPT\d)(\..*)?", re.IGNORECASE)
# Control characters, line ends, and characters of no width, which make two names that look the same.
_UNSEEN = ("Cc", "Cf", "Zl", "Zp")


def is_file_name(text: str) -> bool:
    """Whether the text, as it stands, names one file on every system; `.`, `..` and whatever ends in a dot does not."""
    return not (_REFUSED.search(text) or text.endswith(".") or _DEVICE.fullmatch(text) or has_unseen(text))


def has_unseen(text: str) -> bool:
    """Whether the text holds a character nobody can see."""
    return any(unicodedata.category(c) in _UNSEEN for c in text)


def seen_only(text: str) -> str:
    """The text without the characters nobody can see."""
    return "".join(c for c in text if unicodedata.category(c) not in _UNSEEN)
