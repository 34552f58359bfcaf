"""form trial: every past submission of a form judged by a changed definition; nothing is entered anywhere."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from kusei_batch.collect.archive import archived_path
from kusei_batch.config import Workspace
from kusei_batch.consolidate import counting_contents
from kusei_batch.core.form import Field, Form
from kusei_batch.core.period import Calendar
from kusei_batch.core.problem import Location, Problem, SettingsError, Severity
from kusei_batch.core.submission import IssuedSheet, Receipt, Verdict
from kusei_batch.core.text.hint import nearest
from kusei_batch.core.ward import Department
from kusei_batch.disk import cannot_write, write_atomic
from kusei_batch.engine import Failure, WorkLimits, do_all
from kusei_batch.errors import UsageError
from kusei_batch.issue.kept_forms import open_form
from kusei_batch.ledger import Ledger
from kusei_batch.pipeline.engines import open_engine
from kusei_batch.pipeline.intake.editions import Edition, IssuedEditions, edition, open_editions
from kusei_batch.pipeline.intake.examining import ExaminationJob
from kusei_batch.pipeline.intake.judging_twice import CHECK, Judged, TrialJob, judge_twice
from kusei_batch.pipeline.intake.worker_context import ExaminationContext, open_context
from kusei_batch.pipeline.session import Progress, look_into, silent
from kusei_batch.pipeline.workspace.form_check import read_within_limits
from kusei_batch.report.trial_list import TrialList, is_trial_list, render_trial_book, render_trial_csv
from kusei_batch.validate.other_edition import EditionsApart

_ENDINGS = (".xlsx", ".csv")
_GRAVITY = (Verdict.ACCEPTED, Verdict.ACCEPTED_WITH_WARNINGS, Verdict.SENT_BACK)


@dataclass(frozen=True)
class TrialChange:
    """One submission that the changed definition judges differently; `counts` tells whether its answer counts now."""

    department: Department
    sheet: IssuedSheet
    receipt: Receipt
    counts: bool
    old: Verdict
    new: Verdict
    gone: Sequence[Problem]
    found: Sequence[Problem]

    @property
    def newly_fails(self) -> bool:
        """Whether it would be sent back, and was not."""
        return self.new is Verdict.SENT_BACK and self.old is not Verdict.SENT_BACK

    @property
    def newly_passes(self) -> bool:
        """Whether it would be accepted, and was not."""
        return self.old is Verdict.SENT_BACK and self.new is not Verdict.SENT_BACK


@dataclass(frozen=True)
class TrialCount:
    """In how many submissions a check finds something that it did not before, and no longer finds what it did."""

    name: str
    code: str
    found: int
    gone: int


@dataclass(frozen=True)
class TrialReport:
    """What a changed definition would make of all past submissions of its form.

    `editions` are the versions they were judged by before; `untried` those whose original is not here, or cannot be
    read, with the reason. `fields` tell of those that are new or no longer there.
    """

    form: Form
    editions: Sequence[str]
    judged: int
    fields: Sequence[Problem]
    changes: Sequence[TrialChange] = ()
    untried: Sequence[Problem] = ()
    cautions: Sequence[Problem] = ()

    @property
    def counts(self) -> list[TrialCount]:
        """What changed by check, those that find most first."""
        found, gone = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
        for change in self.changes:
            found.update({_check_of(p) for p in change.found})
            gone.update({_check_of(p) for p in change.gone})
        rows = [TrialCount(name, code, found[name, code], gone[name, code]) for name, code in found | gone]
        return sorted(rows, key=lambda row: (-row.found, -row.gone, row.name, row.code))


def _check_of(problem: Problem) -> tuple[str, str]:
    """Return a check as it is counted: a rule of `_検査` by its name, any other by its field."""
    own = problem.params.get(CHECK)
    return f"_検査「{own}」" if own else problem.location.field or "様式全体", problem.code


def try_form(workspace: Workspace, path: Path, progress: Progress = silent) -> TrialReport:
    """Return how a template would judge every archived submission of its form, beside how it was judged.

    Raise SettingsError for a template that cannot be issued, UsageError where nothing of the form was handed in.
    """
    year = workspace.fiscal_year
    lists, form_year, limits = workspace.master.lists(year), workspace.form_year(year), workspace.settings.limits
    form, problems = read_within_limits(path, lists, form_year, limits)
    if form is None or any(problem.severity is Severity.ERROR for problem in problems):
        raise SettingsError([p for p in problems if p.severity is Severity.ERROR])
    with look_into(workspace) as ledger:
        editions = open_editions(workspace, ledger)
        work = _Work.of(workspace, ledger, editions, form.id)
        if not work.answers:
            remedy = "様式ID（_設定）が、配った様式と同じか確かめてください。kusei form list で一覧を示します。"
            raise UsageError(f"様式「{form.id}」の提出は、まだありません。", remedy)
        trials = work.read_editions(path)
        context = replace(work.context, printed={})
        jobs = [work.job(receipt) for receipt in work.kept]
        with open_engine(workspace) as engine:
            limit = WorkLimits(limits.seconds_per_file, limits.memory)
            with engine.hire(partial(judge_twice, context, trials), limit, len(jobs)) as crew:
                outcomes = do_all(crew, jobs, TrialJob.loaded, lambda done: progress("提出の調べ直し", done, len(jobs)))
    changes, untried = work.told(outcomes)
    used = dict.fromkeys(e for e in trials if e[0] in {r.sheet_id for r in work.kept})
    forms = [work.context.forms[e] for e in used]
    versions = sorted({one.version for one in forms})
    told = list(_tell_fields(path.name, forms, form))
    return TrialReport(form, versions, len(jobs) - len(untried), told, changes, [*work.absent(), *untried], problems)


@dataclass(frozen=True)
class _Work:
    """The answers to sheets of one form, oldest first, and what they are read by."""

    workspace: Workspace
    editions: IssuedEditions
    context: ExaminationContext
    answers: Sequence[Receipt]
    counting: Mapping[str, str]

    @classmethod
    def of(cls, workspace: Workspace, ledger: Ledger, editions: IssuedEditions, form: str) -> _Work:
        """Return the answers to all sheets of a form; of one content received twice, the last."""
        context = open_context(workspace, editions)
        sheets = {sheet.sheet_id for sheet in editions.sheets if sheet.form == form}
        answers = {(r.sheet_id, r.sha256): r for r in ledger.answers() if r.is_answer and r.sheet_id in sheets}
        return cls(
            workspace, editions, context, list(answers.values()), counting_contents(ledger.answers(), dt.date.max)
        )

    @property
    def kept(self) -> list[Receipt]:
        """The answers whose originals were received here, of departments that the master still has."""
        return [r for r in self.answers if not r.origin and r.sheet_id in self.context.register]

    def job(self, receipt: Receipt) -> TrialJob:
        archived = archived_path(self.workspace.archive, receipt.sha256)
        return TrialJob(ExaminationJob(str(archived), receipt.sha256, receipt.path), receipt.sheet_id or "")

    def read_editions(self, path: Path) -> dict[Edition, Form]:
        """Return the changed form for each edition that is out: of its year, with the lists it was issued with."""
        trials = {}
        ids = {receipt.sheet_id for receipt in self.kept}
        for sheet in self.editions.sheets:
            opened = self.editions.opened.get(edition(sheet))
            if sheet.sheet_id in ids and opened:
                lists = {**self.workspace.master.lists(sheet.fiscal_year), **opened.lists}
                trials[edition(sheet)] = open_form(path, lists, self.workspace.form_year(sheet.fiscal_year)).form
        return trials

    def told(self, outcomes: Sequence[Judged | Failure]) -> tuple[list[TrialChange], list[Problem]]:
        """Return what changed, and which files could not be read again."""
        changes, untried = [], []
        for receipt, outcome in zip(self.kept, outcomes, strict=True):
            if isinstance(outcome, Failure):
                untried.append(Problem.of_file("trial-not-read", receipt.path))
            elif outcome.before or outcome.after:
                changes.append(self._change(receipt, outcome))
        return changes, untried

    def _change(self, receipt: Receipt, judged: Judged) -> TrialChange:
        sheet = self.context.register[receipt.sheet_id or ""]
        old, new = _verdict([*judged.both, *judged.before]), _verdict([*judged.both, *judged.after])
        if _GRAVITY.index(receipt.verdict) > _GRAVITY.index(old):
            # For what no definition says: a 個人番号 in a comment, say.
            old, new = receipt.verdict, max(receipt.verdict, new, key=_GRAVITY.index)
        return TrialChange(
            department=self.context.departments[sheet.department_code],
            sheet=sheet,
            receipt=receipt,
            counts=self.counting.get(sheet.sheet_id) == receipt.sha256,
            old=old,
            new=new,
            gone=judged.before,
            found=judged.after,
        )

    def absent(self) -> Iterator[Problem]:
        """Yield how many answers are judged elsewhere, or no longer."""
        handed = sum(bool(receipt.origin) for receipt in self.answers)
        if handed:
            yield Problem.of("trial-not-kept-here", count=str(handed))
        left = len(self.answers) - handed - len(self.kept)
        if left:
            yield Problem.of("trial-department-gone", count=str(left))


def _verdict(problems: Sequence[Problem]) -> Verdict:
    severities = {problem.severity for problem in problems}
    if Severity.ERROR in severities:
        return Verdict.SENT_BACK
    return Verdict.ACCEPTED_WITH_WARNINGS if Severity.WARNING in severities else Verdict.ACCEPTED


def _tell_fields(file: str, before: Sequence[Form], after: Form) -> Iterator[Problem]:
    """Yield the entry fields that the changed form has and an edition has not, and the other way round."""
    added: dict[str, Field] = {}
    dropped: dict[str, Field] = {}
    for form in before:
        apart = EditionsApart.of(form, after)
        added |= {one.qualified: one for one in apart.added}
        dropped |= {one.qualified: one for one in apart.dropped}
    for name in dropped:
        like = nearest(name, added)
        hint = f"「{like}」に変えたのなら、前の値は引き継がれません。項目名をもとに戻してください。" if like else ""
        yield Problem.of("trial-field-gone", Location(file=file, field=name), name=name, hint=hint)
    for name in added:
        yield Problem.of("trial-field-new", Location(file=file, field=name), name=name)


def check_list_path(path: Path, template: Path) -> None:
    """Raise UsageError for what a trial's list must not be written to: the template, a file that is no such list.

    Raise CannotRunError where the list that is there cannot be written.
    """
    if path.suffix.lower() not in _ENDINGS:
        raise UsageError(f"「{path.name}」には書き出せません。", "名前の終わりを .xlsx か .csv にしてください。")
    if not path.parent.is_dir():
        raise UsageError(
            f"フォルダ「{path.parent}」がありません。", "--list に、今あるフォルダの中の名前を書いてください。"
        )
    try:
        if not path.exists():
            return
        if path.samefile(template):
            raise UsageError(
                f"「{path}」は、調べる様式そのものです。一覧を書き出すと様式が消えるので、中止しました。",
                "--list に、別のファイルの名前を書いてください。",
            )
        if path.is_dir() or not is_trial_list(path):
            raise UsageError(
                f"「{path}」は、前に書き出した一覧ではありません。上書きしないように、中止しました。",
                "--list に、まだないファイルの名前を書いてください。",
            )
        with path.open("rb+"):  # Excel lets nobody write what it has open
            pass
    except OSError as error:
        raise cannot_write(path, error) from error


def write_trial(workspace: Workspace, report: TrialReport, path: Path) -> None:
    """Write what changes as the workbook or CSV that the path's ending names, where check_list_path let it pass.

    Raise CannotRunError where the file cannot be written.
    """
    calendar = workspace.calendar
    rows = [
        _told_row(calendar, change, problem, is_found=is_found)
        for change in sorted(report.changes, key=lambda one: (not one.newly_fails, not one.newly_passes))
        for is_found, problems in ((True, change.found), (False, change.gone))
        for problem in problems
    ]
    counts = [(one.name, one.code, one.found, one.gone) for one in report.counts]
    title = f"{report.form.title}　直した様式（第{report.form.version}版）で、これまでの提出の判定が変わるもの"
    told = TrialList(title, rows, counts)
    is_csv = path.suffix.lower() == ".csv"
    content = render_trial_csv(told) if is_csv else render_trial_book(told, workspace.settings.font)
    write_atomic(path, content)


def _told_row(calendar: Calendar, change: TrialChange, problem: Problem, *, is_found: bool) -> Sequence[str]:
    place, sheet = problem.location, change.sheet
    kind = "新たに差戻し" if change.newly_fails else "新たに受理" if change.newly_passes else ""
    kind = kind or ("指摘が増える" if is_found else "指摘がなくなる")
    who = change.department.ward.name, change.department.name
    what = calendar.fiscal_label(sheet.fiscal_year), sheet.round, sheet.sheet_id, "使用中" if change.counts else ""
    where = change.receipt.path, place.sheet or "", place.cell or "", place.field or ""
    about = problem.severity.label if is_found else f"{problem.severity.label}（なくなる）"
    words = problem.message, problem.remedy, problem.code
    return (kind, *who, *what, *where, change.old.label, change.new.label, about, *words)
