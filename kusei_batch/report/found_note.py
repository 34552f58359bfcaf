"""照会への回答: what was found as a Word note of one page, from a template that a coordinator edits."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from kusei_batch.core.period import Calendar
from kusei_batch.core.problem import Problem, SettingsError
from kusei_batch.core.record import Source
from kusei_batch.core.ward import Department, Ward
from kusei_batch.report.kept_templates import TemplateFile
from kusei_batch.report.templating.shown import Shown
from kusei_batch.report.views.found_view import FoundPassage, FoundRow
from kusei_batch.report.ward_letter import check_draft_template

NOTE = "照会回答.docx"
"""The template of the note."""

_ON_A_PAGE = 1500
"""The characters of passages that a page has room for beside the table of numbers."""


@dataclass(frozen=True, slots=True)
class FoundFacts:
    """What a note is made of: what was asked, who answers on which day, the wards, and what was found."""

    words: str
    city: str
    committee: str
    contact: str
    as_of: str
    wards: tuple[str, ...]
    found: tuple[FoundRow, ...]


def make_note(template: TemplateFile, facts: FoundFacts, calendar: Calendar, day: dt.date) -> bytes:
    """Return the note; raise SettingsError where the template asks for something that is not there."""
    from kusei_batch.report.paper.word_template import fill_template, open_template
    from kusei_batch.report.templating.tags import PaperError

    title = f"「{facts.words}」についての取組"
    try:
        filled = fill_template(open_template(template), note_names(facts, calendar), template.name)
    except PaperError as error:
        raise SettingsError([error.problem]) from error
    return filled.dated(title, day, facts.as_of)


def note_names(facts: FoundFacts, calendar: Calendar) -> Shown:
    """Return what the template may use; rows that are only near are told apart from those that have the words."""
    having = [row for row in facts.found if row.has_words]
    told: list[Shown] = []
    room = _ON_A_PAGE
    for row in facts.found:
        passages = row.telling(facts.words)
        room -= 60 + sum(len(passage.text) + 70 for passage in passages)
        if told and room < 0:
            break
        told.append(
            {
                "年度": calendar.fiscal_label(row.fiscal_year),
                "区名": row.department.ward.name,
                "部署名": row.department.name,
                "近い": not row.has_words,
                "文": [{"項目": p.field, "本文": p.text, "回": p.round, "場所": p.place} for p in passages],
                "答え": [{"項目": name, "値": label} for name, label in row.answers.items() if label],
            }
        )
    counts = Counter((row.fiscal_year, row.department.ward.name) for row in having)
    years = sorted({row.fiscal_year for row in having}, reverse=True)
    return {
        "語": facts.words,
        "市名": facts.city,
        "委員会": facts.committee,
        "問合せ先": facts.contact,
        "日付": facts.as_of,
        "件数": len(having),
        "近い件数": len(facts.found) - len(having),
        "年度別": [
            {
                "年度": calendar.fiscal_label(year),
                "件数": sum(counts[year, ward] for ward in facts.wards),
                "区別": [{"区名": ward, "件数": counts[year, ward]} for ward in facts.wards if counts[year, ward]],
            }
            for year in years
        ],
        "取組": told,
        "ほか": len(facts.found) - len(told),
    }


def check_note_template(template: TemplateFile, calendar: Calendar) -> list[Problem]:
    """Return every fault of the template, tried on what was found, on what is only near, and on nothing."""
    said = "見本"
    department = Department("1", Ward("1", said), "", said, 1, "")
    passage = FoundPassage(said, said, said, Source("", said, {}), "A1")
    row = FoundRow(2026, department, said, (passage,), {said: said})
    found = ((row, row.with_nearness(0.5)), (row.with_nearness(0.5),), ())
    facts = [FoundFacts(said, said, said, said, said, (said,), rows) for rows in found]
    return check_draft_template(template, [note_names(one, calendar) for one in facts])
