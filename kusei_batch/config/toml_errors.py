"""Faults of syntax in config.toml, named for what they are where they can be recognised."""

from __future__ import annotations

import re

from kusei_batch.config.lines import line_problem
from kusei_batch.core.problem import Problem

_SLIPS = {
    "config-backslash": re.compile(r'=\s*"[^"]*\\'),
    "config-bare-date": re.compile(r"=\s*(\w{0,2}\d+[年./]\d+|[^\W\d_]+\d+[-年./]\d+|\w+元年|\d+月)"),
    "config-full-width": re.compile(r"^[^#\"']*[＝　＂“”「」［］＃，]"),
    "config-key-not-latin": re.compile(r"^\s*[^\W\d_a-zA-Z]\w*\s*="),
    "config-unclosed": re.compile(r"""^[^"'#]*"[^"]*$|^[^"'#]*'[^']*$"""),
    "config-unquoted": re.compile(r"^[^#\"'=]+=\s*\[?\s*[^\s\"'\[{#0-9+\-tf]"),
}
_TWICE = ("Cannot overwrite", "Cannot declare")
"""How tomllib begins when a key, or a heading in brackets, stands in the file a second time."""


def syntax_problem(message: str, text: str) -> Problem:
    """Return the fault of syntax with its line; the usual slips are named for what they are."""
    found = re.search(r"line (\d+), column (\d+)", message)
    if not found:
        # What is open at the end of the file was opened on a line of its own; anything else stands on none.
        unclosed = _SLIPS["config-unclosed"]
        opened = [(n, line) for n, line in enumerate(text.splitlines(), 1) if unclosed.match(line)]
        if opened:
            return line_problem("config-unclosed", opened[0][0], column=str(len(opened[0][1])))
        return line_problem("config-unreadable-text", None)
    number = int(found[1])
    line = text.splitlines()[number - 1] if number <= len(text.splitlines()) else ""
    if message.startswith(_TWICE):
        return line_problem("config-twice", number, value=line.split("=")[0].strip())
    code = next((code for code, slip in _SLIPS.items() if slip.search(line)), "config-syntax")
    return line_problem(code, number, column=found[2])
