"""The settings read and checked whole: every fault at once, in Japanese, with its line and key, or its cell."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from kusei_batch.config.lines import NOTHING_WRITTEN, Place, SettingsText, config_problem, line_problem
from kusei_batch.config.master_sheet import FILE as MASTER_FILE
from kusei_batch.config.pruning import numbered, place_of, prune
from kusei_batch.config.setting_sheets import SheetsRead, add_sheets
from kusei_batch.config.settings import DocumentSettings, EraSettings, Folders, Settings, era_table
from kusei_batch.config.settings_faults import example_of, translate
from kusei_batch.core.confirmation import SUFFIX, confirmation_name
from kusei_batch.core.period import DEFAULT_ERAS, Calendar, Era, parse_fiscal_year
from kusei_batch.core.problem import Problem
from kusei_batch.core.text.characters import seen_only, tidied
from kusei_batch.core.text.notation import comparable
from kusei_batch.errors import reason_of

# A number of thousands of digits is a plain ValueError, lists in lists without end a RecursionError.
_NOT_TOML = (ValueError, RecursionError)
_ANY_YEAR = 1999
"""Stands for a fiscal year that cannot be read: days without a year are not faulty for it. With a 29 February."""
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


@dataclass(frozen=True)
class CheckedSettings:
    """The settings that can be worked with, every fault found, and how they are written.

    They are without the rounds, papers, pages and single settings that are faulty; None where nothing can be done
    without what is faulty.
    """

    settings: Settings | None
    problems: list[Problem]
    written: SettingsText = NOTHING_WRITTEN


def read_settings(path: Path) -> tuple[Settings | None, list[Problem]]:
    """Read the settings as check_settings does; return them and every fault found."""
    checked = check_settings(path)
    return checked.settings, checked.problems


def check_settings(path: Path) -> CheckedSettings:
    """Read config.toml, and the sheets of the master that say settings, and check them as one."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return CheckedSettings(None, [config_problem("config-missing", folder=str(path.parent.resolve()))])
    except UnicodeDecodeError:
        return CheckedSettings(None, [config_problem("config-encoding")])
    except OSError as error:
        return CheckedSettings(None, [config_problem("config-unreadable", reason=reason_of(error))])
    try:
        tree = _tidied(tomllib.loads(text))
    except _NOT_TOML as error:
        return CheckedSettings(None, [syntax_problem(str(error), text)])
    read = add_sheets(tree, text, master_of(path, tree), Calendar(eras_of(tree)))
    settings, problems = _check(read)
    return CheckedSettings(settings, [*read.problems, *problems], read.written)


def master_of(path: Path, tree: Mapping[str, Any]) -> Path:
    """Return where the master lies by the tree of config.toml; where it usually does, if that tells nothing."""
    folders = tree.get("folders")
    told = folders.get("templates_xlsx") if isinstance(folders, dict) else None
    usual = Folders().templates_xlsx
    return path.parent / (told if isinstance(told, str) and told and "\0" not in told else usual) / MASTER_FILE


def read_whole_tree(path: Path) -> dict[str, Any]:
    """Return config.toml and the sheets of the master as they stand, unchecked; empty where its syntax is faulty."""
    tree = read_tree(path)
    return add_sheets(tree, "", master_of(path, tree), Calendar(eras_of(tree))).tree if tree else tree


def read_eras(path: Path) -> tuple[Era, ...]:
    """Return the era table of config.toml, however faulty the rest of it.

    Return the usual eras where there is none to read.
    """
    return eras_of(read_tree(path))


def read_tree(path: Path) -> dict[str, Any]:
    """Return config.toml as it stands, unchecked; empty where its syntax is faulty."""
    try:
        tree: dict[str, Any] = _tidied(tomllib.loads(path.read_bytes().decode("utf-8-sig")))
    except (OSError, *_NOT_TOML):
        return {}
    return tree


def _tidied(value: Any) -> Any:  # noqa: ANN401 - whatever TOML holds
    """Return a tree of config.toml without the characters of no width that come with pasted words."""
    if isinstance(value, dict):
        return {seen_only(key): _tidied(inside) for key, inside in value.items()}
    if isinstance(value, list):
        return [_tidied(inside) for inside in value]
    return tidied(value) if isinstance(value, str) else value


def eras_of(tree: dict[str, Any]) -> tuple[Era, ...]:
    """Return the era table of a tree of config.toml, the usual one where it has none that can be read."""
    try:
        eras = [EraSettings.model_validate(era) for era in tree["eras"]]
    except (KeyError, TypeError, ValidationError):
        return DEFAULT_ERAS
    return era_table(eras) or DEFAULT_ERAS


def _check(read: SheetsRead) -> tuple[Settings | None, list[Problem]]:
    problems: list[Problem] = []
    written, spoilt = read.written, read.spoilt
    left: dict[str, Any] | None = numbered(read.tree)
    while left is not None:
        settings, found = _validate(left, written)
        if settings is None and problems:
            # What is left is not enough to work with.
            return None, problems
        # What is said of a cell already is not said again of what was read from it.
        found = [problem for problem in found if place_of(problem) not in (*spoilt, *read.unread)]
        problems += found
        places = [*map(place_of, found), *spoilt]
        if not places:
            return settings, problems
        left, spoilt = prune(left, places), []
    return None, problems


def _validate(tree: dict[str, Any], written: SettingsText) -> tuple[Settings | None, list[Problem]]:
    try:
        eras = eras_of(tree)
        year = parse_fiscal_year(str(tree.get("fiscal_year", "")), eras)
        settings = Settings.model_validate(tree, context={"eras": eras, "fiscal_year": year or _ANY_YEAR})
    except ValidationError as error:
        return None, [translate(detail, written) for detail in _own_faults(error.errors())]
    return settings, [
        *_check_rounds(settings, written),
        *_check_eras(settings, written),
        *_check_engine(settings, written),
    ]


def _own_faults(details: list[ErrorDetails]) -> Iterator[ErrorDetails]:
    """Yield the faults, without lists that pydantic finds too short only because their items are faulty."""
    for detail in details:
        follows = any(other is not detail and other["loc"][: len(detail["loc"])] == detail["loc"] for other in details)
        if not (detail["type"] == "too_short" and follows):
            yield detail


def _check_rounds(settings: Settings, written: SettingsText) -> Iterator[Problem]:
    seen: set[str] = set()
    for round_ in settings.rounds:
        # Names that differ in case alone are one folder in Windows, and nobody tells (前期) from （前期）.
        names = {comparable(round_.name)}
        names |= {comparable(confirmation_name(round_.name))} if round_.confirmation else set()
        if comparable(round_.name).endswith(comparable(SUFFIX)):
            yield config_problem("config-confirmation-name", written, ("rounds", round_.nth, "name"), suffix=SUFFIX)
        if names & seen:
            yield config_problem("config-duplicate-round", written, ("rounds", round_.nth, "name"))
        if round_.due < round_.opens:
            place = ("rounds", round_.nth, "due")
            opens = "開始日" if written.cell_of(place) else "開始日（opens）"
            yield config_problem("config-due-before-opening", written, place, opens=opens)
        yield from _check_names(round_.papers, ("rounds", round_.nth, "papers"), "config-duplicate-paper", written)
        yield from _check_names(round_.pages, ("rounds", round_.nth, "pages"), "config-duplicate-page", written)
        seen |= names


def _check_names(made: Sequence[DocumentSettings], key: Place, code: str, written: SettingsText) -> Iterator[Problem]:
    """Report papers (or pages) of one round whose files would be the same."""
    seen: set[str] = set()
    for one in made:
        if comparable(one.name) in seen:
            yield config_problem(code, written, (*key, one.nth, "name"))
        seen.add(comparable(one.name))


def _check_eras(settings: Settings, written: SettingsText) -> Iterator[Problem]:
    """Report eras that share a name, letter or first day, and days in 和暦 that lie before the first era."""
    for key in ("name", "letter", "start"):
        seen: set[object] = set()
        for index, era in enumerate(settings.eras):
            value = getattr(era, key)
            if value in seen:
                yield config_problem("config-duplicate-era", written, ("eras", index, key), value=str(value))
            seen.add(value)
    first = settings.era_table()[0].start
    days = [dt.date(settings.fiscal_year, 4, 1), *(r.opens for r in settings.rounds)]
    documents: list[DocumentSettings] = [made for r in settings.rounds for made in (*r.papers, *r.pages)]
    days += [made.date for made in documents if made.date]
    if min(days) < first:
        day = min(days)
        told = f"{day.year}年{day.month}月{day.day}日"
        yield config_problem("config-era-missing", written, ("eras", 0, "start"), day=told)


def _check_engine(settings: Settings, written: SettingsText) -> Iterator[Problem]:
    """Report a cluster whose scheduler is not named."""
    if settings.engine.kind == "dask" and settings.engine.scheduler is None:
        yield config_problem("config-missing-key", written, ("engine", "scheduler"), example=example_of("scheduler"))


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
