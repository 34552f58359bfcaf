"""What `form trial` answers: who would newly fail or pass by a changed definition, and how often each check finds."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kusei_batch.cli.exits import DONE, IN_PART
from kusei_batch.cli.screen import answer, list_problems, say
from kusei_batch.core.problem import Severity

if TYPE_CHECKING:
    from kusei_batch.core.period import Calendar
    from kusei_batch.core.problem import Problem
    from kusei_batch.pipeline.form_trial import TrialChange, TrialReport


def show_trial(as_json: bool, calendar: Calendar, report: TrialReport, listed: Path | None) -> int:
    """Tell what would change; 1 where anybody would newly fail, or could not be tried."""
    failing = [change for change in report.changes if change.newly_fails]
    passing = [change for change in report.changes if change.newly_passes]
    is_fine = not failing and all(p.severity is not Severity.ERROR for p in report.untried)
    if as_json:
        answer(_trial_json(report, listed))
        return DONE if is_fine else IN_PART
    editions = "、".join(f"第{version}版" for version in report.editions)
    say(
        f"{report.form.title}（{editions}）の提出{report.judged}件を、第{report.form.version}版の定義で調べ直しました。"
    )
    list_problems([*report.cautions, *report.fields, *report.untried])
    _list_changes(f"新たに差戻しになる提出: {len(failing)}件", "red", failing, calendar)
    _list_changes(f"新たに受理になる提出: {len(passing)}件", "green", passing, calendar)
    others = len(report.changes) - len(failing) - len(passing)
    say(f"差戻しか受理かは変わらず、指摘だけが変わる提出: {others}件")
    if report.counts:
        say("点検ごとの件数（新たに指摘される提出、指摘されなくなる提出）:")
    for one in report.counts:
        say(f"  {one.name}: ＋{one.found}件、－{one.gone}件", aside=f"[{one.code}]")
    if listed:
        say(f"一覧を書き出しました: {listed}")
    elif report.changes:
        say("全てをExcelで見るには、--list 変わる提出.xlsx のように、書き出すファイルを付けます。")
    say("台帳と配った様式は、何も変わっていません。", colour="green" if is_fine else None)
    return DONE if is_fine else IN_PART


def _list_changes(title: str, colour: str, changes: Sequence[TrialChange], calendar: Calendar) -> None:
    say(title, colour=colour if changes else None)
    for change in changes:
        whose = f"{change.department.ward.name} {change.department.name}"
        when = f"{calendar.fiscal_label(change.sheet.fiscal_year)} {change.sheet.round}"
        used = "" if change.counts else "（集計には使っていません）"
        say(f"  {whose}　{when}　{change.old.label} → {change.new.label}{used}", aside=change.receipt.path)
        told = change.found if change.newly_fails else change.gone
        list_problems([p for p in told if p.severity is Severity.ERROR], "    ")


def _trial_json(report: TrialReport, listed: Path | None) -> dict[str, Any]:
    return {
        "form": report.form.id,
        "version": report.form.version,
        "editions": list(report.editions),
        "judged": report.judged,
        "fields": [problem.as_json() for problem in report.fields],
        "changes": [
            {
                "ward": change.department.ward.code,
                "department": change.department.code,
                "fiscal_year": change.sheet.fiscal_year,
                "round": change.sheet.round,
                "sheet_id": change.sheet.sheet_id,
                "path": change.receipt.path,
                "sha256": change.receipt.sha256,
                "counts": change.counts,
                "old": change.old.value,
                "new": change.new.value,
                "found": _problems_json(change.found),
                "gone": _problems_json(change.gone),
            }
            for change in report.changes
        ],
        "checks": [{"name": c.name, "code": c.code, "found": c.found, "gone": c.gone} for c in report.counts],
        "untried": _problems_json(report.untried),
        "list": listed and str(listed),
    }


def _problems_json(problems: Sequence[Problem]) -> list[dict[str, str | None]]:
    return [problem.as_json() for problem in problems]
