"""The letters of a ward, each from a template that a coordinator edits: a Word draft, or a text to be pasted."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from kusei_batch.core.problem import Problem, SettingsError
from kusei_batch.report.kept_templates import TemplateFile
from kusei_batch.report.letter_names import letter_names, sample_letters
from kusei_batch.report.templating.shown import Shown
from kusei_batch.report.views.letter_view import LetterFacts
from kusei_batch.report.ward_report import WardReport

if TYPE_CHECKING:
    from jinja2 import nodes

    from kusei_batch.report.templating.template_places import Places

TEXT = ".txt"


def make_letter(template: TemplateFile, facts: LetterFacts, day: dt.date) -> WardReport:
    """Return the template filled in; the same facts give the same bytes.

    Raise SettingsError, with the place in Japanese, where the template asks for something that is not there.
    """
    from kusei_batch.report.templating.tags import PaperError

    try:
        return _make_text(template, facts) if template.name.endswith(TEXT) else _make_document(template, facts, day)
    except PaperError as error:
        raise SettingsError([error.problem]) from error


def _make_text(template: TemplateFile, facts: LetterFacts) -> WardReport:
    from kusei_batch.report.letter_text import fill_text, read_letter_text

    text, names = read_letter_text(template), letter_names(facts)
    told = fill_text(text, names, template.name)
    dateless = fill_text(text, letter_names(facts.dated("")), template.name)
    # With a byte order mark and Windows' line ends, for every version of its editor.
    content = told.replace("\n", "\r\n").encode("utf-8-sig")
    return WardReport(content, hashlib.sha256(dateless.encode()).hexdigest(), told != dateless, is_by_day=False)


def _make_document(template: TemplateFile, facts: LetterFacts, day: dt.date) -> WardReport:
    from kusei_batch.report.paper import word_template as paper
    from kusei_batch.report.templating.printed_day import PrintedDay

    opened = paper.open_template(template)
    by_day = not opened.prints_day_alone
    told = facts if by_day else facts.dated(PrintedDay(facts.as_of))
    filled = paper.fill_template(opened, letter_names(told), template.name)
    title = f"{facts.round}　{template.name.removesuffix('.docx')}"
    return WardReport(filled.dated(title, day, facts.as_of), filled.says(title), filled.prints_day, by_day)


def check_letter_template(path: TemplateFile) -> list[Problem]:
    """Return every fault of a letter's template."""
    return check_draft_template(path, [letter_names(facts) for facts in sample_letters()])


def check_draft_template(path: TemplateFile, samples: Sequence[Shown]) -> list[Problem]:
    """Return every fault of a template; where none is seen in the tags, the first met in filling in the samples."""
    from kusei_batch.report.templating.sample_rendering import find_fault
    from kusei_batch.report.templating.tags import PaperError
    from kusei_batch.report.templating.tree import check_tree, distinct

    try:
        trees, places = _read_text(path) if path.name.endswith(TEXT) else _read_document(path)
    except PaperError as error:
        return [error.problem]
    found = [
        places.located(problem, problem.params["name"])
        for tree in trees
        for problem in check_tree(tree, None, path.name, samples[0])
    ]
    faults = distinct(found) or find_fault(partial(_fill, path, names) for names in samples)
    return [*_told_changes(path), *faults]


def _told_changes(path: TemplateFile) -> list[Problem]:
    from kusei_batch.report.paper.word_template import open_template, tell_tracked_changes

    return [] if path.name.endswith(TEXT) else tell_tracked_changes(open_template(path), path.name)


def _fill(path: TemplateFile, names: Mapping[str, object]) -> None:
    from kusei_batch.report.letter_text import fill_text, read_letter_text
    from kusei_batch.report.paper.word_template import fill_template, open_template

    if path.name.endswith(TEXT):
        fill_text(read_letter_text(path), names, path.name)
    else:
        fill_template(open_template(path), names, path.name)


def _read_text(path: TemplateFile) -> tuple[list[nodes.Template], Places]:
    from kusei_batch.report.letter_text import read_letter_text, read_text_tags

    return read_text_tags(read_letter_text(path), path.name)


def _read_document(path: TemplateFile) -> tuple[list[nodes.Template], Places]:
    from kusei_batch.report.paper.paper_check import read_tags
    from kusei_batch.report.paper.word_places import places_in_document
    from kusei_batch.report.paper.word_template import open_template

    template = open_template(path)
    places = places_in_document(template.template_file)
    return list(read_tags(template, path.name, places)), places
