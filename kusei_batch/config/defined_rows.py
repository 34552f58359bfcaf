"""The rows of a sheet of 決定.xlsx that the city defines: words, days and sums read, each slip told at its cell.

A slip costs the cell it is in: the row stays, and counts with the rest of what stands in it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from kusei_batch.config.master_sheet import WARD, MasterLine, MasterSheet
from kusei_batch.core.dates import DateReader, sure_day
from kusei_batch.core.decision_list import (
    DEPARTMENT,
    DEPARTMENT_NAME,
    ID,
    YEAR,
    DecisionColumn,
    DecisionList,
    Role,
)
from kusei_batch.core.elsewhere import leads_elsewhere
from kusei_batch.core.follow_up import STATE
from kusei_batch.core.form import FieldType
from kusei_batch.core.period import Calendar, parse_fiscal_year
from kusei_batch.core.text.characters import seen_only
from kusei_batch.core.text.hint import suggest
from kusei_batch.core.text.notation import close_up, comparable
from kusei_batch.core.values import CellKind
from kusei_batch.core.ward import Department, MasterListRow

_AMOUNT = re.compile(r"(\d[\d,]*(?:\.\d+)?)(\D*)")
_MONEY = {"円": 1, "千円": 1000, "万円": 10_000, "百万円": 1_000_000, "億円": 100_000_000}
_WORDED = (FieldType.TEXT, FieldType.LONG_TEXT)
_SHORT = 10
"""Characters: more than 〃, 同上 or 別紙のとおり is a text of its own."""
_SEPARATOR = re.compile(r"[、,，\n]+")


@dataclass(frozen=True)
class DefinedRowReader:
    """What reading needs to know: the departments, the calendar, the fiscal year it is."""

    departments: Sequence[Department]
    calendar: Calendar
    fiscal_year: int | None = None

    def read(self, sheet: MasterSheet, defined: DecisionList) -> tuple[MasterListRow, ...]:
        """Return every row that has an ID and a year, decided or not; slips are noted in the sheet."""
        seen: dict[tuple[str, str], str] = {}
        rows = []
        for line in sheet.lines:
            key = sheet.text(line, ID, needed=False), sheet.text(line, YEAR, needed=False)
            if not all(key):
                continue
            place = sheet.place(line, ID)
            if seen.setdefault(key, place) != place:
                sheet.fault("decision-id-twice", line, ID, value=key[0], first=seen[key])
                continue
            year = parse_fiscal_year(key[1], self.calendar.eras)
            if year is None:
                sheet.fault("master-bad-year", line, YEAR, value=key[1])
                year = self.fiscal_year
            rows.append(self._row(sheet, line, defined, year))
        return tuple(rows)

    def _row(self, sheet: MasterSheet, line: MasterLine, defined: DecisionList, year: int | None) -> MasterListRow:
        texts = {h: seen_only(line.cells[h].text).strip() for h in sheet.columns}
        texts = {**dict.fromkeys(defined.headings, ""), **texts}
        for column in defined.columns:
            if column.is_entry and column.name in line.cells:
                texts[column.name] = self._entry(sheet, line, column)
        self._check_limits(sheet, line, defined, texts)
        concerned = self._departments(sheet, line)
        texts[DEPARTMENT] = "、".join(concerned)
        places = sorted({place for code in concerned for place in self._places.get(code, ())})
        texts[DEPARTMENT_NAME] = "、".join(self.departments[place].name for place in places)
        if defined.done:
            texts[STATE] = defined.state(texts)
        if defined.due and defined.is_decided(texts) and not texts[defined.due] and not defined.is_done(texts):
            sheet.remark("decision-without-due", line, defined.due if defined.due in line.cells else ID)
        is_over = defined.done is None or defined.is_done(texts)
        return MasterListRow(
            texts=texts,
            ward_code=texts.get(WARD) or None,
            department_codes=frozenset(concerned),
            first_year=year,
            last_year=year if is_over else None,
            adopted=defined.is_decided(texts),
            cells={heading: sheet.place(line, heading) for heading in sheet.columns},
            file=sheet.file,
        )

    def _departments(self, sheet: MasterSheet, line: MasterLine) -> list[str]:
        """Return the codes of the departments a row names by code or by name."""
        if DEPARTMENT not in line.cells:
            return []
        codes = []
        for piece in _SEPARATOR.split(seen_only(line.cells[DEPARTMENT].text)):
            # 「市民部　区民課」 is one name, 「1303 1304」 are two codes.
            for word in [piece] if self._meant(piece) else piece.split():
                meant = self._meant(word)
                if len(meant) != 1:
                    known = [name for d in self.departments for name in (d.code, d.name)]
                    sheet.fault("master-unknown-department", line, DEPARTMENT, value=word, hint=suggest(word, known))
                codes.append(meant[0] if len(meant) == 1 else word)
        return codes

    def _meant(self, word: str) -> list[str]:
        """Return the codes of the departments of which that is the code, or the name, also with its 部 or its 区."""
        return self._codes.get(comparable(word), [])

    @cached_property
    def _places(self) -> Mapping[str, list[int]]:
        """Where each code stands among the departments."""
        places: dict[str, list[int]] = defaultdict(list)
        for place, department in enumerate(self.departments):
            places[department.code].append(place)
        return places

    @cached_property
    def _codes(self) -> Mapping[str, list[str]]:
        """The codes of the departments, by all that one may be called."""
        codes: dict[str, list[str]] = defaultdict(list)
        for d in self.departments:
            for key in set(map(comparable, (*d.names, f"{d.ward.name}{d.name}", f"{d.ward.name}{d.full_name}"))):
                codes[key].append(d.code)
        return codes

    def _entry(self, sheet: MasterSheet, line: MasterLine, column: DecisionColumn) -> str:
        """Return what is written in a cell as the column understands it; what it does not, as it stands, and told."""
        cell, name = line.cells[column.name], column.name
        text = sheet.word(line, name) if column.role is Role.DECISION else sheet.text(line, name, needed=False)
        # A sum or day struck through is no sum or day, nor one with a part struck through: 500 and 300 are not 500300.
        if not text or (cell.is_struck and column.type not in _WORDED):
            return ""
        if leads_elsewhere(text) and len(text) <= _SHORT:
            sheet.remark("decision-elsewhere", line, name, value=text)
        if column.type is FieldType.CHOICE:
            return self._word(sheet, line, column, text)
        if column.type is FieldType.DATE:
            day = sure_day(cell, DateReader(self.calendar))
            if day is None:
                sheet.fault("decision-bad-date", line, name, value=cell.shown)
            return day.isoformat() if day else cell.shown
        if column.type.is_number:
            number = _amount(cell.text if cell.kind is CellKind.NUMBER else text, column.unit)
            if number is None or (column.type is FieldType.INTEGER and number != number.to_integral_value()):
                sheet.fault("decision-bad-number", line, name, value=cell.shown, unit=column.unit or "単位なし")
            return text if number is None else f"{number.normalize():f}"
        return text

    def _word(self, sheet: MasterSheet, line: MasterLine, column: DecisionColumn, text: str) -> str:
        found = next((word for word in column.words if comparable(word) == comparable(text)), "")
        if not found:
            told = {"value": text, "words": "、".join(column.words), "hint": suggest(text, column.words)}
            sheet.fault("decision-bad-word", line, column.name, **told)
        return found or ("" if column.role is Role.DECISION else text)

    def _check_limits(
        self, sheet: MasterSheet, line: MasterLine, defined: DecisionList, texts: Mapping[str, str]
    ) -> None:
        for column in defined.columns:
            value, most = column.value(texts.get(column.name, "")), defined.value(column.at_most, texts)
            if isinstance(value, Decimal) and isinstance(most, Decimal) and value > most:
                told = {"value": f"{value}{column.unit}", "limit": column.at_most, "most": f"{most}"}
                sheet.remark("decision-over-limit", line, column.name, **told)


def _amount(text: str, unit: str) -> Decimal | None:
    """Return a number in `unit`: 1,200千円, 120万円 and 1,200,000円 are 1200 of 千円. None where none can be read."""
    found = _AMOUNT.fullmatch(close_up(text).replace("¥", "").replace("，", ","))
    if found is None:
        return None
    number, said = Decimal(found[1].replace(",", "")), found[2]
    if said in ("", comparable(unit)) or said == unit:
        return number
    if said in _MONEY and unit in _MONEY:
        return number * _MONEY[said] / _MONEY[unit]
    return None


def read_defined(
    sheets: Mapping[str, MasterSheet], defined: Mapping[str, DecisionList], reader: DefinedRowReader
) -> dict[str, tuple[MasterListRow, ...]]:
    """Return the rows of every sheet that is defined; none of one that is not there yet."""
    return {name: reader.read(sheets[name], one) if name in sheets else () for name, one in defined.items()}
