"""How anything is said: answers on standard output, as text or one JSON object; progress and errors on the other."""

from __future__ import annotations

import json
import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from kusei_batch.core.problem import Severity
from kusei_batch.core.text.cleaning import clean_in_line, clean_json, clean_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kusei_batch.core.own_words import OwnWords
    from kusei_batch.core.period import Calendar
    from kusei_batch.core.problem import Problem
    from kusei_batch.core.record import Record
    from kusei_batch.core.submission import Verdict
    from kusei_batch.pipeline.session import Progress

_WORDS = "kusei_batch.own_words"
_CELLS_NAMED = 20
"""How many cells a place names, those below each other as one: hundreds would hide the message. --json has all."""
_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """Open a bar on a terminal for each stage; be silent everywhere else."""
    if not sys.stderr.isatty():
        # At night nobody looks on: the library would be loaded for nothing.
        from kusei_batch.pipeline.session import silent

        yield silent
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Bars(*columns, console=console, disable=not console.is_terminal) as bars:
        tasks: dict[str, Any] = {}

        def tell(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(stage, total=total)
            bars.update(tasks[stage], completed=done, total=total)

        yield tell


def answer(value: object) -> None:
    """Print one JSON object on standard output."""
    click.echo(clean_json(json.dumps(value, ensure_ascii=False, indent=2)))


def say(text: str = "", *, colour: str | None = None, aside: str = "", error: bool = False) -> None:
    """Print one line for people: on standard output, an `error` on standard error. NO_COLOR leaves it plain.

    `aside` is what most readers can pass over; it stands dim at the line's end.
    """
    text, aside = "\n".join(map(clean_line, text.split("\n"))), clean_line(aside)
    if not os.environ.get("NO_COLOR"):
        text = click.style(text, fg=colour) if colour else text
        aside = aside and click.style(aside, dim=True)
    click.echo(f"{text}　{aside}" if aside else text, err=error)


def speak(words: OwnWords) -> None:
    """Set the words of an office, in which all is said from here on to the end of the command."""
    context = click.get_current_context(silent=True)
    if context is not None:
        context.meta[_WORDS] = words


def own_words() -> OwnWords:
    """Return the words of the office whose workspace is at hand."""
    from kusei_batch.core.own_words import STANDARD_WORDS

    context = click.get_current_context(silent=True)
    return context.meta.get(_WORDS, STANDARD_WORDS) if context is not None else STANDARD_WORDS


def list_problems(problems: Sequence[Problem], indent: str = "", *, error: bool = False) -> None:
    """Print each problem with its place, message and remedy, and the code by which docs/problems.md tells of it."""
    for problem in problems:
        place = problem.location
        where = " ".join(w for w in (place.file, place.sheet and f"シート「{place.sheet}」", _cells(place.cells)) if w)
        head = f"{indent}{problem.severity.label}　{where}".rstrip()
        say(head.replace("\n", " "), colour=_COLOURS[problem.severity], aside=f"[{problem.code}]", error=error)
        message, remedy = problem.told_in(own_words())
        say(f"{indent}  {message}", error=error)
        if remedy:
            say(f"{indent}  → {remedy}", error=error)


def why_passed_over(verdict: Verdict, problems: Sequence[Problem]) -> str:
    """Return, in brackets, why a file was passed over of which nothing else is said: there is nothing to be done."""
    from kusei_batch.core.submission import Verdict

    is_quiet = verdict is Verdict.SKIPPED and all(problem.severity is Severity.INFO for problem in problems)
    return f"（{problems[0].told_in(own_words())[0].rstrip('。')}）" if is_quiet and problems else ""


def _cells(cells: Sequence[str]) -> str:
    """Return the cells with those that stand one below the other as one, and only the first of many: `B2～B13、D4`."""
    runs: list[list[str]] = []
    for cell in cells:
        last = runs[-1][-1] if runs else ""
        letters, number = cell.rstrip("0123456789"), cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        if number.isdecimal() and last == f"{letters}{int(number) - 1}":
            runs[-1].append(cell)
        else:
            runs.append([cell])
    named = "、".join(run[0] if len(run) == 1 else f"{run[0]}～{run[-1]}" for run in runs[:_CELLS_NAMED])
    return named + (f" ほか{len(runs) - _CELLS_NAMED}か所" if len(runs) > _CELLS_NAMED else "")


def list_values(record: Record, calendar: Calendar, indent: str) -> None:
    """Print what was read of a record, a field a line with its cell; blank fields are left out."""
    from kusei_batch.report.views.wording import value_label

    for name, value in record.fields.items():
        text = clean_in_line(value_label(value, calendar))
        if text:
            say(f"{indent}{name}: {text}　［{record.source.cells.get(name, '')}］".replace("\n", " "))
