"""取込: how the answers of a web form become a sheet's values; one rule a row of that list of the master."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from enum import StrEnum

from kusei_batch.core.problem import Location, Problem
from kusei_batch.core.text.characters import seen_only
from kusei_batch.core.text.hint import suggest
from kusei_batch.core.text.notation import comparable
from kusei_batch.core.ward import MasterListRow

LIST = "取込"
"""The list of the master in which the rules stand."""
COLUMNS = FORM, HEADING, TAKING, TABLE, ROW, FIELD, WORDS = (
    *("様式", "見出し", "取り込み方"),
    *("表", "行", "項目", "言いかえ"),
)
BLANK_WORD = "（空欄）"
"""Stands among the words for a question that was left blank."""


class Taking(StrEnum):
    """取り込み方: what is made of a heading's column.

    数える counts answers, each into the number field it names or, where 項目 is given, into the row it names. 書き写す
    makes a row of a table of each text. 件数, 最初の日 and 最後の日 fill fields outside tables. By 受付番号 the later
    of two lines of one answer is known, by 受付日時 when it came; 除く leaves out lines with these words. What is not
    kept at all is 使わない. 区, 部署, 年度, 回 and 番号 tell of a line of a past list whose it is, and which row.
    """

    NUMBER = "受付番号"
    MOMENT = "受付日時"
    COUNT = "件数"
    FIRST_DAY = "最初の日"
    LAST_DAY = "最後の日"
    TALLY = "数える"
    COPY = "書き写す"
    EXCLUDE = "除く"
    LEAVE = "使わない"
    WARD = "区"
    DEPARTMENT = "部署"
    YEAR = "年度"
    ROUND = "回"
    ROW = "番号"


TOLD_ONCE = (Taking.WARD, Taking.DEPARTMENT, Taking.YEAR, Taking.ROUND)
"""Of a past list: what may stand in a column, or for all lines in 言いかえ where there is no heading."""
PAST_TAKINGS = (*TOLD_ONCE, Taking.ROW, Taking.COPY, Taking.EXCLUDE, Taking.LEAVE)
WEB_TAKINGS = tuple(taking for taking in Taking if taking not in (*TOLD_ONCE, Taking.ROW))

_WITHOUT_HEADING = (Taking.COUNT,)
_WITH_FIELD = (Taking.COUNT, Taking.FIRST_DAY, Taking.LAST_DAY, Taking.COPY)
_WITH_TABLE = (Taking.TALLY, Taking.COPY)
_DISPENSABLE = (Taking.LEAVE, Taking.EXCLUDE, Taking.NUMBER)


@dataclass(frozen=True, slots=True)
class ImportRule:
    """A row of the list: `words` are what answers mean, by how they are compared; `place` is its row in the master."""

    heading: str
    taking: Taking
    table: str
    row: str
    field: str
    words: Mapping[str, str]
    place: Location = dataclass_field(default=Location(), compare=False)

    @property
    def is_kept(self) -> bool:
        """Whether what stands in its column is kept."""
        return self.taking is not Taking.LEAVE

    @property
    def constant(self) -> str:
        """What all lines of a past list say, of a rule without a heading."""
        return "" if self.heading else "".join(self.words.values())

    @property
    def is_needed(self) -> bool:
        """Whether an export without its column cannot be taken in."""
        return bool(self.heading) and self.taking not in _DISPENSABLE


def read_import_rules(
    rows: Iterable[MasterListRow], name: str = LIST, takings: Sequence[Taking] = WEB_TAKINGS
) -> tuple[dict[str, list[ImportRule]], list[Problem]]:
    """Return the rules of a list by the ID of the form they are for, and the rows that say nothing that can be done."""
    rules: dict[str, list[ImportRule]] = {}
    problems = []
    for row in rows:
        said = {name: row.texts.get(name, "").strip() for name in COLUMNS}
        fault = _fault(said, takings)
        if fault:
            heading, code, told = fault
            cell = row.cells.get(heading, "")
            place = Location(name, (cell,) if cell else (), file=row.file or "マスタ.xlsx")
            problems.append(Problem.of(code, place, **told))
            continue
        place = Location(name, tuple(c for c in (row.cells.get(HEADING),) if c), file=row.file or "マスタ.xlsx")
        taking = Taking(said[TAKING])
        words = {}
        for part in re.split(r"[、\n]", said[WORDS]):
            left, *right = _MEANS.split(part, maxsplit=1)
            if left.strip() and (right or taking is Taking.EXCLUDE):
                words[_word(left)] = "".join(right).strip()
        if taking in TOLD_ONCE and not said[HEADING]:
            words = {"": said[WORDS]}
        rule = ImportRule(said[HEADING], taking, said[TABLE], said[ROW], said[FIELD], words, place)
        rules.setdefault(said[FORM], []).append(rule)
    return rules, problems


_MEANS = re.compile("[=＝]")


def _word(text: str) -> str:
    """Return a word as it is compared: that of a blank is blank."""
    return "" if comparable(text) == comparable(BLANK_WORD) else comparable(text)


def _fault(said: Mapping[str, str], takings: Sequence[Taking]) -> tuple[str, str, dict[str, str]] | None:
    """Return the heading, the code and the words of what is wrong in a row."""
    if said[TAKING] not in takings:
        hint = suggest(said[TAKING], [str(one) for one in takings])
        return TAKING, "import-unknown-taking", {"value": said[TAKING], "hint": hint}
    taking = Taking(said[TAKING])
    needed = [FORM]
    needed += [HEADING] if taking not in (*_WITHOUT_HEADING, *TOLD_ONCE) else []
    needed += [WORDS] if taking in TOLD_ONCE and not said[HEADING] else []
    needed += [TABLE] if taking in _WITH_TABLE and takings is WEB_TAKINGS else []
    needed += [FIELD] if taking in _WITH_FIELD else []
    needed += [WORDS] if taking is Taking.EXCLUDE else []
    missing = next((heading for heading in needed if not said[heading]), None)
    if missing is None and taking is Taking.TALLY and not (said[ROW] or said[FIELD]):
        missing = ROW
    return (missing, "import-incomplete", {"heading": missing, "taking": str(taking)}) if missing else None


_NUMBER = r"[0-9]+(?:[-ー_.][0-9]+)*"
_NUMBERED = re.compile(rf"^(?:(?:q|問|設問|質問) ?({_NUMBER})[.:、)）】\] ]*|({_NUMBER})[.:、)）】\] ]+(?![0-9]))")
"""A number before a heading: `Q1.`, `問1`, `1.`. 1階の案内 has none."""
_CIRCLED = re.compile("[①-⑳]")
_ASKED = re.compile(r"[【\[(（*](?:必須|任意|複数(?:選択|回答)(?:可)?|単一選択)[】\])）]")


def split_heading(text: str) -> tuple[str, str]:
    """Return the number that stands before a heading (blank: none), and the heading as it is known without it."""
    counted = _CIRCLED.sub(lambda sign: f"{unicodedata.normalize('NFKC', sign[0])}.", seen_only(text))
    spaced = " ".join(unicodedata.normalize("NFKC", counted).casefold().split())
    plain = _ASKED.sub("", spaced).strip("*※ ")
    found = _NUMBERED.match(plain)
    bare = comparable(plain[found.end() :]) if found else ""
    return ((found[1] or found[2]) if found and bare else "", bare or comparable(plain))
