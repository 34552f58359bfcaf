"""A part of a past list as the submission of one department: its rows, what they show, and a form with room for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from kusei_batch.collect.past_list import PastLine
from kusei_batch.core.form import Field, Form, Necessity
from kusei_batch.core.import_rule import ImportRule, Taking
from kusei_batch.core.problem import Location, Problem
from kusei_batch.core.row_key import OwnKeys, RowKey
from kusei_batch.core.submission import Entry, IssuedSheet, Row, Submission
from kusei_batch.core.text.notation import comparable
from kusei_batch.core.values import TypedValue, text_cell

RowIds = dict[tuple[str, int], str]
"""The ID that a line's row has in a sheet that another form of the same year begins with, by sheet and line."""


@dataclass(frozen=True)
class PastSheet:
    """What a department's part of a list says: as if a sheet with these rows had been issued and handed in."""

    form: Form
    issued: IssuedSheet
    submission: Submission
    problems: Sequence[Problem]


def past_rule_fault(rule: ImportRule, form: Form) -> str | None:
    """Return the name in a rule that the form does not have, or that no list can say."""
    if rule.table and rule.table not in {table.name for table in form.tables}:
        return rule.table
    fields = [f.name for f in form.fields_of(rule.table or None) if f.is_entry or f.is_previous]
    return rule.field if rule.field and rule.field not in fields else None


@dataclass
class PastReading:
    """One part of a list read for one form; `ids` are shared by the forms of a year, so that rows go on."""

    form: Form
    rules: Sequence[ImportRule]
    blank: IssuedSheet
    ids: RowIds
    found: list[Problem] = field(default_factory=list)

    def read(self, lines: Sequence[PastLine], sha256: str) -> PastSheet:
        """Return the lines as rows of the tables that the rules name, and as the head."""
        rows: dict[str, tuple[RowKey, ...]] = {}
        tables: dict[str, tuple[Row, ...]] = {}
        shown: dict[str, tuple[Entry, ...]] = {}
        for table in self.form.tables:
            own = [rule for rule in self._copies(table.name) if rule.table == table.name]
            kept = self._without_doubles(own, [x for x in lines if any(x.entry(rule) for rule in own)])
            keys = self._keys(table.name, kept)
            tables[table.name] = tuple(
                Row(
                    table.name,
                    number,
                    {r.field: self._meant(r, line) for r in own if self._field(r).is_entry and line.entry(r)},
                    key,
                )
                for number, (line, key) in enumerate(zip(kept, keys, strict=True), 1)
            )
            previous = [r for r in own if self._field(r).is_previous]
            for rule in previous:
                shown[self._field(rule).qualified] = tuple(self._meant(rule, line) for line in kept)
            if previous or table.is_fixed:
                rows[table.name] = tuple(keys)
        entries: dict[str, Entry] = {}
        for rule in self._copies(""):
            line = next((x for x in lines if x.entry(rule)), None)
            if line and self._field(rule).is_entry:
                entries[rule.field] = self._meant(rule, line)
        stamped = {name: tuple(entry.cell.text for entry in column) for name, column in shown.items()}
        values: dict[str, tuple[TypedValue, ...]] = {
            name: tuple(text or None for text in column) for name, column in stamped.items()
        }
        issued = replace(self.blank, rows=rows, stamped=stamped, values=values)
        submission = Submission(sha256, Row(None, None, entries), tables, shown)
        return PastSheet(self._roomy(tables), issued, submission, self.found)

    def _copies(self, table: str) -> list[ImportRule]:
        return [r for r in self.rules if r.taking is Taking.COPY and r.table == table]

    def _field(self, rule: ImportRule) -> Field:
        return self.form.field(rule.field, rule.table or None)

    def _meant(self, rule: ImportRule, line: PastLine) -> Entry:
        entry = line.entry(rule)
        if entry is None:
            return Entry(text_cell(""), line.sheet, "")
        word = rule.words.get(comparable(entry.cell.shown))
        return entry if word is None else entry._replace(cell=text_cell(word))

    def _without_doubles(self, rules: Sequence[ImportRule], lines: Sequence[PastLine]) -> list[PastLine]:
        """Return the lines; report one that says the same as another and leave it out, report one with its number."""
        said: dict[tuple[str, ...], PastLine] = {}
        numbered: dict[str, PastLine] = {}
        kept = []
        for line in lines:
            words = tuple(e.cell.text.strip() if (e := line.entry(rule)) else "" for rule in rules)
            if words in said:
                self.found.append(Problem.of("past-row-twice", _cells(line), first=f"{said[words].number}行目"))
                continue
            said[words] = line
            number = self._number(line)
            if number and number in numbered:
                first = f"{numbered[number].number}行目"
                self.found.append(Problem.of("past-number-twice", _cells(line), value=number, first=first))
            numbered.setdefault(number, line)
            kept.append(line)
        return kept

    def _number(self, line: PastLine) -> str:
        rule = next((r for r in self.rules if r.taking is Taking.ROW), None)
        entry = line.entry(rule) if rule else None
        return entry.cell.shown.strip() if entry else ""

    def _keys(self, table: str, lines: Sequence[PastLine]) -> list[RowKey]:
        """Return a key for each line: that of the sheet the rows began in, else one of this sheet's own.

        It goes by the 番号 a list gives to its rows, so that a corrected list speaks of the same rows.
        """
        own = OwnKeys.of(self.blank.sheet_id, table, self.form)
        is_fixed, taken, keys = self.form.table(table).is_fixed, set[str](), []
        for place, line in enumerate(lines, 1):
            said = self._number(line)
            number = int(said) if said.isdecimal() and int(said) else place
            known = self.ids.get((line.sheet, line.number)) if is_fixed else None
            list_key = RowKey.of_list(table, self.blank.department_code, f"{self.blank.fiscal_year}-{number}")
            free = list_key if is_fixed and list_key.row_id not in taken else own.free(number, taken)
            key = RowKey(table, known) if known and known not in taken else free
            taken.add(key.row_id)
            self.ids.setdefault((line.sheet, line.number), key.row_id)
            keys.append(key)
        return keys

    def _roomy(self, tables: Mapping[str, Sequence[Row]]) -> Form:
        """Return the form with room for all rows, asking for nothing that the list has no column for."""
        known = {(r.table or None, r.field) for r in self.rules if r.taking is Taking.COPY}
        fields = tuple(
            f if (f.table, f.name) in known else replace(f, necessity=Necessity.OPTIONAL, condition=None)
            for f in self.form.fields
        )
        counts = {name: len(rows) for name, rows in tables.items()}
        roomy = tuple(
            replace(
                t, min_rows=0, usual_rows=max(t.usual_rows, counts[t.name]), max_rows=max(t.max_rows, counts[t.name])
            )
            for t in self.form.tables
        )
        # A rule that marks a field without a column would ask for what nobody was asked.
        checks = tuple(check for check in self.form.checks if check.marked in {name for _, name in known})
        return replace(self.form, fields=fields, tables=roomy, checks=checks)


def _cells(line: PastLine) -> Location:
    return Location(
        line.sheet, tuple(entry.address for entry in line.entries.values() if str(line.number) in entry.address)[:1]
    )
