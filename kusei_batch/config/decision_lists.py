"""`_決定` of マスタ.xlsx: the sheets of 決定.xlsx that a city defines for itself, a row for each of their columns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kusei_batch.config.master_book import read_master_book
from kusei_batch.config.master_sheet import (
    MasterLine,
    MasterSheet,
    find_columns,
    read_sheet,
    sheets_named,
    tell_near_headings,
    tell_twice,
)
from kusei_batch.config.typed_rows import headings_of
from kusei_batch.core.decision_book import FIXED, GUIDE, REMARK
from kusei_batch.core.decision_list import FIRST_HEADINGS, REVISING, DecisionColumn, DecisionList, Role
from kusei_batch.core.expression import ExpressionError, parse_condition
from kusei_batch.core.follow_up import STATE
from kusei_batch.core.form import FieldType
from kusei_batch.core.form_year import FormYear
from kusei_batch.core.problem import Problem
from kusei_batch.core.revision import WORDS
from kusei_batch.core.text.hint import suggest
from kusei_batch.core.text.lengths import is_sheet_name
from kusei_batch.xlsx.package import UnreadableError
from kusei_batch.xlsx.reader import Workbook

SHEET = "_決定"
_NEEDED = ("シート", "列", "区分")
_OPTIONAL = ("型", "選択肢", "単位", "参照", "上限", "完了の条件", "説明")
_TYPES = (
    *(FieldType.TEXT, FieldType.LONG_TEXT, FieldType.INTEGER, FieldType.NUMBER, FieldType.DATE, FieldType.CHOICE),
)
_USUAL = {Role.DECISION: FieldType.CHOICE, Role.DUE: FieldType.DATE}
_UNDATED = ("区", "部署", "方針", "休業日")
"""Sheets of the master that are no lists with years of validity."""
_RESERVED = (*FIRST_HEADINGS, STATE, REMARK)


@dataclass(frozen=True)
class DefinedLists:
    """The sheets that are defined, by name, and what is amiss in their definition."""

    lists: Mapping[str, DecisionList]
    problems: tuple[Problem, ...] = ()


NO_LISTS = DefinedLists({})


def read_decision_lists(path: Path, year: FormYear) -> DefinedLists:
    """Return the sheets that `_決定` defines; none where the master cannot be read, of which others tell.

    A column with a fault is left out; a sheet is left out only where nothing could be decided in it.
    """
    try:
        workbook = read_master_book(path)
    except (OSError, UnreadableError):
        return NO_LISTS
    return _read(workbook, year)


def _read(workbook: Workbook, year: FormYear) -> DefinedLists:
    alike = sheets_named(workbook, SHEET)
    if not alike:
        return NO_LISTS
    found = alike[0]
    columns, faults = find_columns(SHEET, _NEEDED, found.cells)
    told = [*tell_twice(SHEET, alike), *faults]
    if faults:
        return DefinedLists({}, tuple(told))
    optional = {h: find_columns(SHEET, (h,), found.cells)[0].get(h) for h in _OPTIONAL}
    columns |= {heading: column for heading, column in optional.items() if column is not None}
    sheet = read_sheet(SHEET, columns, found)
    lists = dict(_Reading(sheet, year, workbook).lists())
    near = tell_near_headings(SHEET, _OPTIONAL, found.cells)
    return DefinedLists(lists, (*told, *near, *sheet.problems))


@dataclass(frozen=True)
class _Reading:
    sheet: MasterSheet
    year: FormYear
    workbook: Workbook

    def lists(self) -> Iterator[tuple[str, DecisionList]]:
        groups: dict[str, list[MasterLine]] = {}
        for line in self.sheet.lines:
            groups.setdefault(self.sheet.text(line, "シート"), []).append(line)
        for name, lines in groups.items():
            if name and self._is_free(name, lines[0]):
                made = self._list(name, lines)
                if made:
                    yield name, made

    def _is_free(self, name: str, line: MasterLine) -> bool:
        """Return whether a sheet may bear that name; report it otherwise."""
        if not is_sheet_name(name):
            self.sheet.fault("decision-list-bad-name", line, "シート", value=name)
        elif name in (GUIDE, *FIXED) or sheets_named(self.workbook, name):
            self.sheet.fault("decision-list-reserved", line, "シート", value=name)
        else:
            return True
        return False

    def _list(self, name: str, lines: Sequence[MasterLine]) -> DecisionList | None:
        found: list[DecisionColumn] = []
        for line in lines:
            column = self._column(line, [known.name for known in found])
            if column:
                found.append(column)
        decisions = [column for column in found if column.role is Role.DECISION]
        dues = [column for column in found if column.role is Role.DUE]
        if len(decisions) != 1:
            self.sheet.fault("decision-list-one-decision", lines[0], "区分", value=name, count=str(len(decisions)))
        if len(dues) > 1:
            self.sheet.fault("decision-list-one-due", lines[0], "区分", value=name)
        if not decisions:
            return None
        left = [*decisions[1:], *dues[1:]]
        columns = tuple(column for column in found if column not in left)
        self._check_revision(DecisionList(name, columns), lines[0])
        for line in lines:
            self._check_limit(line, columns)
        return self._with_done(DecisionList(name, columns), lines)

    def _text(self, line: MasterLine, heading: str) -> str:
        return self.sheet.text(line, heading, needed=False) if heading in line.cells else ""

    def _column(self, line: MasterLine, known: Sequence[str]) -> DecisionColumn | None:
        sheet, name, word = self.sheet, self.sheet.text(line, "列"), self.sheet.text(line, "区分")
        if name in _RESERVED or name in known:
            sheet.fault("decision-column-taken", line, "列", value=name)
        roles = [role.value for role in Role]
        if word and word not in roles:
            sheet.fault("decision-column-bad-role", line, "区分", value=word, hint=suggest(word, roles))
        if not sheet.is_sound(line):
            return None
        role = Role(word)
        kind = self._type(line, role)
        words = tuple(w.strip() for w in re.split(r"[、,，\n]", self._text(line, "選択肢")) if w.strip())
        if kind is FieldType.CHOICE and not words:
            sheet.fault("decision-column-without-words", line, "選択肢" if "選択肢" in line.cells else "列", value=name)
            if role is not Role.DECISION:
                kind = FieldType.LONG_TEXT
        source = self._text(line, "参照") or (name if role is Role.ANSWER else "")
        if role is Role.TOTALS and "." not in source:
            sheet.fault("decision-column-without-source", line, "参照" if "参照" in line.cells else "列", value=name)
        if role in (*REVISING, Role.CURRENT) and (source or role is Role.CURRENT) and not self._is_in_list(source):
            sheet.fault("decision-column-bad-list", line, "参照", value=source, hint=self._hint_for(source))
            source = ""
        texts = {key: self._text(line, heading) for key, heading in _TEXTS.items()}
        return DecisionColumn(name, role, kind, words, source=source, **texts)

    def _list_headings(self, name: str) -> tuple[str, ...]:
        """Return the headings of a list of the master that may be revised, the ID's first; none of any other sheet."""
        alike = sheets_named(self.workbook, name) if name not in _UNDATED else []
        return tuple(headings_of(alike[0]).values()) if alike else ()

    def _is_in_list(self, source: str) -> bool:
        name, _, heading = source.rpartition(".")
        return heading in self._list_headings(name)

    def _hint_for(self, source: str) -> str:
        name, _, heading = source.rpartition(".")
        lists = [title for title in self.workbook.sheets if title not in _UNDATED and not title.startswith("_")]
        return suggest(heading, self._list_headings(name)) if name in lists else suggest(name, lists)

    def _check_revision(self, made: DecisionList, line: MasterLine) -> None:
        """Report what a sheet lacks by which a list is revised: one list, the row's ID, and a word that does it."""
        lists = list(dict.fromkeys(name for name, _ in (c.revised for c in made.columns) if name))
        for name in lists[1:]:
            self.sheet.fault("decision-list-one-revision", line, "シート", value=made.name, first=lists[0], list=name)
        for name in lists[:1]:
            id_heading = self._list_headings(name)[0]
            if not made.revising(id_heading):
                self.sheet.fault(
                    "decision-list-revises-nothing", line, "シート", value=made.name, list=name, id=id_heading
                )
            if not {*made.decision.words} & {*WORDS}:
                words = "、".join(WORDS)
                self.sheet.fault("decision-list-without-step", line, "シート", value=made.name, list=name, words=words)

    def _type(self, line: MasterLine, role: Role) -> FieldType:
        word, usual = self._text(line, "型"), _USUAL.get(role, FieldType.LONG_TEXT)
        types = [kind.value for kind in _TYPES]
        if role in _USUAL:
            if word and word != usual:
                self.sheet.fault("decision-column-bad-type", line, "型", value=word, hint=f"{role}は{usual}です。")
            return usual
        if word and word not in types:
            self.sheet.fault("decision-column-bad-type", line, "型", value=word, hint=suggest(word, types))
        return FieldType(word) if word in types else usual

    def _check_limit(self, line: MasterLine, columns: Sequence[DecisionColumn]) -> None:
        limit, names = self._text(line, "上限"), [column.name for column in columns]
        own = next((column for column in columns if column.name == self._text(line, "列")), None)
        if limit and (limit not in names or own is None or not own.type.is_number):
            self.sheet.fault("decision-column-bad-limit", line, "上限", value=limit, hint=suggest(limit, names))

    def _with_done(self, made: DecisionList, lines: Sequence[MasterLine]) -> DecisionList:
        said = [line for line in lines if self._text(line, "完了の条件")]
        for line in said[1:]:
            self.sheet.fault("decision-list-one-condition", line, "完了の条件", value=made.name)
        for line in said[:1]:
            try:
                done = parse_condition(self._text(line, "完了の条件"), [c.name for c in made.columns], self.year)
            except ExpressionError as wrong:
                self.sheet.fault("decision-list-bad-condition", line, "完了の条件", reason=f"{wrong}。")
            else:
                return DecisionList(made.name, made.columns, done)
        return made


_TEXTS = {"unit": "単位", "at_most": "上限", "help": "説明"}
