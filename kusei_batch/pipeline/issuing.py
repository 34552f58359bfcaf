"""発行: stamp a sheet for every department of a round and enter it in the register."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kusei_batch.core.hint import nearest, suggest
from kusei_batch.core.identity import seal
from kusei_batch.core.problem import SettingsError, Severity
from kusei_batch.disk import write_atomic
from kusei_batch.errors import UsageError
from kusei_batch.issue.forms import OpenForm, check_version, keep_form, open_form, open_kept_form
from kusei_batch.issue.plan import RoundFacts, plan_sheets, select_new
from kusei_batch.issue.prefill import carried_entries
from kusei_batch.pipeline.history import History
from kusei_batch.pipeline.session import Progress, open_session, read_key, silent
from kusei_batch.pipeline.sources import check_sources, workspace_world
from kusei_batch.xlsx.stamp import Stamp, stamp_sheet

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from kusei_batch.config import Workspace
    from kusei_batch.core.form import Form
    from kusei_batch.core.period import Round
    from kusei_batch.core.submission import IssuedSheet
    from kusei_batch.core.ward import Department

ISSUED_FOLDER = "01_配布"


@dataclass(frozen=True)
class IssueOrder:
    """What is asked for: a round, perhaps for one ward or department only, perhaps once more."""

    round: Round
    departments: Sequence[Department]
    again: bool = False


@dataclass(frozen=True)
class IssueReport:
    """What was issued (or would be), and what was left alone because it had been issued before."""

    issued: tuple[IssuedSheet, ...]
    left: tuple[IssuedSheet, ...]


def order_round(
    workspace: Workspace, name: str, choice: tuple[str | None, str | None], *, again: bool = False
) -> IssueOrder:
    """The order for a round; `choice` narrows it to a ward and a department, each by code or name.

    Raises UsageError for a round, ward or department that is not there.
    """
    ward_word, department_word = choice
    round_ = workspace.round(name)
    departments: Sequence[Department] = workspace.master.departments
    if ward_word:
        departments = workspace.master.departments_of(workspace.ward(ward_word))
    if department_word:
        departments = [d for d in departments if department_word in (d.code, d.name)]
    if not departments:
        raise _no_department(workspace, ward_word, department_word)
    return IssueOrder(round_, departments, again)


def _no_department(workspace: Workspace, ward: str | None, department: str | None) -> UsageError:
    """What to say when nobody is left to issue to: the ward has no such department, or none at all."""
    known = workspace.master.departments_of(workspace.ward(ward)) if ward else workspace.master.departments
    if department is None:
        remedy = "マスタ.xlsx のシート「部署」に登録してください。"
        return UsageError(f"「{ward}」には部署が登録されていません。", remedy)
    words = [word for d in known for word in (d.name, d.code)]
    near = nearest(department, words)
    hint = f"もしかして: {near}" if near else suggest(department, [f"{d.code} {d.name}" for d in known])
    return UsageError(f"部署「{department}」はありません。", hint)


def round_facts(workspace: Workspace, round_: Round, form: Form, history: History) -> RoundFacts:
    """What every sheet of a round has in common, in this workspace."""
    settings = workspace.settings
    return RoundFacts(
        round=round_,
        form=form,
        master=workspace.master,
        calendar=workspace.calendar,
        submit_to=settings.submit_to,
        contact=settings.contact,
        past=history.seen_from(round_, form.id),
    )


def issue_round(
    workspace: Workspace, order: IssueOrder, issued_on: dt.date, progress: Progress = silent
) -> IssueReport:
    """Issue a round to the departments asked for; those that have their sheet already are left alone.

    Sheets are written first and registered after, all together: a run that is killed between leaves files
    that the next run writes again with the same ids. Raises SettingsError for a faulty template.
    """
    year = order.round.fiscal_year
    opened = open_form(workspace.template(order.round.form), workspace.master.lists(year))
    with open_session(workspace) as ledger:
        register = ledger.issued()
        keys = {key for sheet, key in ledger.editions() if sheet.form == opened.form.id and sheet.fiscal_year == year}
        check_version(opened, (open_kept_form(workspace.state, key) for key in sorted(keys)))
        _check_sources(workspace, opened.form, register)
        facts = round_facts(workspace, order.round, opened.form, History(workspace, ledger))
        planned = plan_sheets(facts, order.departments, register, issued_on)
        new, left = select_new(planned, register, again=order.again)
        if new:
            key = keep_form(opened, workspace.state)
            _write_sheets(workspace, opened, new, progress)
            ledger.add_issued(new, key)
    return IssueReport(tuple(new), tuple(left))


def _check_sources(workspace: Workspace, form: Form, register: Mapping[str, IssuedSheet]) -> None:
    found = check_sources(form, workspace_world(workspace, register.values()))
    faults = [problem for problem in found if problem.severity is Severity.ERROR]
    if faults:
        raise SettingsError(faults)


def issued_path(workspace: Workspace, sheet: IssuedSheet) -> Path:
    """Where a sheet was put for its department to fetch."""
    return workspace.year_folder(sheet.fiscal_year, sheet.round) / ISSUED_FOLDER / sheet.path


def _write_sheets(workspace: Workspace, opened: OpenForm, sheets: Sequence[IssuedSheet], progress: Progress) -> None:
    key = read_key(workspace.state)
    compiled = opened.compiled
    for done, sheet in enumerate(sheets, 1):
        mark = seal(key, sheet.sheet_id, sheet.form, sheet.form_version)
        stamp = Stamp(
            sheet_id=sheet.sheet_id,
            seal=mark,
            display=sheet.stamped,
            entries=carried_entries(opened.form, sheet),
            rows={table: len(rows) for table, rows in sheet.rows.items()},
        )
        write_atomic(issued_path(workspace, sheet), stamp_sheet(compiled, stamp))
        progress("様式の発行", done, len(sheets))
