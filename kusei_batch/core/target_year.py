"""目標年度: the fiscal year in which a target is due."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from decimal import Decimal

from kusei_batch.core.period import APRIL, Era, fiscal_year_of, parse_fiscal_year
from kusei_batch.core.text.characters import seen_only
from kusei_batch.core.values import TypedValue

_BETWEEN = re.compile(r"[〜~‐‑–—―−・、,]|から|-")
_MONTH = re.compile(r"(.*?)年(\d{1,2})月(\d{1,2}日)?")
_YEARS = range(1868, 2200)
_AFTER = re.compile(r"(末|中|まで|頃|期|の|に|達成)+$")


def parse_target_year(text: str, eras: tuple[Era, ...]) -> int | None:
    """Return 西暦 of the year a target is due: of a period (`令和8〜11年度`) its last year, None where none is said."""
    parts = [
        part
        for part in _BETWEEN.split(re.sub(r"\s|[()（）]", "", unicodedata.normalize("NFKC", seen_only(text))))
        if part
    ]
    era = ""
    found = None
    for part in parts:
        word = _AFTER.sub("", part)
        era = (re.match(r"\D*", word) or [""])[0] or era
        month = _MONTH.fullmatch(word) if part is parts[-1] else None  # a month from which is no month by which
        word = month[1] if month else word
        year = parse_fiscal_year(word, eras) or parse_fiscal_year(f"{era}{word}", eras)
        found = year - (month is not None and int(month[2]) < APRIL) if year else found
    return found


def year_of(value: TypedValue, eras: tuple[Era, ...]) -> int | None:
    """Return 西暦 of the fiscal year that a date lies in, a number is or a text says; None where there is no year."""
    if isinstance(value, dt.date):
        return fiscal_year_of(value)
    if isinstance(value, int | Decimal):
        return int(value) if value == int(value) and int(value) in _YEARS else None
    return parse_target_year(value, eras) if isinstance(value, str) else None
