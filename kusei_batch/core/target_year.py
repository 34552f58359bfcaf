"""目標年度: the fiscal year in which a target is due."""

from __future__ import annotations

import re
import unicodedata

from kusei_batch.core.period import DEFAULT_ERAS, Era, parse_fiscal_year

_BETWEEN = re.compile(r"[〜~‐‑–—―−・、,]|から|-")
_AFTER = re.compile(r"(末|中|まで|頃|期|の|に|達成)+$")


def parse_target_year(text: str, eras: tuple[Era, ...] = DEFAULT_ERAS) -> int | None:
    """Return 西暦 of the year a target is due: of a period (`令和8〜11年度`) its last year, None where none is said."""
    parts = [part for part in _BETWEEN.split(re.sub(r"\s|[()（）]", "", unicodedata.normalize("NFKC", text))) if part]
    era = ""
    found = None
    for part in parts:
        word = _AFTER.sub("", part)
        era = (re.match(r"\D*", word) or [""])[0] or era
        year = parse_fiscal_year(word, eras) or parse_fiscal_year(f"{era}{word}", eras)
        found = year or found
    return found
