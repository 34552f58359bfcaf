"""How a text looks, as an Excel formula: the face of 形「####-##」 on a sheet."""

from __future__ import annotations

import re

from kusei_batch.core.expression.text_shapes import ANY, DIGIT, LETTER, REST
from kusei_batch.core.text.notation import half_width
from kusei_batch.xlsx.compile.excel_texts import quoted

_RUN = re.compile(rf"[{DIGIT}{LETTER}{ANY}]|[^{DIGIT}{LETTER}{ANY}]+")
_AMONG = {DIGIT: quoted("0123456789"), LETTER: quoted("abcdefghijklmnopqrstuvwxyz")}


def has_shape(text: str, shape: str) -> str:
    """Return a formula that is TRUE where the text, itself a formula, looks as the shape says."""
    plain = half_width(shape)
    fixed = plain.removesuffix(REST)
    tests = [f"LEN({text}){'=' if fixed == plain else '>='}{len(fixed)}"]
    for run in _RUN.finditer(fixed):
        piece = f"ASC(MID({text},{run.start() + 1},{len(run[0])}))"
        if run[0] in _AMONG:
            tests.append(f"ISNUMBER(FIND(LOWER({piece}),{_AMONG[run[0]]}))")
        elif run[0] != ANY:
            tests.append(f"{piece}={quoted(run[0]) if run[0].isascii() else f'ASC({quoted(run[0])})'}")
    return f"AND({','.join(tests)})"
