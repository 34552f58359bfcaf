"""Slips of syntax in config.toml, told for what they are where they can be recognised."""

from __future__ import annotations

import re

from kusei_batch.config.lines import line_problem
from kusei_batch.core.problem import Problem

_SLIPS = {
    "config-backslash": re.compile(r'=\s*"[^"]*\\'),
    "config-bare-date": re.compile(r"=\s*(\w{0,2}\d+[年./]\d+|[^\W\d_]+\d+[-年./]\d+|\w+元年)"),
}


def syntax_problem(message: str, text: str) -> Problem:
    """The slip on its line; the two that people make who have not read the manual are told for what they are."""
    found = re.search(r"line (\d+), column (\d+)", message)
    if not found:
        return line_problem("config-syntax", None, column="?")
    number = int(found[1])
    line = text.splitlines()[number - 1] if number <= len(text.splitlines()) else ""
    code = next((code for code, slip in _SLIPS.items() if slip.search(line)), "config-syntax")
    return line_problem(code, number, column=found[2])
