"""What a ward's public page must show, from the filled-in workbooks alone; and the page read with lxml."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import lxml.html

from tests.report.year_counts import Grid, Round, printed, shown
from tests.report.year_forms import Row
from tests.report.year_play import Situation

COUNTED = {
    "場面別の目標の数": "場面",
    "理念別の目標の数": "理念",
    "達成度別の目標の数": "達成度",
    "次の年度の扱い別の目標の数": "次年度の扱い",
}
"""The field by whose choices a table of the page counts the targets."""


def with_one_sign(text: str) -> str:
    """A text with its per cents as the page writes them; no department of the year writes an address."""
    return text.replace("%", "％")


def value(row: Row, name: str) -> str:
    return printed(row[name]) + shown(row["単位"])


def aim(row: Row) -> str:
    """A target with which way it counts: what is to be 0 or less is to be 0."""
    direction = "" if shown(row["向き"]) == "以下" and not row["目標値"] else shown(row["向き"]) or "以上"
    return f"目標の値：{value(row, '目標値')}{direction}" if shown(row["目標値"]) else ""


def labelled(row: Row, label: str, name: str) -> str:
    return f"{label}：{shown(row[name])}" if row.get(name) else ""


def is_short(row: Row) -> bool:
    """Whether a target was declared reached and was missed."""
    if row["達成度"] != "達成" or not isinstance(row["実績値"], Decimal) or not isinstance(row["目標値"], Decimal):
        return False
    return row["実績値"] > row["目標値"] if row["向き"] == "以下" else row["実績値"] < row["目標値"]


def reached(row: Row) -> str:
    expected = "（見込み）" if row["値の区分"] == "見込み" else ""
    figure = f"実績の値：{value(row, '実績値')}{expected}" if shown(row["実績値"]) else ""
    short = "目標の値には届いていません。" if is_short(row) else ""
    why = labelled(row, "「達成」とした理由" if row["達成度"] == "達成" else "理由", "理由")
    return shown(row["達成度"]) + shown(row["評価指標"]) + aim(row) + figure + short + why


ITEMS = {
    "場面": lambda r: shown(r["場面"]),
    "目標と取組の内容": lambda r: shown(r["目標"]) + shown(r["具体的な取組内容"]),
    "達成を測るもの": lambda r: shown(r["評価指標"]) + aim(r) + labelled(r, "期限", "期限"),
    "目標": lambda r: shown(r["目標"]) + labelled(r, "場面", "場面"),
    "実施した結果": lambda r: shown(r["実施結果"]),
    "達成度": reached,
    "これからの対応": lambda r: shown(r["今後の対応方策"]) + labelled(r, "次の年度の扱い", "次年度の扱い"),
}
"""What stands under each heading of the page's list."""


@dataclass
class Card:
    """A target on the page: whose it is, its number, its text and what stands under each heading."""

    department: str
    number: str
    goal: str
    items: Row


@dataclass
class Page:
    """A page as it is read: its tables, counts and pictures under their titles, its targets, and all other texts."""

    tables: dict[str, Grid]
    counts: dict[str, dict[str, int]]
    pictures: dict[str, tuple[str, list[str]]]
    cards: list[Card]
    texts: list[str]


def read_page(path: Path) -> Page:
    tree: Any = lxml.html.fromstring(path.read_bytes().decode("utf-8"))
    pictures = {}
    tables = {_title(table): _grid(table) for table in tree.find_class("kusei-figures")}
    counts = {_title(table): dict(map(_count, table.find("tbody"))) for table in tree.find_class("kusei-counts")}
    for picture in tree.iter("svg"):
        told, *labels = (e.text for e in picture.iter("desc", "text"))
        pictures[picture.find("title").text] = told, labels
    cards = _cards(tree)
    for element in list(tree.iter("table", "svg", "style", "nav", "h1", "h2", "h3", "h4", "title")):
        element.drop_tree()
    texts = [text for e in tree.iter("p", "li", "dd", "div") if (text := _own(e))]
    return Page(tables, counts, pictures, cards, texts)


def _title(table: Any) -> str:
    return _text(table.find("caption")).partition("（単位")[0]


def _grid(table: Any) -> Grid:
    return [[_text(cell) for cell in row if cell.tag in ("th", "td")] for row in table.iter("tr")]


def _count(row: Any) -> tuple[str, int]:
    """A choice, without its explanation, and how often it was counted."""
    label, number = row
    return label.text.strip(), int(_text(number).removesuffix("件"))


def _text(element: Any) -> str:
    return " ".join("".join(element.itertext()).split()) if element is not None else ""


def _own(element: Any) -> str:
    inside = any(True for _ in element.iter("p", "li", "dd", "div") if _ is not element)
    return "" if inside else _text(element)


def _cards(tree: Any) -> list[Card]:
    return [
        Card(
            _text(tree.get_element_by_id(table.get("aria-labelledby"))),
            _text(row.find("th")),
            _text(row.find_class("kusei-goal")[0]),
            {cell.get("data-kusei"): _text(cell) for cell in row.iter("td")},
        )
        for table in tree.find_class("kusei-list")
        for row in table.find("tbody")
    ]


def expected_tables(round_: Round) -> dict[str, Grid]:
    """Title -> table of every cross-tab, of those alone that have answered."""
    answered = {code: name for code, name in round_.names.items() if code in round_.accepted}
    alone = replace(round_, names=answered)
    asked = [sheet for sheet, rows in alone.totals.items() if rows[0]["種類"] == "クロス集計"]
    return {tab.title: tab.grid() for tab in map(alone.crosstab, asked)}


def either_way(grid: Grid) -> list[Grid]:
    """A table as it is and with its rows as columns, the corner left out."""
    turned = [list(row) for row in zip(*grid, strict=True)]
    return [[["", *table[0][1:]], *table[1:]] for table in (grid, turned)]


def expected_cards(situation: Situation, name: str) -> list[Row]:
    return situation.rounds[name].rows("目標")


def sentences(situation: Situation, name: str) -> list[tuple[str, tuple[str, ...]]]:
    """What the page says in numbers, and the numbers."""
    round_ = situation.rounds[name]
    rows = round_.rows("目標")
    numbers = (str(len(round_.accepted)), str(len(rows)))
    if name == "目標設定":
        return [(r"(\d+)部署が、合わせて(\d+)件の目標", numbers)]
    told, found = [], []
    short = sum(map(is_short, rows))
    for word in round_.template.choices[round_.template.lists["目標", "達成度"]]:
        count = sum(row["達成度"] == word for row in rows)
        if count:
            told.append(f"{word}(\\d+)件")
            found.append(str(count))
        if word == "達成" and short:
            told[-1] += "（うち目標の値に届かないもの(\\d+)件。達成とした理由を添えています）"
            found.append(str(short))
    return [(r"(\d+)部署の、合わせて(\d+)件の目標", numbers), ("^" + "、".join(told) + "$", tuple(found))]


def expected_counts(rows: list[Row], field: str) -> dict[str, int]:
    """How many targets have each choice of a field that any of them has."""
    chosen = [
        word for row in rows for word in (row[field] if isinstance(row[field], list) else [row[field] or "記載なし"])
    ]
    return {word: chosen.count(word) for word in chosen}


def not_yet(texts: list[str]) -> str:
    """The departments that the page says are still to come."""
    return next((m[1] for text in texts if (m := re.search(r"取りまとめ中です。.*?：(.+)", text))), "")
