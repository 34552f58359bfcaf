"""A year of the example city with its bureaus: what wards ask of them, the city's targets, checks and reviews."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

import docx
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from kusei_batch.core.submission import IssuedSheet
from kusei_batch.core.values import CellKind
from kusei_batch.demo.filling import fill_sheet
from kusei_batch.pipeline.outputs.putting_away import issued_path
from kusei_batch.pipeline.questions import read_records
from kusei_batch.pipeline.workspace.form_check import read_form
from kusei_batch.sample.year import HandIn, TableFilling
from kusei_batch.xlsx.reader import Workbook, read_workbook
from kusei_batch.xlsx.reference import parse_address
from tests.pipeline.example_city import ExampleCity

ASKED, ANSWERS = "局に求めること", ("局の回答（前期）", "局の回答（後期）")
CITIZENS, HEALTH, BUILDINGS = "9101", "9201", "9301"
"""The departments of the three bureaus that answer for them."""
EAST, WEST, SOUTH = "1303", "2303", "3303"
"""区民課 of the three wards."""
PLANNING = ("1202", "2202", "3202")
"""企画課, which writes for its ward."""
_DAY = dt.date(2026, 4, 1)


class BureauCity(ExampleCity):
    """The example city, whose sheets of the bureaus and of whole wards are filled in as a test says."""

    def __init__(self, folder: Path) -> None:
        """Make the workspace, in which one process does all."""
        super().__init__(folder)
        path = self.folder / "config.toml"
        path.write_text(path.read_text(encoding="utf-8").replace("workers = 0", "workers = 1"), encoding="utf-8")
        self.reread()
        self.books: dict[Path, Workbook] = {}
        self.out: dict[str, Mapping[str, IssuedSheet]] = {}

    def sheets(self, name: str, *codes: str) -> Mapping[str, IssuedSheet]:
        """Issue a round and return the sheets of some departments by code, of all without any; `out` keeps them."""
        self.reread()
        found = {sheet.department_code: sheet for sheet in self.issue(name)}
        self.out[name] = {code: found[code] for code in codes} if codes else found
        return self.out[name]

    def fill(self, issued, tables: Mapping[str, TableFilling], head: Mapping[str, object] | None = None) -> Path:
        """Type into a sheet and hand it in."""
        form = read_form(self.workspace, self.workspace.round(issued.round).form)
        found = next(d for d in self.workspace.master.departments if d.code == issued.department_code)
        folder = self.workspace.inbox / found.ward.name / found.name
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / issued_path(self.workspace, issued).name
        said = HandIn(issued.round, issued.department_code, _DAY, head or {"記入者": "見本"}, tables)
        fill_sheet(form, issued, said, issued_path(self.workspace, issued), path)
        return path

    def ask(self, issued, table: str, bureaus: str, text: str) -> Path | None:
        """Hand a department's sheet in as the sample does, its first row marked for bureaus."""

        def marked(said: HandIn) -> HandIn:
            mark = {"関係局": bureaus, ASKED: text}
            filling = said.tables.get(table, TableFilling())
            if filling.new:
                filling = replace(filling, new=({**filling.new[0], **mark}, *filling.new[1:]))
            else:
                first = issued.rows[table][0].row_id
                own = next((v for ending, v in filling.rows.items() if first.endswith(ending)), {})
                rows = {ending: v for ending, v in filling.rows.items() if not first.endswith(ending)}
                filling = replace(filling, rows={**rows, first: {**own, **mark}})
            return replace(said, tables={**said.tables, table: filling})

        return self.hand_in(issued, change=marked)

    def shown(self, issued, field: str, table: str) -> list[str | None]:
        """Return what a sheet that was issued shows in a field of a table, down to the last row with anything."""
        path = issued_path(self.workspace, issued)
        if path not in self.books:
            self.books[path] = read_workbook(path.read_bytes())
        form = read_form(self.workspace, self.workspace.round(issued.round).form)
        found = form.field(field, table)
        cells = [self.books[path].sheets[found.sheet].cell(*parse_address(address)) for address in found.cells]
        told = [None if cell.kind is CellKind.BLANK else cell.text for cell in cells]
        while told and told[-1] is None:
            told.pop()
        return told

    def records(self, name: str, table: str) -> list[Mapping[str, object]]:
        """Return the accepted rows of a table of a round."""
        return [r.fields for r in read_records(self.workspace, name) if r.table == table]

    def paper(self, round_: str, name: str) -> Path:
        """Return a paper of the city."""
        (path,) = (self.workspace.year_folder(self.workspace.fiscal_year, round_) / "04_会議資料").rglob(
            f"*_{name}.docx"
        )
        return path

    def turn(self, year: int) -> None:
        """Begin another fiscal year."""
        path = self.folder / "config.toml"
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace(f"fiscal_year = {year - 1}", f"fiscal_year = {year}"), encoding="utf-8")
        self.reread()


def told_in(paper: Path) -> list[str]:
    """Return the paragraphs and rows of a paper from top to bottom; cells are parted by |."""
    body = docx.Document(paper).element.body
    return ["|".join(map(_text, el.iter(qn("w:tc")))) if el.tag == qn("w:tr") else _text(el) for el in _lines(body)]


def _lines(body) -> Iterable[BaseOxmlElement]:
    for element in body:
        if element.tag == qn("w:tbl"):
            yield from element.iter(qn("w:tr"))
        else:
            yield element


def _text(element) -> str:
    return "".join(part.text or "" for part in element.iter(qn("w:t")))
