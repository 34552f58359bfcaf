"""The days of the rounds, looked at beforehand: of this year, and on which somebody is at work."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from kusei_batch.config import Workspace
from kusei_batch.config.lines import config_problem, setting_problem
from kusei_batch.core.period import APRIL, Round
from kusei_batch.core.problem import Problem
from kusei_batch.pipeline.status.open_days import closed_because, next_open_day

_CHECKED = {"opens": "開始日", "due": "提出期限"}


def check_rounds_days(workspace: Workspace) -> Iterator[Problem]:
    """Yield a warning for each opening and due day that is not of the year, or on which nobody is at work."""
    own = workspace.master.holidays
    for round_ in workspace.rounds:
        place = workspace.written.round_place(round_.name)
        for key, which in _CHECKED.items():
            day: dt.date = getattr(round_, key)
            reason = closed_because(day, own)
            label = workspace.calendar.date_label
            words = {"round": round_.name, "which": which, "day": label(day)}
            if not dt.date(round_.fiscal_year, APRIL, 1) <= day < dt.date(round_.fiscal_year + 1, APRIL, 1):
                year = workspace.calendar.fiscal_label(round_.fiscal_year)
                yield config_problem("round-outside-year", workspace.written, (*place, key), **words, year=year)
            elif reason:
                words |= {"reason": reason, "next": label(next_open_day(day, own))}
                yield config_problem("round-on-closed-day", workspace.written, (*place, key), **words)


def check_issue_day(workspace: Workspace, round_: Round, day: dt.date) -> Iterator[Problem]:
    """Report what is unusual about an issue on a day: the round is over, or what its sheets copy may not be in yet."""
    label, written = workspace.calendar.date_label, workspace.written
    place = written.round_place(round_.name)
    if day > round_.due:
        yield setting_problem("issue-after-due", written, (*place, "due"), round=round_.name, due=label(round_.due))
    elif day < round_.opens:
        words = {"round": round_.name, "opens": label(round_.opens)}
        yield setting_problem("issue-before-opening", written, (*place, "opens"), **words)
