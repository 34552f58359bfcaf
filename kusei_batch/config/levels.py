"""For which units of the organisation a round is, and a document is made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kusei_batch.config.lines import Place, SettingsText, config_problem
from kusei_batch.config.settings import DocumentSettings, RoundSettings, Settings
from kusei_batch.core.problem import Problem
from kusei_batch.core.text.hint import suggest
from kusei_batch.core.text.notation import comparable
from kusei_batch.core.ward import Master, Ward


def concerned_codes(round_: RoundSettings, master: Master) -> frozenset[str] | None:
    """Return the codes of the departments a round is for; none stated: all. None where there is nobody it is for."""
    asked = set(units_at(round_.level, master) if round_.level else master.wards)
    codes = frozenset(d.code for d in master.departments if not asked.isdisjoint((d.ward, d.line[0])))
    if round_.departments:
        named = codes_named(round_.departments, master)
        return named & codes or named or None
    return frozenset() if len(codes) == len(master.departments) else codes or None


def is_level(level: str, unit: Ward) -> bool:
    """Return whether a unit is of a level."""
    return comparable(level) == comparable(unit.level)


def units_at(level: str, master: Master) -> list[Ward]:
    """Return the units of a level: the wards first, the 部 last."""
    return [unit for unit in (*master.units, *master.parts) if is_level(level, unit)]


def is_made_for(made: DocumentSettings, unit: Ward, master: Master) -> bool:
    """Return whether a document is made for a unit; without a level, for all that look after departments."""
    return is_level(made.level, unit) if made.level else unit in master.bodies


def units_of_round(round_: RoundSettings, master: Master) -> list[Ward]:
    """Return the units for which documents of a round are made, the wards first."""
    asked = {*round_.totals, *(one.level for one in (*round_.papers, *round_.pages) if one.level)}
    others = [unit for unit in (*master.above, *master.parts) if any(is_level(level, unit) for level in asked)]
    return list(dict.fromkeys((*master.bodies, *others)))


def check_levels(written: SettingsText, settings: Settings, master: Master) -> Iterator[Problem]:
    """Report levels that no unit of the master is of.

    A ward's own workspace has no departments of the other levels, and leaves their rounds to the city.
    """
    known = list(dict.fromkeys(unit.level for unit in (*master.units, *master.parts)))
    for round_ in settings.rounds:
        place: Place = ("rounds", round_.nth)
        asked = [((*place, "level"), round_.level), *(((*place, "totals"), level) for level in round_.totals)]
        asked += [((*place, "papers", one.nth, "level"), one.level) for one in round_.papers]
        asked += [((*place, "pages", one.nth, "level"), one.level) for one in round_.pages]
        for where, level in asked:
            if level and not units_at(level, master):
                params = {
                    "round": round_.name,
                    "value": level,
                    "hint": suggest(level, known),
                }
                yield config_problem("config-unknown-level", written, where, **params)
        is_citys = bool(settings.hand_up.ward.strip())
        if round_.level and not is_citys and not round_.departments and concerned_codes(round_, master) is None:
            params = {"round": round_.name, "value": round_.level}
            yield config_problem("config-level-empty", written, (*place, "level"), **params)


def codes_named(words: Iterable[str], master: Master) -> frozenset[str]:
    """Return the codes of the departments named by code, name or 種別; a name may be that of several wards' ones."""
    asked = set(map(comparable, words))
    names = ((d.code, {*d.names, d.kind}) for d in master.departments)
    return frozenset(code for code, known in names if not asked.isdisjoint(map(comparable, known)))
