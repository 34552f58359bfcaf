"""What may be the name of a file or folder: names of rounds, forms and papers, of wards and departments."""

from __future__ import annotations

import re
import unicodedata

from kusei_batch.core.text.characters import tidied

# What Windows refuses in the name of a file or folder, and what would lead out of the folder meant.
_REFUSED = re.compile(r'[\\/:*?"<>|]')
_DEVICE = re.compile(r"(CON|PRN|AUX|NUL|COM\d|LPT\d)(\..*)?", re.IGNORECASE)
# Control characters and line ends.
_BREAKING = ("Cc", "Zl", "Zp")


def is_file_name(text: str) -> bool:
    """Return whether the text, as it stands, names one file on every system; a text that ends in a dot does not."""
    if is_broken(text) or tidied(text) != text:
        return False
    return not (_REFUSED.search(text) or text.endswith(".") or _DEVICE.fullmatch(text))


def is_broken(text: str) -> bool:
    """Return whether the text holds a line break or a control character."""
    return any(unicodedata.category(c) in _BREAKING for c in text)
