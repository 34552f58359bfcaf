"""The workspace read: config.toml, the folders it names and the master's lists, checked together."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from kusei_batch.config.decision_lists import read_decision_lists
from kusei_batch.config.decision_reading import NO_DECISIONS, BookFrame, DecisionBook, read_decision_book
from kusei_batch.config.hand_up_settings import check_wards, keep_own
from kusei_batch.config.letter_settings import LetterChoices, LetterSettings
from kusei_batch.config.levels import check_levels, codes_named, concerned_codes
from kusei_batch.config.lines import FILE, Place, SettingsText, config_problem
from kusei_batch.config.master import read_master
from kusei_batch.config.master_sheet import FILE as MASTER_FILE
from kusei_batch.config.pruning import round_of, written_place
from kusei_batch.config.remains import read_templates_folder
from kusei_batch.config.settings import DocumentSettings, Folders, RoundSettings, Settings, WordSettings
from kusei_batch.config.settings_reading import check_settings, read_eras
from kusei_batch.config.workspace import PEOPLES_BOOKS, Workspace, is_of_setting
from kusei_batch.core.decision_book import FILE as DECISIONS_FILE
from kusei_batch.core.form_year import FormYear
from kusei_batch.core.letter_days import LetterKind
from kusei_batch.core.period import Calendar, Round
from kusei_batch.core.problem import Problem, SettingsError
from kusei_batch.core.text.hint import suggest
from kusei_batch.core.ward import Master
from kusei_batch.disk import content_at
from kusei_batch.errors import CannotRunError
from kusei_batch.system import allows

_APART = ("inbox", "outbox", "state")


def read_workspace(root: Path) -> Workspace:
    """Return the workspace at `root`, checked whole; what has a fault is left out and told by `faults`.

    Raise SettingsError with every fault where nothing can be done without what is faulty: config.toml cannot be
    read, or there are no wards or departments. Raise CannotRunError when a folder cannot be reached.
    """
    folder = root / (read_templates_folder(root / FILE) or Folders().templates_xlsx)
    contents = {path.name: content_at(path) for path in (root / FILE, folder / MASTER_FILE)}
    read = _read_files(root)
    settings, master, problems, written = read.settings, read.master, read.problems, read.written
    if settings:
        overlaps = list(check_folders_apart(root, settings.folders, written))
        problems += [*overlaps, *_check_files(root, settings, written)]
    if settings and master:
        problems += [*_check_departments(settings, master, written), *check_levels(written, settings, master)]
        problems += check_wards(written, settings.hand_up, master)
    if settings is None or master is None or overlaps:
        raise SettingsError(problems)
    _check_folders(root, settings)
    folders = settings.folders
    own = settings.hand_up.own_ward(master)
    master = keep_own(master, own) if own else master
    # One whose departments are all unknown must not become one for all.
    rounds = tuple(
        Round(r.name, r.form, settings.fiscal_year, r.opens, r.due, codes)
        for r in settings.rounds
        if (codes := concerned_codes(r, master)) is not None and not (own and r.by_city)
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
        left_out=_left_out(written, {r.name for r in rounds}, problems),
        decisions=read.decisions,
        written=written,
        contents=contents,
    )


def _left_out(written: SettingsText, names: set[str], problems: Sequence[Problem]) -> dict[str, list[Problem]]:
    """Return the faults of every round that is left out, by its name."""
    left: dict[str, list[Problem]] = {}
    told = written.round_names()
    for problem in problems:
        nth = round_of(written_place(problem, written)) if is_of_setting(problem, written) else None
        name = told.get(nth, "") if nth is not None else ""
        if name and name not in names:
            left.setdefault(name, []).append(problem)
    return left


def read_lists(root: Path) -> tuple[Settings, Master]:
    """Return settings and master alone; raise SettingsError where one cannot be read at all."""
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
    written: SettingsText


def _read_files(root: Path) -> _FilesRead:
    """Read config.toml and the two workbooks; a missing one is a fault only where config.toml can be read."""
    config = root / FILE
    checked = check_settings(config)
    settings, problems = checked.settings, checked.problems
    told = settings.folders.templates_xlsx if settings else read_templates_folder(config)
    folder = root / (told or Folders().templates_xlsx)
    if settings is None and (not config.is_file() or (told is None and not (folder / MASTER_FILE).is_file())):
        # Where the master is, is among what cannot be read.
        return _FilesRead(None, None, NO_DECISIONS, problems, checked.written)
    state = root / (settings.folders if settings else Folders()).state
    eras, year = read_eras(config), settings.fiscal_year if settings else None
    asked = read_decision_lists(folder / MASTER_FILE, FormYear(Calendar(eras), year))
    book = read_decision_book(folder / DECISIONS_FILE, state, BookFrame(asked.lists, year))
    words = settings.words if settings else WordSettings()
    master, faults = read_master(folder / MASTER_FILE, eras, year, book, words.ward)
    return _FilesRead(settings, master, book, [*problems, *asked.problems, *book.problems, *faults], checked.written)


def _check_files(root: Path, settings: Settings, written: SettingsText) -> Iterator[Problem]:
    """Report templates that rounds name and that are not there, each with its line."""
    folders = settings.folders
    forms = root / folders.templates_xlsx
    for round_ in settings.rounds:
        place = ("rounds", round_.nth)
        for key, form in (("form", round_.form), ("confirmation", round_.confirmation)):
            if form and not (forms / f"{form}.xlsx").is_file():
                known = [name.removesuffix(".xlsx") for name in _names(forms, "*.xlsx") if name not in PEOPLES_BOOKS]
                params = {"round": round_.name, "form": form, "folder": folders.templates_xlsx, "setting": key}
                yield config_problem("config-form-missing", written, (*place, key), hint=suggest(form, known), **params)
        yield from _check_templates(root, folders, round_, written)
    asked: list[tuple[Place, LetterSettings | LetterChoices]] = [(("letters",), settings.letters)]
    asked += [(("rounds", round_.nth, "letters"), round_.letters) for round_ in settings.rounds]
    for above, letters in asked:
        for kind, name in letters.model_dump(exclude_none=True).items():
            is_asked = kind != LetterKind.CONFIRMATION or any(r.confirmation for r in settings.rounds)
            files = (f"{name}.docx", f"{name}.txt") if name and is_asked else ()
            missing = [file for file in files if not (root / folders.templates_docx / file).is_file()]
            if missing:
                params = {"template": "」と「".join(missing), "folder": folders.templates_docx}
                yield config_problem("config-letter-missing", written, (*above, kind), **params)


def _check_templates(root: Path, folders: Folders, round_: RoundSettings, written: SettingsText) -> Iterator[Problem]:
    """Report templates of papers and pages that a round names and that are not there."""
    kinds: tuple[tuple[str, Sequence[DocumentSettings], str, str], ...] = (
        ("papers", round_.papers, folders.templates_docx, "config-paper-missing"),
        ("pages", round_.pages, folders.templates_html, "config-page-missing"),
    )
    for key, made, folder, code in kinds:
        for one in made:
            if not (root / folder / one.template).is_file():
                letters = {path.stem for path in (root / folder).glob("*.txt")}
                found = _names(root / folder, "*.docx" if key == "papers" else "*.html")
                there = [name for name in found if name.rpartition(".")[0] not in letters]
                params = {"round": round_.name, "template": one.template, "folder": folder}
                params["hint"] = suggest(one.template, there)
                yield config_problem(code, written, ("rounds", round_.nth, key, one.nth, "template"), **params)


def _check_departments(settings: Settings, master: Master, written: SettingsText) -> Iterator[Problem]:
    """Report departments a round is limited to and that the master does not have."""
    known = [word for d in master.departments for word in (d.code, d.name, d.kind)]
    for round_ in settings.rounds:
        for word in round_.departments:
            if not codes_named((word,), master):
                params = {"round": round_.name, "value": word, "hint": suggest(word, known)}
                yield config_problem(
                    "config-unknown-department", written, ("rounds", round_.nth, "departments"), **params
                )


def _names(folder: Path, pattern: str) -> list[str]:
    return sorted(p.name for p in folder.glob(pattern) if not p.name.startswith(("~$", ".")))


def _check_folders(root: Path, settings: Settings) -> None:
    """Raise CannotRunError for a missing inbox or outbox: an unplugged share is no empty inbox."""
    for name in (settings.folders.inbox, settings.folders.outbox):
        folder = root / name
        if not (folder.is_dir() and allows(folder)):
            raise CannotRunError(
                f"フォルダ「{folder}」がないか、開けません。",
                "共有フォルダにつながっているか確かめるか、フォルダを作ってください。何も失われていません。",
            )


def check_folders_apart(root: Path, folders: Folders, written: SettingsText) -> Iterator[Problem]:
    """Report a fault for each of inbox, outbox and state that is the workspace, holds it, or holds another one."""
    home = _real(root)
    places = {key: _real(root / getattr(folders, key)) for key in Folders.model_fields}
    wide = [key for key in _APART if home.is_relative_to(places[key])]
    for key in wide:
        yield _fault(folders, written, key, "作業フォルダ全体")
    for one, other in combinations(places, 2):
        if {one, other}.isdisjoint(_APART) or one in wide or other in wide:
            continue
        if places[one].is_relative_to(places[other]) or places[other].is_relative_to(places[one]):
            yield _fault(folders, written, other, f"{one}（{getattr(folders, one)}）")


def _fault(folders: Folders, written: SettingsText, key: str, other: str) -> Problem:
    return config_problem("config-folders-overlap", written, ("folders", key), value=getattr(folders, key), other=other)


def _real(path: Path) -> Path:
    # Case is folded where the system folds it, and links are followed: two names of one folder overlap.
    return Path(os.path.normcase(path.resolve()))
