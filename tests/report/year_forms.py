"""The filled-in workbooks read with openpyxl alone: what each department typed, and the lists it typed it under.

Nothing of the package is imported here: these are the values the documents are held against.
"""

from __future__ import annotations

import copy
import datetime as dt
import re
import tomllib
import unicodedata
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

import openpyxl

Row = dict[str, Any]
PLACE = re.compile(r"\{\{(?:([^{}.]+)\.)?([^{}.]+)\}\}")
SEVERAL = re.compile(r"[、，,・／/\n]+")
ERAS = {"R": 2018, "令和": 2018}
FIRST_YEAR = 2026
"""That of the years that are played."""


def plain(text: object) -> str:
    return unicodedata.normalize("NFKC", str(text)).strip()


def rounded(value: Decimal, places: int = 1) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def as_number(value: object) -> Decimal | None:
    """A number as people type it: full width, with separators, with its unit behind it."""
    found = re.match(r"-?[\d,]+(?:\.\d+)?", plain(value)) if value is not None else None
    return Decimal(found[0].replace(",", "")) if found else None


def as_day(value: object) -> dt.date | None:
    if isinstance(value, dt.datetime):
        return value.date()
    found = re.match(r"(令和|R)?(\d+)[年./-](\d+)[月./-](\d+)", plain(value)) if value else None
    return dt.date(int(found[2]) + ERAS.get(found[1] or "", 0), int(found[3]), int(found[4])) if found else None


def wareki(day: dt.date) -> str:
    return f"令和{day.year - ERAS['R']}年{day.month}月{day.day}日"


@dataclass
class Template:
    """A form as its template states it: where each field stands, its type, the choices, the totals asked for."""

    path: Path

    def __post_init__(self) -> None:
        self.book = openpyxl.load_workbook(self.path)
        self._stated: dict[str, list[Row]] = {}

    def stated(self, sheet: str) -> list[Row]:
        """The rows of a sheet of definitions by heading."""
        if sheet not in self._stated:
            head, *rows = self.book[sheet].iter_rows(values_only=True)
            self._stated[sheet] = [dict(zip(head, row, strict=True)) for row in rows if any(row)]
        return self._stated[sheet]

    @cached_property
    def places(self) -> dict[tuple[str | None, str], tuple[str, int, int]]:
        """(table, field) -> sheet, row and column of its first cell."""
        found: dict[tuple[str | None, str], tuple[str, int, int]] = {}
        for sheet in (s for s in self.book if s.title[0] != "_"):
            for cell in (c for row in sheet.iter_rows() for c in row if isinstance(c.value, str)):
                if match := PLACE.fullmatch(cell.value.strip()):
                    found.setdefault((match[1], match[2]), (sheet.title, cell.row, cell.column))
        return found

    @cached_property
    def heights(self) -> dict[tuple[str | None, str], int]:
        """(table, sheet) -> how many rows one record takes there."""
        found: dict[tuple[str | None, str], int] = {}
        for of in {table for table, _ in self.places}:
            spots = [spot for (table, _), spot in self.places.items() if table == of]
            for sheet in {spot[0] for spot in spots}:
                rows = [row for name, row, _ in spots if name == sheet]
                first = {(row, column) for name, row, column in spots if name == sheet}
                merged = [a.max_row for a in self.book[sheet].merged_cells.ranges if (a.min_row, a.min_col) in first]
                found[of, sheet] = max([*rows, *merged]) - min(rows) + 1
        return found

    def rows_of(self, table: str) -> int:
        """How many rows a table has room for on the sheet."""
        return next(int(row["値"]) for row in self.stated("_設定") if row["設定名"] == f"{table}.最大行数")

    @cached_property
    def issued_places(self) -> dict[tuple[str | None, str], tuple[str, int, int]]:
        """Where each field's first cell is on the sheet as issued: a table grows to its room, and moves what is below."""
        found = {}
        for key, (sheet, row, column) in self.places.items():
            above = {
                (t, r) for (t, _), (s, r, _) in self.places.items() if t and t != key[0] and s == sheet and r < row
            }
            grown = {t: self.rows_of(t) - 1 for t, _ in above}
            found[key] = sheet, row + sum(n * self.heights[t, sheet] for t, n in grown.items()), column
        return found

    @cached_property
    def types(self) -> dict[tuple[str | None, str], str]:
        return {(item["表"], item["項目名"]): item["型"] for item in self.stated("_項目")}

    @cached_property
    def worded(self) -> set[tuple[str | None, str]]:
        """The number fields that may hold words instead."""
        return {(item["表"], item["項目名"]) for item in self.stated("_項目") if item.get("文字可") == "はい"}

    @cached_property
    def lists(self) -> dict[tuple[str | None, str], str]:
        return {(item["表"], item["項目名"]): item["選択肢"] for item in self.stated("_項目") if item["選択肢"]}

    @cached_property
    def offered(self) -> list[Row]:
        """The rows of _選択肢, those that name a list of the master once for each of its rows."""
        master = openpyxl.load_workbook(self.path.with_name("マスタ.xlsx"))
        rows: list[Row] = []
        for row in self.stated("_選択肢"):
            drawn = re.match(r"\{\{(.+?)\.", str(row["値"]))
            head, *lines = master[drawn[1]].iter_rows(values_only=True) if drawn else ((),)
            for line in lines if drawn else [()]:
                known = dict(zip(head, line, strict=True))
                if (known.get("適用終了年度") or FIRST_YEAR) < FIRST_YEAR:
                    continue
                rows.append({key: _filled(text, known) for key, text in row.items()})
        return rows

    @cached_property
    def choices(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for row in self.offered:
            found.setdefault(row["選択肢名"], []).append(str(row["値"]))
        return found

    @cached_property
    def aliases(self) -> dict[tuple[str, str], str]:
        """(list, what is typed) -> the choice that is meant."""
        found: dict[tuple[str, str], str] = {}
        for row in self.offered:
            for word in (row["値"], *str(row["別名"] or "").split("、")):
                found.setdefault((row["選択肢名"], plain(word)), str(row["値"]))
        return found

    def choice(self, key: tuple[str | None, str], typed: object) -> str:
        return self.aliases.get((self.lists[key], plain(typed)), str(typed))

    def value(self, key: tuple[str | None, str], typed: Any) -> Any:
        """What is meant by what stands in a cell; None for a blank one."""
        kind = self.types[key]
        if typed is None or plain(typed) == "":
            return [] if kind == "複数選択" else None
        if kind in ("整数", "数値"):
            number = as_number(typed)
            return str(typed) if number is None and key in self.worded else number
        if kind == "日付":
            return as_day(typed)
        if kind == "複数選択":
            return list(dict.fromkeys(self.choice(key, word) for word in SEVERAL.split(str(typed)) if word.strip()))
        return self.choice(key, typed) if kind == "選択" else str(typed)


def _rate(row: Row) -> Decimal:
    return rounded((row["満足"] + row["やや満足"]) / row["回答数"] * 100)


def _state(row: Row) -> str:
    return _judged(row, _seen(row), "")


def _state_of_city(row: Row) -> str | None:
    """The state of an indicator that the city has too."""
    return _judged(row, row["市の値"], "市の") if row["市の値"] is not None or row["市の向き"] else None


def _judged(row: Row, seen: Decimal | None, whose: str) -> str:
    if seen is None:
        return "未把握"
    if row[f"{whose}目標値"] is None:
        return "未設定"
    if _western(row[f"{whose}目標年度"]) > row["今年度"]:
        return "目標年度前"
    over = seen - row[f"{whose}目標値"]
    return "達成" if (over <= 0 if row[f"{whose}向き"] == "以下" else over >= 0) else "未達成"


def _seen(row: Row) -> Decimal | None:
    """What an indicator is judged by: what was typed, or what the survey says where it measures it."""
    rate = row["アンケートの満足率"]
    return row["実績値"] if rate is None else rate


def _reached(row: Row) -> str | None:
    rate = row["アンケートの満足率"]
    aim, came = row["目標値"], row["実績値"] if rate is None else rate
    if not isinstance(aim, Decimal) or not isinstance(came, Decimal):
        return None
    return "届いた" if (came <= aim if row["向き"] == "以下" else came >= aim) else "届かない"


def _western(text: str) -> int:
    """西暦 of `令和9年度`, wherever it stands in a text."""
    found = re.search(r"令和(\d+)年度", plain(text))
    assert found, text
    return int(found[1]) + ERAS["令和"]


def _distance(row: Row) -> Decimal | None:
    seen = _seen(row)
    if seen is None or row["目標値"] is None:
        return None
    short = row["目標値"] - seen
    return max(Decimal(0), -short if row["向き"] == "以下" else short)


def _together(rows: list[Row], field: str) -> Decimal | None:
    """The sum of what is told; of nothing told nothing."""
    told = [row[field] for row in rows if row[field] is not None]
    return sum(told, Decimal(0)) if told else None


def _spent(rows: list[Row]) -> Decimal | None:
    both = [row for row in rows if row["決算額"] is not None and row["予算額"] is not None]
    given = _together(both, "予算額")
    return rounded((_together(both, "決算額") or Decimal(0)) / given * 100) if given else None


ANSWERS = ("満足", "やや満足", "どちらともいえない", "やや不満", "不満", "無回答")
COMPUTED = {
    "回収率": lambda r: rounded(r["回収数"] / r["配布数"] * 100),
    "計": lambda r: sum(r[a] for a in ANSWERS),
    "回答数": lambda r: sum(r[a] for a in ANSWERS[:-1]),
    "満足率": _rate,
    "増減": lambda r: None if r["前回の満足率"] is None else r["満足率"] - r["前回の満足率"],
    "状況": _state,
    "市の状況": _state_of_city,
    "目標まで": _distance,
    "目標の向き": lambda r: (r["向き"] or "以上") if isinstance(r["目標値"], Decimal) else "",
    "目標値との関係": _reached,
    "執行率": lambda r: None if r["決算額"] is None else rounded(r["決算額"] / r["予算額"] * 100),
}
"""The calculated fields of a row, worked out here once more; one that is nowhere here makes the comparison fail."""

OVER_ROWS = {
    "概算額の計": lambda rows: _together(rows, "概算額"),
    "事業の数": lambda rows: Decimal(len(rows)),
    "予算額の計": lambda rows: _together(rows, "予算額"),
    "決算額の計": lambda rows: _together(rows, "決算額"),
    "全体の執行率": _spent,
    "配当額の計": lambda rows: _together(rows, "配当額"),
}
"""Fields of the head that are calculated of the rows of its one table."""

UP_TO_HERE = {
    "配当額の累計": lambda rows, _: _together(rows, "配当額"),
    "枠の残額": lambda rows, head: None if head["枠"] is None else head["枠"] - _together(rows, "配当額"),
}
"""Fields of a row that are calculated of the rows from the first one to itself, and of the head."""

NAMING = {
    "目標": "目標",
    "基準": "本文",
    "新設": "案文",
    "意見": "受付日",
    "設問": "設問",
    "指標": "指標名",
    "自由意見": "内容",
    "事業": "事業名",
    "指示": "内容",
    "事務事業": "事務事業名",
    "手順書": "手順書名",
    "育成": "内容",
}
"""The field of each table by which a row is one."""


PICTURED = "写真あり"
"""What a table of words says of a picture."""


def _holds_picture(sheet: Any, row: int, column: int) -> bool:
    """Whether a picture begins over a cell, or over the cells merged with it."""
    merged = next((a for a in sheet.merged_cells.ranges if (a.min_row, a.min_col) == (row, column)), None)
    last = (merged.max_row, merged.max_col) if merged else (row, column)
    begins = [(image.anchor._from.row + 1, image.anchor._from.col + 1) for image in sheet._images]
    return any(row <= at[0] <= last[0] and column <= at[1] <= last[1] for at in begins)


@dataclass
class Sheet:
    """A department's filled-in workbook."""

    path: Path
    head: Row
    tables: dict[str, list[Row]] = field(default_factory=dict)


def read_sheet(template: Template, path: Path) -> Sheet:
    """What stands in a workbook; each content is read once."""
    known = (template.path.name, path.read_bytes())
    if known not in _READ:
        _READ[known] = _read(template, path)
    return replace(copy.deepcopy(_READ[known]), path=path)


_READ: dict[tuple[str, bytes], Sheet] = {}


def _read(template: Template, path: Path) -> Sheet:
    """Rows without a number of their own are none: they say that there is nothing."""
    book = openpyxl.load_workbook(path)
    found = Sheet(path, _row(template, book, None, 0))
    for table, naming in NAMING.items():
        if (table, naming) in template.places:
            rows = (_row(template, book, table, n) for n in range(template.rows_of(table)))
            found.tables[table] = [r for r in rows if isinstance(r["番号"], Decimal) and r[naming]]
    _calculate_over_rows(template, found)
    return found


def _tell_origins(sheet: Sheet) -> None:
    """Give each training need the text and the result of the target or the standard it names by its number."""
    of = {"目標": ("目標", "達成度"), "基準": ("本文", "遵守状況")}
    for row in sheet.tables.get("育成", ()):
        origins = [r for r in sheet.tables.get(row["もと"], ()) if r["番号"] == row["もとの番号"]]
        told = [origins[0][name] for name in of[row["もと"]]] if origins else [None, None]
        row["もとの文"], row["もとの結果"] = told


def _calculate_over_rows(template: Template, sheet: Sheet) -> None:
    _tell_origins(sheet)
    rows = [row for table in sheet.tables.values() for row in table]
    calculated = [item for item in template.stated("_項目") if item["区分"] == "計算"]
    for item in calculated:
        name = item["項目名"]
        if name in OVER_ROWS:
            sheet.head[name] = OVER_ROWS[name](rows)
        elif name in UP_TO_HERE:
            for number, row in enumerate(rows, 1):
                row[name] = UP_TO_HERE[name](rows[:number], sheet.head)


def _row(template: Template, book: openpyxl.Workbook, table: str | None, number: int) -> Row:
    """A record, counted from 0."""
    row: Row = {}
    for (of, name), (sheet, first, column) in template.issued_places.items():
        if of == table and (of, name) in template.types:
            typed = book[sheet].cell(first + number * template.heights[of, sheet], column).value
            if template.types[of, name] == "写真":
                row[name] = (
                    PICTURED
                    if _holds_picture(book[sheet], first + number * template.heights[of, sheet], column)
                    else None
                )
                continue
            row[name] = None if str(typed).startswith("=") else template.value((of, name), typed)
    for item in template.stated("_項目"):
        if item["表"] == table and item.get("続きの元") and row.get(item["項目名"]):
            row[item["項目名"]] = _carried_on(row[item["項目名"]], row[item["続きの元"]] or "")
    if table is None or row.get(NAMING[table]):
        this_year = _western(book[template.places[None, "管理番号"][0]]["B1"].value)
        for item in template.stated("_項目"):
            if item["区分"] == "計算" and item["表"] == table and item["項目名"] in COMPUTED:
                row[item["項目名"]] = COMPUTED[item["項目名"]](row | {"今年度": this_year})
    return row


def _carried_on(text: str, before: str) -> str:
    """The text of a year, an arrow for the text of the year before or for its line at that place."""
    if text.strip() == "→":
        return before
    lines = before.split("\n")
    return "\n".join(lines[n] if line == "→" else line for n, line in enumerate(text.split("\n")))


@dataclass(frozen=True)
class Department:
    code: str
    division: str
    name: str
    contact: str = ""
    kind: str = "部署"

    def is_asked(self, only: Container[str] | None) -> bool:
        """Whether a round that is limited to these, codes or kinds, is for it."""
        return not only or self.code in only or self.kind in only


@dataclass
class Workplace:
    """A workspace as people see it: its settings, master, templates and inbox."""

    folder: Path

    @cached_property
    def settings(self) -> Mapping[str, Any]:
        return tomllib.loads((self.folder / "config.toml").read_text(encoding="utf-8"))

    def master(self, sheet: str) -> list[Row]:
        book = openpyxl.load_workbook(self.folder / "templates_xlsx" / "マスタ.xlsx", read_only=True)
        head, *rows = book[sheet].iter_rows(values_only=True)
        return [dict(zip(head, row, strict=True)) for row in rows if any(row)]

    @cached_property
    def departments(self) -> list[Department]:
        rows = sorted(self.master("部署"), key=lambda row: row["表示順"])
        return [
            Department(str(r["部署コード"]), r["部名"] or "", r["課名"], r["連絡先"] or "", r["種別"] or "部署")
            for r in rows
        ]

    @cached_property
    def templates(self) -> dict[str, Template]:
        names = {r["form"] for r in self.settings["rounds"]}
        return {name: Template(self.folder / "templates_xlsx" / f"{name}.xlsx") for name in names}

    def round(self, name: str) -> Mapping[str, Any]:
        return next(r for r in self.settings["rounds"] if r["name"] == name)

    def papers(self, name: str) -> list[Mapping[str, Any]]:
        """What is laid before the meetings of a round."""
        return [paper for paper in self.round(name)["papers"] if "each" not in paper]

    def handed_in(self, label: str, name: str) -> Iterator[tuple[str, Path]]:
        """Department's code and file of a round, the oldest first; `label` is the year's (R08)."""
        found = (self.folder / "inbox").glob(f"*/*/{label}_{name}_*.xlsx")
        for path in sorted((p for p in found if not p.name.startswith("~")), key=lambda p: p.stat().st_mtime):
            yield path.name.removeprefix(f"{label}_{name}_")[:4], path

    def accepted(self, label: str, name: str, spoiled: Container[str] = ()) -> dict[str, Sheet]:
        """The newest workbook of each department, in the order of the master; `spoiled` ones were sent back."""
        newest = dict(self.handed_in(label, name))
        template = self.templates[self.round(name)["form"]]
        return {
            d.code: read_sheet(template, newest[d.code])
            for d in self.departments
            if d.code in newest and d.code not in spoiled
        }


def _filled(text: Any, known: Row) -> Any:
    return (
        re.sub(r"\{\{.+?\.(.+?)\}\}", lambda found: str(known[found[1]] or ""), text) if isinstance(text, str) else text
    )
