"""What stands in the file a ward hands up, line by line: shapes that are checked before anything of it is believed."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import from_json

from kusei_batch.core.catalog import SECTIONS
from kusei_batch.core.hand_up import HandedAnswer
from kusei_batch.core.period import Round
from kusei_batch.core.policy import Policy
from kusei_batch.core.submission import IssuedSheet, Receipt, State, Verdict
from kusei_batch.core.ward import MasterListRow
from kusei_batch.ledger.hand_up_entries import pack_lists
from kusei_batch.ledger.packing import dump, pack_problem, unpack_problem

_LONGEST = 40_000
"""A cell of a workbook holds 32,767 characters."""

MOST_LINES, LONGEST_LINE = 200_000, 4_000_000
"""Of a part, and in bytes: many times what a ward of hundreds of departments tells of a year."""

CODES = frozenset(code for section in SECTIONS.values() for code in section)
_FIRST, _LAST = dt.date(1900, 1, 1), dt.date(2199, 12, 31)


class UnknownCodeError(ValueError):
    """A finding of a kind that this version of the program does not know."""


def _check_day(day: dt.date) -> dt.date:
    if not _FIRST <= day <= _LAST:
        msg = "no day of this program"
        raise ValueError(msg)
    return day


def _check_row(texts: dict[str, str]) -> dict[str, str]:
    if not next(iter(texts.values()), "").strip():
        msg = "a row without an ID"
        raise ValueError(msg)
    return texts


Text = Annotated[str, Field(max_length=_LONGEST)]
Name = Annotated[str, Field(min_length=1, max_length=300)]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Day = Annotated[dt.date, AfterValidator(_check_day)]
Year = Annotated[int, Field(ge=1900, le=2199)]
Whole = Annotated[int, Field(ge=-(10**15), le=10**15)]
Number = Annotated[str, Field(pattern=r"^-?[0-9]{1,400}(\.[0-9]{1,400})?(E[+-]?[0-9]{1,3})?$")]


class _HandedLine(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Manifest(_HandedLine):
    """What a file says of itself."""

    format: int
    program: Name
    city: Text
    ward_code: Name
    ward: Name
    fiscal_year: Year
    as_of: Day
    made: dt.datetime
    states: dict[Name, State]
    parts: dict[Name, Sha256]


class RoundLine(_HandedLine):
    """A round as the ward issued it."""

    name: Name
    form: Name
    opens: Day
    due: Day
    departments: list[Name]

    def round(self, year: int) -> Round:
        """Return the round as the ledger keeps it."""
        return Round(self.name, self.form, year, self.opens, self.due, frozenset(self.departments))

    @staticmethod
    def told(round_: Round) -> dict[str, Any]:
        """Return the line of a round."""
        days = {"opens": round_.opens.isoformat(), "due": round_.due.isoformat()}
        return {"name": round_.name, "form": round_.form, **days, "departments": sorted(round_.departments)}


class FormLine(_HandedLine):
    """A form as it was kept at an issue: `content` is the hash of what its sheets are made of."""

    key: Sha256
    form: Name
    version: Name
    content: Sha256
    lists: dict[Name, list[dict[Text, Text]]]


class SheetLine(_HandedLine):
    """An entry of the ward's register; what was stamped stays with the ward."""

    sheet_id: Name
    round: Name
    form: Name
    version: Name
    department: Name
    path: Name
    issued_on: Day
    key: Sha256

    def sheet(self, manifest: Manifest, origin: str) -> IssuedSheet:
        """Return the sheet as the city's register keeps it."""
        whose = (manifest.fiscal_year, manifest.ward_code, self.department)
        plain = (self.sheet_id, self.round, self.form, self.version, *whose, self.path)
        return IssuedSheet(*plain, self.issued_on, origin=origin)

    @staticmethod
    def told(sheet: IssuedSheet, key: str) -> dict[str, Any]:
        """Return the line of a sheet."""
        plain = {"sheet_id": sheet.sheet_id, "round": sheet.round, "form": sheet.form, "version": sheet.form_version}
        issued = {"path": sheet.path, "issued_on": sheet.issued_on.isoformat(), "key": key}
        return {**plain, "department": sheet.department_code, **issued}


_Clause = tuple[Name, Text, Day | None, Text, bool]
_RowTexts = Annotated[dict[Name, Text], AfterValidator(_check_row)]
_Row = tuple[Name, _RowTexts, list[Name], Year | None, Year | None]


class ListsLine(_HandedLine):
    """What the ward's master and its decisions say of the ward itself: clauses of its policy, and rows of lists."""

    policies: list[_Clause]
    rows: list[_Row]

    @staticmethod
    def told(policies: Sequence[Policy], rows: Sequence[tuple[str, MasterListRow]]) -> dict[str, Any]:
        """Return the line."""
        return dict(zip(("policies", "rows"), from_json(pack_lists(policies, rows)), strict=True))


class _NumberValue(_HandedLine):
    number: Number


class _DateValue(_HandedLine):
    date: Day


class _PictureValue(_HandedLine):
    picture: tuple[Sha256, Name, Sha256, Literal["jpg", "png"], int, int]


_Value = Text | bool | Whole | None | list[Text] | _NumberValue | _DateValue | _PictureValue
_Found = tuple[Name, Name, Text | None, list[Name], Text | None, Text | None, dict[Name, Text]]
_Cells = dict[Name, Name]
_Source = tuple[Sha256, Name, _Cells]
_Record = tuple[  # as the ledger packs it
    Name, Name, Name, Name | None, Name, int | None, dict[Name, _Value], dict[Name, Text], _Source, dict[Name, Text]
]


class AnswerLine(_HandedLine):
    """An answer that the ward received, with its records where it was accepted."""

    sheet_id: Name
    sha256: Sha256
    path: Name
    received: Day
    verdict: Literal[Verdict.ACCEPTED, Verdict.ACCEPTED_WITH_WARNINGS, Verdict.SENT_BACK]
    nothing: bool
    problems: list[_Found]
    records: list[_Record]

    @staticmethod
    def told(one: HandedAnswer) -> dict[str, Any]:
        """Return the line of an answer."""
        receipt, problems = one.receipt, [pack_problem(problem) for problem in one.problems]
        plain = {"sheet_id": receipt.sheet_id, "sha256": receipt.sha256, "path": receipt.path}
        judged = {"verdict": receipt.verdict.value, "nothing": receipt.nothing_to_report, "problems": problems}
        return {**plain, "received": receipt.received.isoformat(), **judged, "records": from_json(one.records)}

    def answer(self, department: str, origin: str) -> HandedAnswer:
        """Return the answer as the ledger keeps it. Raise ValueError where its records are another's."""
        for sheet_id, code, _, _, _, _, _, _, (sha256, *_), _ in self.records:
            if (sheet_id, code, sha256) != (self.sheet_id, department, self.sha256):
                msg = f"{self.sheet_id} の記録に、ほかの様式のものがあります"
                raise ValueError(msg)
        if unknown := next((found[0] for found in self.problems if found[0] not in CODES), None):
            raise UnknownCodeError(unknown)
        receipt = Receipt(
            self.sha256, self.path, self.received, self.verdict, self.sheet_id, self.nothing, origin=origin
        )
        packed = self.model_dump(mode="json")
        problems = tuple(unpack_problem(list(found)) for found in packed["problems"])
        return HandedAnswer(receipt, problems, dump(packed["records"]))


Line = TypeVar("Line", bound=_HandedLine)


def parse_manifest(data: bytes) -> Manifest:
    """Return what a file says of itself. Raise ValueError."""
    return Manifest.model_validate_json(data)


def parse_lines(kind: type[Line], data: bytes) -> Iterator[Line]:
    """Yield the lines of a part, one at a time. Raise ValueError, which says which line is not as it should be."""
    if (count := data.count(b"\n")) > MOST_LINES:
        msg = f"{count:,}行は多すぎます"
        raise ValueError(msg)
    for number, line in enumerate(io.BytesIO(data), 1):
        if len(line) > LONGEST_LINE:
            msg = f"{number}行目（長すぎます）"
            raise ValueError(msg)
        try:
            yield kind.model_validate_json(line)
        except ValidationError as error:
            place = "・".join(str(part) for part in error.errors()[0]["loc"][:3])
            msg = f"{number}行目（{place}）"
            raise ValueError(msg) from error


def write_lines(lines: list[Mapping[str, Any]]) -> bytes:
    """Return lines as they stand in a part."""
    return "".join(f"{dump(line)}\n" for line in lines).encode()
