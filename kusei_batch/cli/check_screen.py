"""What `kusei check` answers."""

from __future__ import annotations

from kusei_batch.cli.exits import DONE, IN_PART, INTERNAL
from kusei_batch.cli.screen import answer, list_problems, list_values, say
from kusei_batch.core.period import Calendar
from kusei_batch.core.submission import Verdict
from kusei_batch.pipeline.checking import Checked
from kusei_batch.report.views.wording import value_label
from kusei_batch.validate.personal import mask_private

_SAYINGS = {
    Verdict.ACCEPTED: "このまま提出すれば、受理されます。",
    Verdict.ACCEPTED_WITH_WARNINGS: "このまま提出すれば、受理されます。下の確認事項も見てください。",
    Verdict.SENT_BACK: "このまま提出すると、差し戻されます。下のエラーを直してください。",
    Verdict.QUARANTINED: "このまま提出すると、受け取れません。下のとおりにして、出し直してください。",
    Verdict.SKIPPED: "様式ではないので、受け取れません。",
    Verdict.FAILED: "調べている途中で、プログラムの誤りが起きました。",
}


def show_check(as_json: bool, checked: Checked, calendar: Calendar) -> int:
    """Tell the verdict, the problems and what was read; exit 0 when it would be accepted, 1 when it would not."""
    if as_json:
        sheet_id = checked.sheet.sheet_id if checked.sheet else None
        told = {"path": mask_private(str(checked.path)), "sha256": checked.sha256, "sheet_id": sheet_id}
        problems = [problem.as_json() for problem in checked.problems]
        answer({**told, "verdict": checked.verdict.value, "problems": problems})
    else:
        _tell(checked, calendar)
    if checked.verdict is Verdict.FAILED:
        return INTERNAL
    return DONE if checked.verdict.counts else IN_PART


def _tell(checked: Checked, calendar: Calendar) -> None:
    say(mask_private(checked.path.name))
    if checked.sheet and checked.department:
        whose = f"{checked.department.ward.name} {checked.department.full_name}"
        say(f"  {checked.sheet.round}　{whose}　管理番号 {checked.sheet.sheet_id}")
    colour = "green" if checked.verdict.counts else "red"
    say(f"判定: {checked.verdict.label}　{_SAYINGS[checked.verdict]}", colour=colour)
    if checked.problems:
        say()
        list_problems(checked.problems, indent="  ")
    # A form's head is a record too, also where nothing was written in it.
    written = [r for r in checked.records if any(value_label(value, calendar) for value in r.fields.values())]
    if written:
        say()
        say("読み取った内容:")
    for record in written:
        say(f"  {record.key.row_id if record.table else '表の外'}")
        list_values(record, calendar, indent="    ")
    say()
    say("調べただけで、提出にはなっていません。提出するには、受付フォルダに入れてください。")
