"""組織改正 over the years: whose work the departments of a round carry on."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from kusei_batch.core.ward import Department


@dataclass(frozen=True, slots=True)
class Succession:
    """The direct successors, by code, of departments that a round no longer has; `departments` are those it has."""

    departments: Mapping[str, Department] = field(default_factory=dict)
    successors: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, present: Iterable[Department], known: Iterable[Department]) -> Succession:
        """Return the succession into `present`, from all that are or were `known`."""
        departments = {d.code: d for d in present}
        gone = {d.code: d.successors for d in known if d.code not in departments and d.successors}
        return cls(departments, gone)

    def within(self, codes: Iterable[str]) -> Succession:
        """Return it as far as it concerns some of the round's departments, with all that carry on another's work."""
        kept = dict.fromkeys(itertools.chain(codes, *self.successors.values()))
        return Succession({c: self.departments[c] for c in kept if c in self.departments}, self.successors)

    def generations(self, code: str) -> list[tuple[str, ...]]:
        """Return the department, its direct successors, theirs, and so on; no code twice."""
        found: list[tuple[str, ...]] = [(code,)]
        met = {code}
        while found[-1]:
            after = dict.fromkeys(heir for one in found[-1] for heir in self.successors.get(one, ()) if heir not in met)
            met |= after.keys()
            found.append(tuple(after))
        return found[:-1]

    def heirs(self, code: str) -> tuple[Department, ...]:
        """Return the round's departments that carry on the work of `code`; itself where the round has it."""
        reached = [one for generation in self.generations(code) for one in generation]
        return tuple(self.departments[one] for one in reached if one in self.departments)

    def ancestors(self, code: str) -> tuple[str, ...]:
        """Return the codes of the departments whose work `code` carries on, in no fixed order."""
        return tuple(one for one in self.successors if any(code in found for found in self.generations(one)[1:]))
