"""状況.html and the night's entry of the log: the same view, once for the browser and once for Notepad."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from urllib.parse import quote

from jinja2 import Template

from kusei_batch.core.period import Calendar
from kusei_batch.core.submission import State
from kusei_batch.core.text.cleaning import clean_line, clean_text
from kusei_batch.manual import FIRST, PROBLEMS
from kusei_batch.report.views.status_board import LATE, Note, StatusView

_MOST_URGENT_FIRST = (
    *LATE,
    State.MISSING,
    State.NOT_ISSUED,
    State.UNCONFIRMED,
    State.ACCEPTED,
    State.NONE_TO_REPORT,
    State.ABOLISHED,
)
_TEMPLATE = Path(__file__).with_name("status_page.jinja")


def render_status_page(view: StatusView, calendar: Calendar, manual: str = "") -> bytes:
    """Return the page as one file that draws on no other: it is read where nothing else can be reached.

    What it shows can be filtered and ordered by its style alone. Its one script tells how old it is; where scripts do
    not run, a sentence tells how to see that. `manual` is the link
    to the manual's folder; blank where readers of the page cannot reach it.
    """
    found = (
        ("failures", "できなかったもの・直すところ", view.failures or view.faults),
        ("decisions", "判断を待っているもの", view.decisions),
        ("unfinished", "終わっていないもの（決まったこと、処置など）", view.unfinished),
        ("unread", "読み取らなかったファイル", view.unread),
        ("changes", "前回から変わったこと", view.table),
        ("dues", "これからの提出期限", view.table),
        ("rounds", "回ごとの提出状況", view.table),
        ("letters", "送る通知", view.letters),
    )
    sections = [(key, title) for key, title, shown in found if shown]
    numbers = {code: number for number, code in enumerate(view.wards)}
    shown = _template().render(
        view=view,
        calendar=calendar,
        sections=sections,
        table_time=calendar.clock_label(view.table.ended) if view.table else "",
        numbers=numbers,
        urgency=_MOST_URGENT_FIRST,
        days_told=_days_told,
        manual=manual,
        first=quote(FIRST),
        problems=quote(PROBLEMS),
    )
    return clean_text(shown).encode()


def _days_told(left: int) -> str:
    if left == 0:
        return "今日まで"
    return f"あと{left}日" if left > 0 else f"{-left}日過ぎ"


@cache
def _template() -> Template:
    """Return the page's own template, which a process compiles once."""
    from jinja2 import Environment, StrictUndefined

    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(_TEMPLATE.read_text(encoding="utf-8"))


def render_log_entry(view: StatusView, calendar: Calendar) -> str:
    """Return what is appended to the day's log, in plain lines that end as Windows ends them."""
    return "".join(f"{clean_line(line)}\r\n" for line in _lines(view, calendar))


def _lines(view: StatusView, calendar: Calendar) -> Iterator[str]:
    yield "=" * 60
    started, ended = map(calendar.clock_label, (view.run.started, view.run.ended))
    yield f"{started}に始め、{ended}に終わりました（基準日 {calendar.date_label(view.run.as_of)}）。"
    yield view.run.sentence
    yield from _notes("できなかった理由", view.reasons)
    if view.reasons:
        return
    yield from _notes("できなかったもの", view.failures)
    yield from _notes("直すところ", view.faults)
    for round_ in view.rounds:
        number = f"全{round_.departments}{view.words.section}"
        yield f"{round_.name}（期限 {calendar.day_label(round_.due)}）　{number}：{round_.counts}"
    if view.changes:
        yield "前回から変わったこと："
    for change in view.changes or ():
        yield f"  {change.round}　{change.department}　{change.before} → {change.now}"
    yield from _notes("入れ替わった提出", view.replaced)
    yield from _notes("読み取らなかったファイル", view.unread)
    yield from view.decisions
    yield from view.unfinished
    for letter in view.letters:
        yield f"送る通知：{letter.title}　{letter.place}"


def _notes(title: str, notes: Sequence[Note]) -> Iterator[str]:
    if notes:
        yield f"{title}（{len(notes)}件）："
    for note in notes:
        yield f"  {note.about}　{note.text}".replace("\n", " ") if note.about else f"  {note.text}".replace("\n", " ")
        if note.remedy:
            yield f"    → {note.remedy}".replace("\n", " ")
