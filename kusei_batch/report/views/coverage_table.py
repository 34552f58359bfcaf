"""提出状況 as printed."""

from __future__ import annotations

from collections import Counter

from kusei_batch.core.record import Coverage
from kusei_batch.core.submission import ANSWERED, State
from kusei_batch.core.text.label import date_label
from kusei_batch.report.views.facts import RoundFacts
from kusei_batch.report.views.model import CoverageRow, CoverageView, SourceRef
from kusei_batch.report.views.problem_list import unidentified_of
from kusei_batch.report.views.wording import file_name

_NOTES = {
    State.NOT_ISSUED: "様式が配布されていません。",
    State.SENT_BACK: "誤りがあり、差し戻しています。再提出を待っています。",
    State.NONE_TO_REPORT: "該当なしの申告がありました。",
    State.ABOLISHED: "廃止された部署です。提出は求めません。",
    State.NOT_TAKEN: "届いたファイルを様式として受け取れませんでした。出し直しを待っています。",
}
_UNCONFIRMED = "受理しましたが、部長がまだ確認していません。"
_NOT_GIVEN = "受理しましたが、部長の回答は「{answer}」です。部署の出し直しを待っています。"
_GIVEN = "部長が{day}確認しました。"
_CHANGED = "様式を配った後で、写したもとの内容が変わりました。確認事項を見てください。"
_PENDING = "この後に届いたファイルは誤りがあり、差し戻しています。"


def build_coverage_view(facts: RoundFacts) -> CoverageView:
    """Return a row for each department; one without a sheet is not counted among those expected."""
    rows_of = Counter(
        (r.department.code, r.table) for r in facts.records if r.table is not None or not facts.form.tables
    )
    names = facts.labels_of_departments()
    rows = tuple(
        _row(number, covered, names[covered.department.code], rows_of, facts)
        for number, covered in enumerate(facts.coverage, start=1)
    )
    return CoverageView.of(rows)


def _row(
    number: int, covered: Coverage, label: str, rows_of: Counter[tuple[str, str | None]], facts: RoundFacts
) -> CoverageRow:
    department = covered.department
    table_rows = {table.name: rows_of[department.code, table.name] for table in facts.form.tables}
    rows = sum(table_rows.values()) if table_rows else rows_of[department.code, None]
    received = covered.first_accepted or covered.received
    source = None
    if covered.sha256 is not None:
        source = SourceRef(file_name(covered.path or ""), facts.links.get(covered.sha256), "", "")
    aside = [file for file in unidentified_of(facts) if file.department_code == covered.department.code]
    notes = [_CHANGED] if covered.changed else []
    for verdict in dict.fromkeys(file.verdict for file in aside):
        files = "、".join(file_name(file.path) for file in aside if file.verdict == verdict)
        notes.append(f"{verdict}したファイルがあります（{files}）。確認事項を見てください。")
    return CoverageRow(
        number=number,
        division=department.division,
        department=label,
        full_name=department.named_in(facts.ward, full=True),
        state=covered.state,
        state_label=covered.state.label,
        received=received,
        received_label=date_label(received, facts.calendar) if received else "",
        corrected=covered.corrected,
        corrected_label=date_label(covered.corrected, facts.calendar) if covered.corrected else "",
        days_late=covered.days_late,
        errors=covered.errors,
        warnings=covered.warnings,
        rows=rows if covered.state in ANSWERED else None,
        table_rows=table_rows,
        source=source,
        note=_note(covered, facts),
        aside="".join(notes),
        contact=department.contact,
        ward=department.ward.name,
        handed=date_label(day, facts.calendar) if (day := facts.handed.get(department.code)) else "",
    )


def _note(covered: Coverage, facts: RoundFacts) -> str:
    """Return what is said of a department's state, and of what the head of its 部 said."""
    note = _PENDING if covered.pending_sha256 else _NOTES.get(covered.state, "")
    said = covered.confirmation
    if covered.state is State.UNCONFIRMED:
        return (_NOT_GIVEN.format(answer=said.answer) if said else _UNCONFIRMED) + note
    day = f"{date_label(said.day, facts.calendar)}に" if said and said.day else ""
    return note + (_GIVEN.format(day=day) if said else "")
