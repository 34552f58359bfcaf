"""The forms of sheets that a ward hands up, as the city has them: the same version with the same sheets, or none."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

from kusei_batch.config import Workspace
from kusei_batch.core.problem import Location, Problem, SettingsError
from kusei_batch.issue.kept_forms import FOLDER, OpenForm, open_form
from kusei_batch.ledger import Ledger
from kusei_batch.pipeline.intake.hand_up_lines import FormLine

FORMER = "旧版"
"""The folder among the templates for forms in versions that are still handed up."""


def kept_keys(ledger: Ledger) -> dict[str, set[str]]:
    """Return by what the editions of each form are kept."""
    kept: dict[str, set[str]] = {}
    for sheet, key in ledger.editions():
        kept.setdefault(sheet.form, set()).add(key)
    return kept


def find_forms(
    workspace: Workspace, kept: Mapping[str, Collection[str]], asked: Sequence[FormLine], year: int, place: Location
) -> tuple[dict[str, OpenForm], list[Problem]]:
    """Return the forms by what the ward kept them as, and why the city does not have the others.

    `kept` are the keys of the city's own kept forms, by the form's id.
    """
    found: dict[str, OpenForm] = {}
    problems: dict[tuple[str, str], Problem] = {}
    for line in asked:
        keys = sorted(kept.get(line.form, ()))
        template = workspace.template(line.form)
        former = sorted((template.parent / FORMER).glob("*.xlsx"))
        files = [template, *former, *(workspace.state / FOLDER / f"{key}.xlsx" for key in keys)]
        known = list(_opened(workspace, files, line, year))
        same = next((one for one in known if (one.form.version, one.content) == (line.version, line.content)), None)
        if same:
            found[line.key] = same
        else:
            versions = [one.form.version for one in known]
            problems.setdefault((line.form, line.version), _problem(line, versions, place))
    return found, list(problems.values())


def _opened(workspace: Workspace, files: Sequence[Path], line: FormLine, year: int) -> Iterator[OpenForm]:
    """Yield the templates of a form, each with the lists that the ward's sheets were made with."""
    lists: Mapping[str, Sequence[Mapping[str, str]]] = line.lists
    for path in files:
        if path.is_file() and not path.name.startswith("~$"):
            try:
                opened = open_form(path, lists, workspace.form_year(year))
            except (SettingsError, OSError):
                continue
            if opened.form.id == line.form:
                yield opened


def _problem(line: FormLine, versions: Sequence[str], place: Location) -> Problem:
    words = {"form": line.form, "version": line.version, "own": versions[0] if versions else ""}
    if not versions:
        return Problem.of("hand-up-form-unknown", place, **words)
    if line.version in versions:
        return Problem.of("hand-up-form-differs", place, **words)
    code = "hand-up-form-newer" if _rank(line.version) > _rank(versions[0]) else "hand-up-form-older"
    return Problem.of(code, place, **words)


def _rank(version: str) -> tuple[int, str]:
    return (int(version), "") if version.isascii() and version.isdigit() else (0, version)
