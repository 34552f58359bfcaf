"""Dropdowns of the master that do not offer every word a decision can have: those made before a word was there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from kusei_batch.config import Workspace
from kusei_batch.config.master_lists import ADOPTED, ADOPTION, DECLINED
from kusei_batch.config.master_sheet import FILE
from kusei_batch.core.clearance import SHEET as CLEARANCES
from kusei_batch.core.problem import Location, Problem
from kusei_batch.core.submission_decision import SHEET as CHOICES
from kusei_batch.pipeline.status import personal_data, rivals
from kusei_batch.xlsx.links import sheet_parts
from kusei_batch.xlsx.package import parse_xml, read_parts
from kusei_batch.xlsx.reader import Sheet, read_workbook
from kusei_batch.xlsx.reference import address, parse_areas

if TYPE_CHECKING:
    from lxml import etree

_BY_SHEET = {CHOICES: rivals.LOOK.choices, CLEARANCES: personal_data.LOOK.choices}
_OF_LISTS = {ADOPTION: (ADOPTED, DECLINED)}


def check_dropdowns(workspace: Workspace) -> Iterator[Problem]:
    """Warnings for the columns of decisions where a word that counts cannot be chosen.

    A dropdown that draws on cells is its author's, and is not looked into.
    """
    data = workspace.master_path.read_bytes()
    parts, book = read_parts(data), read_workbook(data)
    for name, part in sheet_parts(parts).items():
        for heading, words in _BY_SHEET.get(name, _OF_LISTS).items():
            for column in _columns(book.sheets[name], heading):
                offered = [offer for rule in _lists(parts[part], column) if (offer := _words(rule)) is not None]
                lacking = [word for word in words if any(word not in offer for offer in offered)]
                if lacking:
                    yield _told(name, address(2, column), words, lacking, heading)


def _told(sheet: str, cell: str, words: Sequence[str], lacking: Sequence[str], heading: str) -> Problem:
    params = {"heading": heading, "lacking": "」「".join(lacking), "words": ",".join(words)}
    return Problem.of("master-dropdown-lacks", Location(sheet=sheet, cells=(cell,), file=FILE), **params)


def _columns(sheet: Sheet, heading: str) -> list[int]:
    return [column for (row, column), cell in sheet.cells.items() if row == 1 and cell.shown.strip() == heading]


def _lists(content: bytes, column: int) -> Iterator[etree._Element]:
    for rule in parse_xml(content).iterfind("{*}dataValidations/{*}dataValidation"):
        areas = parse_areas(rule.get("sqref", ""))
        if rule.get("type") == "list" and any(area.left <= column <= area.right for area in areas):
            yield rule


def _words(rule: etree._Element) -> list[str] | None:
    """The words a dropdown offers; None where they are those of cells."""
    formula = rule.findtext("{*}formula1", "").strip()
    quoted = len(formula) > 1 and formula[0] == formula[-1] == '"'
    return [word.strip() for word in formula[1:-1].split(",")] if quoted else None
