"""What a file that a ward handed up must meet before anything of it is taken: whose it is, and of when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from kusei_batch.collect.identify import FolderNames, folder_owner, lies_in_ward_folder
from kusei_batch.config import Workspace
from kusei_batch.core.addressees import departments_of_head, find_addressees
from kusei_batch.core.confirmation import is_confirmation
from kusei_batch.core.hand_up import HandUp
from kusei_batch.core.problem import Location, Problem
from kusei_batch.core.submission import IssuedSheet
from kusei_batch.core.text.notation import comparable
from kusei_batch.core.ward import Ward
from kusei_batch.pipeline.intake.hand_up_reading import OpenedHandUp


@dataclass(frozen=True)
class Arrival:
    """A file that was opened, where it lay, and what it is compared with.

    `sheets` are those that it tells of, known only where its parts were parsed.
    `last` is what its ward handed up before for the same year; `register` the sheets that are known.
    """

    opened: OpenedHandUp
    workspace: Workspace
    folders: FolderNames
    register: Mapping[str, IssuedSheet]
    last: HandUp | None
    as_of: dt.date
    sheets: Sequence[tuple[IssuedSheet, str]] = ()

    @property
    def place(self) -> Location:
        """Where the file lies."""
        return Location(file=self.opened.path)

    @property
    def ward(self) -> Ward | None:
        """Whose the file says it is; None where the master does not know such a unit."""
        told = self.opened.told
        units = self.workspace.master.units
        return next((unit for unit in units if (unit.code, unit.name) == (told.ward_code, told.ward)), None)

    def owners_of(self, sheet: IssuedSheet) -> tuple[str, ...]:
        """Return the codes of the units that a sheet's department, or the 部 of its head, stands below; none: unknown.

        The head of a 部 that has no sheet yet is known by the department that it has its code of.
        """
        code, wards = sheet.department_code, self._wards
        if is_confirmation(sheet.round) and code in self._wards_of_heads:
            found: Ward | None = self._wards_of_heads[code]
        elif is_confirmation(sheet.round):
            found = next((wards[one] for one in departments_of_head(code) if one in wards), None)
        else:
            found = wards.get(code)
        return tuple(unit.code for unit in found.line) if found else ()

    @cached_property
    def _wards(self) -> Mapping[str, Ward]:
        return {department.code: department.ward for department in self.workspace.master.departments}

    @cached_property
    def _wards_of_heads(self) -> Mapping[str, Ward]:
        heads = find_addressees(self.workspace.master, self.register.values()).all_heads
        return {head.code: head.ward for head in heads}


Check = Callable[[Arrival], Iterator[Problem]]


def check_arrival(arrival: Arrival) -> list[Problem]:
    """Return what is wrong with whose a file is, or else with of when; only where nothing is, its parts are parsed."""
    return _found(WHOSE, arrival) or _found(WHEN, arrival)


def check_sheets(arrival: Arrival) -> list[Problem]:
    """Return what is wrong with the sheets that a file tells of."""
    return _found(CHECKS, arrival)


def _found(checks: Iterable[Check], arrival: Arrival) -> list[Problem]:
    return [problem for check in checks for problem in check(arrival)]


def check_ward(arrival: Arrival) -> Iterator[Problem]:
    """Report a ward of another city, or one that the master does not have under that code and name."""
    told, own = arrival.opened.told, arrival.workspace.settings.city
    # Wards of two cities may have the same codes and names (中央区, 北区 …).
    if comparable(told.city) != comparable(own):
        yield Problem.of("hand-up-city-differs", arrival.place, city=told.city, own=own, name=told.ward)
    elif arrival.ward is None:
        yield Problem.of("hand-up-ward-unknown", arrival.place, code=told.ward_code, name=told.ward)


def check_proof(arrival: Arrival) -> Iterator[Problem]:
    """Report a file of which nothing proves that its ward handed it up: neither a secret nor the ward's own folder."""
    ward = arrival.ward
    if ward is None:
        return
    settings, path = arrival.workspace.settings.hand_up, arrival.opened.path
    owner, _ = folder_owner(path, arrival.folders)
    secret = settings.secret_of(ward)
    is_own = settings.is_awaited_from(ward) and lies_in_ward_folder(path, ward.code, arrival.folders)
    if owner not in (None, ward.code):
        yield Problem.of("hand-up-astray", arrival.place, name=ward.name)
    elif secret and not arrival.opened.sealed.is_sealed_with(secret):
        yield Problem.of("hand-up-unsealed", arrival.place, name=ward.name)
    elif not secret and not is_own:
        folder = path.rpartition("/")[0]
        yield Problem.of("hand-up-unproven", arrival.place, name=ward.name, folder=folder or "受付フォルダ")


def check_year(arrival: Arrival) -> Iterator[Problem]:
    """Report a file of a year that has not come here yet, or of a day that has not."""
    told, workspace = arrival.opened.told, arrival.workspace
    label = workspace.calendar.fiscal_label
    if told.fiscal_year > workspace.fiscal_year:
        words = {"year": label(told.fiscal_year), "own": label(workspace.fiscal_year)}
        yield Problem.of("hand-up-year-ahead", arrival.place, **words)
    # Made on a day to come, a file would keep out all that are handed up until then.
    made = told.made.date()
    if max(told.as_of, made - dt.timedelta(days=1)) > arrival.as_of:
        days = {
            "day": workspace.calendar.date_label(max(told.as_of, made)),
            "own": workspace.calendar.date_label(arrival.as_of),
        }
        yield Problem.of("hand-up-day-ahead", arrival.place, **days)


def check_replay(arrival: Arrival) -> Iterator[Problem]:
    """Report a file that was made before the one that was taken last."""
    told, last = arrival.opened.told, arrival.last
    if last and told.made < last.made:
        label = arrival.workspace.calendar.clock_label
        words = {"made": label(told.made), "last": label(last.made), "before": last.path}
        yield Problem.of("hand-up-older", arrival.place, **words)


def check_departments(arrival: Arrival) -> Iterator[Problem]:
    """Report departments, and heads of 部, that the master does not have, or has in another ward."""
    asked = {(s.department_code, is_confirmation(s.round)): s for s, _ in arrival.sheets}
    owners = {one: arrival.owners_of(sheet) for one, sheet in asked.items()}
    unknown = sorted(one for one, line in owners.items() if not line)
    elsewhere = sorted(one for one, line in owners.items() if line and arrival.opened.told.ward_code not in line)
    for code, found in (("hand-up-department-unknown", unknown), ("hand-up-department-elsewhere", elsewhere)):
        if found:
            names = "、".join(f"{one[0]}（{asked[one].path.rpartition('/')[2]}）" for one in found[:3])
            yield Problem.of(code, arrival.place, names=names, count=str(len(found)))


def check_numbers(arrival: Arrival) -> Iterator[Problem]:
    """Report sheet numbers that stand for another sheet here, or for one of another ward."""
    for sheet, _ in arrival.sheets:
        known = arrival.register.get(sheet.sheet_id)
        if known is None:
            continue
        told = (sheet.round, sheet.department_code, sheet.fiscal_year)
        # What is issued here may be issued by a unit below the one that hands up.
        wards = (sheet.ward_code, *(() if known.origin else arrival.owners_of(sheet)))
        is_same = (known.round, known.department_code, known.fiscal_year) == told
        if not is_same or known.ward_code not in wards:
            words = {"sheet_id": sheet.sheet_id, "round": known.round}
            yield Problem.of("hand-up-number-taken", arrival.place, **words)


WHOSE: tuple[Check, ...] = (check_ward, check_proof)
WHEN: tuple[Check, ...] = (check_year, check_replay)
CHECKS: tuple[Check, ...] = (check_departments, check_numbers)
