"""The coordinator at the two workbooks and the settings: what a person decides, written as a person would."""

from __future__ import annotations

import re
from collections.abc import Callable

from kusei_batch.config import Workspace, read_workspace
from kusei_batch.config.lines import FILE as CONFIG_FILE
from kusei_batch.core.period import Round
from kusei_batch.disk import replace_atomic, write_atomic
from kusei_batch.pipeline.status.open_days import closed_because, next_open_day
from kusei_batch.sample.year import SampleDecision


def turn_year(workspace: Workspace, fiscal_year: int) -> None:
    """Change the one line of config.toml that makes it next year, then the due days on which nobody is at work."""
    path = workspace.root / CONFIG_FILE
    text = path.read_text(encoding="utf-8")
    text = re.sub(r"(?m)^fiscal_year = \d+", f"fiscal_year = {fiscal_year}", text, count=1)
    write_atomic(path, text.encode())
    head, *rounds = re.split(r"(?m)^(?=\[\[rounds\]\])", text)
    turned = read_workspace(workspace.root)
    moved = [_due_on_open_day(turned, round_, lines) for round_, lines in zip(turned.rounds, rounds, strict=True)]
    write_atomic(path, "".join([head, *moved]).encode())


def _due_on_open_day(workspace: Workspace, round_: Round, lines: str) -> str:
    """Return the lines of a round, due on the next open day where its own is closed: doctor tells which that is."""
    if closed_because(round_.due, workspace.master.holidays) is None:
        return lines
    day = next_open_day(round_.due, workspace.master.holidays)
    return re.sub(r'(?m)^due = "[^"]*"', f'due = "{day.month}月{day.day}日"', lines, count=1)


def decide(workspace: Workspace, decision: SampleDecision) -> None:
    """Write into rows of 決定.xlsx that hold certain words; new rows go below those of its list or the master's."""
    from openpyxl import load_workbook

    in_master = decision.rows and decision.sheet not in workspace.master.decided_lists
    path = workspace.master_path if in_master else workspace.decisions_path
    book = load_workbook(path)
    sheet = book[decision.sheet]
    columns = {str(cell.value): cell.column for cell in sheet[1] if cell.value}
    for row in range(2, sheet.max_row + 1):
        shown = {name: str(sheet.cell(row, column).value or "") for name, column in columns.items()}
        if decision.where and all(str(words) in shown[name] for name, words in decision.where.items()):
            for name, value in decision.write.items():
                sheet.cell(row, columns[name]).value = value
    for added in decision.rows:
        row = _first_free(sheet.max_row, lambda n: any(sheet.cell(n, c).value for c in columns.values()))
        for name, value in added.items():
            sheet.cell(row, columns[name]).value = value
    replace_atomic(path, book.save)


def _first_free(last: int, filled: Callable[[int], bool]) -> int:
    while last > 1 and not filled(last):
        last -= 1
    return last + 1
