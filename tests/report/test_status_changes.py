"""What 状況.html and 状況.xlsx say has changed since the last night, and in whose words."""

from __future__ import annotations

import datetime as dt
import io
import re
from dataclasses import replace

import openpyxl

from kusei_batch.core.own_words import OwnWords
from kusei_batch.core.period import DEFAULT_ERAS, Calendar
from kusei_batch.core.run import Outcome
from kusei_batch.core.submission import State
from kusei_batch.report.status_book import make_status_book
from kusei_batch.report.status_page import render_status_page
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


def test_what_became_alike_of_many_is_told_once_a_ward_and_stays_with_each_in_the_book() -> None:
    def of(state: State, last: State) -> RoundLines:
        places = [(ward, number) for ward in ("東区", "西区") for number in range(16)]
        lines = [DepartmentLine("1", f"{w}{n}", w, f"{n}課", state, None, None, 0, "") for w, n in places]
        return RoundLines("目標設定", DUE, [*lines[:-1], replace(lines[-1], state=last)], 2026)

    view = StatusView("見本市", RUN, rounds=[of(State.MISSING, State.MISSING)])
    now = [of(State.OVERDUE, State.ACCEPTED)]
    found = find_changes(view, now)
    assert [(c.department, c.before, c.now) for c in found] == [
        ("東区　16部署", "未提出", "期限超過"),
        ("西区　15部署", "未提出", "期限超過"),
        ("西区　15課", "未提出", "受理"),
    ]
    shown = StatusView("見本市", RUN, table=RUN, rounds=now, changes=found)
    book = openpyxl.load_workbook(io.BytesIO(make_status_book(shown, Calendar(DEFAULT_ERAS), "BIZ UDPゴシック")))
    heads, *rows = book["提出状況"].iter_rows(min_row=5, values_only=True)
    told = [row[heads.index("前回からの変化")] for row in rows]
    assert told == ["未提出 → 期限超過"] * 31 + ["未提出 → 受理"]


def test_the_office_is_told_in_its_own_words() -> None:
    words = OwnWords("学校", "学部", "分掌", "学校改善")
    view = StatusView("川辺市", RUN, rounds=[round_of(2026, State.MISSING)], table=RUN, words=words)
    assert (view.title, StatusView("川辺市", RUN).title) == ("状況　川辺市 学校改善", "状況　川辺市")
    page = render_status_page(view, Calendar(DEFAULT_ERAS), "").decode()
    assert "<h1>状況　川辺市 学校改善</h1>" in page
    shown = re.sub(r"<style.*?</style>|<script.*?</script>|<[^>]+>|東区", "", page, flags=re.DOTALL)
    assert not [word for word in ("部署", "区") if word in shown]
    book = openpyxl.load_workbook(io.BytesIO(make_status_book(view, Calendar(DEFAULT_ERAS), "BIZ UDゴシック")))
    heads = [cell.value for cell in book.worksheets[0][5]]
    assert {"学校", "分掌コード", "分掌"} <= set(heads)
    assert {"区", "部署コード", "部署"} & set(heads) == set()


def test_of_a_round_that_was_not_issued_the_number_is_kept_alone() -> None:
    before = RoundLines("目標設定", DUE, (), 2026, not_issued=3)
    assert (before.is_untouched, before.departments, before.counts) == (True, 3, "未発行 3")
    assert changes(before, before) == []
    assert changes(before, round_of(2026, State.MISSING)) == [("未発行", "未提出（様式を配りました）")]
    assert changes(before, round_of(2026, State.ACCEPTED, "a")) == [("未発行", "受理")]
    assert changes(round_of(2026, State.MISSING), before) == [("未提出", "未発行")]
