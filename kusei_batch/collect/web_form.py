"""From the answers of a web form to a submission: counted, copied and dated as 取込 of the master says.

An entry stands where it can be found again in the export: a text or a day in its own cell, a count in the cell of the
first answer that was counted.
"""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property

from kusei_batch.collect.web_answers import Line, WebAnswers, find_columns
from kusei_batch.collect.web_checks import QUOTED, SHOWN_LINES, check_headings, check_moments, shown_lines
from kusei_batch.collect.web_moments import read_moment
from kusei_batch.core.dates import DateReader
from kusei_batch.core.form import Field, Form, Table
from kusei_batch.core.import_rule import BLANK_WORD, ImportRule, Taking
from kusei_batch.core.problem import Location, Problem
from kusei_batch.core.row_key import OwnKeys, RowKey
from kusei_batch.core.submission import Entry, IssuedSheet, Row, Submission
from kusei_batch.core.text.hint import suggest
from kusei_batch.core.text.notation import comparable, one_line
from kusei_batch.core.values import BLANK, Cell, CellKind, text_cell
from kusei_batch.xlsx.reference import address

READ = "web-form-read"
_SEPARATORS = (r"\n", "[;；]", "[,，]", "[、]", "[|｜]", "[/／]", "[・･]", r"[,;、，；\n]")
"""What web forms put between answers, each by itself, and at last any of the usual ones."""


@dataclass(frozen=True, slots=True)
class WebSheet:
    """The sheet that answers are for; those of before `since` (None: of any day) are another round's.

    `name` is what a spreadsheet calls the sheet on which it opens the export.
    """

    form: Form
    issued: IssuedSheet
    name: str = "CSV"
    since: dt.date | None = None


def read_web_answers(
    answers: WebAnswers, rules: Sequence[ImportRule], sheet: WebSheet, dates: DateReader, sha256: str
) -> tuple[Submission, Form, list[Problem]]:
    """Return what the answers say in the sheet's fields, the form with room for it, and what was found on the way."""
    taken = _Taken(answers, rules, sheet, dates)
    problems = [
        *check_headings(answers, rules, sheet.name),
        *check_moments(answers, rules, sheet.name, dates),
        *taken.check_rules(),
    ]
    head = Row(None, None, taken.head())
    tables = {table.name: tuple(taken.rows(table)) for table in sheet.form.tables}
    # An export is bound to no cells: there is room for as many rows as it brings.
    counts = {name: len(rows) for name, rows in tables.items()}
    roomy = (
        replace(t, max_rows=max(t.max_rows, counts[t.name]), usual_rows=max(t.usual_rows, counts[t.name]))
        for t in sheet.form.tables
    )
    form = replace(sheet.form, tables=tuple(roomy))
    return Submission(sha256, head, tables), form, [*problems, *taken.found, taken.summary()]


@dataclass
class _Taken:
    """The lines of an export that count, read by the rules."""

    answers: WebAnswers
    rules: Sequence[ImportRule]
    sheet: WebSheet
    dates: DateReader
    found: list[Problem] = field(default_factory=list)
    left_out: dict[str, int] = field(default_factory=dict)

    @cached_property
    def columns(self) -> dict[str, int]:
        """The column of each heading of the rules."""
        return find_columns(self.answers.headings, self.rules)

    def of(self, taking: Taking, table: str | None = None) -> list[ImportRule]:
        """Return the rules of a kind, of a table."""
        return [rule for rule in self.rules if rule.taking is taking and table in (None, rule.table)]

    def text(self, rule: ImportRule, fields: Sequence[str]) -> str:
        """Return what stands in a rule's column of a line."""
        column = self.columns.get(rule.heading, len(fields))
        return fields[column].strip() if column < len(fields) else ""

    def place(self, rule: ImportRule, number: int) -> str:
        """Return the cell of a rule's column in a row; of a rule without a column, the first one of it."""
        return address(number, self.columns.get(rule.heading, 0) + 1)

    @cached_property
    def lines(self) -> list[Line]:
        """The lines that count: no trials, of two of one number the later, none of another round."""
        trials = self.of(Taking.EXCLUDE)
        kept = [x for x in self.answers.lines if not any(comparable(self.text(r, x[1])) in r.words for r in trials)]
        self.left_out["試験などの行"] = len(self.answers.lines) - len(kept)
        latest = self.latest(kept)
        self.left_out["同じ受付番号の古い行"] = len(kept) - len(latest)
        since = self.sheet.since
        here = [x for x in latest if since is None or (came := self.moment(x[1])) is None or came.date() >= since]
        self.left_out["前の回の行"] = len(latest) - len(here)
        return here

    def latest(self, lines: Sequence[Line]) -> list[Line]:
        rule = next((r for r in self.of(Taking.NUMBER) if r.heading in self.columns), None)
        if rule is None:
            return list(lines)
        last: dict[str, Line] = {}
        for line in lines:
            number = comparable(self.text(rule, line[1])) or f"\n{line[0]}"
            before = last.get(number)
            if before is None or self.order(line) >= self.order(before):
                last[number] = line
        kept = set(map(id, last.values()))
        return [line for line in lines if id(line) in kept]

    def order(self, line: Line) -> dt.datetime:
        return self.moment(line[1]) or dt.datetime.combine(dt.date.min, dt.time())

    def moment(self, fields: Sequence[str]) -> dt.datetime | None:
        """Return when an answer came."""
        rule = next(iter(self.of(Taking.MOMENT)), None)
        return read_moment(self.text(rule, fields), self.dates) if rule else None

    def head(self) -> dict[str, Entry]:
        """Return the entries outside tables."""
        entries = {f.name: Entry(BLANK, f.sheet, f.cells[0]) for f in self.sheet.form.entries_of(None)}
        for rule in self.rules:
            if rule.taking is Taking.COUNT:
                first = self.lines[0][0] if self.lines else 1
                entries[rule.field] = Entry(_number(len(self.lines)), self.sheet.name, self.place(rule, first))
            elif rule.taking in (Taking.FIRST_DAY, Taking.LAST_DAY):
                entries |= self.day(rule)
        return entries

    def day(self, rule: ImportRule) -> dict[str, Entry]:
        moment = next((r for r in self.of(Taking.MOMENT)), rule)
        days = [(came.date(), number) for number, fields in self.lines if (came := self.moment(fields))]
        if not days:
            return {}
        day, number = (min if rule.taking is Taking.FIRST_DAY else max)(days)
        return {rule.field: Entry(text_cell(day.isoformat()), self.sheet.name, self.place(moment, number))}

    def rows(self, table: Table) -> Iterator[Row]:
        """Yield the rows of a table: those it was issued with, then one a text that is copied."""
        keys = self.sheet.issued.rows.get(table.name, ())
        counted = self.tallies(table.name)
        for index, key in enumerate(keys):
            yield Row(table.name, index + 1, {**self.blank_entries(table.name, index), **counted.get(index, {})}, key)
        own, taken = OwnKeys.of(self.sheet.issued.sheet_id, table.name, self.sheet.form), {key.row_id for key in keys}
        for number, entries in enumerate(self.copies(table.name), len(keys) + 1):
            key = next(key for n in itertools.count(number) if (key := own.numbered(n)).row_id not in taken)
            taken.add(key.row_id)
            yield Row(table.name, number, {**self.blank_entries(table.name, number - 1), **entries}, key)

    def blank_entries(self, table: str, index: int) -> dict[str, Entry]:
        fields = self.sheet.form.entries_of(table)
        return {f.name: Entry(BLANK, f.sheet, f.cells[min(index, len(f.cells) - 1)]) for f in fields}

    def copies(self, table: str) -> Iterator[dict[str, Entry]]:
        """Yield the entries of each answer that says anything under the first of the headings that are copied."""
        rules = [rule for rule in self.of(Taking.COPY, table) if rule.heading in self.columns]
        for number, fields in self.lines if rules else ():
            if self.text(rules[0], fields):
                yield {
                    r.field: Entry(text_cell(_meant(r, self.text(r, fields))), self.sheet.name, self.place(r, number))
                    for r in rules
                }

    def tallies(self, table: str) -> dict[int, dict[str, Entry]]:
        """Return, by the place of a row, what was counted in it."""
        counted: dict[int, dict[str, Entry]] = {}
        for rule in self.of(Taking.TALLY, table):
            if rule.heading in self.columns:
                for row, name, entry in self.tally(rule):
                    counted.setdefault(row, {})[name] = entry
        return counted

    def tally(self, rule: ImportRule) -> Iterator[tuple[int, str, Entry]]:
        """Yield row, field and count of the answers under a heading; what cannot be counted is noted."""
        names, own = self.words_of(rule), self.row_of(rule.table, rule.row) if rule.row else None
        if rule.row and own is None:
            return
        lines: dict[str, list[int]] = {name: [] for name in names.values()}
        unknown: dict[str, list[int]] = {}
        for number, fields in self.lines:
            for word in split_answers(rule, self.text(rule, fields), names):
                name = names.get(comparable(_meant(rule, word)))
                (lines[name] if name is not None else unknown.setdefault(word, [])).append(number)
        for name, numbers in lines.items():
            entry = Entry(_number(len(numbers)), self.sheet.name, self.place(rule, numbers[0] if numbers else 1))
            yield (own, name, entry) if own is not None else (int(name), rule.field, entry)
        self.found += [self.unknown_word(rule, word, numbers, names) for word, numbers in unknown.items()]

    def words_of(self, rule: ImportRule) -> dict[str, str]:
        """Return what an answer may be, as compared: the number field it is counted in, or the place of its row."""
        if rule.row:
            fields = [f for f in self.sheet.form.entries_of(rule.table) if f.type.is_number]
            return {comparable(f.name): f.name for f in fields}
        keys = self.sheet.issued.rows.get(rule.table, ())
        return {text: str(i) for i in range(len(keys)) for text in self.names_of_row(rule.table, i) if text}

    def names_of_row(self, table: str, index: int) -> list[str]:
        """Return what a row may be called: its ID in its list, and what is printed in it."""
        key = self.sheet.issued.rows[table][index]
        shown = [f for f in self.sheet.form.fields_of(table) if f.is_previous]
        texts = [self.sheet.issued.stamped.get(f.qualified, ()) for f in shown]
        listed = key.list_id((self.sheet.issued.department_code,)) or key.row_id
        return [comparable(listed), *(comparable(column[index]) for column in texts if index < len(column))]

    def row_of(self, table: str, name: str) -> int | None:
        keys: Sequence[RowKey] = self.sheet.issued.rows.get(table, ())
        return next((i for i in range(len(keys)) if comparable(name) in self.names_of_row(table, i)), None)

    def unknown_word(self, rule: ImportRule, word: str, numbers: Sequence[int], names: Mapping[str, str]) -> Problem:
        known = [name for name in names.values() if not name.isdigit()]
        hint = suggest(word, known) if known else ""
        place = Location(self.sheet.name, tuple(self.place(rule, n) for n in numbers[:SHOWN_LINES]))
        words = {
            "heading": one_line(rule.heading, QUOTED),
            "word": one_line(word, QUOTED),
            "lines": shown_lines(numbers),
        }
        return Problem.of("web-form-word-unknown", place, **words, count=str(len(numbers)), hint=hint)

    def check_rules(self) -> Iterator[Problem]:
        """Yield the rules that name a table, row or field the form does not have."""
        for rule in self.rules:
            fault = rule_fault(rule, self.sheet.form)
            if fault is None and rule.row and self.row_of(rule.table, rule.row) is None:
                fault = rule.row
            if fault is not None:
                yield Problem.of("import-unknown-name", rule.place, name=fault, heading=one_line(rule.heading, QUOTED))

    def summary(self) -> Problem:
        """Return what became of the lines."""
        left = "、".join(f"{why}{count}件" for why, count in self.left_out.items() if count)
        words = {"lines": str(len(self.answers.lines)), "counted": str(len(self.lines))}
        return Problem.of(READ, Location(self.sheet.name), **words, left=f"（除いたもの：{left}）" if left else "")


def rule_fault(rule: ImportRule, form: Form) -> str | None:
    """Return the name in a rule that the form does not have."""
    if rule.table and rule.table not in {table.name for table in form.tables}:
        return rule.table
    fields: Sequence[Field] = form.entries_of(rule.table or None)
    return rule.field if rule.field and rule.field not in {f.name for f in fields} else None


def split_answers(rule: ImportRule, text: str, names: Mapping[str, str]) -> list[str]:
    """Return the answers in a cell: the whole where it is known, else what stands between separators."""
    if not text or _meant(rule, text) == BLANK_WORD:
        return [""] if "" in rule.words else []
    if rule.row or comparable(_meant(rule, text)) in names:
        return [text if comparable(_meant(rule, text)) in names else text.rstrip(";；,、 ")]
    # A choice may itself have the sign that stands between others: 「手続、届出;電話」.
    ways = [[word for part in re.split(sign, text) if (word := part.strip())] for sign in _SEPARATORS]
    known = (words for words in ways if all(comparable(_meant(rule, word)) in names for word in words))
    parts = next(known, ways[-1])
    # Whoever names one thing by two of its names is one person.
    return list({comparable(_meant(rule, word)): word for word in reversed(parts)}.values())[::-1]


def _meant(rule: ImportRule, word: str) -> str:
    """Return the word that an answer stands for."""
    return rule.words.get(comparable(word), word)


def _number(count: int) -> Cell:
    return Cell(CellKind.NUMBER, str(count), Decimal(count))
