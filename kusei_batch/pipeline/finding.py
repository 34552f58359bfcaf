"""照会: where in all years and wards something was written about, and what became of it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import compress
from operator import attrgetter, not_
from pathlib import Path

from kusei_batch.config import Workspace
from kusei_batch.consolidate.alike_texts import AlikeTexts, Statement
from kusei_batch.consolidate.usual_texts import read_usual_texts
from kusei_batch.core.form import FieldType
from kusei_batch.core.record import HIDDEN, WITHHELD, Record
from kusei_batch.core.text.cleaning import clean_words
from kusei_batch.core.text.notation import comparable
from kusei_batch.disk import write_atomic
from kusei_batch.errors import UsageError
from kusei_batch.ledger import Ledger
from kusei_batch.pipeline.session import look_into
from kusei_batch.pipeline.status.forms_as_issued import kept_forms
from kusei_batch.pipeline.status.history import History
from kusei_batch.report.found_note import NOTE, FoundFacts, make_note
from kusei_batch.report.views.found_view import FoundPassage, FoundRow
from kusei_batch.report.views.wording import value_label

_PROSE = (FieldType.TEXT, FieldType.LONG_TEXT)
_MOST_NEAR = 10
"""The most rows that are shown because they are near, though they do not have the words."""


def find_words(workspace: Workspace, words: str) -> list[FoundRow]:
    """Return the rows of all years in which every word stands, the latest year first; then those that are near.

    Of a row everything is shown that its department wrote of it in the rounds of a year. Texts that are withheld are
    not looked into. Raise UsageError where nothing is asked.
    """
    asked = [comparable(word) for word in words.split()]
    if not any(asked):
        raise UsageError("探す言葉がありません。", '例えば kusei find "待ち時間" のように書きます。')
    with look_into(workspace) as ledger:
        rows = list(_rows(workspace, ledger))
    has_words = [all(any(word in comparable(p.text) for p in row.passages) for word in asked) for row in rows]
    found, others = list(compress(rows, has_words)), list(compress(rows, map(not_, has_words)))
    alike = AlikeTexts([Statement("\n".join(p.text for p in row.passages)) for row in others], read_usual_texts())
    near = [others[place].with_nearness(value) for place, value in alike.near(words)[:_MOST_NEAR]]
    return [*sorted(found, key=attrgetter("fiscal_year"), reverse=True), *near]


def write_note(workspace: Workspace, words: str, found: Sequence[FoundRow], path: Path, day: dt.date) -> None:
    """Write what was found as a Word note of one page.

    Raise SettingsError where the template asks for something that is not there, CannotRunError where `path` cannot be
    written.
    """
    master, settings = workspace.master, workspace.settings
    facts = FoundFacts(
        words,
        settings.city,
        settings.committee,
        settings.contact,
        workspace.calendar.date_label(day),
        tuple(ward.name for ward in master.wards),
        tuple(found),
    )
    write_atomic(path, make_note(workspace.paper_template(NOTE), facts, workspace.calendar, day))


def _rows(workspace: Workspace, ledger: Ledger) -> Iterator[FoundRow]:
    """Yield every row of every year, in the order of years and departments, with what was written of it."""
    history, form_of = History(workspace, ledger), kept_forms(workspace, ledger)
    begun = {key: round_.opens for key, round_ in ledger.rounds().items()}
    told: dict[tuple[int, str], dict[str, FoundPassage]] = defaultdict(dict)
    answers: dict[tuple[int, str], dict[str, str]] = defaultdict(dict)
    first: dict[tuple[int, str], Record] = {}
    for year, name in sorted(begun, key=lambda key: (key[0], begun[key])):
        forms = {sheet.sheet_id: form_of(sheet) for sheet in history.sheets(year, name)}
        for record in history.shown_records(year, name):
            form = forms.get(record.sheet_id)
            row = year, record.key.row_id or record.sheet_id
            first.setdefault(row, record)
            for field in form.fields if form else ():
                value = record.fields.get(field.name)
                # What the program shows is written elsewhere: a list's sentence is no department's.
                if field.table != record.table or not field.is_entry or value in (None, "", WITHHELD, HIDDEN):
                    continue
                if field.type in _PROSE and isinstance(value, str):
                    cell = record.source.cells.get(field.name, "")
                    told[row][field.name] = FoundPassage(field.name, clean_words(value), name, record.source, cell)
                elif field.type in (FieldType.CHOICE, FieldType.CHOICES):
                    answers[row][field.name] = value_label(value, workspace.calendar)
    for (year, row_id), record in first.items():
        key = year, row_id
        if told[key]:
            yield FoundRow(year, record.department, row_id, tuple(told[key].values()), answers[key])
