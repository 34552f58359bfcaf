"""What the commands on a round answer: issue, night, status and the questions about it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from kusei_batch.cli import shapes
from kusei_batch.cli.answers_screen import answers_json, tell_answers
from kusei_batch.cli.coverage_screen import say_names, tell_counts, tell_open
from kusei_batch.cli.decisions_screen import decisions_json, tell_decisions
from kusei_batch.cli.exits import CANNOT_RUN, DONE, IN_PART
from kusei_batch.cli.outputs_screen import tell_outputs
from kusei_batch.cli.round_table import lines_of_rounds
from kusei_batch.cli.screen import answer, list_problems, own_words, say, why_passed_over
from kusei_batch.core.problem import Location, PartFailedError, SettingsError, Severity
from kusei_batch.core.run import Outcome
from kusei_batch.core.submission import State, Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kusei_batch.config import Workspace
    from kusei_batch.core.decision import Unfinished, Waiting
    from kusei_batch.core.period import Calendar
    from kusei_batch.core.problem import Problem
    from kusei_batch.core.run import Run
    from kusei_batch.errors import KuseiError
    from kusei_batch.pipeline.issuing import IssueReport
    from kusei_batch.pipeline.outputs.night_report import NightReport
    from kusei_batch.pipeline.questions import FileProblems
    from kusei_batch.pipeline.repairing import Repair
    from kusei_batch.pipeline.status.letters_due import DueLetter
    from kusei_batch.pipeline.status.round_status import YearStatus

_TO_ACT = (State.OVERDUE, State.SENT_BACK, State.NOT_TAKEN)
_QUIET = (Verdict.ACCEPTED, Verdict.UNCHANGED)
"""Verdicts of files that are not listed one by one."""
_MANY = 3
"""Files of which the same is reported, which is then said once."""


def show_issue(as_json: bool, workspace: Workspace, report: IssueReport, *, dry_run: bool) -> int:
    """Tell what was issued and where it lies, and what is no longer to be handed out."""
    from kusei_batch.pipeline.outputs.putting_away import tell

    if as_json:
        answer(shapes.issue_json(workspace, report))
        return max((failure.exit_code for failure in report.failures), default=DONE)
    say(f"{len(report.issued)}枚を発行{'します' if dry_run else 'しました'}。")
    for folder in dict.fromkeys(str(shapes.issued_path(workspace, s).parent) for s in report.issued):
        say(f"  {folder}")
    for letter in report.letters:
        what = "年間予定表" if letter.kind == "calendar" else "依頼文の案"
        say(f"{what}: {shapes.output_path(workspace, letter.path)}")
    list_problems(report.cautions)
    if report.kept:
        say(f"{len(report.kept)}枚には、すでに届いていた記入を写し{'ます' if dry_run else 'ました'}。")
    for sheet in report.kept:
        for words in report.without_room.get(sheet.sheet_id, ()):
            say(f"  {sheet.sheet_id}　写す行がなくなった記入: {words}".replace("\n", " "), colour="yellow")
    for moved in report.moved:
        say(tell(workspace, moved), colour="yellow")
    if report.left:
        section = workspace.settings.words.section
        say(f"{len(report.left)}{section}には発行済みのため、何もしていません（発行し直すときは --again を付けます）。")
    _tell_failures(report.failures)
    return max((failure.exit_code for failure in report.failures), default=DONE)


def show_night(as_json: bool, workspace: Workspace, report: NightReport, *, dry_run: bool) -> int:
    """Tell what the night did and what is to be looked at; exit 1 when a part of it could not be done."""
    if as_json:
        answer({**shapes.night_json(workspace, report), **answers_json(report)})
    else:
        _tell_night(workspace, report, dry_run=dry_run)
    # What could only not be shown in 状況.html is a failure too, though the run had ended by then.
    return IN_PART if report.failures or report.outcome is Outcome.PARTLY else DONE


def _tell_night(workspace: Workspace, report: NightReport, *, dry_run: bool) -> None:
    from kusei_batch.collect.hand_up_file import is_hand_up

    title = "夜間処理の予行（何も書いていません）" if dry_run else "夜間処理"
    say(f"{title}　{workspace.calendar.date_label(report.as_of)} 現在")
    verdicts = Counter(f.verdict for f in report.files)
    say("回収: " + ("、".join(f"{v.label} {verdicts[v]}件" for v in Verdict if verdicts[v]) or "ファイルはありません"))
    taken = [file for file in report.files if file.verdict.counts and is_hand_up(file.path)]
    told = [file for file in report.files if file.verdict not in _QUIET and file not in taken]
    _tell_files([(file.verdict, file.path, file.problems) for file in told])
    for file in taken:
        say(f"  {file.path}　{file.problems[0].told_in(own_words())[0]}")
    say()
    tell_counts(report.coverage, workspace.settings.words.section)
    tell_answers(report)
    _tell_changed(report)
    if report.uncounted:
        say()
        list_problems(report.uncounted)
    tell_decisions(report.decisions, report.unfinished)
    _tell_unidentified(report)
    tell_outputs(workspace, report.outputs)
    if any(output.kind.startswith("newer_") for output in report.outputs):
        say()
        say(
            "手直しされた会議資料や通知は、そのまま残しました。新しい内容は、隣の「…（最新）.docx」にあります。",
            colour="yellow",
        )
        say("  → 要るところを写し、使わないほうを消すか、よそへ移してください。")
    if report.faults:
        say()
        say("直すところ（これを除いて、ほかを進めました）:", colour="red")
        list_problems(report.faults, indent="  ")
    _tell_failures(report.failures)


def _tell_files(files: Sequence[tuple[Verdict, str, Sequence[Problem]]]) -> None:
    """Tell what was found in each file, and of what many have in common once, with their names."""
    grave = [(verdict, path, [p for p in found if p.severity is not Severity.INFO]) for verdict, path, found in files]
    alike: dict[object, list[tuple[str, Problem]]] = {}
    for _, path, found in grave:
        for problem in found:
            alike.setdefault((problem.code, problem.message, problem.remedy), []).append((path, problem))
    common = {key: told for key, told in alike.items() if len({path for path, _ in told}) >= _MANY}
    quiet = {path: why_passed_over(verdict, found) for verdict, path, found in files}
    for verdict, path, found in grave:
        say(f"  {verdict.label}　{path}{quiet[path]}")
        own = [problem for problem in found if (problem.code, problem.message, problem.remedy) not in common]
        list_problems(own, indent="      ")
    for told in common.values():
        names = list(dict.fromkeys(path for path, _ in told))
        say(f"  同じ確認事項のあるファイル（{len(names)}件）")
        list_problems([replace(told[0][1], location=Location())], indent="      ")
        say_names("        ", names)


def _tell_changed(report: NightReport) -> None:
    """Tell which sheets are out and would be issued differently now."""
    if report.changed:
        say()
        say("配ったあとで、写したもとが変わった様式:", colour="yellow")
    for sheet, problem in report.changed:
        say(f"  {sheet.sheet_id}")
        list_problems([problem], indent="      ")


def _tell_unidentified(report: NightReport) -> None:
    """Tell the files of earlier nights that answer no sheet and still lie in the inbox; tonight's have been told."""
    tonight = {file.path for file in report.files if file.verdict not in _QUIET}
    older = [(receipt, problems) for receipt, problems in report.unidentified if receipt.path not in tonight]
    if older:
        say()
        say("受付フォルダに残っている、受け取れないファイル:", colour="yellow")
    _tell_files([(receipt.verdict, receipt.path, problems) for receipt, problems in older])


def _tell_failures(failures: Sequence[KuseiError]) -> None:
    if failures:
        say()
        say("書き込めなかったもの（ほかは全て書き終えました）:", colour="red")
    for failure in failures:
        say(f"  {failure.message}", colour="red")
        if failure.remedy:
            say(f"  → {failure.remedy}")
        if isinstance(failure, SettingsError | PartFailedError):
            list_problems(failure.problems, indent="    ")


def show_status(
    as_json: bool,
    workspace: Workspace,
    status: YearStatus,
    decisions: Sequence[Waiting] = (),
    letters: Sequence[DueLetter] = (),
    unfinished: Sequence[Unfinished] = (),
    *,
    check: bool = False,
    last: Run | None = None,
) -> int:
    """Tell where every round stands, what waits to be decided and how the last night ended.

    With `check`, the exit code is 1 if anything is overdue, sent back or not taken, or a decision overdue.
    """
    coverage = status.coverage
    if as_json:
        day = status.as_of.isoformat()
        told = [shapes.coverage_json(c) for c in coverage]
        run = shapes.run_json(last)
        waiting = {**decisions_json(decisions, unfinished), **shapes.letters_json(workspace, letters)}
        answer({"as_of": day, "coverage": told, **waiting, "last_run": run})
    else:
        say(f"提出状況　{workspace.calendar.date_label(status.as_of)} 現在")
        _tell_last_run(workspace.calendar, last)
        for line in lines_of_rounds(workspace.calendar, status.rounds):
            say(f"  {line}")
        for name in workspace.left_out:
            say(f"  回「{name}」は、設定に誤りがあるため、出ていません（kusei doctor で分かります）。", colour="yellow")
        say()
        tell_open(status.rounds, status.as_of, workspace.settings.words.section)
        list_problems(status.missing_hand_ups)
        if letters:
            say()
            say("送る通知:", colour="yellow")
        for letter in letters:
            number = f"{len(letter.coverage)}{workspace.settings.words.section}"
            about = f"{letter.kind.label}　{letter.status.round.name}　{letter.ward.name}　{number}"
            say(f"  {about}　{shapes.letter_path(workspace, letter)}")
        tell_decisions(decisions, unfinished)
    is_late = any(c.state in _TO_ACT for c in coverage) or any(one.overdue for one in unfinished)
    return IN_PART if check and is_late else DONE


def _tell_last_run(calendar: Calendar, last: Run | None) -> None:
    """Tell when the last night ran, by the clock, and how it ended."""
    if last is None:
        say("夜間処理は、まだ行っていません。")
        return
    began = f"{calendar.date_label(last.started.date())} {last.started:%H:%M}"
    if last.ended is None or last.outcome is None:
        say(f"最後の夜間処理: {began} に始まり、終わっていません（実行中か、途中で止まりました）。", colour="yellow")
    else:
        colour = None if last.outcome is Outcome.DONE else "yellow"
        say(f"最後の夜間処理: {began} ～ {last.ended:%H:%M}　{last.outcome.label}", colour=colour)


def show_problems(as_json: bool, calendar: Calendar, files: Sequence[FileProblems]) -> int:
    """Tell what was found, file by file."""
    if as_json:
        answer({"files": [shapes.problems_json(f) for f in files]})
    elif not any(f.problems for f in files):
        say("確認事項はありません。", colour="green")
    else:
        for file in files:
            if file.receipt is None:
                handling = "配布済み"
            else:
                standing = "、いま数えているもの" if file.counts else "、後の提出に替わったもの" if file.is_past else ""
                handling = f"{file.receipt.verdict.label}（{calendar.date_label(file.receipt.received)}受付{standing}）"
            say(f"{file.about.path}　{handling}　{file.about.sheet_id or '管理番号不明'}")
            list_problems(file.problems, indent="  ")
    return DONE


def show_verify(as_json: bool, problems: Sequence[Problem]) -> int:
    """Tell what is missing or damaged; exit 3 for damage."""
    if as_json:
        answer({"problems": [shapes.place_json(p) for p in problems]})
    elif not problems:
        say("台帳、原本の控え、様式の控え、作った資料は、全て記録のとおりです。", colour="green")
    else:
        list_problems(problems)
    return CANNOT_RUN if any(p.severity is Severity.ERROR for p in problems) else DONE


def show_repair(as_json: bool, repair: Repair, *, dry_run: bool) -> int:
    """Tell what was rebuilt and what could not be; exit 3 while something is damaged."""
    damaged = any(p.severity is Severity.ERROR for p in repair.left)
    if as_json:
        told = {"repaired": repair.mended, "notes": repair.notes, "problems": repair.left}
        answer({"dry_run": dry_run, **{name: [shapes.place_json(p) for p in found] for name, found in told.items()}})
        return CANNOT_RUN if damaged else DONE
    if repair.mended:
        say("次のものは、直せます:" if dry_run else "次のものを、直しました:", colour="green")
        for problem in repair.mended:
            say(f"  {problem.location.file}　{problem.told_in(own_words())[0]}")
    list_problems(repair.notes)
    if damaged:
        say("次のものは、作り直せません:", colour="yellow")
    list_problems(repair.left)
    if not damaged:
        say(
            "台帳、原本の控え、様式の控えは、記録のとおりです。資料は、次の夜間処理でもう一度作ります。", colour="green"
        )
    return CANNOT_RUN if damaged else DONE
