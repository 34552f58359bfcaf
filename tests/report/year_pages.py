"""What a ward's public page must show, from the filled-in workbooks alone; and the page read with lxml."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import lxml.html

from tests.report.year_counts import Grid, Round, printed, shown
from tests.report.year_forms import Row, wareki
from tests.report.year_play import Situation

ITEMS = {
    "実施した結果": lambda r: shown(r["実施結果"]),
    "目標の値": lambda r: printed(r["目標値"]) + shown(r["単位"]) + shown(r["向き"]),
    "実績の値": lambda r: printed(r["実績値"]) + shown(r["単位"]),
    "これからの対応": lambda r: shown(r["今後の対応方策"]),
    "次の年度の扱い": lambda r: shown(r["次年度の扱い"]),
    "場面": lambda r: shown(r["場面"]),
    "理念": lambda r: shown(r["理念"]),
    "取組の内容": lambda r: shown(r["具体的な取組内容"]),
    "達成を測るもの": lambda r: shown(r["評価指標"]),
    "期限": lambda r: wareki(r["期限"]) if r["期限"] else "",
}
"""What stands beside each word on a card of the page."""


@dataclass
class Card:
    """A target on the page: whose it is, its number, its text and what stands beside each word."""

    department: str
    number: str
    goal: str
    items: Row


@dataclass
class Page:
    """A page as it is read: its tables and pictures under their titles, its cards, and all other texts."""

    tables: dict[str, Grid]
    pictures: dict[str, tuple[str, list[str]]]
    cards: list[Card]
    texts: list[str]


def read_page(path: Path) -> Page:
    tree: Any = lxml.html.fromstring(path.read_bytes().decode("utf-8"))
    tables, pictures = {}, {}
    for table in tree.iter("table"):
        title = _text(table.find("caption")).partition("（単位")[0]
        tables[title] = [[_text(cell) for cell in row if cell.tag in ("th", "td")] for row in table.iter("tr")]
    for picture in tree.iter("svg"):
        told, *labels = (e.text for e in picture.iter("desc", "text"))
        pictures[picture.find("title").text] = told, labels
    cards = _cards(tree)
    for element in list(tree.iter("table", "svg", "style", "nav", "h1", "h2", "h3", "h4", "title")):
        element.drop_tree()
    for element in tree.find_class("kusei-card"):
        element.drop_tree()
    return Page(tables, pictures, cards, [text for e in tree.iter("p", "li", "dd", "div") if (text := _own(e))])


def _text(element: Any) -> str:
    return " ".join("".join(element.itertext()).split()) if element is not None else ""


def _own(element: Any) -> str:
    inside = any(True for _ in element.iter("p", "li", "dd", "div") if _ is not element)
    return "" if inside else _text(element)


def _cards(tree: Any) -> list[Card]:
    found, department = [], ""
    for element in tree.iter("h3", "div"):
        if element.tag == "h3":
            department = _text(element).split(" ")[-1]
        elif "kusei-card" in (element.get("class") or "").split():
            items = {_text(word): _text(word.getnext()) for word in element.iter("dt")}
            found.append(Card(department, _text(element.find("h4")), _text(element.find_class("kusei-goal")[0]), items))
    return found


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
    numbers = (str(len(round_.accepted)), str(len(round_.rows("目標"))))
    if name == "目標設定":
        return [(r"(\d+)部署が、合わせて(\d+)件の目標", numbers)]
    return [(r"(\d+)部署の、合わせて(\d+)件の目標", numbers)]


def not_yet(texts: list[str]) -> str:
    """The departments that the page says are still to come."""
    return next((m[1] for text in texts if (m := re.search(r"とりまとめ中です。.*?：(.+)", text))), "")
