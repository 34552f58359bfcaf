"""Forms as a coordinator works on them: list, show, check, new."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from kusei_batch.config import Workspace
from kusei_batch.config.limits import LimitSettings
from kusei_batch.config.lines import FILE as CONFIG_FILE
from kusei_batch.config.remains import read_templates_folder
from kusei_batch.config.settings import Folders
from kusei_batch.config.workspace import PEOPLES_BOOKS
from kusei_batch.config.workspace_reading import read_lists, read_workspace
from kusei_batch.core.form import ROW_ID, ROW_NUMBER, ROW_ORIGIN, FieldKind, Form
from kusei_batch.core.form_year import FormYear
from kusei_batch.core.problem import Location, Problem, SettingsError, Severity
from kusei_batch.core.text.hint import nearest, suggest
from kusei_batch.engine import Failure, LocalEngine, WorkLimits, do_one
from kusei_batch.errors import CannotRunError, KuseiError, UsageError
from kusei_batch.issue.kept_forms import check_version, compile_form, open_form, open_kept_form
from kusei_batch.issue.plan import OFFERED
from kusei_batch.ledger import read_ledger
from kusei_batch.pipeline.workspace.name_lengths import check_name_lengths
from kusei_batch.pipeline.workspace.source_check import KnownSources, build_world, check_sources, issued_sheets
from kusei_batch.xlsx.compile import PrintedSize, measure_printed_sizes
from kusei_batch.xlsx.template import read_template

if TYPE_CHECKING:
    Lists = Mapping[str, Sequence[Mapping[str, str]]]

# The summary workbook makes these sheets itself; a second one would be named 「データ（2）」.
SUMMARY_SHEETS = ("目次", "提出状況", "確認事項", "データ", "データ定義")
READABLE_POINTS = 8.0
"""The smallest text on paper that is read without trouble."""
_USUAL = LimitSettings()
_DIED = "中身が大きすぎるか、壊れています"


@dataclass(frozen=True)
class FormListing:
    """One template of the workspace: its form, or None when it has faults."""

    path: Path
    form: Form | None
    rounds: tuple[str, ...]


def list_forms(workspace: Workspace) -> list[FormListing]:
    """Return every template of the workspace with the rounds that use it, by file name."""
    folder = workspace.template("x").parent
    lists, year = workspace.master.lists(workspace.fiscal_year), workspace.form_year(workspace.fiscal_year)
    listings = []
    for path in sorted(folder.glob("*.xlsx")):
        if _is_template(path):
            rounds = tuple(r.name for r in workspace.rounds if r.form == path.stem)
            listings.append(FormListing(path, read_template(path, lists, year=year)[0], rounds))
    return listings


def read_form(workspace: Workspace, name: str) -> Form:
    """Read the form of that name. Raise UsageError when there is none, SettingsError when its template is faulty."""
    path = workspace.template(name)
    if not path.is_file():
        known = [listing.path.stem for listing in list_forms(workspace)]
        raise UsageError(f"様式「{name}」はありません。", suggest(name, known))
    year = workspace.fiscal_year
    return open_form(path, workspace.master.lists(year), workspace.form_year(year)).form


def find_template(folder: Path, word: str) -> Path:
    """Return the template a word means: a path, or the name of a form of the workspace in `folder`.

    Raise UsageError when there is no such file.
    """
    path = Path(word)
    if path.is_file() or not is_bare_name(word):
        if path.is_file():
            return path
        raise UsageError(f"ファイル「{path}」がありません。", "ひな形の場所と名前を確かめてください。")
    templates = templates_folder(folder)
    named = templates / f"{word}.xlsx"
    if not named.is_file():
        known = sorted(p.stem for p in templates.glob("*.xlsx") if _is_template(p))
        raise UsageError(f"様式「{word}」のひな形がありません。", suggest(word, known))
    return named


def is_bare_name(word: str) -> bool:
    """Return whether a word is a bare name, without a folder and without the suffix of a file."""
    return not ("/" in word or "\\" in word or word.lower().endswith(".xlsx"))


def templates_folder(folder: Path) -> Path:
    """Return the folder of the templates; where there is no workspace, `folder` itself."""
    config = folder / CONFIG_FILE
    if not config.is_file():
        return folder
    return folder / (read_templates_folder(config) or Folders().templates_xlsx)


def _is_template(path: Path) -> bool:
    return path.name not in PEOPLES_BOOKS and not path.name.startswith(("~$", "."))


def check_form(folder: Path, path: Path) -> Sequence[Problem]:
    """Return every fault of a template, which may draw on master and rounds of the workspace in `folder`.

    Raise SettingsError with the faults of that workspace.
    """
    if not (folder / CONFIG_FILE).is_file():
        form, problems = check_template(path, {})
        return [*problems, *(check_printed(path, form) if form else ())]
    settings, master = read_lists(folder)
    world = build_world(folder, settings, master, issued_sheets(folder / settings.folders.state))
    # Whatever no round hands out may be for the heads of the 部.
    world = world if path.stem in {r.form for r in settings.rounds} else world.of_confirmation()
    form, problems = check_template(path, world.lists, world)
    printed = check_printed(path, form) if form else ()
    return [*problems, *printed, *_check_as_issued(folder, path, form)]


def find_rounds(folder: Path, path: Path) -> list[str]:
    """Return the rounds of the workspace in `folder`, if there is one, that hand out a template."""
    if not (folder / CONFIG_FILE).is_file() or path.parent.resolve() != templates_folder(folder).resolve():
        return []
    return [r.name for r in read_lists(folder)[0].rounds if r.form == path.stem]


def _check_as_issued(folder: Path, path: Path, form: Form | None) -> Sequence[Problem]:
    """Return what would keep the rounds of the form from being issued, if the workspace can be read.

    These are names of files that are too long, and a template that was changed after its version went out.
    """
    try:
        workspace = read_workspace(folder)
    except KuseiError:
        return ()
    found = list(check_name_lengths(workspace, {path.stem: form}))
    if form is not None and path.parent.resolve() == workspace.template(path.stem).parent.resolve():
        found += _check_version(workspace, path)
    return found


def _check_version(workspace: Workspace, path: Path) -> Sequence[Problem]:
    """Return a warning where the template is not the one that its version was issued with: it can go out no more."""
    year, form_year = workspace.fiscal_year, workspace.form_year(workspace.fiscal_year)
    try:
        with read_ledger(workspace.state) as ledger:
            issued = ledger.editions()
        opened = open_form(path, workspace.master.lists(year), form_year)
        keys = {key for sheet, key in issued if sheet.form == opened.form.id and sheet.fiscal_year == year}
        check_version(opened, (open_kept_form(workspace.state, key, form_year) for key in sorted(keys - {opened.key})))
    except SettingsError as error:
        return [replace(problem, severity=Severity.WARNING) for problem in error.problems]
    except CannotRunError:
        # Whoever looks after ledger and kept forms tells that.
        return ()
    return ()


def check_template(path: Path, lists: Lists, world: KnownSources | None = None) -> tuple[Form | None, list[Problem]]:
    """Return the form of a template (None when it has errors) and all that would trouble its issue or report.

    What the form draws on is looked for in `world`, where there is one.
    """
    form, problems = read_within_limits(
        path, lists, world.year if world else FormYear(), world.limits if world else _USUAL
    )
    if form is not None:
        problems += [*_check_shown(path, form), *_check_totals(path, form)]
        problems += check_sources(form, world) if world else ()
    return form, problems


def read_within_limits(
    path: Path, lists: Lists, year: FormYear, limits: LimitSettings = _USUAL
) -> tuple[Form | None, list[Problem]]:
    """Return the form of a template and its faults, read and compiled for trial in a process of its own.

    No file can hold up or end this one: what goes wrong there is reported of the file.
    """
    plain = {name: [dict(row) for row in lists[name]] for name in lists}
    work, seconds = partial(_read_and_compile, plain, year), limits.seconds_per_file
    outcome = do_one(LocalEngine(1), work, WorkLimits(seconds, limits.memory), path)
    if isinstance(outcome, Failure):
        slow = f"{seconds:g}秒たっても読み終わりません。結合や使っていない行の書式を減らしてください"
        reason = slow if outcome.code == "reader-too-slow" else _DIED
        return None, [Problem.of_file("template-unreadable", path.name, reason=reason)]
    form, problems = outcome
    return form, problems


def _read_and_compile(lists: Lists, year: FormYear, path: Path) -> tuple[Form | None, list[Problem]]:
    form, problems = read_template(path, lists, year=year)
    found = list(_check_compiling(path, form)) if form is not None else []
    return form, [*problems, *found]


def _check_compiling(path: Path, form: Form) -> Iterator[Problem]:
    try:
        compile_form(path.read_bytes(), form, path.name)
    except SettingsError as error:
        yield from error.problems


def check_printed(path: Path, form: Form) -> list[Problem]:
    """Return a warning for each sheet of a form that compiles whose text is too small on paper to be read.

    It is measured in a process of its own.
    """
    outcome = do_one(LocalEngine(1), partial(_measure, form), WorkLimits(_USUAL.seconds_per_file, _USUAL.memory), path)
    problems = []
    for found in () if isinstance(outcome, Failure) else outcome:
        if found.points < READABLE_POINTS:
            words = {"points": f"{found.points:.1f}", "percent": str(found.percent)}
            code = "layout-printed-small" if found.cell else "layout-footer-small"
            cells = (found.cell,) if found.cell else ()
            problems.append(Problem.of(code, Location(found.sheet, cells, file=path.name), **words))
    return problems


def _measure(form: Form, path: Path) -> list[PrintedSize]:
    return measure_printed_sizes(path.read_bytes(), form)


def _check_shown(path: Path, form: Form) -> Iterator[Problem]:
    """Report 表示 items that nothing fills: a misspelt one would be issued blank."""
    for field in form.fields:
        offered = OFFERED if field.table is None else (ROW_NUMBER, ROW_ID, ROW_ORIGIN)
        if field.kind is FieldKind.DISPLAY and field.name not in offered:
            place = Location("_項目", field=field.qualified, file=path.name)
            near = nearest(field.name, offered)
            known = f"もしかして：{near}" if near else f"表示できるもの：{'、'.join(offered)}"
            yield Problem.of("display-not-offered", place, hint=known)


def _check_totals(path: Path, form: Form) -> Iterator[Problem]:
    taken = {name.casefold() for name in SUMMARY_SHEETS}
    for name in dict.fromkeys(row.sheet for row in form.totals):
        if name.casefold() in taken:
            place = Location("_集計", file=path.name)
            yield Problem.of("totals-sheet-reserved", place, value=name, sheets="、".join(SUMMARY_SHEETS))
