"""The workspace: config.toml, the folders it names and the master's lists, read and checked together."""

from __future__ import annotations

import difflib
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kusei_batch.config.master import FILE as MASTER_FILE
from kusei_batch.config.master import read_master
from kusei_batch.config.settings import FILE, PaperSettings, Settings, read_settings
from kusei_batch.core.period import Calendar, Round
from kusei_batch.core.problem import Location, Problem, SettingsError, Severity
from kusei_batch.errors import CannotRunError, UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from kusei_batch.core.ward import Master, Ward


@dataclass(frozen=True)
class Workspace:
    """Everything a run needs to know before it looks at the inbox.

    Departments drop their workbooks in `inbox`; what the program writes for people goes to `outbox`;
    `state` (a local disk) holds ledger, archive, key and log. In a rehearsal the last two are a scratch copy.
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

    @property
    def fiscal_year(self) -> int:
        """西暦 of the April the year begins with."""
        return self.settings.fiscal_year

    @property
    def archive(self) -> Path:
        """Originals by content hash."""
        return self.state / "archive"

    def template(self, form: str) -> Path:
        """The template workbook of a form."""
        return self.root / self.settings.folders.templates_xlsx / f"{form}.xlsx"

    def paper_template(self, name: str) -> Path:
        """A Word paper's template."""
        return self.root / self.settings.folders.templates_docx / name

    def round(self, name: str) -> Round:
        """The round of that name; raises UsageError naming those there are."""
        for round_ in self.rounds:
            if round_.name == name:
                return round_
        known = [r.name for r in self.rounds]
        raise _unknown("回", name, known)

    def papers(self, round_: Round) -> tuple[PaperSettings, ...]:
        """The Word papers config.toml lists for a round."""
        return next(r.papers for r in self.settings.rounds if r.name == round_.name)

    def ward(self, word: str) -> Ward:
        """The ward of that code or name; raises UsageError naming those there are."""
        for ward in self.master.wards:
            if word in (ward.code, ward.name):
                return ward
        raise _unknown("区", word, [w.name for w in self.master.wards])

    def year_folder(self, round_: Round) -> Path:
        """outbox/R08/<回>: where everything of a round is put."""
        return self.outbox / self.calendar.fiscal_code(round_.fiscal_year) / round_.name


def _unknown(kind: str, word: str, known: list[str]) -> UsageError:
    near = difflib.get_close_matches(word, known, n=1)
    hint = f"もしかして: {near[0]}" if near else f"指定できるもの: {'、'.join(known)}"
    return UsageError(f"{kind}「{word}」はありません。", hint)


def read_workspace(root: Path) -> Workspace:
    """The workspace at `root`, checked whole.

    Raises SettingsError with every fault of config.toml and the master at once, and CannotRunError when a
    folder cannot be reached.
    """
    settings, problems = read_settings(root / FILE)
    if settings is None:
        raise SettingsError(problems)
    eras = settings.era_table()
    master, faults = read_master(root / settings.folders.templates_xlsx / MASTER_FILE, eras)
    problems += [*faults, *_check_files(root, settings)]
    if problems or master is None:
        raise SettingsError(problems)
    _check_folders(root, settings)
    year = settings.fiscal_year
    rounds = tuple(Round(r.name, r.form, year, r.opens, r.due) for r in settings.rounds)
    folders = settings.folders
    return Workspace(
        root,
        settings,
        master,
        Calendar(eras),
        rounds,
        root / folders.inbox,
        root / folders.outbox,
        root / folders.state,
    )


def _check_files(root: Path, settings: Settings) -> list[Problem]:
    """Templates that rounds name and that are not there."""
    forms, papers = root / settings.folders.templates_xlsx, root / settings.folders.templates_docx
    problems = []
    for round_ in settings.rounds:
        if not (forms / f"{round_.form}.xlsx").is_file():
            hint = _maybe(round_.form, forms, ".xlsx")
            params = {"round": round_.name, "form": round_.form, "folder": forms.name, "hint": hint}
            problems.append(_fault("config-form-missing", params))
        for paper in round_.papers:
            if not (papers / paper.template).is_file():
                hint = _maybe(paper.template, papers, "")
                params = {
                    "round": round_.name,
                    "template": paper.template,
                    "folder": papers.name,
                    "hint": hint,
                }
                problems.append(_fault("config-paper-missing", params))
    return problems


def _maybe(name: str, folder: Path, suffix: str) -> str:
    known = [p.name.removesuffix(suffix) for p in folder.glob(f"*{suffix}")] if folder.is_dir() else []
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.4)
    return f"もしかして: {near[0]}" if near else ""


def _fault(code: str, params: dict[str, str]) -> Problem:
    return Problem(code, Severity.ERROR, Location(file=FILE), params)


def _check_folders(root: Path, settings: Settings) -> None:
    """A missing inbox is an unplugged share, not an empty one: stop rather than report everyone missing."""
    for name in (settings.folders.inbox, settings.folders.outbox):
        folder = root / name
        if not (folder.is_dir() and os.access(folder, os.R_OK | os.X_OK)):
            raise CannotRunError(
                f"フォルダ「{folder}」がないか、開けません。",
                "共有フォルダにつながっているか確かめるか、フォルダを作ってください。何も失われていません。",
            )
