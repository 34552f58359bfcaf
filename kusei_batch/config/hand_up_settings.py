"""[hand_up] of config.toml: the secret a ward seals with what it hands up, and the wards that hand up to this city."""

from __future__ import annotations

from collections.abc import Iterator

from kusei_batch.config.lines import config_problem
from kusei_batch.config.setting_values import Strict, Text
from kusei_batch.core.problem import Problem
from kusei_batch.core.text.hint import suggest
from kusei_batch.core.text.notation import comparable
from kusei_batch.core.ward import Department, Master, Ward

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
    """`secret` is that of a ward, `wards` are those of a city."""

    secret: str = ""
    wards: tuple[HandUpWard, ...] = ()

    def is_awaited_from(self, ward: Ward) -> bool:
        """Return whether a ward hands up, so that nothing is issued to its departments here."""
        return any(one.is_of(ward) for one in self.wards)

    def awaits(self, department: Department) -> bool:
        """Return whether a department's sheets come in what its ward, or a unit above it, hands up."""
        return any(map(self.is_awaited_from, department.ward.line))

    def secret_of(self, ward: Ward) -> str:
        """Return the secret a ward seals with; blank: none."""
        return next((one.secret for one in self.wards if one.is_of(ward)), "")


def check_wards(text: str, settings: HandUpSettings, master: Master) -> Iterator[Problem]:
    """Report wards that hand up and that the master does not have, or that stand there twice; `text` is config.toml.

    A secret that others may guess, or that two wards share, proves nothing.
    """
    secrets, known = [], set()
    if settings.secret and len(settings.secret) < _SHORTEST:
        yield config_problem("config-secret-short", text, ("hand_up", "secret"), shortest=str(_SHORTEST))
    for nth, one in enumerate(settings.wards):
        place, found = ("hand_up.wards", nth, "ward"), next(filter(one.is_of, master.units), None)
        if found is None:
            hint = suggest(one.ward, [unit.name for unit in master.units])
            yield config_problem("config-unknown-ward", text, place, value=one.ward, hint=hint)
        elif found.code in known:
            yield config_problem("config-ward-twice", text, place, value=found.name)
        known |= {found.code} if found else set()
        place = ("hand_up.wards", nth, "secret")
        if one.secret and len(one.secret) < _SHORTEST:
            yield config_problem("config-secret-short", text, place, shortest=str(_SHORTEST))
        elif one.secret and one.secret in secrets:
            yield config_problem("config-secret-shared", text, place, value=one.ward)
        secrets.append(one.secret)
