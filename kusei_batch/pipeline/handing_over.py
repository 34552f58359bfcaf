"""引継: one page for whoever takes over from the coordinator, filled from where everything stands on a day."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from kusei_batch.config import Workspace
from kusei_batch.core.made import RoundRequest
from kusei_batch.core.period import fiscal_year_of
from kusei_batch.core.problem import SettingsError, Severity
from kusei_batch.core.run import Run
from kusei_batch.core.submission import ANSWERED, State
from kusei_batch.engine import LocalEngine
from kusei_batch.ledger import Ledger
from kusei_batch.manual import FIRST
from kusei_batch.manual import FOLDER as MANUAL
from kusei_batch.pipeline.last_backup import read_last_backup
from kusei_batch.pipeline.outputs.calendars import build_year_plan
from kusei_batch.pipeline.outputs.drafts import write_draft
from kusei_batch.pipeline.outputs.rendering import Renderer, document_limits, hire_writers
from kusei_batch.pipeline.outputs.writing import Making, Output, write_outputs
from kusei_batch.pipeline.session import open_session, silent
from kusei_batch.pipeline.status.decisions import find_unfinished, find_waiting
from kusei_batch.pipeline.status.letters_due import find_letters
from kusei_batch.pipeline.status.round_status import YearStatus, compute_year_status, files_to_see_to
from kusei_batch.pipeline.workspace.own_settings import tell_own_settings
from kusei_batch.pipeline.workspace.shipped import shipped_folder
from kusei_batch.report.handover_page import HANDOVER, make_handover
from kusei_batch.report.views.handover_view import HandoverFacts, Named, RoundStanding, fit_lines, lay_out_rounds
from kusei_batch.report.views.status_board import SENTENCES
from kusei_batch.report.ward_report import WardReport
from kusei_batch.system import link_between

_ASLEEP = dt.timedelta(hours=30)
"""So long after the last night the page says that none ran: as 状況.html does."""
_OLD_BACKUP = 7
_COMING = 3
_NAMED = 3
_WAITING_LINES, _SETTING_LINES = 6, 4


@dataclass(frozen=True)
class Moment:
    """On which PC and when the page is asked for, and the day as of which it tells where things stand."""

    computer: str
    now: dt.datetime
    as_of: dt.date


@dataclass(frozen=True)
class HandoverDraft:
    """The page and where it is written; people write in it, so that it is a draft like a meeting's paper."""

    outbox: Path
    path: Path
    as_of: dt.date
    workspace: Workspace
    facts: HandoverFacts
    renderer: Renderer
    ward: None = None
    kind: str = "handover"
    is_held: bool = False
    looked_into: tuple[RoundRequest, ...] = ()

    def date_label(self, day: dt.date) -> str:
        """Return a day as the page prints it."""
        return self.workspace.calendar.date_label(day)

    def on(self, day: dt.date) -> Making[WardReport]:
        """Return the page dated as of a day."""
        own = self.workspace.paper_template(HANDOVER)
        if own.is_file():
            return self.renderer.make(own, make_handover, self.facts, day)
        # A workspace of an earlier version has no such template.
        return self.renderer.make(None, make_handover, shipped_folder("templates_docx") / HANDOVER, self.facts, day)


def hand_over(workspace: Workspace, moment: Moment) -> Path:
    """Write the page and return where it stands: beside one that somebody has written in.

    Raise CannotRunError as a run does, SettingsError where the template is at fault, PartFailedError where it cannot be
    made.
    """
    with open_session(workspace) as ledger, hire_writers(LocalEngine(1), workspace) as crew:
        status = compute_year_status(workspace, ledger, moment.as_of)
        facts = build_handover(workspace, ledger, status, moment)
        # Beside 状況.html, where whoever finds the folder looks first.
        path, renderer = workspace.outbox / HANDOVER, Renderer(document_limits(workspace), workspace.state)
        draft = HandoverDraft(workspace.outbox, path, moment.as_of, workspace, facts, renderer)

        def write() -> Making[list[Output]]:
            made = yield from write_draft(draft, ledger)
            return [made.read] if made.read else []

        plan = (Output(draft.kind, None, path), write)
        written, failures = write_outputs([[plan]], crew, silent, workspace.state)
    for failure in failures:
        raise SettingsError(failure.problems) if failure.problems else failure
    return written[0].path


def build_handover(workspace: Workspace, ledger: Ledger, status: YearStatus, moment: Moment) -> HandoverFacts:
    """Return what the page tells."""
    settings, calendar, day = workspace.settings, workspace.calendar, moment.as_of
    words = settings.words.own()
    standings = []
    for found in status.rounds:
        states = Counter(covered.state for covered in found.coverage)
        asked = sum(states.values()) - states[State.ABOLISHED]
        issued, settled = asked - states[State.NOT_ISSUED], sum(states[state] for state in ANSWERED)
        overdue, back = states[State.OVERDUE], states[State.SENT_BACK] + states[State.NOT_TAKEN]
        days = found.round.opens, found.round.due
        standings += [RoundStanding(found.round.name, *days, asked, issued, settled, overdue, back)]
    rounds, more = lay_out_rounds(standings, day)
    departments = [d for d in workspace.master.departments if d.exists_on(day)]
    wards = "、".join(ward.name for ward in workspace.master.wards[:_NAMED])
    others = len(workspace.master.wards) - _NAMED
    wards += f" ほか{others}" if others > 0 else ""
    last = next(iter(ledger.last_runs(1)), None)
    link = link_between(workspace.decisions_path, workspace.outbox)
    return HandoverFacts(
        city=settings.city,
        year=calendar.fiscal_label(workspace.fiscal_year),
        as_of=calendar.date_label(day),
        committee=settings.committee,
        about=f"{settings.city}（{wards}の{len(departments)}{words.section}）に様式を配って集め、会議資料と公表ページを作ります。",
        places=list(_places(workspace)),
        computer=moment.computer,
        night=list(_night(workspace, last, moment)),
        rounds=rounds,
        more_rounds=more,
        waiting=fit_lines(list(_waiting(workspace, status)), _WAITING_LINES, "状況.html で見られます"),
        link=link if link.startswith("file:") else quote(link),
        settings=fit_lines(list(tell_own_settings(workspace)), _SETTING_LINES, "config.toml とマスタ.xlsx にあります"),
        contacts=list(_contacts(workspace, day)),
        backup=list(_backup(workspace, moment)),
        coming=list(_coming(workspace, day)),
        year_at=_year_at(workspace),
        words=words,
    )


def _year_at(workspace: Workspace) -> str:
    """Return where whoever begins a year writes it, to be followed by の."""
    return "シート「設定」「回」" if workspace.written.cell_of(("fiscal_year",)) else "config.toml "


def _places(workspace: Workspace) -> Iterator[Named]:
    section = workspace.settings.words.section
    folders, root = workspace.settings.folders, workspace.root.resolve()
    yield Named("作業フォルダ", str(root))
    if workspace.settings.find_at:
        yield Named(f"{section}からは", workspace.settings.find_at)
    told = (
        (f"{section}が提出する", folders.inbox),
        ("できたもの", folders.outbox),
        ("様式とマスタ", folders.templates_xlsx),
    )
    within = [f"{name} {what}" for what, name in told if (root / name).resolve().is_relative_to(root)]
    if within:
        yield Named("その中に", "、".join(within))
    for what, name in told:
        if not (root / name).resolve().is_relative_to(root):
            yield Named(what, str((root / name).resolve()))
    state = workspace.state.resolve()
    where = f"その中の {state.relative_to(root)}" if state.is_relative_to(root) else str(state)
    yield Named("台帳と鍵", f"{where}（消したり、移したりしません）")
    if (root / MANUAL / FIRST).is_file():
        yield Named("使い方", f"{MANUAL} の {FIRST}")


def _night(workspace: Workspace, last: Run | None, moment: Moment) -> Iterator[str]:
    label = workspace.calendar.clock_label
    if last is None:
        yield "まだ一度も動いていません。夜間処理の登録を確かめてください。"
        return
    started = last.started.astimezone()
    ended = SENTENCES[last.outcome] if last.outcome else "途中で止まったか、まだ動いています。"
    yield f"最後は{label(started)}。{ended}"
    if moment.now - started > _ASLEEP:
        by_hand = "夜間処理.bat（キットでなければ kusei nightly）"
        yield f"30時間より長く動いていません。パソコンの電源と夜間処理の登録を確かめ、{by_hand}を動かしてください。"
    else:
        yield f"次は{label(started + dt.timedelta(days=1))}ごろ（毎日の登録のとおりなら）。状況.html で確かめます。"


def _waiting(workspace: Workspace, status: YearStatus) -> Iterator[str]:
    """Yield what the successor has to see to, what stops the year first."""
    words = workspace.settings.words
    if fiscal_year_of(status.as_of) > workspace.fiscal_year:
        yield f"年度が替わりました。{_year_at(workspace)}の年度と回の日、マスタ.xlsx の一覧を今年度のものに直します。"
    faults = sum(problem.severity is Severity.ERROR for problem in workspace.faults)
    if faults:
        yield f"設定やマスタの直すところ {faults}件（点検.bat か kusei doctor で見られます）"
    for one in find_waiting(workspace, status):
        yield f"{one.file} のシート「{one.sheet}」 {one.count}件（{one.what}。「{one.column}」に書きます）"
    if files := len(files_to_see_to(status)):
        unknown = f"{words.section}や様式を見分けられず、取り込んでいないファイル"
        yield f"{unknown} {files}件（状況.html で見られます）"
    letters = Counter(letter.kind.label for letter in find_letters(workspace, status) if letter.is_open)
    if letters:
        told = "、".join(f"{kind} {count}通" for kind, count in letters.items())
        yield f"送る通知 {told}（outbox の各回の 06_通知）"
    if status.changed:
        yield f"配ったあとで、もとの値が変わった様式 {len(status.changed)}枚（状況.html で見られます）"
    if status.missing_hand_ups:
        yield f"まとめて提出していない{words.ward} {len(status.missing_hand_ups)}件"
    for left in find_unfinished(workspace, status):
        late = f"、うち期限超過 {len(left.late)}件" if left.late else ""
        yield f"「{left.sheet}」で終わっていないもの {left.count}件{late}"


def _contacts(workspace: Workspace, day: dt.date) -> Iterator[Named]:
    settings, master, words = workspace.settings, workspace.master, workspace.settings.words
    own = workspace.office_of(master.wards[0]) if len(master.wards) == 1 else settings.office
    many = f"（{words.ward}ごとのものは マスタ.xlsx の「区」）" if len(master.wards) > 1 else ""
    yield Named("事務局", f"{own.contact or '書いてありません'}{many}")
    yield Named("提出先", own.submit_to or "書いてありません")
    here = [d for d in master.departments if d.exists_on(day)]
    without = [d.name for d in here if not d.contact]
    more = f" ほか{len(without) - _NAMED}" if len(without) > _NAMED else ""
    lacking = f"。ないのは{'、'.join(without[:_NAMED])}{more}" if without and len(without) < len(here) else ""
    section, known = words.section, len(here) - len(without)
    told = f"{len(here)}{section}のうち{known}{section}に連絡先があります（マスタ.xlsx の「部署」）{lacking}"
    yield Named(section, told)


def _backup(workspace: Workspace, moment: Moment) -> Iterator[str]:
    last = read_last_backup(workspace.state)
    if last is None:
        by_hand = "控えを取る.bat（キットでなければ kusei backup）"
        yield f"まだ取っていないか、記録がありません。{by_hand}を動かしてください。"
    else:
        days = (moment.now.date() - last.taken.date()).days
        since = f"{days}日前" if days > 0 else "今日"
        old = "。古いので、取り直してください" if days > _OLD_BACKUP else ""
        gone = "" if Path(last.path).is_file() else "（移したか消したため、今はそこにありません）"
        yield f"最後は{workspace.calendar.clock_label(last.taken.astimezone())}（{since}）{old}。"
        yield f"場所：{last.path}{gone}"
    otherwise = "キットでなければ kusei restore。手引き「キット」の「控え」"
    yield f"戻すときは、控えのファイルを 控えを戻す.bat の上に落とします（{otherwise}）。"


def _coming(workspace: Workspace, day: dt.date) -> Iterator[Named]:
    """Yield the next days of the year, whichever wards they concern."""
    days = dict.fromkeys(
        (one.day, one.kind, one.round, one.label)
        for ward in workspace.master.bodies
        for one in build_year_plan(workspace, ward).days
        if one.day >= day
    )
    for when, _, round_, label in sorted(days, key=lambda one: one[0])[:_COMING]:
        yield Named(workspace.calendar.day_label(when), f"{round_}　{label}")
