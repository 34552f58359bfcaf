"""Definition sheets of a template: rows below a heading row, columns in any order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from kusei_batch.core.text.characters import seen_only, tidied
from kusei_batch.core.text.columns import column_letters
from kusei_batch.core.text.hint import nearest_heading
from kusei_batch.core.text.notation import comparable
from kusei_batch.core.text.placeholder import fill_days
from kusei_batch.core.values import Cell, CellKind
from kusei_batch.xlsx.copy_names import DEFINITION_PREFIX, ITEMS_SHEET, is_definition
from kusei_batch.xlsx.formats.faithful import shows_itself
from kusei_batch.xlsx.merged import hidden_rows, merges_in_list, spread_merges
from kusei_batch.xlsx.reader import Sheet, Workbook
from kusei_batch.xlsx.reference import address
from kusei_batch.xlsx.template.lint import Lint, TemplatePlace, hint, likeness
from kusei_batch.xlsx.unheaded import find_unheaded

ITEMS, CHOICES, SETTINGS, TOTALS, NOTES = ITEMS_SHEET, "_選択肢", "_設定", "_集計", "_説明"
CHECKS = "_検査"
_PROSE = ("説明", "エラー文", "文", "対処")
"""Headings above texts that are shown; what stands below the others is compared, so nothing unseen may be in it."""

_LIKE_SHEET = 0.5
_PROPOSED = "提案"
_REMARKS = ("説明", "備考", "メモ")


@dataclass(frozen=True, slots=True)
class SheetSpec:
    """What a definition sheet is made of: headings it must have and headings it may have."""

    required: tuple[str, ...]
    optional: tuple[str, ...] = ()
    must_exist: bool = False

    @property
    def headings(self) -> tuple[str, ...]:
        """Every heading that is understood."""
        return self.required + self.optional


SPECS: dict[str, SheetSpec] = {
    ITEMS: SheetSpec(
        ("項目名", "区分", "型"),
        (
            *("表", "必須", "条件", "選択肢", "最小", "最大", "最大文字数", "参照", "式"),
            *("単位", "文字可", "続きの元", "説明", "エラー文", "重要度"),
        ),
        must_exist=True,
    ),
    CHOICES: SheetSpec(("選択肢名", "値"), ("別名",)),
    SETTINGS: SheetSpec(("設定名", "値"), must_exist=True),
    CHECKS: SheetSpec(("検査名", "条件", "文"), ("表", "項目", "対処", "重要度", "理由欄", "説明")),
    TOTALS: SheetSpec(
        ("シート名", "種類"),
        (
            "表",
            "見出し",
            "内容",
            "幅",
            "行",
            "列",
            "値",
            "図",
            "足さない項目",
            "少ない件数",
            "階層",
            "目標",
            "目標年度",
            "向き",
            "現状値",
            "現状年度",
            "条件",
            "題名",
            "前文",
        ),
    ),
}


@dataclass(frozen=True, slots=True)
class DefinitionRow:
    """One row of a definition sheet: what its cells show by heading, trimmed; what is not there reads as empty.

    `days` are the dates among them in ISO 8601, however they are shown.
    """

    sheet: str
    number: int
    columns: Mapping[str, str]
    texts: Mapping[str, str]
    days: Mapping[str, str]

    def text(self, heading: str) -> str:
        """Return what stands below a heading in this row."""
        return self.texts.get(heading, "")

    def day(self, heading: str) -> str:
        """Return the same as `text`, a date in ISO 8601."""
        return self.days.get(heading) or self.text(heading)

    def place(self, heading: str, field: str | None = None) -> TemplatePlace:
        """Return where that stands."""
        column = self.columns.get(heading) or next(iter(self.columns.values()), "A")
        return TemplatePlace(self.sheet, (f"{column}{self.number}",), field)


Rows = tuple[DefinitionRow, ...]


def read_definitions(workbook: Workbook, lint: Lint) -> dict[str, Rows | None]:
    """Return the rows of each definition sheet by its name; None where the sheet is missing or cannot be understood."""
    alike: dict[str, list[str]] = defaultdict(list)
    for title in workbook.sheets:
        alike[comparable(title)].append(title)
    _report_unread_sheets(alike, lint)
    rows: dict[str, Rows | None] = {}
    for name, spec in SPECS.items():
        # The one that is named as it should be, of several.
        titles = sorted(alike[comparable(name)], key=lambda title: title != name)
        if len(titles) > 1:
            others = "」「".join(titles[1:])
            lint.report("definition-sheet-twice", TemplatePlace(name), name=name, others=f"「{others}」")
        rows[name] = _read_sheet(workbook.sheets[titles[0]], spec, lint) if titles else None
        if spec.must_exist and not titles:
            report_missing_sheet(name, list(workbook.sheets), lint)
    return rows


def report_missing_sheet(name: str, sheets: list[str], lint: Lint) -> None:
    """Tell that a definition sheet is missing, and which sheet may have been meant for it."""
    lint.report("definition-sheet-missing", TemplatePlace(name), name=name, hint=hint(name, set(sheets) - SPECS.keys()))


class _Written(NamedTuple):
    """A cell of a definition sheet and where it stands."""

    row: int
    column: int
    cell: Cell

    @property
    def address(self) -> str:
        return address(self.row, self.column)

    @property
    def text(self) -> str:
        return self.cell.shown.strip()


def _report_unread_sheets(alike: Mapping[str, list[str]], lint: Lint) -> None:
    """Report sheets that look like definitions and are not read; one that is required and missing has its own fault."""
    known = {comparable(name): name for name in (*SPECS, NOTES)}
    missing = [name for key, name in known.items() if key not in alike and name != NOTES]
    for name in (title for key, titles in alike.items() if key not in known for title in titles):
        bare = f"{DEFINITION_PREFIX}{name}" if not is_definition(name) else name
        exact = next((one for one in missing if comparable(bare) == comparable(one)), None)
        near = exact or (nearest_heading(name, known.values(), _LIKE_SHEET) if is_definition(name) else None)
        if near in missing and not SPECS[near].must_exist:
            lint.report("definition-sheet-misspelt", TemplatePlace(name), name=name, near=near)
        elif near and near not in (*missing, NOTES):
            lint.report("definition-sheet-not-read", TemplatePlace(name), name=name, near=near)


def _read_sheet(sheet: Sheet, spec: SheetSpec, lint: Lint) -> Rows | None:
    by_row: dict[int, list[_Written]] = defaultdict(list)
    for (row, column), cell in sorted(spread_merges(sheet).items()):
        by_row[row].append(_Written(row, column, cell))
    columns = _read_headings(sheet.name, by_row.pop(1, []), spec, lint)
    if columns is None:
        return None
    for row, column in find_unheaded(sheet.cells):
        place = TemplatePlace(sheet.name, (address(row, column),))
        lint.report("definition-column-unheaded", place, column=column_letters(column))
    # Tell of what is struck through, or in the colour of its ground, and counts all the same.
    read = set(columns.values())
    gone = [
        address(row, column)
        for (row, column), cell in sorted(sheet.cells.items())
        if row > 1 and column_letters(column) in read and not cell.is_blank and (cell.is_struck or cell.is_unseen)
    ]
    if gone:
        lint.report("definition-looks-gone", TemplatePlace(sheet.name, tuple(gone)))
    merged = merges_in_list(sheet)
    if merged:
        places = tuple(address(area.top, area.left) for area in merged)
        lint.report("definition-merged", TemplatePlace(sheet.name, places), areas="、".join(map(str, merged)))
    hidden = hidden_rows(sheet)
    if hidden:
        lint.report(
            "definition-hidden",
            TemplatePlace(sheet.name, tuple(f"A{row}" for row in hidden)),
            rows="、".join(map(str, hidden)),
        )
    rows = (_read_row(sheet.name, cells, columns, lint) for _, cells in sorted(by_row.items()))
    return tuple(row for row in rows if any(row.texts.values()))


def _read_headings(sheet: str, cells: list[_Written], spec: SheetSpec, lint: Lint) -> dict[str, str] | None:
    plain = {comparable(name): name for name in spec.headings}
    columns: dict[str, str] = {}
    strangers: list[_Written] = []
    for cell in cells:
        name = plain.get(comparable(cell.text))
        if name is None and cell.text not in _REMARKS:
            strangers.append(cell)
        elif name is None:
            continue
        elif name in columns:
            lint.report("definition-heading-twice", TemplatePlace(sheet, (cell.address,)), heading=name)
        else:
            columns[name] = column_letters(cell.column)
    missing = [name for name in spec.headings if name not in columns]
    meant: set[str] = set()
    for cell in strangers:
        place = TemplatePlace(sheet, (cell.address,))
        near = nearest_heading(cell.text, missing, likeness(cell.text))
        if near:
            meant.add(near)
            lint.report("definition-heading-misspelt", place, heading=cell.text, near=near)
        else:
            lint.report("definition-heading-unknown", place, heading=cell.text)
    for name in [m for m in missing if m in spec.required]:
        if name not in meant:
            lint.report("definition-heading-missing", TemplatePlace(sheet, ("A1",)), heading=name)
    return columns if all(name in columns for name in spec.required) else None


def _read_row(sheet: str, cells: list[_Written], columns: dict[str, str], lint: Lint) -> DefinitionRow:
    headings = {letter: heading for heading, letter in columns.items()}
    texts: dict[str, str] = {}
    days: dict[str, str] = {}
    for written in cells:
        heading, place = headings.get(column_letters(written.column)), TemplatePlace(sheet, (written.address,))
        if heading and (written.cell.formula or written.cell.kind is CellKind.UNCOMPUTED):
            lint.report("definition-formula", place, heading=heading)
        elif heading and written.cell.kind is CellKind.ERROR:
            lint.report("definition-error-value", place, heading=heading, value=written.text)
        elif heading:
            if not shows_itself(written.cell):
                words = {"heading": heading, "shown": written.text, "value": written.cell.text}
                lint.report("definition-shown-otherwise", place, **words)
            texts[heading] = (tidied if heading in _PROSE else seen_only)(written.text).strip()
            if written.cell.kind is CellKind.DATE:
                days[heading] = written.cell.text[: len("2026-04-01")]
    # The year of a proposal's column is a number, which is known when the row is proposed.
    if _PROPOSED not in texts.get("設定名", ""):
        texts = {heading: fill_days(text, lint.year) for heading, text in texts.items()}
    return DefinitionRow(sheet, cells[0].row, columns, texts, days)
