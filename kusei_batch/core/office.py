"""Who runs the year in a ward."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Office:
    """Who runs the year in a ward: the committee, whom to ask, and where sheets are handed in."""

    committee: str = ""
    contact: str = ""
    submit_to: str = ""

    def over(self, usual: Office) -> Office:
        """Return the office, with what is usual wherever it says nothing itself."""
        committee, contact = self.committee or usual.committee, self.contact or usual.contact
        return Office(committee, contact, self.submit_to or usual.submit_to)
