"""What the page 状況.html says, put together from a night's report and where every round stands."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePosixPath

from kusei_batch.config import Workspace
from kusei_batch.core.catalog import lookup
from kusei_batch.core.own_words import STANDARD_WORDS, OwnWords
from kusei_batch.core.period import Calendar
from kusei_batch.core.problem import Problem, SettingsError, Severity
from kusei_batch.core.record import Coverage
from kusei_batch.core.replacement import Replacement
from kusei_batch.core.submission import ANSWERED, State, Verdict
from kusei_batch.core.submission_decision import mark_of
from kusei_batch.core.text.notation import one_line
from kusei_batch.pipeline.outputs.letters import document_path, text_path
from kusei_batch.pipeline.outputs.night_report import NightReport
from kusei_batch.pipeline.status.letters_due import DueLetter, find_letters
from kusei_batch.pipeline.status.round_status import RoundStatus, YearStatus
from kusei_batch.report.views.status_board import (
    DepartmentLine,
    LetterLine,
    LetterText,
    Note,
    RoundLines,
    RunLine,
    StatusView,
    find_changes,
)
from kusei_batch.validate.personal import mask_private

_OF_NO_INTEREST = ("owner-file", "hidden-file")
_LONGEST = 60


def build_status(
    workspace: Workspace, report: NightReport, status: YearStatus, before: StatusView | None
) -> StatusView:
    """Return the view of a night that came to its end; `before` is that of the last one, to tell what changed."""
    calendar = workspace.calendar
    words = workspace.settings.words.own()
    faults = [*notes_of(report.faults, words), *notes_of(report.uncounted, words), *_changed(report)]
    failures = [note for failure in report.failures for note in _failure_notes(failure, words)]
    run = RunLine(
        local_time(report.started),
        local_time(report.ended),
        report.as_of,
        report.outcome,
    )
    sent_back = _count_sent_back(status)
    rounds = [_round_lines(round_, sent_back) for round_ in status.rounds]
    return StatusView(
        city=workspace.settings.city,
        run=run,
        table=run,
        before=before.run if before else None,
        rounds=rounds,
        changes=find_changes(before, rounds, words.section) if before else None,
        replaced=[*(_replaced(calendar, found) for found in report.replaced), *_side_by_side(report)],
        decisions=[decision.text for decision in report.decisions],
        waiting=sum(decision.count for decision in report.decisions),
        unfinished=[open_.text for open_ in report.unfinished],
        faults=faults,
        failures=failures,
        unread=list(_unread(report, words)),
        dues=list(_dues(calendar, status, rounds)),
        letters=list(_letters(workspace, status)),
        words=words,
        names={c.department.ward.code: c.department.ward.name for found in status.rounds for c in found.coverage},
    )


def local_time(moment: float) -> dt.datetime:
    """Return the local time at a moment in seconds since the epoch."""
    return dt.datetime.fromtimestamp(moment).astimezone()


def notes_of(problems: Iterable[Problem], words: OwnWords = STANDARD_WORDS) -> list[Note]:
    """Return each problem with its place, in the office's own words, personal data struck out."""
    told = [(p, p.told_in(words)) for p in problems]
    return [
        Note(mask_private(_place(p)), mask_private(text), mask_private(remedy), p.code) for p, (text, remedy) in told
    ]


def _place(problem: Problem) -> str:
    place = problem.location
    sheet = f"シート「{place.sheet}」" if place.sheet else ""
    return "　".join(part for part in (place.file, sheet, place.cell) if part)


def _failure_notes(failure: Exception, words: OwnWords) -> Iterator[Note]:
    yield Note("", mask_private(str(failure)), getattr(failure, "remedy", ""))
    if isinstance(failure, SettingsError) or hasattr(failure, "problems"):
        yield from notes_of(failure.problems, words)


def _replaced(calendar: Calendar, found: Replacement) -> Note:
    """Return what an answer that replaced another changes; of a form's head, where names stand, the fields alone."""
    old, new = (mask_private(PurePosixPath(one.path).name) for one in (found.old, found.new))
    days = (
        f"{calendar.date_label(found.old.received)}の提出「{old}」が、"
        f"{calendar.date_label(found.new.received)}の提出「{new}」に"
    )
    again = f"{calendar.date_label(found.same_as.received)}のものと同じ内容です。" if found.same_as else ""
    changes = "、".join(
        f"{c.row}「{c.field}」 {_cut(c.old)} → {_cut(c.new)}" if c.row else f"「{c.field}」" for c in found.changes
    )
    department = found.department
    about = f"{found.round}　{department.ward.name}　{department.full_name}"
    return Note(about, f"{days}替わりました。{again}変わったところ：{changes or 'ありません'}")


def _cut(text: str) -> str:
    return one_line(mask_private(" ".join(text.split())), _LONGEST) or "空欄"


def _side_by_side(report: NightReport) -> Iterator[Note]:
    """Yield departments of whose answers something is to be asked; what these say stands in 確認事項 alone."""
    for covered in report.coverage:
        told = [problem for problem in covered.notices if problem.severity is not Severity.INFO]
        if told:
            about = f"{covered.round}　{covered.department.ward.name}　{covered.department.full_name}"
            asked = dict.fromkeys(lookup(problem.code).summary for problem in told)
            yield Note(
                about,
                f"{'、'.join(asked)}があります。数えているのが正しいものか、確かめてください。",
                f"集計ブックの「確認事項」か、kusei problems {covered.sheet_id} で見られます。",
            )


def _changed(report: NightReport) -> Iterator[Note]:
    if report.changed:
        text = f"配ったあとで、写したもとが変わった様式が{len(report.changed)}枚あります。"
        yield Note("", text, "確かめるには kusei problems、配り直すには kusei issue 回 --again を使います。")


def _count_sent_back(status: YearStatus) -> Mapping[str | None, int]:
    """Return by sheet how many of its files were sent back; the same file handed in again is one."""
    found = {(r.sheet_id, r.sha256) for r, _ in status.receipts if r.verdict is Verdict.SENT_BACK}
    return Counter(sheet_id for sheet_id, _ in found)


def _round_lines(status: RoundStatus, sent_back: Mapping[str | None, int]) -> RoundLines:
    round_, coverage = status.round, status.coverage
    if all(covered.state is State.NOT_ISSUED for covered in coverage):
        return RoundLines(round_.name, round_.due, (), round_.fiscal_year, len(coverage))
    lines = [_line(covered, sent_back.get(covered.sheet_id, 0)) for covered in coverage]
    return RoundLines(round_.name, round_.due, lines, round_.fiscal_year)


def _line(covered: Coverage, sent_back: int) -> DepartmentLine:
    department = covered.department
    return DepartmentLine(
        ward_code=department.ward.code,
        code=department.code,
        ward=department.ward.name,
        department=department.full_name,
        state=covered.state,
        accepted=covered.first_accepted,
        corrected=covered.corrected,
        days_late=covered.days_late,
        contact=department.contact,
        content=mark_of(covered.sha256 or "") if covered.state in ANSWERED else "",
        sent_back=sent_back,
    )


def _unread(report: NightReport, words: OwnWords) -> Iterator[Note]:
    """Yield tonight's files that were put aside or passed over, then those of earlier nights that still lie there."""
    told = set()
    for file in report.files:
        if file.verdict in (Verdict.QUARANTINED, Verdict.FAILED, Verdict.SKIPPED):
            told.add(file.path)
            yield from _file_note(file.path, file.verdict, file.problems, words)
    for receipt, problems in report.unidentified:
        if receipt.path not in told:
            yield from _file_note(receipt.path, receipt.verdict, problems, words)


def _file_note(path: str, verdict: Verdict, problems: Sequence[Problem], words: OwnWords) -> Iterator[Note]:
    told = [p for p in problems if p.severity is not Severity.INFO] or list(problems)
    if not any(p.code in _OF_NO_INTEREST for p in told):
        said = [p.told_in(words) for p in told]
        text = "".join(message for message, _ in said)
        remedy = "".join(dict.fromkeys(remedy for _, remedy in said))
        yield Note(mask_private(path), f"{verdict.label}　{mask_private(text)}", mask_private(remedy))


def _dues(calendar: Calendar, status: YearStatus, rounds: Sequence[RoundLines]) -> Iterator[str]:
    told = zip(status.rounds, rounds, strict=True)
    coming = [(found.round.due, lines) for found, lines in told if found.round.due >= status.as_of]
    for due, lines in sorted(coming, key=lambda one: one[0]):
        days = (due - status.as_of).days
        left = "今日まで" if days == 0 else f"あと{days}日"
        states = "まだ配っていません" if lines.is_untouched else lines.counts
        yield f"{calendar.day_label(due)}　{lines.name}（{left}）　{states}"


def _letters(workspace: Workspace, status: YearStatus) -> Iterator[LetterLine]:
    """Yield the letters to be sent, with their texts as they lie there: also those that somebody has changed."""
    for letter in find_letters(workspace, status):
        if letter.is_open:
            round_, number = letter.status.round.name, len(letter.coverage)
            place = document_path(workspace, letter).relative_to(workspace.outbox).as_posix()
            section = workspace.settings.words.section
            title = f"{letter.kind.label}　{round_}　{letter.ward.name}（{number}{section}）"
            yield LetterLine(title, place, list(_texts(workspace, letter)))


def _texts(workspace: Workspace, letter: DueLetter) -> Iterator[LetterText]:
    for covered in letter.coverage:
        path = text_path(workspace, letter, covered.department.code)
        if path.is_file():
            text = path.read_text(encoding="utf-8-sig", errors="replace")
            yield LetterText(covered.department.full_name, covered.department.contact, text.strip())
