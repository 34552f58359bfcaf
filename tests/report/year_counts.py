"""What the filled-in workbooks come to, counted with a Counter: every table that a form's template asks for.

A table is a list of rows of texts as they are printed, its headings first; 「－」 stands where nobody has answered.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property, partial
from typing import Any

from tests.report.year_forms import ERAS, Row, Sheet, Template, as_day, plain, rounded, wareki

Grid = list[list[str]]
NOBODY, BLANK, UNTOLD = "－", "（未記入）", {None: "", "": ""}
QUARTERS = ("第1四半期（4〜6月）", "第2四半期（7〜9月）", "第3四半期（10〜12月）", "第4四半期（1〜3月）")


RATES = {
    "満足率": (("満足", "やや満足"), "回答数"),
    "回収率": (("回収数",), "配布数"),
    "執行率": (("決算額",), "予算額"),
}
"""What a rate is of: the fields that are added up above the line, and the one below it."""


def rate(name: str, rows: Iterable[Row]) -> Decimal | None:
    """A rate of several rows, from the sums of those that tell both."""
    above, below = RATES[name]
    told = [row for row in rows if all(row[field_] is not None for field_ in (*above, below))]
    whole = sum((row[below] for row in told), Decimal(0))
    return rounded(sum((row[f] for row in told for f in above), Decimal(0)) / whole * 100) if whole else None


def shown(value: Any) -> str:
    """A value as it stands in data and cross-tabs."""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, dt.date):
        return wareki(value)
    if isinstance(value, list):
        return "、".join(value)
    return UNTOLD.get(value, str(value))


def printed(value: Any) -> str:
    """A value as it stands in a list or a sentence: a number in groups of three."""
    return f"{value.normalize():,f}" if isinstance(value, Decimal) else shown(value)


def holds(condition: str | None, row: Row) -> bool:
    """Whether a row meets a condition as the templates write it: some words or 空欄, joined by かつ; または in brackets."""
    parts = re.split(r" かつ (?![^(]*\))", condition or "")
    return all(any(_holds(one, row) for one in part.strip("()").split(" または ")) for part in parts if part)


def _holds(part: str, row: Row) -> bool:
    found = re.fullmatch(r"(.+?) ([=≠]) (.+)", part)
    assert found, f"a condition this count does not know: {part}"
    value, words = row[found[1]], [word.strip("「」") for word in found[3].split("|")]
    if words == ["空欄"]:
        return bool(value) == (found[2] == "≠")
    return value is not None and (value in words) == (found[2] == "=")


def is_open(row: Row) -> bool:
    """Whether a treatment is not done, or nobody has seen that it helped; an improvement has only to be done."""
    if not row.get("処置") or row["効果"] == "あり" or (row["効果"] == "一部" and not row["次の処置"]):
        return False
    return row["種別"] != "気づき・改善" or row["処置日"] is None or row["効果"] is not None


@dataclass
class Axis:
    """The labels of a side of a cross-tab, and which of them a row falls under."""

    name: str
    labels: Sequence[str]
    of: Callable[[Row], list[str]]
    several: bool = False
    silent: frozenset[str] = frozenset()


@dataclass
class Round:
    """A round as it stands: who was asked, whose workbook counts, and the same round of the years before."""

    label: str
    year: int
    template: Template
    names: Mapping[str, str]
    divisions: Mapping[str, str]
    accepted: Mapping[str, Sheet]
    earlier: Sequence[Round] = field(default_factory=tuple)
    as_of: dt.date = dt.date.max
    name: str = ""
    rounds: Sequence[Round] = field(default_factory=tuple)

    @property
    def short(self) -> str:
        """What its name has in brackets, which is how it is called beside other rounds of its form."""
        return self.name.rpartition("（")[2].rstrip("）")

    def rows(self, table: str | None) -> list[Row]:
        """The rows of all that counts, each with its department and its year; of no table the heads."""
        own = [
            {
                **row,
                "部名": self.divisions[code],
                "部署名": self.names[code],
                "部署コード": code,
                "年度": self.year_name,
                "回": self.short,
            }
            for code, sheet in self.accepted.items()
            for row in (sheet.tables[table] if table else [sheet.head])
        ]
        return [row for row in own if row]

    @property
    def year_name(self) -> str:
        return f"令和{self.year - 2018}年度"

    @property
    def missing(self) -> list[str]:
        return [name for code, name in self.names.items() if code not in self.accepted]

    @cached_property
    def totals(self) -> dict[str, list[Row]]:
        """Name of a sheet -> its rows in the template's definitions, without those for the city above the ward."""
        found: dict[str, list[Row]] = {}
        for row in self.template.stated("_集計"):
            if not row.get("階層"):
                found.setdefault(row["シート名"], []).append(row)
        return found

    def list_rows(self, name: str) -> list[Row]:
        first = self.totals[name][0]
        if first["種類"] == "追跡":
            return self.to_look_through() if first["表"] == "手順書" else self.followed()
        return [row for row in self.rows(first["表"]) if holds(first.get("条件"), row)]

    def list_grid(self, name: str) -> Grid:
        """A list of the template, every column of it, and the sums of those that ask for one."""
        columns, found = self.totals[name], self.list_rows(name)
        rows = [[_filled(c["内容"] or "", row) for c in columns] for row in found]
        if rows and any(c["値"] for c in columns):
            rows.append(["計", *(_summed(c["値"], found) for c in columns[1:])])
        return [[self.heading(c["見出し"]) for c in columns], *rows]

    def heading(self, text: str) -> str:
        """A heading with the years it is about, counted from the round's own."""
        years = {"次年度": 1, "年度+0": 0, "年度+2": 2}
        for name, more in years.items():
            text = text.replace("{{" + name + "}}", f"令和{self.year + more - 2018}年度")
        return text

    def followed(self) -> list[Row]:
        """The treatments that are open: this year's, and last year's of which nothing was said since; late ones first."""
        here = self.rows("意見")
        # A row of a department's own bears its ID in the next year's sheet alone: sheet, table and number.
        known = [str(row["行ID"]) for row in here]
        before = [
            row
            for one in self.earlier
            for row in one.rows("意見")
            if not any(
                re.fullmatch(rf"{one.label}-{row['部署コード']}-.+-意見{row['番号']}", row_id) for row_id in known
            )
        ]
        rows = [row for row in (*here, *before) if is_open(row)]
        for row in rows:
            due = row["期限"] if row["処置日"] is None or row["次の処置"] else None
            late = (self.as_of - due).days if due and due < self.as_of else 0
            row |= {"状況": "期限超過" if late else "未完了", "遅れ": str(late or ""), "まで": due or dt.date.max}
        return self._late_first(rows)

    def to_look_through(self) -> list[Row]:
        """The manuals that are to be looked through this year and were not; late ones first."""
        this_year = [row for row in self.rows("手順書") if row["次の見直し日"] < dt.date(self.year + 1, 4, 1)]
        rows = [row for row in this_year if row["見直し"] not in ("改訂した", "改訂不要")]
        for row in rows:
            late = max((self.as_of - row["次の見直し日"]).days, 0)
            row |= {"状況": "期限超過" if late else "未完了", "遅れ": str(late or ""), "まで": row["次の見直し日"]}
        return self._late_first(rows)

    def _late_first(self, rows: list[Row]) -> list[Row]:
        places = list(self.names)
        return sorted(rows, key=lambda r: (r["状況"] != "期限超過", r["まで"], places.index(r["部署コード"])))

    def crosstab(self, name: str) -> Crosstab:
        (asked,) = self.totals[name]
        rows = [row for row in self.rows(asked["表"]) if holds(asked.get("条件"), row)]
        across = asked["列"]
        if across == "年度":
            rows = [r for one in self.earlier for r in one.rows(asked["表"])] + rows
        if across == "回":
            rows = [r for one in self.rounds for r in one.rows(asked["表"])] + rows
        return Crosstab(self, asked, self._axis(asked, asked["行"], rows), self._axis(asked, across, rows), rows)

    def _axis(self, asked: Row, name: str | None, rows: list[Row]) -> Axis | None:
        if not name:
            return None
        if name == "部署名":
            return Axis(name, list(self.names.values()), lambda r: [r[name]], silent=frozenset(self.missing))
        if name == "年度":
            return Axis(name, [r.year_name for r in (*self.earlier, self)], lambda r: [r[name]])
        if name == "回":
            return Axis(name, [one.short for one in (*self.rounds, self)], lambda r: [r[name]])
        base, _, part = name.partition(":")
        if part:
            return _calendar(base, part, self)
        key = (asked["表"], name)
        listed = self.template.choices[self.template.lists[key]] if key in self.template.lists else []
        condition = asked.get("条件") or ""
        only = re.search(rf"(?:^| ){name} = ([^ ()]+)", condition)
        if only and only[1] != "空欄":
            listed = only[1].split("|")
        listed = [one for one in listed if f"{name} ≠ 「{one}」" not in condition]
        several = self.template.types[key] == "複数選択"

        def of(row: Row) -> list[str]:
            value = row[name]
            return (value or [BLANK]) if several else [BLANK if value is None else str(value)]

        met = dict.fromkeys(label for row in rows for label in of(row) if label not in listed)
        return Axis(name, [*listed, *met], of, several)

    def trend(self, name: str) -> Grid:
        """The values of each line from what it began from, and the target that was to be reached; of a first year."""
        assert not self.earlier, "this count knows no second year of a trend"
        (asked,) = self.totals[name]
        rows = self.rows(asked["表"])
        begun = sorted({year for row in rows for year in self._begun(asked, row)})
        due = sorted({self._due(asked, row) for row in rows} - {self.year})
        years = [*(f"令和{year - ERAS['令和']}年度" for year in (*begun, self.year, *due))]
        grid = [[asked["行"] if "{" not in asked["行"] else "項目", "区分", *years]]
        if asked["値"].startswith("比率:"):
            name = asked["値"].removeprefix("比率:")
            asked_of = dict.fromkeys(shown(row[asked["行"]]) for row in rows)
            under = {label: [r for r in rows if shown(r[asked["行"]]) == label] for label in asked_of}
            return [*grid, *([label, name, shown(rate(name, found)) or NOBODY] for label, found in under.items())]
        for row in rows:
            name = asked["値"]
            line = [*(self._begun(asked, row).get(year, NOBODY) for year in begun), shown(row[name]) or NOBODY]
            of = _filled(asked["行"], row) if "{" in asked["行"] else shown(row[asked["行"]])
            grid.append([of, name, *line, *(NOBODY for _ in due)])
            if asked.get("目標"):
                way = f"（{row[asked['向き']]}）" if row[asked["向き"]] else ""
                aims = {self._due(asked, row): shown(row[asked["目標"]]) or NOBODY}
                cells = (aims.get(year, NOBODY) for year in (*begun, self.year, *due))
                grid.append([of, f"{asked['目標']}{way}", *cells])
        return grid

    def _due(self, asked: Row, row: Row) -> int:
        """The year in which a target stands: that in which it is due."""
        told = asked.get("目標") and row[asked["目標"]] is not None and asked.get("目標年度")
        said = re.fullmatch(r"令和(\d+)年度", plain(row[asked["目標年度"]] or "")) if told else None
        return int(said[1]) + ERAS["令和"] if said else self.year

    def _begun(self, asked: Row, row: Row) -> dict[int, str]:
        """The year before this one in which a line began, and its value then."""
        said = re.fullmatch(r"令和(\d+)年度", plain(row[asked["現状年度"]] or "")) if asked.get("現状年度") else None
        year = int(said[1]) + ERAS["令和"] if said else self.year
        value = shown(row[asked["現状値"]]) if year < self.year else ""
        return {year: value} if value else {}


def _summed(asked: str | None, rows: Iterable[Row]) -> str:
    """The sum, or the ratio of sums, a column of a list ends with."""
    kind, _, field_ = (asked or "").partition(":")
    if kind == "比率":
        return printed(rate(field_, rows)) or NOBODY
    return printed(sum((row[field_] or Decimal(0) for row in rows), Decimal(0))) if field_ else ""


def _filled(text: str, row: Row) -> str:
    """A text with the row's values; a line of which no value is told is left out."""
    lines = []
    for line in text.split("\n"):
        names = re.findall(r"\{\{(.+?)\}\}", line)
        if not names or any(printed(row[name]) for name in names):
            lines.append(re.sub(r"\{\{(.+?)\}\}", lambda found: printed(row[found[1]]), line))
    return "\n".join(lines)


def _calendar(name: str, part: str, asked: Round) -> Axis:
    """Quarters or months; those that begin after the night are not known yet."""

    def month(row: Row) -> int:
        return as_day(row[name]).month if not isinstance(row[name], dt.date) else row[name].month

    months = (*range(4, 13), 1, 2, 3)
    ahead = [m for m in months if dt.date(asked.year + (m < 4), m, 1) > asked.as_of]
    if part == "月":
        silent = frozenset(f"{m}月" for m in ahead)
        return Axis(f"{name}（月）", [f"{m}月" for m in months], lambda r: [f"{month(r)}月"], silent=silent)
    silent = frozenset(quarter for quarter, first in zip(QUARTERS, months[::3], strict=True) if first in ahead)
    return Axis(f"{name}（四半期）", QUARTERS, lambda r: [QUARTERS[(month(r) - 4) % 12 // 3]], silent=silent)


@dataclass
class Crosstab:
    """A cross-tab of a template, counted anew."""

    round: Round
    asked: Row
    down: Axis
    across: Axis | None
    rows: list[Row]

    @property
    def title(self) -> str:
        return self.asked["見出し"]

    @property
    def kind(self) -> str:
        return self.asked["値"].partition(":")[0]

    @property
    def several(self) -> bool:
        """Whether any row stands under two labels of an axis."""
        axes = [axis for axis in (self.down, self.across) if axis and axis.several]
        return any(len(axis.of(row)) > 1 for axis in axes for row in self.rows)

    def _value(self, rows: Iterable[Row]) -> Decimal | None:
        rows, field_ = list(rows), self.asked["値"].partition(":")[2]
        if not field_:
            return Decimal(len(rows))
        if self.kind == "比率":
            return rate(field_, rows)
        values = [row[field_] for row in rows if row[field_] is not None]
        total = sum(values, Decimal(0))
        return rounded(total / len(values)) if self.kind == "平均" else total

    def _counts(self) -> Counter[tuple[str, str]]:
        """Rows under (label down, label across); a row with several labels is counted under each."""
        counted: Counter[tuple[str, str]] = Counter()
        for row in self.rows:
            for label in self.down.of(row):
                for other in self.across.of(row) if self.across else [""]:
                    counted[label, other] += 1
        return counted

    @property
    def bottom(self) -> str:
        return "計（延べ）" if self.several and self.round.accepted else "計"

    def grid(self) -> Grid:
        """Headings, a row a label, and the totals."""
        return self._alone() if self.across is None else self._crossed(self.across)

    def _alone(self) -> Grid:
        """One column, and beside a rate what it is of; no totals of what is not to be added up."""
        field_ = self.asked["値"].partition(":")[2]
        heads = [field_, RATES[field_][1]] if self.kind == "比率" else [self.kind]
        under = {label: [r for r in self.rows if label in self.down.of(r)] for label in self.down.labels}
        if self.asked.get("足さない項目") != self.down.name:
            under["全体" if self.kind in ("平均", "比率") else "計"] = self.rows

        def line(label: str, rows: list[Row]) -> list[str]:
            if label in self.down.silent or not self.round.accepted:
                return [NOBODY] * len(heads)
            of = [shown(sum((r[heads[1]] for r in rows), Decimal(0)))] if self.kind == "比率" else []
            return [shown(self._value(rows)) or NOBODY, *of]

        return [[self.down.name, *heads], *([label, *line(label, rows)] for label, rows in under.items())]

    def _rates(self, across: Axis) -> Grid:
        """A rate under each label; what is of all departments stands on the right, nothing of all questions."""
        field_ = self.asked["値"].partition(":")[2]
        in_time = across.name in ("年度", "回")
        head = [f"{self.down.name}＼{across.name}", *across.labels, *([] if in_time else ["全体", RATES[field_][1]])]

        def line(rows: list[Row]) -> list[str]:
            cells = [shown(rate(field_, (r for r in rows if x in across.of(r)))) or NOBODY for x in across.labels]
            if in_time:
                return cells
            base = sum((r[RATES[field_][1]] for r in rows), Decimal(0))
            return [*cells, shown(rate(field_, rows)) or NOBODY, shown(base)]

        under = {label: [r for r in self.rows if label in self.down.of(r)] for label in self.down.labels}
        return [head, *([label, *line(rows)] for label, rows in under.items())]

    def _crossed(self, across: Axis) -> Grid:
        if self.kind == "比率":
            return self._rates(across)
        counted, by_year = self._counts(), across.name in ("年度", "回")
        head = [f"{self.down.name}＼{across.name}", *across.labels, *([] if by_year else ["計"])]
        silent = set(across.silent) | set(self.down.silent)
        if by_year:
            silent |= {r.year_name for r in (*self.round.earlier, self.round) if not r.accepted}
            silent |= {r.short for r in (*self.round.rounds, self.round) if not r.accepted}

        def line(label: str, count: Callable[[str], int]) -> list[str]:
            cells = [NOBODY if {label, x} & silent else str(count(x)) for x in across.labels]
            return [label, *cells, *([] if by_year else [_sum(cells)])]

        body = [line(label, partial(_at, counted, label)) for label in self.down.labels]
        sums = line(self.bottom, lambda x: sum(counted[label, x] for label in self.down.labels))
        grid = [head, *body, sums]
        if self.several and self.round.accepted:
            real = Counter(x for row in self.rows for x in across.of(row))
            grid.append(line("実数", real.__getitem__))
        return grid if self.round.accepted or by_year else [head, *_hushed(grid[1:])]


def _at(counted: Counter[tuple[str, str]], label: str, other: str) -> int:
    return counted[label, other]


def _sum(cells: Sequence[str]) -> str:
    known = [int(cell) for cell in cells if cell != NOBODY]
    return str(sum(known)) if known else NOBODY


def _hushed(grid: Grid) -> Grid:
    return [[row[0], *(NOBODY for _ in row[1:])] for row in grid]
