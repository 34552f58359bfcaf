"""How a text looks, as an Excel formula: the face of 形「####-##」 on a sheet."""

from __future__ import annotations

import re

from kusei_batch.core.expression.text_shapes import ANY, DIGIT, HYPHENS, LETTER, REST
from kusei_batch.core.text.lengths import units
from kusei_batch.core.text.notation import half_width
from kusei_batch.xlsx.compile.excel_texts import quoted

_ALONE = f"{DIGIT}{LETTER}{ANY}{re.escape(HYPHENS)}"
_RUN = re.compile(rf"[{_ALONE}]|[^{_ALONE}]+")
_AMONG = {
    DIGIT: quoted("0123456789"),
    LETTER: quoted("abcdefghijklmnopqrstuvwxyz"),
    **dict.fromkeys(HYPHENS, quoted(HYPHENS)),
}


def has_shape(text: str, shape: str) -> str:
    """Return a formula that is TRUE where the text, itself a formula, looks as the shape says; spaces do not count."""
    plain = half_width("".join(shape.split()))
    fixed = plain.removesuffix(REST)
    bare = f'SUBSTITUTE(SUBSTITUTE(SUBSTITUTE({text}," ",""),"　",""),CHAR(10),"")'
    tests, place = [f"LEN({bare}){'=' if fixed == plain else '>='}{units(fixed)}"], 1
    for run in _RUN.findall(fixed):
        piece = f"MID({bare},{place},{units(run)})"
        place += units(run)
        if run in _AMONG:
            sought = piece if run in HYPHENS else f"LOWER(ASC({piece}))"
            tests.append(f"ISNUMBER(FIND({sought},{_AMONG[run]}))")
        elif run != ANY:
            tests.append(f"ASC({piece})={quoted(run) if run.isascii() else f'ASC({quoted(run)})'}")
    return f"AND({','.join(tests)})"
