"""What 状況.html says has changed since the last night."""

from __future__ import annotations

import datetime as dt

from kusei_batch.core.run import Outcome
from kusei_batch.core.submission import State
from kusei_batch.report.views.status_board import DepartmentLine, RoundLines, RunLine, StatusView, find_changes

DUE = dt.date(2026, 4, 24)
RUN = RunLine(dt.datetime(2026, 4, 20, 2), dt.datetime(2026, 4, 20, 3), dt.date(2026, 4, 20), Outcome.DONE)


def round_of(year: int, state: State, content: str = "") -> RoundLines:
    line = DepartmentLine("1", "101", "東区", "総務課", state, None, None, 0, "", content)
    return RoundLines("目標設定", DUE, [line], year)


def changes(before: RoundLines, now: RoundLines) -> list[tuple[str, str]]:
    view = StatusView("見本市", RUN, rounds=[before])
    return [(change.before, change.now) for change in find_changes(view, [now])]


def test_a_new_year_takes_nothing_back_of_last_years_round_of_that_name() -> None:
    accepted = round_of(2026, State.ACCEPTED, "a")
    assert changes(accepted, round_of(2027, State.NOT_ISSUED)) == []
    assert changes(accepted, round_of(2027, State.MISSING)) == [("未発行", "未提出（様式を配りました）")]
    assert changes(accepted, round_of(2027, State.ACCEPTED, "b")) == [("―", "受理")]


def test_within_a_year_every_change_of_state_and_of_file_is_told() -> None:
    missing, accepted = round_of(2026, State.MISSING), round_of(2026, State.ACCEPTED, "a")
    assert changes(missing, accepted) == [("未提出", "受理")]
    assert changes(accepted, accepted) == []
    assert changes(accepted, round_of(2026, State.ACCEPTED, "b")) == [("受理", "受理（別のファイルに替わりました）")]


def test_sheets_that_went_out_are_told_once_a_round() -> None:
    def of(*states: State) -> RoundLines:
        lines = [
            DepartmentLine("1", f"10{n}", "東区", f"{n}課", state, None, None, 0, "") for n, state in enumerate(states)
        ]
        return RoundLines("目標設定", DUE, lines, 2026)

    before = of(*[State.NOT_ISSUED] * 5, State.MISSING)
    now = of(*[State.MISSING] * 4, State.ACCEPTED, State.OVERDUE)
    view = StatusView("見本市", RUN, rounds=[before])
    assert [(c.department, c.before, c.now) for c in find_changes(view, [now])] == [
        ("4部署", "未発行", "未提出（様式を配りました）"),
        ("東区　4課", "未発行", "受理"),
        ("東区　5課", "未提出", "期限超過"),
    ]
