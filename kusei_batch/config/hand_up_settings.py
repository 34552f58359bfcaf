"""[hand_up] of config.toml: the ward that hands up and its secret, and the wards that hand up to this city."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from kusei_batch.config.lines import SettingsText, config_problem
from kusei_batch.config.setting_values import Strict, Text
from kusei_batch.core.problem import Problem
from kusei_batch.core.text.hint import suggest
from kusei_batch.core.text.notation import comparable
from kusei_batch.core.ward import Department, Master, MasterListRow, Ward

_SHORTEST = 16
"""Characters that a secret has at least."""


class HandUpWard(Strict):
    """A ward, by name or code, that has a workspace of its own, and the secret it seals with (blank: none)."""

    ward: Text
    secret: str = ""

    def is_of(self, ward: Ward) -> bool:
        """Return whether it is that ward."""
        return comparable(self.ward) in (comparable(ward.code), comparable(ward.name))


class HandUpSettings(Strict):
    """`ward` is the one that this workspace is of, by name or code (blank: all), and `secret` its own.

    `wards` are those that hand up to a city.
    """

    ward: str = ""
    secret: str = ""
    wards: tuple[HandUpWard, ...] = ()

    def is_awaited_from(self, ward: Ward) -> bool:
        """Return whether a ward hands up, so that nothing is issued to its departments here."""
        return any(one.is_of(ward) for one in self.wards)

    def own_ward(self, master: Master) -> Ward | None:
        """Return the ward that this workspace is of; None where it is of all."""
        own = HandUpWard(ward=self.ward) if self.ward.strip() else None
        return next(filter(own.is_of, master.units), None) if own else None

    def awaits(self, department: Department) -> bool:
        """Return whether a department's sheets come in what its ward, or a unit above it, hands up."""
        return any(map(self.is_awaited_from, department.ward.line))

    def secret_of(self, ward: Ward) -> str:
        """Return the secret a ward seals with; blank: none."""
        return next((one.secret for one in self.wards if one.is_of(ward)), "")


def keep_own(master: Master, own: Ward) -> Master:
    """Return what a ward's workspace needs of the city's master: its own departments, policies and rows of lists.

    The units of 組織 stay, since forms offer them; no department stands below those of other wards.
    """
    codes = {*master.codes_below(own), *(unit.code for unit in own.line)}
    departments = master.departments_of(own)
    here = {department.code for department in departments}

    def concerns(row: MasterListRow) -> bool:
        asked = (one for one in (row, *row.of_wards) if one.ward_code is None or one.ward_code in codes)
        named = [one.department_codes or row.department_codes for one in asked]
        return any(not codes_named or not here.isdisjoint(codes_named) for codes_named in named)

    return replace(
        master,
        wards=tuple(ward for ward in master.wards if own in ward.line),
        departments=departments,
        policies=tuple(policy for policy in master.policies if policy.ward_code in codes),
        free_lists={name: tuple(filter(concerns, rows)) for name, rows in master.free_lists.items()},
    )


def check_wards(written: SettingsText, settings: HandUpSettings, master: Master) -> Iterator[Problem]:
    """Report wards of [hand_up] that the master does not have, or that stand there twice.

    A secret that others may guess, or that two wards share, proves nothing.
    """
    secrets, known = [], set()
    if settings.ward.strip() and settings.own_ward(master) is None:
        hint = suggest(settings.ward, [unit.name for unit in master.units])
        yield config_problem("config-unknown-ward", written, ("hand_up", "ward"), value=settings.ward, hint=hint)
    if settings.secret and len(settings.secret) < _SHORTEST:
        yield config_problem("config-secret-short", written, ("hand_up", "secret"), shortest=str(_SHORTEST))
    for nth, one in enumerate(settings.wards):
        place, found = ("hand_up.wards", nth, "ward"), next(filter(one.is_of, master.units), None)
        if found is None:
            hint = suggest(one.ward, [unit.name for unit in master.units])
            yield config_problem("config-unknown-ward", written, place, value=one.ward, hint=hint)
        elif found.code in known:
            yield config_problem("config-ward-twice", written, place, value=found.name)
        known |= {found.code} if found else set()
        place = ("hand_up.wards", nth, "secret")
        if one.secret and len(one.secret) < _SHORTEST:
            yield config_problem("config-secret-short", written, place, shortest=str(_SHORTEST))
        elif one.secret and one.secret in secrets:
            yield config_problem("config-secret-shared", written, place, value=one.ward)
        secrets.append(one.secret)
