"""What each command answers: one JSON object on standard output, or Japanese lines for people."""

from __future__ import annotations

import json
from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from kusei_batch.cli import shapes
from kusei_batch.core.problem import Severity
from kusei_batch.core.submission import State, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from kusei_batch.config import Workspace
    from kusei_batch.core.form import Form
    from kusei_batch.core.problem import Problem
    from kusei_batch.core.record import Coverage, Record
    from kusei_batch.demo import Story
    from kusei_batch.pipeline.forms import FormListing
    from kusei_batch.pipeline.issuing import IssueReport
    from kusei_batch.pipeline.night import NightReport
    from kusei_batch.pipeline.questions import FileProblems
    from kusei_batch.pipeline.session import Progress
    from kusei_batch.pipeline.standing import Standing

DONE, ATTENTION, SETTINGS, INTERNAL = 0, 1, 2, 4
_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}
_OPEN_STATES = (State.MISSING, State.OVERDUE, State.SENT_BACK)
_STATES = tuple(State)
# What the demo shows, in the order a coordinator would open it.
_TOUR = (
    ("配った様式", "01_配布"),
    ("差戻しの様式（シート「確認事項」）", "02_差戻し"),
    ("集計ブックとCSV", "03_集計"),
    ("区企画調整会議の資料", "04_会議資料"),
)


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """A bar on a terminal for each stage; silence everywhere else."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Bars(*columns, console=console, disable=not console.is_terminal) as bars:
        tasks: dict[str, Any] = {}

        def tell(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(stage, total=total)
            bars.update(tasks[stage], completed=done, total=total)

        yield tell


def answer(value: object) -> None:
    """One JSON object on standard output."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def say(text: str = "", *, colour: str | None = None) -> None:
    """One line for people, on standard error: standard output belongs to --json."""
    click.echo(click.style(text, fg=colour) if colour else text, err=True)


def show_init(as_json: bool, directory: Path, made: Sequence[Path], *, dry_run: bool) -> int:
    """Tell what a new workspace holds and what to do next."""
    if as_json:
        answer({"made": [str(path) for path in made]})
        return DONE
    say("作る予定のもの:" if dry_run else f"作業フォルダ「{directory}」を作りました。")
    for path in made:
        say(f"  {path}")
    if not dry_run:
        say("次は、templates_xlsx/マスタ.xlsx に区と部署を、config.toml に市の名前と年度を入力し、")
        say(f"  kusei -w {directory} doctor　で点検してください。")
    return DONE


def show_demo(as_json: bool, directory: Path, story: Story) -> int:
    """Tell what the sample night did and where to look; the sample's faults are meant, so the exit code is 0."""
    show_night(as_json, story.workspace, story.night, dry_run=False)
    if not as_json:
        say()
        say(f"見本は「{directory}」にあります。次の順に開いてみてください。", colour="green")
        for round_ in story.workspace.rounds:
            for what, where in _TOUR:
                say(f"  {what}: {story.workspace.year_folder(round_.fiscal_year, round_.name) / where}")
        say(f"差戻しのファイルを直して inbox に入れ、kusei -w {directory} nightly を実行すると、受理されます。")
    return DONE


def show_doctor(as_json: bool, problems: Sequence[Problem]) -> int:
    """Tell every fault; exit 2 when there is an error."""
    if as_json:
        answer({"problems": [shapes.place_json(p) for p in problems]})
    elif not problems:
        say("点検しました。直すところはありません。", colour="green")
    else:
        list_problems(problems)
    return _settings_code(problems)


def show_forms(as_json: bool, listings: Sequence[FormListing]) -> int:
    """List the forms."""
    if as_json:
        answer({"forms": [shapes.listing_json(listing) for listing in listings]})
        return DONE
    for listing in listings:
        form = listing.form
        what = (
            f"{form.title}（{form.number} {form.version}）" if form else "ひな形に誤りがあります（form check で点検）"
        )
        say(f"{listing.path.stem}　{what}　回: {'、'.join(listing.rounds) or 'なし'}")
    return DONE


def show_form(as_json: bool, form: Form) -> int:
    """Show a form's fields and their cells."""
    if as_json:
        answer(shapes.form_json(form))
        return DONE
    say(f"{form.id}　{form.title}（{form.number} {form.version}）")
    for field in form.fields:
        cells = field.cells[0] if len(field.cells) == 1 else f"{field.cells[0]}～{field.cells[-1]}"
        words = (field.kind, field.type, field.necessity if field.is_entry else "")
        say(f"  {field.qualified}　{field.sheet}!{cells}　{' '.join(w for w in words if w)}")
    return DONE


def show_form_check(as_json: bool, path: Path, problems: Sequence[Problem]) -> int:
    """Tell what a template needs; exit 2 when there is an error."""
    if as_json:
        answer({"file": str(path), "problems": [shapes.place_json(p) for p in problems]})
    else:
        list_problems(problems)
        if not any(p.severity is Severity.ERROR for p in problems):
            say(f"「{path}」は、このまま使えます。", colour="green")
    return _settings_code(problems)


def show_form_new(as_json: bool, path: Path, *, dry_run: bool) -> int:
    """Tell where the new template is and what to do next."""
    if as_json:
        answer({"made": str(path)})
        return DONE
    say(f"ひな形「{path}」を{'作ります' if dry_run else '作りました'}。")
    say(f"Excelで開いて直し、kusei form check {path} で点検してください。")
    return DONE


def show_issue(as_json: bool, workspace: Workspace, report: IssueReport, *, dry_run: bool) -> int:
    """Tell what was issued and where it lies."""
    if as_json:
        answer(shapes.issue_json(workspace, report))
        return DONE
    say(f"{len(report.issued)}枚を発行{'します' if dry_run else 'しました'}。")
    for folder in dict.fromkeys(str(shapes.issued_path(workspace, s).parent) for s in report.issued):
        say(f"  {folder}")
    if report.left:
        say(f"{len(report.left)}部署には発行済みのため、何もしていません（発行し直すときは --again を付けます）。")
    return DONE


def show_night(as_json: bool, workspace: Workspace, report: NightReport, *, dry_run: bool) -> int:
    """Tell what the night did and what is to be looked at; exit 4 for a bug, 1 when somebody has to act."""
    if as_json:
        answer(shapes.night_json(workspace, report))
    else:
        _tell_night(workspace, report, dry_run=dry_run)
    verdicts = {f.verdict for f in report.files}
    if Verdict.FAILED in verdicts:
        return INTERNAL
    attention = Verdict.SENT_BACK in verdicts or any(c.state in _OPEN_STATES for c in report.coverage)
    return ATTENTION if attention or Verdict.QUARANTINED in verdicts else DONE


def _tell_night(workspace: Workspace, report: NightReport, *, dry_run: bool) -> None:
    title = "夜間処理の予行（何も書いていません）" if dry_run else "夜間処理"
    say(f"{title}　{workspace.calendar.date_label(report.as_of)} 現在")
    verdicts = Counter(f.verdict for f in report.files)
    say("回収: " + ("、".join(f"{v.label} {verdicts[v]}件" for v in Verdict if verdicts[v]) or "ファイルはありません"))
    for file in report.files:
        if file.verdict not in (Verdict.ACCEPTED, Verdict.UNCHANGED):
            say(f"  {file.verdict.label}　{file.path}")
            list_problems([p for p in file.problems if p.severity is not Severity.INFO], indent="      ")
    say()
    _tell_coverage(report.coverage)
    if report.outputs:
        say()
        say("作成したもの:")
        for output in report.outputs:
            say(f"  {shapes.output_path(workspace, output.path)}")


def _tell_coverage(coverage: Sequence[Coverage]) -> None:
    rounds: dict[str, list[Coverage]] = {}
    for item in coverage:
        rounds.setdefault(item.round, []).append(item)
    for name, items in rounds.items():
        states = Counter(item.state for item in items)
        counts = "、".join(f"{s.label} {states[s]}" for s in _STATES if states[s])
        say(f"{name}　全{len(items)}部署: {counts}")


def show_status(as_json: bool, workspace: Workspace, standing: Standing) -> int:
    """Tell where every round stands; exit 1 when somebody has to act."""
    coverage = standing.coverage
    if as_json:
        day = standing.as_of.isoformat()
        answer({"as_of": day, "coverage": [shapes.coverage_json(c) for c in coverage]})
    else:
        say(f"提出状況　{workspace.calendar.date_label(standing.as_of)} 現在")
        _tell_coverage(coverage)
        for item in coverage:
            if item.state not in (State.ACCEPTED, State.NONE_TO_REPORT, State.NOT_ISSUED):
                late = f"（{item.days_late}日超過）" if item.days_late else ""
                say(f"  {item.state.label}　{item.department.ward.name} {item.department.full_name}{late}")
    return ATTENTION if any(c.state in _OPEN_STATES for c in coverage) else DONE


def show_problems(as_json: bool, files: Sequence[FileProblems]) -> int:
    """Tell what was found, file by file; exit 1 when there is an error among it."""
    if as_json:
        answer({"files": [shapes.problems_json(f) for f in files]})
    elif not any(f.problems for f in files):
        say("確認事項はありません。", colour="green")
    else:
        for file in files:
            receipt = file.receipt
            say(f"{receipt.path}　{receipt.verdict.label}　{receipt.sheet_id or '管理番号不明'}")
            list_problems(file.problems, indent="  ")
    return ATTENTION if any(p.severity is Severity.ERROR for f in files for p in f.problems) else DONE


def show_records(as_json: bool, form: str, records: Sequence[Record]) -> int:
    """Show the records that count, each value with its cell."""
    if as_json:
        answer({"form": form, "records": shapes.records_json(records)})
        return DONE
    for record in records:
        if record.table is not None:
            say(f"{record.row_id}　{record.department.ward.name} {record.department.full_name}")
            for name, text in record.typed.items():
                if text:
                    say(f"  {name}: {text}　［{record.source.cells.get(name, '')}］".replace("\n", " "))
    say(f"{sum(r.table is not None for r in records)}件")
    return DONE


def show_verify(as_json: bool, problems: Sequence[Problem]) -> int:
    """Tell what is missing or damaged; exit 3 for damage."""
    if as_json:
        answer({"problems": [shapes.place_json(p) for p in problems]})
    elif not problems:
        say("台帳、原本の控え、発行した様式は、すべてそろっています。", colour="green")
    else:
        list_problems(problems)
    return 3 if any(p.severity is Severity.ERROR for p in problems) else DONE


def _settings_code(problems: Sequence[Problem]) -> int:
    return SETTINGS if any(p.severity is Severity.ERROR for p in problems) else DONE


def list_problems(problems: Sequence[Problem], indent: str = "") -> None:
    """Each problem with its place, its message and what to do."""
    for problem in problems:
        place = problem.location
        where = " ".join(w for w in (place.file, place.sheet and f"シート「{place.sheet}」", place.cell) if w)
        say(f"{indent}{problem.severity.label}　{where}", colour=_COLOURS[problem.severity])
        say(f"{indent}  {problem.message}")
        if problem.remedy:
            say(f"{indent}  → {problem.remedy}")
