"""Names an issued copy carries: its defined names, and the sheets the program adds to it."""

from __future__ import annotations

import re

from kusei_batch.core.text.notation import comparable

IDENTITY_NAME = "_kusei_id"
"""Defined name whose value is the sheet id as a text constant."""

IDENTITY_SHEET = "_kusei"
"""veryHidden sheet; column A holds the keys below, column B their values."""

KEY_SHEET_ID = "管理番号"
KEY_FORM = "様式ID"
KEY_VERSION = "版"
KEY_SEAL = "認証"

FINDINGS_SHEET = "確認事項"
"""What was found in a sheet that is sent back; empty in a first issue."""

GUIDE_SHEET = "記入要領"
"""How to fill in each entry, generated from the definitions."""

CHOICES_SHEET = "_選択肢"
"""Hidden sheet of an issued copy that holds choice lists too long to stand in the validation itself."""

RESERVED_SHEETS = (FINDINGS_SHEET, GUIDE_SHEET)
"""Names a layout sheet may not take: the program adds sheets called so."""

ITEMS_SHEET = "_項目"
"""Sheet of a template that defines its fields; no issued copy has it."""

DEFINITION_PREFIX = "_"
"""How the names of sheets begin that define the form, or are its author's own."""


def is_definition(title: str) -> bool:
    """Return whether a sheet of a template is not issued: its name begins with `_`, in any width, after any blanks."""
    return comparable(title).startswith(DEFINITION_PREFIX)


_OWN = re.compile(r"_kf_[0-9]+|_kl_[0-9]+|_kusei_.*", re.IGNORECASE)


def is_own_name(name: str) -> bool:
    """Return whether a defined name is one the program gives: a template made from an issued copy still has them."""
    return _OWN.fullmatch(name) is not None


def field_name(number: int) -> str:
    """Return the defined name of the field at that position (from 1) of form.fields."""
    return f"_kf_{number}"


def list_name(number: int) -> str:
    """Return the defined name of the range on CHOICES_SHEET holding the choice list at that position (from 1)."""
    return f"_kl_{number}"
