"""The sheets in which the heads of the 部 confirm what was accepted: one a 部, issued by the night as it is needed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace

from kusei_batch.config import Workspace
from kusei_batch.core.addressees import division_of
from kusei_batch.core.confirmation import confirmation_name
from kusei_batch.core.form import Form
from kusei_batch.core.identity import make_sheet_id, next_serial
from kusei_batch.core.period import Round
from kusei_batch.core.problem import PartFailedError, SettingsError
from kusei_batch.core.submission import IssuedSheet
from kusei_batch.core.ward import Department
from kusei_batch.issue.kept_forms import OpenForm, check_version, keep_form, open_form, open_kept_form
from kusei_batch.issue.plan import IssueFacts, check_room, plan_sheet, sheet_name
from kusei_batch.ledger import Ledger
from kusei_batch.pipeline.failure_log import part_failed
from kusei_batch.pipeline.issuing import Press
from kusei_batch.pipeline.outputs.putting_away import PutAway, issued_path, put_aside, tell_in_log
from kusei_batch.pipeline.outputs.writing import Output
from kusei_batch.pipeline.session import read_key
from kusei_batch.pipeline.status.confirmations import bundle_lists, members_of, waiting_for
from kusei_batch.pipeline.status.round_status import RoundStatus, YearStatus
from kusei_batch.pipeline.workspace.source_check import check_confirmation_form

_ANSWERED = "この用紙の後に受理したものがあるので、新しい用紙を作りました"

_RENAMED = "部の名前が変わったので、新しい名前の用紙を作りました"

_FORMER = "この部は、マスタ.xlsx の「部署」になくなりました"


@dataclass
class ConfirmationDesk:
    """What issues the sheets of a night, and what became of them."""

    workspace: Workspace
    ledger: Ledger
    day: dt.date
    written: list[Output] = field(default_factory=list)
    failures: list[PartFailedError] = field(default_factory=list)
    moved: list[PutAway] = field(default_factory=list)

    def issue(self, status: YearStatus) -> None:
        """Issue a sheet to the head of each 部 of which something waits that no sheet of his shows yet.

        A form or a 部 that cannot be done costs itself.
        """
        confirmed = {confirmation_name(found.round.name): found for found in status.rounds}
        for asked in status.confirmations:
            found = confirmed[asked.round.name]
            self._put_away_former(asked)
            heads = [covered.department for covered in asked.coverage if _is_needed(found, asked, covered.department)]
            heads = [head for head in heads if not _is_of_ward(found, head)]
            try:
                opened = self._open(asked) if heads else None
            except SettingsError as error:
                self.failures.append(_failure(asked.round.name, error))
                continue
            for head in heads:
                if opened:
                    self._issue_to(head, found, asked, opened)
        tell_in_log(self.workspace, self.moved, self.day)

    def _put_away_former(self, asked: RoundStatus) -> None:
        """Move the sheets of 部 that are no more: nobody is waited for there. One that comes back still counts."""
        present = {covered.department.code for covered in asked.coverage}
        for code, sheet in asked.sheets.items():
            if code not in present:
                self.moved += put_aside(issued_path(self.workspace, sheet), self.day, _FORMER)

    def _open(self, asked: RoundStatus) -> OpenForm:
        """Return the form as it is now. Raise SettingsError where it cannot serve, or was changed under its version."""
        workspace, year = self.workspace, asked.round.fiscal_year
        opened = open_bundle_form(workspace, asked.round)
        own = (
            key for sheet, key in self.ledger.editions() if (sheet.form, sheet.fiscal_year) == (opened.form.id, year)
        )
        keys = sorted({key for key in own if key != opened.key})
        check_version(opened, (open_kept_form(workspace.state, key, workspace.form_year(year)) for key in keys))
        return opened

    def _issue_to(self, head: Department, found: RoundStatus, asked: RoundStatus, opened: OpenForm) -> None:
        workspace, before = self.workspace, asked.sheets.get(head.code)
        try:
            sheet = self._plan(head, found, asked, opened)
            kept_as = keep_form(opened, workspace.state)
            self.ledger.add_round(asked.round)
            press = Press(workspace, opened, read_key(workspace.state), {}, self.day)
            if press.write([sheet], {}):
                self.ledger.add_issued([sheet], kept_as)
                self.written.append(Output("confirmation", head.ward, issued_path(workspace, sheet)))
                reason = _RENAMED if before and _is_under_former_name(before, head) else _ANSWERED
                self.moved += put_aside(issued_path(workspace, before), self.day, reason) if before else []
            self.failures += press.failures
        except SettingsError as error:
            self.failures.append(_failure(f"{asked.round.name}　{head.ward.name}　{head.name}", error))
        except Exception as error:  # noqa: BLE001 -- whatever it is, the other 部 get their sheets
            self.failures.append(part_failed(f"{asked.round.name}　{head.name}", error, workspace.state))

    def _plan(self, head: Department, found: RoundStatus, asked: RoundStatus, opened: OpenForm) -> IssuedSheet:
        """Return the entry of a head's next sheet. Raise SettingsError where the form has no room for all it shows."""
        workspace, round_ = self.workspace, asked.round
        year = [s for s in self.ledger.issued().values() if s.fiscal_year == round_.fiscal_year]
        own = [s for s in year if s.department_code == head.code]
        nth = 1 + sum(s.round == round_.name for s in own)
        code = workspace.calendar.fiscal_code(round_.fiscal_year)
        serial = next_serial((s.sheet_id for s in own), apart=workspace.is_by_city(found.round.name))
        sheet_id = make_sheet_id(code, head.code, serial)
        return plan_bundle(workspace, found, asked, opened.form, Bundle(head, sheet_id, nth, self.day))


def open_bundle_form(workspace: Workspace, round_: Round) -> OpenForm:
    """Return the form of a confirmation as it is now. Raise SettingsError where it cannot serve."""
    year = round_.fiscal_year
    opened = open_form(workspace.template(round_.form), workspace.master.lists(year), workspace.form_year(year))
    faults = list(check_confirmation_form(opened.form))
    if faults:
        raise SettingsError(faults)
    return opened


@dataclass(frozen=True, slots=True)
class Bundle:
    """One sheet for the head of a 部: his `nth` one of the round, issued on a day."""

    head: Department
    sheet_id: str
    nth: int
    day: dt.date


def plan_bundle(
    workspace: Workspace, found: RoundStatus, asked: RoundStatus, form: Form, bundle: Bundle
) -> IssuedSheet:
    """Return the entry of a head's sheet, by where the round that is confirmed stands.

    Raise SettingsError where the form has no room for all it shows.
    """
    head, lists = bundle.head, bundle_lists(workspace, found, bundle.head)
    master = replace(workspace.master, free_lists={**workspace.master.free_lists, **lists})
    facts = IssueFacts(asked.round, form, master, workspace.calendar, workspace.settings.office)
    sheet = plan_sheet(facts, head, bundle.sheet_id, bundle.day)
    check_room(replace(facts, master=replace(master, departments=(head,))), [sheet])
    return replace(sheet, path=sheet_name(facts, head, f"_{bundle.nth}" if bundle.nth > 1 else ""))


def _is_needed(found: RoundStatus, asked: RoundStatus, head: Department) -> bool:
    """Return whether something waits for a head that no sheet of his shows, or one under a name his 部 had."""
    latest = asked.sheets.get(head.code)
    keys = [key for keys in latest.rows.values() for key in keys] if latest else []
    shown = {key.list_id((head.code,)) for key in keys}
    waiting = waiting_for(members_of(found, head))
    return not waiting <= shown or bool(waiting and latest and _is_under_former_name(latest, head))


def _is_under_former_name(sheet: IssuedSheet, head: Department) -> bool:
    return division_of(sheet) != head.name


def _is_of_ward(found: RoundStatus, head: Department) -> bool:
    """Return whether a ward with a workspace of its own asks the head of a 部: it issued the sheets below him."""
    codes = {member.department.code for member in members_of(found, head)}
    return any(sheet.origin for code, sheet in found.sheets.items() if code in codes)


def _failure(name: str, error: SettingsError) -> PartFailedError:
    remedy = "ひな形を直すと、次の夜間処理で作ります。"
    return PartFailedError(f"「{name}」の用紙を作れませんでした。", remedy, error.problems)
