"""What lint-table answers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kusei_batch.cli.exits import DONE, IN_PART, SETTINGS
from kusei_batch.cli.screen import answer, list_problems, say
from kusei_batch.core.problem import Problem
from kusei_batch.publish.table_rules import rule_number


def show_table_check(as_json: bool, path: Path, problems: Sequence[Problem]) -> int:
    """Tell every finding with its rule; exit 1 when there is one, 2 when the file cannot be read."""
    if as_json:
        answer({"file": str(path), "problems": [{"rule": rule_number(p), **p.as_json()} for p in problems]})
    elif problems:
        list_problems(problems)
        say(f"「{path}」には、直すところが{len(problems)}件あります。", colour="yellow")
    else:
        say(f"「{path}」は、機械で読める表です。", colour="green")
    if any(problem.code == "table-format" for problem in problems):
        return SETTINGS
    return IN_PART if problems else DONE
