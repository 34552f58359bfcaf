"""What `import` answers: what was taken in of each department, what changed, and what is to be mended in the file."""

from __future__ import annotations

from collections import Counter

from kusei_batch.cli.exits import DONE, IN_PART
from kusei_batch.cli.screen import answer, list_problems, own_words, say
from kusei_batch.cli.shapes import place_json
from kusei_batch.core.period import Calendar
from kusei_batch.core.problem import Severity
from kusei_batch.pipeline.intake.import_map import Fate, ImportedPart, ImportReport


def show_import(as_json: bool, calendar: Calendar, report: ImportReport, *, dry_run: bool) -> int:
    """Tell what was taken in, or would be; 1 where a part could not be."""
    code = DONE if report.is_whole else IN_PART
    if as_json:
        parts = [
            {
                "file": part.file,
                "ward": part.department.ward.code,
                "department": part.department.code,
                "form": part.place.form,
                "fiscal_year": part.place.fiscal_year,
                "round": part.place.round,
                "sheet_id": part.sheet_id,
                "fate": part.fate.name.lower(),
                "rows": part.rows,
                "changes": part.changes,
                "problems": [problem.as_json() for problem in part.problems],
            }
            for part in report.parts
        ]
        answer({"parts": parts, "problems": [place_json(problem) for problem in report.problems]})
        return code
    list_problems(report.problems)
    for part in report.parts:
        _show_part(calendar, part)
    if not report.parts:
        say("何も取り込んでいません。上のエラーを直して、もう一度実行してください。", colour="yellow")
        return code
    counts = Counter(part.fate for part in report.parts)
    if dry_run:
        said = "、".join(f"{fate}: {counts[fate]}件" for fate in Fate)
    else:
        done = ("取り込みました", "替わりました", "変わりません", "取り込んでいません")
        said = "、".join(f"{word}: {counts[fate]}件" for fate, word in zip(Fate, done, strict=True))
    say(
        f"{own_words().section}ごとの{'予定' if dry_run else '結果'}　{said}",
        colour="green" if code == DONE else "yellow",
    )
    if counts[Fate.NEW] or counts[Fate.REPLACED]:
        say("次に配る様式から、前年度の値が入ります（配り終えた様式は、kusei issue 回 --again で配り直します）。")
    return code


def _show_part(calendar: Calendar, part: ImportedPart) -> None:
    whose = f"{part.department.ward.name} {part.department.name}"
    what = f"{calendar.fiscal_label(part.place.fiscal_year)} {part.place.round}　{part.rows}行"
    is_left = part.fate is Fate.LEFT_OUT
    say(f"{whose}　{what}　{part.fate}", colour="red" if is_left else None, aside=part.sheet_id)
    if part.changes:
        say(f"  変わるところ: {part.changes}")
    errors = [problem for problem in part.problems if problem.severity is Severity.ERROR]
    others = [problem for problem in part.problems if problem.severity is Severity.WARNING]
    list_problems(errors, "  ")
    if others:
        say(f"  警告 {len(others)}件（取り込みは妨げません。--json で全てを示します）")
