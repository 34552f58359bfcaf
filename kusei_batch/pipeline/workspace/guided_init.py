"""A new workspace from the answers of `kusei init --guide`: master and settings filled in, the rest as usual."""

from __future__ import annotations

import datetime as dt
import io
import re
import tomllib
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from kusei_batch.config.master_sheet import FILE as MASTER
from kusei_batch.config.setting_columns import COLUMNS, OFFICE
from kusei_batch.config.settings_reading import eras_of
from kusei_batch.core.dates import parse_day
from kusei_batch.core.period import Calendar
from kusei_batch.core.text.notation import comparable
from kusei_batch.errors import UsageError
from kusei_batch.pipeline.workspace.department_lines import ListedDepartment
from kusei_batch.pipeline.workspace.init import (
    CONFIG,
    blank_config,
    blank_master,
    init_workspace,
    require_no_workspace,
    starter_files,
)
from kusei_batch.pipeline.workspace.moving_settings import without_moved
from kusei_batch.pipeline.workspace.setting_books import write_setting_sheets
from kusei_batch.pipeline.workspace.setting_choices import KnownWords, setting_choices

if TYPE_CHECKING:
    from openpyxl import Workbook

_MASTER = f"templates_xlsx/{MASTER}"
_CODE = re.compile(r"[0-9A-Z]+")
_FIRST_ROW = 3
"""Where the rows of a list begin in a blank master, below its heading and its example."""


@dataclass(frozen=True)
class GuidedRound:
    """A round that is wanted: its name, and its days as they were typed."""

    name: str
    opens: str
    due: str


@dataclass(frozen=True)
class GuidedWard:
    """A ward and its departments."""

    code: str
    name: str
    departments: Sequence[ListedDepartment]


@dataclass(frozen=True)
class GuideAnswers:
    """What was answered; the days are those of the fiscal year."""

    city: str
    fiscal_year: int
    wards: Sequence[GuidedWard]
    rounds: Sequence[GuidedRound]
    office: Mapping[str, str] = field(default_factory=dict)
    """committee, submit_to and contact."""


def known_rounds() -> list[GuidedRound]:
    """Return the rounds that come with the program, with their usual days."""
    return [GuidedRound(one["name"], str(one["opens"]), str(one["due"])) for one in _sample()["rounds"]]


def usual_committee() -> str:
    """Return what the settings that come with the program call the committee."""
    return str(_sample()["committee"])


def day_of(word: str, fiscal_year: int) -> dt.date | None:
    """Return the day of a word, with a year or of that fiscal year; None for any other word."""
    return parse_day(word, usual_calendar(), fiscal_year)


def usual_calendar() -> Calendar:
    """Return the calendar with the eras that come with the program."""
    return Calendar(eras_of(_sample()))


def with_codes(wards: Sequence[GuidedWard]) -> list[GuidedWard]:
    """Return the wards, each department that has no code with one of its own.

    Raise UsageError for a code that is not of digits and capitals, or is that of two departments.
    """
    codes = [one.code for ward in wards for one in ward.departments if one.code]
    wrong = next((code for n, code in enumerate(codes) if not _CODE.fullmatch(code) or code in codes[:n]), None)
    if wrong is not None:
        raise UsageError(
            f"部署コード「{wrong}」を使えません。", "半角の数字と英大文字で、部署ごとに違うものを書いてください。"
        )
    coded, known = [], set(codes)
    for ward in wards:
        free = (code for n in count(1) if (code := f"{ward.code}{n:02}") not in known)
        departments = [one if one.code else replace(one, code=next(free)) for one in ward.departments]
        known |= {one.code for one in departments}
        coded.append(replace(ward, departments=departments))
    return coded


def spread_over_wards(listed: Sequence[ListedDepartment], wards: Sequence[tuple[str, str]]) -> list[GuidedWard]:
    """Return the wards, code and name, each with the departments whose 区 is its name or code. Raise UsageError."""
    known = {comparable(word): code for code, name in wards for word in (code, name)}
    for one in listed:
        if not one.ward:
            raise UsageError(
                f"「{one.name}」の区が空欄です。",
                "どの行にも区名を書いてください（Excelで結合したセルの値は、最も上の行にしか写りません）。",
            )
        if comparable(one.ward) not in known:
            names = "、".join(name for _, name in wards)
            raise UsageError(
                f"「{one.name}」の区「{one.ward}」は、はじめに書いた区（{names}）にありません。",
                "区名を直してください。",
            )
    of = {code: [one for one in listed if known[comparable(one.ward)] == code] for code, _ in wards}
    return [GuidedWard(code, name, of[code]) for code, name in wards]


def require_room(directory: Path) -> None:
    """Raise UsageError where a workspace, or a master of somebody's, is already."""
    require_no_workspace(directory)
    if (directory / _MASTER).exists():
        raise UsageError(
            f"「{directory / _MASTER}」が、すでにあります。", "別のフォルダを指定するか、そのファイルを移してください。"
        )


def init_guided(directory: Path, answers: GuideAnswers, *, dry_run: bool) -> list[Path]:
    """Make a workspace as it was answered, and return its files and folders; where it fails, nothing is left of it."""
    require_room(directory)
    files = starter_files()
    config = blank_config(files[CONFIG], answers.fiscal_year).decode("utf-8")
    tree = tomllib.loads(config)
    moved = {column.key: tree.get(column.key, "") for column in COLUMNS[OFFICE]} | {"rounds": tree["rounds"]}
    said = {"city": answers.city, "fiscal_year": answers.fiscal_year, **answers.office}
    said |= {"rounds": [_round(one) for one in answers.rounds]}
    words = KnownWords([one.name for ward in answers.wards for one in ward.departments], ["区"])
    book = _filled(blank_master(files[_MASTER]), answers)
    own = {
        _MASTER: write_setting_sheets(book, said, setting_choices(files, said, words)),
        CONFIG: without_moved(config, tree, moved, {}).encode("utf-8"),
    }
    return init_workspace(directory, dry_run=dry_run, own=own)


def _sample() -> dict[str, Any]:
    return tomllib.loads(starter_files()[CONFIG].decode("utf-8"))


def _round(asked: GuidedRound) -> dict[str, Any]:
    """Return a round as it comes with the program, on the days that were answered.

    Without what is the sample's own: codes of departments, days of meetings, whom to ask.
    """
    known = next(one for one in _sample()["rounds"] if one["name"] == asked.name)
    departments = [word for word in known.get("departments", ()) if not word.isdecimal()]
    return {
        **known,
        "opens": asked.opens,
        "due": asked.due,
        "departments": departments,
        "papers": [_undated(one) for one in known.get("papers", ())],
        "pages": [_undated(one) for one in known.get("pages", ())],
    }


def _undated(made: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in made.items() if key not in ("date", "contact")}


def _filled(master: bytes, answers: GuideAnswers) -> bytes:
    """Return a blank master with the wards and departments."""
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(master))
    _fill(book, "区", [{"区コード": ward.code, "区名": ward.name} for ward in answers.wards])
    departments = [(ward, one) for ward in answers.wards for one in ward.departments]
    rows: list[dict[str, str | int]] = [
        {
            "部署コード": one.code,
            "区コード": ward.code,
            "部名": one.division,
            "課名": one.name,
            "表示順": order,
            "連絡先": one.contact,
        }
        for order, (ward, one) in zip(count(10, 10), departments, strict=False)
    ]
    _fill(book, "部署", rows)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _fill(book: Workbook, name: str, rows: Sequence[Mapping[str, str | int]]) -> None:
    """Write rows into a list, below its example and in its look."""
    from openpyxl.styles import Alignment, Border, Font

    sheet = book[name]
    for line, row in enumerate(rows, _FIRST_ROW):
        for column, cell in enumerate(sheet[1], 1):
            example = sheet.cell(_FIRST_ROW - 1, column)
            written = sheet.cell(line, column, row.get(str(cell.value)) or None)
            written.font = Font(name=example.font.name, size=example.font.size)
            written.border, written.number_format = cast("Border", copy(example.border)), example.number_format
            written.alignment = cast("Alignment", copy(example.alignment))
