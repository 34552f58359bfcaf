"""Forms as a coordinator works on them: list, show, check, new."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kusei_batch.config.master import FILE as MASTER_FILE
from kusei_batch.config.master import read_master
from kusei_batch.config.settings import FILE as CONFIG_FILE
from kusei_batch.config.settings import Settings, read_settings
from kusei_batch.core.problem import SettingsError
from kusei_batch.disk import replace_atomic
from kusei_batch.errors import UsageError
from kusei_batch.issue.forms import open_form
from kusei_batch.xlsx.starter import write_starter
from kusei_batch.xlsx.template import read_template

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from kusei_batch.config import Workspace
    from kusei_batch.core.form import Form
    from kusei_batch.core.problem import Problem


@dataclass(frozen=True)
class FormListing:
    """One template of the workspace: its form, or None when it has faults."""

    path: Path
    form: Form | None
    rounds: tuple[str, ...]


def list_forms(workspace: Workspace) -> list[FormListing]:
    """Every template of the workspace with the rounds that use it, by file name."""
    folder = workspace.template("x").parent
    lists = workspace.master.lists(workspace.fiscal_year)
    listings = []
    for path in sorted(folder.glob("*.xlsx")):
        if path.name != MASTER_FILE and not path.name.startswith(("~$", ".")):
            rounds = tuple(r.name for r in workspace.rounds if r.form == path.stem)
            listings.append(FormListing(path, read_template(path, lists)[0], rounds))
    return listings


def read_form(workspace: Workspace, name: str) -> Form:
    """The form of that name. Raises UsageError when there is none, SettingsError when its template is faulty."""
    path = workspace.template(name)
    if not path.is_file():
        known = "、".join(listing.path.stem for listing in list_forms(workspace))
        raise UsageError(f"様式「{name}」はありません。", f"指定できるもの: {known}")
    return open_form(path, workspace.master.lists(workspace.fiscal_year)).form


def check_form(folder: Path, path: Path) -> Sequence[Problem]:
    """Every fault of a template file. A choice list may draw on the master of the workspace in `folder`.

    Raises SettingsError when that master is faulty, UsageError when there is no such file.
    """
    if not path.is_file():
        raise UsageError(f"ファイル「{path}」がありません。", "ひな形の場所と名前を確かめてください。")
    return read_template(path, _lists(folder))[1]


def _lists(folder: Path) -> dict[str, tuple[dict[str, str], ...]]:
    if not (folder / CONFIG_FILE).is_file():
        return {}
    settings, problems = read_settings(folder / CONFIG_FILE)
    if settings is None:
        raise SettingsError(problems)
    return _master_lists(folder, settings)


def _master_lists(folder: Path, settings: Settings) -> dict[str, tuple[dict[str, str], ...]]:
    master, problems = read_master(folder / settings.folders.templates_xlsx / MASTER_FILE, settings.era_table())
    if master is None:
        raise SettingsError(problems)
    return master.lists(settings.fiscal_year)


def new_form(path: Path, *, dry_run: bool) -> Path:
    """Write a working starting template. Raises UsageError rather than overwrite anything."""
    path = path if path.suffix == ".xlsx" else path.with_name(f"{path.name}.xlsx")
    if path.exists():
        raise UsageError(f"「{path}」はすでにあります。", "別の名前にするか、先にそのファイルを移してください。")
    if not dry_run:
        replace_atomic(path, lambda temporary: write_starter(temporary, path.stem))
    return path
