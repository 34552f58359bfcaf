"""管理番号: how a copy proves, after weeks on a shared drive, which sheet it is."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from kusei_batch.core.text.notation import comparable

APART = 900
"""Sheets of rounds that the city issues also where wards issue the others are numbered above this: two count on."""

_SHEET_ID = re.compile(r"([A-Z]\d\d)-([0-9A-Z]+)-(\d+)-(\d\d)")


@dataclass(frozen=True, slots=True)
class Claim:
    """What one copy says of itself in one of the three places; None where the place is empty or gone."""

    hidden: str | None
    defined_name: str | None
    visible: str | None
    form: str | None = None
    version: str | None = None
    seal: str | None = None


def _remainder(text: str) -> int:
    return int("".join(str(int(c, 36)) for c in text if c.isalnum())) % 97


def make_sheet_id(fiscal_code: str, department_code: str, serial: int) -> str:
    """Return `R08-1303-1-42`: year, department, the department's n-th sheet of the year, ISO 7064 MOD 97-10 digits."""
    stem = f"{fiscal_code}-{department_code}-{serial}"
    return f"{stem}-{98 - _remainder(stem + '00'):02d}"


def next_serial(sheet_ids: Iterable[str], *, apart: bool = False) -> int:
    """Return the number of a department's next sheet of a year, given those it has; those `apart` count by themselves.

    The ward and the city number sheets of one department without knowing of each other's.
    """
    serials = [int(sheet_id.rsplit("-", 2)[1]) for sheet_id in sheet_ids]
    return sum((serial > APART) is apart for serial in serials) + (APART if apart else 0) + 1


# One copy says the same id in several places.
@lru_cache(maxsize=64)
def parse_sheet_id(text: str) -> str | None:
    """Return the sheet id in a text as people retype it (full width, spaces), None where its digits are wrong."""
    found = _SHEET_ID.fullmatch(comparable(text).upper())
    return found[0] if found and _remainder(found[0]) == 1 else None


def department_in(sheet_id: str) -> str:
    """Return the code of the department in a sheet id; blank where the text is not one."""
    return sheet_id.split("-")[1] if _SHEET_ID.fullmatch(sheet_id) else ""


def seal(key: bytes, sheet_id: str, form: str, version: str) -> str:
    """Return the HMAC-SHA256 (hex) that ties a copy to the workspace's key."""
    return hmac.digest(key, f"{sheet_id}\n{form}\n{version}".encode(), "sha256").hex()


def seal_holds(key: bytes, sheet_id: str, form: str, version: str, claimed: str) -> bool:
    """Return whether a claimed seal is the workspace's own, compared in constant time."""
    return hmac.compare_digest(seal(key, sheet_id, form, version), claimed)


def fingerprint(key: bytes, text: str) -> str:
    """Return sixteen hex digits by which the workspace knows a text again, and which do not tell what it says."""
    return hmac.new(key, f"text\n{text}".encode(errors="surrogatepass"), hashlib.sha256).hexdigest()[:16]
