"""The workspace: config.toml, the folders it names and the master's lists, read and checked together."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kusei_batch.config.decision_reading import NO_DECISIONS, DecisionBook, read_decision_book
from kusei_batch.config.lines import FILE, config_problem
from kusei_batch.config.master import read_master
from kusei_batch.config.master_sheet import FILE as MASTER_FILE
from kusei_batch.config.overlap import check_folders_apart
from kusei_batch.config.pruning import place_of, round_of
from kusei_batch.config.remains import read_round_names, read_templates_folder
from kusei_batch.config.settings import (
    DocumentSettings,
    Folders,
    PageSettings,
    PaperSettings,
    RoundSettings,
    Settings,
    read_eras,
    read_settings,
)
from kusei_batch.core.decision_book import FILE as DECISIONS_FILE
from kusei_batch.core.form_year import FormYear
from kusei_batch.core.period import Calendar, Round
from kusei_batch.core.problem import Problem, SettingsError, Severity
from kusei_batch.core.text.hint import suggest
from kusei_batch.core.text.notation import comparable
from kusei_batch.core.ward import Master, Ward
from kusei_batch.errors import CannotRunError, UsageError

_ON_EVERY_SHEET = ("区", "部署", "方針")
"""Sheets of the master that every issued sheet shows something of."""

PEOPLES_BOOKS = (MASTER_FILE, DECISIONS_FILE)
"""Workbooks beside the templates that are none."""


@dataclass(frozen=True)
class Workspace:
    """Everything a run needs to know before it looks at the inbox.

    Departments drop their workbooks in `inbox`; what the program writes for people goes to `outbox`;
    `state` (a local disk) holds ledger, archive, key and log. In a rehearsal the last two are a scratch copy.
    `faults` are what is to be mended in config.toml and the master; a row, paper, page or round with one is left out
    of what is here. `left_out` tells of the rounds, by name. `decisions` is 決定.xlsx as it was read.
    """

    root: Path
    settings: Settings
    master: Master
    calendar: Calendar
    rounds: tuple[Round, ...]

    inbox: Path
    outbox: Path
    state: Path
    is_rehearsal: bool = False
    faults: tuple[Problem, ...] = ()
    left_out: Mapping[str, Sequence[Problem]] = field(default_factory=dict)
    decisions: DecisionBook = NO_DECISIONS

    @property
    def fiscal_year(self) -> int:
        """西暦 of the April the year begins with."""
        return self.settings.fiscal_year

    @property
    def archive(self) -> Path:
        """Originals by content hash."""
        return self.state / "archive"

    @property
    def decisions_path(self) -> Path:
        """The workbook the coordinator decides in."""
        return self.root / self.settings.folders.templates_xlsx / DECISIONS_FILE

    @property
    def master_path(self) -> Path:
        """The master workbook."""
        return self.root / self.settings.folders.templates_xlsx / MASTER_FILE

    def template(self, form: str) -> Path:
        """The template workbook of a form."""
        return self.root / self.settings.folders.templates_xlsx / f"{form}.xlsx"

    def paper_template(self, name: str) -> Path:
        """A Word paper's template."""
        return self.root / self.settings.folders.templates_docx / name

    def page_template(self, name: str) -> Path:
        """A web page's template."""
        return self.root / self.settings.folders.templates_html / name

    def round(self, name: str) -> Round:
        """The round of that name; raises UsageError naming those there are, SettingsError for one with a fault."""
        for round_ in self.rounds:
            if round_.name == name:
                return round_
        if name in self.left_out:
            raise SettingsError(self.left_out[name])
        known = [r.name for r in self.rounds]
        raise _unknown("回", name, known)

    def faults_of(self, round_: Round, lists: Iterable[str]) -> list[Problem]:
        """The faults that concern the sheets of a round: its own, those of all rounds, those of these lists.

        Warnings are no faults here.
        """
        concerned = {*_ON_EVERY_SHEET, *lists}
        nth = next(r.nth for r in self.settings.rounds if r.name == round_.name)
        found = []
        for problem in (fault for fault in self.faults if fault.severity is Severity.ERROR):
            place = place_of(problem)
            if problem.location.file in PEOPLES_BOOKS:
                concerns = problem.location.sheet in concerned
            else:
                concerns = round_of(place) == nth or not place or place[0] != "rounds"
            found += [problem] if concerns else []
        return found

    def papers(self, round_: Round) -> tuple[PaperSettings, ...]:
        """The Word papers config.toml lists for a round."""
        return next(r.papers for r in self.settings.rounds if r.name == round_.name)

    def pages(self, round_: Round) -> tuple[PageSettings, ...]:
        """The web pages config.toml lists for a round."""
        return next(r.pages for r in self.settings.rounds if r.name == round_.name)

    def ward(self, word: str) -> Ward:
        """The ward of that code or name; raises UsageError naming those there are."""
        for ward in self.master.wards:
            if comparable(word) in (comparable(ward.code), comparable(ward.name)):
                return ward
        raise _unknown("区", word, [w.name for w in self.master.wards])

    def form_year(self, fiscal_year: int) -> FormYear:
        """What the forms of a fiscal year go by."""
        return FormYear(self.calendar, fiscal_year)

    def year_folder(self, fiscal_year: int, round_name: str) -> Path:
        """outbox/R08/<回>: where everything of a round is put."""
        return self.outbox / self.calendar.fiscal_code(fiscal_year) / round_name


def _unknown(kind: str, word: str, known: list[str]) -> UsageError:
    return UsageError(f"{kind}「{word}」はありません。", suggest(word, known))


def read_workspace(root: Path) -> Workspace:
    """The workspace at `root`, checked whole; what has a fault is left out and told by `faults`.

    Raises SettingsError with every fault where nothing can be done without what is faulty: config.toml cannot be
    read, or there are no wards or departments. Raises CannotRunError when a folder cannot be reached.
    """
    read = _read_files(root)
    settings, master, problems = read.settings, read.master, read.problems
    if settings:
        overlaps = list(check_folders_apart(root, settings.folders, _text(root)))
        problems += [*overlaps, *_check_files(root, settings)]
    if settings and master:
        problems += _check_departments(root, settings, master)
    if settings is None or master is None or overlaps:
        raise SettingsError(problems)
    _check_folders(root, settings)
    folders = settings.folders
    # One whose departments are all unknown must not become one for all.
    rounds = tuple(
        Round(r.name, r.form, settings.fiscal_year, r.opens, r.due, _codes(r.departments, master))
        for r in settings.rounds
        if not r.departments or _codes(r.departments, master)
    )
    return Workspace(
        root,
        settings,
        master,
        Calendar(settings.era_table()),
        rounds,
        root / folders.inbox,
        root / folders.outbox,
        root / folders.state,
        faults=tuple(problems),
        left_out=_left_out(root, {r.name for r in rounds}, problems),
        decisions=read.decisions,
    )


def _left_out(root: Path, names: set[str], problems: Sequence[Problem]) -> dict[str, list[Problem]]:
    """The faults of every round that is left out, by its name."""
    left: dict[str, list[Problem]] = {}
    told = read_round_names(root / FILE)
    for problem in problems:
        nth = round_of(place_of(problem)) if problem.location.file not in PEOPLES_BOOKS else None
        name = told.get(nth, "") if nth is not None else ""
        if name and name not in names:
            left.setdefault(name, []).append(problem)
    return left


def _text(root: Path) -> str:
    return (root / FILE).read_text(encoding="utf-8-sig")


def read_lists(root: Path) -> tuple[Settings, Master]:
    """Settings and master alone, for whoever works on a form. Raises SettingsError where one cannot be read at all."""
    read = _read_files(root)
    if read.settings is None or read.master is None:
        raise SettingsError(read.problems)
    return read.settings, read.master


@dataclass(frozen=True)
class _FilesRead:
    """What a workspace consists of, as far as it can be read, with the faults of all."""

    settings: Settings | None
    master: Master | None
    decisions: DecisionBook
    problems: list[Problem]


def _read_files(root: Path) -> _FilesRead:
    """Read config.toml and the two workbooks; those are looked for in vain only where config.toml can be read."""
    config = root / FILE
    settings, problems = read_settings(config)
    told = settings.folders.templates_xlsx if settings else read_templates_folder(config)
    folder = root / (told or Folders().templates_xlsx)
    if settings is None and (not config.is_file() or (told is None and not (folder / MASTER_FILE).is_file())):
        # Where the master is, is among what cannot be read.
        return _FilesRead(None, None, NO_DECISIONS, problems)
    state = root / (settings.folders if settings else Folders()).state
    book = read_decision_book(folder / DECISIONS_FILE, state)
    master, faults = read_master(
        folder / MASTER_FILE, read_eras(config), settings.fiscal_year if settings else None, book
    )
    return _FilesRead(settings, master, book, [*problems, *book.problems, *faults])


def _check_files(root: Path, settings: Settings) -> Iterator[Problem]:
    """Templates that rounds name and that are not there, each with its line."""
    folders = settings.folders
    forms = root / folders.templates_xlsx
    text = _text(root)
    for round_ in settings.rounds:
        place = ("rounds", round_.nth)
        if not (forms / f"{round_.form}.xlsx").is_file():
            params = {"round": round_.name, "form": round_.form, "folder": folders.templates_xlsx}
            params["hint"] = suggest(
                round_.form,
                [name.removesuffix(".xlsx") for name in _names(forms, "*.xlsx") if name not in PEOPLES_BOOKS],
            )
            yield config_problem("config-form-missing", text, (*place, "form"), **params)
        yield from _check_templates(root, folders, round_, text)


def _check_templates(root: Path, folders: Folders, round_: RoundSettings, text: str) -> Iterator[Problem]:
    """Templates of papers and pages that a round names and that are not there."""
    kinds: tuple[tuple[str, Sequence[DocumentSettings], str, str], ...] = (
        ("papers", round_.papers, folders.templates_docx, "config-paper-missing"),
        ("pages", round_.pages, folders.templates_html, "config-page-missing"),
    )
    for key, made, folder, code in kinds:
        for one in made:
            if not (root / folder / one.template).is_file():
                there = _names(root / folder, "*.docx" if key == "papers" else "*.html")
                params = {"round": round_.name, "template": one.template, "folder": folder}
                params["hint"] = suggest(one.template, there)
                yield config_problem(code, text, ("rounds", round_.nth, key, one.nth, "template"), **params)


def _check_departments(root: Path, settings: Settings, master: Master) -> Iterator[Problem]:
    """Departments a round is limited to and that the master does not have."""
    text = _text(root)
    known = [word for d in master.departments for word in (d.code, d.name)]
    for round_ in settings.rounds:
        for word in round_.departments:
            if not _codes((word,), master):
                params = {"round": round_.name, "value": word, "hint": suggest(word, known)}
                yield config_problem("config-unknown-department", text, ("rounds", round_.nth, "departments"), **params)


def _codes(words: Iterable[str], master: Master) -> frozenset[str]:
    """The codes of the departments named by code or name; one name may be that of several wards' departments."""
    asked = set(map(comparable, words))
    names = ((d.code, {d.code, d.name, d.full_name}) for d in master.departments)
    return frozenset(code for code, known in names if not asked.isdisjoint(map(comparable, known)))


def _names(folder: Path, pattern: str) -> list[str]:
    return sorted(p.name for p in folder.glob(pattern) if not p.name.startswith(("~$", ".")))


def _check_folders(root: Path, settings: Settings) -> None:
    """A missing inbox is an unplugged share, not an empty one: stop rather than report everyone missing."""
    for name in (settings.folders.inbox, settings.folders.outbox):
        folder = root / name
        if not (folder.is_dir() and os.access(folder, os.R_OK | os.X_OK)):
            raise CannotRunError(
                f"フォルダ「{folder}」がないか、開けません。",
                "共有フォルダにつながっているか確かめるか、フォルダを作ってください。何も失われていません。",
            )
