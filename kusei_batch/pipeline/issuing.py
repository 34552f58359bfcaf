"""発行: stamp a sheet for every department of a round and enter it in the register."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from kusei_batch.config import Workspace
from kusei_batch.core.form import Form
from kusei_batch.core.identity import seal
from kusei_batch.core.period import Round
from kusei_batch.core.problem import PartFailedError, Problem, SettingsError, Severity
from kusei_batch.core.submission import IssuedSheet
from kusei_batch.core.text.notation import comparable
from kusei_batch.core.ward import Department
from kusei_batch.disk import write_together
from kusei_batch.errors import CannotRunError
from kusei_batch.issue.kept_forms import OpenForm, check_version, keep_form, open_form, open_kept_form
from kusei_batch.issue.plan import IssueFacts, plan_sheets, select_new
from kusei_batch.issue.prefill import carried_entries
from kusei_batch.ledger import Ledger
from kusei_batch.pipeline.failure_log import part_failed
from kusei_batch.pipeline.outputs.putting_away import PutAway, issued_path, keep_copy, put_away, tell_in_log
from kusei_batch.pipeline.outputs.requesting import write_requests
from kusei_batch.pipeline.outputs.writing import Output
from kusei_batch.pipeline.refused_orders import refuse_handed_up, refuse_round, refuse_unknown
from kusei_batch.pipeline.session import Progress, open_session, read_key, silent
from kusei_batch.pipeline.status.history import History
from kusei_batch.pipeline.status.newest_submissions import read_newest_submissions
from kusei_batch.pipeline.status.placing import (
    ReadSubmission,
    build_entries,
    place_rows,
    row_counts,
    stamp_entries,
    words_of_dropped,
    words_untold,
    words_without_room,
)
from kusei_batch.pipeline.workspace.empty_lists import check_row_lists
from kusei_batch.pipeline.workspace.name_lengths import check_name_lengths
from kusei_batch.pipeline.workspace.source_check import check_sources, workspace_world
from kusei_batch.pipeline.workspace.workdays import check_issue_day
from kusei_batch.validate.other_edition import carry_over
from kusei_batch.validate.personal import mask_personal
from kusei_batch.validate.problem_location import place_name
from kusei_batch.xlsx.stamp import Stamp

_BATCH = 100
"""So many sheets wait for the disk and the register together."""


@dataclass(frozen=True)
class IssueOrder:
    """What is asked for: a round, perhaps for one ward or department only, perhaps once more."""

    round: Round
    departments: Sequence[Department]
    again: bool = False


@dataclass
class Press:
    """What writes the sheets of one form on a day, and what became of them; `before` are those issued already."""

    workspace: Workspace
    opened: OpenForm
    key: bytes
    before: Mapping[str, IssuedSheet]
    day: dt.date
    issued: list[IssuedSheet] = field(default_factory=list)
    without_room: dict[str, list[str]] = field(default_factory=dict)
    failures: list[PartFailedError] = field(default_factory=list)
    moved: list[PutAway] = field(default_factory=list)

    def write(self, sheets: Sequence[IssuedSheet], returned: Mapping[str, ReadSubmission]) -> list[IssuedSheet]:
        """Write sheets with what came back before, by sheet id; return those that are there.

        A failure is noted and costs its own sheet.
        """
        contents: dict[Path, bytes] = {}
        for sheet in sheets:
            path = issued_path(self.workspace, sheet)
            try:
                contents[path] = self._stamp(path, sheet, returned.get(sheet.sheet_id))
            except Exception as error:  # noqa: BLE001 -- whatever it is, the other departments get their sheets
                self.failures.append(part_failed(path.name, error, self.workspace.state))
        refused = write_together(contents)
        self.failures += [part_failed(path.name, error, self.workspace.state) for path, error in refused.items()]
        there = contents.keys() - refused.keys()
        written = [sheet for sheet in sheets if issued_path(self.workspace, sheet) in there]
        for sheet_id in {s.sheet_id for s in sheets} - {s.sheet_id for s in written}:
            self.without_room.pop(sheet_id, None)
        self.issued += written
        return written

    def put_away(self, ledger: Ledger) -> None:
        """Move what the sheets took the place of, and tell it in the log; what cannot be moved is a failure."""
        try:
            self.moved += put_away(self.workspace, ledger, self.day)
            tell_in_log(self.workspace, self.moved, self.day)
        except CannotRunError as error:
            self.failures.append(PartFailedError(f"古い様式を移せませんでした。{error.message}", error.remedy))

    def _stamp(self, path: Path, sheet: IssuedSheet, returned: ReadSubmission | None) -> bytes:
        """Return a sheet's content; what stands at its path already is kept beside where it is another."""
        form = self.opened.form
        carried = carry_over(returned.form, form, returned.submission, sheet) if returned else None
        if returned and carried:
            returned = replace(returned, submission=carried.submission)
        placement = place_rows(form, sheet, returned, again=True) if returned else None
        stamp = Stamp(
            sheet_id=sheet.sheet_id,
            seal=seal(self.key, sheet.sheet_id, sheet.form, sheet.form_version),
            display=sheet.stamped,
            entries=build_entries(form, sheet, placement, returned.problems)
            if returned and placement
            else carried_entries(form, sheet),
            rows=row_counts(sheet),
        )
        content = stamp_entries(self.opened, stamp)
        if sheet.sheet_id in self.before and path.is_file() and path.read_bytes() != content:
            self.moved.append(keep_copy(path, self.day))
        if returned and placement:
            words = [
                f"{place_name(table.name, [row.number or 0], '')}　{mask_personal(typed)}"
                for table, row, typed in words_without_room(form, sheet, placement, returned.problems)
            ]
            words += [
                f"シート「{entry.sheet}」の{entry.address}　{mask_personal(typed)}"
                for entry, typed in words_untold(returned.submission, returned.problems)
            ]
            dropped = words_of_dropped(carried, returned.problems) if carried else ()
            words += [f"新しい版にない項目「{name}」　{mask_personal(typed)}" for name, typed in dropped]
            self.without_room |= {sheet.sheet_id: words} if words else {}
        return content


@dataclass(frozen=True)
class IssueReport:
    """What was issued (or would be), and what was left alone because it had been issued before.

    `kept` are the sheets that bear again what had been entered in an earlier copy; `without_room` tells, by sheet
    id, the words of rows that have no place in the new one, personal data struck out. `failures` tell which sheets
    could not be written and are not issued; `moved` the older files that are no longer to be handed out; `cautions`
    what is unusual about the day; `letters` the 依頼文 that go with the sheets.
    """

    issued: tuple[IssuedSheet, ...]
    left: tuple[IssuedSheet, ...]
    kept: tuple[IssuedSheet, ...] = ()
    without_room: Mapping[str, Sequence[str]] = field(default_factory=dict)
    failures: Sequence[PartFailedError] = ()
    moved: Sequence[PutAway] = ()
    cautions: Sequence[Problem] = ()
    letters: Sequence[Output] = ()


def order_round(
    workspace: Workspace, name: str, *, ward: str | None = None, department: str | None = None, again: bool = False
) -> IssueOrder:
    """Return the order for a round, or for a ward or a department of it, each by code or name.

    Raise UsageError for a round, ward or department that is not there.
    """
    round_ = workspace.round(name)
    departments: Sequence[Department] = workspace.master.departments
    if ward:
        departments = workspace.master.departments_of(workspace.ward(ward))
    if department:
        word = comparable(department)
        departments = [d for d in departments if word in (comparable(d.code), comparable(d.name))]
    if not departments:
        raise refuse_unknown(workspace, ward, department)
    asked = [d for d in departments if round_.is_for(d.code) and d.exists_on(round_.opens)]
    if not asked:
        raise refuse_round(workspace, round_, departments, department or ward)
    # Departments that the round is not for say nothing of who issues it.
    here = [d for d in asked if not workspace.awaits(round_, d)]
    if not here:
        raise refuse_handed_up(asked, ward, department)
    return IssueOrder(round_, here, again)


def round_facts(workspace: Workspace, round_: Round, form: Form, history: History) -> IssueFacts:
    """Return what every sheet of a round has in common, in this workspace."""
    return IssueFacts(
        round=round_,
        form=form,
        master=workspace.master,
        calendar=workspace.calendar,
        office=workspace.settings.office,
        past=history.seen_from(round_, form.id),
        apart=workspace.is_by_city(round_.name),
    )


def issue_round(
    workspace: Workspace, order: IssueOrder, issued_on: dt.date, progress: Progress = silent
) -> IssueReport:
    """Issue a round to the departments asked for; those that have their sheet already are left alone.

    Sheets are written and then registered by batches: a run that is killed between leaves files of one batch that the
    next run writes again with the same ids, and a sheet that cannot be written costs itself. Raise SettingsError for a
    faulty template, and for faults of config.toml and the master that concern this round's sheets.
    """
    year = order.round.fiscal_year
    form_year = workspace.form_year(year)
    opened = open_form(workspace.template(order.round.form), workspace.master.lists(year), form_year)
    faults = workspace.faults_of(order.round, opened.lists)
    if faults:
        raise SettingsError(faults)
    with open_session(workspace) as ledger:
        register = ledger.issued()
        keys = {key for sheet, key in ledger.editions() if sheet.form == opened.form.id and sheet.fiscal_year == year}
        check_version(opened, (open_kept_form(workspace.state, key, form_year) for key in sorted(keys - {opened.key})))
        refuse_faults(check_sources(opened.form, workspace_world(workspace, register.values())))
        refuse_faults(check_name_lengths(workspace, {order.round.form: opened.form}))
        facts = round_facts(workspace, order.round, opened.form, History(workspace, ledger))
        typed = read_newest_submissions(workspace, ledger, order.round, order.departments) if order.again else {}
        own = {sheet_id: returned.own_rows(opened.form) for sheet_id, returned in typed.items()}
        planned = plan_sheets(facts, order.departments, register, issued_on, own)
        new, left = select_new(planned, register, again=order.again)
        press = Press(workspace, opened, read_key(workspace.state), register, issued_on)
        if new:
            kept_as = keep_form(opened, workspace.state)
            ledger.add_round(order.round)
            for start in range(0, len(new), _BATCH):
                written = press.write(new[start : start + _BATCH], typed)
                if written:
                    ledger.add_issued(written, kept_as)
                progress("様式の発行", min(start + _BATCH, len(new)), len(new))
            press.put_away(ledger)
        # Also when every sheet is there: a run that was stopped may have left its letters unwritten.
        letters, failures = write_requests(workspace, ledger, order.round, issued_on)
    return IssueReport(
        tuple(press.issued),
        tuple(left),
        tuple(s for s in press.issued if s.sheet_id in typed),
        press.without_room,
        (*press.failures, *failures),
        tuple(press.moved),
        tuple(_cautions(workspace, order.round, opened.form, issued_on)) if new else (),
        tuple(letters),
    )


def _cautions(workspace: Workspace, round_: Round, form: Form, day: dt.date) -> Iterator[Problem]:
    yield from check_issue_day(workspace, round_, day)
    yield from check_row_lists(workspace, {round_.name: form})


def refuse_faults(found: Iterable[Problem]) -> None:
    """Raise SettingsError when any of the problems is an error."""
    faults = [problem for problem in found if problem.severity is Severity.ERROR]
    if faults:
        raise SettingsError(faults)
