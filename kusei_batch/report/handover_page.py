"""引継書: the page for whoever takes over, from a Word template that a coordinator edits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from kusei_batch.core.problem import Problem, SettingsError
from kusei_batch.core.text.cleaning import clean_text
from kusei_batch.report.kept_templates import TemplateFile
from kusei_batch.report.templating.shown import Shown
from kusei_batch.report.views.handover_view import HandoverFacts, Named, RoundCell
from kusei_batch.report.ward_letter import check_draft_template
from kusei_batch.report.ward_report import WardReport

HANDOVER = "引継書.docx"
"""The template of the page."""


def make_handover(template: TemplateFile, facts: HandoverFacts, day: dt.date) -> WardReport:
    """Return the page; raise SettingsError where the template asks for something that is not there."""
    from kusei_batch.report.paper.word_template import fill_template, open_template
    from kusei_batch.report.templating.tags import PaperError

    title = "引継書"
    try:
        filled = fill_template(open_template(template), handover_names(facts), template.name)
    except PaperError as error:
        raise SettingsError([error.problem]) from error
    # Most of what it tells holds as of its day.
    return WardReport(filled.dated(title, day, facts.as_of), filled.says(title), filled.prints_day, is_by_day=True)


def handover_names(facts: HandoverFacts) -> Shown:
    """Return what the template may use."""
    return {
        "市名": facts.city,
        "呼び名": facts.words.named(),
        "年度の場所": facts.year_at,
        "年度": facts.year,
        "日付": facts.as_of,
        "委員会": facts.committee,
        "概要": facts.about,
        "場所": _named(facts.places),
        "パソコン": facts.computer,
        "夜間処理": [clean_text(text) for text in facts.night],
        "回": [{"左": _round(left), "右": _round(right)} for left, right in facts.rounds],
        "ほかの回": facts.more_rounds,
        "待っていること": [clean_text(text) for text in facts.waiting],
        "決定の場所": facts.link,
        "設定": [clean_text(text) for text in facts.settings],
        "連絡先": _named(facts.contacts),
        "控え": [clean_text(text) for text in facts.backup],
        "予定": _named(facts.coming),
    }


def _named(told: Sequence[Named]) -> list[Shown]:
    return [{"名前": one.name, "本文": clean_text(one.text)} for one in told]


def _round(one: RoundCell) -> Shown:
    return {"名前": clean_text(one.name), "期限": one.due, "状況": one.told}


def check_handover_template(template: TemplateFile) -> list[Problem]:
    """Return every fault of the template, tried on a workspace with much to hand over, and on a new one."""
    said, some = "見本", [Named("見本", "見本")]
    cells = [(RoundCell(said, said, said), RoundCell())]
    full = HandoverFacts(
        said, said, said, said, said, some, said, [said], cells, 1, [said], said, [said], some, [said], some
    )
    new = HandoverFacts(said, said, said, "", said, [], said, [], [], 0, [], "", [], [], [], [])
    return check_draft_template(template, [handover_names(full), handover_names(new)])
